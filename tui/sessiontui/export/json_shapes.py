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

    ``certain`` is false where the file is damaged and this may be wrong, else it is absent. Of Zen:
    ``zenEssential`` of its essentials, and the id of the group that a split view is.
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
    zenEssential: bool | UnsetType = UNSET
    zenSplitView: str | UnsetType = UNSET
    certain: bool | UnsetType = UNSET
    entries: list[EntryOut] | UnsetType = UNSET


class GroupOut(Shape):
    """A tab group without its tabs. ``zenKind``: what it is in Zen, ``zenFolder`` the id of the
    folder that it lies in.
    """

    pointer: str
    id: str
    name: Text
    color: str | None
    collapsed: bool
    zenKind: Literal["folder", "split view"] | UnsetType = UNSET
    zenFolder: str | UnsetType = UNSET


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
