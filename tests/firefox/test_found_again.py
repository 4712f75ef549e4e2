"""Tabs that a person has lost for real are found by what is remembered of them, and come back."""

from __future__ import annotations

import io
import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from sessiontui.app_dirs import STATE_VARIABLE
from sessiontui.cli.main import run
from tests import builders
from tests.firefox.driver import Firefox, PageServer

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


def test_lost_tabs_are_found_in_every_version_and_come_back_once(
    firefox_profile: Path, pages: PageServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path / "state"))
    complaint = pages.url("Complaint", "where is my marmalade")
    recipe, timetable = pages.url("Seville oranges"), pages.url("Ferry timetable")
    with Firefox(firefox_profile, prefs=HOME) as firefox:
        other = firefox.open_window([recipe, timetable])
        firefox.open_tab(complaint)
        firefox.save()
        firefox.close_window(other)
        firefox.save()
        assert firefox.quit() == 0
    with Firefox(firefox_profile, prefs=HOME) as firefox:
        firefox.open_tab(pages.url("Today"))
        firefox.save()
        assert firefox.quit() == 0

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
    with Firefox(firefox_profile, prefs=HOME) as firefox:
        shown = Counter(tab["url"] for tab in firefox.tabs())
        assert [shown[url] for url in (complaint, recipe, timetable)] == [1, 1, 1]
        assert shown[pages.url("Today")] == 1
        assert firefox.quit() == 0


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
