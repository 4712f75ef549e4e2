"""What a tar says of its files: one header after the other, gone through once.

Python's tarfile makes an object of every header, keeps what was said of the whole archive without
end, and takes anything odd for the end. Here a header of an ordinary file is three numbers and a
name, no header is larger than its bound, and what ends the archive before its mark is said. The
forms: Unix V7, POSIX (ustar, pax), GNU.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Mapping
from typing import Final, Literal, NamedTuple, TypeAlias

from ... import late_re
from .tar_holes import MOST_PARTS, Holes, number, of_gnu, of_pax
from .tar_text import TarText

BLOCK: Final = 512
_FIELDS: Final = struct.Struct("<100s24x12s12s8sB100s6s82x155s12x")
_SUM_AT: Final = slice(148, 156)
_POSIX: Final = b"ustar\0"
_LARGEST: Final = 1 << 20  # bytes that a long name or an extended header may have
_MOST_ABOUT: Final = 64  # headers about the next file; there are four kinds
_NO_SIZE: Final = 1 << 60
_NO_TIME: Final = 1 << 33  # seconds since epoch: the year 2242
_ADLER: Final = 65521

_FILE: Final = frozenset(b"\x0007S")
_FOLDER: Final = frozenset(b"5D")
_NO_DATA: Final = frozenset(b"123456")
_LINK, _LONG_NAME, _LONG_LINK, _SPARSE, _VOLUME, _REST, _GLOBAL = b"1LKSVMg"
_PLAIN: Final = frozenset(b"\x000")
_ABOUT: Final = frozenset(b"LKxXg")

_FIRST_PARTS: Final = slice(386, 482)  # where an old GNU header tells of its holes
_GOES_ON: Final = 482
_WHOLE_SIZE: Final = slice(483, 495)
_MORE_PARTS: Final = slice(0, 504)
_MORE_GO_ON: Final = 504

_RECORD: Final = late_re.compile(rb"([0-9]{1,8}) ([^=]{1,200})=")
_OF_HOLES: Final = "GNU.sparse."
_REPEATED: Final = (f"{_OF_HOLES}offset", f"{_OF_HOLES}numbytes")
_ASKED_FOR: Final = frozenset({
    "path", "linkpath", "size", "mtime",
    *(_OF_HOLES + word for word in ("name", "major", "realsize", "size", "map")),
})  # fmt: skip

Kind: TypeAlias = Literal["file", "folder", "link", "rest", "other"]


class Header(NamedTuple):
    """A file of a tar, and where its bytes lie in the text. A ``link`` has those of ``linked``.

    A ``rest`` is that of a file that began in another volume (``tar -M``).

    ``size`` and ``stored`` in bytes; they differ where it has ``holes``. ``modified_ns`` since
    epoch, 0 where no clock has it.
    """

    name: str
    kind: Kind
    begin: int
    size: int
    modified_ns: int
    stored: int
    linked: str = ""
    holes: Holes | None = None


class NoHeader(ValueError):
    """What stands where a header must, in words."""


class _About:
    """What headers before a file say of it."""

    def __init__(self, said: Mapping[str, str]) -> None:
        self.said = dict(said)  # what is said of the whole archive comes first
        self.parts: list[int] = []
        self.headers = 0


class TarHeaders:
    """The headers from ``position`` of a text up to the mark of the end.

    Raises NoHeader, ValueError and OSError where it cannot be gone on; ``position`` is there.
    """

    def __init__(self, text: TarText, position: int = 0) -> None:
        self._text = text
        self.position = position
        """Where the next header lies, at last behind the mark of the end."""
        self._of_all: dict[str, str] = {}

    def __iter__(self) -> Iterator[Header]:
        text_at, unpack = self._text.at, _FIELDS.unpack
        about: _About | None = None
        while True:
            block = text_at(self.position, BLOCK)
            if len(block) < BLOCK:
                raise NoHeader("it ends early")
            if not block[0] and not any(block):
                self.position += BLOCK
                return
            raw, size, time, told, kind, linked, magic, prefix = unpack(block)
            if not _sum_is(block, told):
                raise NoHeader("no file begins where one must")
            stored = _size(size)
            begin = self.position + BLOCK
            if kind in _ABOUT:
                about = self._about(kind, begin, stored, about)
                continue
            name = _text_of(raw)
            if prefix[0] and magic == _POSIX:  # GNU has times there
                name = f"{_text_of(prefix)}/{name}"
            modified_ns = _modified(time)
            if about is None and kind in _PLAIN and not name.endswith("/"):
                self.position = begin + (stored + BLOCK - 1) // BLOCK * BLOCK
                yield Header(name, "file", begin, stored, modified_ns, stored)
                continue
            header = Header(name, _kind(kind, name), begin, stored, modified_ns, stored)
            if kind == _LINK:
                header = header._replace(linked=_text_of(linked))
            if kind == _SPARSE:
                header = self._with_holes_of_gnu(header, block)
            if about is not None or self._of_all:
                header = _as_said(header, about or _About(self._of_all))
                about = None
            data = 0 if kind in _NO_DATA else header.stored
            self.position = header.begin + (data + BLOCK - 1) // BLOCK * BLOCK
            if kind != _VOLUME:
                yield header

    def _about(self, kind: int, begin: int, size: int, about: _About | None) -> _About:
        """What a header says of the next file, or of all; ``begin``: where it says so."""
        if size > _LARGEST:
            raise NoHeader(f"a header of {size:,} bytes")
        data = self._text.at(begin, size)
        if len(data) < size:
            raise NoHeader("it ends early")
        self.position = begin + (size + BLOCK - 1) // BLOCK * BLOCK
        about = about or _About(self._of_all)
        about.headers += 1
        if about.headers > _MOST_ABOUT:
            raise NoHeader("headers about headers without end")
        if kind == _LONG_NAME:
            about.said["path"] = _text_of(data)
        elif kind == _LONG_LINK:
            about.said["linkpath"] = _text_of(data)
        else:
            said, parts = _records(data)
            about.said |= said
            about.parts = parts or about.parts
            if kind == _GLOBAL:
                self._of_all |= said
        return about

    def _with_holes_of_gnu(self, header: Header, block: bytes) -> Header:
        blocks, goes_on = [block[_FIRST_PARTS]], block[_GOES_ON]
        begin = header.begin
        while goes_on:
            more = self._text.at(begin, BLOCK)
            if len(more) < BLOCK:
                raise NoHeader("it ends early")
            goes_on = more[_MORE_GO_ON]
            begin += BLOCK
            if len(blocks) <= MOST_PARTS // 21:  # of more it is known that they are too many
                blocks.append(more[_MORE_PARTS])
        holes = of_gnu(blocks, _size(block[_WHOLE_SIZE]), header.stored)
        return header._replace(begin=begin, size=holes.size, holes=holes)


def _as_said(header: Header, about: _About) -> Header:
    """A file with what the headers before it say of it."""
    said = about.said
    stored = header.stored
    if "size" in said:
        stored = _size_said(said["size"])
    name = said.get("GNU.sparse.name", said.get("path", header.name))
    modified_ns = _time_said(said["mtime"]) if "mtime" in said else header.modified_ns
    kind: Kind = "folder" if header.kind == "file" and name.endswith("/") else header.kind
    linked = said.get("linkpath", header.linked)
    holes = header.holes
    if holes is None and header.kind == "file":
        holes = of_pax(said, about.parts, stored)
    elif holes is not None:
        holes = holes._replace(stored=stored)
    size = stored if holes is None else holes.size
    return Header(name, kind, header.begin, size, modified_ns, stored, linked, holes)


def _kind(kind: int, name: str) -> Kind:
    if kind in _FILE:
        return "folder" if name.endswith("/") else "file"
    if kind in _FOLDER:
        return "folder"
    if kind == _REST:
        return "rest"
    return "link" if kind == _LINK else "other"


def _records(data: bytes) -> tuple[dict[str, str], list[int]]:
    """What an extended header says that is asked for, and the parts it lists one by one.

    Raises ValueError where it is damaged.
    """
    said: dict[str, str] = {}
    parts: list[int] = []
    at = 0
    while at < len(data) and data[at]:
        found = _RECORD.match(data, at)
        if found is None or not found.end() <= (ends := at + int(found[1])) <= len(data):
            raise NoHeader("an extended header is damaged")
        key = found[2].decode("utf-8", "surrogateescape")
        if key in _ASKED_FOR:
            said[key] = data[found.end() : ends - 1].decode("utf-8", "surrogateescape")
        elif key in _REPEATED and len(parts) <= 2 * MOST_PARTS:
            parts.append(_size_said(data[found.end() : ends - 1].decode("ascii", "replace")))
        at = ends
    return said, parts


def _sum_is(block: bytes, field: bytes) -> bool:
    """Whether the sum in a header is that of its bytes, its own place counted as spaces.

    Adler-32 counts them, up to a prime: a hundred times sooner than ``sum``.
    """
    try:
        told = number(field)
    except ValueError:
        return False
    if (1 + told + sum(field) - 8 * ord(" ")) % _ADLER == zlib.adler32(block) & 0xFFFF:
        return True
    signed = sum(block) - sum(field) + 8 * ord(" ")  # some old tars counted bytes with a sign
    return told == signed - 256 * sum(byte > 127 for byte in block)


def _size(field: bytes) -> int:
    try:
        size = int(field.rstrip(b"\0 "), 8)  # as nearly all are written
    except ValueError:
        try:
            size = number(field)
        except ValueError:
            raise NoHeader("a size that is no number") from None
    return _in_bounds(size)


def _size_said(text: str) -> int:
    if not (text.isascii() and text.removeprefix("-").isdigit() and len(text) <= 20):
        raise NoHeader("a size that is no number")
    return _in_bounds(int(text))


def _in_bounds(size: int) -> int:
    if not 0 <= size <= _NO_SIZE:
        raise NoHeader("a size below nothing" if size < 0 else "a size that no file has")
    return size


def _modified(field: bytes) -> int:
    try:
        seconds = number(field)
    except ValueError:
        return 0
    return seconds * 1_000_000_000 if 0 <= seconds < _NO_TIME else 0


def _time_said(text: str) -> int:
    """A time in seconds since epoch, which an extended header may give as any number."""
    whole, _, rest = text.partition(".")
    if not (whole.isascii() and whole.isdigit()) or len(whole) > 10 or int(whole) >= _NO_TIME:
        return 0
    part = rest[:9].ljust(9, "0")
    return int(whole) * 1_000_000_000 + (int(part) if part.isascii() and part.isdigit() else 0)


def _text_of(field: bytes) -> str:
    return field.partition(b"\0")[0].decode("utf-8", "surrogateescape")
