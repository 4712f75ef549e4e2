"""A save or a happening as one line: words for people, names of the file for programs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import Any, Final

from ...monitor.saves import Changed, Event, Save
from ...text import count, duration, pad, printable, size

_PARTS: Final = 4  # how many changes a line names before it only counts them
_AT_ONCE: Final = 1_000.0  # ms after the beginning that the first look may take
_VERBS: Final = {"added": "opened", "removed": "closed"}
_OTHER_VERBS: Final = {
    ("closed tab", "added"): "kept",
    ("closed window", "added"): "kept",
    ("closed tab", "removed"): "forgotten",
    ("closed window", "removed"): "forgotten",
    ("group", "added"): "made",
    ("group", "removed"): "gone",
    ("closed group", "added"): "kept",
    ("closed group", "removed"): "forgotten",
    ("saved group", "added"): "kept",
    ("saved group", "removed"): "forgotten",
}
_HAPPENED: Final = {
    "waiting": "the profile is not there: waiting for it",
    "found": "the profile is there",
    "started": "Firefox started",
    "quit": "Firefox quit",
    "crashed": "Firefox crashed or was killed",
    "upgraded": "Firefox kept a copy of the session for the version before it",
    "wiped": "the session files were cleared",
    "ended": "the watching ended",
}


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
    return "  ".join([*columns, changes_words(save)])


def event_line(event: Event, since: float | None = None) -> str:
    """A happening for people; ``since``, of the first one, is when the watching began, in ms."""
    words = _HAPPENED[event.what]
    if event.what == "started" and since is not None and event.at < since + _AT_ONCE:
        words = "Firefox is running"
    if event.pid is not None and event.what in ("started", "quit", "crashed"):
        words += f", pid {event.pid}"
    if event.detail:
        words += f" ({printable(event.detail)})"
    return f"{clock_time(event.at)}  {words}"


def short_time(seconds: float) -> str:
    """A length of time in at most seven cells: ``0.3 ms``, ``98 ms``, ``15.2 s``, ``3 min``."""
    milliseconds = seconds * 1000
    if milliseconds < 0.05:
        return "<0.1 ms"
    if milliseconds < 9.95:
        return f"{milliseconds:.1f} ms"
    if milliseconds < 999.5:
        return f"{milliseconds:.0f} ms"
    return f"{seconds:.1f} s" if seconds < 59.95 else duration(seconds)


def changes_words(save: Save) -> str:
    """What a save changed, in words."""
    final = "at quit: " if save.final else ""
    changes = save.changes
    if changes is None:
        return f"{final}({save.why_not or 'nothing to compare it with'})"
    if not changes.count:
        return f"{final}(nothing)"
    if not changes.matters:
        return f"{final}(nothing that matters)"
    items = [item for item in changes.items if item.matters]
    words = [*_opened_and_closed(items), *_changed_tabs(items), *_others(items)]
    unnamed = len(words[_PARTS:]) + changes.count - len(changes.items)
    more = [f"{unnamed:,} more"] if unnamed else []
    return final + " · ".join([*words[:_PARTS], *more])


def _opened_and_closed(items: Iterable[Changed]) -> Iterator[str]:
    items = list(items)
    for part in ("tab", "window"):
        for kind, verb in _VERBS.items():
            found = [item for item in items if (item.part, item.kind) == (part, kind)]
            if found:
                sites = _sites(found)
                yield f"{count(len(found), part)} {verb}{f' ({sites})' if sites else ''}"


def _sites(items: Sequence[Changed]) -> str:
    sites = list(dict.fromkeys(printable(item.site) for item in items if item.site))
    return ", ".join(sites[:2]) + (", …" if len(sites) > 2 else "")


def _changed_tabs(items: Iterable[Changed]) -> Iterator[str]:
    by_site: dict[str, list[Changed]] = {}
    for item in items:
        if (item.part, item.kind) == ("tab", "changed"):
            by_site.setdefault(printable(item.site) or "a tab", []).append(item)
    for site, tabs in by_site.items():
        several = f" ({len(tabs)} tabs)" if len(tabs) > 1 else ""
        yield f"{site}{several}: {_fields(tabs)}"


def _fields(items: Iterable[Changed]) -> str:
    """The names of what differs; when a tab was looked at is told only where it is all there is."""
    names = dict.fromkeys(printable(name) for item in items for name in item.fields)
    return ", ".join([name for name in names if name != "lastAccessed"] or names)


def _others(items: Iterable[Changed]) -> Iterator[str]:
    items = list(items)
    closed = any((item.part, item.kind) in _CLOSINGS for item in items)
    found: dict[tuple[str, str], list[Changed]] = {}
    for item in items:
        if item.part == "window" and item.kind == "changed":
            name = "a window" if item.window is None else f"window {item.window + 1}"
            names = ("order of tabs" if name == "tabs" else name for name in item.fields)
            yield f"{name}: {', '.join(map(printable, names))}"
        elif item.part in ("cookies", "other"):
            yield _named(item)
        elif item.part not in ("tab", "window"):
            name = "closed group" if "/closedGroups/" in item.pointer else item.part
            found.setdefault((name, item.kind), []).append(item)
    for (part, kind), some in found.items():
        if not (closed and kind == "added" and part.startswith("closed")):  # it says so already
            yield f"{count(len(some), part)} {_OTHER_VERBS.get((part, kind), kind)}"


_CLOSINGS: Final = (("tab", "removed"), ("window", "removed"))


def _named(item: Changed) -> str:
    if item.part == "cookies":
        return "cookies"
    name = printable(item.pointer.rsplit("/", 1)[-1].replace("~1", "/").replace("~0", "~"))
    fields = _fields([item])
    return f"{name}: {fields}" if fields and fields != name else name or "other"


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
