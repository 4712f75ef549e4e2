"""Which window and tab of one save is which of the next, although they have no ids.

A tab is told by its text, then by the ids of its history, then by its address, and at last by its
place between neighbours that were told. Each rule treats both sides alike: with the two saves
swapped, the same ones are matched.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Hashable, Sequence
from typing import Final

from .fingerprint import Piece, WindowPrint

Place = tuple[int, int]  # window, tab
Pairs = dict[Place, Place]  # from the save before to the one after


def match_windows(before: Sequence[WindowPrint], after: Sequence[WindowPrint]) -> dict[int, int]:
    """Windows by the tabs they share: by their texts, what is left by their addresses, then by
    their place.
    """
    pairs = {
        i: i
        for i in range(min(len(before), len(after)))
        if 2 * sum(_same_ends(before[i], after[i])) > max(len(before[i].tabs), len(after[i].tabs))
    }
    rules: tuple[Callable[[WindowPrint], set[Hashable]], ...] = (
        lambda window: {tab.mark for tab in window.tabs},
        lambda window: {tab.history for tab in window.tabs if tab.history},
        lambda window: {tab.url for tab in window.tabs if tab.url},
    )
    for keys in rules:
        left = [i for i in range(len(before)) if i not in pairs]
        right = sorted(set(range(len(after))) - set(pairs.values()))
        if not left or not right:
            break
        of: defaultdict[Hashable, list[int]] = defaultdict(list)
        for i in left:
            for key in keys(before[i]):
                of[key].append(i)
        shared = Counter((i, j) for j in right for key in keys(after[j]) for i in of.get(key, ()))
        # Nearest first among those that share as much; the order is the same from both sides.
        best = sorted(shared, key=lambda p: (-shared[p], abs(p[0] - p[1]), p[0] + p[1], p))
        for i, j in best:
            if i not in pairs and j not in pairs.values():
                pairs[i] = j
    taken = set(pairs.values())
    for i in range(min(len(before), len(after))):
        if i not in pairs and i not in taken:
            pairs[i] = i
    return pairs


def match_tabs(
    before: Sequence[WindowPrint], after: Sequence[WindowPrint], windows: dict[int, int]
) -> Pairs:
    """Every tab that is in both, each side's place by (window, tab)."""
    pairs = _ends(before, after, windows)
    left = _places(before, pairs)
    right = _places(after, pairs.values())
    for key in _KEYS:
        for together in (True, False):  # first within a window, then also across them
            if not left or not right:
                return pairs
            found: defaultdict[Hashable, list[Place]] = defaultdict(list)
            for place, tab in right.items():
                if (of := key(tab)) is not None:
                    found[of, place[0] if together else None].append(place)
            for places in found.values():
                places.reverse()
            for place, tab in list(left.items()):
                of = key(tab)
                where = windows.get(place[0]) if together else None
                if of is None or (together and where is None):
                    continue
                if waiting := found.get((of, where)):
                    pairs[place] = waiting.pop()
                    del left[place]
                    del right[pairs[place]]
    _by_neighbours(pairs, left, right, windows)
    return pairs


def _ends(
    before: Sequence[WindowPrint], after: Sequence[WindowPrint], windows: dict[int, int]
) -> Pairs:
    """The tabs that are the same from a window's first on, and from its last back: nearly all."""
    pairs: Pairs = {}
    for w, v in windows.items():
        old, new = len(before[w].tabs), len(after[v].tabs)
        first, last = _same_ends(before[w], after[v])
        for at in range(first):
            pairs[w, at] = v, at
        for back in range(1, last + 1):
            pairs[w, old - back] = v, new - back
    return pairs


def _same_ends(before: WindowPrint, after: WindowPrint) -> tuple[int, int]:
    """How many tabs are the same from a window's first on, and how many others from its last."""
    old, new = before.tabs, after.tabs
    shorter = min(len(old), len(new))
    first = last = 0
    while first < shorter and (old[first] is new[first] or old[first].mark == new[first].mark):
        first += 1
    while last < shorter - first and (
        old[-1 - last] is new[-1 - last] or old[-1 - last].mark == new[-1 - last].mark
    ):
        last += 1
    return first, last


def _places(windows: Sequence[WindowPrint], known: Collection[Place]) -> dict[Place, Piece]:
    """The tabs by their places, without those that are known."""
    done = set(known)
    return {
        (w, t): tab
        for w, window in enumerate(windows)
        for t, tab in enumerate(window.tabs)
        if (w, t) not in done
    }


def _last(tab: Piece) -> Hashable:
    return tab.history[-1:] or None


def _first(tab: Piece) -> Hashable:
    return tab.history[:1] or None


_KEYS: Final[tuple[Callable[[Piece], Hashable], ...]] = (
    lambda tab: tab.mark,
    lambda tab: tab.history or None,
    _last,
    _first,
    lambda tab: tab.url or None,
)


def _by_neighbours(
    pairs: Pairs, left: dict[Place, Piece], right: dict[Place, Piece], windows: dict[int, int]
) -> None:
    """Match what is left of a matched window where as many stand between the same neighbours.

    Where both have a history with other ids they are two tabs: one closed, one opened.
    """
    if not left or not right:
        return
    back = {there: here for here, there in pairs.items()}
    gaps: defaultdict[Hashable, list[Place]] = defaultdict(list)
    for place in right:
        before = place[1] - 1
        while before >= 0 and (place[0], before) in right:
            before -= 1
        gaps[place[0], back.get((place[0], before))].append(place)
    runs: defaultdict[Hashable, list[Place]] = defaultdict(list)
    for place in left:
        before = place[1] - 1
        while before >= 0 and (place[0], before) in left:
            before -= 1
        anchor = (place[0], before) if before >= 0 else None
        runs[windows.get(place[0]), anchor].append(place)
    for key, run in runs.items():
        gap = gaps.get(key, [])
        if len(run) == len(gap):
            for here, there in zip(run, gap, strict=True):
                if not (left[here].history and right[there].history):
                    pairs[here] = there


def moved(pairs: Pairs, windows: dict[int, int]) -> set[int]:
    """The windows, by their place afterwards, whose tabs that are in both saves stand in another
    order, or came from or went to another window.
    """
    found: set[int] = set()
    if all(here == there for here, there in pairs.items()):
        return found
    latest: dict[int, int] = {}
    for here, there in sorted(pairs.items()):
        window = windows.get(here[0])
        if window != there[0]:
            found.add(there[0])
            if window is not None:
                found.add(window)
        elif there[1] < latest.get(window, -1):
            found.add(window)
        else:
            latest[window] = there[1]
    return found
