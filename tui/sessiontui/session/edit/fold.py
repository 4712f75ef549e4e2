"""Chosen items that are the same page: people find one tab in many versions and choose it twice."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..model.duplicates import shown_by
from ..model.items import Item


class Folded(NamedTuple):
    """Items, each page once; ``same`` are those left out, each with the one that stands for it."""

    kept: tuple[Item, ...]
    same: tuple[tuple[Item, Item], ...]

    @property
    def words(self) -> tuple[str, ...]:
        """How many were left out, in a printable sentence without a full stop, if any were."""
        less, all_of_them = len(self.same), len(self.same) + len(self.kept)
        if not less:
            return ()
        are = "is the same page as another" if less == 1 else "are the same pages as others"
        return (f"{less:,} of {all_of_them:,} {are}, and left out",)


def fold(items: Iterable[Item]) -> Folded:
    """Each page once: the tab that was looked at last, in the place of the first one chosen.

    Two tabs of one container are one page when they stand at the same place of the same history,
    or show the same address. Windows and groups are what they are.
    """
    places: list[list[Item]] = []
    known: dict[object, int] = {}
    for item in items:
        keys = _keys(item)
        at = next((known[key] for key in keys if key in known), len(places))
        if at == len(places):
            places.append([])
        places[at].append(item)
        known.update(dict.fromkeys(keys, at))
    kept: list[Item] = []
    same: list[tuple[Item, Item]] = []
    for alike in places:
        stands = max(alike, key=_looked_at)  # the first of several
        kept.append(stands)
        same += [(item, stands) for item in alike if item is not stands]
    return Folded(tuple(kept), tuple(same))


def _keys(item: Item) -> tuple[object, ...]:
    tab = item.tab
    if tab is None:
        return ((id(item.snapshot), item.steps),)
    alone = id(item.snapshot), item.steps
    address = shown_by(tab) if tab.raw_url else alone
    return (address,) if tab.navigation is None else ((tab.navigation, tab.container_id), address)


def _looked_at(item: Item) -> int:
    tab = item.tab
    return (tab.last_accessed or 0) if tab is not None else 0
