"""Watch one profile: every save of Firefox, its starts and ends, and any other change.

One thread. On Linux it sleeps until inotify or the end of Firefox wakes it; elsewhere, and on
network file systems, it looks. Files are opened read-only, nothing is read here, and the lock is
only asked: Firefox is never disturbed.
"""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Literal

from ..saves import Happening, SeenSave
from .inotify_watch import InotifyWatch
from .poll_watch import PollWatch, WatchfilesWatch
from .reporter import CannotWatch, Reporter

Way = Literal["inotify", "watchfiles", "looks"]

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
    best one for this place.

    Callbacks should return soon. They may call ``stop``.
    """

    def __init__(
        self,
        profile: Path,
        *,
        seen: Callable[[SeenSave], object] | None,
        happened: Callable[[Happening], object] = _nothing,
        changed: Callable[[], object] = _nothing,
        way: Way | None = None,
    ) -> None:
        self._wanted = way
        self._happened = happened
        self._early: list[Happening] = []  # what was so at the start
        self._reporter = Reporter(profile, seen, self._tell, changed)
        self._lock = threading.Lock()  # over the wake-up pipe
        self._stop = threading.Event()
        self._thread: threading.Thread | None = None
        self._wake: tuple[int, int] | None = None
        self._looking: InotifyWatch | PollWatch | None = None

    def start(self) -> None:
        """Begin. Whatever happens after this has returned is told."""
        self._wake = os.pipe()
        self._looking = self._begun(self._wake[0])
        self._reporter.clean()
        self._thread = threading.Thread(target=self._run, name="sessiontui-watch", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End; nothing is told after it has returned, unless a callback called it."""
        thread = self._thread
        if thread is None:
            return
        self._stop.set()
        with self._lock:
            if self._wake is not None:
                os.write(self._wake[1], b"x")
        if thread is not threading.current_thread():
            thread.join(_JOIN_SECONDS)

    @property
    def way(self) -> str:
        """How changes are noticed, in words."""
        return self._looking.way if self._looking else "not watching"

    @property
    def running(self) -> bool:
        """Whether Firefox runs on the profile, as far as it is known."""
        return self._reporter.presence.running

    @property
    def pid(self) -> int | None:
        """The process id of that Firefox."""
        return self._reporter.presence.pid

    # inside

    def _begun(self, wake: int) -> InotifyWatch | PollWatch:
        way = self._wanted or ("inotify" if sys.platform.startswith("linux") else "watchfiles")
        if way == "watchfiles":
            return self._looks(WatchfilesWatch(self._reporter, self._stop))
        if way == "looks":
            return self._looks(PollWatch(self._reporter, self._stop, None))
        events: InotifyWatch | None = None
        try:
            events = InotifyWatch(self._reporter, wake)
            events.begin()
            return events
        except CannotWatch as reason:
            if events is not None:
                events.close()
            return self._looks(PollWatch(self._reporter, self._stop, str(reason)))

    def _looks(self, looks: PollWatch) -> PollWatch:
        looks.begin()
        return looks

    def _tell(self, event: Happening) -> None:
        if self._thread is None:
            self._early.append(event)
        else:
            self._happened(event)

    def _run(self) -> None:
        looking = self._looking
        assert looking is not None
        try:
            for event in self._early:
                self._happened(event)
            while not self._stop.is_set():
                try:
                    looking.turn()
                except CannotWatch as reason:
                    looking.close()
                    looking = self._looks(PollWatch(self._reporter, self._stop, str(reason)))
                    self._looking = looking
            self._reporter.event("ended")
        finally:
            looking.close()
            self._reporter.presence.close()
            with self._lock:
                wake, self._wake = self._wake, None
            for descriptor in wake or ():
                os.close(descriptor)
