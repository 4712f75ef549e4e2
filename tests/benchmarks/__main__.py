"""Measure sessiontui beside its peers; print tables, judge nothing by force.

    python -m tests.benchmarks [PART…] [--size MB] [--runs N] [--against TUI]

PARTs: commands, screen, stops, saves, weight (none: all). Each line says its goal and whether it is
met, for whoever reads it; the exit code is 0 whatever comes out, for two busy cores give ±20 %.
``--against`` measures the ``tui`` directory of another check-out in turns with this one, as a
column of its own.
"""

from __future__ import annotations

import argparse
import tempfile
from pathlib import Path
from typing import Final

from . import commands, saves, screen, stops, weight
from .costs import TUI, Tree, environment
from .shapes import Profiles
from .table import Table

PARTS: Final = ("commands", "screen", "stops", "saves", "weight")


def main() -> None:
    """Measure what was asked for and print it."""
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks", description="Measure sessiontui; nothing is asserted."
    )
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)} (none: all)")
    parser.add_argument("--size", type=float, default=100, help="largest, megabytes (%(default)s)")
    parser.add_argument("--runs", type=int, default=5, help="runs per figure (%(default)s)")
    parser.add_argument("--saves", type=int, default=6, help="saves per figure (%(default)s)")
    parser.add_argument("--many", type=int, default=4000, help="saves for the memory (%(default)s)")
    parser.add_argument("--against", type=Path, help="another check-out's tui, measured in turns")
    given = parser.parse_args()
    unknown = [part for part in given.parts if part not in PARTS]
    if unknown:
        parser.error(f"there is no part {unknown[0]}: {', '.join(PARTS)}")
    with tempfile.TemporaryDirectory(prefix="benchmark-") as made:
        directory = Path(made)
        home = directory / "home"
        home.mkdir()
        trees = [Tree("now", environment(TUI, home))]
        if given.against is not None:
            trees.insert(0, Tree("before", environment(given.against.resolve(), home)))
        profiles = Profiles(directory / "shapes")
        profiles.directory.mkdir()
        table = Table([tree.name for tree in trees])
        parts = given.parts or PARTS
        if "commands" in parts:
            commands.run(trees, profiles, table, given.runs, given.size)
        if "screen" in parts:
            screen.run(trees, profiles, table, given.runs, given.size)
        if "stops" in parts:
            stops.run(trees, profiles, table, given.size)
        if "weight" in parts:
            weight.run(trees, profiles, table, given.runs, given.size)
        if "saves" in parts:
            sizes = [size for size in (10.0, 100.0) if size <= given.size] or [given.size]
            saves.run(trees, directory, table, sizes, given.saves, given.many)


if __name__ == "__main__":
    main()
