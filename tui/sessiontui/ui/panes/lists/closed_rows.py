"""The lines of pane 3: closed tabs, windows and groups, with those inside the unfolded ones."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from ....session.json.pointer import Steps
from ....session.model.filter import Matcher
from ....session.model.salvaged import SIGN as GUESSED
from ....session.model.shown_title import shown_title
from ....session.model.snapshot import ClosedTab, Snapshot, Tab, TabGroup, Window
from ....stores.view import View
from ....text import clock, count, site, size
from ...widgets.group_colours import SIGN, role_of
from ...widgets.line_list import Cell, Column
from .item_columns import closed_columns
from .listing import Item, Listing


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
        self,
        view: View,
        snapshot: Snapshot,
        found: Sequence[Row],
        matcher: Matcher,
        listing: Listing,
        unfolded: set[str],
    ) -> None:
        """``found``: all there is, newest first; ``unfolded``: by their ``fold_key``."""
        self.document = snapshot.document
        self.now = view.now
        self.unfolded = unfolded
        self.marks = listing.marks
        self.rows: list[Row] = []
        if not matcher.everything:
            found = [row for row in found if _kept(row.item, row.window, matcher)]
        self.items = len(found)
        # What is shown for the sake of matches in it: how many tabs it holds, and they are.
        self.by_inside: dict[Steps, tuple[int, int]] = {}
        for row in listing.arrangement.in_order(found):
            self.rows.append(row)
            if isinstance(row.item, ClosedTab) or (matcher.everything and not unfolded):
                continue
            inside = inside_of(row)
            if not matcher.everything:
                # A match inside is shown at once; one by its own name keeps all it holds.
                matching = [r for r in inside if _kept(r.item, r.window, matcher)]
                if matching:
                    self.rows += matching
                    self.by_inside[row.item.steps] = len(inside), len(matching)
                    continue
            if fold_key(row) in unfolded:
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
            Cell(f"{'  │ ' if row.nested else ''}{shown_title(item)}", role),
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


def inside_of(row: Row) -> list[Row]:
    """The rows of what a window or a group holds."""
    item = row.item
    tabs: Iterable[Item] = ()
    window = row.window
    if isinstance(item, Window):
        tabs, window = (*item.tabs, *closed_in(item)), item
    elif isinstance(item, TabGroup):
        tabs = item.tabs
    return [Row(tab, row.when, row.where, window, nested=True) for tab in tabs]


def closed_in(window: Window) -> Iterator[ClosedTab]:
    """Everything that was closed in a window."""
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
