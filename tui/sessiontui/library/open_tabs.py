"""The open tabs of a session as one sequence, whatever window each stands in."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Sequence
from itertools import accumulate

from ..session.model.lazy_items import Items
from ..session.model.snapshot import Tab, Window


class OpenTabs(Items[Tab]):
    """The open tabs of all windows in their order; an object is made of those looked at."""

    __slots__ = ("_ends", "_windows")

    def __init__(self, windows: Sequence[Window]) -> None:
        self._windows = windows
        self._ends = list(accumulate(len(window.tabs) for window in windows))

    def __len__(self) -> int:
        return self._ends[-1] if self._ends else 0

    def __iter__(self) -> Iterator[Tab]:
        for window in self._windows:
            yield from window.tabs

    def _at(self, place: int) -> Tab:
        number = bisect_right(self._ends, place)
        before = self._ends[number - 1] if number else 0
        return self._windows[number].tabs[place - before]
