"""Pane 4: pages of all versions: those with the words, or without words the lost ones."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Final

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from ....stores.left_out import not_read
from ....stores.view import View, revisions_of
from ....text import count, printable
from ...actions import bindings, key_of
from ...basket import Chosen, Place
from ...lines import Line
from ...messages import (
    CopyWanted,
    EditWanted,
    ExportWanted,
    MarksDropped,
    MarkWanted,
    PagesWanted,
    PageWanted,
    SightingWanted,
)
from ...say import say
from ...widgets.column_names import ColumnNames
from ...widgets.filter_line import FilterLine
from ...widgets.line_list import LineList, NoRows
from ..list_layout import ListedPane, css_of, list_and_details
from .rows import PageRows
from .words import nothing_words

if TYPE_CHECKING:
    pass

_STILL_LOOKING: Final = "Still looking for these words; what is listed is what was found before."
_ORDER: Final = "Pages have one order: what is open first, and what was looked at last."


class FindPane(ListedPane):
    """The pages of all versions."""

    DEFAULT_CSS = css_of("FindPane")

    BINDINGS: ClassVar[list[Binding]] = bindings("find")  # type: ignore[assignment]

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self._shown_text: str | None = None
        self._kept: tuple[Place | None, tuple[Line, ...]] = (None, ())
        self._asked: tuple[str, tuple[tuple[str, str], ...]] | None = None
        self._now = 0.0

    def compose(self) -> ComposeResult:
        """List, filter line, details."""
        yield from list_and_details("words in every version; in:form, is:lost, site:host …")

    @property
    def rows(self) -> PageRows | None:
        """The pages that are listed; None while nothing is."""
        rows = self.list.rows
        return rows if isinstance(rows, PageRows) else None

    # -- painting ------------------------------------------------------------------------------

    def same(self, painted: View, view: View) -> bool:
        """Only versions and what was found in them are shown here."""
        return painted.found is view.found and painted.versions == view.versions

    def paint(self, view: View) -> None:
        """Show what was found; ask for it when it is not of these versions and words."""
        self._ask(view)
        shown, now = view.found, max(self._now, view.now)
        rows = NoRows() if shown is None else PageRows(shown, now, lambda: self.basket)
        nothing = not len(rows)
        self.set_class(nothing, "-empty")
        if nothing:
            words = nothing_words(view, self._words, partial(key_of, self))
            self.empty.show([Line("", words)])
            if self.screen.focused is self.list:
                self.focus_main()
        elif self.screen.focused in (None, self.empty) and self.display:
            self.screen.set_focus(self.list)
        text = None if shown is None else shown.text
        self.list.show(rows, None if text == self._shown_text else 0)  # other words: the first hit
        self._shown_text = text
        self._say(view)

    def appear(self) -> None:
        """Ask anew where another pane has looked for other words meanwhile."""
        view = self.view
        if view is not None and (view.found is None or view.found.text != self._words):
            self._asked = None
            self._ask(view)
        super().appear()

    @property
    def _words(self) -> str:
        return self.filter_line.text.strip()

    def _ask(self, view: View) -> None:
        """Ask for the pages of these versions with these words, once."""
        wanted = self._words, revisions_of(view.versions)
        if view.reading or not view.versions or wanted == self._asked:
            return
        self._asked = wanted
        self.post_message(PagesWanted(wanted[0]))

    def stopped(self, words: str) -> None:
        """The search was stopped; the next view, such as F5 gives, begins it anew."""
        self._asked = self._painted = None
        self.filter_line.status(words)
        self.empty.show([Line("", words)])

    def _say(self, view: View) -> None:
        shown, text = view.found, self._words
        if shown is None or shown.text != text:
            self.filter_line.status("looking …")
            return
        word = "lost page" if not text else "page"
        held = [f"{n:,} in {printable(name)}" for name, n in shown.in_version.items() if n]
        left_out = not_read(shown.left_out)
        parts = (
            shown.complaint, count(len(shown.found), word) + " …" * shown.partial, left_out,
            *((f"filter: {printable(text)}",) if text and not self.filter_line.editing else ()),
            *(held if not self.filter_line.editing else ()),
        )  # fmt: skip
        self.filter_line.status(" · ".join(part for part in parts if part))

    @on(LineList.Moved)
    def _describe_row(self, event: LineList.Moved) -> None:
        event.stop()
        self.refresh_bindings()
        self._describe()

        rows, here = self.rows, self.list.cursor
        if rows is not None and here < len(rows) and not rows.is_whole(here):
            self.post_message(PageWanted(rows.chosen(here)))

    def _describe(self) -> None:
        rows, here = self.rows, self.list.cursor
        if rows is None or here >= len(rows):
            self.details.show([])
            return
        place, kept = self._kept
        more = [Line(None, ""), *kept] if kept and place == rows.chosen(here).place else []
        self.details.show([*rows.describe(here), *more])

    def show_page(self, place: Place, lines: Sequence[Line]) -> None:
        """Say what a page keeps, beside it: its history and form text."""
        self._kept = place, tuple(lines)
        self._describe()

    def let_go(self) -> None:
        """Drop the rows."""
        self.list.show(NoRows())
        self.details.show([])

    def tick(self, now: float) -> None:
        """Say the ages anew, once a minute."""
        minute = int(now // 60_000) != int(self._now // 60_000)
        self._now = max(self._now, now)
        rows = self.rows
        if minute and rows is not None and self.display:
            rows.now = self._now
            self.list.refresh_changed()
            self._describe()

    # -- words ---------------------------------------------------------------------------------

    def find(self) -> None:
        """Open the field for words."""
        self.action_filter()

    def look_for(self, text: str) -> None:
        """Look for words that were typed elsewhere."""
        self.filter_line.put(text)

    def action_filter(self) -> None:
        """Open the field for words."""
        self.filter_line.edit()
        if self.view is not None:
            self._say(self.view)

    @on(FilterLine.Changed)
    @on(FilterLine.Done)
    def _words_changed(self, event: FilterLine.Changed | FilterLine.Done) -> None:
        event.stop()
        if self.view is not None:
            self.paint(self.view)
        if isinstance(event, FilterLine.Done):
            self.focus_main()

    def action_leave(self) -> None:
        """Close the details, drop the words, then empty the basket."""
        if self.has_class("-details") or self.details.has_focus:
            self.remove_class("-details")
            self.focus_main()
        elif self.filter_line.text:
            self.filter_line.clear()
        elif self.basket:
            self.post_message(MarksDropped(self.basket.chosen))

    # -- pages ---------------------------------------------------------------------------------

    def why_not(self, name: str, parameters: tuple[object, ...] = ()) -> str | None:
        """Why an action would do nothing."""
        if name in ("restore", "export", "mark", "mark_all", "copy_urls", "show_there"):
            of_basket = name in ("restore", "export", "copy_urls") and self.basket
            if not of_basket and self._looking:
                return _STILL_LOOKING
            if not of_basket and (self.rows is None or not len(self.rows)):
                return "There is no page in this list."
            if name == "restore" and self.view is not None:
                return self.view.no_edits
        return None

    @property
    def _looking(self) -> bool:
        """Whether other pages are listed than those with the words that are typed by now."""
        return self.rows is not None and self.rows.shown.text != self._words

    def _here(self) -> Chosen | None:
        """The page under the cursor."""
        rows, here = self.rows, self.list.cursor
        return rows.chosen(here) if rows is not None and here < len(rows) else None

    def _chosen(self) -> tuple[Chosen, ...]:
        """What is in the basket; else the page under the cursor."""
        here = self._here()
        return tuple(self.basket) or ((here,) if here is not None else ())

    @on(ColumnNames.Clicked)
    def _tell_order(self, event: ColumnNames.Clicked) -> None:
        event.stop()
        self.app.notify(_ORDER, timeout=3, markup=False)

    @on(LineList.Chosen)
    def _go_there(self, event: LineList.Chosen) -> None:
        """Show the page in its version; where details are not in sight first all that is known."""
        event.stop()
        if self._looking:
            say(self.app, _STILL_LOOKING, 3)
        elif not (details := self.details).display:
            self.add_class("-details")
            self.screen.set_focus(details)
        elif isinstance(event.rows, PageRows) and event.index < len(event.rows):
            self.action_show_there()

    def action_show_there(self) -> None:
        """Show the page under the cursor in its version."""
        here = self._here()
        if here is not None:
            self.post_message(SightingWanted(here.version, here.steps))

    def action_restore(self) -> None:
        """Open the chosen pages at the next start: first it is shown what would be written."""
        self.post_message(EditWanted.restoring(self._chosen()))

    def action_export(self) -> None:
        """Write the chosen pages to a file."""
        references = tuple(one.reference for one in self._chosen())
        self.post_message(ExportWanted((), elsewhere=references))

    def action_copy_urls(self) -> None:
        """Send the addresses of the chosen pages to the terminal's clipboard."""
        urls = [url for one in self._chosen() for url in one.urls]
        if urls:
            self.post_message(CopyWanted("\n".join(urls), count(len(urls), "address", "addresses")))

    def action_mark(self) -> None:
        """Mark the page under the cursor, or not; and go on to the next."""
        rows, here = self.rows, self.list.cursor
        if rows is not None and here < len(rows):
            marked = rows.marked(here)
            if marked:
                self.post_message(MarksDropped(marked))
            else:
                self.post_message(MarkWanted([rows.chosen(here)]))
            self.list.cursor += 1

    def action_mark_all(self) -> None:
        """Mark every page shown; when all of them are, none."""
        rows = self.rows
        if rows is None:
            return
        alone = [i for i in range(len(rows)) if not rows.comes_along(i)]
        marked = [rows.marked(i) for i in alone]
        if all(marked):
            self.post_message(MarksDropped(place for places in marked for place in places))
        else:
            new = [rows.chosen(i) for i, places in zip(alone, marked, strict=True) if not places]
            self.post_message(MarkWanted(new))

    def show_basket(self) -> None:
        """Show which pages are marked."""
        self.list.refresh()
        self.refresh_bindings()
