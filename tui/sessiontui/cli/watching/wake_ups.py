"""What a waiting command wakes up for: news of other threads, signals, a reader who leaves.

Nothing here looks again and again: the process sleeps in one poll(2) until something happens.
"""

from __future__ import annotations

import contextlib
import os
import queue
import select
import signal
import stat
import sys
import threading
import time
from types import FrameType, TracebackType
from typing import Any, Generic, Self, TypeVar

from .. import unread
from ..end_signals import AtOnce

News = TypeVar("News")

_LONGEST = 86_400.0  # seconds that one poll(2) can surely count


class WakeUps(Generic[News]):
    """Made and used on the main thread; ``put`` may be called from any.

    ``asked``: how often someone asked for the end (SIGINT, SIGTERM, SIGHUP); SIGINT after that
    interrupts at once, and what nobody reads is not waited for after one of the other two.
    ``stops``: how often Ctrl-Z (SIGTSTP) was pressed. ``summaries``: how often SIGUSR1
    came. ``fault``: what a thread died of.
    """

    def __init__(self) -> None:
        self.asked = 0
        self.stops = 0
        self.summaries = 0
        self.fault: BaseException | None = None
        self._news: queue.SimpleQueue[News] = queue.SimpleQueue()
        self._before: dict[int, Any] = {}

    def __enter__(self) -> Self:
        self._ear, self._bell = os.pipe()
        os.set_blocking(self._ear, False)
        os.set_blocking(self._bell, False)
        self._poll = select.poll()
        self._poll.register(self._ear, select.POLLIN)
        self._reader = _pipe_to_a_reader()
        if self._reader is not None:
            self._poll.register(self._reader, 0)  # an error there: the reader has gone
        self._bell_before = signal.set_wakeup_fd(self._bell, warn_on_full_buffer=False)
        self._hook_before = threading.excepthook
        threading.excepthook = self._died
        for number, handler in (
            (signal.SIGINT, self._interrupt),
            (signal.SIGTERM, self._end),
            (signal.SIGHUP, self._end),
            (signal.SIGUSR1, self._tell),
            (signal.SIGTSTP, self._stop),
        ):
            ours = number in (signal.SIGHUP, signal.SIGTSTP)
            if ours and signal.getsignal(number) == signal.SIG_IGN:
                continue  # nohup; a shell without jobs
            self._before[number] = signal.signal(number, handler)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        unread.look_no_more()
        for number, handler in self._before.items():
            signal.signal(number, signal.SIG_DFL if handler is None else handler)
        threading.excepthook = self._hook_before
        signal.set_wakeup_fd(self._bell_before)
        os.close(self._ear)
        self._bell, closed = -1, self._bell
        os.close(closed)

    @property
    def ended(self) -> bool:
        """Whether there is nothing more to wait for."""
        return self.asked > 0 or self.fault is not None

    def put(self, news: News) -> None:
        """Hand something on to the main thread."""
        self._news.put(news)
        self._ring()

    def wait(self, seconds: float | None) -> None:
        """Sleep until there is something, at most so long. Raises BrokenPipeError."""
        until = None if seconds is None else time.monotonic() + seconds
        while self._news.empty():
            left = _LONGEST if until is None else min(_LONGEST, until - time.monotonic())
            if left <= 0:
                return
            for descriptor, _ in self._poll.poll(left * 1000 + 1):
                if descriptor == self._reader:
                    raise BrokenPipeError
                with contextlib.suppress(BlockingIOError):
                    os.read(self._ear, 4096)
                return

    def news(self) -> list[News]:
        """What was handed on since it was asked last, in order."""
        found = []
        with contextlib.suppress(queue.Empty):
            while True:
                found.append(self._news.get_nowait())
        return found

    def _ring(self) -> None:
        with contextlib.suppress(OSError):  # full: it rings already; closed: nobody waits
            os.write(self._bell, b"\0")

    def _died(self, died: threading.ExceptHookArgs) -> None:
        self.fault = self.fault or died.exc_value or RuntimeError()
        self._ring()

    def _interrupt(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1
        if self.asked > 1:
            raise AtOnce

    def _end(self, number: int, frame: FrameType | None) -> None:
        self.asked += 1
        unread.look_from_now_on(signal.Signals(number))

    def _stop(self, number: int, frame: FrameType | None) -> None:
        self.stops += 1

    def _tell(self, number: int, frame: FrameType | None) -> None:
        self.summaries += 1


def _pipe_to_a_reader() -> int | None:
    """Standard output, where it is a pipe."""
    try:
        descriptor = sys.stdout.fileno()
        return descriptor if stat.S_ISFIFO(os.fstat(descriptor).st_mode) else None
    except (OSError, ValueError, AttributeError):
        return None
