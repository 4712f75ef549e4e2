"""Files of a tar that are stored without their holes (``tar -S``), read with them.

The map of what is stored stands in the header (GNU), in the extended header (pax 0.0, 0.1), or
before the bytes (pax 1.0). It may claim any size: what is mostly holes is refused.
"""

from __future__ import annotations

import errno
from array import array
from collections.abc import Iterable, Mapping, Sequence
from io import BufferedIOBase
from typing import Final, NamedTuple, Protocol

from ... import late_re
from ...text import size as bytes_of

_BLOCK: Final = 512
_SMALL: Final = 64 << 20  # bytes that may be mostly holes
_MOST_GROWTH: Final = 400
MOST_PARTS: Final = 1 << 14  # of one file: a session of 64 MB in blocks of 4 kB has no more
_LARGEST_MAP: Final = 1 << 20  # bytes
_PIECE: Final = 1 << 20
_LARGEST: Final = 1 << 60
_GNU: Final = "GNU.sparse."
_CANNOT_BE: Final = (-1,)
_NUMBER: Final = late_re.compile(rb"[0-9]{1,20}")


class Readable(Protocol):
    """The bytes that are stored, one after the other."""

    def read(self, size: int, /) -> bytes:
        """At most so many; none at the end."""


class Holes(NamedTuple):
    """What is known of a file with holes: bytes that it has, and how many of them are stored.

    ``parts`` are the places and lengths of those, by turns; None where they stand before them.
    """

    size: int
    stored: int
    parts: Sequence[int] | None


def of_gnu(blocks: Iterable[bytes], size: int, stored: int) -> Holes:
    """By the fields of an old GNU header and of the blocks behind it, without what is no field."""
    numbers: list[int] = []
    for block in blocks:
        for at in range(0, len(block) - 23, 24):
            if not block[at + 12]:
                break
            numbers += (number(block[at : at + 12]), number(block[at + 12 : at + 24]))
    return Holes(size, stored, array("q", numbers))


def of_pax(said: Mapping[str, str], repeated: Sequence[int], stored: int) -> Holes | None:
    """By an extended header; None where it tells of no holes.

    ``repeated``: places and lengths, which form 0.0 gives one after the other.
    """
    told = said.get(f"{_GNU}realsize", said.get(f"{_GNU}size"))
    before = said.get(f"{_GNU}major") == "1"
    if told is None and not before:
        return None
    listed = said.get(f"{_GNU}map")
    try:
        size = _in_bounds(told) if told is not None else stored
        if before:
            return Holes(size, stored, None)
        if listed is None:
            return Holes(size, stored, array("q", repeated))
        most = 2 * MOST_PARTS + 2
        numbers = [_in_bounds(word) for word in listed.split(",", most)[:most] if word]
        return Holes(size, stored, array("q", numbers))
    except ValueError:
        return Holes(stored, stored, _CANNOT_BE)


def number(field: bytes) -> int:
    """A number in a header: octal, or in binary where that has no room. Raises ValueError."""
    if field[0] & 0x80:
        value = int.from_bytes(field, "big") & ~(0xFF << 8 * (len(field) - 1))
        return -1 if field[0] & 0x40 else min(value, _LARGEST + 1)
    return int(field.partition(b"\0")[0].strip() or b"0", 8)


def _in_bounds(text: str) -> int:
    if not _NUMBER.fullmatch(text.encode("ascii", "replace")) or int(text) > _LARGEST:
        raise ValueError("a size that no file has")
    return int(text)


class WithHoles(BufferedIOBase):
    """A file as it was, zeros where its holes are; ``source`` gives what is stored of it.

    Raises OSError where its map cannot be, or claims more than any session.
    """

    def __init__(self, holes: Holes, source: Readable) -> None:
        if holes.size > _SMALL and holes.size > _MOST_GROWTH * holes.stored:
            said = f"of its {bytes_of(holes.size)} only {bytes_of(holes.stored)} are stored"
            raise OSError(errno.EFBIG, f"{said}, the rest is a hole: no session is like that")
        self._source = source
        parts = self._before() if holes.parts is None else holes.parts
        _check(parts, holes.size)
        self._parts = list(zip(parts[::2], parts[1::2], strict=True))[::-1]
        self._at = 0
        self._size = holes.size

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """At most so many bytes."""
        left = self._size - self._at
        left = left if size is None or size < 0 else min(size, left)
        pieces: list[bytes] = []
        while left > 0:
            piece = self._some(min(left, _PIECE))
            if not piece:
                break  # what is stored ends early
            pieces.append(piece)
            self._at += len(piece)
            left -= len(piece)
        return b"".join(pieces)

    def read1(self, size: int = -1, /) -> bytes:
        """The same."""
        return self.read(size)

    def _some(self, most: int) -> bytes:
        while self._parts and sum(self._parts[-1]) <= self._at:
            self._parts.pop()
        begin, length = self._parts[-1] if self._parts else (self._size, 0)
        if self._at < begin:
            return bytes(min(most, begin - self._at))
        return self._source.read(min(most, begin + length - self._at))

    def _before(self) -> list[int]:
        """The map before the bytes: numbers in lines, the first how many parts there are."""
        text = bytearray()
        lines, wanted = 0, 0
        while not wanted or lines < wanted:
            block = self._source.read(_BLOCK)
            if len(block) < _BLOCK:
                raise _damaged()
            text += block
            lines += block.count(b"\n")
            if lines and not wanted:
                wanted = 1 + 2 * _told(bytes(text.partition(b"\n")[0]))
            if len(text) > _LARGEST_MAP or wanted > 2 * MOST_PARTS + 1:
                raise OSError(errno.EFBIG, "it is stored in more parts than any session")
        return [_told(line) for line in bytes(text).split(b"\n")[1:wanted]]


def _told(line: bytes) -> int:
    if not _NUMBER.fullmatch(line):
        raise _damaged()
    return int(line)


def _check(parts: Sequence[int], size: int) -> None:
    before = 0
    for begin, length in zip(parts[::2], parts[1::2], strict=False):
        if begin < before or length < 0:
            raise _damaged()
        before = begin + length
    if before > size or len(parts) % 2:
        raise _damaged()


def _damaged() -> OSError:
    return OSError(errno.EIO, "it is damaged in the tar (what it says of its holes cannot be)")
