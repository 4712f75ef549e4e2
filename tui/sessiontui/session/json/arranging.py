"""Members of a node in another order than they are written in: the largest first."""

from __future__ import annotations

from array import array
from collections.abc import Generator
from operator import sub

from .places import Children
from .row_columns import Columns

_PAUSE = 5_000  # rows looked at between two pauses


def largest_first(found: Children) -> Children:
    """The children of a node by their size; those of one size in the order of the text."""
    starts, ends, keys = found
    if len(starts) < 2:
        return found
    sizes = list(map(sub, ends, starts))
    order = sorted(range(len(sizes)), key=sizes.__getitem__, reverse=True)
    code = starts.typecode
    return Children(
        array(code, map(starts.__getitem__, order)),
        array(code, map(ends.__getitem__, order)),
        array(code, map(keys.__getitem__, order)),
    )


def arranged(rows: Columns, by_size: bool) -> Generator[int, None, Columns]:
    """Rows, each with everything below it, by size among their siblings or as they are written.

    In slices: how many were looked at so far comes every few milliseconds.
    """
    if by_size:
        order = yield from _by_size(rows)
    else:
        order = sorted(range(len(rows.starts)), key=rows.starts.__getitem__)
    columns = []
    for column in rows:
        columns.append(array(column.typecode, map(column.__getitem__, order)))
        yield len(order)
    return Columns(*columns)


_Block = tuple[int, int, list[int]]
"""A row with everything below it: what it is sorted by (less its size, its place), the indexes."""


def _by_size(rows: Columns) -> Generator[int, None, list[int]]:
    waiting: list[list[_Block]] = []  # by depth, from the last row on: what has no parent yet
    for index in range(len(rows.starts) - 1, -1, -1):
        depth, start = rows.depths[index], rows.starts[index]
        while len(waiting) <= depth + 1:
            waiting.append([])
        block = [index]
        for _, _, below in sorted(waiting[depth + 1]):
            block += below
        waiting[depth + 1].clear()
        waiting[depth].append((start - rows.ends[index], start, block))
        if index % _PAUSE == 0:
            yield len(rows.starts) - index
    return [index for blocks in waiting for _, _, block in sorted(blocks) for index in block]
