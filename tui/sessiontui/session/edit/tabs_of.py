"""Every tab of a session in a draft, wherever it stands: open, closed, in groups, in windows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ... import progress
from ..model import names
from .node import Node

_LISTS = ("tabs", names.CLOSED_TABS, names.MOBILE_CLOSED_TABS, "groups", names.CLOSED_GROUPS)
_OFTEN = 256  # so many tabs are gone through before it is told where the work is


class TabAt(NamedTuple):
    """A tab, and what Firefox noted around it when it was closed; both are objects."""

    tab: Node
    closed: Node | None


def sessions_of(root: Node) -> Iterator[Node]:
    """The session, and the one before it that Firefox still offers."""
    yield root
    last = root.get(names.LAST_SESSION)
    if last is not None and last.is_object:
        yield last


def windows_of(root: Node) -> Iterator[Node]:
    """Every window, open and closed."""
    for session in sessions_of(root):
        for key in ("windows", names.CLOSED_WINDOWS):
            yield from _objects(session, key)


def tabs_of(root: Node, doing: str) -> Iterator[TabAt]:
    """Every tab; where among them the work is, and what it is ``doing``, is told on the way."""
    whole = root.end - root.start
    for number, found in enumerate(_tabs(root)):
        if not number % _OFTEN:
            progress.tell(doing, found.tab.start, whole)
        yield found


def _tabs(root: Node) -> Iterator[TabAt]:
    for window in windows_of(root):
        for key in ("tabs", names.MOBILE_CLOSED_TABS):
            for tab in _objects(window, key):
                yield TabAt(tab, None)
        yield from _closed(window, names.CLOSED_TABS)
        for key in ("groups", names.CLOSED_GROUPS):
            for group in _objects(window, key):
                yield from _closed(group, "tabs")
    for session in sessions_of(root):
        for group in _objects(session, names.SAVED_GROUPS):
            yield from _closed(group, "tabs")


def tabs_held(item: Node) -> Iterator[Node]:
    """The tabs in an item that holds some, a window, a group or a closed tab; a tab itself."""
    state = item.get("state")
    if state is not None and state.is_object:
        yield state
        return
    keys = [key for key in _LISTS if item.get(key) is not None]
    for key in keys:
        for one in _objects(item, key):
            yield from tabs_held(one)
    if not keys:
        yield item


def _closed(holder: Node, key: str) -> Iterator[TabAt]:
    for closed in _objects(holder, key):
        state = closed.get("state")
        if state is not None and state.is_object:
            yield TabAt(state, closed)


def _objects(holder: Node, key: str) -> list[Node]:
    found = holder.get(key)
    return [item for item in found.items if item.is_object] if found is not None else []
