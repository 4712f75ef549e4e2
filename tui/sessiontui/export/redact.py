"""A session's windows without what is private in them: only what is known to be harmless stays.

Addresses, titles, icons, scroll positions and the windows' places stay. Cookies, form data,
sessionStorage, extension values, referrers, principals, policies, page state and whatever a later
Firefox adds do not.
"""

from __future__ import annotations

from typing import Any, Final, TypeVar

import msgspec
from msgspec import UNSET, Raw, UnsetType, field

from ..session.edit.arrival import BY_THE_USER
from ..session.edit.splice_writer import quoted
from ..session.json import text as jsontext
from ..session.model import names
from ..session.model.address import is_address, is_link
from ..session.model.coerce import never_arrived, raw_text, raw_value, shown_entry, whole
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
    userTypedValue: RawField = UNSET  # read, and never written


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


_NONE: Final = Raw(b"[]")
_LINKS: Final = (b'"https://', b'"http://')
_One = TypeVar("_One")


class _Windows(msgspec.Struct, gc=False):
    windows: list[_Window | _Odd] | dict[str, Any] | _Scalar = None
    closed_windows: list[_Window | _Odd] | dict[str, Any] | _Scalar = field(
        name=names.CLOSED_WINDOWS, default=None
    )


_WINDOWS: Final = msgspec.json.Decoder(_Windows)
_ENCODER: Final = msgspec.json.Encoder()


class BareWindows:
    """The windows of a session by themselves, without what is private; read in one pass."""

    def __init__(self, session: bytes) -> None:
        """Decode. Raises Damaged."""
        self._found = jsontext.decode(session, _WINDOWS).value

    def window(self, kind: str, place: int) -> bytes | None:
        """A window's JSON, by the key of the list it stands in and its place; asked for once.

        None where none stands there.

        A tab whose page never arrived has its address as its history, as ``arrival`` gives it one.
        """
        windows = self._found.windows if kind == "windows" else self._found.closed_windows
        if not isinstance(windows, list) or place >= len(windows):
            return None
        found, windows[place] = windows[place], None  # which is let go
        if not isinstance(found, _Window):
            return None
        _strip(found)
        return _ENCODER.encode(found)


def _strip(window: _Window) -> None:
    """Take out of a window what is private. It keeps the empty lists Firefox cannot do without."""
    tabs = _only(window.tabs, _Tab)
    if isinstance(window.tabs, list) and len(tabs) < len(window.tabs):  # some are no objects
        shown = (whole(raw_value(window.selected)) or 1) - 1
        before = _only(window.tabs[: max(0, shown)], _Tab)
        window.selected = Raw(b"%d" % max(1, min(len(before) + 1, len(tabs))))
    for tab in tabs:
        if tab.userTypedValue is not UNSET:
            _arrive(tab)
        tab.entries = [*_entries(tab.entries)]
    window.tabs = [*tabs]
    window.groups = [*_only(window.groups, _Group)]
    window.closedGroups = window.closed_tabs = _NONE


def _arrive(tab: _Tab) -> None:
    """Forget what was typed, but for the address of a page that never arrived."""
    typed = raw_text(tab.userTypedValue)
    tab.userTypedValue = UNSET
    if not is_address(typed):
        return
    entries = tab.entries if isinstance(tab.entries, list) else []
    shown = entries[shown_entry(raw_value(tab.index), len(entries))] if entries else None
    url = raw_text(shown.url) if isinstance(shown, _Entry) else ""
    if never_arrived(len(entries), url, typed):
        tab.entries = [_Entry(url=Raw(quoted(typed)))]
        tab.index = Raw(b"1")


def _entries(found: Any, depth: int = 0) -> list[_Entry]:
    entries = _only(found, _Entry)
    for entry in entries:
        by_user = _is_link(entry.url)
        entry.triggeringPrincipal_base64 = BY_THE_USER if by_user else UNSET
        if entry.children is not UNSET:  # frames, and theirs
            children = _entries(entry.children, depth + 1) if depth < _MAX_FRAMES else ()
            entry.children = [*children] if children else UNSET
    return entries


def _is_link(url: RawField) -> bool:
    """Whether an entry's address may be opened as if the user had asked for it."""
    if isinstance(url, Raw) and bytes(url).startswith(_LINKS):
        return True  # nearly all: they need not be read to be known
    return is_link(raw_text(url))


def _only(found: Any, kind: type[_One]) -> list[_One]:
    return [one for one in found if isinstance(one, kind)] if isinstance(found, list) else []
