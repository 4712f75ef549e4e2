"""JSON as rows: one flat pre-order list of what is visible, over raw slices of the text.

A row is five numbers in parallel arrays, offsets into the text (start, end, start of the parent,
key) and the depth: nothing in it moves when rows are inserted above. What is below a row follows
it and lies within its span: siblings are found by bisection, and parents, too, while all members
stand as they are written. Children are looked for when a node is opened.

Keys and paths are foreign text, ``preview`` is printable.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Generator, Sequence
from typing import NamedTuple

from . import path_syntax
from .arranging import arranged, largest_first
from .children import ChildFinder
from .expanding import Unfolding, is_open, shallowest_closed
from .locate import nodes_around, starts_along
from .places import Children
from .pointer import format_pointer
from .preview import NodeKind, kind_at, preview
from .row_columns import Columns
from .text import skip_value

__all__ = ["LIMIT", "NodeKind", "Outline", "Row"]

LIMIT = 1_000_000  # rows that one motion adds at most

_COUNTED = 4 * 1024 * 1024  # bytes of a piece whose children are counted in a few milliseconds
_FEW = 100_000


class Row(NamedTuple):
    """One visible row. The key is foreign text, an array's index, or None at the root."""

    depth: int
    key: str | int | None
    kind: NodeKind
    start: int
    end: int
    is_open: bool
    has_children: bool


class Outline:
    """The rows of one JSON text. Indexes are valid until the next opening or closing."""

    def __init__(self, text: bytes, *, by_size: bool = False) -> None:
        """Read the first level, opened, the largest first ``by_size``. Raises Damaged: not JSON.

        Takes 30 ms of work for 100 MB, and may be called in another thread.
        """
        self.text = text
        self.by_size = by_size
        self.limited = False  # whether the last opening of many nodes stopped at its limit
        self._finder = finder = ChildFinder(text)
        self._counts: dict[int, int] = {}
        self._closed: dict[int, Columns] = {}  # what was visible below a node when it was closed
        self._parents: dict[int, int] = {}  # rows by their starts, as long as none moves
        self._revision = 0
        top = ([finder.start], [finder.end], [0])
        self._rows = Columns.of([finder.offsets(column) for column in top], finder.start, 0)
        self.open(0)

    def __len__(self) -> int:
        return len(self._rows.starts)

    # -- one row -------------------------------------------------------------------------------

    def row(self, index: int) -> Row:
        """The row at an index."""
        start, end = self.span(index)
        return Row(
            self._rows.depths[index],
            self.key(index),
            self.kind(index),
            start,
            end,
            self.is_open(index),
            self._finder.has_children(start, end),
        )

    def kind(self, index: int) -> NodeKind:
        """What stands in a row."""
        return kind_at(self.text, self._rows.starts[index])

    def key(self, index: int) -> str | int | None:
        """The key or array index of a row; None at the root."""
        if not index:
            return None
        key = self._rows.keys[index]
        return self._finder.key_at(key) if self.text[self._rows.parents[index]] == 0x7B else key

    def key_span(self, index: int) -> tuple[int, int] | None:
        """Where the key of a row stands with its quotes; None in an array and at the root."""
        at = self._rows.keys[index]
        in_object = index and self.text[self._rows.parents[index]] == 0x7B
        return (at, skip_value(self.text, at)) if in_object else None

    def is_open(self, index: int) -> bool:
        """Whether the children of a row are visible."""
        return is_open(self._rows, index)

    def span(self, index: int) -> tuple[int, int]:
        """Where the value of a row begins and ends in the text."""
        return self._rows.starts[index], self._rows.ends[index]

    def size(self, index: int) -> int:
        """How many bytes of the text the value takes."""
        return self._rows.ends[index] - self._rows.starts[index]

    def known_count(self, index: int) -> int | None:
        """Like child_count, but None where finding out would take more than a few milliseconds."""
        if self._rows.starts[index] not in self._counts and self.size(index) > _COUNTED:
            return None
        return self.child_count(index)

    def child_count(self, index: int) -> int:
        """How many direct children a row has, those of equal keys included."""
        start, end = self.span(index)
        count = self._counts.get(start)
        if count is None and not self._finder.has_children(start, end):
            return 0
        if count is None:
            count = len(self._finder.find(start, end, self._rows.depths[index]).starts)
            self._counts[start] = count
        return count

    def preview(self, index: int, width: int, *, quick: bool = False) -> str:
        """The value, printable, in at most ``width`` cells: ``"a title…"``, ``[12]``, ``{3}``.

        ``quick`` leaves out a count that takes longer than a few milliseconds (``[…]``).
        """
        start, end = self.span(index)
        count: int | None = 0
        if self._finder.has_children(start, end):
            count = self.known_count(index) if quick else self.child_count(index)
        return preview(self.text, start, end, count, width)

    # -- paths ---------------------------------------------------------------------------------

    def path(self, index: int) -> tuple[str | int, ...]:
        """The keys and indexes that lead from the root to a row."""
        steps: list[str | int] = []
        at: int | None = index
        while at is not None:
            key = self.key(at)
            if key is not None:
                steps.append(key)
            at = self.parent(at)
        return tuple(reversed(steps))

    def pointer(self, index: int) -> str:
        """The path as an RFC 6901 pointer: ``/windows/0/tabs``."""
        return format_pointer(self.path(index))

    def dotted(self, index: int) -> str:
        """The path as JavaScript writes it: ``windows[0].tabs["odd key"]``."""
        return path_syntax.dotted(self.path(index))

    def jq(self, index: int) -> str:
        """The path as a filter for jq: ``.windows[0].tabs["odd key"]``."""
        return path_syntax.jq(self.path(index))

    # -- neighbours ----------------------------------------------------------------------------

    def parent(self, index: int) -> int | None:
        """The row of the parent; None at the root."""
        if not index:
            return None
        if not self.by_size:
            return bisect_left(self._rows.starts, self._rows.parents[index], 0, index)
        start = self._rows.parents[index]
        if start not in self._parents:
            self._parents[start] = self._rows.before(index, start)
        return self._parents[start]

    def next_sibling(self, index: int) -> int | None:
        """The row of the next child of the same parent."""
        after = self._rows.behind(index)
        depths = self._rows.depths
        return after if after < len(depths) and depths[after] == depths[index] else None

    def previous_sibling(self, index: int) -> int | None:
        """The row of the child before it of the same parent."""
        depth = self._rows.depths[index]
        at: int | None = index - 1 if index else None
        while at is not None and self._rows.depths[at] > depth:
            at = self.parent(at)
        return at if at is not None and self._rows.depths[at] == depth else None

    # -- opening and closing -------------------------------------------------------------------

    def open(self, index: int) -> None:
        """Show the children; what was open below when it was closed is open again."""
        start, end = self.span(index)
        if self.is_open(index) or not self._finder.has_children(start, end):
            return
        rows = self._closed.pop(start, None)
        if rows is None:
            depth = self._rows.depths[index]
            found = self._find(start, end, depth)
            self._counts[start] = len(found.starts)
            rows = Columns.of(found, start, depth + 1)
        self._replace(index + 1, index + 1, rows)

    def close(self, index: int) -> None:
        """Hide everything below a row."""
        if self.is_open(index):
            after = self._rows.behind(index)
            self._closed[self._rows.starts[index]] = self._rows.part(index + 1, after)
            self._replace(index + 1, after, Columns.empty(self._finder.code))

    def toggle(self, index: int) -> None:
        """Close what is open, open what is closed."""
        (self.close if self.is_open(index) else self.open)(index)

    def close_below(self, index: int) -> None:
        """Close every node below a row, for good; the row itself stays open or closed."""
        self._forget(index)
        if not self.is_open(index):
            return
        after, count = self._rows.behind(index), self.child_count(index)
        if count == after - index - 1:
            return
        if count < _FEW:  # finding them again is faster than picking them out of many rows
            start, depth = self._rows.starts[index], self._rows.depths[index]
            found = self._find(start, self._rows.ends[index], depth)
            rows = Columns.of(found, start, depth + 1)
        else:
            rows = self._rows.children(index + 1, after)
        self._replace(index + 1, after, rows)

    def levels(self, index: int) -> int:
        """How many levels are visible below a row, at most."""
        depths = self._rows.depths[index : self._rows.behind(index)]
        return max(depths) - depths[0]

    def close_to_level(self, index: int, level: int) -> None:
        """Hide what is more than ``level`` levels below a row, for good (0: all of it)."""
        after = self._rows.behind(index)
        self._forget(index)
        depth = self._rows.depths[index] + max(0, level)
        rows = self._rows.down_to(depth, index + 1, after)
        if len(rows.starts) < after - index - 1:
            self._replace(index + 1, after, rows)

    def opening(
        self, index: int, level: int | None, limit: int = LIMIT
    ) -> Generator[int, None, int]:
        """Open ``level`` levels below a row (1: its children show), in slices.

        Without a level, one more than what is open everywhere. A node whose children would be too
        many stays closed, and all after it. Gives the number of rows found so far every few
        milliseconds, and at its end how many were added: only then they show, so it may be
        dropped before. When rows were opened or closed meanwhile nothing is added.
        """
        revision = self._revision
        self.limited = False
        after = self._rows.behind(index)
        if level is None:
            least = yield from shallowest_closed(self._finder, self._rows, index, after)
            if least is None or self._revision != revision:
                return 0
            level = least + 1
        work = Unfolding(self._finder, self._find, self._rows, limit)
        for found in work.run(index, after, level):
            yield found
            if self._revision != revision:
                return 0
        self.limited = work.full
        if work.added:
            self._forget(index)
            self._replace(index + 1, after, work.out)
        return work.added

    def _forget(self, index: int) -> None:
        """Forget what was open below the nodes of a piece when they were closed."""
        for at in [at for at in self._closed if at in range(*self.span(index))]:
            self._revision += 1
            del self._closed[at]

    def _replace(self, start: int, stop: int, rows: Columns) -> None:
        self._revision += 1
        self._parents.clear()
        self._rows.replace(start, stop, rows)

    # -- order ---------------------------------------------------------------------------------

    def arranging(self, by_size: bool) -> Generator[int, None, None]:
        """Have the members of every node largest first, or as they are written; in slices.

        Gives the number of rows looked at. When rows move meanwhile nothing changes.
        """
        revision = self._revision
        rows = yield from arranged(self._rows, by_size)
        closed = {}
        for start, hidden in [*self._closed.items()]:
            closed[start] = yield from arranged(hidden, by_size)
            if self._revision != revision:
                return
        if self._revision == revision:
            self.by_size, self._closed = by_size, closed
            self._replace(0, len(self), rows)

    def _find(self, start: int, end: int, depth: int) -> Children:
        found = self._finder.find(start, end, depth)
        return largest_first(found) if self.by_size else found

    # -- places --------------------------------------------------------------------------------

    def reveal(self, path: Sequence[str | int]) -> int | None:
        """The row a path names, everything above it opened; None when there is no such node.

        Array indexes may come as text; of a key given twice it is the last, as in JavaScript.
        """
        starts = starts_along(self._finder, self.span(0), path)
        return None if len(starts) <= len(path) else self._open_along(starts)

    def reach(self, path: Sequence[str | int]) -> int:
        """How many steps of a path, from its beginning, there are; nothing is opened."""
        return len(starts_along(self._finder, self.span(0), path)) - 1

    def reveal_offset(self, offset: int) -> int:
        """The row of the innermost node at a byte of the text, everything above it opened.

        Unlike a path, an offset tells equal keys apart.
        """
        return self._open_along(
            [start for _, start in nodes_around(self._finder, self.span(0), offset)]
        )

    def at_offset(self, offset: int) -> tuple[str | int, ...]:
        """The path of the innermost node whose key or value holds a byte; nothing is opened."""
        around = nodes_around(self._finder, self.span(0), offset)
        return tuple(key for key, _ in around if key is not None)

    def _open_along(self, starts: list[int]) -> int:
        index = 0
        for start in starts:
            self.open(index)
            index = self.index_of(start, index)
        return index

    def index_of(self, start: int, after: int = 0) -> int:
        """The row, from one on, of the node that starts at an offset and is visible."""
        starts = self._rows.starts
        return starts.index(start, after) if self.by_size else bisect_left(starts, start, after)
