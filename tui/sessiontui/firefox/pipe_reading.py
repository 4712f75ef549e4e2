"""A pipe that a person named, as ``<(…)`` of a shell or ``mkfifo`` make one: it can be read once.

Where a profile keeps its files a pipe is never waited for (``safe_reading``); this one was asked
for, so its end is waited for as soon as somebody has begun to write.
"""

from __future__ import annotations

import os
import select
import stat
from pathlib import Path
from typing import Final

from ..errors import Unreadable
from ..text import printable
from .safe_reading import read_stream, unreadable

WRITER_SECONDS: Final = 30.0
"""So long it may stay without one who writes into it."""


def is_pipe(path: Path) -> bool:
    """Whether a path leads to a pipe."""
    try:
        return stat.S_ISFIFO(path.stat().st_mode)
    except (OSError, ValueError):
        return False


def read_pipe(path: Path) -> bytes:
    """All that comes of a session through a pipe. Raises Unreadable, TooLarge, Barred."""
    try:
        with open(path, "rb", buffering=0, opener=_open_at_once) as file:
            if not _is_written(file.fileno()):
                raise Unreadable(
                    f"{printable(str(path))}: this is a pipe, and nobody wrote into it for "
                    f"{WRITER_SECONDS:.0f} seconds"
                )
            os.set_blocking(file.fileno(), True)
            return read_stream(file, printable(str(path)))
    except OSError as error:
        raise unreadable(path, error) from None


def _open_at_once(path: str, flags: int) -> int:
    return os.open(path, flags | getattr(os, "O_NONBLOCK", 0))


def _is_written(descriptor: int) -> bool:
    """Whether bytes, or the end of a writer, come in time. A pipe that was given to us has one."""
    return bool(select.select([descriptor], [], [], WRITER_SECONDS)[0])
