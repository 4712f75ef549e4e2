"""Golden pictures of every pane and state, at 80 × 24 and 120 × 36."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from sessiontui.ui.app import SessiontuiApp
from tests.builders import session, tab, window, write_profile
from tests.ui.conftest import MakeApp, settle

SIZES = {"80x24": (80, 24), "120x36": (120, 36)}
SnapCompare = Callable[..., bool]


def after(*keys: str) -> Callable[[Pilot[Any]], Any]:
    async def run(pilot: Pilot[Any]) -> None:
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)

    return run


KEYS: dict[str, tuple[str, ...]] = {
    "overview": ("1",),
    "windows": ("2", "down", "down", "down", "down"),
    "windows_folded": ("2", "enter", "down"),
    "closed": ("3", "down"),
    "closed_window_open": ("3", "down", "down", "down", "enter", "down"),
    "settings": ("8", "down"),
    "json": ("2", "down", "down", "o", "l", "j"),
    "details": ("2", "down", "down", "enter"),
    "filter": ("2", "slash", *"shop"),
    "filter_finds_nothing": ("3", "slash", *"zzz", "enter"),
    "damaged_version": ("1", *["right_square_bracket"] * 4),
    "help": ("2", "question_mark"),
}


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize("name", KEYS)
def test_demo(make_app: MakeApp, snap_compare: SnapCompare, name: str, size: str) -> None:
    app = make_app()
    assert snap_compare(app, terminal_size=SIZES[size], run_before=after(*KEYS[name]))


@pytest.mark.parametrize("size", SIZES)
def test_light(make_app: MakeApp, snap_compare: SnapCompare, size: str) -> None:
    app = make_app()
    app.theme = "textual-light"
    assert snap_compare(app, terminal_size=SIZES[size], run_before=after("2", "down", "down"))


def test_no_colour(
    make_app: MakeApp, snap_compare: SnapCompare, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = make_app()
    assert snap_compare(app, terminal_size=SIZES["120x36"], run_before=after("2", "down"))


def test_nothing_open_says_where_tabs_are(
    tmp_path: Path,
    profile_app: Callable[[Path], SessiontuiApp],
    snap_compare: SnapCompare,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    empty = session()
    empty["windows"] = []
    path = write_profile(
        tmp_path / "profile",
        clean=empty,
        previous=session(window(tab("https://a.example/"), tab("https://b.example/"))),
    )
    app = profile_app(path)
    monkeypatch.setattr("sessiontui.ui.app.saved_words", lambda view, now: "saved 3 s ago")
    monkeypatch.setattr("sessiontui.ui.widgets.rail.short_age", lambda moment, now: "3 s")

    assert snap_compare(app, terminal_size=SIZES["120x36"], run_before=after("2"))


def test_several_profiles(make_app: MakeApp, snap_compare: SnapCompare) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as executor:
        app = SessiontuiApp(
            None,
            executor,
            choices=[("default-esr", "/home/ada/.mozilla/firefox/k2x.default-esr"),
                     ("work", "/home/ada/.mozilla/firefox/q9w.work")],
        )  # fmt: skip
        assert snap_compare(app, terminal_size=SIZES["80x24"])
