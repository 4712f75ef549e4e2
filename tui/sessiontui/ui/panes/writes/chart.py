"""Bytes per save over time, on a true zero line. Painted line by line, without layout."""

from __future__ import annotations

from typing import ClassVar, Final

from rich.cells import cell_len
from textual.geometry import Region
from textual.strip import Strip

from ....durations import measured
from ....monitor.saves import Writes
from ....text import printable, size
from ...widgets.painted_lines import PaintedLines
from ...widgets.safe_lines import fit
from .chart_columns import Bar, Span, State, bars, levels, states, times, top_of

_EIGHTHS: Final = " ▁▂▃▄▅▆▇█"
_LEFT: Final = 8  # cells of the numbers and the line beside them
_LINES: Final[dict[State, str]] = {
    "ran": "━",
    "not running": "─",
    "not watched": "┄",
    "untold": "═",
}

Row = list[tuple[str, str]]


class SaveChart(PaintedLines):
    """A bar for each column of time: the largest save in it. What has no save stays empty.

    The line below says whether Firefox ran: ``━`` it did, ``─`` it did not, ``┄`` nobody looked,
    ``═`` somebody did and it cannot be told.
    """

    COMPONENT_CLASSES: ClassVar[set[str]] = {"painted--bar", "painted--idle"}

    DEFAULT_CSS = """
    SaveChart {
        overflow-y: hidden;
        scrollbar-size-vertical: 0;
        & > .painted--bar { color: $text-primary; }
        & > .painted--idle { color: $idle; }
        &:ansi > .painted--bar { color: $foreground; }
        &:ansi > .painted--idle { color: $foreground; text-style: dim; }
    }
    """

    can_focus = False

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self._writes: Writes | None = None
        self._end = self._length = 0.0
        self._called = ""
        self._marked: float | None = None
        self._rows: list[Row] = []

    def show(
        self, writes: Writes, end: float, length: float, name: str, marked: float | None
    ) -> None:
        """Show ``length`` ms up to ``end``, called ``name``; the save at ``marked`` stands out."""
        self._writes, self._end, self._length = writes, end, length
        self._called, self._marked = name, marked
        self._draw()

    def move_to(self, end: float) -> None:
        """Time has passed; nothing is painted before the next column begins."""
        if self._writes is not None and end > self._end:
            self._end = end
            self._draw()

    def mark(self, at: float | None) -> None:
        """Let another save stand out."""
        self._marked = at
        self._draw()

    def on_resize(self) -> None:
        """Another width has other columns of time."""
        self._draw()

    @property
    def span(self) -> Span:
        """The time that is shown."""
        return Span.until(self._end, self._length, self.size.width - _LEFT - 1)

    def _draw(self) -> None:
        writes = self._writes
        if writes is None or self.size.height < 4:
            rows: list[Row] = []
        else:
            rows = _drawn(writes, self.span, self.size.height, self._called, self._marked)
        old, self._rows = self._rows, rows
        lines = [y for y, row in enumerate(rows) if y >= len(old) or row != old[y]]
        if len(rows) < len(old):
            self.refresh()
        elif lines:
            self.refresh(Region(0, lines[0], self.size.width, lines[-1] - lines[0] + 1))

    def render_line(self, y: int) -> Strip:
        """One line of the screen."""
        base, width = self.rich_style, self.line_width
        if not y < len(self._rows):
            return Strip.blank(width, base)
        return self.strip_of(self._rows[y], base, width)


def _drawn(writes: Writes, span: Span, height: int, name: str, marked: float | None) -> list[Row]:
    """Title, bars, line, times."""
    found = bars(writes.saves, span)
    plot = height - 3
    plot -= plot % 2  # so that half the height is the edge of a row
    largest = max((bar.bytes for bar in found if bar), default=0)
    top = top_of(largest or max((save.bytes or 0 for save in writes.saves[-1:]), default=0))
    here = None if marked is None else span.column(marked)
    numbers = levels(plot)
    rows = [_title(name, span, found)]
    for y in range(plot):
        label = size(top * numbers[y]) if y in numbers and writes.saves else ""
        row: Row = [(f"{label:>{_LEFT - 1}}", "dim"), ("┤" if label else "│", "dim")]
        for column, bar in enumerate(found):
            role = "accent" if column == here else "bar" if bar and bar.matters else "idle"
            row.append((_cell(bar, top, plot, y), role))
        rows.append(row)
    rows.append(_line(writes, span, here))
    rows.append(_clock(span))
    return rows


def _title(name: str, span: Span, found: list[Bar | None]) -> Row:
    several = any(bar is not None and bar.saves > 1 for bar in found)
    words = measured(span.step / 1000, whole=True)
    parts: list[Row] = [[(f" · {name}", "dim")]]
    if several:
        parts.append([(f" · largest per {words}", "dim")])
    if any(bar is not None and not bar.matters for bar in found):
        parts.append([(" · ", "dim"), ("█", "idle"), (" nothing that matters", "dim")])
    row: Row = [(" bytes per save", "heading")]
    for part in parts:  # a word that is cut says nothing
        if cell_len("".join(text for text, _ in [*row, *part])) <= span.columns + _LEFT:
            row += part
    return row


def _cell(bar: Bar | None, top: int, plot: int, y: int) -> str:
    """What one cell shows of a bar; the smallest save is still seen, one of no known size is ?."""
    if bar is None:
        return " "
    if not bar.bytes:
        return "?" if y == plot - 1 else " "
    eighths = max(1, round(bar.bytes * plot * 8 / top))
    return _EIGHTHS[max(0, min(8, eighths - (plot - 1 - y) * 8))]


def _line(writes: Writes, span: Span, here: int | None) -> Row:
    """The zero line: whether Firefox ran, where it crashed, and which save is looked at."""
    row: Row = [(f"{'0':>{_LEFT - 1}}", "dim"), ("┼", "dim")]
    crashed = {span.column(event.at) for event in writes.events if event.what == "crashed"}
    for column, state in enumerate(
        states(
            writes.events,
            writes.since,
            writes.running,
            span,
            writes.unwatched,
            untold=bool(writes.untold),
        )
    ):
        if column == here:
            row.append(("▲", "accent"))
        elif column in crashed:
            row.append(("✗", "warning"))
        else:
            row.append((_LINES[state], "dim"))
    return row


def _clock(span: Span) -> Row:
    """Round times, each beginning below its moment."""
    text = ""
    for column, words in times(span, 8 if span.step < 7_000 else 5):
        at = _LEFT + column
        if at >= cell_len(text) and column + 1 + len(words) <= span.columns:
            text = f"{text:<{at}}╵{printable(words)}"
    return [(fit(text, _LEFT + span.columns), "dim")]
