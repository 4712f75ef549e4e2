"""A tar as a tree, compressed or not: gone through once, nothing unpacked to disk.

Of a plain one a file is read from where it lies. Of a compressed one whatever a profile is read
by is kept while the archive is gone through, up to a bound; what did not fit is reached by going
through it once more.
"""

from __future__ import annotations

import errno
import io
import tarfile
from collections.abc import Callable, Sequence
from os import stat_result
from typing import IO, Final, NamedTuple, cast

from ... import progress
from ...text import printable
from .members import Members
from .path import heads_by_opening
from .unpacking import Unpacked

_HEADER: Final = 1 << 20  # bytes that a header with its long names may have
_BEHIND: Final = 1 << 10  # bytes that can be gone back: tarfile looks at the last of a header again
_PIECE: Final = 1 << 20
_MOST_WORDS: Final = 64  # that headers say of the whole archive
_NO_TIME: Final = 1 << 38  # seconds; the year 9999 comes before it
KEEP: Final = 256 << 20
"""Bytes kept in memory of a compressed archive."""


class _At(NamedTuple):
    """Where a file lies in the text of the archive, and its bytes where they were kept."""

    begin: int
    size: int
    kept: bytes | None = None


class TarTree:
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
        self._title = title
        self._file = file
        self._compression = compression
        self.members: Members[_At] = Members()
        self._index(size, wanted, begins, head)

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

    def open(self, below: str) -> io.BufferedIOBase:
        """A file of it. Raises OSError."""
        at = self.members.member(below)
        if at.kept is not None:
            return io.BytesIO(at.kept)
        text = self._text()
        text.seek(at.begin)
        return _Piece(text, at.size)

    def heads(self, below: Sequence[str], length: int) -> dict[str, bytes]:
        """How files of it begin; of a compressed archive only of those that were kept."""
        near = [
            path
            for path in below
            if self._compression is None or self.members.member(path).kept is not None
        ]
        return heads_by_opening(self, near, length)

    def left_out(self) -> tuple[str, ...]:
        """What of it is not looked at, as sentences."""
        return self.members.left_out()

    def close(self) -> None:
        """Let go of the archive."""
        self._file.close()

    # -- the one pass --------------------------------------------------------------------------

    def _text(self) -> _Forward:
        self._file.seek(0)
        if self._compression is None:
            return _Forward(self._file, plain=self._file)
        return _Forward(Unpacked(self._file, self._compression))

    def _index(
        self, size: int, wanted: Callable[[str], bool], begins: Callable[[bytes], bool], head: int
    ) -> None:
        text = self._text()
        left = 0 if self._compression is None else KEEP
        known: dict[str, _At] = {}
        read = -1
        name = printable(self._title.rpartition("/")[2])
        try:
            archive = tarfile.TarFile(fileobj=cast("IO[bytes]", text), errors="surrogateescape")
            while (info := archive.next()) is not None:
                archive.members = []  # type: ignore[attr-defined]  # it keeps them all
                if len(archive.pax_headers) > _MOST_WORDS:
                    archive.pax_headers = {}  # it keeps all that is said of the whole, too
                if archive.offset <= read or info.size < 0:  # older Pythons go back for ever
                    raise ValueError("a size below nothing")
                read = archive.offset
                progress.tell(f"reading {name}", min(text.taken, size), size)
                if info.isdir():
                    self.members.add_directory(info.name)
                    continue
                at = _At(info.offset_data, info.size)
                if info.islnk() and info.linkname in known:
                    at = known[info.linkname]
                elif not info.isreg() or info.sparse is not None:
                    self.members.leave_out(info.name)
                    continue
                elif wanted(info.name):
                    if info.size <= left:
                        text.seek(info.offset_data)
                        at = at._replace(kept=text.read_all(info.size))
                        left -= info.size
                    known[info.name] = at
                elif head and 0 < info.size <= left:
                    text.seek(info.offset_data)
                    begin = text.read_all(min(head, info.size))
                    if begins(begin):
                        at = at._replace(kept=begin + text.read_all(info.size - len(begin)))
                        left -= info.size
                        known[info.name] = at
                self.members.add(info.name, at.size, _nanoseconds(info.mtime), at)
            text.seek(archive.offset)
            if text.read(tarfile.BLOCKSIZE) != bytes(tarfile.BLOCKSIZE):
                raise EOFError  # its end is marked: tarfile takes anything odd for it
        except (tarfile.TarError, OSError, EOFError, ValueError, RecursionError) as error:
            if not len(self.members):
                raise OSError(errno.EIO, f"it is no tar that can be read ({error})") from None
            where = f"after {text.tell():,} bytes"
            self.members.said.append(
                f"the archive cannot be read to its end ({str(error).lower() or 'it ends early'} "
                f"{where}): what came behind is missing"
            )


def _nanoseconds(mtime: float) -> int:
    """A time in seconds since epoch, which a header may give as any number."""
    return int(mtime * 1e9) if 0 <= mtime < _NO_TIME else 0


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
