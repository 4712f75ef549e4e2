"""Who causes saves: sites and tabs, by the saves they changed in and the bytes these took."""

from __future__ import annotations

import heapq
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from .saves import Changed, Changes, Culprit, Part

LIMIT: Final = 1_000  # of twice as many, those with the smallest share become OTHERS
SHOWN: Final = 200  # the rest is summed up as OTHERS, so that the shares always sum to the whole
OTHERS: Final = "(others)"

WITHOUT_PAGE: Final[dict[Part, str]] = {
    "tab": "(empty tabs)",
    "window": "(windows)",
    "closed tab": "(closed tabs)",
    "closed window": "(closed windows)",
    "group": "(groups)",
    "saved group": "(saved groups)",
    "cookies": "(cookies)",
    "other": "(other data)",
}
"""What stands for a page where something else changed."""


def site_key(item: Changed) -> str:
    """The site of what changed, or its kind in brackets."""
    return item.site or WITHOUT_PAGE[item.part]


def tab_key(item: Changed) -> str:
    """The address of what changed, or its kind in brackets."""
    return item.url or WITHOUT_PAGE[item.part]


def to_blame(changes: Changes) -> tuple[Changed, ...]:
    """What caused a save: the pieces that changed in a way that matters, or else all."""
    return tuple(item for item in changes.items if item.matters) or changes.items


@dataclass(slots=True)
class _Tally:
    title: str = ""
    saves: int = 0
    bytes: int = 0
    dragged: float = 0.0


class Culprits:
    """A table of sites or tabs, bounded: at most 2 * LIMIT of them.

    Whoever is left out goes into OTHERS with all it counted, so shares still sum up; in how many
    different saves those were is no longer known, so their ``saves`` are an upper limit.
    """

    def __init__(self, key: Callable[[Changed], str]) -> None:
        self._key = key
        self._tallies: dict[str, _Tally] = {}
        self._others = _Tally()
        self._saves = 0

    def add(self, changes: Changes, disk: int) -> None:
        """Count one save of so many bytes on disk."""
        found: dict[str, _Tally] = {}
        for item in to_blame(changes):
            one = found.setdefault(self._key(item), _Tally())
            one.bytes += item.bytes
            one.title = one.title or item.title
        if not found:
            return
        self._saves += 1
        share = disk / len(found)
        for key, one in found.items():
            tally = self._tallies.setdefault(key, _Tally())
            tally.title = one.title or tally.title
            tally.saves += 1
            tally.bytes += one.bytes
            tally.dragged += share
        if len(self._tallies) >= 2 * LIMIT:
            kept = self._largest(LIMIT)
            for key, tally in self._tallies.items():
                if key not in kept:
                    _merge(self._others, tally)
            self._tallies = kept

    def _largest(self, number: int) -> dict[str, _Tally]:
        rank = self._tallies.items()
        return dict(heapq.nlargest(number, rank, key=lambda one: (one[1].dragged, one[1].saves)))

    def table(self) -> tuple[Culprit, ...]:
        """The largest share first; OTHERS last, if there are any."""
        shown = self._largest(SHOWN)
        rest = _Tally()
        _merge(rest, self._others)
        for key, tally in self._tallies.items():
            if key not in shown:
                _merge(rest, tally)
        table = [_culprit(key, tally) for key, tally in shown.items()]
        if rest.saves:
            rest.saves = min(rest.saves, self._saves)
            table.append(_culprit(OTHERS, rest))
        return tuple(table)


def _merge(into: _Tally, tally: _Tally) -> None:
    into.saves += tally.saves
    into.bytes += tally.bytes
    into.dragged += tally.dragged


def _culprit(key: str, tally: _Tally) -> Culprit:
    return Culprit(key, tally.title, tally.saves, tally.bytes, tally.dragged)
