"""Pane 6: where the bytes of a session are, level by level, and what of them could go."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import partial
from typing import ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.events import Hide

from ....session.json.pointer import format_pointer
from ....session.model.document import Document
from ....session.weight.rows import Row
from ....stores.view import View
from ....text import printable, size
from ...actions import bindings, key_of
from ...messages import CopyWanted, JsonWanted, SlimWanted, TabWanted, WordsWanted
from ...slim_marks import Mark, words_of
from ...version_words import reading_words, unreadable
from ...widgets.caption import Caption
from ...widgets.column_names import ColumnNames
from ...widgets.filter_line import FilterLine
from ...widgets.line_list import Cell, LineList
from ...widgets.sheet import Line, Sheet
from ..list_layout import css_of, list_and_details
from ..pane import Pane
from .beside import Beside
from .droppable import is_host
from .figures import Figures, figures_of
from .navigation import Navigation
from .rows import SizeRows
from .trail_line import TrailLine
from .words import WAYS, describe, figures_lines, head_words, sum_words, trail_names

_SMALL: Final = 8_000_000
"""Bytes of JSON whose figures are found without being asked for."""
_MANY_PLACES: Final = "This is in many places: {into} shows what it is made of."
_NOT_ALONE: Final = "This cannot be dropped by itself: ○ stands before what can be."
_CUT_BY: Final = {words: cut for cut, words in WAYS.items()}


class SizePane(Pane):
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
        self._marked: dict[tuple[str, str | None], Mark] = {}
        self._weighing = Beside(self, "weigh", self._say_working)
        self._finding = Beside(self, "figures")
        self._figures: tuple[Document, Figures] | None = None
        self._navigation = Navigation(
            lambda: self.list, self._weighing, lambda: self.filter_line.text,
            lambda: self.marks, self._rows_shown,
        )  # fmt: skip

    def compose(self) -> ComposeResult:
        """The one sentence, the levels, rows, filter line, details."""
        yield Caption(classes="headline")
        yield TrailLine()
        yield from list_and_details("words in a name")

    @property
    def list(self) -> LineList:
        """The rows, with the cursor in them."""
        return self.query_one(LineList)

    @property
    def details(self) -> Sheet:
        """The details beside it."""
        return self.query_one(".details", Sheet)

    @property
    def filter_line(self) -> FilterLine:
        """The line below it."""
        return self.query_one(FilterLine)

    @property
    def rows(self) -> SizeRows | None:
        """What is listed."""
        return self._navigation.rows

    @property
    def marks(self) -> Sequence[Mark]:
        """What is marked to be dropped."""
        return tuple(self._marked.values())

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
            self._show_nothing(words, "warning" if view.error else "")
            return
        document = view.snapshot.document
        if self.rows is None:
            self._show_nothing(f"Weighing {size(len(document.text))} of JSON …")
        self._finding.stop()
        self._navigation.enter(document)

    def _show_nothing(self, words: str, role: str = "") -> None:
        self.add_class("-empty")
        self.remove_class("-details")
        self.query_one(".empty", Sheet).show([Line("", words, role)])
        self.filter_line.status("")
        if self.screen.focused is self.list:
            self.focus_main()

    def _rows_shown(self) -> None:
        """Other rows are there."""
        rows, view = self.rows, self.view
        if rows is None or view is None:
            return
        if not len(rows):
            leave = key_of(self, "filtered.leave")
            text = printable(self.filter_line.text)
            self._show_nothing(f'No row here has "{text}". {leave} shows all.')
        else:
            self.remove_class("-empty")
            if self.screen.focused in (None, self.query_one(".empty", Sheet)) and self.display:
                self.screen.set_focus(self.list)
        level = rows.level
        damaged = rows.document.salvaged
        percent = damaged.percent if damaged is not None else None
        self.query_one(Caption).show([Cell(f" {head_words(level, percent)}")])
        ways = [WAYS[cut] for cut in level.where.ways]
        self.query_one(TrailLine).show(trail_names(level.where), ways, WAYS[level.where.by])
        self._say()
        self.refresh_bindings()
        if len(rows.document.text) <= _SMALL and not level.where.trail:
            self._find_figures(rows.document)

    def _say(self) -> None:
        """The line below the rows: what is marked, and what they sum to."""
        rows = self.rows
        if rows is None:
            return
        filtered = self.filter_line.text.strip()
        words = sum_words(rows.level, len(rows), rows.bytes if filtered else 0, filtered)
        if self.filter_line.editing:
            words = words.split(" · ")[0]
        elif self._marked:
            words = f"{key_of(self, 'size.slim')} drops {words_of(self.marks)} · {words}"
        else:
            words = f"{words} · {self._navigation.arrangement.words}"
        self.filter_line.status(words)

    def _say_working(self, words: str) -> None:
        said = f"{words}  {key_of(self, 'filtered.leave')} stops"
        if self.has_class("-empty"):
            self.query_one(".empty", Sheet).show([Line("", said)])
        else:
            self.filter_line.status(said)

    def let_go(self) -> None:
        """Drop the rows, and what was found out of them."""
        self._navigation.let_go()
        self._finding.stop()
        self._figures = None
        self.details.show([])

    def on_hide(self, event: Hide) -> None:
        """Nobody looks: what is not weighed by now is weighed when it is shown again."""
        self._finding.stop()
        if self._weighing.stop():
            self._painted = None

    def focus_main(self) -> None:
        """Give the list the focus, or what stands for it while it is empty."""
        empty = self.has_class("-empty")
        self.screen.set_focus(self.query_one(".empty", Sheet) if empty else self.list)

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
        figures = self._figures_of(rows.document)
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

    def _figures_of(self, document: Document) -> Figures | None:
        found = self._figures
        return found[1] if found is not None and found[0] is document else None

    def _find_figures(self, document: Document) -> None:
        """Find out what takes longer, once."""
        if self._figures_of(document) is None and not self._finding.at_work:
            self._finding.make(partial(figures_of, document), partial(self._take_figures, document))

    def _take_figures(self, document: Document, figures: Figures) -> None:
        self._figures = document, figures
        self._describe()

    def action_facts(self) -> None:
        """Find out what takes longer of the row, and show its details where they are hidden."""
        rows = self.rows
        if rows is not None and not rows.level.where.trail:
            self._find_figures(rows.document)
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
        if rows is None or row is None:
            return
        if row.steps is None:
            self.post_message(WordsWanted(f"site:{row.key}"))
        elif rows.level.where.by == "tab":
            self.post_message(TabWanted(row.steps))
        else:
            self.post_message(JsonWanted(row.steps))

    def action_copy_name(self) -> None:
        """Send the name of the row to the terminal's clipboard: of a node its pointer."""
        rows, row = self.rows, self._row
        if rows is not None and row is not None:
            node = rows.level.where.by == "node" and row.steps is not None
            text = format_pointer(row.steps or ()) if node else row.key
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
        self._navigation.ask(first=bool(event.text))

    @on(FilterLine.Done)
    def _filter_done(self, event: FilterLine.Done) -> None:
        event.stop()
        self._say()
        self.focus_main()

    def action_leave(self) -> None:
        """Stop the weighing, close the details, drop the filter, then the marks."""
        if self._navigation.stop():
            self._stopped()
        elif self._leave_details():
            pass
        elif self.filter_line.text:
            self.filter_line.clear()
        elif self._marked:
            self.slimmed()

    def _leave_details(self) -> bool:
        if not (self.details.has_focus or self.has_class("-details")):
            return False
        self.remove_class("-details")
        self.focus_main()
        return True

    def _stopped(self) -> None:
        """It was not weighed to the end; what was listed before is, if anything was."""
        self._painted = None  # the next view, such as F5 gives, begins it anew
        words = f"Not weighed to the end; {key_of(self, 'app.reload')} weighs it again."
        if self.rows is None:
            self._show_nothing(words)
        self.filter_line.status(words)

    # -- marks ---------------------------------------------------------------------------------

    def _mark_here(self) -> Mark | None:
        rows, here = self.rows, self.list.cursor
        if rows is None or not here < len(rows):
            return None
        mark = rows.mark(here)
        return None if mark is None else self._marked.get(mark.what, mark)

    def action_mark(self) -> None:
        """Mark what the row stands for to be dropped, or not; and go on to the next."""
        mark = self._mark_here()
        if mark is not None:
            if self._marked.pop(mark.what, None) is None:
                self._marked[mark.what] = mark
            self.list.cursor += 1
            self._marks_changed()

    def action_vary(self, step: int) -> None:
        """Keep more of it, or less: closed things of an age, pages of a history."""
        mark = self._mark_here()
        if mark is not None:
            self._marked[mark.what] = mark.varied(step)
            self._marks_changed()

    def action_slim(self) -> None:
        """Drop what is marked, or the row: first it is shown what that frees."""
        here = self._mark_here()
        marks = self.marks or ((here,) if here is not None else ())
        self.post_message(SlimWanted(marks))

    def slimmed(self) -> None:
        """What was marked is dropped, or is not to be any more."""
        self._marked.clear()
        self._marks_changed()

    def _marks_changed(self) -> None:
        self.list.refresh_changed()
        self._say()
        self.refresh_bindings()

    # -- why not -------------------------------------------------------------------------------

    def why_not(self, name: str, parameters: tuple[object, ...] = ()) -> str | None:
        """Why an action would do nothing."""
        rows, row = self.rows, self._row
        if name in ("way", "sort", "turn", "facts") and rows is None:
            return "Nothing is weighed here."
        if name == "up" and not (self._navigation.wanted.trail or self.has_class("-details")):
            return "This is all of the session: there is nothing above it."
        if name in ("show_there", "copy_name", "mark", "vary", "into") and row is None:
            return "There is no row in this list."
        if rows is None or row is None:
            return self._why_not_slim() if name == "slim" else None
        match name:
            case "into" if rows.level.where.into(row) is None:
                return "This is not divided any further here."
            case "show_there" if self._weighing.at_work:
                return "It is being weighed: a moment."
            case "show_there" if row.steps is None and not self._is_site(rows, row):
                return _MANY_PLACES.format(into=key_of(self, "list.open"))
            case "mark" if self._mark_here() is None:
                return _NOT_ALONE
            case "vary" if (mark := self._mark_here()) is None or not mark.can_vary:
                return "Only of closed things and histories a part can stay."
            case "slim":
                return self._why_not_slim()
        return None

    def _why_not_slim(self) -> str | None:
        if not self._marked and self._mark_here() is None:
            return _NOT_ALONE if self._row is not None else "There is nothing to drop here."
        return self.view.no_edits if self.view is not None else None

    @staticmethod
    def _is_site(rows: SizeRows, row: Row) -> bool:
        return rows.level.where.by == "site" and is_host(row.key)
