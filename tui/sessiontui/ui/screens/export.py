"""Where an export goes, and in which format."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import ClassVar, NamedTuple

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input, Static

from ...export.formats import FORMATS, Format
from ..key_names import key_sign
from ..widgets.frame import Frame
from ..widgets.line_list import Cell, Column, LineList
from .dialog import Dialog


class ExportChoice(NamedTuple):
    """What the user asked for."""

    format: Format
    path: str
    with_private: bool


class FormatRows:
    """Name and meaning of each format."""

    columns: ClassVar[Sequence[Column]] = (Column(12), Column(0))

    def __init__(self) -> None:
        self.formats = tuple(FORMATS.values())

    def __len__(self) -> int:
        return len(self.formats)

    def cells(self, index: int) -> Sequence[Cell]:
        """A format and what it is for."""
        found = self.formats[index]
        return Cell(f" {found.name}", "strong"), Cell(found.meaning)

    def key(self, index: int) -> str:
        """The name of the format."""
        return self.formats[index].name


class ExportScreen(Dialog[ExportChoice | None]):
    """Arrows choose the format, the field has the file; Enter writes."""

    DEFAULT_CSS = """
    ExportScreen {
        align: center middle;
        & > Vertical {
            width: 76; max-width: 100%; height: auto;
            border: round $primary; background: $surface;
        }
        & LineList { height: 7; background: $surface; }
        & Input { background: $surface; padding: 0 1; }
        & Static {
            padding: 0 1; color: $text-muted; height: 1;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
    }
    """

    class _Field(Input):
        BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
            Binding("down", "screen.move(1)", show=False),
            Binding("up", "screen.move(-1)", show=False),
            Binding("ctrl+t", "screen.private", show=False),
        ]

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape", "leave", "Close"),
    ]

    def __init__(self, what: str) -> None:
        super().__init__()
        self._what = what
        self._private = False
        self._suggested = ""

    def compose(self) -> ComposeResult:
        """Formats, a field for the file, what is left out."""
        with Frame() as box:
            box.border_title = f"Export {self._what}"
            box.say_keys(
                ("enter", "write"), ("up,down", "format"), ("ctrl+t", "private data"),
                ("escape", "leave it"),
            )  # fmt: skip
            yield LineList().add_class("-driven")
            field = self._Field(placeholder="file", compact=True, select_on_focus=False)
            field.cursor_blink = False
            yield field
            yield Static("", markup=False)

    def on_mount(self) -> None:
        """Fill the list; the focus stays in the field."""
        self.query_one(LineList).show(FormatRows())
        self.set_focus(self.query_one(Input))
        self._say()

    @property
    def _format(self) -> Format:
        return tuple(FORMATS.values())[self.query_one(LineList).cursor]

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        field = self.query_one(Input)
        if field.value == self._suggested:  # not yet the user's own
            found = self._format
            ending = found.proposed_ending
            self._suggested = f"./tabs{ending}"
            place = Path(self._suggested)
            for number in range(2, 100):
                if not place.exists():
                    break
                self._suggested = f"./tabs-{number}{ending}"
                place = Path(self._suggested)
            field.value = self._suggested
            field.cursor_position = len(field.value)

    def _say(self) -> None:
        kept = "goes along" if self._private else "stays out"
        changes = f"{key_sign('ctrl+t')} changes that"
        self.query_one(Static).update(f"Cookies, form text and site storage: {kept} ({changes})")

    def action_move(self, step: int) -> None:
        """Choose another format while the field has the focus."""
        self.query_one(LineList).cursor += step

    def action_private(self) -> None:
        """Take private data along, or not."""
        self._private = not self._private
        self._say()

    def action_leave(self) -> None:
        """Leave it: nothing is written."""
        self.dismiss(None)

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        self.set_focus(self.query_one(Input))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        if event.value.strip():
            self.dismiss(ExportChoice(self._format, event.value.strip(), self._private))
