"""What is typed has its turn when all that was typed before has had its effect.

Textual sends a key to what has the focus when the key comes. Of keys that come together the later
ones would go to what was there before: to the pane that was left, to a list that is not filled
yet, past a window that is about to open. Here a key waits until nothing is on its way any more,
which costs one that comes alone some turns of the event loop.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable
from typing import Final

from textual import events
from textual.app import App
from textual.dom import DOMNode
from textual.events import Event
from textual.widgets import Input

from ..key_names import is_typed
from ..screens.dialog import Dialog
from ..work import preparing

_IN_A_ROW: Final = 3  # turns without a message: a task that was begun has asked by then
_MOST: Final = 2_000  # turns; something that never rests keeps no key for ever
_LOOK: Final = 0.005  # seconds between two looks whether a window has opened
_LOOKS: Final = 200
_LOOKS_AT_LIST: Final = 4_000  # whether a list of very many lines is there
_LONGEST: Final = 20_000  # characters of a pasted text
_AFTER_ESC: Final = ("enter", "backspace")  # what else comes with Alt where Esc was before it
_BY_WORDS: Final = {"f": "ctrl+right", "b": "ctrl+left", "backspace": "ctrl+w"}


class Turns:
    """Keys and pasted text of one app, each in its turn.

    ``opening``: what takes this event is being made ready, a window or another place, for which a
    file may have to be read.
    """

    def __init__(self, app: App[int], opening: Callable[[Event], bool]) -> None:
        self._app = app
        self._opening = opening
        self._waiting: deque[Event] = deque()
        self._admitted: Event | None = None
        self._quiet = 0
        self._tries = 0
        self._looks = 0

    @property
    def waiting(self) -> bool:
        """Whether something was typed that has not had its turn."""
        return bool(self._waiting) or self._admitted is not None

    def holds(self, event: Event) -> bool:
        """Whether the app is not to see it yet; it comes again when it is its turn."""
        if not isinstance(event, (events.Key, events.Paste)) or event.is_forwarded:
            return False
        if event is self._admitted:
            self._admitted = None
            self._go_on()
            return not self._app.screen_stack or self._unheard(event)
        idle = not self.waiting
        self._waiting += self._typed(event)
        if idle:
            self._go_on()
        return True

    def _unheard(self, event: Event) -> bool:
        """Whether it was an answer before there was a question."""
        screen = self._app.screen
        if not isinstance(event, events.Key) or not isinstance(screen, Dialog):
            return False
        return not screen.hears(event)

    def _typed(self, event: Event) -> list[Event]:
        """What was typed: for a terminal a key right after Esc is the same as one with Alt.

        No field needs as much as a clipboard may hold, and each would be at work on it for long.
        """
        if isinstance(event, events.Paste) and len(event.text) > _LONGEST:
            words = f"Only the first {_LONGEST:,} of {len(event.text):,} characters were pasted."
            self._app.notify(words, severity="warning", timeout=8, markup=False)
            return [events.Paste(event.text[:_LONGEST])]
        if not isinstance(event, events.Key) or not event.key.startswith("alt+"):
            return [event]
        key = event.key.removeprefix("alt+")
        if key.startswith("shift+") and event.character:
            key = event.character
        if self._has(event.key) or not (is_typed(key) or key in _AFTER_ESC):
            return [event]
        if key in _BY_WORDS and isinstance(self._app.screen.focused, Input):
            return [events.Key(_BY_WORDS[key], None)]
        return [events.Key("escape", "\x1b"), events.Key(key, event.character)]

    def _has(self, key: str) -> bool:
        return key in self._app.screen.active_bindings

    def _go_on(self) -> None:
        self._quiet = self._tries = self._looks = 0
        if self._waiting:
            asyncio.get_running_loop().call_soon(self._try)

    def _try(self) -> None:
        """Let the next one in, or look again in the next turn."""
        if not self._app.screen_stack:  # it has ended meanwhile
            self._waiting.clear()
            return
        self._tries += 1
        self._quiet = self._quiet + 1 if self._still else 0
        if self._quiet < _IN_A_ROW and self._tries < _MOST and self._app.is_running:
            asyncio.get_running_loop().call_soon(self._try)
            return
        looks = _LOOKS_AT_LIST if preparing(self._app) else 0
        if self._opening(self._waiting[0]):
            looks = max(looks, _LOOKS)
        if self._looks < looks and self._app.is_running:
            self._looks += 1
            self._quiet = self._tries = 0
            asyncio.get_running_loop().call_later(_LOOK, self._try)
            return
        self._admitted = self._waiting.popleft()
        self._app.post_message(self._admitted)

    @property
    def _still(self) -> bool:
        """Whether no message waits for the app, or for anything on the screen that is in front."""
        app = self._app
        if app.message_queue_size or not app.screen_stack:
            return False
        nodes: list[DOMNode] = [app.screen]
        while nodes:  # by hand: this is asked for every key
            node = nodes.pop()
            if node.message_queue_size:
                return False
            nodes += node.children
        return app.screen.is_mounted
