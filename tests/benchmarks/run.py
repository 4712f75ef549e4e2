"""Measure sessiontui against what one would type instead; print a table, judge nothing by force.

    python tests/benchmarks/run.py [--size MB] [--runs N] [--marker REGEXP] [--no-screen]

Each figure is the median of N runs after one run that warms the caches. CPU is user + system time
of the command and of all processes it waited for; "peak" is the resident memory of the largest
single process. A command that fails, or is not installed, gets a row that says so. The exit code is
0 whatever comes out: targets are read, not enforced, for two busy cores give ±20 %.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import re
import select
import shlex
import shutil
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
TUI: Final = HERE.parents[1] / "tui"
COLUMNS: Final = 120
ROWS: Final = 36

NAIVE: Final = """
import json, struct, sys
import lz4.block
data = open(sys.argv[1], "rb").read()
size = struct.unpack("<I", data[8:12])[0]
state = json.loads(lz4.block.decompress(data[12:], uncompressed_size=size))
for window in state["windows"]:
    for tab in window["tabs"]:
        print(tab["entries"][(tab.get("index") or 1) - 1]["url"])
"""
EMPTY_APP: Final = """
from textual.app import App
from textual.widgets import Label
class Ready(App):
    BINDINGS = [("q", "quit")]
    def compose(self):
        yield Label("ready")
Ready().run()
"""


@dataclass(frozen=True)
class Cost:
    """What a command cost, in seconds and bytes; `failed` says why it has no figures."""

    cpu: float = 0.0
    wall: float = 0.0
    peak: int = 0
    failed: str = ""


@dataclass(frozen=True)
class Row:
    """One line of the table."""

    name: str
    cost: Cost
    target: str = ""
    met: bool | None = None


# -- commands --------------------------------------------------------------------------------


def _once(command: Sequence[str], environment: Mapping[str, str]) -> Cost:
    """Run to the end, output thrown away; wait4 tells what the process and its children used."""
    with tempfile.TemporaryFile() as errors:
        begin = time.perf_counter()
        process = subprocess.Popen(
            command,
            env=environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - begin
        process.returncode = os.waitstatus_to_exitcode(status)  # wait4 has taken it from Popen
        if process.returncode != 0:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip().splitlines() or ["no message"]
            return Cost(failed=f"exit code {process.returncode}: {said[-1][:100]}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * 1024)


def measure(command: Sequence[str], runs: int, environment: Mapping[str, str]) -> Cost:
    """The medians of `runs` runs, after one that does not count."""
    found: list[Cost] = []
    for _ in range(runs + 1):
        cost = _once(command, environment)
        if cost.failed:
            return cost
        found.append(cost)
    found = found[1:]
    return Cost(
        statistics.median(c.cpu for c in found),
        statistics.median(c.wall for c in found),
        int(statistics.median(c.peak for c in found)),
    )


def _peer(big: Path, runs: int, environment: Mapping[str, str]) -> Cost:
    for tool in ("lz4jsoncat", "jq"):
        if shutil.which(tool) is None:
            return Cost(failed=f"{tool} is not installed")
    query = "[.windows[].tabs[]|.entries[(.index//1)-1].url]"
    line = f"lz4jsoncat {shlex.quote(str(big))} | jq '{query}'"
    return measure(["sh", "-c", line], runs, environment)


# -- first paint -----------------------------------------------------------------------------

_CONTROL = re.compile(rb"\x1b\[[0-?]*[ -/]*[@-~]|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)|\x1b[ -/]*[0-~]")


def first_paint(
    command: Sequence[str], marker: str, environment: Mapping[str, str], deadline: float
) -> float | str:
    """Seconds from the start until the screen's text has the marker, or why it never had."""
    wanted = re.compile(marker.encode())
    begin = time.perf_counter()
    pid, terminal = pty.fork()
    if pid == 0:  # the new process: nothing but exec may happen here
        try:
            fcntl.ioctl(0, termios.TIOCSWINSZ, struct.pack("HHHH", ROWS, COLUMNS, 0, 0))
            os.execvpe(command[0], list(command), dict(environment))
        finally:
            os._exit(127)
    output = bytearray()
    found: float | None = None
    try:
        while (left := begin + deadline - time.perf_counter()) > 0:
            if not select.select([terminal], [], [], left)[0]:
                break
            more = _read(terminal)
            if not more:
                break
            output += more
            if wanted.search(_CONTROL.sub(b"", output)):
                found = time.perf_counter() - begin
                break
    finally:
        _close(pid, terminal)
    if found is not None:
        return found
    text = _CONTROL.sub(b"", output).decode(errors="replace").split("\n")
    last = next((line.strip() for line in reversed(text) if line.strip()), "no output")
    return f"no {marker!r} on the screen; last: {last[:80]}"


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 1 << 16)
    except OSError:  # EIO: the program has left the terminal
        return b""


def _close(pid: int, terminal: int) -> None:
    """End the program: politely with "q", then with SIGTERM, then with SIGKILL."""
    for ask in (b"q", signal.SIGTERM, signal.SIGKILL):
        try:
            if isinstance(ask, bytes):
                os.write(terminal, ask)
            else:
                os.kill(pid, ask)
        except OSError:
            pass
        until = time.monotonic() + 5
        while (left := until - time.monotonic()) > 0:
            # Read on, or a program that is still painting would block instead of ending.
            if not select.select([terminal], [], [], left)[0]:
                break
            if not _read(terminal):
                break
        if _gone(pid, until):
            break
    os.close(terminal)


def _gone(pid: int, until: float) -> bool:
    """Whether the process ends before `until`; waits for the event, by its file descriptor."""
    try:
        process = os.pidfd_open(pid)
    except OSError:
        process = -1
    if process >= 0:
        select.select([process], [], [], max(0.0, until - time.monotonic()))
        os.close(process)
    return os.waitpid(pid, os.WNOHANG)[0] == pid


def _screen(
    name: str,
    command: Sequence[str],
    marker: str,
    runs: int,
    environment: Mapping[str, str],
    deadline: float,
) -> Cost:
    times: list[float] = []
    for _ in range(runs + 1):
        seen = first_paint(command, marker, environment, deadline)
        if isinstance(seen, str):
            return Cost(failed=seen)
        times.append(seen)
    return Cost(wall=statistics.median(times[1:]))


# -- the table -------------------------------------------------------------------------------


def _show(row: Row) -> str:
    if row.cost.failed:
        return f"{row.name:34} {row.cost.failed}"
    cpu = f"{row.cost.cpu * 1000:8.0f}" if row.cost.cpu else f"{'':8}"
    peak = f"{row.cost.peak / 1e6:8.0f}" if row.cost.peak else f"{'':8}"
    met = "" if row.met is None else "yes" if row.met else "NO"
    return f"{row.name:34} {cpu} {row.cost.wall * 1000:8.0f} {peak}  {row.target:40} {met}".rstrip()


def _generate(megabytes: float, out: Path) -> None:
    """In a process of its own: a large parent would show in the children's peak."""
    command = [sys.executable, str(HERE / "generate.py"), f"{megabytes:g}", str(out)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)


def _commands(
    big: Path, small: Path, uncompressed: int, runs: int, environment: Mapping[str, str]
) -> list[Row]:
    tool = [sys.executable, "-m", "sessiontui"]

    def run(*command: str) -> Cost:
        return measure(command, runs, environment)

    peer = _peer(big, runs, environment)
    tabs = run(*tool, "tabs", str(big), "--json")
    naive = run(sys.executable, "-c", NAIVE, str(big))
    cat = run(*tool, "cat", str(big))
    bare = run(sys.executable, "-c", "pass")
    little = run(*tool, "tabs", str(small), "--json")
    usage = run(*tool, "--help")

    def against_peer(cost: Cost, limit: float | None = None) -> tuple[str, bool | None]:
        if cost.failed or peer.failed:
            return "", None
        ratio = cost.cpu / peer.cpu
        if limit is None:
            return f"{ratio:.2f} × peer's CPU", None
        return f"{ratio:.2f} × peer's CPU (≤ {limit:g})", ratio <= limit

    def memory(cost: Cost) -> tuple[str, bool | None]:
        if cost.failed:
            return "", None
        times = cost.peak / uncompressed
        if uncompressed < 50e6:  # Python itself would be most of it
            return f"{times:.2f} × the JSON in memory", None
        return f"{times:.2f} × the JSON in memory (≤ 3)", times <= 3

    def above_bare(cost: Cost, limit: float | None = None) -> tuple[str, bool | None]:
        if cost.failed or bare.failed:
            return "", None
        more = (cost.wall - bare.wall) * 1000
        if limit is None:
            return f"{more:+.0f} ms above bare Python", None
        return f"{more:+.0f} ms above bare Python (≤ {limit:g})", more <= limit

    rows = [
        Row("peer: lz4jsoncat BIG | jq", peer),
        Row("sessiontui tabs BIG --json", tabs, *against_peer(tabs, 0.35)),
    ]
    if not tabs.failed:
        rows.append(Row("  its memory", Cost(wall=tabs.wall, peak=tabs.peak), *memory(tabs)))
    rows += [
        Row("python: json + lz4", naive, *against_peer(naive)),
        Row("sessiontui cat BIG", cat, *memory(cat)),
        Row("python -c pass", bare),
        Row("sessiontui tabs SMALL --json", little, *above_bare(little, 100)),
        Row("sessiontui --help", usage, *above_bare(usage)),
    ]
    return rows


def _screens(
    big: Path, marker: str, runs: int, environment: Mapping[str, str], deadline: float
) -> list[Row]:
    empty = _screen(
        "empty", [sys.executable, "-c", EMPTY_APP], "ready", runs, environment, deadline
    )
    full = _screen(
        "full",
        [sys.executable, "-m", "sessiontui", str(big)],
        marker,
        runs,
        environment,
        deadline,
    )
    target: tuple[str, bool | None] = ("", None)
    if not empty.failed and not full.failed:
        more = full.wall - empty.wall
        target = f"{more * 1000:+.0f} ms above the empty app (≤ 400)", more <= 0.4
    return [
        Row("first paint, empty Textual app", empty),
        Row("first paint, sessiontui BIG", full, *target),
    ]


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description="Measure sessiontui; nothing is asserted.")
    parser.add_argument("--size", type=float, default=100, help="megabytes of BIG (%(default)s)")
    parser.add_argument("--small", type=float, default=200, help="kilobytes of SMALL (%(default)s)")
    parser.add_argument("--big", type=Path, help="measure with this mozLz4 file as BIG instead")
    parser.add_argument("--runs", type=int, default=5, help="runs per figure (%(default)s)")
    parser.add_argument("--marker", default="tabs", help="regexp that marks the painted screen")
    parser.add_argument("--deadline", type=float, default=30, help="seconds to wait for a screen")
    parser.add_argument("--no-screen", action="store_true", help="leave out the first paint")
    given = parser.parse_args()

    environment = dict(os.environ, TERM="xterm-256color", COLORTERM="truecolor")
    environment["PYTHONPATH"] = os.pathsep.join(
        [str(TUI), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    with tempfile.TemporaryDirectory(prefix="benchmark-") as directory:
        big, small = Path(directory, "big.jsonlz4"), Path(directory, "small.jsonlz4")
        # Nothing of the user's own: no settings, no state, no archive.
        environment["HOME"] = str(Path(directory, "home"))
        Path(environment["HOME"]).mkdir()
        for name in [n for n in environment if n.startswith("XDG_")]:
            del environment[name]
        if given.big:
            big = given.big.resolve()
        else:
            _generate(given.size, big)
        _generate(given.small / 1000, small)
        with big.open("rb") as file:
            uncompressed = int(struct.unpack("<8xI", file.read(12))[0])
        print(
            f"BIG {uncompressed / 1e6:.1f} MB of JSON in {big.stat().st_size / 1e6:.1f} MB, "
            f"SMALL {given.small:g} kB; medians of {given.runs}; ms and MB\n"
        )
        print(f"{'':34} {'CPU':>8} {'wall':>8} {'peak':>8}  {'target':40} met")
        for row in _commands(big, small, uncompressed, given.runs, environment):
            print(_show(row), flush=True)
        if not given.no_screen:
            for row in _screens(big, given.marker, given.runs, environment, given.deadline):
                print(_show(row), flush=True)


if __name__ == "__main__":
    main()
