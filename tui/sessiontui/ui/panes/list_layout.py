"""A pane that is a list, and its layout: a filter line below it, the details of a row beside it.

The pane says what it shows by its classes: ``-empty`` puts a sentence in the list's place,
``-details`` shows the details alone where the screen has few lines (app.tcss).
"""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from ..widgets.column_names import ColumnNames
from ..widgets.filter_line import FilterLine
from ..widgets.line_list import LineList
from ..widgets.sheet import Sheet
from .pane import Pane

_CSS = """
    PANE {
        & > Horizontal { height: 1fr; }
        & .list-side { width: 3fr; height: 1fr; }
        & .list-side > LineList { height: 1fr; }
        & Sheet { width: 2fr; max-width: 60; min-width: 34; border-left: vkey $rule; }
        & .empty { height: 1fr; display: none; border-left: none; padding: 1 0; }
        &.-empty .empty { display: block; }
        &.-empty LineList, &.-empty ColumnNames { display: none; }
        &.-empty .details { display: none; }
    }
"""


def css_of(pane: str) -> str:
    """The style of such a pane, by the name of its class."""
    return _CSS.replace("PANE", pane)


def list_and_details(placeholder: str) -> ComposeResult:
    """What is in such a pane; ``placeholder`` stands in the filter's empty field."""
    with Horizontal(classes="with-details"):
        with Vertical(classes="list-side"):
            rows = LineList()
            yield ColumnNames(rows)
            yield rows
            yield Sheet(label_width=0).add_class("empty")
            yield FilterLine(placeholder)
        yield Sheet(label_width=10).add_class("details")


class ListedPane(Pane):
    """A pane with this layout, and where in it the parts are."""

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
    def empty(self) -> Sheet:
        """What stands for the rows while there are none."""
        return self.query_one(".empty", Sheet)

    @property
    def main(self) -> LineList | Sheet:
        """The list, or what stands for it while it is empty."""
        return self.empty if self.has_class("-empty") else self.list

    def focus_main(self) -> None:
        """Give the list the focus, or what stands for it while it is empty."""
        self.screen.set_focus(
            self.main
        )  # now, not at the next refresh: the next key is meant for it
