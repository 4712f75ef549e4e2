"""Tell soon that a large text is no JSON, before a copy of all of it is repaired in vain.

What the repairs of ``text`` mend stands inside of strings and numbers. A comma, colon or bracket
that is missing none of them mends, and one look at the structure finds it.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

import msgspec

_RAW = msgspec.json.Decoder(msgspec.Raw)
_PLACE = re.compile(r"\(byte (\d+)\)")
_NEXT = re.compile(rb"[ \t\r\n]*+,[ \t\r\n]*+(?=[^\"])")
_CLOSING: Final = (b"]", b"}", b",")
_STRUCTURE: Final = (": expected", "trailing")
_BEGINNINGS: Final = (b'{"entries":[', b'{"state":{', b'{"host":"', b'{"tabs":[')
"""Outside of strings, in a text that is JSON up to there: a quote would end the string."""
_BACK: Final = 1 << 20
_AHEAD: Final = (1 << 16, 1 << 19, 1 << 22)
_UNKNOWN: Final = 1 << 62
_HIGH = re.compile(rb"\\u[dD][89abAB]")
_PAIR: Final = 12  # bytes of an escaped surrogate pair: half a one near the end is told as a cut

Repair = Callable[[bytes], bytes]


def fault_beyond_repair(text: bytes, repair: Repair) -> msgspec.DecodeError | None:
    """The parser's word on a text that no repair makes JSON; None when that is not sure.

    ``repair`` is what would be done to the whole of it; here it gets some kilobytes behind the
    first fault at most.
    """
    try:
        _RAW.decode(text)
    except RecursionError:
        return None
    except msgspec.DecodeError as error:
        place = _PLACE.search(str(error))
        if place is None:
            return None if _HIGH.search(text.rstrip()[-_PAIR:]) else error
        if any(word in str(error) for word in _STRUCTURE):
            return error
        return _behind(text, int(place[1]), repair)
    return None


def _behind(text: bytes, at: int, repair: Repair) -> msgspec.DecodeError | None:
    """A fault of the structure in the object around a place at which the text can be repaired."""
    start = max(text.rfind(begin, max(0, at - _BACK), at) for begin in _BEGINNINGS)
    if start < 0:
        return None
    for ahead in _AHEAD:
        fault = _first_fault(repair(text[start : at + ahead]))
        if fault is None:
            return None
        if fault < _UNKNOWN:
            return msgspec.DecodeError(f"(byte {start + fault})")
        if at + ahead >= len(text):
            return None
    return None


def _first_fault(piece: bytes) -> int | None:
    """Where the structure is wrong in objects that stand behind one another, from 1 on.

    None where it is not; _UNKNOWN where the piece ends before.
    """
    view = memoryview(piece)
    start = 0
    while True:
        try:
            _RAW.decode(view[start:])
            return _UNKNOWN
        except RecursionError:
            return None
        except msgspec.DecodeError as error:
            place = _PLACE.search(str(error))
            if place is None:
                return _UNKNOWN
            at = start + int(place[1])
            if "trailing characters" not in str(error):
                return at  # repaired, and wrong all the same
        behind = _NEXT.match(piece, at - 1)
        if behind is None:  # it may be closed there, but nothing else
            return None if piece[at - 1 : at] in _CLOSING else at - 1
        start = behind.end()


def sentence_of(text: bytes, error: Exception) -> str:
    """What a parser's fault says of a text, as a sentence without its stop."""
    found = _PLACE.search(str(error))
    if found:
        at = int(found[1])
        share = f"{at * 100 // max(1, len(text))} %"
        return f"this is not valid JSON: a fault at byte {at:,} of {len(text):,} ({share})"
    if "truncated" in str(error):
        return f"this is not valid JSON: it ends in the middle, after {len(text):,} bytes"
    return "this is not valid JSON"
