"""The very saves that were seen, counted under other settings and designs.

Each design is a real encoding of the real files. Where only some of the files were kept, what a
design makes of them is measured as a ratio to what Firefox wrote, and applied to all saves.
Mozilla's own list of what could be done: reduce the data, compress it, a journal that is
consolidated, an index and one file per tab, a binary form changed in place, SQLite, another
database. What speaks for each and against it: ``judged``.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Final

from ...durations import duration
from ...progress import Stopped
from .types import Design, Sample

_WORKING_DAY: Final = 8 * 3600
_INTERVALS: Final = ((60, "60 s"), (300, "5 min"))


def redesign(
    samples: Sequence[Sample],
    saves: Sequence[tuple[float, int]],
    seconds: float,
    *,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Design, ...]:
    """The saves under each design, as they are today first; nothing when there are none.

    ``saves``: time in ms since epoch and bytes on disk of all that were seen. ``samples``: the
    latest of them, whose files were kept, oldest first; one that cannot be read is left out, and
    today's assumption says so. ``seconds``: how long Firefox ran meanwhile. Holds two texts at a
    time; ends soon, with nothing, when ``cancelled`` says so.
    """
    from .measure import Measured, measured  # SQLite: not for every start

    if not saves:
        return ()
    in_order = sorted(saves)
    count, total = len(in_order), sum(size for _, size in in_order)

    def design(key: str, name: str, assumption: str, writes: int, ratio: float) -> Design:
        paced = count > 1 and seconds > 0
        return Design(
            key,
            name,
            assumption,
            writes,
            ratio * total / writes,
            ratio * total * _WORKING_DAY / seconds if paced else None,
            ratio,
        )

    def scaled(each: Measured) -> Design:
        if each.ratio is None:
            return Design(each.key, each.name, each.how, count, None, None, None)
        part = f"; ratio of {each.of:,} of {count:,} saves" if each.of < count else ""
        return design(each.key, each.name, each.how + part, count, each.ratio)

    try:
        found, notes = measured(samples, cancelled)
    except Stopped:
        return ()
    today = "; ".join(("every save the whole file, as Firefox wrote it", *notes))
    spread = []
    for interval, words in _INTERVALS:
        sizes = spaced(in_order, interval)
        how = f"a save at most every {words}, after a change"
        if seconds < 3 * interval:
            how += f"; watched for only {duration(seconds)}"
        ratio = sum(sizes) / total if total else 1.0
        spread.append(design(f"interval_{interval}", f"interval {words}", how, len(sizes), ratio))
    return (
        design("today", "today", today, count, 1.0),
        *map(scaled, found[:1]),
        *spread,
        *map(scaled, found[1:]),
    )


def spaced(saves: Sequence[tuple[float, int]], interval: float) -> list[int]:
    """Sizes of the saves that would have been made with so many seconds between them.

    ``saves``: in the order of their times (ms). A save that comes too soon waits until it is
    due, and then has the size of the latest one seen. One that still waits at the end is not
    counted: it was not due.
    """
    written: list[int] = []
    due = -math.inf
    waiting: int | None = None
    for at, size in saves:
        if waiting is not None and due < at:
            written.append(waiting)
            waiting = None
            due += interval * 1000
        if at >= due:
            written.append(size)
            waiting = None
            due = at + interval * 1000
        else:
            waiting = size
    return written
