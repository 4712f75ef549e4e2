"""Pane 3: the recently closed list, closed groups and saved groups."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import ClassVar

from ...session.filtering import Matcher
from ...session.model import ClosedTab, Snapshot, Tab, TabGroup, Window
from ...stores.base import View
from ...text import clock, count, site, size
from ..details import Describer
from ..widgets.line_list import Cell, Column, NoRows, Rows
from ..widgets.sheet import Line
from .list_pane import ListPane

Item = ClosedTab | Window | TabGroup | Tab


@dataclass(frozen=True, slots=True, eq=False)
class Row:
    """One line: an item, where it was, and whether it stands under another."""

    item: Item
    when: int
    where: str
    nested: bool = False


class ClosedRows:
    """Newest first; windows and groups unfold into their tabs."""

    columns: ClassVar[Sequence[Column]] = (
        Column(7),
        Column(0),
        Column(16),
        Column(8, least=74),
        Column(6, right=True, least=64),
    )

    def __init__(
        self, snapshot: Snapshot, matcher: Matcher, unfolded: set[str], now: float
    ) -> None:
        self.document = snapshot.document
        self.now = now
        self.unfolded = unfolded
        self.items = 0
        self.rows: list[Row] = []
        found = [row for row in items_of(snapshot) if _kept(row.item, matcher)]
        for row in found:
            self.items += 1
            self.rows.append(row)
            inside = _inside(row.item)
            if not matcher.everything:
                # A match inside is shown at once; one by its own name keeps all it holds.
                matching = [item for item in inside if _kept(item, matcher)]
                if matching:
                    self.rows += [Row(item, row.when, row.where, nested=True) for item in matching]
                    continue
            if fold_key(row) in unfolded:
                self.rows += [Row(item, row.when, row.where, nested=True) for item in inside]

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self, index: int) -> Sequence[Cell]:
        """Time, title, site, window, size."""
        row = self.rows[index]
        item = row.item
        if isinstance(item, Window | TabGroup):
            below = index + 1 < len(self.rows) and self.rows[index + 1].nested
            fold = "▾" if below else "▸"
            kind = "Window" if isinstance(item, Window) else "Group"
            name = item.title if isinstance(item, Window) else item.name
            where = f" · {row.where}" if row.where else ""
            title = f"{fold} {kind} · {count(len(item.tabs), 'tab')} · {name}{where}"
            return Cell(" " + clock(row.when, self.now), "dim"), Cell(title, "strong")
        taken = self.document.known_size(item.steps)
        return (
            Cell(" " + ("" if row.nested else clock(row.when, self.now)), "dim"),
            Cell(f"{'  │ ' if row.nested else ''}{item.title}"),
            Cell(site(item.url), "dim"),
            Cell("" if row.nested else row.where, "dim"),
            Cell(size(taken) if taken is not None else "", "dim"),
        )

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
        rows += [Row(tab, tab.closed_at or 0, where) for tab in window.closed_tabs]
        rows += [Row(group, group.closed_at or 0, where) for group in window.closed_groups]
    rows += [Row(group, group.closed_at or 0, "saved") for group in snapshot.saved_groups]
    rows.sort(key=lambda row: row.when, reverse=True)
    return rows


def _inside(item: Item) -> Sequence[Item]:
    if isinstance(item, Window):
        grouped = (tab for group in item.closed_groups for tab in group.tabs)
        return (*item.tabs, *item.closed_tabs, *grouped)
    return item.tabs if isinstance(item, TabGroup) else ()


def _kept(item: Item, matcher: Matcher) -> bool:
    if isinstance(item, ClosedTab):
        return matcher.closed_tab(item)
    if isinstance(item, Window):
        return matcher.window(item)
    return matcher.group(item) if isinstance(item, TabGroup) else matcher.tab(item)


class ClosedPane(ListPane):
    """What was closed."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self._unfolded: set[str] = set()

    @staticmethod
    def items_in(snapshot: Snapshot) -> int:
        """How many lines the list has when nothing is unfolded."""
        loose = sum(len(w.closed_tabs) + len(w.closed_groups) for w in snapshot.windows)
        return loose + len(snapshot.closed_windows) + len(snapshot.saved_groups)

    def make_rows(self, view: View, matcher: Matcher) -> Rows:
        """Closed items that the filter keeps."""
        if view.snapshot is None:
            return NoRows()
        return ClosedRows(view.snapshot, matcher, self._unfolded, view.now)

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
        return describer.tab(item, None)

    def path_of(self, rows: Rows, index: int) -> tuple[str | int, ...] | None:
        """Where a closed item is in the document."""
        return rows.rows[index].item.steps if isinstance(rows, ClosedRows) else None

    def choose(self, rows: Rows, index: int) -> bool:
        """Unfold and fold windows and groups."""
        if not isinstance(rows, ClosedRows):
            return False
        row = rows.rows[index]
        if not isinstance(row.item, Window | TabGroup):
            return False
        self._unfolded ^= {fold_key(row)}
        self.repaint()
        return True

    def status(self, view: View, rows: Rows, filtered: str) -> str:
        """How many of how many, and the order."""
        if view.snapshot is None or not isinstance(rows, ClosedRows):
            return ""
        if filtered:
            total = self.items_in(view.snapshot)
            return f"{rows.items:,} of {total:,} · filter: {filtered} · newest first"
        held = view.snapshot.counts
        parts = [count(sum(len(w.closed_tabs) for w in view.snapshot.windows), "tab")]
        for number, word in (
            (held.closed_windows, "window"),
            (held.closed_groups, "closed group"),
            (held.saved_groups, "saved group"),
        ):
            if number:
                parts.append(count(number, word))
        return f"{', '.join(parts)} · newest first"

    def empty(self, view: View) -> str:
        """Where closed tabs might be instead."""
        for version in view.versions:
            summary = view.summaries.get(version.id)
            held_there = summary.counts if summary else None
            if held_there and held_there.closed_tabs + held_there.closed_windows:
                held = count(held_there.closed_tabs, "closed tab")
                if not held_there.closed_tabs:
                    held = count(held_there.closed_windows, "closed window")
                return f"Nothing closed in this version. {version.id} has {held}: press ] or [."
        return "Nothing was closed in this version."
