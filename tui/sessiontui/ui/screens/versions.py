"""All versions, where the rail has no room: Enter shows one."""

from __future__ import annotations

from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from ...stores.view import View
from ..messages import VersionChosen
from ..widgets.frame import Frame
from ..widgets.line_list import LineList
from ..widgets.version_rail import VersionRows, tell_ages
from .dialog import Dialog


class VersionsScreen(Dialog[None]):
    """The rail in a window."""

    DEFAULT_CSS = """
    VersionsScreen {
        align: center middle;
        & > Vertical {
            width: 48; max-width: 100%; height: auto; max-height: 90%;
            border: round $primary; background: $surface;
        }
        & LineList { height: auto; max-height: 20; min-height: 3; }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("escape,q,0", "dismiss", "Close"),
    ]

    def __init__(self, view: View) -> None:
        super().__init__()
        self._view = view

    def compose(self) -> ComposeResult:
        """The list in a frame."""
        with Frame() as box:
            box.border_title = "Versions"
            box.say_keys(("enter", "show it"), ("escape", "close"))
            yield LineList()

    def on_mount(self) -> None:
        """Fill the list, the cursor on the shown version."""
        rows = VersionRows(self._view, self._view.now)
        shown = self._view.version
        versions = [version.id for version in self._view.rail]
        here = versions.index(shown.id) if shown is not None and shown.id in versions else 0
        found = self.query_one(LineList)
        found.styles.height = max(3, min(20, len(rows)))
        found.show(rows, here)
        self.set_focus(found)

    def tick(self, now: float) -> None:
        """Count the ages anew; nothing is painted while they read the same."""
        tell_ages(self.query_one(LineList), now)

    @on(LineList.Chosen)
    def _show(self, event: LineList.Chosen) -> None:
        event.stop()
        self.app.post_message(VersionChosen(self._view.rail[event.index].id))
        self.dismiss()
