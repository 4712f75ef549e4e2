"""Watch one profile: every save of Firefox, its starts and ends, and any other change.

One thread. On Linux it sleeps until inotify or the end of Firefox wakes it; elsewhere, and on
network file systems, it looks. Files are opened read-only, nothing is read here, and the lock is
only asked: Firefox is never disturbed.
"""

from __future__ import annotations

import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from typing import Literal

from ...crash_reports import fault_sentence
from ...firefox.tree.path import AnyPath, TreePath
from ..saves import Happening, SeenSave
from .inotify_watch import InotifyWatch
from .poll_watch import PollWatch, WatchfilesWatch
from .reporter import CannotWatch, Reporter
from .tree_watch import TreeWatch, way_of_looks

Way = Literal["inotify", "watchfiles", "looks"]

_FIRST_PAUSE = 0.1  # s, after a fault; twice as long after each that follows soon
_LONGEST_PAUSE = 30.0
_DOUBLINGS = 16
_QUIET_SECONDS = 60.0  # without a fault, then the next is a first one again
_MOST_IN_A_ROW = 3  # faults of following events, then it is looked instead
_FIRST_TRIES = _MOST_IN_A_ROW + 1  # before a start leaves it to the thread to begin
_NO_WAY = "nothing at the moment"
_JOIN_SECONDS = 2.0  # how long a stop waits for a callback that has begun


def _nothing(*_: object) -> None:
    """Nobody wants to be told."""


class Watcher:
    """Tells what Firefox does to a profile, from a thread of its own.

    ``seen`` gets every save, in order, with the open file: whoever takes it closes it. None:
    saves are not handed on. ``happened`` gets what else happened: ``started`` first when Firefox
    runs already, ``waiting`` when the profile is not there (then ``found`` once it is), ``ended``
    last. ``changed`` is called once after each batch of changes, of settings and copies too, and
    not in the middle of a save. What lies there at the start is no save. ``way``: other than the
    best one for this place. A profile on another machine is looked at from the thread alone:
    there ``start`` waits for nothing, and what lies there at the first look is no save.

    Callbacks should return soon. They may call ``stop``. A fault of its own does not end it: it
    begins anew, tells ``restarted`` and counts.
    """

    def __init__(
        self,
        profile: AnyPath,
        *,
        seen: Callable[[SeenSave], object] | None,
        happened: Callable[[Happening], object] = _nothing,
        changed: Callable[[], object] = _nothing,
        way: Way | None = None,
    ) -> None:
        self._elsewhere = profile if isinstance(profile, TreePath) else None
        self._wanted = way
        self._happened = happened
        self._early: list[Happening] = []  # what was so at the start
        self._reporter = Reporter(profile, seen, self._tell, changed)
        self._lock = threading.Lock()  # over the wake-up pipe
        self._stop = threading.Event()
        self._pausing, self._still = threading.Event(), threading.Event()
        self._go_on = threading.Event()
        self._thread: threading.Thread | None = None
        self._wake: tuple[int, int] | None = None
        self._looking: InotifyWatch | PollWatch | None = None
        self._way = _NO_WAY if self._elsewhere is None else way_of_looks()
        self._no_events: str | None = None  # why, where there are none
        self._failed_at = -_QUIET_SECONDS
        self._in_a_row = 0
        self.faults = 0
        """How often the watching had a fault of its own and began anew."""
        self.fault = ""
        """What the last one was, printable."""

    def start(self) -> None:
        """Begin. Whatever happens after this has returned is told."""
        self._wake = os.pipe()
        for _ in range(_FIRST_TRIES if self._elsewhere is None else 0):
            try:
                self._begin()
                break
            except Exception as error:
                self._failed(error)
        self._reporter.clean()
        self._thread = threading.Thread(target=self._run, name="sessiontui-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; nothing is told after it has returned, unless a callback called it."""
        thread = self._thread
        if thread is None:
            return
        self._stop.set()
        self._go_on.set()
        self._ring()
        if thread is not threading.current_thread():
            thread.join(_JOIN_SECONDS)

    def pause(self) -> None:
        """Look no more until ``go_on``. What is saved meanwhile is never told."""
        if self._thread is not None:
            self._go_on.clear()
            self._still.clear()
            self._pausing.set()
            self._ring()
            self._still.wait(_JOIN_SECONDS)

    def go_on(self) -> None:
        """Look again, beginning with what is there now."""
        self._go_on.set()

    def _ring(self) -> None:
        with self._lock:
            if self._wake is not None:
                os.write(self._wake[1], b"x")

    @property
    def way(self) -> str:
        """How changes are noticed, in words."""
        return self._way

    @property
    def running(self) -> bool:
        """Whether Firefox runs on the profile, as far as it is known."""
        return self._reporter.presence.running

    @property
    def untold(self) -> str:
        """Why it cannot be told whether it runs, in words; empty where it can."""
        if self._elsewhere is None:
            return ""
        return f"whether a browser runs cannot be told: {self._elsewhere.tree.lock_unknown}"

    @property
    def pid(self) -> int | None:
        """The process id of that Firefox."""
        return self._reporter.presence.pid

    # inside

    def _begin(self) -> InotifyWatch | PollWatch:
        """Have something look, by the best way there is."""
        try:
            self._looking = looking = self._best()
            looking.begin()
        except CannotWatch as reason:
            self._let_go()
            self._looking = looking = PollWatch(self._reporter, self._stop, str(reason))
            looking.begin()
        self._way = looking.way
        return looking

    def _best(self) -> InotifyWatch | PollWatch:
        if self._elsewhere is not None:
            return TreeWatch(self._reporter, self._stop, self._elsewhere)
        way = self._wanted or ("inotify" if sys.platform.startswith("linux") else "watchfiles")
        if self._no_events is not None or way == "looks":
            return PollWatch(self._reporter, self._stop, self._no_events)
        if way == "watchfiles":
            return WatchfilesWatch(self._reporter, self._stop)
        assert self._wake is not None  # open as long as the thread runs
        return InotifyWatch(self._reporter, self._wake[0])

    def _tell(self, event: Happening) -> None:
        if self._thread is None:
            self._early.append(event)
        else:
            self._happened(event)

    # the thread

    def _run(self) -> None:
        try:
            while not self._stop.is_set():
                try:
                    if self._pausing.is_set():
                        self._stand_still()
                    self._turn()
                except Exception as error:
                    self._stop.wait(self._failed(error))
            self._tell_early()
            self._reporter.event("ended")
        finally:
            self._let_go()
            self._reporter.presence.close()
            with self._lock:
                wake, self._wake = self._wake, None
            for descriptor in wake or ():
                os.close(descriptor)

    def _turn(self) -> None:
        self._tell_early()
        looking = self._looking or self._begin()
        try:
            looking.turn()
        except CannotWatch as reason:
            self._let_go()
            self._no_events = str(reason)
            self._begin()

    def _stand_still(self) -> None:
        """Let go of every event that may come, till it goes on."""
        self._let_go()
        self._still.set()
        self._go_on.wait()
        self._pausing.clear()
        if self._wake is not None and not self._stop.is_set():
            os.read(self._wake[0], 1)
        self._reporter.overlooked()

    def _tell_early(self) -> None:
        while self._early:
            self._happened(self._early.pop(0))

    def _let_go(self) -> None:
        """End the way of looking; who runs, and what is known, stays."""
        looking, self._looking = self._looking, None
        with suppress(OSError):  # a descriptor that is no longer ours is closed already
            if looking is not None:
                looking.close()
        self._reporter.files.close_all()

    def _failed(self, error: Exception) -> float:
        """Let go of everything, count and tell the fault; gives the seconds to wait.

        They are twice as many after each that follows soon.
        """
        self._let_go()
        self._way = _NO_WAY
        now = time.monotonic()
        if now - self._failed_at > _QUIET_SECONDS:
            self._in_a_row = 0
        self._failed_at = now
        self._in_a_row += 1
        self.faults += 1
        self.fault = fault_sentence(error)
        follows = self._no_events is None and self._wanted != "looks"
        if self._in_a_row == _MOST_IN_A_ROW and follows:
            self._no_events = "following the events failed again and again"
        with suppress(Exception):  # it may be the telling that fails
            self._reporter.event("restarted", self.fault)
        # Beyond 1,000 in a row (a night of them) the bare power is no float any more.
        return min(_FIRST_PAUSE * 2.0 ** min(self._in_a_row - 1, _DOUBLINGS), _LONGEST_PAUSE)
