"""The line above the rows: where in the session one is, and by what the bytes are told apart."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from rich.cells import cell_len
from textual import events
from textual.message import Message
from textual.strip import Strip

from ....text import elide
from ...widgets.painted_lines import PaintedLines

_BETWEEN: Final = " › "
_LEFT_OUT: Final = "… › "
_LEAST: Final = 12  # cells of the last name before the ways to divide give theirs to it


class _Piece(NamedTuple):
    """A text of the line, its role, and what a click on it asks for."""

    text: str
    role: str = ""
    level: int | None = None
    way: str = ""


class TrailLine(PaintedLines):
    """The names of the levels that were gone through, and the ways to divide this one.

    A click on a name goes back to its level, one on a way divides by it. Where the line is short
    the first names go, then the ways but the chosen one.
    """

    DEFAULT_CSS = """
    TrailLine { height: 1; overflow-y: hidden; color: $text-muted; }
    """

    can_focus = False

    class LevelWanted(Message):
        """The user wants to go back to a level; 0 is the whole session."""

        def __init__(self, level: int) -> None:
            super().__init__()
            self.level = level

    class WayWanted(Message):
        """The user wants the bytes divided another way."""

        def __init__(self, way: str) -> None:
            super().__init__()
            self.way = way

    def __init__(self) -> None:
        super().__init__()
        self._names: tuple[str, ...] = ()
        self._ways: tuple[str, ...] = ()
        self._chosen = ""

    def show(self, names: Sequence[str], ways: Sequence[str], chosen: str) -> None:
        """Show other levels or ways, printable; nothing is painted when they are the same."""
        if (tuple(names), tuple(ways), chosen) != (self._names, self._ways, self._chosen):
            self._names, self._ways, self._chosen = tuple(names), tuple(ways), chosen
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The levels at the left, the ways at the right."""
        base, width = self.rich_style, self.size.width
        if y or not self._names:
            return Strip.blank(width, base)
        return self.strip_of([(one.text, one.role) for one in self._pieces()], base, width)

    def on_click(self, event: events.Click) -> None:
        """Go where the click points to."""
        at = 0
        for piece in self._pieces():
            if at <= event.x < at + cell_len(piece.text):
                if piece.level is not None:
                    self.post_message(self.LevelWanted(piece.level))
                elif piece.way:
                    self.post_message(self.WayWanted(piece.way))
                return
            at += cell_len(piece.text)

    def _pieces(self) -> list[_Piece]:
        width = self.line_width
        ways = list(self._way_pieces())
        if self._room_beside(ways) < self._wanted_room():
            ways = [one for one in ways if one.way in ("", self._chosen)]
        if self._room_beside(ways) < _LEAST:
            ways = []
        names = list(self._name_pieces(self._room_beside(ways)))
        gap = width - sum(cell_len(one.text) for one in (*names, *ways))
        return [*names, _Piece(" " * max(0, gap)), *ways]

    def _room_beside(self, ways: Sequence[_Piece]) -> int:
        return self.line_width - sum(cell_len(one.text) for one in ways) - 2

    def _wanted_room(self) -> int:
        """What the names would like: all of them, or the last one where they are very many."""
        whole = sum(cell_len(name) + len(_BETWEEN) for name in self._names)
        return min(whole, self.line_width // 2)

    def _way_pieces(self) -> Iterator[_Piece]:
        if not self._ways:
            return
        yield _Piece("by ", "label")
        for way in self._ways:
            here = way == self._chosen
            yield _Piece(f"[{way}]" if here else f" {way} ", "strong" if here else "", way=way)

    def _name_pieces(self, room: int) -> Iterator[_Piece]:
        yield _Piece(" ")
        room -= 1
        first, last = 0, len(self._names) - 1
        while first < last and self._cells_from(first) > room:
            first += 1
        if first:
            yield _Piece(_LEFT_OUT, "dim", level=first - 1)
            room -= len(_LEFT_OUT)
        for level in range(first, last):
            yield _Piece(self._names[level], "accent", level=level)
            yield _Piece(_BETWEEN, "dim")
            room -= cell_len(self._names[level]) + len(_BETWEEN)
        yield _Piece(elide(self._names[last], max(4, room)), "strong", level=last)

    def _cells_from(self, first: int) -> int:
        names = self._names[first:]
        cells = sum(cell_len(name) for name in names) + len(_BETWEEN) * (len(names) - 1)
        return cells + (len(_LEFT_OUT) if first else 0)
