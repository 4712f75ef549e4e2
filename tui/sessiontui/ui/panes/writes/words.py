"""The facts of all saves as lines of the screen. All printable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ....durations import duration
from ....monitor.saves import Writes
from ....monitor.words import cut_words, doubt_words, idle_words, short_time
from ....stores.view import View
from ....text import cells, count, moment, percent, printable, size
from ...version_words import reading_words
from ...widgets.sheet import Line

_QUIET = 3  # times the usual gap, and a minute: since then "every 15 s" is over
_MINUTE = 60.0


def now_words(writes: Writes, now: float) -> str:
    """What is written at the moment: ``644 kB every 15 s``; ``now`` in ms since epoch."""
    if not writes.running and not writes.untold:
        return "Firefox is not running"
    if cut_words(writes):
        return "not watched"
    if not writes.saves:
        return "no save yet"
    saved, gap = size(writes.saves[-1].bytes), writes.typical_gap
    if not gap:
        return f"{saved} a save"
    since = (now - writes.saves[-1].at) / 1000
    if since > max(_QUIET * gap, _MINUTE):
        return f"no save for {duration(since)}"
    return f"{saved} every {short_time(gap, whole=True)}"


def share_words(writes: Writes) -> str:
    """How much of what all of Firefox wrote the session is; nothing when that is not known."""
    whole = writes.process_written
    if not whole or not writes.bytes:
        return ""
    if whole < writes.bytes:
        return ""  # the kernel has not counted the latest pages yet
    return f"{percent(writes.bytes / whole)} of Firefox's writes"


def _so_far(writes: Writes) -> str:
    if not writes.count:
        return "no save yet"
    return f"{size(writes.bytes)} in {count(writes.count, 'save')}"


def facts(writes: Writes, now: float) -> Iterator[Line]:
    """What all saves come to, one fact a line; how long is watched is said as of ``now``."""
    from ....monitor.meter import compared_with_others  # a single file is shown without it

    if doubt := doubt_words(writes):
        yield Line(None, f"▲ {doubt}", "warning")
        yield Line(None, "")
    if cut := cut_words(writes):
        yield Line(None, f"▲ {cut}", "warning")
        yield Line(None, "")
    yield Line("now", now_words(writes, now), "strong")
    yield Line("so far", _so_far(writes))
    yield Line("", f"since {_since(writes, max(now, writes.until))}", "dim")
    if writes.per_hour is not None:
        yield Line("8-h day", f"{size(writes.projected(8))} at this pace", "strong")
        yield Line("hour", size(writes.per_hour))
        day, year = writes.projected(24), writes.projected(24 * 365)
        yield Line("24 h", f"{size(day)}, {size(year)} a year")
    if share := share_words(writes):
        yield Line("share", share)
    if writes.idle_share is not None:
        yield Line("idle", f"{percent(writes.idle_share)} nothing that matters")
        yield Line("", f"{writes.idle:,} of {count(writes.looked_into, 'save')}", "dim")
    if writes.longest_gap:
        yield Line("gap", f"the longest {short_time(writes.longest_gap)}")
    if writes.unsized:
        yield Line("", f"{count(writes.unsized, 'save')} gone before the size was seen", "dim")
    yield Line("seen by", printable(writes.way), "dim")
    taken = writes.saves[-1].bytes if writes.saves else None
    if taken is not None:
        yield Line(None, f"{size(taken)} is {compared_with_others(taken)}", "dim")


def _since(writes: Writes, now: float) -> str:
    day, _, clock = moment(writes.since).rpartition(" ")
    same = moment(now).startswith(day)
    watched = writes.seconds + (now - writes.until) / 1000
    return f"{clock[:5]}, {duration(watched)}" if same else f"{day} {clock[:5]}"


def summary(writes: Writes, now: float) -> tuple[list[str], list[str]]:
    """The facts in the parts of two lines, for where there is no room beside the chart."""
    first = [now_words(writes, now)]
    if writes.count or not (writes.running or writes.untold):
        first.append(_so_far(writes))
    if writes.per_hour is not None:
        first.append(f"8-h day {size(writes.projected(8))}")
        first.append(f"24 h {size(writes.projected(24))}")
    second = [text for text in (share_words(writes),) if text]
    if writes.idle_share is not None:
        second.append(f"{idle_words(writes)} changed nothing that matters")
    if writes.longest_gap:
        second.append(f"longest gap {short_time(writes.longest_gap)}")
    return first, [*second, f"seen by {printable(writes.way)}"]


def waiting_words(writes: Writes) -> str:
    """Why there is no save yet, and when there will be one."""
    last = writes.events[-1] if writes.events else None
    if last is not None and last.what == "waiting":
        return "The profile is not there yet; its saves are counted as soon as it is."
    if cut_words(writes):
        return "The other machine gives no answer; saves are counted as soon as it does."
    if writes.untold:
        return f"No look there has seen a save yet; {printable(writes.untold)}."
    if not writes.running:
        return "Firefox is not running; its saves are counted as soon as it runs."
    every = f"at most every {duration(writes.interval)}, and " if writes.interval else ""
    return f"Waiting for the first save: Firefox saves {every}only when something has changed."


def uncounted_words(view: View) -> str:
    """Why no saves are counted, and where they would be."""
    if view.reading:
        return reading_words(view)
    if view.info.scheme in ("profile", "demo", "ssh"):
        return "The counting of saves begins …"
    return (
        f"{view.info.title} is no profile of a running Firefox: nothing is saved here. "
        "Open the profile to see each save: sessiontui PROFILE."
    )


def paused_words(frozen: Writes, latest: Writes) -> str:
    """What the picture does not show while it stands still."""
    more = latest.count - frozen.count
    since = f" · {count(more, 'more save')} since" if more else ""
    return f"paused{since} · space goes on"


def short_line(parts: Sequence[str], width: int) -> str:
    """As many parts as fit into a width, with dots between them."""
    text = ""
    for part in parts:
        longer = f"{text} · {part}" if text else part
        if text and cells(longer) > width:
            break
        text = longer
    return text
