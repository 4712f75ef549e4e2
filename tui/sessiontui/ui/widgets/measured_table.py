"""A table that is filled when something was measured, and what is said of the chosen row."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Protocol

from textual import on
from textual.app import ComposeResult
from textual.containers import Vertical
from textual.geometry import Size

from .caption import Caption
from .line_list import Cell, LineList, Rows
from .sheet import Line, Sheet

_AROUND = 4  # lines of the frame, the heads, and the one between rows and what is said


class MeasuredRows(Rows, Protocol):
    """Rows of which there is something to say."""

    def said(self, index: int) -> Sequence[Line]:
        """What there is to say of a row."""


class MeasuredTable(Vertical):
    """Heads, rows, and below them what is said of the one with the cursor.

    Meanwhile it says what is at work, and for how many seconds. ``said_lines`` lines are kept for
    what is said; rows that have no room beside them are scrolled to.
    """

    DEFAULT_CSS = """
    MeasuredTable {
        height: auto; background: $surface;
        & LineList { background: $surface; height: 12; }
        & Caption { background: $surface; }
        & Sheet { background: $surface; scrollbar-size-vertical: 0; margin: 1 0 0 0; }
    }
    """

    def __init__(
        self, working: Callable[[], str], *, label_width: int, said_lines: int, height: int
    ) -> None:
        """``working`` gives what is at work, in words; ``height`` is that of no rows yet."""
        super().__init__()
        self._working = working
        self._label_width = label_width
        self._said_lines = said_lines
        self._height = height
        self._begun: float | None = None
        self._rows: MeasuredRows | None = None

    def compose(self) -> ComposeResult:
        """Heads, rows, what is said."""
        yield Caption()
        rows = LineList()
        rows.styles.height = self._height
        yield rows
        sheet = Sheet(label_width=self._label_width, fitting=True)
        sheet.styles.height = self._said_lines
        sheet.can_focus = False
        yield sheet

    def on_mount(self) -> None:
        """The keys go to the rows; seconds are counted while something is at work."""
        self.screen.set_focus(self.query_one(LineList))
        self.set_interval(1, self._tell)

    @property
    def at_work(self) -> bool:
        """Whether it is being measured."""
        return self._begun is not None

    def begin(self) -> None:
        """Something is being measured from now on."""
        self._begun = time.monotonic()
        self._tell()

    def end(self) -> None:
        """Nothing is being measured any more."""
        self._begun = None

    def _tell(self) -> None:
        if self._begun is not None:
            words, seconds = f" {self._working()} …", int(time.monotonic() - self._begun)
            self.query_one(Caption).show([Cell(f"{words} {seconds} s" if seconds else words)])

    def fail(self, sentence: str) -> None:
        """It could not be measured, and this is why."""
        self.query_one(Caption).show([])
        self.query_one(Sheet).show([Line(None, sentence, "warning")])

    def show(self, rows: MeasuredRows) -> None:
        """Show what was measured."""
        self._rows = rows
        self.query_one(Caption).show([Cell(one.name) for one in rows.columns], rows.columns)
        self.make_room(self.screen.size)
        self.query_one(LineList).show(rows)

    def make_room(self, screen: Size) -> None:
        """Fit into a screen: what is said of the chosen row stays."""
        if self._rows is not None:
            height = min(len(self._rows), screen.height - self._said_lines - _AROUND)
            self.query_one(LineList).styles.height = max(1, height)

    @on(LineList.Moved)
    def _moved(self, event: LineList.Moved) -> None:
        event.stop()
        if self._rows is not None and event.index < len(self._rows):
            self.query_one(Sheet).show(self._rows.said(event.index))

    @on(LineList.Chosen)
    def _chosen(self, event: LineList.Chosen) -> None:
        event.stop()
