"""The sequences of an LZ4 block, one after the other, without unpacking any.

A sequence is a token, literals, two bytes of offset, and lengths that do not fit the token. The
literals of a session are text: bytes that no text holds, and an offset of nothing, tell damage.
Short sequences are passed by one regular expression, several million a second.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from enum import Enum, auto
from functools import cache
from typing import Final

from msgspec import Struct

_TEXT: Final = rb"[\t\n\r\x20-\xf4]"
_NO_TEXT: Final = re.compile(rb"[^\t\n\r\x20-\xf4]")

SLICE: Final = 1 << 17
"""Bytes of a block between two places where it can be cut."""


class Stop(Enum):
    """Why a chain of sequences ends."""

    END = auto()  # the block does, properly
    CUT = auto()  # the bytes do, inside a sequence
    BAD = auto()  # this is no sequence


class Chain(Struct, frozen=True):
    """Whole sequences: ``cuts`` are their begin, places between, and their end."""

    cuts: tuple[int, ...]
    stop: Stop
    literals: tuple[int, int]  # where the text of the broken or last sequence lies

    @property
    def start(self) -> int:
        """Where the first sequence begins."""
        return self.cuts[0]

    @property
    def end(self) -> int:
        """Behind the last whole sequence."""
        return self.cuts[-1]


@cache
def _short(most: bytes) -> re.Pattern[bytes]:
    """As many sequences as there are whose literals are fewer than 15."""

    def byte(number: int) -> bytes:
        return b"\\x%02x" % number

    kinds = []
    for count in range(15):
        body = (_TEXT + b"{%d}" % count if count else b"") + rb"(?!\x00\x00).."
        low, high = byte(16 * count), byte(16 * count + 14)
        kinds.append(b"[%b-%b]%b" % (low, high, body))
        kinds.append(b"%b%b\\xff%b[^\\xff]" % (byte(16 * count + 15), body, most))
    return re.compile(b"(?:" + b"|".join(kinds) + b")*+", re.DOTALL)


def follow(data: bytes, at: int, end: int, last: bool, tick: Callable[[int], None]) -> Chain:
    """The chain that begins at an offset, not beyond ``end``.

    ``last``: the block may end properly there. ``tick`` gets the offset at each cut.
    """
    short = _short(b"*+")
    cuts = [at]
    while True:
        at = _match_end(short, data, at, min(end, cuts[-1] + SLICE))
        if at - cuts[-1] >= SLICE // 2:
            cuts.append(at)
            tick(at)
        step = _one(data, at, end, last)
        behind = step if isinstance(step, int) else None
        if not isinstance(step, int) and step[0] is Stop.BAD:
            behind = _past_odd(data, at, end, last)
        if behind is not None:
            at = behind
            continue
        assert not isinstance(step, int)
        if at != cuts[-1]:
            cuts.append(at)
        return Chain(tuple(cuts), *step)


def _match_end(pattern: re.Pattern[bytes], data: bytes, at: int, end: int) -> int:
    match = pattern.match(data, at, end)
    return match.end() if match else at


def _one(
    data: bytes, at: int, end: int, last: bool, look: int | None = None
) -> int | tuple[Stop, tuple[int, int]]:
    """Where the sequence at an offset ends; or why it is the last, and its text.

    ``look``: at so many bytes of lengths and literals is looked, at most.
    """
    start = at + 1
    stop = end if look is None else min(end, at + look)
    if at >= end:
        return Stop.CUT, (end, end)
    count = data[at] >> 4
    if count == 15:
        more = 255
        while more == 255:
            if start >= stop:
                return (Stop.CUT if start >= end else Stop.BAD), (start, start)
            more = data[start]
            count += more
            start += 1
    behind = start + count
    seen = min(behind, stop)
    bad = _NO_TEXT.search(data, start, seen)
    if bad is not None:
        return Stop.BAD, (start, bad.start())
    if behind + 2 > end:
        proper = last and behind == end
        return (Stop.END if proper else Stop.CUT), (start, min(behind, end))
    if not data[behind] and not data[behind + 1]:
        return Stop.BAD, (start, behind)
    after = behind + 2
    if data[at] & 15 == 15:
        while True:
            if after >= end:
                return Stop.CUT, (start, behind)
            if look is not None and after - behind > look:
                return Stop.BAD, (start, behind)
            after += 1
            if data[after - 1] != 255:
                break
    return after


def _past_odd(data: bytes, at: int, end: int, last: bool) -> int | None:
    """Where a sequence ends in whose text one byte is wrong; None where more is, or may be.

    The sequences behind it tell: a flipped bit in a text leaves them as they are.
    """
    token, start = data[at], at + 1
    count = token >> 4
    while count >= 15 and start < end and (start == at + 1 or data[start - 1] == 255):
        count += data[start]
        start += 1
    behind = start + count
    odd = _NO_TEXT.search(data, start, behind)
    if behind + 2 > end or odd is None or _NO_TEXT.search(data, odd.end(), behind):
        return None
    after = behind + 2
    if token & 15 == 15:
        while after < end and data[after] == 255:
            after += 1
        after += 1
    sound = data[behind : behind + 2] != b"\0\0" and after < end
    return after if sound and _is_chain(data, after, end, last) else None


# -- going on behind a hole --------------------------------------------------------------------

_SOUND: Final = 384  # so many bytes of sequences are no accident: see ``_is_chain``
_LOOK: Final = 2048
_TRIES: Final = 4096


def next_chain(data: bytes, at: int, end: int, last: bool) -> int | None:
    """The first offset from one on at which sequences seem to begin; None where none do.

    Close by, every offset is tried; farther off ever fewer: from nearly everywhere a chain runs
    into the true one after some sequences.
    """
    origin = at
    while at < end:
        match = _NO_TEXT.search(data, at, min(end, at + _SOUND))
        if match is None:  # inside literals anything looks like sequences
            match = _NO_TEXT.search(data, at, end)
            if match is None:
                return None
            at = max(at, match.start() - 4)
        if _is_chain(data, at, end, last):
            return at
        at += 1 + (at - origin) // _TRIES
    return None


def _is_chain(data: bytes, at: int, end: int, last: bool) -> bool:
    """Whether whole sequences with text for literals fill the next bytes.

    Of random bytes each is a text's with 84 %: three hundred of them never all are.
    """
    if data.count(0, at, min(end, at + 16)) > 8:
        return False
    enough = min(end, at + _SOUND)
    start, short = at, _short(b"{0,64}+")
    while at < enough:
        at = _match_end(short, data, at, min(end, at + _SOUND))
        if at >= enough:
            break
        step = _one(data, at, end, last, _LOOK)
        if not isinstance(step, int):
            stop = step[0]
            return stop is Stop.END or (stop is Stop.CUT and at - start > _SOUND // 3)
        at = step
    return at - start > _SOUND // 3 or at >= end
