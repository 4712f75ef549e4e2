"""A long value in a window of its own, line by line."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import ClassVar

from textual import work
from textual.app import ComposeResult
from textual.binding import Binding

from ...errors import SessiontuiError
from ...session.json import text as jsontext
from ...text import exact_size, printable
from ..widgets.frame import Frame
from ..widgets.line_list import Cell, Column, LineList
from .dialog import Dialog

_LINE = 100  # characters; longer lines are broken, none is lost
_QUICK = 50_000  # characters of a value that is laid out at once


class TextRows:
    """A text in lines."""

    columns: Sequence[Column] = ()

    def __init__(self, text: str) -> None:
        self._lines = [
            line[start : start + _LINE]
            for line in text.splitlines() or [""]
            for start in range(0, max(1, len(line)), _LINE)
        ]

    def __len__(self) -> int:
        return len(self._lines)

    def cells(self, index: int) -> Sequence[Cell]:
        """One line of the value."""
        return (Cell(printable(self._lines[index])),)

    def key(self, index: int) -> str:
        """The number of the line."""
        return str(index)


class ValueScreen(Dialog[None]):
    """The value; JSON inside a string is laid out."""

    DEFAULT_CSS = """
    ValueScreen {
        align: center middle;
        & > Vertical {
            width: 108; max-width: 96%; height: 90%;
            border: round $primary; background: $surface;
        }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape,q,v", "dismiss", "Close"),
    ]

    def __init__(self, pointer: str, value: str, cut_from: int | None = None) -> None:
        super().__init__()
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
        if len(self._value) > _QUICK:
            self._fill()
        else:
            self._show(TextRows(laid_out(self._value)))

    @work(exclusive=True, description="lay out")
    async def _fill(self) -> None:
        cut = self._cut_from is not None
        self._show(await asyncio.to_thread(lambda: TextRows(laid_out(self._value, cut=cut))))

    def _show(self, rows: TextRows) -> None:
        self.query_one(LineList).show(rows)


def laid_out(value: str, *, cut: bool = False) -> str:
    """JSON with indents, any other text as it is; of ``cut`` JSON the end is missing."""
    if value[:1] in ("{", "["):
        raw = value.encode("utf-8", "replace")
        try:
            if not cut:
                jsontext.decode_any(raw)
        except SessiontuiError:
            return value
        return jsontext.indent(raw).decode("utf-8", "replace")
    return value
