"""Where the tabs of a window stand, as edits ask again and again: kept up as tabs come and go.

One edit of a thousand must not go through all tabs to find the last of a group, or the tab that
is shown next. Whoever moves tabs of a window moves them here.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence, Set
from typing import Any, Final

from .group_headers import folded
from .node import Node
from .tab_facts import Facts, facts

_NONE: Final[Set[Node]] = frozenset()
_Wanted = Callable[[Facts], bool]


class TabPlaces:
    """The tabs of a window in their order."""

    def __init__(self, window: Node, tabs: Node) -> None:
        self._window = window
        self._tabs = tabs
        self._pinned: int | None = None
        self._groups: dict[Any, _Members] | None = None
        self._bare: list[_Bare] = []

    # -- changing ------------------------------------------------------------------------------

    def insert(self, at: int, new: Sequence[Node]) -> None:
        """Put tabs in, one behind the other."""
        self._tabs.insert_all(at, new)
        self._bare = []
        for place, tab in enumerate(new, at):
            if self._pinned is not None and place <= self._pinned:
                self._pinned = self._pinned + 1 if facts(tab).pinned else place
            if self._groups is not None:
                self._join(tab, place)

    def take(self, tab: Node) -> int:
        """Take a tab out; the place where it stood."""
        at = self._tabs.take(tab)
        if self._pinned is not None and at < self._pinned:
            self._pinned -= 1
        elif at == self._pinned:
            self._pinned = self._pinned_from(at)
        if self._groups is not None:
            self._leave(tab, at)
        return at

    def take_all(self, gone: set[Node]) -> None:
        """Take many tabs out."""
        self._tabs.take_all(gone)
        self._pinned = self._groups = None

    # -- asking --------------------------------------------------------------------------------

    def pinned_count(self) -> int:
        """How many pinned tabs stand first."""
        if self._pinned is None:
            self._pinned = self._pinned_from(0)
        return self._pinned

    def _pinned_from(self, at: int) -> int:
        items = self._tabs.items
        while at < len(items) and facts(items[at]).pinned:
            at += 1
        return at

    def last_of(self, group_id: Any) -> int | None:
        """The place of a group's last tab; None when no tab is in it."""
        if self._groups is None:
            self._groups = {}
            for place, tab in enumerate(self._tabs.items):
                self._join(tab, place)
        found = self._groups.get(group_id)
        return self._tabs.index(found.last) if found is not None else None

    def _join(self, tab: Node, at: int) -> None:
        assert self._groups is not None
        group_id = facts(tab).groupId
        found = self._groups.get(group_id) if group_id is not None else None
        if found is not None:
            found.count += 1
            if self._tabs.index(found.last) < at:
                found.last = tab
        elif group_id is not None:
            self._groups[group_id] = _Members(tab)

    def _leave(self, tab: Node, at: int) -> None:
        """Forget a tab that stood at a place."""
        assert self._groups is not None
        group_id = facts(tab).groupId
        found = self._groups.get(group_id) if group_id is not None else None
        if found is None:
            return
        found.count -= 1
        if not found.count:
            del self._groups[group_id]
        elif found.last is tab:
            items = self._tabs.items
            found.last = next(
                items[i] for i in range(at - 1, -1, -1) if facts(items[i]).groupId == group_id
            )

    def beside(self, tab: Node | None, gone: Set[Node] = _NONE) -> Node | None:
        """The tab Firefox selects when a selected one goes (tabbrowser._findTabToBlurTo).

        The next one, else the one before it; rather one that is shown than a hidden one or one in
        a folded group. ``gone`` go with it.
        """
        ranked = self._tabs.ranked()
        try:
            at = self._tabs.index(tab) if tab is not None else 0
        except ValueError:
            at = 0
        shut = folded(self._window.get("groups"))
        kinds: tuple[_Wanted, ...] = (
            lambda found: not found.hidden and found.groupId not in shut,
            lambda found: not found.hidden,
            lambda found: True,
        )
        self._bare = self._bare or [_Bare() for _ in kinds]
        for wanted, bare in zip(kinds, self._bare, strict=True):
            found = _nearest(ranked, at, wanted, bare, gone)
            if found is not None:
                return found
        return None


class _Members:
    """The tabs of a group."""

    __slots__ = ("count", "last")

    def __init__(self, tab: Node) -> None:
        self.count = 1
        self.last = tab


class _Bare:
    """Where no tab of a kind stands, by ranks: nobody has to look there again."""

    __slots__ = ("above", "below")

    def __init__(self) -> None:
        self.above: int | None = None
        self.below: int | None = None


def _nearest(
    items: Sequence[Node], at: int, wanted: _Wanted, bare: _Bare, gone: Set[Node]
) -> Node | None:
    """The first wanted tab behind a place, else the last one before it."""
    for i in range(at + 1, len(items)):
        tab = items[i]
        if bare.above is not None and tab.rank > bare.above:
            break
        if tab not in gone and wanted(facts(tab)):
            return tab
    here = items[at].rank if items else 0
    bare.above = here if bare.above is None else min(here, bare.above)
    for i in range(at - 1, -1, -1):
        tab = items[i]
        if bare.below is not None and tab.rank < bare.below:
            break
        if tab not in gone and wanted(facts(tab)):
            return tab
    bare.below = here if bare.below is None else max(here, bare.below)
    return None
