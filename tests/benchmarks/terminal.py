"""A program in a terminal of its own: what it paints, when, and in how many bytes."""

from __future__ import annotations

import fcntl
import os
import pty
import re
import select
import signal
import struct
import termios
import time
from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

_CONTROL: Final = re.compile(
    rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]"
)
QUIET: Final = 0.4  # seconds without output after which an action is done


class Answer(NamedTuple):
    """What came of a key: bytes, seconds to the first and to the last of them."""

    size: int
    first: float
    last: float


class Terminal:
    """A program with a screen. End it, or use it as a context."""

    def __init__(
        self,
        command: Sequence[str],
        environment: Mapping[str, str],
        size: tuple[int, int] = (120, 36),
    ) -> None:
        self.begun = time.perf_counter()
        self.pid, self._file = pty.fork()
        if self.pid == 0:  # the new process: nothing but exec may happen here
            try:
                fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
                os.execvpe(command[0], list(command), dict(environment))
            finally:
                os._exit(127)

    def __enter__(self) -> Terminal:
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def until(self, marker: str, deadline: float = 60) -> float | str:
        """Seconds from the start until the text has the marker, or why it never had."""
        wanted = re.compile(marker.encode())
        output = bytearray()
        while (left := self.begun + deadline - time.perf_counter()) > 0:
            if not select.select([self._file], [], [], left)[0]:
                break
            more = self._read()
            if not more:
                break
            output += more
            if wanted.search(_CONTROL.sub(b"", output)):
                return time.perf_counter() - self.begun
        text = _CONTROL.sub(b"", output).decode(errors="replace").split("\n")
        last = next((line.strip() for line in reversed(text) if line.strip()), "no output")
        return f"no {marker!r} on the screen; last: {last[:80]}"

    def type(self, keys: bytes) -> float:
        """Type, and read nothing; seconds from the start."""
        os.write(self._file, keys)
        return time.perf_counter() - self.begun

    def press(self, keys: bytes, quiet: float = QUIET, wait: float = 30.0) -> Answer:
        """Type, and read until nothing comes any more."""
        begin = time.perf_counter()
        if keys:
            os.write(self._file, keys)
        size = 0
        first = last = begin
        while select.select([self._file], [], [], quiet if size else wait)[0]:
            more = self._read()
            if not more:
                break
            last = time.perf_counter()
            first = last if not size else first
            size += len(more)
        return Answer(size, first - begin, last - begin)

    def settle(self, quiet: float = 1.5) -> None:
        """Read until nothing was painted for so long."""
        while select.select([self._file], [], [], quiet)[0] and self._read():
            pass

    def _read(self) -> bytes:
        try:
            return os.read(self._file, 1 << 16)
        except OSError:  # EIO: the program has left the terminal
            return b""

    def end(self) -> None:
        """Politely with "q", then with SIGTERM, then with SIGKILL."""
        for ask in (b"q", signal.SIGTERM, signal.SIGKILL):
            try:
                if isinstance(ask, bytes):
                    os.write(self._file, ask)
                else:
                    os.kill(self.pid, ask)
            except OSError:
                pass  # it has gone already
            until = time.monotonic() + 5
            while (left := until - time.monotonic()) > 0:
                # Read on, or a program that is still painting would block instead of ending.
                if not select.select([self._file], [], [], left)[0] or not self._read():
                    break
            if self._gone(until):
                break
        os.close(self._file)

    def _gone(self, until: float) -> bool:
        """Whether the process ends before `until`; waits for the event, by its descriptor."""
        try:
            process = os.pidfd_open(self.pid)
        except OSError:
            process = -1
        if process >= 0:
            select.select([process], [], [], max(0.0, until - time.monotonic()))
            os.close(process)
        return os.waitpid(self.pid, os.WNOHANG)[0] == self.pid
