"""What can be named in a session: windows, tabs, groups, open, closed and saved, by their steps.

A command gets an id (a pointer or a ``sessionId``), the screen a marked row; both become Items.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Final

from ... import late_re
from ...errors import NothingFound
from ...text import printable
from ..json.pointer import Pointer, Steps, format_pointer
from . import names
from .closed_tab import ClosedTab
from .item_kind import Kind, kind_of
from .recently_closed import recently_closed
from .snapshot import Snapshot
from .tab import Tab
from .tab_group import TabGroup
from .window import Window

_INDEX = late_re.compile(r"(?:0|[1-9][0-9]{0,8})\Z")

Node = Window | Tab | ClosedTab | TabGroup


class Item:
    """One window, tab or group of one snapshot."""

    __slots__ = ("group", "kind", "node", "snapshot", "steps", "window")

    def __init__(
        self,
        steps: Steps,
        node: Node,
        snapshot: Snapshot,
        window: Window | None = None,
        group: TabGroup | None = None,
    ) -> None:
        """``window`` it is, lies in or was closed in; closed or saved ``group``, likewise."""
        kind = kind_of(steps)
        if kind is None:
            raise ValueError(f"{format_pointer(steps)}: no window, tab or group stands there")
        self.kind: Final[Kind] = kind
        self.steps: Final = steps
        self.node: Final = node
        self.snapshot: Final = snapshot
        self.window: Final = window
        self.group: Final = group

    @property
    def pointer(self) -> str:
        """Where it is in the document (RFC 6901)."""
        return format_pointer(self.steps)

    @property
    def tab(self) -> Tab | None:
        """The tab it is, or the state of the closed one; None for a window or group."""
        node = self.node.tab if isinstance(self.node, ClosedTab) else self.node
        return node if isinstance(node, Tab) else None

    @property
    def is_open(self) -> bool:
        """Whether it is open: a window, tab or group that the session shows."""
        return self.kind.is_open


def item_at(snapshot: Snapshot, pointer: Pointer) -> Item:
    """The window, tab or group at a pointer. Raises NothingFound, naming the pointer.

    A closed tab is also found by its ``state``.
    """
    steps = tuple(
        int(step) if isinstance(step, str) and _INDEX.match(step) else step for step in pointer
    )
    item = _item_at(snapshot, steps)
    if item is None:
        snapshot.document.span(pointer)  # raises where there is nothing at all
        raise NothingFound(
            f"{_named(format_pointer(pointer))}: this is no window, tab or tab group"
        )
    return item


def _item_at(snapshot: Snapshot, steps: Steps) -> Item | None:
    match steps:
        case ("windows", int(i), *rest):
            return _of_window(snapshot, snapshot.windows, i, rest)
        case (names.CLOSED_WINDOWS, int(i), *rest):
            return _of_window(snapshot, snapshot.closed_windows, i, rest)
        case (names.SAVED_GROUPS, int(), *rest):
            return _of_group(snapshot, _group(snapshot.saved_groups, steps[:2]), rest, None)
    return None


def _of_window(
    snapshot: Snapshot, windows: Sequence[Window], i: int, rest: Sequence[str | int]
) -> Item | None:
    if i >= len(windows):
        return None
    window = windows[i]
    match rest:
        case []:
            return Item(window.steps, window, snapshot, window)
        case ["tabs", int(j)] if j < len(window.tabs):
            tab = window.tabs[j]
            return Item(tab.steps, tab, snapshot, window)
        case [names.CLOSED_TABS, int(j)] | [names.CLOSED_TABS, int(j), "state"]:
            if j >= len(window.closed_tabs):
                return None
            closed = window.closed_tabs[j]
            return Item(closed.steps, closed, snapshot, window)
        case [names.MOBILE_CLOSED_TABS, int(j)] if window.skeleton.closed_tabs is None:
            if j >= len(window.closed_tabs):
                return None
            closed = window.closed_tabs[j]
            return Item(closed.steps, closed, snapshot, window)
        case ["groups", int(j)]:
            group = _group(window.groups, (*window.steps, "groups", j))
            return Item(group.steps, group, snapshot, window) if group else None
        case [names.CLOSED_GROUPS, int(j), *more]:
            group = _group(window.closed_groups, (*window.steps, names.CLOSED_GROUPS, j))
            return _of_group(snapshot, group, more, window)
    return None


def _group(groups: Iterable[TabGroup], steps: Steps) -> TabGroup | None:
    """Items that are no objects were left out, so a group's place is not its index."""
    return next((group for group in groups if group.steps == steps), None)


def _of_group(
    snapshot: Snapshot, group: TabGroup | None, rest: Sequence[str | int], window: Window | None
) -> Item | None:
    """A closed or saved group, or a tab of it."""
    if group is None:
        return None
    match rest:
        case []:
            return Item(group.steps, group, snapshot, window, group)
        case ["tabs", int(j)] | ["tabs", int(j), "state"]:
            tabs = group.tabs
            if j < len(tabs):
                closed = tabs[j]
                return Item(closed.steps, closed, snapshot, window, group)
    return None


def item_with_session_id(snapshot: Snapshot, session_id: str) -> Item:
    """The closed tab or closed window with a ``sessionId``. Raises NothingFound, naming it.

    What listings print goes before the closed tabs inside closed windows, whose ids may be those
    of an earlier run. Also raised when two items bear the id: then only pointers tell them apart.
    """
    for candidates in (_listed, _inside_closed_windows):
        found = [item for item in candidates(snapshot) if _session_id(item) == session_id]
        if len(found) > 1:
            where = " and ".join(item.pointer for item in found[:2])
            raise NothingFound(
                f"{_named(session_id)}: more than one item has this sessionId, "
                f"{where}; name it by its pointer"
            )
        if found:
            return found[0]
    raise NothingFound(
        f"{_named(session_id)}: no closed tab or window has this sessionId "
        "(Firefox gives new ones at every start)"
    )


def _named(text: str) -> str:
    return printable(text) or "an empty ID"


def _session_id(item: Item) -> str | None:
    node = item.node
    return node.session_id if isinstance(node, ClosedTab | Window) else None


def _listed(snapshot: Snapshot) -> Iterator[Item]:
    for window in snapshot.closed_windows:
        yield Item(window.steps, window, snapshot, window)
    for window in snapshot.windows:
        yield from _closed_in(snapshot, window)
    for group in snapshot.saved_groups:
        for closed in group.tabs:
            yield Item(closed.steps, closed, snapshot, None, group)


def _inside_closed_windows(snapshot: Snapshot) -> Iterator[Item]:
    for window in snapshot.closed_windows:
        yield from _closed_in(snapshot, window)


def _closed_in(snapshot: Snapshot, window: Window) -> Iterator[Item]:
    for closed in window.closed_tabs:
        yield Item(closed.steps, closed, snapshot, window)
    for group in window.closed_groups:
        for closed in group.tabs:
            yield Item(closed.steps, closed, snapshot, window, group)


def open_windows(snapshot: Snapshot) -> tuple[Item, ...]:
    """Every open window as an item, in the file's order."""
    return tuple(Item(w.steps, w, snapshot, w) for w in snapshot.windows)


def closed_items(snapshot: Snapshot) -> tuple[Item, ...]:
    """Everything closed: the recently closed list, newest first.

    What was closed in a closed window, its closed groups' tabs too, follows the window.
    """
    found = {item.steps: item for item in _listed(snapshot)}
    items: list[Item] = []
    for session in recently_closed(snapshot):
        node = session.tab or session.window
        if node is not None:
            items.append(found[node.steps])
        if session.window is not None:
            items += _closed_in(snapshot, session.window)
    return tuple(items)


def ids_of(snapshot: Snapshot) -> Callable[[ClosedTab | Window], str]:
    """The shortest id by which each closed item is found: its ``sessionId``, or its pointer.

    The pointer stands for an item without ``sessionId``, and for those that share one, as the
    closed tabs of a window from an earlier run may do.
    """
    listed = Counter(_session_id(item) for item in _listed(snapshot))
    everywhere = listed + Counter(_session_id(item) for item in _inside_closed_windows(snapshot))

    def id_of(node: ClosedTab | Window) -> str:
        name = node.session_id
        inside = node.steps[0] == names.CLOSED_WINDOWS and len(node.steps) > 2
        seen = everywhere if inside else listed  # what is listed goes before
        return name if name is not None and seen[name] == 1 else node.pointer

    return id_of


def saved_groups(snapshot: Snapshot) -> tuple[Item, ...]:
    """Every saved tab group."""
    return tuple(Item(g.steps, g, snapshot, None, g) for g in snapshot.saved_groups)
