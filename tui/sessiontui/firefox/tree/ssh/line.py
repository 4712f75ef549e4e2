"""One line to a shell on another machine: a question is a piece of script, its answer bytes.

The line is opened once and kept. What the other side prints is not trusted: every answer ends with
a word that nobody there can know before it is asked, has a bound, and is waited for only so long.
A line that broke is opened again by the next question, which then asks nobody for a password.
"""

from __future__ import annotations

import errno
import os
import secrets
import select
import shlex
import subprocess
import sys
import threading
import time
from collections import deque
from typing import Final

from ....text import printable
from .address import Address

_CONNECT_SECONDS: Final = 20
_QUIET_SECONDS: Final = 30.0
"""So long the other side may say nothing while it owes an answer."""

_FIRST_SECONDS: Final = 300.0
"""So long the first answer may take: a person may be typing a password."""

_CLOSED_SECONDS: Final = 0.5  # so long until a line that was closed is noticed
_LEAVE_SECONDS: Final = 2.0  # so long a process that hung up may take to say why
_BANNER: Final = 1 << 16  # bytes that a shell may say before it listens
_PIECE: Final = 1 << 16
_CODE: Final = 3  # digits of an exit code
_OPTIONS: Final = (
    "-T", "-o", f"ConnectTimeout={_CONNECT_SECONDS}", "-o", "ServerAliveInterval=10",
    "-o", "ServerAliveCountMax=3", "-o", "ForwardX11=no", "-o", "ForwardAgent=no",
    "-o", "PermitLocalCommand=no", "-o", "ClearAllForwardings=yes", "-e", "none",
)  # fmt: skip


class BrokenLine(OSError):
    """The line to the other machine broke, or cannot be opened; ``strerror`` is a sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(errno.EIO, why)


class TooMuch(OSError):
    """An answer was longer than it may be."""

    def __init__(self) -> None:
        super().__init__(errno.EFBIG, "the other machine sent more than was asked for")


class Line:
    """A shell on another machine. Any thread may ask; one question at a time."""

    def __init__(self, address: Address, program: str = "ssh") -> None:
        self._address = address
        self._program = program
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._listener: threading.Thread | None = None
        self._said: deque[str] = deque(maxlen=4)
        self._met = False
        self._closed = False

    def ask(self, script: str, most: int) -> tuple[int, bytes]:
        """Run a piece of POSIX script there; its exit code, and what it printed.

        ``most``: bytes of the answer. Raises BrokenLine, TooMuch.
        """
        with self._lock:
            if self._closed:
                raise BrokenLine("it was closed")
            if self._process is None:
                self._open()
            try:
                return self._ask(script, most, _QUIET_SECONDS)
            except BaseException:  # also where a person interrupts: what comes late is no answer
                self._break()
                raise

    def close(self) -> None:
        """Hang up. Harmless when called twice; whoever waits for an answer gets BrokenLine."""
        self._closed = True
        process = self._process
        if process is not None:
            process.kill()
        with self._lock:
            self._break()

    # -- the process ---------------------------------------------------------------------------

    def _open(self) -> None:
        """Open the line; the first time a person may be asked, later nobody is."""
        alone = self._met or not _person_is_there()
        batch = ["-o", "BatchMode=yes"] if alone else []
        command = [self._program, *_OPTIONS, *batch, *self._address.words(), "exec sh"]
        self._said.clear()
        try:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                bufsize=0,
                env={**os.environ, "LC_ALL": "C"},
            )
        except FileNotFoundError:
            raise BrokenLine("the program ssh is not installed here") from None
        if self._closed:  # meanwhile: whoever did it saw no process to end
            self._break()
            raise BrokenLine("it was closed")
        self._listener = threading.Thread(
            target=self._listen, args=(self._process,), name="sessiontui-ssh", daemon=True
        )
        self._listener.start()
        try:
            self._greet(_QUIET_SECONDS if alone else _FIRST_SECONDS)
        except BaseException:
            self._break()
            raise
        self._met = True

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Keep the last lines that ssh itself says, for the sentence."""
        assert process.stderr is not None
        with process.stderr as said:
            while line := said.readline(_PIECE):
                text = printable(line.decode("utf-8", "replace").strip())[:200]
                if text:
                    self._said.append(text)

    def _break(self) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        process.kill()
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was not sent yet is not wanted any more
        process.wait()

    def _broken(self, why: str) -> BrokenLine:
        process = self._process
        if process is not None:
            try:
                process.wait(timeout=_LEAVE_SECONDS)
            except subprocess.TimeoutExpired:
                process.kill()
            if self._listener is not None:
                self._listener.join(_LEAVE_SECONDS)  # then what it said is there
        said = next((line for line in reversed(self._said) if not line.startswith("**")), "")
        return BrokenLine(f"{self._address.title}: {said or why}")

    # -- questions -----------------------------------------------------------------------------

    def _greet(self, seconds: float) -> None:
        """Pass over what the shell there says by itself."""
        word = secrets.token_hex(16)
        self._send(f"printf '%s\\n' {word}\n")
        self._until(f"{word}\n".encode(), _BANNER, seconds)

    def _ask(self, script: str, most: int, seconds: float) -> tuple[int, bytes]:
        word = secrets.token_hex(16)
        self._send(f"( {script}\n) 2>/dev/null </dev/null; printf '\\n%s %s\\n' {word} $?\n")
        mark = f"\n{word} ".encode()
        answer = self._until(mark, most + len(mark) + 8, seconds, line=True)
        data, _, code = answer.rpartition(mark)
        if len(data) > most:
            raise TooMuch
        code = code.strip()
        return int(code) if code.isdigit() and len(code) <= _CODE else 1, data

    def _send(self, text: str) -> None:
        process = self._process
        assert process is not None
        assert process.stdin is not None
        try:
            process.stdin.write(os.fsencode(text))
        except OSError:
            raise self._broken("the line broke") from None

    def _until(self, mark: bytes, most: int, seconds: float, *, line: bool = False) -> bytes:
        """What comes up to a mark, or to the end of the mark's line."""
        process = self._process
        assert process is not None
        assert process.stdout is not None
        found = bytearray()
        deadline = time.monotonic() + seconds
        while True:
            left = deadline - time.monotonic()
            if left <= 0:
                raise self._broken(f"it did not answer for {seconds:.0f} s")
            if self._closed:  # what ssh started may hold its end open when it is gone
                raise BrokenLine("it was closed")
            try:
                ready = select.select([process.stdout], [], [], min(left, _CLOSED_SECONDS))[0]
            except ValueError:  # it waits for the first 1,024 descriptors only
                raise self._broken("too many files are open here") from None
            if not ready:
                continue
            data = os.read(process.stdout.fileno(), _PIECE)
            if not data:
                raise self._broken("the line broke")
            from_ = max(0, len(found) - len(mark) - 8)
            found += data
            at = found.find(mark, from_)
            if at >= 0 and (not line or found.endswith(b"\n")):
                return bytes(found)
            if len(found) > most:
                raise TooMuch
            deadline = time.monotonic() + _QUIET_SECONDS


def _person_is_there() -> bool:
    """Whether ssh may ask on the terminal: not once a screen has it, which opens beside itself."""
    if threading.current_thread() is not threading.main_thread():
        return False
    return bool(sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty())


def quoted(path: str) -> str:
    """A path for a shell there, never an option: the one place where paths are quoted."""
    return shlex.quote(path if path.startswith("/") else f"./{path}")
