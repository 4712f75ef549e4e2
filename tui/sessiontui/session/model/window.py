"""A window, open or closed: its tabs, groups and closed tabs, its place on the screen."""

from __future__ import annotations

from collections import Counter
from functools import cached_property

from ...text import printable
from ..json.pointer import Steps, format_pointer
from . import names
from .closed_tab import ClosedTab, bare_closed_tabs_in, closed_tabs_in
from .coerce import raw_text, raw_value, string_map, whole
from .document import TabSkeleton, WindowSkeleton
from .source import Source
from .tab import Tab
from .tab_group import TabGroup, groups_in, panorama_groups

_NO_TAB = TabSkeleton()


class Window:
    """An open window, or a closed one (``closed_at`` is set)."""

    def __init__(self, window: WindowSkeleton, source: Source, steps: Steps, index: int) -> None:
        self._window = window
        self._source = source
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

    @property
    def doubt(self) -> str:
        """What is not sure of it, as words; empty unless the file is damaged."""
        return self._source.doubt(self.steps)

    @cached_property
    def tabs(self) -> tuple[Tab, ...]:
        """Its open tabs in order. Items that are no objects become empty tabs."""
        found = self._window.tabs
        if not isinstance(found, list):
            return ()
        steps = (*self.steps, "tabs")
        return tuple(
            Tab(t if isinstance(t, TabSkeleton) else _NO_TAB, self._source, (*steps, i), i)
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
        found = tuple(groups_in(self._window.groups, self._source, (*self.steps, "groups")))
        return found or tuple(panorama_groups(self._window, self._source, self.steps))

    @cached_property
    def group_sizes(self) -> Counter[str | None]:
        """How many of its open tabs each group has, by id; those of none under None."""
        return Counter(tab.group_id for tab in self.tabs)

    @cached_property
    def closed_groups(self) -> tuple[TabGroup, ...]:
        """Its closed tab groups."""
        return tuple(
            groups_in(self._window.closedGroups, self._source, (*self.steps, names.CLOSED_GROUPS))
        )

    @cached_property
    def closed_tabs(self) -> tuple[ClosedTab, ...]:
        """Its closed tabs, newest first, without those of closed groups."""
        window, steps = self._window, self.steps
        if window.closed_tabs is None and window.mobile_closed_tabs is not None:
            mobile = (*steps, names.MOBILE_CLOSED_TABS)
            return tuple(bare_closed_tabs_in(window.mobile_closed_tabs, self._source, mobile))
        return tuple(closed_tabs_in(window.closed_tabs, self._source, (*steps, names.CLOSED_TABS)))

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
    def own_title(self) -> str:
        """The title that the file gives the window itself: of a space of Zen its name; or empty."""
        return printable(raw_text(self._window.title))

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
    def known_size(self) -> int | None:
        """Its bytes in the file's JSON; None while a large one has not been walked yet."""
        return self._source.document.known_size(self.steps)

    @property
    def size(self) -> int:
        """Its bytes in the file's JSON."""
        return self._source.document.size(self.steps)
