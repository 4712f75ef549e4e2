"""Weighing on a thread beside the keys, one thing at a time: the last one asked for counts."""

from __future__ import annotations

import asyncio
import contextlib
import time
from collections.abc import Callable
from functools import partial
from typing import Final, TypeVar

from textual.widget import Widget

from ....progress import Stopped, Told, told_to
from ...work import begin, beside

T = TypeVar("T")

_SOON: Final = 0.3  # seconds; of what takes less nothing is said
_OFTEN: Final = 0.25  # seconds between two words about the same work
_AWAITED: Final = 0.5  # seconds in which what is typed waits for it


class _Job:
    """One piece of work on its thread; ``say`` hears where it is, on the event loop."""

    def __init__(self, say: Callable[[str], object]) -> None:
        self._say = say
        self._loop = asyncio.get_running_loop()
        self._said = self.begun = time.monotonic()
        self.stopped = False

    def tell(self, told: Told) -> None:
        """Hear where the work is, on its thread. Raises Stopped when nobody wants it any more."""
        if self.stopped:
            raise Stopped
        now = time.monotonic()
        if now - self.begun >= _SOON and now - self._said >= _OFTEN:
            self._said = now
            with contextlib.suppress(RuntimeError):  # the screen is gone
                self._loop.call_soon_threadsafe(self._tell, told.words)

    def _tell(self, words: str) -> None:
        if not self.stopped:
            self._say(words)

    def run(self, make: Callable[[], T]) -> T:
        """Do it, on this thread. Raises Stopped."""
        if self.stopped:
            raise Stopped
        with told_to(self.tell):
            return make()


class Beside:
    """What a pane has made on a thread, in a ``group`` of its own.

    ``say`` hears where long work is. Work that was stopped, or asked for anew, takes nothing.
    """

    def __init__(
        self, pane: Widget, group: str, say: Callable[[str], object] = lambda words: None
    ) -> None:
        self._pane = pane
        self._group = group
        self._say = say
        self._job: _Job | None = None

    @property
    def at_work(self) -> bool:
        """Whether something is being made."""
        return self._job is not None

    @property
    def awaited(self) -> bool:
        """Whether it began a moment ago, so that what is typed is meant for what comes of it."""
        return self._job is not None and time.monotonic() - self._job.begun < _AWAITED

    def make(
        self, make: Callable[[], T], take: Callable[[T], object], *, painted: bool = False
    ) -> None:
        """Have something made; ``take`` gets it on the event loop.

        ``painted``: what is on its way to the screen is painted first, which would take twice as
        long beside the thread.
        """
        self.stop()
        job = self._job = _Job(self._say)
        begin(self._pane, self._group, partial(self._run, job, make, take, painted=painted))

    def stop(self) -> bool:
        """End what is being made, between two of its steps; False when nothing is."""
        job, self._job = self._job, None
        if job is None:
            return False
        job.stopped = True
        self._pane.workers.cancel_group(self._pane, self._group)
        return True

    async def _run(
        self,
        job: _Job,
        make: Callable[[], T],
        take: Callable[[T], object],
        *,
        painted: bool,
    ) -> None:
        try:
            if painted:
                there = asyncio.Event()
                self._pane.call_after_refresh(there.set)
                await there.wait()
            made = await beside(partial(job.run, make))
        except Stopped:
            return
        finally:
            job.stopped = True  # cancelled: its thread ends at its next step
            if self._job is job:
                self._job = None
        take(made)
