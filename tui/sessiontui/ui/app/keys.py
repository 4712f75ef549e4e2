"""What the app does with keys: the user's keymap, why a key does nothing, palette and help."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Final

from textual.actions import ActionParseResult
from textual.app import App
from textual.binding import Binding
from textual.dom import DOMNode

from .. import actions
from ..actions import BY_ID, Action, entry
from ..keymap import Keymap
from ..say import say

if TYPE_CHECKING:
    from ..choices import Choice

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

    def say_why_not(self, action: str | ActionParseResult, node: DOMNode) -> bool:
        """Say why a key does nothing now; False when there is no reason."""
        why = actions.why_not(node, action) if isinstance(action, str) else None
        if why:
            self._say(why)
        return bool(why)

    def open_palette(self) -> None:
        """Offer everything that can be done here, by name."""
        from ..screens.palette import PaletteScreen

        active = self._app.screen.active_bindings.values()
        self._app.push_screen(PaletteScreen(active, self.words), self._do)

    def open_help(self) -> None:
        """Show all keys, those of what has the focus first."""
        from ..screens.help import HelpScreen

        active = self._app.screen.active_bindings.values()
        self._app.push_screen(HelpScreen(active, self.words), self._do)

    def _do(self, choice: Choice | None) -> None:
        """Do what was chosen of them; what is not here says where it is."""
        if choice is None:
            return
        if choice.node is not None:
            self._app.call_later(self._app.run_action, choice.action.action, choice.node)
        else:
            self._say(f"{choice.action.help}: {choice.why_not}")

    def _say(self, why: str) -> None:
        say(self._app, why, 4)
