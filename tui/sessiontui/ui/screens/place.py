"""One line that asks for another profile or session file."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Input

from ..widgets.frame import Frame
from .dialog import Dialog


class PlaceScreen(Dialog[str | None]):
    """Where to? Enter gives what was typed, Esc nothing."""

    DEFAULT_CSS = """
    PlaceScreen {
        align: center bottom;
        & > Vertical { height: auto; width: 100%; border: round $primary; background: $surface; }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape", "dismiss", "Leave it"),
    ]

    def compose(self) -> ComposeResult:
        """A field in a frame."""
        with Frame() as box:
            box.border_title = "Into which profile or session file?"
            box.say_keys(("enter", "look ahead"), ("escape", "leave it"))
            field = Input(placeholder="a directory, a file, a profile's name", compact=True)
            field.cursor_blink = False
            yield field

    def on_mount(self) -> None:
        """What is typed goes into the field."""
        self.set_focus(self.query_one(Input))

    @on(Input.Submitted)
    def _submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.dismiss(event.value.strip() or None)
