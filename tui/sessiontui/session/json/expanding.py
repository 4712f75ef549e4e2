"""Many nodes opened at once, in slices so that the caller can give way."""

from __future__ import annotations

import re
from array import array
from collections.abc import Callable, Generator, Iterator

from .children import ChildFinder
from .places import Children
from .row_columns import Columns

_PAUSE = 300  # nodes opened between two pauses
_BLOCK = 10_000  # rows looked at between two pauses
_OPENER = re.compile(rb"[\[{]")

Find = Callable[[int, int, int], Children]
"""The children of a node in the order they are shown in: start, end, depth."""


class _Frame:
    """A node whose children are being appended."""

    __slots__ = ("depth", "done", "heads", "rows")

    def __init__(self, rows: Columns, heads: Iterator[int], depth: int) -> None:
        self.rows = rows
        self.heads = heads
        self.depth = depth
        self.done = 0


class Unfolding:
    """Rows that grow, up to a limit of new ones."""

    def __init__(self, finder: ChildFinder, find: Find, rows: Columns, limit: int) -> None:
        self._finder = finder
        self._find = find
        self._rows = rows  # those that are there already
        self._limit = limit
        self.out = Columns.empty(finder.code)
        self.added = 0
        self.full = False

    def run(self, index: int, after: int, level: int) -> Generator[int, None, None]:
        """Collect the rows below one, down to a level; the new count every few milliseconds."""
        rows = self._rows
        base = rows.depths[index]
        done = index + 1
        told = 0
        for place in _places(self._finder.text, rows.starts, index, after if level > 0 else index):
            if place < 0:
                yield self.added
                continue
            depth = rows.depths[place]
            if depth - base >= level or is_open(rows, place):
                continue
            self.out.extend(rows, done, place + 1)
            done = place + 1
            yield from self._expand((rows.starts[place], rows.ends[place], depth), base + level)
            if self.full:
                break
            if self.added - told > _PAUSE:
                told = self.added
                yield self.added
        self.out.extend(rows, done, after)

    def _expand(self, first: tuple[int, int, int], target: int) -> Generator[int, None, None]:
        """Append everything below a closed node down to a depth."""
        finder = self._finder
        node: tuple[int, int, int] | None = first
        opened = 0
        stack: list[_Frame] = []
        while True:
            if node is not None and finder.has_children(node[0], node[1]):
                found = self._find(*node)
                count = len(found.starts)
                self.full = self.added + count > self._limit
                if not self.full:
                    self.added += count
                    opened += 1
                    depth = node[2] + 1
                    heads = _heads(finder.text, found.starts) if depth < target else iter(())
                    stack.append(_Frame(Columns.of(found, node[0], depth), heads, depth))
                    if opened % _PAUSE == 0 or count > _PAUSE:
                        yield self.added
            if not stack:
                return
            frame = stack[-1]
            at = None if self.full else next(frame.heads, None)
            stop = len(frame.rows.starts) if at is None else at + 1
            self.out.extend(frame.rows, frame.done, stop)
            frame.done = stop
            node = None
            if at is None:
                stack.pop()
            else:
                node = (frame.rows.starts[at], frame.rows.ends[at], frame.depth)


def is_open(rows: Columns, index: int) -> bool:
    """Whether the children of a row follow it."""
    depths = rows.depths
    return index + 1 < len(depths) and depths[index + 1] > depths[index]


def shallowest_closed(
    finder: ChildFinder, rows: Columns, index: int, after: int
) -> Generator[int, None, int | None]:
    """How many levels below a row the first closed node with children lies; None: all are open.

    Pauses every few milliseconds, like ``Unfolding.run``.
    """
    base = rows.depths[index]
    least: int | None = None
    for place in _places(finder.text, rows.starts, index, after):
        if place < 0:
            yield 0
            continue
        level = rows.depths[place] - base
        if (
            (least is None or level < least)
            and not is_open(rows, place)
            and (finder.has_children(rows.starts[place], rows.ends[place]))
        ):
            least = level
            if not level:
                break
    return least


def _places(text: bytes, starts: array[int], index: int, after: int) -> Iterator[int]:
    """The rows, of some, with arrays and objects; -1 between two blocks, for a pause."""
    for start in range(index, after, _BLOCK):
        for at in _heads(text, starts[start : min(after, start + _BLOCK)]):
            yield start + at
        yield -1


def _heads(text: bytes, starts: array[int]) -> Iterator[int]:
    """Which of some values are arrays or objects."""
    firsts = bytes(map(text.__getitem__, starts))
    return (match.start() for match in _OPENER.finditer(firsts))
