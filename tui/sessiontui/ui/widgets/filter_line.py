"""The line under a list: what is shown, and the filter while it is typed."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widgets import Input, Static


class FilterLine(Horizontal):
    """Status of a list; ``edit()`` turns it into a field for the filter."""

    DEFAULT_CSS = """
    FilterLine {
        height: 1;
        & > Static { width: 1fr; color: $text-muted; padding: 0 1; }
        & > Input {
            display: none; width: 1fr; height: 1; border: none; padding: 0 1;
            background: $surface;
        }
        &.-editing > Input { display: block; }
        &.-editing > Static { width: auto; }
    }
    """

    class Changed(Message):
        """The filter's text is another."""

        def __init__(self, text: str) -> None:
            super().__init__()
            self.text = text

    class Done(Message):
        """The user is done typing: back to the list."""

    class _Field(Input):
        BINDINGS = [  # noqa: RUF012 (Textual's own way)
            Binding("escape", "drop", "Drop the filter", show=True, key_display="Esc"),
            Binding("down", "keep", "To the list", show=False),
        ]

        def action_drop(self) -> None:
            """Empty the filter and leave."""
            self.value = ""
            self.post_message(FilterLine.Done())

        def action_keep(self) -> None:
            """Leave the filter as it is."""
            self.post_message(FilterLine.Done())

    def compose(self) -> ComposeResult:
        """Status and field."""
        field = self._Field(placeholder="text in title or address", select_on_focus=False)
        field.cursor_blink = False
        yield Static("", markup=False)
        yield field

    @property
    def text(self) -> str:
        """The filter."""
        return self.query_one(Input).value

    @property
    def editing(self) -> bool:
        """Whether the field stands open."""
        return self.has_class("-editing")

    def status(self, text: str) -> None:
        """Say what is shown; printable text."""
        self.query_one(Static).update(Content(text))

    def edit(self) -> None:
        """Open the field."""
        self.add_class("-editing")
        self.query_one(Input).focus()

    def clear(self) -> None:
        """Drop the filter."""
        self.query_one(Input).value = ""

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter while typing."""
        event.stop()
        self.post_message(self.Changed(event.value))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter keeps the filter and leaves the field."""
        event.stop()
        self.post_message(self.Done())

    def on_filter_line_done(self) -> None:
        """Close the field; whoever holds this line moves the focus."""
        self.remove_class("-editing")
