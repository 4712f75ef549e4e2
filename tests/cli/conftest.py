"""Run the command line: in a process of its own, in this one, or on a terminal.

Every run has a HOME of its own, so that no profile of the machine is ever found, and whatever
`--json` prints in any of them is judged by its schema.
"""

from __future__ import annotations

import contextlib
import fcntl
import io
import json
import os
import pty
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any, cast

import pytest

import sessiontui
from sessiontui.cli.main import run as run_command_line

from .schemas import check_printed

SOURCES = Path(sessiontui.__file__).resolve().parents[1]
_KEPT = ("PATH", "LANG", "LC_ALL", "TZ", "SYSTEMROOT")


def _hears_interrupts() -> None:
    """Whoever runs the tests in the background, or with nohup, has these ignored: children too."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    signal.signal(signal.SIGHUP, signal.SIG_DFL)


HOLDER = """
import fcntl, struct, sys
file = open(sys.argv[1], "a")
fcntl.fcntl(file, fcntl.F_SETLK, struct.pack("hhqqi4x", fcntl.F_WRLCK, 0, 0, 0, 0))
print("held", flush=True)
sys.stdin.read()
"""


@dataclass(frozen=True)
class Result:
    """What a run with these arguments gave. JSON among it keeps to its schema."""

    args: tuple[str | Path, ...]
    code: int
    out: bytes
    err: str

    def __post_init__(self) -> None:
        check_printed([str(arg) for arg in self.args], self.out)

    @property
    def text(self) -> str:
        return self.out.decode()

    @property
    def json(self) -> Any:
        """The one document on standard output."""
        return json.loads(self.out)

    def refused(self, code: int, *words: str) -> str:
        """Check a failure: nothing on standard output, one sentence, its words; the sentence."""
        assert self.code == code, (self.code, self.err)
        assert self.out == b""
        assert self.err.startswith("sessiontui: "), self.err
        assert self.err.endswith("\n")
        assert self.err.count("\n") == 1, self.err
        assert "Traceback" not in self.err
        assert "fault of sessiontui" not in self.err
        assert self.err.isprintable() or self.err[:-1].isprintable()
        for word in words:
            assert word in self.err, f"{word!r} is not in {self.err!r}"
        return self.err


Run = Callable[..., Result]


def environment(home: Path, more: Mapping[str, str] | None = None) -> dict[str, str]:
    """A small environment in which only the test's home exists."""
    kept = {name: os.environ[name] for name in _KEPT if name in os.environ}
    return {**kept, "HOME": str(home), "PYTHONDONTWRITEBYTECODE": "1", **(more or {})}


@pytest.fixture
def home(tmp_path: Path) -> Path:
    """The HOME of every run of this test."""
    path = tmp_path / "home"
    path.mkdir()
    return path


class _Heard:
    """Standard output of a process that a test reads from itself: what it has read is kept."""

    def __init__(self, stream: IO[bytes]) -> None:
        self._stream = stream
        self.heard = b""

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)

    def read(self, size: int = -1) -> bytes:
        return self._keep(self._stream.read(size))

    def readline(self) -> bytes:
        return self._keep(self._stream.readline())

    def _keep(self, data: bytes) -> bytes:
        self.heard += data
        return data


@pytest.fixture
def start(home: Path) -> Iterator[Callable[..., subprocess.Popen[bytes]]]:
    """Start `python -m sessiontui` and let the test talk to the process."""
    started: list[subprocess.Popen[bytes]] = []
    heard: list[tuple[list[str], _Heard]] = []

    def begin(
        *args: str | Path, env: Mapping[str, str] | None = None, **options: Any
    ) -> subprocess.Popen[bytes]:
        options = {"stdin": subprocess.DEVNULL, "cwd": home, **options}
        options.setdefault("preexec_fn", _hears_interrupts)
        command = [sys.executable, "-m", "sessiontui", *map(str, args)]
        process = subprocess.Popen(command, env=environment(home, env), **options)
        started.append(process)
        if process.stdout is not None:
            heard.append(([str(arg) for arg in args], _Heard(process.stdout)))
            process.stdout = cast(IO[bytes], heard[-1][1])
        return process

    yield begin
    for words, out in heard:
        if "watch" in words or out.heard.endswith(b"\n"):  # else it was not read to its end
            check_printed(words, out.heard[: out.heard.rfind(b"\n") + 1])
    for process in started:
        if process.poll() is None:
            process.kill()
        process.wait()
        for stream in (process.stdin, process.stdout, process.stderr):
            if stream is not None:
                with contextlib.suppress(OSError):
                    stream.close()


@pytest.fixture
def run(start: Callable[..., subprocess.Popen[bytes]]) -> Run:
    """Run `python -m sessiontui` in a process of its own."""

    def in_a_process(
        *args: str | Path, stdin: bytes | None = None, env: Mapping[str, str] | None = None
    ) -> Result:
        pipe = subprocess.PIPE
        process = start(
            *args,
            env=env,
            stdin=subprocess.DEVNULL if stdin is None else pipe,
            stdout=pipe,
            stderr=pipe,
        )
        out, err = process.communicate(stdin, timeout=60)
        return Result(args, process.returncode, out, err.decode())

    return in_a_process


@pytest.fixture
def cli(home: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    """Run the command line in this process: the same, without the time to start Python."""

    def in_this_process(
        *args: str | Path, stdin: bytes | None = None, env: Mapping[str, str] | None = None
    ) -> Result:
        out, err = io.BytesIO(), io.BytesIO()
        with monkeypatch.context() as patch:
            for name in list(os.environ):
                if name not in _KEPT:
                    patch.delenv(name)
            for name, value in environment(home, env).items():
                patch.setenv(name, value)
            patch.chdir(home)
            patch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(stdin or b"")))
            stdout = io.TextIOWrapper(out, "utf-8", write_through=True)
            stderr = io.TextIOWrapper(err, "utf-8", write_through=True)
            patch.setattr(sys, "stdout", stdout)
            patch.setattr(sys, "stderr", stderr)
            code = run_command_line([str(arg) for arg in args])
            stdout.flush()
            stderr.flush()
        return Result(args, code, out.getvalue(), err.getvalue().decode())

    return in_this_process


@pytest.fixture
def terminal(start: Callable[..., subprocess.Popen[bytes]]) -> Run:
    """Run it with standard output on a terminal; ``out`` is what reached that terminal."""

    def on_a_terminal(
        *args: str | Path,
        columns: int = 80,
        stdin: bytes | None = None,
        stderr_too: bool = False,
        env: Mapping[str, str] | None = None,
    ) -> Result:
        master, slave = pty.openpty()
        fcntl.ioctl(slave, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        pipe = subprocess.PIPE
        process = start(
            *args,
            env={"COLUMNS": str(columns), "TERM": "xterm-256color", **(env or {})},
            stdin=subprocess.DEVNULL if stdin is None else pipe,
            stdout=slave,
            stderr=slave if stderr_too else pipe,
        )
        os.close(slave)
        if stdin is not None and process.stdin is not None:
            process.stdin.write(stdin)
            process.stdin.close()
        shown = _read_terminal(master)
        err = process.stderr.read().decode() if process.stderr is not None else ""
        return Result(args, process.wait(60), shown.replace(b"\r\n", b"\n"), err)

    return on_a_terminal


def _read_terminal(master: int) -> bytes:
    shown = b""
    deadline = time.monotonic() + 60
    try:
        while select.select([master], [], [], max(0, deadline - time.monotonic()))[0]:
            piece = os.read(master, 65536)
            if not piece:
                break
            shown += piece
    except OSError:
        pass  # the other side was closed: all is read
    finally:
        os.close(master)
    return shown


@pytest.fixture
def hold_lock() -> Iterator[Callable[[Path], int]]:
    """Hold a profile's lock as a running Firefox does, in another process; gives its pid."""
    holders: list[subprocess.Popen[str]] = []

    def hold(profile: Path) -> int:
        holder = subprocess.Popen(
            [sys.executable, "-c", HOLDER, str(profile / ".parentlock")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        holders.append(holder)
        answers: IO[str] | None = holder.stdout
        assert answers is not None
        assert answers.readline() == "held\n"
        return holder.pid

    yield hold
    for holder in holders:
        holder.communicate("", timeout=60)


def plain(text: bytes) -> str:
    """What a terminal was sent, without bold."""
    return re.sub(r"\x1b\[[01]m", "", text.decode())
