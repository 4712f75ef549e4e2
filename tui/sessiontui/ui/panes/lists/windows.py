"""Pane 2: the open windows and their tabs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding

from ....session.json.pointer import Steps
from ....session.model.duplicates import Shown, shown_by
from ....session.model.filter import DUPLICATE, EXAMPLES, Matcher
from ....session.model.item_kind import Kind
from ....session.model.salvaged import SIGN as GUESSED
from ....session.model.shown_title import shown_title
from ....session.model.snapshot import Snapshot, Tab, Window
from ....stores.view import View
from ....text import clock, count, site, size
from ...actions import bindings
from ...details.items import Describer
from ...widgets.group_colours import role_of
from ...widgets.line_list import Cell, Column, NoRows, Rows
from ...widgets.sheet import Line
from .copies import Copies
from .item_columns import Uses, by_group, uses_of, window_columns
from .list_pane import ListPane
from .listing import LARGE, MANY, Item, Listing, Order, Partly


class WindowRows:
    """A line per window, then its tabs unless it is folded; sorted, the tabs of all windows.

    Where duplicates are asked for, a line for each address of all windows.
    """

    def __init__(
        self, snapshot: Snapshot, matcher: Matcher, listing: WindowsListing, now: float
    ) -> None:
        self.document = snapshot.document
        self.now = now
        self.folded = listing.folded
        self.marks = listing.marks
        self.rows: list[Window | Tab] = []  # nothing new is made for 100,000 rows
        self.tabs = 0
        self.everything = matcher.everything
        wants_copies = matcher.asks(DUPLICATE)
        self.copies: Copies | None = None
        self.sorted = listing.arrangement.order.key is not None or wants_copies
        self.kept: dict[int, int] = {}
        self._windows = snapshot.windows
        kept_tabs: set[Tab] = set()
        for window, tabs in matcher.open_tabs(snapshot):
            self.tabs += len(tabs)
            self.kept[window.index] = len(tabs)
            if not tabs and not matcher.everything:
                continue
            if self.sorted:
                kept_tabs.update(() if matcher.everything else tabs)
                continue
            self.rows.append(window)
            if window.index not in self.folded or not matcher.everything:
                self.rows += tabs[::-1] if listing.arrangement.turned else tabs
        if self.sorted:
            everything = listing.sorted_tabs(snapshot)
            found = [tab for tab in everything if matcher.everything or tab in kept_tabs]
            if wants_copies:
                self.copies = Copies(found, snapshot.duplicates, listing.unfolded)
            self.rows += self.copies.rows if self.copies else found
        self._groups = {w.index: {g.id: g for g in w.groups} for w in snapshot.windows}
        self._several = self.sorted and len(self._groups) > 1
        self.columns: Sequence[Column] = listing.arrangement.show_in(
            window_columns(
                snapshot,
                listing.uses(snapshot)
                if matcher.everything
                else uses_of(self.rows, grouped=any(self._groups.values())),
                several=self._several,
            )
        )

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self, index: int) -> Sequence[Cell]:
        """A window across all columns, or a tab in them."""
        tab = self.rows[index]
        if isinstance(tab, Window):
            marked = tab.steps in self.marks
            mark = "* " if marked else f"{GUESSED} " if tab.doubt else ""
            role = "accent" if marked else "heading"
            return (Cell(mark + self._window(tab), role, parts=True),)
        window = self.window_of(tab)
        group = self._groups[window.index].get(tab.group_id or "")
        taken = self.document.known_size(tab.steps)
        place = f"{window.index + 1}: {tab.index + 1}" if self._several else str(tab.index + 1)
        marked = tab.steps in self.marks
        return (
            Cell(place, "dim"),
            Cell("*", "accent") if marked else _sign(window, tab),
            Cell(
                self.copies.title(tab) if self.copies else shown_title(tab),
                "accent" if marked else "dim" if tab.hidden else "",
            ),
            Cell(group.name if group else "", role_of(group.color) if group else ""),
            Cell(site(tab.url), "dim"),
            Cell(clock(tab.last_accessed, self.now) if tab.last_accessed else "", "dim"),
            Cell(size(taken) if taken is not None else "", "dim"),
        )

    def _window(self, window: Window) -> str:
        fold = "▸" if window.index in self.folded and self.everything else "▾"
        tabs = count(len(window.tabs), "tab")
        if not self.everything:
            tabs = f"{self.kept[window.index]} of {tabs}"
        named = f" · {window.own_title}" if window.own_title else ""
        parts = [f"{fold} Window {window.index + 1}{named}", tabs]
        if window.geometry:
            parts.append(f"{window.geometry[0]} × {window.geometry[1]}")
        if window.size_mode not in ("", "normal"):
            parts.append(window.size_mode)
        if window.closed_tab_count:
            parts.append(count(window.closed_tab_count, "closed tab"))
        return " · ".join(parts)

    def key(self, index: int) -> str:
        """A window by its number, a tab by its address."""
        item = self.rows[index]
        return f"window {item.index}" if isinstance(item, Window) else f"tab {item.raw_url}"

    def window_of(self, tab: Tab) -> Window:
        """The window a tab of this list stands in."""
        return self._windows[int(tab.steps[1])]


def _sign(window: Window, tab: Tab) -> Cell:
    if tab.doubt:
        return Cell(GUESSED, "warning")
    if tab.index == window.selected:
        return Cell("●", "accent")
    if tab.essential:
        return Cell("E", "accent")
    pinned = "P" if tab.pinned else "H" if tab.hidden else "M" if tab.muted else ""
    if not pinned and window.in_split_view(tab):
        return Cell("S", "accent")
    return Cell(pinned, "accent")


def _title(tab: Tab) -> str:
    return tab.title.casefold()


def _site(tab: Tab) -> tuple[str, str]:
    url = tab.url
    return site(url), url


def _group(tab: Tab) -> str:
    return tab.group_id or ""  # its name is the snapshot's: see sorted_tabs


def _looked_at(tab: Tab) -> int:
    return tab.last_accessed or 0


def _size(tab: Tab) -> int:
    return tab.known_size or 0


class WindowsListing(Listing):
    """Open windows and tabs."""

    PLACEHOLDER = EXAMPLES
    ORDERS: ClassVar[Sequence[Order]] = (
        Order("in the windows' order", "each window from its end", column="#"),
        Order("last looked at first", "longest not looked at first", _looked_at, True, "seen"),
        Order("by title", "by title, from the end", _title, column="title"),
        Order("by site", "by site, from the end", _site, column="site"),
        Order("largest first", "smallest first", _size, True, "size"),
        Order("by group", "by group, from the end", _group, column="group"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.folded: set[int] = set()
        self.unfolded: set[Shown] = set()  # of the addresses that are open several times
        self._measured = False
        self._sorted: tuple[object, tuple[Tab, ...]] = (None, ())
        self._uses: tuple[Snapshot | None, Uses] = (None, Uses(False, False))

    def let_go(self) -> None:
        """Drop the sorted tabs, and the session they are of."""
        self._sorted = (None, ())
        self._uses = (None, self._uses[1])

    def uses(self, snapshot: Snapshot) -> Uses:
        """What all its open tabs have; looked at once."""
        if self._uses[0] is not snapshot:
            grouped = any(window.groups for window in snapshot.windows)
            self._uses = snapshot, uses_of(snapshot.open_tabs(), grouped=grouped)
        return self._uses[1]

    def sorted_tabs(self, snapshot: Snapshot) -> tuple[Tab, ...]:
        """All open tabs as the order has them; sorted once, however often a filter changes.

        Nor are they sorted anew to be turned.
        """
        order, known = self.arrangement.order, self._sorted  # a click may change it meanwhile
        wanted = (snapshot, order, self._measured)
        if known[0] != wanted:
            key = by_group(snapshot) if order.key is _group else order.key
            known = self._sorted = (wanted, order.sorted(snapshot.open_tabs(), key))
        return self.arrangement.turn_if(known[1])

    def make_rows(self, view: View, matcher: Matcher) -> Rows:
        """Windows with tabs that the filter keeps."""
        if view.snapshot is None:
            return NoRows()
        self._measured = view.measured
        return WindowRows(view.snapshot, matcher, self, view.now)

    def takes_long(self, view: View, matcher: Matcher) -> bool:
        """Whether many tabs are looked at one by one, to be filtered or sorted, or long texts."""
        snapshot = view.snapshot
        if snapshot is None or (matcher.everything and self.arrangement.order.key is None):
            return False
        return snapshot.counts.tabs > MANY or len(snapshot.document.text) > LARGE

    def owns(self, kind: Kind | None) -> bool:
        """What is open."""
        return kind is not None and kind.is_open

    def items(self, snapshot: Snapshot) -> Iterator[Item]:
        """Every window and tab."""
        for window in snapshot.windows:
            yield window
            yield from window.tabs

    def everything(self, snapshot: Snapshot) -> tuple[Item, ...]:
        """All open windows: their tabs come with them."""
        return snapshot.windows

    def item_at(self, rows: Rows, index: int) -> Item | None:
        """The tab or window of a row."""
        if not isinstance(rows, WindowRows):
            return None
        return rows.rows[index]

    def is_hit(self, rows: Rows, index: int) -> bool:
        """Tabs are filtered; a window stands above those that are kept."""
        return not isinstance(rows, WindowRows) or isinstance(rows.rows[index], Tab)

    def partly(self, rows: Rows, index: int) -> Partly | None:
        """The tabs of a window that the filter keeps."""
        if not isinstance(rows, WindowRows) or rows.everything:
            return None
        window = rows.rows[index]
        if isinstance(window, Tab):
            copies = rows.copies.folded_into(window) if rows.copies else ()
            return Partly(copies, len(copies)) if copies else None
        if rows.kept[window.index] == len(window.tabs):
            return None
        end = index + 1 + rows.kept[window.index]
        return Partly(tuple(rows.rows[index + 1 : end]), len(window.tabs))

    def worth_marking(self, rows: Rows, shown: set[Steps]) -> set[Steps]:
        """The tabs; their windows are not meant beside them."""
        if not isinstance(rows, WindowRows):
            return shown
        return {item.steps for item in rows.rows if isinstance(item, Tab)} or shown

    def unfold_to(self, view: View, path: tuple[str | int, ...]) -> None:
        """Unfold the window of a tab, and what it is a copy of."""
        if len(path) > 2 and isinstance(path[1], int):
            self.folded.discard(path[1])
            tabs = (
                (t for t in view.snapshot.open_tabs() if t.steps == path) if view.snapshot else ()
            )
            self.unfolded.update(map(shown_by, tabs))

    def describe(self, view: View, rows: Rows, index: int) -> Iterable[Line]:
        """A tab with its history, or a window with its geometry."""
        if not isinstance(rows, WindowRows) or view.snapshot is None:
            return ()
        describer = Describer.of(view, view.snapshot)
        item = rows.rows[index]
        if isinstance(item, Window):
            return describer.window(item)
        return describer.tab(item, rows.window_of(item))

    def tell_time(self, rows: Rows, now: float) -> bool:
        """A moment is told by the clock, then by its day: only ``now`` says which."""
        if not isinstance(rows, WindowRows):
            return False
        rows.now = now
        return True

    def choose(self, rows: Rows, index: int) -> bool:
        """Fold and unfold a window, or what is open several times."""
        if not isinstance(rows, WindowRows):
            return False
        item = rows.rows[index]
        if isinstance(item, Window):
            self.folded ^= {item.index}
        elif rows.copies is not None and rows.copies.is_line(item):
            self.unfolded ^= {shown_by(item)}
        else:
            return False
        return True

    def status(self, view: View, rows: Rows, filtered: str) -> str:
        """How many of how many tabs, and how many are marked."""
        if view.snapshot is None:
            return ""
        total = view.snapshot.counts.tabs
        marked = self.marks.words
        if not filtered or not isinstance(rows, WindowRows):
            return f"{count(total, 'tab')}{marked}"
        return f"{rows.tabs:,} of {total:,}{marked} · filter: {filtered}"

    def empty(self, view: View, key: Callable[[str], str]) -> str:
        """Where tabs might be instead."""
        others = [
            (version.id, summary.counts.tabs)
            for version in view.versions
            if (summary := view.summaries.get(version.id)) and summary.counts
            and summary.counts.tabs
        ]  # fmt: skip
        if others:
            name, tabs = others[0]
            below, above = key("app.version-below"), key("app.version-above")
            return (
                f"No open windows in this version. {name} has {count(tabs, 'tab')}: press {below} "
                f"or {above} to look."
            )
        return "No open windows in this version."


class WindowsPane(ListPane):
    """The list of open windows and tabs on the screen."""

    BINDINGS: ClassVar[list[Binding]] = bindings("items")

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(WindowsListing(), id=id)
