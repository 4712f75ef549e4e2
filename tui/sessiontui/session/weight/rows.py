"""What weighing gives: rows of a key and its bytes, made when somebody looks at one."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from typing import Final, Literal, overload

from msgspec import Struct

from ..json.pointer import Steps

Axis = Literal["part", "site", "tab", "field"]
Cut = Axis | Literal["node"]
"""What rows are of: an axis, or the children of one JSON node."""

AXES: Final[tuple[Axis, ...]] = ("part", "site", "tab", "field")

NO_SITE: Final = "(no site)"
"""Of no page: windows, groups, times; extension values of windows."""
NO_TAB: Final = "(no tab)"
"""In no tab, open or closed: cookies, windows, groups, the lists themselves."""
PUNCTUATION: Final = "(punctuation)"
"""Brackets, braces, commas and blanks; names of members that are taken apart further; what is
written in no usual way, like a member given twice, of which the last counts."""


class Row(Struct, frozen=True):
    """One bar: how many bytes of the document a part, site, tab, field or node takes.

    ``key`` is exact text, which may be foreign: the word of a part, the site as its registrable
    domain in ASCII, the address of the page a tab shows, the name of a field or member, the index
    of an array's item. ``count``: how many it sums: tabs, windows, cookies or entries of a part,
    pages of a site or a tab (entries of histories, cookies, storages), values of a field, children
    of a node. ``steps``: the JSON node, where it is one place. ``title``: of a tab, or an item.
    """

    key: str
    bytes: int
    count: int
    steps: Steps | None = None
    title: str = ""


class Weight(Struct, frozen=True):
    """Rows of ``bytes`` bytes, largest first; their bytes sum to these exactly.

    ``rows`` may be made as they are looked at; as with any sequence, a slice costs its length.
    """

    bytes: int
    axis: Cut
    rows: Sequence[Row]

    def top(self, number: int) -> tuple[tuple[Row, ...], Row | None]:
        """The largest rows, and one that sums the others, whose key says how many these are.

        Its ``count`` is 0 of tabs and nodes: their own would have to be looked at, one by one.
        """
        shown = tuple(self.rows[:number])
        more = len(self.rows) - len(shown)
        if not more:
            return shown, None
        lazy = self.axis in ("tab", "node")
        counts = 0 if lazy else sum(self.rows[i].count for i in range(number, len(self.rows)))
        rest = self.bytes - sum(row.bytes for row in shown)
        return shown, Row(f"… {more:,} more", rest, counts)


def _no_places() -> array[int]:
    return array("I")


class SortedRows(Sequence[Row]):
    """Rows in the order of their bytes; ``make`` makes one of its place and bytes."""

    __slots__ = ("_make", "_order", "_sizes")

    def __init__(self, sizes: Sequence[int], make: Callable[[int, int], Row]) -> None:
        self._sizes = sizes
        self._make = make
        # Many are small and of few sizes: numbers that are sorted as objects would take much more.
        places: defaultdict[int, array[int]] = defaultdict(_no_places)
        for at, size in enumerate(sizes):
            places[size].append(at)
        self._order = _no_places()
        for size in sorted(places, reverse=True):
            self._order.extend(places[size])

    def __len__(self) -> int:
        return len(self._order)

    @overload
    def __getitem__(self, place: int) -> Row: ...
    @overload
    def __getitem__(self, place: slice) -> tuple[Row, ...]: ...
    def __getitem__(self, place: int | slice) -> Row | tuple[Row, ...]:
        if isinstance(place, slice):
            return tuple(self._make(at, self._sizes[at]) for at in self._order[place])
        at = self._order[place]
        return self._make(at, self._sizes[at])

    def __iter__(self) -> Iterator[Row]:
        return (self._make(at, self._sizes[at]) for at in self._order)
