"""Watching by looks: at set times, or when the watchfiles library says that something changed."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from ...firefox.file_names import BACKUPS
from .reporter import Reporter
from .snapshots import directory_at, look_at

if TYPE_CHECKING:
    from watchfiles.main import FileChange

INTERVAL_SECONDS = 1.0

_STEP_MS = 300  # the library wakes up once a step
_DEBOUNCE_MS = 600  # how long it gathers changes; Firefox saves every 2 s at most
_TIMEOUT_MS = 2_000


class PollWatch:
    """Looks at the profile every second."""

    def __init__(self, reporter: Reporter, stop: threading.Event, why: str | None) -> None:
        self.way = f"looks every {INTERVAL_SECONDS:g} s" + (f": {why}" if why else "")
        self._reporter = reporter
        self._stop = stop

    def begin(self) -> None:
        """See what is there already."""
        if self._reporter.there is not None:
            return  # after another way
        if look_at(self._reporter.profile).there:
            self._reporter.arrived()
            self._reporter.ask()
        else:
            self._reporter.left()

    def turn(self) -> None:
        """Wait for the next look and tell what it shows."""
        if not self._stop.wait(INTERVAL_SECONDS):
            self._look()

    def close(self) -> None:
        """Nothing to let go: a poll holds no files between two looks."""

    def _look(self) -> None:
        reporter = self._reporter
        reporter.correct()
        look = look_at(reporter.profile)
        now = reporter.clock.now()
        if not look.there:
            reporter.left()
        elif not reporter.there:
            reporter.arrived()
            reporter.ask()
        else:
            ran = reporter.presence.may_run
            reporter.ask()
            if ran or reporter.presence.may_run:
                reporter.looked(look, now)
            else:
                reporter.known.learn_all(look)  # written by something else
            reporter.compare(look)
        reporter.flush(saving=False)


class WatchfilesWatch(PollWatch):
    """Looks when the library says so, and every two seconds."""

    def __init__(self, reporter: Reporter, stop: threading.Event) -> None:
        super().__init__(reporter, stop, None)
        self.way = "watchfiles"
        self._changes: Iterator[set[FileChange]] | None = None
        self._paths: tuple[tuple[Path, int], ...] = ()

    def turn(self) -> None:
        """Wait for a change and tell what a look shows then."""
        paths = self._directories()
        if not paths:
            self._changes, self._paths = None, ()
            super().turn()
            return
        if self._changes is None or paths != self._paths:
            self._changes, self._paths = self._begun(paths), paths
        try:
            if next(self._changes, None) is None:
                self._changes = None
        except OSError:
            self._changes = None  # it has gone away just now
        if not self._stop.is_set():
            self._look()

    def close(self) -> None:
        """Let the library's watch go."""
        self._changes, self._paths = None, ()

    def _directories(self) -> tuple[tuple[Path, int], ...]:
        found = []
        for path in (self._reporter.here, self._reporter.here / BACKUPS):
            info = directory_at(path)
            if info is not None:
                found.append((path, info.st_ino))
        return tuple(found)

    def _begun(self, paths: tuple[tuple[Path, int], ...]) -> Iterator[set[FileChange]]:
        import watchfiles

        return watchfiles.watch(
            *(path for path, _ in paths),
            watch_filter=None,
            debounce=_DEBOUNCE_MS,
            step=_STEP_MS,
            stop_event=self._stop,
            rust_timeout=_TIMEOUT_MS,
            yield_on_timeout=True,
            raise_interrupt=False,
            recursive=False,
        )
