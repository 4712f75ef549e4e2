"""The saves of the demonstration, counted as real ones are."""

from __future__ import annotations

import random
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import msgspec

from ...codec import mozlz4
from ...codec.container import open_container
from ...durations import duration
from ...firefox.prefs.save_interval import USUAL_INTERVAL
from ...monitor.diff.compare import compare
from ...monitor.diff.fingerprint import Fingerprint, fingerprint
from ...monitor.meter import Meter
from ...monitor.saves import Happening, Save, Writes
from ...monitor.what_if.designs import redesign
from ...monitor.what_if.types import Design, Sample
from ...session.json.text import decode_any
from .last_hour import MINUTE, before, moments

_PID = 4711
_KEPT = 40  # saves whose bytes are kept for other designs
_OTHER_WRITES = 2.2  # what the rest of such a Firefox writes, for each byte of session


class DemoSaves:
    """An hour of saves up to the newest one, and those that follow."""

    def __init__(self, data: bytes, when: float, now: Callable[[], float], seed: int) -> None:
        self._now = now
        self._lock = threading.Lock()
        self._chance = random.Random(seed)
        self._last: Fingerprint | None = None
        self._last_at: float | None = None
        self._samples: deque[Sample] = deque(maxlen=_KEPT)
        self._writes: Writes | None = None
        times = list(moments(when, seed))
        since = times[0] - MINUTE / 4
        self._meter = Meter(since, interval=USUAL_INTERVAL)
        self._meter.happened(Happening(since, "started", _PID))
        state: dict[str, Any] = decode_any(open_container(data).text)
        for i, at in enumerate(times[:-1]):
            text = msgspec.json.encode(before(state, when, at, len(times) - 1 - i))
            self._add(at, mozlz4.pack(text), text)
        self.add(when, data)

    def add(self, at: float, packed: bytes) -> None:
        """One more save."""
        with self._lock:
            self._add(at, packed, open_container(packed).json)

    def _add(self, at: float, packed: bytes, text: bytes) -> None:
        last, self._last = self._last, fingerprint(text, self._last)
        gap = None if self._last_at is None else (at - self._last_at) / 1000
        self._last_at = at
        compressed = len(text) / 4e5 * self._chance.uniform(0.9, 1.4)  # as measured: 0.4 GB/s
        save = Save(
            at, "sessionstore-backups/recovery.jsonlz4", False, len(packed), gap,
            compressed, 0.2 + len(packed) / 3e5 * self._chance.uniform(0.8, 1.8), len(text),
        )  # fmt: skip
        updated = self._last.last_update
        save = replace(
            save,
            age=None if updated is None else max(0.0, (at - updated) / 1000),
            changes=None if last is None else compare(last, self._last),
        )
        self._samples.append(Sample(at, packed))
        self._meter.add(save)
        self._writes = None

    def pause(self) -> Callable[[], None]:
        """Nothing is saved until the result is called, since this process is stopped."""
        begun, before = self._now(), time.monotonic()

        def go_on() -> None:
            ended, seconds = self._now(), time.monotonic() - before
            with self._lock:
                self._meter.stopped(begun, ended, seconds=seconds)
                self._meter.happened(Happening(ended, "stopped", detail=duration(seconds)))
                self._last_at = self._writes = None

        return go_on

    def writes(self) -> Writes:
        """Everything counted; the same object until there is one more save."""
        with self._lock:
            if self._writes is None:
                counted = self._meter.writes(
                    self._now(), way="the demo, in memory", running=True, pid=_PID,
                    process_written=None,
                )  # fmt: skip
                whole = int(counted.bytes * (1 + _OTHER_WRITES))
                self._writes = replace(counted, process_written=whole)
            return self._writes

    def redesign(self, cancelled: Callable[[], bool]) -> Sequence[Design]:
        """These saves under other designs."""
        writes = self.writes()
        with self._lock:
            samples = tuple(self._samples)
        sizes = [(save.at, save.bytes) for save in writes.saves if save.bytes is not None]
        return redesign(samples, sizes, writes.running_seconds, cancelled=cancelled)
