"""Commands × shapes: CPU beside peers of the same run, memory, and how both grow."""

from __future__ import annotations

import math
import shutil
import sys
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Final, NamedTuple

from .costs import Cost, Tree, in_turns, measure, once
from .floor import NAIVE, Floor, shell
from .shapes import Profiles
from .table import Table, Value


class Asked(NamedTuple):
    """A command on a shape; its goal in ms of CPU, and in times the JSON for its peak memory."""

    shape: str
    words: tuple[str, ...]
    goal: float | None = None
    memory: float | None = None
    last: tuple[str, ...] = ()  # behind the place


ASKED: Final = (
    Asked("0.2MB", ("tabs", "--json"), 75),
    Asked("0.2MB", ("info",)),
    Asked("1MB", ("tabs", "--json")),
    Asked("10MB", ("tabs", "--json")),
    Asked("10MB", ("find", "harbour")),
    Asked("100MB", ("tabs", "--json"), memory=3),
    Asked("100MB", ("tabs",)),
    Asked("100MB", ("tabs", "--history", "--json")),
    Asked("100MB", ("tabs", "--filter", "harbour")),
    Asked("100MB", ("tabs", "--closed", "--json")),
    Asked("100MB", ("info",)),
    Asked("100MB", ("cat", "/windows/0/tabs/5")),
    Asked("100MB", ("size", "--by", "part", "--json")),
    Asked("100MB", ("size", "--by", "site", "--json")),
    Asked("100MB", ("size", "--by", "tab", "--top", "20", "--json")),
    Asked("100MB", ("size", "--by", "field", "--json")),
    Asked("100MB", ("size",)),
    Asked("100MB", ("export", "html")),
    Asked("100MB", ("export", "session"), 600, 2.5),
    Asked("100MB", ("restore", "--dry-run"), 550),
    Asked("100MB", ("slim",)),
    Asked("tabs-100k", ("tabs", "--json"), 350),
    Asked("tabs-100k", ("tabs",)),
    Asked("tabs-100k", ("tabs", "--filter", "number 77")),
    Asked("tabs-100k", ("export", "session"), 1000),
    Asked("tabs-100k", ("slim",)),
    Asked("closed-20k", ("tabs", "--closed", "--json")),
    Asked("windows-10k", ("tabs", "--closed", "--json")),
    Asked("cookies-300k", ("info",)),
    Asked("nested-80MB", ("tabs", "--json")),
    Asked("nested-80MB", ("slim", "--drop", "nested", "--dry-run")),
    Asked("string-60MB", ("tabs", "--json")),
    Asked("title-60MB", ("tabs",)),
    Asked("surrogate-100MB", ("tabs", "--json")),
    Asked("surrogate-100MB", ("cat", "/windows/0/tabs/5"), 600),
    Asked("500MB", ("tabs", "--json")),
)
GROWTH: Final[tuple[tuple[str, str, tuple[str, ...]], ...]] = (
    ("25MB", "100MB", ("tabs", "--json")),
    ("25MB", "100MB", ("info",)),
    ("25MB", "100MB", ("export", "session")),
    ("tabs-25k", "tabs-100k", ("tabs", "--json")),
    ("tabs-25k", "tabs-100k", ("tabs",)),
    ("tabs-25k", "tabs-100k", ("export", "session")),
    ("closed-5k", "closed-20k", ("tabs", "--closed", "--json")),
    ("windows-2.5k", "windows-10k", ("tabs", "--closed", "--json")),
    ("cookies-75k", "cookies-300k", ("info",)),
)
PEERS_FOR: Final = ("0.2MB", "1MB", "10MB", "100MB", "tabs-100k")
PEER_GOAL: Final = {"100MB": 0.14}
LIBRARY: Final = (
    ("import sessiontui", "import sessiontui", 30),
    ("from sessiontui import open_session", "from sessiontui import open_session", 30),
    ("0.2MB: open_session, every address", "0.2MB", None),
    ("100MB: open_session, every address", "100MB", None),
)
"""Lines of the table about the library: what is run, or the shape that is read."""
READ: Final = """
import sys
from sessiontui import open_session
for tab in open_session(sys.argv[1]).tabs:
    tab.url
"""
UPGRADES: Final = 901
CLOSED_AT_ONCE: Final = 2000
SLIM_GOAL: Final = 1.5
ONE_CLOSED: Final = ("close", "/windows/0/tabs/0")
DROPPED: Final = "favicons,history,storage"
SLIMMED: Final = (
    ("100MB", DROPPED, ("forget", "--all", "--yes")),
    ("500MB", DROPPED, ("forget", "--all", "--yes")),
    ("tabs-100k", DROPPED, ONE_CLOSED),
    ("icons-100k", DROPPED, ONE_CLOSED),
    ("closed-20k", DROPPED, ONE_CLOSED),
    ("windows-10k", DROPPED, ONE_CLOSED),
    ("cookies-300k", DROPPED, ONE_CLOSED),
    ("nested-80MB", "nested", ONE_CLOSED),
    ("string-60MB", DROPPED, ONE_CLOSED),
    ("title-60MB", DROPPED, ONE_CLOSED),
    ("surrogate-100MB", DROPPED, ("forget", "--all", "--yes")),
)
"""What is dropped of a shape, and the edit that slimming it is compared with."""


def line_of(tree: Tree, profiles: Profiles, asked: Asked, directory: Path) -> list[str]:
    """The command line of what is asked, in the words of the command line."""
    kind, *rest = asked.words
    place = str(profiles[asked.shape])
    if kind == "export":
        out = directory / f"out.{'jsonlz4' if rest == ['session'] else rest[0]}"
        return tree.command("export", place, "--format", rest[0], "--output", str(out), "--force")
    if kind == "restore":
        return tree.command("restore", place, "/windows/0/_closedTabs/0", *rest)
    return tree.command(kind, place, *rest)


def run(trees: Sequence[Tree], profiles: Profiles, table: Table, runs: int, largest: float) -> None:
    """Print the table. Shapes of more than `largest` megabytes are left out."""
    directory = profiles.directory
    floor = Floor(directory)
    table.heading("Bare, CPU")
    bare = measure([sys.executable, "-c", "pass"], runs, trees[0].environment)
    table.line("python -c pass", [bare.cpu * 1000 for _ in trees])
    for said in ("--help", "--version", "tabs --help"):
        costs = _trees(trees, [tree.command(*said.split()) for tree in trees], runs)
        table.line(f"sessiontui {said}", _ms(costs))
    _library(trees, profiles, table, bare, runs, largest)
    table.heading("Commands, CPU (and peak memory as times the JSON)")
    small: list[Cost] = []
    for asked in ASKED:
        if _megabytes(asked.shape) > largest:
            continue
        lines = [line_of(tree, profiles, asked, directory) for tree in trees]
        costs = _trees(trees, lines, runs)
        small = small or costs
        name = f"{asked.shape}: {' '.join(asked.words)}"
        table.line(name, _ms(costs), goal=asked.goal)
        if asked.shape in PEERS_FOR and asked.words == ("tabs", "--json"):
            _peers(trees, profiles, asked, costs, (table, floor, runs))
        size = profiles.text_size(asked.shape)
        if size >= 50e6:  # below, Python itself would be most of it
            times: list[Value] = [cost.failed or cost.peak / size for cost in costs]
            table.line("  memory", times, "×", asked.memory)
    _versions(trees, directory, table, runs)
    _close(trees, profiles, table)
    for shape, drops, other in SLIMMED:
        if _megabytes(shape) <= largest:
            _slim(trees, profiles, table, runs, (shape, drops, other))
    table.heading("Growth: the exponent over a fourfold input (1 is linear, 2 quadratic)")
    for little, much, words in GROWTH:
        if _megabytes(much) > largest:
            continue
        found: list[Value] = []
        for tree, base in zip(trees, small, strict=True):
            pair = [
                _trees([tree], [line_of(tree, profiles, Asked(shape, words), directory)], runs)[0]
                for shape in (little, much)
            ]
            failed = next((one.failed for one in pair if one.failed), "")
            found.append(failed or _exponent(pair[0].cpu - base.cpu, pair[1].cpu - base.cpu))
        table.line(f"{little} → {much}: {' '.join(words)}", found, "", 1.3)


def _library(
    trees: Sequence[Tree], profiles: Profiles, table: Table, bare: Cost, runs: int, largest: float
) -> None:
    """What a program pays that imports us, above what Python takes anyway."""
    table.heading("The library, CPU above bare Python")
    for name, what, goal in LIBRARY:
        if _megabytes(what) > largest:
            continue
        words = ["-c", READ, str(profiles[what])] if what.endswith("MB") else ["-c", what]
        line = [sys.executable, *words]
        costs = in_turns([partial(once, line, tree.environment) for tree in trees], runs)
        above: list[Value] = [cost.failed or (cost.cpu - bare.cpu) * 1000 for cost in costs]
        table.line(name, above, goal=goal)


def _trees(trees: Sequence[Tree], lines: Sequence[list[str]], runs: int) -> list[Cost]:
    works = [
        partial(once, line, tree.environment, (0, 1))
        for tree, line in zip(trees, lines, strict=True)
    ]
    return in_turns(works, runs)


def _ms(costs: Sequence[Cost]) -> list[Value]:
    return [cost.failed or cost.cpu * 1000 for cost in costs]


def _megabytes(shape: str) -> float:
    found = shape.rsplit("-", 1)[-1]
    return float(found.removesuffix("MB")) if found.endswith("MB") else 0.0


def _exponent(once_: float, four_times: float) -> float:
    """Below a millisecond nothing can be said of it: that counts as nothing."""
    return math.log(max(four_times, 0.001) / max(once_, 0.001)) / math.log(4)


def _peers(
    trees: Sequence[Tree],
    profiles: Profiles,
    asked: Asked,
    costs: Sequence[Cost],
    way: tuple[Table, Floor, int],
) -> None:
    table, floor, runs = way
    file = profiles.file(asked.shape)
    built = floor.path
    peers = (
        ("lz4jsoncat | jq", shell(file), PEER_GOAL.get(asked.shape)),
        ("python: lz4 + json", [sys.executable, "-c", NAIVE, str(file)], None),
        ("C++: lz4 + simdjson", built if isinstance(built, str) else [str(built), str(file)], None),
    )
    for name, command, goal in peers:
        if isinstance(command, str):
            table.line(f"  × {name}", [command for _ in costs], "×", goal)
            continue
        peer = measure(command, runs, trees[0].environment)
        ratios: list[Value] = [
            cost.failed or peer.failed or cost.cpu / max(peer.cpu, 0.001) for cost in costs
        ]
        table.line(f"  × {name} ({peer.cpu * 1000:.0f} ms)", ratios, "×", goal)


def _versions(trees: Sequence[Tree], directory: Path, table: Table, runs: int) -> None:
    """A profile that was never tidied."""
    place = directory / "versions"
    little = Profiles(directory).file("0.2MB").read_bytes()
    if not place.exists():
        (place / "sessionstore-backups").mkdir(parents=True)
        for number in range(UPGRADES):
            name = f"upgrade.jsonlz4-{20_200_101_000_000 + number}"
            (place / "sessionstore-backups" / name).write_bytes(little)
    costs = _trees(trees, [tree.command("info", str(place)) for tree in trees], min(runs, 2))
    table.line(f"{UPGRADES} upgrade files of 0.2 MB: info", _ms(costs), goal=1000)


def _close(trees: Sequence[Tree], profiles: Profiles, table: Table) -> None:
    """A real edit, written: each tree on a copy of its own."""
    found: list[Value] = []
    pointers = [f"/windows/0/tabs/{7 * number}" for number in range(CLOSED_AT_ONCE)]
    for number, tree in enumerate(trees):
        copy = profiles.directory / f"closing-{number}"
        shutil.copytree(profiles["tabs-100k"], copy)
        cost = once(tree.command("close", str(copy), *pointers), tree.environment)
        found.append(cost.failed or cost.cpu * 1000)
        shutil.rmtree(copy)
    table.line(f"tabs-100k: close {CLOSED_AT_ONCE:,} tabs, written", found, goal=2000)


def _slim(
    trees: Sequence[Tree],
    profiles: Profiles,
    table: Table,
    runs: int,
    what: tuple[str, str, tuple[str, ...]],
) -> None:
    """Slimming as times another edit of the same file, both written.

    Of tabs-100k, windows-10k, cookies-300k and the long strings nothing can be dropped: it is said.
    """
    shape, drops, other = what
    slim = [_written(tree, profiles, shape, runs, "slim", "--drop", drops) for tree in trees]
    table.line(f"{shape}: slim --drop {drops}, written", _ms(slim))
    edit = [_written(tree, profiles, shape, runs, *other) for tree in trees]
    ratios: list[Value] = [
        one.failed or two.failed or one.cpu / max(two.cpu, 0.001)
        for one, two in zip(slim, edit, strict=True)
    ]
    table.line(f"  × {' '.join(other)}, written", ratios, "×", SLIM_GOAL)


def _written(
    tree: Tree, profiles: Profiles, shape: str, runs: int, command: str, *words: str
) -> Cost:
    """The least that an edit of a shape costs: it is done anew on a copy each time."""
    copy = profiles.directory / "written"
    found: list[Cost] = []
    for _ in range(runs):
        shutil.copytree(profiles[shape], copy)
        found.append(once(tree.command(command, str(copy), *words), tree.environment, (0, 1)))
        shutil.rmtree(copy)
    return next((cost for cost in found if cost.failed), min(found, key=lambda cost: cost.cpu))
