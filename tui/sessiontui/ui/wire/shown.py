"""What the terminal shows, cell by cell, and what has to be sent for it to show something else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Final

from rich.color import ColorSystem
from textual.strip import Strip

from .cells import REST, Trust, marked_beside, split, trust
from .pens import PLAIN, RESET, Pens

_UNKNOWN: Final = "\0"  # a cell that may show anything
_SKIP: Final = 4  # bytes of a move within a line: so many cells may be sent again instead

Piece = tuple[int, int, Strip]
"""A strip and where it begins: line and column, from 0."""


class NotUnderstood(Exception):
    """It cannot be said what the terminal shows after this."""


class Shown:
    """The cells of a terminal of ``width`` and ``height``; at first nothing is known of them."""

    def __init__(self, width: int, height: int, colours: ColorSystem) -> None:
        self.size = width, height
        self._width = width
        self._colours = colours
        self._pens = Pens()
        self._cells = [[_UNKNOWN] * width for _ in range(height)]
        self._drawn = [[PLAIN] * width for _ in range(height)]  # with which pen
        # Where a strip begins that is shown unchanged: the same one again is not looked at.
        self._strips: list[dict[int, tuple[Strip, int]]] = [{} for _ in range(height)]

    def sent_for(self, pieces: Iterable[Piece]) -> str:
        """The text and sequences that make the terminal show these, and nothing else new.

        Raises NotUnderstood; what is known must be forgotten then.
        """
        lines: dict[int, tuple[list[str], list[int]]] = {}
        for y, x, strip in pieces:
            shown = self._strips[y].get(x)
            if shown is not None and shown[0] is strip:
                continue
            if y not in lines:
                lines[y] = self._cells[y].copy(), self._drawn[y].copy()
            self._put(y, x, strip, *lines[y])
        sent: list[str] = []
        pen = PLAIN
        for y in sorted(lines):
            cells, drawn = lines[y]
            if cells != self._cells[y] or drawn != self._drawn[y]:
                pen = self._send_line(y, cells, drawn, pen, sent)
                self._cells[y], self._drawn[y] = cells, drawn
        if pen != PLAIN:
            sent.append(RESET)
        return "".join(sent)

    def _put(self, y: int, x: int, strip: Strip, cells: list[str], drawn: list[int]) -> None:
        """Lay a strip into a line."""
        new, pens = self._read(strip)
        end = x + len(new)
        if x < 0 or end > self._width:
            raise NotUnderstood
        if x == end:
            return
        strips = self._strips[y]
        for begin, (_, over) in list(strips.items()):
            if begin < end and over > x:
                del strips[begin]
        strips[x] = strip, end
        # Half a wide character that stood across the edge is whatever the terminal makes of it.
        if cells[x] == REST:
            cells[x - 1] = _UNKNOWN
        if end < self._width and cells[end] == REST:
            cells[end] = _UNKNOWN
        cells[x:end] = new
        drawn[x:end] = pens

    def _read(self, strip: Strip) -> tuple[list[str], list[int]]:
        """The cells of a strip, and their pens."""
        cells: list[str] = []
        drawn: list[int] = []
        for text, style, control in strip:
            if control or (style and style.link):
                raise NotUnderstood
            if not text:
                continue
            pen = self._pens.of(Strip.render_ansi(style, self._colours)) if style else PLAIN
            new = split(text)
            if pen is None or new is None:
                raise NotUnderstood
            cells += new
            if " " not in text:
                drawn += [pen] * len(new)
            elif text.isspace():
                drawn += [self._pens.of_space(pen)] * len(new)
            else:
                space = self._pens.of_space(pen)
                drawn += [space if cell == " " else pen for cell in new]
        return cells, drawn

    def _send_line(
        self, y: int, cells: list[str], drawn: list[int], pen: int, sent: list[str]
    ) -> int:
        """Append what changes a line; the pen that is left with."""
        at: int | None = None  # the column of the cursor, where that is sure
        blank = pen  # of spaces that look the same with this pen
        last, end = Trust.SURE, 0  # of the cell sent last
        # A mark with a cell of its own must not be written over by the next letter: the text is
        # sent as one to its end, and what lies behind it stands in its place again.
        flows = False
        for x in self._to_send(y, cells, drawn):
            cell = cells[x]
            drawn_so = drawn[x] == pen or (cell == " " and drawn[x] == blank)
            if x == at and drawn_so and cell.isascii():
                sent.append(cell)
                at += 1
                continue
            sure = trust(cell)
            flows = flows and end == x and self._goes_on(cells, drawn, x, pen)
            if flows:
                pass
            elif at is None:
                # Doubtful ones in a row are sent as one: each is at most as far off as in a line
                # that was sent whole.
                if not (last is sure is Trust.DOUBTFUL and end == x):
                    sent.append(_move_to(x, y))
            elif at != x:
                if self._same_way(cells, drawn, at, x, pen):
                    sent += cells[at:x]
                else:
                    sent.append(f"\x1b[{x - at}C" if x - at > 1 else "\x1b[C")
            if not drawn_so:
                codes, pen = self._pens.change(pen, drawn[x], cell == " ")
                sent.append(codes)
                blank = drawn[x] if cell == " " else pen
            wide = x + 1 < self._width and cells[x + 1] == REST
            if sure is Trust.ODD and wide:
                # Where the terminal draws it as one cell the other must not keep what was there.
                sent.append(f"  {_move_to(x, y)}")
            sent.append(cell)
            last, end = sure, x + 1 + wide
            flows = flows or marked_beside(cell)
            at = end if sure is Trust.SURE and not flows else None
        return pen

    def _goes_on(self, cells: list[str], drawn: list[int], x: int, pen: int) -> bool:
        """Whether a cell is of the same text as the one before: no padding, nor drawn otherwise."""
        if cells[x] == " ":
            return x + 1 < self._width and cells[x + 1] != " " and drawn[x + 1] == pen
        return drawn[x] == pen

    def _to_send(self, y: int, cells: list[str], drawn: list[int]) -> Sequence[int]:
        """The columns whose characters have to be sent, in order."""
        before = self._cells[y]
        both = zip(cells, before, drawn, self._drawn[y], strict=True)
        columns = [x for x, (new, old, pen, was) in enumerate(both) if new != old or pen != was]
        if not ("".join(cells).isascii() and "".join(before).isascii()):
            for index, x in enumerate(columns):
                if trust(cells[x]) or trust(before[x]):
                    # All behind it may have been, or may now be, somewhere else than we think.
                    columns[index:] = range(x, self._width)
                    break
        return [x for x in columns if cells[x] not in (REST, _UNKNOWN)]

    def _same_way(self, cells: list[str], drawn: list[int], start: int, end: int, pen: int) -> bool:
        """Whether cells that stay are sent again for less than a move over them."""
        if end - start > _SKIP:
            return False
        for x in range(start, end):
            cell = cells[x]
            if cell in (_UNKNOWN, REST) or not cell.isascii():
                return False
            if drawn[x] != pen and self._pens.change(pen, drawn[x], cell == " ") != ("", pen):
                return False
        return True


def _move_to(x: int, y: int) -> str:
    return f"\x1b[{y + 1};{x + 1}H" if x else f"\x1b[{y + 1}H"
