"""Where the bytes are: each shape × each axis, CPU beside opening it, memory, and stops.

A process of its own opens a shape as the program does, then weighs it on a thread while another
asks every 2 ms to run; how much later that comes is a stop, or somebody else's work. Memory is the
peak above what the open session takes. Each axis has a child of its own: what one leaves with
``malloc`` would hide what the next one takes.

    python -m tests.benchmarks.weight PLACE     prints what was found as JSON
"""

from __future__ import annotations

import gc
import json
import os
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from typing import Any, Final

from .costs import HERE, Tree
from .shapes import Profiles
from .table import Table

RATIO: Final = 2.0  # × the CPU of opening it, by any axis
MEMORY: Final = 0.1  # × the JSON
STOP: Final = 100.0  # ms
PROBE: Final = 0.002
SHAPES: Final = (
    "1MB", "10MB", "100MB", "500MB", "tabs-100k", "closed-20k", "windows-10k", "cookies-300k",
    "nested-80MB", "string-60MB", "title-60MB", "surrogate-100MB",
)  # fmt: skip


def run(trees: Sequence[Tree], profiles: Profiles, table: Table, runs: int, largest: float) -> None:
    """Print the table: of each shape the axis that costs most, and each axis of 100 MB."""
    table.heading("Weighing: CPU × opening, memory × JSON, longest stop")
    for shape in SHAPES:
        end = shape.rsplit("-", 1)[-1]
        if end.endswith("MB") and float(end.removesuffix("MB")) > largest:
            continue
        found = [_apart(tree, str(profiles[shape]), runs) for tree in trees]
        for axis in ("part", "site", "tab", "field"):
            if shape == "100MB":
                values = [one if isinstance(one, str) else one[axis][0] for one in found]
                table.line(f"{shape} by {axis}", values, "× open", RATIO)
        for name, at, unit, goal in (
            ("CPU", 0, "× open", RATIO), ("memory", 1, "× JSON", MEMORY), ("stop", 2, "ms", STOP),
        ):  # fmt: skip
            worst = [
                one if isinstance(one, str) else max(figures[at] for figures in one.values())
                for one in found
            ]
            table.line(f"{shape}: {name}", worst, unit, goal)


def _apart(tree: Tree, place: str, runs: int) -> dict[str, list[float]] | str:
    command = [sys.executable, "-m", "tests.benchmarks.weight", place, str(runs)]
    done = subprocess.run(
        command, env=dict(tree.environment), cwd=HERE.parents[1], capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    if done.returncode != 0:
        return (done.stderr.strip().splitlines() or ["no message"])[-1][:100]
    found: dict[str, list[float]] = json.loads(done.stdout)
    return found


def _measured(place: str, runs: int) -> dict[str, tuple[float, float, float]]:
    from sessiontui.session.model.document import Document
    from sessiontui.session.weight.rows import AXES, Axis
    from sessiontui.session.weight.weigh import weigh
    from sessiontui.workspace import Workspace

    gc.freeze()  # as the program starts
    gc.set_threshold(20_000, 20, 20)
    opening = []

    def opened() -> Document:
        """Anew each time: a document keeps what was found of its large pieces."""
        begin = time.process_time()
        workspace = Workspace.open(place)
        document = workspace.store.load(workspace.find_version(None).id).document
        opening.append(time.process_time() - begin)
        workspace.close()
        return document

    def of_axis(axis: Axis) -> tuple[float, float, float]:
        weigh(Document(b'{"windows":[{"tabs":[{"entries":[{"url":"https://a.b/"}]}]}]}'), axis)
        works = []
        for _ in range(runs):
            document = opened()
            works.append(_weighed(partial(weigh, document, axis)))
            size = len(document.text)
            del document
        return (
            min(cpu for cpu, _, _ in works) / min(opening),
            max(memory for _, memory, _ in works) / size,
            min(stop for _, _, stop in works) * 1000,
        )

    return {axis: _in_a_child(lambda axis=axis: of_axis(axis)) for axis in AXES}  # type: ignore[misc]


def _in_a_child(work: Callable[[], tuple[float, float, float]]) -> tuple[float, float, float]:
    """What it gives, done in a copy of this process."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        with os.fdopen(writing, "w") as out:
            json.dump(work(), out)
        os._exit(0)
    os.close(writing)
    with os.fdopen(reading) as said:
        text = said.read()
    os.waitpid(child, 0)
    cpu, memory, stop = json.loads(text)
    return cpu, memory, stop


def _weighed(work: Callable[[], Any]) -> tuple[float, float, float]:
    """CPU of it in seconds, peak memory in bytes, longest stop of another thread in seconds."""
    seconds = 0.0

    def timed() -> None:
        nonlocal seconds
        begin = time.thread_time()
        work()
        seconds = time.thread_time() - begin

    Path("/proc/self/clear_refs").write_text("5")  # the peak from here on
    before, worst = _peak(), 0.0
    thread = threading.Thread(target=timed)
    thread.start()
    while thread.is_alive():
        begin = time.perf_counter()
        time.sleep(PROBE)
        worst = max(worst, time.perf_counter() - begin - PROBE)
    return seconds, float(_peak() - before), worst


def _peak() -> int:
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) * 1024
    raise RuntimeError("this system does not tell the peak of the memory")


if __name__ == "__main__":
    print(json.dumps(_measured(sys.argv[1], int(sys.argv[2]))))
