"""What can be named in a session, by pointer and by sessionId."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sessiontui.codec.container import open_container
from sessiontui.errors import NothingFound
from sessiontui.session.json.pointer import parse_pointer
from sessiontui.session.model.document import Document
from sessiontui.session.model.item_kind import Kind
from sessiontui.session.model.items import (
    Item,
    closed_items,
    ids_of,
    item_at,
    item_with_session_id,
    open_windows,
    saved_groups,
)
from sessiontui.session.model.recently_closed import recently_closed
from sessiontui.session.model.snapshot import ClosedTab, Snapshot, Tab, Window
from tests.builders import (
    NOW,
    SECOND,
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

A, B, C, D = (f"https://{name}.example/" for name in "abcd")


def snapshot(content: dict[str, Any]) -> Snapshot:
    return Snapshot(Document(to_json(content)))


@pytest.fixture
def rich() -> Snapshot:
    first = window(
        A,
        tab(B, groupId="g1"),
        groups=["odd", group("g1", "Open group")],
        closedGroups=[closed_group("g2", "Gone", C, first_closed_id=7, closed_at=NOW - SECOND)],
        closed=[closed_tab(D, closed_id=5)],
    )
    gone = closed_window(
        window(
            A,
            closed=[closed_tab(B, closed_id=5), closed_tab(C, closed_id=31)],
            groups=[group("g4", "Closed with it")],
            closedGroups=[closed_group("g3", "Twice gone", D, first_closed_id=32)],
        ),
        closed_id=9,
    )
    saved = saved_group("s1", "Saved", A, B, first_closed_id=20)
    return snapshot(session(first, window(C), closed_windows=[gone], savedGroups=[saved]))


def at(found: Snapshot, pointer: str) -> Item:
    return item_at(found, parse_pointer(pointer))


@pytest.mark.parametrize(
    ("pointer", "kind", "is_open"),
    [
        ("/windows/0", Kind.WINDOW, True),
        ("/windows/0/tabs/1", Kind.TAB, True),
        ("/windows/0/groups/1", Kind.GROUP, True),
        ("/windows/0/_closedTabs/0", Kind.CLOSED_TAB, False),
        ("/windows/0/closedGroups/0", Kind.CLOSED_GROUP, False),
        ("/windows/0/closedGroups/0/tabs/0", Kind.GROUP_TAB, False),
        ("/_closedWindows/0", Kind.CLOSED_WINDOW, False),
        ("/_closedWindows/0/tabs/0", Kind.CLOSED_WINDOW_TAB, False),
        ("/_closedWindows/0/groups/0", Kind.CLOSED_WINDOW_GROUP, False),
        ("/_closedWindows/0/_closedTabs/1", Kind.CLOSED_TAB, False),
        ("/_closedWindows/0/closedGroups/0", Kind.CLOSED_GROUP, False),
        ("/_closedWindows/0/closedGroups/0/tabs/0", Kind.GROUP_TAB, False),
        ("/savedGroups/0", Kind.SAVED_GROUP, False),
        ("/savedGroups/0/tabs/1", Kind.GROUP_TAB, False),
    ],
)
def test_every_kind_by_its_pointer(rich: Snapshot, pointer: str, kind: Kind, is_open: bool) -> None:
    item = at(rich, pointer)
    assert (item.kind, item.is_open) == (kind, is_open)
    assert item.pointer == item.node.pointer == pointer
    assert item.steps == tuple(
        int(step) if step.isdigit() else step for step in pointer.split("/")[1:]
    )


def test_a_closed_tab_is_found_by_its_state_too(rich: Snapshot) -> None:
    assert at(rich, "/windows/0/_closedTabs/0/state").pointer == "/windows/0/_closedTabs/0"
    found = at(rich, "/savedGroups/0/tabs/1/state")
    assert found.pointer == "/savedGroups/0/tabs/1"


@pytest.mark.parametrize(
    "pointer",
    [
        "", "/", "/windows", "/windows/2", "/windows/-1", "/windows/00", "/windows/0/tabs",
        "/windows/0/tabs/2", "/windows/0/tabs/0/entries/0", "/windows/0/groups/0",
        "/windows/0/groups/5", "/windows/0/_closedTabs/1", "/windows/0/closedGroups/0/tabs/1",
        "/_closedWindows/1", "/savedGroups/1", "/savedGroups/0/tabs/9", "/cookies/0",
        "/windows/0/width", "/windows/99999999999999999999", "/nothing/\x1b[31m",
    ],
)  # fmt: skip
def test_what_is_not_there_is_named(rich: Snapshot, pointer: str) -> None:
    with pytest.raises(NothingFound) as caught:
        at(rich, pointer)
    sentence = caught.value.sentence
    assert sentence.isprintable()
    assert (pointer.partition("/\x1b")[0] or "an empty ID") in sentence


@pytest.mark.parametrize(
    ("session_id", "pointer"),
    [
        ("5", "/windows/0/_closedTabs/0"),  # not the closed window's, whose ids may be older
        ("7", "/windows/0/closedGroups/0/tabs/0"),
        ("9", "/_closedWindows/0"),
        ("20", "/savedGroups/0/tabs/0"),
        ("31", "/_closedWindows/0/_closedTabs/1"),
        ("32", "/_closedWindows/0/closedGroups/0/tabs/0"),
    ],
)
def test_by_session_id(rich: Snapshot, session_id: str, pointer: str) -> None:
    item = item_with_session_id(rich, session_id)
    assert item.pointer == pointer
    again = at(rich, pointer)
    assert (item.kind, item.node.pointer) == (again.kind, again.node.pointer)


@pytest.mark.parametrize("unknown", ["999", "abc", "05", "None", "-1"])
def test_no_such_session_id(rich: Snapshot, unknown: str) -> None:
    with pytest.raises(NothingFound, match=f"^{unknown}: "):
        item_with_session_id(rich, unknown)


def test_two_items_of_one_session_id_need_pointers() -> None:
    found = snapshot(
        session(
            window(A, closed=[closed_tab(B, closed_id=3)]),
            window(A, closed=[closed_tab(C, closed_id=3)]),
        )
    )
    with pytest.raises(NothingFound, match="/windows/0/_closedTabs/0 and /windows/1/_closedTabs/0"):
        item_with_session_id(found, "3")


def test_lists_of_items(rich: Snapshot) -> None:
    assert [item.pointer for item in open_windows(rich)] == ["/windows/0", "/windows/1"]
    assert [item.pointer for item in saved_groups(rich)] == ["/savedGroups/0"]
    found = [item.pointer for item in closed_items(rich)]
    inside = [
        "/_closedWindows/0/_closedTabs/0",
        "/_closedWindows/0/_closedTabs/1",
        "/_closedWindows/0/closedGroups/0/tabs/0",
    ]
    window = found.index("/_closedWindows/0")
    assert found[window + 1 : window + 4] == inside  # what was closed in it follows it
    assert [pointer for pointer in found if pointer not in inside] == [
        session.pointer for session in recently_closed(rich)
    ]


def test_the_id_that_is_printed_is_the_one_that_finds_it(rich: Snapshot) -> None:
    id_of = ids_of(rich)
    for item in closed_items(rich):
        assert isinstance(item.node, ClosedTab | Window)
        name = id_of(item.node)
        again = at(rich, name) if name.startswith("/") else item_with_session_id(rich, name)
        assert again.steps == item.steps
    # one closedId stands twice in this file: from this run and, in the closed window, an earlier
    assert id_of(rich.closed_windows[0].closed_tabs[0]) == "/_closedWindows/0/_closedTabs/0"
    assert id_of(rich.closed_windows[0].closed_tabs[1]) == "31"


def test_real_sessions_can_be_named_throughout(corpus: Path) -> None:
    files = sorted((corpus / "firefox-153").rglob("*.jsonlz4"))
    assert files
    for file in files:
        found = Snapshot(Document(open_container(file.read_bytes()).json))
        nodes: list[Tab | ClosedTab] = [*found.open_tabs()]
        for one in (*found.windows, *found.closed_windows):
            nodes += one.closed_tabs
        for node in nodes:
            item = item_at(found, node.steps)
            assert isinstance(item.node, type(node))
            assert (item.node.url, item.pointer) == (node.url, node.pointer)
        for item in closed_items(found):
            if item.node.session_id is not None:  # type: ignore[union-attr]
                again = item_with_session_id(found, item.node.session_id)  # type: ignore[union-attr]
                assert again.steps == item.steps
