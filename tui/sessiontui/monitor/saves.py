"""What the monitor saw, as data: saves, what each one changed, and what Firefox did meanwhile."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ..firefox.prefs.save_interval import USUAL_INTERVAL
from ..firefox.tree.path import TreePath

Kind = Literal["added", "removed", "changed"]
Part = Literal[
    "tab", "window", "closed tab", "closed window", "group", "saved group", "cookies", "other"
]
HappeningKind = Literal[
    "waiting",
    "found",
    "started",
    "quit",
    "crashed",
    "upgraded",
    "wiped",
    "restarted",
    "stopped",
    "cut",
    "back",
    "ended",
]


@dataclass(frozen=True, slots=True)
class Changed:
    """One piece of the session that a save wrote otherwise than the save before.

    ``pointer`` is RFC 6901, in the new text; of what was removed, in the old one. ``fields`` are
    the names of the piece's own fields that differ (empty for what was added or removed).
    ``bytes`` is what those fields, or the whole piece, take of the new JSON (of the old one where
    it was removed). ``title``, ``url`` and ``site`` are a tab's current entry's, as they stand in
    the file: printable() belongs where they are shown. ``matters`` is False when only bookkeeping
    differs, such as when a tab was last looked at.
    """

    pointer: str
    part: Part
    kind: Kind
    fields: tuple[str, ...]
    bytes: int
    matters: bool
    title: str = ""
    url: str = ""
    site: str = ""
    window: int | None = None  # 0-based, where it belongs to one


@dataclass(frozen=True, slots=True)
class Changes:
    """What one save changed. ``items`` are the largest ones, at most MAX_ITEMS of ``count``."""

    items: tuple[Changed, ...]
    count: int
    bytes: int  # of all of them
    tabs: int  # open tabs added, removed or changed
    windows: int  # windows added, removed, or with a field of their own changed
    matters: bool


MAX_ITEMS = 100
_MINUTE = 60.0  # s


@dataclass(frozen=True, slots=True)
class Save:
    """One write of the session file by Firefox.

    ``at``: ms since epoch, when the finished file got its name. ``file``: below the profile, with
    ``/``. ``final``: the one at quit. ``bytes``: on disk, None when it was gone before it could be
    looked at. ``gap``: seconds since the save before it. ``compress_ms``: from the old file's
    going away to the new one's first byte; ``write_ms``: from there to its name.
    ``uncompressed``: bytes of JSON. ``age``: seconds from session.lastUpdate to ``at``.
    ``changes`` is None for the first save looked into; ``why_not`` says why a later one was not.
    """

    at: float
    file: str
    final: bool
    bytes: int | None
    gap: float | None = None
    compress_ms: float | None = None
    write_ms: float | None = None
    uncompressed: int | None = None
    age: float | None = None
    changes: Changes | None = None
    why_not: str | None = None

    @property
    def duration(self) -> float | None:
        """Seconds Firefox took to compress and write it, as far as it was seen."""
        if self.write_ms is None:
            return None
        return ((self.compress_ms or 0.0) + self.write_ms) / 1000


@dataclass(frozen=True, slots=True)
class Happening:
    """What happened to the profile or its Firefox. ``at``: ms since epoch. ``detail``: printable.

    waiting: the profile is not there (yet). found: it is. started, quit, crashed: Firefox.
    upgraded: it kept a copy for an older version. wiped: the session files were cleared.
    restarted: the watching itself had a fault, and goes on. stopped: this program was (Ctrl-Z), and
    goes on. cut: the other machine gives no answer (``detail``: why), since the last look. back: it
    does again. ended: the watching stopped.
    """

    at: float
    what: HappeningKind
    pid: int | None = None
    detail: str = ""


@dataclass(frozen=True, slots=True)
class Culprit:
    """A site or tab that caused saves. ``key`` is the site, or the tab's address.

    ``saves``: in how many it changed. ``bytes``: what its changed fields took, summed up.
    ``dragged``: its share of the bytes written to disk: each save's bytes are divided evenly among
    the culprits that changed in it.
    """

    key: str
    title: str
    saves: int
    bytes: int
    dragged: float


@dataclass(frozen=True, slots=True, eq=False)
class Writes:
    """Everything counted since the watching began, frozen. Times in ms since epoch.

    ``saves``: the latest, oldest first; what is older is in the totals only. ``seconds``: how
    long was watched; ``running_seconds``: how long of it Firefox ran. ``looked_into``: the saves
    whose changes are known; of them ``idle`` changed nothing that matters.
    ``process_written``: bytes the whole Firefox process wrote meanwhile (None where /proc does not
    tell). ``way``: how saves are noticed, in words. ``faults``: how often the watching or the
    counting had a fault of its own and went on: a save may be missing, ``fault`` says of the last.
    ``unwatched``: from when to when nobody looked, since this program was stopped or the line to
    another machine broken; in no sum. ``untold``: why it cannot be told whether Firefox runs, in
    words: then ``running_seconds`` are those in which it may have, all.
    """

    since: float
    until: float
    way: str
    running: bool
    pid: int | None
    seconds: float
    running_seconds: float
    count: int
    bytes: int
    uncompressed: int
    unsized: int  # saves gone before their size was seen
    looked_into: int
    idle: int
    longest_gap: float | None
    typical_gap: float | None  # median of the last ones, s
    process_written: int | None
    warning: str | None  # a sentence when a running Firefox has not saved for far too long
    saves: tuple[Save, ...] = ()
    events: tuple[Happening, ...] = ()
    sites: tuple[Culprit, ...] = ()
    tabs: tuple[Culprit, ...] = ()
    interval: float | None = None  # browser.sessionstore.interval, s
    faults: int = 0
    fault: str = ""
    unwatched: tuple[tuple[float, float], ...] = ()
    untold: str = ""

    @property
    def per_hour(self) -> float | None:
        """Bytes an hour while Firefox runs; None before there is anything to go by.

        In the first minute no more than with a save at every interval.
        """
        if self.count < 2 or self.running_seconds <= 0:
            return None
        seconds = self.running_seconds
        if seconds < _MINUTE:  # two saves that happen to follow each other are no pace
            seconds = max(seconds, self.count * (self.interval or USUAL_INTERVAL))
        return self.bytes * 3600 / seconds

    def projected(self, hours: float) -> float | None:
        """Bytes in so many hours at this pace."""
        return None if self.per_hour is None else self.per_hour * hours

    @property
    def idle_share(self) -> float | None:
        """The share of saves that changed nothing that matters, 0 to 1."""
        return self.idle / self.looked_into if self.looked_into else None


@dataclass(frozen=True, slots=True)
class SeenSave:
    """A save as the watcher hands it on, before anything is read.

    ``descriptor``: open for reading, whoever gets it closes it; None when it was gone already.
    ``there``: where it lies in a tree elsewhere, to be read while it is the same; ``before``: the
    revision of the save that lay there at the look before.
    """

    at: float
    file: str
    final: bool
    bytes: int | None
    modified: float | None  # ms since epoch, when its writing began
    compress_ms: float | None = None
    write_ms: float | None = None
    descriptor: int | None = field(default=None, compare=False)
    there: TreePath | None = field(default=None, compare=False)
    before: str | None = field(default=None, compare=False)
