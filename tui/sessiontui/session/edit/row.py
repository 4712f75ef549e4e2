"""Children of an array or object being written one behind the other, into a new text."""

from __future__ import annotations

from typing import Final

from .splice_writer import Writer

NEW: Final = -1
"""The place of what does not stand where it stood in the text."""


class Row:
    """Children being written one behind the other, with what stands between them in the text."""

    __slots__ = ("_last", "copied", "heads", "out", "spans", "text")

    def __init__(
        self,
        text: bytes,
        heads: list[int],
        spans: list[tuple[int, int]],
        out: Writer,
        copied: bool,
    ) -> None:
        self.text = text
        self.heads = heads
        self.spans = spans
        self.out = out
        self.copied = copied
        self._last: int | None = None  # the place of the one before

    def next(self, place: int) -> None:
        """Write what comes before the child of a place."""
        last, self._last = self._last, place
        if last is None:
            return
        if place >= 0 and place == last + 1 and last >= 0:
            self.out.slice(self.text, self.spans[last][1], self.heads[place], self.copied)
        elif len(self.spans) > 1:
            self.out.add(self.text[self.spans[0][1] : self.heads[1]])
        else:
            self.out.add(b",")

    def stay(self, first: int, last: int) -> None:
        """Write the children from one place to another as they stand."""
        self.out.slice(self.text, self.heads[first], self.spans[last][1], self.copied)
        self._last = last

    @property
    def colon(self) -> bytes:
        """What stands between a key and its value here."""
        if not self.spans:
            return b":"
        return self.text[self.heads[0] : self.spans[0][0]].rpartition(b'"')[2]
