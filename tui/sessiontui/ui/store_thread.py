"""Between the app's event loop and the one thread on which the store works."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Executor, Future
from dataclasses import replace
from typing import ParamSpec, TypeVar

from ..stores.protocols import Receipt
from ..stores.view import View
from ..workspace import Workspace

_MANY_TABS = 2_000

P = ParamSpec("P")
R = TypeVar("R")


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
        self._gate = threading.Lock()  # held while files are changed, and while nothing may be
        self.writing = False
        self.receipts: list[Receipt] = []  # of all that was written, in order

    async def look(self, version: str | None) -> View | None:
        """What is known before anything is read, at the first time; None ever after."""
        look, self._look = self._look, None
        if look is None:
            return None
        view: View = await asyncio.wrap_future(look)
        return view

    async def view(self, version: str | None) -> View:
        """One version as a View. The first one was begun before Textual was imported."""
        first, self._first = self._first, None
        if first is not None:
            view = await asyncio.wrap_future(first)
            if await self.run(self.workspace.is_current, view):
                return view
        return await self.run(self.workspace.view, version)

    async def survey(self, view: View) -> View | None:
        """The View with one more version looked into; None when all are known."""
        return await self.run(self.workspace.survey, view)

    async def measure(self, view: View) -> View | None:
        """The View once the size of each tab is known; None when that is no news.

        What a filter seeks in is made ready beside.
        """
        snapshot = view.snapshot
        if snapshot is None:
            return None
        if snapshot.counts.tabs > _MANY_TABS:
            await self.run(snapshot.tab_texts.prepare)
            await self.run(snapshot.duplicates.prepare)
        if snapshot.document.known_size(("windows",)) is not None:
            return None
        await self.run(snapshot.document.measure)
        return replace(view, measured=True)

    @property
    def busy(self) -> bool:
        """Whether the store thread is at work; a slow disk may keep it there."""
        return self._running > 0

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

        return await self.run(writing)

    def hold_writes(self) -> bool:
        """Let nothing be written until ``go_on_writing``; False when something just is."""
        return self._gate.acquire(blocking=False)

    def go_on_writing(self) -> None:
        """What is to be written may be."""
        self._gate.release()

    async def run(self, work: Callable[P, R], *args: P.args, **kwargs: P.kwargs) -> R:
        """Do something on the store thread."""

        def counted() -> R:
            self._running += 1
            try:
                return work(*args, **kwargs)
            finally:
                self._running -= 1

        # A call that has not begun is dropped when its caller is cancelled.
        return await asyncio.get_running_loop().run_in_executor(self._executor, counted)
