"""The layout of a pane that is a list: a filter line below it, the details of a row beside it.

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
