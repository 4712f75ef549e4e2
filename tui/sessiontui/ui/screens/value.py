"""A long value in a window of its own, line by line."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.cells import cell_len
from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from ...errors import SessiontuiError
from ...session.json import text as jsontext
from ...session.json.indent import indent
from ...text import exact_size, printable
from ..widgets.frame import Frame
from ..widgets.line_list import Cell, Column, LineList
from ..widgets.painted_lines import HIT
from .dialog import Dialog

_LINE = 100  # cells at most; longer lines are broken, none is lost
_WIDTH = 108  # of the window
_BESIDE = 5  # cells of the frame, of the scrollbar, and of a blank on each side
_QUICK = 50_000  # characters of a value that is laid out at once


class TextRows:
    """A text in lines of at most a width in cells."""

    columns: Sequence[Column] = (Column(0),)

    def __init__(self, text: str, hit: tuple[int, int] | None = None, width: int = _LINE) -> None:
        """``hit`` is marked: from which character of the text to which."""
        self._lines: list[str] = []
        self._marked: dict[int, tuple[int, int]] = {}  # by line
        begins = 0
        for line in text.splitlines(keepends=True) or [""]:
            bare = line.splitlines()[0] if line else ""
            start = begins
            for piece in _broken(bare, width):
                if hit is not None:
                    first, last = (max(0, at - start) for at in hit)
                    if first < min(last, len(piece)):
                        self._marked[len(self._lines)] = first, last
                self._lines.append(piece)
                start += len(piece)
            begins += len(line)

    @property
    def hit(self) -> int:
        """The line where the hit begins; the first when there is none."""
        return min(self._marked, default=0)

    def __len__(self) -> int:
        return len(self._lines)

    def cells(self, index: int) -> Sequence[Cell]:
        """One line of the value."""
        line, marked = self._lines[index], self._marked.get(index)
        if marked is None:
            return (Cell(printable(line)),)
        first, last = marked
        before, found, after = line[:first], line[first:last], line[last:]
        more = ((printable(found), HIT), (printable(after), ""))
        return (Cell(f" {printable(before)}", more=more),)

    def key(self, index: int) -> str:
        """The number of the line."""
        return str(index)


def _broken(line: str, width: int) -> Iterator[str]:
    """One line in pieces of at most a width; of wide characters half as many."""
    width = max(2, width)
    start = 0
    while True:
        piece = line[start : start + width]
        if not piece.isascii():
            while len(piece) > 1 and cell_len(printable(piece)) > width:
                piece = piece[: max(1, len(piece) - max(1, (cell_len(piece) - width) // 2))]
        yield piece
        start += len(piece)
        if start >= len(line):
            return


class ValueScreen(Dialog[None]):
    """The value; JSON inside a string is laid out."""

    DEFAULT_CSS = f"""
    ValueScreen {{
        align: center middle;
        & > Vertical {{
            width: {_WIDTH}; max-width: 96%; height: 90%;
            border: round $primary; background: $surface;
        }}
    }}
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape,q,v", "dismiss", "Close"),
    ]

    def __init__(
        self,
        pointer: str,
        value: str,
        cut_from: int | None = None,
        hit: tuple[int, int] | None = None,
    ) -> None:
        super().__init__()
        self._hit = hit
        self._laid_out_at = _LINE
        self._pointer = pointer
        self._value = value
        self._cut_from = cut_from

    def compose(self) -> ComposeResult:
        """A list of lines in a frame."""
        taken = exact_size(len(self._value.encode("utf-8", "replace")))
        if self._cut_from is not None:
            taken = f"the first {taken} of {exact_size(self._cut_from)}"
        with Frame() as box:
            box.border_title = printable(self._pointer).replace("[", r"\[") or "/"
            box.say_keys(("", taken), ("escape", "close"))
            yield LineList()

    def on_mount(self) -> None:
        """Lay the value out in lines."""
        self.set_focus(self.query_one(LineList))
        self._laid_out_at = self._width()
        if len(self._value) > _QUICK:
            self._fill()
        else:
            self._show(self._rows())

    def on_resize(self) -> None:
        """Break the lines anew where another width has come."""
        if self._width() != self._laid_out_at:
            self.on_mount()

    def _width(self) -> int:
        return min(_LINE, min(_WIDTH, self.app.size.width * 96 // 100) - _BESIDE)

    @work(exclusive=True, description="lay out")
    async def _fill(self) -> None:
        self._show(await asyncio.to_thread(self._rows))

    def _rows(self) -> TextRows:
        text = laid_out(self._value, cut=self._cut_from is not None)
        return TextRows(text, hit_in(text, self._value, self._hit), self._laid_out_at)

    def _show(self, rows: TextRows) -> None:
        self.query_one(LineList).show(rows, rows.hit)


def hit_in(text: str, value: str, hit: tuple[int, int] | None) -> tuple[int, int] | None:
    """Where a hit in a value stands in the value laid out; None where it is not in one piece."""
    if hit is None or text is value:
        return hit
    found = value[slice(*hit)]
    at = -1
    for _ in range(1 + value.count(found, 0, hit[0]) if found else 0):
        at = text.find(found, at + len(found) if at >= 0 else 0)
        if at < 0:
            return None
    return (at, at + len(found)) if at >= 0 else None


def laid_out(value: str, *, cut: bool = False) -> str:
    """JSON with indents, any other text as it is; of ``cut`` JSON the end is missing."""
    if value[:1] in ("{", "["):
        raw = value.encode("utf-8", "replace")
        try:
            if not cut:
                jsontext.decode_any(raw)
        except SessiontuiError:
            return value
        return indent(raw).decode("utf-8", "replace")
    return value
