"""A list with a filter below it and the details of the selected row beside it."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterable
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import Binding
from textual.containers import Horizontal, Vertical

from ...session.filtering import Matcher
from ...stores.base import View
from ..actions import bindings
from ..messages import JsonWanted
from ..widgets.filter_line import FilterLine
from ..widgets.line_list import LineList, Rows
from ..widgets.sheet import Line, Sheet
from .pane import Pane


class ListPane(Pane):
    """Base of the panes that show a list."""

    DEFAULT_CSS = """
    ListPane {
        & > Horizontal { height: 1fr; }
        & .list-side { width: 3fr; height: 1fr; }
        & .list-side > LineList { height: 1fr; }
        & Sheet { width: 2fr; max-width: 60; min-width: 34; border-left: vkey $surface-lighten-2; }
        & .empty { height: 1fr; display: none; border-left: none; padding: 1 1; }
        &.-empty .empty { display: block; }
        &.-empty LineList { display: none; }
        &.-empty .details { display: none; }
    }
    """

    BINDINGS: ClassVar[list[Binding]] = bindings("filtered")  # type: ignore[assignment]

    _described: str | None = None

    def compose(self) -> ComposeResult:
        """List, filter line, details."""
        with Horizontal():
            with Vertical(classes="list-side"):
                yield LineList()
                empty = Sheet(label_width=0)
                empty.add_class("empty")
                empty.can_focus = False
                yield empty
                yield FilterLine()
            details = Sheet(label_width=10)
            details.add_class("details")
            yield details

    # -- what each list says of itself ---------------------------------------------------------

    @abstractmethod
    def make_rows(self, view: View, matcher: Matcher) -> Rows:
        """The rows of a view that a filter keeps."""

    @abstractmethod
    def describe(self, view: View, rows: Rows, index: int) -> Iterable[Line]:
        """The details of one row."""

    @abstractmethod
    def status(self, view: View, rows: Rows, filtered: str) -> str:
        """The line below the list."""

    @abstractmethod
    def empty(self, view: View) -> str:
        """What to say, and where to go on, when a view has nothing for this list."""

    def path_of(self, rows: Rows, index: int) -> tuple[str | int, ...] | None:
        """Where a row's item is in the document; None when it is not of the document."""
        return None

    def choose(self, rows: Rows, index: int) -> bool:
        """Act on Enter; False leaves it to the details."""
        return False

    # -- painting ------------------------------------------------------------------------------

    @property
    def list(self) -> LineList:
        """The list."""
        return self.query_one(LineList)

    @property
    def details(self) -> Sheet:
        """The details beside it."""
        return self.query_one(".details", Sheet)

    @property
    def filter_line(self) -> FilterLine:
        """The line below it."""
        return self.query_one(FilterLine)

    def paint(self, view: View) -> None:
        """Show the view's rows, the cursor kept on the same item."""
        text = self.filter_line.text
        rows = self.make_rows(view, Matcher(text))
        nothing = not len(rows)
        self.set_class(nothing, "-empty")
        if nothing:
            self.remove_class("-details")
            reason = view.error or (
                f'Nothing here has "{text}" in its title or address. Esc shows everything.'
                if text
                else self.empty(view)
            )
            lines = [Line("", reason, "warning" if view.error else "")]
            self.query_one(".empty", Sheet).show(lines)
        elif self.app.focused is None:
            self.list.focus()  # it was hidden while there was nothing to show
        self.list.show(rows)
        status = self.status(view, rows, text)
        # While it is typed, the filter itself stands in the field beside.
        self.filter_line.status(status.split(" · ")[0] if self.filter_line.editing else status)

    def same(self, painted: View, view: View) -> bool:
        """Looking into other versions changes nothing here, except when there is nothing."""
        return (
            view.snapshot is not None
            and painted.snapshot is view.snapshot
            and painted.settings is view.settings
            and painted.measured == view.measured
            and not self.has_class("-empty")
        )

    def repaint(self) -> None:
        """Paint the same view again, with another filter or folding."""
        if self.view is not None:
            self.paint(self.view)

    def focus_main(self) -> None:
        """Give the list the focus."""
        self.list.focus()

    @on(LineList.Moved)
    def _describe_row(self, event: LineList.Moved) -> None:
        event.stop()
        view = self.view
        rows = self.list.rows
        if view is None or not self.list.cursor < len(rows):
            self.details.show([])
            return
        self.details.show(self.describe(view, rows, self.list.cursor))
        key = rows.key(self.list.cursor)
        if key != self._described:  # the same item after a save: stay where the reader is
            self._described = key
            self.details.scroll_home(animate=False)

    @on(LineList.Chosen)
    def _open_row(self, event: LineList.Chosen) -> None:
        event.stop()
        if not self.choose(self.list.rows, event.index):
            self.add_class("-details")
            self.details.focus()

    # -- filter --------------------------------------------------------------------------------

    def find(self) -> None:
        """Open the filter's field."""
        self.action_filter()

    def action_filter(self) -> None:
        """Open the filter's field."""
        self.filter_line.edit()
        self.repaint()

    def action_show_json(self) -> None:
        """Show the item under the cursor in the JSON."""
        rows = self.list.rows
        path = self.path_of(rows, self.list.cursor) if len(rows) else None
        if path is not None:
            self.post_message(JsonWanted(path))

    def action_leave(self) -> None:
        """Close the details, then drop the filter."""
        if self.details.has_focus or self.has_class("-details"):
            self.remove_class("-details")
            self.list.focus()
        elif self.filter_line.text:
            self.filter_line.clear()

    @on(FilterLine.Changed)
    def _filter_changed(self, event: FilterLine.Changed) -> None:
        event.stop()
        self.repaint()

    @on(FilterLine.Done)
    def _filter_done(self, event: FilterLine.Done) -> None:
        event.stop()
        self.list.focus()
        self.repaint()
