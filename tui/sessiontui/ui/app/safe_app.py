"""What the app is before it shows anything: safe with text and faults, its themes, its keys."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from rich.console import RenderableType
from textual import events
from textual.actions import ActionParseResult
from textual.app import App
from textual.dom import DOMNode
from textual.filter import LineFilter
from textual.widgets import Input
from textual.worker import WorkerFailed

from ...text import printable
from ..actions import name_of
from ..widgets.safe_lines import SafeLines

THEMES = (
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


class GuardedApp(App[int]):
    """An app to which no foreign text gets through, and that fails without telling secrets."""

    ENABLE_COMMAND_PALETTE = False  # ours is made from the table of actions

    def __init__(self, theme: str | None, remember_theme: Callable[[str], object]) -> None:
        super().__init__(ansi_color=True if "NO_COLOR" in os.environ else None)
        if theme in self.available_themes:
            self.theme = theme
        self._remember_theme = remember_theme
        self.animation_level = "none"

    def get_line_filters(self) -> Sequence[LineFilter]:
        """Textual's filters, and the one that keeps foreign text from acting."""
        return [*super().get_line_filters(), SafeLines()]

    # -- faults --------------------------------------------------------------------------------

    @property
    def fault(self) -> Exception | None:
        """Why the app ended by itself; whoever ran it says so."""
        error = self._exception
        if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
            return error.error
        return error

    def fail(self, error: BaseException) -> None:
        """End with a fault of another thread as with one of our own. Any thread."""

        def fail_here() -> None:
            raise error

        self.call_later(fail_here)

    def _fatal_error(self) -> None:
        """Leave. Textual would print a traceback with locals: URLs and cookies."""
        self._close_messages_no_wait()

    def panic(self, *renderables: RenderableType) -> None:
        """Leave; also the errors that know how to print themselves stay with ``fault``."""
        self._close_messages_no_wait()

    def on_load(self) -> None:
        """Hear of tasks whose faults nobody waits for."""

        def unheard(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            error = context.get("exception")
            if isinstance(error, Exception):
                self._handle_exception(error)

        asyncio.get_running_loop().set_exception_handler(unheard)

    def on_key(self, event: events.Key) -> None:
        """A letter typed ahead goes into the field that the key before it has opened.

        Textual sends a key to what has the focus when it comes, not when it is its turn; one that
        the field itself has got does not come here.
        """
        field = self.focused
        if isinstance(field, Input) and event.is_printable and event.character:
            event.prevent_default()
            field.insert_text_at_cursor(event.character)

    # -- keys ----------------------------------------------------------------------------------

    def why_not(self, action: str) -> str | None:
        """Why an action of the app (its name) would do nothing now, as a sentence; or None."""
        return None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Textual's question: None shows the key dim."""
        return None if self.why_not(action) else True

    async def run_action(
        self,
        action: str | ActionParseResult,
        default_namespace: DOMNode | None = None,
        namespaces: Mapping[str, DOMNode] | None = None,
    ) -> bool:
        """Do what a key asks for; what makes no sense now says why."""
        done = await super().run_action(action, default_namespace, namespaces)
        if not done and isinstance(action, str):
            why_not = getattr(default_namespace or self, "why_not", None)
            why = why_not(name_of(action)) if why_not else None
            if why:
                self.clear_notifications()
                self.notify(why, timeout=4, markup=False)
                return True
        return done

    def action_palette(self) -> None:
        """Offer everything that can be done here, by name."""
        from ..screens.palette import Choice, PaletteScreen

        def do(choice: Choice | None) -> None:
            if choice is not None:
                self.call_later(self.run_action, choice.action.action, choice.node)

        self.push_screen(PaletteScreen(self.screen.active_bindings.values()), do)

    def action_help(self) -> None:
        """Show the keys."""
        from ..screens.help import HelpScreen

        self.push_screen(HelpScreen(self.screen.active_bindings))

    def action_theme(self) -> None:
        """Change to the next theme, and keep it for the next start."""
        here = THEMES.index(self.theme) if self.theme in THEMES else -1
        self.theme = THEMES[(here + 1) % len(THEMES)]
        words = f"Theme {self.theme}"
        try:
            self._remember_theme(self.theme)
        except OSError as error:
            words += f", for this time: it cannot be kept ({printable(error.strerror or '')})"
        self.clear_notifications()
        self.notify(words, timeout=3, markup=False)
