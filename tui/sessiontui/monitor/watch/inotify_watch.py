"""Watching by inotify: asleep until something happens, and a slow look beside it.

Both directories are watched, not the files: every save makes a new one. The look every 5 s finds
what gave no event, such as changes in the lower layer of an overlay.
"""

from __future__ import annotations

import os
import select
from pathlib import Path
from typing import Final, Literal

from ...firefox import file_names
from ...firefox.file_names import BACKUPS
from ...firefox.profile_lock import file_system
from ..saves import SeenSave
from . import inotify
from .inotify import Inotify
from .open_saves import OpenedSave, SaveOpener
from .reporter import CannotWatch, Reporter, inotify_says, of_late
from .save_sequence import BACKUP, CLEAN, RECOVERY, FileEvent, Finished, Noted, Sequence
from .snapshots import Stamp, directory_at, look_at, noteworthy, stamp_at
from .timers import Timers
from .watched_paths import WatchedPaths

LOOK_SECONDS: Final = 5.0
_SOON_SECONDS: Final = 0.02  # a Firefox that starts opens its lock before it takes it
_AGAIN_SECONDS: Final = 0.002
_LATER_SECONDS: Final = 0.3
_UNSURE_SECONDS: Final = 0.5

_LOCK_NAME: Final = file_names.LOCK

_Timer = Literal["look", "held", "held for long", "ask", "ask again", "flush"]


class InotifyWatch:
    """Sleeps in poll(2) over inotify, the pidfd of the running Firefox and ``wake``."""

    way = "inotify"

    def __init__(self, reporter: Reporter, wake: int) -> None:
        self._reporter = reporter
        try:
            self._inotify = Inotify()
        except OSError as error:
            raise CannotWatch(inotify_says(error)) from None
        self._sequence = Sequence()
        self._catcher = SaveOpener(self._sequence, self._read, reporter.open, reporter.files.close)
        self._paths = WatchedPaths(self._inotify)
        self._timers: Timers[_Timer] = Timers()
        self._lost = False  # some events
        self._stale = False  # a watched directory came or went
        self._openings = 0  # of .parentlock, that have not been closed again
        self._touched: set[str] = set()  # session files that events told of
        self._ran = False  # at any time since the last look
        self._goes_on = False  # from what the reporter knows, instead of beginning
        self._poll = select.poll()
        self._poll.register(self._inotify.descriptor, select.POLLIN)
        self._poll.register(wake, select.POLLIN)
        self._polled: int | None = None  # the pidfd

    def begin(self) -> None:
        """See what is there already; whatever comes after that is told. Raises CannotWatch.

        After another way has ended in the middle, what came since its last look is told first.
        """
        self._goes_on = self._reporter.still_there
        self._ran = self._goes_on and self._reporter.presence.may_run
        self._timers.start("look", 0.0 if self._goes_on else LOOK_SECONDS)
        self._attach()

    def turn(self) -> None:
        """Sleep until something happens, and tell it. Raises CannotWatch."""
        ready = {descriptor for descriptor, _ in self._poll.poll(self._timers.seconds * 1000)}
        self._handle(self._read())
        if self._polled is not None and self._polled in ready:
            self._ask(over=True)
        self._on_time()
        if self._lost:
            raise CannotWatch("the system lost events")
        wait = self._reporter.flush(saving=self._sequence.writing)
        if wait is not None:
            self._timers.start("flush", wait)

    def close(self) -> None:
        """End all watches."""
        self._inotify.close()

    # -- time ----------------------------------------------------------------------------------

    def _on_time(self) -> None:
        for timer in self._timers.ringing():
            match timer:
                case "look":
                    self._timers.start("look", LOOK_SECONDS)
                    self._look()
                case "held" | "held for long":
                    # Whoever only asked the lock, as we do, has closed it by now.
                    if self._openings > 0:
                        self._ask()
                    if timer == "held for long":
                        self._openings = 0
                case "ask" | "ask again":
                    self._ask()
                case "flush":
                    pass  # turn() ends with it

    # -- what is watched -----------------------------------------------------------------------

    def _attach(self) -> None:
        """Watch what is there now, in place of what has gone."""
        self._stale = False
        profile = self._reporter.here
        new = self._paths.watch("profile", profile, inotify.INSIDE_MASK)
        if "profile" not in self._paths:
            self._wait_above()
            return
        self._paths.unwatch("above")
        came = self._paths.watch("backups", profile / BACKUPS, inotify.INSIDE_MASK)
        self._paths.watch("lock file", profile / _LOCK_NAME, inotify.LOCK_MASK)
        if new:
            if not file_system(profile).events:
                raise CannotWatch(f"the profile lies on {file_system(profile).name}")
            self._sequence.interrupted()
            self._sequence.where.clear()
            if not self._goes_on:
                self._reporter.arrived()
            self._goes_on = False
            self._ask()
        elif came:
            self._timers.start("look", 0.0)  # something may have been saved before it was watched

    def _wait_above(self) -> None:
        for watched in ("backups", "lock file"):
            self._paths.unwatch(watched)
        self._reporter.left()
        while True:
            above = self._nearest()
            self._paths.watch("above", above, inotify.ABOVE_MASK)
            if self._nearest() == above:
                break
        if directory_at(self._reporter.here) is not None:
            self._attach()  # it came just before it would have been noticed

    def _nearest(self) -> Path:
        above = self._reporter.here.absolute().parents
        return next((path for path in above if directory_at(path) is not None), above[-1])

    # -- events --------------------------------------------------------------------------------

    def _read(self) -> list[FileEvent]:
        """The file events that have come; of other events only their meaning is kept."""
        events: list[FileEvent] = []
        while True:
            try:
                raws = self._inotify.read()
            except OSError as error:
                raise CannotWatch(inotify_says(error)) from None
            if self._reporter.correct():
                self._sequence.interrupted()  # how long that save takes cannot be told
            if not raws:
                break
            at = self._reporter.clock.now()
            names = self._paths.by_number()
            for raw in raws:
                watched = names.get(raw.wd)
                if raw.mask & inotify.Q_OVERFLOW:
                    self._lost = True
                if raw.mask & inotify.GONE and watched is not None:
                    self._stale = True
                    self._paths.unwatch(watched)
                match watched:
                    case "profile" | "backups" as place:
                        if raw.name:
                            name = os.fsdecode(raw.name)
                            events.append(FileEvent(at, place, raw.mask, name, raw.cookie))
                    case "lock file":
                        self._lock_touched(raw.mask)
                    case "above":
                        self._stale = True
                    case _:
                        pass  # the last words of a watch that was ended
        for event in events:
            self._sort(event)
        return events

    def _sort(self, event: FileEvent) -> None:
        path = event.path
        if path in (BACKUPS, _LOCK_NAME):
            self._stale = True
            self._reporter.dirty()
        if event.mask & inotify.PUT_MASK and path in (CLEAN, RECOVERY, BACKUP):
            self._touched.add(path)
        if noteworthy(path):
            self._reporter.dirty()

    def _lock_touched(self, mask: int) -> None:
        if mask & inotify.OPEN:
            self._openings += 1
            if "held" not in self._timers:
                self._timers.start("held", _SOON_SECONDS)
                self._timers.start("held for long", _LATER_SECONDS)
        elif mask & inotify.CLOSE_NOWRITE:
            self._openings = max(0, self._openings - 1)
            if not self._openings:
                self._timers.stop("held", "held for long")
        elif mask & inotify.CLOSE_WRITE:
            self._openings = max(0, self._openings - 1)
            self._timers.start("ask", 0.0)  # its holder has gone, unless that was another one
            self._timers.start("ask again", _SOON_SECONDS)

    def _handle(self, events: list[FileEvent]) -> None:
        while True:
            for item in self._catcher.take(events):
                if isinstance(item, OpenedSave):
                    self._saved(item)
                else:
                    self._noted(item)
            stamps = [stamp_at(self._reporter.here, path) for path in self._touched]
            events = self._read()
            if not events:
                break
        if self._stale:
            self._attach()  # in a directory that has just come may be a save that nobody told of
        elif not self._lost:  # what lies there may be a save whose events are among the lost
            for stamp in stamps:
                self._reporter.known.learn(stamp)
        self._touched.clear()

    def _saved(self, caught: OpenedSave) -> None:
        save, opened = caught.save, caught.opened
        seen = SeenSave(
            save.at,
            save.path,
            save.final,
            None if opened is None else opened.stamp.size,
            None if opened is None else opened.stamp.modified / 1e6,
            save.compress_ms,
            save.write_ms,
            None if opened is None else opened.descriptor,
        )
        if opened is None:
            self._reporter.save(seen, self._stamp_of(save))
        elif self._reporter.known.was_looked(opened.stamp):
            self._reporter.files.close(opened)
        else:
            seen = of_late(
                seen, opened.stamp, shifted=caught.shifted, earliest=self._reporter.begun
            )
            self._reporter.save(seen, opened.stamp)

    def _stamp_of(self, save: Finished) -> Stamp | None:
        """Of a save that could not be opened, if it still lies there: a later one began later."""
        stamp = stamp_at(self._reporter.here, save.path)
        return stamp if stamp is not None and stamp.modified / 1e6 <= save.at else None

    def _noted(self, noted: Noted) -> None:
        match noted.what:
            case "upgraded":
                self._reporter.upgraded(noted.detail, noted.at)
            case "wiped":
                self._reporter.wiped(noted.at)
            case "checkpoints":
                self._reporter.events(self._reporter.presence.checkpoints(noted.at))
                self._after_asking()
            case "link":
                self._ask()
                self._timers.start("ask again", _LATER_SECONDS)
            case _:
                pass  # nobody is told

    # -- who runs, and what no event tells -----------------------------------------------------

    def _ask(self, *, over: bool = False) -> None:
        ran = self._reporter.presence.running
        self._ran = self._ran or self._reporter.presence.may_run
        self._reporter.ask(over=over)
        if self._reporter.presence.running != ran:
            self._sequence.interrupted()
        self._after_asking()

    def _after_asking(self) -> None:
        presence = self._reporter.presence
        if presence.unsure and "ask again" not in self._timers:
            self._timers.start("ask again", _UNSURE_SECONDS)
        if presence.pidfd != self._polled:
            if self._polled is not None:
                self._poll.unregister(self._polled)
            if presence.pidfd is not None:
                self._poll.register(presence.pidfd, select.POLLIN)
            self._polled = presence.pidfd

    def _look(self) -> None:
        reporter = self._reporter
        self._attach()
        self._ask()
        if not reporter.there:
            return
        look = look_at(reporter.here)
        events = self._read()
        if events:
            self._handle(events)
            if any(noteworthy(event.path) for event in events):
                self._timers.start("look", _AGAIN_SECONDS)  # looked at in the midst of it
                return
        if self._ran or reporter.presence.may_run:
            # One whose event comes only now is told by the look, and not again by the event.
            reporter.looked(look, reporter.clock.now())
        self._ran = reporter.presence.may_run
        reporter.known.learn_all(look)
        reporter.compare(look)
