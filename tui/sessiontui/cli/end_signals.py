"""SIGTERM, and SIGHUP of a terminal that is closed, end a command as Ctrl-C does.

By itself either would end the process at once, and leave half of the file that is being written.
"""

from __future__ import annotations

import signal
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType
from typing import Final

_NUMBERS: Final = (signal.SIGTERM, signal.SIGHUP)


class Ended(BaseException):
    """Someone asked for the end: what was begun is taken away on the way out."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.number = signal.Signals(number)
        self.exit_code = 128 + number  # as shells tell it


class Unread(Ended):
    """After that, nobody takes what is still to be written: it is waited for no longer."""


class AtOnce(KeyboardInterrupt):
    """Asked for again where the first time only meant the end: nothing is waited for any more."""


@contextmanager
def raised() -> Iterator[None]:
    """Inside, the signals raise Ended; those that are ignored (nohup) stay so."""
    before = {n: signal.getsignal(n) for n in _NUMBERS}
    ours = [number for number, handler in before.items() if handler is signal.SIG_DFL]
    try:
        for number in ours:
            signal.signal(number, _end)
    except ValueError:
        ours = []  # only on the main thread may they be caught
    try:
        yield
    finally:
        for number in ours:
            signal.signal(number, signal.SIG_DFL)


def _end(number: int, frame: FrameType | None) -> None:
    raise Ended(number)
