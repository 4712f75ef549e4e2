"""Places that are no directory: a profile in a large tar or zip, and Zen's file beside Firefox's.

An archive holds one profile and files around it that do not matter. What reading its index costs
is told by the peers: Python's zipfile and `unzip -l` for a zip, tarfile and `tar tf` for a tar.
What listing the same profile in a directory costs is taken off, with all that is imported.
"""

from __future__ import annotations

import io
import random
import shutil
import sys
import tarfile
import zipfile
from collections.abc import Iterator, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Final

import lz4.block
import msgspec

from .costs import Cost, Tree, in_turns, measure, once
from .generate import mozlz4
from .shapes import Profiles
from .table import Table, Value

FILLER: Final = 1 << 20
SMALL_FILES: Final = 1000  # for each megabyte of the largest session
PROFILE: Final = "home/me/.mozilla/firefox/x.default"

LISTED: Final = (
    "import sys, sessiontui.stores.archive.store, sessiontui.stores.profile.store; "
    "from sessiontui.stores.registry import open_place; "
    "store = open_place(sys.argv[1]); assert store.versions(); store.close()"
)
ZIPFILE: Final = "import sys, zipfile; zipfile.ZipFile(sys.argv[1]).infolist()"
TARFILE: Final = "import sys, tarfile; tarfile.open(sys.argv[1]).getmembers()"


def run(trees: Sequence[Tree], profiles: Profiles, table: Table, runs: int, largest: float) -> None:
    """Print the table. The archives are ten times `largest` megabytes, 1 GB for 100."""
    directory = profiles.directory / "archives"
    directory.mkdir()
    try:
        table.heading(
            f"A profile in an archive of {largest * 10:,.0f} MB, CPU above that of its directory"
        )
        profile = profiles["1MB"]
        small = round(SMALL_FILES * largest)
        for name, size, count in (
            ("files of 1 MB", FILLER, round(largest * 10e6 / FILLER)),
            (f"{small:,} small files", 100, small),
        ):
            _archives(trees, profile, directory, table, runs, (name, size, count))
    finally:
        shutil.rmtree(directory)
    _zen(trees, profiles, table, runs)


def _archives(
    trees: Sequence[Tree],
    profile: Path,
    directory: Path,
    table: Table,
    runs: int,
    around: tuple[str, int, int],
) -> None:
    name, size, count = around
    bare = _cpu(trees, [_python(tree, LISTED, str(profile)) for tree in trees], runs)
    zipped = directory / "x.zip"
    with zipfile.ZipFile(zipped, "w") as archive:
        for path, data in _files(profile, size, count):
            archive.writestr(path, data)
    peer = _library(trees, ("zipfile", ZIPFILE), zipped, table, runs)
    _listed(trees, zipped, table, runs, (f"zip, {name}: versions listed", bare), peer)
    _peer(trees, ["unzip", "-l", str(zipped)], table, runs)
    zipped.unlink()
    for ending in ("tar", "tar.gz"):
        tarred = directory / f"x.{ending}"
        with tarfile.open(tarred, "w:gz" if ending == "tar.gz" else "w") as packed:
            for path, data in _files(profile, size, count):
                info = tarfile.TarInfo(path)
                info.size = len(data)
                packed.addfile(info, io.BytesIO(data))
        peer = _library(trees, ("tarfile", TARFILE), tarred, table, runs)
        _listed(trees, tarred, table, runs, (f"{ending}, {name}: versions listed", bare), peer)
        _peer(trees, ["tar", "tf", str(tarred)], table, runs)
        tarred.unlink()


def _files(profile: Path, size: int, count: int) -> Iterator[tuple[str, bytes]]:
    filler = random.Random(1).randbytes(size)
    for number in range(count):
        if number == count // 2:
            for file in sorted(profile.rglob("*")):
                if file.is_file():
                    yield f"{PROFILE}/{file.relative_to(profile)}", file.read_bytes()
        yield f"home/me/photos/{number // 100}/{number}.jpg", filler


def _python(tree: Tree, code: str, *words: str) -> list[str]:
    return [tree.command()[0], "-c", code, *words]


def _cpu(trees: Sequence[Tree], lines: Sequence[list[str]], runs: int) -> list[Cost]:
    works = [partial(once, line, tree.environment) for tree, line in zip(trees, lines, strict=True)]
    return in_turns(works, runs)


def _listed(
    trees: Sequence[Tree],
    place: Path,
    table: Table,
    runs: int,
    what: tuple[str, list[Cost]],
    peer: Cost,
) -> None:
    name, bare = what
    costs = _cpu(trees, [_python(tree, LISTED, str(place)) for tree in trees], runs)
    table.line(name, _above(costs, bare), goal=peer.cpu * 1000)
    peaks: list[Value] = [cost.failed or cost.peak / 1e6 for cost in costs]
    table.line("  peak memory", peaks, "MB")


def _above(costs: Sequence[Cost], bare: Sequence[Cost]) -> list[Value]:
    return [
        cost.failed or (cost.cpu - base.cpu) * 1000 for cost, base in zip(costs, bare, strict=True)
    ]


def _library(
    trees: Sequence[Tree], named: tuple[str, str], archive: Path, table: Table, runs: int
) -> Cost:
    """What a library of Python takes for an archive's index, above its import."""
    name, code = named
    lines = [[sys.executable, "-c", text, str(archive)] for text in (code, f"import {name}")]
    whole, none = in_turns([partial(once, line, trees[0].environment) for line in lines], runs)
    cost = replace(whole, cpu=whole.cpu - none.cpu)
    table.line(f"peer: Python's {name}, above its import", [cost.failed or cost.cpu * 1000])
    table.line("  peak memory", [cost.peak / 1e6], "MB")
    return cost


def _peer(trees: Sequence[Tree], command: list[str], table: Table, runs: int) -> None:
    if shutil.which(command[0]) is None:
        return
    cost = measure(command, runs, trees[0].environment)
    table.line(f"  peer: {' '.join(command[:-1])}", [cost.failed or cost.cpu * 1000])


def _zen(trees: Sequence[Tree], profiles: Profiles, table: Table, runs: int) -> None:
    """The same tabs as Zen keeps them: in one list, each with its space."""
    table.heading("Zen's file beside Firefox's with the same tabs, 10 MB, CPU")
    session = msgspec.json.decode(lz4.block.decompress(profiles.file("10MB").read_bytes()[8:]))
    spaces = [{"uuid": f"{{{number}}}", "name": f"Space {number}"} for number in range(4)]
    tabs = [
        {**tab, "zenWorkspace": f"{{{number % 4}}}"}
        for window in session["windows"]
        for number, tab in enumerate(window["tabs"])
    ]
    zen = profiles.directory / "zen"
    zen.mkdir()
    held = {"spaces": spaces, "tabs": tabs, "groups": [], "folders": [], "lastCollected": 1}
    (zen / "zen-sessions.jsonlz4").write_bytes(mozlz4(msgspec.json.encode(held)))
    plain = zen / "plain"
    (plain / "sessionstore-backups").mkdir(parents=True)
    windows = [{"tabs": tabs, "selected": 1, "_closedTabs": []}]
    (plain / "sessionstore-backups/recovery.jsonlz4").write_bytes(
        mozlz4(msgspec.json.encode({"windows": windows}))
    )
    for name, place in (("Firefox's", plain), ("Zen's", zen)):
        costs = _cpu(trees, [tree.command("tabs", str(place), "--json") for tree in trees], runs)
        table.line(f"{name}: tabs --json", [cost.failed or cost.cpu * 1000 for cost in costs])
