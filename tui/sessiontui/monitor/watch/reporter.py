"""What both ways of watching share: the clock, who runs, what is known, and the callbacks."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ...firefox.tree.path import AnyPath, TreePath
from ...text import printable
from ..saves import Happening, HappeningKind, SeenSave
from .firefox_presence import Presence
from .open_saves import Opened, OpenFiles
from .save_sequence import CHECKPOINTS, upgrade_of
from .snapshots import Known, Scan, Stamp, directory_at, finished_at, look_at

_STEP_SECONDS = 0.001  # beyond that the clock was set, or the machine slept
_SAVING_SECONDS = 1.0  # how long news wait for the end of a save


class Clock:
    """Ms since epoch, by a clock that nobody sets; after sleep it is right again."""

    def __init__(self) -> None:
        before = time.monotonic()  # first: rather ahead of the file system than behind it
        self._offset = time.time() - before

    def now(self) -> float:
        """The present, ms since epoch."""
        return (time.monotonic() + self._offset) * 1000

    def correct(self) -> float:
        """Follow the clock on the wall when it has leapt; gives by how many ms it has."""
        before, wall, after = time.monotonic(), time.time(), time.monotonic()
        # This thread may have had no turn in between: only what cannot come of that is a leap.
        if wall - after - _STEP_SECONDS <= self._offset <= wall - before + _STEP_SECONDS:
            return 0.0
        leap, self._offset = wall - before - self._offset, wall - before
        return leap * 1000


class CannotWatch(Exception):
    """The system gives no events here; the argument says why, in words."""


def inotify_says(error: OSError) -> str:
    """Why there are no events, by the system's own word."""
    return f"inotify says {printable(error.strerror or 'an error')!r}"


class Reporter:
    """Hands on what was seen. ``seen`` None: nobody wants the files."""

    def __init__(
        self,
        profile: AnyPath,
        seen: Callable[[SeenSave], object] | None,
        happened: Callable[[Happening], object],
        changed: Callable[[], object],
    ) -> None:
        self.profile = profile
        self.clock = Clock()
        self.presence = Presence(profile)
        self.known = Known()
        self.files = OpenFiles(profile)
        self.since: float | None = None  # the last look, where a look knows; ms since epoch
        self.cut = False  # no look is possible: told, and not over yet
        self.before: str | None = None  # revision of the save that lay there then
        self.look = Scan(False, False, {})
        self.there: bool | None = None
        self._directory: tuple[int, int] | None = None  # device and inode of the one that was there
        self.wanted = seen is not None
        self._seen = seen
        self._happened = happened
        self._changed = changed
        self._dirty: float | None = None
        self._upgrades: set[str] = set()  # that were told
        self.begun = self.clock.now()
        self._last = self.begun  # when the last save was made

    @property
    def here(self) -> Path:
        """The profile's directory on this machine: only there are events of files."""
        if isinstance(self.profile, TreePath):
            raise TypeError("no event tells of a file on another machine")
        return self.profile

    def correct(self) -> bool:
        """Follow the clock on the wall when it has leapt, and say whether it has."""
        leap = self.clock.correct()
        self.begun += leap
        self._last += leap
        if self._dirty is not None:
            self._dirty += leap
        return leap != 0

    def events(self, events: list[Happening]) -> None:
        """Tell what happened."""
        for event in events:
            self._happened(event)

    def event(self, what: HappeningKind, detail: str = "", at: float | None = None) -> None:
        """Tell that something happened, now unless said otherwise."""
        self._happened(
            Happening(at or self.clock.now(), what, self.presence.pid, printable(detail))
        )

    def dirty(self) -> None:
        """Something that people see has changed."""
        if self._dirty is None:
            self._dirty = self.clock.now()

    def clean(self) -> None:
        """What was seen so far is no change."""
        self._dirty = None

    def flush(self, *, saving: bool) -> float | None:
        """Say once that something has changed, at the end of a save that is under way.

        Gives the seconds after which it should be called again, if it has to.
        """
        if self._dirty is None:
            return None
        wait = self._dirty / 1000 + _SAVING_SECONDS - self.clock.now() / 1000
        if saving and wait > 0:
            return wait
        self.look = look_at(self.profile)
        self.tell_changed()
        return None

    def tell_changed(self) -> None:
        """Say now that something has changed."""
        self._dirty = None
        self._changed()

    def ask(self, *, over: bool = False) -> None:
        """Ask whether Firefox runs, and tell what has changed. ``over``: its pidfd says so."""
        before = self.presence.used
        ask = self.presence.over if over else self.presence.ask
        self.events(ask(self.clock.now()))
        if self.presence.used != before:
            self.dirty()

    def open(self, path: str) -> Opened | None:
        """Open a session file below the profile, if somebody wants them."""
        if isinstance(self.profile, TreePath):
            return None  # it is no file of this machine
        return self.files.open(path) if self.wanted else None

    @property
    def still_there(self) -> bool:
        """Whether the directory that was watched before is there: what is new in it is news."""
        return self.there is True and self._directory == self._now_there()

    def _now_there(self) -> tuple[int, int] | None:
        info = directory_at(self.profile)
        return None if info is None else (info.st_dev, info.st_ino)

    def arrived(self) -> None:
        """The profile is there: what lies in it is no news."""
        self._directory = self._now_there()
        self.presence.arrived()
        self.look = look_at(self.profile)
        self.known.learn_all(self.look)
        if self.there is False:
            self.event("found")
        self.there = True
        self.dirty()

    def overlooked(self) -> None:
        """Nobody has looked for a while: what was saved meanwhile is told as no save."""
        self.correct()
        if self.there:
            self.ask()
            self.there = None  # whoever looks next begins with what lies there then

    def left(self) -> None:
        """The profile is not there."""
        if self.there:
            self.ask()
            self.dirty()
        if self.there is not False:
            self.event("waiting", str(self.profile))
        self.there = False

    def save(self, seen: SeenSave, stamp: Stamp | None, *, looked: bool = False) -> None:
        """Tell of a save that was not told yet; its descriptor is theirs then, or closed.

        ``looked``: a look has found it, and its event may be still to come.
        """
        self.events(self.presence.saved(seen.at, final=seen.final))
        if seen.at < self._last:
            seen = replace(seen, at=self._last)  # a file's own times are not that exact
        self._last = seen.at
        self.known.learn(stamp, looked=looked)  # last: what fails before is told another time
        if self._seen is not None:
            self.files.handed_on(seen.descriptor)
            self._seen(seen)
        self.dirty()

    def wiped(self, at: float | None = None) -> None:
        """Tell that the session files were cleared."""
        self.look = replace(self.look, backups=False)
        self.event("wiped", at=at)

    def upgraded(self, build: str, at: float | None = None) -> None:
        """Tell of a copy for an older version, once."""
        if build not in self._upgrades:
            self._upgrades.add(build)
            self.event("upgraded", build, at)

    def compare(self, look: Scan) -> None:
        """Tell everything besides saves that a look shows: copies, clearing, other files."""
        before, self.look = self.look, look
        if look.files == before.files and look.backups == before.backups:
            return
        self.dirty()
        if before.files.get(CHECKPOINTS) != look.files.get(CHECKPOINTS):
            self.events(self.presence.checkpoints(self.clock.now()))
        if before.backups and not look.backups:
            self.wiped()
        for path in look.files.keys() - before.files.keys():
            build = upgrade_of(path)
            if build is not None and self.presence.may_run:
                self.upgraded(build)

    def looked(self, look: Scan, now: float) -> None:
        """Tell the saves that a look has found."""
        for save in self.known.news(look):
            opened = self.open(save.path)
            if opened is not None and opened.stamp.key != save.stamp.key:
                self.files.close(opened)  # the next one has taken its place already
                opened = None
            earliest = self.begun if self.since is None else self.since
            profile = self.profile
            seen = SeenSave(
                finished_at(save.stamp, shifted=save.shifted, earliest=earliest, seen=now),
                save.file,
                save.final,
                save.stamp.size,
                save.stamp.modified / 1e6,
                descriptor=opened.descriptor if opened else None,
                there=profile / save.path if isinstance(profile, TreePath) else None,
                before=self.before,
            )
            self.save(seen, save.stamp, looked=True)


def of_late(seen: SeenSave, stamp: Stamp, *, shifted: bool, earliest: float) -> SeenSave:
    """A save whose events were read late, with the times that the file itself tells."""
    at = finished_at(stamp, shifted=shifted, earliest=earliest, seen=seen.at)
    if at == seen.at:
        return seen
    late = seen.at - at
    if seen.write_ms is None or seen.write_ms < late:
        return replace(seen, at=at, compress_ms=None, write_ms=None)
    return replace(seen, at=at, write_ms=seen.write_ms - late)
