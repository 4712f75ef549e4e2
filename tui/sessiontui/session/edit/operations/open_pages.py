"""Opening what comes from another document: its ids give way to those in use here."""

from __future__ import annotations

from typing import Any

import msgspec

from ....errors import Refused, SessiontuiError
from ....text import count
from ...json import text as jsontext
from ...model import names
from ..edits import OpenPages
from ..group_headers import header, ident
from ..node import Node
from ..session_draft import SessionDraft
from ..splice_writer import encoded
from ..tab_facts import facts
from ..tab_strip import array, unhide
from .restore import straighten

_RAW = msgspec.json.Decoder(msgspec.Raw)


def open_pages(bench: SessionDraft, edit: OpenPages) -> str:
    """Open carried tabs in one window and carried windows beside the others."""
    tabs = [_node(piece) for piece in edit.tabs]
    groups = [_node(piece) for piece in edit.groups]
    windows = [_node(piece) for piece in edit.windows]
    if not tabs and not windows:
        raise Refused("there is nothing to open: no tab and no window was chosen")
    words = []
    if tabs:
        words.append(f"{count(len(tabs), 'tab')} in {_open_tabs(bench, edit, tabs, groups)}")
    for window in windows:
        renumber(window, *_id_table(bench, window))
        bench.open_window(window)
        straighten(bench.strip(window))
    if windows:
        number = sum(len(bench.strip(window).tabs.items) for window in windows)
        words.append(f"{count(len(windows), 'window')} with {count(number, 'tab')}")
    return f"Open {' and '.join(words)}"


def _node(piece: bytes) -> Node:
    text = piece.strip()
    try:
        jsontext.decode(text, _RAW)
    except SessiontuiError:
        raise Refused("what is to be opened is not valid JSON") from None
    node = Node.new(text)
    if not node.is_object:
        raise Refused("what is to be opened is not a tab, a group or a window")
    return node


def _open_tabs(bench: SessionDraft, edit: OpenPages, tabs: list[Node], groups: list[Node]) -> str:
    strip = bench.target(edit.into)
    taken = bench.group_ids()
    by_group = _by_group(tabs)
    for group in groups:
        group_id = ident(group)
        if not isinstance(group_id, str):
            continue
        members = by_group.get(group_id, [])
        if group_id in taken:
            group_id = bench.new_group_id()
            group.set("id", encoded(group_id))
            for tab in members:
                tab.set("groupId", encoded(group_id))
        if any(not facts(tab).pinned for tab in members):
            array(strip.window, "groups", f"{strip.name}: its groups are no list").append(group)
    first: Node | None = None
    for tab in tabs:
        group_id = facts(tab).groupId
        if group_id is not None and (
            facts(tab).pinned or header(strip.window.get("groups"), group_id) is None
        ):
            tab.drop("groupId")
        unhide(tab)
        strip.put(tab)
        first = first or tab
    strip.selected = first
    return strip.name


def _by_group(tabs: list[Node]) -> dict[Any, list[Node]]:
    found: dict[Any, list[Node]] = {}
    for tab in tabs:
        found.setdefault(facts(tab).groupId, []).append(tab)
    return found


# -- ids ---------------------------------------------------------------------------------------


def renumber(window: Node, groups: dict[Any, Any], views: dict[Any, Any]) -> None:
    """Give a window's groups and split views other ids, by tables from the old to the new ones."""
    if not groups and not views:
        return
    for key in ("groups", names.CLOSED_GROUPS):
        for group in _objects(window, key):
            _replace(group, "id", groups)
            _renumber_views(group, views)
            for closed in _objects(group, "tabs"):
                _renumber_closed(closed, groups, views)
    _replace(window, "lastClosedTabGroupId", groups)
    _renumber_views(window, views)
    for tab in _objects(window, "tabs"):
        _renumber_tab(tab, groups, views)
    for closed in _objects(window, names.CLOSED_TABS):
        _renumber_closed(closed, groups, views)


def _id_table(bench: SessionDraft, window: Node) -> tuple[dict[Any, Any], dict[Any, Any]]:
    views = {view_id: bench.next_split_view_id() for view_id in split_views_of(window)}
    taken = bench.group_ids()
    return {i: bench.new_group_id() for i in groups_of(window) if i in taken}, views


def groups_of(window: Node) -> list[Any]:
    """The ids of a window's groups, open and closed, each once."""
    keys = ("groups", names.CLOSED_GROUPS)
    return list(dict.fromkeys(ident(group) for key in keys for group in _objects(window, key)))


def split_views_of(window: Node) -> list[Any]:
    """The ids of a window's split views, those of its closed groups too, each once."""
    holders = [window, *_objects(window, names.CLOSED_GROUPS)]
    ids = (ident(view) for holder in holders for view in _objects(holder, "splitViews"))
    return [view_id for view_id in dict.fromkeys(ids) if view_id is not None]


def _renumber_closed(closed: Node, groups: dict[Any, Any], views: dict[Any, Any]) -> None:
    _replace(closed, "closedInTabGroupId", groups)
    state = closed.get("state")
    if state is not None and state.is_object:
        _renumber_tab(state, groups, views)


def _renumber_tab(tab: Node, groups: dict[Any, Any], views: dict[Any, Any]) -> None:
    found = facts(tab)
    group, view = groups.get(found.groupId), views.get(found.splitViewId)
    if group is not None:
        tab.set("groupId", encoded(group))
    if view is not None:
        tab.set("splitViewId", encoded(view))


def _renumber_views(holder: Node, views: dict[Any, Any]) -> None:
    for view in _objects(holder, "splitViews"):
        _replace(view, "id", views)


def _replace(holder: Node, key: str, table: dict[Any, Any]) -> None:
    found = holder.read(key)
    if not isinstance(found, (list, dict)) and found in table:
        holder.set(key, encoded(table[found]))


def _objects(holder: Node, key: str) -> list[Node]:
    found = holder.get(key)
    return [item for item in (found.items if found else ()) if item.is_object]
