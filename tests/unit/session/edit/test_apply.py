"""Edits on a session: what Firefox would make of them, and nothing else."""

from __future__ import annotations

import contextlib
import itertools
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, event, given, settings
from hypothesis import strategies as st

from sessiontui.codec.container import open_container
from sessiontui.errors import NothingFound, Refused, SessiontuiError
from sessiontui.session.edit import apply
from sessiontui.session.edit import edits as e
from sessiontui.session.edit.edits import NEW
from sessiontui.session.json.pointer import Steps
from sessiontui.session.model.document import Document
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.text import is_printable
from tests.builders import (
    HOUR,
    NOW,
    OMIT,
    Json,
    closed_group,
    closed_tab,
    closed_window,
    group,
    saved_group,
    session,
    tab,
    to_json,
    window,
)
from tests.unit.session.edit.naive_editing import Model
from tests.unit.session.edit.patches import inverse

LATER = NOW + HOUR
A, B, C, D = (f"https://{name}.example/{name.upper()}" for name in "abcd")


def edited(doc: Json, *edits: e.Edit, **limits: int) -> Json:
    """The session after the edits; the way back is tried each time."""
    text = to_json(doc)
    done = apply.apply(Document(text), edits, now=LATER, **limits)
    assert done.patch.apply(text) == done.text
    assert inverse(done.patch).apply(done.text) == text
    assert len(done.words) == len(edits)
    assert all(is_printable(words) and "\n" not in words for words in done.words)
    found: Json = json.loads(done.text)
    return found


def words(doc: Json, *edits: e.Edit, **limits: int) -> str:
    done = apply.apply(Document(to_json(doc)), edits, now=LATER, **limits)
    return " | ".join(done.words)


def urls(found: Json) -> list[str]:
    """A window's tabs by the letter in their address, pinned ones with an asterisk."""
    return [
        t["entries"][-1]["url"].rpartition("/")[2] + "*" * bool(t.get("pinned"))
        for t in found["tabs"]
    ]


def closed_urls(found: Json) -> list[str]:
    return [c["state"]["entries"][-1]["url"].rpartition("/")[2] for c in found["_closedTabs"]]


def in_group(url: str, group_id: str = "1-1", **more: Any) -> Json:
    return tab(url, groupId=group_id, **more)


# -- opening a closed tab again ----------------------------------------------------------------


def restored(*open_tabs: Any, closed: Json, edit: Any = None, **more: Any) -> Json:
    doc = session(window(*open_tabs, closed=[closed], **more))
    edit = edit or e.RestoreClosedTab(("windows", 0, "_closedTabs", 0))
    found: Json = edited(doc, edit)["windows"][0]
    return found


@pytest.mark.parametrize(
    ("place", "order"), [(0, "DABC"), (2, "ABDC"), (3, "ABCD"), (99, "ABCD"), (-4, "DABC")]
)
def test_a_closed_tab_opens_where_it_was(place: int, order: str) -> None:
    found = restored(A, B, C, closed=closed_tab(D, pos=place))
    assert urls(found) == list(order)
    assert found["selected"] == order.index("D") + 1, "and is the one that is shown"
    assert found["_closedTabs"] == []


def test_what_the_closed_tab_noted_does_not_come_along() -> None:
    state = tab(D, storage={"https://d.example": {"k": "v"}}, extData={"x": "1"})
    found = restored(A, closed=closed_tab(state, pos=1, removeAfterRestore=True))
    assert found["tabs"][1] == state


def test_an_unpinned_tab_never_comes_before_pinned_ones() -> None:
    found = restored(tab(A, pinned=True), tab(B, pinned=True), C, closed=closed_tab(D, pos=0))
    assert urls(found) == ["A*", "B*", "D", "C"]


def test_a_pinned_tab_comes_back_among_the_pinned() -> None:
    found = restored(tab(A, pinned=True), B, C, closed=closed_tab(tab(D, pinned=True), pos=3))
    assert urls(found) == ["A*", "D*", "B", "C"]


def test_a_tab_comes_back_into_its_group() -> None:
    groups = [group("1-1", "Work")]
    found = restored(A, in_group(B), C, closed=closed_tab(in_group(D), pos=1), groups=groups)
    assert urls(found) == ["A", "D", "B", "C"]
    assert found["tabs"][1]["groupId"] == "1-1"
    found = restored(A, in_group(B), C, closed=closed_tab(in_group(D), pos=9), groups=groups)
    assert urls(found) == ["A", "B", "D", "C"], "at the group's end when its place is outside"


def test_a_group_that_is_gone_is_not_named() -> None:
    """SessionStore throws on an unknown groupId and restores nothing as it should."""
    found = restored(A, closed=closed_tab(tab(D, groupId="9-9", splitViewId=4), pos=1))
    assert "groupId" not in found["tabs"][1]
    assert "splitViewId" not in found["tabs"][1]


def test_a_tab_does_not_come_between_the_two_of_a_split_view() -> None:
    found = restored(
        tab(A, splitViewId=3),
        tab(B, splitViewId=3),
        C,
        closed=closed_tab(D, pos=1),
        splitViews=[{"id": 3, "numberOfTabs": 2}],
    )
    assert urls(found) == ["A", "B", "D", "C"]


def test_the_last_tab_of_a_closed_group_takes_the_group_with_it() -> None:
    doc = session(
        window(A, closedGroups=[closed_group("1-1", "Work", B)], lastClosedTabGroupId="1-1")
    )
    found = edited(doc, e.RestoreClosedTab(("windows", 0, "closedGroups", 0, "tabs", 0)))
    assert found["windows"][0]["closedGroups"] == []
    assert found["windows"][0]["lastClosedTabGroupId"] is None
    assert urls(found["windows"][0]) == ["B", "A"]


def test_the_count_of_tabs_closed_together_goes_down() -> None:
    doc = session(window(A, closed=[B, C, D], _lastClosedTabGroupCount=2))
    for place, count in ((0, 1), (1, 1), (2, 2)):
        found = edited(doc, e.ForgetClosedTab(("windows", 0, "_closedTabs", place)))
        assert found["windows"][0]["_lastClosedTabGroupCount"] == count


def test_a_tab_of_a_closed_window_opens_in_the_window_in_front() -> None:
    doc = session(window(A), window(B), selectedWindow=2, closed_windows=[window(C, D)])
    found = edited(doc, e.RestoreClosedTab(("_closedWindows", 0, "tabs", 1)))
    assert [urls(w) for w in found["windows"]] == [["A"], ["B", "D"]]
    assert urls(found["_closedWindows"][0]) == ["C"]
    assert found["windows"][1]["selected"] == 2


def test_the_last_tab_of_a_closed_window_takes_it_along() -> None:
    doc = session(window(A), closed_windows=[window(C)])
    found = edited(doc, e.RestoreClosedTab(("_closedWindows", 0, "tabs", 0)))
    assert found["_closedWindows"] == []


def test_a_closed_window_stays_for_the_closed_tabs_it_still_holds() -> None:
    doc = session(window(A), closed_windows=[window(C, closed=[D])])
    found = edited(doc, e.RestoreClosedTab(("_closedWindows", 0, "tabs", 0)))
    assert closed_urls(found["_closedWindows"][0]) == ["D"]


def test_without_an_open_window_there_is_a_new_one() -> None:
    doc = session(closed_windows=[window(C, closed=[D])])
    found = edited(doc, e.RestoreClosedTab(("_closedWindows", 0, "_closedTabs", 0)))
    (new,) = found["windows"]
    assert urls(new) == ["D"]
    assert new["_closedTabs"] == new["closedGroups"] == new["groups"] == []
    assert found["selectedWindow"] == 1


def test_a_tab_can_open_in_a_window_of_choice() -> None:
    doc = session(window(A, closed=[closed_tab(D, pos=0)]), window(B))
    steps = ("windows", 0, "_closedTabs", 0)
    assert urls(edited(doc, e.RestoreClosedTab(steps, into=1))["windows"][1]) == ["B", "D"]
    found = edited(doc, e.RestoreClosedTab(steps, into=NEW))
    assert [urls(w) for w in found["windows"]] == [["A"], ["B"], ["D"]]
    assert found["selectedWindow"] == 3
    with pytest.raises(Refused, match="there is no window 8"):
        edited(doc, e.RestoreClosedTab(steps, into=7))


def test_a_popup_is_no_window_to_open_tabs_in() -> None:
    doc = session(window(A, isPopup=True), window(B), closed_windows=[window(D)])
    found = edited(doc, e.RestoreClosedTab(("_closedWindows", 0, "tabs", 0)))
    assert urls(found["windows"][1]) == ["B", "D"]


def test_two_tabs_at_once_are_named_as_they_stood_before() -> None:
    doc = session(window(A, closed=[closed_tab(B, pos=0), closed_tab(C, pos=2)]))
    found = edited(
        doc,
        e.RestoreClosedTab(("windows", 0, "_closedTabs", 0)),
        e.RestoreClosedTab(("windows", 0, "_closedTabs", 1)),
    )
    assert urls(found["windows"][0]) == ["B", "A", "C"]
    assert found["windows"][0]["selected"] == 3


def test_steps_may_come_as_text_from_a_pointer() -> None:
    doc = session(window(A, closed=[B]))
    found = edited(doc, e.RestoreClosedTab(("windows", "0", "_closedTabs", "0")))
    assert urls(found["windows"][0]) == ["B", "A"]


def test_the_lists_firefox_needs_are_made() -> None:
    """Without them a deferred start throws and opens everything."""
    bare = {"tabs": [tab(A)], "_closedTabs": [closed_tab(B)], "closedGroups": None}
    found = edited(session(bare), e.RestoreClosedTab(("windows", 0, "_closedTabs", 0)))
    assert found["windows"][0]["closedGroups"] == found["windows"][0]["groups"] == []


# -- windows and groups ------------------------------------------------------------------------


def test_a_closed_window_opens_in_front() -> None:
    old = window(tab(B, pinned=True), C, selected=2, extData={"k": "v"}, closed=[D])
    doc = session(window(A), closed_windows=[closed_window(old, _shouldRestore=True)])
    found = edited(doc, e.RestoreClosedWindow(("_closedWindows", 0)))
    opened = found["windows"][1]
    assert opened.keys().isdisjoint({"closedAt", "closedId", "_shouldRestore", "title"})
    assert {k: opened[k] for k in ("tabs", "selected", "extData", "_closedTabs")} == {
        k: old[k] for k in ("tabs", "selected", "extData", "_closedTabs")
    }
    assert found["_closedWindows"] == []
    assert found["selectedWindow"] == 2


def test_a_closed_window_whose_tabs_are_all_back_does_not_open_as_an_empty_one() -> None:
    doc = session(window(A), closed_windows=[window(C, closed=[D])])
    emptied = edited(doc, e.RestoreClosedTab(("_closedWindows", 0, "tabs", 0)))
    with pytest.raises(Refused, match="no tabs that could be opened; what was closed in it can"):
        edited(emptied, e.RestoreClosedWindow(("_closedWindows", 0)))
    found = edited(emptied, e.RestoreClosedTab(("_closedWindows", 0, "_closedTabs", 0)))
    assert found["_closedWindows"] == []


def test_a_closed_windows_saved_groups_are_open_again_with_it() -> None:
    saved = saved_group("1-1", "Work", B, windowClosedId=100)
    old = window(in_group(B), groups=[saved])
    doc = session(window(A), closed_windows=[old], savedGroups=[saved, saved_group("2-2", "X", C)])
    found = edited(doc, e.RestoreClosedWindow(("_closedWindows", 0)))
    assert found["windows"][1]["groups"] == [group("1-1", "Work")]
    assert [g["id"] for g in found["savedGroups"]] == ["2-2"]


def test_a_closed_window_out_of_order_is_put_in_order() -> None:
    """A pinned tab behind an unpinned one stalls Firefox's start."""
    old = window(
        tab(A, groupId="gone"),
        tab(B, pinned=True, groupId="1-1"),
        tab(C, splitViewId=2),
        selected=2,
    )
    found = edited(session(closed_windows=[old]), e.RestoreClosedWindow(("_closedWindows", 0)))
    opened = found["windows"][0]
    assert urls(opened) == ["B*", "A", "C"]
    assert opened["selected"] == 1
    assert not any({"groupId", "splitViewId"} & t.keys() for t in opened["tabs"])


def test_a_pinned_tab_is_in_no_split_view() -> None:
    views = [{"id": 3, "numberOfTabs": 2}]
    pair = [tab(A, pinned=True, splitViewId=3), tab(B, splitViewId=3)]
    doc = session(closed_windows=[window(*pair, C, splitViews=views)])
    opened = edited(doc, e.RestoreClosedWindow(("_closedWindows", 0)))["windows"][0]
    assert urls(opened) == ["A*", "B", "C"]
    assert opened["splitViews"] == []
    assert not any("splitViewId" in t for t in opened["tabs"])
    lone = closed_tab(tab(D, pinned=True, splitViewId=3), pos=0)
    opened = restored(tab(A, splitViewId=3), tab(B, splitViewId=3), closed=lone, splitViews=views)
    assert urls(opened) == ["D*", "A", "B"]
    assert "splitViewId" not in opened["tabs"][0]
    assert opened["splitViews"] == views
    grouped = closed_group(
        "1-1", "Work", tab(A, pinned=True, groupId="1-1", splitViewId=3),
        in_group(B, splitViewId=3), splitViews=views,
    )  # fmt: skip
    doc = session(window(C, closedGroups=[grouped]))
    opened = edited(doc, e.RestoreGroup(("windows", 0, "closedGroups", 0)))["windows"][0]
    assert not any("splitViewId" in t for t in opened["tabs"])
    assert opened["splitViews"] == []


def test_a_closed_group_opens_as_a_group() -> None:
    closed = closed_group(
        "1-1", "Work", closed_tab(in_group(B), pos=1), in_group(C), collapsed=True
    )
    doc = session(window(A, D, closedGroups=[closed], lastClosedTabGroupId="1-1"))
    found = edited(doc, e.RestoreGroup(("windows", 0, "closedGroups", 0)))["windows"][0]
    assert urls(found) == ["B", "C", "A", "D"], "at the place of its first tab"
    assert found["groups"] == [group("1-1", "Work")], "unfolded"
    assert [t.get("groupId") for t in found["tabs"]] == ["1-1", "1-1", None, None]
    assert found["selected"] == 1
    assert found["closedGroups"] == []
    assert found["lastClosedTabGroupId"] is None


def test_a_saved_group_opens_at_the_end_and_leaves_the_window_it_was_saved_with() -> None:
    saved = saved_group("1-1", "Work", B, C, windowClosedId=3)
    old = window(in_group(B), in_group(C), D, groups=[saved])
    doc = session(window(A), closed_windows=[old], savedGroups=[saved])
    found = edited(doc, e.RestoreGroup(("savedGroups", 0)))
    assert urls(found["windows"][0]) == ["A", "B", "C"]
    assert urls(found["_closedWindows"][0]) == ["D"]
    assert found["_closedWindows"][0]["groups"] == found["savedGroups"] == []


def test_a_groups_split_views_come_along_under_a_free_number() -> None:
    views = [{"id": 1, "numberOfTabs": 2}]
    closed = closed_group(
        "1-1", "Work", in_group(B, splitViewId=1), in_group(C, splitViewId=1), splitViews=views
    )
    mine = [tab(A, splitViewId=1), tab(D, splitViewId=1)]
    doc = session(window(*mine, splitViews=views, closedGroups=[closed]), maxSplitViewId=1)
    found = edited(doc, e.RestoreGroup(("windows", 0, "closedGroups", 0)))
    opened = found["windows"][0]
    assert opened["splitViews"] == [{"id": 1, "numberOfTabs": 2}, {"id": 2, "numberOfTabs": 2}]
    assert [t["splitViewId"] for t in opened["tabs"]] == [2, 2, 1, 1]
    assert found["maxSplitViewId"] == 2


@pytest.mark.parametrize(("counter", "number"), [(41, 42), (None, 2)])
def test_a_new_split_view_is_one_more_than_the_session_has_counted(
    counter: int | None, number: int
) -> None:
    """A number that was in use may still be meant; Firefox counts for itself where none stands."""
    views = [{"id": 1, "numberOfTabs": 2}]
    pair = [in_group(B, splitViewId=1), in_group(C, splitViewId=1)]
    doc = session(
        window(tab(A, splitViewId=1), tab(D, splitViewId=1), splitViews=views),
        savedGroups=[saved_group("1-1", "Work", *pair, splitViews=views)],
        maxSplitViewId=OMIT if counter is None else counter,
    )
    found = edited(doc, e.RestoreGroup(("savedGroups", 0)))
    assert [view["id"] for view in found["windows"][0]["splitViews"]] == [1, number]
    assert found.get("maxSplitViewId") == (None if counter is None else number)


def test_a_saved_group_that_names_no_window_leaves_every_closed_window_alone() -> None:
    for none in (OMIT, None):
        saved = saved_group("1-1", "Work", B, windowClosedId=none)
        old = window(in_group(C), D, groups=[group("1-1", "Work")])
        doc = session(window(A), closed_windows=[old], savedGroups=[saved])
        found = edited(doc, e.RestoreGroup(("savedGroups", 0)))
        assert urls(found["windows"][0]) == ["A", "B"]
        assert found["_closedWindows"] == doc["_closedWindows"]


def test_tabs_of_a_group_that_is_open_there_join_it_behind_the_others() -> None:
    closed = closed_group("1-1", "Work", closed_tab(in_group(D), pos=0))
    mine: list[Any] = [in_group(A), in_group(B), C]
    doc = session(window(*mine, groups=[group("1-1", "Work")], closedGroups=[closed]))
    found = edited(doc, e.RestoreGroup(("windows", 0, "closedGroups", 0)))["windows"][0]
    assert urls(found) == ["A", "B", "D", "C"]
    assert found["groups"] == [group("1-1", "Work")]
    assert found["selected"] == 3


def test_a_group_whose_id_is_open_elsewhere_gets_another() -> None:
    doc = session(
        window(in_group(A), groups=[group("1-1", "One")]),
        window(B),
        savedGroups=[saved_group("1-1", "Copy", in_group(C))],
    )
    found = edited(doc, e.RestoreGroup(("savedGroups", 0), into=1))["windows"][1]
    assert found["groups"][0]["id"] != "1-1"
    assert found["tabs"][1]["groupId"] == found["groups"][0]["id"]


# -- closing -----------------------------------------------------------------------------------


def test_a_closed_tab_is_noted_as_firefox_does() -> None:
    doc = session(window(A, tab(B, C, index=1), D, closed=[closed_tab(A, closed_id=7)]))
    found = edited(doc, e.CloseTab(("windows", 0, "tabs", 1)))["windows"][0]
    assert urls(found) == ["A", "D"]
    assert found["_closedTabs"][0] == {
        "state": doc["windows"][0]["tabs"][1],
        "title": "B",
        "image": doc["windows"][0]["tabs"][1]["image"],
        "pos": 1,
        "closedAt": LATER,
        "closedInTabGroupId": None,
        "sourceWindowId": "window0",
        "closedId": 8,
    }


@pytest.mark.parametrize(
    ("selected", "close", "then"), [(1, 0, 1), (2, 1, 2), (3, 2, 2), (3, 0, 2), (1, 2, 1)]
)
def test_the_neighbour_is_shown_when_the_shown_tab_goes(
    selected: int, close: int, then: int
) -> None:
    doc = session(window(A, B, C, selected=selected))
    found = edited(doc, e.CloseTab(("windows", 0, "tabs", close)))
    assert found["windows"][0]["selected"] == then


def test_a_hidden_neighbour_is_not_shown() -> None:
    doc = session(window(A, B, tab(C, hidden=True), selected=2))
    assert edited(doc, e.CloseTab(("windows", 0, "tabs", 1)))["windows"][0]["selected"] == 1


def test_what_comes_back_is_visible_though_an_extension_had_hidden_it() -> None:
    """As after Firefox's own undoCloseTab; a closed window's other tabs stay as they were."""
    hidden = {**closed_tab(C), "state": tab(C, hidden=True)}
    grouped = closed_group("g", "G", D)
    grouped["tabs"][0]["state"]["hidden"] = True
    shut = closed_window(window(tab(A, hidden=True), tab(B, hidden=True), selected=2))
    doc = session(window(A, closed=[hidden], closedGroups=[grouped]), closed_windows=[shut])
    found = edited(
        doc,
        e.RestoreClosedTab(("windows", 0, "_closedTabs", 0)),
        e.RestoreGroup(("windows", 0, "closedGroups", 0)),
        e.RestoreClosedWindow(("_closedWindows", 0)),
    )
    assert [[t["hidden"] for t in w["tabs"]] for w in found["windows"]] == [
        [False, False, False],
        [True, False],
    ]


def test_the_shown_tab_is_never_hidden() -> None:
    doc = session(window(A, tab(B, hidden=True), selected=1))
    found = edited(doc, e.CloseTab(("windows", 0, "tabs", 0)))
    assert found["windows"][0]["tabs"][0]["hidden"] is False


def test_the_last_tab_of_a_group_ends_the_group() -> None:
    doc = session(window(A, in_group(B), groups=[group("1-1", "Work")]))
    found = edited(doc, e.CloseTab(("windows", 0, "tabs", 1)))["windows"][0]
    assert found["groups"] == []
    assert found["_closedTabs"][0]["state"]["groupId"] == "1-1", "as Firefox keeps it"


def test_what_is_left_of_a_split_view_stands_alone() -> None:
    views = [{"id": 3, "numberOfTabs": 2}]
    doc = session(window(tab(A, splitViewId=3), tab(B, splitViewId=3), splitViews=views))
    found = edited(doc, e.CloseTab(("windows", 0, "tabs", 0)))["windows"][0]
    assert found["splitViews"] == []
    assert "splitViewId" not in found["tabs"][0]


def test_empty_tabs_are_not_kept() -> None:
    doc = session(window(A, "about:newtab", tab("about:blank", userTypedValue="typed")))
    found = edited(doc, e.CloseTab(("windows", 0, "tabs", 1)))["windows"][0]
    assert found["_closedTabs"] == []
    assert "not kept" in words(doc, e.CloseTab(("windows", 0, "tabs", 1)))
    assert len(edited(doc, e.CloseTab(("windows", 0, "tabs", 2)))["windows"][0]["_closedTabs"]) == 1


@pytest.mark.parametrize("blank", [(), ("about:blank",)])
def test_a_tab_whose_page_never_arrived_is_kept_with_its_address(blank: tuple[str, ...]) -> None:
    """Firefox drops such a tab when it is closed, for its history holds no page."""
    waiting = tab(*blank, userTypedValue=B, userTypedClear=1)
    doc = session(window(A, waiting), window(waiting), window(C))
    shut = edited(doc, e.CloseTab(("windows", 0, "tabs", 1)))["windows"][0]["_closedTabs"][0]
    assert [entry["url"] for entry in shut["state"]["entries"]] == [B]
    gone = edited(doc, e.CloseWindow(("windows", 1)))["_closedWindows"][0]
    assert [entry["url"] for entry in gone["tabs"][0]["entries"]] == [B]
    rest = edited(doc, e.KeepOnly((("windows", 0, "tabs", 0),)))
    assert [entry["url"] for entry in rest["_closedWindows"][1]["tabs"][0]["entries"]] == [B]
    assert closed_urls(rest["windows"][0]) == [B.rpartition("/")[2]]
    assert f"Close “{B}” of" in words(doc, e.CloseTab(("windows", 0, "tabs", 1)))


def test_the_stack_of_closed_tabs_has_an_end() -> None:
    doc = session(window(A, B, closed=[f"{C}{i}" for i in range(25)]))
    close = e.CloseTab(("windows", 0, "tabs", 1))
    found = edited(doc, close)["windows"][0]
    assert len(found["_closedTabs"]) == 25
    assert closed_urls(found)[:2] == ["B", "C0"]
    assert "1 old one" in words(doc, close)
    assert len(edited(doc, close, max_tabs_undo=30)["windows"][0]["_closedTabs"]) == 26
    assert len(edited(doc, close, max_tabs_undo=0)["windows"][0]["_closedTabs"]) == 25


def test_a_tab_closed_in_the_future_stays_the_newest() -> None:
    doc = session(window(A, B, closed=[closed_tab(C, closed_at=LATER + 5), closed_tab(D)]))
    found = edited(doc, e.CloseTab(("windows", 0, "tabs", 0)))["windows"][0]
    assert closed_urls(found) == ["C", "A", "D"]


def test_the_last_tab_closes_its_window() -> None:
    doc = session(window(A), window(B), selectedWindow=2, closed_windows=[window(C)])
    found = edited(doc, e.CloseTab(("windows", 1, "tabs", 0)))
    assert [urls(w) for w in found["windows"]] == [["A"]]
    assert [urls(w) for w in found["_closedWindows"]] == [["B"], ["C"]]
    assert found["_closedWindows"][0]["title"] == "B"
    assert found["_closedWindows"][0]["closedId"] == 101
    assert found["_closedWindows"][0]["closedAt"] == LATER
    assert found["selectedWindow"] == 1


def test_the_window_that_was_behind_comes_to_the_front() -> None:
    doc = session(window(A, zIndex=1), window(B, zIndex=3), window(C, zIndex=2))
    found = edited(doc, e.CloseWindow(("windows", 0)))
    assert [urls(w) for w in found["windows"]] == [["B"], ["C"]]
    assert found["selectedWindow"] == 2
    assert [w["zIndex"] for w in found["windows"]] == [3, 2]


def test_closing_every_window_leaves_a_session_that_can_be_read() -> None:
    doc = session(window(A), window("about:newtab"))
    found = edited(doc, e.CloseWindow(("windows", 0)), e.CloseWindow(("windows", 1)))
    assert found["windows"] == []
    assert found["selectedWindow"] == 0
    assert len(found["_closedWindows"]) == 2, "the last one is kept, though it is empty"
    Document(to_json(found))


def test_an_empty_window_is_not_kept_and_it_is_said() -> None:
    doc = session(window(A), window("about:newtab", closed=[B]))
    assert edited(doc, e.CloseWindow(("windows", 1)))["_closedWindows"] == []
    assert "not kept, and 1 closed tab with it" in words(doc, e.CloseWindow(("windows", 1)))
    doc["windows"][1]["closedGroups"] = [closed_group("1-1", "Gone", C, D)]
    assert "not kept, and 3 closed tabs with it" in words(doc, e.CloseWindow(("windows", 1)))


def test_a_closing_windows_groups_are_saved() -> None:
    doc = session(
        window(A),
        window(in_group(B), in_group("about:newtab"), C, groups=[group("1-1", "Work")]),
    )
    found = edited(doc, e.CloseWindow(("windows", 1)))
    (saved,) = found["savedGroups"]
    assert saved == found["_closedWindows"][0]["groups"][0]
    assert saved | {"tabs": 0} == group("1-1", "Work") | {
        "saved": True,
        "closedAt": LATER,
        "windowClosedId": 0,
        "tabs": 0,
        "splitViews": [],
    }
    (member,) = saved["tabs"]
    assert member["state"] == doc["windows"][1]["tabs"][0]


def test_closing_and_opening_again_gives_the_window_back() -> None:
    old = window(in_group(B), in_group(C), D, selected=2, groups=[group("1-1", "Work")])
    doc = session(window(A), old)
    closed = edited(doc, e.CloseWindow(("windows", 1)))
    back = edited(closed, e.RestoreClosedWindow(("_closedWindows", 0)))
    same = {k: v for k, v in old.items() if k != "busy"}
    assert back["windows"][1] == {**same, "zIndex": 0}, "Firefox shows the lowest one"
    assert back["savedGroups"] == []


def test_popups_do_not_push_the_only_normal_closed_window_out() -> None:
    popups = [closed_window(window(B, isPopup=True), closed_at=LATER - i) for i in range(1, 3)]
    doc = session(window(A), window(C, isPopup=True), closed_windows=[*popups, window(D)])
    found = edited(doc, e.CloseWindow(("windows", 1)), max_windows_undo=2)
    assert [urls(w) for w in found["_closedWindows"]] == [["C"], ["B"], ["B"], ["D"]]


def test_keeping_some_tabs_closes_the_others_and_loses_none() -> None:
    many = [f"https://x.example/{i}" for i in range(40)]
    doc = session(window(*many, selected=40), window(A), window(B, C))
    edit = e.KeepOnly((("windows", 0, "tabs", 3), ("windows", 2, "tabs", 1)))
    found = edited(doc, edit)
    assert [urls(w) for w in found["windows"]] == [["3"], ["C"]]
    closed = found["windows"][0]["_closedTabs"]
    assert len(closed) == 39, "Firefox shortens the list only when it closes the next tab"
    assert closed[0]["title"] == "39"
    assert [urls(w) for w in found["_closedWindows"]] == [["A"]]
    assert "Firefox keeps 25" in words(doc, edit)
    back = found
    for _ in range(39):
        back = edited(back, e.RestoreClosedTab(("windows", 0, "_closedTabs", 0)))
    assert urls(back["windows"][0]) == [str(i) for i in range(40)], "each knows its place"
    with pytest.raises(Refused, match="at least one"):
        edited(doc, e.KeepOnly(()))


def test_closing_copies_closes_them_in_one_and_nothing_falls_off_the_stack() -> None:
    many = [f"https://x.example/{i}" for i in range(40)]
    old = [closed_tab(B, 1)]
    doc = session(window(*many, closed=old, selected=40), window(A))
    edit = e.CloseCopies(
        (("windows", 1, "tabs", 0), *(("windows", 0, "tabs", i) for i in range(39)))
    )
    found = edited(doc, edit)
    assert [urls(w) for w in found["windows"]] == [["39"]]
    assert [c["title"] for c in found["windows"][0]["_closedTabs"]] == [
        *(str(i) for i in reversed(range(39))), "B",
    ]  # fmt: skip
    assert [urls(w) for w in found["_closedWindows"]] == [["A"]]
    assert words(doc, edit) == (
        "Close 40 copies of what stays open in another tab (“A”, “0”, “1”, “2”, …), and with them "
        "1 window (Firefox keeps 25 closed tabs of a window once it closes another)"
    )


# -- arranging ---------------------------------------------------------------------------------


def test_pinning_and_unpinning() -> None:
    doc = session(
        window(tab(A, pinned=True), B, in_group(C), D, selected=3, groups=[group("1-1", "Work")])
    )
    found = edited(doc, e.PinTab(("windows", 0, "tabs", 2)))["windows"][0]
    assert urls(found) == ["A*", "C*", "B", "D"]
    assert found["selected"] == 2
    assert found["groups"] == []
    assert "groupId" not in found["tabs"][1]
    found = edited(doc, e.PinTab(("windows", 0, "tabs", 0), pinned=False))["windows"][0]
    assert urls(found) == ["A", "B", "C", "D"]
    assert "pinned" not in found["tabs"][0]
    assert edited(doc, e.PinTab(("windows", 0, "tabs", 0))) == doc


@pytest.mark.parametrize(
    ("tab_place", "to", "order"),
    [(1, 3, ["A*", "C", "D", "B"]), (3, 0, ["A*", "D", "B", "C"]), (0, 3, ["A*", "B", "C", "D"])],
)
def test_a_tab_moves_within_its_window(tab_place: int, to: int, order: list[str]) -> None:
    doc = session(window(tab(A, pinned=True), B, C, D, selected=2))
    found = edited(doc, e.MoveTab(("windows", 0, "tabs", tab_place), 0, to))["windows"][0]
    assert urls(found) == order
    assert urls(found)[found["selected"] - 1] == "B", "what was shown is still shown"


def test_a_tab_moved_beside_its_group_stays_in_it_and_elsewhere_leaves_it() -> None:
    doc = session(window(A, in_group(B), in_group(C), D, groups=[group("1-1", "Work")]))
    steps = ("windows", 0, "tabs", 1)
    moved = edited(doc, e.MoveTab(steps, 0, 2))["windows"][0]
    assert [t.get("groupId") for t in moved["tabs"]] == [None, "1-1", "1-1", None]
    moved = edited(doc, e.MoveTab(steps, 0, 3))["windows"][0]
    assert urls(moved) == ["A", "C", "D", "B"]
    assert "groupId" not in moved["tabs"][3]
    moved = edited(doc, e.MoveTab(("windows", 0, "tabs", 0), 0, 1))["windows"][0]
    assert [t.get("groupId") for t in moved["tabs"]] == ["1-1"] * 3 + [None], "inside it joins"


def test_a_tab_moves_to_another_window() -> None:
    doc = session(window(A, B, selected=2), window(C), window(D, closed=[A]))
    found = edited(doc, e.MoveTab(("windows", 0, "tabs", 1), 1, 0))
    assert [urls(w) for w in found["windows"]] == [["A"], ["B", "C"], ["D"]]
    assert found["windows"][0]["selected"] == 1
    assert found["windows"][1]["selected"] == 2
    found = edited(doc, e.MoveTab(("windows", 2, "tabs", 0), 0, 9))
    assert [urls(w) for w in found["windows"]] == [["A", "B", "D"], ["C"]]
    assert closed_urls(found["_closedWindows"][0]) == ["A"], "its closed tabs are not lost"


def test_moving_to_a_window_that_is_not_there_is_refused() -> None:
    with pytest.raises(Refused, match="there is no window 3"):
        edited(session(window(A)), e.MoveTab(("windows", 0, "tabs", 0), 2, 0))


# -- extension values --------------------------------------------------------------------------


@pytest.mark.parametrize(
    "steps",
    [
        ("windows", 0, "tabs", 0),
        ("windows", 0, "_closedTabs", 0),
        ("_closedWindows", 0, "tabs", 0),
        ("savedGroups", 0, "tabs", 0),
    ],
)
def test_values_of_tabs_come_and_go(steps: tuple[str | int, ...]) -> None:
    doc = session(
        window(A, closed=[B]), closed_windows=[window(C)], savedGroups=[saved_group("1", "X", D)]
    )
    found = edited(doc, e.SetTabValue(steps, "extension:x:key", '{"a":"\ud83d"}'))
    item: Any = found
    for step in steps:
        item = item[step]
    assert item.get("state", item)["extData"] == {"extension:x:key": '{"a":"\ud83d"}'}
    assert edited(found, e.DeleteTabValue(steps, "extension:x:key")) == doc
    with pytest.raises(NothingFound, match="no value extension:x:other"):
        edited(found, e.DeleteTabValue(steps, "extension:x:other"))


def test_values_of_windows_come_and_go() -> None:
    doc = session(window(A, extData={"a": "1"}), closed_windows=[window(C)])
    found = edited(
        doc,
        e.SetWindowValue(("windows", 0), "b", "2"),
        e.DeleteWindowValue(("windows", 0), "a"),
        e.SetWindowValue(("_closedWindows", 0), "c", "3"),
    )
    assert found["windows"][0]["extData"] == {"b": "2"}
    assert found["_closedWindows"][0]["extData"] == {"c": "3"}


# -- forgetting --------------------------------------------------------------------------------


def test_forgetting_one_item() -> None:
    saved = saved_group("1-1", "Work", B, windowClosedId=100)
    doc = session(
        window(A, closed=[B, C], closedGroups=[closed_group("2-2", "Old", D)]),
        closed_windows=[window(in_group(B), groups=[saved]), window(C)],
        savedGroups=[saved],
    )
    found = edited(
        doc,
        e.ForgetClosedTab(("windows", 0, "_closedTabs", 0)),
        e.ForgetGroup(("windows", 0, "closedGroups", 0)),
        e.ForgetClosedWindow(("_closedWindows", 1)),
        e.ForgetGroup(("savedGroups", 0)),
    )
    assert closed_urls(found["windows"][0]) == ["C"]
    assert found["windows"][0]["closedGroups"] == found["savedGroups"] == []
    assert len(found["_closedWindows"]) == 1
    assert found["_closedWindows"][0]["groups"][0]["tabs"] == [], "nor the copy that nobody sees"


def test_forgetting_a_closed_window_says_what_stays() -> None:
    saved = saved_group("1-1", "Work", B)
    doc = session(closed_windows=[window(in_group(B), groups=[saved])], savedGroups=[saved])
    assert "1 saved group of it stay" in words(doc, e.ForgetClosedWindow(("_closedWindows", 0)))


def everything() -> Json:
    saved = saved_group("3-3", "Saved", A, B)
    return session(
        window(
            A,
            closed=[tab(A, B), C, closed_tab(D, closed_at=NOW - HOUR)],
            closedGroups=[closed_group("1-1", "One", A, C), closed_group("2-2", "Two", A)],
        ),
        closed_windows=[
            window(A, B, groups=[saved], closed=[A]),
            closed_window(window(A), closed_at=NOW - HOUR),
        ],
        savedGroups=[saved, saved_group("4-4", "Also", A)],
    )


def test_forgetting_a_site_reaches_every_closed_thing() -> None:
    found = edited(everything(), e.ForgetMatching(site="www.A.example"))
    assert "https://a.example" not in json.dumps({**found, "windows": 0})
    assert "https://a.example" not in json.dumps(found["windows"][0]["_closedTabs"])
    assert "https://a.example" in json.dumps(found["windows"][0]["tabs"]), "what is open stays"
    assert closed_urls(found["windows"][0]) == ["C", "D"]
    assert [len(g["tabs"]) for g in found["windows"][0]["closedGroups"]] == [1]
    assert [urls(w) for w in found["_closedWindows"]] == [["B"]]
    assert found["_closedWindows"][0]["title"] == "B", "nor its title"
    assert [g["id"] for g in found["savedGroups"]] == ["3-3"]


@pytest.mark.parametrize(
    ("site", "hit"),
    [
        ("example.org", ["https://example.org/", "https://sub.example.org:8443/x"]),
        ("https://www.example.org/path", ["http://user@www.example.org/"]),
        ("example.org", ["view-source:https://example.org/", "blob:https://example.org/1-2"]),
        ("example.org", ["about:reader?url=https%3A%2F%2Fexample.org%2Fx"]),
        ("localhost:8000", ["http://localhost:9000/"]),
    ],
)
def test_what_a_site_is(site: str, hit: list[str]) -> None:
    others = ["https://notexample.org/", "https://example.org.evil.example/", "about:blank"]
    doc = session(window(A, closed=[*hit, *others]))
    found = edited(doc, e.ForgetMatching(site=site))["windows"][0]["_closedTabs"]
    assert [c["state"]["entries"][0]["url"] for c in found] == others


def test_what_is_no_site_is_refused() -> None:
    with pytest.raises(Refused, match="a host's name"):
        edited(session(window(A)), e.ForgetMatching(site=" "))


def test_forgetting_by_age() -> None:
    found = edited(everything(), e.ForgetMatching(before=NOW - HOUR + 1))
    assert closed_urls(found["windows"][0]) == ["B", "C"]
    assert len(found["_closedWindows"]) == 1
    assert len(found["savedGroups"]) == 2
    unknown = session(window(A, closed=[closed_tab(B, closedAt=OMIT)]))
    assert edited(unknown, e.ForgetMatching(before=LATER)) == unknown, "no date is no old date"


def test_a_group_is_as_old_as_the_day_it_was_closed() -> None:
    """Its tabs' own dates count only where it has none."""
    old, new = (closed_tab(A, closed_at=at) for at in (NOW - HOUR, NOW))
    groups = [
        closed_group("1-1", "Closed long ago", new, B, closed_at=NOW - HOUR),
        closed_group("2-2", "Closed just now", old, B, closed_at=NOW),
        closed_group("3-3", "Undated", old, new, closedAt=OMIT),
    ]
    edit = e.ForgetMatching(site="a.example", before=NOW - 1)
    found = edited(session(window(D, closedGroups=groups)), edit)["windows"][0]["closedGroups"]
    assert [len(one["tabs"]) for one in found] == [1, 2, 1]
    assert found[2]["tabs"][0] == new


def test_forgetting_all_leaves_saved_groups_alone() -> None:
    """They were kept on purpose; Firefox leaves them too when it clears the history."""
    found = edited(everything(), e.ForgetMatching())
    assert found["windows"][0]["_closedTabs"] == found["windows"][0]["closedGroups"] == []
    assert found["_closedWindows"] == []
    assert len(found["savedGroups"]) == 2


def test_forgetting_only_some_kinds() -> None:
    found = edited(everything(), e.ForgetMatching(windows=False, groups=False))
    assert found["windows"][0]["_closedTabs"] == []
    assert len(found["windows"][0]["closedGroups"]) == len(found["_closedWindows"]) == 2
    found = edited(everything(), e.ForgetMatching(tabs=False, groups=False))
    assert len(found["windows"][0]["_closedTabs"]) == 3
    assert found["_closedWindows"] == []


def test_forgetting_reaches_the_session_before_this_one() -> None:
    doc = session(window(A), lastSessionState=session(window(B, closed=[A, C])))
    found = edited(doc, e.ForgetMatching(site="a.example"))["lastSessionState"]
    assert closed_urls(found["windows"][0]) == ["C"]


# -- what makes no sense, and odd files --------------------------------------------------------


@pytest.mark.parametrize(
    ("edit", "error", "sentence"),
    [
        (
            e.CloseTab(("windows", 0, "tabs", 9)),
            NothingFound,
            "/windows/0/tabs/9: there is nothing",
        ),
        (e.CloseTab(("windows", 0, "_closedTabs", 0)), Refused, "is not an open tab"),
        (e.RestoreClosedTab(("windows", 0, "tabs", 0)), Refused, "is not a closed tab or"),
        (e.RestoreClosedWindow(("windows", 0)), Refused, "is not a closed window"),
        (e.RestoreClosedTab(("windows", 0, "_closedTabs", 1)), Refused, "is no object"),
        (e.RestoreClosedTab(("windows", 0, "_closedTabs", 2)), Refused, "holds no tab"),
        (e.RestoreGroup(("savedGroups", 0)), Refused, "holds no tabs"),
        (e.CloseTab(("windows", 1, "tabs", 0)), NothingFound, "/windows/1/tabs/0"),
        (e.SetTabValue(("windows", 0, "tabs", 1), "k", "v"), Refused, "extData is not an object"),
    ],
)
def test_what_cannot_be_done_is_said(edit: e.Edit, error: type[Exception], sentence: str) -> None:
    odd: list[Any] = [closed_tab(B), None, closed_tab(C, state=None)]
    doc = session(
        window(A, tab(B, extData=[1]), _closedTabs=odd),
        window(tabs="x"),
        savedGroups=[saved_group("1-1", "Empty")],
    )
    with pytest.raises(error, match=sentence):
        edited(doc, edit)


def test_an_item_is_not_used_twice() -> None:
    doc = session(window(A, B, closed=[C]), window(D), closed_windows=[window(C)])
    steps = ("windows", 0, "_closedTabs", 0)
    for pair in (
        (e.RestoreClosedTab(steps), e.ForgetClosedTab(steps)),
        (e.CloseTab(("windows", 0, "tabs", 0)), e.PinTab(("windows", 0, "tabs", 0))),
        (e.CloseWindow(("windows", 0)), e.CloseTab(("windows", 0, "tabs", 0))),
        (e.CloseWindow(("windows", 1)), e.MoveTab(("windows", 0, "tabs", 0), 1, 0)),
        (e.RestoreClosedWindow(("_closedWindows", 0)), e.ForgetClosedWindow(("_closedWindows", 0))),
    ):
        with pytest.raises(Refused, match="another edit of the same call"):
            edited(doc, *pair)


def test_odd_things_elsewhere_do_not_hinder() -> None:
    doc = session(
        window(A, closed=[B], closedGroups="none", groups=[7, None, {"id": [1]}]),
        window(tabs={"a": 1}),
        _closedWindows=[None, 3, {"tabs": None}],
        savedGroups={"x": 1},
    )
    doc["windows"] += [None, 5, "x"]
    doc["windows"][0]["tabs"] += [None, 3, {"entries": "x", "groupId": {}}]
    steps = ("windows", 0, "_closedTabs", 0)
    found = edited(doc, e.RestoreClosedTab(steps), e.CloseTab(("windows", 0, "tabs", 0)))
    assert found["windows"][1:] == doc["windows"][1:]
    assert found["windows"][0]["tabs"][1:] == doc["windows"][0]["tabs"][1:]
    assert edited(doc, e.ForgetMatching())["windows"][0]["_closedTabs"] == []
    edited(doc, e.ForgetMatching(site="b.example"))
    edited(doc, e.RestoreClosedTab(steps, into=NEW))
    kept = edited(doc, e.KeepOnly((("windows", 0, "tabs", 0),)))
    assert urls(kept["windows"][0]) == ["A"]
    doc = session(window(tabs="x"), closed_windows=[window(A, B)])
    found = edited(doc, e.RestoreClosedTab(("_closedWindows", 0, "tabs", 0)))
    assert urls(found["windows"][1]) == ["A"], "a window without a list of tabs takes none in"


def test_an_edit_that_changes_nothing_changes_no_byte() -> None:
    """Not even the lists that are missing are made."""
    doc = session({"tabs": [tab(A), tab(B)]})
    text = to_json(doc)
    for edit in (
        e.PinTab(("windows", 0, "tabs", 0), False),
        e.MoveTab(("windows", 0, "tabs", 1), 0, 1),
    ):
        done = apply.apply(Document(text), [edit], now=LATER)
        assert done.text is text
        assert not done.patch
        assert "nothing changes" in done.words[0]


def test_every_other_byte_stays() -> None:
    text = (
        b'{\n "session" : {"lastUpdate":1e3},\n "windows": [ {"tabs": [ {"entries":[{"url":'
        b'"https://a.example/\\ud83d","x":1E400,"x":-0}], "deep":'
        + b"[" * 900
        + b"]" * 900
        + b'} ],\n "_closedTabs":[\n  {"state":{"entries":[{"url":"https://b.example/"}]},"pos":0}'
        b',\n  {"state":{"entries":[]}, "pos": 7}\n ], "groups":[],"closedGroups":[]}]}\n'
    )
    done = apply.apply(
        Document(text), [e.RestoreClosedTab(("windows", 0, "_closedTabs", 0))], now=LATER
    )
    state = b'{"entries":[{"url":"https://b.example/"}]}'
    assert done.text == text.replace(b'{"state":' + state + b',"pos":0},\n  ', b"").replace(
        b'"tabs": [ {', b'"tabs": [ ' + state + b",{"
    ).replace(b'"closedGroups":[]}', b'"closedGroups":[],\n "selected": 1}')


def test_titles_in_words_can_do_no_harm() -> None:
    doc = session(window(A, tab("https://x.example/", index=1), closed=[]))
    doc["windows"][0]["tabs"][1]["entries"][0]["title"] = "\x1b[31m" + "x" * 500 + "\u202e"
    said = words(doc, e.CloseTab(("windows", 0, "tabs", 1)))
    assert is_printable(said)
    assert len(said) < 150


# -- laws --------------------------------------------------------------------------------------

URLS = st.sampled_from([A, B, C, D, "https://sub.a.example/S", "about:newtab", "about:blank"])


@st.composite
def windows(draw: st.DrawFn, number: int) -> Json:
    """A window whose pinned tabs are first, with groups and split views in one piece."""
    tabs = [tab(draw(URLS), pinned=True) for _ in range(draw(st.integers(0, 2)))]
    groups, views = [], []
    for i in range(draw(st.integers(0 if tabs else 1, 3))):
        kind = draw(st.sampled_from(["plain", "group", "split", "split group"]))
        more: Json = {}
        if "group" in kind:
            more["groupId"] = f"{number}-{i}"
            groups.append(group(f"{number}-{i}", "G", collapsed=draw(st.booleans())))
        size = 2 if "split" in kind else draw(st.integers(1, 3))
        if "split" in kind:
            more["splitViewId"] = number * 10 + i
            views.append({"id": number * 10 + i, "numberOfTabs": 2})
        hidden = st.booleans() if kind == "plain" else st.just(False)
        tabs += [tab(draw(URLS), **more, hidden=draw(hidden)) for _ in range(size)]
        if draw(st.booleans()):
            tabs[-1]["extData"] = {"a": "1"}
    states = [
        tab(*draw(st.lists(URLS, min_size=1, max_size=2)), **draw(st.sampled_from(CLOSED)))
        for _ in range(draw(st.integers(0, 3)))
    ]
    for state in states:
        if "groupId" in state:
            state["groupId"] = f"{number}-0"
    closed = [
        closed_tab(state, number * 100 + i, NOW - i * HOUR, pos=draw(st.integers(0, 6)))
        for i, state in enumerate(states)
    ]
    stacks = [draw(closed_groups(number * 100 + 50 + i)) for i in range(draw(st.integers(0, 1)))]
    return window(
        *tabs,
        closed=closed,
        groups=groups,
        splitViews=views,
        closedGroups=stacks,
        selected=draw(st.integers(1, len(tabs))),
        lastClosedTabGroupId=stacks[0]["id"] if stacks else None,
        _lastClosedTabGroupCount=draw(st.sampled_from([-1, 2])),
        extData={"w": "1"},
        zIndex=draw(st.integers(1, 3)),
    )


CLOSED: list[Json] = [{}, {"pinned": True}, {"groupId": "x"}, {"splitViewId": 3}]


@st.composite
def closed_groups(draw: st.DrawFn, number: int, saved: bool = False) -> Json:
    size = draw(st.integers(1, 3))
    split = size >= 2 and draw(st.booleans())
    states = [
        tab(
            draw(URLS),
            groupId=f"{number}-c",
            **({"splitViewId": number} if split and i < 2 else {}),
        )
        for i in range(size)
    ]
    items = [
        closed_tab(
            s, number * 10 + i, pos=draw(st.integers(0, 5)), closedInTabGroupId=f"{number}-c"
        )
        for i, s in enumerate(states)
    ]
    views = [{"id": number, "numberOfTabs": 2}] if split else []
    build = saved_group if saved else closed_group
    return build(f"{number}-c", "Closed", *items, splitViews=views)


@st.composite
def sessions(draw: st.DrawFn) -> Json:
    count = draw(st.integers(0, 3))
    shut = [
        closed_window(draw(windows(20 + i)), 5000 + i, NOW - i * HOUR)
        for i in range(draw(st.integers(0 if count else 1, 2)))
    ]
    doc = session(
        *(draw(windows(i + 1)) for i in range(count)),
        closed_windows=shut,
        selectedWindow=draw(st.integers(1, count)) if count else 0,
        savedGroups=[draw(closed_groups(900 + i, True)) for i in range(draw(st.integers(0, 2)))],
        maxSplitViewId=10_000,
        unknown={"key": [1, 2]},
    )
    found: Json = numbered(doc, itertools.count())
    return found


def possible(doc: Json) -> list[e.Edit]:
    """Every edit that names something of a session."""
    found: list[e.Edit] = [
        e.ForgetMatching(),
        e.ForgetMatching(site="a.example"),
        e.ForgetMatching(before=NOW - 1),
        e.ForgetMatching(site="b.example", windows=False, before=NOW),
    ]
    count = len(doc["windows"])
    every: list[Steps] = []
    for kind, all_windows in (
        ("windows", doc["windows"]),
        ("_closedWindows", doc["_closedWindows"]),
    ):
        for w, one in enumerate(all_windows):
            here = (kind, w)
            found += [e.SetWindowValue(here, "k", "é"), e.DeleteWindowValue(here, "w")]
            tabs: list[Steps] = [(*here, "tabs", i) for i in range(len(one["tabs"]))]
            stack: list[Steps] = [(*here, "_closedTabs", i) for i in range(len(one["_closedTabs"]))]
            for g, shut in enumerate(one["closedGroups"]):
                place = (*here, "closedGroups", g)
                stack += [(*place, "tabs", i) for i in range(len(shut["tabs"]))]
                found += [e.RestoreGroup(place), e.ForgetGroup(place)]
            if kind == "windows":
                every += tabs
                found.append(e.CloseWindow(here))
                for i, steps in enumerate(tabs):
                    found += [e.CloseTab(steps), e.PinTab(steps), e.PinTab(steps, False)]
                    found += [e.MoveTab(steps, to, (i * 2) % 5) for to in range(count)]
            else:
                found += [e.RestoreClosedWindow(here), e.ForgetClosedWindow(here)]
                stack += tabs
            for steps in stack:
                found += [e.RestoreClosedTab(steps), e.ForgetClosedTab(steps)]
                found += [e.RestoreClosedTab(steps, into=NEW)]
                found += [e.RestoreClosedTab(steps, into=to) for to in range(count)]
            found += [e.SetTabValue(steps, "k", "v") for steps in (*stack, *tabs)]
            for steps, one_tab in zip(tabs, one["tabs"], strict=True):
                if "extData" in one_tab:
                    found.append(e.DeleteTabValue(steps, "a"))
    for g, shut in enumerate(doc["savedGroups"]):
        found += [e.RestoreGroup(("savedGroups", g)), e.ForgetGroup(("savedGroups", g))]
        found.append(e.RestoreClosedTab(("savedGroups", g, "tabs", len(shut["tabs"]) - 1)))
    if every:
        found += [e.KeepOnly(tuple(every[::2])), e.CloseCopies(tuple(every[1::3]))]
    return found


STYLES: list[dict[str, Any]] = [
    {"separators": (",", ":"), "ensure_ascii": False},
    {"indent": 1},
    {"separators": (" , ", " : ")},
]


def faults(doc: Json) -> list[str]:
    """What Firefox would stumble over."""
    found = []
    for w, one in enumerate(doc["windows"]):
        tabs = one["tabs"]
        pinned = [bool(t.get("pinned")) for t in tabs]
        if pinned != sorted(pinned, reverse=True):
            found.append(f"window {w}: a pinned tab behind an unpinned one")
        if not 1 <= one["selected"] <= len(tabs):
            found.append(f"window {w}: selected {one['selected']} of {len(tabs)}")
        known = {g["id"] for g in one["groups"]}
        named = [t.get("groupId") for t in tabs]
        if not set(named) <= known | {None}:
            found.append(f"window {w}: a tab of an unknown group")
        if not known <= set(named):
            found.append(f"window {w}: a group without tabs")
        runs = [name for i, name in enumerate(named) if not i or named[i - 1] != name]
        if any(runs.count(name) > 1 for name in known):
            found.append(f"window {w}: a group in two pieces")
        views = [t.get("splitViewId") for t in tabs]
        counted = {v["id"]: v["numberOfTabs"] for v in one["splitViews"]}
        if {v: views.count(v) for v in {*views} - {None}} != counted:
            found.append(f"window {w}: split views {counted} of {views}")
        if not {"_closedTabs", "closedGroups", "groups"} <= one.keys():
            found.append(f"window {w}: a list is missing")
    ids = [c["closedId"] for o in doc["windows"] for c in o["_closedTabs"]]
    if len(ids) != len(set(ids)):
        found.append("a closedId given twice")
    if doc["windows"] and not 1 <= doc["selectedWindow"] <= len(doc["windows"]):
        found.append("no window in front")
    return found


def check_law(doc: Json, style: dict[str, Any], todo: list[e.Edit]) -> None:
    """Edits do what the model says, nothing else, and can be undone."""
    assert not faults(doc)
    text = json.dumps(doc, **style).encode()
    try:
        done = apply.apply(Document(text), todo, now=LATER)
    except Refused as refusal:
        reasons = ("another edit of the same call", "no value", "no tabs that could be opened")
        assert any(reason in str(refusal) for reason in reasons)
        event("refused")
        return
    except NothingFound as nothing:
        assert "has no value" in str(nothing)
        return
    assert inverse(done.patch).apply(done.text) == text
    found = json.loads(done.text)
    assert not faults(found)
    wanted = Model(doc, LATER).carry_out(todo)
    if any(isinstance(edit, e.ForgetMatching) for edit in todo):
        # The model takes tabs out one by one and may select one that then goes, too; which of
        # those that stay a closed window shows is not what forgetting is about.
        for state in (found, wanted):
            for window in state["_closedWindows"]:
                window["selected"] = window["title"] = None
    assert found == wanted
    # A tab that comes out as it went in does so byte for byte, however it is laid out.
    before = tab_texts(text)
    within = (e.PinTab, e.MoveTab, e.SetTabValue, e.DeleteTabValue)  # there and back may reorder
    changed = [Document(text).piece(edit.steps) for edit in todo if isinstance(edit, within)]
    for number, (value, piece) in tab_texts(done.text).items():
        old, old_piece = before[number]
        assert value != old or piece == old_piece or any(old_piece in item for item in changed)


def tab_texts(text: bytes) -> dict[int, tuple[Json, bytes]]:
    """Each tab of a session, open or closed, by its number: its value and its text."""
    document = Document(text)
    found = {}

    def walk(value: Any, steps: tuple[str | int, ...]) -> None:
        if isinstance(value, dict) and "number" in value:
            found[value["number"]] = (value, document.piece(steps))
        elif isinstance(value, (dict, list)):
            for key, inner in value.items() if isinstance(value, dict) else enumerate(value):
                walk(inner, (*steps, key))

    walk({key: json.loads(text)[key] for key in ("windows", "_closedWindows", "savedGroups")}, ())
    return found


def numbered(value: Any, numbers: Iterator[int]) -> Any:
    """A session whose tabs can be told apart."""
    if isinstance(value, list):
        return [numbered(item, numbers) for item in value]
    if not isinstance(value, dict):
        return value
    inner = {key: numbered(item, numbers) for key, item in value.items()}
    return {**inner, "number": next(numbers)} if "entries" in inner else inner


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(st.data(), sessions(), st.sampled_from(STYLES))
def test_edits_do_what_the_plain_model_says(
    data: st.DataObject, doc: Json, style: dict[str, Any]
) -> None:
    todo = data.draw(st.lists(st.sampled_from(possible(doc)), min_size=1, max_size=3))
    check_law(doc, style, todo)


@pytest.mark.long
@settings(max_examples=4000, suppress_health_check=list(HealthCheck))
@given(st.data(), sessions(), st.sampled_from(STYLES))
def test_edits_do_what_the_plain_model_says_at_length(
    data: st.DataObject, doc: Json, style: dict[str, Any]
) -> None:
    todo = data.draw(st.lists(st.sampled_from(possible(doc)), min_size=1, max_size=5))
    check_law(doc, style, todo)


# -- real sessions -----------------------------------------------------------------------------


def real_documents(corpus: Path) -> Iterator[tuple[str, Document]]:
    """Every file of the corpus that can be read as a session."""
    for path in sorted(corpus.rglob("*")):
        if path.is_file() and path.suffix not in (".txt", ".md", ".csv"):
            with contextlib.suppress(SessiontuiError):
                yield path.name, Document(open_container(path.read_bytes()).json)


def listed(document: Document, key: str) -> list[Any]:
    top = document.skeleton
    found: Any = top.windows if key == "windows" else top.closed_windows
    return found if isinstance(found, list) else []


def first_of(document: Document, key: str, inner: str) -> Steps | None:
    """The first window of a list that has an object in a list of its own."""
    for w, one in enumerate(listed(document, key)):
        value = getattr(one, inner, None)
        if isinstance(value, list) and value and isinstance(value[0], msgspec.Struct):
            return (key, w)
    return None


def test_closing_and_opening_again_in_every_real_session(corpus: Path) -> None:
    """The tab is the same text before, closed, and open again; taking both back gives the file."""
    tried = 0
    for name, document in real_documents(corpus):
        window_steps = first_of(document, "windows", "tabs")
        if window_steps is None:
            continue
        steps = (*window_steps, "tabs", 0)
        piece = document.piece(steps)
        closing = apply.apply(document, [e.CloseTab(steps)], now=LATER, max_tabs_undo=999)
        assert inverse(closing.patch).apply(closing.text) == document.text, name
        after = Document(closing.text)
        stack = (*window_steps, "_closedTabs")
        kept = b'"closedAt":%d' % LATER in closing.text
        if not kept or len(listed(after, "windows")) != len(listed(document, "windows")):
            continue  # an empty tab, or the last one of its window
        place = next(i for i in range(99) if b":%d" % LATER in after.piece((*stack, i)))
        assert after.piece((*stack, place, "state")) == piece, name
        opening = apply.apply(after, [e.RestoreClosedTab((*stack, place))], now=LATER)
        assert inverse(opening.patch).apply(opening.text) == closing.text, name
        opened = Document(opening.text).piece(steps)
        if b'"groupId"' not in piece and b'"splitViewId"' not in piece:
            # what an extension had hidden is visible again
            visible = piece.replace(b'"hidden":true', b'"hidden":false', 1)
            assert opened in (piece, visible), name
        tried += 1
    assert tried > 30


def test_opening_what_is_closed_in_every_real_session(corpus: Path) -> None:
    tried = 0
    for name, document in real_documents(corpus):
        edits: list[e.Edit] = []
        tab_steps = first_of(document, "windows", "closed_tabs")
        if tab_steps is not None:
            edits.append(e.RestoreClosedTab((*tab_steps, "_closedTabs", 0)))
        if any(isinstance(w, msgspec.Struct) for w in listed(document, "_closedWindows")[:1]):
            edits.append(e.RestoreClosedWindow(("_closedWindows", 0)))
        for edit in edits:
            done = apply.apply(document, [edit], now=LATER)
            assert inverse(done.patch).apply(done.text) == document.text, name
            before, after = Snapshot(document).counts, Snapshot(Document(done.text)).counts
            if isinstance(edit, e.RestoreClosedTab):
                assert (after.tabs, after.closed_tabs) == (before.tabs + 1, before.closed_tabs - 1)
            else:
                assert after.windows == before.windows + 1
                assert after.closed_windows == before.closed_windows - 1
            tried += 1
    assert tried > 30


def test_forgetting_everything_in_every_real_session(corpus: Path) -> None:
    for name, document in real_documents(corpus):
        done = apply.apply(document, [e.ForgetMatching()], now=LATER)
        assert inverse(done.patch).apply(done.text) == document.text, name
        counts = Snapshot(Document(done.text)).counts
        assert counts[2:5] == (0, 0, 0), name
        assert counts[:2] == Snapshot(document).counts[:2], "what is open stays"


def test_a_pinned_tab_that_cannot_go_further_is_said_to_stay() -> None:
    doc = session(window(tab(A, pinned=True), B, C))
    move = e.MoveTab(("windows", 0, "tabs", 0), 0, 2)
    assert edited(doc, move) == doc
    assert "already stands there" in words(doc, move)


def test_a_tab_whose_page_never_arrived_is_called_by_its_address() -> None:
    doc = session(window(A, tab(userTypedValue=B)))
    assert f"“{B}”" in words(doc, e.MoveTab(("windows", 0, "tabs", 1), 0, 0))


# -- Firefox for Android -----------------------------------------------------------------------

_ANDROID: Json = {
    "windows": [
        {
            "tabs": [{"entries": [{"url": A}], "index": 1}],
            "closedTabs": [
                {"entries": [{"url": B, "title": "B"}], "index": 1},
                {"entries": [{"url": C, "title": "C"}], "index": 1},
            ],
        }
    ]
}


@pytest.mark.parametrize(
    ("edit", "left", "said"),
    [
        (e.ForgetMatching(), [], "Forget 2 closed tabs"),
        (e.ForgetMatching(site="b.example"), [C], "Forget 1 closed tab from b.example"),
        (e.ForgetMatching(before=LATER), [B, C], "Forget nothing"),
        (e.ForgetClosedTab(("windows", 0, "closedTabs", 1)), [B], "Forget the closed tab “C”"),
    ],
    ids=["all", "site", "age", "one"],
)
def test_what_was_closed_on_android_is_forgotten(edit: e.Edit, left: list[str], said: str) -> None:
    assert words(_ANDROID, edit).startswith(said)
    stack = edited(_ANDROID, edit)["windows"][0]["closedTabs"]
    assert [item["entries"][0]["url"] for item in stack] == left


def test_what_was_closed_on_android_is_opened_again() -> None:
    after = edited(_ANDROID, e.RestoreClosedTab(("windows", 0, "closedTabs", 0)))["windows"][0]
    assert [tab["entries"][0]["url"] for tab in after["tabs"]] == [A, B]
    assert [tab["entries"][0]["url"] for tab in after["closedTabs"]] == [C]
