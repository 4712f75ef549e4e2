"""The themes that a key goes through, and the one kept for the next start."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from textual.app import App

from ...text import printable
from ..say import say

THEMES: Final = (
    "textual-dark",
    "textual-light",
    "nord",
    "gruvbox",
    "dracula",
    "catppuccin-latte",
    "solarized-light",
    "ansi-dark",
    "ansi-light",
)


class Themes:
    """The theme of one app. ``remember`` keeps a theme's name; it may raise OSError."""

    def __init__(self, app: App[int], remember: Callable[[str], object]) -> None:
        self._app = app
        self._remember = remember

    def begin(self, theme: str | None) -> None:
        """Show what was chosen last; an unknown theme is no theme."""
        if theme in self._app.available_themes:
            self._app.theme = theme

    def next(self) -> None:
        """Change to the next theme, and keep it for the next start."""
        app = self._app
        here = THEMES.index(app.theme) if app.theme in THEMES else -1
        app.theme = THEMES[(here + 1) % len(THEMES)]
        words = f"Theme {app.theme}"
        try:
            self._remember(app.theme)
        except OSError as error:
            words += f", for this time: it cannot be kept ({printable(error.strerror or '')})"
        say(app, words, 3)
