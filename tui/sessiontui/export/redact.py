"""A session without what is private in it: only what is known to be harmless stays.

Addresses, titles, icons, scroll positions and the windows' places stay. Cookies, form data,
sessionStorage, extension values, referrers, principals, policies, page state and whatever a later
Firefox adds do not.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec
from msgspec import UNSET, Raw, UnsetType, field

from ..session.edit.arrival import BY_THE_USER
from ..session.json import text as jsontext
from ..session.model import names
from ..session.model.address import is_link
from ..session.model.coerce import raw_text
from ..session.model.document import RawField

_MAX_FRAMES: Final = 50

_Scalar = str | int | float | bool | None
_Odd = list[Any] | _Scalar


class _Entry(msgspec.Struct, gc=False, omit_defaults=True):
    url: RawField = UNSET
    title: RawField = UNSET
    subframe: RawField = UNSET
    ID: RawField = UNSET
    docshellUUID: RawField = UNSET
    docIdentifier: RawField = UNSET
    contentType: RawField = UNSET
    scroll: RawField = UNSET
    scrollRestorationIsManual: RawField = UNSET
    hasUserInteraction: RawField = UNSET
    persist: RawField = UNSET
    transient: RawField = UNSET
    navigationKey: RawField = UNSET
    navigationId: RawField = UNSET
    triggeringPrincipal_base64: Any = UNSET
    children: list[_Entry | _Odd] | dict[str, Any] | _Scalar | UnsetType = UNSET


class _Tab(msgspec.Struct, gc=False, omit_defaults=True):
    entries: list[_Entry | _Odd] | dict[str, Any] | _Scalar = None
    index: RawField = UNSET
    requestedIndex: RawField = UNSET
    lastAccessed: RawField = UNSET
    pinned: RawField = UNSET
    hidden: RawField = UNSET
    muted: RawField = UNSET
    groupId: RawField = UNSET
    splitViewId: RawField = UNSET
    userContextId: RawField = UNSET
    image: RawField = UNSET
    scroll: RawField = UNSET


class _Group(msgspec.Struct, gc=False, omit_defaults=True):
    id: RawField = UNSET
    name: RawField = UNSET
    color: RawField = UNSET
    collapsed: RawField = UNSET
    saveOnWindowClose: RawField = UNSET


class _Window(msgspec.Struct, gc=False, omit_defaults=True):
    tabs: list[_Tab | _Odd] | dict[str, Any] | _Scalar = None
    groups: list[_Group | _Odd] | dict[str, Any] | _Scalar = None
    closedGroups: RawField = UNSET
    selected: RawField = UNSET
    closed_tabs: RawField = field(name=names.CLOSED_TABS, default=UNSET)
    chromeFlags: RawField = UNSET
    splitViews: RawField = UNSET
    width: RawField = UNSET
    height: RawField = UNSET
    screenX: RawField = UNSET
    screenY: RawField = UNSET
    sizemode: RawField = UNSET
    sizemodeBeforeMinimized: RawField = UNSET
    isPopup: RawField = UNSET
    hidden: RawField = UNSET
    zIndex: RawField = UNSET


class _Session(msgspec.Struct, gc=False):
    version: RawField = UNSET
    windows: list[_Window | _Odd] | dict[str, Any] | _Scalar = None
    selectedWindow: RawField = UNSET
    closed_windows: RawField = field(name=names.CLOSED_WINDOWS, default=UNSET)
    savedGroups: RawField = UNSET
    maxSplitViewId: RawField = UNSET
    session: RawField = UNSET
    global_values: RawField = field(name="global", default=UNSET)
    cookies: RawField = UNSET


_DECODER: Final = msgspec.json.Decoder(_Session)
_NONE: Final = Raw(b"[]")
_One = TypeVar("_One")


def without_private(session: bytes) -> bytes:
    """A session's open windows and tabs as JSON, without what is private. Raises Damaged.

    Windows keep the empty lists that Firefox cannot do without.
    """
    found = jsontext.decode(session, _DECODER).value
    windows = _only(found.windows, _Window)
    for window in windows:
        tabs = _only(window.tabs, _Tab)
        for tab in tabs:
            tab.entries = [*_entries(tab.entries)]
        window.tabs = [*tabs]
        window.groups = [*_only(window.groups, _Group)]
        window.closedGroups = window.closed_tabs = _NONE
    found.windows = [*windows]
    found.closed_windows = found.savedGroups = found.cookies = _NONE
    found.global_values = Raw(b"{}")
    return msgspec.json.encode(found)


def _entries(found: Any, depth: int = 0) -> list[_Entry]:
    entries = _only(found, _Entry)
    for entry in entries:
        by_user = is_link(raw_text(entry.url))
        entry.triggeringPrincipal_base64 = BY_THE_USER if by_user else UNSET
        if entry.children is not UNSET:  # frames, and theirs
            children = _entries(entry.children, depth + 1) if depth < _MAX_FRAMES else ()
            entry.children = [*children] if children else UNSET
    return entries


def _only(found: Any, kind: type[_One]) -> list[_One]:
    return [one for one in found if isinstance(one, kind)] if isinstance(found, list) else []
