"""Designs in which a database keeps the pieces: real ones, in a private directory that goes away.

Each is begun with the pieces of a first save, as the encodings are, and counts what it writes.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from tempfile import TemporaryDirectory
from types import ModuleType
from typing import Any, Final, Self

from ...private_files import write_new
from .encodings import PAGE, Check
from .pieces import Change, Pieces
from .slices import Piece

_IO: Final = Path("/proc/thread-self/io")
_ROOM: Final = 64 << 20  # bytes an LMDB may have beyond four times what it begins with


NO_ROOM: Final = (OSError, sqlite3.Error)
"""What a database raises that finds no room, or a disk that fails."""


class NotHere(Exception):
    """A database that cannot be measured here; its words say why and what to do."""


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

    def end(self) -> int:
        """What the last checkpoint writes."""
        return self.checkpoint()

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


class Copied:
    """LMDB, one value of JSON a piece, one transaction a save; a page that changes is copied.

    LMDB writes with plain system calls from the thread that commits, and the kernel counts the
    bytes of each thread's (``wchar`` of Linux's /proc/thread-self/io): every page that a commit
    copies, the tree's and the list of free ones' too, and its page of the root. The file is not
    forced to the disk, which writes no other bytes. It lies as the one of ``Rows`` does.

    Making one raises NotHere without the package lmdb, and where nobody counts what is written.
    """

    def __init__(self) -> None:
        self._lmdb = _package()
        _written()
        self._directory = TemporaryDirectory(prefix="sessiontui-")  # made 0700
        self.path = Path(self._directory.name, "sessions.lmdb")
        self._environment: Any = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        try:
            if self._environment is not None:
                self._environment.close()
        finally:
            self._directory.cleanup()

    def begin(self, pieces: Pieces, check: Check) -> None:
        """Fill it with the first save, which is not counted."""
        size = sum(len(memoryview(piece)) for _, piece in pieces.each())
        try:
            self._environment = self._lmdb.open(
                str(self.path),
                subdir=False,
                mode=0o600,
                map_size=4 * size + _ROOM,
                lock=False,  # nobody else opens it
                sync=False,
            )
        except self._lmdb.Error as error:
            raise OSError(str(error)) from error
        self._put(pieces.each(), (), check)

    def save(self, changed: Sequence[Change], after: Pieces, check: Check) -> int:
        """Bytes written by the transaction that makes the change."""
        if not changed:
            return 0
        before = _written()
        self._put(
            ((change.number, change.after) for change in changed if change.after is not None),
            [change.number for change in changed if change.after is None],
            check,
        )
        return _written() - before

    def held(self) -> dict[int, bytes]:
        """All that is in it."""
        with self._environment.begin() as reading:
            return {int.from_bytes(key, "big"): value for key, value in reading.cursor()}

    def end(self) -> int:
        """Nothing: a commit is whole."""
        return 0

    def _put(self, rows: Iterable[tuple[int, Piece]], gone: Iterable[int], check: Check) -> None:
        try:
            with self._environment.begin(write=True) as writing:
                for number in gone:
                    writing.delete(number.to_bytes(8, "big"))
                for number, piece in rows:
                    check()
                    writing.put(number.to_bytes(8, "big"), memoryview(piece))
        except self._lmdb.Error as error:
            raise OSError(str(error)) from error


def _package() -> ModuleType:
    try:
        import lmdb
    except ImportError:
        raise NotHere(
            "not measured: it needs the package lmdb, pip install 'sessiontui[lmdb]'"
        ) from None
    found: ModuleType = lmdb
    return found


def _written() -> int:
    """Bytes that this thread has handed to the kernel to write, ever."""
    try:
        for line in _IO.read_text().splitlines():
            name, _, value = line.partition(":")
            if name == "wchar":
                return int(value)
    except (OSError, ValueError):
        pass  # no Linux, or one that does not count: said below
    raise NotHere("not measured: only Linux counts what a thread writes, and here it does not")
