"""Saves in words: what one changed, what all of them come to, who causes them. All printable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ..monitor.saves import Changed, Event, Save, Writes
from ..stores.base import View
from ..text import cells, count, duration, moment, printable, site, size
from .headline import reading_words
from .widgets.sheet import Line

_MOST = 6  # pieces of one save that are named in its line
_HAPPENED: Final = {
    "waiting": "the profile is not there",
    "found": "the profile is there",
    "started": "Firefox started",
    "quit": "Firefox quit",
    "crashed": "Firefox ended without its last save",
    "upgraded": "Firefox kept a copy for an older version",
    "wiped": "the session files were cleared",
    "ended": "the watching ended",
}


def bytes_of(number: float | None) -> str:
    """A number of bytes that was calculated; ``?`` when unknown."""
    return "?" if number is None else size(round(number))


def seconds_of(seconds: float | None) -> str:
    """A length of time between saves: ``15.2 s``, ``4 min``; nothing when unknown."""
    if seconds is None:
        return ""
    return f"{seconds:.1f} s" if seconds < 99.95 else duration(seconds)


def write_time(save: Save) -> str:
    """How long Firefox compressed and wrote: ``2.1 ms``, ``0.25 s``; nothing when not seen."""
    if save.duration is None:
        return ""
    return f"{save.duration * 1000:.1f} ms" if save.duration < 0.1 else f"{save.duration:.2f} s"


# -- one save ----------------------------------------------------------------------------------


def changed_words(save: Save) -> str:
    """What a save changed, in one line, the largest first."""
    changes = save.changes
    if changes is None:
        return f"not looked into: {printable(save.why_not)}" if save.why_not else "(the first seen)"
    if not changes.count:
        return "(nothing)"
    if not changes.matters:
        return "(nothing that matters)"
    items = [item for item in changes.items if item.matters]
    closed = {item.url for item in items if item.part == "closed tab" and item.kind == "added"}
    words: list[str] = []
    for item in items:
        if item.part == "tab" and item.kind == "removed" and item.url in closed:
            continue  # it is said of the closed tab
        said = piece_words(item)
        if said not in words:
            words.append(said)
    more = len(words[_MOST:])
    text = " · ".join(words[:_MOST])
    more += changes.count - len(changes.items)
    return f"{text} · {more:,} more" if more > 0 else text


def piece_words(item: Changed) -> str:
    """One piece that a save changed: ``mail.example: entries, scroll``."""
    name = name_of(item)
    if item.part == "closed tab" and item.kind == "added":
        return f"closed {name}"
    sign = {"added": "+ ", "removed": "− ", "changed": ""}[item.kind]
    if item.kind == "changed" and item.fields and item.part != "cookies":
        return f"{name}: {_fields(item)}"
    return sign + name


def name_of(item: Changed) -> str:
    """What a piece is called: the site of a tab, else what it is."""
    if item.part in ("tab", "closed tab"):
        known = item.site or site(item.url)
        return printable(known or item.title or item.part)
    if item.part == "window":
        return "window" if item.window is None else f"window {item.window + 1}"
    if item.part == "other":
        return printable(item.pointer.rpartition("/")[2] or "the rest")
    title = printable(item.title)
    return f"{item.part} {title}".rstrip()


def _fields(item: Changed) -> str:
    """The fields that differ; when it was looked at last is told only where it is all there is."""
    told = [field for field in item.fields if field != "lastAccessed"]
    return printable(", ".join(told or item.fields))


def event_words(event: Event, since: float) -> str:
    """What happened to Firefox or its profile; ``since``: when the watching began."""
    words = _HAPPENED[event.what]
    if event.what == "started" and event.at <= since:
        words = "Firefox was running already"
    if event.pid is not None:
        words += f", pid {event.pid}"
    return f"{words}: {event.detail}" if event.detail else words


def save_lines(save: Save) -> Iterator[Line]:
    """Everything about one save, exactly."""
    final = ", the last one, at quit" if save.final else ""
    yield Line("file", printable(save.file) + final)
    if save.bytes is None:
        yield Line("size", "unknown: it was gone before it was looked at", "warning")
    else:
        text = f"{size(save.bytes)} on disk ({save.bytes:,} bytes)"
        if save.uncompressed:
            ratio = save.uncompressed / max(1, save.bytes)
            text += f", {size(save.uncompressed)} of JSON ({ratio:.1f} : 1)"
        yield Line("size", text)
    times = []
    if save.gap is not None:
        times.append(f"{seconds_of(save.gap)} after the save before")
    if save.compress_ms is not None:
        times.append(f"compressed in {save.compress_ms:.1f} ms")
    if save.write_ms is not None:
        times.append(f"written in {save.write_ms:.1f} ms")
    if times:
        yield Line("time", ", ".join(times))
    if save.age is not None:
        yield Line("data", f"gathered {save.age:.1f} s before it was there")
    changes = save.changes
    if changes is None:
        why = save.why_not or "nothing to compare it with: it was the first one seen"
        yield Line("changed", printable(why), "dim")
        return
    share = f" of {size(save.uncompressed)}" if save.uncompressed else ""
    pieces = count(changes.count, "piece") if changes.count else "nothing"
    said = f"{pieces}, {size(changes.bytes)}{share}" if changes.count else pieces
    yield Line("changed", said + ("" if changes.matters else ": nothing that matters"))


# -- all of them -------------------------------------------------------------------------------


def now_words(writes: Writes) -> str:
    """What is written at the moment: ``644 kB every 15 s``."""
    if not writes.running:
        return "Firefox is not running"
    if not writes.saves:
        return "no save yet"
    gap = writes.typical_gap
    every = "" if not gap else f" every {gap:.0f} s" if gap < 99.5 else f" every {duration(gap)}"
    return f"{size(writes.saves[-1].bytes)}{every}"


def share_words(writes: Writes) -> str:
    """How much of what all of Firefox wrote the session is; nothing when that is not known."""
    whole = writes.process_written
    if not whole or not writes.bytes:
        return ""
    if whole < writes.bytes:
        return ""  # the kernel has not counted the latest pages yet
    share = 100 * writes.bytes / whole
    return f"{'< 1' if share < 1 else f'{share:.0f}'} % of Firefox's writes"


def idle_words(writes: Writes) -> str:
    """How many saves were for nothing."""
    share = writes.idle_share
    return "" if share is None else f"{100 * share:.0f} % of saves for nothing"


def facts(writes: Writes) -> Iterator[Line]:
    """What all saves come to, one fact a line."""
    from ..monitor.meter import compared_with_others  # a single file is shown without it

    if writes.warning:
        yield Line(None, f"▲ {printable(writes.warning)}", "warning")
        yield Line(None, "")
    yield Line("now", now_words(writes), "strong")
    yield Line("so far", f"{size(writes.bytes)} in {count(writes.count, 'save')}")
    yield Line("", f"since {_since(writes)}", "dim")
    if writes.per_hour is not None:
        yield Line("8-h day", f"{bytes_of(writes.projected(8))} at this pace", "strong")
        day, year = writes.projected(24), writes.projected(24 * 365)
        yield Line("hour", f"{bytes_of(writes.per_hour)}, a day {bytes_of(day)}")
        yield Line("year", bytes_of(year))
    for label, text in (("share", share_words(writes)), ("idle", idle_words(writes))):
        if text:
            yield Line(label, text)
    if writes.longest_gap:
        yield Line("gap", f"at most {seconds_of(writes.longest_gap)}")
    if writes.unsized:
        yield Line("", f"{count(writes.unsized, 'save')} gone before the size was seen", "dim")
    yield Line("seen by", printable(writes.way), "dim")
    taken = writes.saves[-1].bytes if writes.saves else None
    if taken is not None:
        yield Line(None, f"{size(taken)} is {compared_with_others(taken)}", "dim")


def _since(writes: Writes) -> str:
    day, _, clock = moment(writes.since).rpartition(" ")
    same = moment(writes.until).startswith(day)
    return f"{clock[:5]}, {duration(writes.seconds)}" if same else f"{day} {clock[:5]}"


def summary(writes: Writes) -> tuple[list[str], list[str]]:
    """The facts in the parts of two lines, for where there is no room beside the chart."""
    first = [now_words(writes), f"{size(writes.bytes)} in {count(writes.count, 'save')}"]
    if writes.per_hour is not None:
        first.append(f"8-h day {bytes_of(writes.projected(8))}")
        first.append(f"year {bytes_of(writes.projected(24 * 365))}")
    second = [text for text in (share_words(writes), idle_words(writes)) if text]
    if writes.longest_gap:
        second.append(f"longest gap {seconds_of(writes.longest_gap)}")
    return first, [*second, f"seen by {printable(writes.way)}"]


def waiting_words(writes: Writes) -> str:
    """Why there is no save yet, and when there will be one."""
    last = writes.events[-1] if writes.events else None
    if last is not None and last.what == "waiting":
        return "The profile is not there yet; its saves are counted as soon as it is."
    if not writes.running:
        return "Firefox is not running; its saves are counted as soon as it does."
    every = f"at most every {duration(writes.interval)}, " if writes.interval else ""
    return f"Waiting for the first save: Firefox saves {every}only when something has changed."


def uncounted_words(view: View) -> str:
    """Why no saves are counted, and where they would be."""
    if view.reading:
        return reading_words(view)
    if view.info.scheme in ("profile", "demo"):
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
