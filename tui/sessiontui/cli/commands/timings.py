"""``sessiontui timings PLACE [on|off]``: what Firefox itself noted of its saves."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ...durations import in_milliseconds
from ...errors import NothingFound, Refused, UsageError
from ...text import count, exact_size, moment, printable, size
from .. import diagnostics
from ..options import add_dry_run, add_place, add_words
from ..output import Output
from ..place import opened_with_settings
from ..receipts import report

if TYPE_CHECKING:
    from ...firefox.prefs.prefs_js import PrefValue
    from ...firefox.save_log import FirefoxWrite
    from ...workspace import Workspace

EXAMPLE: Final = "sessiontui timings default-esr on\n  sessiontui timings default-esr --json"
_MORE: Final = """\
Firefox notes how many bytes each save of the session took on disk, and how
long making, compressing and writing it, when its own log is told to: "on" sets
that in prefs.js of a closed profile, "off" undoes it. Without either, what
it noted is printed. It stands in sessionstore-logs of the profile and holds
nothing private; Firefox clears what is older than 10 days while it notes more.

--json: time is ms since epoch, bytes are those on disk, duration is seconds.
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    parser.usage = "sessiontui timings [options] PLACE [on|off]"
    parser.description = f"{parser.description}\n\n{_MORE}"
    add_place(parser)
    add_words(parser, "words", "on|off", "have Firefox note it from its next start, or no more")
    add_dry_run(parser)


def shapes() -> tuple[object, ...]:
    """What ``--json`` prints: what was noted, or the receipt of switching."""
    from ..json_shapes.edits import ReceiptOut
    from ..json_shapes.timings import TimingsOut

    return (TimingsOut, ReceiptOut)


def run(options: argparse.Namespace) -> int:
    """Switch the log on or off, or print what is in it; nothing in it is exit code 1."""
    words: list[str] = options.words
    if len(words) > 1 or words not in ([], ["on"], ["off"]):
        raise UsageError(f"{printable(words[-1])}: timings takes a PLACE, then on, off or nothing")
    if options.dry_run and not words:
        raise UsageError("--dry-run belongs to timings PLACE on and timings PLACE off")
    with opened_with_settings(options) as workspace:
        _check_noted(workspace, switching=bool(words))
        return _switch(options, workspace, words[0]) if words else _print(options, workspace)


def _check_noted(workspace: Workspace, *, switching: bool) -> None:
    from ...stores.protocols import Timings

    if isinstance(workspace.store, Timings):
        return
    location = workspace.store.info.location.removesuffix(":")
    why = f"{location}: Firefox notes its saves in a real profile only"
    raise Refused(f"{why}; nothing was changed") if switching else NothingFound(why)


def _switch(options: argparse.Namespace, workspace: Workspace, to: str) -> int:
    from ...firefox import save_log

    values = save_log.switched_on(_values(workspace).get) if to == "on" else save_log.SWITCHED_OFF
    act = workspace.plan_settings if options.dry_run else workspace.set_settings
    report(options, act(values), place=options.place)
    if to == "on" and not options.json and not options.dry_run:
        Output().whole("to see them", _command(options, "after the next start of Firefox"))
    return diagnostics.DONE


def _print(options: argparse.Namespace, workspace: Workspace) -> int:
    from ...firefox import save_log

    location = workspace.store.info.location
    found = workspace.firefox_writes()
    on = save_log.is_on(_values(workspace).get)
    out = Output()
    if options.json:
        from ..json_shapes.timings import NotedSaveOut, TimingsOut

        saves = [NotedSaveOut(int(write.at), write.bytes, write.seconds) for write in found]
        out.json(TimingsOut(on, saves))
    elif not found:
        how = _how(options, on, changes=workspace.store.info.read_only_reason is None)
        raise NothingFound(f"{location}: Firefox has noted no saves; {how}")
    else:
        _table(out, found)
        if not on:
            out.paragraph("now", "switched off: Firefox notes no further saves")
    return diagnostics.DONE if found else diagnostics.NOTHING_FOUND


def _values(workspace: Workspace) -> dict[str, PrefValue | None]:
    from ...stores.protocols import Configures

    store = workspace.store
    assert isinstance(store, Configures)  # opened_with_settings lets no other through
    return {setting.name: setting.value for setting in store.settings()}


def _table(out: Output, found: Sequence[FirefoxWrite]) -> None:
    from statistics import median

    rows = [
        (moment(write.at), f"{size(write.bytes):>7}", f"{in_milliseconds(write.seconds):>8}")
        for write in found
    ]
    out.table(rows)
    lengths = [write.seconds for write in found]
    out.line()
    written = sum(write.bytes for write in found)
    out.paragraph("in all", f"{count(len(found), 'save')}, {exact_size(written)}")
    typical, longest = in_milliseconds(median(lengths)), in_milliseconds(max(lengths))
    out.paragraph("each took", f"{typical} (the median), {longest} at most")


def _how(options: argparse.Namespace, on: bool, *, changes: bool) -> str:
    if on:
        return "it is told to, and begins at its next start or save"
    from ...firefox import save_log

    by_hand = (
        f"set {save_log.LEVEL} = Debug, {save_log.ON_SUCCESS} = true "
        f"and {save_log.FLUSH} = 1 in its about:config"
    )
    if not changes:
        return f"to have it do so, {by_hand}"
    return f"close it, then {_command(options, '', 'on')} has it do so, or {by_hand}"


def _command(options: argparse.Namespace, when: str, *more: str) -> str:
    place = [options.place] if options.place else []
    typed = shlex.join(["sessiontui", "timings", *place, *more])
    return f"{typed}   ({when})" if when else typed
