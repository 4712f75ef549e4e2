"""What Firefox will forget next, in numbers."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from sessiontui.firefox.prefs.prefs_js import PrefValue
from sessiontui.firefox.retention import Loss, next_losses
from sessiontui.session.model.document import Document
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import (
    DAY,
    HOUR,
    MINUTE,
    NOW,
    SECOND,
    Json,
    closed_group,
    closed_tab,
    session,
    tab,
    to_json,
    window,
)

DEFAULTS: dict[str, PrefValue] = {
    "browser.sessionstore.max_tabs_undo": 25,
    "browser.sessionstore.max_windows_undo": 5,
    "browser.sessionstore.cleanup.forget_closed_after": 14 * DAY,
    "privacy.sanitize.sanitizeOnShutdown": False,
}


def said(state: Json, more: Mapping[str, PrefValue] | None = None, now: int = NOW) -> list[Loss]:
    snapshot = Snapshot(Document(to_json(state)))
    return list(next_losses(snapshot, {**DEFAULTS, **(more or {})}.get, now))


def closed(count: int) -> list[str]:
    return [f"https://closed.example/Page {i}" for i in range(1, count + 1)]


def test_an_ordinary_session_forgets_nothing() -> None:
    assert said(session(window("https://a.example/", closed=closed(24)))) == []
    assert said(session()) == []


def test_a_full_list_of_closed_tabs() -> None:
    (found,) = said(session(window("https://a.example/", closed=closed(25))))
    assert found.sentence == '25 of 25 closed tabs: the next close drops "Page 25"'
    assert found.pointer == "/windows/0/_closedTabs/24"


def test_of_several_windows_it_says_which() -> None:
    state = session(window("https://a.example/"), window("https://b.example/", closed=closed(3)))
    (found,) = said(state, {"browser.sessionstore.max_tabs_undo": 3})
    assert found.sentence == '3 of 3 closed tabs in window 2: the next close drops "Page 3"'


def test_no_limit_no_sentence() -> None:
    state = session(window("https://a.example/", closed=closed(3)))
    assert said(state, {"browser.sessionstore.max_tabs_undo": 0}) == []
    assert said(state, {"browser.sessionstore.cleanup.forget_closed_after": 0}) == []


def test_a_full_list_of_closed_windows() -> None:
    state = session(
        window("https://a.example/"),
        closed_windows=[window(f"https://w.example/Window {i}") for i in range(1, 6)],
    )
    (found,) = said(state)
    assert found.sentence == '5 of 5 closed windows: the next one closed drops "Window 5"'
    assert found.pointer == "/_closedWindows/4"


@pytest.mark.parametrize(
    ("age", "sentence"),
    [
        (11 * DAY - HOUR, None),
        (11 * DAY, None),
        (11 * DAY + SECOND, '"Old" expires in 3 days'),
        (14 * DAY - 5 * HOUR, '"Old" expires in 5 h'),
        (14 * DAY - MINUTE, '"Old" expires in 1 min'),
        (14 * DAY, '"Old" expires in 0 s'),
        (14 * DAY + 1, "1 closed item is older than 14 days: gone at the next daily clean-up"),
    ],
)
def test_age(age: int, sentence: str | None) -> None:
    old = closed_tab("https://a.example/Old", closed_at=NOW - age)
    found = said(session(window("https://a.example/", closed=["https://b.example/New", old])))
    assert [item.sentence for item in found] == ([sentence] if sentence else [])
    if found:
        assert found[0].pointer == "/windows/0/_closedTabs/1"


def test_everything_closed_ages() -> None:
    """Tabs and groups of open and closed windows, as in SessionStore._cleanupOldData."""
    past = NOW - 15 * DAY
    inner = window("https://b/", closed=[closed_tab("https://c/In it", closed_at=past - 1)])
    state = session(
        window(
            "https://a.example/",
            closed=[closed_tab("https://a.example/x", closed_at=past)],
            closedGroups=[closed_group("1-1", "Group", "https://g/", closed_at=past - 2)],
        ),
        closed_windows=[inner],
    )
    (found,) = said(state)
    assert found.sentence.startswith("3 closed items are older than 14 days")
    assert found.pointer == "/windows/0/closedGroups/0"


def test_times_that_are_none() -> None:
    odd = [closed_tab(tab("https://a.example/"), closed_at=at) for at in (0, NOW + DAY)]
    assert said(session(window("https://a.example/", closed=odd))) == []
