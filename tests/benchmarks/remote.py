"""A profile over ssh, on loopback: the first screen, counted from when ssh itself has connected."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from tests.sshd import CLIENT, SSHD, Sshd

from .costs import Tree
from .screen import PAINTED
from .shapes import Profiles
from .table import Table
from .terminal import Terminal

SHAPES: Final = ("0.2MB", "10MB", "100MB")
GOAL: Final = 1500.0  # ms, for what a session usually has


def run(
    trees: Sequence[Tree],
    directory: Path,
    profiles: Profiles,
    table: Table,
    runs: int,
    largest: float,
) -> None:
    """Print the table."""
    table.heading("ssh: on loopback, wall time after ssh has connected")
    if not (SSHD and CLIENT):
        table.line("first paint", ["no sshd here" for _ in trees])
        return
    server = Sshd(directory / "sshd")
    try:
        path = f"{server.bin}:{os.environ['PATH']}"
        trees = [Tree(tree.name, {**tree.environment, "PATH": path}) for tree in trees]
        connect = min(_connected(server) for _ in range(runs + 1))
        table.line("ssh connects, and leaves", [connect * 1000 for _ in trees])
        for shape in SHAPES:
            if float(shape.removesuffix("MB")) > largest:
                continue
            place = f"ssh:{server.address}{profiles[shape]}"
            found: list[list[float | str]] = [[] for _ in trees]
            for turn in range(runs + 1):
                for tree, times in zip(trees, found, strict=True):
                    with Terminal(tree.command(place), tree.environment) as terminal:
                        seen = terminal.until(PAINTED)
                    if turn:
                        times.append(seen)
            table.line(
                f"{shape}: first paint",
                [
                    next((one for one in times if isinstance(one, str)), None)
                    or (min(one for one in times if not isinstance(one, str)) - connect) * 1000
                    for times in found
                ],
                goal=GOAL if shape == SHAPES[0] else None,
            )
    finally:
        server.stop()


def _connected(server: Sshd) -> float:
    begun = time.perf_counter()
    command = [str(server.bin / "ssh"), "-p", str(server.port), f"{server.user}@127.0.0.1", "exit"]
    subprocess.run(command, check=True, stdin=subprocess.DEVNULL)
    return time.perf_counter() - begun
