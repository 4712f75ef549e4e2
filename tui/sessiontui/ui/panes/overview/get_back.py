"""What can be got back, as data: the session before, what was closed, what only old files hold.

The order is always the same, and what is found out later comes last or fills in a line that is
there already: nothing moves under the cursor or takes another's letter.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from typing import Final

from textual.message import Message

from ....session.model.nested import session_at
from ....session.model.snapshot import Snapshot
from ....stores.view import Summary, Version, VersionId, View
from ....text import count, printable, size
from ...messages import NowhereElseWanted, SightingWanted, TabWanted, VersionChosen, WordsWanted
from ...widgets.version_rail import short_name
from .held_alone import Held, told, too_large

_MOST_OF_A_KIND: Final = 3
_TITLES: Final = 3
_NUMBER_CELLS: Final = 10
_FIRST_WINDOW: Final = ("windows", 0)


@dataclass(frozen=True, slots=True)
class Chance:
    """One line. ``key`` makes it the same line in the next view, ``opens`` makes what Enter sends.

    ``number`` is how much it is, ``more`` goes on after ``text`` where there is room; ``when`` in
    ms since epoch. All text printable.
    """

    key: str
    number: str
    text: str
    opens: Callable[[], Message]
    more: str = ""
    role: str = ""
    when: int | None = None


def chances(view: View, *, asked: bool, opens: str) -> tuple[Chance, ...]:
    """Everything that can be got back. ``asked``: what is nowhere else in these versions was.

    ``opens``: the key that opens a line.
    """
    if view.reading:
        return ()
    found: list[Chance] = []
    if view.snapshot is not None:
        found += _inside(view, view.snapshot)
    if not found:
        found += _previous(view)
    if view.snapshot is not None:
        found += _closed_windows(view.snapshot)
        found += _closed_tabs(view.snapshot)
    only = _only(view, asked, opens)
    named = _session_before(view) if any(one.key == "before" for one in found) else None
    return (*found, *only[:1], *_damaged(view, named), *only[1:])


# -- the session before ------------------------------------------------------------------------


def _inside(view: View, snapshot: Snapshot) -> Iterator[Chance]:
    """The sessions that the shown one holds."""
    shown = view.version
    if shown is None:
        return
    start = f"{shown.id}#"
    own = (v for v in view.inside if v.id.startswith(start) and v.depth == shown.depth + 1)
    for version in islice(own, _MOST_OF_A_KIND):
        held = view.summaries.get(version.id)
        tabs = count(held.counts.tabs, "tab") if held is not None and held.counts else ""
        pointer = version.id.removeprefix(start)
        # Only Firefox's own is decoded by now; what a tab holds would be decoded again.
        inner = session_at(snapshot, pointer) if pointer.count("/") == 1 else None
        titles = _some(tab.title for tab in inner.open_tabs()) if inner is not None else ""
        yield Chance(f"inside {pointer}", tabs, version.meaning, _windows_of(version.id), titles)


def _previous(view: View) -> Iterator[Chance]:
    """What the last clean quit but one has left, where no session holds the one before."""
    previous = _session_before(view)
    if previous is None:
        return
    summary = view.summaries.get(previous.id)
    text = f"the session before this one, {printable(previous.id)}"
    if summary is not None and summary.error is not None:
        text, number = f"{text}, cannot be read", "✗"
    else:
        number = count(summary.counts.tabs, "tab") if summary and summary.counts else "…"
        if summary is not None and summary.salvaged is not None:
            text = f"{text}, is damaged: {summary.salvaged.can_be_read}"
    role = "warning" if number == "✗" else ""
    opens = _version(previous.id) if role else _windows_of(previous.id)
    when = None if previous.modified is None else int(previous.modified)
    yield Chance("before", number, text, opens, role=role, when=when)


def _session_before(view: View) -> Version | None:
    if view.profile is None:
        return None
    shown = view.version.id if view.version is not None else None
    for version in view.versions:
        if version.role == "cleanBackup" and version.id not in (
            shown,
            view.profile.next_start.loads,
        ):
            return version
    return None


# -- what was closed ---------------------------------------------------------------------------


def _closed_windows(snapshot: Snapshot) -> Iterator[Chance]:
    windows = snapshot.closed_windows
    if not windows:
        return
    newest = max(windows, key=lambda window: window.closed_at or 0)
    tabs = count(sum(len(window.tabs) for window in windows), "tab")
    text = "a closed window" if len(windows) == 1 else f"{len(windows):,} closed windows, newest:"
    titles = _some(tab.title for tab in newest.tabs)
    yield Chance("windows", tabs, text, _item(newest.steps), titles, when=newest.closed_at)


def _closed_tabs(snapshot: Snapshot) -> Iterator[Chance]:
    """Closed tabs of open windows, one by one and in groups, and those of saved groups."""
    closed = [tab for window in snapshot.windows for tab in window.closed_tabs]
    groups = [group for window in snapshot.windows for group in window.closed_groups]
    groups += snapshot.saved_groups
    grouped = [tab for group in groups for tab in group.tabs]
    if not closed and not groups:
        return
    how = " and in groups" if closed and groups else ""
    text = f"closed one by one{how}" if closed else "in closed and saved groups"
    newest = max((*closed, *grouped), key=lambda tab: tab.closed_at or 0, default=None)
    steps = groups[0].steps if newest is None else newest.steps
    yield Chance(
        "tabs", count(len(closed) + len(grouped), "tab"), f"{text}, newest:" if newest else text,
        _item(steps), newest.title if newest else "", when=newest.closed_at if newest else None,
    )  # fmt: skip


# -- what only one file holds ------------------------------------------------------------------


def _only(view: View, asked: bool, opens: str) -> list[Chance]:
    """At least one line, so that what comes later takes nobody's place."""
    if len(view.versions) < 2 or (view.version is None and view.nowhere_else is None):
        return []
    known, lost = view.nowhere_else, lambda: WordsWanted("")
    versions = count(len(view.versions), "version")
    if not asked and (large := too_large(view)):
        text = f"of JSON in {versions}: {opens} looks which pages are nowhere else"
        return [Chance("only", size(large), text, NowhereElseWanted)]
    if known is None:
        text = f"looking which pages of {versions} are nowhere else"
        return [Chance("only", "…", text, lost, role="dim")]
    if known.trouble:
        return [Chance("only", "?", known.trouble, lost, role="warning")]
    found = told(view)
    if not found and known.lost:
        text = "are not in what Firefox loads, each of them in several versions"
        return [Chance("only", _number(known.lost), text, lost)]
    unread = sum(bool(one.error) for one in view.summaries.values())
    if not found and unread:
        text = f"known to be lost; {count(unread, 'version')} cannot be read"
        return [Chance("only", "0 pages", text, lost, role="dim")]
    if not found:
        text = f"are lost: what Firefox loads has every page of {versions}"
        return [Chance("only", "0 pages", text, lost, role="dim")]
    chances = [_line(view, place, held) for place, held in enumerate(found[:_MOST_OF_A_KIND])]
    rest = found[_MOST_OF_A_KIND:]
    if rest:
        pages = _number(sum(held.pages for held in rest))
        named = {version.id for held in rest for version in held.versions}
        more = f"nowhere else, in {count(len(named), 'more version')}"
        chances.append(Chance("only more", pages, more, lost))
    return chances


def _line(view: View, place: int, held: Held) -> Chance:
    names = " and ".join(printable(version.id) for version in held.versions)
    several = len(held.versions) > 1
    running = view.profile is not None and view.profile.in_use.state == "in use"
    goes = held.moment.words(running=running, several=several)
    if held.safety_copy is not None:
        goes = f"{held.safety_copy} has a copy"
    number = _number(held.pages)
    if not several and view.nowhere_else is not None:
        of = f"{held.pages:,} of {view.nowhere_else.held[held.versions[0].id]:,}"
        number = of if len(of) <= _NUMBER_CELLS else number
    return Chance(
        "only" if not place else f"only {names}", number,
        f"nowhere else, in {names}{'; ' if goes else ''}{goes}", lambda: WordsWanted(""),
        _some(held.titles), "warning" if held.endangered else "",
    )  # fmt: skip


def _number(pages: int) -> str:
    words = count(pages, "page")
    return words if len(words) <= _NUMBER_CELLS else f"{pages:,}"


# -- what is damaged ---------------------------------------------------------------------------


def _damaged(view: View, named: Version | None) -> Iterator[Chance]:
    """The damaged versions, but the shown one and the one that has a line already.

    A line for each of which a part can be read, as long as they are few; one for the rest of them,
    one for those that give nothing. In the versions' order, in which they are looked into.
    """
    found: dict[str, list[tuple[Version, Summary]]] = {}
    few = 0
    for version in view.versions:
        summary = view.summaries.get(version.id)
        if summary is None or not summary.damaged or version in (named, view.version):
            continue
        key = "damaged"
        if summary.salvaged is not None:
            few += 1
            key = f"damaged {version.id}" if few <= _MOST_OF_A_KIND else "damaged more"
        found.setdefault(key, []).append((version, summary))
    for key, some in found.items():
        first, summary = some[0]
        names = ", ".join(printable(version.id) for version, _ in some)
        opens, more, held = _version(first.id), "", summary.counts
        if key == "damaged more":
            text = f"{count(len(some), 'more version')} can be read in part: {names}"
        elif summary.salvaged is not None:
            tabs = f", {count(held.tabs, 'tab')}" if held else ""
            text = f"{short_name(first)} is damaged: {summary.salvaged.can_be_read}{tabs}"
            more = summary.salvaged.guessed_words
            opens = _windows_of(first.id) if held and held.windows else opens
        elif len(some) == 1:
            text = f"{printable(first.id)}: {first.without_name(summary.error or '')}"
        else:
            text = f"{len(some):,} versions cannot be read: {names}"
        yield Chance(key, "✗", text, opens, more, role="warning")


# -- ways there --------------------------------------------------------------------------------


def _windows_of(version: VersionId) -> Callable[[], Message]:
    return lambda: SightingWanted(version, _FIRST_WINDOW)


def _version(version: VersionId) -> Callable[[], Message]:
    return lambda: VersionChosen(version)


def _item(steps: tuple[str | int, ...]) -> Callable[[], Message]:
    return lambda: TabWanted(steps)


def _some(titles: Iterable[str]) -> str:
    return ", ".join(islice(filter(None, titles), _TITLES))
