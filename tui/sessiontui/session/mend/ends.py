"""Where a value ends, or where it is found to be none."""

from __future__ import annotations

import re
from typing import Final

import msgspec

UNKNOWN: Final = 0xFF
"""Stands in a text for one byte that nobody knows. No UTF-8 holds it."""
SEAM: Final = 0xFE
"""Stands in a text where bytes are missing, however many."""

_UNKNOWN, _SEAM = bytes((UNKNOWN,)), bytes((SEAM,))
_ONE_GO: Final = 32 * 1024 * 1024  # 10 to 20 ms, during which no other thread runs
_ANY = msgspec.json.Decoder(msgspec.Raw)
_PLACE = re.compile(r"\(byte (\d+)\)")
QUOTED: Final = (
    rb'"[^"\\\x00-\x1f\xfe]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f\xfe]*+)*+"'
)
_STRING = re.compile(QUOTED)
_SCALAR = re.compile(rb"-?[0-9][0-9.eE+-]*+|true|false|null")
_TORN = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f\xfe]")
_BLANK = re.compile(rb"[ \t\r\n]*+")


class Fault(Exception):
    """The text is no JSON at an offset; ``since``: where the fault may begin."""

    def __init__(self, at: int, since: int) -> None:
        super().__init__(at)
        self.at = at
        self.since = since


class Ends:
    """Finds the ends of values in one text."""

    def __init__(self, text: bytes, source: bytes) -> None:
        """``source``: the text, or a copy of the same length that strict parsers can read."""
        self._text = text
        self._source = source
        self._view = memoryview(source)
        self._marks: dict[bytes, int] = {}
        self.end = len(source)
        self.wasted = 0  # bytes that were read in vain

    def after_blanks(self, at: int) -> int:
        """The offset of the first byte from one on that is not a blank. Raises Fault at the end."""
        match = _BLANK.match(self._source, at)
        at = match.end() if match else at
        if at >= self.end:
            raise Fault(self.end, self.end)
        return at

    def _next(self, byte: bytes, start: int) -> int:
        """Where a byte stands next, or the end; asked with ever larger offsets it is linear."""
        found = self._marks.get(byte, -1)
        if found < start:
            found = self._text.find(byte, start)
            self._marks[byte] = found = self.end if found < 0 else found
        return found

    def value(self, at: int) -> int:
        """The offset behind the value at an offset. Raises Fault where it is broken."""
        head = self._source[at]
        if head in b"[{":
            end = self._bracketed(at)
        else:
            match = (_STRING if head == 0x22 else _SCALAR).match(self._source, at)
            if match is None:
                torn = _TORN.search(self._source, at) if head == 0x22 else None
                place = torn.start() if torn else self.end if head == 0x22 else at
                self.wasted += place - at
                raise Fault(place, place if torn else at)
            end = match.end()
        seam = self._next(_SEAM, at)
        if seam < end:
            self.wasted += seam - at
            raise Fault(seam, seam)
        return end

    def _bracketed(self, at: int) -> int:
        size = _ONE_GO
        while True:
            stop = min(self.end, at + size)
            try:
                _ANY.decode(self._view[at:stop])
            except RecursionError:
                raise Fault(at, at + 1) from None
            except msgspec.DecodeError as error:
                said = str(error)
                place = _PLACE.search(said)
                if place is None:  # it is not closed
                    if stop < self.end:
                        size *= 8
                        continue
                    raise self._fault(at, self.end) from None
                found = at + int(place[1]) - 1
                if "trailing characters" not in said:
                    raise self._fault(at, min(found, self.end)) from None
                stop = found
            while self._source[stop - 1] in b" \t\r\n":
                stop -= 1
            return stop

    def _fault(self, start: int, at: int) -> Fault:
        """For a value in which a strict parser stopped at an offset."""
        self.wasted += at - start
        torn = _TORN.search(self._source, start, at + 1)
        unknown = self._next(_UNKNOWN, start)
        if torn or unknown < at:
            return Fault(at, torn.start() if torn else unknown)
        return Fault(at, at if at >= self.end else max(start + 1, at - 200))
