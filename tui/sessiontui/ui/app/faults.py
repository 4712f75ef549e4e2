"""How the app ends by a fault: with what it was, for whoever ran it, and without a traceback."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from functools import partial
from typing import Any

from textual.app import App
from textual.worker import WorkerFailed

from ...crash_reports import fault_sentence, plugin_at_fault


class Faults:
    """The faults of one app; ``handle`` is Textual's own way to end with one."""

    def __init__(self, app: App[int], handle: Callable[[Exception], None]) -> None:
        self._app = app
        self._handle = handle

    def hear_tasks(self) -> None:
        """Hear of tasks whose faults nobody waits for. Needs a running loop."""

        def unheard(loop: asyncio.AbstractEventLoop, context: dict[str, Any]) -> None:
            error = context.get("exception")
            if isinstance(error, Exception):
                self._handle(error)

        asyncio.get_running_loop().set_exception_handler(unheard)

    def of_thread(self, error: BaseException) -> None:
        """A thread died of this. Of a plug-in's it is said, and the screen lives on. Any thread."""
        if plugin_at_fault(error) is None:
            self.fail(error)
        else:
            said = fault_sentence(error)
            words = f"{said[:1].upper()}{said[1:]}."
            say = partial(self._app.notify, words, severity="warning", timeout=10, markup=False)
            self._app.call_later(say)

    def fail(self, error: BaseException) -> None:
        """End with a fault of another thread as with one of our own. Any thread."""

        def fail_here() -> None:
            raise error

        self._app.call_later(fail_here)


def cause_of(error: Exception | None) -> Exception | None:
    """What went wrong: of a worker's failure the error that it failed by."""
    if isinstance(error, WorkerFailed) and isinstance(error.error, Exception):
        return error.error
    return error
