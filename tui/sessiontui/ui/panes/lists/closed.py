"""Pane 3: the recently closed list, closed groups and saved groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding

from ....session.json.pointer import Steps
from ....session.model.filter import EXAMPLES, Matcher
from ....session.model.item_kind import Kind
from ....session.model.salvaged import SIGN as GUESSED
from ....session.model.snapshot import ClosedTab, Snapshot, Tab, TabGroup, Window
from ....stores.view import View
from ....text import clock, count, site, size
from ...actions import bindings
from ...details.items import Describer
from ...widgets.group_colours import SIGN, role_of
from ...widgets.line_list import Cell, Column, NoRows, Rows
from ...widgets.sheet import Line
from .closed_count import items_in
from .item_columns import closed_columns
from .list_pane import ListPane
from .listing import Item, Listing, Order, Partly


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One line: an item, where it was, and whether it stands under another."""

    item: Item
    when: int
    where: str
    window: Window | None = None  # the one it was closed in
    nested: bool = False


class ClosedRows:
    """Newest first; windows and groups unfold into their tabs."""

    def __init__(
        self, snapshot: Snapshot, matcher: Matcher, listing: ClosedListing, now: float
    ) -> None:
        self.document = snapshot.document
        self.now = now
        self.unfolded = listing.unfolded
        self.marks = listing.marks
        self.rows: list[Row] = []
        found = [row for row in items_of(snapshot) if _kept(row.item, row.window, matcher)]
        self.items = len(found)
        # What is shown for the sake of matches in it: how many tabs it holds, and they are.
        self.by_inside: dict[Steps, tuple[int, int]] = {}
        for row in listing.arrangement.in_order(found):
            self.rows.append(row)
            inside = _inside(row)
            if not matcher.everything:
                # A match inside is shown at once; one by its own name keeps all it holds.
                matching = [r for r in inside if _kept(r.item, r.window, matcher)]
                if matching:
                    self.rows += matching
                    self.by_inside[row.item.steps] = len(inside), len(matching)
                    continue
            if fold_key(row) in self.unfolded:
                self.rows += inside
        tabs = any(isinstance(row.item, Tab | ClosedTab) for row in self.rows)
        loose = any(isinstance(row.item, ClosedTab) and not row.nested for row in self.rows)
        self.columns: Sequence[Column] = listing.arrangement.show_in(
            closed_columns(tabs=tabs, loose=loose)
        )

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self, index: int) -> Sequence[Cell]:
        """Mark, time, title, site, window, size."""
        row = self.rows[index]
        item = row.item
        if isinstance(item, Window | TabGroup):
            below = index + 1 < len(self.rows) and self.rows[index + 1].nested
            fold = "▾" if below else "▸"
            kind = "Window" if isinstance(item, Window) else "Group"
            name = item.title if isinstance(item, Window) else item.name
            where = f" · {row.where}" if row.where else ""
            title = f"{fold} {kind} · {count(len(item.tabs), 'tab')} · {name}{where}"
            role = "accent" if item.steps in self.marks else "heading"
            color = item.color if isinstance(item, TabGroup) else ""
            return (
                self._mark(item),
                Cell(clock(row.when, self.now), "dim"),
                Cell(title, role, f" {SIGN}" if role_of(color) else "", role_of(color)),
            )
        taken = self.document.known_size(item.steps)
        role = "accent" if item.steps in self.marks else ""
        return (
            self._mark(item),
            Cell("" if row.nested else clock(row.when, self.now), "dim"),
            Cell(f"{'  │ ' if row.nested else ''}{item.title}", role),
            Cell(site(item.url), "dim"),
            Cell("" if row.nested else row.where, "dim"),
            Cell(size(taken) if taken is not None else "", "dim"),
        )

    def _mark(self, item: Item) -> Cell:
        if item.steps in self.marks:
            return Cell("*", "accent")
        return Cell(GUESSED if item.doubt else "", "warning")

    def key(self, index: int) -> str:
        """What survives a save: kind, time of closing and address."""
        row = self.rows[index]
        return fold_key(row)


def fold_key(row: Row) -> str:
    """Identity across saves: closedId is renumbered at every start, this is not."""
    item = row.item
    if isinstance(item, ClosedTab | Tab):
        when = row.when if row.nested else (item.closed_at if isinstance(item, ClosedTab) else 0)
        return f"{'in' if row.nested else 'tab'} {when} {item.url}"
    name = item.title if isinstance(item, Window) else item.name
    return f"{type(item).__name__} {row.when} {name}"


def items_of(snapshot: Snapshot) -> list[Row]:
    """Closed tabs, closed windows, closed groups by time; saved groups with them."""
    rows = [Row(w, w.closed_at or 0, "") for w in snapshot.closed_windows]
    for window in snapshot.windows:
        where = f"window {window.index + 1}"
        rows += [Row(tab, tab.closed_at or 0, where, window) for tab in window.closed_tabs]
        rows += [Row(group, group.closed_at or 0, where, window) for group in window.closed_groups]
    rows += [Row(group, group.closed_at or 0, "saved") for group in snapshot.saved_groups]
    rows.sort(key=lambda row: row.when, reverse=True)
    return rows


def _inside(row: Row) -> list[Row]:
    """The rows of what a window or a group holds."""
    item = row.item
    tabs: Iterable[Item] = ()
    window = row.window
    if isinstance(item, Window):
        tabs, window = (*item.tabs, *_closed_in(item)), item
    elif isinstance(item, TabGroup):
        tabs = item.tabs
    return [Row(tab, row.when, row.where, window, nested=True) for tab in tabs]


def _closed_in(window: Window) -> Iterator[ClosedTab]:
    yield from window.closed_tabs
    for group in window.closed_groups:
        yield from group.tabs


def _kept(item: Item, window: Window | None, matcher: Matcher) -> bool:
    if isinstance(item, ClosedTab):
        return matcher.closed_tab(item, window)
    if isinstance(item, Window):
        return matcher.window(item)
    if isinstance(item, TabGroup):
        return matcher.group(item, window)
    return matcher.tab(item, window)


def _title(row: Row) -> str:
    item = row.item
    return (item.name if isinstance(item, TabGroup) else item.title).casefold()


def _site(row: Row) -> tuple[bool, str]:
    item = row.item
    host = site(item.url) if isinstance(item, ClosedTab | Tab) else ""
    return not host, host  # windows and groups, which have none, behind


def _from(row: Row) -> tuple[bool, int]:
    return row.window is None, row.window.index if row.window is not None else 0


def _size(row: Row) -> int:
    return row.item.known_size or 0


class ClosedListing(Listing):
    """Closed tabs, windows and groups, and saved groups."""

    PLACEHOLDER = EXAMPLES
    ORDERS: ClassVar[Sequence[Order]] = (
        Order("newest first", "oldest first", down=True, column="when"),
        Order("by title", "by title, from the end", _title, column="title"),
        Order("by site", "by site, from the end", _site, column="site"),
        Order("largest first", "smallest first", _size, True, "size"),
        Order("by window", "by window, from the end", _from, column="from"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.unfolded: set[str] = set()

    def make_rows(self, view: View, matcher: Matcher) -> Rows:
        """Closed items that the filter keeps."""
        if view.snapshot is None:
            return NoRows()
        return ClosedRows(view.snapshot, matcher, self, view.now)

    def describe(self, view: View, rows: Rows, index: int) -> Iterable[Line]:
        """A closed tab with its history, a window or a group with its tabs."""
        if not isinstance(rows, ClosedRows) or view.snapshot is None:
            return ()
        describer = Describer.of(view, view.snapshot)
        row = rows.rows[index]
        item = row.item
        if isinstance(item, ClosedTab):
            return describer.closed_tab(item, row.where or "a closed window")
        if isinstance(item, Window):
            return describer.window(item)
        if isinstance(item, TabGroup):
            return describer.group(item, "saved group" if row.where == "saved" else "closed group")
        return describer.tab(item, row.window if isinstance(item, Tab) else None)

    def owns(self, kind: Kind | None) -> bool:
        """What is closed."""
        return kind is not None and not kind.is_open

    def items(self, snapshot: Snapshot) -> Iterator[Item]:
        """Everything closed, and what it holds."""
        for row in items_of(snapshot):
            for one in (row, *_inside(row)):
                yield one.item

    def everything(self, snapshot: Snapshot) -> tuple[Item, ...]:
        """What stands in the list when nothing is unfolded, and what closed windows had closed."""
        found: list[Item] = []
        for row in items_of(snapshot):
            found.append(row.item)
            if isinstance(row.item, Window):
                found += _closed_in(row.item)
        return tuple(found)

    def item_at(self, rows: Rows, index: int) -> Item | None:
        """The closed item of a row."""
        return rows.rows[index].item if isinstance(rows, ClosedRows) else None

    def is_hit(self, rows: Rows, index: int) -> bool:
        """Whether a row matches by itself: a window or group may stand above what does."""
        return not isinstance(rows, ClosedRows) or rows.rows[index].item.steps not in rows.by_inside

    def partly(self, rows: Rows, index: int) -> Partly | None:
        """The tabs of a closed window or group that the filter keeps."""
        if not isinstance(rows, ClosedRows):
            return None
        held, shown = rows.by_inside.get(rows.rows[index].item.steps, (0, 0))
        if held == shown:
            return None
        inside = rows.rows[index + 1 : index + 1 + shown]
        return Partly(tuple(row.item for row in inside), held)

    def worth_marking(self, rows: Rows, shown: set[Steps]) -> set[Steps]:
        """The items of the list; what is inside one goes with it, unless only that was found."""
        if not isinstance(rows, ClosedRows):
            return shown
        found: set[Steps] = set()
        by_inside = False
        for row in rows.rows:
            if not row.nested:
                by_inside = row.item.steps in rows.by_inside
            if row.nested is by_inside:
                found.add(row.item.steps)
        return found

    def unfold_to(self, view: View, path: tuple[str | int, ...]) -> None:
        """Unfold the window or group that holds an item."""
        for row in items_of(view.snapshot) if view.snapshot is not None else ():
            steps = row.item.steps
            if len(path) > len(steps) and path[: len(steps)] == steps and _inside(row):
                self.unfolded.add(fold_key(row))

    def tell_time(self, rows: Rows, now: float) -> bool:
        """A moment is told by the clock, then by its day: only ``now`` says which."""
        if not isinstance(rows, ClosedRows):
            return False
        rows.now = now
        return True

    def choose(self, rows: Rows, index: int) -> bool:
        """Unfold and fold windows and groups."""
        if not isinstance(rows, ClosedRows):
            return False
        row = rows.rows[index]
        if not isinstance(row.item, Window | TabGroup):
            return False
        self.unfolded ^= {fold_key(row)}
        return True

    def status(self, view: View, rows: Rows, filtered: str) -> str:
        """How many of how many, and how many are marked."""
        if view.snapshot is None or not isinstance(rows, ClosedRows):
            return ""
        marked = self.marks.words
        if filtered:
            total = items_in(view.snapshot)
            return f"{rows.items:,} of {total:,}{marked} · filter: {filtered}"
        held = view.snapshot.counts
        windows = view.snapshot.windows
        parts = [count(sum(len(w.closed_tabs) for w in windows), "tab")]
        inside = held.in_closed_windows
        for number, word, more in (
            (held.closed_windows, "window", f" ({count(inside, 'closed tab')} inside)"),
            (sum(len(w.closed_groups) for w in windows), "closed group", ""),
            (held.saved_groups, "saved group", ""),
        ):
            if number:
                parts.append(count(number, word) + (more if inside else ""))
        return ", ".join(parts) + marked

    def empty(self, view: View, key: Callable[[str], str]) -> str:
        """Where closed tabs might be instead."""
        for version in view.versions:
            summary = view.summaries.get(version.id)
            held_there = summary.counts if summary else None
            if held_there and held_there.closed_tabs + held_there.closed_windows:
                held = count(held_there.closed_tabs, "closed tab")
                if not held_there.closed_tabs:
                    held = count(held_there.closed_windows, "closed window")
                below, above = key("app.version-below"), key("app.version-above")
                return (
                    f"Nothing closed in this version. {version.id} has {held}: press {below} or "
                    f"{above}."
                )
        return "Nothing was closed in this version."


class ClosedPane(ListPane):
    """The list of what was closed on the screen."""

    BINDINGS: ClassVar[list[Binding]] = bindings("items")

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(ClosedListing(), id=id)
