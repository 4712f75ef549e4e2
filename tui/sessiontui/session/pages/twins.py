"""Tabs that one session keeps in two lists, which to a person are one tab.

Firefox saves the groups of a window that is closed, and the closed window holds their tabs as
well; a window of Zen that was closed holds what is still open in the others.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable

from .sightings import Sightings


def folded(
    sessions: Iterable[tuple[Sightings, array[int], bytearray]],
) -> dict[int, tuple[int, int]]:
    """Of pages that are twins in any session those but the first, each with that first one and
    how certain that is.

    Each session with the page of each of its rows, matched one to one, and how certain each is.
    """
    first: dict[int, tuple[int, int]] = {}

    def first_of(page: int) -> tuple[int, int]:
        certainty = 0
        while page in first:
            page, less = first[page]
            certainty = max(certainty, less)
        return page, certainty

    for rows, page_of, certainties in sessions:
        for pair in _twins(rows):
            (one, sure), (two, also) = sorted(first_of(page_of[row]) for row in pair)
            if one != two:
                first[two] = one, max(sure, also, *(certainties[row] for row in pair))
    return {page: first_of(page) for page in first}


def _twins(rows: Sightings) -> list[tuple[int, int]]:
    """Rows that are a copy of another row: an open tab, else the first. Two open ones are two
    tabs, also when one was made of the other.
    """
    traits = rows.traits
    is_open = set(rows.open_rows())
    put_away = [row for row in range(len(rows)) if row not in is_open and _can_be_told(rows, row)]
    docshells = {traits.docshells[row] for row in put_away}
    first: dict[tuple[int, ...], int] = {}
    for row in is_open if docshells else ():
        if traits.docshells[row] in docshells and _can_be_told(rows, row):
            mark = _mark(rows, row)
            first[mark] = min(first.get(mark, row), row)
    twins = ((row, first.setdefault(_mark(rows, row), row)) for row in put_away)
    return [(row, other) for row, other in twins if row != other]


def _can_be_told(rows: Sightings, row: int) -> bool:
    return bool(rows.traits.docshells[row] and rows.traits.accessed[row])


def _mark(rows: Sightings, row: int) -> tuple[int, ...]:
    """What two copies of one state have in common, whatever their lists note around it."""
    traits = rows.traits
    return (
        traits.docshells[row], traits.accessed[row], traits.texts[row], traits.containers[row],
        *traits.keys_of(row),
    )  # fmt: skip
