"""What a session costs Firefox, for the command that is asked for it: its option, text and JSON."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ..errors import UsageError
from .output import Output

if TYPE_CHECKING:
    from ..monitor.costs.types import Costs
    from ..session.model.snapshot import Snapshot
    from ..stores.view import Version
    from ..workspace import Workspace


def add_costs(parser: argparse.ArgumentParser) -> None:
    """Add the option."""
    parser.add_argument(
        "--costs", action="store_true",
        help="measure what the file costs Firefox to read and write, and slimmed",
    )  # fmt: skip


def refuse_rows(by: str, top: str | None) -> None:
    """Raise UsageError where rows are asked for as well: it is the whole file that is measured."""
    if by != "part" or top is not None:
        raise UsageError("--costs measures the whole file: it goes with neither --by nor --top")


def run_costs(workspace: Workspace, version: Version, snapshot: Snapshot, *, as_json: bool) -> None:
    """Measure a version and print what it costs. Raises Unreadable."""
    found = workspace.costs(snapshot)
    out = Output()
    if as_json:
        from .json_shapes.costs import costs_out

        out.json(costs_out(version, found))
    else:
        print_costs(out, version.id, found)


def print_costs(out: Output, name: str, costs: Costs) -> None:
    """The table, and what there is to say of it; ``name``: of the version."""
    from ..monitor.costs.words import HEADS, row, said

    out.line(f"What {name} costs Firefox to read and to write", strong=True)
    rows = [HEADS, *map(row, costs.cases)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    out.table(
        [
            (
                each[0],
                *(cell.rjust(width) for cell, width in zip(each[1:], widths[1:], strict=True)),
            )
            for each in rows
        ]
    )
    out.line()
    for label, words in said(costs):
        out.paragraph(label, words)
