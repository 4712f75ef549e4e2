"""One painted line: the heads of a list's columns, or a sentence. Never laid out."""

from __future__ import annotations

from collections.abc import Sequence

from textual.strip import Strip

from .columns import Cell, Column, lay_out
from .painted_lines import PaintedLines


class Caption(PaintedLines):
    """A line in the columns of the list below it; ``Cell`` alone goes across."""

    DEFAULT_CSS = """
    Caption { height: 1; overflow-y: hidden; color: $text-muted; }
    Caption.heads { color: $label; }
    """

    can_focus = False

    def __init__(self, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._columns: Sequence[Column] = ()
        self._cells: tuple[Cell, ...] = ()

    def show(self, cells: Sequence[Cell], columns: Sequence[Column] = ()) -> None:
        """Show other texts, printable; nothing is painted when they are the same."""
        if (tuple(cells), columns) != (self._cells, self._columns):
            self._cells, self._columns = tuple(cells), columns
            self.refresh()

    def render_line(self, y: int) -> Strip:
        """The line, or blanks below it."""
        base, width = self.rich_style, self.size.width
        if y or not self._cells:
            return Strip.blank(width, base)
        return self.strip_of(lay_out(self._columns, self._cells, self.line_width), base, width)
