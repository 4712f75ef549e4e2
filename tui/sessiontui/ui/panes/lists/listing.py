"""What a list shows and says of itself; the pane around it does everything else."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar, Final

from ....session.json.pointer import Steps
from ....session.model.closed_tab import ClosedTab
from ....session.model.filter import Matcher
from ....session.model.item_kind import Kind, kind_of
from ....session.model.snapshot import Snapshot, TabGroup, Window
from ....session.model.tab import Tab
from ....stores.left_out import not_read
from ....stores.view import View
from ....text import count
from ...version_words import reading_words, unreadable
from ...widgets.columns import FALLING, RISING, Column
from ...widgets.line_list import Rows
from ...widgets.sheet import Line
from .marks import Marks

Item = Tab | ClosedTab | Window | TabGroup


MANY: Final = 5_000
"""Of so many items each may be looked at between two keys."""
LARGE: Final = 30_000_000
"""Bytes of JSON among which there may be texts that take long to look at, however few they are."""


@dataclass(frozen=True, slots=True)
class Order:
    """One way to sort a list: ``words`` for the line below it, ``key`` of an item.

    Without a key it is the list's own order. ``down``: the largest first, unless turned.
    ``column`` is the name of the column that shows what it is sorted by.
    """

    words: str
    turned: str = ""
    key: Callable[[Any], Any] | None = None
    down: bool = False
    column: str = ""

    def sorted(
        self, items: Iterable[Any], key: Callable[[Any], Any] | None = None
    ) -> tuple[Any, ...]:
        """Items so sorted, not turned; with another ``key`` than its own if given."""
        key = key or self.key
        return tuple(items if key is None else sorted(items, key=key, reverse=self.down))


class Arrangement:
    """Which of its orders a list is in, and whether that is turned round."""

    def __init__(self, orders: Sequence[Order]) -> None:
        self._orders = orders
        self._at = 0
        self._unused: frozenset[str] = frozenset()
        self.turned = False

    @property
    def order(self) -> Order:
        """How the list is sorted."""
        return self._orders[self._at]

    @property
    def words(self) -> str:
        """How it is sorted, for the line below it."""
        return self.order.turned if self.turned else self.order.words

    @property
    def fixed(self) -> bool:
        """Whether there is one order only."""
        return len(self._orders) < 2

    def sort(self, step: int) -> None:
        """Take the next order, or the one before; not one by a column that no row uses."""
        self.turned = False
        for _ in self._orders:
            self._at = (self._at + step) % len(self._orders)
            if self.order.column not in self._unused:
                break

    def turn(self) -> None:
        """Take the same order the other way round."""
        self.turned = not self.turned

    def sort_by(self, column: str) -> bool:
        """Take the order of a column, or turn it if it is taken; whether there is one."""
        if column == self.order.column:
            self.turn()
            return True
        for at, order in enumerate(self._orders):
            if order.column == column:
                self._at, self.turned = at, False
                return True
        return False

    def show_in(self, columns: Sequence[Column]) -> Sequence[Column]:
        """The columns of the list, with an arrow at the one that shows the order."""
        self._unused = frozenset(one.name for one in columns if not one.used)
        order = self.order
        arrow = FALLING if order.down != self.turned else RISING
        return tuple(
            replace(one, arrow=arrow) if one.name and one.name == order.column else one
            for one in columns
        )

    def in_order(
        self, items: Iterable[Any], key: Callable[[Any], Any] | None = None
    ) -> tuple[Any, ...]:
        """Items of the list as its order has them, with another ``key`` than its own if given."""
        return self.turn_if(self.order.sorted(items, key))

    def turn_if(self, items: tuple[Any, ...]) -> tuple[Any, ...]:
        """What is sorted, the other way round where that is asked for."""
        return items[::-1] if self.turned else items


@dataclass(frozen=True, slots=True)
class Partly:
    """What the filter shows of a window or a group: the tabs, and of how many they are."""

    shown: tuple[Item, ...]
    of: int


class Listing:
    """One kind of list. The last seven methods are of lists of the document's items."""

    ORDERS: ClassVar[Sequence[Order]] = (Order(""),)
    PLACEHOLDER: ClassVar[str] = "text"
    LISTS_PAGES: ClassVar[bool] = True
    """Whether what is not here may be in other versions, where pane 4 looks."""

    def __init__(self) -> None:
        self.arrangement = Arrangement(self.ORDERS)
        self.marks = Marks()

    def why_empty(self, text: str, view: View, key: Callable[[str], str]) -> str:
        """What stands in the list's place while nothing does; ``text`` is the filter."""
        if view.reading:
            return reading_words(view)
        if why := unreadable(view, key):
            return why
        return self.nothing_has(text, view, key) if text else self.empty(view, key)

    def nothing_has(self, text: str, view: View, key: Callable[[str], str]) -> str:
        """That the filter keeps nothing, and what to do; ``key`` gives the key of an action.

        As soon as it is known, also how many pages of all versions have the words.
        """
        leave, goes_on = key("filtered.leave"), key("list.open")
        nothing = f'Nothing here has "{text}"'
        if not self.LISTS_PAGES:
            return f"{nothing}. {leave} shows everything."
        found = view.found
        known = found is not None and found.text == text.strip() and not found.complaint
        if found is None or not known or (found.partial and not found.found):
            return (
                f"{nothing} in title or address. {goes_on} looks in every version, in histories "
                f"and form text too; {leave} shows everything."
            )
        if not found.found:
            versions = count(found.pages.version_count, "version")
            unread = not_read(found.left_out)
            left_out = f" {unread}." if unread else ""
            return (
                f"{nothing}, and no page of {versions} has it.{left_out} {leave} shows everything."
            )
        pages = len(found.found)
        have, them = ("has", "it") if pages == 1 else ("have", "them")
        return (
            f"{nothing} in title or address. {count(pages, 'page')} {have} it in other versions or "
            f"fields: {goes_on} shows {them}; {leave} shows everything."
        )

    @abstractmethod
    def make_rows(self, view: View, matcher: Matcher) -> Rows:
        """The rows of a view that a filter keeps, in the order asked for."""

    def takes_long(self, view: View, matcher: Matcher) -> bool:
        """Whether making the rows would be felt at the keys."""
        return False

    @abstractmethod
    def describe(self, view: View, rows: Rows, index: int) -> Iterable[Line]:
        """The details of one row."""

    @abstractmethod
    def status(self, view: View, rows: Rows, filtered: str) -> str:
        """The line below the list, its order aside."""

    @abstractmethod
    def empty(self, view: View, key: Callable[[str], str]) -> str:
        """What to say, and where to go on, when a view has nothing for this list.

        ``key`` gives the key of an action by its id.
        """

    def let_go(self) -> None:
        """Drop what was made of a session, except what is needed to come back to the same place."""

    def tell_time(self, rows: Rows, now: float) -> bool:
        """Count the moments in some rows to now; whether there are any to count."""
        return False

    def choose(self, rows: Rows, index: int) -> bool:
        """Act on Enter; False leaves it to the details."""
        return False

    def unfold_to(self, view: View, path: tuple[str | int, ...]) -> None:
        """Unfold what the item at a path stands in."""

    def item_at(self, rows: Rows, index: int) -> Item | None:
        """The item of a row."""
        return None

    def path_of(self, rows: Rows, index: int) -> tuple[str | int, ...] | None:
        """Where a row's item is in the document; None when it is not of the document."""
        item = self.item_at(rows, index)
        return None if item is None else item.steps

    def place_of(self, rows: Rows, path: tuple[str | int, ...] | None) -> int | None:
        """The row of an item by its place in the document; None when no row shows it."""
        found = (i for i in range(len(rows)) if self.path_of(rows, i) == path)
        return None if path is None else next(found, None)

    def place_near(self, rows: Rows, path: tuple[str | int, ...]) -> int | None:
        """The row of an item, or else of the one that holds it."""
        found = (self.place_of(rows, path[:length]) for length in range(len(path), 1, -1))
        return next((place for place in found if place is not None), None)

    def owns(self, kind: Kind | None) -> bool:
        """Whether the list shows things of this kind."""
        return False

    def owned(self, some: Iterable[Steps]) -> Iterator[Steps]:
        """Of the places of some items those that the list shows."""
        known: dict[Steps, bool] = {}  # by where it stands, without the numbers
        for steps in some:
            shape = steps[::2]
            owns = known.get(shape)
            if owns is None:
                owns = known[shape] = self.owns(kind_of(steps))
            if owns:
                yield steps

    def items(self, snapshot: Snapshot) -> Iterable[Item]:
        """Everything that can be marked."""
        return ()

    def everything(self, snapshot: Snapshot) -> Sequence[Item]:
        """The items that stand for the whole list."""
        return ()

    def is_hit(self, rows: Rows, index: int) -> bool:
        """Whether a row is there for its own sake, and not as the header of a hit below it."""
        return True

    def partly(self, rows: Rows, index: int) -> Partly | None:
        """What a header stands for while the filter hides some of its tabs; None: all it holds."""
        return None

    def worth_marking(self, rows: Rows, shown: set[Steps]) -> set[Steps]:
        """Of everything shown, what "mark all" means."""
        return shown
