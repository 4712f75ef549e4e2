"""A long text passed over piece by piece: how long a strict parser holds up all other threads."""

from __future__ import annotations

import re
from itertools import accumulate
from typing import Final

import msgspec

from ...errors import Damaged
from . import text as jsontext
from .places import Children, no_children, offsets

ONE_GO: Final = 1024 * 1024
"""Bytes of a piece above which it is passed in several goes."""
_SEVERAL: Final = 256 * 1024  # bytes of items that are passed together: so many are objects at once
_HEAD: Final = 40  # bytes of an item in which its first name mostly ends

_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])
_ANY = msgspec.json.Decoder(msgspec.Raw)
REJECTED: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
"""What the parser raises."""
_BEHIND = re.compile(r"trailing characters \(byte (\d+)\)")
_QUOTE: Final = ord('"')
_BACKSLASH: Final = ord("\\")
_TAIL: Final = 4096
_PLAIN = re.compile(rb"[^\\]{6}")


def _length(piece: bytes | memoryview) -> int:
    """Bytes of the value that a piece begins with. Raises what the parser raises."""
    try:
        _ANY.decode(piece)
    except msgspec.DecodeError as error:
        behind = _BEHIND.search(str(error))
        if behind is None:
            raise
        length = int(behind[1]) - 1  # the place it names is one too far
    else:
        length = len(piece)
    while piece[length - 1] in b" \t\r\n":
        length -= 1
    return length


class InGoes:
    """The pieces of one text that were passed in several goes, and their children.

    Of a whole text few are ever asked for, and there may be as many as it has commas: first only
    the ends of such pieces are kept.
    """

    def __init__(self, text: bytes, end: int) -> None:
        """``end``: where the value that is the text ends."""
        self._text = text
        self._end = end
        self._ends: dict[int, int] = {}
        self._found: dict[int, Children] = {}

    def value_end(self, at: int) -> int:
        """Where the value at an offset ends. Raises Damaged, IndexError, what the parser raises."""
        text = self._text
        if at in self._ends:
            return self._ends[at]
        opener = text[at]
        quote = text.find(b'"', at + 1, at + _HEAD) if opener == _QUOTE else -1
        if (opener != _QUOTE and opener not in b"[{") or (
            quote >= 0 and text[quote - 1] != _BACKSLASH
        ):  # a word, a number, a short string
            end = jsontext.skip_value(text, at)
            _ANY.decode(memoryview(text)[at:end])
            return end
        stop = min(self._end, at + ONE_GO)
        try:
            return at + _length(memoryview(text)[at:stop])
        except msgspec.DecodeError:
            if stop == self._end:
                raise
        return self._string_end(at) if opener == _QUOTE else self._node_end(at)

    def _string_end(self, start: int) -> int:
        """Where a string ends that is passed in goes, each of them a string by itself."""
        text, at, stop = self._text, start + 1, self._end
        while self._end - at > ONE_GO:
            # No escape, and no pair of them, is cut where some bytes before are none.
            tail = max(at, at + ONE_GO - _TAIL)
            plain = _PLAIN.search(text, tail, at + ONE_GO)
            if plain is None:
                break
            stop = plain.end()
            try:
                _ANY.decode(b'"%b"' % text[at:stop])
            except msgspec.DecodeError:
                break  # it ends in there
            at, stop = stop, self._end
        return at - 1 + _length(b'"' + text[at:stop])

    def children(self, start: int) -> Children | None:
        """The children of the node that begins at an offset; None if it was passed in one go."""
        found = self._found.get(start)
        if found is None and start in self._ends:
            found = self._found[start] = no_children(self._text)
            self._node_end(start, found)
        return found

    def _node_end(self, start: int, found: Children | None = None) -> int:
        """Walk over an array or object child by child; they are added to what is found."""
        source = self._text
        in_object = source[start] == 0x7B
        closer = 0x7D if in_object else 0x5D
        sign = b""
        first, number = 0, 0
        at = jsontext.after_blanks(source, start + 1)
        while True:
            key = at
            if in_object:
                if source[at] != 0x22:
                    raise Damaged("this is not valid JSON: a key is missing")
                at = jsontext.after_blanks(source, self.value_end(at))
                if source[at] != 0x3A:
                    raise Damaged("this is not valid JSON: a colon is missing")
                at = jsontext.after_blanks(source, at + 1)
            elif number == 1:
                sign = self._sign_between(first, at)
            end = self._several(at, sign, found) if sign else None
            if end is None:
                sign = b""
            if end is None or end == at:
                end = self.value_end(at)
                if found is not None:
                    found.starts.append(at)
                    found.ends.append(end)
                    found.keys.append(key if in_object else len(found.keys))
            first, number = first or end, number + 1
            at = jsontext.after_blanks(source, end)
            if source[at] == closer:
                self._ends[start] = at + 1
                return at + 1
            if source[at] != 0x2C:
                raise Damaged("this is not valid JSON: a comma is missing")
            at = jsontext.after_blanks(source, at + 1)

    def _sign_between(self, end: int, at: int) -> bytes:
        """How the second item of an array begins behind the first: so others may, too."""
        source = self._text
        head = source[at : at + _HEAD]
        shown = head.find(b":") + 1 if head[:1] == b"{" else 1
        return source[end - 1 : at + max(1, shown)]

    def _several(self, at: int, sign: bytes, found: Children | None) -> int | None:
        """Where the last of the items ends that end near, from the one at an offset on.

        The last sign that is near tells it. It may lie inside an item, or in a string: then what
        lies before it is no list of items, and None is given. No sign, no item: the offset.
        """
        source = self._text
        last = source.rfind(sign, at, min(self._end, at + _SEVERAL))
        if last < 0:
            return at
        end = last + 1
        passed = b"".join((b"[", memoryview(source)[at:end], b"]"))
        try:
            if found is None:
                _ANY.decode(passed)
                return end
            lengths = [*map(len, _ITEMS.decode(passed))]
        except REJECTED:
            return None
        if sum(lengths) + len(lengths) - 1 != end - at:  # there are blanks
            return None
        first = len(found.keys)
        starts = offsets(source, accumulate(map((1).__add__, lengths), initial=at))
        found.ends.extend(offsets(source, map((-1).__add__, starts[1:])))
        found.starts.extend(starts[:-1])
        found.keys.extend(offsets(source, range(first, first + len(lengths))))
        return end


def find(text: bytes, token: bytes, start: int = 0, end: int | None = None) -> int:
    """Where a token stands next in a text, or in it up to an end; -1 where it does not."""
    stop = len(text) if end is None else end
    if stop - start <= ONE_GO:
        return text.find(token, start, stop)
    for at in range(start, stop, ONE_GO):
        found = text.find(token, at, min(stop, at + ONE_GO + len(token) - 1))
        if found >= 0:
            return found
    return -1
