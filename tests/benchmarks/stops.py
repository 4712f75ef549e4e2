"""How long the event loop stops: each shape × what one does there, longest stop in ms.

The app runs under Textual's Pilot in a process of its own, without a terminal; a task asks the loop
every 4 ms to come back, and how much later it comes is a stop. Whatever else the machine does shows
in it: see what it says while nothing is done.

    python -m tests.benchmarks.stops PLACE     prints what was found as JSON
"""

from __future__ import annotations

import asyncio
import contextlib
import gc
import json
import subprocess
import sys
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.workspace import Workspace

from .costs import HERE, Tree
from .shapes import Profiles
from .table import Table

GOAL: Final = 100.0
PROBE: Final = 0.004
STEPS: Final = (
    ("open", ()),
    ("nothing", ()),
    ("Windows", ("2",)),
    ("mark all", ("a",)),
    ("basket", ("B",)),
    ("basket left", ("escape",)),
    ("sort", ("s", "s", "s", "s")),
    ("filter", ("slash", "n", "u", "m", "escape")),
    ("Closed", ("3",)),
    ("mark all closed", ("a",)),
    ("filter closed", ("slash", "n", "u", "m", "b", "escape")),
    ("Lost and Find", ("4",)),
    ("find", ("slash", "n", "u", "m", "escape")),
    ("Writes", ("5",)),
    ("Size", ("6",)),
    ("size by site, tab, field", ("t", "t", "t")),
    ("size of a tab", ("t", "t", "t", "t", "enter", "backspace")),
    ("size filter", ("slash", "n", "u", "m", "escape")),
    ("size by node", ("t", "t", "enter", "enter", "backspace")),
    ("JSON", ("7",)),
    ("JSON search", ("slash", "w", "x", "q", "enter")),
    ("JSON left", ("escape",)),
    ("Settings", ("8",)),
    ("first screen", ("1",)),
)
SHAPES: Final = (
    "0.2MB", "10MB", "100MB", "500MB", "tabs-100k", "closed-20k", "windows-10k", "cookies-300k",
    "nested-80MB", "string-60MB", "title-60MB", "surrogate-100MB",
)  # fmt: skip


def run(trees: Sequence[Tree], profiles: Profiles, table: Table, largest: float) -> None:
    """Print the table: the longest stop of each shape, and where it was."""
    table.heading("Longest stop of the event loop")
    for shape in SHAPES:
        end = shape.rsplit("-", 1)[-1]
        if end.endswith("MB") and float(end.removesuffix("MB")) > largest:
            continue
        found = [_apart(tree, str(profiles[shape])) for tree in trees]
        worst: list[float | str | None] = []
        where = []
        for steps in found:
            if isinstance(steps, str):
                worst.append(steps)
                continue
            most, name = max((late, name) for name, late in steps.items())
            worst.append(most * 1000)
            where.append(f"{name} ({steps['nothing'] * 1000:.0f} while nothing is done)")
        table.line(f"{shape}: {where[-1] if where else ''}"[:58], worst, goal=GOAL)


def _apart(tree: Tree, place: str) -> dict[str, float] | str:
    command = [sys.executable, "-m", "tests.benchmarks.stops", place]
    done = subprocess.run(
        command,
        env=dict(tree.environment),
        cwd=HERE.parents[1],
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode != 0:
        return (done.stderr.strip().splitlines() or ["no message"])[-1][:100]
    found: dict[str, float] = json.loads(done.stdout)
    return found


async def _lateness(worst: list[float]) -> None:
    while True:
        begin = time.perf_counter()
        await asyncio.sleep(PROBE)
        worst[0] = max(worst[0], time.perf_counter() - begin - PROBE)


async def _acted(place: str) -> dict[str, float]:
    workspace = Workspace.open(place)
    executor = ThreadPoolExecutor(1)
    app = SessiontuiApp(workspace, executor)
    gc.freeze()  # as the program starts
    gc.set_threshold(20_000, 20, 20)
    found: dict[str, float] = {}
    worst = [0.0]
    probe = asyncio.create_task(_lateness(worst))
    async with app.run_test(size=(120, 36)) as pilot:
        for name, keys in STEPS:
            worst[0] = 0.0 if name != "open" else worst[0]
            for key in keys:
                await pilot.press(key)
                await _calm(pilot, app, 0.1)
            await _calm(pilot, app, 2.0 if name in ("open", "nothing") else 0.6)
            found[name] = worst[0]
    probe.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await probe
    executor.shutdown()
    workspace.close()
    return found


async def _calm(pilot: Any, app: Any, seconds: float) -> None:
    """Until the app has a view, and so long after; work in the background goes on meanwhile."""
    until = time.perf_counter() + 60
    while getattr(app.view, "snapshot", None) is None and time.perf_counter() < until:
        await asyncio.sleep(0.02)
    await asyncio.sleep(seconds)


if __name__ == "__main__":
    print(json.dumps(asyncio.run(_acted(sys.argv[1]))))
