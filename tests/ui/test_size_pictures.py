"""Golden pictures of pane 6: levels, dropping, other sizes and colours."""

from __future__ import annotations

from pathlib import Path

import pytest
from msgspec.structs import replace

from sessiontui.app_dirs import STATE_VARIABLE
from sessiontui.stores.profile.store import ProfileStore
from tests.builders import write_profile

from .conftest import NOW, MakeApp
from .test_pictures import SIZES, SnapCompare, after
from .test_size import heavy

KEYS: dict[str, tuple[str, ...]] = {
    "parts": ("6", "down"),
    "sites": ("6", "t", "down"),
    "tab": ("6", "t", "t", "down", "enter", "down"),
    "nodes": ("6", *["t"] * 4, "enter", "enter"),
    "filtered": ("6", "t", "t", "slash", *"rust", "enter"),
    "marked": ("6", "space", "space"),
    "slim": ("6", "space", "d"),
}
ORDINARY = {"parts", "slim"}


@pytest.mark.parametrize(
    ("name", "size"),
    [
        pytest.param(
            name, size, id=f"{name}-{size}",
            marks=[] if name in ORDINARY and size == "80x24" else [pytest.mark.long],
        )
        for name in KEYS
        for size in SIZES
    ],
)  # fmt: skip
def test_demo(make_app: MakeApp, snap_compare: SnapCompare, name: str, size: str) -> None:
    assert snap_compare(make_app(), terminal_size=SIZES[size], run_before=after(*KEYS[name]))


@pytest.mark.long
@pytest.mark.parametrize("size", [(100, 30), (160, 45)], ids=["100x30", "160x45"])
def test_other_sizes(make_app: MakeApp, snap_compare: SnapCompare, size: tuple[int, int]) -> None:
    assert snap_compare(make_app(), terminal_size=size, run_before=after(*KEYS["parts"]))


@pytest.mark.long
@pytest.mark.parametrize("theme", ["textual-light", "ansi-dark"])
def test_other_colours(make_app: MakeApp, snap_compare: SnapCompare, theme: str) -> None:
    app = make_app(theme=theme)
    assert snap_compare(app, terminal_size=SIZES["120x36"], run_before=after(*KEYS["marked"]))


@pytest.mark.long
def test_no_colour(
    make_app: MakeApp, snap_compare: SnapCompare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app()
    assert snap_compare(app, terminal_size=SIZES["120x36"], run_before=after(*KEYS["marked"]))


@pytest.mark.long
def test_a_damaged_version(
    tmp_path: Path, make_app: MakeApp, snap_compare: SnapCompare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path / "state"))
    path = write_profile(tmp_path / "p", clean=heavy())
    file = path / "sessionstore.jsonlz4"
    file.write_bytes(file.read_bytes()[:-400])
    store = ProfileStore(path, now=lambda: NOW)
    store.info = replace(
        store.info, title="default-esr", location="~/.mozilla/firefox/k2x.default-esr"
    )
    app = make_app(store)
    monkeypatch.setattr("sessiontui.ui.app.chrome.saved_words", lambda view, now: "saved 3 s ago")
    monkeypatch.setattr("sessiontui.ui.widgets.version_rail.short_age", lambda moment, now: "3 s")
    assert snap_compare(app, terminal_size=SIZES["80x24"], run_before=after("6"))
