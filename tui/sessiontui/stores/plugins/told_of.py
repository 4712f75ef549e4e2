"""The changes that a plug-in tells of: however many, from any thread, and none after the end."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Final

BETWEEN: Final = 0.1  # seconds at least between two words of a change


class ToldOf:
    """Calls ``changed`` from a thread of its own, once for all that was told meanwhile."""

    def __init__(self, changed: Callable[[], object]) -> None:
        self._changed = changed
        self._news = threading.Event()
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._work, name="sessiontui-told", daemon=True)
        self._thread.start()

    def tell(self, *_: object, **__: object) -> None:
        """Something has changed. Any thread, at any time, with whatever is passed."""
        self._news.set()

    def _work(self) -> None:
        while True:
            self._news.wait()
            if self._ended.is_set():
                return
            self._news.clear()
            self._changed()
            if self._ended.wait(BETWEEN):
                return

    def end(self) -> None:
        """Call it no more; after this nothing is told."""
        self._ended.set()
        self._news.set()
        if threading.current_thread() is not self._thread:
            self._thread.join(1)  # it may be in ``changed``, which may wait for us
