"""Which tabs of two sessions are the same one: one to one, and how certain.

What cannot be two tabs is asked first (the same bytes, the same docshell in one run), then what a
tab carries through restarts (its place in its history, the moment it was looked at or closed), the
mere address last. Each question is asked only of those that no better one has answered.
"""

from __future__ import annotations

from array import array
from collections import Counter, defaultdict
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from enum import IntEnum
from typing import Final

from .traits import BLANK, HAS_KEYS, HIDDEN, PINNED, Traits

_MOST_SHARING: Final = 16
"""Rows that share one navigation key and are looked at together; more are nobody's history."""

_WHO: Final = ((False, False), (False, True), (True, False))
"""Whose address is compared where navigation keys would have told: one has none."""


class Certainty(IntEnum):
    """How sure it is that two sightings are of one page, the surest first."""

    SAME = 0
    PROBABLY = 1
    SAME_ADDRESS = 2
    GUESSED = 3  # what was read of it in a damaged file may be wrong

    @property
    def words(self) -> str:
        """``same``, ``probably``, ``same address``, ``guessed``."""
        return self.name.lower().replace("_", " ")


class Matched:
    """Pairs of rows. ``partner`` of each left row is a right row or -1, ``certainty`` likewise."""

    __slots__ = ("back", "certainty", "partner")

    def __init__(self, left: int, right: int) -> None:
        self.partner = array("l", (-1,)) * left
        self.certainty = bytearray(left)
        self.back = array("l", (-1,)) * right

    def join(self, left: int, right: int, certainty: Certainty) -> None:
        """Make a pair of two rows that have none."""
        self.partner[left] = right
        self.back[right] = left
        self.certainty[left] = certainty


def match(
    left: Traits,
    right: Traits,
    left_rows: Iterable[int] | None = None,
    right_rows: Iterable[int] | None = None,
    *,
    addresses_only: bool = True,
    left_docshells: Mapping[int, int] | None = None,
) -> Matched:
    """Pair the tabs of two sessions. ``left_rows`` and ``right_rows`` narrow who takes part.

    ``left_docshells``: how often each occurs in all of left, where that is counted already.

    ``addresses_only`` also pairs two tabs of one address whose histories show that they are two: a
    page that was closed and opened anew, which to a person is not lost. Linear in the rows; the
    same pairs come out when left and right change places.
    """
    pairs = Matched(len(left), len(right))
    mine = list(range(len(left)) if left_rows is None else left_rows)
    theirs = list(range(len(right)) if right_rows is None else right_rows)
    keyed = _both(left, right, HAS_KEYS)

    def sure(a: int, b: int) -> Certainty:
        return Certainty.SAME if keyed(a, b) else Certainty.PROBABLY

    def ask(
        of_left: Callable[[int], Hashable],
        of_right: Callable[[int], Hashable],
        certainty: Callable[[int, int], Certainty],
    ) -> None:
        nonlocal mine, theirs
        if not mine or not theirs:
            return
        waiting: dict[Hashable, list[int]] = defaultdict(list)
        for row in reversed(theirs):
            key = of_right(row)
            if key:
                waiting[key].append(row)
        for row in mine:
            key = of_left(row)
            found = waiting.get(key) if key else None
            if found:
                other = found.pop()
                pairs.join(row, other, certainty(row, other))
        mine = [row for row in mine if pairs.partner[row] < 0]
        theirs = [row for row in theirs if pairs.back[row] < 0]

    def by(question: Callable[[Traits], Callable[[int], Hashable]]) -> None:
        ask(question(left), question(right), sure)

    by(_bytes_and_place)
    by(_bytes)
    by(_docshell_and_place)
    ask(_docshell(left, left_docshells), _docshell(right), sure)
    by(_place_and_moment)
    by(_place_and_where)
    by(_place)
    _by_history(left, right, mine, theirs, pairs)
    mine = [row for row in mine if pairs.partner[row] < 0]
    theirs = [row for row in theirs if pairs.back[row] < 0]
    probably: Callable[[int, int], Certainty] = lambda a, b: Certainty.PROBABLY  # noqa: E731
    for question in (_address_and_looked_at, _address_and_closed):
        ask(question(left), question(right), probably)
    for with_keys, and_theirs in _WHO if not addresses_only else ((None, None),):
        ask(
            _address(left, with_keys),
            _address(right, and_theirs),
            lambda a, b: Certainty.SAME_ADDRESS,
        )
    return pairs


def _both(left: Traits, right: Traits, flag: int) -> Callable[[int, int], bool]:
    ours, theirs = left.flags, right.flags
    return lambda a, b: bool(ours[a] & theirs[b] & flag)


def _bytes_and_place(rows: Traits) -> Callable[[int], Hashable]:
    """Of several that are alike the one that stands where it stood."""
    digests, accessed, places = rows.digests, rows.accessed, rows.places
    return lambda row: (digests[row], places[row]) if accessed[row] else 0


def _docshell_and_place(rows: Traits) -> Callable[[int], Hashable]:
    """A docshell that several share tells them apart together with where they stand."""
    docshells, places = rows.docshells, rows.places
    return lambda row: (docshells[row], places[row]) if docshells[row] else 0


def _bytes(rows: Traits) -> Callable[[int], Hashable]:
    """The very same JSON; of a tab that was never looked at it says little."""
    digests, accessed = rows.digests, rows.accessed
    return lambda row: digests[row] if accessed[row] else 0


def _place_and_moment(rows: Traits) -> Callable[[int], Hashable]:
    here, accessed = rows.here, rows.accessed
    return lambda row: (here[row], accessed[row]) if here[row] and accessed[row] else 0


def _place_and_where(rows: Traits) -> Callable[[int], Hashable]:
    """Duplicates that were all looked at since are told apart by where they stand."""
    here, places = rows.here, rows.places
    return lambda row: (here[row], places[row]) if here[row] else 0


def _place(rows: Traits) -> Callable[[int], Hashable]:
    here = rows.here
    return lambda row: here[row]


def _docshell(rows: Traits, counted: Mapping[int, int] | None = None) -> Callable[[int], Hashable]:
    """Holds in one run of Firefox; tabs that were restored or duplicated may share one."""
    docshells = rows.docshells
    times = Counter(docshells) if counted is None else counted
    return lambda row: docshells[row] if times[docshells[row]] == 1 else 0


def _address_and_looked_at(rows: Traits) -> Callable[[int], Hashable]:
    accessed = rows.accessed
    return lambda row: (rows.url(row), accessed[row]) if accessed[row] else 0


def _address_and_closed(rows: Traits) -> Callable[[int], Hashable]:
    closed = rows.closed
    return lambda row: (rows.url(row), closed[row]) if closed[row] else 0


def _address(rows: Traits, with_keys: bool | None = None) -> Callable[[int], Hashable]:
    """Of tabs with navigation keys, of those without, or of all.

    A blank page says little of its tab: a pinned one is not the one that somebody just opened.
    """
    texts, containers, flags = rows.texts_of, rows.containers, rows.flags
    return lambda row: (
        (
            texts.url(rows.texts[row]),
            containers[row],
            flags[row] & (PINNED | HIDDEN) if flags[row] & BLANK else 0,
        )
        if with_keys is None or rows.has(row, HAS_KEYS) is with_keys
        else 0
    )


def _by_history(
    left: Traits,
    right: Traits,
    mine: Sequence[int],
    theirs: Sequence[int],
    pairs: Matched,
) -> None:
    """A tab that went on shares the earlier part of its history; those that share most first."""
    holders: dict[int, list[int]] = defaultdict(list)
    for row in theirs:
        for key in set(right.keys_of(row)):
            if len(holders[key]) < _MOST_SHARING:
                holders[key].append(row)
    shared: dict[tuple[int, int], int] = defaultdict(int)
    taking: dict[int, int] = defaultdict(int)
    for row in mine:
        for key in set(left.keys_of(row)):
            if key in holders and taking[key] < _MOST_SHARING:
                taking[key] += 1
                for other in holders[key]:
                    shared[row, other] += 1
    for (row, other), _ in sorted(
        shared.items(), key=lambda pair: (-pair[1], pair[0][0] + pair[0][1])
    ):
        if pairs.partner[row] < 0 and pairs.back[other] < 0:
            pairs.join(row, other, Certainty.SAME)
