"""Tabs of one session that show the same address in the same container, and which of them stay."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import chain
from typing import Final

from ..json.pointer import Steps
from .coerce import BLANK_PAGES
from .tab import Tab
from .tab_group import TabGroup
from .window import Window

NOT_DUPLICATES: Final = BLANK_PAGES | {"about:sessionrestore", "about:welcomeback"}
"""Addresses that do not tell what a tab shows: nothing yet, or a session of its own."""

Shown = tuple[str, int]
"""An address, exactly, and the container it is shown in."""


def shown_by(tab: Tab) -> Shown:
    """What makes tabs duplicates of each other."""
    return tab.raw_url, tab.container_id


class Duplicates:
    """The duplicates of one session; ``front`` is the place of the window that was in front.

    Fast for 100,000 tabs: nothing is kept of those that are none.
    """

    def __init__(
        self,
        windows: Sequence[Window],
        closed_windows: Sequence[Window],
        saved_groups: Sequence[TabGroup],
        front: int | None,
    ) -> None:
        self._windows = windows
        self._closed_windows = closed_windows
        self._saved_groups = saved_groups
        self._front = front

    @cached_property
    def _open(self) -> dict[Shown, list[Tab]]:
        """Open tabs by what they show, where there are several."""
        single: dict[Shown, Tab] = {}
        several: dict[Shown, list[Tab]] = {}
        for tab in self._open_tabs():
            shown = shown_by(tab)
            if shown in several:
                several[shown].append(tab)
            elif shown not in single:
                single[shown] = tab
            elif shown[0] not in NOT_DUPLICATES:
                several[shown] = [single[shown], tab]
        return several

    @cached_property
    def _anywhere(self) -> frozenset[Shown]:
        """What several tabs show, closed ones counted with the open ones."""
        times = Counter(map(shown_by, chain(self._open_tabs(), self._closed_tabs())))
        found = (shown for shown, number in times.items() if number > 1)
        return frozenset(shown for shown in found if shown[0] not in NOT_DUPLICATES)

    def _open_tabs(self) -> Iterator[Tab]:
        for window in self._windows:
            yield from window.tabs

    def _closed_tabs(self) -> Iterator[Tab]:
        for window in self._closed_windows:
            yield from window.tabs
        groups = list(self._saved_groups)
        for window in (*self._windows, *self._closed_windows):
            yield from (closed.tab for closed in window.closed_tabs)
            groups += window.closed_groups
        for group in groups:
            yield from (closed.tab for closed in group.tabs)

    def prepare(self) -> None:
        """Do now what the first question would have to do; meant for a background thread."""
        _ = self._open

    def has(self, tab: Tab) -> bool:
        """Whether a tab is one: an open one of several open ones, a closed one of any."""
        if tab.steps[0] == "windows" and len(tab.steps) > 2 and tab.steps[2] == "tabs":
            return shown_by(tab) in self._open
        return shown_by(tab) in self._anywhere

    def copies(self, tab: Tab) -> tuple[Tab, ...]:
        """The open tabs that show what this one does, it among them, the one that stays first.

        Then those in groups, and as they were looked at, the last first. Only itself where there
        is no other.
        """
        found = self._open.get(shown_by(tab), [tab])
        return tuple(sorted(found, key=self._rank))

    def superfluous(self, among: Collection[Steps] | None = None) -> tuple[Tab, ...]:
        """The open tabs to close so that each address stays open once in its container.

        One in a group stays rather than one in none: somebody has put it there. Else it is the one
        last looked at. Pinned tabs and the one in front are never closed, and where there are such
        of an address, they are what stays. Hidden ones belong to an extension:
        they are not closed, do not stand for the page, and no window is left with them alone. Of
        the rest, only those ``among``.
        """
        found: list[Tab] = []
        for copies in self._open.values():
            visible = [tab for tab in copies if not self._is_hidden(tab)]
            kept = [tab for tab in visible if tab.pinned or self._is_in_front(tab)]
            kept = kept or sorted(visible, key=self._rank)[:1]
            found += [tab for tab in visible if tab not in kept]
        if among is not None:
            wanted = frozenset(among)
            found = [tab for tab in found if tab.steps in wanted]
        return tuple(sorted(self._spared(found), key=_place))

    def expendable(self) -> Iterator[Tab]:
        """Of the superfluous tabs those that can go for good: what was typed in them stays open.

        Text in a form or in the address bar is nowhere else: a copy with such text stays, unless
        a visible one of the same address that stays has it too.
        """
        closing = {tab.steps: tab for tab in self.superfluous()}
        typed: dict[Shown, set[tuple[str, str]]] = {}
        for tab in closing.values():
            own = _typed(tab)
            if own:
                shown = shown_by(tab)
                if shown not in typed:
                    typed[shown] = self._typed_where_it_stays(shown, closing)
                if not own <= typed[shown]:
                    typed[shown] |= own
                    continue
            yield tab

    def _typed_where_it_stays(
        self, shown: Shown, closing: Collection[Steps]
    ) -> set[tuple[str, str]]:
        staying = (one for one in self._open[shown] if one.steps not in closing)
        return {text for one in staying if not self._is_hidden(one) for text in _typed(one)}

    def _spared(self, closing: list[Tab]) -> Iterator[Tab]:
        """Without those whose windows would be left with hidden tabs alone."""
        by_window: dict[int, list[Tab]] = {}
        for tab in closing:
            by_window.setdefault(int(tab.steps[1]), []).append(tab)
        for place, tabs in by_window.items():
            hidden = sum(map(self._is_hidden, self._windows[place].tabs))
            if hidden and len(tabs) + hidden == len(self._windows[place].tabs):
                tabs.remove(min(tabs, key=self._rank))
            yield from tabs

    def _rank(self, tab: Tab) -> tuple[bool, bool, bool, bool, int, tuple[int, ...]]:
        return (
            self._is_hidden(tab), not tab.pinned, not self._is_in_front(tab), not tab.group_id,
            -(tab.last_accessed or 0), _place(tab),
        )  # fmt: skip

    def _is_hidden(self, tab: Tab) -> bool:
        """Whether it is not seen: the selected tab of a window always is."""
        return tab.hidden and self._windows[int(tab.steps[1])].selected != tab.index

    def _is_in_front(self, tab: Tab) -> bool:
        """Whether it is the one that is seen: selected in the window in front."""
        if self._front is None or tab.steps[1] != self._front:
            return False
        return self._windows[self._front].selected == tab.index


def _typed(tab: Tab) -> set[tuple[str, str]]:
    """What stands typed in a tab, by the names of its fields; that of the address bar has none."""
    typed = {("", tab.user_typed)} if tab.user_typed else set()
    if tab.has_form_text:
        typed.update((name, text) for name, text in tab.form_texts.items() if text)
    return typed


def _place(tab: Tab) -> tuple[int, ...]:
    return tuple(step for step in tab.steps if isinstance(step, int))


def addresses(tabs: Iterable[Tab]) -> int:
    """How many addresses, each in its container, some tabs show."""
    return len({shown_by(tab) for tab in tabs})
