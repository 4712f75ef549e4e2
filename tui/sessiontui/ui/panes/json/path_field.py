"""The field for a path to go to. It opens in the place of the line that says where one is.

Its parent has the class ``-going`` meanwhile.
"""

from __future__ import annotations

from collections.abc import Callable

from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Input

from ....errors import SessiontuiError
from ....session.json.path_syntax import parse
from .levels import Place


class PathField(Input):
    """``edit()`` opens it with a path, all of it selected: what is typed or pasted replaces it.

    ``go`` gets what was typed, ``complain`` the sentence about what is no path.
    """

    DEFAULT_CSS = """
    PathField { display: none; width: 1fr; margin: 0 1; }
    """

    BINDINGS = [  # noqa: RUF012 (Textual's own way)
        Binding("escape", "leave", "Stay here"),
        Binding("enter", "go", "Go there"),  # at once: keys may follow
    ]

    def __init__(self, go: Callable[[Place], None], complain: Callable[[str], None]) -> None:
        super().__init__(
            placeholder="/windows/0/tabs/3, windows[0].tabs[3] or .windows[0].tabs[3]",
            select_on_focus=True, compact=True,
        )  # fmt: skip
        self.cursor_blink = False
        self._go = go
        self._complain = complain
        self._before: Widget | None = None

    def edit(self, path: str) -> None:
        """Open it; what had the focus gets it back afterwards."""
        if not self.display:
            self._before = self.screen.focused
        self.value = path
        self._show(True)  # now, not at the next refresh: the next key is meant for it
        self.screen.set_focus(self)
        self.select_all()

    def action_leave(self) -> None:
        """Close it; the focus goes back to where it was."""
        self.screen.set_focus(self._before if self._before and self._before.focusable else None)
        self._show(False)

    def _show(self, shown: bool) -> None:
        self.display = shown
        if self.parent is not None:
            self.parent.set_class(shown, "-going")

    def action_go(self) -> None:
        """Go along what was typed; what is no path stays to be mended."""
        try:
            place = parse(self.value)
        except SessiontuiError as error:
            self._complain(error.sentence)
            return
        self.action_leave()
        self._go(place)

    def on_input_changed(self, event: Input.Changed) -> None:
        """Nobody else is to take it for a filter."""
        event.stop()
