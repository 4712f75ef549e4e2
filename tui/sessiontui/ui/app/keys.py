"""What the app does with keys: the user's keymap, why a key does nothing, palette and help."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from textual import events
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode
from textual.widgets import Input

from .. import actions
from ..actions import BY_ID, Action, entry
from ..keymap import Keymap

_MOST_PROBLEMS: Final = 6  # said one by one; the rest as a number
_READING: Final = 15.0  # seconds


class Keys:
    """The keys of one app. ``usual_sign`` is Textual's word for a key that the table lacks."""

    def __init__(self, app: App[int], keymap: Keymap, usual_sign: Callable[[Binding], str]) -> None:
        self._app = app
        self._keymap = keymap
        self._usual_sign = usual_sign

    def begin(self) -> None:
        """Let the changed keys hold, and say what is wrong with the others."""
        if self._keymap.changed:
            self._app.set_keymap(self._keymap.changed)
        problems = list(self._keymap.problems)
        if len(problems) > _MOST_PROBLEMS:
            more = len(problems) - _MOST_PROBLEMS + 1
            problems[_MOST_PROBLEMS - 1 :] = [f"And {more} more like these."]
        if problems:
            self._app.notify(
                "\n".join(problems), severity="warning", timeout=_READING, markup=False
            )

    def words(self, action: Action) -> str:
        """The keys of an action as they are now."""
        return self._keymap.words(action)

    def sign(self, name: str) -> str:
        """The keys of the action with an id."""
        return self._keymap.words(BY_ID[name])

    def sign_of(self, binding: Binding) -> str:
        """How the key bar shows a binding."""
        action = entry(binding)
        if action is not None and action.id in self._keymap.changed:
            return self.words(action)
        return self._usual_sign(binding)

    def say_why_not(self, action: str, node: DOMNode) -> bool:
        """Say why a key does nothing now; False when there is no reason."""
        why = actions.why_not(node, action)
        if why:
            self._app.clear_notifications()
            self._app.notify(why, timeout=4, markup=False)
        return bool(why)

    def type_ahead(self, event: events.Key | events.Paste) -> None:
        """A letter typed ahead, or a text, goes into the field that the key before it has opened.

        Textual sends a key to what has the focus when it comes, not when it is its turn; one that
        the field itself has got does not come here.
        """
        field = self._app.focused
        if isinstance(event, events.Paste):
            text = next(iter(event.text.splitlines()), "")
        else:
            text = (event.is_printable and event.character) or ""
        if isinstance(field, Input) and text:
            event.prevent_default()
            field.insert_text_at_cursor(text)

    def open_palette(self) -> None:
        """Offer everything that can be done here, by name."""
        from ..screens.palette import Choice, PaletteScreen

        app = self._app

        def do(choice: Choice | None) -> None:
            if choice is not None:
                app.call_later(app.run_action, choice.action.action, choice.node)

        app.push_screen(PaletteScreen(app.screen.active_bindings.values(), self.words), do)

    def open_help(self) -> None:
        """Show the keys of what has the focus."""
        from ..screens.help import HelpScreen

        self._app.push_screen(HelpScreen(self._app.screen.active_bindings, self.words))
