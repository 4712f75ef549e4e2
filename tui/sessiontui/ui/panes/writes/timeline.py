"""Which time the chart of saves shows."""

from __future__ import annotations

from typing import Final

from ....monitor.saves import Writes
from ....text import moment
from .chart import SaveChart
from .chart_columns import HOUR, MINUTE

_SPANS: Final = (
    (5 * MINUTE, "last 5 min"),
    (15 * MINUTE, "last 15 min"),
    (HOUR, "last 60 min"),
    (8 * HOUR, "last 8 h"),
    (0.0, "all"),
)
_USUAL: Final = 2  # the longest one that is shown unasked


class Timeline:
    """The time that was chosen; until then the shortest one that holds all, up to an hour."""

    def __init__(self) -> None:
        self._chosen: int | None = None

    def _span(self, writes: Writes, now: float) -> int:
        if self._chosen is not None:
            return self._chosen
        watched = now - writes.since
        return next((i for i in range(_USUAL) if watched <= _SPANS[i][0]), _USUAL)

    def zoom(self, step: int, writes: Writes, now: float) -> None:
        """Choose a longer time, or a shorter one."""
        here = self._span(writes, now)
        self._chosen = max(0, min(here + step, len(_SPANS) - 1))

    def show(self, chart: SaveChart, writes: Writes, now: float, marked: float | None) -> None:
        """Show that time on the chart, up to ``now`` (ms since epoch)."""
        length, name = _SPANS[self._span(writes, now)]
        if not length:
            first = writes.saves[0].at if writes.saves else writes.since
            if writes.count <= len(writes.saves):
                first = min(first, writes.since)
            length = max(now - first, 5 * MINUTE)
            name = f"all since {moment(first)[-8:-3]}"
        chart.show(writes, now, length, name, marked)
