"""Tabs that a person has lost for real are found by what is remembered of them, and come back."""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from sessiontui.app_dirs import STATE_VARIABLE
from sessiontui.cli.main import run
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.workspace import Workspace
from tests import builders
from tests.firefox.driver import Firefox, PageServer
from tests.ui.conftest import settle

HOME: dict[str, bool | int | str] = {
    "browser.startup.page": 1,
    "browser.startup.homepage": "about:blank",
}


def told(monkeypatch: pytest.MonkeyPatch, *words: str | Path) -> tuple[int, Any]:
    """The exit code of a command, and the JSON that it prints."""
    out = io.BytesIO()
    stdout = io.TextIOWrapper(out, "utf-8", write_through=True)
    with monkeypatch.context() as patch:
        patch.setattr(sys, "stdout", stdout)
        code = run([*map(str, words), "--json"])
    return code, json.loads(out.getvalue())


class Lost(NamedTuple):
    """What was open: one tab in a window that stayed, two in one that was closed, one later."""

    complaint: str
    recipe: str
    timetable: str
    today: str


@pytest.fixture
def lost_tabs(
    firefox_profile: Path, pages: PageServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Lost:
    """A window is closed, and Firefox is quit twice without restoring anything."""
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path / "state"))
    lost = Lost(
        pages.url("Complaint", "where is my marmalade"),
        pages.url("Seville oranges"), pages.url("Ferry timetable"), pages.url("Today"),
    )  # fmt: skip
    with Firefox(firefox_profile, prefs=HOME) as firefox:
        other = firefox.open_window([lost.recipe, lost.timetable])
        firefox.open_tab(lost.complaint)
        firefox.save()
        firefox.close_window(other)
        firefox.save()
        assert firefox.quit() == 0
    with Firefox(firefox_profile, prefs=HOME) as firefox:
        firefox.open_tab(lost.today)
        firefox.save()
        assert firefox.quit() == 0
    return lost


def all_are_back_once(profile: Path, lost: Lost) -> None:
    with Firefox(profile, prefs=HOME) as firefox:
        shown = Counter(tab["url"] for tab in firefox.tabs())
        assert [shown[url] for url in lost] == [1, 1, 1, 1]
        assert firefox.quit() == 0


def test_lost_tabs_are_found_in_every_version_and_come_back_once(
    firefox_profile: Path, lost_tabs: Lost, monkeypatch: pytest.MonkeyPatch
) -> None:
    complaint, recipe, timetable, _ = lost_tabs
    code, lost = told(monkeypatch, "lost", firefox_profile)
    assert code == 0
    assert {recipe, timetable} <= {page["url"] for page in lost["lost"]}
    assert any(whole["kind"] == "window" for whole in lost["wholes"])
    chosen = []
    for words, url in (
        (("marmalade", "in:form"), complaint),
        (("seville", "in:title"), recipe),
        (("ferry", "in:title"), timetable),
    ):
        code, found = told(monkeypatch, "find", firefox_profile, *words)
        assert (code, [page["url"] for page in found["pages"]]) == (0, [url])
        chosen.append(found["pages"][0]["id"])
    assert sum(one.startswith("previous#") for one in chosen) >= 2

    code, receipt = told(monkeypatch, "restore", firefox_profile, *chosen)
    assert code == 0, receipt
    all_are_back_once(firefox_profile, lost_tabs)


TEN_KEYS = ("4", "space", "slash", *"mar", "enter", "space", "r", "enter")


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
async def test_ten_keys_bring_them_back_from_the_screen(
    firefox_profile: Path, lost_tabs: Lost, size: tuple[int, int]
) -> None:
    """The window that was lost whole, then the page with a word of its form, as one basket."""
    assert len(TEN_KEYS) == 10
    workspace = Workspace.open(str(firefox_profile))
    with ThreadPoolExecutor(1) as executor:
        app = SessiontuiApp(workspace, executor)
        async with app.run_test(size=size) as pilot:
            await settle(pilot)
            for key in TEN_KEYS:
                await pilot.press(key)
                await settle(pilot)
            assert not app.basket  # used up by the edit
    workspace.close()
    all_are_back_once(firefox_profile, lost_tabs)


def test_a_window_that_was_closed_with_its_group_is_found_once_and_comes_back_once(
    firefox_profile: Path, pages: PageServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Firefox saves the group, and keeps its tabs in the closed window too."""
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path / "state"))
    huts = [pages.url(f"Hut {n}") for n in (1, 2)]
    prefs = {**HOME, "browser.startup.page": 3}
    with Firefox(firefox_profile, prefs=prefs) as firefox:
        firefox.open_tab(pages.url("Today"))
        other = firefox.open_window([*huts, pages.url("Map")])
        firefox.chrome(
            """const win = browserWindows().find(one =>
              one.gBrowser.tabs.some(tab => urlOf(tab) === arguments[0][0]));
            const tabs = win.gBrowser.tabs.filter(tab => arguments[0].includes(urlOf(tab)));
            win.gBrowser.addTabGroup(tabs, { label: "Huts" });""",
            huts,
        )
        firefox.save()
        firefox.close_window(other)
        firefox.save()
        assert firefox.quit() == 0

    state = builders.read_session(firefox_profile / "sessionstore.jsonlz4")
    saved = [tab["state"]["entries"][-1] for tab in state["savedGroups"][0]["tabs"]]
    kept = [tab["entries"][-1] for tab in state["_closedWindows"][0]["tabs"]]
    assert [one["url"] for one in saved] == huts
    assert all(one in kept for one in saved), "this Firefox keeps them once only"
    code, found = told(monkeypatch, "find", firefox_profile, "hut", "in:title")
    assert (code, sorted(page["url"] for page in found["pages"])) == (0, huts)
    for page in found["pages"]:
        lists = [one["list"] for one in page["sightings"] if one["version"] == "sessionstore"]
        assert sorted(lists) == ["_closedWindows", "savedGroups"]

    code, receipt = told(
        monkeypatch, "restore", firefox_profile, *(page["id"] for page in found["pages"])
    )
    assert code == 0, receipt
    with Firefox(firefox_profile, prefs=prefs) as firefox:
        shown = Counter(tab["url"] for tab in firefox.tabs())
    assert [shown[url] for url in huts] == [1, 1]
