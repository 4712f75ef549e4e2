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
_STRICT: msgspec.json.Decoder[object] = msgspec.json.Decoder()
_STRICTLY: Final = 8 << 20  # larger values are taken when they look well: they would fill memory
_BACK: Final = 200  # a fault may be noticed so late
_PLACE = re.compile(r"\(byte (\d+)\)")
_OPENED = rb'"[^"\\\x00-\x1f\xfe]*+(?:\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4})[^"\\\x00-\x1f\xfe]*+)*+'
_OPEN = re.compile(_OPENED)
_SCALAR = re.compile(rb"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?+(?:[eE][+-]?[0-9]++)?+|true|false|null")
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
        self._marks: dict[bytes, tuple[int, int]] = {}
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
        since, found = self._marks.get(byte, (0, -1))
        if start < since:  # one went back a little: what is behind is known
            near = self._text.find(byte, start, since)
            return near if near >= 0 else found
        if start > found:
            found = self._text.find(byte, start)
            found = self.end if found < 0 else found
            self._marks[byte] = start, found
        return found

    def string(self, at: int) -> int:
        """The offset behind the string at an offset. Raises Fault where it is broken."""
        match = _OPEN.match(self._source, at)
        if match is None:
            raise Fault(at, max(0, at - _BACK))
        end = match.end()
        if end < self.end and self._source[end] == 0x22:
            return end + 1
        self.wasted += end - at
        torn = end >= self.end or self._source[end] != 0x5C
        raise Fault(end, end if torn else max(at + 1, end - _BACK))

    def value(self, at: int) -> int:
        """The offset behind the value at an offset. Raises Fault where it is broken."""
        head = self._source[at]
        if head in b"[{":
            end = self._bracketed(at)
        else:
            end = self.string(at) if head == 0x22 else self._scalar(at)
        seam = self._next(_SEAM, at)
        if seam < end:
            self.wasted += seam - at
            raise Fault(seam, seam)
        return end

    def _scalar(self, at: int) -> int:
        match = _SCALAR.match(self._source, at)
        if match is not None:
            return match.end()
        rest = self._source[at : at + 6]
        cut = self.end - at < 6 and b"true false null -".find(rest) >= 0
        raise Fault(self.end, self.end) if cut else Fault(at, at)

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
            if stop - at < _STRICTLY:
                self._strictly(at, stop)
            return stop

    def _strictly(self, at: int, stop: int) -> None:
        """What is only passed over is not looked at so closely: ``1795e`` goes for a number."""
        try:
            _STRICT.decode(self._view[at:stop])
        except msgspec.DecodeError as error:
            place = _PLACE.search(str(error))
            if place is not None:
                raise self._fault(at, at + int(place[1]) - 1) from None
        except (UnicodeDecodeError, RecursionError):
            pass  # neither is a fault of the syntax

    def _fault(self, start: int, at: int) -> Fault:
        """For a value in which a strict parser stopped at an offset."""
        self.wasted += at - start
        torn = _TORN.search(self._source, start, at + 1)
        unknown = self._next(_UNKNOWN, start)
        if torn or unknown < at:
            return Fault(at, torn.start() if torn else unknown)
        return Fault(at, at if at >= self.end else max(start + 1, at - _BACK))
