"""What a zip says of its files: its index, or, where that is lost, the header before each file.

Python's zipfile makes an object of every file, and refuses all of them for one name. Here the
index gives names, and of each the place of the rest, which is read when somebody asks; a name that
is no UTF-8 keeps its bytes (``surrogateescape``), and no number in the file decides how much is
read. The layout is that of PKWARE's APPNOTE 6.3.10.
"""

from __future__ import annotations

import os
import struct
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import IO, Final, NamedTuple

from .unpacking import Unpacked

LOCAL: Final = struct.Struct("<4s5H3L2H")
LOCAL_MARK: Final = b"PK\x03\x04"
_ENTRY: Final = struct.Struct("<4s6H3L5H2L")
_NAMING: Final = struct.Struct("<4sxB2xH18x3H4xL4x")  # of the same what is asked of every one
_ENTRY_MARK: Final = b"PK\x01\x02"
_END: Final = struct.Struct("<4s4H2LH")
_END_MARK: Final = b"PK\x05\x06"
_END_64: Final = struct.Struct("<4sQ2H2L4Q")
_END_64_MARK: Final = b"PK\x06\x06"
_LOCATOR: Final = struct.Struct("<4sLQL")
_LOCATOR_MARK: Final = b"PK\x06\x07"
_BEHIND_END: Final = 0xFFFF  # bytes that a comment may have
_MARKS: Final = 64  # places that look like the end and are tried
_PIECE: Final = 1 << 20
MOST_INDEX: Final = 256 << 20
"""Bytes of an index that are read; one of a million files has some 130 MB."""
FIRST_PART: Final = b"PK\x07\x08"
_BEFORE_FIRST: Final = (FIRST_PART, b"PK00")  # of a zip that was made in parts, or could have been

ONE_OF_PARTS: Final = "put all of them into one (zip -s 0 NAME.zip --out WHOLE.zip), and name that"
"""What to do with a zip that was made in parts (.z01, .z02 …, .zip)."""

ENCRYPTED: Final = 0x1
_SIZES_BEHIND: Final = 0x8
_UTF_8: Final = 0x800
STORED: Final = 0
DEFLATED: Final = 8
UNKNOWN: Final = -1
"""In the place of a checksum that was not told."""

_OF_WINDOWS: Final = (0, 10, 11, 14)  # FAT, NTFS, and what else may part names with a backslash
_UNIX: Final = 3
_NO_DATE: Final = (1 << 5 | 1, 0)  # 1 January 1980, midnight: what is written for none
_ZIP_64: Final = 0x0001
_UNIX_TIME: Final = 0x5455


class Entry(NamedTuple):
    """What is said of a file. ``begin`` is where its header stands; ``modified_ns`` since epoch.

    ``size`` and ``packed`` in bytes.
    """

    size: int
    packed: int
    modified_ns: int
    method: int
    flags: int
    checksum: int
    begin: int


class NoIndex(Exception):
    """The index is not where it must be, or is cut."""


class InParts(NoIndex):
    """The index is that of a zip in several parts: it tells places in each of them."""


def ends_as_zip(file: IO[bytes]) -> bool:
    """Whether a file that begins otherwise ends as a zip does. Raises OSError."""
    try:
        _index(file)
    except NoIndex as error:
        return isinstance(error, InParts)
    return True


class Index:
    """The index at the end of a zip, as it stands there. Raises NoIndex where there is none."""

    def __init__(self, file: IO[bytes]) -> None:
        begin, size, self._shift = _index(file)
        file.seek(begin)
        self._text = file.read(min(size, MOST_INDEX))
        self.size = len(self._text)
        self.whole = size <= MOST_INDEX

    def names(self) -> Iterator[tuple[str, int, int]]:
        """Of each file its name, the kind its mode tells or 0, and where its entry stands.

        Raises NoIndex, before the first or after some.
        """
        text = self._text
        unpack, at, length = _NAMING.unpack_from, 0, len(text)
        while at < length:  # where the time goes that a large zip takes
            begin = at + _ENTRY.size
            if begin > length:
                break
            mark, system, flags, named, extra, said, mode = unpack(text, at)
            ends = begin + named + extra + said
            if mark != _ENTRY_MARK or ends > length:
                break
            raw = text[begin : begin + named]
            name = raw.decode() if raw.isascii() else _name(raw, flags, system)
            if system in _OF_WINDOWS:
                name = name.replace("\\", "/")
            yield name, mode >> 16 & 0o170000 if system == _UNIX else 0, at
            at = ends
        if at < length and self.whole:
            raise NoIndex("its index is cut")

    def entry(self, at: int) -> Entry:
        """What is said of a file whose entry stands there."""
        fields = _ENTRY.unpack_from(self._text, at)
        extra_at = at + _ENTRY.size + fields[10]
        return _entry(fields, self._text[extra_at : extra_at + fields[11]], self._shift)


def _entry(fields: tuple[int, ...], extra: bytes, shift: int) -> Entry:
    flags, method, time, date, checksum, packed, size = fields[3:10]
    begin = fields[16]
    large = _part_of(extra, _ZIP_64)
    if large is not None:
        numbers = iter(struct.unpack(f"<{len(large) // 8}Q", large[: len(large) // 8 * 8]))
        size = next(numbers, size) if size == 0xFFFFFFFF else size
        packed = next(numbers, packed) if packed == 0xFFFFFFFF else packed
        begin = next(numbers, begin) if begin == 0xFFFFFFFF else begin
    modified = _modified(date, time, extra)
    return Entry(size, packed, modified, method, flags, checksum, begin + shift)


def _index(file: IO[bytes]) -> tuple[int, int, int]:
    """Where the index begins, its bytes, and how many lie before what counts as the begin."""
    whole = file.seek(0, os.SEEK_END)
    file.seek(max(0, whole - _END.size - _BEHIND_END))
    tail = file.read(_END.size + _BEHIND_END)
    behind = len(tail)
    for _ in range(_MARKS):  # a comment may hold the mark too, or even a whole one
        behind = tail.rfind(_END_MARK, 0, behind)
        if behind < 0:
            break
        if len(tail) - behind < _END.size:
            continue
        fields = _END.unpack_from(tail, behind)
        if behind + _END.size + fields[7] > len(tail):
            continue
        if 0 < fields[1] < 0xFFFF and fields[2] <= fields[1] and fields[3] <= fields[4]:
            if behind + _END.size + fields[7] == len(tail):
                raise InParts("its index tells of parts that lie elsewhere")
            continue
        end = whole - len(tail) + behind
        found = _index_by(file, end, size=fields[5], offset=fields[6])
        if found is not None:
            return found
    raise NoIndex("its index is missing")


def _index_by(file: IO[bytes], end: int, *, size: int, offset: int) -> tuple[int, int, int] | None:
    file.seek(max(0, end - _LOCATOR.size - _END_64.size))
    before = file.read(_LOCATOR.size + _END_64.size) if end > _LOCATOR.size + _END_64.size else b""
    if before.startswith(_END_64_MARK) and before.startswith(_LOCATOR_MARK, _END_64.size):
        large = _END_64.unpack_from(before)
        size, offset = large[8], large[9]
        end -= len(before)
    begin = end - size
    if begin < 0 or offset > begin:
        return None
    if size:
        file.seek(begin)
        if file.read(4) != _ENTRY_MARK:
            return None
    return begin, size, begin - offset


def walked(file: IO[bytes]) -> Iterator[tuple[str, Entry]]:
    """The files as they lie, one behind the other, up to where that cannot be told any more."""
    whole = file.seek(0, os.SEEK_END)
    file.seek(0)
    begin = len(LOCAL_MARK) if file.read(len(LOCAL_MARK)) in _BEFORE_FIRST else 0
    while begin < whole:
        file.seek(begin)
        head = file.read(LOCAL.size)
        if len(head) < LOCAL.size or not head.startswith(LOCAL_MARK):
            return
        (_, _, flags, method, time, date, checksum, packed, size, named, more) = LOCAL.unpack(head)
        raw, extra = file.read(named), file.read(more)
        data = begin + LOCAL.size + named + more
        large = _part_of(extra, _ZIP_64)
        if large is not None and len(large) >= 16 and 0xFFFFFFFF in (size, packed):
            size, packed = struct.unpack_from("<2Q", large)
        behind = data + packed
        if flags & _SIZES_BEHIND and not packed:
            if method != DEFLATED or flags & ENCRYPTED:
                return  # only what is deflated tells its own end
            size, packed = _told_by_its_end(file)
            checksum = UNKNOWN
            behind = _behind_sizes(file, data + packed)
        name = _name(raw, flags, _UNIX)
        modified = _modified(date, time, extra)
        yield name, Entry(size, packed, modified, method, flags, checksum, begin)
        begin = behind


def _told_by_its_end(file: IO[bytes]) -> tuple[int, int]:
    """How many bytes come of what is deflated from here on, and of how many."""
    unpacked = Unpacked(file, "deflate")
    size = 0
    try:
        while piece := len(unpacked.read(_PIECE)):
            size += piece
    except OSError:  # it is cut or damaged: reading it will say so
        size += 1
    return size, unpacked.taken - unpacked.unused


def _behind_sizes(file: IO[bytes], at: int) -> int:
    """Behind the sizes that stand after a file: with or without a mark, of 4 or 8 bytes each."""
    file.seek(at)
    data = file.read(28)
    for length in (16, 24, 12, 20):
        if data[length : length + 4] in (LOCAL_MARK, _ENTRY_MARK):
            return at + length
    return at + 16


def _part_of(extra: bytes, wanted: int) -> bytes | None:
    at = 0
    while at + 4 <= len(extra):
        kind, size = struct.unpack_from("<2H", extra, at)
        if kind == wanted:
            return extra[at + 4 : at + 4 + size]
        at += 4 + size
    return None


def _name(raw: bytes, flags: int, system: int) -> str:
    """A name as text. Who does not say which letters it wrote mostly wrote UTF-8 on Unix."""
    if flags & _UTF_8:
        return raw.decode("utf-8", "surrogateescape")
    try:
        return raw.decode("utf-8" if system == _UNIX else "cp437")
    except UnicodeDecodeError:
        return raw.decode("cp437")


def _modified(date: int, time: int, extra: bytes) -> int:
    """When it was written, ns since epoch: exact where Unix wrote it, else without a time zone."""
    exact = _part_of(extra, _UNIX_TIME)
    if exact is not None and len(exact) >= 5 and exact[0] & 1:
        return max(0, int(struct.unpack_from("<i", exact, 1)[0])) * 1_000_000_000
    if (date, time) == _NO_DATE:
        return 0
    try:
        moment = datetime(
            (date >> 9) + 1980, date >> 5 & 15, date & 31,
            time >> 11, time >> 5 & 63, (time & 31) * 2, tzinfo=UTC,
        )  # fmt: skip
    except ValueError:
        return 0
    return int(moment.timestamp()) * 1_000_000_000
