"""A JSON text in which pieces that are known from before are replaced by short stand-ins.

A save of Firefox changes a few of thousands of tabs. Whoever has hash and length of each piece
finds it again in the next text, and has only what is left to parse: of 100 MB some hundred kB.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import accumulate
from typing import Final, NamedTuple

from xxhash import xxh3_64_intdigest as digest

from .pointer import Spans

LEAST: Final = 1_000  # bytes; smaller pieces are parsed as quickly as they are found again

_PROBE: Final = slice(16, 64)  # bytes of a piece by which it is sought: an address, mostly
_OF_THOSE_GONE: Final = 8
_NEAR: Final = 1 << 18  # bytes: so much new may stand before a piece; if it is more, it is missed


class Mark(NamedTuple):
    """What a piece is found again by: its first bytes in part, its hash and length in bytes."""

    probe: bytes
    hash: int
    size: int


def mark_of(piece: bytes | memoryview) -> Mark:
    """The mark of a piece of JSON, which is an object of at least LEAST bytes."""
    return Mark(bytes(piece[_PROBE]), digest(piece), len(piece))


class Folded:
    """``json`` is the text with ``stand_ins``: strings, each for some pieces that stand together.

    Of each it is told from which known piece on, and for how many.
    """

    def __init__(self, text: bytes, found: Sequence[tuple[int, int, int]], sign: str) -> None:
        """``found``: number, start and size of each piece that is known, in order."""
        view, signed, end, at = memoryview(text), sign.encode(), 0, 0
        pieces: list[bytes | memoryview] = []
        self.stand_ins: dict[bytes, tuple[int, int]] = {}
        self._sizes: dict[int, list[int]] = {}  # of what each stands for, by its start
        self._starts: list[int] = []
        saved: list[int] = []  # bytes by each
        for first, start, sizes in _together(text, found):
            stand_in = b'"%s %d"' % (signed, first)
            self.stand_ins[stand_in] = first, len(sizes)
            pieces += (view[end:start], stand_in)
            at += start - end
            self._starts.append(at)
            self._sizes[at] = sizes
            end = start + sum(sizes) + len(sizes) - 1
            saved.append(end - start - len(stand_in))
            at += len(stand_in)
        pieces.append(view[end:])
        self.json = b"".join(pieces)
        self._saved = list(accumulate(saved, initial=0))

    def whole(self, at: int) -> int:
        """Where in the whole text something begins or ends that does so here in ``json``.

        Nothing is inside a stand-in.
        """
        return at + self._saved[bisect_left(self._starts, at)]

    def whole_spans(self, spans: Spans) -> Spans:
        """What was found in ``json``, where it is in the whole text; nothing inside stand-ins."""
        return {
            (self.whole(start), self.whole(end)): self._children(inside)
            for (start, end), inside in spans.items()
            if start not in self._sizes
        }

    def _children(
        self, inside: dict[str | int, tuple[int, int]]
    ) -> dict[str | int, tuple[int, int]]:
        found: dict[str | int, tuple[int, int]] = {}
        more = 0  # items of a list than stand there
        for step, (start, end) in inside.items():
            at = self.whole(start)
            sizes = self._sizes.get(start, [self.whole(end) - at])
            for number, size in enumerate(sizes):
                found[step + more + number if isinstance(step, int) else step] = at, at + size
                at += size + 1
            more += len(sizes) - 1
        return found


def _together(
    text: bytes, found: Sequence[tuple[int, int, int]]
) -> Iterator[tuple[int, int, list[int]]]:
    """Number and start of the first of some pieces with a comma between them, and their sizes.

    They are items of one list: in an object there would be a key, at a list's end a bracket.
    """
    first = begun = last = end = 0
    sizes: list[int] = []
    for number, start, size in found:
        if sizes and number == last + 1 and start == end + 1 and text[end] == 0x2C:
            sizes.append(size)
        else:
            if sizes:
                yield first, begun, sizes
            first, begun, sizes = number, start, [size]
        last, end = number, start + size
    if sizes:
        yield first, begun, sizes


def fold(text: bytes, known: Sequence[Mark], sign: str) -> Folded | None:
    """Fold the pieces that are known, in their order; None where that is less than half of it.

    ``sign`` is in each stand-in: what no text can hold by chance, nor because somebody knew.
    What is found is a JSON value of its own: its text begins with a brace and has quotes, so it
    cannot stand inside a string.
    """
    search = _Search(text)
    found: list[tuple[int, int, int]] = []
    folded = 0
    number = missed = 0
    while number < len(known) and search.left >= 0:  # else parsing it takes less
        mark = known[number]
        start = search.start_of(mark)
        if start is None:
            missed += 1
        else:
            missed = 0
            found.append((number, start, mark.size))
            folded += mark.size
        number += 1 + missed // _OF_THOSE_GONE  # where many are gone, not each is looked for
    return Folded(text, found, sign) if 2 * folded > len(text) else None


class _Search:
    """Finds one piece behind the other. ``left``: bytes that may still be looked at in vain."""

    def __init__(self, text: bytes) -> None:
        self._text = text
        self._view = memoryview(text)
        self._at = 0  # behind the last one found
        self._missed = 0  # bytes of those not found since
        self.left = 2 * len(text) + (1 << 26)

    def start_of(self, mark: Mark) -> int | None:
        """Where a piece begins, most likely behind the comma that is next; None: not nearby."""
        probe, hashed, size = mark
        text, skipped = self._text, _PROBE.start
        end = min(self._at + self._missed + _NEAR, len(self._text))
        place = self._at + 1 + skipped
        if not text.startswith(probe, place):
            place = text.find(probe, self._at + skipped, end)
        while place >= 0 and self.left >= 0:
            start = place - skipped
            if text[start] == 0x7B and digest(self._view[start : start + size]) == hashed:
                self._at, self._missed = start + size, 0
                return start
            self.left -= size
            place = text.find(probe, place + 1, end)
        self.left -= end - self._at
        self._missed += size
        return None
