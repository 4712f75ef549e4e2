"""A process of this very program for one piece of work: another thread would hold up a screen."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import IO, Final

_ROOT: Final = str(Path(__file__).resolve().parents[1])
_BEGIN: Final = "import sys; sys.path.append(sys.argv[1]); from {} import main; main()"
_PIECE: Final = 1 << 20  # bytes


def start(module: str, *words: str, given: bool = True) -> subprocess.Popen[bytes]:
    """Have ``main`` of a module of ours run by a process; whoever starts it ends it, too.

    ``words`` stand in its ``sys.argv[2:]``; what it prints is read from its ``stdout``, and
    something is ``given`` to its ``stdin``. Raises OSError.
    """
    return subprocess.Popen(
        [sys.executable, "-P", "-c", _BEGIN.format(module), _ROOT, *words],
        stdin=subprocess.PIPE if given else subprocess.DEVNULL,
        stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
        start_new_session=True,  # Ctrl-C is for us, who end it
    )  # fmt: skip


def give(pipe: IO[bytes], data: bytes, *, check: Callable[[], object] = lambda: None) -> None:
    """Write all of it and close the pipe. ``check`` is called between, and may raise to end it."""
    view = memoryview(data)
    with pipe:
        for at in range(0, len(data), _PIECE):
            check()
            pipe.write(view[at : at + _PIECE])
