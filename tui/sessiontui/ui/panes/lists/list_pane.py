"""A list with a filter below it and the details of the selected row beside it."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import ClassVar

from msgspec.structs import replace
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding

from ....session.model.filter import Matcher
from ....stores.view import View, revisions_of
from ....text import ago
from ...actions import bindings, key_of
from ...messages import EditKind, PagesWanted, WordsWanted
from ...widgets.column_names import ColumnNames
from ...widgets.filter_line import FilterLine
from ...widgets.line_list import LineList, NoRows, Rows
from ...widgets.sheet import Line
from ..list_layout import ListedPane, css_of, list_and_details
from .item_actions import ItemActions
from .listing import Listing, Order
from .making import Making
from .marks import Marks


class ListPane(ListedPane):
    """A list, and what can be done with it and its items.

    What it shows and says is its ``listing``'s; which of the keys there are is the subclass's.
    """

    DEFAULT_CSS = css_of("ListPane")

    BINDINGS: ClassVar[list[Binding]] = bindings("filtered")  # type: ignore[assignment]

    _described: str | None = None
    _shown_view: View | None = None
    _now = 0.0  # the latest moment that was told, ms since epoch

    def __init__(self, listing: Listing, *, id: str | None = None) -> None:  # noqa: A002
        super().__init__(id=id)
        self.listing = listing
        self.making = Making(self, listing)
        self.items = ItemActions(self, listing, self.making, lambda: bool(self.filter_line.text))
        self._wanted: tuple[str | int, ...] | None = None
        self._looked_for: tuple[object, ...] | None = None  # words and versions

    def compose(self) -> ComposeResult:
        """List, filter line, details."""
        yield from list_and_details(self.listing.PLACEHOLDER)

    # -- painting ------------------------------------------------------------------------------

    @property
    def order(self) -> Order:
        """How it is sorted."""
        return self.listing.arrangement.order

    @property
    def marks(self) -> Marks:
        """Which items are marked."""
        return self.listing.marks

    def paint(self, view: View) -> None:
        """Show the view's rows, the cursor and the marks kept on the same items."""
        self._take_marks(view)
        text = self.filter_line.text
        self.making.rows(self._now_of(view), text, partial(self._show, view, text))

    def _show(self, view: View, text: str, rows: Rows) -> None:
        nothing = not len(rows)
        self.set_class(nothing, "-empty")
        if nothing:
            self.remove_class("-details")
            reason = self.listing.why_empty(text, view, partial(key_of, self))
            if text.strip() and self.listing.LISTS_PAGES and not view.reading:
                self._look_elsewhere(view, text.strip())
            lines = [Line("", reason, "warning" if view.error else "")]
            self.empty.show(lines)
            if self.screen.focused is self.list:
                self.focus_main()
        elif self.screen.focused in (None, self.empty) and self.display:
            self.screen.set_focus(self.list)  # it was hidden while there was nothing to show
        self.list.show(rows, self._place_in(view, rows))
        self._shown_view = view
        if self._wanted is not None and not nothing:
            self.go_to(self._wanted)
        self.say()

    def _look_elsewhere(self, view: View, text: str) -> None:
        """Have it looked how many pages of all versions have the words, once."""
        if (wanted := (text, revisions_of(view.versions))) != self._looked_for:
            self._looked_for = wanted
            self.post_message(PagesWanted(text))

    def let_go(self) -> None:
        """Drop the rows; the list remembers the key of the one under the cursor."""
        self._shown_view = None
        self.making.stop()
        self.listing.let_go()
        self.items.let_go()
        self.list.show(NoRows())
        self.details.show([])

    def _place_in(self, view: View, rows: Rows) -> int | None:
        """Where the item under the cursor is in other rows of the same snapshot."""
        old, here, shown = self.list.rows, self.list.cursor, self._shown_view
        same = shown is not None and shown.snapshot is view.snapshot and here < len(old)
        return self.listing.place_of(rows, self.listing.path_of(old, here)) if same else None

    def say(self) -> None:
        """Say below the list what it shows."""
        view, rows, text = self.view, self.list.rows, self.filter_line.text
        if view is None:
            return
        if view.reading:
            self.filter_line.status("")
            return
        status = self.listing.status(view, rows, text)
        if self.filter_line.editing:
            # The filter itself stands in the field beside.
            complaint = Matcher(text, now=view.now).complaint
            self.filter_line.status(complaint or status.split(" · ")[0])
            return
        self.filter_line.status(" · ".join(filter(None, (status, self.listing.arrangement.words))))

    def same(self, painted: View, view: View) -> bool:
        """Looking into other versions changes nothing here, except when there is nothing."""
        return (
            view.snapshot is not None
            and painted.snapshot is view.snapshot
            and painted.settings is view.settings
            and painted.measured == view.measured
            and not self.has_class("-empty")
        )

    def repaint(self, *then: Callable[[], object]) -> None:
        """Paint the same view again, with another filter, order or folding; ``then`` go on."""
        if self.view is not None:
            self.making.then(*then)
            self.paint(self.view)

    @on(LineList.Moved)
    def _describe_row(self, event: LineList.Moved) -> None:
        event.stop()
        self.refresh_bindings()
        view, rows = self._view_of_rows, self.list.rows
        if view is None or not self.list.cursor < len(rows):
            self.details.show([])
            return
        self._describe(view)
        if (key := rows.key(self.list.cursor)) != self._described:
            self._described = key  # the same item after a save: stay where the reader is
            self.details.scroll_home(animate=False)

    def _describe(self, view: View) -> None:
        lines = self.listing.describe(self._now_of(view), self.list.rows, self.list.cursor)
        self.details.show(lines)

    def tick(self, now: float) -> None:
        """Say the ages in list and details anew, where they read otherwise by now."""
        minute = int(now // 60_000) != int(self._now // 60_000)
        self._now = max(self._now, now)
        view, rows = self._view_of_rows, self.list.rows
        if view is None or not self.display or not self.list.cursor < len(rows):
            return
        if minute and self.listing.tell_time(rows, self._now):
            self.list.refresh_changed()
        old = (line for line in self.details.lines if line.since is not None)
        if any(not line.text.startswith(ago(line.since, self._now)) for line in old):
            self._describe(view)

    @property
    def _view_of_rows(self) -> View | None:
        """What the rows are of: those of a newer view may be in the making."""
        return self._shown_view if self.making.at_work else self.view

    def _now_of(self, view: View) -> View:
        """The view with ages counted to now; it may be shown for long."""
        return view if self._now <= view.now else replace(view, now=self._now)

    @on(LineList.Chosen)
    def _open_row(self, event: LineList.Chosen) -> None:
        event.stop()
        if self.listing.choose(event.rows, event.index):
            self.repaint()
        else:
            self.add_class("-details")
            self.screen.set_focus(self.details)

    # -- moving --------------------------------------------------------------------------------

    def go_to(self, path: tuple[str | int, ...]) -> None:
        """Put the cursor on the item at a path, or on the one that holds it."""
        view = self.view
        if not view or view is not self._painted or not view.snapshot or self.making.at_work:
            self._wanted = path
            return
        self._wanted = None
        self.listing.unfold_to(view, path)
        self.repaint(partial(self._go_in_rows, path))

    def _go_in_rows(self, path: tuple[str | int, ...]) -> None:
        if (place := self.listing.place_near(self.list.rows, path)) is not None:
            self.list.cursor = place
        elif self.filter_line.text:
            self.filter_line.clear()
            self.repaint(partial(self._go_in_rows, path))

    # -- order and marks -----------------------------------------------------------------------

    def why_not(self, name: str, parameters: tuple[object, ...] = ()) -> str | None:
        """Why an action would do nothing."""
        if self.making.at_work:
            return "The list is being made: a moment."
        if name in ("sort", "turn") and self.listing.arrangement.fixed:
            return "This list has one order only."
        return self.items.why_not(name, parameters)

    def action_sort(self, step: int) -> None:
        """Sort by the next column, or the one before."""
        self.listing.arrangement.sort(step)
        self.repaint()

    def action_turn(self) -> None:
        """Sort the other way round."""
        self.listing.arrangement.turn()
        self.repaint()

    @on(ColumnNames.Clicked)
    def _sort_by(self, event: ColumnNames.Clicked) -> None:
        event.stop()
        if not self.listing.arrangement.sort_by(event.name):
            self.app.notify(f"Nothing sorts by {event.name} here.", timeout=3, markup=False)
        self.repaint()

    def _take_marks(self, view: View) -> None:
        held = () if view.version is None else self.basket.in_version(view.version.id)
        self.marks.show(self.listing.owned(one.steps for one in held))

    def show_basket(self) -> None:
        """Show which rows are marked."""
        if self.view is not None:
            self._take_marks(self.view)
            self.list.refresh()
            self.say()
            self.refresh_bindings()

    # -- filter --------------------------------------------------------------------------------

    def action_filter(self) -> None:
        """Open the filter's field."""
        self.filter_line.edit()
        self.repaint()

    find = action_filter

    def action_leave(self) -> None:
        """Close the details, drop the filter, then the marks."""
        if self.details.has_focus or self.has_class("-details"):
            self.remove_class("-details")
            self.screen.set_focus(self.list)
        elif self.filter_line.text:
            self.filter_line.clear()
        elif self.marks:
            self.items.unmark()

    @on(FilterLine.Changed)
    def _filter_changed(self, event: FilterLine.Changed) -> None:
        event.stop()
        if not event.text and self._looked_for is not None:
            self._looked_for = None
            self.post_message(PagesWanted(None))
        self.repaint(self._to_first_hit)

    @on(FilterLine.Done)
    def _filter_done(self, event: FilterLine.Done) -> None:
        event.stop()
        self.repaint(self._leave_filter)

    def _leave_filter(self) -> None:
        rows, here, text = self.list.rows, self.list.cursor, self.filter_line.text
        if not len(rows) and text and self.listing.LISTS_PAGES:
            self.post_message(WordsWanted(text))
            return
        if not (here < len(rows) and self.listing.is_hit(rows, here)):
            self._to_first_hit()
        self.focus_main()

    def _to_first_hit(self) -> None:
        """Put the cursor on what was looked for, not on the header above it."""
        if self.filter_line.text:
            rows = self.list.rows
            hits = (i for i in range(len(rows)) if self.listing.is_hit(rows, i))
            self.list.cursor = next(hits, 0)

    # -- items ---------------------------------------------------------------------------------

    def action_mark(self) -> None:
        """Mark the item under the cursor, or not; and go on to the next."""
        self.items.mark()

    def action_mark_all(self) -> None:
        """Mark everything shown; when all of it is, nothing."""
        self.items.mark_all()

    def action_edit(self, what: str) -> None:
        """Restore, forget, close, pin, move: first it is shown what would be written."""
        self.items.edit(EditKind(what))

    def action_export(self) -> None:
        """Write the marked items, or all that the filter keeps, to a file."""
        self.items.export()

    def action_show_json(self) -> None:
        """Show the item under the cursor in the JSON."""
        self.items.show_json()

    def action_copy_urls(self) -> None:
        """Send the addresses of the chosen items to the terminal's clipboard."""
        self.items.copy_urls()

    def action_enter_inside(self) -> None:
        """Show the session that the tab under the cursor holds."""
        self.items.enter_inside()
