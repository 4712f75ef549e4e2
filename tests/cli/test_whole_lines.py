"""Every line arrives whole, also when signals come while its reader is slow."""

from __future__ import annotations

import fcntl
import json
import os
import select
import signal
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import pytest

from sessiontui.cli import end_signals, unread
from tests.builders import mozlz4, session, to_json, window, write_profile
from tests.unit.monitor.simulator import Simulator

from .conftest import environment

pytestmark = [
    pytest.mark.long,
    pytest.mark.skipif(sys.platform != "linux", reason="/proc tells when a write blocks"),
]

Start = Callable[..., subprocess.Popen[bytes]]
INT, TERM, HUP, USR1 = signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGUSR1
SMALL = 4096  # the smallest pipe that there is


def until_it_blocks(process: subprocess.Popen[bytes]) -> None:
    """Return once it has handled its signals and waits for the reader in the midst of a write."""
    while process.poll() is None:
        if blocks(process):
            return
        os.sched_yield()
    pytest.fail("it has ended")


def blocks(process: subprocess.Popen[bytes]) -> bool:
    """Whether it waits for the reader now, and no signal for it."""
    proc = Path(f"/proc/{process.pid}")
    status = (proc / "status").read_text().splitlines()
    pending = [line.split()[1] for line in status if line.startswith(("SigPnd", "ShdPnd"))]
    return (
        not any(int(mask, 16) for mask in pending) and "pipe_write" in (proc / "wchan").read_text()
    )


class Slow:
    """A pipe of one page, and whoever writes into it: standard output, or what is named."""

    def __init__(
        self, start: Start, env: Mapping[str, str], *args: str | Path, name: str = "stdout"
    ) -> None:
        self.reader, self.writer = os.pipe()
        fcntl.fcntl(self.writer, fcntl.F_SETPIPE_SZ, SMALL)
        both = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, name: self.writer}
        self.process = start(*args, env=env, **both)
        self.guard = threading.Timer(60, self.process.kill)
        self.guard.start()

    def until_something_is_written(self) -> None:
        """Return once there is something to read, and leave it there."""
        ready = select.poll()
        ready.register(self.reader, select.POLLIN)
        ready.poll()

    def send(self, *signals: signal.Signals) -> None:
        """Each of them while it waits for the reader, handled before the next or any reading."""
        until_it_blocks(self.process)
        for number in signals:
            self.process.send_signal(number)
            until_it_blocks(self.process)

    def rest(self) -> list[bytes]:
        """All lines to the end."""
        os.close(self.writer)
        self.writer = -1
        with open(self.reader, "rb", closefd=False) as file:
            return file.readlines()

    def close(self) -> None:
        self.guard.cancel()
        self.process.kill()  # one that still waits for its reader
        for descriptor in (self.reader, self.writer):
            if descriptor >= 0:
                os.close(descriptor)


@pytest.fixture(params=["", "1"], ids=["buffered", "unbuffered"])
def slow(start: Start, request: pytest.FixtureRequest) -> Iterator[Callable[..., Slow]]:
    made: list[Slow] = []

    def begin(*args: str | Path, name: str = "stdout") -> Slow:
        made.append(Slow(start, {"PYTHONUNBUFFERED": request.param}, *args, name=name))
        return made[-1]

    yield begin
    for one in made:
        one.close()


def watched(slow: Callable[..., Slow], firefox: Simulator, tabs: int) -> Slow:
    """A watch that is in the midst of its second line; nothing was read yet."""
    pipe = slow("watch", firefox.profile, "--json")
    assert pipe.process.stderr is not None
    while b"Firefox" not in (said := pipe.process.stderr.readline()):
        assert said, "it has ended"
    first = "https://a.example/"
    more = [f"https://{i}.example/{'x' * 2_500}" for i in range(tabs)]
    firefox.save(mozlz4(to_json(session(window(first)))))
    pipe.until_something_is_written()
    firefox.save(mozlz4(to_json(session(window(first, *more)))))
    return pipe


@pytest.mark.parametrize("tabs", [1, 15])
@pytest.mark.parametrize(
    "signals",
    [(INT,), (TERM,), (HUP,), (USR1,), (TERM, TERM), (USR1, USR1), (USR1, INT), (INT, TERM)],
    ids=lambda signals: "+".join(one.name for one in signals),
)
def test_no_signal_loses_a_byte_of_a_watch(
    slow: Callable[..., Slow], tmp_path: Path, signals: tuple[signal.Signals, ...], tabs: int
) -> None:
    firefox = Simulator(tmp_path / "profile")
    with firefox.running():
        pipe = watched(slow, firefox, tabs)
        pipe.send(*signals)
        if set(signals) == {USR1}:
            pipe.send(TERM)
        documents = [json.loads(line) for line in pipe.rest()]
        assert pipe.process.wait() == 0
    assert [document.get("bytes") for document in documents] == [
        *(size for _, size in firefox.saved),
        None,
    ]
    assert len(documents[1]["changed"]) == tabs
    assert documents[-1]["summary"]["saves"] == 2


@pytest.mark.parametrize("before", [(), (TERM,), (USR1,)], ids=["none", "SIGTERM", "SIGUSR1"])
def test_ctrl_c_twice_leaves_at_once_though_nobody_reads(
    slow: Callable[..., Slow], tmp_path: Path, before: tuple[signal.Signals, ...]
) -> None:
    firefox = Simulator(tmp_path / "profile")
    with firefox.running():
        pipe = watched(slow, firefox, 15)
        pipe.send(*before, *(() if TERM in before else (INT,)))
        pipe.process.send_signal(INT)
        assert pipe.process.wait() == 130
    *whole, cut = pipe.rest()
    assert [json.loads(line)["final"] for line in whole] == [False]
    assert not cut.endswith(b"\n")  # nobody can have taken it for a line


def test_a_reader_that_goes_away_in_the_midst_of_a_line_ends_it_quietly(
    slow: Callable[..., Slow], tmp_path: Path
) -> None:
    firefox = Simulator(tmp_path / "profile")
    with firefox.running():
        pipe = watched(slow, firefox, 15)
        pipe.send(USR1)
        for end in ("reader", "writer"):
            os.close(getattr(pipe, end))
            setattr(pipe, end, -1)
        assert pipe.process.wait() == 0
    assert pipe.process.stderr is not None
    assert b"sessiontui:" not in (said := pipe.process.stderr.read())
    assert b"Traceback" not in said


def test_a_summary_on_standard_error_is_whole_too(
    slow: Callable[..., Slow], tmp_path: Path
) -> None:
    firefox = Simulator(tmp_path / "profile")
    with firefox.running():
        pipe = slow("watch", firefox.profile, "--json", name="stderr")
        heard = b""
        while b"Firefox" not in heard:
            heard += os.read(pipe.reader, SMALL)
        urls = [f"https://{i}.example/{'x' * 2_500}" for i in range(15)]
        assert pipe.process.stdout is not None
        for tabs in ([], urls):
            firefox.save(mozlz4(to_json(session(window("https://a.example/", *tabs)))))
            json.loads(pipe.process.stdout.readline())
        pipe.process.send_signal(USR1)
        pipe.send(USR1, TERM)
        said = [line for line in pipe.rest() if line.startswith(b"{")]
        assert pipe.process.wait() == 0
    assert [json.loads(line)["summary"]["saves"] for line in said] == [2]


def test_a_pipe_that_does_not_block_is_waited_for(
    slow: Callable[..., Slow], tmp_path: Path
) -> None:
    firefox = Simulator(tmp_path / "profile")
    with firefox.running():
        pipe = watched(slow, firefox, 15)
        until_it_blocks(pipe.process)
        os.set_blocking(pipe.writer, False)  # for all who have this end
        pipe.process.send_signal(TERM)
        documents = [json.loads(line) for line in pipe.rest()]
        assert pipe.process.wait() == 0
    assert ["summary" in document for document in documents] == [False, False, True]


@pytest.mark.parametrize(("number", "code"), [(INT, 130), (TERM, 128 + TERM)])
@pytest.mark.parametrize("times", [1, 2])
def test_a_list_ends_with_a_whole_line_unless_asked_twice(
    slow: Callable[..., Slow], tmp_path: Path, number: signal.Signals, code: int, times: int
) -> None:
    urls = [f"https://{i}.example/{'x' * 6_000}" for i in range(40)]
    profile = write_profile(tmp_path / "profile", recovery=session(window(*urls)))
    pipe = slow("tabs", profile)
    pipe.send(*[number] * (times - 1))
    pipe.process.send_signal(number)
    if times == 2:  # nobody has read anything
        assert pipe.process.wait() == code
        return
    lines = pipe.rest()
    assert pipe.process.wait() == code
    assert 0 < len(lines) < len(urls)
    assert all(line.endswith(b"xxx\n") for line in lines if b"https://" in line)
    assert lines[-1].endswith(b"\n")


# -- nobody reads ------------------------------------------------------------------------------

IMPATIENT = """
import sys
from sessiontui.cli import unread
unread.PATIENCE_SECONDS = 0.05
from sessiontui.cli.main import run
sys.exit(run(sys.argv[1:]))
"""


@pytest.fixture
def impatient(home: Path) -> Iterator[Callable[..., Slow]]:
    """A process that gives a reader up who takes nothing for 50 ms, once it was asked to end."""
    made: list[Slow] = []

    def start(*args: str | Path, env: Mapping[str, str], **pipes: int) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", IMPATIENT, *map(str, args)]
        return subprocess.Popen(command, env=environment(home, env), **pipes)  # type: ignore[call-overload, no-any-return]

    def begin(*args: str | Path, name: str = "stdout") -> Slow:
        made.append(Slow(start, {}, *args, name=name))
        return made[-1]

    yield begin
    for one in made:
        one.close()


@pytest.mark.parametrize("number", [TERM, HUP])
def test_a_watch_that_nobody_reads_ends_when_a_program_asks_once(
    impatient: Callable[..., Slow], tmp_path: Path, number: signal.Signals
) -> None:
    firefox = Simulator(tmp_path / "profile")
    with firefox.running():
        pipe = watched(impatient, firefox, 15)
        until_it_blocks(pipe.process)
        pipe.process.send_signal(number)
        assert pipe.process.wait() == 128 + number
    *whole, cut = pipe.rest()
    assert [json.loads(line)["bytes"] for line in whole] == [firefox.saved[0][1]]
    assert not cut.endswith(b"\n")  # nobody can have taken it for a line
    assert pipe.process.stderr is not None
    assert b"Traceback" not in pipe.process.stderr.read()


def test_a_summary_that_nobody_reads_keeps_no_watch(
    impatient: Callable[..., Slow], tmp_path: Path
) -> None:
    firefox = Simulator(tmp_path / "profile")
    with firefox.running():
        pipe = impatient("watch", firefox.profile, "--json", name="stderr")
        assert pipe.process.stdout is not None
        pipe.until_something_is_written()
        firefox.save(mozlz4(to_json(session(window(f"https://a.example/{'x' * 1_500}")))))
        assert b"a.example" not in pipe.process.stdout.readline()  # nothing to compare it with
        while pipe.process.poll() is None and not blocks(pipe.process):
            pipe.process.send_signal(USR1)
        pipe.process.send_signal(TERM)
        assert pipe.process.wait() == 128 + TERM


def test_any_command_that_nobody_reads_ends_when_a_program_asks_once(
    impatient: Callable[..., Slow], tmp_path: Path
) -> None:
    urls = [f"https://{i}.example/{'x' * 6_000}" for i in range(40)]
    profile = write_profile(tmp_path / "profile", recovery=session(window(*urls)))
    pipe = impatient("tabs", profile)
    until_it_blocks(pipe.process)
    pipe.process.send_signal(TERM)
    assert pipe.process.wait() == 128 + TERM


@pytest.fixture
def patient(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """It looks when the test says so, not after any time."""
    monkeypatch.setattr(unread, "PATIENCE_SECONDS", 3_600.0)
    yield
    unread.look_no_more()
    unread.writing(None)


@pytest.mark.usefixtures("patient")
def test_a_reader_who_takes_something_is_waited_for() -> None:
    taken = [5]
    unread.writing(taken)
    unread.look_from_now_on(TERM)
    for count in (3, 1, 4):
        taken.append(count)
        signal.raise_signal(signal.SIGALRM)
    with pytest.raises(end_signals.Unread) as raised:
        signal.raise_signal(signal.SIGALRM)
    assert raised.value.exit_code == 128 + TERM


@pytest.mark.usefixtures("patient")
def test_no_reader_is_given_up_while_nothing_is_written() -> None:
    before = signal.getsignal(signal.SIGALRM)
    unread.look_from_now_on(TERM)
    signal.raise_signal(signal.SIGALRM)
    signal.raise_signal(signal.SIGALRM)
    unread.writing([])  # of this nothing was seen yet
    signal.raise_signal(signal.SIGALRM)
    unread.writing([])
    signal.raise_signal(signal.SIGALRM)
    unread.look_no_more()
    assert signal.getsignal(signal.SIGALRM) is before
    assert signal.getitimer(signal.ITIMER_REAL) == (0.0, 0.0)
