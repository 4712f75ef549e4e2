"""One line to a shell on another machine: a question is a piece of script, its answer bytes.

The line is opened once and kept. What the other side prints is not trusted: every answer ends with
a word that nobody there can know before it is asked, has a bound, and is waited for only so long.
Each answer has a time to begin, to go on and to be whole, so that one who sends a byte a second is
not waited for either; whoever does not want it any longer (Esc) is let go at once. A line that
broke is opened again by the next question, which then asks nobody for a password.
"""

from __future__ import annotations

import errno
import os
import secrets
import select
import subprocess
import threading
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import Final

from ....person import at_terminal
from ....progress import Stopped, tell
from ....text import printable
from .address import Address
from .awaited import QUIET_SECONDS, Awaited
from .awaited import TooMuch as TooMuch
from .client import begin, end
from .said import sentence_of
from .scripts import HELLO

_FIRST_SECONDS: Final = 300.0
"""So long the first answer may take: a person may be typing a password."""

_TURN_SECONDS: Final = 0.25  # so long until it is noticed that nobody wants the answer
_SAID_AFTER: Final = 1.0  # seconds after which it is said what is waited for
_LEAVE_SECONDS: Final = 2.0  # so long a process that hung up may take to say why
_BANNER: Final = 1 << 16  # bytes that a shell may say before it listens
_HELLO: Final = 1 << 13  # bytes of the answer to the first question
_LINES: Final = 40  # of what ssh itself says: a key that changed takes it a dozen
_HEARD: Final = 200  # characters of a line
_PIECE: Final = 1 << 16
_CODE: Final = 3  # digits of an exit code


class BrokenLine(OSError):
    """The line to the other machine broke, or cannot be opened; ``strerror`` is a sentence."""

    def __init__(self, why: str) -> None:
        super().__init__(errno.EIO, why)


class _Gone(BrokenLine):
    """The other end hung up."""


class Line:
    """A shell on another machine. Any thread may ask; one question at a time."""

    def __init__(self, address: Address, program: str = "ssh") -> None:
        self._address = address
        self._program = program
        self._lock = threading.Lock()
        self._process: subprocess.Popen[bytes] | None = None
        self._listener: threading.Thread | None = None
        self._said: deque[str] = deque(maxlen=_LINES)
        self._alone = False  # nobody was asked for anything
        self._met = False
        self._closed = False
        self._hello = b""
        self._unwanted: Awaited | None = None  # an answer of which the rest is still to come
        self._fetching = threading.Lock()

    def ask(self, script: str, most: int, *, before: str = "") -> tuple[int, bytes]:
        """Run a piece of POSIX script there; its exit code, and what it printed.

        It is run in a shell of its own; ``before`` in the one that is kept, where a file that it
        opens stays open. ``most``: bytes of the answer. A line that turns out to have broken is
        opened again, and asked once more. Raises BrokenLine, TooMuch, Stopped.
        """
        was_open = self._process is not None
        with self._opened():
            try:
                return self._ask_or_break(script, most, before)
            except _Gone:
                if not was_open:
                    raise
            self._open()
            return self._ask_or_break(script, most, before)

    def _ask_or_break(self, script: str, most: int, before: str) -> tuple[int, bytes]:
        try:
            return self._ask(script, most, before)
        except Stopped:
            raise  # the line is good: what is not wanted any more is passed over when it comes
        except BaseException:  # also where a person interrupts: what comes late is no answer
            self._break()
            raise

    def hello(self) -> bytes:
        """What the other side answered to HELLO when the line was opened. Raises BrokenLine."""
        with self._opened():
            return self._hello

    @contextmanager
    def fetching(self) -> Iterator[None]:
        """Inside, a file may be open there: one at a time can be. Raises Stopped."""
        with self._having(self._fetching):
            yield

    @contextmanager
    def _having(self, lock: threading.Lock) -> Iterator[None]:
        """Inside, nobody else has the lock. Raises Stopped."""
        begun = time.monotonic()
        while not lock.acquire(timeout=_TURN_SECONDS):
            self._say_waiting(time.monotonic() - begun)
        try:
            yield
        finally:
            lock.release()

    def _say_waiting(self, seconds: float) -> None:
        """Say what is waited for, where that takes longer than a moment. Raises Stopped."""
        if seconds > _SAID_AFTER:
            tell(f"waiting for {printable(self._address.title)}", None, int(seconds), "s")

    @contextmanager
    def _opened(self) -> Iterator[None]:
        """Inside, the line is open and nobody else asks."""
        with self._having(self._lock):
            if self._closed:
                raise BrokenLine("it was closed")
            if self._process is None:
                self._open()
            yield

    def close(self) -> None:
        """Hang up. Harmless when called twice; whoever waits for an answer gets BrokenLine."""
        self._closed = True
        process = self._process
        if process is not None:
            process.terminate()
        with self._lock:
            self._break()

    # -- the process ---------------------------------------------------------------------------

    def _open(self) -> None:
        """Open the line; the first time a person may be asked, later nobody is."""
        self._alone = self._met or not _person_is_there()
        self._said.clear()
        try:
            self._process = begin(self._address, alone=self._alone, program=self._program)
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
            self._hello = self._greet(QUIET_SECONDS if self._alone else _FIRST_SECONDS)
        except BaseException:
            self._break()
            raise
        self._met = True
        self._said.clear()  # what it says at a login tells nothing of why a line breaks later

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        """Keep the last lines that ssh itself says, for the sentence."""
        assert process.stderr is not None
        with process.stderr as said:
            while line := said.readline(_PIECE):
                if text := _told(line):
                    self._said.append(text)

    def _break(self) -> None:
        process, self._process, self._unwanted = self._process, None, None
        if process is None:
            return
        for pipe in (process.stdin, process.stdout):
            if pipe is not None:
                try:
                    pipe.close()
                except OSError:
                    continue  # what was not sent yet is not wanted any more
        end(process)

    def _gone(self, heard: bytes = b"") -> BrokenLine:
        return _Gone(self._why("the line broke", heard))

    def _broken(self, why: str) -> BrokenLine:
        return BrokenLine(self._why(why))

    def _why(self, why: str, heard: bytes = b"") -> str:
        """What broke it, by ssh's own words, else by those that came instead of an answer."""
        process = self._process
        if process is not None:
            try:
                process.wait(timeout=_LEAVE_SECONDS)
            except subprocess.TimeoutExpired:
                end(process)
            if self._listener is not None:
                self._listener.join(_LEAVE_SECONDS)  # then what it said is there
        lines = [text for line in heard.splitlines()[-_LINES:] if (text := _told(line))]
        return sentence_of([*lines, *self._said], why, self._address, alone=self._alone)

    # -- questions -----------------------------------------------------------------------------

    def _greet(self, seconds: float) -> bytes:
        """Pass over what the shell there says by itself, and take its answer to HELLO."""
        word, end = secrets.token_hex(16), secrets.token_hex(16)
        with suppress(BrokenLine):  # it is gone already: what it said instead is still to be read
            self._send(f"printf '\\n%s\\n' {word}\n{HELLO}\nprintf '\\n%s\\n' {end}\n")
        awaited = Awaited(f"\n{end}\n".encode(), _BANNER + _HELLO)
        heard = self._until(awaited, seconds, _FIRST_SECONDS, greeting=True)
        return heard.partition(f"\n{word}\n".encode())[2].removesuffix(f"\n{end}\n".encode())

    def _ask(self, script: str, most: int, before: str) -> tuple[int, bytes]:
        if self._unwanted is not None:
            self._until(self._unwanted, QUIET_SECONDS)
        word = secrets.token_hex(16)
        kept = f"{{ {before}\n}} 2>/dev/null </dev/null\n" if before else ""
        self._send(f"{kept}( {script}\n) 2>/dev/null </dev/null; printf '\\n%s %s\\n' {word} $?\n")
        mark = f"\n{word} ".encode()
        answer = self._until(Awaited(mark, most + len(mark) + 8, line=True), QUIET_SECONDS)
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
            raise self._gone() from None

    def _until(
        self,
        awaited: Awaited,
        quiet: float,
        whole: float = 0.0,
        *,
        greeting: bool = False,
    ) -> bytes:
        """What comes, once it is whole. Raises Stopped: then it stays ``_unwanted``.

        ``quiet``: so many seconds it may take to begin; ``whole``: to be there in all, where it
        may take longer than it says. ``greeting``: what came instead may say why there is no shell.
        """
        process = self._process
        assert process is not None
        assert process.stdout is not None
        self._unwanted = awaited
        begun = time.monotonic()
        deadline = begun + quiet
        while True:
            now = time.monotonic()
            longest = max(whole, awaited.may_take())
            if now >= deadline:
                raise self._broken(f"it did not answer for {quiet:.0f} s")
            if now >= begun + longest:
                raise self._broken(f"it answers too slowly: not whole after {longest:.0f} s")
            if self._closed:  # what ssh started may hold its end open when it is gone
                raise BrokenLine("it was closed")
            if self._alone or not greeting:  # a person may be typing
                self._say_waiting(now - begun)
            wait = min(deadline - now, _TURN_SECONDS)
            try:
                ready = select.select([process.stdout], [], [], wait)[0]
            except ValueError:  # it waits for the first 1,024 descriptors only
                raise self._broken("too many files are open here") from None
            if not ready:
                continue
            data = os.read(process.stdout.fileno(), _PIECE)
            if not data:
                raise self._gone(bytes(awaited.data) if greeting else b"")
            if awaited.take(data):
                self._unwanted = None
                return bytes(awaited.data)
            quiet = QUIET_SECONDS
            deadline = time.monotonic() + quiet


def _told(line: bytes) -> str:
    """A line that somebody said, printable and bounded."""
    return printable(line.decode("utf-8", "replace").strip())[:_HEARD]


def _person_is_there() -> bool:
    """Whether ssh may ask on the terminal: not once a screen has it, which opens beside itself."""
    return threading.current_thread() is threading.main_thread() and at_terminal()
