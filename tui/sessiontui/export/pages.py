"""The chosen items as every format but Firefox's own sees them: pages in sections.

A section is a window, the closed tabs (those closed in a closed window by themselves), or a
closed or saved group. A page stands in it once, also when both it and its window were chosen.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import groupby
from typing import Final

from msgspec import Struct, field

from ..session.json.pointer import Steps
from ..session.model import names
from ..session.model.address import is_address
from ..session.model.coerce import raw_text
from ..session.model.entry import shown_in
from ..session.model.item_kind import Kind
from ..session.model.items import Item
from ..session.model.snapshot import ClosedTab, Tab, TabGroup, Window
from ..text import printable

_OF_WINDOWS: Final = (
    Kind.WINDOW,
    Kind.TAB,
    Kind.GROUP,
    Kind.CLOSED_WINDOW,
    Kind.CLOSED_WINDOW_TAB,
    Kind.CLOSED_WINDOW_GROUP,
)


class Page(Struct, frozen=True, eq=False):
    """One tab. ``place`` counts from 1, in the window it stands in or was closed in."""

    tab: Tab
    window: Window | None
    group: TabGroup | None
    place: int | None
    closed: ClosedTab | None = None

    def raw_url(self, *, with_private: bool) -> str:
        """Its address, also one that was never loaded; words that were typed are private."""
        if with_private or (self.tab.never_arrived and is_address(self.tab.user_typed)):
            return self.tab.raw_url
        return raw_text(shown_in(self.tab.skeleton).url)

    @property
    def raw_title(self) -> str:
        """Its title exactly; empty when there is none."""
        return self.closed.raw_title if self.closed else self.tab.raw_title

    @property
    def closed_at(self) -> int | None:
        """When it was closed, or its window was, ms since epoch."""
        if self.closed is not None:
            return self.closed.closed_at
        return self.window.closed_at if self.window else None


class Section(Struct, eq=False):
    """Pages that belong together. ``title`` is printable."""

    title: str
    items: list[Item]  # those of the chosen ones that are in it, at least one
    window: Window | None = None  # the window it is, if it is one
    group: TabGroup | None = None  # the closed or saved group it is
    is_whole: bool = False  # whether the window or group was chosen as such
    found: dict[Steps, Page] = field(default_factory=dict)

    @property
    def pages(self) -> list[Page]:
        """Its pages: a window's in its order, others as they were chosen."""
        if self.window is None:
            return list(self.found.values())
        return sorted(self.found.values(), key=lambda page: page.tab.index)

    def by_group(self) -> Iterator[tuple[TabGroup | None, list[Page]]]:
        """Its pages, neighbours of one tab group together; None for those in no group."""
        if self.window is None:
            yield None, self.pages
            return
        for _, run in groupby(self.pages, key=lambda p: p.group.steps if p.group else None):
            pages = list(run)
            yield pages[0].group, pages


def sections(items: Iterable[Item]) -> list[Section]:
    """The items' pages, sections in the order in which they were first chosen."""
    made: dict[tuple[int, Steps], Section] = {}
    groups: dict[tuple[int, Steps], dict[str, TabGroup]] = {}
    for item in items:
        key = (id(item.snapshot), _section_steps(item))
        section = made.get(key)
        if section is None:
            section = made[key] = _section(item)
            found = section.window.groups if section.window else ()
            groups[key] = {group.id: group for group in found}
        else:
            section.items.append(item)
        if item.node is section.window or item.node is section.group:
            section.is_whole = True
        for page in _pages(item, groups[key]):
            steps = page.closed.steps if page.closed else page.tab.steps
            section.found.setdefault(steps, page)
    return list(made.values())


def _section_steps(item: Item) -> Steps:
    """What tells its section from others."""
    if item.window is not None and item.kind in _OF_WINDOWS:
        return item.window.steps
    if item.group is not None:
        return item.group.steps
    inside = item.window.steps if _in_closed_window(item) and item.window else ()
    return (*inside, names.CLOSED_TABS)


def _in_closed_window(item: Item) -> bool:
    return item.steps[0] == names.CLOSED_WINDOWS


def _section(item: Item) -> Section:
    window, group = item.window, item.group
    if window is not None and item.kind in _OF_WINDOWS:
        if is_closed(window):
            return Section(f"Closed window: {_title(window)}", [item], window)
        return Section(f"Window {window.index + 1}", [item], window)
    if group is not None:
        word = "Saved" if item.steps[0] == names.SAVED_GROUPS else "Closed"
        return Section(f"{word} group: {group.name}", [item], group=group)
    if window is not None and _in_closed_window(item):
        return Section(f"Closed tabs of the closed window: {_title(window)}", [item])
    return Section("Closed tabs", [item])


def _title(window: Window) -> str:
    """A closed window's title; what was only typed in its tab does not stand in for one."""
    title = printable(raw_text(window.skeleton.title))
    if title or not window.tabs:
        return title or "(empty window)"
    return window.tabs[window.selected or 0].entry.title or "(empty tab)"


def is_closed(window: Window) -> bool:
    """Whether it is one of the closed windows."""
    return window.steps[0] == names.CLOSED_WINDOWS


def _pages(item: Item, groups: dict[str, TabGroup]) -> Iterator[Page]:
    node, window = item.node, item.window
    if isinstance(node, Window):
        for tab in node.tabs:
            yield _open_page(tab, node, groups)
    elif isinstance(node, Tab):
        yield _open_page(node, window, groups)
    elif isinstance(node, ClosedTab):
        yield closed_page(node, window, item.group)
    elif item.group is not None:
        for closed in node.tabs:
            yield closed_page(closed, window, node)
    elif window is not None:
        members = [tab for tab in window.tabs if printable(tab.group_id or "") == node.id]
        for tab in members:
            yield _open_page(tab, window, groups)


def _open_page(tab: Tab, window: Window | None, groups: dict[str, TabGroup]) -> Page:
    group = tab.group_id
    found = groups.get(printable(group)) if group else None
    return Page(tab, window, found, tab.index + 1)


def closed_page(closed: ClosedTab, window: Window | None, group: TabGroup | None) -> Page:
    """The page of a closed tab; ``window`` and ``group`` are those it was closed in."""
    position = closed.position
    return Page(closed.tab, window, group, None if position is None else position + 1, closed)
