"""Which bytes of a JSON text are inside strings, found without reading it from the beginning."""

from __future__ import annotations

_MAY_BE_OUTSIDE = bytes(range(0x21)) + b":,[]{}0123456789truefalsnE+.-\\"


class Quotes:
    """Which places in a slice of the text are inside strings, asked from left to right."""

    def __init__(self, text: bytes, start: int, stop: int, outside: bool) -> None:
        """``start`` is not inside an escape; ``outside`` says whether it is outside of strings."""
        self._start = self._at = start
        self._blanked = blanked(text[start:stop])
        self._outside = outside

    def is_outside(self, at: int) -> bool:
        """Whether a place, not inside an escape and not before the last one, is outside."""
        if self._blanked.count(b'"', self._at - self._start, at - self._start) % 2:
            self._outside = not self._outside
        self._at = at
        return self._outside

    def close(self, at: int) -> int | None:
        """The offset behind the string around ``at``, the place asked for last.

        None when it does not end in the slice.
        """
        found = self._blanked.find(b'"', at - self._start)
        if found < 0:
            return None
        self._at = self._start + found + 1
        self._outside = True
        return self._at


def inside_for_sure(piece: bytes) -> bool | None:
    """Whether the end of a piece is inside a string, by what stands between its quotes.

    What never stands outside of strings tells; None when there is no such thing.
    """
    parts = blanked(piece).split(b'"')
    for at in range(len(parts) - 2, 0, -1):  # of the first one the beginning is not there
        if parts[at].translate(None, _MAY_BE_OUTSIDE):
            return (len(parts) - 1 - at) % 2 == 0
    return None


def blanked(piece: bytes) -> bytes:
    """A piece that does not begin inside an escape, without its escaped quotes: same length."""
    if b"\\" not in piece:
        return piece
    if b"\\\\" in piece:
        piece = piece.replace(b"\\\\", b"  ")
    return piece.replace(b'\\"', b"  ")


def inside_escape(text: bytes, at: int) -> bool:
    """Whether the byte, near behind a backslash, belongs to an escape that begins before it."""
    if text[at - 1] == 0x5C:
        return _begins_escape(text, at - 1)
    code = text.rfind(b"\\u", max(0, at - 5), at)
    return code >= 0 and _begins_escape(text, code)


def _begins_escape(text: bytes, at: int) -> bool:
    """Whether the backslash is not itself escaped."""
    before = at
    while before and text[before - 1] == 0x5C:
        before -= 1
    return (at - before) % 2 == 0


def ends_in_escape(piece: bytes) -> bool:
    """Whether a piece that does not begin inside an escape ends in the middle of one."""
    return (len(piece) - len(piece.rstrip(b"\\"))) % 2 == 1
