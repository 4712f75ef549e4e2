"""Pane 7: the whole JSON as an outline that unfolds, with notes, search and copying."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Generator
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.widgets import Static

from ....errors import SessiontuiError
from ....session.describe.notes import decoded, meaning
from ....session.json.outline import LIMIT, Outline
from ....session.json.search import Search
from ....text import cells, count, exact_size, printable, steady
from ...actions import bindings
from ...messages import CopyWanted, SaveWanted, TabWanted, ValueWanted
from ...widgets.filter_line import FilterLine
from ...widgets.line_list import LineList
from ...widgets.safe_lines import fit
from .copy import beginning_of, bytes_of, file_name, path_of, value_of
from .levels import base_of, pointers
from .navigation import JsonPlaces
from .rows import head
from .search import Matches, guard

_TELL = 0.1  # seconds between two times it is said how far the unfolding has come


class JsonPane(JsonPlaces):
    """The document of the shown version."""

    DEFAULT_CSS = """
    JsonPane {
        & > .where { height: 1; padding: 0 1; color: $text-muted; }
        & > LineList { height: 1fr; }
        & > .empty { display: none; height: 1fr; padding: 1 2; color: $text-warning; }
        &.-empty > .empty { display: block; }
        &.-empty > LineList { display: none; }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = bindings("json")  # type: ignore[assignment]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self._matches = Matches()
        self._jump = False  # to the first match as soon as there is one
        self._told = ""  # said below the list until the cursor moves

    def compose(self) -> ComposeResult:
        """Path, outline, search line."""
        yield Static("", classes="where", markup=False)
        yield LineList()
        yield Static("", classes="empty", markup=False)
        yield FilterLine(placeholder="text in keys and values, or /a regular expression/")

    @property
    def _search_line(self) -> FilterLine:
        return self.query_one(FilterLine)

    def _say(self) -> None:
        """The path above the list, and below it what the value means, or the search."""
        outline, cursor = self._outline, self._list.cursor
        if outline is None or not cursor < len(outline):
            self._where("")
            self._search_line.status("")
            return
        share = outline.size(cursor) * 100 / max(1, len(outline.text))
        whole = "the text" if len(self._levels) > 1 else "the JSON"
        taken = f"{exact_size(outline.size(cursor))} · {share:.1f} % of {whole}"
        room = max(10, self.size.width - len(taken) - 5)
        self._where(f"{_end_of(printable(pointers(self._place())), room)}  {taken}")
        rows = count(len(outline), "row")
        if self._told:
            said = [self._told, f"{rows} unfolded"]
        elif self._search_line.text:
            said = [self._matches.words(), "n N to go there", rows]
        else:
            path = (*base_of(self._levels), *outline.path(cursor))
            words = decoded(path, head(outline, cursor), outline.size(cursor))
            said = [words, meaning(path), f"{rows} unfolded"]
        self._search_line.status(" · ".join(filter(None, said)))

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._told = ""
        self._stop()
        self._say()

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        outline = self._outline
        if outline is None or event.rows is not self._list.rows or event.index >= len(outline):
            return  # other rows have come since
        if outline.row(event.index).has_children:
            outline.toggle(event.index)
            self._repaint(event.index)
        elif not self._enter(event.index):
            self.action_view_value()

    # -- folding -------------------------------------------------------------------------------

    def action_unfold(self) -> None:
        """Unfold, go to the first inside, or enter a text that holds JSON."""
        outline, cursor = self._outline, self._list.cursor
        if outline is None:
            return
        if not outline.row(cursor).has_children:
            self._enter(cursor)
        elif outline.is_open(cursor):
            self._repaint(cursor + 1)
        else:
            outline.open(cursor)
            self._repaint(cursor)

    def action_fold(self) -> None:
        """Fold, go to what holds this, or leave a text from its top."""
        outline, cursor = self._outline, self._list.cursor
        if outline is None or (not cursor and self._leave()):
            return
        if outline.is_open(cursor):
            outline.close(cursor)
            self._repaint(cursor)
        else:
            parent = outline.parent(cursor)
            self._repaint(cursor if parent is None else parent)

    def action_sibling(self, step: int) -> None:
        """The next or the last beside this one."""
        outline, cursor = self._outline, self._list.cursor
        if outline is None:
            return
        found = outline.next_sibling(cursor) if step > 0 else outline.previous_sibling(cursor)
        if found is not None:
            self._list.cursor = found

    def action_fold_all(self) -> None:
        """Fold everything below."""
        if self._outline is not None:
            self._outline.close_below(self._list.cursor)
            self._repaint(self._list.cursor)

    def action_unfold_all(self) -> None:
        """Unfold everything below."""
        outline, cursor = self._outline, self._list.cursor
        if outline is not None:
            self._unfold(outline, outline.opening(cursor, len(outline.text)))

    def action_level(self, step: int) -> None:
        """Show one level more below this, or one less."""
        outline, cursor = self._outline, self._list.cursor
        if outline is None:
            return
        if step > 0:
            self._unfold(outline, outline.opening(cursor, None))
        else:
            outline.close_to_level(cursor, outline.levels(cursor) - 1)
            self._repaint(cursor)
            self._tell_levels(outline)

    @work(exclusive=True, group="unfold", description="unfold")
    async def _unfold(self, outline: Outline, steps: Generator[int, None, int]) -> None:
        """Unfold many, giving way to keys meanwhile; a motion stops it and nothing is unfolded."""
        cursor = self._list.cursor
        told = time.perf_counter()
        for rows in steps:
            if time.perf_counter() - told > _TELL:
                told = time.perf_counter()
                self._search_line.status(f"unfolding… {count(rows, 'row')} · any motion stops it")
            await asyncio.sleep(0)
        if outline is self._outline:
            self._list.resize_to(cursor)
            self._tell_levels(outline)

    def _tell_levels(self, outline: Outline) -> None:
        levels = outline.levels(self._list.cursor)
        shown = (
            f"{count(levels, 'level')} shown below this" if levels else "nothing below this shown"
        )
        self._told = shown + (f", stopped after {LIMIT:,} rows" if outline.limited else "")
        self._say()

    # -- search --------------------------------------------------------------------------------

    def find(self) -> None:
        """Open the search field."""
        self.action_search()

    def action_search(self) -> None:
        """Open the search field."""
        self._search_line.edit()

    def action_leave(self) -> None:
        """Stop unfolding, drop the search, then leave a text that was entered."""
        if self.workers_in("unfold", "enter"):
            self._stop()
            self._say()
        elif self._search_line.text:
            self._search_line.clear()
        else:
            self._leave()

    @on(FilterLine.Changed)
    def _search_changed(self, event: FilterLine.Changed) -> None:
        event.stop()
        # Typed so fast that Enter was there first: the jump is still wanted.
        self._find(event.text, jump=not self._search_line.editing)

    @on(FilterLine.Done)
    def _search_done(self, event: FilterLine.Done) -> None:
        event.stop()
        self.screen.set_focus(self._list)
        if self._search_line.text:
            self._jump = True
            self._jump_if_asked()

    def _jump_if_asked(self) -> None:
        if self._jump and self._matches.hits:
            self._jump = False
            self._remember()
            self.action_match(1)

    def _search_again(self) -> None:
        self._find(self._search_line.text)

    @work(exclusive=True, group="search", description="search")
    async def _find(self, text: str, *, jump: bool = False) -> None:
        """Search in slices; matches count up while the keys go on working."""
        outline = self._outline
        self._matches, self._jump, self._told = Matches(), jump, ""
        self.refresh_bindings()
        if outline is None or not text:
            self._say()
            return
        regex = len(text) > 2 and text.startswith("/") and text.endswith("/")
        needle = text[1:-1] if regex else text
        try:
            search = Search(outline.text, needle, regex=regex, guard=guard)
        except SessiontuiError as error:
            self._search_line.status(error.sentence)
            return

        found = False

        def tell() -> None:
            nonlocal found
            self._jump_if_asked()
            self._say()
            if found is not bool(self._matches.hits):
                found = not found
                self.refresh_bindings()

        await self._matches.collect(search, tell)

    def action_match(self, step: int) -> None:
        """Go to the next match or the one before, round the ends."""
        outline = self._outline
        if outline is None or not self._matches.hits:
            return
        here = outline.row(self._list.cursor).start
        for index in self._matches.around(here, step):
            found = outline.reveal_offset(self._matches.hits[index])
            if found != self._list.cursor:
                self._matches.at = index + 1
                self._repaint(found)
                return

    # -- values --------------------------------------------------------------------------------

    def action_view_value(self) -> None:
        """The whole value in a window of its own; JSON in it is laid out."""
        outline, cursor = self._outline, self._list.cursor
        if outline is not None:
            value, cut_from = beginning_of(outline, cursor)
            self.post_message(ValueWanted(pointers(self._place()), value, cut_from))

    def action_copy(self, what: str) -> None:
        """Send value, key or path to the terminal, which may put it on its clipboard."""
        outline, cursor = self._outline, self._list.cursor
        if outline is None:
            return
        place = self._place()
        if what == "value":
            self.post_message(CopyWanted(value_of(outline, cursor), "value"))
        elif what == "key":
            steps = [step for path in place for step in path]
            if steps:
                self.post_message(CopyWanted(str(steps[-1]), "key"))
        else:
            self.post_message(CopyWanted(path_of(what, place), "path"))

    def action_save(self) -> None:
        """Write the value to a file."""
        outline, cursor = self._outline, self._list.cursor
        if outline is not None:
            self.post_message(SaveWanted(bytes_of(outline, cursor), file_name(outline, cursor)))

    def action_show_tab(self) -> None:
        """Show the tab or window that holds this, in its own pane."""
        if self._levels:
            self.post_message(TabWanted(self._place()[0]))

    def why_not(self, name: str, parameters: tuple[object, ...] = ()) -> str | None:
        """Why an action would do nothing now."""
        if name in ("search", "leave"):
            return None
        if not self._levels:
            return "There is no JSON to be shown."
        if name == "match" and not self._matches.hits:
            return (
                "Nothing was found: / searches." if self._search_line.text else "/ searches first."
            )
        return None


def _end_of(path: str, width: int) -> str:
    """A path in a width of cells: of a long one the end, which says where one is."""
    shown = steady(path)[-4 * width :]
    cut = len(shown) < len(path)
    while cells(shown) + cut > width:
        shown, cut = shown[1:], True
    return fit("…" * cut + shown, width)
