"""Labelled lines of text that wrap: the overview and the details."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from rich.cells import cell_len
from rich.segment import Segment
from textual.strip import Strip

from ..safe import fit
from .painted import PaintedLines

LONGEST = 2_000  # characters of one value; a page may give its title a hundred thousand


@dataclass(frozen=True, slots=True)
class Line:
    """One line: a label, printable text, and a role (``dim``, ``warning``, ``accent``, ``strong``).

    An empty label continues the line before; without a label (None) the text has the whole
    width; a line without text is a blank one. ``cut`` keeps it on one line: what is too long is
    cut, of an address the middle.
    """

    label: str | None
    text: str
    role: str = ""
    cut: bool = False


Row = list[tuple[str, str]]  # pieces of one painted line, each with its role


class Sheet(PaintedLines, can_focus=True):
    """Lines with labels, scrolled as one. Painted line by line: no layout when they change."""

    COMPONENT_CLASSES: ClassVar[set[str]] = {
        "sheet--dim", "sheet--warning", "sheet--accent", "sheet--strong",
    }  # fmt: skip

    DEFAULT_CSS = """
    Sheet {
        & > .sheet--dim { text-style: dim; }
        & > .sheet--warning { color: $text-warning; }
        & > .sheet--accent { color: $text-accent; }
        & > .sheet--strong { text-style: bold; }
    }
    """

    def __init__(self, *, id: str | None = None, label_width: int = 12) -> None:  # noqa: A002
        super().__init__(id=id)
        self._label_width = label_width
        self._lines: tuple[Line, ...] = ()
        self._rows: list[Row] = []

    def show(self, lines: Iterable[Line]) -> None:
        """Show other lines; the scroll position stays."""
        self._lines = tuple(lines)
        self._lay_out()

    def on_resize(self) -> None:
        """Wrap anew."""
        self._lay_out()

    def _lay_out(self) -> None:
        rows = rows_of(self._lines, max(20, self.line_width - 2), self._label_width)
        if rows == self._rows:
            return
        self._rows = rows
        self.set_line_count(len(rows))
        self.refresh()

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        index = y + int(self.scroll_offset.y)
        base, width = self.rich_style, self.line_width
        if not 0 <= index < len(self._rows):
            return Strip.blank(width, base)
        segments = [Segment(" ", base)]
        for text, role in self._rows[index]:
            style = self.get_component_rich_style(f"sheet--{role}", partial=True) if role else None
            segments.append(Segment(text, base + style if style else base))
        return Strip(segments).adjust_cell_length(width, base)


def rows_of(lines: Iterable[Line], width: int, label_width: int) -> list[Row]:
    """The lines as they are painted, values wrapped beside their labels."""
    rows: list[Row] = []
    for line in lines:
        indent = 0 if line.label is None else label_width
        room = max(10, width - indent)
        pieces = [_one_line(line.text, room)] if line.cut else wrap(line.text, room)
        for i, piece in enumerate(pieces):
            label = (line.label or "") if not i else ""
            row: Row = [(f"{label:<{indent}}", "dim")] if indent else []
            rows.append([*row, (piece, line.role)])
    return rows


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
