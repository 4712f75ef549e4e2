"""Choose one of several profiles."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.screen import Screen
from textual.widgets import Static

from ...text import printable
from ..messages import PlaceChosen
from ..widgets.line_list import Cell, Column, LineList


class PlaceRows:
    """The profiles to choose from, by name and path."""

    columns: ClassVar[Sequence[Column]] = (Column(28), Column(0))

    def __init__(self, choices: Sequence[tuple[str, str]]) -> None:
        self.choices = choices

    def __len__(self) -> int:
        return len(self.choices)

    def cells(self, index: int) -> Sequence[Cell]:
        """The name and the path of a profile."""
        name, path = self.choices[index]
        return Cell(f" {name}"), Cell(printable(path), "dim")

    def key(self, index: int) -> str:
        """The path of the profile."""
        return self.choices[index][1]


class ChooserScreen(Screen[None]):
    """A list of profiles; Enter opens one."""

    DEFAULT_CSS = """
    ChooserScreen > Static { padding: 1 1; height: 3; }
    """

    BINDINGS: ClassVar[list[Binding]] = [  # type: ignore[assignment]
        Binding("q,escape", "app.quit", "Quit"),
    ]

    def __init__(self, choices: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self._choices = choices

    def compose(self) -> ComposeResult:
        """A sentence and the list."""
        yield Static("Which profile? The most recently saved one is first.", markup=False)
        yield LineList()

    def on_mount(self) -> None:
        """List the profiles, most recently saved first."""
        self.query_one(LineList).show(PlaceRows(self._choices))
        self.set_focus(self.query_one(LineList))

    @on(LineList.Chosen)
    def _open(self, event: LineList.Chosen) -> None:
        event.stop()
        if not self.is_active:
            return  # Enter came twice
        self.app.post_message(PlaceChosen(self._choices[event.index][1]))
        self.dismiss()
