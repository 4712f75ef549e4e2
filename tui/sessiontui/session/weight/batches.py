"""A long list of tabs, some megabytes at a time: no other thread runs while one is decoded."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from msgspec import Raw

from .pieces import Large, Piece, Pieces

_LOOK: Final = 1 << 16

Batch = Raw | memoryview


class Batches:
    """The items of an array as arrays of no more than about ``most`` bytes, or of one item.

    Where an item begins is told by ``sign``, the way Firefox begins one behind another: in JSON no
    string can hold it, but something inside an item may. Who gets a batch that is no list says so
    (``wrong``), and from there on the items are found one by one, which costs one more pass.
    """

    def __init__(self, pieces: Pieces, piece: Piece, sign: bytes, most: int) -> None:
        self._pieces = pieces
        self._piece = piece
        self._view = pieces.view(piece)
        self._sign = sign
        self._most = most
        self._guessing = not isinstance(piece, Large)
        self._before = self.start = 1

    def __iter__(self) -> Iterator[Batch]:
        if len(self._view) <= self._most and not isinstance(self._piece, Large):
            yield self._view
            return
        end = len(self._view) - 1
        while self._guessing and self.start < end:
            cut = self._cut(end)
            if cut < 0:
                break
            self._before, self.start = self.start, cut + 1
            yield memoryview(b"".join((b"[", self._view[self._before : cut], b"]")))
        if self.start < end:
            yield from self._one_by_one()

    def wrong(self) -> None:
        """The last batch was no list."""
        self._guessing = False
        self.start = self._before

    def _cut(self, end: int) -> int:
        """Where the batch ends that begins at the start; -1 where that cannot be told."""
        at = self.start + self._most
        if at >= end:
            return end
        for near in range(at, min(end, at + 4 * self._most), _LOOK):
            found = bytes(self._view[near : near + _LOOK + len(self._sign)]).find(self._sign)
            if found >= 0:
                return near + found + 1
        return end if end - self.start <= 4 * self._most else -1

    def _one_by_one(self) -> Iterator[Batch]:
        if self.start == 1:
            items = self._pieces.items(self._piece)
        else:
            items = self._pieces.items(memoryview(b"".join((b"[", self._view[self.start :]))))
        self.start = len(self._view)
        waiting: list[memoryview] = []
        size = 0
        for item in items:
            view = self._pieces.view(item)
            if waiting and size + len(view) > self._most:
                yield memoryview(b"[%b]" % b",".join(waiting))
                waiting, size = [], 0
            waiting.append(view)
            size += len(view)
        if waiting:
            yield memoryview(b"[%b]" % b",".join(waiting))
