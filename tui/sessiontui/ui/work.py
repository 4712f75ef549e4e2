"""Work that goes on beside the keys."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import threading
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar, cast

from textual.dom import DOMNode
from textual.worker import Worker

T = TypeVar("T")

PREPARING: Final = "prepare"
"""The group of what makes a list ready: a key that was typed meanwhile is meant for that one."""


def begin(node: DOMNode, group: str, work: Callable[[], Coroutine[Any, Any, None]]) -> None:
    """Begin work for a node; what its group is at ends. A fault in it ends the app.

    It has a description: without one Textual makes one of its arguments, which are private, and
    megabytes.
    """
    _: Worker[None] = node.run_worker(work, exclusive=True, group=group, description=group)


def at_work(node: DOMNode, *groups: str) -> bool:
    """Whether something of some groups is at work for a node."""
    return any(
        worker.node is node and worker.group in groups and not worker.is_finished
        for worker in node.workers
    )


def preparing(app: DOMNode) -> bool:
    """Whether some list is being made ready."""
    return any(one.group == PREPARING and not one.is_finished for one in app.workers)


def collect_from_now_on() -> None:
    """Look for garbage again, if that was put off until now: only among what comes from now on.

    What the screen is made of stays, and looking through it would stop the keys for a tenth of a
    second, each time.
    """
    if not gc.isenabled():
        gc.freeze()
        gc.enable()


async def beside(work: Callable[[], T]) -> T:
    """Do what reads on a thread of its own, that nobody waits for at the end of the program.

    What the store thread is at does not hold it up, nor does it hold that up.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def tell(result: T | None, error: BaseException | None) -> None:
        if done.cancelled():
            return  # nobody wants to know any more
        if error is not None:
            done.set_exception(error)
        else:
            done.set_result(cast(T, result))

    def run() -> None:
        result, error = None, None
        try:
            result = work()
        except Exception as failed:
            error = failed
        with contextlib.suppress(RuntimeError):  # the screen is gone
            loop.call_soon_threadsafe(tell, result, error)

    threading.Thread(target=run, name="sessiontui-beside", daemon=True).start()
    return await done
