"""The tabs of a document as rows: some bytes each until somebody looks at one."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from typing import Final

import msgspec
from msgspec import UNSET, Raw

from ..json import text as jsontext
from ..json.places import code_of, offsets
from ..json.pointer import Steps
from ..model.coerce import raw_text
from ..model.document import ClosedTabSkeleton, Document, TabSkeleton
from ..model.entry import address_of, title_of
from .ledger import OUTSIDE
from .pieces import LARGE, REJECTED, Large, Pieces
from .rows import NO_TAB, Row, SortedRows

_TAB: Final[msgspec.json.Decoder[TabSkeleton]] = msgspec.json.Decoder(TabSkeleton)
_CLOSED: Final[msgspec.json.Decoder[ClosedTabSkeleton]] = msgspec.json.Decoder(ClosedTabSkeleton)


class TabPlaces:
    """Every tab of a walk by number: its bytes (``sizes``), and where it lies in which list."""

    def __init__(self, text: bytes) -> None:
        self.sizes = array(code_of(text))
        # Of each list of tabs: the number of its first, where it is, whether they are closed.
        self._firsts = array("I")
        self._steps: list[Steps] = []
        self._closed = bytearray()
        self._starts: dict[int, array[int]] = {}  # of those that were looked at

    def begin(self, steps: Steps, *, closed: bool) -> int:
        """The tabs that come are those of a list; the number of the first."""
        first = len(self.sizes)
        if self._firsts and self._firsts[-1] == first:  # there were none
            self._firsts.pop()
            self._steps.pop()
            self._closed.pop()
        self._firsts.append(first)
        self._steps.append(steps)
        self._closed.append(closed)
        return first

    def steps(self, number: int) -> Steps:
        """Where a tab lies in the document."""
        found = self._list(number)
        return (*self._steps[found], number - self._firsts[found])

    def skeleton(self, document: Document, number: int) -> tuple[TabSkeleton, str]:
        """What a tab is, and the title it was closed with."""
        found = self._list(number)
        starts = self._starts.get(found)
        if starts is None:
            starts = self._starts[found] = _starts(document, self._steps[found])
        start = starts[number - self._firsts[found]]
        depth = len(self._steps[found]) + 1
        piece = _without_large(document, start, self.sizes[number], depth)
        try:
            if not self._closed[found]:
                return _TAB.decode(piece), ""
            closed = _CLOSED.decode(piece)
        except REJECTED:  # an odd item of a list of tabs
            return TabSkeleton(), ""
        state = closed.state if isinstance(closed.state, TabSkeleton) else TabSkeleton()
        return state, raw_text(closed.title if isinstance(closed.title, Raw) else UNSET)

    def _list(self, number: int) -> int:
        return bisect_right(self._firsts, number) - 1


def _without_large(document: Document, start: int, size: int, depth: int) -> memoryview:
    """A tab as it stands; of a large one without what is large in it and is no page."""
    pieces = Pieces.of(document)
    piece = pieces.at(start, start + size, depth)
    if not isinstance(piece, Large):
        return pieces.view(piece)
    small: list[bytes] = []
    for name, value in pieces.members(piece).items():
        if len(value) <= LARGE or name == "entries":
            text = bytes(pieces.view(value))
        elif name == "state" and isinstance(value, Large):
            text = bytes(_without_large(document, value.start, len(value), value.depth))
        else:
            continue
        small.append(b"%b:%b" % (msgspec.json.encode(name), text))
    return memoryview(b"{%b}" % b",".join(small))


def _starts(document: Document, steps: Steps) -> array[int]:
    text = document.sound_text
    start, end = document.span(steps)
    if end - start > LARGE:
        return document.finder.find(start, end, len(steps)).starts
    spans = jsontext.children(text, start, end)
    return offsets(text, (start for _, start, _ in spans))


def rows_of_tabs(
    document: Document, places: TabPlaces, sums: Mapping[int, Sequence[int]] | None
) -> Sequence[Row]:
    """Rows of tabs, and one of what is in none; of all their bytes, or of some as ``sums`` has
    them by number, with their counts.
    """
    numbers: Sequence[int]
    if sums is None:
        numbers = range(len(places.sizes))
        sizes, counts = places.sizes[:], None
        outside, outside_count = len(document.text) - sum(sizes), 0
    else:
        numbers = array("I", (number for number in sums if number != OUTSIDE))
        sizes = offsets(document.text, (sums[number][0] for number in numbers))
        counts = array("Q", (sums[number][1] for number in numbers))
        outside, outside_count = sums.get(OUTSIDE, (0, 0))
    if outside or outside_count:
        sizes.append(outside)

    def make(at: int, size: int) -> Row:
        if at == len(numbers):
            return Row(NO_TAB, size, outside_count)
        number = numbers[at]
        tab, title = places.skeleton(document, number)
        entries = len(tab.entries) if isinstance(tab.entries, list) else 0
        count = entries if counts is None else counts[at]
        return Row(address_of(tab), size, count, places.steps(number), title_of(tab) or title)

    return SortedRows(sizes, make)
