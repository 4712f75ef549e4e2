"""Saves and happenings in words, the same on the screen and from the command line. Printable."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ..durations import measured
from ..session.model import names
from ..text import clock, count, percent, printable, site
from .saves import Changed, Happening, Save, Writes

_NAMED: Final = 4  # how many changes a line names before it only counts them
_AT_ONCE: Final = 1_000.0  # ms after the beginning that the first look may take
_HAPPENED: Final = {
    "waiting": "the profile is not there: waiting for it",
    "found": "the profile is there",
    "started": "Firefox started",
    "quit": "Firefox quit",
    "crashed": "Firefox crashed or was killed",
    "upgraded": "Firefox kept a copy of the session, as after each update",
    "wiped": "the session files were cleared",
    "restarted": "the watching had a fault and began anew",
    "stopped": "nothing was watched while sessiontui was stopped",
    "cut": "the other machine gives no answer: nothing is watched until it does",
    "back": "the other machine answers again: nothing was watched meanwhile",
    "ended": "the watching ended",
}
_VERBS: Final = {
    ("group", "added"): "made",
    ("group", "removed"): "removed",
    ("closed window", "added"): "closed",
    ("closed group", "added"): "closed",
    ("saved group", "added"): "saved",
}
_PLAIN: Final = {"closed window": "window", "closed group": "group", "saved group": "group"}


def changed_words(save: Save) -> str:
    """What a save changed, in one line: ``opened a.example · mail.example: scroll, formdata``."""
    final = "at quit: " if save.final else ""
    changes = save.changes
    if changes is None:
        why = printable(save.why_not) if save.why_not else "nothing to compare it with"
        return f"{final}({why})"
    if not changes.count:
        return f"{final}(nothing)"
    if not changes.matters:
        return f"{final}(nothing that matters)"
    items = [item for item in changes.items if item.matters]
    words = [*_opened_and_closed(items), *_changed_tabs(items), *_others(items)]
    unnamed = len(words[_NAMED:]) + changes.count - len(changes.items)
    more = [f"{unnamed:,} more"] if unnamed else []
    return final + " · ".join([*words[:_NAMED], *more])


def cut_words(writes: Writes) -> str:
    """Since when and why nothing is watched on another machine; nothing while it is."""
    last = next((one for one in reversed(writes.events) if one.what in ("cut", "back")), None)
    if last is None or last.what == "back":
        return ""
    return f"not watched since {clock(last.at, writes.until)}: {printable(last.detail)}"


def idle_words(writes: Writes) -> str:
    """How many saves changed nothing that matters, of those that were looked into."""
    share = percent(writes.idle_share or 0.0)
    return f"{writes.idle:,} of {count(writes.looked_into, 'save')} ({share})"


def fault_words(writes: Writes) -> str:
    """That the watching itself had faults, as a sentence; empty when it had none."""
    if not writes.faults:
        return ""
    times = "once" if writes.faults == 1 else f"{writes.faults:,} times"
    return (
        f"the watching had a fault {times} and went on, a save may be missing from these figures; "
        f"the last: {printable(writes.fault)}"
    )


def doubt_words(writes: Writes) -> str:
    """What makes the figures doubtful, as a printable sentence; empty when nothing does."""
    return printable(writes.warning) if writes.warning else fault_words(writes)


def name_of(item: Changed) -> str:
    """What a piece is called: the site of a tab, else what it is."""
    if item.part in ("tab", "closed tab"):
        known = item.site or (site(item.url) if item.url else "")
        return printable(known or item.title or f"a {item.part}")
    if item.part == "window":
        return "a window" if item.window is None else f"window {item.window + 1}"
    if item.part == "other":
        name = item.pointer.rpartition("/")[2].replace("~1", "/").replace("~0", "~")
        return printable(name or "other")
    return f"{_part(item)} {printable(item.title)}".rstrip()


def event_words(event: Happening, since: float | None = None) -> str:
    """What happened to Firefox or its profile; ``since``: when the watching began, in ms."""
    words = _HAPPENED[event.what]
    if event.what == "started" and since is not None and event.at < since + _AT_ONCE:
        words = "Firefox is running"
    if event.pid is not None and event.what in ("started", "quit", "crashed"):
        words += f", pid {event.pid}"
    return f"{words} ({printable(event.detail)})" if event.detail else words


def short_time(seconds: float, *, whole: bool = False) -> str:
    """A length of time that was watched, in at most seven cells: ``<10 ms``, ``98 ms``, ``15.2 s``.

    A watcher, which wakes up in between, cannot tell less than 10 ms. ``whole``: no tenths.
    """
    return "<10 ms" if seconds < 0.0095 else measured(seconds, whole=whole)


# -- one save ----------------------------------------------------------------------------------


def _opened_and_closed(items: Sequence[Changed]) -> Iterator[str]:
    """The tabs and windows that came and went, a tab that was closed only once."""
    tabs = {kind: _of(items, "tab", kind) for kind in ("added", "removed")}
    kept, again = _of(items, "closed tab", "added"), _of(items, "closed tab", "removed")
    windows = {
        kind: {item.window for item in _of(items, "window", kind)} for kind in ("added", "removed")
    }
    were_closed = {item.url for item in again}
    opened = [item for item in tabs["added"] if item.window not in windows["added"]]
    yield from _tabs("opened", [item for item in opened if item.url not in were_closed])
    yield from _tabs("reopened", [item for item in opened if item.url in were_closed])
    gone = {item.url for item in tabs["removed"]}
    closed = [item for item in tabs["removed"] if item.window not in windows["removed"]]
    for item in kept:
        # Opened and closed between two saves: no tab went. A window that comes back brings its own.
        if item.url not in gone and item.window not in windows["added"]:
            closed.append(item)
    yield from _tabs("closed", closed)
    for kind, verb in (("added", "opened"), ("removed", "closed")):
        if found := windows[kind]:
            inside = [item for item in tabs[kind] if item.window in found]
            of = f" of {count(len(inside), 'tab')} ({_sites(inside)})" if inside else ""
            yield f"{verb} {'a window' if len(found) == 1 else count(len(found), 'window')}{of}"


def _of(items: Sequence[Changed], part: str, kind: str) -> list[Changed]:
    return [item for item in items if (item.part, item.kind) == (part, kind)]


def _tabs(verb: str, tabs: Sequence[Changed]) -> Iterator[str]:
    if len(tabs) == 1:
        yield f"{verb} {name_of(tabs[0])}"
    elif tabs:
        yield f"{verb} {count(len(tabs), 'tab')} ({_sites(tabs)})"


def _sites(items: Sequence[Changed]) -> str:
    names = list(dict.fromkeys(name_of(item) for item in items))
    return ", ".join(names[:2]) + (", …" if len(names) > 2 else "")


def _changed_tabs(items: Sequence[Changed]) -> Iterator[str]:
    by_site: dict[str, list[Changed]] = {}
    for item in _of(items, "tab", "changed"):
        by_site.setdefault(name_of(item), []).append(item)
    for name, tabs in by_site.items():
        several = f" ({len(tabs)} tabs)" if len(tabs) > 1 else ""
        yield _with_fields(f"{name}{several}", _fields(tabs))


def _fields(items: Sequence[Changed]) -> str:
    """The names of what differs; when a tab was looked at is told only where it is all there is."""
    names = dict.fromkeys(printable(name) for item in items for name in item.fields)
    return ", ".join([name for name in names if name != "lastAccessed"] or names)


def _with_fields(name: str, fields: str) -> str:
    return f"{name}: {fields}" if fields else name


def _others(items: Sequence[Changed]) -> Iterator[str]:
    """Everything but tabs and windows that came and went: names of fields, or how many."""
    found: dict[tuple[str, str], list[Changed]] = {}
    for item in items:
        if item.part == "window" and item.kind == "changed":
            names = ("order of tabs" if name == "tabs" else name for name in item.fields)
            yield _with_fields(name_of(item), ", ".join(map(printable, names)))
        elif item.part == "cookies":
            yield "cookies"
        elif item.part == "other":
            name, fields = name_of(item), _fields([item])
            yield _with_fields(name, fields if fields != name else "")
        elif item.part not in ("tab", "window"):
            found.setdefault((_part(item), item.kind), []).append(item)
    for (part, kind), some in found.items():
        if not _said(items, part, kind, found):
            verb = _VERBS.get((part, kind)) or ("forgot" if kind == "removed" else "changed")
            noun = _PLAIN.get(part, part) if kind == "added" else part
            one = f"{noun} {printable(some[0].title)}" if some[0].title else f"a {noun}"
            yield f"{verb} {one if len(some) == 1 else count(len(some), noun)}"


def _part(item: Changed) -> str:
    return "closed group" if f"/{names.CLOSED_GROUPS}/" in item.pointer else item.part


def _said(
    items: Sequence[Changed], part: str, kind: str, found: dict[tuple[str, str], list[Changed]]
) -> bool:
    """Whether other words say it already: what was closed, opened again, or came to a list."""
    if part == "closed tab":
        urls = {item.url for item in _of(items, "tab", "added")}
        return kind == "added" or (
            kind == "removed" and all(item.url in urls for item in found[part, kind])
        )
    if part == "closed window":
        return bool(
            (kind == "added" and _of(items, "window", "removed"))
            or (kind == "removed" and _of(items, "window", "added"))
        )
    kept = ("closed group", "added") in found or ("saved group", "added") in found
    return (part, kind) == ("group", "removed") and kept
