"""What became of the open tabs between two sessions: opened, closed, gone on, moved, changed."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from enum import Enum
from typing import Final, NamedTuple

from .matching import Certainty, match
from .sightings import Sightings
from .traits import PINNED, Traits


class How(Enum):
    """How a tab that is open in both is another. The value says it in a word."""

    NAVIGATED = "navigated"  # shows another page, or another place of its history
    MOVED = "moved"  # to another window, or past other tabs of its own
    PINNED = "pinned"  # or no longer
    GROUPED = "grouped"  # put into another group, or out of one
    CHANGED = "changed"  # nothing of these; something inside

    @property
    def sign(self) -> str:
        """The same as one character."""
        return _SIGNS[self]


OPENED: Final = "+"
CLOSED: Final = "-"
"""The signs of what is open in one of two sessions only."""
_SIGNS: Final = {
    How.NAVIGATED: "→", How.MOVED: "↕", How.PINNED: "*", How.GROUPED: "■", How.CHANGED: "·",
}  # fmt: skip


class Changed(NamedTuple):
    """A tab that is open in both sessions, and how it differs."""

    before: int
    after: int
    how: frozenset[How]
    certainty: Certainty

    @property
    def sign(self) -> str:
        """The first of its differences as one character."""
        return next(how for how in How if how in self.how).sign

    @property
    def words(self) -> str:
        """All its differences: ``navigated, pinned``."""
        return ", ".join(how.value for how in How if how in self.how)


class Comparison(NamedTuple):
    """The rows of open tabs: in the order of their own session, changed ones in the later one's.

    Rows of ``closed`` are of the session before, of ``opened`` of the one after. ``same`` counts
    the tabs that are open in both without any difference.
    """

    opened: tuple[int, ...]
    closed: tuple[int, ...]
    changed: tuple[Changed, ...]
    same: int

    def of(self, how: How) -> tuple[Changed, ...]:
        """Those that differ in one way, among others perhaps."""
        return tuple(change for change in self.changed if how in change.how)

    @property
    def counts(self) -> tuple[str, ...]:
        """How many differ in which way, each in words; ``no difference`` when none does."""
        numbers = (
            (len(self.opened), "opened"),
            (len(self.closed), "closed"),
            *((len(self.of(how)), how.value) for how in How),
        )
        return tuple(f"{n:,} {word}" for n, word in numbers if n) or ("no difference",)

    def __bool__(self) -> bool:
        """Whether anything is different."""
        return bool(self.opened or self.closed or self.changed)


def compare(before: Sightings, after: Sightings) -> Comparison:
    """Compare the open tabs of two sessions of the same texts.

    A session compared with itself differs in nothing, and with the two exchanged the comparison is
    mirrored: what was opened is closed.
    """
    if _rank(before) <= _rank(after):
        return _compare(before, after)
    found = _compare(after, before)
    mirrored = [one._replace(before=one.after, after=one.before) for one in found.changed]
    mirrored.sort(key=lambda one: one.after)
    return Comparison(found.closed, found.opened, tuple(mirrored), found.same)


def _rank(rows: Sightings) -> tuple[int, bytes]:
    """Any order of sessions, so that ties between pairs and moves are broken the same way."""
    return len(rows), rows.traits.digests.tobytes()


def _compare(before: Sightings, after: Sightings) -> Comparison:
    old, new = before.open_rows(), after.open_rows()
    pairs = match(before.traits, after.traits, old, new, addresses_only=False)
    both = [(row, pairs.partner[row]) for row in old if pairs.partner[row] >= 0]
    moved = _moved(before, after, both)
    changed: list[Changed] = []
    for row, other in both:
        how = _differences(before, after, row, other)
        if row in moved:
            how.add(How.MOVED)
        if not how and before.traits.digests[row] != after.traits.digests[other]:
            how.add(How.CHANGED)
        if how:
            certainty = Certainty(pairs.certainty[row])
            changed.append(Changed(row, other, frozenset(how), certainty))
    changed.sort(key=lambda one: one.after)
    return Comparison(
        tuple(row for row in new if pairs.back[row] < 0),
        tuple(row for row in old if pairs.partner[row] < 0),
        tuple(changed),
        len(both) - len(changed),
    )


def _differences(before: Sightings, after: Sightings, row: int, other: int) -> set[How]:
    old, new = before.traits, after.traits
    how: set[How] = set()
    if _shows_another(old, new, row, other):
        how.add(How.NAVIGATED)
    if old.has(row, PINNED) != new.has(other, PINNED):
        how.add(How.PINNED)
    if before.group(row).id != after.group(other).id:
        how.add(How.GROUPED)
    return how


def _shows_another(old: Traits, new: Traits, row: int, other: int) -> bool:
    if old.here[row] and new.here[other]:
        return old.here[row] != new.here[other]
    return old.url(row) != new.url(other)


def _moved(before: Sightings, after: Sightings, both: Sequence[tuple[int, int]]) -> frozenset[int]:
    """The rows before that stand elsewhere: as few as explain the new order."""
    place_of = _same_windows(before, after, both)
    moved: set[int] = set()
    by_window: dict[int, list[tuple[int, int]]] = {}
    for row, other in both:
        window = before.lists[row]
        if place_of.get(window) != after.lists[other]:
            moved.add(row)
        else:
            by_window.setdefault(window, []).append((row, after.at[other]))
    for rows in by_window.values():
        places = [place for _, place in rows]
        kept = _longest_rising(places)
        moved.update(row for number, (row, _) in enumerate(rows) if number not in kept)
    return frozenset(moved)


def _same_windows(
    before: Sightings, after: Sightings, both: Iterable[tuple[int, int]]
) -> dict[int, int]:
    """Which window of the session after is which before: those that share most tabs.

    Windows have no name of their own that survives a restart.
    """
    shared = Counter((before.lists[row], after.lists[other]) for row, other in both)
    found: dict[int, int] = {}
    taken: set[int] = set()
    for (window, other), _ in sorted(shared.items(), key=lambda pair: (-pair[1], *pair[0])):
        if window not in found and other not in taken:
            found[window] = other
            taken.add(other)
    return found


def _longest_rising(places: Sequence[int]) -> set[int]:
    """The numbers of a longest rising run of places, each different."""
    ends: list[int] = []  # the smallest last place of a rising run of each length
    last: list[int] = []  # the number of that place
    before: list[int] = []
    for number, place in enumerate(places):
        at = bisect_left(ends, place)
        before.append(last[at - 1] if at else -1)
        if at == len(ends):
            ends.append(place)
            last.append(number)
        else:
            ends[at] = place
            last[at] = number
    kept: set[int] = set()
    number = last[-1] if last else -1
    while number >= 0:
        kept.add(number)
        number = before[number]
    return kept
