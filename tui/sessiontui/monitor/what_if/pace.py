"""What another interval between saves would write: of the saves counted, or at most."""

from __future__ import annotations

from ...durations import duration
from ...text import count, size
from ..saves import Writes
from .designs import spaced

_DAY = 8.0  # hours somebody works with it
_SECONDS = _DAY * 3600


def pace_words(wanted: float, now: float, writes: Writes | None, file_size: int | None) -> str:
    """What a save at most every ``wanted`` seconds writes, beside every ``now`` seconds.

    ``writes`` are the saves that were counted, if any, ``file_size`` what one takes in bytes,
    as far as it is known. Says what was counted only where it can be told from that: saves that
    are farther apart. Empty where nothing would be different.
    """
    now = (writes and writes.interval) or now  # it may have been set otherwise since
    if wanted == now or wanted <= 0 or now <= 0:
        return ""
    seen = writes.projected(_DAY) if writes is not None else None
    if writes is None or seen is None:
        return _at_most(wanted, now, file_size)
    sizes = [(save.at, save.bytes) for save in writes.saves if save.bytes is not None]
    if not sizes:
        return _at_most(wanted, now, file_size)
    total = sum(taken for _, taken in sizes)
    most = _SECONDS / wanted * total / len(sizes)
    if wanted < now:
        return (
            f"at most {size(most)} instead of {size(seen)} in a day of 8 h: how often something "
            "changes in between is not known"
        )
    if writes.running_seconds < 3 * wanted:  # too few of them would be left to tell by
        return (
            f"at most {size(min(most, seen))} instead of {size(seen)} in a day of 8 h; watched "
            f"for only {duration(writes.running_seconds)}"
        )
    then = seen * sum(spaced(sizes, wanted)) / total if total else 0.0
    return f"{size(then)} instead of {size(seen)} in a day of 8 h, by {_counted(sizes)}"


def _counted(saves: list[tuple[float, int]]) -> str:
    return f"the {count(len(saves), 'save')} counted"


def _at_most(wanted: float, now: float, file_size: int | None) -> str:
    """What is sure without any save counted: as often as it may, each as large as the file."""
    then, before = _SECONDS / wanted, _SECONDS / now
    if file_size:
        what = f"{size(then * file_size)} instead of {size(before * file_size)}"
    else:
        what = f"{_saves(then)} instead of {_saves(before)}"
    return (
        f"at most {what} in a day of 8 h, were something to change all the time: no saves are "
        "counted yet"
    )


def _saves(number: float) -> str:
    return count(max(1, round(number)), "save")
