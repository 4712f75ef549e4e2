"""Labelled lines of text that wrap: the overview and the details."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import replace
from itertools import zip_longest
from typing import ClassVar, Final

from rich.cells import cell_len
from textual.binding import Binding
from textual.geometry import Region, Size
from textual.strip import Strip

from ...text import count
from ..actions import bindings
from ..lines import Line, Piece
from .painted_lines import PaintedLines
from .safe_lines import fit

__all__ = ["LONGEST", "Line", "Piece", "Row", "Sheet", "rows_of", "wrap"]

LONGEST = 2_000  # characters of one value; a page may give its title a hundred thousand
_TELLS: Final = 4  # lines of a sheet that spares one to say how much is below it

Row = list[Piece]  # one painted line


_FOCUSED: Final = "▌"
WARNING: Final = "!"  # before what is no more than coloured otherwise


class Sheet(PaintedLines, can_focus=True):
    """Lines with labels, scrolled as one. Painted line by line: no layout when they change.

    While the keys go to it, and not to what stands beside it, there is a bar along its left edge.
    While there is more below, the last line in sight says how much. ``fitting``: the last ones
    are left out whole where there is no room, instead of scrolling.
    """

    # The motions of a list, but nothing is chosen here.
    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        binding for binding in bindings("list") if binding.id != "list.open"
    ]

    def __init__(
        self,
        *,
        id: str | None = None,  # noqa: A002 (Textual's name)
        label_width: int = 12,
        fitting: bool = False,
    ) -> None:
        super().__init__(id=id)
        self._label_width = label_width
        self._fitting = fitting
        self._lines: tuple[Line, ...] = ()
        self._rows: list[Row] = []
        self._laid_out_at = Size(0, 0)
        self._among_others = False

    def show(self, lines: Iterable[Line]) -> None:
        """Show other lines; the scroll position stays."""
        self._lines = tuple(lines)
        self._lay_out()

    @property
    def lines(self) -> tuple[Line, ...]:
        """What is shown."""
        return self._lines

    @property
    def line_count(self) -> int:
        """How many painted lines there are."""
        return len(self._rows)

    def on_focus(self) -> None:
        """The bar tells it from what else could have the focus."""
        self._among_others = len(self.screen.focus_chain) > 1

    def on_resize(self) -> None:
        """Another width has other lines."""
        self._lay_out()

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As many lines as there are, for a sheet whose height is its own affair."""
        return len(self._rows_in(width - self.styles.scrollbar_size_vertical))

    def _lay_out(self) -> None:
        rows = self._rows_in(self.line_width)
        if self.styles.is_auto_height and len(rows) != self.size.height:
            self.refresh(layout=True)
        # One that was out of sight has no size, and is painted again as it was before.
        anew, self._laid_out_at = self._laid_out_at != self.size, self.size
        if rows == self._rows and not anew:
            self.set_line_count(len(rows))  # the widget may have another height
            return
        old, self._rows = self._rows, rows
        self.set_line_count(len(rows))
        if anew or int(self.scroll_offset.y):
            self.refresh()
            return
        # Only what differs: the blank rest of a pane is not worth sending.
        blank: Row = []
        before, now = self._in_sight(old, 0), self._in_sight(rows, 0)
        lines = [y for y, (a, b) in enumerate(zip_longest(before, now, fillvalue=blank)) if a != b]
        if lines:
            self.refresh(Region(0, lines[0], self.size.width, lines[-1] - lines[0] + 1))

    def _rows_in(self, line_width: int) -> list[Row]:
        width, shown = max(20, line_width - 2), self._lines
        rows = rows_of(shown, width, self._label_width)
        while self._fitting and len(shown) > 1 and len(rows) > self.size.height > 0:
            shown = shown[:-1]
            rows = rows_of(shown, width, self._label_width)
        return rows

    def render_line(self, y: int) -> Strip:
        """One line of the screen. Painted in a new size before it is told, it is right at once."""
        if self._laid_out_at != self.size:
            self._rows, self._laid_out_at = self._rows_in(self.line_width), self.size
        shown = self._in_sight(self._rows, int(self.scroll_offset.y))
        base, width = self.rich_style, self.line_width
        row = shown[y] if 0 <= y < len(shown) else []
        edge: Piece = (_FOCUSED, "focus") if self.has_focus and self._among_others else (" ", "")
        return self.strip_of([edge, *row], base, width)

    def _in_sight(self, rows: list[Row], top: int) -> list[Row]:
        """What is painted of some rows; in the last line how many are below, if any are."""
        height = self.size.height
        shown, below = rows[top : top + height], len(rows) - top - height
        if below > 0 and height >= _TELLS:
            shown[-1] = [(f"… {count(below + 1, 'more line')} ↓", "dim")]
        return shown

    # -- moving --------------------------------------------------------------------------------

    def action_cursor(self, step: int) -> None:
        """A line up or down."""
        self.scroll_relative(y=step, animate=False)

    def action_page(self, step: int) -> None:
        """A page up or down; what was the last line in sight is the first then."""
        self.scroll_relative(y=step * max(1, self.size.height - 2), animate=False)

    def action_edge(self, side: int) -> None:
        """To the beginning or the end."""
        self.scroll_to(y=self.max_scroll_y if side > 0 else 0, animate=False)


def rows_of(lines: Iterable[Line], width: int, label_width: int) -> list[Row]:
    """The lines as they are painted, values wrapped beside their labels, warnings with a sign."""
    rows: list[Row] = []
    for line in lines:
        indent = 0 if line.label is None else label_width
        bare = line.text.lstrip()
        if line.role == "warning" and bare[:1].isalnum():  # no sign of its own
            line = replace(line, text=f"{line.text[: -len(bare)]}{WARNING} {bare}")
        label = line.label or ""
        for row in _rows_beside(line, max(10, width - indent)):
            rows.append([(f"{label:<{indent}}", "label"), *row] if indent else row)
            label = ""
    return rows


def _rows_beside(line: Line, room: int) -> list[Row]:
    if line.drawn:
        return [[piece for piece in ((line.text, line.role), *line.more) if piece[0]]]
    if line.cut:
        left = room - sum(cell_len(text) for text, _ in line.more)
        return [[(_one_line(line.text, max(4, left)), line.role), *line.more]]
    if not line.more:
        return [[(piece, line.role)] for piece in wrap(line.text, room)]
    return _with_roles([(line.text, line.role), *line.more], room)


def _with_roles(pieces: Sequence[Piece], room: int) -> list[Row]:
    """Pieces wrapped as one text, each character in the role of its piece."""
    text = "".join(piece for piece, _ in pieces)
    rows: list[Row] = []
    at = 0
    for row in wrap(text, room):
        start = text.find(row, at)
        if start < 0:  # the end of a cut text, which says how long it was
            rows.append([(row, "")])
            continue
        at = start + len(row)
        rows.append(_between(pieces, start, at))
    return rows


def _between(pieces: Sequence[Piece], start: int, end: int) -> Row:
    row: Row = []
    begins = 0
    for text, role in pieces:
        part = text[max(0, start - begins) : max(0, end - begins)]
        if part:
            row.append((part, role))
        begins += len(text)
    return row


def _one_line(text: str, width: int) -> str:
    bare = text.lstrip()
    indent = text[: len(text) - len(bare)]
    return indent + fit(bare, width - len(indent), url="://" in bare).rstrip()


def wrap(text: str, width: int) -> list[str]:
    """Text in lines of at most a width in cells, broken at blanks, else anywhere."""
    if len(text) > LONGEST:
        text = f"{text[:LONGEST]}… ({len(text):,} characters)"
    lines: list[str] = []
    current, used = "", 0
    for word in text.split(" "):
        length = cell_len(word)
        if current and used + 1 + length <= width:
            current, used = f"{current} {word}", used + 1 + length
            continue
        if current:
            lines.append(current)
        *whole, current = _pieces(word, width) if length > width else [word]
        lines += whole
        used = cell_len(current)
    lines.append(current)
    return lines


def _pieces(word: str, width: int) -> list[str]:
    """One long word in pieces of at most a width, in one pass."""
    pieces, start, used = [], 0, 0
    for i, char in enumerate(word):
        cells = cell_len(char)
        if used + cells > width and i > start:
            pieces.append(word[start:i])
            start, used = i, 0
        used += cells
    return [*pieces, word[start:]]
