"""Lines that have no room beside what they are about, in a window of their own."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding

from ..widgets.frame import Frame
from ..widgets.sheet import Line, Sheet
from .dialog import Dialog


class FactsScreen(Dialog[None]):
    """A sheet in a frame."""

    DEFAULT_CSS = """
    FactsScreen {
        align: center middle;
        & > Vertical {
            width: 64; max-width: 100%; height: auto; max-height: 96%;
            border: round $primary; background: $surface;
        }
        & Sheet { height: auto; max-height: 100%; background: $surface; }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape,q,i,enter", "dismiss", "Close"),
    ]

    def __init__(self, title: str, lines: Sequence[Line]) -> None:
        super().__init__()
        self._title = title
        self._lines = lines

    def compose(self) -> ComposeResult:
        """One sheet in a frame."""
        with Frame() as box:
            box.border_title = self._title
            box.say_keys(("escape", "close"))
            yield Sheet(label_width=9)

    def on_mount(self) -> None:
        """Fill it; it is as high as what it says."""
        sheet = self.query_one(Sheet)
        sheet.show(self._lines)
        self.set_focus(sheet)

    def on_resize(self) -> None:
        """As high as what it says."""
        self.call_after_refresh(self._fit)

    def _fit(self) -> None:
        sheet = self.query_one(Sheet)
        sheet.styles.height = min(sheet.line_count, max(4, self.size.height - 4))
