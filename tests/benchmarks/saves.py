"""What an open screen and ``watch`` cost while Firefox saves: CPU a save, memory, idle.

A file is saved again and again as Firefox does it (the old one to .baklz4, a new .tmp, one write,
a rename), while the program runs on the profile. CPU is that of all its threads, from the kernel's
scheduler. The naive peer unpacks each save, parses it with json and compares it with the last.
"""

from __future__ import annotations

import select
import signal
import statistics
import struct
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import Any, Final, Protocol

import lz4.block
import msgspec

from .costs import HERE, Tree
from .table import Table, Value
from .terminal import Terminal

IDLE_SECONDS: Final = 20.0
GOALS: Final = {"Windows": 150.0, "Writes": 150.0, "watch": 110.0}
MEMORY_GOAL: Final = 2.5
PANES: Final = {"Windows": b"2", "Closed": b"3", "Writes": b"5", "JSON": b"7"}

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
        (self._backups / "previous.jsonlz4").write_bytes(variants[0])

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


class Program(Protocol):
    """Something that is told of saves, or sees them."""

    pid: int

    def counted(self) -> bool:
        """Wait until one more save was noticed."""

    def quiet(self) -> None:
        """Wait until it has done with it."""

    def end(self) -> None:
        """Stop it."""


class Watching:
    """``sessiontui watch --json``: one line a save says that it was counted."""

    def __init__(self, tree: Tree, profile: Path, gap: float = 0.5) -> None:
        self._gap = gap
        self._process = subprocess.Popen(
            tree.command("watch", str(profile), "--json"),
            env=dict(tree.environment),
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
        )
        self.pid = self._process.pid
        assert self._process.stderr is not None
        self._process.stderr.readline()  # it says that it watches

    def counted(self) -> bool:
        """Wait for the line of one more save."""
        assert self._process.stdout is not None
        if not select.select([self._process.stdout], [], [], 30.0)[0]:
            return False
        return bool(self._process.stdout.readline())

    def quiet(self) -> None:
        """Leave it the time that it may need after its line."""
        time.sleep(self._gap)

    def end(self) -> None:
        """Stop it."""
        self._process.send_signal(signal.SIGTERM)
        self._process.communicate(timeout=30)


class Screen:
    """The screen with a pane shown; its output is read by a thread and thrown away."""

    def __init__(self, pane: bytes, tree: Tree, profile: Path) -> None:
        self._terminal = Terminal(tree.command(str(profile)), tree.environment)
        self.pid = self._terminal.pid
        self._terminal.until("tabs")
        self._terminal.settle(2.0)
        self._terminal.press(pane, 1.5)

    def counted(self) -> bool:
        """Wait until something is painted, and all of it is."""
        return self._terminal.press(b"", 1.5).size > 0

    def quiet(self) -> None:
        """Nothing more to wait for."""

    def end(self) -> None:
        """Leave it."""
        self._terminal.end()


class Naive:
    """The peer: told of each save, parses all of it."""

    def __init__(self, environment: Mapping[str, str], profile: Path) -> None:
        recovery = profile / "sessionstore-backups/recovery.jsonlz4"
        self._process = subprocess.Popen(
            [sys.executable, "-c", NAIVE, str(recovery)],
            env=dict(environment),
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

    def quiet(self) -> None:
        """It has answered: it is done."""

    def end(self) -> None:
        """Stop it."""
        self._process.communicate(timeout=30)


def _threads(pid: int) -> list[Path]:
    return list(Path(f"/proc/{pid}/task").iterdir())


# -- the table -------------------------------------------------------------------------------


@contextmanager
def watched(make: Callable[[Path], Program], profile: Profile) -> Iterator[Program]:
    """A program on a profile that was saved twice."""
    profile.save()
    profile.save()
    program = make(profile.path)
    try:
        yield program
    finally:
        program.end()


def per_save(program: Program, profile: Profile, saves: int) -> float:
    """CPU seconds of one save, the median."""
    costs = []
    for n in range(saves + 2):
        before = cpu(program.pid)
        profile.save()
        if not program.counted():
            raise SystemExit("a save was not counted within 30 s")
        program.quiet()
        if n >= 2:  # the first ones look at everything
            costs.append(cpu(program.pid) - before)
    return statistics.median(costs)


def idle(program: Program) -> tuple[float, float]:
    """Share of a core and wake-ups a second while nothing happens."""
    time.sleep(6)  # what it does after the start
    before, woken = cpu(program.pid), wake_ups(program.pid)
    time.sleep(IDLE_SECONDS)
    share = (cpu(program.pid) - before) / IDLE_SECONDS
    return share, (wake_ups(program.pid) - woken) / IDLE_SECONDS


def run(
    trees: Sequence[Tree],
    directory: Path,
    table: Table,
    sizes: Sequence[float],
    saves: int,
    many: int,
) -> None:
    """Print the table."""
    directory = directory / "saves"
    directory.mkdir(exist_ok=True)
    small = variants(0.2, directory, 4)
    table.heading("Nothing happens")
    for name, make, most in (("watch", Watching, 0.1), ("Writes", partial(Screen, b"5"), 1.0)):
        shares: list[Value] = []
        woken: list[Value] = []
        for tree in trees:
            profile = Profile(directory / f"idle-{name}-{tree.name}", small)
            with watched(partial(make, tree), profile) as program:
                share, each = idle(program)
            shares.append(share * 100)
            woken.append(each)
        table.line(f"{name}, idle", shares, "% CPU", most)
        table.line("  wake-ups a second", woken, "", 3 if name == "watch" else None)
    for megabytes in sizes:
        made = variants(megabytes, directory, 4)
        size = int(struct.unpack_from("<I", made[0], 8)[0])
        table.heading(
            f"A save of {megabytes:g} MB, CPU; three versions of that size in the profile"
        )
        profile = Profile(directory / f"naive-{megabytes:g}", made)
        with watched(partial(Naive, trees[0].environment), profile) as program:
            usual = per_save(program, profile, saves)
        table.line("naive: lz4 + json, compared", [usual * 1000])
        makes: dict[str, Callable[[Tree, Path], Program]] = {"watch": Watching}
        makes |= {name: partial(Screen, key) for name, key in PANES.items()}
        for name, start in makes.items():
            costs: list[Value] = []
            held: list[Value] = []
            for tree in trees:
                profile = Profile(directory / f"{name}-{megabytes:g}-{tree.name}", made)
                with watched(partial(start, tree), profile) as program:
                    costs.append(per_save(program, profile, saves) * 1000)
                    held.append(resident(program.pid) / size)
            table.line(name, costs, "ms", GOALS.get(name) if megabytes == 100 else None)
            if megabytes >= 50:
                table.line(
                    "  memory, × the JSON", held, "×", None if name == "watch" else MEMORY_GOAL
                )
    table.heading("Memory over many saves of 0.2 MB")
    grown: list[Value] = []
    for tree in trees:
        profile = Profile(directory / f"many-{tree.name}", small)
        with watched(partial(Watching, tree, gap=0.0), profile) as program:
            held_at: dict[int, int] = {}
            for n in range(1, many + 1):
                profile.save()
                if not program.counted():
                    raise SystemExit(f"save {n} was not counted within 30 s")
                if n in (many // 4, many):
                    held_at[n] = resident(program.pid)
        grown.append((held_at[many] - held_at[many // 4]) / 1e6)
    table.line(f"watch: grown from save {many // 4:,} to save {many:,}", grown, "MB", 2)
