"""How the rows of a list are divided into columns: which are shown, and how wide each is.

Columns come and go with the width of the list, in the order of their importance. Nothing here
depends on what the rows hold: the same columns have the same place in every row of a width, and in
the line of their names.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Final, NamedTuple

from rich.cells import cell_len

from ...text import steady
from .safe_lines import fit

TITLE: Final = 30
"""The cells that a title keeps before any other column gets room."""

RISING, FALLING = "▴", "▾"
"""Behind the name of the column a list is sorted by: the least stands first, or the most."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column, ``width`` cells wide, up to ``most`` where there is plenty; 0 takes what is left.

    One with a ``rank`` is shown only where the titles keep enough, the lowest ranks first, and one
    that is not ``used``, in which no row says anything, nowhere. What takes what is left ``keeps``
    so many cells and has at most ``most``, 0 for no limit. ``name`` stands above it, and ``arrow``
    behind that where the list is sorted by it. ``middle``: names, of which a long one is cut there.
    """

    width: int
    right: bool = False
    url: bool = False
    rank: int = 0
    most: int = 0
    keeps: int = TITLE
    used: bool = True
    name: str = ""
    arrow: str = ""
    middle: bool = False


class Cell(NamedTuple):
    """A piece of a row; its ``role`` is one of ``PaintedLines.role_style``.

    ``tail`` goes on in the same column in a role of its own, then ``more`` pieces, each in its.
    ``parts``: its text is cut between its parts only, so that no number loses its unit.
    """

    text: str
    role: str = ""
    tail: str = ""
    tail_role: str = ""
    parts: bool = False
    more: tuple[tuple[str, str], ...] = ()


Pieces = list[tuple[str, str]]
"""Texts of a line with their roles."""


@lru_cache(maxsize=256)
def divide(columns: tuple[Column, ...], width: int) -> tuple[int, ...]:
    """The cells of each column in a list of a width, 0 for one that is not shown.

    Behind each shown column is a blank more. What is wider shows at least the same columns.
    """
    shown = [False] * len(columns)
    need = 0
    for rank, at in sorted((column.rank, at) for at, column in enumerate(columns) if column.used):
        need += (columns[at].width or columns[at].keeps) + 1
        if rank and need > width:
            break
        shown[at] = True
    rooms = [column.width if there else 0 for column, there in zip(columns, shown, strict=True)]
    rest = width - sum(rooms) - sum(shown)
    titles = [at for at, column in enumerate(columns) if shown[at] and not column.width]
    spare = rest - sum(columns[at].keeps for at in titles)
    if spare > 0:
        # A third of what is to spare goes to the others, and what the titles cannot take.
        longest = sum(columns[at].most - columns[at].keeps for at in titles)
        endless = any(not columns[at].most for at in titles)
        growing = spare // 3 if endless else max(spare // 3, spare - longest)
        for _, at in sorted((column.rank, at) for at, column in enumerate(columns) if rooms[at]):
            more = max(0, min(growing, columns[at].most - rooms[at]))
            rooms[at] += more
            growing -= more
            rest -= more
    for left, at in zip(range(len(titles), 0, -1), titles, strict=True):
        room = max(4, rest // left)
        rooms[at] = min(room, columns[at].most or room)
        rest -= rooms[at]
    return tuple(rooms)


def lay_out(columns: Sequence[Column], cells: Sequence[Cell], width: int) -> Pieces:
    """The texts of one row, fitted to the width, with their roles."""
    if len(cells) == 1 and not cells[0].more:
        return [(fit(f" {_text(cells[0], width - 1)}", width), cells[0].role)]
    rooms = divide(tuple(columns), width)
    across = len(cells) - 1 if len(cells) < len(columns) else -1
    out: Pieces = []
    used = 0
    for i, (column, cell) in enumerate(zip(columns, cells, strict=False)):
        room = rooms[i]
        if i == across:
            # A sentence has all that is left, and begins where it can be found.
            room, column = max(4, width - used - 1), replace(column, right=False)
        if room:
            out += _cell(column, cell, room)
            used += room + 1
    if used < width:
        out.append((" " * (width - used), ""))
    return out


_LEAST_TAIL = 6  # cells; less of it would only look like a text that is cut


def _cell(column: Column, cell: Cell, room: int) -> Pieces:
    if cell.more:
        return _in_a_row([(cell.text, cell.role), (cell.tail, cell.tail_role), *cell.more], room)
    if not cell.tail or room - cell_len(steady(cell.text)) < _LEAST_TAIL:
        text = _text(cell, room)
        fitting = fit(text, room, right=column.right, url=column.url, middle=column.middle)
        return [(f"{fitting} ", cell.role)]
    text = fit(cell.text, min(room, cell_len(steady(cell.text))))
    tail = fit(cell.tail, room - cell_len(text)) + " "
    return [(text, cell.role), (tail, cell.tail_role)]


def _in_a_row(pieces: Sequence[tuple[str, str]], room: int) -> Pieces:
    """Pieces one behind the other; what is beyond the room is cut."""
    out: Pieces = []
    for text, role in pieces:
        taken = min(room, cell_len(steady(text)))
        if taken:
            out.append((fit(text, taken), role))
        room -= taken
    return [*out, (" " * (room + 1), "")]


_BETWEEN = " · "


def _text(cell: Cell, room: int) -> str:
    """What there is room for of a text, whole parts of one that has such."""
    text = cell.text
    while cell.parts and _BETWEEN in text and cell_len(text) > room:
        text = text.rpartition(_BETWEEN)[0]
    return text


# -- names -------------------------------------------------------------------------------------


def lay_out_names(columns: Sequence[Column], width: int) -> Pieces:
    """The line above the rows: each name above its column, the sorted one ``strong``."""
    rooms = divide(tuple(columns), width)
    cells = [
        Cell(_name(column, room), "strong" if column.arrow else "")
        for column, room in zip(columns, rooms, strict=True)
    ]
    return lay_out(columns, cells, width) if any(cell.text for cell in cells) else []


def _name(column: Column, room: int) -> str:
    """A name with its arrow, which is there even where the name is cut."""
    if not column.arrow:
        return column.name
    if len(column.name) < room - 1 and column.name:
        return f"{column.name} {column.arrow}"
    return f"{column.name[: max(0, room - 1)]}{column.arrow}"


def places(columns: Sequence[Column], width: int) -> Iterator[tuple[Column, int, int]]:
    """Each shown column with its first cell and the one behind its last."""
    at = 0
    for column, room in zip(columns, divide(tuple(columns), width), strict=True):
        if room:
            yield column, at, at + room
            at += room + 1


def column_at(columns: Sequence[Column], width: int, x: int) -> Column | None:
    """The column in which a cell lies; a blank is of the column before it."""
    return next(
        (column for column, first, end in places(columns, width) if first <= x <= end), None
    )
