"""A long value in a window of its own, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Vertical
from textual.screen import ModalScreen

from ...errors import SessiontuiError
from ...session import jsontext
from ...text import exact_size, printable
from ..widgets.line_list import Cell, Column, LineList

_LINE = 100  # characters; longer lines are broken, none is lost


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
        """One line."""
        return (Cell(printable(self._lines[index])),)

    def key(self, index: int) -> str:
        """Its number."""
        return str(index)


class ValueScreen(ModalScreen[None]):
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

    def __init__(self, pointer: str, value: str) -> None:
        super().__init__()
        self._pointer = pointer
        self._value = value

    def compose(self) -> ComposeResult:
        """A list of lines in a frame."""
        with Vertical() as box:
            box.border_title = printable(self._pointer).replace("[", r"\[") or "/"
            box.border_subtitle = f"{exact_size(len(self._value.encode('utf-8', 'replace')))} · Esc"
            yield LineList()

    def on_mount(self) -> None:
        """Fill the list."""
        self.query_one(LineList).show(TextRows(laid_out(self._value)))
        self.query_one(LineList).focus()


def laid_out(value: str) -> str:
    """JSON with indents, any other text as it is."""
    if value[:1] in ("{", "["):
        raw = value.encode("utf-8", "replace")
        try:
            jsontext.decode_any(raw)
        except SessiontuiError:
            return value
        return jsontext.indent(raw).decode("utf-8", "replace")
    return value
