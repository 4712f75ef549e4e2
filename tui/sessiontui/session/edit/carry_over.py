"""Chosen tabs, windows and groups of any session made ready for another one.

Closed things lose what made them closed, containers get the other profile's numbers, and
nothing names a group or a split view that does not come along. Ids that are in use in the other
session are replaced when ``apply.apply`` opens them there.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from msgspec.structs import replace

from ...errors import NothingFound, Refused
from ...text import printable
from ..json.pointer import Steps, format_pointer
from ..json.utf8 import made_utf8
from ..model import names
from ..model.coerce import whole
from ..model.item_kind import Kind, kind_of
from ..model.snapshot import Snapshot
from .document_draft import Draft
from .edits import OpenPages
from .group_headers import ident
from .missing import guessed_pages, missing_among
from .node import Node
from .operations.restore import OF_A_CLOSED_GROUP, OF_A_CLOSED_WINDOW
from .sound import is_sound
from .splice_writer import encoded
from .tab_facts import facts, know_all
from .tab_strip import fix_split_views


def carry(
    source: Snapshot, items: Sequence[Steps], *, containers: Mapping[int, int | None]
) -> OpenPages:
    """The chosen items, to be opened in another document.

    ``items`` are steps of tabs, windows and groups, open or closed; one that is named twice, or
    is in a chosen window or group, comes once. ``containers`` maps the source's userContextId
    to the other profile's; a container that is not in it is left. Raises NothingFound, Refused.
    """
    draft = Draft(source.document)
    windows: list[Node] = []
    groups: list[tuple[Node, list[Node]]] = []
    tabs: list[Node] = []
    for steps in dict.fromkeys(tuple(step) for step in items):
        node = draft.at(steps)
        pointer = printable(format_pointer(steps))
        if not node.is_object:
            raise Refused(f"{pointer} is no object: it cannot be carried over")
        kind = kind_of(steps)
        if kind in (Kind.WINDOW, Kind.CLOSED_WINDOW):
            windows.append(node)
        elif kind in (Kind.TAB, Kind.CLOSED_WINDOW_TAB):
            tabs.append(node)
        elif kind in (Kind.CLOSED_TAB, Kind.GROUP_TAB):
            tabs.append(_state(node, pointer))
        elif kind is not None:
            groups.append((node, _members(draft, steps, node)))
        else:
            raise Refused(f"{pointer} is not a tab, a window or a group")
    ready = _ready(windows, groups, tabs, containers)
    return replace(
        ready, missing=missing_among(source, items), guessed=guessed_pages(source, items)
    )


def _state(closed: Node, pointer: str) -> Node:
    state = closed.get("state")
    if state is None or not state.is_object:
        raise Refused(f"{pointer}: this closed tab holds no tab")
    return state


def _members(draft: Draft, steps: Steps, group: Node) -> list[Node]:
    """The tabs of a group: its own when it is closed, else those of its window that name it."""
    own = group.get("tabs")
    states = [item.get("state") for item in (own.items if own else ()) if item.is_object]
    found = [state for state in states if state is not None and state.is_object]
    if not found and steps[0] != names.SAVED_GROUPS:
        tabs = draft.at(steps[:2]).get("tabs")
        group_id = ident(group)
        named = [tab for tab in (tabs.items if tabs else ()) if facts(tab).groupId == group_id]
        found = [tab for tab in named if group_id is not None]
    if not found:
        raise NothingFound(f"{printable(format_pointer(steps))}: this group has no tabs")
    return found


def _ready(
    windows: list[Node],
    groups: list[tuple[Node, list[Node]]],
    tabs: list[Node],
    containers: Mapping[int, int | None],
) -> OpenPages:
    taken: set[Node] = set()
    for window in windows:
        items = window.get("tabs")
        taken.update(items.items if items else ())
    headers: list[bytes] = []
    pieces: list[bytes] = []
    ids: set[object] = set()
    for number, (group, members) in enumerate(groups):
        group_id = ident(group)
        if not isinstance(group_id, str) or group_id in ids:
            group_id = f"carried-{number}"
        ids.add(group_id)
        left = [tab for tab in members if tab not in taken]
        taken.update(left)
        if not left:
            continue
        header = Node.new(group.json())
        header.drop(*OF_A_CLOSED_GROUP)
        header.set("id", encoded(group_id))
        headers.append(header.json())
        pieces += [_tab(tab, containers, group_id) for tab in left]
    for tab in tabs:
        if tab not in taken:
            taken.add(tab)
            pieces.append(_tab(tab, containers, None))
    carried = (_window(window, containers) for window in windows)
    return OpenPages(
        tuple(map(made_utf8, carried)),
        tuple(map(made_utf8, pieces)),
        tuple(map(made_utf8, headers)),
    )


def _tab(tab: Node, containers: Mapping[int, int | None], group_id: str | None) -> bytes:
    copy = Node.new(tab.json())
    copy.drop("splitViewId")
    if group_id is None or facts(copy).pinned:
        copy.drop("groupId")
    elif facts(copy).groupId != group_id:
        copy.set("groupId", encoded(group_id))
    _into_container(copy, containers)
    return copy.json()


def _window(window: Node, containers: Mapping[int, int | None]) -> bytes:
    copy = Node.new(window.json())
    make_open(copy)
    tabs = _objects(copy, "tabs")
    closed = _objects(copy, names.CLOSED_TABS)
    for group in _objects(copy, names.CLOSED_GROUPS):
        closed += _objects(group, "tabs")
    states = [item.get("state") for item in closed]
    for tab in (*tabs, *states):
        if tab is not None and tab.is_object:
            _into_container(tab, containers)
    return copy.json()


def make_open(window: Node) -> None:
    """Take from a window what made it a closed one, and from its tabs what is not in it."""
    window.drop(*OF_A_CLOSED_WINDOW)
    for group in _objects(window, "groups"):
        group.drop(*OF_A_CLOSED_GROUP)
    if is_sound(window):
        return
    known = {ident(group) for group in _objects(window, "groups")}
    if (found := window.get("tabs")) is not None:
        know_all(found)
    tabs = _objects(window, "tabs")
    for tab in tabs:
        group_id = facts(tab).groupId
        if group_id is not None and group_id not in known:
            tab.drop("groupId")
    fix_split_views(window.get("splitViews"), tabs)


def _into_container(tab: Node, containers: Mapping[int, int | None]) -> None:
    old = whole(facts(tab).userContextId)
    if not old:
        return
    new = containers.get(old) or 0
    if new != old:
        tab.set("userContextId", encoded(new))


def _objects(holder: Node, key: str) -> list[Node]:
    found = holder.get(key)
    return [item for item in (found.items if found else ()) if item.is_object]


def containers_between(
    ours: Mapping[int, str] | None, theirs: Mapping[int, str] | None
) -> Mapping[int, int | None] | None:
    """Their containers of the same names as ours; without names the same numbers, as they have.

    None where nothing is known of theirs: the containers stay as they are.
    """
    if theirs is None:
        return None
    if ours is None:
        return {number: number for number in theirs}
    return container_map(ours, theirs)


def container_map(
    source_names: Mapping[int, str], target_names: Mapping[int, str]
) -> dict[int, int | None]:
    """Which container of the target stands for each of the source: the one of the same name."""
    numbers: dict[str, int] = {}
    for number in sorted(target_names):
        numbers.setdefault(target_names[number].strip().casefold(), number)
    return {
        number: numbers.get(name.strip().casefold()) if name.strip() else None
        for number, name in source_names.items()
    }
