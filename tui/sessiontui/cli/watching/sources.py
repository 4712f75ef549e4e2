"""What counts the saves: the monitor of a profile, or a store that brings its own."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from typing import Protocol

from ...firefox.tree.path import AnyPath
from ...monitor.monitor import Monitor
from ...monitor.saves import Happening, Save, Writes
from ...monitor.what_if.designs import redesign
from ...monitor.what_if.types import Design
from ...stores.protocols import Meters, Pauses, Store, Watches
from ...stores.tree.store import TreeStore


class ProfileWatch(Monitor):
    """A profile, there or not yet. ``kept``: bytes of saves to keep for other designs."""

    def __init__(
        self, profile: AnyPath, kept: int, give_up: Callable[[], object] | None = None
    ) -> None:
        # Each save was printed with its details.
        super().__init__(profile, keep_bytes=kept, details=False, give_up=give_up)

    def redesign(self, cancelled: Callable[[], bool]) -> Sequence[Design]:
        """The saves under other designs."""
        return redesign(self.samples(), *self.observed(), cancelled=cancelled)


class RemoteWatch(ProfileWatch):
    """A profile on another machine, in a store that is open and is closed at the end."""

    def __init__(self, store: TreeStore, kept: int) -> None:
        self._store = store
        super().__init__(store.path, kept, give_up=store.close)

    def stop(self) -> None:
        """End; what was seen is counted and told first."""
        super().stop()
        self._store.close()


class MeteringStore(Store, Meters, Protocol):
    """A store that counts saves itself."""


class StoreWatch:
    """A store that counts saves itself, such as the demonstration."""

    def __init__(self, store: MeteringStore) -> None:
        self._store = store
        self._heard: list[Callable[[Save | Happening], object]] = []
        self._told = time.time() * 1000  # what was counted before is not told
        self._nothing = Writes(
            since=self._told, until=self._told, way=f"counted by {store.info.scheme}:",
            running=False, pid=None, seconds=0.0, running_seconds=0.0, count=0, bytes=0,
            uncompressed=0, unsized=0, looked_into=0, idle=0, longest_gap=None, typical_gap=None,
            process_written=None, warning=None,
        )  # fmt: skip
        self._lock = threading.Lock()
        self._ends: list[Callable[[], object]] = []

    def start(self) -> None:
        """Begin."""
        self._ends.append(self._store.meter(self._counted))
        if isinstance(self._store, Watches):
            self._ends.append(self._store.watch(lambda: None))  # the demonstration saves by it

    def stop(self) -> None:
        """End; what was seen is told first."""
        for end in self._ends:
            end()
        self._counted()
        self._store.close()

    def pause(self) -> Callable[[], None]:
        """Count nothing until the result is called, as far as the store can."""
        return self._store.pause() if isinstance(self._store, Pauses) else lambda: None

    def listen(self, heard: Callable[[Save | Happening], object]) -> Callable[[], None]:
        """Call ``heard`` for each save and happening, in order."""
        self._heard.append(heard)
        return lambda: self._heard.remove(heard)

    def writes(self) -> Writes:
        """Everything counted so far."""
        return self._store.writes() or self._nothing

    def redesign(self, cancelled: Callable[[], bool]) -> Sequence[Design]:
        """The saves under other designs."""
        return self._store.redesign(cancelled)

    def _counted(self) -> None:
        with self._lock:
            writes = self.writes()
            every: tuple[Save | Happening, ...] = (*writes.saves, *writes.events)
            new = [item for item in every if item.at > self._told]
            new.sort(key=lambda item: item.at)
            for item in new:
                self._told = item.at
                for hear in self._heard:
                    hear(item)
