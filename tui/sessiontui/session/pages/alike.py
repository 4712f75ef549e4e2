"""Which of very many rows may be a row of another session's: found by what they share.

To match one more version with all the pages of the versions before it, not all of them are looked
at: where nothing is shared, no question can make a pair.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator
from typing import Final

from .traits import Traits

_AT_MOST: Final = 8
"""Rows compared for each of the others' in the mean, before what they share is looked at."""


class Alike:
    """The rows of traits that only ever grow, by everything that two rows can be matched by."""

    def __init__(self, traits: Traits) -> None:
        self._traits = traits
        self._rows: dict[int, list[int]] = defaultdict(list)
        self._marked = 0
        self._others = self._compared = 0
        self.docshells: Counter[int] | None = None
        """How often each docshell occurs in them, when not all of them are compared."""

    def to(self, others: Traits) -> list[int] | None:
        """The rows that share anything with one of the others, ascending.

        None for all of them, as long as that is no more work: there are few sessions, or they hold
        much the same.
        """
        self._others += len(others)
        self._compared += len(self._traits)
        if self.docshells is None:
            if self._compared <= _AT_MOST * self._others:
                return None
            self.docshells = Counter()
        self._catch_up(self.docshells)
        found: set[int] = set()
        for row in range(len(others)):
            for mark in _marks(others, row):
                found.update(self._rows.get(mark, ()))
        return sorted(found)

    def _catch_up(self, docshells: Counter[int]) -> None:
        for row in range(self._marked, len(self._traits)):
            for mark in _marks(self._traits, row):
                self._rows[mark].append(row)
        docshells.update(self._traits.docshells[self._marked :])
        self._marked = len(self._traits)


def _marks(rows: Traits, row: int) -> Iterator[int]:
    """Numbers that rows have in common when a question of ``match`` could join them.

    Two that have one by chance are asked in vain, no more.
    """
    yield hash((0, rows.url(row)))
    if rows.accessed[row]:
        yield hash((1, rows.digests[row]))
    if rows.docshells[row]:
        yield hash((2, rows.docshells[row]))
    for key in rows.keys_of(row):  # the one of what it shows is among them
        yield hash((3, key))
