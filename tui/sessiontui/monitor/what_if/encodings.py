"""Designs that write only what changed, each with real encodings: how much one save would write.

A design is begun with the pieces of a first save; each later save hands it what changed.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import cycle
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final, Protocol, Self

import msgspec

from ...codec import mozlz4
from ...private_files import write_new
from ...session.json import text as jsontext
from .pieces import Change, Piece, Pieces

PAGE: Final = 4096

Check = Callable[[], object]
"""Called now and then; raises to end it all."""


class Store(Protocol):
    """One design that keeps pieces."""

    def begin(self, pieces: Pieces, check: Check) -> None:
        """Hold a first save. What this takes is not counted: the file is there already."""

    def save(self, changed: Sequence[Change], after: Pieces, check: Check) -> int:
        """Bytes written to get to ``after``."""


class Journal:
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


class FilePerTab:
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


class InPlace:
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


class Rows:
    """SQLite, one row of JSON a piece, one transaction a save, in WAL mode.

    Counts the bytes by which the WAL file really grew, and the pages that go into the database
    when it is checkpointed: after 1,000 pages, as SQLite does by itself, and at the end. The
    database lies in a directory of its own that only this user may enter, and goes with it.
    """

    def __init__(self) -> None:
        self._directory = TemporaryDirectory(prefix="sessiontui-")  # made 0700
        self.path = Path(self._directory.name, "sessions.sqlite")
        try:
            # SQLite gives the WAL beside it the same mode.
            write_new(self.path, b"")
            self._database = sqlite3.connect(self.path, isolation_level=None)
        except BaseException:
            self._directory.cleanup()
            raise

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            self._database.close()
        finally:
            self._directory.cleanup()

    def begin(self, pieces: Pieces, check: Check) -> None:
        """Fill the table with the first save, which is not counted."""
        run = self._database.execute
        for pragma in (f"page_size={PAGE}", "journal_mode=OFF", "synchronous=OFF"):
            run(f"PRAGMA {pragma}")
        run("CREATE TABLE piece (number INTEGER PRIMARY KEY, json BLOB NOT NULL)")
        run("BEGIN")
        self._put(pieces.each(), check)
        run("COMMIT")
        run("PRAGMA journal_mode=WAL")
        run("PRAGMA wal_autocheckpoint=0")

    def save(self, changed: Sequence[Change], after: Pieces, check: Check) -> int:
        """Bytes that went to the WAL, and to the database where it was checkpointed."""
        before = self._wal_size()
        run = self._database.execute
        run("BEGIN")
        for change in changed:
            if change.after is None:
                run("DELETE FROM piece WHERE number = ?", (change.number,))
        self._put(((c.number, c.after) for c in changed if c.after is not None), check)
        run("COMMIT")
        size = self._wal_size()
        return size - before + (self.checkpoint() if size > 1000 * PAGE else 0)

    def checkpoint(self) -> int:
        """Bytes that move from the WAL to the database: each page once."""
        pages: set[bytes] = set()
        size = self._wal_size()
        if size:
            with self._wal().open("rb") as wal:
                for frame in range(32, size, 24 + PAGE):  # the header, then frames
                    wal.seek(frame)
                    pages.add(wal.read(4))
        self._database.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        return len(pages) * PAGE

    def _put(self, rows: Iterable[tuple[int, Piece]], check: Check) -> None:
        def each() -> Iterator[tuple[int, memoryview]]:
            for number, piece in rows:
                check()
                yield number, memoryview(piece)

        self._database.executemany(
            "INSERT INTO piece VALUES (?, ?)"
            " ON CONFLICT (number) DO UPDATE SET json = excluded.json",
            each(),
        )

    def _wal(self) -> Path:
        return self.path.with_name(self.path.name + "-wal")

    def _wal_size(self) -> int:
        wal = self._wal()
        return wal.stat().st_size if wal.exists() else 0


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
