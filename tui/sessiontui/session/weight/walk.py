"""One walk over a session's JSON, which hands each byte to a ledger, in exactly one place.

This is the way that always goes: tab by tab, and for any question. For whole lists of tabs, as
Firefox writes them, ``quick`` knows shorter ones. Between two batches of tabs other threads run,
and the walk can be stopped.
"""

from __future__ import annotations

from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Final

from msgspec import Raw

from ...progress import tell
from ..json.pointer import Steps
from ..model import names
from . import quick
from .batches import Batch, Batches, batch_size
from .cookie_site import CookieSums
from .ledger import OUTSIDE, Bucket, Ledger, name_size
from .parts import ClosedWindowRules, Rule, Rules
from .pieces import Members, Piece, Pieces
from .tab_rows import TabPlaces
from .tab_walk import ARRAY, OBJECT, TabWalk

_FEW: Final = 16  # lists of tabs that are not worth being put together
_SMALL: Final = 1 << 15  # bytes of one that is
_EMPTY: Final = b"[]"
_TOLD: Final = 1 << 20  # bytes between two looks at who listens
TAB_SIGN: Final = b'},{"entries":'
CLOSED_SIGN: Final = b'},{"state":'
"""How Firefox begins a tab, and a closed one, behind another."""
_WINDOW_SIGN: Final = b'},{"tabs":'
_GROUP_SIGN: Final = b'},{"id":'
_COOKIE_SIGN: Final = b'},{"host":'

_TOP_LISTS: Final = ("windows", names.CLOSED_WINDOWS, names.SAVED_GROUPS, "cookies")
_WINDOW_LISTS: Final = (
    "tabs",
    names.CLOSED_TABS,
    names.MOBILE_CLOSED_TABS,
    "groups",
    names.CLOSED_GROUPS,
    "cookies",
)
_GROUP_LISTS: Final = ("tabs",)


class Walk(TabWalk):
    """Walks one text; ``tabs`` are known when it is done, if it was asked by tab."""

    def __init__(self, pieces: Pieces, ledger: Ledger) -> None:
        """``batch`` bytes of a list go at once."""
        super().__init__(pieces, ledger)
        self.tabs = TabPlaces(pieces.text)
        self.batch = batch_size(pieces.text)
        self._done = 0
        self._told = 0

    def run(self) -> None:
        """Hand every byte over. Raises Stopped."""
        whole, top = len(self.pieces.text), self.pieces.top
        rules = Rules()
        self._ledger.bucket(rules.top).whole += whole - len(top)
        self._session(top, (), rules)
        self._ledger.fold()

    def _tell(self, done: int) -> None:
        self._done += done
        if self._done - self._told > _TOLD:
            self._told = self._done
            tell("weighing", self._done, len(self.pieces.text))

    # -- lists ---------------------------------------------------------------------------------

    def _session(self, at: Piece, steps: Steps, rules: Rules) -> None:
        members, windows = self.pieces.session(at)
        own = self._ledger.bucket(rules.top)
        own.whole += len(at)
        apart: list[tuple[str, Piece]] = []
        for name, value in members.items():
            opener = self.pieces.opener(value)
            if (name in _TOP_LISTS and opener == ARRAY) or (
                name == names.LAST_SESSION and opener == OBJECT
            ):
                own.whole -= len(value)
                apart.append((name, value))
            else:
                self.leaf(own, name, value)
        if windows is not None:
            # What holds them together is overhead, as what holds the top together.
            self._windows(windows, 0, (*steps, "windows"), rules)
        for name, value in apart:
            self._apart(name, value, (*steps, name), rules)

    def _apart(self, name: str, value: Piece, steps: Steps, rules: Rules) -> None:
        match name:
            case "windows":
                self._window_list(value, steps, rules)
            case names.CLOSED_WINDOWS:
                self._window_list(value, steps, ClosedWindowRules(rules))
            case names.SAVED_GROUPS:
                self._groups(value, steps, rules)
            case "cookies":
                self._cookies(value, rules, rules.top)
            case names.LAST_SESSION:
                self._ledger.bucket(rules.nested).items += 1
                self._session(value, steps, Rules("nested sessions"))

    def _objects(self, at: Piece, sign: bytes) -> Iterator[Sequence[Members | None]]:
        batches = Batches(self.pieces, at, sign, self.batch)
        return batches.each(self.pieces.list_objects, self.pieces.object_alone)

    def _window_list(self, at: Piece, steps: Steps, rules: Rules) -> None:
        self._ledger.bucket(rules.window).whole += len(at)
        first = 0
        for windows in self._objects(at, _WINDOW_SIGN):
            self._windows(windows, first, steps, rules)
            first += len(windows)

    def _windows(
        self, windows: Sequence[Members | None], first: int, steps: Steps, rules: Rules
    ) -> None:
        own = self._ledger.bucket(rules.window)
        apart = self._lists_apart(windows, first, steps, own, _WINDOW_LISTS)
        tab_rules: dict[str | int, tuple[Rule, Rule | None]] = {
            "tabs": (rules.tab, None),
            names.CLOSED_TABS: (rules.closed_state, rules.closed),
            names.MOBILE_CLOSED_TABS: (rules.closed_state, None),
        }
        for here, value in self._together(apart, rules, tab_rules):
            match here[-1]:
                case "tabs" | names.CLOSED_TABS | names.MOBILE_CLOSED_TABS:
                    self._tabs(value, here, rules, *tab_rules[here[-1]])
                case "cookies":
                    self._cookies(value, rules, rules.window)
                case _:
                    self._groups(value, here, rules)

    def _lists_apart(
        self,
        objects: Iterable[Members | None],
        first: int,
        steps: Steps,
        own: Bucket,
        lists: Container[str],
    ) -> list[tuple[Steps, Piece]]:
        """The lists in objects that are weighed by themselves; all else in them is their own.

        ``first``: the place of the first object in the list that they are of.
        """
        apart: list[tuple[Steps, Piece]] = []
        for i, members in enumerate(objects, first):
            if members is None:
                continue
            own.items += 1
            for name, value in members.items():
                if name in lists and self.pieces.opener(value) == ARRAY:
                    own.whole -= len(value)
                    apart.append(((*steps, i, name), value))
                else:
                    self.leaf(own, name, value)
        return apart

    def _groups(self, at: Piece, steps: Steps, rules: Rules) -> None:
        self._ledger.bucket(rules.group).whole += len(at)
        first = 0
        for groups in self._objects(at, _GROUP_SIGN):
            own = self._ledger.bucket(rules.group)
            for here, value in self._lists_apart(groups, first, steps, own, _GROUP_LISTS):
                self._tabs(value, here, rules, rules.grouped_state, rules.grouped)
            first += len(groups)

    def _cookies(self, at: Piece, rules: Rules, around: Rule) -> None:
        # A list by itself: what its name takes is cookies, too.
        name = "cookies"
        self._ledger.bucket(around).whole -= name_size(name)
        own = self._ledger.bucket(rules.cookie)
        own.whole += name_size(name) + len(at)
        self.leaf(own, name, at)
        batches = Batches(self.pieces, at, _COOKIE_SIGN, self.batch)
        if not self._ledger.by_site:
            for cookies in batches.each(self.pieces.list_items, _alone):
                own.items += len(cookies)
                own.pages += len(cookies)
            return
        sums = CookieSums()
        for _ in batches.each(
            lambda batch: sums.add_list(batch) or None,
            lambda cookie: sums.add(self.pieces.view(cookie)),
        ):
            pass
        for site, size, count in sums.rows():
            own.whole -= size
            own.sizes[name] -= size
            bucket = self._ledger.bucket(rules.cookie, site)
            bucket.whole += size
            bucket.sizes[name] += size
            bucket.items += count
            bucket.pages += count

    # -- lists of tabs -------------------------------------------------------------------------

    def _tabs(
        self, at: Piece, steps: Steps, rules: Rules, state: Rule, closed: Rule | None
    ) -> None:
        """A list of tabs, or of closed ones, which have what was the tab as their state."""
        if self._ledger.by_tab:
            self._each_tab(at, steps, rules, state, closed)
            return

        def many(batch: Batch) -> int | None:
            self._tell(len(batch))
            handed = self.quickly(batch, rules, state, closed) or self.list_of_tabs(
                batch, rules, state, closed
            )
            return len(batch) if handed else None

        def alone(item: Piece) -> int:
            self._tell(len(item))
            self.tab_or_closed(item, rules, state, closed)
            return len(item)

        inside = sum(self._batches_of_tabs(at, closed).each(many, alone))
        # Batches have brackets of their own.
        self._ledger.bucket(closed or state).whole += len(at) - inside

    def _batches_of_tabs(self, at: Piece, closed: Rule | None) -> Batches:
        return Batches(self.pieces, at, CLOSED_SIGN if closed else TAB_SIGN, self.batch)

    def _together(
        self,
        lists: list[tuple[Steps, Piece]],
        rules: Rules,
        tab_rules: Mapping[str | int, tuple[Rule, Rule | None]],
    ) -> list[tuple[Steps, Piece]]:
        """Hand over many small lists of tabs as few large ones; what is left of all of them."""
        if self._ledger.by_tab or len(lists) < _FEW:
            return lists
        left: list[tuple[Steps, Piece]] = []
        waiting: dict[str | int, list[memoryview]] = {name: [] for name in tab_rules}
        sizes = dict.fromkeys(tab_rules, 0)
        for steps, value in lists:
            name = steps[-1]
            if name not in tab_rules or len(value) > _SMALL:
                left.append((steps, value))
                continue
            if len(value) == len(_EMPTY):
                state, closed = tab_rules[name]
                self._ledger.bucket(closed or state).whole += len(value)
                continue
            waiting[name].append(self.pieces.view(value))
            sizes[name] += len(value)
            if sizes[name] >= self.batch:
                self._joined(waiting[name], rules, *tab_rules[name])
                waiting[name], sizes[name] = [], 0
        for name, views in waiting.items():
            self._joined(views, rules, *tab_rules[name])
        return left

    def _joined(
        self, lists: list[memoryview], rules: Rules, state: Rule, closed: Rule | None
    ) -> None:
        inside = [items for view in lists if (items := bytes(view[1:-1]).strip(b" \t\r\n"))]
        batch = memoryview(b"[%b]" % b",".join(inside))
        size = sum(map(len, lists))
        self._tell(size)
        handed = self.quickly(batch, rules, state, closed) or self.list_of_tabs(
            batch, rules, state, closed
        )
        self._ledger.bucket(closed or state).whole += size - len(batch) * handed

    def quickly(
        self, batch: Raw | memoryview, rules: Rules, state: Rule, closed: Rule | None
    ) -> bool:
        """A list of tabs in a shorter way; False, and nothing is handed over, if there is none."""
        return quick.weigh(self.pieces, self._ledger, batch, rules, state, closed)

    def _each_tab(
        self, at: Piece, steps: Steps, rules: Rules, state: Rule, closed: Rule | None
    ) -> None:
        ledger, question = self._ledger, self._ledger.question
        rule = closed or state
        ledger.bucket(rule).whole += len(at)
        first = self.tabs.begin(steps, closed=closed is not None)
        batches: Iterable[Sequence[Piece]]
        if len(at) <= self.batch:  # mostly
            batches = (self.pieces.items(at),)
        else:
            batches = self._batches_of_tabs(at, closed).each(self.pieces.list_items, _alone)
        for items in batches:
            number = len(self.tabs.sizes)
            sizes = [*map(len, items)]
            self.tabs.sizes.extend(sizes)
            ledger.bucket(rule).whole -= sum(sizes)
            self._tell(sum(sizes))
            if not (ledger.by_member or ledger.by_site):
                continue
            for tab, item in enumerate(items, number):
                here = (*steps, tab - first)
                if question.within.get("tab", here) != here:
                    continue
                ledger.enter(tab)
                self.tab_or_closed(item, rules, state, closed)
            ledger.enter(OUTSIDE)


def _alone(item: Piece) -> Sequence[Piece]:
    return (item,)
