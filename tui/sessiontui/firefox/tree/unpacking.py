"""A compressed stream while it is unpacked, forward only and with bounds.

A few bytes can claim to be any number, or to need any memory: both are bounded, in proportion to
what is really there.
"""

from __future__ import annotations

import errno
import zlib
from collections.abc import Callable
from typing import IO, Any, Final

_PIECE: Final = 1 << 18
_LEAST: Final = 1 << 14  # bytes read and unpacked at once: each step copies what is not used yet
_MOST_MEMORY: Final = 1 << 28  # for a dictionary, which a stream may claim to need
_MOST_GROWTH: Final = 200
_SMALL: Final = 1 << 30  # bytes that may come of anything

MAGICS: Final = {b"\x1f\x8b": "gzip", b"BZh": "bzip2", b"\xfd7zXZ\x00": "xz"}


def compression_of(head: bytes) -> str | None:
    """How a file is compressed, by its first bytes."""
    return next((name for magic, name in MAGICS.items() if head.startswith(magic)), None)


class Unpacked:
    """What a compressed file holds: all of its parts, one after the other."""

    def __init__(self, file: IO[bytes], compression: str) -> None:
        self._file = file
        self._start = _starts(compression)
        self._unpacker = self._start()
        self._waiting = b""
        self._ahead = memoryview(b"")  # unpacked, and not given yet
        self._at_begin = True
        self.taken = 0
        """Bytes of the file that were read."""
        self.given = 0
        """Bytes that came of them."""

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

    def _some(self, most: int) -> bytes:
        while True:
            if self._unpacker.eof:
                rest = self._unpacker.unused_data
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

    def _hungry(self) -> bool:
        return bool(getattr(self._unpacker, "needs_input", True))

    def _more(self) -> bytes:
        data = self._file.read(_LEAST)
        self.taken += len(data)
        return data


def _starts(compression: str) -> Callable[[], Any]:
    if compression == "gzip":
        return lambda: zlib.decompressobj(wbits=31)
    if compression == "bzip2":
        import bz2

        return bz2.BZ2Decompressor
    import lzma

    return lambda: lzma.LZMADecompressor(memlimit=_MOST_MEMORY)
