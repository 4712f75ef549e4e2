"""Does Firefox run on this profile, since when, and how did it end?

The lock tells, and a pidfd the very moment the process ends. Where the lock tells nothing (other
systems, network file systems) its saves do.
"""

from __future__ import annotations

import json
import os

from ...errors import SessiontuiError
from ...firefox.next_start import FINAL_WRITE
from ...firefox.profile_lock import FREE, file_system, in_use
from ...firefox.safe_reading import NOTES, read_bytes
from ...firefox.tree.path import AnyPath, TreePath
from ..saves import Happening
from .save_sequence import CHECKPOINTS

_NAMELESS_MS = 2000.0  # a lock without a pid may be the moment of a write by this program


class Presence:
    """Who runs. ``pidfd`` becomes readable when it ends; it is closed here."""

    def __init__(self, profile: AnyPath) -> None:
        self._profile = profile
        self.running = False
        self.pid: int | None = None
        self.pidfd: int | None = None
        self.used = FREE  # as the lock was last seen
        self._held = False  # seen held here: so it works here
        self._nameless: float | None = None
        self._complete = False  # the final state was written in this run
        self._local = False

    def arrived(self) -> None:
        """The profile is there: see what its file system is worth."""
        if not isinstance(self._profile, TreePath):
            self._local = file_system(self._profile).locks

    @property
    def tells(self) -> bool:
        """Whether a free lock means that no Firefox runs."""
        return self.used.state != "unknown" and (self._local or self._held)

    @property
    def may_run(self) -> bool:
        """False only when it is known that no Firefox runs."""
        return self.running or not self.tells

    @property
    def unsure(self) -> bool:
        """Whether it should be asked again soon."""
        return self._nameless is not None and not self.running

    def ask(self, at: float) -> list[Happening]:
        """Ask the lock; what has happened since it was last asked."""
        self.used = in_use(self._profile)
        if self.used.state == "in use":
            self._held = True
            return self._in_use(at, self.used.pid)
        self._nameless = None
        if self.running and self.used.state == "free" and self.tells:
            return [self._end(at, self._final_state_written())]
        return []

    def checkpoints(self, at: float) -> list[Happening]:
        """Firefox has noted a step of its start or quit in sessionCheckpoints.json."""
        self._complete = self._final_state_written()
        if self._complete and self.running and not self.tells:
            return [self._end(at, True)]
        return []

    def saved(self, at: float, *, final: bool) -> list[Happening]:
        """A save was seen: where the lock tells nothing, it shows that Firefox runs."""
        if self.running or final or self.tells or isinstance(self._profile, TreePath):
            return []  # elsewhere it may be a copy as well: nothing is claimed
        return [self._start(at, None)]

    def over(self, at: float) -> list[Happening]:
        """The process has ended, says its pidfd, and so its lock is gone, too."""
        events = self.ask(at)
        if events or self.pidfd is None:
            return events
        return [self._end(at, self._final_state_written())]

    def close(self) -> None:
        """Let the process go."""
        pidfd, self.pidfd = self.pidfd, None
        if pidfd is not None:
            os.close(pidfd)

    # inside

    def _in_use(self, at: float, pid: int | None) -> list[Happening]:
        if pid is None and not self.running:
            if self._nameless is None:
                self._nameless = at
            return [] if at - self._nameless < _NAMELESS_MS else [self._start(at, None)]
        if not self.running:
            return [self._start(at, pid)]
        if pid is None or pid == self.pid:
            return []
        if self.pid is None:
            self._start(at, pid)  # it had been seen, without its number
            return []
        # Another one already: its own checkpoints may have taken the place of the old one's.
        return [self._end(at, self._complete), self._start(at, pid)]

    def _start(self, at: float, pid: int | None) -> Happening:
        self.close()
        self.running, self.pid = True, pid
        self._nameless, self._complete = None, False
        if pid is not None and hasattr(os, "pidfd_open"):
            try:
                self.pidfd = os.pidfd_open(pid)
            except OSError:
                self.pidfd = None  # it has ended already, or the system has no such thing
        return Happening(at, "started", pid)

    def _end(self, at: float, clean: bool) -> Happening:
        pid = self.pid
        self.close()
        self.running, self.pid, self._complete = False, None, False
        return Happening(at, "quit" if clean else "crashed", pid)

    def _final_state_written(self) -> bool:
        """Whether the checkpoints end as those of a clean quit; as Firefox itself judges it."""
        try:
            told = json.loads(read_bytes(self._profile / CHECKPOINTS, NOTES, own=True)[0])
        except (SessiontuiError, ValueError, RecursionError):
            return False
        return isinstance(told, dict) and bool(told.get(FINAL_WRITE))
