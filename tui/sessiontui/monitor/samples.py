"""The files of the latest saves: the newest whole, each older one as what it has otherwise.

LZ4 writes offsets from where it is, not from where the block begins: behind a change, both files
soon go on with the same bytes. So a save of 43 MB that changed three tabs takes 8 kB beside the
next one.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final, NamedTuple

from .what_if.types import Sample

_PROBE: Final = 32  # bytes that tell a place in the other file
_FARTHEST: Final = 1 << 22  # bytes behind which no such place is looked for
_WIDER: Final = 8  # times as far it is looked for in the other
_STEP: Final = 1 << 16  # bytes compared at once


class Difference(NamedTuple):
    """A part of a file: ``literal`` bytes, then ``copied`` ones of another file from ``at``."""

    literal: bytes
    at: int
    copied: int


class _Older(NamedTuple):
    at: float
    size: int
    parts: tuple[Difference, ...]


class _Kept(NamedTuple):
    older: tuple[_Older, ...] = ()  # each told by the next, the last by the newest
    newest: Sample | None = None


class Samples:
    """At least two files, and as many more as have ``keep_bytes`` in all as they are on disk.

    One thread adds; any may ask.
    """

    def __init__(self, keep_bytes: int) -> None:
        self._keep_bytes = keep_bytes
        self._kept = _Kept()

    @property
    def held(self) -> int:
        """How many bytes of files it really holds."""
        older, newest = self._kept
        literal = sum(len(part.literal) for one in older for part in one.parts)
        return literal + (0 if newest is None else len(newest.packed))

    def add(self, at: float, packed: bytes) -> None:
        """One more save, seen at ``at`` ms since epoch."""
        older, before = self._kept
        if before is not None:
            parts = tuple(differences(before.packed, packed))
            older = (*older, _Older(before.at, len(before.packed), parts))
        kept = len(packed) + sum(one.size for one in older)
        while kept > self._keep_bytes and len(older) > 1:
            kept -= older[0].size
            older = older[1:]
        self._kept = _Kept(older, Sample(at, packed))

    def all(self) -> tuple[Sample, ...]:
        """All of them whole, oldest first."""
        older, newest = self._kept
        if newest is None:
            return ()
        made = [newest]
        for one in reversed(older):
            made.append(Sample(one.at, joined(one.parts, made[-1].packed)))
        return tuple(reversed(made))


def joined(parts: tuple[Difference, ...], other: bytes) -> bytes:
    """The file that ``differences`` told by the other one."""
    view = memoryview(other)
    pieces: list[bytes | memoryview] = []
    for literal, at, copied in parts:
        pieces += (literal, view[at : at + copied])
    return b"".join(pieces)


def differences(data: bytes, other: bytes) -> Iterator[Difference]:
    """What has to be known of ``data`` by who has the other one, in order."""
    here = there = begun = 0
    while True:
        if same := _same(data, here, other, there):
            yield Difference(data[begun:here], there, same)
            begun = here = here + same
            there += same
        found = _again(data, here, other, there)
        if found is None:
            break
        here, there = found
    if begun < len(data):
        yield Difference(data[begun:], 0, 0)


def _again(data: bytes, here: int, other: bytes, there: int) -> tuple[int, int] | None:
    """The next place from which on both go on alike; None when none was found near."""
    ahead = _PROBE
    while ahead < _FARTHEST and here + ahead + _PROBE <= len(data):
        probe = data[here + ahead : here + ahead + _PROBE]
        at = other.find(probe, there, there + _WIDER * ahead)
        if at >= 0:
            return here + ahead, at
        ahead *= 2
    return None


def _same(data: bytes, here: int, other: bytes, there: int) -> int:
    """How many bytes are the same from two places on."""
    view, most = memoryview(data), min(len(data) - here, len(other) - there)
    done, step = 0, _STEP
    while done < most:
        step = min(step, most - done)
        if other.startswith(view[here + done : here + done + step], there + done):
            done += step
        elif step == 1:
            break
        else:
            step //= 2
    return done
