"""What the Writes pane is made of, and how it is divided; app.tcss says what a wide screen adds."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget

from ....monitor.saves import Save, Writes
from ....monitor.words import doubt_words
from ....text import elide
from ...widgets.caption import Caption
from ...widgets.column_names import ColumnNames
from ...widgets.line_list import Cell, LineList
from ...widgets.sheet import Line, Sheet, wrap
from .chart import SaveChart
from .rows import CulpritRows, SaveRows
from .words import facts, short_line, summary, waiting_words

CSS: Final = """
WritesPane {
    & > .empty { display: none; height: 1fr; padding: 1 0; }
    &.-empty > .empty { display: block; }
    &.-empty > .upper, &.-empty > .facts-short, &.-empty > .lower { display: none; }
    &.-empty > .bottom { display: none; }
    & > .facts-short { height: auto; }
    & .third { display: none; }
    &.-warned .third { display: block; }
    & .waiting { display: none; height: 3; scrollbar-size-vertical: 0; }
    &.-waiting .waiting { display: block; }
    &.-waiting .saves > ColumnNames { display: none; }
    & > .facts-short Caption { color: $foreground; }
    & > .upper { height: 40%; min-height: 9; max-height: 22; }
    & SaveChart { width: 1fr; height: 1fr; }
    & .facts {
        display: none; width: 40%; max-width: 56; height: 1fr; border-left: vkey $rule;
    }
    & > .lower { height: 1fr; }
    & .saves { width: 1fr; height: 1fr; }
    & .culprits { display: none; width: 1fr; height: 1fr; }
    & LineList { height: 1fr; }
    &.-culprits .culprits { display: block; }
    &.-culprits .saves { display: none; }
}
"""


class Layout:
    """The parts of the pane: facts, chart, saves, who causes them, and a line below."""

    def __init__(self, pane: Widget) -> None:
        self._pane = pane

    def parts(self) -> ComposeResult:
        """The widgets, as ``compose`` gives them."""
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
                saves = LineList(id="saves")
                yield ColumnNames(saves)
                yield saves
            with Vertical(classes="culprits"):
                culprits = LineList(id="culprits")
                yield ColumnNames(culprits)
                yield culprits
        yield Caption(classes="bottom")
        empty = Sheet(label_width=0)
        empty.add_class("empty")
        yield empty

    @property
    def list(self) -> LineList:
        """The list of saves, newest first."""
        return self._pane.query_one("#saves", LineList)

    @property
    def culprits(self) -> LineList:
        """The list of sites or tabs that cause the saves."""
        return self._pane.query_one("#culprits", LineList)

    @property
    def chart(self) -> SaveChart:
        """The saves over time."""
        return self._pane.query_one(SaveChart)

    @property
    def empty(self) -> Sheet:
        """What stands for it all where nothing is counted."""
        return self._pane.query_one(".empty", Sheet)

    @property
    def marked(self) -> float | None:
        """When the save under the cursor was made."""
        rows, here = self.list.rows, self.list.cursor
        row = rows.rows[here] if isinstance(rows, SaveRows) and here < len(rows) else None
        return row.at if isinstance(row, Save) else None

    def show_saves(self, writes: Writes, now: float) -> None:
        """The list of saves, or what is waited for; the newest stays under the cursor."""
        pane = self._pane
        following = self.list.cursor == 0 and self.list.scroll_offset.y == 0
        rows = SaveRows(writes, now)
        pane.set_class(not writes.saves, "-waiting")
        if not writes.saves:
            pane.query_one(".waiting", Sheet).show([Line(None, waiting_words(writes))])
        self.list.show(rows, 0 if following and len(rows) else None)
        self.show_facts(writes, now)

    def show_facts(self, writes: Writes, now: float) -> None:
        """What all saves come to; only what reads otherwise is painted."""
        self._pane.query_one(".facts", Sheet).show(facts(writes, now))

    def show_culprits(self, writes: Writes, *, tabs: bool) -> None:
        """Who causes the saves: the sites, or the tabs."""
        culprits = writes.tabs if tabs else writes.sites
        rows = CulpritRows(culprits, writes.looked_into, tabs=tabs)
        self.culprits.show(rows, 0 if self.culprits.cursor == 0 else None)

    def say_above(self, writes: Writes, now: float) -> None:
        """The lines above: the figures in short, or what makes them doubtful."""
        pane, room = self._pane, self.room
        first, second = summary(writes, now)
        pane.query_one(".first", Caption).show([Cell(short_line(first, room))])
        doubt = doubt_words(writes)
        warning = wrap(f"▲ {doubt}", room) if doubt else []
        if len(warning) > 2:
            warning[1:] = [elide(" ".join(warning[1:]), room)]  # all of it is among the figures (i)
        pane.set_class(len(warning) > 1, "-warned")
        lines = [*warning, ""] if warning else [short_line(second, room), ""]
        for place, text in zip((".second", ".third"), lines, strict=False):
            pane.query_one(place, Caption).show([Cell(text, "warning" if warning else "")])

    def say_below(self, parts: Sequence[str], role: str) -> None:
        """The line at the bottom; what has no room is left out."""
        text = short_line(parts, self.room)
        self._pane.query_one(".bottom", Caption).show([Cell(text, role)])

    @property
    def room(self) -> int:
        """The cells of a line."""
        return self._pane.size.width - 2
