"""Pieces of a text taken apart into their members and items, large ones in several goes.

msgspec takes a piece apart in one call, during which no other thread runs. What is larger than
``LARGE`` is found by ``ChildFinder`` and stays a place in the text.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from typing import Final

import msgspec
from msgspec import Raw

from ..json.children import ChildFinder

LARGE: Final = 16 * 1024 * 1024
"""Bytes; less is passed in ten milliseconds."""

_MEMBERS: Final = msgspec.json.Decoder(dict[str, Raw])
_ITEMS: Final = msgspec.json.Decoder(list[Raw])
_REJECTED: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_SLICE: Final = 1 << 20


class Large:
    """A large piece: where it lies in the text, and how many levels below its top."""

    __slots__ = ("depth", "end", "start")

    def __init__(self, start: int, end: int, depth: int) -> None:
        self.start = start
        self.end = end
        self.depth = depth

    def __len__(self) -> int:
        return self.end - self.start


Piece = Raw | memoryview | Large


class Pieces:
    """Takes apart one text that is JSON."""

    def __init__(self, text: bytes) -> None:
        """Check the text, in several goes. Raises Damaged when it is not JSON."""
        self.text = text
        self._view = memoryview(text)
        self._finder = ChildFinder(text)

    @property
    def top(self) -> Large:
        """The whole value."""
        return Large(self._finder.start, self._finder.end, 0)

    def opener(self, piece: Piece) -> int:
        """The first byte of a piece."""
        return self.text[piece.start] if isinstance(piece, Large) else memoryview(piece)[0]

    def view(self, piece: Piece) -> memoryview:
        """The bytes of a piece."""
        if isinstance(piece, Large):
            return self._view[piece.start : piece.end]
        return memoryview(piece)

    def at(self, start: int, end: int, depth: int) -> Piece:
        """The piece at a place."""
        if end - start > LARGE:
            return Large(start, end, depth)
        return self._view[start:end]

    def spans(self, piece: Large) -> tuple[array[int], array[int]]:
        """Where the items of an array begin and end."""
        found = self._finder.find(piece.start, piece.end, piece.depth)
        return found.starts, found.ends

    def places(self, piece: Large) -> dict[str, Large]:
        """Members of an object by name, as places; of a name given twice, the last, as in JS."""
        found = self._finder.find(piece.start, piece.end, piece.depth)
        return {
            self._finder.key_at(key): Large(start, end, piece.depth + 1)
            for start, end, key in zip(*found, strict=True)
        }

    def members(self, piece: Piece) -> dict[str, Piece]:
        """Members of an object, in the same way; none of what is no object."""
        if self.opener(piece) != 0x7B:
            return {}
        if isinstance(piece, Large):
            return {
                name: self.at(place.start, place.end, place.depth)
                for name, place in self.places(piece).items()
            }
        try:
            return dict(_MEMBERS.decode(piece))
        except _REJECTED:
            return {}

    def items(self, piece: Piece) -> list[Piece]:
        """The items of an array; none of what is no array."""
        if self.opener(piece) != 0x5B:
            return []
        if isinstance(piece, Large):
            starts, ends = self.spans(piece)
            return [self.at(*span, piece.depth + 1) for span in zip(starts, ends, strict=True)]
        try:
            return list(_ITEMS.decode(piece))
        except _REJECTED:
            return []

    def holds(self, piece: Piece, sign: bytes) -> bool:
        """Whether some bytes stand in a piece, looked through slice by slice."""
        return any(sign in part for part in self._slices(piece, len(sign) - 1))

    def _slices(self, piece: Piece, overlap: int) -> Iterator[bytes]:
        view = self.view(piece)
        for start in range(0, len(view), _SLICE):
            yield bytes(view[start : start + _SLICE + overlap])
