"""From what people choose to the edits that it means."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.errors import Refused
from sessiontui.session.edit import apply
from sessiontui.session.edit.edits import (
    NEW,
    CloseWindow,
    ForgetClosedWindow,
    KeepOnly,
    MoveTab,
    OpenPages,
    RestoreClosedTab,
    RestoreClosedWindow,
    RestoreGroup,
)
from sessiontui.session.edit.from_items import (
    is_of,
    to_carry,
    to_close,
    to_forget,
    to_move,
    to_restore,
)
from sessiontui.session.json.pointer import parse_pointer
from sessiontui.session.model.document import Document
from sessiontui.session.model.items import Item, item_at
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import (
    NOW,
    closed_group,
    closed_window,
    group,
    saved_group,
    session,
    tab,
    to_json,
    window,
)
from tests.unit.session.edit.test_apply import faults, sessions
from tests.unit.session.edit.test_carry_over import everything_in

Json = dict[str, Any]
A, B, C, D, E = (f"https://{name}.example/page" for name in "abcde")
STATE = session(
    window(A, tab(B, groupId="g"), groups=[group("g", "G")], closed=[C]),
    closed_windows=[
        closed_window(
            window(
                tab(D, groupId="h"),
                E,
                groups=[group("h", "H")],
                closed=[A],
                closedGroups=[closed_group("i", "I", B)],
            )
        )
    ],
)


def snapshot(state: Json = STATE) -> Snapshot:
    return Snapshot(Document(to_json(state)))


def items(found: Snapshot, *pointers: str) -> list[Item]:
    return [item_at(found, parse_pointer(pointer)) for pointer in pointers]


def test_each_kind_of_closed_item_has_its_edit() -> None:
    base = snapshot()
    for pointer, expected in (
        ("/windows/0/_closedTabs/0", RestoreClosedTab(("windows", 0, "_closedTabs", 0), NEW)),
        ("/_closedWindows/0", RestoreClosedWindow(("_closedWindows", 0))),
        ("/_closedWindows/0/tabs/1", RestoreClosedTab(("_closedWindows", 0, "tabs", 1), NEW)),
        ("/_closedWindows/0/groups/0", RestoreGroup(("_closedWindows", 0, "groups", 0), NEW)),
        (
            "/_closedWindows/0/closedGroups/0/tabs/0",
            RestoreClosedTab(("_closedWindows", 0, "closedGroups", 0, "tabs", 0), NEW),
        ),
    ):
        assert to_restore(items(base, pointer), base, into=NEW) == (expected,)


def test_what_comes_along_is_not_restored_twice() -> None:
    base = snapshot()
    chosen = items(
        base,
        "/_closedWindows/0/groups/0",
        "/_closedWindows/0/tabs/0",
        "/_closedWindows/0",
        "/_closedWindows/0/_closedTabs/0",
    )
    edits = to_restore(chosen, base)
    assert [type(edit) for edit in edits] == [RestoreClosedWindow, RestoreClosedTab]
    assert to_forget(chosen) == (ForgetClosedWindow(("_closedWindows", 0)),)
    chosen = items(base, "/_closedWindows/0/groups/0", "/_closedWindows/0/tabs/0")
    assert [type(edit) for edit in to_restore(chosen, base)] == [RestoreGroup]
    chosen = items(base, "/windows/0/tabs/0", "/windows/0")
    assert to_close(chosen) == (CloseWindow(("windows", 0)),)


SAVED = saved_group("h", "H", tab(D, groupId="h"), windowClosedId=3)
SHUT = closed_window(window(tab(D, groupId="h"), E, groups=[SAVED]), 3)


@pytest.mark.parametrize(
    ("chosen", "edits", "tabs"),
    [
        (["/savedGroups/0", "/_closedWindows/0"], [RestoreClosedWindow], [A, D, E]),
        (["/savedGroups/0", "/_closedWindows/0/groups/0"], [RestoreGroup], [A, D]),
        (["/savedGroups/0", "/_closedWindows/0/tabs/0"], [RestoreGroup], [A, D]),
        (["/_closedWindows/0/groups/0", "/savedGroups/0"], [RestoreGroup], [A, D]),
        (["/_closedWindows/0/tabs/1", "/savedGroups/0"], [RestoreClosedTab, RestoreGroup],
         [A, E, D]),
    ],
)  # fmt: skip
def test_a_group_that_is_there_twice_opens_once(
    chosen: list[str], edits: list[type], tabs: list[str]
) -> None:
    """Saved as its window closed, it stands among the saved groups and in that closed window."""
    base = snapshot(
        session(
            window(A),
            closed_windows=[SHUT],
            savedGroups=[SAVED, saved_group("x", "X", B, windowClosedId=3)],
        )
    )
    found = to_restore(items(base, *chosen), base)
    assert [type(edit) for edit in found] == edits
    after = json.loads(apply.apply(base.document, found, now=NOW).text)
    opened = [t["entries"][0]["url"] for w in after["windows"] for t in w["tabs"]]
    assert sorted(opened) == sorted(tabs)
    assert [g["id"] for g in after["savedGroups"]] == ["x"]


def test_a_tab_moves_to_a_place_of_a_window_that_is_there() -> None:
    base = snapshot(session(window(A, B, C), window(D)))
    (first,) = items(base, "/windows/0/tabs/0")
    steps = ("windows", 0, "tabs", 0)
    assert to_move(first, window=None, index=1) == MoveTab(steps, 0, 1)
    assert to_move(first, window=None, index=None) == MoveTab(steps, 0, 2)
    assert to_move(first, window=None, index=9) == MoveTab(steps, 0, 2)
    assert to_move(first, window=1, index=None) == MoveTab(steps, 1, 1)
    with pytest.raises(Refused, match="no window 3: the session has 2 open windows"):
        to_move(first, window=2, index=0)
    for pointer in ("/_closedWindows/0/tabs/0", "/windows/0/groups/0", "/windows/0"):
        with pytest.raises(Refused, match=pointer):
            to_move(items(snapshot(), pointer)[0], window=None, index=0)


def test_only_keeps_the_open_ones_that_were_chosen() -> None:
    base = snapshot()
    chosen = items(base, "/windows/0/groups/0", "/windows/0/tabs/1", "/_closedWindows/0")
    assert to_restore(chosen, base, only=True) == (
        KeepOnly((("windows", 0, "tabs", 1),)),
        RestoreClosedWindow(("_closedWindows", 0)),
    )
    with pytest.raises(Refused, match="/windows/0/groups/0: this tab group is open"):
        to_restore(chosen, base)


def test_the_same_session_read_again_is_the_same_session() -> None:
    base, again = snapshot(), snapshot()
    (item,) = items(again, "/windows/0/_closedTabs/0")
    assert is_of(item, base)
    assert to_restore([item], base) == (RestoreClosedTab(item.steps),)


def test_items_of_another_session_are_carried_over() -> None:
    base = snapshot(session(window(tab(A))))
    other = snapshot(session(window(tab(C, userContextId=3), tab(D))))
    third = snapshot(session(window(tab(E, userContextId=4))))
    chosen = items(other, "/windows/0/tabs/0", "/windows/0/tabs/1") + items(third, "/windows/0")
    one, two = to_restore(chosen, base, into=NEW, only=True)[1:]
    assert isinstance(one, OpenPages)
    assert isinstance(two, OpenPages)
    assert [json.loads(t)["userContextId"] for t in one.tabs] == [3, 0]
    assert one.into == two.into == NEW
    assert json.loads(two.windows[0])["tabs"][0]["userContextId"] == 4
    (mapped,) = to_carry(items(other, "/windows/0/tabs/0"), containers={3: 8})
    assert json.loads(mapped.tabs[0])["userContextId"] == 8
    (left,) = to_carry(items(other, "/windows/0/tabs/0"), containers={})
    assert json.loads(left.tabs[0])["userContextId"] == 0


def test_what_cannot_be_meant_is_refused() -> None:
    base = snapshot()
    with pytest.raises(Refused, match="a window of its own"):
        to_restore(items(base, "/_closedWindows/0"), base, into=0)
    with pytest.raises(Refused, match="part of a closed window"):
        to_forget(items(base, "/_closedWindows/0/groups/0"))
    with pytest.raises(Refused, match="is open"):
        to_forget(items(base, "/windows/0/tabs/0"))
    with pytest.raises(Refused, match="not open"):
        to_close(items(base, "/windows/0/_closedTabs/0"))
    with pytest.raises(Refused, match="name its tabs"):
        to_close(items(base, "/windows/0/groups/0"))


@settings(max_examples=40)
@given(st.data(), sessions(), st.booleans())
def test_whatever_is_chosen_opens(data: st.DataObject, state: Json, only: bool) -> None:
    """Any set of items is restored in one call, into a session that Firefox accepts."""
    base = snapshot(state)
    shut = {"_closedWindows", "savedGroups", "_closedTabs", "closedGroups"}
    places = [steps for steps in everything_in(state) if only or shut & set(steps)]
    groups = [steps for steps in places if steps[-2] in ("closedGroups", "savedGroups")]
    places += [(*steps, "tabs", 0) for steps in groups]
    if not places:
        return
    chosen = data.draw(st.lists(st.sampled_from(places), min_size=1, max_size=5))
    found = [item_at(base, steps) for steps in chosen]
    edits = to_restore(found, base, only=only)
    done = apply.apply(base.document, edits, now=NOW)
    assert not faults(json.loads(done.text))
