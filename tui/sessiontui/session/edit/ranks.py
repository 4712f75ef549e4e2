"""Where an item of a long list stands, without going through the list: by a number it bears.

Ranks grow along the list, with room between them for what is put in later. What is taken out
leaves the others' ranks as they are.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from operator import attrgetter
from typing import Final, Protocol

_APART: Final = 1 << 40  # between two items when all are ranked
_BESIDE: Final = 1 << 20  # at most between an item that was put in and the one before it
_RANK: Final = attrgetter("rank")


class Ranked(Protocol):
    """An item of such a list."""

    rank: int


def rank_all(items: Sequence[Ranked]) -> None:
    """Give every item a rank."""
    for i, item in enumerate(items):
        item.rank = i * _APART


def rank_between(items: Sequence[Ranked], at: int, new: Sequence[Ranked]) -> bool:
    """Rank what is about to be put into ranked items at a place; False: all need new ranks."""
    room = _APART * (len(new) + 1)
    first = items[0].rank if items else 0
    before = items[at - 1].rank if at else first - room
    behind = items[at].rank if at < len(items) else before + room
    step = min((behind - before) // (len(new) + 1), _BESIDE)
    for i, item in enumerate(new, 1):
        item.rank = before + i * step
    return step > 0


def find_ranked(items: Sequence[Ranked], item: Ranked) -> int | None:
    """The place of an item among ranked ones; None when it is not there."""
    at = bisect_left(items, item.rank, key=_RANK)
    return at if at < len(items) and items[at] is item else None
