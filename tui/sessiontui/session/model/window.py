"""A window, open or closed: its tabs, groups and closed tabs, its place on the screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...text import printable
from ..json.pointer import Steps
from . import names
from .closed_tab import ClosedTab, bare_closed_tabs_in, closed_tabs_in
from .coerce import raw_text, raw_value, string_map, whole
from .document import GroupSkeleton, TabSkeleton, WindowSkeleton
from .lazy_items import LazyItems
from .piece import Piece
from .source import Source
from .tab import Tab
from .tab_group import TabGroup, groups_in, panorama_groups

if TYPE_CHECKING:
    from .zen_groups import ZenGroups

_NO_TAB = TabSkeleton()


class Window(Piece):
    """An open window, or a closed one (``closed_at`` is set)."""

    __slots__ = (
        "_closed_groups", "_closed_tabs", "_group_sizes", "_groups", "_tabs", "_window", "_zen",
        "index",
    )  # fmt: skip

    def __init__(self, window: WindowSkeleton, source: Source, steps: Steps, index: int) -> None:
        self._window = window
        self._source = source
        self.steps = steps
        self.index = index
        self._tabs: Sequence[Tab] | None = None  # these are made when they are asked for
        self._closed_tabs: Sequence[ClosedTab] | None = None
        self._groups: tuple[TabGroup, ...] | None = None
        self._closed_groups: tuple[TabGroup, ...] | None = None
        self._zen: ZenGroups | None = None
        self._group_sizes: Counter[str | None] | None = None

    def __reduce__(self) -> tuple[Any, ...]:
        return type(self), (self._window, self._source, self.steps, self.index)

    @property
    def skeleton(self) -> WindowSkeleton:
        """The raw fields: geometry, flags."""
        return self._window

    @property
    def tabs(self) -> Sequence[Tab]:
        """Its open tabs in order. Items that are no objects become empty tabs."""
        if self._tabs is None:
            found: Any = self._window.tabs
            steps = (*self.steps, "tabs")
            listed = isinstance(found, list)
            self._tabs = LazyItems(found, _tab, self._source, steps) if listed else ()
        return self._tabs

    @property
    def found(self) -> Sequence[object]:
        """What stands where its tabs do, as the file has it: nearly always skeletons."""
        return self._window.tabs if isinstance(self._window.tabs, list) else ()

    @property
    def selected(self) -> int | None:
        """The selected tab, 0-based; None when the file names none that exists."""
        selected = whole(self._window.selected)
        if selected is None or not 1 <= selected <= len(self.tabs):
            return None
        return selected - 1

    @property
    def groups(self) -> tuple[TabGroup, ...]:
        """Its open tab groups (Panorama groups in files of Firefox 4 to 44)."""
        if self._groups is None:
            found = tuple(groups_in(self._window.groups, self._source, (*self.steps, "groups")))
            self._groups = found or tuple(panorama_groups(self._window, self._source, self.steps))
        return self._groups

    @property
    def zen(self) -> ZenGroups | None:
        """What Zen says of its groups: folders and split views; None in a file of Firefox."""
        if self._zen is None and self._is_of_zen:
            from .zen_groups import zen_groups  # a file of Firefox does without

            self._zen = zen_groups(self._window)
        return self._zen

    @property
    def _is_of_zen(self) -> bool:
        window = self._window
        return bool(window.folders or window.split_views_of_zen) or any(
            isinstance(group, GroupSkeleton) and group.splitView is True
            for group in (window.groups if isinstance(window.groups, list) else ())
        )

    def in_split_view(self, tab: Tab) -> bool:
        """Whether one of its tabs is shown beside others: in Firefox, or in Zen."""
        if tab.split_view_id is not None:
            return True
        return self.zen is not None and tab.group_id in self.zen.split_views

    def group_title(self, group: TabGroup) -> str:
        """A group's name; of Zen's with what it is and the folders around it, printable."""
        kind = None if self.zen is None else self.zen.kind(group.id)
        if self.zen is None or kind is None:
            return group.name
        around = [printable(name) or "(unnamed)" for name in self.zen.around(group.id)]
        own = [group.name] if printable(group.raw_name) or kind == "folder" else []
        path = " › ".join([*around, *own])
        return f"{kind} {'in ' if around and not own else ''}{path}".rstrip()

    @property
    def group_sizes(self) -> Counter[str | None]:
        """How many of its open tabs each group has, by id; those of none under None."""
        if self._group_sizes is None:
            self._group_sizes = Counter(tab.group_id for tab in self.tabs)
        return self._group_sizes

    @property
    def closed_groups(self) -> tuple[TabGroup, ...]:
        """Its closed tab groups."""
        if self._closed_groups is None:
            steps = (*self.steps, names.CLOSED_GROUPS)
            self._closed_groups = tuple(groups_in(self._window.closedGroups, self._source, steps))
        return self._closed_groups

    @property
    def closed_tabs(self) -> Sequence[ClosedTab]:
        """Its closed tabs, newest first, without those of closed groups."""
        if self._closed_tabs is None:
            window, steps, source = self._window, self.steps, self._source
            if window.closed_tabs is None and window.mobile_closed_tabs is not None:
                steps = (*steps, names.MOBILE_CLOSED_TABS)
                self._closed_tabs = bare_closed_tabs_in(window.mobile_closed_tabs, source, steps)
            else:
                steps = (*steps, names.CLOSED_TABS)
                self._closed_tabs = closed_tabs_in(window.closed_tabs, source, steps)
        return self._closed_tabs

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


def _tab(found: object, place: int, source: Source, steps: Steps) -> Tab:
    known = found if isinstance(found, TabSkeleton) else _NO_TAB
    return Tab(known, source, (*steps, place), place)
