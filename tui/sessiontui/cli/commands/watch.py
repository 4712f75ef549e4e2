"""``sessiontui watch PLACE``: every save while Firefox runs, and a summary at the end."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Final, Protocol, TypeAlias

from ...errors import SessiontuiError, Unreadable, UsageError
from ...firefox import file_names
from ...text import parse_age, printable
from .. import diagnostics
from ..options import add_json, add_place, as_path, expanded
from ..output import Output

if TYPE_CHECKING:
    from ...monitor.saves import Happening, Save, Writes
    from ...monitor.what_if.types import Design
    from ...stores.protocols import StoreRef
    from ..watching.reports import Report
    from ..watching.wake_ups import WakeUps

News: TypeAlias = "Save | Happening"

EXAMPLE: Final = (
    "sessiontui watch default-esr --for 8h --what-if\n"
    "  sessiontui watch default-esr --json | jq .bytes"
)
_MORE: Final = """\
Each save of the session file: when, how large, how long after the one before,
how long Firefox took to compress and write it, and what changed in it; what
Firefox does meanwhile stands between them. A profile that is not there yet is
waited for (a name without / must be known), and Firefox may come and go.
On another machine (ssh:) a look every 5 s sees saves: those between two looks
count as one, no duration is known, nor whether Firefox runs.

Ctrl-C, SIGTERM or the end of --for: the summary, exit code 0. SIGUSR1: the
summary so far; with --json it goes to standard error. Ctrl-Z: what Firefox
does until fg or bg is not watched, and counted nowhere.

--json: a line a save, on standard output nothing but these and at the end the
line {"summary": ...}; what Firefox does is told on standard error. time, since
and until are ms since epoch; gap, duration, age, seconds and other lengths of
time are seconds; sizes bytes; null is unknown.
"""
_KEPT = 64 << 20  # bytes of the latest saves' files, for --what-if
_LOOK = 60.0  # seconds: no event tells that Firefox has NOT saved, so the clock is looked at


class Watched(Protocol):
    """Counts the saves of a place."""

    def start(self) -> None:
        """Begin."""

    def stop(self) -> None:
        """End; what was seen is counted and told first."""

    def pause(self) -> Callable[[], None]:
        """Watch and count nothing until the result is called."""

    def writes(self) -> Writes:
        """Everything counted so far."""

    def listen(self, heard: Callable[[News], object]) -> Callable[[], None]:
        """Call ``heard`` for each save and happening, in order, from a thread of its own."""

    def redesign(self, cancelled: Callable[[], bool]) -> Sequence[Design]:
        """The saves under other designs."""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    parser.description = f"{parser.description}\n\n{_MORE}"
    add_place(parser)
    parser.add_argument(
        "--for", dest="length", metavar="TIME", help="watch so long: 8h, 30m, 90s (nothing: on)"
    )
    parser.add_argument(
        "--what-if", action="store_true",
        help="at the end, what these very saves would have cost under other settings and designs",
    )  # fmt: skip
    parser.add_argument(
        "--print-unit", action="store_true",
        help="print a systemd user unit that watches this place all the time, and leave",
    )  # fmt: skip
    add_json(parser, "lines of JSON for programs, see above")


def shapes() -> tuple[object, ...]:
    """What each line of ``--json`` is: a save, or at the end the summary."""
    from ..json_shapes.watch import LastLineOut, SaveOut

    return (SaveOut, LastLineOut)


def run(options: argparse.Namespace) -> int:
    """Print a line a save until the time is over or someone asks for the end."""
    seconds = _seconds(options.length)
    if options.version_of is not None:
        raise UsageError("--version-of: watch tells of every save, whatever version it becomes")
    ref = _resolve(options.place)
    if options.firefox and ref.scheme == "profile":
        _say_risk(ref)
    if options.print_unit:
        return _print_unit(options, ref)
    from ..watching.reports import JsonReport, TextReport
    from ..watching.wake_ups import WakeUps

    profile = as_path(ref.rest) if ref.scheme == "profile" else None
    where = printable(ref.rest) if profile else f"{ref.scheme}:{printable(ref.rest)}"
    report: Report = JsonReport(where) if options.json else TextReport(where, profile)
    with WakeUps[News]() as wake:
        watched = _watched(ref, options.what_if)
        began = time.time() * 1000
        watched.listen(wake.put)
        watched.start()
        try:
            report.begin(began, watched.writes().way)
            _follow(watched, wake, report, seconds)
        finally:
            watched.stop()
        for news in wake.news():
            report.tell(news)
        report.end(watched.writes(), (lambda: _designs(watched, wake)) if options.what_if else None)
        if wake.fault is not None:
            raise wake.fault
    return diagnostics.DONE


def _follow(watched: Watched, wake: WakeUps[News], report: Report, seconds: float | None) -> None:
    until = None if seconds is None else time.monotonic() + seconds
    summaries = stops = 0
    warned: str | None = None
    while not wake.ended:
        left = _LOOK if until is None else min(_LOOK, until - time.monotonic())
        if left <= 0:
            return
        wake.wait(left)
        if stops != wake.stops:
            stops = wake.stops
            _stop(watched)
        told = wake.news()
        for news in told:
            report.tell(news)
        if summaries != wake.summaries:
            summaries = wake.summaries
            report.so_far(watched.writes())
        writes = watched.writes()  # also asks what Firefox wrote, which is too late once it ended
        warning = None if told else writes.warning
        if warning is not None and warned is None:
            report.warn(time.time() * 1000, warning)
        warned = warning


def _stop(watched: Watched) -> None:
    """Stop, as Ctrl-Z asks for; till it goes on, nothing is watched."""
    from ... import job_control

    go_on = watched.pause()
    try:
        job_control.stop()
    finally:
        go_on()


def _designs(watched: Watched, wake: WakeUps[News]) -> Sequence[Design] | None:
    asked = wake.asked
    try:
        found = watched.redesign(lambda: wake.asked != asked)
    except KeyboardInterrupt:
        found = ()
    if not found:
        diagnostics.note("what if: cancelled" if wake.asked != asked else
                         "what if: that takes at least one save")  # fmt: skip
    return found or None


# -- what is watched ---------------------------------------------------------------------------


def _seconds(length: str | None) -> float | None:
    if length is None:
        return None
    found = parse_age(length)
    if not found:
        raise UsageError(
            f"--for {printable(length)}: that is no length of time; say 8h, 30m or 90s"
        )
    return found / 1000


def _resolve(place: str | None) -> StoreRef:
    """The place to watch; a profile by its absolute path, also one that is not there yet."""
    from ...firefox.file_names import BACKUPS
    from ...stores.protocols import StoreRef
    from ...stores.registry import resolve

    try:
        ref = resolve(place)
    except Unreadable:
        if place is None or not _may_come(place):
            raise
        ref = StoreRef("profile", place)
    if ref.scheme == "file":
        if place is None or not _may_come(place):
            raise _single_file(ref.rest)
        ref = StoreRef("profile", ref.rest)  # a link that leads nowhere yet
    if ref.scheme != "profile":
        return ref
    path = expanded(ref.rest).absolute()
    return StoreRef("profile", str(path.parent if path.name == BACKUPS else path))


def _may_come(place: str) -> bool:
    """Whether a place that is no profile may become one: a path to nothing, an empty directory,
    or one in which a Firefox has just begun.
    """
    path = expanded(place)
    try:
        return next(path.iterdir(), None) is None or (path / file_names.LOCK).exists()
    except FileNotFoundError:
        return "/" in place
    except (OSError, ValueError):
        return False


def _single_file(rest: str) -> UsageError:
    if rest == "-":
        return UsageError("standard input cannot be watched; name a profile")
    from ...firefox.file_names import BACKUPS

    folder = expanded(rest).absolute().parent
    profile = folder.parent if folder.name == BACKUPS else folder
    return UsageError(
        f"{printable(rest)}: a single file cannot be watched, Firefox saves by replacing it; name "
        f"the profile, such as {printable(str(profile))}"
    )


def _watched(ref: StoreRef, what_if: bool) -> Watched:
    from ...stores.protocols import Meters
    from ...stores.registry import open_ref
    from ...stores.tree.store import TreeStore
    from ..watching.sources import ProfileWatch, RemoteWatch, StoreWatch

    kept = _KEPT if what_if else 0
    if ref.scheme == "profile":
        return ProfileWatch(as_path(ref.rest), kept)
    store = open_ref(ref)
    if not isinstance(store, Meters):
        store.close()
        raise UsageError(f"{store.info.location}: this kind of place cannot be watched")
    if isinstance(store, TreeStore):
        return RemoteWatch(store, kept)
    return StoreWatch(store)


def _say_risk(ref: StoreRef) -> None:
    """Say what --firefox risks there, as every command does."""
    from msgspec.structs import replace

    from ...stores.registry import open_ref

    try:
        store = open_ref(replace(ref, as_firefox=True))
    except SessiontuiError:
        return  # it is still to come, and watched all the same
    if store.info.risk is not None:
        diagnostics.note(f"sessiontui: {store.info.risk}")
    store.close()


def _print_unit(options: argparse.Namespace, ref: StoreRef) -> int:
    from ..watching.systemd_unit import unit

    if ref.scheme != "profile":
        raise UsageError(f"--print-unit: only a profile is worth watching all the time, and "
                         f"{ref.scheme}: is none")  # fmt: skip
    more = ["--for", options.length] if options.length else []
    more += [
        f"--{name.replace('_', '-')}"
        for name in ("firefox", "json", "what_if")
        if vars(options)[name]
    ]
    Output().foreign(unit(as_path(ref.rest), more, temporary=options.what_if))
    return diagnostics.DONE
