"""The typed reading of one document: windows, tabs, entries, closed tabs, groups, cookies.

Everything here is read-only. Text meant for people (``title``, ``url``, ``name``) has been
through ``text.printable``; the exact text is in ``raw_title`` and ``raw_url``. Wrong shapes in
the file become empty values here; ``Snapshot.oddities`` counts the items that were no objects.
Times are milliseconds since the epoch, indexes 0-based, sizes bytes of the file's JSON.

This is the face of the family: import its names from here; inside ``session`` each comes from
the module that defines it.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Any, NamedTuple

from msgspec import Raw

from ...errors import SessiontuiError
from ...text import printable
from ..json.pointer import Steps
from . import names
from .closed_tab import ClosedTab
from .coerce import raw_value, whole
from .cookie import Cookie, CookieJar, cookies_in, count_in
from .document import Document, EntrySkeleton, RawField, TabSkeleton, WindowSkeleton
from .duplicates import Duplicates
from .entry import Entry
from .page_state import FormField, ScrollPosition
from .salvaged import Salvaged
from .search_texts import TabTexts
from .source import Source
from .tab import Tab, has_content
from .tab_group import TabGroup, groups_in
from .window import Window

__all__ = [
    "ClosedTab",
    "Cookie",
    "Counts",
    "Entry",
    "FormField",
    "ScrollPosition",
    "SessionInfo",
    "Snapshot",
    "Tab",
    "TabGroup",
    "Window",
]

_NO_WINDOW = WindowSkeleton()


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
    closed_tabs: int  # of open and of closed windows, closed groups' tabs included
    closed_windows: int
    closed_groups: int  # of open and of closed windows
    saved_groups: int
    in_closed_windows: int  # those of the closed tabs that were closed in a closed window


class Snapshot:
    """One version as everything else sees it."""

    def __init__(self, document: Document) -> None:
        if not isinstance(document, Document):
            raise TypeError(f"a Snapshot is made of a Document, not of {type(document).__name__}")
        self.document = document
        self._top = document.skeleton
        self._source = Source(document)

    def __repr__(self) -> str:
        return f"<Snapshot of {self.document!r}>"

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self.document,)

    @property
    def salvaged(self) -> Salvaged | None:
        """How much of a damaged file this is; None for a whole one."""
        return self.document.salvaged

    @cached_property
    def windows(self) -> tuple[Window, ...]:
        """The open windows, in the file's order."""
        return self._windows(self._top.windows, "windows")

    @cached_property
    def closed_windows(self) -> tuple[Window, ...]:
        """The closed windows, newest first."""
        return self._windows(self._top.closed_windows, names.CLOSED_WINDOWS)

    def _windows(self, found: Any, key: str) -> tuple[Window, ...]:
        if not isinstance(found, list):
            return ()
        return tuple(
            Window(w if isinstance(w, WindowSkeleton) else _NO_WINDOW, self._source, (key, i), i)
            for i, w in enumerate(found)
        )

    @cached_property
    def saved_groups(self) -> tuple[TabGroup, ...]:
        """The tab groups the user saved and closed."""
        return tuple(groups_in(self._top.savedGroups, self._source, (names.SAVED_GROUPS,)))

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
        return self._source.format_version

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
        return tuple(
            cookie
            for raw, steps in self._cookie_lists
            for cookie in cookies_in(raw_value(raw), steps)
        )

    @cached_property
    def cookie_count(self) -> int:
        """How many session cookies there are; none is made."""
        return sum(count_in(raw) for raw, _ in self._cookie_lists)

    @cached_property
    def cookie_jar(self) -> CookieJar:
        """The session cookies by the pages they are sent to."""
        return CookieJar(self._cookie_lists)

    @property
    def _cookie_lists(self) -> Iterator[tuple[RawField, Steps]]:
        yield self._top.cookies, ("cookies",)
        for window in (*self.windows, *self.closed_windows):
            yield window.skeleton.cookies, (*window.steps, "cookies")

    @cached_property
    def last_session(self) -> Snapshot | None:
        """The session before this one, while Firefox still offers to restore it."""
        if not isinstance(self._top.lastSessionState, Raw):
            return None
        damaged = self.salvaged
        inside = None if damaged is None else damaged.inside((names.LAST_SESSION,))
        try:
            text = bytes(self._top.lastSessionState)
            if self.document.repaired:  # the raw field is a piece of the repaired copy
                text = self.document.piece((names.LAST_SESSION,))
            return Snapshot(Document(text, salvaged=inside))
        except SessiontuiError:
            return None

    @cached_property
    def counts(self) -> Counts:
        """How much the session holds."""
        inside = sum(w.closed_tab_count for w in self.closed_windows)
        return Counts(
            len(self.windows),
            sum(len(w.tabs) for w in self.windows),
            sum(w.closed_tab_count for w in self.windows) + inside,
            len(self.closed_windows),
            sum(len(w.closed_groups) for w in (*self.windows, *self.closed_windows)),
            len(self.saved_groups),
            inside,
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
    def tab_texts(self) -> TabTexts:
        """Titles and addresses of the open tabs, made ready for a filter."""
        return TabTexts(self.open_tabs)

    @cached_property
    def duplicates(self) -> Duplicates:
        """Which of its tabs show the same as others."""
        return Duplicates(
            self.windows, self.closed_windows, self.saved_groups, self.selected_window
        )

    def let_go(self) -> None:
        """Forget what was made of the document, though somebody may hold this snapshot still.

        Whoever holds a part of it still can use that; anything else is made anew when asked for.
        """
        for name in (
            "windows", "closed_windows", "saved_groups", "tab_texts", "duplicates", "last_session",
        ):  # fmt: skip
            self.__dict__.pop(name, None)

    def open_tabs(self) -> Iterator[Tab]:
        """Every open tab, window by window."""
        for window in self.windows:
            yield from window.tabs

    @property
    def storage_count(self) -> int:
        """How many open tabs keep sessionStorage."""
        return sum(
            isinstance(tab, TabSkeleton) and has_content(tab.storage)
            for window in self.windows
            for tab in window.found
        )

    @property
    def form_text_count(self) -> int:
        """How many open tabs hold text in a form; an object is made of those with a form alone."""
        return sum(
            window.tabs[i].has_form_text
            for window in self.windows
            for i, tab in enumerate(window.found)
            if isinstance(tab, TabSkeleton) and has_content(tab.formdata)
        )
