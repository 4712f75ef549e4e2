"""A save or a happening as one line: words for people, names of the file for programs."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from ...monitor.saves import Changed, Happening, Save
from ...monitor.words import changed_words, event_words, short_time
from ...text import pad, size


def clock_time(at: float) -> str:
    """The local time of day of a moment in ms since epoch."""
    return f"{datetime.fromtimestamp(at / 1000):%H:%M:%S}"


def day(at: float) -> str:
    """The local day of a moment in ms since epoch."""
    then = datetime.fromtimestamp(at / 1000)
    return f"{then:%a} {then.day} {then:%b %Y}"


def save_line(save: Save, width: int | None) -> str:
    """A save for people, columns for a terminal of this width (None: a pipe)."""
    room = width or 1000
    columns = [clock_time(save.at), pad(size(save.bytes), 7, right=True)]
    if room >= 52:
        gap = "first seen" if save.gap is None else f"gap {short_time(save.gap)}"
        columns.append(pad(gap, 10))
    if room >= 76:
        took = "" if save.duration is None else f"took {short_time(save.duration)}"
        columns.append(pad(took, 12))
    return "  ".join([*columns, changed_words(save)])


def event_line(event: Happening, since: float | None = None) -> str:
    """A happening for people; ``since``, of the first one, is when the watching began, in ms."""
    return f"{clock_time(event.at)}  {event_words(event, since)}"


# -- for programs ------------------------------------------------------------------------------


def save_out(save: Save) -> dict[str, Any]:
    """A save as its JSON. Moments are ms since epoch, lengths of time seconds, sizes bytes."""
    changes = save.changes
    return {
        "time": round(save.at),
        "file": save.file,
        "final": save.final,
        "bytes": save.bytes,
        "uncompressedBytes": save.uncompressed,
        "gap": rounded(save.gap, 3),
        "duration": rounded(save.duration, 6),
        "age": rounded(save.age, 3),
        "changed": None if changes is None else [_changed_out(item) for item in changes.items],
        "changedCount": None if changes is None else changes.count,
        "changedBytes": None if changes is None else changes.bytes,
        "matters": None if changes is None else changes.matters,
        "whyNot": save.why_not,
    }


def _changed_out(item: Changed) -> dict[str, Any]:
    return {
        "pointer": item.pointer,
        "url": item.url or None,
        "bytes": item.bytes,
        "part": item.part,
        "kind": item.kind,
        "fields": item.fields,
        "matters": item.matters,
        "title": item.title or None,
        "site": item.site or None,
        "window": item.window,
    }


def rounded(value: float | None, digits: int) -> float | None:
    """Without the digits that mean nothing."""
    return None if value is None else round(value, digits)
