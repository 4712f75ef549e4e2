"""Adds up saves and happenings: totals, gaps, who causes them, and whether all is well.

The time comes from outside, in ms since epoch. What is kept is bounded: the latest saves and
events, of saves that are not among the very latest only the largest changes, and bounded tables
of culprits (culprits.py). Everything else is sums.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterable
from dataclasses import replace
from typing import Final

from ..durations import duration
from ..firefox.prefs.save_interval import USUAL_IDLE_INTERVAL, USUAL_INTERVAL
from .culprits import Culprits, site_key, tab_key
from .saves import Happening, Save, Writes

MAX_SAVES: Final = 2_000
MAX_EVENTS: Final = 200
FULL_SAVES: Final = 200  # the latest ones keep all their changes …
KEPT_ITEMS: Final = 5  # … older ones so many

_TYPICAL_OF = 51  # gaps whose median is the typical one
_SILENCE_SECONDS = 600.0  # nothing is said of shorter ones
_SILENCE_INTERVALS = 20

# Mozilla's own page on session restore: FX_SESSION_RESTORE_FILE_SIZE_BYTES of Nightly 29, 2014.
USUAL_BYTES: Final = 194_000
_QUANTILES = ((1_200_000, "19 of 20 users' (1.2 MB"), (USUAL_BYTES, "3 of 4 users' (194 kB"))
_SOURCE = "Mozilla's telemetry, Nightly 29, 2014"
_TOP = 10_000_000


def compared_with_others(size: int) -> str:
    """A session file's size against those of all users, as far as Mozilla published them."""
    if size > _TOP:
        return f"over 10 MB, as more than 100,000 users' ({_SOURCE}; 19 of 20 had 1.2 MB or less)"
    for limit, words in _QUANTILES:
        if size > limit:
            return f"larger than {words} or less; {_SOURCE})"
    return f"among the smaller 3 of 4 users' (194 kB or less; {_SOURCE})"


class Meter:
    """Counts from ``since`` on (ms since epoch).

    ``interval``: browser.sessionstore.interval in seconds, as it is now. That Firefox runs already
    is told by a ``started`` event; a save, too, shows that it runs. ``details`` False: of no save
    it is kept what it changed, only how much.
    """

    def __init__(
        self, since: float, *, interval: float | None = None, details: bool = True
    ) -> None:
        self._since = since
        self._full, self._items = (FULL_SAVES, KEPT_ITEMS) if details else (0, 0)
        self.interval = interval
        self._ended: float | None = None
        self._leapt = 0.0  # ms by which the clock on the wall has
        self._saves: deque[Save] = deque(maxlen=MAX_SAVES)
        self._events: deque[Happening] = deque(maxlen=MAX_EVENTS)
        self._unwatched: deque[tuple[float, float]] = deque(maxlen=MAX_EVENTS)
        self._sites, self._tabs = Culprits(site_key), Culprits(tab_key)
        self._count = self._bytes = self._uncompressed = self._unsized = 0
        self._looked_into = self._idle = 0
        self._gaps: deque[float] = deque(maxlen=_TYPICAL_OF)
        self._longest: float | None = None
        self._ran = 0.0  # s, of runs that are over
        self._running_since: float | None = None
        self._latest: float | None = None  # the latest save of this run
        self._in_this_run = 0
        self._begun = since  # this run, or the watching if that is later
        self._saw_start = False

    def add(self, save: Save) -> None:
        """Count one save into all sums, and into those of its culprits."""
        if self._running_since is None and not save.final:
            self._begin(save.at)
        self._count += 1
        self._bytes += save.bytes or 0
        self._unsized += save.bytes is None
        self._uncompressed += save.uncompressed or 0
        # A gap while Firefox did not run says nothing about its saving.
        if save.gap is not None and self._latest is not None:
            self._gaps.append(save.gap)
            self._longest = max(self._longest or 0.0, save.gap)
        self._latest = save.at
        self._in_this_run += 1
        if save.changes is not None:
            self._looked_into += 1
            self._idle += not save.changes.matters
            self._sites.add(save.changes, save.bytes or 0)
            self._tabs.add(save.changes, save.bytes or 0)
        self._saves.append(save)
        if len(self._saves) > self._full:
            self._shorten(len(self._saves) - self._full - 1)

    def _shorten(self, index: int) -> None:
        old = self._saves[index]
        if old.changes is not None and len(old.changes.items) > self._items:
            changes = replace(old.changes, items=old.changes.items[: self._items])
            self._saves[index] = replace(old, changes=changes)

    def happened(self, event: Happening) -> None:
        """Take note of what happened to Firefox or the profile."""
        # Faults of ours that come again and again drive out none of Firefox's: only the last stays.
        if event.what == "restarted" and self._events and self._events[-1].what == "restarted":
            self._events.pop()
        self._events.append(event)
        if event.what == "started":
            self._end(event.at)
            self._begin(event.at)
            self._saw_start = event.at > self._since + self._leapt
        elif event.what in ("quit", "crashed"):
            self._end(event.at)
        elif event.what == "ended":
            self._end(event.at)
            self._ended = event.at

    def leapt(self, leap: float) -> None:
        """The clock has leapt by so many ms: it was set, or the machine slept.

        That is no time that was watched, and Firefox could not save in it.
        """
        if self._ended is not None:
            return
        self._leapt += leap
        self._begun += leap
        if self._running_since is not None:
            self._running_since += leap
        if self._latest is not None:
            self._latest += leap

    def stopped(self, begun: float, ended: float, *, seconds: float) -> None:
        """Nobody looked from one moment to another, which took so many seconds without sleep.

        That is no time that was watched: what Firefox saved in it is not known.
        """
        self.leapt(seconds * 1000)
        if self._ended is None:
            self._unwatched.append((begun, ended))

    def _begin(self, at: float) -> None:
        self._running_since = self._begun = max(at, self._since + self._leapt)
        self._latest = None
        self._in_this_run = 0
        self._saw_start = False

    def _end(self, at: float) -> None:
        if self._running_since is not None:
            self._ran += max(0.0, at - self._running_since) / 1000
        self._running_since = self._latest = None
        self._in_this_run = 0

    def writes(
        self,
        now: float,
        *,
        way: str,
        running: bool,
        pid: int | None,
        process_written: int | None,
        untold: str = "",
    ) -> Writes:
        """Everything counted, as of ``now``; what is known of the present comes from outside."""
        until = now if self._ended is None else min(now, self._ended)
        ran = self._ran
        if self._running_since is not None:
            # Where Firefox has just gone and its event is still to come, its last save counts.
            end = until if running else self._latest or self._running_since
            ran += max(0.0, end - self._running_since) / 1000
        watched = max(0.0, until - self._since - self._leapt) / 1000
        return Writes(
            since=self._since,
            until=until,
            way=way,
            running=running,
            pid=pid,
            seconds=watched,
            running_seconds=watched if untold else ran,
            count=self._count,
            bytes=self._bytes,
            uncompressed=self._uncompressed,
            unsized=self._unsized,
            looked_into=self._looked_into,
            idle=self._idle,
            longest_gap=self._longest,
            typical_gap=_median(self._gaps) if self._gaps else None,
            process_written=process_written,
            warning=self._warning(until) if running and self._ended is None else None,
            saves=tuple(self._saves),
            events=tuple(self._events),
            sites=self._sites.table(),
            tabs=self._tabs.table(),
            interval=self.interval,
            unwatched=tuple(self._unwatched),
            untold=untold,
        )

    def _warning(self, now: float) -> str | None:
        """What is seen when a running Firefox saves nothing for long, and what it may mean."""
        interval = self.interval or USUAL_INTERVAL
        # A silence as long as one that ended well is no news; beyond the idle interval it is.
        usual = min(max(self._gaps, default=0.0), USUAL_IDLE_INTERVAL)
        limit = max(_SILENCE_SECONDS, _SILENCE_INTERVALS * interval, usual)
        silence = (now - (self._latest or self._begun)) / 1000
        if silence <= limit:
            return None
        length = duration(silence)
        if not self._in_this_run:
            begin = "Firefox started" if self._saw_start else "the watching began"
            return (
                f"nothing was saved since {begin} {length} ago: either nothing has changed since, "
                "or this Firefox cannot save or does not (permanent private browsing); open a tab "
                f"and wait {duration(2 * interval)} to see"
            )
        often = ""
        if self._gaps:
            often = f", while one usually came every {duration(_median(self._gaps))}"
        if silence <= USUAL_IDLE_INTERVAL + interval:
            return (
                f"no save for {length}{often}: either nothing changed, or nobody is at the "
                "computer (then Firefox saves once an hour), or saving fails"
            )
        return (
            f"no save for {length}{often}, longer than Firefox waits when nobody is at the "
            "computer (1 h): either nothing changed at all, or saving fails; open a tab, wait "
            f"{duration(2 * interval)}, and look whether the disk is full"
        )


def _median(numbers: Iterable[float]) -> float:
    ordered = sorted(numbers)
    middle = len(ordered) // 2
    return ordered[middle] if len(ordered) % 2 else (ordered[middle - 1] + ordered[middle]) / 2
