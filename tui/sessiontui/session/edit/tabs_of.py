"""Every tab of a session in a draft, wherever it stands: open, closed, in groups, in windows."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

import msgspec
from msgspec import UNSET, UnsetType

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


def windows_of(root: Node, token: bytes = b"") -> Iterator[Node]:
    """Every window, open and closed, in which a token may stand."""
    for session in sessions_of(root):
        for key in ("windows", names.CLOSED_WINDOWS):
            yield from _objects(session.get(key), token)


def tabs_of(root: Node, doing: str, token: bytes = b"") -> Iterator[TabAt]:
    """Every tab; where among them the work is, and what it is ``doing``, is told on the way.

    ``token``: tabs in whose text it does not stand may be left out, whole windows at once.
    """
    whole = root.end - root.start
    number = 0
    for tabs, closed in lists_of(root, token):
        for item in _objects(tabs, token):
            if not number % _OFTEN:
                progress.tell(doing, item.start, whole)
            number += 1
            found = _tab_at(item, closed)
            if found is not None:
                yield found


def long_histories(root: Node, doing: str, most: int) -> Iterator[Node]:
    """Every tab with more than so many entries, and perhaps some with fewer."""
    whole = root.end - root.start
    for tabs, closed in lists_of(root, b""):
        counts = _numbers_of_entries(tabs, closed=closed)
        if counts is not None and max(counts, default=0) <= most:
            continue
        for at, item in enumerate(tabs.items):
            if not at % _OFTEN:
                progress.tell(doing, item.start, whole)
            if (counts is None or counts[at] > most) and item.is_object:
                found = _tab_at(item, closed)
                if found is not None:
                    yield found.tab


def lists_of(root: Node, token: bytes) -> Iterator[tuple[Node, bool]]:
    """Every list of tabs in which a token may stand, and whether they are closed ones."""
    for window in windows_of(root, token):
        for key in ("tabs", names.MOBILE_CLOSED_TABS):
            yield from _list(window, key, token, closed=False)
        yield from _list(window, names.CLOSED_TABS, token, closed=True)
        for key in ("groups", names.CLOSED_GROUPS):
            for group in _objects(window.get(key), token):
                yield from _list(group, "tabs", token, closed=True)
    for session in sessions_of(root):
        for group in _objects(session.get(names.SAVED_GROUPS), token):
            yield from _list(group, "tabs", token, closed=True)


def tabs_held(item: Node) -> Iterator[Node]:
    """The tabs in an item that holds some, a window, a group or a closed tab; a tab itself."""
    state = item.get("state")
    if state is not None and state.is_object:
        yield state
        return
    keys = [key for key in _LISTS if item.get(key) is not None]
    for key in keys:
        for one in _objects(item.get(key), b""):
            yield from tabs_held(one)
    if not keys:
        yield item


def _list(holder: Node, key: str, token: bytes, *, closed: bool) -> Iterator[tuple[Node, bool]]:
    found = holder.get(key)
    if found is not None and found.is_array and found.may_hold(token):
        yield found, closed


def _tab_at(item: Node, closed: bool) -> TabAt | None:
    if not closed:
        return TabAt(item, None)
    state = item.get("state")
    return TabAt(state, item) if state is not None and state.is_object else None


def _objects(found: Node | None, token: bytes) -> list[Node]:
    if found is None or not found.may_hold(token):
        return []
    return [item for item in found.items if item.is_object and item.may_hold(token)]


# -- numbers of entries ------------------------------------------------------------------------


class _Anything(msgspec.Struct, gc=False):
    """An entry; msgspec rejects what is no object."""


class _Tab(msgspec.Struct, gc=False):
    entries: list[_Anything] | UnsetType = UNSET


class _Closed(msgspec.Struct, gc=False):
    state: _Tab | UnsetType = UNSET


_TABS: Final = msgspec.json.Decoder(list[_Tab])
_CLOSED: Final = msgspec.json.Decoder(list[_Closed])


def _numbers_of_entries(tabs: Node, *, closed: bool) -> list[int] | None:
    """How many entries each item of a list has, in one pass; None where somebody has to look."""
    if tabs.touched:
        return None
    text = memoryview(tabs.walked)[tabs.start : tabs.end]
    try:
        found = [item.state for item in _CLOSED.decode(text)] if closed else _TABS.decode(text)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    return [len(tab.entries or ()) if tab is not UNSET else 0 for tab in found]
