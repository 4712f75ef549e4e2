"""What the kernel says a process and its children wrote."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from sessiontui.monitor.watch import process_io
from sessiontui.monitor.watch.process_io import ProcessWrites, written

pytestmark = pytest.mark.skipif(not Path("/proc/self/io").exists(), reason="no /proc/PID/io here")

# Takes orders: "N" writes N bytes, "child N" has a child write them and waits for it, "ignored N"
# has one write them and forgets it, "hold N" has one write them and stay.
WRITER = """
import os, signal, subprocess, sys
held = []
for line in sys.stdin:
    *how, size = line.split()
    def write():
        out = os.open(os.devnull, os.O_WRONLY)
        os.write(out, b"x" * int(size))
        os.close(out)
    if not how:
        write()
    else:
        ready, done = os.pipe(), os.pipe()
        signal.signal(signal.SIGCHLD, signal.SIG_IGN if how == ["ignored"] else signal.SIG_DFL)
        pid = os.fork()
        if not pid:
            write()
            os.write(ready[1], b".")
            os.close(done[1])
            os.read(done[0], 1)
            os._exit(0)
        os.read(ready[0], 1)
        print("wrote", flush=True)
        if how != ["hold"]:
            sys.stdin.readline()
            os.write(done[1], b".")
            os.close(done[1])
            try:
                os.waitpid(pid, 0)
            except ChildProcessError:
                pass
    print("done", flush=True)
"""


class Writer:
    def __init__(self, running: subprocess.Popen[str]) -> None:
        self.running = running
        self.pid = running.pid

    def say(self, order: str, answer: str = "done") -> None:
        assert self.running.stdin is not None
        assert self.running.stdout is not None
        self.running.stdin.write(order + "\n")
        self.running.stdin.flush()
        assert self.running.stdout.readline().strip() == answer


@contextmanager
def writer() -> Iterator[Writer]:
    running = subprocess.Popen(
        [sys.executable, "-c", WRITER], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    )
    try:
        made = Writer(running)
        made.say("0")
        yield made
    finally:
        running.kill()
        running.communicate()


SMALL = 20_000  # what the orders and answers themselves take


def test_what_a_process_writes_is_counted_from_the_start_of_counting() -> None:
    with writer() as one:
        one.say("5000000")
        counting = ProcessWrites(one.pid)
        assert counting.handed() == 0
        one.say("1000000")
        handed = counting.handed()
        assert handed is not None
        assert 1_000_000 <= handed < 1_000_000 + SMALL


@pytest.mark.parametrize("how", ["child", "ignored"])
def test_a_child_counts_once_and_goes_on_counting_when_it_has_ended(how: str) -> None:
    with writer() as one:
        counting = ProcessWrites(one.pid)
        one.say(f"{how} 3000000", "wrote")
        living = counting.handed()
        one.say("")
        ended = counting.handed()
        assert living is not None
        assert ended is not None
        assert 3_000_000 <= living <= ended < 3_000_000 + SMALL


def test_children_that_stay_are_counted() -> None:
    with writer() as one:
        counting = ProcessWrites(one.pid)
        for _ in range(3):
            one.say("hold 1000000", "wrote")
            assert one.running.stdout is not None
            one.running.stdout.readline()
        handed = counting.handed()
        assert handed is not None
        assert 3_000_000 <= handed < 3_000_000 + SMALL


def test_the_figure_stays_when_the_process_has_ended() -> None:
    with writer() as one:
        counting = ProcessWrites(one.pid)
        one.say("1000000")
        before = counting.handed()
        one.running.kill()
        one.running.wait()
        assert counting.handed() == before
        assert written(one.pid) is None


def test_nobody_tells_of_a_process_that_is_not_there() -> None:
    pid = 4_194_305
    assert written(pid) is None
    assert ProcessWrites(pid).total() is None


def test_where_the_kernel_does_not_tell_nothing_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(process_io, "_told", lambda pid: None)
    assert written(os.getpid()) is None
    assert ProcessWrites(os.getpid()).total() is None


def test_a_file_on_a_disk_counts_as_written(tmp_path: Path) -> None:
    before = written(os.getpid())
    counting = ProcessWrites(os.getpid())
    with (tmp_path / "file").open("wb") as file:
        file.write(b"x" * 1_000_000)
        file.flush()
        os.fsync(file.fileno())
    total, after = counting.total(), written(os.getpid())
    assert before is not None
    assert after is not None
    assert total is not None
    if after == before:
        pytest.skip("the temporary directory lies in memory")
    assert 1_000_000 <= total <= after - before + 1_000_000
