"""An event as the WebExtensions APIs have it, fed by a store that notices changes."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable

from ..errors import SessiontuiError

Listener = Callable[[], object]


class Event:
    """An event of the API. Listeners take no argument and are called in a thread of their own."""

    def __init__(
        self, watch: Callable[[Listener], Callable[[], None]], state: Callable[[], object]
    ) -> None:
        self._watch = watch
        self._state = state
        self._seen: object = None
        self._listeners: list[Listener] = []
        self._end: Callable[[], None] | None = None

    def add_listener(self, listener: Listener) -> None:
        """Call it after each change from now on; a second time it changes nothing."""
        if listener in self._listeners:
            return
        if self._end is None:
            self._seen = self._state()
            self._end = self._watch(self._changed)
        self._listeners.append(listener)

    def remove_listener(self, listener: Listener) -> None:
        """Call it no more. Harmless for one that is not there."""
        if listener in self._listeners:
            self._listeners.remove(listener)
        if not self._listeners:
            self.close()

    def has_listener(self, listener: Listener) -> bool:
        """Whether it is called."""
        return listener in self._listeners

    def close(self) -> None:
        """Call nobody any more."""
        self._listeners.clear()
        end, self._end = self._end, None
        if end is not None:
            end()

    def _changed(self) -> None:
        try:
            now = self._state()
        except SessiontuiError:
            return  # in the middle of a save: there will be another change
        if now == self._seen:
            return
        self._seen = now
        for listener in tuple(self._listeners):
            try:
                listener()
            except Exception:  # one that fails keeps no other from being called
                kind, error, trace = sys.exc_info()
                thread = threading.current_thread()
                if kind is not None:
                    threading.excepthook(threading.ExceptHookArgs((kind, error, trace, thread)))
