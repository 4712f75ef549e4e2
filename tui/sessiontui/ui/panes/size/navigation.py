"""The way through the levels of pane 6: which is shown, where the cursor was, what is weighed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Final, NamedTuple

from ....session.model.filter import Matcher
from ....session.model.snapshot import Snapshot
from ....session.weight.rows import Cut
from ...slim_marks import Mark
from ...widgets.line_list import LineList, NoRows, nearest
from ..lists.listing import Arrangement
from .beside import Beside
from .levels import Level, Weights
from .rows import MANY, ORDERS, SizeRows
from .where import Where

AT_ONCE: Final = 1_000_000
"""Bytes of JSON that are weighed between two keys."""
_REMEMBERED: Final = 200  # levels of which it is known where the cursor was


class _Place(NamedTuple):
    """A row, by its key, and near which line it was."""

    key: str
    near: int


class Navigation:
    """Shows levels of one document after the other in a list.

    ``text`` gives the filter and ``drop_text`` empties it, ``marks`` gives what is marked,
    ``shown`` is called when other rows are there.
    """

    def __init__(
        self,
        rows_list: Callable[[], LineList],
        beside: Beside,
        text: Callable[[], str],
        drop_text: Callable[[], object],
        marks: Callable[[], Sequence[Mark]],
        shown: Callable[[], object],
    ) -> None:
        self._list = rows_list
        self._beside = beside
        self._text = text
        self._drop_text = drop_text
        self._marks = marks
        self._shown = shown
        self._weights: Weights | None = None
        self._cursors: dict[Where, _Place] = {}
        self.arrangement = Arrangement(ORDERS)
        self.filtered_by = ""
        """The filter of the rows that were asked for last."""
        self.wanted = Where()
        """Where one is, or is about to be."""

    @property
    def rows(self) -> SizeRows | None:
        """What is listed; None while nothing is."""
        rows = self._list().rows
        return rows if isinstance(rows, SizeRows) else None

    @property
    def level(self) -> Level | None:
        """The level that is listed."""
        return None if self.rows is None else self.rows.level

    # -- ways ----------------------------------------------------------------------------------

    def enter(self, snapshot: Snapshot) -> None:
        """Show another session at the same place, as far as it has that."""
        if self._weights is None or self._weights.snapshot is not snapshot:
            self._weights = Weights(snapshot)
        self.ask()

    def let_go(self) -> None:
        """Hold nothing of a document any more but where in it one was."""
        self._beside.stop()
        self._remember()
        self._weights = None
        self._list().show(NoRows())

    def into(self, index: int) -> bool:
        """Show what a line is made of; False where nothing tells it apart further."""
        rows = self.rows
        if rows is None or not index < len(rows):
            return False
        row = rows.row(index)
        where = rows.level.into(row)
        if where is None:
            return False
        if where == self.wanted and self._beside.at_work:
            return True  # it is on its way
        if self._weights is not None and self._weights.document is rows.document:
            self._weights.has(where)
        self._go(where)
        return True

    def up(self) -> bool:
        """Show what this is a part of; False at the top."""
        level = len(self.wanted.trail)
        return level > 0 and self.back_to(level - 1)

    def back_to(self, level: int) -> bool:
        """Show a level above; False when this is it."""
        trail = self.wanted.trail
        if level >= len(trail):
            return False
        crumb = trail[level]
        where = self.wanted.at(level, crumb.cut)
        place = self._cursors.get(where)
        key = SizeRows.key_of(crumb.key, crumb.title)
        self._cursors[where] = _Place(key, place.near if place is not None else 0)
        self._go(where)
        return True

    def divide(self, by: Cut) -> None:
        """Divide this level another way."""
        if by in self.wanted.ways and by != self.wanted.by:
            self._go(self.wanted.divided(by))

    def _go(self, where: Where) -> None:
        self._remember()
        self.wanted = where
        if self._text():
            self._drop_text()  # it was meant for the rows that are left
        self.ask()

    def _remember(self) -> None:
        rows, here = self.rows, self._list().cursor
        if rows is not None and here < len(rows):
            self._cursors.pop(rows.level.where, None)
            self._cursors[rows.level.where] = _Place(rows.key(here), here)
            while len(self._cursors) > _REMEMBERED:
                del self._cursors[next(iter(self._cursors))]

    # -- weighing ------------------------------------------------------------------------------

    def ask(self, *, first: bool = False) -> None:
        """Have the wanted level listed, now or when it is weighed; ``first``: from its top."""
        weights = self._weights
        if weights is None:
            return
        self.filtered_by = self._text()
        place = None if first else self._place()
        make = partial(
            self._make, weights, self.wanted, Matcher(self.filtered_by), self.arrangement, place
        )
        known = weights.known(self.wanted)
        small = len(weights.document.text) <= AT_ONCE
        if small or (known is not None and len(known.weight.rows) <= MANY):
            self._beside.stop()
            self._take(place, make())
        else:
            take = partial(self._take, place)
            self._beside.make(make, take, painted=self.rows is None)

    def _place(self) -> _Place | None:
        """The row that the cursor is to be on: this one, or where it was in another level."""
        rows, here = self.rows, self._list().cursor
        if rows is not None and rows.level.where == self.wanted and here < len(rows):
            return _Place(rows.key(here), here)
        return self._cursors.get(self.wanted)

    def _make(
        self,
        weights: Weights,
        where: Where,
        matcher: Matcher,
        arrangement: Arrangement,
        place: _Place | None,
    ) -> tuple[SizeRows, int]:
        """Rows, and on which of them the cursor is to be. On any thread. Raises Stopped."""
        level = weights.level(where)
        rows = SizeRows(
            level, weights.document, matcher, arrangement, self._marks, weights.can_drop
        )
        return rows, 0 if place is None else nearest(rows, place.key, place.near)

    def _take(self, asked: _Place | None, made: tuple[SizeRows, int]) -> None:
        rows, place = made
        where = rows.level.where
        moved = self._place() if where == self.wanted else None
        if moved is not None and asked is not None and moved.key != asked.key:
            place = nearest(rows, moved.key, moved.near)
        self.wanted = where
        self._list().show(rows, place)
        self._shown()

    def stop(self) -> bool:
        """End the weighing, and stay where one was; False when nothing is weighed."""
        if not self._beside.stop():
            return False
        if self.level is not None:
            self.wanted = self.level.where
        return True
