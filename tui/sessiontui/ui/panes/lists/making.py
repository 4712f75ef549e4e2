"""The rows of a list: made at once where they are few, else on a thread beside the keys.

The list stays as it was until they are there. What is typed meanwhile waits for them (see
``ui/app/turns``), and no other way of asking for an action gets through: it would be done to rows
that are about to go.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from textual.dom import DOMNode

from ....session.model.filter import Matcher
from ....stores.view import View
from ...widgets.line_list import Rows
from ...work import PREPARING, begin, beside
from .listing import MANY, Listing

T = TypeVar("T")


class Making:
    """Makes the rows of a pane's listing, one set at a time: the last one asked for counts."""

    def __init__(self, pane: DOMNode, listing: Listing) -> None:
        self._pane = pane
        self._listing = listing
        self._after: list[Callable[[], object]] = []
        self._asked: Callable[[], object] | None = None  # what is made of the rows that are shown
        self.at_work = False
        """Whether something is made beside."""

    def then(self, *after: Callable[[], object]) -> None:
        """Do something once, as soon as the next rows are shown."""
        self._after += after

    def rows(self, view: View, text: str, show: Callable[[Rows], object]) -> None:
        """Have them shown, now or when they are made.

        What is being made of those that are shown is asked for anew, of these.
        """
        if self._asked is not None:
            self.then(self._asked)
            self._asked = None
        matcher = Matcher(text, now=view.now, session=view.snapshot)
        if self._listing.takes_long(view, matcher):
            make = partial(self._listing.make_rows, view, matcher)
            self.beside(make, partial(self._show, show))
            return
        if self.at_work:
            self._cancel()
        self._show(show, self._listing.make_rows(view, matcher))

    def when_many(
        self,
        number: int,
        make: Callable[[], T],
        take: Callable[[T], object],
        again: Callable[[], object],
    ) -> None:
        """Make something of so many items, beside the keys where they are very many.

        ``again`` asks for the same: a save may bring other rows meanwhile.
        """
        if number <= MANY // 2:
            take(make())
            return

        def taken(made: T) -> None:
            self._asked = None
            take(made)

        self.beside(make, taken)
        self._asked = again

    def beside(self, make: Callable[[], T], take: Callable[[T], object]) -> None:
        """Make something on a thread; ``take`` gets it on the event loop."""
        self.at_work = True
        begin(self._pane, PREPARING, partial(self._beside, make, take))

    def stop(self) -> None:
        """Nobody wants rows any more."""
        self._after.clear()
        self._asked = None
        if self.at_work:
            self._cancel()

    def _cancel(self) -> None:
        self.at_work = False
        self._pane.workers.cancel_group(self._pane, PREPARING)

    async def _beside(self, make: Callable[[], T], take: Callable[[T], object]) -> None:
        made = await beside(make)
        self.at_work = False
        take(made)

    def _show(self, show: Callable[[Rows], object], rows: Rows) -> None:
        show(rows)
        after, self._after = self._after, []
        for act in after:
            act()
