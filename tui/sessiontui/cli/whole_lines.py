"""Bytes for standard output and error: no signal that comes while the reader is slow loses any.

With PYTHONUNBUFFERED nobody but us goes on with a write that a signal has cut short; Python's own
buffer does, but leaves half a line when the signal raises, and fails where the pipe does not block.
"""

from __future__ import annotations

import os
import sys
from typing import Final, TextIO

from . import progress_line, unread
from .end_signals import AtOnce, Ended, Unread

_GATHERED: Final = 1 << 16  # bytes of many small lines that one write takes
_COUNTS: Final = 64


class WholeLines:
    """Gathers lines and writes them to a descriptor, which may block or not."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._gathered: list[bytes] = []
        self._size = 0

    def write(self, data: bytes) -> None:
        """Take whole lines, and hand on what is enough for one write. Raises OSError."""
        self._gathered.append(data)
        self._size += len(data)
        if self._size >= _GATHERED:
            self.flush()

    def flush(self) -> None:
        """Hand everything over, however slow the reader is. Raises OSError.

        An interrupt is put off until the line that has begun is whole; another one leaves at once,
        as AtOnce and Unread do by themselves.
        """
        data = b"".join(self._gathered)
        if data:
            progress_line.erase()
        self._gathered.clear()
        self._size = 0
        counts: list[int] = []
        end = len(data)
        put_off: BaseException | None = None
        unread.writing(counts)
        try:
            while True:
                try:
                    self._write_on(memoryview(data)[:end], counts)
                    break
                except (KeyboardInterrupt, Ended) as interrupt:
                    if put_off is not None or isinstance(interrupt, (AtOnce, Unread)):
                        raise
                    put_off = interrupt
                    end = _end_of_line(data, sum(counts))
                    if isinstance(interrupt, Ended):
                        unread.look_from_now_on(interrupt.number)
        finally:
            unread.writing(None)
            if put_off is not None:
                unread.look_no_more()
        if put_off is not None:
            raise put_off

    def _write_on(self, data: memoryview, counts: list[int]) -> None:
        """Write what is not counted yet. ``counts`` stays right whatever a handler raises."""
        while (done := sum(counts)) < len(data):
            if len(counts) > _COUNTS:
                counts[:] = [done]
            try:
                # Handlers run between two steps of Python, and this is one: what was written is
                # counted before any of them can raise.
                counts.extend(map(os.write, (self._descriptor,), (data[done:],)))
            except BlockingIOError:  # whoever shares the pipe may have made it so
                import select

                ready = select.poll()
                ready.register(self._descriptor, select.POLLOUT)
                ready.poll()


def _end_of_line(data: bytes, done: int) -> int:
    """Where the line ends that has been begun; ``done`` where none has."""
    if done == 0 or data[done - 1] == ord("\n"):
        return done
    return data.find(b"\n", done) + 1 or len(data)


_current: dict[str, tuple[TextIO, WholeLines]] = {}


def standard_output() -> WholeLines | None:
    """The one that writes to standard output; None where that is no descriptor."""
    return _writing_to("stdout", sys.stdout)


def standard_error() -> WholeLines | None:
    """The one that writes to standard error; None where that is no descriptor."""
    return _writing_to("stderr", sys.stderr)


def _writing_to(name: str, stream: TextIO) -> WholeLines | None:
    if os.name == "nt":
        return None  # a console there takes text from Python only
    known = _current.get(name)
    if known is not None and known[0] is stream:
        return known[1]
    try:
        made = WholeLines(stream.fileno())
    except (OSError, ValueError, AttributeError):
        return None
    _current[name] = stream, made
    return made
