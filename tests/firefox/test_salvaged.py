"""What `salvage --to` writes of a damaged session file opens in Firefox, with the tabs it named."""

from __future__ import annotations

import io
import json
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sessiontui.cli.main import run
from tests.builders import entry, session, tab, to_json, unmozlz4, window, write_profile
from tests.firefox.driver import Firefox, PageServer

OPEN = {"browser.startup.page": 3}


def word(chance: random.Random) -> str:
    """Letters that hardly shrink, so that a block of 4 kB holds some tabs."""
    return "".join(chance.choices("abcdefghijklmnopqrstuvwxyz", k=120))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    """The session file that a Firefox with two windows wrote at its end."""
    chance = random.Random(1)
    with PageServer() as server:
        names = [[word(chance) for _ in range(50)] for _ in range(2)]
        windows = [window(*(tab(entry(server.url(name), name)) for name in some)) for some in names]
        profile = write_profile(
            tmp_path_factory.mktemp("made") / "p", clean=session(*windows), prefs=OPEN
        )
        with Firefox(profile) as firefox:
            assert len(firefox.tabs()) == 100
            firefox.quit()
    return (profile / "sessionstore.jsonlz4").read_bytes()


def cut(data: bytes) -> bytes:
    return data[: len(data) * 6 // 10]


def zeroed(data: bytes) -> bytes:
    start = len(data) // 2 & ~4095
    return data[:start] + bytes(4096) + data[start + 4096 :]


def beheaded(data: bytes) -> bytes:
    return data[12:]


def old_cut(data: bytes) -> bytes:
    """As Firefox 2 and 3 wrote it, and cut."""
    text = unmozlz4(data)
    return b"(" + text[: len(text) * 6 // 10]


def salvaged(file: Path, target: Path, capture: pytest.MonkeyPatch) -> Any:
    """What the command prints as JSON, after it wrote the repaired file."""
    out = io.BytesIO()
    with capture.context() as patch:
        patch.setattr(sys, "stdout", io.TextIOWrapper(out, write_through=True))
        assert run(["salvage", str(file), "--json", "--to", str(target)]) == 0
        return json.loads(out.getvalue())


@pytest.mark.parametrize("damage", [cut, zeroed, beheaded, old_cut])
def test_firefox_opens_exactly_the_tabs_that_were_said(
    tmp_path: Path,
    made: bytes,
    monkeypatch: pytest.MonkeyPatch,
    damage: Callable[[bytes], bytes],
) -> None:
    damaged, repaired = tmp_path / "damaged", tmp_path / "repaired.jsonlz4"
    damaged.write_bytes(damage(made))
    said = salvaged(damaged, repaired, monkeypatch)
    assert said["complete"] is (damage is beheaded)
    profile = write_profile(tmp_path / "p", clean=repaired.read_bytes(), prefs=OPEN)
    with Firefox(profile) as firefox:
        shown = firefox.chrome("return browserWindows().map(win => win.gBrowser.tabs.map(urlOf));")
    windows = [[one["url"] for one in each["tabs"]] for each in said["windows"]]
    assert sorted(shown) == sorted(windows)
    assert len(windows[0]) > 40  # what lies before the damage
    assert damage is not beheaded or sum(map(len, windows)) == 100


@pytest.mark.parametrize("torn", [0, 1], ids=["the first window", "the second window"])
def test_a_window_of_which_no_open_tab_is_left_hinders_no_start_and_its_closed_tabs_are_kept(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, torn: int
) -> None:
    """As it stands Firefox drops it with all it holds, or never starts when it is the first."""
    windows = [
        window(*(tab(entry(f"about:license?{w}{i}")) for i in range(3)), closed=[f"about:logo?{w}"])
        for w in range(2)
    ]
    text = to_json(session(*windows))
    start = text.rindex(b'"tabs":[', 0, text.index(b"about:license?%d0" % torn))
    end = text.index(b'"_closedTabs":[', start)
    damaged, repaired = tmp_path / "damaged", tmp_path / "repaired.jsonlz4"
    damaged.write_bytes(text[:start] + bytes(end - start) + text[end:])
    said = salvaged(damaged, repaired, monkeypatch)
    assert [len(one["tabs"]) for one in said["windows"]] == [3]
    profile = write_profile(tmp_path / "p", clean=repaired.read_bytes(), prefs=OPEN)
    with Firefox(profile) as firefox:
        shown = firefox.chrome("return browserWindows().map(win => win.gBrowser.tabs.map(urlOf));")
        closed = firefox.chrome(
            "return browserWindows().map(win => SessionStore.getClosedTabCountForWindow(win));"
        )
    assert shown == [[f"about:license?{1 - torn}{i}" for i in range(3)]]
    assert closed == [2]
