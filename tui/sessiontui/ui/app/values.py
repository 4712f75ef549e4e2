"""What becomes of a value: shown whole, written to a file, or sent to the clipboard."""

from __future__ import annotations

from textual.app import App

from ..messages import CopyWanted, SaveWanted, ValueWanted


class Values:
    """The values of the JSON and the addresses of tabs that somebody wants."""

    def __init__(self, app: App[int]) -> None:
        self._app = app

    def show(self, wanted: ValueWanted) -> None:
        """Show the whole value in a window of its own."""
        from ..screens.value import ValueScreen

        self._app.push_screen(
            ValueScreen(wanted.pointer, wanted.value, wanted.cut_from, wanted.hit)
        )

    def write(self, wanted: SaveWanted) -> None:
        """Ask for a file, and write the value there."""
        from ..screens.save_value import SaveValueScreen

        self._app.push_screen(SaveValueScreen(wanted.value, wanted.name))

    def copy(self, wanted: CopyWanted) -> None:
        """Send a text to the terminal, which may put it on its clipboard."""
        from ..clipboard import copy

        copy(self._app, wanted.text, wanted.words)
