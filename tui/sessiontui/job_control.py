"""Stopping as Ctrl-Z does it, and not while something is held that others wait for."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

CAN_STOP: Final = hasattr(signal, "SIGTSTP") and hasattr(signal, "pthread_kill")


@contextmanager
def unstoppable() -> Iterator[None]:
    """Inside, Ctrl-Z waits: a stopped process would keep its lock, and Firefox could not start.

    For the calling thread only; another one that the signal may reach has its own way of waiting.
    """
    if not CAN_STOP:
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, (signal.SIGTSTP,))
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def stop(*, with_the_group: bool = False) -> None:
    """Stop here until somebody lets the process go on; the main thread only.

    Nothing happens where no shell could let it go on: the kernel stops no orphaned group.
    ``with_the_group``: whoever runs us (``sh -c``, ``uv run``) stops as well, as it does when the
    terminal sends the signal; else its shell would wait for ever.
    """
    before = signal.signal(signal.SIGTSTP, signal.SIG_IGN)
    try:
        if with_the_group:
            os.kill(0, signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        # To this very thread: it has stopped, and goes on, before the call comes back.
        signal.pthread_kill(threading.get_ident(), signal.SIGTSTP)
    finally:
        signal.signal(signal.SIGTSTP, before)


def stop_until_in_front(terminal: int) -> None:
    """Stop until the shell gives us the terminal (a descriptor) again: after ``bg`` stop anew."""
    stop(with_the_group=True)
    with suppress(OSError):  # it has gone, or was never ours
        while os.tcgetpgrp(terminal) != os.getpgrp():
            stop(with_the_group=True)
