"""Work that goes on beside the keys."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar, cast

from textual.dom import DOMNode
from textual.worker import Worker

T = TypeVar("T")


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
