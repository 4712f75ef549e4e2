"""The line under a list: what is shown, and the filter while it is typed."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Input, Static

from ..key_names import key_signs


class FilterLine(Horizontal):
    """Status of a list; ``edit()`` turns it into a field for the filter."""

    DEFAULT_CSS = """
    FilterLine {
        height: 1;
        & > .sign { display: none; width: 3; color: $text-accent; padding: 0 1; }
        & > .status {
            width: 1fr; color: $text-muted; padding: 0 1;
            text-wrap: nowrap; text-overflow: ellipsis;
        }
        & > Input { display: none; width: 2fr; }
        &.-editing > .sign { display: block; }
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
        BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
            # Enter at once, not as a message: other keys may follow.
            Binding(
                "enter,down,tab,shift+tab", "keep", "To the list",
                key_display=key_signs("enter,down,tab"),
            ),
            Binding("escape", "drop", "Drop the words"),
        ]  # fmt: skip

        def action_drop(self) -> None:
            """Empty the filter and leave."""
            self.value = ""
            self.action_keep()

        def action_keep(self) -> None:
            """Leave the filter as it is."""
            line = self.parent
            if isinstance(line, FilterLine):
                line.leave()

    def __init__(self, placeholder: str = "text in title or address") -> None:
        super().__init__()
        self._placeholder = placeholder
        self._before: Widget | None = None

    def compose(self) -> ComposeResult:
        """The sign, the field, and what is shown beside it."""
        field = self._Field(placeholder=self._placeholder, select_on_focus=False, compact=True)
        field.cursor_blink = False
        yield Static("/", markup=False, classes="sign")
        yield field
        yield Static("", markup=False, classes="status")

    @property
    def text(self) -> str:
        """The filter that holds, also while it is typed."""
        return self.query_one(Input).value

    @property
    def editing(self) -> bool:
        """Whether the field stands open."""
        return self.has_class("-editing")

    def status(self, text: str) -> None:
        """Say what is shown; printable text."""
        self.query_one(".status", Static).update(Content(text), layout=False)

    def edit(self) -> None:
        """Open the field; what had the focus gets it back afterwards.

        Old words are selected: what is typed replaces them, an arrow keeps them.
        """
        field = self.query_one(Input)
        if not self.editing:
            self._before = self.screen.focused
            field.select_all()
        self.add_class("-editing")
        field.display = True  # now, not at the next refresh: the next key is meant for it
        self.screen.set_focus(field)

    def put(self, text: str) -> None:
        """Have this as the filter; whoever follows it hears of it."""
        self.query_one(Input).value = text

    def clear(self) -> None:
        """Drop the filter; whoever follows it hears of it."""
        self.query_one(Input).value = ""

    def on_input_changed(self, event: Input.Changed) -> None:
        """Filter with each letter that is typed."""
        event.stop()
        self.post_message(self.Changed(event.value))

    def leave(self) -> None:
        """Close the field; the focus goes back to where it was."""
        self.remove_class("-editing")
        self.screen.set_focus(self._before if self._before and self._before.focusable else None)
        self.query_one(Input).display = False
        self.post_message(self.Done())
