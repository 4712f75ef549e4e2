"""Which of the items that are to be restored are open already in the session they would go to.

A tab is open already when the session shows the same page (the same place in a tab's history, or
the same address last looked at in the same millisecond), or its address in the same container. A
window or a group is when all its tabs are; else it is restored whole.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence, Set
from functools import cached_property
from typing import NamedTuple

from msgspec import Struct

from ...text import count, elide, printable
from ..json.pointer import Steps
from ..model.closed_tab import ClosedTab
from ..model.duplicates import Shown, shown_by
from ..model.item_kind import Kind
from ..model.items import Item
from ..model.snapshot import Snapshot
from ..model.tab import Tab
from ..model.window import Window
from .from_items import is_of

_TITLE_CELLS = 60
_FEW = 16  # histories looked for by their key in the text, before all of them are walked

ContainerOf = Callable[[Tab], int]


class OpenAlready(NamedTuple):
    """What was left out because it is open already. All text printable.

    ``pointer`` is its place in the session it was chosen from; windows and groups have no ``url``.
    """

    pointer: str
    url: str | None
    title: str


class Judged(Struct, frozen=True, eq=False):
    """Items told apart by whether they are open already.

    ``partly``: of those to open, windows and groups of which some tabs are open: how many, of all.
    ``shown_by``: the open tabs that show what is open already.
    """

    to_open: tuple[Item, ...]
    open_already: tuple[Item, ...]
    partly: tuple[tuple[Item, int, int], ...]
    shown_by: frozenset[Steps] = frozenset()

    @property
    def left_out(self) -> tuple[OpenAlready, ...]:
        """What is open already, for a receipt."""
        return tuple(_record(item) for item in self.open_already)

    @property
    def words(self) -> tuple[str, ...]:
        """What is open already in printable sentences without a full stop; none where nothing is.

        ``1 of 3 is open already``.
        """
        found: list[str] = []
        gone, everything = len(self.open_already), len(self.open_already) + len(self.to_open)
        if gone and not self.to_open:
            found.append(_all_open(everything))
        elif gone:
            found.append(f"{gone:,} of {everything:,} {_is(gone)} open already, and left out")
        for item, some, tabs in self.partly:
            title = elide(_record(item).title, _TITLE_CELLS)
            found.append(
                f"{some:,} of {count(tabs, 'tab')} in the {item.kind.noun} “{title}” "
                f"{_is(some)} open already; it opens whole"
            )
        return tuple(found)


def judge(
    items: Iterable[Item],
    base: Snapshot,
    *,
    containers: Mapping[int, int | None] | None = None,
    beside_open: bool = False,
) -> Judged:
    """Tell apart what is open already in ``base``, the session the items would go to.

    ``containers`` maps the containers of items of other sessions to those of ``base``, None leaves
    them as they are. Open items of ``base`` itself are no restoring and pass, unless they were
    chosen ``beside_open`` others that are to be opened; what lies in another chosen window or group
    goes with it.
    """
    items = tuple({(id(item.snapshot), item.steps): item for item in items}.values())
    beside_open = beside_open and not all(is_of(i, base) and i.is_open for i in items)
    shown = _Shown(base)
    whole = {(id(item.snapshot), item.steps) for item in items}
    to_open: list[Item] = []
    gone: list[Item] = []
    partly: list[tuple[Item, int, int]] = []
    found: list[tuple[Tab, int]] = []  # the tabs that are open already, with their containers
    for item in items:
        own = is_of(item, base)
        if own and item.is_open:
            (gone if beside_open else to_open).append(item)
            continue
        if _comes_along(item, whole):
            continue
        container_of = _as_it_is if own or containers is None else _mapped(containers)
        tabs = _tabs(item)
        there = [(tab, c) for tab in tabs if shown.has(tab, c := container_of(tab), own=own)]
        found += there
        some = len(there)
        if tabs and some == len(tabs):
            gone.append(item)
            continue
        to_open.append(item)
        if some:
            partly.append((item, some, len(tabs)))
    return Judged(tuple(to_open), tuple(gone), tuple(partly), shown.by(found))


class _Shown:
    """The open tabs of a session, by what makes two tabs the same."""

    def __init__(self, base: Snapshot) -> None:
        self._base = base
        self._sought = 0

    def has(self, tab: Tab, container: int, *, own: bool) -> bool:
        """Whether it shows a tab's page already; ``container`` is the one it would open in.

        ``own``: the tab stands in this session itself.
        """
        url = tab.raw_url
        if url and ((url, container) in self._addresses or self._looked_at(tab, url)):
            return True
        page = tab.navigation
        if page is None:
            return False
        # Walking all histories takes long where there are many; the key is seldom there at all.
        # Of many tabs each would be sought in all of the text, and that takes longer still.
        self._sought += 1
        if self._sought <= _FEW and not self._holds(page[0], own=own):
            return False
        return page in self._pages

    def _holds(self, key: str, *, own: bool) -> bool:
        """Whether a history's key stands in the text; of its ``own`` tabs, in one more place."""
        text, sought = self._base.document.text, key.encode("utf-8", "replace")
        return text.count(sought) > 1 if own else sought in text

    def by(self, tabs: Sequence[tuple[Tab, int]]) -> frozenset[Steps]:
        """The open tabs that show these, each given with the container it would open in."""
        if not tabs:
            return frozenset()
        addresses = {(tab.raw_url, container) for tab, container in tabs}
        moments = {(tab.raw_url, tab.last_accessed) for tab, _ in tabs if tab.last_accessed}
        pages = {  # asked of those alone that nothing cheaper tells
            tab.navigation
            for tab, container in tabs
            if (tab.raw_url, container) not in self._addresses
            and not self._looked_at(tab, tab.raw_url)
        }
        return frozenset(
            tab.steps
            for tab in self._base.open_tabs()
            if (tab.raw_url and shown_by(tab) in addresses)
            or (tab.raw_url and (tab.raw_url, tab.last_accessed) in moments)
            or (pages and tab.navigation in pages)
        )

    def _looked_at(self, tab: Tab, url: str) -> bool:
        return tab.last_accessed is not None and (url, tab.last_accessed) in self._moments

    @property
    def _addresses(self) -> Set[Shown]:
        return self._told[0]

    @property
    def _moments(self) -> Set[tuple[str, int | None]]:
        return self._told[1]

    @cached_property
    def _told(self) -> tuple[Set[Shown], Set[tuple[str, int | None]]]:
        """What tells the open tabs, by one walk: address and container, address and moment."""
        addresses: set[Shown] = set()
        moments: set[tuple[str, int | None]] = set()
        for tab in self._base.open_tabs():
            shown = shown_by(tab)
            addresses.add(shown)
            moments.add((shown[0], tab.last_accessed))
        return addresses, moments

    @cached_property
    def _pages(self) -> frozenset[tuple[str, str] | None]:
        return frozenset(tab.navigation for tab in self._base.open_tabs())


def _tabs(item: Item) -> list[Tab]:
    """The tabs that open with an item."""
    node, window = item.node, item.window
    if isinstance(node, Tab):
        return [node]
    if isinstance(node, ClosedTab):
        return [node.tab]
    if isinstance(node, Window):
        return list(node.tabs)
    if item.kind in (Kind.CLOSED_GROUP, Kind.SAVED_GROUP):
        return [closed.tab for closed in node.tabs]
    tabs = () if window is None or not node.id else window.tabs
    return [tab for tab in tabs if printable(tab.group_id or "") == node.id]


def _comes_along(item: Item, whole: set[tuple[int, tuple[str | int, ...]]]) -> bool:
    """Whether it lies among the tabs or groups of another chosen window or group."""
    source, steps = id(item.snapshot), item.steps
    return any(
        steps[end] in ("tabs", "groups") and (source, steps[:end]) in whole
        for end in range(1, len(steps))
    )


def _as_it_is(tab: Tab) -> int:
    return tab.container_id


def _mapped(containers: Mapping[int, int | None]) -> ContainerOf:
    def container_of(tab: Tab) -> int:
        return containers.get(tab.container_id) or 0

    return container_of


def _record(item: Item) -> OpenAlready:
    node = item.node
    if isinstance(node, Tab | ClosedTab):
        return OpenAlready(printable(item.pointer), node.url, node.title)
    title = node.title if isinstance(node, Window) else node.name
    return OpenAlready(printable(item.pointer), None, title)


def _all_open(number: int) -> str:
    return "It is open already" if number == 1 else f"All {number:,} are open already"


def _is(number: int) -> str:
    return "is" if number == 1 else "are"
