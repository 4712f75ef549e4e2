"""A whole new session, in which windows of other sessions open side by side."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any

from msgspec.structs import replace

from ..model.coerce import whole
from ..model.document import Document
from .apply import MAX_TABS_UNDO, MAX_WINDOWS_UNDO
from .edits import NEW, OpenPages
from .node import Node
from .operations.open_pages import groups_of, open_pages, renumber, split_views_of
from .operations.restore import straighten
from .session_draft import SessionDraft
from .sound import is_sound
from .splice_writer import encoded


class NewSession:
    """A session that begins empty. ``now`` in ms since epoch."""

    def __init__(self, now: int) -> None:
        text = (
            b'{"version":["sessionrestore",1],"windows":[],"selectedWindow":0,'
            b'"_closedWindows":[],"savedGroups":[],"maxSplitViewId":0,'
            b'"session":{"lastUpdate":%d,"startTime":%d,"recentCrashes":0},"global":{},'
            b'"cookies":[]}' % (now, now)
        )
        self._bench = SessionDraft(Document(text), now, MAX_TABS_UNDO, MAX_WINDOWS_UNDO)
        self._views: set[Any] = set()
        self._groups: set[Any] = set()

    @property
    def windows(self) -> Sequence[Node]:
        """Its windows, in the order in which they were opened."""
        return self._bench.windows.items

    def open_window(self, window: Node) -> None:
        """Open a window that stands nowhere, made ready by ``carry_over``.

        Its groups and split views keep their ids, but for those that a window before has, too.
        """
        own = split_views_of(window)
        last = max((whole(view) or 0 for view in (*self._views, *own)), default=0)
        clashing = [view for view in own if view in self._views]
        views = {view: last + i for i, view in enumerate(clashing, 1)}
        renumber(window, self._groups_taken(window), views)
        self._views.update(own, views.values())
        self._bench.open_window(window)
        if not is_sound(window):
            strip = self._bench.strip(window)
            straighten(strip)
            if strip.selected is not None:  # it may have named a tab that is not there
                window.set("selected", encoded(strip.tabs.index(strip.selected) + 1))

    def _groups_taken(self, window: Node) -> dict[Any, str]:
        """New ids for those groups of a window whose ids one before has."""
        own = groups_of(window)
        taken = self._groups.intersection(own)
        self._groups.update(own)
        found = {}
        for group_id in (one for one in own if one in taken):
            while (new := self._bench.new_group_id()) in self._groups:
                pass
            found[group_id] = new
            self._groups.add(new)
        return found

    def open_pages(self, pages: OpenPages) -> None:
        """Open tabs in a new window of theirs, and windows beside it."""
        if pages.tabs:
            alone = SessionDraft(self._bench.draft.document, self._bench.now, 0, 0)
            open_pages(alone, replace(pages, windows=(), into=NEW))
            alone.settle()
            self.open_window(Node.new(alone.windows.items[0].json()))
        for window in pages.windows:
            self.open_window(Node.new(window))

    def show(self, place: int) -> None:
        """Have the window at a place in front, and no longer the one that was opened last."""
        self._bench.bring_to_front(self.windows[place])

    def set(self, key: str, value: bytes) -> None:
        """Give a member of the session another value, as JSON."""
        self._bench.root.set(key, value)

    def text(self) -> bytes:
        """The session's JSON."""
        self._bench.settle()
        last = max((whole(view) or 0 for view in self._views), default=0)
        if last > 0:  # Firefox counts on from here
            self._bench.root.set("maxSplitViewId", encoded(last))
        return self._bench.root.json()


def new_session(pages: OpenPages | Iterable[OpenPages], now: int) -> bytes:
    """A whole session file's JSON that opens just these pages. ``now`` in ms since epoch."""
    session = NewSession(now)
    for part in [pages] if isinstance(pages, OpenPages) else pages:
        session.open_pages(part)
    return session.text()
