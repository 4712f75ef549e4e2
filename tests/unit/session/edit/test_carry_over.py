"""Carrying tabs, windows and groups from one session into another."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessiontui.errors import NothingFound, Refused
from sessiontui.session.edit import apply
from sessiontui.session.edit.carry_over import carry, container_map
from sessiontui.session.edit.edits import NEW, OpenPages
from sessiontui.session.edit.new_session import new_session
from sessiontui.session.json.pointer import Steps
from sessiontui.session.model.document import Document
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import (
    NOW,
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
from tests.unit.session.edit.patches import inverse
from tests.unit.session.edit.test_apply import faults, sessions, urls

A, B, C, D = (f"https://{name}.example/{name.upper()}" for name in "abcd")


def snapshot(doc: Json) -> Snapshot:
    return Snapshot(Document(to_json(doc)))


def carried(doc: Json, *items: Steps, containers: dict[int, int | None] | None = None) -> Json:
    """The items of a session as a session of their own."""
    pages = carry(snapshot(doc), items, containers=containers or {})
    found: Json = json.loads(new_session(pages, NOW))
    assert not faults(found)
    return found


def opened(doc: Json, pages: OpenPages) -> Json:
    """A session after pages from another one were opened in it."""
    text = to_json(doc)
    done = apply.apply(Document(text), [pages], now=NOW)
    assert inverse(done.patch).apply(done.text) == text
    found: Json = json.loads(done.text)
    return found


def in_group(url: str, group_id: str = "1-1", **more: Any) -> Json:
    return tab(url, groupId=group_id, **more)


def test_a_new_session_is_whole() -> None:
    found = carried(session(window(A)), ("windows", 0, "tabs", 0))
    assert found["version"] == ["sessionrestore", 1]
    assert found["session"] == {"lastUpdate": NOW, "startTime": NOW, "recentCrashes": 0}
    assert found["selectedWindow"] == 1
    assert found["windows"][0]["tabs"] == [tab(A)]
    for key in ("_closedWindows", "savedGroups", "cookies"):
        assert found[key] == []
    assert found["global"] == {}


def test_closed_tabs_come_without_what_closed_them() -> None:
    doc = session(
        window(A, closed=[closed_tab(B, removeAfterRestore=True)]),
        closed_windows=[window(C)],
        savedGroups=[saved_group("1-1", "Work", D)],
    )
    found = carried(
        doc,
        ("windows", 0, "_closedTabs", 0),
        ("_closedWindows", 0, "tabs", 0),
        ("savedGroups", 0, "tabs", 0),
    )
    assert found["windows"][0]["tabs"] == [tab(B), tab(C), tab(D)], "a tab alone leaves its group"


def test_pinned_tabs_come_first() -> None:
    doc = session(window(A, B, closed=[tab(C, pinned=True)]))
    found = carried(doc, ("windows", 0, "tabs", 1), ("windows", 0, "_closedTabs", 0))
    assert urls(found["windows"][0]) == ["C*", "B"]


def test_windows_come_whole_open_or_closed() -> None:
    mine = window(in_group(A), B, groups=[group("1-1", "Work")], closed=[C], extData={"k": "v"})
    shut = closed_window(window(in_group(D), groups=[saved_group("1-1", "Work", in_group(D))]))
    doc = session(mine, closed_windows=[shut])
    found = carried(doc, ("windows", 0), ("_closedWindows", 0))
    assert found["windows"][0] == mine
    second = found["windows"][1]
    assert second.keys().isdisjoint({"closedAt", "closedId", "title"})
    (head,) = second["groups"]
    assert head == {**group("1-1", "Work"), "id": head["id"]}
    assert head["id"] != "1-1", "the same id in two windows is one too many"
    assert second["tabs"][0]["groupId"] == head["id"]


@pytest.mark.parametrize(
    "steps",
    [
        ("windows", 0, "groups", 0),
        ("windows", 0, "closedGroups", 0),
        ("savedGroups", 0),
        ("_closedWindows", 0, "groups", 0),
    ],
)
def test_groups_come_with_their_header(steps: Steps) -> None:
    doc = session(
        window(
            A,
            in_group(B),
            in_group(C),
            groups=[group("1-1", "Work", "pink")],
            closedGroups=[closed_group("1-1", "Work", B, C, color="pink")],
        ),
        savedGroups=[saved_group("1-1", "Work", B, C, color="pink")],
        closed_windows=[
            window(in_group(B), in_group(C), groups=[saved_group("1-1", "Work", color="pink")])
        ],
    )
    found = carried(doc, steps)["windows"][0]
    assert found["groups"] == [group("1-1", "Work", "pink")]
    assert found["tabs"] == [in_group(B), in_group(C)]


def test_what_is_chosen_twice_comes_once() -> None:
    doc = session(window(A, in_group(B), groups=[group("1-1", "Work")]), window(C))
    found = carried(
        doc,
        ("windows", 1, "tabs", 0),
        ("windows", 1),
        ("windows", 0, "tabs", 1),
        ("windows", 0, "groups", 0),
        ("windows", 0, "groups", 0),
    )
    assert [urls(w) for w in found["windows"]] == [["B"], ["C"]]


def test_containers_get_the_other_profiles_numbers() -> None:
    table = container_map({1: "Personal", 6: "Bank", 7: "Gone", 8: ""}, {2: "bank", 1: "Personal"})
    assert table == {1: 1, 6: 2, 7: None, 8: None}
    doc = session(
        window(
            *(tab(A, userContextId=n) for n in (0, 1, 6, 7, 99)), closed=[tab(B, userContextId=6)]
        )
    )
    found = carried(doc, ("windows", 0), containers=table)["windows"][0]
    assert [t["userContextId"] for t in found["tabs"]] == [0, 1, 2, 0, 0]
    assert found["_closedTabs"][0]["state"]["userContextId"] == 2
    loose = carried(doc, ("windows", 0, "tabs", 2), containers=table)["windows"][0]
    assert loose["tabs"][0]["userContextId"] == 2


def test_whatever_a_carried_window_had_closed_gets_the_other_profiles_numbers() -> None:
    """A tab that is opened again later must not open in a container of another name."""
    boxed = tab(B, userContextId=3)
    shut = closed_group("2-2", "Shut", boxed)
    doc = session(window(A, closed=[boxed], closedGroups=[shut]))
    found = carried(doc, ("windows", 0), containers={3: 8})["windows"][0]
    closed = [*found["_closedTabs"], *found["closedGroups"][0]["tabs"]]
    assert [one["state"]["userContextId"] for one in closed] == [8, 8]


def test_a_pinned_tab_comes_without_the_group_it_cannot_be_in() -> None:
    closed = closed_group("1-1", "Work", tab(A, pinned=True, groupId="1-1"), in_group(B))
    doc = session(window(C, closedGroups=[closed]))
    pages = carry(snapshot(doc), [("windows", 0, "closedGroups", 0)], containers={})
    assert [json.loads(piece).get("groupId") for piece in pages.tabs] == [None, "1-1"]


def test_ids_give_way_to_those_in_use() -> None:
    views = [{"id": 4, "numberOfTabs": 2}]
    theirs = session(
        window(
            in_group(A, splitViewId=4),
            in_group(B, splitViewId=4),
            groups=[group("1-1", "Theirs")],
            splitViews=views,
            closed=[in_group(C)],
        ),
        window(in_group(D, "2-2"), groups=[group("2-2", "More")]),
    )
    pages = carry(snapshot(theirs), [("windows", 0), ("windows", 1, "groups", 0)], containers={})
    mine = session(
        window(
            tab(A, groupId="1-1", splitViewId=4),
            tab(B, groupId="1-1", splitViewId=4),
            groups=[group("1-1", "Mine")],
            splitViews=views,
        ),
        savedGroups=[saved_group("2-2", "Mine too", C)],
        maxSplitViewId=4,
    )
    found = opened(mine, pages)
    assert not faults(found)
    ids = [g["id"] for w in found["windows"] for g in w["groups"]]
    assert len(set(ids)) == 3
    assert "2-2" not in ids
    assert found["windows"][1]["splitViews"] == [{"id": 5, "numberOfTabs": 2}]
    assert found["maxSplitViewId"] == 5
    state = found["windows"][1]["_closedTabs"][0]["state"]
    assert state["groupId"] == found["windows"][1]["groups"][0]["id"]
    assert urls(found["windows"][0]) == ["A", "B", "D"]
    assert found["windows"][0]["selected"] == 3
    assert found["selectedWindow"] == 2


def test_tabs_open_where_they_are_wanted() -> None:
    pages = carry(snapshot(session(window(A, B))), [("windows", 0, "tabs", 1)], containers={})
    mine = session(window(C), window(D))
    assert urls(opened(mine, pages)["windows"][0]) == ["C", "B"]
    there = OpenPages(tabs=pages.tabs, into=1)
    assert urls(opened(mine, there)["windows"][1]) == ["D", "B"]
    new = opened(mine, OpenPages(tabs=pages.tabs, into=NEW))
    assert urls(new["windows"][2]) == ["B"]
    assert new["selectedWindow"] == 3


@pytest.mark.parametrize(
    ("steps", "error", "sentence"),
    [
        (("windows", 0, "tabs", 7), NothingFound, "/windows/0/tabs/7"),
        (("windows", 0, "_closedTabs", 0), Refused, "holds no tab"),
        (("savedGroups", 0), NothingFound, "has no tabs"),
        (("session",), Refused, "not a tab, a window or a group"),
        (("windows", 0, "tabs", 1), Refused, "is no object"),
    ],
)
def test_what_cannot_be_carried_is_said(
    steps: Steps, error: type[Exception], sentence: str
) -> None:
    doc = session(window(A, closed=[closed_tab(B, state=7)]), savedGroups=[saved_group("1", "x")])
    doc["windows"][0]["tabs"].append(None)
    with pytest.raises(error, match=sentence):
        carried(doc, steps)


@pytest.mark.parametrize(
    ("pages", "sentence"),
    [
        (OpenPages(), "nothing to open"),
        (OpenPages(tabs=(b'{"entries":[',)), "not valid JSON"),
        (OpenPages(tabs=(b"{}, {}",)), "not valid JSON"),
        (OpenPages(tabs=(b"[]",)), "not a tab"),
    ],
)
def test_what_cannot_be_opened_is_refused(pages: OpenPages, sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        opened(session(window(A)), pages)


def test_what_is_no_utf_8_is_carried_as_what_firefox_can_load() -> None:
    damaged = b'{"windows":[{"tabs":[{"entries":[{"url":"a:1","title":"caf\xe9 \xff"}]}]}]}'
    pages = carry(Snapshot(Document(damaged)), [("windows", 0, "tabs", 0)], containers={})
    (piece,) = pages.tabs
    assert json.loads(piece)["entries"] == [{"url": "a:1", "title": "caf\ufffd \ufffd"}]
    whole = carry(Snapshot(Document(damaged)), [("windows", 0)], containers={})
    assert "caf\ufffd" in whole.windows[0].decode()


def test_odd_text_is_carried_byte_for_byte() -> None:
    odd = b'{"entries":[{"url":"https://a.example/","t":"\\ud83d"}],"n":1e400,"n":-0, "x" : [ ] }'
    source = Snapshot(Document(b'{"session":1,"windows":[{"tabs":[' + odd + b"]}]}"))
    pages = carry(source, [("windows", 0, "tabs", 0)], containers={})
    assert odd in new_session(pages, NOW)


# -- laws --------------------------------------------------------------------------------------


def everything_in(doc: Json) -> list[Steps]:
    found: list[Steps] = []
    for kind in ("windows", "_closedWindows"):
        for w, one in enumerate(doc[kind]):
            found.append((kind, w))
            for key in ("tabs", "_closedTabs", "closedGroups", "groups"):
                found += [(kind, w, key, i) for i in range(len(one[key]))]
    return found + [("savedGroups", i) for i in range(len(doc["savedGroups"]))]


@settings(max_examples=30, suppress_health_check=list(HealthCheck))
@given(st.data(), sessions(), sessions())
def test_whatever_is_carried_fits_anywhere(data: st.DataObject, source: Json, target: Json) -> None:
    items = data.draw(st.lists(st.sampled_from(everything_in(source)), min_size=1, max_size=6))
    pages = carry(snapshot(source), items, containers={})
    assert not faults(json.loads(new_session(pages, NOW)))
    found = opened(target, pages)
    assert not [fault for fault in faults(found) if "closedId" not in fault]
    for i, mine in enumerate(target["windows"]):
        if i != target["selectedWindow"] - 1:
            assert found["windows"][i] == mine, "only the window in front takes tabs in"
    groups = [g["id"] for w in found["windows"] for g in w["groups"]]
    assert len(groups) == len(set(groups)), "a group's id is there once"
    before = sum(len(w["tabs"]) for w in target["windows"])
    new = len(pages.tabs) + sum(len(json.loads(w)["tabs"]) for w in pages.windows)
    assert sum(len(w["tabs"]) for w in found["windows"]) == before + new


def test_of_two_containers_of_one_name_the_first_is_taken() -> None:
    assert container_map({4: "Work"}, {7: "work", 3: "Work"}) == {4: 3}
