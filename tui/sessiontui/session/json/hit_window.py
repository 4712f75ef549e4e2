"""The part of a key or value around what a search has found, in a few cells."""

from __future__ import annotations

from typing import NamedTuple

from ...text import cells, elide, printable, steady
from . import text as jsontext
from .preview import whole_units
from .quotes import inside_escape

_BYTES = 12  # no character takes more of them


class Window(NamedTuple):
    """Printable text before the hit, the hit, and behind it."""

    before: str
    hit: str
    after: str


def hit_window(
    text: bytes, span: tuple[int, int], hit: tuple[int, int], width: int, *, quoted: bool = True
) -> Window:
    """The value (or key) at a span with the hit in it, in at most ``width`` cells.

    ``hit`` is where it lies in the text, and its length in bytes. From its beginning where the hit
    is in sight then; else so that some of what is before it and behind it is. Of a hit that is
    wider than the room, its beginning. ``quoted`` writes a string with its quotes.
    """
    start, end = span
    in_string = text[start] == 0x22
    quote = '"' if in_string and quoted else ""
    first, last = (start + 1, max(start + 1, end - 1)) if in_string else span
    at = max(first, min(hit[0], last))
    stop = max(at, min(hit[0] + hit[1], last))
    reach = _BYTES * (max(1, width) + 1)

    begin = _unit_start(text, max(first, at - reach), at)
    found = _decoded(text[at : min(stop, at + reach)], in_string)
    behind = _decoded(text[stop : min(last, stop + reach)], in_string)
    before = _decoded(text[begin:at], in_string)
    whole = quote + before
    if begin > first or cells(whole) + cells(found) + (stop < last) + len(quote) > width:
        room = max(0, min((width - cells(found)) // 3, width // 2))
        whole = "…" + _end_of(before, room - 1) if room else ""
    found = elide(found, max(0, width - cells(whole)))
    left = width - cells(whole) - cells(found)
    return Window(whole, found, elide(behind + ("" if last > stop + reach else quote), left))


def _decoded(piece: bytes, in_string: bool) -> str:
    if not in_string:
        return steady(printable(piece.decode("utf-8", "replace")))
    return steady(printable(jsontext.decode_string(whole_units(b'"' + piece))))


def _unit_start(text: bytes, at: int, stop: int) -> int:
    """The first place from one on that is inside no escape and no character."""
    while at < stop and (
        text[at] & 0xC0 == 0x80
        or (text.rfind(b"\\", max(0, at - 5), at) >= 0 and inside_escape(text, at))
    ):
        at += 1
    return at


def _end_of(text: str, width: int) -> str:
    at, used = len(text), 0
    while at and used + cells(text[at - 1]) <= width:
        at -= 1
        used += cells(text[at])
    return text[at:]
