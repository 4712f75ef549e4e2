"""Pane 7: the whole JSON as an outline that unfolds, with notes, search and copying."""

from __future__ import annotations

import asyncio
from bisect import bisect_right
from typing import ClassVar

from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from ...errors import SessiontuiError
from ...session import jsontext
from ...session.document import parse_pointer
from ...session.notes import note
from ...session.outline import Kind, Outline
from ...session.search import Hit, Search
from ...stores.base import View
from ...text import count, exact_size, printable
from ..actions import bindings
from ..json_rows import NOTE_BYTES, JsonRows
from ..messages import ValueWanted
from ..safe import fit
from ..widgets.filter_line import FilterLine
from ..widgets.line_list import LineList
from .pane import Pane

_MOST_HITS = 100_000
_COPY_LIMIT = 1_000_000


class JsonPane(Pane):
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
        self._outline: Outline | None = None
        self._hits: list[Hit] = []
        self._at = 0  # which of them the cursor went to last, from 1
        self._progress = ""
        self._past: list[str] = []
        self._ahead: list[str] = []
        self._wanted: tuple[str | int, ...] | None = None

    def compose(self) -> ComposeResult:
        """Path, outline, search line."""
        yield Static("", classes="where", markup=False)
        yield LineList()
        yield Static("", classes="empty", markup=False)
        yield FilterLine(placeholder="text in keys and values, or /a regular expression/")

    def same(self, painted: View, view: View) -> bool:
        """Only another document makes a difference here."""
        return view.snapshot is not None and painted.snapshot is view.snapshot

    @property
    def _list(self) -> LineList:
        return self.query_one(LineList)

    @property
    def _search_line(self) -> FilterLine:
        return self.query_one(FilterLine)

    # -- painting ------------------------------------------------------------------------------

    def paint(self, view: View) -> None:
        """Show the document; in a new one the same places are unfolded again."""
        snapshot = view.snapshot
        self.set_class(snapshot is None, "-empty")
        if snapshot is None:
            self.query_one(".empty", Static).update(Content(view.error or ""))
            self._outline = None
            return
        old = self._outline
        if old is not None and old.text is snapshot.document.text:
            return
        outline = Outline(snapshot.document.text)
        if old is not None:
            self._unfold_like(old, outline)
        else:
            outline.reveal(("windows", 0))
        self._outline = outline
        self._list.show(JsonRows(outline))
        if self._wanted is not None:
            self.go_to(self._wanted)
        if self._search_line.text:
            self._find(self._search_line.text)
        self._say()

    def _unfold_like(self, old: Outline, new: Outline) -> None:
        """What was unfolded stays so; of very many places only those near the cursor."""
        here = self._list.cursor
        for index in range(max(0, here - 500), min(len(old), here + 500)):
            if old.is_open(index):
                found = new.reveal(old.path(index))
                if found is not None:
                    new.open(found)
        if here < len(old):
            new.reveal(old.path(here))

    def focus_main(self) -> None:
        """Give the outline the focus."""
        self._list.focus()

    def _repaint(self, cursor: int) -> None:
        outline = self._outline
        if outline is None:
            return
        self._list.resize_to(cursor)
        self._say()

    def _say(self) -> None:
        outline = self._outline
        cursor = self._list.cursor
        if outline is None or not cursor < len(outline):
            return
        share = outline.size(cursor) * 100 / max(1, len(outline.text))
        words = f"{printable(outline.pointer(cursor)) or '/'}"
        taken = f"{exact_size(outline.size(cursor))} · {share:.1f} % of the JSON"
        room = max(10, self.size.width - len(taken) - 5)
        self.query_one(".where", Static).update(
            Content(f"{fit(words, room)}  {taken}"), layout=False
        )
        rows = count(len(outline), "row")
        if self._search_line.text:
            found = count(len(self._hits), "match", "matches")
            self._search_line.status(
                f"{self._at} of {found}{self._progress} · n N to go there · {rows}"
            )
        else:
            row = outline.row(cursor)
            piece = outline.text[row.start : min(row.end, row.start + NOTE_BYTES)]
            said = note(outline.path(cursor), piece)
            self._search_line.status(f"{said}  ({rows} unfolded)" if said else f"{rows} unfolded")

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        self._say()

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        outline = self._outline
        if outline is None:
            return
        if outline.row(event.index).has_children:
            outline.toggle(event.index)
            self._repaint(event.index)
        else:
            self.action_view_value()

    # -- moving --------------------------------------------------------------------------------

    def go_to(self, path: tuple[str | int, ...]) -> None:
        """Show the piece at a path; a jump that ``back`` takes back."""
        outline = self._outline
        if outline is None:
            self._wanted = path
            return
        self._wanted = None
        self._remember()
        found = outline.reveal(path)
        if found is not None:
            outline.open(found)
            self._repaint(found)

    def _remember(self) -> None:
        outline = self._outline
        if outline is not None and self._list.cursor < len(outline):
            self._past.append(outline.pointer(self._list.cursor))
            del self._past[:-100]
            self._ahead.clear()

    def action_back(self, way: int) -> None:
        """Back to where the last jump began, or forward again."""
        outline = self._outline
        source, target = (self._past, self._ahead) if way < 0 else (self._ahead, self._past)
        if outline is None or not source:
            return
        target.append(outline.pointer(self._list.cursor))
        found = outline.reveal(parse_pointer(source.pop()))
        if found is not None:
            self._repaint(found)

    def action_unfold(self) -> None:
        """Unfold, or go to the first inside."""
        outline, cursor = self._outline, self._list.cursor
        if outline is None or not outline.row(cursor).has_children:
            return
        if outline.is_open(cursor):
            self._repaint(cursor + 1)
        else:
            outline.open(cursor)
            self._repaint(cursor)

    def action_fold(self) -> None:
        """Fold, or go to what holds this."""
        outline, cursor = self._outline, self._list.cursor
        if outline is None:
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

    @work(exclusive=True, group="unfold")
    async def action_unfold_all(self) -> None:
        """Unfold everything below, giving way to keys meanwhile."""
        outline, cursor = self._outline, self._list.cursor
        if outline is None:
            return
        for rows in outline.opening(cursor, 1_000):
            self._search_line.status(f"unfolding… {count(rows, 'row')}")
            await asyncio.sleep(0)
        if outline is self._outline:
            self._repaint(cursor)

    # -- search --------------------------------------------------------------------------------

    def find(self) -> None:
        """Open the search field."""
        self.action_search()

    def action_search(self) -> None:
        """Open the search field."""
        self._search_line.edit()

    def action_leave(self) -> None:
        """Drop the search."""
        self._search_line.clear()

    @on(FilterLine.Changed)
    def _search_changed(self, event: FilterLine.Changed) -> None:
        event.stop()
        self._find(event.text)

    @on(FilterLine.Done)
    def _search_done(self, event: FilterLine.Done) -> None:
        event.stop()
        self._list.focus()
        if self._hits:
            self.action_match(1)

    @work(exclusive=True, group="search")
    async def _find(self, text: str) -> None:
        """Search in slices; matches count up while the keys go on working."""
        outline = self._outline
        self._hits, self._at, self._progress = [], 0, ""
        if outline is None or not text:
            self._say()
            return
        regex = len(text) > 2 and text.startswith("/") and text.endswith("/")
        try:
            search = Search(outline.text, text[1:-1] if regex else text, regex=regex)
        except SessiontuiError as error:
            self._search_line.status(error.sentence)
            return
        hits = self._hits
        while not search.done and len(hits) < _MOST_HITS:
            hits += search.step()
            self._progress = f" so far, {search.position * 100 // max(1, len(outline.text))} %"
            self._say()
            await asyncio.sleep(0)
        self._progress = "" if search.done else " and more"
        self._say()

    def action_match(self, step: int) -> None:
        """Go to the next match or the one before, round the ends."""
        outline = self._outline
        if outline is None or not self._hits:
            return
        here = outline.row(self._list.cursor).start
        before = bisect_right(self._hits, here, key=lambda hit: hit.offset)
        for tries in range(len(self._hits)):
            index = (before + tries if step > 0 else before - 1 - tries) % len(self._hits)
            found = outline.reveal_offset(self._hits[index].offset)
            if found != self._list.cursor:
                self._at = index + 1
                self._repaint(found)
                return

    # -- values --------------------------------------------------------------------------------

    def _value(self) -> str:
        """The value under the cursor: of a string its text, else its JSON."""
        outline = self._outline
        if outline is None:
            return ""
        row = outline.row(self._list.cursor)
        piece = outline.text[row.start : row.end]
        if row.kind is Kind.STRING:
            return jsontext.decode_string(piece)
        return piece.decode("utf-8", "replace")

    def action_view_value(self) -> None:
        """The whole value in a window of its own; JSON in it is laid out."""
        outline = self._outline
        if outline is None:
            return
        self.post_message(ValueWanted(outline.pointer(self._list.cursor), self._value()))

    def action_copy(self, what: str) -> None:
        """Send the value or the path to the terminal, which may put it on its clipboard."""
        outline, cursor = self._outline, self._list.cursor
        if outline is None:
            return
        text = (
            {"pointer": outline.pointer, "jq": outline.jq}[what](cursor)
            if (what != "value")
            else self._value()
        )
        if len(text) > _COPY_LIMIT:
            self.app.notify(
                f"{exact_size(len(text))} are too much for a terminal's clipboard; use "
                "sessiontui cat PLACE POINTER > FILE",
                severity="warning", markup=False,
            )  # fmt: skip
            return
        self.app.copy_to_clipboard(text.encode("utf-8", "replace").decode())
        self.app.notify(
            f"{exact_size(len(text.encode('utf-8', 'replace')))} sent to the terminal's clipboard",
            markup=False, timeout=3,
        )  # fmt: skip
