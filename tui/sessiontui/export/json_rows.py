"""Tabs, windows and groups in the JSON shapes, as they stand in the file.

Nearly every tab is told by its skeleton alone; an object is made only of one that is odd (no
history, a wrong type, an old format, a damaged file).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType

from ..session.json import text as jsontext
from ..session.model import names
from ..session.model.coerce import shown_entry, whole
from ..session.model.document import (
    ClosedTabSkeleton,
    EntrySkeleton,
    RawField,
    TabSkeleton,
)
from ..session.model.recently_closed import Closing
from ..session.model.snapshot import ClosedTab, Tab, TabGroup, Window
from .json_shapes import (
    ClosedGroupOut,
    ClosedWindowOut,
    EntryOut,
    GroupOut,
    RecentlyClosedOut,
    SavedGroupOut,
    TabOut,
    Text,
    WindowOut,
)


def exact(raw: RawField) -> Text:
    """A JSON string passed through unchanged; null when it is none, repaired when not UTF-8."""
    if not isinstance(raw, Raw):
        return None
    try:
        jsontext.STRING.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError):
        return _repaired(bytes(raw))
    return raw


def _repaired(token: bytes) -> Text:
    if token[:1] != b'"':
        return None
    try:
        token.decode("utf-8")
    except UnicodeDecodeError:
        return jsontext.decode_string(token)
    return Raw(token)


# -- tabs --------------------------------------------------------------------------------------


def tabs_out(
    window: Window, window_id: int | None, tabs: Sequence[Tab] | None = None, *, history: bool
) -> list[TabOut]:
    """The tabs of a window, or some of them; ``window_id`` counts the open windows from 1."""
    rows = _tabs_out(window, window_id, tabs, history=history)
    if window.zen is not None:
        for out in rows:
            if out.groupId is not None and out.groupId in window.zen.split_views:
                out.zenSplitView = out.groupId
    return rows


def _tabs_out(
    window: Window, window_id: int | None, tabs: Sequence[Tab] | None, *, history: bool
) -> list[TabOut]:
    if tabs is not None and tabs is not window.tabs:
        return [tab_out(tab, window_id, history=history) for tab in tabs]
    found: Any = window.skeleton.tabs
    pointer, plain = f"{window.pointer}/tabs/", window.source.is_plain
    rows = []
    for i in range(len(window.tabs)):
        out = _plain_tab(found[i], f"{pointer}{i}", i, window_id, history) if plain else None
        rows.append(out or _odd_tab(window.tabs[i], window_id, history))
    return rows


def tab_out(tab: Tab, window_id: int | None, *, history: bool) -> TabOut:
    """An open tab; ``window_id`` counts the open windows from 1."""
    out = None
    if tab.source.is_plain:
        out = _plain_tab(tab.skeleton, tab.pointer, tab.index, window_id, history)
    return out or _odd_tab(tab, window_id, history)


def _plain_tab(
    tab: object, pointer: str, index: int | None, window_id: int | None, history: bool
) -> TabOut | None:
    """A tab by its skeleton; None where that takes more than its fields."""
    if not isinstance(tab, TabSkeleton):
        return None
    entries, at, image, group = tab.entries, tab.index, tab.image, tab.groupId
    if not isinstance(entries, list) or not entries:
        return None
    count = len(entries)
    current = at - 1 if type(at) is int and 0 < at <= count else shown_entry(at, count)
    entry = entries[current]
    if not isinstance(entry, EntrySkeleton) or (count == 1 and tab.userTypedValue is not UNSET):
        return None  # perhaps what was typed is its address
    icon = None if image is UNSET else exact(image)
    if icon is None and (image is not UNSET or tab.attributes is not UNSET):
        return None  # old files have it there
    if type(group) is not str:
        group = None
        if isinstance(tab.extData, Raw) and b"tabview-tab" in bytes(tab.extData):
            return None  # a Panorama group
    out = TabOut(
        pointer,
        index,
        exact(entry.url),
        exact(entry.title),
        icon,
        tab.pinned is True,
        tab.hidden is True,
        tab.muted is True,
        group,
        whole(tab.userContextId) or 0,
        whole(tab.lastAccessed) or None,
        current,
        window_id,
    )
    if tab.zenEssential is True:
        out.zenEssential = True
    if tab.splitViewId is not None and (split := whole(tab.splitViewId)) is not None:
        out.splitViewId = split
    if history:
        out.entries = _entries(tab)
    return out


def _odd_tab(tab: Tab, window_id: int | None, history: bool) -> TabOut:
    entry = tab.entry.skeleton
    icon = exact(tab.skeleton.image)
    out = TabOut(
        tab.pointer,
        tab.index,
        (tab.user_typed or None) if tab.never_arrived else exact(entry.url),
        exact(entry.title),
        icon if icon is not None else (tab.icon or None),
        tab.pinned,
        tab.hidden,
        tab.muted,
        tab.group_id,
        tab.container_id,
        tab.last_accessed,
        tab.current,
        window_id,
    )
    if tab.doubt:
        out.certain = False
    split = tab.split_view_id
    if split is not None:
        out.splitViewId = split
    if tab.essential:
        out.zenEssential = True
    if history:
        out.entries = _entries(tab.skeleton)
    return out


def _entries(tab: TabSkeleton) -> list[EntryOut]:
    entries = tab.entries if isinstance(tab.entries, list) else ()
    return [
        EntryOut(exact(entry.url), exact(entry.title))
        if isinstance(entry, EntrySkeleton)
        else EntryOut(None, None)
        for entry in entries
    ]


# -- what was closed ---------------------------------------------------------------------------


def closed_tabs_out(holder: Window | TabGroup, *, history: bool) -> list[TabOut]:
    """The tabs that were closed in a window, or those of a closed or saved group."""
    return [
        _closed_out(holder, i, None, history)
        for i in range(len(holder.tabs if isinstance(holder, TabGroup) else holder.closed_tabs))
    ]


def _closed_out(
    holder: Window | TabGroup, place: int, window_id: int | None, history: bool
) -> TabOut:
    if isinstance(holder, TabGroup):
        found, pointer = holder.skeleton.tabs, f"{holder.pointer}/tabs/{place}"
    else:
        found = holder.skeleton.closed_tabs
        pointer = f"{holder.pointer}/{names.CLOSED_TABS}/{place}"
    if isinstance(found, list) and holder.source.is_plain:
        out = _plain_closed(found[place], pointer, window_id, history)
        if out is not None:
            return out
    closed = holder.tabs if isinstance(holder, TabGroup) else holder.closed_tabs
    return closed_tab_out(closed[place], window_id, history=history)


def _plain_closed(
    closed: object, pointer: str, window_id: int | None, history: bool
) -> TabOut | None:
    if not isinstance(closed, ClosedTabSkeleton):
        return None
    out = _plain_tab(closed.state, pointer, whole(closed.pos), window_id, history)
    return None if out is None else _closed(out, closed)


def closed_tab_out(closed: ClosedTab, window_id: int | None, *, history: bool) -> TabOut:
    """A closed tab: pointer and index are those on the closed stack's terms."""
    out = tab_out(closed.tab, window_id, history=history)
    out.pointer = closed.pointer
    out.index = closed.position
    return _closed(out, closed.skeleton)


def _closed(out: TabOut, closed: ClosedTabSkeleton) -> TabOut:
    """What Firefox noted when it closed the tab that ``out`` is made of."""
    title = out.title
    if title is None or not (len(title) > 2 if isinstance(title, Raw) else title):
        out.title = exact(closed.title) or title
    icon = exact(closed.image)
    if icon is not None:
        out.favIconUrl = icon
    group = closed.closedInTabGroupId
    if isinstance(group, str) and group:
        out.groupId = group
    closed_id = whole(closed.closedId)
    out.sessionId = None if closed_id is None else str(closed_id)
    out.closedAt = whole(closed.closedAt) or None
    return out


def recently_closed_out(closing: Closing, *, history: bool) -> RecentlyClosedOut:
    """One item of the recently closed list."""
    window, when = closing.window, closing.when or None
    if closing.place is not None:
        holder = closing.group or window
        tab = _closed_out(holder, closing.place, window.index + 1, history)
        return RecentlyClosedOut(when, tab=tab)
    groups = [
        saved_group_out(group, closed_tabs_out(group, history=history))
        for group in window.closed_groups
    ]
    tabs = tabs_out(window, None, history=history)
    closed = closed_tabs_out(window, history=history)
    return RecentlyClosedOut(when, window=closed_window_out(window, tabs, closed, groups))


# -- windows and groups ------------------------------------------------------------------------


def _certain(doubt: str) -> bool | UnsetType:
    return False if doubt else UNSET


def group_out(group: TabGroup, window: Window) -> GroupOut:
    """A tab group of a window, without its tabs."""
    out = GroupOut(*_group(group))
    if window.zen is not None:
        out.zenKind = window.zen.kind(group.id) or UNSET
        out.zenFolder = window.zen.within.get(group.id) or UNSET
    return out


def saved_group_out(group: TabGroup, tabs: list[TabOut]) -> SavedGroupOut:
    """A closed or saved group with the tabs asked for."""
    return SavedGroupOut(*_group(group), group.saved, group.closed_at, tabs)


def _group(group: TabGroup) -> tuple[str, str, Text, str | None, bool]:
    name = exact(group.name_field)
    return group.pointer, group.id, name, group.color or None, group.collapsed


def window_out(window: Window, tabs: list[TabOut]) -> WindowOut:
    """An open window with the tabs asked for."""
    return WindowOut(
        window.pointer,
        window.index + 1,
        window.selected,
        tabs,
        [group_out(group, window) for group in window.groups],
        [closed_group_out(group) for group in window.closed_groups],
        certain=_certain(window.doubt),
    )


def closed_group_out(group: TabGroup) -> ClosedGroupOut:
    """A closed group of an open window, without its tabs."""
    return ClosedGroupOut(*_group(group), group.closed_at)


def closed_window_out(
    window: Window,
    tabs: list[TabOut],
    closed_tabs: list[TabOut],
    closed_groups: list[SavedGroupOut],
) -> ClosedWindowOut:
    """A closed window with the tabs asked for, and what was closed in it before."""
    return ClosedWindowOut(
        window.pointer,
        window.session_id,
        window.closed_at,
        exact(window.skeleton.title),
        window.selected,
        tabs,
        closed_tabs,
        [group_out(group, window) for group in window.groups],
        closed_groups,
        certain=_certain(window.doubt),
    )
