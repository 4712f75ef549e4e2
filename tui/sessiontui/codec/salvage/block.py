"""The text of a damaged LZ4 block: as far as it goes, and on behind what is bad.

A block has no restart points. Behind a hole a sequence may copy what stood in the hole: such
bytes are marked unknown, and so are copies of them. Only when there is one hole, and the text's
size is known, does it show how much the hole held; then copies from before it are read, too.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Final

from msgspec import Struct

from ...session.mend.ends import SEAM, UNKNOWN
from .likely import REFERENCE, Patience, fill
from .result import Damage, DamageKind, cut_at, zeros_at
from .sequences import Chain, Stop, follow, next_chain
from .unpacking import NOTHING, Unpacked, place_of, reach_before, text_before, unpack

MARGIN: Final = 72 * 1024
"""Damage other than zeros is noticed late: so many bytes of the file before are not certain. A
foreign block of 64 kB may look like what belongs there until it ends; packed, it holds several
times as much text."""

_ZEROS: Final = re.compile(rb"\x00{16,}+")  # no block of text holds so many in a row
_MOST_CHAINS: Final = 500
_MOST_DAMAGE: Final = 1000
_ROOMY: Final = 32  # no session written by Firefox was seen to shrink as much
_ROOM: Final = 1 << 24

Tick = Callable[[int], None]


class Hole(Struct, frozen=True):
    """Where bytes of the text are missing."""

    at: int  # in the text that was made
    size: int | None
    stands: bool = False  # whether the missing bytes stand in the text, as zeros; else a SEAM does


class Text(Struct, frozen=True, eq=False):
    """What a block became."""

    text: bytes  # UNKNOWN for unknown bytes, SEAM where some are missing
    certain: int
    holes: tuple[Hole, ...]
    damage: tuple[Damage, ...]
    ended: bool  # the block ends properly
    guessed: int = 0  # so many bytes are not known, and were guessed


def read_block(
    data: bytes, start: int, begins: bool, expected: int | None, skimmed: Tick, unpacked: Tick
) -> Text:
    """Unpack what can be unpacked of the block in a file.

    ``begins``: it begins at ``start``; else it begins before, and is searched from there.
    ``expected``: the size of the text, where it is known. Ticks get offsets of the file.
    """
    reader = _Reader(data, expected, skimmed, unpacked)
    reader.read(start, begins)
    return reader.text()


class _Reader:
    def __init__(self, data: bytes, expected: int | None, skimmed: Tick, unpacked: Tick) -> None:
        self._data = data
        self._expected = expected
        self._skimmed = skimmed
        self._unpacked = unpacked
        self._left = max(_ROOM, _ROOMY * len(data))
        self._begins = False  # whether the first chain is the block's beginning
        self._chains: list[Chain] = []
        self._made: list[Unpacked] = []
        self._damage: list[Damage] = []
        self._guessed = 0

    def read(self, start: int, begins: bool) -> None:
        for begin, end, last in self._stretches(start):
            first = begins and begin == start
            at = begin if first else next_chain(self._data, begin, end, last)
            while at is not None and len(self._chains) < _MOST_CHAINS and self._left > 0:
                if at > begin:
                    self._damaged(self._chains[-1].end if self._chains else start, at)
                chain = follow(self._data, at, end, last, self._skimmed)
                chain = self._take(chain, first)
                self._begins = self._begins or first
                first = False
                if chain.stop is not Stop.BAD:
                    break
                begin = max(chain.literals[1], chain.end + 1)
                at = next_chain(self._data, begin, end, last)
            if at is None and begin < end and not (first or self._ended()):
                self._damaged(begin, end)
        self._mind_the_gap()

    def _stretches(self, start: int) -> Iterator[tuple[int, int, bool]]:
        """What lies between stretches of zeros; and whether the file ends there."""
        for zeros in _ZEROS.finditer(self._data, start):
            if zeros.start() > start:
                yield start, zeros.start(), False
            self._damage.append(zeros_at(*zeros.span()))
            start = zeros.end()
            if len(self._chains) >= _MOST_CHAINS or len(self._damage) >= _MOST_DAMAGE:
                self._damaged(start, len(self._data))
                return
        if start < len(self._data):
            yield start, len(self._data), True

    def _take(self, chain: Chain, first: bool) -> Chain:
        made = unpack(self._data, chain, b"", self._left, self._unpacked)
        odd = made.text.find(UNKNOWN) if first else -1
        # A single one that copies what stands before the beginning has a flipped bit.
        if odd >= 0 and reach_before(self._data, chain) > 1:
            stop = place_of(self._data, chain, made, odd)
            cut = follow(self._data, chain.start, stop, False, self._skimmed)
            chain = Chain(cut.cuts, Stop.BAD, (stop, stop))
            made = unpack(self._data, chain, b"", self._left, self._unpacked)
        self._left -= len(made.text)
        self._chains.append(chain)
        self._made.append(made)
        return chain

    def _ended(self) -> bool:
        return bool(self._chains) and self._chains[-1].stop is Stop.END

    def _mind_the_gap(self) -> None:
        """Unpack the last chain again where it is known how far from the first it is; and guess."""
        gap = self._gap()
        window = NOTHING
        if gap is not None:
            before = bytes(self._made[0].text[-len(NOTHING) :])
            window = (NOTHING + before + NOTHING[:gap])[-len(NOTHING) :]
            size = len(self._made[1].text) + 1
            self._made[1] = unpack(self._data, self._chains[1], window, size, self._unpacked)
        patience = Patience()
        largest_first = sorted(
            zip(self._chains, self._made, strict=True), key=lambda one: -len(one[1].text)
        )
        for chain, made in largest_first:
            if made is self._made[0] and self._begins:
                continue
            known = self._made[0].text if self._begins else made.text
            reference = bytes(known[-REFERENCE:])
            self._guessed += fill(
                self._data, chain, made.text, window, reference, self._unpacked, patience
            )

    def _gap(self) -> int | None:
        """How many bytes of the text the only hole held."""
        if self._expected is None or not self._ended() or not self._begins:
            return None
        if len(self._made) != 2 or any(made.full for made in self._made):
            return None
        gap = self._expected - sum(len(made.text) for made in self._made)
        return gap if gap >= 0 else None

    # -- what came of it -----------------------------------------------------------------------

    def text(self) -> Text:
        if not self._chains:
            return Text(b"", 0, (), tuple(self._damage), False)
        seam = bytes([SEAM])
        gap = self._gap()
        pieces: list[bytes | bytearray] = [] if self._begins else [seam]
        holes = [] if self._begins else [Hole(0, None)]
        size = len(pieces)
        for made in self._made:
            if made is not self._made[0]:
                holes.append(Hole(size, gap))
                pieces.append(seam)
                size += 1
            pieces.append(made.text)
            size += len(made.text)
        last = self._chains[-1]
        if last.stop is Stop.CUT and last.literals[1] >= len(self._data):
            self._damage.append(cut_at(len(self._data)))
        certain = self._certain()
        self._made = []
        damage = tuple(self._damage)
        text = b"".join(pieces)
        return Text(text, certain, tuple(holes), damage, self._ended(), self._guessed)

    def _certain(self) -> int:
        if not self._begins:
            return 0
        chain, made = self._chains[0], self._made[0]
        if made.full:
            return max(0, len(made.text) - MARGIN)
        if chain.stop is Stop.BAD:
            return text_before(self._data, chain, made, chain.end - MARGIN)
        return len(made.text)

    def _damaged(self, start: int, end: int) -> None:
        last = self._damage[-1] if self._damage else None
        if last is not None and start < last.end:
            start = last.end
        if start < end:
            self._damage.append(
                Damage(
                    DamageKind.UNREADABLE,
                    start,
                    end,
                    f"bytes {start:,} to {end - 1:,} of the file do not belong there, or are "
                    "wrong: they do not unpack",
                )
            )
