"""The text of a tar, in which headers are asked for by their place, from the first to the last."""

from __future__ import annotations

import errno
from typing import IO, Final

from .unpacking import Unpacked

_LEAST: Final = 1 << 12  # bytes read at once where files are large: their headers alone matter
_MOST: Final = 1 << 18  # where they are small, and nearly all of it is headers


class TarText:
    """The text of a plain tar, or what comes of a compressed one: that goes forward only."""

    def __init__(self, source: IO[bytes] | Unpacked) -> None:
        self._source = source
        self._begin = 0  # of what is held
        self._held = b""
        self._ahead = _LEAST

    @property
    def taken(self) -> int:
        """Bytes of the file that were read or gone over."""
        if isinstance(self._source, Unpacked):
            return self._source.taken
        return self.end

    @property
    def end(self) -> int:
        """Where what is held ends, once it ended early where the text does."""
        return self._begin + len(self._held)

    def at(self, position: int, size: int) -> bytes:
        """So many bytes from there; fewer only at the end. Raises OSError.

        Of what is compressed nothing is given that lies before what was asked for last.
        """
        begin = position - self._begin
        if begin < 0 or begin + size > len(self._held):
            if isinstance(self._source, Unpacked):
                self._unpack(self._source, position, size)
            else:
                self._read(self._source, position, size)
            begin = position - self._begin
        return self._held[begin : begin + size]

    def _read(self, file: IO[bytes], position: int, size: int) -> None:
        near = 0 <= position - self._begin <= len(self._held)
        self._ahead = min(2 * self._ahead, _MOST) if near else _LEAST
        try:
            file.seek(position)
            self._held = file.read(max(size, self._ahead))
        except OSError as error:
            if error.errno != errno.EINVAL:  # no file of this system is so long
                raise
            self._held = b""
        self._begin = position

    def _unpack(self, unpacked: Unpacked, position: int, size: int) -> None:
        if position < self._begin:
            raise OSError(errno.ESPIPE, "it lies before what was read")
        end = self.end
        if end < position:
            self._begin, self._held = end, b""
            self._begin += unpacked.skip(position - end)
            if self._begin < position:
                return  # it ends before
        self._ahead = _LEAST if end < position else min(2 * self._ahead, _MOST)
        self._held = self._held[position - self._begin :]
        self._begin = position
        self._held += unpacked.read(max(size - len(self._held), self._ahead))
