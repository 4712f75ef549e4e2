"""The typed reading of one document: windows, tabs, entries, closed tabs, groups, cookies.

Everything here is read-only. Text meant for people (``title``, ``url``, ``name``) has been
through ``text.printable``; the exact text is in ``raw_title`` and ``raw_url``. Wrong shapes in
the file become empty values here; ``Snapshot.oddities`` counts the items that were no objects.
Times are milliseconds since the epoch, indexes 0-based, sizes bytes of the file's JSON.
"""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator, Sequence
from functools import cached_property
from typing import Any, NamedTuple

import msgspec
from msgspec import Raw

from ..errors import SessiontuiError
from ..text import printable
from . import jsontext
from .document import (
    ClosedTabSkeleton,
    Document,
    EntrySkeleton,
    GroupSkeleton,
    RawField,
    TabSkeleton,
    WindowSkeleton,
    format_pointer,
)

Steps = tuple[str | int, ...]


def raw_text(raw: RawField) -> str:
    """A raw JSON string as exact text; empty when it is not a string."""
    if isinstance(raw, Raw):
        token = bytes(raw)
        if token[:1] == b'"':
            return jsontext.decode_string(token)
    return ""


def raw_value(raw: RawField) -> Any:
    """A raw piece as Python objects; None when absent or beyond reading."""
    if not isinstance(raw, Raw):
        return None
    try:
        return jsontext.decode_any(bytes(raw))
    except SessiontuiError:
        return None


def whole(value: Any) -> int | None:
    """A whole number, also when it was written as 3.0 or "3"; None for all else.

    Beyond 64 bits it can be no time, index or id, and arithmetic with it would overflow.
    """
    if isinstance(value, str):
        value = int(value) if _WHOLE.fullmatch(value) else None
    elif isinstance(value, float):
        value = int(value) if value.is_integer() else None
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -(1 << 63) <= value < 1 << 63 else None


_WHOLE = re.compile(r"-?[0-9]{1,18}")


def said(value: Any) -> str:
    """Any decoded JSON as text: a string as it is, the rest as its JSON; nothing for null."""
    if isinstance(value, str):
        return value
    if value is None:
        return ""
    try:
        return msgspec.json.encode(value).decode("utf-8", "replace")
    except (RecursionError, msgspec.MsgspecError):
        return "…"


def raw_members(raw: RawField) -> dict[str, Raw]:
    """A raw object's members as raw pieces; empty when it is no object or beyond reading."""
    if not isinstance(raw, Raw):
        return {}
    try:
        return jsontext.decode_members(bytes(raw))
    except SessiontuiError:
        return {}


class Point(NamedTuple):
    """A scroll position in CSS pixels."""

    x: int
    y: int


class Entry:
    """One page of a tab's history."""

    __slots__ = ("_entry",)

    def __init__(self, entry: EntrySkeleton) -> None:
        self._entry = entry

    @property
    def raw_url(self) -> str:
        """The address exactly."""
        return raw_text(self._entry.url)

    @property
    def raw_title(self) -> str:
        """The title exactly; empty when the page has none."""
        return raw_text(self._entry.title)

    @property
    def url(self) -> str:
        """The address, printable."""
        return printable(self.raw_url)

    @property
    def title(self) -> str:
        """The title, printable; the address when the page has none."""
        return printable(self.raw_title) or self.url

    @property
    def skeleton(self) -> EntrySkeleton:
        """The raw fields, for output that passes them on unchanged."""
        return self._entry


class FormField(NamedTuple):
    """One field of a form the user filled in: text, checkbox, select or files."""

    name: str  # id or XPath, printable
    kind: str  # "text", "checkbox", "select", "files", "other"
    value: str  # printable
    frame: Steps  # which frame of the page; () is the page itself


class ScrollPosition(NamedTuple):
    """How far one frame of the page was scrolled."""

    frame: Steps
    at: Point


class Tab:
    """An open tab, or the state of a closed one."""

    __slots__ = ("_snapshot", "_tab", "index", "steps")

    def __init__(self, tab: TabSkeleton, snapshot: Snapshot, steps: Steps, index: int) -> None:
        self._tab = tab
        self._snapshot = snapshot
        self.steps = steps
        self.index = index

    @property
    def skeleton(self) -> TabSkeleton:
        """The raw fields, for output that passes them on unchanged."""
        return self._tab

    @property
    def pointer(self) -> str:
        """Where it is in the document (RFC 6901)."""
        return format_pointer(self.steps)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """The whole history, oldest first."""
        found = self._tab.entries
        if not isinstance(found, list):
            return ()
        return tuple(Entry(e if isinstance(e, EntrySkeleton) else _NO_ENTRY) for e in found)

    @property
    def entry_count(self) -> int:
        """How many pages the history holds."""
        return len(self._tab.entries) if isinstance(self._tab.entries, list) else 0

    @property
    def current(self) -> int | None:
        """Which entry the tab shows, as Firefox decides it; None without entries.

        ``index`` is 1-based; absent or 0 means the last entry, beyond the ends the nearest one
        (SessionStore.sys.mjs, restoreTab).
        """
        count = self.entry_count
        if not count:
            return None
        index = whole(self._tab.index) or count
        return max(0, min(index - 1, count - 1))

    @property
    def entry(self) -> Entry:
        """The entry the tab shows; an empty one without history."""
        current = self.current
        if current is None or not isinstance(self._tab.entries, list):
            return _EMPTY
        found = self._tab.entries[current]
        return Entry(found) if isinstance(found, EntrySkeleton) else _EMPTY

    @property
    def raw_url(self) -> str:
        """The current address exactly; what was typed into the address bar without history."""
        return self.entry.raw_url or (self.user_typed if not self.entry_count else "")

    @property
    def raw_title(self) -> str:
        """The current title exactly; empty when there is none."""
        return self.entry.raw_title

    @property
    def url(self) -> str:
        """The current address, printable."""
        return printable(self.raw_url)

    @property
    def title(self) -> str:
        """The current title, printable; the address, or a word, when there is none."""
        return printable(self.raw_title) or self.url or "(empty tab)"

    @property
    def last_accessed(self) -> int | None:
        """When it was last looked at, ms since epoch."""
        return whole(self._tab.lastAccessed) or None

    @property
    def pinned(self) -> bool:
        """Whether it is pinned."""
        return self._tab.pinned is True

    @property
    def hidden(self) -> bool:
        """Whether an extension has hidden it."""
        return self._tab.hidden is True

    @property
    def muted(self) -> bool:
        """Whether its sound is off."""
        return self._tab.muted is True

    @property
    def group_id(self) -> str | None:
        """The tab group it belongs to (a Panorama group in files of Firefox 4 to 44)."""
        if isinstance(self._tab.groupId, str):
            return self._tab.groupId
        if isinstance(self._tab.extData, Raw) and b"tabview-tab" in bytes(self._tab.extData):
            panorama = nested_json(self.ext_values.get("tabview-tab"))
            group = panorama.get("groupID") if isinstance(panorama, dict) else None
            return said(group) if isinstance(group, (int, str)) else None
        return None

    @property
    def split_view_id(self) -> int | None:
        """The split view it stands in."""
        return whole(self._tab.splitViewId)

    @property
    def container_id(self) -> int:
        """Its container (userContextId); 0 is none."""
        return whole(self._tab.userContextId) or 0

    @property
    def icon(self) -> str:
        """The favicon's URL, often a data: URL."""
        image = raw_text(self._tab.image)
        if not image and isinstance(self._tab.attributes, Raw):
            attributes = raw_value(self._tab.attributes)
            found = attributes.get("image") if isinstance(attributes, dict) else None
            image = found if isinstance(found, str) else ""
        return self._snapshot.cached_images.get(image, image)

    @property
    def user_typed(self) -> str:
        """What stands typed in its address bar, not yet loaded."""
        return raw_text(self._tab.userTypedValue)

    @property
    def ext_values(self) -> dict[str, str]:
        """Extension values: what extensions (and old Firefoxes) keep with the tab."""
        return string_map(self._tab.extData)

    @property
    def form_fields(self) -> tuple[FormField, ...]:
        """Every form field with its value, frames included."""
        return tuple(_form_fields(raw_value(self._tab.formdata) or self._old_page, ()))

    @property
    def has_form_data(self) -> bool:
        """Whether any form text is kept (without decoding it)."""
        return isinstance(self._tab.formdata, Raw) and len(self._tab.formdata) > 4

    @property
    def scroll(self) -> tuple[ScrollPosition, ...]:
        """Scroll positions per frame."""
        return tuple(_scroll(raw_value(self._tab.scroll) or self._old_page, ()))

    @property
    def _old_page(self) -> Any:
        """The current entry as form data: old files have no ``version`` and keep both there."""
        if self.current is None or self._snapshot.format_version is not None:
            return None
        try:
            entry = self._snapshot.document.piece((*self.steps, "entries", self.current))
            return _page_of_entry(jsontext.decode_any(entry), 0)
        except SessiontuiError:
            return None

    @property
    def storage(self) -> dict[str, dict[str, str]]:
        """The sites' sessionStorage: origin → key → value, exact."""
        return {
            origin: string_map(items)
            for origin, items in raw_members(self._tab.storage).items()
            if bytes(items)[:1] == b"{"
        }

    @property
    def has_storage(self) -> bool:
        """Whether any sessionStorage is kept (without decoding it)."""
        return isinstance(self._tab.storage, Raw) and len(self._tab.storage) > 4

    @property
    def size(self) -> int:
        """Its bytes in the file's JSON."""
        return self._snapshot.document.size(self.steps)

    @property
    def nested_session(self) -> Snapshot | None:
        """The whole session an about:sessionrestore tab carries in its form data, if it does.

        Firefox keeps it as JSON in a string (``formdata.id.sessionData``), or as an object; in
        old files in the entry, the oldest under ``#sessionData``.
        """
        if isinstance(self._tab.formdata, Raw):
            if b'"sessionData"' not in bytes(self._tab.formdata):
                return None
            form: Steps = (*self.steps, "formdata")
        elif self.current is not None and self._snapshot.format_version is None:
            form = (*self.steps, "entries", self.current, "formdata")
        else:
            return None
        for last in (("id", "sessionData"), ("#sessionData",)):
            with contextlib.suppress(SessiontuiError):
                data = self._snapshot.document.piece((*form, *last))
                if data[:1] == b'"':
                    data = jsontext.decode_string(data).encode("utf-8", "replace")
                return Snapshot(Document(data))
        return None


class ClosedTab:
    """A tab on a closed stack, or in a closed or saved group."""

    __slots__ = ("_closed", "_snapshot", "steps", "tab")

    def __init__(
        self, closed: ClosedTabSkeleton, snapshot: Snapshot, steps: Steps, index: int
    ) -> None:
        state = closed.state
        if isinstance(state, TabSkeleton):
            self.tab = Tab(state, snapshot, (*steps, "state"), index)
        else:
            self.tab = Tab(TabSkeleton(), snapshot, steps, index)
        self._closed = closed
        self._snapshot = snapshot
        self.steps = steps

    @property
    def skeleton(self) -> ClosedTabSkeleton:
        """The raw fields, for output that passes them on unchanged."""
        return self._closed

    @property
    def pointer(self) -> str:
        """Where it is in the document (RFC 6901)."""
        return format_pointer(self.steps)

    @property
    def session_id(self) -> str | None:
        """The WebExtensions ``sessionId``: closedId as text. Valid in this revision only."""
        closed_id = whole(self._closed.closedId)
        return None if closed_id is None else str(closed_id)

    @property
    def closed_at(self) -> int | None:
        """When it was closed, ms since epoch."""
        return whole(self._closed.closedAt) or None

    @property
    def position(self) -> int | None:
        """Its place among the window's tabs when it was closed, 0-based."""
        return whole(self._closed.pos)

    @property
    def raw_title(self) -> str:
        """Its current entry's title exactly, as the sessions API gives it.

        The closed tab's own ``title`` only where that has none: Firefox 153 takes it from the
        wrong entry when it sets a session aside at its start.
        """
        return self.tab.raw_title or raw_text(self._closed.title)

    @property
    def title(self) -> str:
        """Its title, printable; the address when there is none."""
        return printable(self.raw_title) or self.tab.title

    @property
    def url(self) -> str:
        """Its current address, printable."""
        return self.tab.url

    @property
    def group_id(self) -> str | None:
        """The tab group it was closed in."""
        group = self._closed.closedInTabGroupId
        return group if isinstance(group, str) else None

    @property
    def source_window(self) -> str | None:
        """Firefox's internal id of its window, like ``window0``."""
        found = self._closed.sourceWindowId
        return printable(found) if isinstance(found, str) else None

    @property
    def icon(self) -> str:
        """The favicon's URL, often a data: URL."""
        image = raw_text(self._closed.image)
        return self._snapshot.cached_images.get(image, image) or self.tab.icon

    @property
    def size(self) -> int:
        """Its bytes in the file's JSON."""
        return self._snapshot.document.size(self.steps)


class TabGroup:
    """A tab group: open in a window, closed, or saved (a Panorama group in old files)."""

    __slots__ = ("_group", "_snapshot", "steps")

    def __init__(self, group: GroupSkeleton, snapshot: Snapshot, steps: Steps) -> None:
        self._group = group
        self._snapshot = snapshot
        self.steps = steps

    @property
    def pointer(self) -> str:
        """Where it is in the document (RFC 6901)."""
        return format_pointer(self.steps)

    @property
    def id(self) -> str:
        """Its id, like ``1795205338708-40``."""
        found = self._group.id
        return printable(said(found)) if isinstance(found, (str, int)) else ""

    @property
    def name_field(self) -> RawField:
        """Its name as it stands in the file, for output that passes it on unchanged."""
        return self._group.name

    @property
    def raw_name(self) -> str:
        """Its name exactly."""
        return raw_text(self._group.name)

    @property
    def name(self) -> str:
        """Its name, printable; a word when it has none."""
        return printable(self.raw_name) or "(unnamed group)"

    @property
    def color(self) -> str:
        """Its colour's name: blue, purple, cyan, orange, yellow, pink, green, red, gray."""
        return printable(self._group.color) if isinstance(self._group.color, str) else ""

    @property
    def collapsed(self) -> bool:
        """Whether its tabs are folded away."""
        return self._group.collapsed is True

    @property
    def saved(self) -> bool:
        """Whether the user saved it."""
        return self._group.saved is True

    @property
    def closed_at(self) -> int | None:
        """When it was closed, ms since epoch."""
        return whole(self._group.closedAt) or None

    @property
    def tabs(self) -> tuple[ClosedTab, ...]:
        """The tabs of a closed or saved group; an open group's stand in its window."""
        return tuple(self._snapshot.closed_tabs_in(self._group.tabs, (*self.steps, "tabs")))

    @property
    def size(self) -> int:
        """Its bytes in the file's JSON."""
        return self._snapshot.document.size(self.steps)


class Window:
    """An open window, or a closed one (``closed_at`` is set)."""

    def __init__(
        self, window: WindowSkeleton, snapshot: Snapshot, steps: Steps, index: int
    ) -> None:
        self._window = window
        self._snapshot = snapshot
        self.steps = steps
        self.index = index

    @property
    def skeleton(self) -> WindowSkeleton:
        """The raw fields: geometry, flags."""
        return self._window

    @property
    def pointer(self) -> str:
        """Where it is in the document (RFC 6901)."""
        return format_pointer(self.steps)

    @cached_property
    def tabs(self) -> tuple[Tab, ...]:
        """Its open tabs in order. Items that are no objects become empty tabs."""
        found = self._window.tabs
        if not isinstance(found, list):
            return ()
        steps = (*self.steps, "tabs")
        return tuple(
            Tab(t if isinstance(t, TabSkeleton) else _NO_TAB, self._snapshot, (*steps, i), i)
            for i, t in enumerate(found)
        )

    @property
    def selected(self) -> int | None:
        """The selected tab, 0-based; None when the file names none that exists."""
        selected = whole(self._window.selected)
        if selected is None or not 1 <= selected <= len(self.tabs):
            return None
        return selected - 1

    @cached_property
    def groups(self) -> tuple[TabGroup, ...]:
        """Its open tab groups (Panorama groups in files of Firefox 4 to 44)."""
        found = tuple(self._snapshot.groups_in(self._window.groups, (*self.steps, "groups")))
        return found or tuple(_panorama_groups(self._window, self._snapshot, self.steps))

    @cached_property
    def closed_groups(self) -> tuple[TabGroup, ...]:
        """Its closed tab groups."""
        return tuple(
            self._snapshot.groups_in(self._window.closedGroups, (*self.steps, "closedGroups"))
        )

    @cached_property
    def closed_tabs(self) -> tuple[ClosedTab, ...]:
        """Its closed tabs, newest first, without those of closed groups."""
        return tuple(
            self._snapshot.closed_tabs_in(self._window.closed_tabs, (*self.steps, "_closedTabs"))
        )

    @property
    def closed_tab_count(self) -> int:
        """Closed tabs with those of closed groups, as Firefox counts them."""
        return len(self.closed_tabs) + sum(len(g.tabs) for g in self.closed_groups)

    @property
    def split_views(self) -> tuple[tuple[int, int], ...]:
        """Split views: id and number of tabs."""
        found = self._window.splitViews
        if not isinstance(found, list):
            return ()
        return tuple(
            (whole(view.get("id")) or 0, whole(view.get("numberOfTabs")) or 0)
            for view in found
            if isinstance(view, dict)
        )

    @property
    def title(self) -> str:
        """A closed window's title, else its selected tab's, printable."""
        title = printable(raw_text(self._window.title))
        if title or not self.tabs:
            return title or "(empty window)"
        return self.tabs[self.selected or 0].title

    @property
    def session_id(self) -> str | None:
        """The WebExtensions ``sessionId`` of a closed window."""
        closed_id = whole(self._window.closedId)
        return None if closed_id is None else str(closed_id)

    @property
    def closed_at(self) -> int | None:
        """When it was closed, ms since epoch; None when it is open or the file is old."""
        return whole(self._window.closedAt) or None

    @property
    def geometry(self) -> tuple[int, int, int, int] | None:
        """Width, height, x, y in CSS pixels; None when the size is not in the file."""
        w = self._window
        width, height = whole(w.width), whole(w.height)
        if not width or not height:
            return None
        return width, height, whole(w.screenX) or 0, whole(w.screenY) or 0

    @property
    def size_mode(self) -> str:
        """``normal``, ``maximized``, ``minimized``, ``fullscreen``, or empty."""
        mode = self._window.sizemode
        return printable(mode) if isinstance(mode, str) else ""

    @property
    def sidebar(self) -> str:
        """The command of the sidebar that stands open, or empty."""
        found = raw_value(self._window.sidebar)
        if isinstance(found, str):
            return printable(found)
        if isinstance(found, dict) and isinstance(found.get("command"), str):
            return printable(found["command"])
        return ""

    @property
    def is_popup(self) -> bool:
        """Whether it is a popup without tab strip."""
        return self._window.isPopup is True

    @property
    def ext_values(self) -> dict[str, str]:
        """Extension values kept with the window."""
        return string_map(self._window.extData)

    @property
    def size(self) -> int:
        """Its bytes in the file's JSON."""
        return self._snapshot.document.size(self.steps)


class Cookie(NamedTuple):
    """One session cookie, as a row."""

    host: str
    name: str
    path: str
    value: str
    secure: bool
    http_only: bool
    same_site: int | None
    container_id: int
    pointer: str


class SessionInfo(NamedTuple):
    """What the session says of itself. Times in ms since epoch."""

    start_time: int | None
    last_update: int | None
    recent_crashes: int
    state: str | None  # "running" or "stopped", only in files of Firefox before 30


class Counts(NamedTuple):
    """How much a session holds."""

    windows: int
    tabs: int
    closed_tabs: int  # of open windows, closed groups' tabs included
    closed_windows: int
    closed_groups: int
    saved_groups: int


class Snapshot:
    """One version as everything else sees it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self._top = document.skeleton

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """The open windows, in the file's order."""
        return self._windows(self._top.windows, "windows")

    @cached_property
    def closed_windows(self) -> tuple[Window, ...]:
        """The closed windows, newest first."""
        return self._windows(self._top.closed_windows, "_closedWindows")

    def _windows(self, found: Any, key: str) -> tuple[Window, ...]:
        if not isinstance(found, list):
            return ()
        return tuple(
            Window(w if isinstance(w, WindowSkeleton) else _NO_WINDOW, self, (key, i), i)
            for i, w in enumerate(found)
        )

    @cached_property
    def saved_groups(self) -> tuple[TabGroup, ...]:
        """The tab groups the user saved and closed."""
        return tuple(self.groups_in(self._top.savedGroups, ("savedGroups",)))

    @property
    def selected_window(self) -> int | None:
        """The window that was in front, 0-based."""
        selected = whole(self._top.selectedWindow)
        if selected is None or not 1 <= selected <= len(self.windows):
            return None
        return selected - 1

    @property
    def format_version(self) -> Any:
        """The ``version`` of the file; None in files before Firefox 42."""
        return self._top.version

    @cached_property
    def session(self) -> SessionInfo:
        """Times and crashes of the session."""
        found = self._top.session
        info: dict[str, Any] = found if isinstance(found, dict) else {}
        state = info.get("state")
        return SessionInfo(
            whole(info.get("startTime")) or None,
            whole(info.get("lastUpdate")) or None,
            whole(info.get("recentCrashes")) or 0,
            printable(state) if isinstance(state, str) else None,
        )

    @cached_property
    def cookies(self) -> tuple[Cookie, ...]:
        """Session cookies; in files before Firefox 50 each window had its own."""
        rows = list(_cookies(raw_value(self._top.cookies), ("cookies",)))
        for window in (*self.windows, *self.closed_windows):
            if isinstance(window.skeleton.cookies, Raw):
                rows += _cookies(raw_value(window.skeleton.cookies), (*window.steps, "cookies"))
        return tuple(rows)

    @cached_property
    def last_session(self) -> Snapshot | None:
        """The session before this one, while Firefox still offers to restore it."""
        if not isinstance(self._top.lastSessionState, Raw):
            return None
        try:
            if self.document.repaired:  # the raw field is a piece of the repaired copy
                return Snapshot(Document(self.document.piece(("lastSessionState",))))
            return Snapshot(Document(bytes(self._top.lastSessionState)))
        except SessiontuiError:
            return None

    @cached_property
    def counts(self) -> Counts:
        """How much the session holds."""
        return Counts(
            len(self.windows),
            sum(len(w.tabs) for w in self.windows),
            sum(w.closed_tab_count for w in self.windows),
            len(self.closed_windows),
            sum(len(w.closed_groups) for w in self.windows),
            len(self.saved_groups),
        )

    @cached_property
    def oddities(self) -> int:
        """How many windows, tabs and entries in the file are not what they should be."""
        odd = 0
        for windows in (self._top.windows, self._top.closed_windows):
            if windows is not None and not isinstance(windows, list):
                odd += 1
                continue
            for window in windows or ():
                if not isinstance(window, WindowSkeleton) or not isinstance(window.tabs, list):
                    odd += 1
                    continue
                for tab in window.tabs:
                    if not isinstance(tab, TabSkeleton) or not isinstance(tab.entries, list):
                        odd += 1
                    else:
                        odd += sum(not isinstance(e, EntrySkeleton) for e in tab.entries)
        return odd

    @cached_property
    def cached_images(self) -> dict[str, str]:
        """The favicon table of a short-lived Firefox format (``_cachedObjs``, bug 1546847)."""
        found = raw_value(self._top.cached_objects)
        if not isinstance(found, list):
            return {}
        return {
            said(pair[0]): pair[1]
            for pair in found
            if isinstance(pair, list) and len(pair) == 2 and isinstance(pair[1], str)
        }

    def open_tabs(self) -> Iterator[Tab]:
        """Every open tab, window by window."""
        for window in self.windows:
            yield from window.tabs

    def closed_tabs_in(self, found: Any, steps: Steps) -> Iterator[ClosedTab]:
        """Closed tabs from a skeleton list; items that are no objects become empty ones."""
        for i, item in enumerate(found if isinstance(found, list) else ()):
            closed = item if isinstance(item, ClosedTabSkeleton) else ClosedTabSkeleton()
            yield ClosedTab(closed, self, (*steps, i), i)

    def groups_in(self, found: Any, steps: Steps) -> Iterator[TabGroup]:
        """Groups from a skeleton list."""
        for i, item in enumerate(found if isinstance(found, list) else ()):
            if isinstance(item, GroupSkeleton):
                yield TabGroup(item, self, (*steps, i))


def nested_json(text: str | None) -> Any:
    """JSON that was kept in a string; None when it is none."""
    if not text:
        return None
    try:
        return jsontext.decode_any(text.encode("utf-8", "replace"))
    except SessiontuiError:
        return None


def string_map(raw: RawField) -> dict[str, str]:
    """A raw object as text to text, exact; values that are no strings as their JSON."""
    pieces = {key: bytes(value) for key, value in raw_members(raw).items()}
    return {
        key: jsontext.decode_string(piece)
        if piece[:1] == b'"'
        else piece.decode("utf-8", "replace")
        for key, piece in pieces.items()
    }


def _panorama_groups(
    window: WindowSkeleton, snapshot: Snapshot, steps: Steps
) -> Iterator[TabGroup]:
    if not isinstance(window.extData, Raw) or b"tabview-group" not in bytes(window.extData):
        return
    found = nested_json(string_map(window.extData).get("tabview-group"))
    for key, group in found.items() if isinstance(found, dict) else ():
        if isinstance(group, dict):
            name = said(group.get("title"))
            skeleton = GroupSkeleton(id=said(group.get("id", key)), name=_quoted(name))
            yield TabGroup(skeleton, snapshot, (*steps, "extData", "tabview-group"))


def _quoted(text: str) -> Raw:
    return Raw(msgspec.json.encode(text.encode("utf-8", "replace").decode()))


def _page_of_entry(entry: Any, depth: int) -> Any:
    """An entry of Firefox 3 to 28 in the shape that a tab's form data and scroll have now."""
    if not isinstance(entry, dict) or depth > _MAX_FRAMES:
        return None
    ids: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    form, children = entry.get("formdata"), entry.get("children")
    for name, value in form.items() if isinstance(form, dict) else ():
        if name in ("id", "xpath") and isinstance(value, dict):
            (ids if name == "id" else paths).update(value)
        elif name.startswith("#"):
            ids[name[1:]] = value
        else:
            paths[name] = value
    frames = children if isinstance(children, list) else ()
    return {
        "id": ids,
        "xpath": paths,
        "innerHTML": entry.get("innerHTML"),
        "scroll": entry.get("scroll"),
        "children": [_page_of_entry(frame, depth + 1) for frame in frames],
    }


def _form_fields(found: Any, frame: Steps) -> Iterator[FormField]:
    if not isinstance(found, dict) or len(frame) > _MAX_FRAMES:
        return
    for key in ("id", "xpath"):
        fields = found.get(key)
        for name, value in fields.items() if isinstance(fields, dict) else ():
            kind, shown = _form_value(value)
            yield FormField(printable(name), kind, printable(shown), frame)
    if isinstance(found.get("innerHTML"), str):
        yield FormField("(editable page)", "text", printable(found["innerHTML"]), frame)
    children = found.get("children")
    for i, child in enumerate(children if isinstance(children, list) else ()):
        yield from _form_fields(child, (*frame, i))


def _form_value(value: Any) -> tuple[str, str]:
    if isinstance(value, bool):
        return "checkbox", "ticked" if value else "not ticked"
    if isinstance(value, dict):
        if value.get("type") == "file":
            files = value.get("fileList")
            return "files", _listed(files) if isinstance(files, list) else ""
        if "selectedIndex" in value or value.get("type") in ("singleChoice", "multipleChoice"):
            return "select", _listed(value.get("value"))
        return "other", said(value.get("value"))
    if isinstance(value, list):
        return "select", _listed(value)
    return "text", said(value)


def _listed(value: Any) -> str:
    return ", ".join(map(said, value)) if isinstance(value, list) else said(value)


def _scroll(found: Any, frame: Steps) -> Iterator[ScrollPosition]:
    if not isinstance(found, dict) or len(frame) > _MAX_FRAMES:
        return
    position = found.get("scroll")
    if isinstance(position, str):
        x, _, y = position.partition(",")
        yield ScrollPosition(frame, Point(whole(x) or 0, whole(y) or 0))
    children = found.get("children")
    for i, child in enumerate(children if isinstance(children, list) else ()):
        yield from _scroll(child, (*frame, i))


def _cookies(found: Any, steps: Steps) -> Iterator[Cookie]:
    def shown(value: Any) -> str:
        return printable(value) if isinstance(value, str) else ""

    rows: Sequence[Any] = found if isinstance(found, list) else ()
    for i, row in enumerate(rows):
        if not isinstance(row, dict):
            continue
        origin = row.get("originAttributes")
        yield Cookie(
            shown(row.get("host")),
            shown(row.get("name")),
            shown(row.get("path")) or "/",
            shown(row.get("value")),
            row.get("secure") is True,
            row.get("httponly") is True,
            whole(row.get("sameSite")),
            (whole(origin.get("userContextId")) or 0) if isinstance(origin, dict) else 0,
            format_pointer((*steps, i)),
        )


_MAX_FRAMES = 100  # frames inside frames that are followed

_NO_ENTRY = EntrySkeleton()
_EMPTY = Entry(_NO_ENTRY)
_NO_TAB = TabSkeleton()
_NO_WINDOW = WindowSkeleton()
