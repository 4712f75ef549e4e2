"""The line above the keys that says what the basket holds; an empty one has no line."""

from __future__ import annotations

from textual.content import Content
from textual.message import Message
from textual.widget import Widget

from ..actions import key_of
from ..basket import EMPTY, Basket
from .safe_lines import fit


class BasketLine(Widget):
    """What was chosen in all panes and versions, and the key that shows it; a click does too."""

    class Wanted(Message):
        """The user wants to see the basket."""

    DEFAULT_CSS = """
    BasketLine { height: 1; display: none; background: $boost; color: $text-accent; }
    BasketLine:ansi { text-style: bold; }
    """

    def __init__(self) -> None:
        super().__init__()
        self._basket = EMPTY

    def show(self, basket: Basket) -> None:
        """Say what another one holds."""
        self._basket = basket
        self.display = bool(basket.words)
        self.refresh()

    def render(self) -> Content:
        """One line; the key keeps its place."""
        keys = f"{key_of(self, 'app.basket')} shows all" if self._basket else ""
        room = max(0, self.size.width - len(keys) - 4)
        return Content(f" {fit(self._basket.words, room)}  {keys} ")

    def on_click(self) -> None:
        """Ask for the list."""
        if self._basket:
            self.post_message(self.Wanted())
