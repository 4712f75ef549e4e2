"""Tabs of the same address in the same container: found, and closed but for one."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.session.edit import apply
from sessiontui.session.edit.edits import CloseCopies
from sessiontui.session.model.document import Document
from sessiontui.session.model.duplicates import NOT_DUPLICATES, addresses
from sessiontui.session.model.filter import Matcher
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.session.model.tab import Tab
from tests.builders import (
    NOW,
    Json,
    closed_group,
    closed_tab,
    closed_window,
    entry,
    group,
    saved_group,
    session,
    tab,
    to_json,
    window,
)

A, B, C = (f"https://{name}.example/" for name in "abc")


def snapshot(doc: Json) -> Snapshot:
    return Snapshot(Document(to_json(doc)))


def page(url: str, seen: int = 0, **more: Any) -> Json:
    return tab(entry(url), lastAccessed=seen, **more)


def closing(found: Snapshot, **how: Any) -> list[str]:
    return [f"{t.steps[1]}:{t.steps[3]}" for t in found.duplicates.superfluous(**how)]


def kept(typed: str, found: Snapshot) -> list[str]:
    shown = Matcher(typed, session=found).open_tabs(found)
    return [f"{t.steps[1]}:{t.steps[3]}" for _, tabs in shown for t in tabs]


def test_the_same_address_in_the_same_container_is_a_duplicate_in_any_window() -> None:
    found = snapshot(
        session(
            window(page(A), page(B), page(A, userContextId=2), page(A + "#top")),
            window(page(C), page(A)),
        )
    )
    assert kept("is:duplicate", found) == ["0:0", "1:1"]
    assert kept("is:dup window:2", found) == ["1:1"]
    assert kept("is:duplicate nowhere", found) == []


@pytest.mark.parametrize("url", sorted(NOT_DUPLICATES - {""}))
def test_what_has_no_page_of_its_own_is_no_duplicate(url: str) -> None:
    found = snapshot(session(window(page(url), page(url), tab(), tab())))
    assert kept("is:duplicate", found) == []
    assert closing(found) == []


def test_closed_ones_are_duplicates_of_open_ones_and_of_each_other_and_open_ones_of_open_ones() -> (
    None
):
    found = snapshot(
        session(
            window(page(A), closed=[closed_tab(page(A)), closed_tab(page(B)), closed_tab(page(C))]),
            closed_windows=[closed_window(window(page(B), "https://single.example/"))],
            savedGroups=[saved_group("g", "Trip", page("https://trip.example/"))],
        )
    )
    matcher = Matcher("is:duplicate", session=found)
    [own] = found.windows
    assert [matcher.closed_tab(one, own) for one in own.closed_tabs] == [True, True, False]
    [gone] = found.closed_windows
    assert matcher.window(gone)
    assert [matcher.tab(one, gone) for one in gone.tabs] == [True, False]
    assert not matcher.group(found.saved_groups[0])
    assert kept("is:duplicate", found) == [], "nothing else that is open shows it"


def test_closed_groups_are_looked_through() -> None:
    shut = closed_group("g", "Work", page(A))
    found = snapshot(session(window(page(B), closedGroups=[shut], closed=[closed_tab(page(A))])))
    matcher = Matcher("is:duplicate", session=found)
    assert matcher.group(found.windows[0].closed_groups[0], found.windows[0])


def test_without_its_session_a_filter_takes_nothing_for_a_duplicate() -> None:
    found = snapshot(session(window(page(A), page(A))))
    assert not any(Matcher("is:duplicate").tab(t) for t in found.open_tabs())


def test_the_one_last_looked_at_stays() -> None:
    first = page("https://in-front.example/")
    found = snapshot(session(window(first, page(A, 5), page(A, 9)), window(page(A, 7), page(B, 8))))
    assert closing(found) == ["0:1", "1:0"]
    copies = found.duplicates.copies(found.windows[0].tabs[1])
    assert [t.last_accessed for t in copies] == [9, 7, 5]
    assert addresses(found.duplicates.superfluous()) == 1


def test_one_in_a_group_stays_rather_than_one_in_none_but_for_pinned_and_seen_ones() -> None:
    grouped = page(A, 1, groupId="1-1")
    groups = [group("1-1", "Work")]
    found = snapshot(session(window(page(B), page(A, 9), grouped, groups=groups)))
    assert closing(found) == ["0:1"]
    other = page(A, 5, groupId="1-1")
    found = snapshot(session(window(page(B), page(A, 9), grouped, other, groups=groups)))
    assert closing(found) == ["0:1", "0:2"]
    found = snapshot(session(window(page(A, 1, pinned=True), grouped, page(B), groups=groups)))
    assert closing(found) == ["0:1"]
    found = snapshot(session(window(page(A, 9), grouped, groups=groups, selected=1)))
    assert closing(found) == ["0:1"]


def test_without_times_the_first_one_stays() -> None:
    assert closing(snapshot(session(window(page(A), page(B), page(A), page(A))))) == ["0:2", "0:3"]


def test_pinned_ones_stay_all_and_the_others_go() -> None:
    found = snapshot(
        session(window(page(A, 1, pinned=True), page(A, 9)), window(page(A, 2, pinned=True)))
    )
    assert closing(found) == ["0:1"]
    assert found.duplicates.copies(found.windows[0].tabs[1])[0].pinned


def test_the_tab_in_front_stays_though_another_was_looked_at_later() -> None:
    doc = session(window(page(A, 9), page(B, 1)), window(page(A, 1), page(C, 2), selected=1))
    assert closing(snapshot({**doc, "selectedWindow": 2})) == ["0:0"]
    assert closing(snapshot({**doc, "selectedWindow": 1})) == ["1:0"]


def test_hidden_ones_are_left_to_their_extension() -> None:
    found = snapshot(
        session(window(page(B), page(A, 1), page(A, 9, hidden=True), page(A, 5, hidden=True)))
    )
    assert closing(found) == []
    assert kept("is:duplicate", found) == ["0:1", "0:2", "0:3"]


def test_of_those_that_are_not_meant_none_is_closed() -> None:
    tabs = [page(C), page(A, 1), page(A, 2), page(A, 3)]
    found = snapshot(session(window(*tabs), window(page(A, 4))))
    assert closing(found, among=[("windows", 0, "tabs", 2), ("windows", 1, "tabs", 0)]) == ["0:2"]


def test_no_window_is_left_with_hidden_tabs_alone() -> None:
    hidden = page(B, hidden=True)
    found = snapshot(session(window(page(A, 9)), window(page(A, 1), page(A, 2), hidden)))
    assert closing(found) == ["1:0"]
    found = snapshot(session(window(page(A, 9)), window(page(A, 1), page(A, 2))))
    assert closing(found) == ["1:0", "1:1"], "without any it closes"


def test_a_tab_that_its_window_shows_is_not_hidden_whatever_the_file_says() -> None:
    found = snapshot(session(window(page(A, 1, hidden=True), page(A, 9), page(A, 8, hidden=True))))
    assert closing(found) == ["0:1"]


# -- laws --------------------------------------------------------------------------------------


@st.composite
def sessions(draw: st.DrawFn) -> Json:
    """Windows of copies, each with one page of its own, so that none is left without any."""
    windows = []
    for number in range(draw(st.integers(1, 3))):
        shown = draw(
            st.lists(
                st.builds(
                    page,
                    st.sampled_from([A, B, C, "about:newtab"]),
                    st.integers(0, 6),
                    userContextId=st.sampled_from([0, 1]),
                ),
                max_size=6,
            )
        )
        hidden = [page(A, 9, hidden=True)] * draw(st.integers(0, 2))
        tabs = [page(f"https://own{number}.example/"), *shown]
        selected = draw(st.integers(1, len(tabs)))
        windows.append(window(*tabs, *hidden, selected=selected))
    return session(*windows, selectedWindow=draw(st.integers(1, len(windows))))


def by_address(found: Snapshot) -> dict[tuple[str, int], list[Tab]]:
    shown: dict[tuple[str, int], list[Tab]] = defaultdict(list)
    for one in found.open_tabs():
        if not one.hidden:
            shown[one.raw_url, one.container_id].append(one)
    return shown


def without_copies(found: Snapshot) -> Snapshot:
    gone = tuple(t.steps for t in found.duplicates.superfluous())
    edits = [CloseCopies(gone)] if gone else []
    return Snapshot(Document(apply.apply(found.document, edits, now=NOW).text))


@given(sessions())
def test_exactly_one_of_each_address_and_container_stays_the_one_last_looked_at(doc: Json) -> None:
    before = snapshot(doc)
    front = before.selected_window
    after = without_copies(before)
    was, now = by_address(before), by_address(after)
    assert was.keys() == now.keys()
    for shown, copies in was.items():
        if shown[0] in NOT_DUPLICATES:
            assert len(now[shown]) == len(copies)
            continue
        (left,) = now[shown]
        seen = [t for t in copies if t.steps[1] == front]
        in_front = [t for t in seen if t.index == before.windows[front or 0].selected]
        newest = max(t.last_accessed or 0 for t in copies)
        assert left.last_accessed == (in_front[0].last_accessed if in_front else newest or None)
    hidden = [sum(t.hidden for t in found.open_tabs()) for found in (before, after)]
    assert hidden[0] == hidden[1]


@given(sessions())
def test_once_closed_there_is_nothing_more_to_close(doc: Json) -> None:
    after = without_copies(snapshot(doc))
    assert after.duplicates.superfluous() == ()
    assert without_copies(after).document.text == after.document.text
