"""An SQLite database with what its write-ahead log has for it, as one image in memory.

A browser that runs has its latest changes in the ``-wal`` file, and opening the database where it
lies would write beside it. The log is gone through as SQLite does (fileformat2.html, "The
Write-Ahead Log"): frames count whose salts and checksums are right, up to the last that commits.
"""

from __future__ import annotations

import struct
from typing import Final

_MAGIC: Final = b"SQLite format 3\0"
_FORMATS: Final = slice(18, 20)  # 2 where there is a log, 1 without one
_OLD: Final = b"\x01\x01"
_LOG_MAGICS: Final = {0x377F0682: "<", 0x377F0683: ">"}  # the order of bytes in checksums
_LOG_HEADER: Final = 32
_FRAME_HEADER: Final = 24
_SIZES: Final = frozenset(1 << n for n in range(9, 17))


def is_sqlite(data: bytes) -> bool:
    """Whether the bytes begin like a database."""
    return data.startswith(_MAGIC) and len(data) >= 512


def image_of(data: bytes, log: bytes) -> bytes:
    """A database that needs no log: ``data`` with the pages that ``log`` commits."""
    image = bytearray(data)
    pages, size, count = _committed(log)
    # More pages than both have together are none of this database.
    count = min(count, (len(data) + len(log)) // size + 1) if count else 0
    for number, page in pages.items():
        if number <= count:
            end = number * size
            if len(image) < end:
                image.extend(bytes(end - len(image)))
            image[end - size : end] = page
    if count:
        del image[count * size :]
    image[_FORMATS] = _OLD
    return bytes(image)


def _committed(log: bytes) -> tuple[dict[int, bytes], int, int]:
    """The last content of each page by its number from 1, bytes of a page, pages in all."""
    if len(log) < _LOG_HEADER:
        return {}, 0, 0
    magic, _, size, _ = struct.unpack_from(">4I", log)
    order = _LOG_MAGICS.get(magic)
    if order is None or size not in _SIZES:
        return {}, 0, 0
    salts = log[16:24]
    sums = _checksum(log[:24], (0, 0), order)
    if sums != struct.unpack_from(">2I", log, 24):
        return {}, 0, 0
    pages: dict[int, bytes] = {}
    waiting: dict[int, bytes] = {}
    count = 0
    at = _LOG_HEADER
    while at + _FRAME_HEADER + size <= len(log):
        number, after = struct.unpack_from(">2I", log, at)
        page = log[at + _FRAME_HEADER : at + _FRAME_HEADER + size]
        if log[at + 8 : at + 16] != salts or not number:
            break
        sums = _checksum(page, _checksum(log[at : at + 8], sums, order), order)
        if sums != struct.unpack_from(">2I", log, at + 16):
            break
        waiting[number] = page
        if after:
            pages |= waiting
            waiting = {}
            count = after
        at += _FRAME_HEADER + size
    return pages, size, count


def _checksum(data: bytes, sums: tuple[int, int], order: str) -> tuple[int, int]:
    one, other = sums
    words = struct.unpack(f"{order}{len(data) // 4}I", data)
    for first, second in zip(words[::2], words[1::2], strict=True):
        one = (one + first + other) & 0xFFFFFFFF
        other = (other + second + one) & 0xFFFFFFFF
    return one, other
