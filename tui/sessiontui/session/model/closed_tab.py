"""A closed tab: what Firefox noted when it was closed, and the tab as it was."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ...text import printable
from ..json.pointer import Steps
from .coerce import raw_text, whole
from .document import ClosedTabSkeleton, TabSkeleton
from .lazy_items import LazyItems
from .piece import Piece
from .source import Source
from .tab import Tab


class ClosedTab(Piece):
    """A tab on a closed stack, or in a closed or saved group."""

    __slots__ = ("_closed", "tab")

    def __init__(
        self,
        closed: ClosedTabSkeleton,
        source: Source,
        steps: Steps,
        index: int,
        *,
        bare: TabSkeleton | None = None,
    ) -> None:
        state = closed.state
        if bare is not None:  # the tab itself, nothing around it
            self.tab = Tab(bare, source, steps, index)
        elif isinstance(state, TabSkeleton):
            self.tab = Tab(state, source, (*steps, "state"), index)
        else:
            self.tab = Tab(TabSkeleton(), source, steps, index)
        self._closed = closed
        self._source = source
        self.steps = steps

    @property
    def skeleton(self) -> ClosedTabSkeleton:
        """The raw fields, for output that passes them on unchanged."""
        return self._closed

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
        return self._source.cached_images.get(image, image) or self.tab.icon

    @property
    def known_size(self) -> int | None:
        """Its bytes in the file's JSON; None while a large one has not been walked yet."""
        return self._source.document.known_size(self.steps)

    @property
    def size(self) -> int:
        """Its bytes in the file's JSON."""
        return self._source.document.size(self.steps)


def closed_tabs_in(found: Any, source: Source, steps: Steps) -> Sequence[ClosedTab]:
    """Closed tabs from a skeleton list; items that are no objects become empty ones."""
    return LazyItems(found, _closed, source, steps) if found and isinstance(found, list) else ()


def _closed(found: object, place: int, source: Source, steps: Steps) -> ClosedTab:
    closed = found if isinstance(found, ClosedTabSkeleton) else ClosedTabSkeleton()
    return ClosedTab(closed, source, (*steps, place), place)


def bare_closed_tabs_in(found: Any, source: Source, steps: Steps) -> Sequence[ClosedTab]:
    """The closed tabs of Firefox for Android before 79: tabs as they were, nothing around them."""
    return LazyItems(found, _bare, source, steps) if found and isinstance(found, list) else ()


def _bare(found: object, place: int, source: Source, steps: Steps) -> ClosedTab:
    tab = found if isinstance(found, TabSkeleton) else TabSkeleton()
    return ClosedTab(ClosedTabSkeleton(), source, (*steps, place), place, bare=tab)
