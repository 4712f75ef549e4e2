"""A limit for work that cannot be asked to stop: one regular expression on one value."""

from __future__ import annotations

import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

_PULSE = 0.004  # seconds between two looks; the kernel's clock is hardly finer


class _Alarm:
    """The handler of the timer's signal. Once installed it stays: a signal may come late."""

    def __init__(self) -> None:
        self._installed = False
        self._until: float | None = None  # of the main thread's processor time
        self._error: type[Exception] = Exception

    def set(self, seconds: float, error: type[Exception]) -> None:
        if not self._installed:
            signal.signal(signal.SIGVTALRM, self)
            self._installed = True
        self._error = error
        self._until = time.thread_time() + seconds
        signal.setitimer(signal.ITIMER_VIRTUAL, _PULSE, _PULSE)

    def clear(self) -> None:
        self._until = None  # first: a signal may be on its way already
        signal.setitimer(signal.ITIMER_VIRTUAL, 0)

    def __call__(self, number: int, frame: FrameType | None) -> None:
        if self._until is not None and time.thread_time() >= self._until:
            self._until = None
            raise self._error


_ALARM = _Alarm()


@contextmanager
def time_limit(seconds: float, error: type[Exception]) -> Iterator[None]:
    """Raise an error inside the block once it has used so much of the processor.

    Python's regular expressions look for signals while they run, and only the main thread hears
    them; elsewhere, and on systems without such a timer, there is no limit.
    """
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or not hasattr(signal, "setitimer"):
        yield
        return
    try:
        _ALARM.set(seconds, error)
        yield
    finally:
        _ALARM.clear()
