"""What a command costs: CPU, wall time, memory; the trees that are measured in turns.

CPU is user + system time of the command and of all processes it waited for; the peak is the
resident memory of the largest single process. Others on the machine only ever add to a time, so the
least of some runs is the figure.
"""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

HERE: Final = Path(__file__).resolve().parent
TUI: Final = HERE.parents[1] / "tui"


@dataclass(frozen=True)
class Cost:
    """Seconds and bytes; `failed` says why there are none."""

    cpu: float = 0.0
    wall: float = 0.0
    peak: int = 0
    failed: str = ""


@dataclass(frozen=True)
class Tree:
    """A program to measure: its name in the table, the environment of its commands."""

    name: str
    environment: Mapping[str, str]

    def command(self, *words: str) -> list[str]:
        """The command line that runs it."""
        return [sys.executable, "-m", "sessiontui", *words]


def environment(tui: Path, home: Path) -> dict[str, str]:
    """For commands of a check-out: nothing of the user's own, a terminal with colours."""
    found = dict(os.environ, TERM="xterm-256color", COLORTERM="truecolor", HOME=str(home))
    found["PYTHONPATH"] = os.pathsep.join([str(tui), str(HERE.parents[1])])
    found["SESSIONTUI_STATE_DIR"] = str(home / "state")
    for name in [n for n in found if n.startswith("XDG_") or n == "PYTHONDONTWRITEBYTECODE"]:
        del found[name]  # a program is compiled once, not at each start
    return found


def once(
    command: Sequence[str], environment: Mapping[str, str], expected: Sequence[int] = (0,)
) -> Cost:
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
        if process.returncode not in expected:
            errors.seek(0)
            said = errors.read().decode(errors="replace").strip().splitlines() or ["no message"]
            return Cost(failed=f"exit code {process.returncode}: {said[-1][:100]}")
    return Cost(used.ru_utime + used.ru_stime, wall, used.ru_maxrss * 1024)


def least(runs: Sequence[Cost]) -> Cost:
    """The cheapest of some runs; a failure where one failed."""
    failed = next((run for run in runs if run.failed), None)
    if failed is not None:
        return failed
    return Cost(
        min(run.cpu for run in runs), min(run.wall for run in runs), min(run.peak for run in runs)
    )


def in_turns(works: Sequence[Callable[[], Cost]], runs: int) -> list[Cost]:
    """Each of them `runs` times, one after the other; after a run that warms the caches."""
    found: list[list[Cost]] = [[] for _ in works]
    for turn in range(runs + 1):
        for costs, work in zip(found, works, strict=True):
            cost = work()
            if turn or cost.failed:
                costs.append(cost)
    return [least(costs) for costs in found]


def measure(command: Sequence[str], runs: int, environment: Mapping[str, str]) -> Cost:
    """One command alone."""
    return in_turns([lambda: once(command, environment)], runs)[0]
