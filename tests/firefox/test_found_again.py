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
