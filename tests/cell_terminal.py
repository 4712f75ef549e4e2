"""A terminal in memory that knows cells: accents, joined emoji, and its own widths if told so."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final, NamedTuple

from rich.cells import split_graphemes

_TOKEN: Final = re.compile(
    r"\x1b\[(?P<private>[?<>=]?)(?P<numbers>[\d;]*)[ -/]*(?P<final>[@-~])"
    r"|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[()][0-9A-B]|\x1b[=>78]"
    r"|(?P<control>[\r\n\x07])|(?P<text>[^\x1b\r\n\x07]+)"
)
_ENDS: Final = {22: {1, 2}, 23: {3}, 24: {4, 21}, 25: {5, 6}, 27: {7}, 28: {8}, 29: {9}}
_ENDS_MORE: Final = {54: {51, 52}, 55: {53}}
_MARKS: Final = {4, 7, 9, 21, 51, 52, 53}  # what of the attributes is seen in a space


class Pen(NamedTuple):
    attributes: frozenset[int] = frozenset()
    text: tuple[int, ...] = ()
    background: tuple[int, ...] = ()


class Cell(NamedTuple):
    """What is seen in one cell; the second one of a wide character has no text."""

    text: str = " "
    pen: Pen = Pen()


class CellTerminal:
    """``width_of``: how many cells it draws a character as; as Textual counts unless told."""

    def __init__(
        self,
        columns: int,
        lines: int,
        width_of: Callable[[str, int], int] = lambda text, width: width,
    ) -> None:
        self._columns, self._lines = columns, lines
        self._width_of = width_of
        self._x = self._y = 0
        self._pen = Pen()
        self.cells = [[Cell()] * columns for _ in range(lines)]

    @property
    def seen(self) -> list[list[Cell]]:
        """The cells without what cannot be seen: the colour of a space, say."""
        return [[_seen(cell) for cell in line] for line in self.cells]

    def feed(self, data: str) -> None:
        """Take in what was written."""
        place = 0
        for token in _TOKEN.finditer(data):
            assert token.start() == place, data[place : place + 40]
            place = token.end()
            if (text := token["text"]) is not None:
                self._draw(text)
            elif (control := token["control"]) is not None:
                self._x = self._x if control == "\x07" else 0  # a tty makes \r\n of \n
                self._y = min(self._y + (control == "\n"), self._lines - 1)
            elif token["final"] and not token["private"]:
                numbers = [int(one or 0) for one in token["numbers"].split(";")]
                self._act(token["final"], numbers)
        assert place == len(data), data[place : place + 40]

    def _act(self, final: str, numbers: list[int]) -> None:
        first = max(1, numbers[0])
        if final == "H":
            self._y = min(first, self._lines) - 1
            self._x = min(max(1, *numbers[1:2], 1), self._columns) - 1
        elif final == "C":
            self._x = min(self._x + first, self._columns - 1)
        elif final == "m":
            self._draw_so(numbers)
        else:
            assert final not in "ABDEFGJKLMPSTX@def", final  # none of them is made

    def _draw_so(self, numbers: list[int]) -> None:
        attributes, text, background = (
            set(self._pen.attributes),
            self._pen.text,
            self._pen.background,
        )
        left = list(numbers)
        while left:
            number = left.pop(0)
            if number == 0:
                attributes, text, background = set(), (), ()
            elif number in (38, 48):
                more = 2 if left[0] == 5 else 4
                colour, left = tuple(left[:more]), left[more:]
                text, background = (colour, background) if number == 38 else (text, colour)
            elif 30 <= number < 40 or 90 <= number < 100:
                text = () if number == 39 else (number,)
            elif 40 <= number < 50 or 100 <= number < 110:
                background = () if number == 49 else (number,)
            elif (ended := _ENDS.get(number) or _ENDS_MORE.get(number)) is not None:
                attributes -= ended
            else:
                attributes.add(number)
        self._pen = Pen(frozenset(attributes), text, background)

    def _draw(self, text: str) -> None:
        for start, end, width in split_graphemes(text)[0]:
            cluster = text[start:end]
            assert cluster.isprintable() or cluster.strip() != "", repr(cluster)
            line = self.cells[self._y]
            if not width:  # an accent of what stands before
                x = max(self._x - 1, 0)
                x -= line[x].text == ""
                line[x] = line[x]._replace(text=line[x].text + cluster)
                continue
            width = self._width_of(cluster, width)
            for x in range(self._x, min(self._x + width, self._columns)):
                self._break(x)
            for x in range(self._x, min(self._x + width, self._columns)):
                line[x] = Cell(cluster if x == self._x else "", self._pen)
            self._x = min(self._x + width, self._columns - 1)

    def _break(self, x: int) -> None:
        """Half a wide character is no character."""
        line = self.cells[self._y]
        if line[x].text == "" and x:
            line[x - 1] = line[x - 1]._replace(text=" ")
        if x + 1 < self._columns and line[x + 1].text == "":
            line[x + 1] = line[x + 1]._replace(text=" ")


def _seen(cell: Cell) -> Cell:
    if cell.text != " " or cell.pen.attributes & _MARKS:
        return cell
    return Cell(" ", Pen(background=cell.pen.background))
