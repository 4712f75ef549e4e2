"""The weights of one document, level by level: each is weighed once, on whatever thread asks."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Collection, Iterator
from contextlib import suppress
from typing import Final

from msgspec import structs

from ....errors import NothingFound
from ....session.edit.can_drop import CanDrop, can_drop
from ....session.json.pointer import Steps
from ....session.model.snapshot import Snapshot
from ....session.weight.headline import headline
from ....session.weight.nodes import nodes
from ....session.weight.rows import PUNCTUATION, Row, Weight
from ....session.weight.weigh import Within, among, weigh
from .where import NAME, Crumb, Where

_KEPT: Final = 24  # levels of a document: those above, and those that were looked at last
_TELLING: Final = 4  # rows among which the one is that the headline is of
_LARGEST: Final = 1_000  # rows of a level that stay made


class Level:
    """Rows at a place; ``whole`` is the bytes of the JSON, ``headline`` the one thing they say.

    Rows may be made as they are asked for, from the document's text. The largest take longest, and
    stay once they were; of their titles the beginning.
    """

    __slots__ = ("_made", "_whole_fields", "headline", "weight", "where", "whole")

    def __init__(
        self, where: Where, weight: Weight, whole: int, whole_fields: Collection[str] = ()
    ) -> None:
        """``whole_fields``: of one tab those that have nothing inside."""
        self.where = where
        self.weight = weight
        self.whole = whole
        self._whole_fields = whole_fields
        self._made: dict[int, Row] = {}
        first = tuple(self.row(place) for place in range(min(_TELLING, len(weight.rows))))
        self.headline = headline(structs.replace(weight, rows=first))

    def row(self, place: int) -> Row:
        """The row at a place, the largest at 0. On any thread."""
        row = self._made.get(place)
        if row is None:
            row = self.weight.rows[place]
            row = structs.replace(row, title=row.title[:NAME])
            if place < _LARGEST:
                self._made[place] = row
        return row

    def into(self, row: Row) -> Where | None:
        """What a row is made of; None where nothing tells it apart further."""
        return None if row.key in self._whole_fields else self.where.into(row)

    def rows(self) -> Iterator[Row]:
        """All of them, the largest first."""
        return map(self.row, range(len(self.weight.rows)))


class Weights:
    """Weighs one session, and knows what of it can be dropped."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.document = snapshot.document
        self._can_drop: CanDrop | None = None
        self._found: OrderedDict[Where, Level] = OrderedDict()
        self._own: set[tuple[Crumb, ...]] = set()  # ways through this very document

    @property
    def can_drop(self) -> CanDrop:
        """What of it can be dropped so that bytes are freed; found out once."""
        if self._can_drop is None:
            self._can_drop = can_drop(self.snapshot)
        return self._can_drop

    def known(self, where: Where) -> Level | None:
        """A level that was weighed before and is of this very document; costs no time."""
        return self._found.get(where)

    def has(self, where: Where) -> None:
        """This was gone into in this document: it need not be looked for."""
        self._own.add(where.trail)

    def level(self, wanted: Where) -> Level:
        """A level, or the nearest above it that this document has. Raises Stopped.

        What was gone into in another version is looked for by its key.
        """
        where = Where(wanted.trail[0].cut if wanted.trail else wanted.by)
        for crumb in wanted.trail:
            here = self._same(where.divided(crumb.cut), crumb)
            if here is None:
                return self._level(where.divided(crumb.cut))
            where = Where(wanted.by, (*where.trail, here))
        if where.by not in where.ways:
            where = where.divided(where.ways[0])
        return self._level(where)

    def _same(self, above: Where, crumb: Crumb) -> Crumb | None:
        """What was gone into, as it is in this document."""
        if (*above.trail, crumb) in self._own:
            return crumb
        found: Row | None = None
        for row in self._level(above).rows():
            if row.key.startswith(crumb.key) and Crumb.of(crumb.cut, row).key == crumb.key:
                if row.steps == crumb.steps:
                    found = row
                    break
                found = found or row
        if found is None:
            return None
        here = Crumb.of(crumb.cut, found)
        self._own.add((*above.trail, here))
        return here

    def _level(self, where: Where) -> Level:
        level = self._found.get(where)
        if level is None:
            weight, whole = self._weighed(where), len(self.document.text)
            level = Level(where, weight, whole, self._whole_fields(where))
            self._found[where] = level
            while len(self._found) > _KEPT:
                self._found.popitem(last=False)
        else:
            self._found.move_to_end(where)
        return level

    def _weighed(self, where: Where) -> Weight:
        document, by = self.document, where.by
        last = where.trail[-1] if where.trail else None
        if by == "node":
            return nodes(document, () if last is None else self._place(where, last))
        if last is None:
            return weigh(document, by)
        within = [
            Within(crumb.cut, crumb.key, crumb.steps)
            for crumb in where.trail
            if crumb.cut != "node"
        ]
        if len(within) < len(where.trail):
            raise NothingFound("a JSON node is divided into its members only")
        return among(document, within, by)

    def _whole_fields(self, where: Where) -> Collection[str]:
        if where.by != "field" or where.tab is None:
            return ()
        holds: dict[str, bool] = {PUNCTUATION: False}
        for steps in ((*where.tab, "state"), where.tab):
            with suppress(NothingFound):
                holds |= {row.key: bool(row.count) for row in nodes(self.document, steps).rows}
        return frozenset(name for name, more in holds.items() if not more)

    def _place(self, where: Where, last: Crumb) -> Steps:
        """The node that a level is: of a field of one tab its member, or the pages that have it."""
        tab = where.tab
        if last.cut == "node" or tab is None:
            return last.steps or ()
        if last.cut != "field":
            return tab
        for steps in ((*tab, last.key), (*tab, "state", last.key), (*tab, "state", "entries")):
            with suppress(NothingFound):
                self.document.span(steps)
                return steps
        return (*tab, "entries")
