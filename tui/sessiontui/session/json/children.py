"""Where the direct children of an array or object lie in a text.

One fast pass of a strict parser over the piece, and a walk that forgives where strict parsers
give up. A strict parser holds up all other threads while it runs, so texts of more than 32 MB
are passed in several goes (``in_goes``).
"""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Iterable
from itertools import accumulate
from typing import Final

import msgspec

from ...errors import Damaged
from . import text as jsontext
from .in_goes import REJECTED, InGoes
from .places import Children, code_of, no_children, offsets

_LARGE: Final = 256 * 1024  # the children of larger pieces are kept for the next question
_KEPT: Final = 16
_LONG: Final = 32 * 1024 * 1024  # a text that is passed in several goes; one takes 10 to 20 ms

_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_BRACKET = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)


class ChildFinder:
    """Finds children in one text, and remembers those of large pieces."""

    def __init__(self, text: bytes) -> None:
        """Check the text. Raises Damaged when it is not JSON."""
        self.text = text
        self.code = code_of(text)
        self.start = jsontext.after_blanks(text, 0)
        self.end = max(self.start, len(text.rstrip(b" \t\r\n")))
        self._source = text  # the same length, repaired where strict parsers need it
        self._pairs: tuple[int, int, array[int], array[int]] | None = None
        self._large: dict[int, Children] = {}
        self._goes: InGoes | None = None
        if text[self.start : self.start + 1] not in (b"[", b"{"):
            jsontext.decode_any(text)
        elif self.end - self.start > _LONG:
            self._check_in_goes()
        else:
            self._check_at_once()

    def _check_at_once(self) -> None:
        decoded: jsontext.Decoded[list[msgspec.Raw]] | jsontext.Decoded[dict[str, msgspec.Raw]]
        if self.text[self.start] == 0x5B:
            decoded = jsontext.decode(self.text, _ITEMS)
        else:
            decoded = jsontext.decode(self.text, _MEMBERS)
        self._source = decoded.source
        found = self._fast(self.start, self.end, decoded.value)
        if found is not None:
            self._keep(self.start, found)

    def _check_in_goes(self) -> None:
        for repair in (None, jsontext.repair_surrogates, jsontext.repair_everything):
            if repair is not None:
                self._source = repair(self._source)
            goes = InGoes(self._source, self.end)
            try:
                if goes.value_end(self.start) == self.end:
                    self._goes = goes
                    return
            except (*REJECTED, Damaged, IndexError):
                continue
        self._check_at_once()  # says where the fault is

    # -- questions -----------------------------------------------------------------------------

    def has_children(self, start: int, end: int) -> bool:
        """Whether an array or object with something in it lies at a span."""
        if self.text[start] not in b"[{":
            return False
        return jsontext.after_blanks(self.text, start + 1) < end - 1

    def find(self, start: int, end: int, depth: int) -> Children:
        """The direct children of the array or object at a span, ``depth`` levels below the top."""
        found = self._large.get(start)
        if found is None and self._goes is not None:
            found = self._goes.children(start)
        if found is not None:
            return found
        # Below MAX_DEPTH a repaired copy may be blank.
        if self._source is self.text or depth < jsontext.MAX_DEPTH - 1:
            found = self._fast(start, end)
        if found is None:
            found = self._walk(start, end)
        if end - start > _LARGE:
            self._keep(start, found)
        return found

    def child_spans(self, start: int, end: int, depth: int) -> dict[str | int, tuple[int, int]]:
        """The same by key or index; of a key given twice the last, as in JS."""
        found = self.find(start, end, depth)
        spans = zip(found.starts, found.ends, strict=True)
        if self.text[start] == 0x7B:
            return dict(zip(map(self.key_at, found.keys), spans, strict=True))
        return dict(enumerate(spans))

    def key_at(self, at: int) -> str:
        """The key whose token begins at an offset."""
        return jsontext.decode_string(self.text[at : jsontext.skip_value(self.text, at)])

    def offsets(self, items: Iterable[int] = ()) -> array[int]:
        """An array of offsets into this text."""
        return offsets(self.text, items)

    def _keep(self, start: int, found: Children) -> None:
        while len(self._large) >= _KEPT:
            del self._large[next(iter(self._large))]
        self._large[start] = found

    # -- the fast pass -------------------------------------------------------------------------

    def _fast(
        self,
        start: int,
        end: int,
        value: list[msgspec.Raw] | dict[str, msgspec.Raw] | None = None,
    ) -> Children | None:
        """The children by one pass of a strict parser; None where only a walk is sure."""
        opener = self._source[start]
        if value is None:
            piece = memoryview(self._source)[start:end]
            try:
                value = (_ITEMS if opener == 0x5B else _MEMBERS).decode(piece)
            except REJECTED:
                return None
        if isinstance(value, list):
            lengths = list(map(len, value))
            del value
            if sum(lengths) + len(lengths) + 1 != end - start:  # there are blanks
                return self._walk(start, end, lengths)
            starts = self.offsets(accumulate(map((1).__add__, lengths), initial=start + 1))
            ends = self.offsets(map((-1).__add__, starts[1:]))
            starts.pop()
            return Children(starts, ends, self.offsets(range(len(starts))))
        # Where quotes, colons, commas and braces make up the rest to the byte there are no blanks
        # and no escapes in keys, and no key was given twice (it would show once in a dict).
        names = [len(key) if key.isascii() else len(key.encode()) for key in value]
        lengths = [len(raw) for raw in value.values()]
        if sum(names) + sum(lengths) + 4 * len(names) + 1 != end - start:
            return None
        found = no_children(self.text)
        at = start + 1
        for name, length in zip(names, lengths, strict=True):
            found.keys.append(at)
            at += name + 3
            found.starts.append(at)
            at += length
            found.ends.append(at)
            at += 1
        return found

    # -- the walk that forgives ----------------------------------------------------------------

    def _walk(self, start: int, end: int, lengths: list[int] | None = None) -> Children:
        """The children token by token; at a fault it ends with those before it."""
        text = self.text
        found = no_children(self.text)
        in_object = text[start] == 0x7B
        last = end - 1
        at = jsontext.after_blanks(text, start + 1)
        try:
            while at < last:
                key = len(found.keys)
                if in_object:
                    key = at
                    at = jsontext.after_blanks(text, jsontext.skip_value(text, at))
                    if text[key] != 0x22 or at >= last or text[at] != 0x3A:
                        break
                    at = jsontext.after_blanks(text, at + 1)
                if lengths is not None:
                    stop = at + lengths[key]
                elif text[at] in b"[{":
                    stop = self._bracket_end(at, start, end)
                else:
                    stop = jsontext.skip_value(text, at)
                if not at < stop <= last:
                    break
                found.starts.append(at)
                found.ends.append(stop)
                found.keys.append(key)
                at = jsontext.after_blanks(text, stop)
                if at < last and text[at] == 0x2C:
                    at = jsontext.after_blanks(text, at + 1)
        except Damaged:
            pass  # what comes before the fault is shown
        return found

    def _bracket_end(self, at: int, start: int, end: int) -> int:
        """Where the array or object at an offset ends.

        All brackets of the piece are paired at once and kept for the nodes inside it: however
        deep it is, each byte is read once.
        """
        if self._pairs is None or not self._pairs[0] <= start < end <= self._pairs[1]:
            opened, closed = self.offsets(), self.offsets()
            waiting: list[int] = []
            for match in _BRACKET.finditer(self.text, start, end):
                head = self.text[match.start()]
                if head in b"[{":
                    waiting.append(len(opened))
                    opened.append(match.start())
                    closed.append(end)
                elif head != 0x22 and waiting:
                    closed[waiting.pop()] = match.end()
            self._pairs = (start, end, opened, closed)
        _, _, opened, closed = self._pairs
        return closed[bisect_left(opened, at)]
