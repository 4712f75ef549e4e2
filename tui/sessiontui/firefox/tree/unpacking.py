"""A compressed stream while it is unpacked, forward only and with bounds.

A few bytes can claim to be any number, or to need any memory: both are bounded, in proportion to
what is really there.
"""

from __future__ import annotations

import errno
import zlib
from collections.abc import Callable
from typing import Any, Final, Protocol

_PIECE: Final = 1 << 18
_LEAST: Final = 1 << 14  # bytes read and unpacked at once: each step copies what is not used yet
_MOST_MEMORY: Final = 1 << 28  # for a dictionary, which a stream may claim to need
_MOST_GROWTH: Final = 200
_SMALL: Final = 1 << 30  # bytes that may come of anything

_IN_ZIP: Final = ("deflate", "zip-bzip2", "zip-lzma")

MAGICS: Final = {
    b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz", b"\x5d\0\0": "lzma",
}  # fmt: skip


def compression_of(head: bytes) -> str | None:
    """How a file is compressed, by its first bytes."""
    return next((name for magic, name in MAGICS.items() if head.startswith(magic)), None)


class Readable(Protocol):
    """What is read forward."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end."""


class Unpacked:
    """What a compressed file holds: all of its parts, one after the other.

    In a zip (``deflate``, ``zip-bzip2``, ``zip-lzma``) that is one part, from where the file is;
    ``unused`` bytes of what was taken lie behind its end.
    """

    def __init__(self, file: Readable, compression: str) -> None:
        self._file = file
        self._start = _starts(compression)
        self._unpacker = self._start()
        self._waiting = b""
        self._ahead = memoryview(b"")  # unpacked, and not given yet
        self._taken_ahead = memoryview(b"")  # of the file, and not unpacked yet
        self._at_begin = True
        self.taken = 0
        """Bytes of the file that were unpacked."""
        self.given = 0
        """Bytes that came of them."""
        self._alone = compression in _IN_ZIP

    def read(self, size: int) -> bytes:
        """Exactly so many bytes; fewer only at the end. Raises OSError where it is damaged."""
        pieces: list[bytes] = []
        while size > 0:
            self._ahead = self._ahead or memoryview(self._some(min(max(size, _LEAST), _PIECE)))
            if not self._ahead:
                break
            piece, self._ahead = bytes(self._ahead[:size]), self._ahead[size:]
            pieces.append(piece)
            size -= len(piece)
        return b"".join(pieces)

    def skip(self, size: int) -> int:
        """Go over so many bytes; how many there were. Raises OSError where it is damaged."""
        left = size
        while left > 0:
            self._ahead = self._ahead or memoryview(self._some(_PIECE))
            if not self._ahead:
                break
            gone = min(left, len(self._ahead))
            self._ahead = self._ahead[gone:]
            left -= gone
        return size - left

    def _some(self, most: int) -> bytes:
        while True:
            if self._unpacker.eof:
                rest = self._unpacker.unused_data
                if self._alone:
                    return b""
                rest = rest or self._more()
                if not rest.strip(b"\0"):
                    return b""  # zeros may fill the end
                self._unpacker, self._waiting = self._start(), rest
            data, self._waiting = self._waiting, b""
            if not data and self._hungry():
                data = self._more()
                if not data:
                    if self._at_begin:
                        return b""
                    raise OSError(errno.EIO, "it ends early")
            try:
                piece = self._unpacker.decompress(data, most)
            except Exception as error:
                raise OSError(errno.EIO, f"it is damaged ({str(error).lower()})") from None
            self._at_begin = False
            tail = getattr(self._unpacker, "unconsumed_tail", b"")
            if tail:
                self._waiting = tail
            if piece:
                self.given += len(piece)
                if self.given > _SMALL and self.given > _MOST_GROWTH * self.taken:
                    raise OSError(errno.EFBIG, "it grows as no profile does: the rest is not read")
                return bytes(piece)

    @property
    def unused(self) -> int:
        """Bytes that were taken and lie behind the end."""
        return len(self._unpacker.unused_data)

    def _hungry(self) -> bool:
        return bool(getattr(self._unpacker, "needs_input", True))

    def _more(self) -> bytes:
        if not self._taken_ahead:
            self._taken_ahead = memoryview(self._file.read(_PIECE))
        data, self._taken_ahead = bytes(self._taken_ahead[:_LEAST]), self._taken_ahead[_LEAST:]
        self.taken += len(data)
        return data


def _starts(compression: str) -> Callable[[], Any]:
    if compression == "gzip":
        return lambda: zlib.decompressobj(wbits=31)
    if compression == "deflate":
        return lambda: zlib.decompressobj(wbits=-15)
    if compression == "zip-lzma":
        return _LzmaInZip
    if compression in ("bzip2", "zip-bzip2"):
        import bz2

        return bz2.BZ2Decompressor
    import lzma

    return lambda: lzma.LZMADecompressor(memlimit=_MOST_MEMORY)


class _LzmaInZip:
    """LZMA as a zip has it: two bytes of version, the length of what follows, five properties."""

    _HEAD: Final = 9

    def __init__(self) -> None:
        self._head = b""
        self._unpacker: Any = None

    @property
    def eof(self) -> bool:
        """Whether its end was reached."""
        return self._unpacker is not None and bool(self._unpacker.eof)

    @property
    def unused_data(self) -> bytes:
        """What was given and lies behind the end."""
        return bytes(self._unpacker.unused_data) if self._unpacker is not None else b""

    @property
    def needs_input(self) -> bool:
        """Whether nothing comes without more."""
        return self._unpacker is None or bool(self._unpacker.needs_input)

    def decompress(self, data: bytes, most: int) -> bytes:
        """At most so many bytes. Raises ValueError for properties that cannot be, LZMAError."""
        if self._unpacker is None:
            self._head += data
            if len(self._head) < self._HEAD:
                return b""
            head, data = self._head[: self._HEAD], self._head[self._HEAD :]
            self._unpacker = _raw_lzma(head)
        return bytes(self._unpacker.decompress(data, most))


def _raw_lzma(head: bytes) -> Any:
    import lzma

    dictionary = int.from_bytes(head[5:9], "little")
    rest, lc = divmod(head[4], 9)
    pb, lp = divmod(rest, 5)
    if head[2:4] != b"\5\0" or pb > 4 or lc + lp > 4 or dictionary > _MOST_MEMORY:
        raise ValueError("its properties cannot be")
    form = {"id": lzma.FILTER_LZMA1, "dict_size": dictionary, "lc": lc, "lp": lp, "pb": pb}
    return lzma.LZMADecompressor(lzma.FORMAT_RAW, filters=[form])
