"""One session file, whatever it is called, or one given on standard input.

An edit of a single file is written to that same file and nowhere else: no setting is touched,
and whether any Firefox loads it is the user's affair.
"""

from __future__ import annotations

import stat
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from ...codec import mozlz4
from ...codec.container import open_container
from ...errors import NothingFound, SessiontuiError
from ...firefox.safe_reading import unreadable
from ...firefox.session_files import claimed_size, revision_of
from ...session.model.snapshot import Snapshot
from ...text import path_text, printable
from ..protocols import PLAIN, EditOptions, Receipt, Store, StoreRef
from ..salvaging import session_from
from ..session_cache import SessionCache, read_text
from ..view import StoreInfo, Version

if TYPE_CHECKING:
    from ...session.edit.edits import Edit
    from .writer import FileWriter


class FileStore:
    """A store with one version: the file."""

    scheme: ClassVar[str] = "file"

    def __init__(self, path: Path, *, read_only: bool = False, as_firefox: bool = False) -> None:
        self._path = path
        self._as_firefox = as_firefox
        self._reader = SessionCache()
        name = printable(path.name)
        reason = "it was opened read-only" if read_only else None
        self.info = StoreInfo("file", name, path_text(path), reason, keeps_copies=True)

    @classmethod
    def discover(cls) -> Iterable[StoreRef]:
        """Files are named by the user, never searched for."""
        return ()

    @classmethod
    def open(cls, ref: StoreRef, *, read_only: bool) -> Store:
        """Open a file; it is read when it is first looked at."""
        return cls(Path(ref.rest), read_only=read_only, as_firefox=ref.as_firefox)

    def versions(self) -> Sequence[Version]:
        """The file, as its only version. Raises Unreadable when it is gone."""
        try:
            info = self._path.stat()
        except OSError as error:
            raise unreadable(self._path, error) from None
        name = printable(self._path.name)
        return (
            Version(
                name,
                "file",
                "a session file",
                str(self._path),
                info.st_size,
                claimed_size(self._path, info.st_size) if stat.S_ISREG(info.st_mode) else None,
                info.st_mtime_ns / 1e6,
                revision_of(info),
                (self._path.stem,),
            ),
        )

    def load(self, version: str) -> Snapshot:
        """The session in the file."""
        _check(version, printable(self._path.name))
        return self._reader.load(self._path, retry=True).snapshot

    def text(self, version: str) -> bytes:
        """The file's text, byte for byte."""
        _check(version, printable(self._path.name))
        return read_text(self._path, retry=True)

    @property
    def _writer(self) -> FileWriter:
        from .writer import FileWriter  # reading does without all that

        return FileWriter(
            self._path,
            self._reader,
            lambda: self.info.read_only_reason,
            as_firefox=self._as_firefox,
        )

    def plan(self, edits: Sequence[Edit], *, base: str, options: EditOptions = PLAIN) -> Receipt:
        """What apply would do. Writes nothing; raises like apply."""
        return self._writer.plan(edits, base, options)

    def apply(self, edits: Sequence[Edit], *, base: str, options: EditOptions = PLAIN) -> Receipt:
        """Carry out all of the edits in this file, or none."""
        return self._writer.apply(edits, base, options)

    def undo(self, receipt: str | None = None, *, dry_run: bool = False) -> Receipt:
        """Undo the last edit of this file, as long as nothing came after."""
        return self._writer.undo(receipt, dry_run=dry_run)

    def undoable(self) -> Receipt | None:
        """What undo would undo."""
        return self._writer.undoable()

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call ``changed`` when the file has been replaced or rewritten."""
        from ...monitor.watch.file_poll import watch_paths  # a command looks once

        return watch_paths(lambda: [self._path], changed)

    def close(self) -> None:
        """Forget what was read."""
        self._reader.clear()


def _check(version: str, only: str) -> None:
    if version != only:
        raise NothingFound(f"{printable(version)}: there is no such version here")


class BytesStore:
    """A session file that came through a pipe: standard input, or one that was named."""

    def __init__(self, data: bytes, name: str = "standard input", *, named: bool = False) -> None:
        """``named``: the pipe has that name, by which a person gave it."""
        self._data = data
        self._snapshot: Snapshot | None = None
        self._id = "pipe" if named else "-"
        self.info = StoreInfo(
            "file", name, name if named else "-",
            f"{'a pipe' if named else name} cannot be changed",
        )  # fmt: skip

    def versions(self) -> Sequence[Version]:
        """What came through the pipe, as the only version."""
        import zlib

        revision = f"{zlib.crc32(self._data):x}-{len(self._data):x}"
        claimed = mozlz4.claimed_size(self._data) or len(self._data)
        return (
            Version(
                self._id, "file", "a session file", None, len(self._data), claimed, None, revision
            ),
        )

    def load(self, version: str) -> Snapshot:
        """The session in it."""
        _check(version, self._id)
        if self._snapshot is None:
            try:
                self._snapshot = session_from(self._data)
            except SessiontuiError as error:
                raise type(error)(f"{self.info.title}: {error.sentence}") from None
        return self._snapshot

    def text(self, version: str) -> bytes:
        """The text, byte for byte."""
        _check(version, self._id)
        try:
            return open_container(self._data).text
        except SessiontuiError as error:
            raise type(error)(f"{self.info.title}: {error.sentence}") from None

    def close(self) -> None:
        """Nothing to let go of."""
