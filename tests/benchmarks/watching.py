"""Measure what watching a profile costs; print a table, judge nothing by force.

    python tests/benchmarks/watching.py [--sizes 10,100] [--saves N] [--many N] [--gap SECONDS]

A file is saved again and again as Firefox does it (the old one to .baklz4, a new .tmp, one write,
a rename), while the program runs on the profile. CPU is that of all its threads, from the kernel's
scheduler; a share is the CPU of one save over the 15 s that Firefox leaves between two, plus the
idle cost. The naive peer unpacks each save, parses it with json and compares it with the last.
"""

from __future__ import annotations

import argparse
import fcntl
import os
import pty
import select
import signal
import statistics
import struct
import subprocess
import sys
import tempfile
import termios
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import lz4.block
import msgspec

HERE: Final = Path(__file__).resolve().parent
TUI: Final = HERE.parents[1] / "tui"
INTERVAL: Final = 15.0  # browser.sessionstore.interval, s
IDLE_SECONDS: Final = 20.0

NAIVE: Final = """
import json, struct, sys
import lz4.block
before = None
for line in sys.stdin:
    data = open(sys.argv[1], "rb").read()
    size = struct.unpack("<I", data[8:12])[0]
    state = json.loads(lz4.block.decompress(data[12:], uncompressed_size=size))
    same = state == before
    before = state
    print(same, flush=True)
"""


# -- a profile that is saved -----------------------------------------------------------------


class Profile:
    """A profile whose session file is written as Firefox does it."""

    def __init__(self, path: Path, variants: Sequence[bytes]) -> None:
        self.path = path
        self._backups = path / "sessionstore-backups"
        self._backups.mkdir(parents=True)
        (path / "prefs.js").write_text("")
        self._variants = variants
        self._saved = 0
        self.recovery = self._backups / "recovery.jsonlz4"

    def save(self) -> None:
        """One more save."""
        if self.recovery.exists():
            self.recovery.rename(self._backups / "recovery.baklz4")
        new = self._backups / "recovery.jsonlz4.tmp"
        new.write_bytes(self._variants[self._saved % len(self._variants)])
        new.rename(self.recovery)
        self._saved += 1


def variants(megabytes: float, directory: Path, count: int) -> list[bytes]:
    """Packed files of one session that differ as saves do: two tabs scrolled, one looked at."""
    made = directory / f"{megabytes:g}.jsonlz4"
    command = [sys.executable, str(HERE / "generate.py"), f"{megabytes:g}", str(made)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    data = made.read_bytes()
    size = struct.unpack_from("<I", data, 8)[0]
    text = lz4.block.decompress(memoryview(data)[12:], uncompressed_size=size)
    state: dict[str, Any] = msgspec.json.decode(text)
    tabs = state["windows"][0]["tabs"]
    packed = []
    for n in range(count):
        state["session"]["lastUpdate"] += 15_000
        for index in (3 * n, 3 * n + 1):
            tabs[index % len(tabs)]["scroll"] = {"scroll": f"0,{n * 100}"}
        tabs[(3 * n + 2) % len(tabs)]["lastAccessed"] += 1000 + n
        text = msgspec.json.encode(state)
        block = lz4.block.compress(text, store_size=False)
        packed.append(b"mozLz40\0" + struct.pack("<I", len(text)) + block)
    return packed


# -- a program that watches ------------------------------------------------------------------


def cpu(pid: int) -> float:
    """Seconds that all threads of a process have run."""
    total = 0
    for thread in _threads(pid):
        try:
            total += int((thread / "schedstat").read_text().split()[0])
        except OSError:
            continue  # it has ended meanwhile
    return total / 1e9


def wake_ups(pid: int) -> int:
    """How often threads of a process went to sleep by themselves, and so woke up."""
    total = 0
    for thread in _threads(pid):
        text = (thread / "status").read_text()
        total += int(text.split("voluntary_ctxt_switches:")[1].split()[0])
    return total


def resident(pid: int) -> int:
    """Bytes of memory a process holds."""
    text = Path(f"/proc/{pid}/status").read_text()
    return int(text.split("VmRSS:")[1].split()[0]) * 1024


class Watching:
    """``sessiontui watch --json``: one line a save says that it was counted."""

    def __init__(self, profile: Path, environment: dict[str, str]) -> None:
        command = [sys.executable, "-m", "sessiontui", "watch", str(profile), "--json"]
        self._process = subprocess.Popen(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
        )
        self.pid = self._process.pid
        assert self._process.stderr is not None
        self._process.stderr.readline()  # it says that it watches

    def counted(self, wait: float = 30.0) -> bool:
        """Wait for the line of one more save."""
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], wait)[0]:
            return False
        return bool(self._process.stdout.readline())

    def end(self) -> None:
        """Stop it."""
        self._process.send_signal(signal.SIGTERM)
        self._process.communicate(timeout=30)


class Screen:
    """The screen, its pane of writes shown, in a terminal whose output is read and thrown away."""

    def __init__(self, profile: Path, environment: dict[str, str]) -> None:
        self.pid, self._terminal = pty.fork()
        if self.pid == 0:
            command = [sys.executable, "-m", "sessiontui", str(profile)]
            os.execvpe(command[0], command, environment)
        fcntl.ioctl(self._terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 36, 120, 0, 0))
        self._painted = threading.Event()
        threading.Thread(target=self._read, daemon=True).start()
        self.counted()
        self.quiet()
        os.write(self._terminal, b"5")
        self.quiet()

    def _read(self) -> None:
        while True:
            try:
                if not os.read(self._terminal, 1 << 16):
                    return
            except OSError:
                return
            self._painted.set()

    def quiet(self, seconds: float = 1.5) -> None:
        """Wait until nothing was painted for so long."""
        while self._painted.wait(seconds):
            self._painted.clear()

    def counted(self, wait: float = 30.0) -> bool:
        """Wait until something is painted."""
        seen = self._painted.wait(wait)
        self._painted.clear()
        return seen

    def end(self) -> None:
        """Leave it."""
        os.write(self._terminal, b"q")
        os.waitpid(self.pid, 0)
        os.close(self._terminal)


class Naive:
    """The peer: told of each save, parses all of it."""

    def __init__(self, profile: Path, environment: dict[str, str]) -> None:
        recovery = profile / "sessionstore-backups/recovery.jsonlz4"
        self._process = subprocess.Popen(
            [sys.executable, "-c", NAIVE, str(recovery)],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
        )
        self.pid = self._process.pid

    def counted(self) -> bool:
        """Have it look once."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(b"\n")
        self._process.stdin.flush()
        return bool(self._process.stdout.readline())

    def end(self) -> None:
        """Stop it."""
        self._process.communicate(timeout=30)


def _threads(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").iterdir())


# -- the table -------------------------------------------------------------------------------


@contextmanager
def watched(kind: type[Any], profile: Profile, environment: dict[str, str]) -> Iterator[Any]:
    """A program on a profile that was saved twice."""
    profile.save()
    profile.save()
    program = kind(profile.path, environment)
    try:
        yield program
    finally:
        program.end()


def per_save(program: Any, profile: Profile, saves: int, gap: float) -> tuple[float, float]:
    """CPU seconds of one save: the median, and the most."""
    quiet = getattr(program, "quiet", lambda: time.sleep(gap))
    costs = []
    for n in range(saves + 2):
        before = cpu(program.pid)
        profile.save()
        if not program.counted():
            raise SystemExit("a save was not counted within 30 s")
        quiet()
        if n >= 2:  # the first ones look at everything
            costs.append(cpu(program.pid) - before)
    return statistics.median(costs), max(costs)


def idle(program: Any) -> tuple[float, float]:
    """Share of a core and wake-ups a second while nothing happens."""
    getattr(program, "quiet", lambda: time.sleep(6))()
    before, woken = cpu(program.pid), wake_ups(program.pid)
    time.sleep(IDLE_SECONDS)
    share = (cpu(program.pid) - before) / IDLE_SECONDS
    return share, (wake_ups(program.pid) - woken) / IDLE_SECONDS


def line(name: str, value: str, target: str = "", met: bool | None = None) -> None:
    """One line of the table."""
    said = "" if met is None else "yes" if met else "NO"
    print(f"{name:44} {value:>34}  {target:26} {said}".rstrip(), flush=True)


def main() -> None:
    """Measure everything and print it."""
    parser = argparse.ArgumentParser(description="What watching costs; nothing is asserted.")
    parser.add_argument("--sizes", default="10,100", help="megabytes of JSON (%(default)s)")
    parser.add_argument("--saves", type=int, default=8, help="saves per figure (%(default)s)")
    parser.add_argument("--many", type=int, default=10_000, help="saves for the memory")
    parser.add_argument("--gap", type=float, default=0.5, help="seconds between saves")
    given = parser.parse_args()
    limits = {10.0: (0.2, 1.0), 100.0: (1.5, 2.5)}
    environment = dict(os.environ, TERM="xterm-256color", COLORTERM="truecolor")
    environment["PYTHONPATH"] = os.pathsep.join(
        [str(TUI), *filter(None, [os.environ.get("PYTHONPATH")])]
    )
    with tempfile.TemporaryDirectory(prefix="benchmark-") as name:
        directory = Path(name)
        environment["HOME"] = str(directory / "home")
        (directory / "home").mkdir()
        small = variants(0.2, directory, 4)
        with watched(Watching, Profile(directory / "idle", small), environment) as program:
            share, woken = idle(program)
            line("watch, idle", f"{share:.4%} of a core", "under 0.1 %", share < 0.001)
            line("  its wake-ups", f"{woken:.2f} a second", "under 3", woken < 3)
        with watched(Screen, Profile(directory / "idle2", small), environment) as program:
            rest, woken = idle(program)
            line("screen on Writes, idle", f"{rest:.4%} of a core", "under 1 %", rest < 0.01)
        for megabytes in map(float, given.sizes.split(",")):
            made = variants(megabytes, directory, 4)
            for kind, base in ((Naive, 0.0), (Watching, share), (Screen, rest)):
                path = directory / f"{kind.__name__}-{megabytes:g}"
                profile = Profile(path, made)
                with watched(kind, profile, environment) as program:
                    usual, most = per_save(program, profile, given.saves, given.gap)
                of_core = usual / INTERVAL + base
                words = f"{usual * 1000:.0f} ms a save (≤ {most * 1000:.0f})  {of_core:.2%}"
                limit = limits.get(megabytes, (None, None))[kind is Screen] if base else None
                met = None if limit is None else of_core * 100 < limit
                target = f"under {limit:g} % at 15 s" if limit is not None else ""
                line(f"{kind.__name__.lower()}, {megabytes:g} MB", words, target, met)
        profile = Profile(directory / "many", small)
        with watched(Watching, profile, environment) as program:
            held = {}
            for n in range(1, given.many + 1):
                profile.save()
                if not program.counted():
                    raise SystemExit(f"save {n} was not counted within 30 s")
                if n in (given.many // 10, given.many // 4, given.many):
                    held[n] = resident(program.pid)
        grown = held[given.many] - held[given.many // 4]
        words = "  ".join(f"{n:,}: {size / 1e6:.1f} MB" for n, size in held.items())
        line("watch, memory after so many saves", words, "flat", grown < 2_000_000)


if __name__ == "__main__":
    main()
