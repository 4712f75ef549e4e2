"""A pipe that nobody reads keeps nobody who was asked to end by a program.

Whoever sends SIGTERM (systemd, a container, a script) waits for the end and kills what does not
come to it. A slow reader is waited for as long as it takes something, so that every line arrives
whole; one that takes nothing for PATIENCE_SECONDS is given up. A person can press Ctrl-C again.
"""

from __future__ import annotations

import signal
from types import FrameType
from typing import Any

from .end_signals import Unread

PATIENCE_SECONDS = 5.0

_taken: list[int] | None = None  # how many bytes of what is being written, write by write
_asked: signal.Signals | None = None
_seen: tuple[list[int], int] | None = None  # what was being written at the last look, how far
_before: Any = None


def writing(taken: list[int] | None) -> None:
    """What is being written from now on, as the bytes that were taken of it; None: nothing."""
    global _taken
    _taken = taken


def look_from_now_on(number: signal.Signals) -> None:
    """Have whatever is being written raise Unread once its reader takes nothing any more.

    ``number``: the signal that asked for the end. Only on the main thread; until ``look_no_more``.
    """
    global _asked, _before
    if _asked is not None or not hasattr(signal, "setitimer"):
        return
    _asked = number
    _take_note()
    _before = signal.signal(signal.SIGALRM, _look)
    signal.setitimer(signal.ITIMER_REAL, PATIENCE_SECONDS, PATIENCE_SECONDS)


def look_no_more() -> None:
    """What is written now may wait for its reader. Harmless where nobody looks."""
    global _asked
    if _asked is not None:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, _before)
        _asked = None


def _take_note() -> bool:
    """Whether something is being written, and no byte of it was taken since the last look."""
    global _seen
    before, _seen = _seen, None if _taken is None else (_taken, sum(_taken))
    return (
        before is not None
        and _seen is not None
        and (before[0] is _seen[0] and before[1] == _seen[1])
    )


def _look(number: int, frame: FrameType | None) -> None:
    if _take_note() and _asked is not None:
        raise Unread(_asked)
