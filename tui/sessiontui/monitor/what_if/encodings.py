"""Designs that write only what changed, each with real encodings: how much one save would write.

A design is begun with the pieces of a first save; each later save hands it what changed.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import cycle
from typing import Final, Protocol

import msgspec

from ...codec import mozlz4
from ...session.json import text as jsontext
from .pieces import Change, Pieces
from .slices import Piece

PAGE: Final = 4096

Check = Callable[[], object]
"""Called now and then; raises to end it all."""


class Store(Protocol):
    """One design that keeps pieces."""

    def begin(self, pieces: Pieces, check: Check) -> None:
        """Hold a first save. What this takes is not counted: the file is there already."""

    def save(self, changed: Sequence[Change], after: Pieces, check: Check) -> int:
        """Bytes written to get to ``after``."""

    def end(self) -> int:
        """Bytes that the saves made necessary and nobody has written yet."""


class _AtOnce:
    """A design that has nothing left to write at the end."""

    def end(self) -> int:
        """Nothing."""
        return 0


class Journal(_AtOnce):
    """Each save appends one LZ4 block with the pieces that changed, null for what is gone.

    When the journal would grow beyond half of the whole file, the whole is written instead and
    the journal begins anew. ``records`` has the length of each block; ``mean`` counts the rest.
    """

    def __init__(self) -> None:
        self.records: list[int] = []

    def begin(self, pieces: Pieces, check: Check) -> None:
        """Nothing to do: the journal is empty."""

    def save(self, changed: Sequence[Change], after: Pieces, check: Check) -> int:
        """Append what changed; the bytes that took."""
        self.records.append(
            len(mozlz4.pack(_object((change.number, change.after) for change in changed)))
            if changed
            else 0
        )
        return self.records[-1]

    def mean(self, wholes: Sequence[int], saves: int = 10_000) -> float:
        """Bytes of a save in the long run, the rewritten files (so long each) included.

        A few saves see no rewriting, or one too many: they are taken round and round.
        """
        written = journal = 0
        for record, whole, _ in zip(cycle(self.records), cycle(wholes), range(saves), strict=False):
            if journal + record > whole / 2:
                written += whole
                journal = 0
            else:
                written += record
                journal += record
        return written / saves


class FilePerTab(_AtOnce):
    """Each item an LZ4 file of its own, in blocks of 4 kB, and an index with all the rest.

    The index is written anew when anything in it changed; removing a file writes nothing.
    """

    def begin(self, pieces: Pieces, check: Check) -> None:
        """Nothing to do: what a save writes is told by what it changed."""

    def save(self, changed: Sequence[Change], after: Pieces, check: Check) -> int:
        """Bytes of the files written, each filled up to whole blocks."""
        written = 0
        for change in changed:
            if change.item and change.after is not None:
                written += _pages(len(mozlz4.pack(bytes(change.after)))) * PAGE
                check()
        if any(not change.item for change in changed):
            written += _pages(len(mozlz4.pack(_object(after.rest.items())))) * PAGE
        return written


class InPlace(_AtOnce):
    """MessagePack in slots of whole 4 kB pages with a quarter of headroom, changed in place.

    Of a piece that fits its slot only the pages that differ are written; one that does not moves
    to a new slot. A directory of 8 bytes a piece says where the slots are. Nothing protects
    against a crash in the middle.
    """

    def __init__(self) -> None:
        self._room: dict[int, int] = {}  # pages of each slot

    def begin(self, pieces: Pieces, check: Check) -> None:
        """Give each piece its slot."""
        for number, piece in pieces.each():
            self._room[number] = _slot(len(_packed(piece)))
            check()

    def save(self, changed: Sequence[Change], after: Pieces, check: Check) -> int:
        """Bytes of the pages written."""
        pages = 0
        directory: set[int] = set()
        for change in changed:
            check()
            entry = change.number * 8 // PAGE
            if change.after is None:
                del self._room[change.number]
                directory.add(entry)
                continue
            new = _packed(change.after)
            room = self._room.get(change.number)
            if change.before is None or room is None or _pages(len(new)) > room:
                self._room[change.number] = _slot(len(new))
                directory.add(entry)
                pages += _pages(len(new))
            else:
                old = _packed(change.before)
                pages += sum(
                    old[at : at + PAGE] != new[at : at + PAGE] for at in range(0, len(new), PAGE)
                )
        return (pages + len(directory)) * PAGE


def _object(members: Iterable[tuple[int, Piece | None]]) -> bytes:
    return (
        b"{"
        + b",".join(
            b'"%d":%b' % (number, b"null" if piece is None else bytes(piece))
            for number, piece in members
        )
        + b"}"
    )


def _packed(piece: Piece) -> bytes:
    try:
        return msgspec.msgpack.encode(jsontext.decode_any(bytes(piece)))
    except (OverflowError, RecursionError):  # a whole number beyond 64 bits, or too deep
        return msgspec.msgpack.encode(bytes(piece))


def _pages(size: int) -> int:
    return -(-size // PAGE)


def _slot(size: int) -> int:
    return _pages(size + size // 4)
