"""What one save changed: two fingerprints compared, piece by piece."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Final

from ...session.json.pointer import format_pointer
from ...session.model import names
from ..saves import MAX_ITEMS, Changed, Changes, Kind, Part
from .fingerprint import Fingerprint, Piece, WindowPrint
from .matching import Pairs, match_tabs, match_windows, moved

# What nobody who restores the session would miss. All else matters: also which tab is selected
# (it is what the person finds before them) and favicons (what a tab not yet loaded shows).
BOOKKEEPING: Final[Mapping[Part, frozenset[str]]] = {
    "tab": frozenset(
        {
            "lastAccessed",  # when it was last looked at; it only says which to unload first
            "requestedIndex",  # a step through the history under way, 0 when it has arrived
        }
    ),
    "window": frozenset(
        {
            "zIndex",  # which windows lie behind the front one, which selectedWindow tells
            "busy",  # whether a page is being loaded
            "__lastSessionWindowID",  # numbered anew in each run
        }
    ),
    "closed tab": frozenset(
        {
            "closedId",  # numbered anew in each run
            "sourceWindowId",  # likewise
            "permanentKey",  # always {}: an object of the running Firefox
            "_originalStateIndex",  # scratch of listing the closed tabs
            "_originalGroupStateIndex",  # likewise
        }
    ),
    "closed window": frozenset({"closedId", "zIndex", "busy"}),
    "group": frozenset({"sourceWindowId"}),
    "saved group": frozenset({"windowClosedId", "sourceWindowId"}),
    "other": frozenset(),
}
_SESSION_BOOKKEEPING = frozenset({"startTime"})  # of the run; lastUpdate is not even compared
_TOP_BOOKKEEPING = frozenset({"maxSplitViewId"})  # a counter

Marks = Sequence[tuple[int, int]]


def compare(before: Fingerprint, after: Fingerprint) -> Changes:
    """What the later one has otherwise. session.lastUpdate is left out: it always differs.

    The order of a window's tabs is its field ``tabs``, which takes no bytes of its own.
    """
    windows = match_windows(before.windows, after.windows)
    tabs = match_tabs(before.windows, after.windows, windows)
    items = [
        *_tabs(before.windows, after.windows, tabs),
        *_windows(before.windows, after.windows, windows, tabs),
        *_listed(
            (names.CLOSED_WINDOWS,), "closed window", before.closed_windows, after.closed_windows
        ),
        *_listed((names.SAVED_GROUPS,), "saved group", before.saved_groups, after.saved_groups),
        *_cookies(before.cookies, after.cookies),
        *_rest(before.rest, after.rest),
    ]
    items.sort(key=lambda item: (-item.bytes, not item.matters))
    return Changes(
        items=tuple(items[:MAX_ITEMS]),
        count=len(items),
        bytes=sum(item.bytes for item in items),
        tabs=sum(item.part == "tab" for item in items),
        windows=sum(item.part == "window" for item in items),
        matters=any(item.matters for item in items),
    )


def _whole(
    steps: tuple[str | int, ...], part: Part, kind: Kind, piece: Piece, size: int | None = None
) -> Changed:
    window = steps[1] if steps[0] == "windows" and isinstance(steps[1], int) else None
    return Changed(
        format_pointer(steps), part, kind, (), piece.size if size is None else size, True,
        piece.title, piece.url, piece.site, window,
    )  # fmt: skip


def _fields(
    steps: tuple[str | int, ...],
    part: Part,
    old: Piece,
    new: Piece,
    *,
    also: tuple[str, ...] = (),
    unimportant: frozenset[str] | None = None,
) -> Iterator[Changed]:
    """The one item of a piece that is in both, if it differs."""
    if old.mark == new.mark and not also:
        return
    was, now = old.fields(), new.fields()
    names = [name for name in (*now, *(set(was) - set(now))) if was.get(name) != now.get(name)]
    size = sum(now[name][1] for name in names if name in now)
    if not was or not now:  # at least one of them is no object
        size = new.size
    unimportant = BOOKKEEPING.get(part, frozenset()) if unimportant is None else unimportant
    matters = bool(also) or not names or any(name not in unimportant for name in names)
    window = steps[1] if steps[0] == "windows" and isinstance(steps[1], int) else None
    yield Changed(
        format_pointer(steps), part, "changed", (*also, *names), size, matters,
        new.title, new.url, new.site, window,
    )  # fmt: skip


def _tabs(
    before: Sequence[WindowPrint], after: Sequence[WindowPrint], pairs: Pairs
) -> Iterator[Changed]:
    for (w, t), (v, u) in pairs.items():
        old, new = before[w].tabs[t], after[v].tabs[u]
        if old is not new and old.mark != new.mark:
            yield from _fields(("windows", v, "tabs", u), "tab", old, new)
    there = set(pairs.values())
    for v, window in enumerate(after):
        for u, tab in enumerate(window.tabs):
            if (v, u) not in there:
                yield _whole(("windows", v, "tabs", u), "tab", "added", tab)
    for w, window in enumerate(before):
        for t, tab in enumerate(window.tabs):
            if (w, t) not in pairs:
                yield _whole(("windows", w, "tabs", t), "tab", "removed", tab)


def _windows(
    before: Sequence[WindowPrint],
    after: Sequence[WindowPrint],
    windows: dict[int, int],
    tabs: Pairs,
) -> Iterator[Changed]:
    """The windows themselves, without their tabs, and the lists in them that are no tabs.

    A window that was opened or closed counts with its own fields; its tabs count as tabs.
    """
    nothing = WindowPrint(Piece((0, 0), {}), (), (), (), ())
    reordered = moved(tabs, windows)
    for w, v in [
        *windows.items(),
        *((None, v) for v in range(len(after)) if v not in set(windows.values())),
        *((w, None) for w in range(len(before)) if w not in windows),
    ]:
        old = nothing if w is None else before[w]
        new = nothing if v is None else after[v]
        place = v if v is not None else w
        assert place is not None
        steps = ("windows", place)
        if w is None:
            yield _whole(steps, "window", "added", new.own)
        elif v is None:
            yield _whole(steps, "window", "removed", old.own)
        else:
            order = ("tabs",) if v in reordered else ()
            yield from _fields(steps, "window", old.own, new.own, also=order)
        yield from _listed(
            (*steps, names.CLOSED_TABS), "closed tab", old.closed_tabs, new.closed_tabs
        )
        yield from _listed((*steps, "groups"), "group", old.groups, new.groups)
        yield from _listed(
            (*steps, names.CLOSED_GROUPS), "group", old.closed_groups, new.closed_groups
        )


def _listed(
    steps: tuple[str | int, ...], part: Part, before: Sequence[Piece], after: Sequence[Piece]
) -> Iterator[Changed]:
    """A list's items: matched by their text, then by what tells them (_identity), in order."""
    left, right = dict(enumerate(before)), dict(enumerate(after))
    for key in (_mark, _identity):
        found: defaultdict[Hashable, list[int]] = defaultdict(list)
        for j, piece in right.items():
            found[key(piece)].append(j)
        for places in found.values():
            places.reverse()
        for i, piece in list(left.items()):
            if waiting := found.get(key(piece)):
                j = waiting.pop()
                yield from _fields((*steps, j), part, piece, right[j])
                del left[i], right[j]
    for j, piece in right.items():
        yield _whole((*steps, j), part, "added", piece)
    for i, piece in left.items():
        yield _whole((*steps, i), part, "removed", piece)


def _mark(piece: Piece) -> Hashable:
    return piece.mark


def _identity(piece: Piece) -> Hashable:
    """What stays of a closed tab, window or group when something in it changes: a group's id,
    the time of closing.
    """
    fields = piece.fields()
    if "id" in fields:
        return "id", fields["id"]
    return "closedAt", fields.get("closedAt"), piece.url or piece.title


def _cookies(before: Marks, after: Marks) -> Iterator[Changed]:
    """All cookies are one piece; ``bytes`` are those of the new and changed ones, or where there
    are none, of those that are gone.
    """
    old, new = Counter(before), Counter(after)
    came, went = new - old, old - new
    if came or went:
        size = sum(mark[1] * times for mark, times in (came or went).items())
        kind: Kind = "changed" if before and after else "added" if after else "removed"
        yield Changed("/cookies", "cookies", kind, (), size, True)


def _rest(before: Mapping[str, Piece], after: Mapping[str, Piece]) -> Iterator[Changed]:
    for name in (*after, *(set(before) - set(after))):
        old, new = before.get(name), after.get(name)
        if old is None and new is not None:
            yield _whole((name,), "other", "added", new)
        elif new is None and old is not None:
            yield _whole((name,), "other", "removed", old)
        elif old is not None and new is not None and old.mark != new.mark:
            unimportant = _SESSION_BOOKKEEPING if name == "session" else frozenset()
            found = list(_fields((name,), "other", old, new, unimportant=unimportant))
            if name in _TOP_BOOKKEEPING:
                found = [replace(item, matters=False) for item in found]
            yield from found
