"""One line that asks for a file's name, and writes a value there."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Input, Static

from ... import private_files
from ...app_dirs import expanded
from ...errors import Refused, SessiontuiError
from ...text import exact_size, printable
from ..widgets.frame import Frame
from .dialog import WRITING, Dialog


class SaveValueScreen(Dialog[None]):
    """Where to? Enter writes the file, Esc leaves it."""

    DEFAULT_CSS = """
    SaveValueScreen {
        align: center bottom;
        & > Vertical {
            height: auto; width: 100%; border: round $primary; background: $surface;
            & > Static { height: auto; color: $text-warning; display: none; }
            &.-said > Static { display: block; }
        }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape", "dismiss", "Leave it"),
    ]

    def __init__(self, value: bytes, name: str) -> None:
        super().__init__()
        self._value = value
        self._name = name

    def compose(self) -> ComposeResult:
        """A field in a frame, below it what is wrong."""
        with Frame() as box:
            box.border_title = f"Write {exact_size(len(self._value))} to a new file"
            box.say_keys(("enter", "write"), ("escape", "leave it"))
            field = Input(self._name, select_on_focus=False, compact=True)
            field.cursor_blink = False
            yield field
            yield Static("", markup=False)

    @on(Input.Changed)
    def _forget(self) -> None:
        self.query_one(Frame).remove_class("-said")

    @on(Input.Submitted)
    @work(exclusive=True, group=WRITING, description="write")
    async def _write(self, event: Input.Submitted) -> None:
        path = Path(event.value.strip())
        try:
            await asyncio.to_thread(write_new, path, self._value)
        except SessiontuiError as error:
            self.query_one(Static).update(Content(error.sentence))
            self.query_one(Frame).add_class("-said")
            return
        self.app.notify(
            f"{exact_size(len(self._value))} written to {printable(str(path))}",
            markup=False, timeout=5,
        )  # fmt: skip
        self.dismiss()


def write_new(path: Path, value: bytes) -> None:
    """Make a file that only its owner may read; what is there already is never replaced.

    Raises Refused. A file that could not be written to the end is taken away again.
    """
    shown = printable(str(path))
    try:
        private_files.write_new(expanded(path), value)
    except FileExistsError:
        raise Refused(
            f"{shown}: this file exists and stays as it is; choose another name"
        ) from None
    except (OSError, ValueError, RuntimeError) as error:
        raise Refused(
            f"{shown}: cannot be written ({_reason(error)}); choose another name"
        ) from None


def _reason(error: Exception) -> str:
    return printable(getattr(error, "strerror", None) or "not a name for a file")
