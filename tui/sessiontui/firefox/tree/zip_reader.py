"""A zip: its index is read, and a file when it is asked for; nothing goes to disk.

What the index claims is not believed: a file is read up to the bound of its kind, and one that
would grow out of all proportion is refused. Of a zip that ends before its index what lies there
is still given.
"""

from __future__ import annotations

import errno
import os
import stat
import zlib
from io import BufferedIOBase
from typing import IO, Final

from ... import progress
from ...errors import Damaged
from ...text import printable
from ...text import size as bytes_of
from .members import Members
from .placed import Placed
from .unpacking import Unpacked
from .zip_index import (
    DEFLATED,
    ENCRYPTED,
    FIRST_PART,
    LOCAL,
    LOCAL_MARK,
    ONE_OF_PARTS,
    STORED,
    UNKNOWN,
    Entry,
    Index,
    InParts,
    NoIndex,
    walked,
)  # fmt: skip

_MOST_GROWTH: Final = 400
"""Deflate makes at most 1,032 of one byte; a session of one long text was seen at 250."""

_SMALL: Final = 64 << 20  # bytes that may grow from anything
_UNPACKED_BY: Final = {DEFLATED: "deflate", 12: "zip-bzip2", 14: "zip-lzma"}
_NOT_READ: Final = {9: "Deflate64", 93: "Zstandard", 95: "XZ", 98: "PPMd", 99: "AES"}
_ANY_SIZE: Final = -1
_REGULAR: Final = (0, stat.S_IFREG)
_TOLD_EACH: Final = 1 << 14  # files between two words of how far it is


class ZipReader:
    """The files of a zip. ``title`` is what a person named. Raises Damaged where it is none."""

    def __init__(self, file: IO[bytes], title: str) -> None:
        self._file = file
        self._doing = f"reading {printable(title.rpartition('/')[2])}"
        self._index: Index | None = None
        self._lying: dict[int, Entry] = {}  # without index
        self.members = Members(self._told)
        try:
            self._size = file.seek(0, os.SEEK_END)
            self._by_index()
        except NoIndex as error:
            self._without_index(error)
        except OSError as error:
            raise Damaged(f"the zip cannot be read: {_words(error)}") from None

    def _by_index(self) -> None:
        self._index = Index(self._file)
        members = self.members
        add = members.add
        for number, (name, kind, at) in enumerate(self._index.names()):
            if not number % _TOLD_EACH:
                progress.tell(self._doing, at, self._index.size)
            if name.endswith("/"):
                members.add_directory(name)
            elif kind not in _REGULAR:
                members.leave_out(name)
            else:
                add(name, at)
            if members.full:
                return
        members.full = not self._index.whole

    def _without_index(self, error: NoIndex) -> None:
        """What lies there, or what is left of the index, whichever tells of more files."""
        self._file.seek(0)
        first = self._file.read(len(FIRST_PART)) == FIRST_PART
        if isinstance(error, InParts) and not first:
            raise Damaged(f"it is only the last part of a split zip: {ONE_OF_PARTS}")
        found = Members(self._told)
        lying: dict[int, Entry] = {}
        for name, entry in walked(self._file):
            progress.tell(self._doing, entry.begin, self._size)
            if name.endswith("/"):
                found.add_directory(name)
            elif found.add(name, entry.begin):
                lying[entry.begin] = entry
            if found.full:
                break
        if len(found) >= len(self.members):
            self.members, self._lying, self._index = found, lying, None
        if not len(self.members):
            raise Damaged(f"the zip cannot be read: {error}")
        if isinstance(error, InParts):
            self.members.said.append(
                "the parts of a split zip lie in it one behind the other: its index does not count"
            )
        elif first:
            self.members.cut(f"it is only the first part of a split zip: {ONE_OF_PARTS}")
        else:
            self.members.cut(f"{error} (the zip was cut or damaged): what it told of may be gone")

    def _entry(self, number: int) -> Entry:
        return self._lying[number] if self._index is None else self._index.entry(number)

    def _told(self, number: int) -> tuple[int, int]:
        entry = self._entry(number)
        return entry.size, entry.modified_ns

    def open(self, number: int) -> BufferedIOBase:
        """A file of it, unpacked while it is read. Raises OSError."""
        member = self._entry(number)
        if member.flags & ENCRYPTED:
            raise OSError(errno.ENOTSUP, "it is encrypted in the zip: unpack it with its password")
        packing = _UNPACKED_BY.get(member.method)
        if packing is None and member.method != STORED:
            by = _NOT_READ.get(member.method, f"method {member.method}")
            raise OSError(errno.ENOTSUP, f"it is packed in the zip as nothing here reads it: {by}")
        if member.size > _SMALL and member.size > _MOST_GROWTH * member.packed:
            said = f"{bytes_of(member.packed)} that would become {bytes_of(member.size)}"
            raise OSError(errno.EFBIG, f"{said}: no session grows like that")
        self._file.seek(min(member.begin, self._size))  # an index may claim what no file has
        head = self._file.read(LOCAL.size)
        if len(head) < LOCAL.size or not head.startswith(LOCAL_MARK):
            raise OSError(errno.EIO, "it is damaged in the zip (it does not begin where it must)")
        named, more = LOCAL.unpack(head)[-2:]
        begin = member.begin + LOCAL.size + named + more
        return _Member(self._file, begin, member, packing)

    def near(self, number: int) -> bool:
        """It does."""
        return True

    def close(self) -> None:
        """Let go of the zip."""
        self._file.close()


class _Member(BufferedIOBase):
    """A file while it is unpacked; what is wrong with it is an OSError."""

    def __init__(self, file: IO[bytes], begin: int, entry: Entry, packing: str | None) -> None:
        stored = Placed(file, begin, entry.packed)
        self._source = stored if packing is None else Unpacked(stored, packing)
        self._entry = entry
        self._left = entry.size
        self._checksum = 0

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int | None = _ANY_SIZE, /) -> bytes:
        """At most so many bytes."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        if not wanted:
            return b""
        try:
            data = self._source.read(wanted)
        except OSError as error:
            raise self._damaged(_words(error)) from None
        if len(data) < wanted:
            raise self._damaged("it ends early")
        self._left -= len(data)
        self._checksum = zlib.crc32(data, self._checksum)
        if not self._left and self._entry.checksum not in (UNKNOWN, self._checksum):
            raise self._damaged("its checksum is another")
        return data

    def _damaged(self, why: str) -> OSError:
        return OSError(errno.EIO, f"it is damaged in the zip ({why})")

    def read1(self, size: int = _ANY_SIZE, /) -> bytes:
        """The same."""
        return self.read(size)


def _words(error: OSError) -> str:
    return (error.strerror or str(error)).lower().rstrip(".")
