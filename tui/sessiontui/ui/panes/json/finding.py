"""The search of the JSON pane: what is sought, what was found, and the way from match to match."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

from textual.dom import DOMNode

from ....errors import SessiontuiError
from ....session.json.search import Search
from ....session.json.search_limit import guard
from ...widgets.filter_line import FilterLine
from ...work import begin
from .navigation import Navigation
from .search import Matches


class Finding:
    """Searches what is shown. ``said`` is called when the words of the search are others.

    The first match is gone to when the user asked for it, as soon as there is one.
    """

    def __init__(
        self,
        node: DOMNode,
        navigation: Navigation,
        line: Callable[[], FilterLine],
        said: Callable[[], None],
    ) -> None:
        self._node = node
        self._navigation = navigation
        self._line = line
        self._said = said
        self._matches = Matches()
        self._jump = False

    @property
    def text(self) -> str:
        """What stands in the search field; empty: nothing is sought."""
        return self._line().text

    @property
    def found(self) -> bool:
        """Whether there is a match by now."""
        return bool(self._matches.hits)

    @property
    def words(self) -> str:
        """How many were found, and whether that is all."""
        return self._matches.words()

    def within(self, start: int, end: int) -> tuple[int, int] | None:
        """The first hit between two offsets of the shown text: where it begins, and its bytes."""
        return self._matches.within(start, end)

    def search(self, text: str, *, jump: bool = False) -> None:
        """Look for another text; between slashes it is a regular expression."""
        begin(self._node, "search", partial(self._search, text, jump))

    def again(self) -> None:
        """Another text is shown: look for the same in it."""
        self.search(self.text)

    def jump(self) -> None:
        """Go to the first match, now or when it comes."""
        self._jump = True
        self._jump_if_asked()

    def _jump_if_asked(self) -> None:
        if self._jump and self.found:
            self._jump = False
            self._navigation.remember()
            self.step(1)

    async def _search(self, text: str, jump: bool) -> None:
        """Search in slices; matches count up while the keys go on working."""
        outline = self._navigation.outline
        self._matches, self._jump = Matches(), jump
        self._node.refresh_bindings()
        self._navigation.line_list.refresh_changed()
        if outline is None or not text:
            self._said()
            return
        regex = len(text) > 2 and text.startswith("/") and text.endswith("/")
        needle = text[1:-1] if regex else text
        try:
            search = Search(outline.text, needle, regex=regex, guard=guard)
        except SessiontuiError as error:
            self._line().status(error.sentence)
            return

        found = False

        def tell() -> None:
            nonlocal found
            self._jump_if_asked()
            self._navigation.line_list.refresh_changed()
            self._said()
            if found is not self.found:
                found = not found
                self._node.refresh_bindings()

        await self._matches.collect(search, tell)

    def step(self, step: int) -> None:
        """Go to the next match or the one before, round the ends."""
        outline, rows = self._navigation.outline, self._navigation.line_list
        if outline is None or not self.found:
            return
        here = outline.row(rows.cursor).start
        for index in self._matches.around(here, step):
            found = outline.reveal_offset(self._matches.hits[index])
            if found != rows.cursor:
                self._matches.at = index + 1
                self._navigation.repaint(found)
                return
