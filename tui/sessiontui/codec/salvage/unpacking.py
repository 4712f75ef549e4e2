"""Sequences unpacked by lz4, slice after slice; bytes that come from unknown ones are marked."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import lz4.block

from ...session.mend.ends import SEAM, UNKNOWN
from .sequences import Chain

WINDOW: Final = 1 << 16
"""So far back a sequence can reach."""
NOTHING: Final = bytes([UNKNOWN]) * WINDOW

_TAIL: Final = 16  # a block has to end with literals
_CLOSE: Final = bytes([0xF0, _TAIL - 15]) + bytes(_TAIL)
_MOST: Final = 255  # bytes that one byte of a block can become


class Unpacked:
    """The text of one chain, and where each of its slices begins in it."""

    def __init__(self) -> None:
        self.text = bytearray()
        self.starts: list[tuple[int, int]] = []  # offset in the text, in the file
        self.full = False  # it is more than may be unpacked


def unpack(
    data: bytes, chain: Chain, window: bytes, most: int, tick: Callable[[int], None]
) -> Unpacked:
    """What the whole sequences of a chain become, and the text of the broken one at its end.

    ``window``: what stands before it, of which the last 64 kB count. At most about ``most``
    bytes are unpacked.
    """
    made = Unpacked()
    text = made.text
    window = (NOTHING + window)[-WINDOW:]
    for start, end in zip(chain.cuts, chain.cuts[1:], strict=False):
        made.starts.append((len(text), start))
        if len(text) > most:
            made.full = True
            return made
        text += _slice(data[start:end], window)
        window = (window + bytes(text[-WINDOW:]))[-WINDOW:]
        tick(end)
    made.starts.append((len(text), chain.end))
    text += data[slice(*chain.literals)]
    return made


def _slice(sequences: bytes, window: bytes) -> bytes:
    block = sequences + _CLOSE
    for times in (2, 16, _MOST + 1):
        try:
            room = times * len(sequences) + 4 * _TAIL
            text: bytes = lz4.block.decompress(block, uncompressed_size=room, dict=window)
        except lz4.block.LZ4BlockError:
            continue
        return text[:-_TAIL]
    return bytes([SEAM])  # never yet: whatever passes for sequences can be unpacked


def place_of(data: bytes, chain: Chain, made: Unpacked, offset: int) -> int:
    """Where in the file the sequence begins that gave the byte at an offset of the text."""
    at, place = 0, chain.start
    for begin, start in made.starts:
        if begin > offset:
            break
        at, place = begin, start
    while place < chain.end:
        token = data[place]
        literals, behind = _length(data, token >> 4, place + 1)
        copied, behind = _length(data, token & 15, behind + literals + 2)
        at += literals + copied + 4
        if at > offset:
            break
        place = behind
    return place


def text_before(data: bytes, chain: Chain, made: Unpacked, offset: int) -> int:
    """How much text the sequences give that end at or before an offset of the file."""
    at, place = 0, chain.start
    for begin, start in made.starts:
        if start > offset:
            break
        at, place = begin, start
    while place < chain.end:
        token = data[place]
        literals, behind = _length(data, token >> 4, place + 1)
        copied, place = _length(data, token & 15, behind + literals + 2)
        if place > offset:
            break
        at += literals + copied + 4
    return at


def reach_before(data: bytes, chain: Chain) -> int:
    """How many sequences copy what stands before the chain."""
    found = made = 0
    place = chain.start
    while place < chain.end and made < WINDOW:
        literals, behind = _length(data, data[place] >> 4, place + 1)
        behind += literals
        made += literals
        found += int.from_bytes(data[behind : behind + 2], "little") > made
        copied, place = _length(data, data[place] & 15, behind + 2)
        made += copied + 4
    return found


def _length(data: bytes, begun: int, behind: int) -> tuple[int, int]:
    """A length from its four bits and what follows them; and what is behind that."""
    if begun < 15:
        return begun, behind
    more = 255
    while more == 255:
        more = data[behind]
        behind += 1
        begun += more
    return begun, behind
