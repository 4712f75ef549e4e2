"""The page of a Firefox Backup: where its JSON and its ZIP stand (ArchiveUtils.sys.mjs, 153).

Behind the page for people comes a comment with a multipart message: ``archive.json``, then
``archive.zip`` in base64, each line a chunk of 1 MiB that was encoded (and encrypted) on its own.
So any place of the ZIP is reached by decoding one line.
"""

from __future__ import annotations

import binascii
import errno
import io
import json
from collections.abc import Callable
from typing import IO, Any, Final, NamedTuple

from ...errors import Damaged

CHUNK: Final = 1 << 20
"""Bytes of the ZIP in a line of base64."""

_TAG: Final = 16  # bytes that encryption adds to each
_BEGIN: Final = b"<!-- Begin inline MIME --\n"
_END: Final = b"\n---- End inline MIME -->"
_MOST_PAGE: Final = 16 << 20  # bytes before the message, and of its JSON
_MOST_LINE: Final = 4 * (CHUNK + _TAG + 3) // 3 + 8
_PIECE: Final = 1 << 20


class Page(NamedTuple):
    """What stands around the ZIP. ``sealed`` is how it is encrypted, None where it is not.

    ``lines``: where each line of base64 begins and how long it is. ``whole``: its end was there.
    """

    meta: dict[str, Any]
    sealed: dict[str, Any] | None
    lines: tuple[tuple[int, int], ...]
    whole: bool


def read_page(file: IO[bytes]) -> Page:
    """Find the JSON and the lines of the ZIP. Raises Damaged, OSError."""
    head = file.read(_MOST_PAGE)
    at = head.find(_BEGIN)
    if at < 0:
        raise _damaged("it holds no archive")
    note, begin = _part(head, at)
    about = _json(head[note:begin])
    payload, _ = _part(head, begin)
    lines, whole = _lines(file, payload)
    if not lines:
        raise _damaged("its ZIP is missing")
    meta, sealed = about.get("meta"), about.get("encConfig")
    return Page(
        meta if isinstance(meta, dict) else {},
        sealed if isinstance(sealed, dict) else None,
        lines,
        whole,
    )


def _part(head: bytes, at: int) -> tuple[int, int]:
    """Where the next part's content begins and ends; what comes last goes on to the end."""
    begin = head.find(b"\n\n", head.find(b"\n--", at) + 1)
    if begin < 0:
        raise _damaged("it ends early")
    begin += 2
    end = head.find(b"\n------=_Part_", begin)
    return begin, len(head) if end < 0 else end


def _json(text: bytes) -> dict[str, Any]:
    try:
        found = json.loads(text)
    except (ValueError, RecursionError):
        raise _damaged("its archive.json cannot be read") from None
    if not isinstance(found, dict):
        raise _damaged("its archive.json is no object")
    return found


def _lines(file: IO[bytes], payload: int) -> tuple[tuple[tuple[int, int], ...], bool]:
    found: list[tuple[int, int]] = []
    file.seek(payload)
    position, begin = payload, payload
    while data := file.read(_PIECE):
        at = 0
        while (end := data.find(b"\n", at)) >= 0:
            length = position + end - begin
            if length == 0:  # the blank line behind the last
                return tuple(found), True
            if found and found[-1][1] < 4 * CHUNK // 3:  # each but the last is full
                raise _damaged("a line of its ZIP is too short")
            found.append((begin, length))
            begin = position + end + 1
            at = end + 1
        position += len(data)
        if position - begin > _MOST_LINE:
            raise _damaged("a line of its ZIP is too long")
    if position > begin:
        found.append((begin, position - begin))
    return tuple(found), False


def _damaged(why: str) -> Damaged:
    return Damaged(f"this backup by Firefox is damaged: {why}")


class ZipOfPage(io.RawIOBase):
    """The ZIP in a page, read at any place; a chunk at a time is in memory.

    ``opened`` decrypts a chunk, given its number and whether it is the last.
    """

    def __init__(
        self,
        file: IO[bytes],
        lines: tuple[tuple[int, int], ...],
        opened: Callable[[bytes, int, bool], bytes] = lambda chunk, number, last: chunk,
    ) -> None:
        self._file = file
        self._lines = lines
        self._opened = opened
        self._position = 0
        self._chunk: tuple[int, bytes] = (-1, b"")
        self._size = (len(lines) - 1) * CHUNK + len(self._decoded(len(lines) - 1))

    def readable(self) -> bool:
        """It is."""
        return True

    def seekable(self) -> bool:
        """It is."""
        return True

    def tell(self) -> int:
        """Where it is."""
        return self._position

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        """Go to a place."""
        base = {io.SEEK_SET: 0, io.SEEK_CUR: self._position, io.SEEK_END: self._size}[whence]
        self._position = max(0, base + offset)
        return self._position

    def readinto(self, buffer: Any, /) -> int:
        """Fill a buffer, at most up to the end of a chunk."""
        number, within = divmod(self._position, CHUNK)
        if self._position >= self._size or number >= len(self._lines):
            return 0
        piece = self._decoded(number)[within : within + len(buffer)]
        buffer[: len(piece)] = piece
        self._position += len(piece)
        return len(piece)

    def _decoded(self, number: int) -> bytes:
        if self._chunk[0] != number:
            begin, length = self._lines[number]
            self._file.seek(begin)
            try:
                data = binascii.a2b_base64(self._file.read(length))
            except binascii.Error:
                raise OSError(errno.EIO, f"chunk {number + 1} of the backup is damaged") from None
            last = number == len(self._lines) - 1
            self._chunk = number, self._opened(data, number, last)
        return self._chunk[1]
