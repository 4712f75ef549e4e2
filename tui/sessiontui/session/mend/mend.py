"""A text that is JSON in parts, made a session document again."""

from __future__ import annotations

import re
from typing import Final

from msgspec import Struct

from ..json import text as jsontext
from ..model import names
from .empty_windows import move_out_of_empty_windows
from .ends import UNKNOWN
from .items import MendedItem
from .schema import Part
from .tree import Listing, Record, Writer, prune
from .walk import Tick, Walk

_TORN: Final = re.compile(rb"[-+.\w\\\x80-\xff]{0,32}")
"""What a hole or the end tears in the middle is seen where it begins: a number, a character."""


_SIGNS: Final = (b"version", b"selectedWindow", names.CLOSED_WINDOWS.encode(), b"session")
"""Without any of them a session is told by its tabs only, and those may be broken."""
_CHARACTER: Final = 4  # bytes


class Mended(Struct, frozen=True, eq=False):
    """The document, and what was found on the way."""

    json: bytes  # empty when there is no item in it; the very text where that was whole
    items: tuple[MendedItem, ...]
    certain: int  # so much of the text is certain, from its beginning
    whole: bool  # the text is one whole document, in UTF-8
    faults: tuple[int, ...]  # offsets at which it was no JSON, the end of a cut text too
    gave_up: bool  # it was read in vain so often that the rest was left


def mend(text: bytes, start: int, certain: int, margin: int, tick: Tick) -> Mended:
    """Close what is cut, go on behind what is broken; the session begins at an offset.

    ``certain``: before it the text is certain, unless it turns out to be no JSON, which happens
    at most ``margin`` bytes behind the true fault. ``tick`` gets the offset every megabyte.
    In the text ``UNKNOWN`` stands for a byte nobody knows, ``SEAM`` for a gap.
    """
    walk = Walk(text, _parsable(text), start, tick)
    walk.run()
    top = walk.top
    bad_from = _utf8_until(text)
    faults = tuple(walk.faults)
    if bad_from < len(text) - (_CHARACTER if faults else 0):
        faults = (*faults, bad_from)
    whole = not faults
    broken = min((at for at in faults if not _is_torn(text, at, certain)), default=certain)
    if broken < certain:
        certain = max(0, broken - margin)
    if not whole:
        prune(top)
        move_out_of_empty_windows(top, certain)
    writer = Writer(text, certain, bad_from)
    items = tuple(writer.items(top))
    if whole:
        around = text[: top.start].strip() + text[top.end :].strip()
        json = text[top.start : top.end] if around else text
    elif items:
        if not any(top.has(key) for key in _SIGNS):
            _add_empty(top, names.CLOSED_WINDOWS.encode())
        if not top.has(b"windows") and not top.has(b"tabs"):
            _add_empty(top, b"windows")
        json = writer.document(top)
    else:
        json = b""
    return Mended(json, items, certain, whole, faults, walk.gave_up)


def _is_torn(text: bytes, at: int, end: int) -> bool:
    """Whether a fault is only what the end of the certain text tore."""
    return at >= end or _TORN.fullmatch(text, at, end) is not None


def _add_empty(top: Record, key: bytes) -> None:
    empty = Listing(Part.WINDOW, 0)
    empty.broken = True
    top.add(b'"' + key + b'"', empty)


def _parsable(text: bytes) -> bytes:
    """The text, or a copy of the same length for strict parsers; they misread what is no UTF-8."""
    source = text.replace(bytes([UNKNOWN]), b"?")
    return jsontext.repair_surrogates(source)


def _utf8_until(text: bytes) -> int:
    """Where the text stops being UTF-8; a character that is cut at its end counts as such."""
    at, step = 0, 1 << 16
    while at < len(text):
        piece = text[at : at + step]
        at += len(piece)
        if piece.isascii():
            continue
        try:
            piece.decode()
        except UnicodeDecodeError as error:
            whole = at - len(piece) + error.start
            if error.start == 0 or error.end < len(piece) or at == len(text):
                return whole
            at = whole  # a character goes on in the next piece
    return len(text)
