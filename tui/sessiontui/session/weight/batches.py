"""Long lists, some hundred kilobytes at a time: what is decoded of one is gone before the next.

So it takes little memory, and no other thread waits long. Large batches would be no faster, and
``malloc`` would keep several of them: it gives each thread an arena, where one that is freed leaves
a hole in which the next, a little larger, does not fit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Final, TypeVar

from msgspec import Raw

from .pieces import Piece, Pieces

MOST: Final = 1 << 19
"""Bytes of a batch."""
_LEAST: Final = 1 << 16
_SHARES: Final = 32  # of a small text a batch is no more than so much of it
_LOOK: Final = 1 << 16
_MANY: Final = 64  # items in so many bytes

Batch = Raw | memoryview
Found = TypeVar("Found")


def batch_size(text: bytes) -> int:
    """Bytes of a batch of a text."""
    return max(_LEAST, min(MOST, len(text) // _SHARES))


class Alone:
    """One item of an array, which is too large to be put into a batch."""

    __slots__ = ("item",)

    def __init__(self, item: Piece) -> None:
        self.item = item


class Batches:
    """The items of an array as arrays of no more than about ``most`` bytes, large ones alone.

    Where an item begins is told by ``sign``, the way Firefox begins one behind another: in JSON no
    string can hold it, but something inside an item may. Who gets a batch that is no list says so
    (``wrong``), and from there on the items are found one by one, which costs one more pass.
    """

    def __init__(self, pieces: Pieces, piece: Piece, sign: bytes, most: int) -> None:
        self._pieces = pieces
        self._piece = piece
        self._view = pieces.view(piece)
        self._sign = sign
        # Of many small items objects take several times their bytes.
        dense = len(self._view) > most and bytes(self._view[:_LOOK]).count(sign) > _MANY
        self._most = max(_LEAST, most // 4) if dense else most
        self._start = self._before = 1
        self._guessing = True

    def __iter__(self) -> Iterator[Batch | Alone]:
        if len(self._view) <= self._most:
            yield self._view
            return
        for cut in self._cuts():
            self._before, self._start = self._start, cut + 1
            yield memoryview(b"".join((b"[", self._view[self._before : cut], b"]")))
            if not self._guessing:
                break
        if self._start < len(self._view):
            yield from self._one_by_one()

    def each(
        self, many: Callable[[Batch], Found | None], alone: Callable[[Piece], Found]
    ) -> Iterator[Found]:
        """What is found in each batch, and in each item alone; ``many``: None if it is no list."""
        for batch in self:
            if isinstance(batch, Alone):
                yield alone(batch.item)
                continue
            found = many(batch)
            del batch  # or two were there while the next is made
            if found is None:
                self.wrong()
            else:
                yield found

    def wrong(self) -> None:
        """The last batch was no list."""
        self._guessing = False
        self._start = self._before

    def _cuts(self) -> list[int]:
        """Where batches end; none where that cannot be told, or would leave a large one."""
        end, at = len(self._view) - 1, 1
        cuts = []
        while end - at > self._most:
            cut = self._sign_behind(at + self._most, min(end, at + self._most * 5 // 4))
            if cut < 0:
                return []
            cuts.append(cut)
            at = cut + 1
        return [*cuts, end]

    def _sign_behind(self, at: int, end: int) -> int:
        for near in range(at, end, _LOOK):
            found = bytes(self._view[near : near + _LOOK + len(self._sign)]).find(self._sign)
            if found >= 0:
                return near + found + 1
        return -1

    def _one_by_one(self) -> Iterator[Batch | Alone]:
        items = self._pieces.items(self._piece)
        if self._start > 1:
            items = self._pieces.items(memoryview(b"".join((b"[", self._view[self._start :]))))
        waiting: list[memoryview] = []
        size = 0
        for item in items:
            if waiting and size + len(item) > self._most:
                yield memoryview(b"[%b]" % b",".join(waiting))
                waiting, size = [], 0
            if len(item) > self._most:
                yield Alone(item)
            else:
                waiting.append(self._pieces.view(item))
                size += len(item)
        if waiting:
            yield memoryview(b"[%b]" % b",".join(waiting))
