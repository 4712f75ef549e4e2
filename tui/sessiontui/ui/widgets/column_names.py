"""The line above a list: the names of its columns, and by which of them it is sorted."""

from __future__ import annotations

from textual import events
from textual.message import Message
from textual.strip import Strip

from .columns import Column, column_at, lay_out_names
from .line_list import LineList
from .painted_lines import PaintedLines


class ColumnNames(PaintedLines):
    """Follows a list: each name stands above its column. A click tells which was meant."""

    DEFAULT_CSS = """
    ColumnNames {
        height: 1; overflow-y: hidden; background: $surface; color: $text-muted;
        &:ansi { background: transparent; color: $foreground; text-style: dim underline; }
    }
    """

    can_focus = False

    class Clicked(Message):
        """A name was clicked."""

        def __init__(self, name: str) -> None:
            super().__init__()
            self.name = name

    def __init__(self, of: LineList, *, classes: str | None = None) -> None:
        super().__init__(classes=classes)
        self._list = of
        self._columns: tuple[Column, ...] = ()

    def on_mount(self) -> None:
        """Follow the list; the line is painted anew only where it reads otherwise."""
        self.watch(self._list, "columns", self._show)

    def _show(self, columns: tuple[Column, ...]) -> None:
        self._columns = columns
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """The names."""
        base, width = self.rich_style, self.size.width
        if y or not self._columns:
            return Strip.blank(width, base)
        return self.strip_of(lay_out_names(self._columns, self.line_width), base, width)

    def on_click(self, event: events.Click) -> None:
        """Tell which column was meant."""
        column = column_at(self._columns, self.line_width, event.x)
        if column is not None and column.name:
            self.post_message(self.Clicked(column.name))
