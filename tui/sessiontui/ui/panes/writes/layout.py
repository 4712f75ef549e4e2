"""What the Writes pane is made of, and how it is divided; app.tcss says what a wide screen adds."""

from __future__ import annotations

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical

from ...widgets.caption import Caption
from ...widgets.line_list import LineList
from ...widgets.sheet import Sheet
from ..pane import Pane
from .chart import SaveChart


class WritesLayout(Pane):
    """The facts, the chart, the saves, who causes them, and a line below."""

    DEFAULT_CSS = """
    WritesLayout {
        & > .empty { display: none; height: 1fr; padding: 1 1; }
        &.-empty > .empty { display: block; }
        &.-empty > .upper, &.-empty > .facts-short, &.-empty > .lower { display: none; }
        &.-empty > .bottom { display: none; }
        & > .facts-short { height: auto; }
        & .third { display: none; }
        &.-warned .third { display: block; }
        & .waiting { display: none; height: 3; scrollbar-size-vertical: 0; }
        &.-waiting .waiting { display: block; }
        &.-waiting .saves > .heads { display: none; }
        & > .facts-short Caption { color: $foreground; }
        & > .upper { height: 40%; min-height: 9; max-height: 22; }
        & SaveChart { width: 1fr; height: 1fr; }
        & .facts {
            display: none; width: 38; height: 1fr; border-left: vkey $surface-lighten-2;
        }
        & > .lower { height: 1fr; }
        & .saves { width: 3fr; height: 1fr; }
        & .culprits { display: none; width: 2fr; height: 1fr; }
        & LineList { height: 1fr; }
        &.-culprits .culprits { display: block; }
        &.-culprits .saves { display: none; }
    }
    """

    def compose(self) -> ComposeResult:
        """Facts, chart, saves, culprits, and what other designs would cost."""
        with Vertical(classes="facts-short"):
            yield Caption(classes="first")
            yield Caption(classes="second")
            yield Caption(classes="third")
        with Horizontal(classes="upper"):
            yield SaveChart()
            beside = Sheet(label_width=8, fitting=True)
            beside.add_class("facts")
            beside.can_focus = False
            yield beside
        with Horizontal(classes="lower"):
            with Vertical(classes="saves"):
                waiting = Sheet(label_width=0)
                waiting.add_class("waiting")
                waiting.can_focus = False
                yield waiting
                yield Caption(classes="heads")
                yield LineList(id="saves")
            with Vertical(classes="culprits"):
                yield Caption(classes="heads")
                yield LineList(id="culprits")
        yield Caption(classes="bottom")
        empty = Sheet(label_width=0)
        empty.add_class("empty")
        yield empty

    @property
    def list(self) -> LineList:
        """The saves."""
        return self.query_one("#saves", LineList)

    @property
    def culprits(self) -> LineList:
        """Who causes them."""
        return self.query_one("#culprits", LineList)

    @property
    def chart(self) -> SaveChart:
        """The saves over time."""
        return self.query_one(SaveChart)
