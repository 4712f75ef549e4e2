"""Labelled lines of text that wrap: the overview and the details."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from rich.cells import cell_len
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static

from ..safe import fit

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


_STYLES = {
    "": "",
    "dim": "dim",
    "warning": "$text-warning",
    "accent": "$text-accent",
    "strong": "bold",
}


class Sheet(VerticalScroll, can_focus=True):
    """Lines with labels, scrolled as one."""

    DEFAULT_CSS = """
    Sheet {
        scrollbar-size-vertical: 1;
        & > Static { padding: 0 1; }
    }
    """

    def __init__(self, *, id: str | None = None, label_width: int = 12) -> None:  # noqa: A002
        super().__init__(id=id)
        self._label_width = label_width
        self._lines: tuple[Line, ...] = ()

    def compose(self) -> ComposeResult:
        """One static block of text."""
        yield Static("", markup=False)

    def show(self, lines: Iterable[Line]) -> None:
        """Show other lines; the scroll position stays."""
        self._lines = tuple(lines)
        self._paint()

    def on_resize(self) -> None:
        """Wrap anew."""
        self._paint()

    def _paint(self) -> None:
        width = max(20, self.size.width - 3)
        self.query_one(Static).update(sheet(self._lines, width, self._label_width))


def sheet(lines: Iterable[Line], width: int, label_width: int) -> Content:
    """The lines as one text, values wrapped beside their labels."""
    parts: list[Content | tuple[str, str]] = []
    for line in lines:
        indent = 0 if line.label is None else label_width
        room = max(10, width - indent)
        pieces = [_one_line(line.text, room)] if line.cut else wrap(line.text, room)
        for i, piece in enumerate(pieces):
            label = (line.label or "") if not i else ""
            parts.append((f"{label:<{indent}}" if indent else "", "dim"))
            parts.append((f"{piece}\n", _STYLES[line.role]))
    return Content.assemble(*parts)


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
