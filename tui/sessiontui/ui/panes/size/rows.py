"""The rows of pane 6: a bar, bytes, share, how many, and what it is. All printable."""

from __future__ import annotations

from array import array
from collections.abc import Callable, Sequence
from typing import Any, Final

from msgspec import structs

from ....session.describe.notes import meaning
from ....session.edit.can_drop import CanDrop
from ....session.model.document import Document
from ....session.model.filter import Matcher
from ....session.weight.headline import share
from ....session.weight.rows import NO_TAB, Row
from ....session.weight.words import name_of_part
from ....text import cells as cells_of
from ....text import printable, size
from ...slim_marks import Mark
from ...widgets.line_list import Cell, Column
from ...widgets.share_bar import bar
from ..lists.listing import Arrangement, Order
from .droppable import mark_for
from .key_words import field_words, part_words
from .levels import Level
from .where import NAME

BAR: Final = 12  # cells
MANY: Final = 2_000
"""Of so many rows each may be looked at between two keys."""
_FIRST: Final = 100  # rows that are made before they are shown: the largest, which take longest
_BESIDE: Final = 16  # cells of a name that what it means stands beside, in a column
_KEPT: Final = 500  # rows that stay made, those in sight among them

ORDERS: Final = (
    Order("largest first", "smallest first", down=True, column="bytes"),
    Order("most first", "fewest first", lambda row: row.count, down=True, column="count"),
    Order("by name", "by name, from the end", lambda row: sort_name(row), column="name"),
)
"""How the rows may be sorted; they come in the first order."""


class SizeRows:
    """Mark, bar, bytes, share, count and name.

    Bars are as long as their bytes beside the largest row's, shares are of the level.
    """

    def __init__(
        self,
        level: Level,
        document: Document,
        matcher: Matcher,
        arrangement: Arrangement,
        marks: Callable[[], Sequence[Mark]],
        can_drop: CanDrop,
    ) -> None:
        """Those of a level that a filter keeps. May take long where they are many."""
        self.level = level
        self.document = document
        self.bytes = level.weight.bytes  # of those that are kept
        self._places = self._kept(matcher, arrangement)
        self._marks = marks
        self._can_drop = can_drop
        self._made: dict[int, Row] = {}
        self._most = level.row(0).bytes if len(level.weight.rows) else 0
        counted = level.where.by not in ("node", "tab")  # each is one
        self.columns: Sequence[Column] = arrangement.show_in(
            (
                Column(1),
                Column(BAR, rank=2),
                Column(7, right=True, name="bytes"),
                Column(7, right=True, rank=1, name="share"),
                Column(7, right=True, rank=3, used=counted, name="count"),
                Column(0, most=140, name="name"),
            )
        )
        first = [self.row(index) for index in range(min(_FIRST, len(self)))]
        # Of most that are no tabs the names are short: what follows them is a column.
        widths = (cells_of(self.names(row)[0]) for row in first)
        is_column = level.where.by in ("part", "field", "node")
        self._beside = min(_BESIDE, max(widths, default=0)) if is_column else 0

    def _kept(self, matcher: Matcher, arrangement: Arrangement) -> Sequence[int]:
        """Which rows of the level there are, as they are sorted. 4 bytes each."""
        order = arrangement.order
        if matcher.everything and order.key is None:
            every = range(len(self.level.weight.rows))
            return every[::-1] if arrangement.turned else every
        kept: list[int] = []
        keys: list[Any] = []
        self.bytes = 0
        by_part = self.level.where.by == "part"
        for place, row in enumerate(self.level.rows()):
            if by_part:  # it is looked for, and sorted, by what it is called
                row = structs.replace(row, key=name_of_part(row.key))
            if matcher.text(row.key[:NAME], row.title):
                kept.append(place)
                self.bytes += row.bytes
                if order.key is not None:
                    keys.append(order.key(row))
        if order.key is not None:
            ranks = sorted(range(len(kept)), key=keys.__getitem__, reverse=order.down)
            kept = [kept[rank] for rank in ranks]
        return array("I", arrangement.turn_if(tuple(kept)))

    def __len__(self) -> int:
        return len(self._places)

    def row(self, index: int) -> Row:
        """What is in a line."""
        place = self._places[index]
        row = self._made.get(place)
        if row is None:
            if len(self._made) >= _KEPT:
                self._made.clear()
            row = self._made[place] = self.level.row(place)
        return row

    def mark(self, index: int) -> Mark | None:
        """What of a line can be dropped from the session, if that frees anything."""
        mark = self.meant(index)
        frees = mark is not None and self._can_drop.frees(mark.drop, mark.site)
        return mark if frees else None

    def meant(self, index: int) -> Mark | None:
        """What dropping a line would mean, whether it frees anything or not."""
        return mark_for(self.level.where, self.row(index))

    def cells(self, index: int) -> Sequence[Cell]:
        """One row."""
        row = self.row(index)
        mark = self.mark(index)
        marked = mark is not None and any(one.what == mark.what for one in self._marks())
        sign = Cell("*", "accent") if marked else Cell("○" if mark is not None else "", "dim")
        name, more = self.names(row)
        tail = " " * (max(0, self._beside - cells_of(name)) + 2) + more if more else ""
        return (
            sign,
            Cell(bar(row.bytes / self._most if self._most else 0, BAR), "accent"),
            Cell(size(row.bytes)),
            Cell(share(row.bytes, self.level.weight.bytes), "strong"),
            Cell(f"{row.count:,}" if row.count else "", "dim"),
            Cell(name, "" if row.steps or self._is_sum else "dim", tail, "dim"),
        )

    @property
    def _is_sum(self) -> bool:
        return self.level.where.by in ("part", "site", "field")

    def names(self, row: Row) -> tuple[str, str]:
        """What a row is, and in short what that means or where it is."""
        key = printable(row.key[:NAME])
        match self.level.where.by:
            case "part":
                return name_of_part(row.key), part_words(row.key)
            case "field":
                return key, field_words(row.key)
            case "tab" if row.key != NO_TAB:
                title = printable(row.title[:NAME])
                return (title, key) if title else (key or "(without a page)", "")
            case "node" if row.steps is not None:
                return key, row.title or meaning(row.steps)
        return key, ""

    def key(self, index: int) -> str:
        """Its key; of a tab or a node also whose."""
        row = self.row(index)
        return self.key_of(row.key, row.title)

    @staticmethod
    def key_of(key: str, title: str) -> str:
        """The same of a row's own key and title."""
        return f"{key[:NAME]}\0{title[:NAME]}"


def sort_name(row: Row) -> str:
    """What a row is sorted by where that is its name."""
    return (row.title or row.key)[:NAME].casefold()
