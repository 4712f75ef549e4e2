"""The windows that edits will leave, told as a person sees them: at most a screenful of tabs."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from itertools import islice
from typing import Final, Literal, NamedTuple

from ...text import count, printable, site
from ..json.pointer import Steps
from ..model.duplicates import Shown, shown_by
from ..model.salvaged import SIGN as GUESSED
from ..model.tab import Tab
from ..model.window import Window
from .outcome import Origin, Outcome, WindowAfter

Sign = Literal["", "+", "=", "↕"]
NEW: Final[Sign] = "+"
OPEN_ALREADY: Final[Sign] = "="
MOVED: Final[Sign] = "↕"

_WORDS: Final[tuple[tuple[Sign, str], ...]] = (
    (NEW, "new"), (OPEN_ALREADY, "open already"), (MOVED, "moved"),
)  # fmt: skip

MOST: Final = 120
"""Tabs of a window that are told of: more than any screen shows."""
_LONGEST = 300  # characters of a title or an address


class TabAhead(NamedTuple):
    """A tab as it will stand in its window. All text printable; ``place`` counts from 0."""

    place: int
    sign: Sign
    title: str
    site: str
    selected: bool
    guessed: bool = False  # it comes from a damaged file, and may be wrong

    @property
    def words(self) -> str:
        """Its title, after ``~`` where it is guessed."""
        return f"{GUESSED} {self.title}" if self.guessed else self.title


class WindowAhead(NamedTuple):
    """A window as it will be. ``held``: how many tabs; ``signs``: how many have which sign.

    ``gone``: how many that stood in it will be open no more. ``tabs``: those worth showing first,
    at most ``MOST``, in their order.
    """

    name: str
    held: int
    signs: Mapping[Sign, int]
    gone: int
    changed: bool
    tabs: tuple[TabAhead, ...]

    @property
    def words(self) -> str:
        """What a person has to know of it: ``Window 1 · 12 tabs · + 2 new · 1 closed``."""
        parts = [self.name[:1].upper() + self.name[1:], count(self.held, "tab")]
        parts += [
            f"{sign} {self.signs[sign]:,} {word}" for sign, word in _WORDS if sign in self.signs
        ]
        parts += [f"{self.gone:,} closed"] if self.gone else []
        return " · ".join(parts)


def look_ahead(outcome: Outcome, shown: Collection[Steps] = ()) -> tuple[WindowAhead, ...]:
    """The windows after edits, in their order.

    ``shown`` are open tabs of the session before that show what was to be opened already.
    """
    signs = _Signs(outcome, frozenset(shown))
    return tuple(
        signs.window(window, outcome.windows[at] if outcome.windows is not None else None)
        for at, window in enumerate(outcome.session.windows)
    )


class _Signs:
    """What tells the tabs that are new, moved or shown already from all others."""

    def __init__(self, outcome: Outcome, shown: frozenset[Steps]) -> None:
        self._before = before = outcome.before
        self._shown = shown
        self._guessed = outcome.guessed
        self._shown_in = {steps[1] for steps in shown}
        self._known: frozenset[Shown] | None = None
        if outcome.windows is None:
            self._known = frozenset(map(shown_by, before.open_tabs()))
        self._left: Counter[int] = Counter()  # of the tabs of each window before: still open
        for after in outcome.windows or ():
            if after.tabs is not None:
                self._left.update(origin.window for origin in after.tabs if origin is not None)
            elif after.was is not None:
                self._left[after.was] += len(before.windows[after.was].tabs)

    def window(self, window: Window, after: WindowAfter | None) -> WindowAhead:
        tabs = window.tabs
        signed: dict[int, Sign] = {}
        for i, tab in enumerate(tabs) if self._has_signs(after) else ():
            if sign := self._sign(tab, after):
                signed[i] = sign
        was = after.was if after else None
        gone = len(self._before.windows[was].tabs) - self._left[was] if was is not None else 0
        chosen = sorted(_worth_showing(len(tabs), signed, window.selected))
        return WindowAhead(
            after.name if after else f"window {window.index + 1}",
            len(tabs),
            Counter(signed.values()),
            gone,
            bool(signed or gone) or was is None,
            tuple(
                _tab(
                    tabs[i],
                    signed.get(i, ""),
                    i == window.selected,
                    self._is_guessed(tabs[i], signed.get(i, ""), after),
                )
                for i in chosen
            ),
        )

    def _is_guessed(self, tab: Tab, sign: Sign, after: WindowAfter | None) -> bool:
        """Whether it is taken from a damaged file and may be wrong; what was open is not."""
        return (after is None or sign == NEW) and (tab.raw_title, tab.raw_url) in self._guessed

    def _has_signs(self, after: WindowAfter | None) -> bool:
        return after is None or after.tabs is not None or after.was in self._shown_in

    def _sign(self, tab: Tab, after: WindowAfter | None) -> Sign:
        if after is None:
            known = self._known or frozenset()
            return "" if shown_by(tab) in known else NEW
        origin: Origin | None
        if after.tabs is not None:
            origin = after.tabs[tab.index]
        else:
            origin = Origin(after.was or 0, tab.index, moved=False)
        if origin is None:
            return NEW
        if ("windows", origin.window, "tabs", origin.place) in self._shown:
            return OPEN_ALREADY
        return MOVED if origin.moved else ""


def _worth_showing(count: int, signed: dict[int, Sign], selected: int | None) -> set[int]:
    """The places of at most ``MOST`` tabs: the signed, those beside them, the first ones."""

    def places() -> Iterator[int]:
        yield from signed
        if selected is not None:
            yield selected
        for step in range(1, MOST):
            for place in islice(signed, MOST):
                yield from (place - step, place + step)
            yield step - 1

    chosen: set[int] = set()
    for place in places():
        if len(chosen) >= min(MOST, count):
            break
        if 0 <= place < count:
            chosen.add(place)
    return chosen


def _tab(tab: Tab, sign: Sign, selected: bool, guessed: bool) -> TabAhead:
    title, url = tab.raw_title[:_LONGEST], tab.raw_url[:_LONGEST]
    words = printable(title) or printable(url) or "(empty tab)"
    return TabAhead(tab.index, sign, words, site(printable(url)), selected, guessed)


# -- what fits ---------------------------------------------------------------------------------


class WindowLines(NamedTuple):
    """A window's line and those below it: tabs, and how many are left out between them."""

    window: WindowAhead
    tabs: tuple[TabAhead | int, ...]

    @property
    def lines(self) -> Iterator[TabAhead | str]:
        """Its tabs, and what is left out between them in words."""
        for i, tab in enumerate(self.tabs):
            if isinstance(tab, TabAhead):
                yield tab
            else:
                tabs = count(tab, "tab")
                yield f"… {tabs}" if i + 1 < len(self.tabs) else f"… and {tabs} more"


class Screenful(NamedTuple):
    """What fits, and how many windows with how many tabs do not."""

    windows: tuple[WindowLines, ...]
    windows_left: int
    tabs_left: int

    @property
    def words_left(self) -> str:
        """What does not fit; empty when all of it does."""
        if not self.windows_left:
            return ""
        windows, tabs = count(self.windows_left, "window"), count(self.tabs_left, "tab")
        return f"… and {windows} more with {tabs}"


def fit(windows: Sequence[WindowAhead], most: int) -> Screenful:
    """The windows in at most ``most`` lines, what changes first; whole where there is room."""
    picked = _Picked(windows, most)
    for number, window in enumerate(windows):
        if window.changed:
            picked.add(number, None)
    by_rank = sorted(
        (
            (*_rank(window, tab), number, place)
            for number, window in enumerate(windows)
            for place, tab in enumerate(window.tabs)
        ),
    )
    for rank, _, number, place in by_rank:
        if rank == 0:
            picked.add(number, place)
    for number in range(len(windows)):
        picked.add(number, None)
    for rank, _, number, place in by_rank:
        if rank and number in picked.tabs and not picked.is_full:
            picked.add(number, place)
    return picked.lines()


def _rank(window: WindowAhead, tab: TabAhead) -> tuple[int, int]:
    """Signed tabs first, then of the windows that change the shown one and the nearest ones."""
    if tab.sign:
        return 0, 0
    if not window.changed:
        return 2, tab.place
    if tab.selected:
        return 1, 0
    signed = (abs(other.place - tab.place) for other in window.tabs if other.sign)
    return 1, min(signed, default=tab.place)


class _Picked:
    """Lines picked one by one, as long as they fit."""

    def __init__(self, windows: Sequence[WindowAhead], most: int) -> None:
        self._windows = windows
        self._most = most
        self.tabs: dict[int, set[int]] = {}  # of each window with a line: places in its ``tabs``
        self._taken: dict[int, int] = {}

    @property
    def is_full(self) -> bool:
        """Whether there is room for nothing more."""
        left = len(self.tabs) < len(self._windows)
        return sum(self._taken.values()) + left >= self._most

    def add(self, window: int, tab: int | None) -> None:
        """Take a window's line, or one of its tabs with it, if there is room."""
        had = self.tabs.get(window)
        tabs = (had or set()) | ({tab} if tab is not None else set())
        others = sum(self._taken.values()) - self._taken.get(window, 0)
        lines = 1 + len(self._between(window, tabs))
        left = len(self.tabs) + (had is None) < len(self._windows)
        if others + lines + left > self._most:
            return
        self.tabs[window] = tabs
        self._taken[window] = lines

    def _between(self, window: int, tabs: set[int]) -> list[TabAhead | int]:
        """Tabs of a window in their order, and how many are left out between them.

        A single one has the line that would count it.
        """
        known, held = self._windows[window].tabs, self._windows[window].held
        found: list[TabAhead | int] = []
        behind = 0
        for at in (*sorted(tabs), len(known)) if tabs else ():
            place = known[at].place if at < len(known) else held
            if place == behind + 1 and at and known[at - 1].place == behind:
                found.append(known[at - 1])
            elif place > behind:
                found.append(place - behind)
            found += known[at : at + 1]
            behind = place + 1
        return found

    def lines(self) -> Screenful:
        """What was picked, in the windows' order."""
        left = [w for i, w in enumerate(self._windows) if i not in self.tabs]
        return Screenful(
            tuple(
                WindowLines(self._windows[window], tuple(self._between(window, self.tabs[window])))
                for window in sorted(self.tabs)
            ),
            len(left),
            sum(window.held for window in left),
        )
