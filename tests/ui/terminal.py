"""The program in a real pseudo-terminal: what it writes, byte by byte, and what that shows."""

from __future__ import annotations

import contextlib
import fcntl
import os
import pty
import re
import select
import shlex
import signal
import struct
import sys
import termios
import time
from collections.abc import Mapping
from pathlib import Path
from types import TracebackType

import pyte

from tests.paths import ROOT

SOURCE = ROOT / "tui"


class Terminal:
    """``python -m sessiontui …`` in a terminal of its own. A context manager.

    ``shell``: in an interactive bash, which is what is started; ``sessiontui`` is typed there.
    """

    def __init__(
        self,
        *arguments: str,
        home: Path,
        size: tuple[int, int] = (120, 36),
        env: Mapping[str, str] | None = None,
        shell: bool = False,
    ) -> None:
        self.columns, self.lines = size
        self.raw = b""
        self.screen = pyte.Screen(self.columns, self.lines)
        self._stream = pyte.ByteStream(self.screen)
        program = [sys.executable, "-m", "sessiontui", *arguments]
        self._started = ["bash", "--norc", "--noprofile", "-i"] if shell else program
        self.command = " ".join(map(shlex.quote, program))
        self._env = {
            "HOME": str(home),
            "PATH": os.environ["PATH"],
            "TERM": "xterm-256color",
            "COLORTERM": "truecolor",
            "LANG": "C.UTF-8",
            "TZ": "UTC",
            "PYTHONPATH": str(SOURCE),
            **(env or {}),
        }
        self.status: int | None = None

    def __enter__(self) -> Terminal:
        self._pid, self._master = pty.fork()
        if self._pid == 0:
            os.execvpe(self._started[0], self._started, self._env)
        size = struct.pack("HHHH", self.lines, self.columns, 0, 0)
        fcntl.ioctl(self._master, termios.TIOCSWINSZ, size)
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self.status is None:
            os.kill(self._pid, signal.SIGKILL)
            os.waitpid(self._pid, 0)
        os.close(self._master)

    def _read(self, seconds: float) -> bool:
        """Take in what the program writes next; False when nothing came, or it has ended."""
        ready, _, _ = select.select([self._master], [], [], seconds)
        if not ready:
            return False
        try:
            data = os.read(self._master, 65536)
        except OSError:
            return False
        self.raw += data
        self._stream.feed(data)
        return bool(data)

    @property
    def text(self) -> str:
        """What the screen shows."""
        return "\n".join(self.screen.display)

    def wait_for(self, pattern: str, seconds: float = 60) -> None:
        """Go on reading until the screen shows a regular expression."""
        deadline = time.monotonic() + seconds
        while not re.search(pattern, self.text):
            left = deadline - time.monotonic()
            if left <= 0:
                raise AssertionError(f"{pattern!r} did not come within {seconds} s:\n{self.text}")
            self._read(min(left, 0.2))

    def settle(self, quiet: float = 0.25) -> None:
        """Read until the program has nothing more to say for a moment."""
        deadline = time.monotonic() + 60
        while self._read(quiet) or self._at_work():
            if time.monotonic() > deadline:
                raise AssertionError(f"it did not come to rest:\n{self.text}")

    def _at_work(self) -> bool:
        """Whether it would go on as soon as the machine gives it a turn."""
        for task in Path(f"/proc/{self._pid}/task").glob("*/stat"):
            with contextlib.suppress(OSError):  # a thread that ends just now
                if task.read_text().rpartition(") ")[2][0] in "RD":
                    return True
        return False

    def forget(self) -> None:
        """Take what the screen shows away here: only what is painted from now on is there."""
        self.screen.reset()
        self.raw = b""

    @property
    def takes_lines(self) -> bool:
        """Whether it echoes and edits lines again, as a shell needs it."""
        flags: int = termios.tcgetattr(self._master)[3]
        return flags & termios.ECHO != 0 and flags & termios.ICANON != 0

    def send(self, keys: str) -> None:
        """Type."""
        os.write(self._master, keys.encode())

    def leave(self, seconds: float = 60) -> int:
        """Press q and wait for the end; gives the exit status."""
        self.send("q")
        return self.end(seconds)

    def end(self, seconds: float = 60) -> int:
        """Wait for the end; gives the exit status."""
        deadline = time.monotonic() + seconds
        while (ended := os.waitpid(self._pid, os.WNOHANG))[0] == 0:
            if time.monotonic() > deadline:
                raise AssertionError(f"it did not end within {seconds} s:\n{self.text}")
            self._read(0.05)
        self.status = os.waitstatus_to_exitcode(ended[1])
        while self._read(0):
            pass
        return self.status
