"""The JSON shapes of tabs, windows and groups.

Names are those of the WebExtensions API and of Firefox's file.
``url`` and ``title`` are passed through as they stand in the file. Times are ms since epoch,
``null`` is unknown; ``windowId`` counts the open windows from 1.

The docstrings stand in the schemas that ``sessiontui schema`` prints.
"""

from __future__ import annotations

from typing import Annotated, Literal

import msgspec
from msgspec import UNSET, Meta, Raw, UnsetType

from ..session.json import text as jsontext
from ..session.model.document import RawField
from ..session.model.recently_closed import Session
from ..session.model.snapshot import ClosedTab, Tab, TabGroup, Window

Text = Annotated[
    Raw | str | None, Meta(extra_json_schema={"anyOf": [{"type": "string"}, {"type": "null"}]})
]
Moment = Annotated[int, Meta(description="milliseconds since epoch")]
Bytes = Annotated[int, Meta(description="bytes")]
Seconds = Annotated[float, Meta(description="seconds")]
InUse = Literal["free", "in use", "unknown"]


class Shape(msgspec.Struct, gc=False, forbid_unknown_fields=True):
    """A JSON object that holds the keys of its class, in their order, and no others."""


class EntryOut(Shape):
    """One page of a tab's history."""

    url: Text
    title: Text


class TabOut(Shape):
    """A tab, open or closed. ``index`` and ``currentEntry`` count from 0, ``windowId`` from 1.

    ``certain`` is false where the file is damaged and this may be wrong, else it is absent.
    """

    pointer: str
    index: int | None
    url: Text
    title: Text
    favIconUrl: Text
    pinned: bool
    hidden: bool
    muted: bool
    groupId: str | None
    userContextId: int
    lastAccessed: Moment | None
    currentEntry: int | None
    windowId: int | None
    sessionId: str | UnsetType | None = UNSET
    closedAt: Moment | UnsetType | None = UNSET
    splitViewId: int | UnsetType = UNSET
    certain: bool | UnsetType = UNSET
    entries: list[EntryOut] | UnsetType = UNSET


class GroupOut(Shape):
    """A tab group without its tabs."""

    pointer: str
    id: str
    name: Text
    color: str | None
    collapsed: bool


class ClosedGroupOut(Shape):
    """A closed tab group without its tabs, which stand in the recently closed list."""

    pointer: str
    id: str
    name: Text
    color: str | None
    collapsed: bool
    closedAt: Moment | None


class SavedGroupOut(Shape):
    """A closed or saved group with its tabs."""

    pointer: str
    id: str
    name: Text
    color: str | None
    collapsed: bool
    saved: bool
    closedAt: Moment | None
    tabs: list[TabOut]


class WindowOut(Shape):
    """An open window with the tabs asked for; ``selected`` counts from 0, in the whole window.

    ``certain`` is false where the file is damaged and this may be wrong or not whole.
    """

    pointer: str
    windowId: int
    selected: int | None
    tabs: list[TabOut]
    groups: list[GroupOut]
    closedGroups: list[ClosedGroupOut]
    certain: bool | UnsetType = UNSET


class ClosedWindowOut(Shape):
    """A closed window, with the tabs and groups that had been closed in it before."""

    pointer: str
    sessionId: str | None
    closedAt: Moment | None
    title: Text
    selected: int | None
    tabs: list[TabOut]
    closedTabs: list[TabOut]
    groups: list[GroupOut]
    closedGroups: list[SavedGroupOut]
    certain: bool | UnsetType = UNSET


class RecentlyClosedOut(Shape):
    """One item of the recently closed list: a tab or a window."""

    lastModified: Moment | None
    tab: TabOut | UnsetType = UNSET
    window: ClosedWindowOut | UnsetType = UNSET


RecentlyClosed = Annotated[
    RecentlyClosedOut,
    Meta(extra_json_schema={"oneOf": [{"required": ["tab"]}, {"required": ["window"]}]}),
]


def exact(raw: RawField) -> Text:
    """A JSON string passed through unchanged; null when it is none, repaired when not UTF-8."""
    if not isinstance(raw, Raw):
        return None
    token = bytes(raw)
    if token[:1] != b'"':
        return None
    if not token.isascii():
        try:
            token.decode("utf-8")
        except UnicodeDecodeError:
            return jsontext.decode_string(token)
    return raw


def tab_out(tab: Tab, window_id: int | None, *, history: bool) -> TabOut:
    """An open tab; ``window_id`` counts the open windows from 1."""
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
    if history:
        out.entries = [
            EntryOut(exact(e.skeleton.url), exact(e.skeleton.title)) for e in tab.entries
        ]
    return out


def closed_tab_out(closed: ClosedTab, window_id: int | None, *, history: bool) -> TabOut:
    """A closed tab: pointer and index are those on the closed stack's terms."""
    out = tab_out(closed.tab, window_id, history=history)
    out.pointer = closed.pointer
    out.index = closed.position
    out.title = out.title if closed.tab.raw_title else exact(closed.skeleton.title) or out.title
    icon = exact(closed.skeleton.image)
    out.favIconUrl = icon if icon is not None else out.favIconUrl
    out.groupId = closed.group_id or out.groupId
    out.sessionId = closed.session_id
    out.closedAt = closed.closed_at
    return out


def _certain(doubt: str) -> bool | UnsetType:
    return False if doubt else UNSET


def group_out(group: TabGroup) -> GroupOut:
    """A tab group without its tabs."""
    return GroupOut(*_group(group))


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
        [group_out(group) for group in window.groups],
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
        [group_out(group) for group in window.groups],
        closed_groups,
        certain=_certain(window.doubt),
    )


def session_out(session: Session, *, history: bool) -> RecentlyClosedOut:
    """One item of the recently closed list."""
    when = session.last_modified or None
    if session.tab is not None:
        number = session.source_window.index + 1 if session.source_window else None
        return RecentlyClosedOut(when, tab=closed_tab_out(session.tab, number, history=history))
    window = session.window
    assert window is not None
    tabs = [tab_out(tab, None, history=history) for tab in window.tabs]
    closed = [closed_tab_out(tab, None, history=history) for tab in window.closed_tabs]
    groups = [
        saved_group_out(group, [closed_tab_out(tab, None, history=history) for tab in group.tabs])
        for group in window.closed_groups
    ]
    return RecentlyClosedOut(when, window=closed_window_out(window, tabs, closed, groups))
