"""Do the same work again and again in a thread of its own, until told to stop."""

from __future__ import annotations

import threading
from collections.abc import Callable

_JOIN_SECONDS = 2.0  # how long a cancel waits for work that has begun


def repeat(interval: float, work: Callable[[], object], name: str) -> Callable[[], None]:
    """Call ``work`` every ``interval`` seconds, first after one interval; the result stops it.

    ``name`` is the thread's. The work itself may stop it, too.
    """
    stop = threading.Event()

    def run() -> None:
        while not stop.wait(interval):
            work()

    thread = threading.Thread(target=run, name=name, daemon=True)
    thread.start()

    def cancel() -> None:
        stop.set()
        if thread is not threading.current_thread():
            thread.join(timeout=_JOIN_SECONDS)

    return cancel
