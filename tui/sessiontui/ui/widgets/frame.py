"""A frame around what lies over the panes: a title, and in the lower edge the keys it has."""

from __future__ import annotations

from textual.containers import Vertical

from ..hints import in_frame
from ..key_names import key_signs

_CORNERS = 6  # cells of the edge that are the frame's own


class Frame(Vertical):
    """A column in a frame. Keys that have no room are left out whole, the last one never."""

    def __init__(self, *keys: tuple[str, str]) -> None:
        super().__init__()
        self._keys = keys

    def say_keys(self, *keys: tuple[str, str]) -> None:
        """Show other keys: each with its names as Textual has them, and what it does here."""
        self._keys = keys
        self._say()

    def on_mount(self) -> None:
        """Show what was given."""
        self._say()

    def on_resize(self) -> None:
        """Other keys have room."""
        self._say()

    def _say(self) -> None:
        signs = [(key_signs(keys) if keys else "", words) for keys, words in self._keys]
        room = self.outer_size.width - _CORNERS
        if room > 0:
            self.border_subtitle = in_frame(signs, room).replace("[", r"\[")
