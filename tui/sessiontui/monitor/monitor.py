"""Watch one profile and count: the watcher sees, one thread decodes, the meter adds up."""

from __future__ import annotations

import contextlib
import queue
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from enum import Enum
from typing import TypeVar

from ..crash_reports import fault_sentence
from ..durations import duration
from ..firefox.prefs import effective
from ..firefox.prefs.save_interval import save_interval
from ..firefox.session_files import revision_of
from ..firefox.tree.path import AnyPath, TreePath
from .meter import Meter
from .samples import Samples
from .save_reader import SaveReader, Unpacked
from .saves import Happening, Save, SeenSave, Writes
from .watch.process_io import ProcessWrites
from .watch.reporter import Clock
from .watch.save_sequence import RECOVERY
from .watch.watcher import Watcher
from .what_if.types import Sample

BACKLOG = 32  # saves waiting to be looked into; of older ones only time and size are counted
_PATIENCE = 2.0  # seconds
FRESH_SECONDS = 15.0  # how long a sum stands while nothing happens

Heard = Callable[[Save | Happening], object]
T = TypeVar("T")


class _Signal(Enum):
    CHANGED = 1  # some file did
    END = 2


class Monitor:
    """Watches one profile and counts its saves.

    ``keep_bytes``: keep the files of the latest saves, up to so many bytes but at least two of
    them, so that they can be counted under other designs. ``share``: keep the latest one unpacked
    until somebody takes it. ``details``: keep what the latest saves changed, not only how much;
    whoever listens is told all of it in any case. ``give_up``: what is done at the end when a file
    of another machine is still being read that nobody can wait for.
    """

    def __init__(
        self,
        profile: AnyPath,
        *,
        keep_bytes: int = 0,
        share: bool = False,
        details: bool = True,
        give_up: Callable[[], object] | None = None,
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._profile = profile
        self._clock = clock
        self._keep_bytes = keep_bytes
        self._share = share
        self._lock = threading.Lock()  # over everything below
        elsewhere = isinstance(profile, TreePath)  # nothing is asked there but from the threads
        interval = None if elsewhere else save_interval(effective.read(profile))
        self._meter = Meter(clock() * 1000, interval=interval, details=details)
        self._give_up = give_up
        self._cut: tuple[float, float] | None = None  # since when, wall in ms and monotonic in s
        self._wall = Clock()
        self._leapt = 0.0  # by so many ms the clock on the wall has
        self._samples = Samples(keep_bytes)
        self._process: ProcessWrites | None = None
        self._process_before = 0  # what Firefoxes that have ended wrote
        self._writes: Writes | None = None
        self._heard: list[Heard] = []
        self._changed: list[Callable[[], object]] = []
        self._unpacked: tuple[str, Unpacked] | None = None
        self._faults, self._fault = 0, ""  # of the decoding; the watcher counts its own
        self._todo: queue.SimpleQueue[SeenSave | Happening | _Signal] = queue.SimpleQueue()
        self._thread: threading.Thread | None = None
        # Only the decoding thread touches these.
        self._reader = SaveReader(profile, self._keep, self._share_unpacked)
        self._last_at: tuple[float, float] | None = None  # of a save, and how far it had leapt
        self._watcher = Watcher(
            profile,
            seen=self._todo.put,
            happened=self._todo.put,
            changed=lambda: self._todo.put(_Signal.CHANGED),
        )

    def start(self) -> None:
        """Begin to watch and to count, each on a thread of its own."""
        self._thread = threading.Thread(target=self._run, name="sessiontui-meter", daemon=True)
        self._thread.start()
        self._watcher.start()
        if self._watcher.running:
            with contextlib.suppress(OSError):
                self._reader.there = revision_of((self._profile / RECOVERY).stat())

    def stop(self) -> None:
        """End the watching; what was seen is counted first. Harmless when called twice."""
        thread, self._thread = self._thread, None
        if thread is None:
            return
        self._watcher.stop()
        self._todo.put(_Signal.END)
        if thread is not threading.current_thread():
            if self._give_up is not None:
                thread.join(_PATIENCE)
                if thread.is_alive():
                    self._give_up()
            thread.join()

    def pause(self) -> Callable[[], None]:
        """Neither look nor count until the result is called: that time is not watched.

        For a process that is stopped: it goes on to find events of long ago, and some of them lost.
        """
        self._watcher.pause()
        begun, before = self._clock() * 1000, time.monotonic()

        def go_on() -> None:
            ended, seconds = self._clock() * 1000, time.monotonic() - before
            with self._lock:
                self._follow_clock()
                self._meter.stopped(begun, ended, seconds=seconds)
                if self._cut is not None:  # that time is not to be taken away twice
                    self._cut = self._cut[0], self._cut[1] + seconds
                self._writes = None
            self._todo.put(Happening(ended, "stopped", detail=duration(seconds)))
            self._watcher.go_on()

        return go_on

    @property
    def counting(self) -> bool:
        """Whether it was started and not stopped."""
        return self._thread is not None

    def listen(self, heard: Heard) -> Callable[[], None]:
        """Call ``heard`` for each save and event, in order, from the thread that decodes."""
        return self._listening(self._heard, heard)

    def listen_to_changes(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call ``changed`` after each batch of changes of any file, once its saves are counted."""
        return self._listening(self._changed, changed)

    def _listening(self, listeners: list[T], one: T) -> Callable[[], None]:
        with self._lock:
            listeners.append(one)

        def end() -> None:
            with self._lock:
                if one in listeners:
                    listeners.remove(one)

        return end

    def take(self, revision: str) -> Unpacked | None:
        """The latest save, unpacked, if it is the one of this revision; only once."""
        with self._lock:
            if self._unpacked is None or self._unpacked[0] != revision:
                return None
            taken, self._unpacked = self._unpacked[1], None
            return taken

    def writes(self) -> Writes:
        """Everything counted so far; the same object while there is no news."""
        with self._lock:
            now = self._clock() * 1000 if self._cut is None else self._cut[0]
            self._follow_clock()
            if self._writes is None or abs(now - self._writes.until) >= FRESH_SECONDS * 1000:
                counted = self._meter.writes(
                    now,
                    way=self._watcher.way,
                    running=self._watcher.running,
                    pid=self._watcher.pid,
                    process_written=self._process_written(),
                    untold=self._watcher.untold,
                )
                self._writes = replace(
                    counted,
                    faults=self._faults + self._watcher.faults,
                    fault=self._fault or self._watcher.fault,
                )
            return self._writes

    def samples(self) -> tuple[Sample, ...]:
        """The files of the latest saves, oldest first."""
        return self._samples.all()

    def observed(self) -> tuple[tuple[tuple[float, int], ...], float]:
        """The latest saves as (ms since epoch, bytes), and for how many seconds they went on."""
        writes = self.writes()
        seconds = writes.running_seconds
        if writes.count > len(writes.saves) > 0:
            # The older ones are only summed.
            seconds = min(seconds, (writes.until - writes.saves[0].at) / 1000)
        return tuple((save.at, save.bytes) for save in writes.saves if save.bytes), seconds

    # -- the thread that decodes ---------------------------------------------------------------

    def _run(self) -> None:
        if isinstance(self._profile, TreePath):
            self._guarded(self._read_interval)
        while (item := self._todo.get()) is not _Signal.END:
            try:
                self._take(item)
            except Exception as error:
                self._failed(error)

    def _take(self, item: SeenSave | Happening | _Signal) -> None:
        """Count one thing that was seen, and tell it; no fault on the way hides the thing."""
        if isinstance(item, _Signal):
            with self._lock:
                told = tuple(self._changed)
            for tell in told:
                self._guarded(tell)
            return
        if isinstance(item, Happening):
            done: Save | Happening = item
            self._guarded(self._started, item)
            if item.what in ("cut", "back", "ended"):
                self._guarded(self._line_of, item)
            if item.what in ("stopped", "cut"):
                self._last_at = None  # whether the next save follows the last one is not known
        else:
            done = self._look_into(item)
        self._guarded(self._count, done)
        with self._lock:
            heard = tuple(self._heard)
        for hear in heard:
            self._guarded(hear, done)

    def _count(self, done: Save | Happening) -> None:
        with self._lock:
            self._writes = None
            if isinstance(done, Happening):
                self._meter.happened(done)
            else:
                self._meter.add(done)
            self._process_written()  # while there is a process to ask

    def _guarded(self, work: Callable[..., T], *arguments: object) -> T | None:
        """Do something that hinders nothing after it when it fails: that is counted, and None."""
        try:
            return work(*arguments)
        except Exception as error:
            self._failed(error)
            return None

    def _failed(self, error: Exception) -> None:
        """Count a fault of our own."""
        with self._lock:
            self._faults += 1
            self._fault = fault_sentence(error)
            self._writes = None

    def _line_of(self, event: Happening) -> None:
        """The line to another machine broke, or is whole again: in between nothing is watched."""
        with self._lock:
            if event.what == "cut":
                late = max(0.0, self._clock() - event.at / 1000)
                self._cut = event.at, time.monotonic() - late
            elif self._cut is not None:
                begun, before = self._cut
                self._cut = None
                self._reader.forget()
                self._follow_clock()
                self._meter.stopped(begun, event.at, seconds=time.monotonic() - before)

    def _started(self, event: Happening) -> None:
        if event.what == "started":
            self._read_interval()  # it may have been set since
            with self._lock:
                if event.pid is not None:
                    self._process_before = self._process_written() or 0
                    self._process = ProcessWrites(event.pid)

    def _read_interval(self) -> None:
        interval = save_interval(effective.read(self._profile))
        with self._lock:
            self._meter.interval = interval

    def _process_written(self) -> int | None:
        if self._process is None:
            return None
        total = self._process.total()
        return None if total is None else self._process_before + total

    def _follow_clock(self) -> None:
        """That the machine slept, or that the clock was set, is no time in which nothing came."""
        leap = self._wall.correct()
        if leap:
            self._leapt += leap
            self._meter.leapt(leap)
            self._writes = None

    def _gap(self, at: float) -> float | None:
        with self._lock:
            self._follow_clock()
            leapt = self._leapt
        last, self._last_at = self._last_at, (at, leapt)
        return None if last is None else max(0.0, at - last[0] - (leapt - last[1])) / 1000

    def _look_into(self, seen: SeenSave) -> Save:
        gap = self._guarded(self._gap, seen.at)
        save = Save(
            seen.at, seen.file, seen.final, seen.bytes, gap, seen.compress_ms, seen.write_ms
        )
        crowded = self._todo.qsize() > BACKLOG
        save, fault = self._reader.look_into(save, seen, crowded=crowded)
        if fault is not None:
            self._failed(fault)
        return save

    def _share_unpacked(self, revision: str, unpacked: Unpacked) -> None:
        if self._share:
            with self._lock:
                self._unpacked = revision, unpacked

    def _keep(self, at: float, packed: bytes) -> None:
        if self._keep_bytes:
            self._samples.add(at, packed)
