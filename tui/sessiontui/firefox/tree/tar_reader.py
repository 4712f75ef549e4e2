"""A tar, compressed or not: gone through once, nothing unpacked to disk.

Of a plain one a file is read from where it lies. Of a compressed one whatever a profile is read
by is kept while the archive is gone through, up to a bound; what did not fit is reached by going
through it once more.
"""

from __future__ import annotations

import errno
import io
import tarfile
from collections.abc import Callable
from typing import IO, Final, NamedTuple, Self, cast

from ... import progress
from ...text import printable
from .archive_kind import begins_tar
from .members import Members
from .unpacking import Unpacked

_HEADER: Final = 1 << 20  # bytes that a header with its long names may have
_BEHIND: Final = 1 << 10  # bytes that can be gone back: tarfile looks at the last of a header again
_PIECE: Final = 1 << 20
_MOST_FILLING: Final = 4 << 20  # bytes of zeros behind the end; `tar -b` makes few more than 10 kB
_MAGIC: Final = b"ustar"
_MAGIC_AT: Final = 257
_TYPE_AT: Final = 156
_PLAIN: Final = b"05"  # regular files and directories
_MOST_WORDS: Final = 64  # that headers say of the whole archive
_NO_TIME: Final = 1 << 38  # seconds; the year 9999 comes before it
KEEP: Final = 256 << 20
"""Bytes kept in memory of a compressed archive."""


class _At(NamedTuple):
    """Where a file lies in the text of the archive, and its bytes where they were kept."""

    begin: int
    size: int
    kept: bytes | None = None


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
        self._known: dict[str, _At] = {}
        self.members: Members[_At] = Members()
        self._index()
        self._known.clear()

    def open(self, member: _At) -> io.BufferedIOBase:
        """A file of it. Raises OSError."""
        if member.kept is not None:
            return io.BytesIO(member.kept)
        text = self._text()
        text.seek(member.begin)
        return _Piece(text, member.size)

    def near(self, member: _At) -> bool:
        """Whether it was kept, or needs no unpacking."""
        return self._compression is None or member.kept is not None

    def close(self) -> None:
        """Let go of the archive."""
        self._file.close()

    # -- the one pass --------------------------------------------------------------------------

    def _text(self) -> _Forward:
        self._file.seek(0)
        if self._compression is None:
            return _Forward(self._file, plain=self._file)
        return _Forward(Unpacked(self._file, self._compression))

    def _index(self) -> None:
        text = self._text()
        try:
            self._one(text)
            while _another_follows(text):  # cat a.tar b.tar
                self._one(text)
        except (tarfile.TarError, OSError, EOFError, ValueError, RecursionError) as error:
            why = str(error).lower() or "it ends early"
            if not len(self.members):
                raise OSError(errno.EIO, f"it is no tar that can be read ({why})") from None
            self.members.said.append(
                f"the archive cannot be read to its end ({why} after {text.tell():,} bytes): what "
                "came behind is missing"
            )

    def _one(self, text: _Forward) -> None:
        """All files of a tar from where the text is; it is left behind the mark of its end."""
        archive = tarfile.TarFile(
            fileobj=cast("IO[bytes]", text), tarinfo=_Header, errors="surrogateescape"
        )
        read = -1
        while (info := archive.next()) is not None:
            archive.members = []  # type: ignore[attr-defined]  # it keeps them all
            if len(archive.pax_headers) > _MOST_WORDS:
                archive.pax_headers = {}  # it keeps all that is said of the whole, too
            if archive.offset <= read or info.size < 0:  # older Pythons go back for ever
                raise ValueError("a size below nothing")
            read = archive.offset
            progress.tell(self._doing, min(text.taken, self._size), self._size)
            self._add(info, text)
        text.seek(archive.offset)
        if text.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):
            raise EOFError  # its end is marked: tarfile takes anything odd for it

    def _add(self, info: tarfile.TarInfo, text: _Forward) -> None:
        at = _At(info.offset_data, info.size)
        if info.isdir():
            self.members.add_directory(info.name)
            return
        if info.islnk() and info.linkname in self._known:
            at = self._known[info.linkname]
        elif info.sparse is not None:
            self.members.leave_out_sparse()
            return
        elif not info.isreg():
            self.members.leave_out(info.name)
            return
        elif self._wanted(info.name):
            if info.size <= self._left:
                text.seek(info.offset_data)
                at = at._replace(kept=text.read_all(info.size))
                self._left -= info.size
            self._known[info.name] = at
        elif self._head and 0 < info.size <= self._left:
            text.seek(info.offset_data)
            begin = text.read_all(min(self._head, info.size))
            if self._begins(begin):
                at = at._replace(kept=begin + text.read_all(info.size - len(begin)))
                self._left -= info.size
                self._known[info.name] = at
        self.members.add(info.name, at.size, _nanoseconds(info.mtime), at)


class _Header(tarfile.TarInfo):
    """A header; of plain files and directories, as nearly all are, only what is asked for."""

    @classmethod
    def frombuf(cls, buf: bytes | bytearray, encoding: str, errors: str) -> Self:
        """Read one. Whatever is odd about it is the library's to judge."""
        if (
            len(buf) == tarfile.BLOCKSIZE
            and buf[_TYPE_AT] in _PLAIN
            and buf.startswith(_MAGIC, _MAGIC_AT)
        ):
            try:
                told = int(buf[148:156].rstrip(b"\0 "), 8)
                size, mtime = (
                    int(buf[124:136].rstrip(b"\0 "), 8),
                    int(buf[136:148].rstrip(b"\0 "), 8),
                )
            except ValueError:
                return super().frombuf(buf, encoding, errors)
            if told == sum(buf) - sum(buf[148:156]) + 8 * ord(" ") and size >= 0:
                name = buf[:100].partition(b"\0")[0]
                if buf[_MAGIC_AT + 5] == 0:  # POSIX's; GNU's has other things there
                    prefix = buf[345:500].partition(b"\0")[0]
                    name = prefix + b"/" + name if prefix else name
                found = cls(name.decode(encoding, errors).rstrip("/"))
                found.size, found.mtime = size, mtime
                found.type = bytes(buf[_TYPE_AT : _TYPE_AT + 1])
                return found
        return super().frombuf(buf, encoding, errors)


def _another_follows(text: _Forward) -> bool:
    """Whether behind the end of a tar, and the zeros that fill it up, another one begins."""
    for _ in range(_MOST_FILLING // tarfile.BLOCKSIZE):
        try:
            block = text.read(tarfile.BLOCKSIZE)
        except OSError:  # something else was put behind the compressed archive
            return False
        if begins_tar(block):
            text.seek(text.tell() - tarfile.BLOCKSIZE)
            return True
        if block != bytes(tarfile.BLOCKSIZE):
            return False
    return False


def _nanoseconds(mtime: float) -> int:
    """A time in seconds since epoch, which a header may give as any number."""
    if not 0 <= mtime < _NO_TIME:
        return 0
    return mtime * 1_000_000_000 if isinstance(mtime, int) else int(mtime * 1e9)


class _Forward:
    """The text of an archive: read forward, with a step back of a header."""

    def __init__(self, source: Unpacked | IO[bytes], plain: IO[bytes] | None = None) -> None:
        self._source = source
        self._plain = plain
        self._position = 0
        self._behind = b""  # the last that was read
        self._again = b""  # what was gone back over

    @property
    def taken(self) -> int:
        """Bytes of the file that were read."""
        return self._source.taken if isinstance(self._source, Unpacked) else self._position

    def tell(self) -> int:
        """Where it is in the text."""
        return self._position

    def read(self, size: int = -1) -> bytes:
        """For headers: so many bytes. Raises OSError for more than a header has."""
        if not 0 <= size <= _HEADER:
            raise OSError(errno.EFBIG, f"a header of {size:,} bytes")
        return self.read_all(size)

    def read_all(self, size: int) -> bytes:
        """So many bytes; fewer only at the end."""
        data, self._again = self._again[:size], self._again[size:]
        if len(data) < size:
            data += self._source.read(size - len(data))
        self._position += len(data)
        self._behind = (self._behind + data)[-_BEHIND:]
        return data

    def seek(self, position: int) -> None:
        """Go to a place. Raises OSError for one that is too far back in what is compressed."""
        if self._plain is not None:
            self._plain.seek(position)
            self._position = position
            return
        back = self._position - position
        if 0 < back <= len(self._behind):
            self._again = self._behind[-back:] + self._again
            self._behind = self._behind[:-back]
            self._position = position
        while position > self._position:
            if not self.read_all(min(_PIECE, position - self._position)):
                return  # the next read finds the end
        if position < self._position:
            raise OSError(errno.ESPIPE, "it lies before what was read")


class _Piece(io.BufferedIOBase):
    """A file in the text of an archive, from its begin."""

    def __init__(self, text: _Forward, size: int) -> None:
        self._text = text
        self._left = size

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """At most so many bytes."""
        wanted = self._left if size is None or size < 0 else min(size, self._left)
        data = self._text.read_all(wanted)
        self._left -= len(data)
        return data

    def read1(self, size: int = -1, /) -> bytes:
        """The same."""
        return self.read(size)
