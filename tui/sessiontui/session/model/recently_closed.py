"""The WebExtensions view of what was closed: ``sessions.getRecentlyClosed()``.

Firefox 153 (ext-sessions.js): all closed windows, then for each open window its closed tabs
merged with those of its closed groups, sorted by the time of closing, newest first; the sort
is stable, so windows stand before tabs of the same millisecond. Tabs inside closed windows and
saved groups are not listed. Chrome differs: there a window that held one tab counts as a Tab.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from itertools import repeat
from operator import itemgetter
from typing import NamedTuple

from msgspec import Struct

from .closed_tab import ClosedTab
from .coerce import whole
from .document import ClosedTabSkeleton
from .lazy_items import LazyItems
from .snapshot import Snapshot
from .tab_group import TabGroup
from .window import Window

MAX_SESSION_RESULTS = 25  # the API's constant: the largest maxResults, not the list's length


class Session(Struct, frozen=True):
    """One closed tab or one closed window. ``last_modified`` in ms since epoch, 0 unknown."""

    last_modified: int
    tab: ClosedTab | None = None
    window: Window | None = None
    source_window: Window | None = None  # the open window a tab was closed in
    group: TabGroup | None = None  # the closed group a tab lies in

    @property
    def session_id(self) -> str | None:
        """closedId as text; None in files of Firefox before closedId."""
        item = self.tab or self.window
        return item.session_id if item else None

    @property
    def pointer(self) -> str:
        """Where it is in the document (RFC 6901)."""
        item = self.tab or self.window
        return item.pointer if item else ""


class Closing(NamedTuple):
    """Where something that was closed stands: enough to list it without making an object of it."""

    when: int  # ms since epoch, 0 unknown
    window: Window  # the closed window, or the open one that the tab was closed in
    place: int | None = None  # of the tab, among those closed in the window or its group
    group: TabGroup | None = None  # the closed group the tab lies in

    def session(self) -> Session:
        """The closed tab or window."""
        if self.place is None:
            return Session(self.when, window=self.window)
        held = self.window.closed_tabs if self.group is None else self.group.tabs
        return Session(self.when, tab=held[self.place], source_window=self.window, group=self.group)


def window_closed_tabs(window: Window) -> list[ClosedTab]:
    """A window's closed tabs merged with those of its closed groups, newest first.

    SessionStore.getClosedTabDataForWindow: the two lists are merged by closedAt.
    """
    merged = list(window.closed_tabs)
    for group in window.closed_groups:
        merged += group.tabs
    if window.closed_groups:
        merged.sort(key=lambda closed: closed.closed_at or 0, reverse=True)
    return merged


def closings(snapshot: Snapshot) -> list[Closing]:
    """Closed windows and closed tabs of open windows, newest first."""
    found = [Closing(w.closed_at or 0, w) for w in snapshot.closed_windows]
    for window in snapshot.windows:
        found += _closings(window, window.skeleton.closed_tabs, len(window.closed_tabs), None)
        for group in window.closed_groups:
            found += _closings(window, group.skeleton.tabs, len(group.tabs), group)
    found.sort(key=_when, reverse=True)
    return found


_when = itemgetter(0)


def _closings(
    window: Window, found: object, many: int, group: TabGroup | None
) -> Iterator[Closing]:
    """Of the closed tabs that were ``found`` in the file: not so those of Firefox for Android."""
    tabs: Iterable[object] = found if isinstance(found, list) else repeat(None, many)
    for place, tab in enumerate(tabs):
        when = whole(tab.closedAt) if isinstance(tab, ClosedTabSkeleton) else None
        yield Closing(when or 0, window, place, group)


def recently_closed(snapshot: Snapshot, max_results: int | None = None) -> Sequence[Session]:
    """Closed windows and closed tabs of open windows, newest first, at most ``max_results``."""
    return LazyItems(closings(snapshot)[:max_results], _session)


def _session(closing: Closing, _place: int) -> Session:
    return closing.session()
