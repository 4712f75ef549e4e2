"""What a search in the JSON has found, and how it goes on while the keys work."""

from __future__ import annotations

import asyncio
import time
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator
from typing import Final

from ....session.json.search import Search
from ....session.json.search_limit import MOST_SLOW
from ....text import count

MOST_HITS: Final = 100_000

_SLICE: Final = 0.008  # seconds between two looks at the keyboard
_TELL: Final = 0.1  # seconds between two times it is said how far the search has come


class Matches:
    """The hits of one search by their offsets, in the order of the text."""

    def __init__(self) -> None:
        self.hits = array("Q")  # offsets: a hundred thousand tuples would make the collector busy
        self._lengths = array("Q")
        self.at = 0  # the one gone to last, from 1
        self.searching = False
        self._share = 0
        self._more = False
        self._cut = 0
        self._slow = 0

    def words(self) -> str:
        """How many, and whether that is all."""
        found = count(len(self.hits), "match", "matches")
        place = f"{self.at:,} of {found}" if self.at else found
        if self.searching:
            return f"{place} so far, {self._share} %"
        if self._more:
            place += " and more"
        if self._slow >= MOST_SLOW:
            return f"{place}; stopped at {self._share} %: this expression takes too long"
        if self._slow or self._cut:
            place += f"; {count(self._slow + self._cut, 'long value')} not seen to the end"
        return place

    def around(self, offset: int, step: int) -> Iterator[int]:
        """Indexes of all hits, beginning behind an offset (before it when going back)."""
        before = bisect_right(self.hits, offset)
        for tries in range(len(self.hits)):
            yield (before + tries if step > 0 else before - 1 - tries) % len(self.hits)

    def within(self, start: int, end: int) -> tuple[int, int] | None:
        """Offset and length of the first hit between two offsets."""
        at = bisect_left(self.hits, start)
        if at < len(self.hits) and self.hits[at] < end:
            return self.hits[at], self._lengths[at]
        return None

    def _enough(self, search: Search) -> bool:
        return search.done or len(self.hits) >= MOST_HITS or search.slow >= MOST_SLOW

    async def collect(self, search: Search, tell: Callable[[], object]) -> None:
        """Search to the end or to the limit of hits, giving way to the keys every few ms."""
        self.searching = True
        told = 0.0
        try:
            while not self._enough(search):
                until = time.perf_counter() + _SLICE
                while True:
                    found = search.step()
                    self.hits.extend(hit.offset for hit in found)
                    self._lengths.extend(hit.length for hit in found)
                    if self._enough(search) or time.perf_counter() > until:
                        break
                self._share = search.position * 100 // max(1, len(search.text))
                self._cut, self._slow = search.cut, search.slow
                if time.perf_counter() - told > _TELL:
                    tell()
                    told = time.perf_counter()
                await asyncio.sleep(0)
        finally:
            self.searching = False
        del self.hits[MOST_HITS:], self._lengths[MOST_HITS:]
        self._more = not search.done
        tell()
