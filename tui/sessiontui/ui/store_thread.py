"""Between the app's event loop and the one thread on which the store works."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Executor, Future
from contextlib import contextmanager, suppress
from functools import partial
from typing import Final, ParamSpec, TypeVar

from msgspec.structs import replace

from ..progress import AT_START, Stopped, Told, told_to
from ..stores.protocols import Receipt
from ..stores.view import View
from ..workspace import Workspace

_MANY_TABS = 2_000

P = ParamSpec("P")
R = TypeVar("R")


_SOON: Final = 0.3  # seconds; of what takes less nothing is said
_OFTEN: Final = 0.25  # seconds between two words about the same work


class WorkStopped(asyncio.CancelledError):
    """The user did not want to wait for it any longer. Nothing was changed."""


class _Job:
    """One piece of work on the store thread. ``say`` hears where it is, from that thread.

    ``ahead``: nobody waits for it, but once the code of others is waited for it can be stopped.
    """

    def __init__(self, say: Callable[[str], object], *, stoppable: bool, ahead: bool) -> None:
        self._say = say
        self._ahead = ahead
        self._begun = self._said = time.monotonic()
        self._doing = ""
        self.stoppable = stoppable
        self.waits_ahead = False
        self.stopped = False
        self.told = False

    def tell(self, told: Told) -> None:
        """Hear where the work is. Raises Stopped."""
        self.end_if_stopped()
        if told.elsewhere and self._ahead:
            self.stoppable = self.waits_ahead = True
        now = time.monotonic()
        if not self.told and now - self._begun < _SOON and not told.one_long_step:
            return
        if self.told and told.doing == self._doing and now - self._said < _OFTEN:
            return
        self.told, self._said, self._doing = True, now, told.doing
        self._say(f"{told.words}  Esc stops" if self.stoppable else told.words)

    def end_if_stopped(self) -> None:
        """Raise Stopped when it was."""
        if self.stopped:
            raise Stopped


class StoreThread:
    """Runs the workspace's blocking methods on the store thread."""

    def __init__(
        self,
        workspace: Workspace,
        executor: Executor,
        first: Future[View] | None = None,
        look: Future[View] | None = None,
    ) -> None:
        self.workspace = workspace
        self._executor = executor
        self._first = first
        self._look = look
        self._running = 0
        self._beginning = first is not None  # what was begun before Textual was imported goes on
        if first is not None:
            first.add_done_callback(self._has_begun)
        self._job: _Job | None = None
        self._asked = self._stopped = 0  # how much work was asked for; all up to which was stopped
        self._stopped_ahead = 0  # the same of what nobody waits for
        self.heard: Callable[[str], object] = lambda words: None
        """Called on the event loop with what the work is at; with no words at its end."""
        self._gate = threading.Lock()  # held while files are changed, and while nothing may be
        self.writing = False
        self.receipts: list[Receipt] = []  # of all that was written, in order

    async def look(self, version: str | None) -> View | None:
        """What can be shown at once, at the first time; None ever after.

        That is the first view where it was read by the time the screen is there, though files may
        have changed since; ``view`` finds out. Else it is what is known without reading.
        """
        look, self._look = self._look, None
        first = self._first
        if first is not None and first.done() and not first.cancelled() and not first.exception():
            return first.result()
        if look is None:
            return None
        return await self._begun(look)  # a plug-in may hang there already

    async def view(self, version: str | None, *, sizes: bool = False) -> View:
        """One version as a View. The first one was begun before Textual was imported.

        With ``sizes`` it knows the size of each tab at once where that costs little: after a save.
        """
        first, self._first = self._first, None
        if first is not None:
            view = await self._begun(first)
            if await self.run(self.workspace.is_current, view):
                return view
        return await self.run(self._viewed, version, sizes)

    def _viewed(self, version: str | None, sizes: bool) -> View:
        view = self.workspace.view(version)
        if not sizes or view.snapshot is None or view.snapshot.document.folded is None:
            return view
        view.snapshot.document.measure()
        return replace(view, measured=True)

    async def _begun(self, first: Future[View]) -> View:
        """What was begun before the screen was there."""
        with self._a_job(asyncio.get_running_loop(), stoppable=True) as job:
            AT_START.listener = job.tell
            try:
                view: View = await asyncio.wrap_future(first)
                return view
            except Stopped:
                raise WorkStopped from None
            finally:
                AT_START.listener = None

    async def survey(self, view: View) -> View | None:
        """The View with one more version looked into; None when all are known. Like run_ahead."""
        return await self.run_ahead(self.workspace.survey, view)

    async def measure(self, view: View) -> View | None:
        """The View once the size of each tab is known; None when that is no news.

        What a filter seeks in is made ready beside.
        """
        snapshot = view.snapshot
        if snapshot is None:
            return None
        if snapshot.counts.tabs > _MANY_TABS:
            await self.run_behind(snapshot.tab_texts.prepare)
            await self.run_behind(snapshot.duplicates.prepare)
        if snapshot.document.known_size(("windows",)) is not None:
            return None
        await self.run_behind(snapshot.document.measure)
        return replace(view, measured=True)

    @property
    def busy(self) -> bool:
        """Whether the store thread is at work; a slow disk may keep it there."""
        return self._running > 0 or self._beginning

    def _has_begun(self, first: Future[View]) -> None:
        self._beginning = False

    async def write(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Like run, for what changes files: whoever leaves meanwhile waits for its end."""

        def kept() -> R:
            done = work(*args, **kwargs)
            if isinstance(done, Receipt):
                self.receipts.append(done)
            return done

        return await self.write_elsewhere(kept)

    async def write_elsewhere(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Like write, for files that are not of the place that is shown."""

        def writing() -> R:
            with self._gate:
                self.writing = True
                try:
                    return work(*args, **kwargs)
                finally:
                    self.writing = False

        return await self._run(writing, stoppable=False)

    def stop(self) -> bool:
        """Stop what is waited for, and what waits behind it.

        False when nothing is told to take long, or it has to go on to its end.
        """
        job = self._job
        if job is None or not (job.told and job.stoppable):
            return False
        job.stopped = True
        self._stopped = self._asked
        if job.waits_ahead:  # what is to be asked next of who hangs would wait behind it
            self._stopped_ahead = self._asked
        return True

    @property
    def goes_on(self) -> bool:
        """Whether something takes long now that has to go on to its end."""
        return self.writing and self._job is not None and self._job.told

    @property
    def stopping(self) -> bool:
        """Whether the work of this moment is not wanted any more. Any thread."""
        return self._job is not None and self._job.stopped

    def hold_writes(self) -> bool:
        """Let nothing be written until ``go_on_writing``; False when something just is."""
        return self._gate.acquire(blocking=False)

    def go_on_writing(self) -> None:
        """What is to be written may be."""
        self._gate.release()

    def close_after_work(self) -> None:
        """Let the place go once all that is asked of it is done."""
        self._executor.submit(self.workspace.close)

    def finish(self) -> None:
        """Wait until all that was begun is done; nothing more is."""
        self._executor.shutdown(wait=True)

    async def run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do something on the store thread. Raises WorkStopped when the user stops it."""
        return await self._run(partial(work, *args, **kwargs), stoppable=True)

    async def run_behind(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Like run, for what nobody waits for: no key stops it."""
        return await self._run(partial(work, *args, **kwargs), stoppable=False)

    async def run_ahead(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Like run_behind, for what looks into other versions: a plug-in may hang there.

        Where that is waited for Esc ends it. Raises WorkStopped then.
        """
        return await self._run(partial(work, *args, **kwargs), stoppable=False, ahead=True)

    async def _run(self, work: Callable[[], R], *, stoppable: bool, ahead: bool = False) -> R:
        loop = asyncio.get_running_loop()
        self._asked += 1
        number = self._asked

        def counted() -> R:
            stopped = self._stopped_ahead if ahead else self._stopped if stoppable else 0
            if number <= stopped:
                raise Stopped
            self._running += 1
            try:
                with self._a_job(loop, stoppable=stoppable, ahead=ahead) as job:
                    with told_to(job.tell):
                        done = work()
                    job.end_if_stopped()
                    return done
            finally:
                self._running -= 1

        try:
            # A call that has not begun is dropped when its caller is cancelled.
            return await loop.run_in_executor(self._executor, counted)
        except Stopped:
            raise WorkStopped from None

    @contextmanager
    def _a_job(
        self, loop: asyncio.AbstractEventLoop, *, stoppable: bool, ahead: bool = False
    ) -> Iterator[_Job]:
        """Inside, what is worked at is this job, and where it is gets told on the event loop."""

        def say(words: str) -> None:
            with suppress(RuntimeError):  # the app has ended meanwhile
                loop.call_soon_threadsafe(self.heard, words)

        job = self._job = _Job(say, stoppable=stoppable, ahead=ahead)
        try:
            yield job
        finally:
            self._job = None
            if job.told:
                say("")
