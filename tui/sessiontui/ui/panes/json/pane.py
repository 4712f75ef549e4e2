"""Pane 7: the whole JSON as an outline that unfolds, with notes, search and copying."""

from __future__ import annotations

from functools import partial
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.content import Content
from textual.widgets import Static

from ....session.describe.notes import decoded, meaning
from ....session.json.outline import Outline
from ....session.json.path_syntax import pointers as written
from ....stores.view import View
from ....text import cells, count, exact_size, printable, steady
from ...actions import bindings, key_of
from ...messages import CopyWanted, SaveWanted, TabWanted, ValueWanted
from ...version_words import reading_words
from ...widgets.filter_line import FilterLine
from ...widgets.line_list import LineList
from ...widgets.safe_lines import fit
from ...work import at_work
from ..pane import Pane
from .copy import (
    CopyKind,
    beginning_of,
    bytes_of,
    characters_of,
    file_name,
    path_of,
    value_of,
)
from .finding import Finding
from .folding import Folding
from .levels import Path, Place, pointers
from .navigation import Navigation
from .path_field import PathField
from .rows import head


class JsonPane(Pane):
    """The document of the shown version. Navigation, folding and finding each do their part."""

    DEFAULT_CSS = """
    JsonPane {
        & > .where { height: 1; padding: 0 1; color: $text-muted; }
        & > LineList { height: 1fr; }
        & > .empty { display: none; height: 1fr; padding: 1 1; color: $text-warning; }
        &.-going > .where { display: none; }
        &.-empty > .empty { display: block; }
        &.-empty > LineList { display: none; }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = bindings("json")  # type: ignore[assignment]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self._told = ""  # said below the list until the cursor moves
        self._told_at = -1  # the row it was said for
        self._navigation = Navigation(
            self,
            say=self._say,
            tell=self._say_where,
            shown=lambda: self._finding.again(),
            no_json=self.action_view_value,
            find_hit=lambda start, end: self._finding.within(start, end),
        )
        self._finding = Finding(self, self._navigation, lambda: self._line, self._say)
        self._folding = Folding(self, self._navigation, self._say_below, self._tell)

    def compose(self) -> ComposeResult:
        """Path, outline, search line."""
        yield Static("", classes="where", markup=False)
        yield PathField(self._follow, self._say_below)
        yield LineList()
        yield Static("", classes="empty", markup=False)
        yield FilterLine(placeholder="text in keys and values, or /a regular expression/")

    @property
    def outline(self) -> Outline | None:
        """What is shown; None while there is nothing."""
        return self._navigation.outline

    @property
    def _list(self) -> LineList:
        return self._navigation.line_list

    @property
    def _line(self) -> FilterLine:
        return self.query_one(FilterLine)

    # -- painting ------------------------------------------------------------------------------

    def same(self, painted: View, view: View) -> bool:
        """Only another document makes a difference here."""
        return view.snapshot is not None and painted.snapshot is view.snapshot

    def paint(self, view: View) -> None:
        """Show the document, or why there is none."""
        snapshot = view.snapshot
        self.set_class(snapshot is None, "-empty")
        if snapshot is None:
            words = view.error or (reading_words(view) if view.reading else "")
            self.query_one(".empty", Static).update(Content(words))
        self._navigation.show(snapshot.document.text if snapshot is not None else None)

    def on_resize(self) -> None:
        """The path has other room; at the first time it was said before there was any."""
        if self.outline is not None:
            self._say()

    def focus_main(self) -> None:
        """Give the outline the focus."""
        self.screen.set_focus(self._list)  # now, not later: the next key is meant for it

    def go_to(self, path: Path) -> None:
        """Show the piece at a path of the document; a jump that ``back`` takes back."""
        self._navigation.go_to(path)

    def _say(self) -> None:
        """The path above the list, and below it what the value means, or the search."""
        outline, cursor = self.outline, self._list.cursor
        if outline is None or not cursor < len(outline):
            self._say_where("")
            self._say_below("")
            return
        share = outline.size(cursor) * 100 / max(1, len(outline.text))
        whole = "the text" if self._navigation.entered else "the JSON"
        taken = f"{exact_size(outline.size(cursor))} · {share:.1f} % of {whole}"
        room = max(10, self.size.width - len(taken) - 5)
        self._say_where(f"{_end_of(printable(pointers(self._navigation.place)), room)}  {taken}")
        rows, key = count(len(outline), "row"), partial(key_of, self)
        order = "largest first" if outline.by_size else "as written"
        if self._told:
            said = [self._told, f"{rows} {order}"]
        elif self._finding.text:
            said = [
                self._finding.words,
                f"{key('json.next-match')} {key('json.last-match')} to go there",
                f"{rows} {order}",
            ]
        else:
            path = (*self._navigation.base, *outline.path(cursor))
            words = decoded(path, head(outline, cursor), outline.size(cursor))
            said = [words, meaning(path), f"{rows} {order}"]
        self._say_below(" · ".join(filter(None, said)))

    def _say_where(self, text: str) -> None:
        self.query_one(".where", Static).update(Content(text), layout=False)

    def _say_below(self, text: str) -> None:
        self._line.status(text)

    def _tell(self, words: str) -> None:
        """Say what came of something, until the cursor moves."""
        self._told, self._told_at = words, self._list.cursor
        self._say()

    # -- what comes from the list and the line below it ----------------------------------------

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        if event.index == self._told_at and self._told:
            return  # it was said where this move led to
        self._navigation.stop()
        self._tell("")

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
        outline = self.outline
        if outline is None or event.rows is not self._list.rows or event.index >= len(outline):
            return  # other rows have come since
        if not (self._folding.toggle(event.index) or self._navigation.enter(event.index)):
            self.action_view_value()

    @on(FilterLine.Changed)
    def _search_changed(self, event: FilterLine.Changed) -> None:
        event.stop()
        self._told = ""
        # Typed so fast that Enter was there first: the jump is still wanted.
        self._finding.search(event.text, jump=not self._line.editing)

    @on(FilterLine.Done)
    def _search_done(self, event: FilterLine.Done) -> None:
        event.stop()
        self.screen.set_focus(self._list)
        if self._finding.text:
            self._finding.jump()

    # -- what the keys do ----------------------------------------------------------------------

    def find(self) -> None:
        """Open the search field."""
        self._line.edit()

    def action_go_to(self) -> None:
        """Open the field for a path."""
        self.query_one(PathField).edit(written(self._navigation.place))

    def _follow(self, place: Place) -> None:
        """Go along a path as far as it leads, and say what is missing."""
        missing = self._navigation.follow(place)
        if missing:
            self._tell(missing)

    def action_sort(self) -> None:
        """The members of every node largest first, or again as they are written."""
        self._navigation.sort(not self._navigation.by_size)

    def action_search(self) -> None:
        """Open the search field."""
        self._line.edit()

    def action_match(self, step: int) -> None:
        """Go to the next match or the one before, round the ends."""
        self._finding.step(step)

    def action_leave(self) -> None:
        """Stop unfolding, drop the search, then leave a text that was entered."""
        if at_work(self, "unfold", "enter", "sort"):
            self._navigation.stop("sort")
            self._say()
        elif self._finding.text:
            self._line.clear()
        else:
            self._navigation.leave()

    def action_back(self, way: int) -> None:
        """Back to where the last jump began, or forward again."""
        self._navigation.back(way)

    def action_unfold(self) -> None:
        """Unfold, go to the first inside, or enter a text that holds JSON."""
        self._folding.unfold()

    def action_fold(self) -> None:
        """Fold, go to what holds this, or leave a text from its top."""
        self._folding.fold()

    def action_sibling(self, step: int) -> None:
        """The next or the last beside this one."""
        self._folding.sibling(step)

    def action_fold_all(self) -> None:
        """Fold the node at the cursor and every node below it."""
        self._folding.fold_all()

    def action_unfold_all(self) -> None:
        """Unfold the node at the cursor and every node below it."""
        self._folding.unfold_all()

    def action_level(self, step: int) -> None:
        """Show one level more below this, or one less."""
        self._folding.level(step)

    def action_view_value(self) -> None:
        """The whole value in a window of its own; JSON in it is laid out."""
        outline, cursor = self.outline, self._list.cursor
        if outline is not None:
            value, cut_from = beginning_of(outline, cursor)
            where = pointers(self._navigation.place)
            hit = self._finding.within(*outline.span(cursor))
            marked = characters_of(outline, cursor, hit) if hit is not None else None
            self.post_message(ValueWanted(where, value, cut_from, marked))

    def action_copy(self, what: str) -> None:
        """Send value, key or path to the terminal, which may put it on its clipboard."""
        outline, kind = self.outline, CopyKind(what)
        if outline is None:
            return
        place = self._navigation.place
        if kind is CopyKind.VALUE:
            self.post_message(CopyWanted(value_of(outline, self._list.cursor), "value"))
        elif kind is CopyKind.KEY:
            steps = [step for path in place for step in path]
            if steps:
                self.post_message(CopyWanted(str(steps[-1]), "key"))
        else:
            self.post_message(CopyWanted(path_of(kind, place), "path"))

    def action_save(self) -> None:
        """Write the value to a file."""
        outline, cursor = self.outline, self._list.cursor
        if outline is not None:
            self.post_message(SaveWanted(bytes_of(outline, cursor), file_name(outline, cursor)))

    def action_show_tab(self) -> None:
        """Show the tab or window that holds this, in its own pane."""
        if self.outline is not None:
            self.post_message(TabWanted(self._navigation.place[0]))

    def why_not(self, name: str, parameters: tuple[object, ...] = ()) -> str | None:
        """Why an action would do nothing now."""
        if name in ("search", "leave"):
            return None
        if self.outline is None:
            return "There is no JSON to be shown."
        if name == "match" and not self._finding.found:
            key = key_of(self, "json.search")
            found = f"Nothing was found: {key} searches."
            return found if self._finding.text else f"{key} searches first."
        return None


def _end_of(path: str, width: int) -> str:
    """A path in a width of cells: of a long one the end, which says where one is."""
    shown = steady(path)[-4 * width :]
    cut = len(shown) < len(path)
    while cells(shown) + cut > width:
        shown, cut = shown[1:], True
    return fit("…" * cut + shown, width)
