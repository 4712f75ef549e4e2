"""The saves of a profile are counted for a store that is asked to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from ..firefox.tree.path import AnyPath
from .session_cache import SessionCache

if TYPE_CHECKING:  # looking at a session does without all that
    from ..monitor.monitor import Monitor
    from ..monitor.saves import Writes
    from ..monitor.what_if.types import Design

_KEPT_FOR_DESIGNS = 64 << 20  # bytes of the latest saves' files, for what they cost elsewhere


class Counting:
    """What ``Meters`` and ``Pauses`` ask of a store, over a profile here or elsewhere.

    ``cache`` gets each save unpacked. ``give_up`` as in Monitor.
    """

    def __init__(
        self, path: AnyPath, cache: SessionCache, give_up: Callable[[], object] | None = None
    ) -> None:
        self._path = path
        self._cache = cache
        self._give_up = give_up
        self._monitor: Monitor | None = None

    def begin(self, counted: Callable[[], object]) -> Callable[[], None]:
        """Count saves; ``counted`` is called after each, from the counting thread."""
        from ..monitor.monitor import Monitor

        self.end()
        monitor = Monitor(
            self._path, keep_bytes=_KEPT_FOR_DESIGNS, share=True, give_up=self._give_up
        )
        self._monitor, self._cache.ready = monitor, monitor.take
        monitor.listen(lambda _: counted())
        monitor.start()
        return monitor.stop

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call ``changed`` after each batch of changes; whoever counts sees the same."""
        if self._monitor is not None and self.counts:
            return self._monitor.listen_to_changes(changed)
        from ..monitor.watch.watcher import Watcher  # a command looks once

        watcher = Watcher(self._path, seen=None, changed=changed)
        watcher.start()
        return watcher.stop

    @property
    def counts(self) -> bool:
        """Whether it counts now, and so tells when the line to another machine breaks."""
        return self._monitor is not None and self._monitor.counting

    def pause(self) -> Callable[[], None]:
        """Count nothing until the result is called."""
        return (lambda: None) if self._monitor is None else self._monitor.pause()

    def writes(self) -> Writes | None:
        """Everything counted since it began."""
        return None if self._monitor is None else self._monitor.writes()

    def redesign(self, cancelled: Callable[[], bool]) -> Sequence[Design]:
        """The saves counted, under other designs of the session file."""
        from ..monitor.what_if.designs import redesign

        if self._monitor is None:
            return ()
        return redesign(self._monitor.samples(), *self._monitor.observed(), cancelled=cancelled)

    def end(self) -> None:
        """Count no more; what was seen is counted first."""
        if self._monitor is not None:
            self._monitor.stop()
