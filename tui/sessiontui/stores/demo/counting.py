"""The demonstration's saves are counted, with an hour of them behind the first."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ...monitor.saves import Writes
    from ...monitor.what_if.types import Design
    from .saves import DemoSaves

_BEFORE_COUNTING = 0.4  # seconds: the screen comes first


class DemoCounting:
    """What a store of made-up saves needs to count them.

    ``_kept`` has each version's bytes and when they were saved, ms since epoch.
    """

    def __init__(self, now: Callable[[], float], seed: int) -> None:
        self._now = now
        self._seed = seed
        self._lock = threading.RLock()  # whoever hears of a save may ask for it
        self._kept: dict[str, tuple[bytes, float]] = {}
        self._saves: DemoSaves | None = None
        self._counted: Callable[[], object] = lambda: None

    def _count(self, data: bytes, when: float) -> None:
        """One more save."""
        if self._saves is not None:
            self._saves.add(when, data)
            self._counted()

    def meter(self, counted: Callable[[], object]) -> Callable[[], None]:
        """Make up the saves of the last hour, in a thread of its own, and count on from there."""
        ended = threading.Event()

        def work() -> None:
            if not ended.wait(_BEFORE_COUNTING):
                self.count_from(counted)

        def end() -> None:
            ended.set()
            self._counted = lambda: None

        threading.Thread(target=work, name="sessiontui-demo-hour", daemon=True).start()
        return end

    def count_from(self, counted: Callable[[], object]) -> None:
        """Begin to count, with an hour of saves behind; ``counted`` is called for each more."""
        from .saves import DemoSaves  # looking at the session does without all that

        with self._lock:
            data, when = self._kept["recovery"]
        saves = DemoSaves(data, when, self._now, self._seed)
        with self._lock:
            newest, at = self._kept["recovery"]
            if newest is not data:  # saved while the hour was made up
                saves.add(at, newest)
            self._saves, self._counted = saves, counted
        counted()

    def pause(self) -> Callable[[], None]:
        """Count nothing until the result is called."""
        return (lambda: None) if self._saves is None else self._saves.pause()

    def writes(self) -> Writes | None:
        """The saves counted; None before the last hour is made up."""
        return None if self._saves is None else self._saves.writes()

    def redesign(self, cancelled: Callable[[], bool]) -> Sequence[Design]:
        """The saves counted, under other designs of the session file."""
        return () if self._saves is None else self._saves.redesign(cancelled)
