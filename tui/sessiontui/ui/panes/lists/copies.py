"""Open tabs of the same address folded into one line each, the one that stays for all of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from itertools import islice

from ....session.json.pointer import Steps
from ....session.model.duplicates import Duplicates, Shown, shown_by
from ....session.model.shown_title import shown_title
from ....session.model.tab import Tab


class Copies:
    """Lines for some open tabs, in the order of the first of each address.

    The line of an address is its tab that would stay if the others were closed, else the first of
    these tabs; those ``unfolded`` have the others below it.
    """

    def __init__(
        self, tabs: Iterable[Tab], duplicates: Duplicates, unfolded: Collection[Shown]
    ) -> None:
        self.rows: list[Tab] = []
        self._of: dict[Steps, tuple[Tab, ...]] = {}  # the tab of a line, and all it stands for
        self._below: set[Steps] = set()
        self._unfolded = unfolded
        groups: dict[Shown, list[Tab]] = {}
        for tab in tabs:
            groups.setdefault(shown_by(tab), []).append(tab)
        for shown, found in groups.items():
            wanted = {tab.steps for tab in found}
            copies = tuple(t for t in duplicates.copies(found[0]) if t.steps in wanted)
            self.rows.append(copies[0])
            self._of[copies[0].steps] = copies
            if shown in unfolded:
                self.rows += copies[1:]
                self._below.update(tab.steps for tab in islice(copies, 1, None))

    def folded_into(self, tab: Tab) -> tuple[Tab, ...]:
        """All that a line stands for; none where it stands for its own tab alone."""
        copies = self._of.get(tab.steps, ())
        return copies if len(copies) > 1 and shown_by(tab) not in self._unfolded else ()

    def title(self, tab: Tab) -> str:
        """A tab's title with how many there are of it, and whether they are folded."""
        if tab.steps in self._below:
            return f"  │ {shown_title(tab)}"
        number = len(self._of.get(tab.steps, ()))
        if number < 2:
            return shown_title(tab)
        return f"{'▾' if shown_by(tab) in self._unfolded else '▸'} ×{number} {shown_title(tab)}"

    def is_line(self, tab: Tab) -> bool:
        """Whether a tab's line stands for several, folded or not."""
        return len(self._of.get(tab.steps, ())) > 1
