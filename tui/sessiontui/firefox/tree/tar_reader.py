"""A tar, compressed or not: gone through once, nothing unpacked to disk.

Of a plain one a file is read from where it lies. Of a compressed one whatever a profile is read
by is kept while the archive is gone through, up to a bound; what did not fit is reached by going
through it once more.
"""

from __future__ import annotations

import errno
import io
import os
from array import array
from collections.abc import Callable
from typing import IO, Final

from ... import progress
from ...text import count, printable
from .archive_kind import begins_tar
from .members import Members
from .placed import Placed
from .tar_headers import BLOCK, Header, TarHeaders
from .tar_holes import MOST_PARTS, Holes, Readable, WithHoles
from .tar_text import TarText
from .unpacking import Unpacked

_PIECE: Final = 1 << 20
_ALL: Final = 1 << 62  # bytes; more than any file has
_MOST_FILLING: Final = 4 << 20  # bytes of zeros behind the end; `tar -b` makes few more than 10 kB
_FILLING: Final = 1 << 16
_TOLD_EACH: Final = 64  # files between two words of how far it is, where they are small
_ROOM_FOR_PARTS: Final = 1 << 20  # numbers that tell where the parts of files with holes lie
KEEP: Final = 256 << 20
"""Bytes kept in memory of a compressed archive."""


class TarReader:
    """The files of a tar. ``wanted`` says of a path whether a profile may be read by it.

    ``begins`` says the same of a file's first bytes, so many as ``head``.
    """

    def __init__(
        self,
        file: IO[bytes],
        title: str,
        size: int,
        compression: str | None,
        wanted: Callable[[str], bool],
        begins: Callable[[bytes], bool] = lambda begin: False,
        head: int = 0,
    ) -> None:
        """Go through it. ``size``: bytes of the file. Raises OSError where it cannot be begun."""
        self._file = file
        self._compression = compression
        self._size = size
        self._doing = f"reading {printable(title.rpartition('/')[2])}"
        self._wanted = wanted
        self._begins = begins
        self._head = head
        self._left = 0 if compression is None else KEEP
        self._room_for_parts = _ROOM_FOR_PARTS
        self._no_room_for = 0  # sessions that nothing but their begin tells of
        # Of each file by its number: where it begins in the text, bytes stored, its time (ns).
        self._rows = array("q")
        self._kept: dict[int, bytes] = {}
        self._holes: dict[int, Holes] = {}
        self.members = Members(self._told)
        self._index()
        if self._no_room_for:
            self.members.said.append(
                f"{count(self._no_room_for, 'session')} under names of your own not shown: what is "
                "kept of a compressed archive had no room for more; unpack it to see all"
            )

    def open(self, number: int) -> io.BufferedIOBase:
        """A file of it. Raises OSError."""
        holes = self._holes.get(number)
        if holes is not None:
            return WithHoles(holes, self._stored(number))
        kept = self._kept.get(number)
        return _File(self._stored(number)) if kept is None else io.BytesIO(kept)

    def near(self, number: int) -> bool:
        """Whether it was kept, or needs no unpacking."""
        return self._compression is None or number in self._kept

    def close(self) -> None:
        """Let go of the archive."""
        self._file.close()

    def _told(self, number: int) -> tuple[int, int]:
        _, stored, modified_ns = self._rows[3 * number : 3 * number + 3]
        holes = self._holes.get(number)
        return stored if holes is None else holes.size, modified_ns

    def _stored(self, number: int) -> Readable:
        """What is stored of a file, from its begin."""
        kept = self._kept.get(number)
        if kept is not None:
            return io.BytesIO(kept)
        begin, stored, _ = self._rows[3 * number : 3 * number + 3]
        if self._compression is None:
            return Placed(self._file, begin, stored)
        text = self._unpacked()
        text.skip(begin)
        return _First(text, stored)

    def _unpacked(self) -> Unpacked:
        whole = Placed(self._file, 0, self._file.seek(0, os.SEEK_END))
        return Unpacked(whole, self._compression or "")

    # -- the one pass --------------------------------------------------------------------------

    def _index(self) -> None:
        self._file.seek(0)
        text = TarText(self._file if self._compression is None else self._unpacked())
        position: int | None = 0
        headers = TarHeaders(text)
        try:
            while position is not None:  # cat a.tar b.tar
                headers = TarHeaders(text, position)
                self._one(headers, text)
                position = None if self.members.full else _another_from(text, headers.position)
        except (OSError, ValueError) as error:
            why = str(error.strerror or error if isinstance(error, OSError) else error).lower()
            if not len(self.members):
                raise OSError(errno.EIO, f"it is no tar that can be read ({why})") from None
            end = self._size if self._compression is None else text.end
            self.members.cut(
                f"the archive cannot be read to its end ({why} after "
                f"{min(headers.position, end):,} bytes): what came behind is missing"
            )

    def _one(self, headers: TarHeaders, text: TarText) -> None:
        for number, header in enumerate(headers):
            if not number % _TOLD_EACH or header.stored >= _PIECE:
                progress.tell(self._doing, min(text.taken, self._size), self._size)
            if header.kind == "file":
                self._add(header, text)
            elif header.kind == "folder":
                self.members.add_directory(header.name)
            elif header.kind == "link" and (there := self.members.known(header.linked)) >= 0:
                self.members.add(header.name, there)
            elif header.kind == "rest":
                self.members.cut(
                    "it is a later volume of several (tar -M): the file that the one before it "
                    "ends in is left out"
                )
            else:
                self.members.leave_out(header.name)
            if self.members.full:
                return

    def _add(self, header: Header, text: TarText) -> None:
        holes = header.holes
        if holes is not None and not self._has_room(holes):
            self.members.leave_out_in_parts()
            return
        number = len(self._rows) // 3
        if not self.members.add(header.name, number):
            return
        self._rows.extend((header.begin, header.stored, header.modified_ns))
        if holes is not None:
            self._holes[number] = holes
        if self._compression is None or not header.stored or not self._is_wanted(header, text):
            return
        if header.stored <= self._left:
            self._kept[number] = text.at(header.begin, header.stored)
            self._left -= header.stored
        elif not self._wanted(header.name):
            self._no_room_for += 1

    def _has_room(self, holes: Holes) -> bool:
        numbers = len(holes.parts or ())
        self._room_for_parts -= numbers
        return numbers <= 2 * MOST_PARTS and self._room_for_parts >= 0

    def _is_wanted(self, header: Header, text: TarText) -> bool:
        if self._wanted(header.name):
            return True
        if not self._head:
            return False
        return self._begins(text.at(header.begin, min(self._head, header.stored)))


def _another_from(text: TarText, position: int) -> int | None:
    """Where another tar begins behind the end of one and the zeros that fill it up, if any does."""
    end = position + _MOST_FILLING
    while position < end:
        try:
            data = text.at(position, _FILLING)
        except OSError:  # something else was put behind the compressed archive
            return None
        filled = (len(data) - len(data.lstrip(b"\0"))) // BLOCK * BLOCK
        if filled < len(data):
            begins = begins_tar(text.at(position + filled, BLOCK))
            return position + filled if begins else None
        if len(data) < _FILLING:
            return None
        position += filled
    return None


class _First:
    """The first bytes of what comes, and no more."""

    def __init__(self, source: Readable, size: int) -> None:
        self._source = source
        self._left = size

    def read(self, size: int, /) -> bytes:
        data = self._source.read(min(size, self._left))
        self._left -= len(data)
        return data


class _File(io.BufferedIOBase):
    """A file as it is stored."""

    def __init__(self, source: Readable) -> None:
        self._source = source

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """At most so many bytes."""
        return self._source.read(_ALL if size is None or size < 0 else size)

    def read1(self, size: int = -1, /) -> bytes:
        """The same."""
        return self.read(size)
