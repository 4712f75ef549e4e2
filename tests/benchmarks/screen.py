"""The screen in a terminal: first paint, bytes and time of an action, on the wire."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Sequence
from typing import Final

from .costs import Tree
from .floor import EMPTY_APP
from .shapes import Profiles
from .table import Table, Value
from .terminal import Answer, Terminal

SIZES: Final = ((80, 24), (120, 36), (200, 60))
PAINTED: Final = "open tabs|tabs"
FIRST_PAINT: Final = (("0.2MB", 120.0), ("100MB", 250.0), ("tabs-100k", None), ("500MB", None))

WEIGHED: Final = "all of the JSON"
LEVEL: Final = 500.0  # ms after its key until the first level of pane 6 is there

ACTIONS: Final = (
    ("j, a line down", b"2", (b"j",) * 12, 1.5),
    ("Page Down", b"2", (b"\x1b[6~",) * 6, 4.0),
    ("a pane", b"", (b"2", b"3", b"2", b"5", b"2", b"7", b"2"), 10.0),
    ("filter opened and left", b"2", (b"/", b"\x1b", b"/", b"\x1b"), 1.5),
    ("a letter of a filter", b"2/", (b"h", b"a", b"r", b"b"), None),
    ("help opened", b"2", (b"?", b"\x1b", b"?", b"\x1b"), None),
)
"""What is done: keys before, keys that are measured, the goal in kB at 120 × 36."""


def run(trees: Sequence[Tree], profiles: Profiles, table: Table, runs: int, largest: float) -> None:
    """Print the table."""
    _first_paints(trees, profiles, table, runs, largest)
    _first_levels(trees, profiles, table, largest)
    sizes = SIZES if largest >= 100 else SIZES[1:2]
    for size in sizes:
        _actions(trees, profiles, table, size)


def _first_paints(
    trees: Sequence[Tree], profiles: Profiles, table: Table, runs: int, largest: float
) -> None:
    table.heading("First paint, wall time above an empty Textual app")
    empty = [
        _painted([sys.executable, "-c", EMPTY_APP], trees[0], "ready") for _ in range(runs + 1)
    ]
    failed = next((one for one in empty if isinstance(one, str)), None)
    if failed is not None:
        table.line("an empty Textual app", [failed for _ in trees])
        return
    bare = min(one for one in empty[1:] if not isinstance(one, str))
    table.line("an empty Textual app", [bare * 1000 for _ in trees])
    for shape, goal in FIRST_PAINT:
        if shape.endswith("MB") and float(shape.removesuffix("MB")) > largest:
            continue
        found: list[list[float | str]] = [[] for _ in trees]
        for turn in range(runs + 1):
            for tree, times in zip(trees, found, strict=True):
                seen = _painted(tree.command(str(profiles[shape])), tree, PAINTED)
                if turn:
                    times.append(seen)
        table.line(f"{shape}: first paint", [_above(times, bare) for times in found], goal=goal)


def _first_levels(trees: Sequence[Tree], profiles: Profiles, table: Table, largest: float) -> None:
    table.heading("Pane 6: wall time from its key to its first level")
    for shape in ("10MB", "100MB", "tabs-100k"):
        if not shape.endswith("MB") or float(shape.removesuffix("MB")) <= largest:
            found = [_weighed(tree, str(profiles[shape])) for tree in trees]
            table.line(f"{shape}: first level", found, goal=LEVEL)


def _weighed(tree: Tree, place: str) -> Value:
    """Everything is sent: of what was there before, the rest would make no words."""
    environment = {**tree.environment, "SESSIONTUI_SEND_ALL": "1"}
    with Terminal(tree.command(place), environment) as terminal:
        painted = terminal.until(PAINTED)
        if isinstance(painted, str):
            return painted
        terminal.settle()
        typed = terminal.type(b"6")
        weighed = terminal.until(WEIGHED)
        return weighed if isinstance(weighed, str) else (weighed - typed) * 1000


def _above(times: Sequence[float | str], bare: float) -> Value:
    failed = next((one for one in times if isinstance(one, str)), None)
    return failed or (min(one for one in times if not isinstance(one, str)) - bare) * 1000


def _painted(command: Sequence[str], tree: Tree, marker: str) -> float | str:
    with Terminal(command, tree.environment) as terminal:
        return terminal.until(marker)


def _actions(
    trees: Sequence[Tree], profiles: Profiles, table: Table, size: tuple[int, int]
) -> None:
    table.heading(f"On the wire at {size[0]} × {size[1]}, 10 MB: kB an action (median), and ms")
    answers: list[dict[str, list[Answer]]] = [_acted(tree, profiles, size) for tree in trees]
    for name, _, _, goal in ACTIONS:
        kilobytes: list[Value] = []
        times: list[Value] = []
        for found in answers:
            kilobytes.append(statistics.median(one.size for one in found[name]) / 1000)
            times.append(statistics.median(one.last for one in found[name]) * 1000)
        table.line(name, kilobytes, "kB", goal if size == (120, 36) else None)
        table.line("  painted whole", times)


def _acted(tree: Tree, profiles: Profiles, size: tuple[int, int]) -> dict[str, list[Answer]]:
    found: dict[str, list[Answer]] = {}
    place = str(profiles["10MB"])
    for name, before, keys, _ in ACTIONS:
        with Terminal(tree.command(place), tree.environment, size) as terminal:
            terminal.until(PAINTED)
            terminal.settle()
            for key in before:
                terminal.press(bytes([key]), 1.0, 2.0)
            terminal.press(keys[0], 1.0, 2.0)  # the first time shows more than the later ones
            found[name] = [terminal.press(key, wait=2.0) for key in keys[1:]]
            terminal.press(b"\x1b", 0.5, 1.0)  # out of a field, so that q leaves
    return found
