"""Ctrl-Z: back to the shell, and painted again when it gives the terminal back."""

from __future__ import annotations

import asyncio
import signal
import sys
from contextlib import ExitStack, suppress
from functools import partial

from textual.app import App

from ... import job_control
from ...stores.protocols import Pauses
from ..say import say
from ..store_thread import StoreThread
from ..work import begin
from .versions import Versions


class Suspending:
    """Stops the process, but not in the midst of an edit: Firefox could not start till it ended."""

    def __init__(self, app: App[int], versions: Versions) -> None:
        self._app = app
        self._versions = versions

    def begin(self) -> None:
        """Stop as carefully when somebody else asks for it. Needs a running loop."""
        if self.possible:
            call = asyncio.get_running_loop().call_soon_threadsafe

            def asked(*_: object) -> None:
                # Once the screen has ended, an edit may be written still, and the lock held.
                with suppress(RuntimeError):
                    call(self.suspend)

            signal.signal(signal.SIGTSTP, asked)

    @property
    def possible(self) -> bool:
        """Whether there is a terminal, and a system, to be suspended on."""
        driver = self._app._driver
        return driver is not None and driver.can_suspend and job_control.CAN_STOP

    def suspend(self) -> None:
        """Stop now, or as soon as the edit that is being written is whole."""
        thread = self._versions.store_thread
        if not self.possible:
            self._say("Nothing can be suspended here: there is no shell to return to.")
        elif thread is None or thread.hold_writes():
            self._stop(thread)
        else:
            self._say("An edit is being written: suspended as soon as it is done.")
            begin(self._app, "suspend", partial(self._stop_after_it, thread))

    async def _stop_after_it(self, thread: StoreThread) -> None:
        while not thread.hold_writes():
            await thread.run_behind(_nothing)  # its turn comes after what is written now
        self._app.clear_notifications()
        self._stop(thread)

    def _stop(self, thread: StoreThread | None) -> None:
        with ExitStack() as afterwards:
            if thread is not None:
                afterwards.callback(thread.go_on_writing)
                if isinstance(thread.workspace.store, Pauses):
                    afterwards.callback(thread.workspace.store.pause())
            assert sys.__stdin__ is not None
            with self._app.suspend():
                job_control.stop_until_in_front(sys.__stdin__.fileno())

    def _say(self, words: str) -> None:
        say(self._app, words, 8)


def _nothing() -> None:
    """Only to be waited for."""
