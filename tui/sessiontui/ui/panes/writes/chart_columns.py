"""Saves in the columns of a chart: which fall together, how high the chart is, where the hours are.

Columns begin at whole multiples of their length since the epoch, so a save stays in its column
while time passes, and the picture moves by whole columns only.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

from ....monitor.saves import Happening, Save

MINUTE: Final = 60_000.0  # ms
HOUR: Final = 60 * MINUTE
_NICE: Final = (1, 1.2, 1.6, 2, 2.4, 3, 4, 5, 6, 8, 10)
_TICKS: Final = tuple(  # seconds between two times below the chart
    [1, 2, 5, 10, 15, 30]
    + [60 * m for m in (1, 2, 5, 10, 15, 30)]
    + [3600 * h for h in (1, 2, 3, 6, 12, 24, 48, 96, 168)]
)

State = Literal["ran", "not running", "not watched", "untold"]


@dataclass(frozen=True, slots=True)
class Span:
    """``columns`` columns of ``step`` ms each; ``first`` is the number of the leftmost one."""

    first: int
    columns: int
    step: float

    @classmethod
    def until(cls, end: float, length: float, columns: int) -> Span:
        """The columns that show ``length`` ms, up to the one that ``end`` falls in."""
        columns = max(1, columns)
        step = max(length / columns, 1.0)
        return cls(int(end // step) - columns + 1, columns, step)

    @property
    def start(self) -> float:
        """The moment it begins, ms since epoch."""
        return self.first * self.step

    @property
    def end(self) -> float:
        """The moment it ends, ms since epoch."""
        return (self.first + self.columns) * self.step

    def column(self, at: float) -> int:
        """The column of a moment; outside of the span it is negative, or one too many."""
        return int(at // self.step) - self.first


@dataclass(frozen=True, slots=True)
class Bar:
    """The saves of one column. ``bytes`` are the largest one's, 0 when no size is known."""

    bytes: int
    saves: int
    matters: bool  # one of them changed something that matters, or is not known to have not


def bars(saves: Sequence[Save], span: Span) -> list[Bar | None]:
    """What each column shows: its largest save, None without any. ``saves``: oldest first."""
    found: list[Bar | None] = [None] * span.columns
    for save in reversed(saves):
        column = span.column(save.at)
        if column < 0:
            break
        if column >= span.columns:
            continue
        matters = save.changes is None or save.changes.matters
        bar = found[column]
        size = save.bytes or 0
        found[column] = (
            Bar(size, 1, matters)
            if bar is None
            else Bar(max(size, bar.bytes), bar.saves + 1, matters or bar.matters)
        )
    return found


def top_of(largest: int) -> int:
    """The height of a chart that shows so many bytes: the next round number."""
    if largest <= 10:
        return 10
    scale = 10 ** int(math.log10(largest))
    return int(next((nice * scale for nice in _NICE if nice * scale >= largest), 10 * scale))


def levels(rows: int) -> dict[int, float]:
    """The rows of a chart whose upper edge gets a number, and what share of the height it is."""
    parts = 4 if rows >= 12 and rows % 4 == 0 else 2 if rows >= 4 and rows % 2 == 0 else 1
    return {rows * part // parts: 1 - part / parts for part in range(parts)}


def times(span: Span, width: int) -> Iterator[tuple[int, str]]:
    """Columns where a round time begins, and its name; at least ``width`` cells apart."""
    seconds = span.step / 1000 * (width + 3)
    apart = next((tick for tick in _TICKS if tick >= seconds), _TICKS[-1])
    try:
        first, last = (datetime.fromtimestamp(at / 1000) for at in (span.start, span.end))
        midnight = first.replace(hour=0, minute=0, second=0, microsecond=0)
    except (OverflowError, ValueError, OSError):
        return
    then = midnight
    if apart < 86_400:
        then += timedelta(seconds=apart * ((first - midnight).seconds // apart))
    words = "%a %-d" if apart >= 86_400 else "%H:%M:%S" if apart < 60 else "%H:%M"
    while then < last:
        column = span.column(then.timestamp() * 1000)
        if 0 <= column < span.columns:
            yield column, f"{then:{words}}"
        then += timedelta(seconds=apart)


def states(
    events: Iterable[Happening],
    since: float,
    running: bool,
    span: Span,
    unwatched: Sequence[tuple[float, float]] = (),
    *,
    untold: bool = False,
) -> list[State]:
    """Whether Firefox ran in each column: what the line below the chart is drawn with.

    ``events``: oldest first, and perhaps not the first ones. ``running``: whether it runs now.
    ``unwatched``: from when to when nobody looked; a column that mostly lies in it was not watched.
    ``untold``: whether it ran cannot be told.
    """
    told = [(e.at, e.what == "started") for e in events if e.what in _TURNS]
    runs = not told[0][1] if told else running
    found: list[State] = []
    place = 0
    for column in range(span.columns):
        begin = (span.first + column) * span.step
        ran = runs
        while place < len(told) and told[place][0] < begin + span.step:
            runs = told[place][1]
            ran = ran or runs
            place += 1
        middle = begin + span.step / 2
        if begin + span.step <= since or any(a <= middle < b for a, b in unwatched):
            found.append("not watched")
        elif untold:
            found.append("untold")
        else:
            found.append("ran" if ran else "not running")
    return found


_TURNS: Final = {"started", "quit", "crashed"}
