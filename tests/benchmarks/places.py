"""Places that are no directory: profiles in a large tar or zip, and Zen's file beside Firefox's."""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from functools import partial

import lz4.block
import msgspec

from . import archives
from .costs import Tree, in_turns, once
from .generate import mozlz4
from .shapes import Profiles
from .table import Table


def run(trees: Sequence[Tree], profiles: Profiles, table: Table, runs: int, largest: float) -> None:
    """Print the table. The archives are ten times `largest` megabytes, 1 GB for 100."""
    directory = profiles.directory / "archives"
    directory.mkdir()
    try:
        archives.run(trees, profiles["1MB"], directory, table, runs, largest)
    finally:
        shutil.rmtree(directory)
    _zen(trees, profiles, table, runs)


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
        lines = [(tree.command("tabs", str(place), "--json"), tree.environment) for tree in trees]
        costs = in_turns([partial(once, *line) for line in lines], runs)
        table.line(f"{name}: tabs --json", [cost.failed or cost.cpu * 1000 for cost in costs])
