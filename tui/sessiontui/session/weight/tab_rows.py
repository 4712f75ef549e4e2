"""The tabs of a document as rows: 20 bytes each until somebody looks at one."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import msgspec
from msgspec import Raw

from ...errors import SessiontuiError
from ..json import text as jsontext
from ..json.pointer import Steps
from ..model.coerce import raw_text
from ..model.document import ClosedTabSkeleton, TabSkeleton
from ..model.entry import address_of, title_of
from .ledger import OUTSIDE
from .rows import NO_TAB, Row, SortedRows

_TAB: msgspec.json.Decoder[TabSkeleton] = msgspec.json.Decoder(TabSkeleton)
_CLOSED: msgspec.json.Decoder[ClosedTabSkeleton] = msgspec.json.Decoder(ClosedTabSkeleton)


class _List(NamedTuple):
    first: int
    steps: Steps
    closed: bool


class TabPlaces:
    """Every tab of a walk by number: where it lies, and in which list."""

    def __init__(self, text: bytes) -> None:
        self.text = text
        code = "I" if len(text) < 1 << 32 else "Q"
        self.starts = array(code)
        self.ends = array(code)
        self._lists: list[_List] = []
        self._firsts: list[int] = []

    def add(self, starts: array[int], ends: array[int], steps: Steps, *, closed: bool) -> int:
        """The items of a list are tabs; the number of the first."""
        first = len(self.starts)
        self._lists.append(_List(first, steps, closed))
        self._firsts.append(first)
        self.starts.extend(starts)
        self.ends.extend(ends)
        return first

    def steps(self, number: int) -> Steps:
        """Where a tab lies in the document."""
        found = self._list(number)
        return (*found.steps, number - found.first)

    def number_at(self, steps: Steps) -> int:
        """The number of the tab at a place; OUTSIDE when there is none."""
        for at, found in enumerate(self._lists):
            behind = self._firsts[at + 1] if at + 1 < len(self._lists) else len(self.starts)
            last = steps[-1] if steps else None
            if found.steps == steps[:-1] and isinstance(last, int):
                number = found.first + last
                if found.first <= number < behind:
                    return number
        return OUTSIDE

    def skeleton(self, number: int) -> tuple[TabSkeleton, str]:
        """What a tab is, and the title it was closed with."""
        piece = self.text[self.starts[number] : self.ends[number]]
        try:
            if not self._list(number).closed:
                return jsontext.decode(piece, _TAB).value, ""
            found = jsontext.decode(piece, _CLOSED).value
        except SessiontuiError:
            return TabSkeleton(), ""
        state = found.state if isinstance(found.state, TabSkeleton) else TabSkeleton()
        title = found.title if isinstance(found.title, Raw) else msgspec.UNSET
        return state, raw_text(title)

    def _list(self, number: int) -> _List:
        # Lists without a tab begin where the next one does.
        return self._lists[bisect_right(self._firsts, number) - 1]


def rows_of_tabs(
    places: TabPlaces, sums: Mapping[int, tuple[int, int]] | None, whole: int
) -> Sequence[Row]:
    """Rows of tabs, and one of what is in none; of all their bytes, or of some as ``sums`` has
    them by number, with their counts.
    """
    numbers: array[int] | range
    if sums is None:
        numbers = range(len(places.starts))
        sizes = array("Q", map(int.__sub__, places.ends, places.starts))
        counts: array[int] | None = None
    else:
        numbers = array("I", (number for number in sums if number != OUTSIDE))
        sizes = array("Q", (sums[number][0] for number in numbers))
        counts = array("Q", (sums[number][1] for number in numbers))
    outside = whole - sum(sizes)
    outside_count = 0 if sums is None else sums.get(OUTSIDE, (0, 0))[1]
    if outside or outside_count:
        sizes.append(outside)

    def make(at: int, size: int) -> Row:
        if at == len(numbers):
            return Row(NO_TAB, size, outside_count)
        number = numbers[at]
        tab, title = places.skeleton(number)
        entries = len(tab.entries) if isinstance(tab.entries, list) else 0
        count = entries if counts is None else counts[at]
        shown = title_of(tab) or title
        return Row(address_of(tab), size, count, places.steps(number), shown)

    return SortedRows(sizes, make)
