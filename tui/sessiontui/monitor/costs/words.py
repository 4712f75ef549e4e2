"""What a session costs in words, the same on the screen and from the command line. Printable."""

from __future__ import annotations

from typing import Final

from ...durations import measured
from ...text import printable, size
from ..words import percent
from .types import Case, Cost, Costs

HEADS: Final = ("session", "JSON", "file", "at start", "a save", "memory")
"""Above the columns of ``row``."""

HOW: Final = (
    "CPU and memory of this program's own reader and writer, in a process of their own, here and "
    "now. Firefox takes the same steps with code of its own: Firefox 153 took two to five times as "
    "long beside it. Files lie in the system's memory; a disk adds its own time."
)


def row(case: Case) -> tuple[str, ...]:
    """One session in short, for the columns of ``HEADS``; the memory is the most of the two."""
    cost = case.cost
    memory = [each for each in (cost.start_memory, cost.save_memory) if each is not None]
    return (
        printable(case.name),
        size(cost.json),
        size(cost.file),
        short(cost.start),
        short(cost.save),
        size(max(memory, default=None)),
    )


def said(costs: Costs, interval: float) -> list[tuple[str, str]]:
    """Labels and sentences: what happens when, step by step, and what slimming spares.

    ``interval``: seconds between two saves of Firefox, at the least.
    """
    now, final = costs.now, costs.quit
    share = percent(now.save / interval) if interval > 0 else ""
    every = f"; at most every {interval:g} s, so up to {share} of a core" if share else ""
    lines = [
        (
            "at start",
            f"read {size(now.file)} {short(now.read)}, unpack {short(now.unpack)}, parse "
            f"{size(now.json)} {short(now.parse)}{_taking(now.start_memory)}; all of it, even if "
            "few tabs are loaded",
        ),
        (
            "each save",
            f"serialise {short(now.serialise)}, compress {short(now.compress)}, write "
            f"{size(now.file)} {short(now.write)}{_taking(now.save_memory)}, even if one tab "
            f"changed{every}",
        ),
        (
            "at quit",
            f"one more save, of {size(final.file)}, {short(final.save)}: no more than 10 pages "
            "back are kept of each tab",
        ),
    ]
    if costs.slimmed:
        best = min(costs.slimmed, key=lambda case: case.cost.json)
        lines.append(("slimmed", _spared(best, now)))
    lines += [("left out", printable(sentence)) for sentence in costs.left_out]
    lines.append(("measured", HOW))
    return lines


def short(seconds: float) -> str:
    """CPU time in at most seven cells."""
    return "<1 ms" if 0 <= seconds < 0.0005 else measured(seconds)


def _spared(case: Case, now: Cost) -> str:
    what = "everything that slim can drop" if case.key == "all" else case.name
    return (
        f"{what}: {size(case.cost.file)} instead of {size(now.file)} at each save, "
        f"{short(case.cost.start)} instead of {short(now.start)} at start, {short(case.cost.save)} "
        f"instead of {short(now.save)} a save"
    )


def _taking(memory: int | None) -> str:
    return f", {size(memory)} of memory" if memory is not None else ""
