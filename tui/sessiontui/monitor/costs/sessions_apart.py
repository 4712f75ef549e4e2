"""Have a large session slimmed and measured in another process: a screen beside it never stops."""

from __future__ import annotations

import select
from collections.abc import Callable, Iterator
from typing import IO, Final

import msgspec

from ... import own_process, progress
from ...errors import Unreadable
from ...firefox.prefs.pages_at_quit import PagesAtQuit
from ...session.edit.slimming import Slimming
from .sessions_child import Asked, Said
from .types import Costs

LARGE: Final = progress.LARGE
"""Bytes of JSON from which on it is worth a process."""

_LOOK: Final = 0.1  # seconds between two looks whether it is still wanted
_PIECE: Final = 1 << 20
_SAID: Final = msgspec.json.Decoder(Said)


def costs_apart(
    text: bytes,
    how: Slimming,
    *,
    now: int,
    interval: float,
    pages: PagesAtQuit,
    check: Callable[[], object],
) -> Costs:
    """As ``measure.costs``, of a session's JSON; what it tells of its progress is told here.

    ``check`` is called ten times a second and may raise to end it. Raises Unreadable.
    """
    process = own_process.start("sessiontui.monitor.costs.sessions_child")
    assert process.stdin is not None and process.stdout is not None
    try:
        process.stdin.write(msgspec.json.encode(Asked(how, now, interval, pages)) + b"\n")
        own_process.give(process.stdin, text, check=check)
        for line in _lines(process.stdout, check):
            said = _SAID.decode(line)
            if said.told is not None:
                told = said.told
                progress.tell(told.doing, told.done, told.total, told.unit)
            elif said.costs is not None:
                return said.costs
            else:
                raise Unreadable(said.error)
    except BrokenPipeError:
        pass  # it ended before it had read all: said below
    finally:
        process.terminate()  # it takes away what it has begun
        process.stdout.close()
        process.wait()
    raise Unreadable(
        "what it costs cannot be measured: the process that did ended, perhaps for want of memory"
    )


def _lines(pipe: IO[bytes], check: Callable[[], object]) -> Iterator[bytes]:
    """Lines as they come; ends with the pipe."""
    begun = b""
    while True:
        check()
        if not select.select([pipe], [], [], _LOOK)[0]:
            continue
        piece = pipe.read1(_PIECE)  # type: ignore[attr-defined]
        if not piece:
            return
        *whole, begun = (begun + piece).split(b"\n")
        yield from whole
