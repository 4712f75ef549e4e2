"""Pane 3: the recently closed list, closed groups and saved groups."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import ClassVar

from textual.binding import Binding

from ....session.json.pointer import Steps
from ....session.model.filter import EXAMPLES, Matcher
from ....session.model.item_kind import Kind
from ....session.model.snapshot import ClosedTab, Snapshot, Tab, TabGroup, Window
from ....stores.view import View
from ....text import count, site
from ...actions import bindings
from ...details.items import Describer
from ...widgets.line_list import NoRows, Rows
from ...widgets.sheet import Line
from .closed_count import items_in
from .closed_rows import ClosedRows, Row, closed_in, fold_key, inside_of, items_of
from .list_pane import ListPane
from .listing import LARGE, MANY, Item, Listing, Order, Partly


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
        self._rows: tuple[Snapshot | None, list[Row]] = (None, [])

    def let_go(self) -> None:
        """Drop the rows, and the session they are of."""
        self._rows = (None, [])

    def rows_in(self, snapshot: Snapshot) -> list[Row]:
        """All that is listed, newest first; made once, however often a filter changes."""
        if self._rows[0] is not snapshot:
            self._rows = snapshot, items_of(snapshot)
        return self._rows[1]

    def takes_long(self, view: View, matcher: Matcher) -> bool:
        """Whether many items are looked at one by one, or long texts."""
        snapshot = view.snapshot
        if snapshot is None:
            return False
        held = snapshot.counts
        many = held.closed_tabs + held.closed_windows + held.closed_groups
        if matcher.everything and self.arrangement.order.key is None:
            return many > 2 * MANY
        return many > MANY // 2 or len(snapshot.document.text) > LARGE

    def make_rows(self, view: View, matcher: Matcher) -> Rows:
        """Closed items that the filter keeps."""
        if view.snapshot is None:
            return NoRows()
        found = self.rows_in(view.snapshot)
        return ClosedRows(view, view.snapshot, found, matcher, self, self.unfolded)

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
        for row in self.rows_in(snapshot):
            for one in (row, *inside_of(row)):
                yield one.item

    def everything(self, snapshot: Snapshot) -> tuple[Item, ...]:
        """What stands in the list when nothing is unfolded, and what closed windows had closed."""
        found: list[Item] = []
        for row in self.rows_in(snapshot):
            found.append(row.item)
            if isinstance(row.item, Window):
                found += closed_in(row.item)
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
        for row in self.rows_in(view.snapshot) if view.snapshot is not None else ():
            steps = row.item.steps
            if len(path) > len(steps) and path[: len(steps)] == steps and inside_of(row):
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
