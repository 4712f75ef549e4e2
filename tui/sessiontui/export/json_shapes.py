"""The JSON shapes of tabs, windows and groups.

Names are those of the WebExtensions API and of Firefox's file.
``url`` and ``title`` are passed through as they stand in the file. Times are ms since epoch,
``null`` is unknown; ``windowId`` counts the open windows from 1.
"""

from __future__ import annotations

from typing import Any

import msgspec
from msgspec import UNSET, Raw, UnsetType

from ..session.json import text as jsontext
from ..session.model.document import RawField
from ..session.model.recently_closed import Session
from ..session.model.snapshot import ClosedTab, Tab, TabGroup, Window

Text = Raw | str | None


class EntryOut(msgspec.Struct, gc=False):
    """One page of a tab's history."""

    url: Text
    title: Text


class TabOut(msgspec.Struct, gc=False):
    """A tab, open or closed."""

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
    lastAccessed: int | None
    currentEntry: int | None
    windowId: int | None
    sessionId: str | UnsetType | None = UNSET
    closedAt: int | UnsetType | None = UNSET
    splitViewId: int | UnsetType = UNSET
    entries: list[EntryOut] | UnsetType = UNSET


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
    """An open tab."""
    entry = tab.entry.skeleton
    icon = exact(tab.skeleton.image)
    out = TabOut(
        tab.pointer,
        tab.index,
        exact(entry.url) if tab.entry_count else (tab.user_typed or None),
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


def group_out(group: TabGroup) -> dict[str, Any]:
    """A tab group without its tabs."""
    return {
        "pointer": group.pointer,
        "id": group.id,
        "name": exact(group.name_field),
        "color": group.color or None,
        "collapsed": group.collapsed,
    }


def saved_group_out(group: TabGroup, *, history: bool) -> dict[str, Any]:
    """A closed or saved group with its tabs."""
    return {
        **group_out(group),
        "saved": group.saved,
        "closedAt": group.closed_at,
        "tabs": [closed_tab_out(tab, None, history=history) for tab in group.tabs],
    }


def window_out(window: Window, tabs: list[TabOut]) -> dict[str, Any]:
    """An open window with the tabs asked for."""
    return {
        "pointer": window.pointer,
        "windowId": window.index + 1,
        "selected": window.selected,
        "tabs": tabs,
        "groups": [group_out(group) for group in window.groups],
        "closedGroups": [
            {**group_out(group), "closedAt": group.closed_at} for group in window.closed_groups
        ],
    }


def session_out(session: Session, *, history: bool) -> dict[str, Any]:
    """One item of the recently closed list."""
    when = session.last_modified or None
    if session.tab is not None:
        number = session.source_window.index + 1 if session.source_window else None
        return {
            "lastModified": when,
            "tab": closed_tab_out(session.tab, number, history=history),
        }
    window = session.window
    assert window is not None
    return {
        "lastModified": when,
        "window": {
            "pointer": window.pointer,
            "sessionId": window.session_id,
            "closedAt": window.closed_at,
            "title": exact(window.skeleton.title),
            "selected": window.selected,
            "tabs": [tab_out(tab, None, history=history) for tab in window.tabs],
            "closedTabs": [
                closed_tab_out(tab, None, history=history) for tab in window.closed_tabs
            ],
            "groups": [group_out(group) for group in window.groups],
        },
    }
