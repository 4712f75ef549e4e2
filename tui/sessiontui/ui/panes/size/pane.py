"""Pane 6: where the bytes of a session are, level by level, and what of them could go."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Hide

from ....session.weight.rows import Row
from ....stores.view import View
from ....text import printable, size
from ...actions import bindings, key_of
from ...messages import CopyWanted, SlimWanted
from ...version_words import reading_words, unreadable
from ...widgets.column_names import ColumnNames
from ...widgets.filter_line import FilterLine
from ...widgets.line_list import LineList
from ..list_layout import ListedPane, css_of, list_and_details
from ..measurable import MeasurablePane
from .beside import Beside
from .figures import Finding
from .marking import Marking
from .navigation import Navigation
from .rows import SizeRows
from .said import Said
from .there import asking_for, exact_name
from .trail_line import TrailLine
from .words import WAYS, describe, figures_lines

_SMALL: Final = 8_000_000
"""Bytes of JSON whose figures are found without being asked for."""
_MANY_PLACES: Final = "This is in many places: {into} shows what it is made of."
_CUT_BY: Final = {words: cut for cut, words in WAYS.items()}


class SizePane(ListedPane, MeasurablePane):
    """Rows of bytes that sum to what they are a part of, the largest first."""

    DEFAULT_CSS = (
        css_of("SizePane")
        + """
    SizePane {
        & > .headline { color: $foreground; text-style: bold; }
        &.-empty > .headline, &.-empty > TrailLine { display: none; }
    }
    """
    )

    BINDINGS: ClassVar[list[Binding]] = bindings("filtered", "size")  # type: ignore[assignment]
    labels: ClassVar[Mapping[str, str]] = {"list.open": "Into"}

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self.marking = Marking(self._marks_changed)
        self._said = Said(self, self.marking)
        self._weighing = Beside(self, "weigh", self._said.working)
        self._finding = Finding(Beside(self, "figures"), self._describe)
        self._navigation = Navigation(
            lambda: self.list, self._weighing, lambda: self.filter_line.text,
            lambda: self.filter_line.clear(),
            lambda: self.marking.marks, self._rows_shown,
        )  # fmt: skip

    def compose(self) -> ComposeResult:
        """The one sentence, the levels, rows, filter line, details."""
        yield from self._said.above()
        yield from list_and_details("words in a name")

    @property
    def rows(self) -> SizeRows | None:
        """What is listed."""
        return self._navigation.rows

    @property
    def awaited(self) -> bool:
        """Whether rows are about to be there, for which the next key is meant."""
        return self.display and self._weighing.awaited

    # -- painting ------------------------------------------------------------------------------

    def same(self, painted: View, view: View) -> bool:
        """Only another document makes a difference here."""
        return view.snapshot is not None and painted.snapshot is view.snapshot

    def paint(self, view: View) -> None:
        """Show the bytes of the view's document, at the place where one is."""
        if view.snapshot is None:
            self._navigation.let_go()
            words = unreadable(view, partial(key_of, self)) or reading_words(view)
            self._said.nothing(words, "warning" if view.error else "")
            self._keep_focus()
            return
        document = view.snapshot.document
        if self.rows is None:
            self._said.nothing(f"Weighing {size(len(document.text))} of JSON …")
            self._keep_focus()
        self._finding.stop()
        self._navigation.enter(view.snapshot)

    def _keep_focus(self) -> None:
        """The rows have the focus, or what stands for them, whichever is there."""
        if self.display and self.screen.focused in (None, self.list, self.empty):
            self.focus_main()

    def _rows_shown(self) -> None:
        """Other rows are there."""
        rows = self.rows
        if rows is None:
            return
        self._said.rows(rows)
        self._keep_focus()
        self._say()
        self.refresh_bindings()
        if len(rows.document.text) <= _SMALL and not rows.level.where.trail:
            self._finding.begin(rows.document)

    def _say(self) -> None:
        if self.rows is not None:
            self._said.below(self.rows, self._navigation.arrangement.words)

    def let_go(self) -> None:
        """Drop the rows, and what was found out of them."""
        self._navigation.let_go()
        self._finding.let_go()
        self.details.show([])

    def on_hide(self, event: Hide) -> None:
        """Nobody looks: what is not weighed by now is weighed when it is shown again."""
        self._finding.stop()
        if self._weighing.stop():
            self._painted = None

    # -- details -------------------------------------------------------------------------------

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        self.refresh_bindings()
        self._describe()

    def _describe(self) -> None:
        rows, row = self.rows, self._row
        if rows is None or row is None:
            self.details.show([])
            return
        figures = self._finding.of(rows.document)
        lines = [
            *describe(rows.level, row, rows.names(row)),
            *figures_lines(rows.level, row, figures, self._file_bytes, key_of(self, "size.facts")),
        ]
        self.details.show(lines)

    @property
    def _row(self) -> Row | None:
        """The row under the cursor."""
        rows, here = self.rows, self.list.cursor
        return rows.row(here) if rows is not None and here < len(rows) else None

    @property
    def _file_bytes(self) -> int | None:
        """Bytes of the compressed file that the shown session is all of."""
        version = self.view.version if self.view is not None else None
        whole = version is not None and version.uncompressed is not None and not version.depth
        return version.size if whole and version is not None else None

    def action_facts(self) -> None:
        """Find out what takes longer of the row, and show its details where they are hidden."""
        rows = self.rows
        if rows is not None and not rows.level.where.trail:
            self._finding.begin(rows.document)
        if not self.details.display:
            self.add_class("-details")
            self.screen.set_focus(self.details)

    # -- ways ----------------------------------------------------------------------------------

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        if event.rows is self.rows and not self._navigation.into(event.index):
            self.action_facts()

    def action_into(self) -> None:
        """Show what the row is made of."""
        self._navigation.into(self.list.cursor)

    def action_up(self) -> None:
        """Back to what this is a part of; out of the details first."""
        if not self._leave_details():
            self._navigation.up()

    def action_way(self) -> None:
        """Divide the bytes the next way."""
        wanted = self._navigation.wanted
        self._navigation.divide(wanted.next_way().by)

    @on(TrailLine.LevelWanted)
    def _level_wanted(self, event: TrailLine.LevelWanted) -> None:
        event.stop()
        self._navigation.back_to(event.level)

    @on(TrailLine.WayWanted)
    def _way_wanted(self, event: TrailLine.WayWanted) -> None:
        event.stop()
        self._navigation.divide(_CUT_BY[event.way])

    def action_show_there(self) -> None:
        """Show a tab in its list, a site's pages in Find, anything else in the JSON."""
        rows, row = self.rows, self._row
        if rows is not None and row is not None:
            there = asking_for(rows.level.where.by, row)
            if there is not None:
                self.post_message(there)

    def action_copy_name(self) -> None:
        """Send the name of the row to the terminal's clipboard: of a node its pointer."""
        rows, row = self.rows, self._row
        if rows is not None and row is not None:
            text = exact_name(rows.level.where.by, row)
            self.post_message(CopyWanted(text, printable(text[:60])))

    # -- order and filter ----------------------------------------------------------------------

    def action_sort(self, step: int) -> None:
        """Sort by the next column."""
        self._navigation.arrangement.sort(step)
        self._navigation.ask()

    def action_turn(self) -> None:
        """Sort the other way round."""
        self._navigation.arrangement.turn()
        self._navigation.ask()

    @on(ColumnNames.Clicked)
    def _sort_by(self, event: ColumnNames.Clicked) -> None:
        event.stop()
        name = "bytes" if event.name == "share" else event.name
        self._navigation.arrangement.sort_by(name)
        self._navigation.ask()

    def action_filter(self) -> None:
        """Open the filter's field."""
        self.filter_line.edit()
        self._say()

    find = action_filter

    @on(FilterLine.Changed)
    def _filter_changed(self, event: FilterLine.Changed) -> None:
        event.stop()
        if event.text != self._navigation.filtered_by:
            self._navigation.ask(first=bool(event.text))

    @on(FilterLine.Done)
    def _filter_done(self, event: FilterLine.Done) -> None:
        event.stop()
        self._say()
        self.focus_main()

    def action_leave(self) -> None:
        """Stop the weighing, close the details, drop the filter, then the marks."""
        if self._navigation.stop():
            self._painted = None  # the next view, such as F5 gives, begins it anew
            self._said.stopped(listed=self.rows is not None)
        elif not self._leave_details():
            if self.filter_line.text:
                self.filter_line.clear()
            elif self.marking.marks:
                self.marking.clear()

    def _leave_details(self) -> bool:
        if not (self.details.has_focus or self.has_class("-details")):
            return False
        self.remove_class("-details")
        self.focus_main()
        return True

    # -- marks ---------------------------------------------------------------------------------

    def action_mark(self) -> None:
        """Mark what the row stands for to be dropped, or not; and go on to the next."""
        self.marking.mark(self.rows, self.list.cursor)
        self.list.cursor += 1

    def action_vary(self, step: int) -> None:
        """Keep more of it, or less: closed things of an age, pages of a history."""
        self.marking.vary(self.rows, self.list.cursor, step)

    def action_slim(self) -> None:
        """Drop what is marked, or the row: first it is shown what that frees."""
        self.post_message(SlimWanted(self.marking.chosen(self.rows, self.list.cursor)))

    def slimmed(self) -> None:
        """What was marked is dropped."""
        self.marking.clear()

    def _marks_changed(self) -> None:
        self.list.refresh_changed()
        self._say()
        self.refresh_bindings()

    # -- why not -------------------------------------------------------------------------------

    def why_not(self, name: str, parameters: tuple[object, ...] = ()) -> str | None:
        """Why an action would do nothing."""
        if why := super().why_not(name, parameters):
            return why
        rows, row = self.rows, self._row
        if name in ("way", "sort", "turn", "facts") and rows is None:
            return "Nothing is weighed here."
        if name == "up" and not (self._navigation.wanted.trail or self.has_class("-details")):
            return "This is all of the session: there is nothing above it."
        if name in ("show_there", "copy_name", "mark", "vary", "into") and row is None:
            return "There is no row in this list."
        if name == "slim" and (why := self.view.no_edits if self.view is not None else None):
            return why
        if rows is None or row is None:
            return "There is nothing to drop here." if name == "slim" else None
        match name:
            case "into" if rows.level.into(row) is None:
                return "This is not divided any further here."
            case "show_there" if self._weighing.at_work:
                return "It is being weighed: a moment."
            case "show_there" if asking_for(rows.level.where.by, row) is None:
                return _MANY_PLACES.format(into=key_of(self, "list.open"))
        return self.marking.why_not(name, rows, self.list.cursor)
