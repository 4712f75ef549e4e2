"""A list that paints only the lines on the screen: 100,000 rows cost no more than ten."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, Final, Protocol

from rich.style import Style
from textual import events
from textual.binding import Binding
from textual.geometry import Region
from textual.message import Message
from textual.reactive import reactive, var
from textual.strip import Strip

from ..actions import bindings
from .columns import Cell as Cell  # what rows are made of, for who makes them
from .columns import Column as Column
from .columns import Pieces, lay_out
from .painted_lines import PaintedLines


class Rows(Protocol):
    """What a list shows. Asked only for the rows on the screen."""

    @property
    def columns(self) -> Sequence[Column]:
        """How a row is divided. The last cell of a shorter row goes across all that are left."""

    def __len__(self) -> int:
        """How many rows there are, shown or not."""

    def cells(self, index: int) -> Sequence[Cell]:
        """One row. All text printable."""

    def key(self, index: int) -> str:
        """What makes a row the same row in the next version of the list."""


class NoRows:
    """The rows of a list that has none."""

    columns: Sequence[Column] = ()

    def __len__(self) -> int:
        return 0

    def cells(self, index: int) -> Sequence[Cell]:
        """Never asked."""
        raise IndexError(index)

    def key(self, index: int) -> str:
        """Never asked."""
        raise IndexError(index)


# The texts of a line with their roles, None behind the last row; whether the cursor stands there.
Painted = tuple[Pieces | None, bool]


# The line under the cursor has one colour, which no other could be read with: what matters there is
# said by signs and words.
_ON_CURSOR: Final = {
    "dim": Style(bold=False),
    "label": Style(bold=False),
    "strong": Style(bold=True),
    "heading": Style(bold=True),
    "struck": Style(bold=False, strike=True),
    "hit": Style(reverse=True, underline=True),
}


class LineList(PaintedLines, can_focus=True):
    """A cursor in rows of columns: filled while the keys go to it, else underlined.

    ``-driven``: a field beside it has the focus, and hands the arrows on.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"line-list--cursor"}

    DEFAULT_CSS = """
    LineList {
        & > .line-list--cursor {
            background: $cursor-quiet; color: $foreground; text-style: underline;
        }
        &:focus > .line-list--cursor, &.-driven > .line-list--cursor {
            background: $cursor; color: $cursor-text; text-style: bold;
        }
        &:ansi > .line-list--cursor { text-style: underline; background: transparent; }
        &:ansi:focus > .line-list--cursor, &:ansi.-driven > .line-list--cursor {
            text-style: bold reverse; background: transparent; color: $foreground;
        }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = bindings("list")  # type: ignore[assignment]

    cursor = reactive(0, repaint=False)  # only the two rows it concerns are painted
    columns: var[tuple[Column, ...]] = var(())  # of the rows that are shown, for who names them

    class Moved(Message):
        """The cursor stands on another row, or the row under it is a new one."""

        def __init__(self, line_list: LineList, index: int) -> None:
            super().__init__()
            self.line_list = line_list
            self.index = index

        @property
        def control(self) -> LineList:
            """The list it happened in."""
            return self.line_list

    class Chosen(Moved):
        """Enter, or a click on the row with the cursor.

        Others may be shown when it arrives: ``rows`` are the ones that were on the screen.
        """

        def __init__(self, line_list: LineList, index: int) -> None:
            super().__init__(line_list, index)
            self.rows = line_list.rows

    class Beyond(Message):
        """The cursor was to go on where there is no row: so many down, up below zero."""

        def __init__(self, step: int) -> None:
            super().__init__()
            self.step = step

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self._rows: Rows = NoRows()
        self._left: tuple[str, int, int] | None = None  # key, row, height when rows ran out
        self._painted: dict[int, Painted] = {}  # what each line of the screen says
        self._looked_away = False  # the wheel has the cursor out of sight, and it may stay there

    @property
    def rows(self) -> Rows:
        """The rows that are shown now."""
        return self._rows

    def show(self, rows: Rows, place: int | None = None) -> None:
        """Show other rows; the cursor stays on the row with the same key, at the same height.

        ``place`` says where that row is now, for who knows better than its key.
        """
        old_key: str | None = None
        top = self.scroll_offset.y
        here, height = self.cursor, self.cursor - int(self.scroll_offset.y)
        if here < len(self._rows):
            old_key = self._rows.key(here)
            # Nothing to show for a moment (a damaged version, a filter): come back here after it.
            self._left = None if len(rows) else (old_key, here, height)
        elif self._left is not None and len(rows):
            old_key, here, height = self._left
            self._left = None
        if place is None:
            place = nearest(rows, old_key, here)
        self._rows = rows
        self.columns = tuple(rows.columns)
        self.set_line_count(len(rows))
        if old_key is not None:
            self.scroll_to(y=max(0, place - height), animate=False, immediate=True)
        moved = place != self.cursor
        self._looked_away = old_key is not None and not 0 <= height < self.size.height
        self.cursor = place
        self._looked_away = False
        if self.scroll_offset.y != top:
            self.refresh()
        else:
            self.refresh_changed()
        if not moved:
            self.post_message(self.Moved(self, place))

    def refresh_changed(self) -> None:
        """Paint the lines that say something else now: the blank rest is not worth sending."""
        width, height = self.line_width, self.size.height
        changed = [y for y in range(height) if self._said(y, width) != self._painted.get(y)]
        if len(changed) == height:
            self.refresh()
        elif changed:
            self.refresh(*(Region(0, y, self.size.width, 1) for y in changed))

    def resize_to(self, cursor: int) -> None:
        """The same rows have become more or fewer: paint them with the cursor on a row."""
        self.set_line_count(len(self._rows))
        self.cursor = cursor
        self._keep_in_sight()
        self.refresh()

    # -- painting ------------------------------------------------------------------------------

    def on_resize(self, event: events.Resize) -> None:
        """Keep the cursor in sight when the height changes."""
        self.set_line_count(len(self._rows))
        self._keep_in_sight()

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        width = self.line_width
        base = self.rich_style
        pieces, marked = self._painted[y] = self._said(y, width)
        if pieces is None:
            return Strip.blank(width, base)
        line = base
        if marked:
            line += self.get_component_rich_style("line-list--cursor", partial=True)
        return self.strip_of(pieces, line, width, _on_cursor if marked else self.role_style)

    def _said(self, y: int, width: int) -> Painted:
        index = y + int(self.scroll_offset.y)
        if not 0 <= index < len(self._rows):
            return None, False
        pieces = lay_out(self._rows.columns, self._rows.cells(index), width)
        return pieces, index == self.cursor

    def _refresh_row(self, index: int) -> None:
        self.refresh(Region(0, index - int(self.scroll_offset.y), self.size.width, 1))

    # -- moving --------------------------------------------------------------------------------

    def validate_cursor(self, cursor: int) -> int:
        """Stay within the rows."""
        return max(0, min(cursor, len(self._rows) - 1))

    def watch_cursor(self, old: int, new: int) -> None:
        """Paint the two rows and tell."""
        self._refresh_row(old)
        self._refresh_row(new)
        self._keep_in_sight()
        self.post_message(self.Moved(self, new))

    def _keep_in_sight(self) -> None:
        if self._looked_away:
            return
        height = max(1, self.size.height)
        top = int(self.scroll_offset.y)
        if self.cursor < top:
            self.scroll_to(y=self.cursor, animate=False, immediate=True)
        elif self.cursor >= top + height:
            self.scroll_to(y=self.cursor - height + 1, animate=False, immediate=True)

    def action_cursor(self, step: int) -> None:
        """A line up or down."""
        before = self.cursor
        self.cursor += step
        if self.cursor == before:
            self.post_message(self.Beyond(step))

    def action_page(self, step: int) -> None:
        """A page up or down: the view moves by one, and the cursor stays where it stands in it."""
        rows = step * max(1, self.size.height - 1)
        top = max(0, min(int(self.scroll_offset.y) + rows, self.max_scroll_y))
        self.scroll_to(y=top, animate=False, immediate=True)
        self.action_cursor(rows)

    def action_edge(self, side: int) -> None:
        """First or last row."""
        self.cursor = len(self._rows) - 1 if side > 0 else 0

    def action_choose(self) -> None:
        """Choose the row under the cursor."""
        if len(self._rows):
            self.post_message(self.Chosen(self, self.cursor))

    def on_key(self, event: events.Key) -> None:
        """The wheel may have scrolled it away: whatever a key does is done in sight."""
        self._keep_in_sight()

    def on_click(self, event: events.Click) -> None:
        """Go to the row; a second click chooses it."""
        index = event.y + int(self.scroll_offset.y)
        if not 0 <= index < len(self._rows):
            return
        if index == self.cursor and event.chain > 1:
            self.action_choose()
        self.cursor = index


def _on_cursor(role: str) -> Style:
    return _ON_CURSOR.get(role, Style.null())


_FARTHEST = 5_000  # rows: a save does not move a tab farther, and the search must not be felt


def nearest(rows: Rows, key: str | None, near: int) -> int:
    """The row with a key that lies nearest to a place; the place itself when none has it."""
    last = len(rows) - 1
    if last < 0:
        return 0
    near = max(0, min(near, last))
    if key is None or rows.key(near) == key:
        return near
    for distance in range(1, min(last, _FARTHEST) + 1):
        for index in (near - distance, near + distance):
            if 0 <= index <= last and rows.key(index) == key:
                return index
    return near
