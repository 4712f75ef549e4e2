"""Passing over large values of a JSON text some megabytes at a time.

msgspec takes half a millisecond for a megabyte, and no other thread runs meanwhile. Each function
here holds the others up for ``ONE_GO`` bytes at most, and leaves no byte unchecked.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

import msgspec

from ...errors import Damaged

ONE_GO: Final = 4 * 1024 * 1024  # 2 to 4 ms
_SHORT: Final = 4096  # bytes that nearly all strings end in
_MANY: Final = 4  # times the bytes of many small items are what objects of them take
_ESCAPE: Final = 6  # bytes of the longest one in a string
_SIGN: Final = 40  # bytes in which the name of an item's first member ends

_ANY = msgspec.json.Decoder(msgspec.Raw)
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])
_BEHIND = re.compile(r"trailing characters \(byte (\d+)\)")


def check(source: bytes, start: int, end: int) -> None:
    """Raise what msgspec raises for a value that is not valid."""
    _ANY.decode(memoryview(source)[start:end])


def end_within_one(source: bytes, at: int, last: int) -> int | None:
    """Where the array or object at an offset ends; None where one go does not lead there.

    Nothing is behind ``last``. Raises what msgspec raises.
    """
    stop = min(last, at + ONE_GO)
    try:
        check(source, at, stop)
    except msgspec.DecodeError as error:
        behind = _behind(error)
        if behind is None:
            if stop < last:
                return None
            raise
        stop = at + behind
    while source[stop - 1] in b" \t\r\n":
        stop -= 1
    return stop


def string_end(source: bytes, at: int, last: int) -> int:
    """Where the string at an offset ends. Raises Damaged, and what msgspec raises."""
    here, room = at + 1, _SHORT
    while here < last:
        end = _before_half_an_escape(source, here, min(last, here + room))
        if end == here and here + room < last:
            room += _ESCAPE
            continue
        room = ONE_GO
        try:
            _ANY.decode(b"".join((b'"', memoryview(source)[here:end], b'"')))
        except msgspec.DecodeError as error:
            behind = _behind(error)
            if behind is None:
                raise
            # It is told of the piece in quotes, from which on something stands behind the string.
            return here + source[here - 1 : here - 1 + behind].rfind(b'"')
        if end == here:
            break
        here = end
    raise Damaged("this is not valid JSON: a string does not end")


def _before_half_an_escape(source: bytes, start: int, end: int) -> int:
    """Where a piece of a string ends if an escape that goes on behind it is left out."""
    at = source.rfind(b"\\", max(start, end - _ESCAPE), end)
    run = at
    while run >= start and source[run] == 0x5C:
        run -= 1
    if (at - run) % 2 == 0:
        return end
    needed = _ESCAPE if source[at + 1 : at + 2] == b"u" else 2
    return at if at + needed > end else end


def items_from(source: bytes, at: int, last: int) -> Sequence[int]:
    """Bytes of the items of an array from the one at an offset on, as many as one go has.

    Another item follows them. None where that cannot be told at once: they must be objects that
    begin alike, without blanks in between.
    """
    head = source[at : at + _SIGN]
    sign = head[: head.find(b":") + 1]
    if not sign.startswith(b"{"):
        return ()
    piece = source[at : min(last, at + ONE_GO // _MANY)]
    cut = piece.rfind(b"," + sign)
    if cut <= 0:
        return ()
    # What this finds may lie deeper, or in a string: then what stands before it is no list.
    try:
        lengths = list(map(len, _ITEMS.decode(b"[%b]" % piece[:cut])))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return ()
    return lengths if sum(lengths) + len(lengths) - 1 == cut else ()


def _behind(error: msgspec.DecodeError) -> int | None:
    """How many bytes stand before what is behind a value, blanks among them."""
    found = _BEHIND.search(str(error))
    return None if found is None else int(found[1]) - 1  # the place it names is one too far


def find(text: bytes, token: bytes, start: int = 0) -> int:
    """Where a token stands next in a text; -1 where it does not."""
    for at in range(start, len(text), ONE_GO):
        found = text.find(token, at, at + ONE_GO + len(token) - 1)
        if found >= 0:
            return found
    return -1
