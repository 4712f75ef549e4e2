"""The WebExtensions view of what was closed: ``sessions.getRecentlyClosed()``.

Firefox 153 (ext-sessions.js): all closed windows, then for each open window its closed tabs
merged with those of its closed groups, sorted by the time of closing, newest first; the sort
is stable, so windows stand before tabs of the same millisecond. Tabs inside closed windows and
saved groups are not listed. Chrome differs: there a window that held one tab counts as a Tab.
"""

from __future__ import annotations

from msgspec import Struct

from .closed_tab import ClosedTab
from .snapshot import Snapshot
from .tab_group import TabGroup
from .window import Window

MAX_SESSION_RESULTS = 25  # the API's constant: the largest maxResults, not the list's length


class Session(Struct, frozen=True, eq=False):
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


def recently_closed(snapshot: Snapshot, max_results: int | None = None) -> tuple[Session, ...]:
    """Closed windows and closed tabs of open windows, newest first, at most ``max_results``."""
    found = [Session(w.closed_at or 0, window=w) for w in snapshot.closed_windows]
    for window in snapshot.windows:
        groups = {tab.steps: group for group in window.closed_groups for tab in group.tabs}
        found += [
            Session(
                closed.closed_at or 0,
                tab=closed,
                source_window=window,
                group=groups.get(closed.steps),
            )
            for closed in window_closed_tabs(window)
        ]
    found.sort(key=lambda session: session.last_modified, reverse=True)
    return tuple(found if max_results is None else found[:max_results])
