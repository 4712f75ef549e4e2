"""A zip as a tree: its index is read, and a file when it is asked for; nothing goes to disk.

What the index claims is not believed: a file is read up to the bound of its kind, and one that
would grow out of all proportion is refused.
"""

from __future__ import annotations

import errno
import stat
import struct
import zipfile
import zlib
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from io import BufferedIOBase
from os import stat_result
from typing import IO, Final, TypeVar

from ...errors import Damaged
from ...text import size as bytes_of
from .members import Members
from .path import heads_by_opening

_ENCRYPTED: Final = 0x1
_MOST_GROWTH: Final = 400
"""Deflate makes at most 1,032 of one byte; a session of one long text was seen at 250."""

_SMALL: Final = 64 << 20  # bytes that may grow from anything
_METHODS: Final = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
"""Of the others zipfile unpacks a piece whole, whatever comes of it; they are hardly met."""

_OF_WINDOWS: Final = (0, 10, 11, 14)  # FAT, NTFS, and what else may part names with a backslash
_WRONG: Final = (
    zipfile.BadZipFile, zlib.error, struct.error, EOFError, NotImplementedError, RuntimeError,
    ValueError,
)  # fmt: skip

T = TypeVar("T")


class ZipTree:
    """The files of a zip. ``title`` is what a person named. Raises Damaged where it is none."""

    def __init__(self, file: IO[bytes], title: str) -> None:
        self._title = title
        self.members: Members[zipfile.ZipInfo] = Members()
        try:
            self._zip = zipfile.ZipFile(file)
        except _WRONG as error:
            raise Damaged(f"the zip cannot be read: {_words(error)}") from None
        for info in self._zip.infolist():
            kind = stat.S_IFMT(info.external_attr >> 16)
            name = info.filename
            if info.create_system in _OF_WINDOWS:
                name = name.replace("\\", "/")
            if name.endswith("/"):
                self.members.add_directory(name)
            elif kind not in (0, stat.S_IFREG):
                self.members.leave_out(name)
            else:
                self.members.add(name, info.file_size, _modified(info), info)

    @property
    def title(self) -> str:
        """What a person named."""
        return self._title

    @property
    def lock_unknown(self) -> str:
        """Why nothing is said of a browser that uses it."""
        return "it is a copy in an archive"

    def stat(self, below: str) -> stat_result:
        """What lies there."""
        return self.members.stat(below)

    def names(self, below: str) -> Sequence[str]:
        """The names in a directory."""
        return self.members.names(below)

    def open(self, below: str) -> BufferedIOBase:
        """A file of it, unpacked while it is read. Raises OSError."""
        info = self.members.member(below)
        if info.flag_bits & _ENCRYPTED:
            raise OSError(errno.EACCES, "it is encrypted in the zip")
        if info.compress_type not in _METHODS:
            raise OSError(errno.ENOTSUP, "it is packed in the zip in a way that is not read")
        grown = info.file_size > _SMALL and info.file_size > _MOST_GROWTH * info.compress_size
        if grown:
            said = f"{bytes_of(info.compress_size)} that would become {bytes_of(info.file_size)}"
            raise OSError(errno.EFBIG, f"{said}: no session grows like that")
        return _Member(_guarded(lambda: self._zip.open(info)))

    def heads(self, below: Sequence[str], length: int) -> dict[str, bytes]:
        """How files of it begin."""
        return heads_by_opening(self, below, length)

    def left_out(self) -> tuple[str, ...]:
        """What of it is not looked at, as sentences."""
        return self.members.left_out()

    def close(self) -> None:
        """Let go of the zip."""
        self._zip.close()


class _Member(BufferedIOBase):
    """A file while it is unpacked; what is wrong with it is an OSError."""

    def __init__(self, file: IO[bytes]) -> None:
        self._file = file

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """At most so many bytes."""
        return _guarded(lambda: self._file.read(-1 if size is None else size))

    def read1(self, size: int = -1, /) -> bytes:
        """The same."""
        return self.read(size)

    def close(self) -> None:
        """Let go of it."""
        self._file.close()
        super().close()


def _guarded(work: Callable[[], T]) -> T:
    try:
        return work()
    except _WRONG as error:
        raise OSError(errno.EIO, f"it is damaged in the zip ({_words(error)})") from None


def _words(error: Exception) -> str:
    return str(error).lower().rstrip(".") or "it ends early"


def _modified(info: zipfile.ZipInfo) -> int:
    """When it was written, ns since epoch; a zip keeps two seconds and no time zone."""
    try:
        return int(datetime(*info.date_time, tzinfo=UTC).timestamp()) * 1_000_000_000
    except (ValueError, OverflowError):
        return 0
