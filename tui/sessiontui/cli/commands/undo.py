"""``sessiontui undo PLACE``: undo the last edit made with this tool."""

from __future__ import annotations

import argparse
from typing import Final

from ...errors import UsageError
from .. import diagnostics
from ..options import add_dry_run, add_place
from ..place import opened
from ..receipts import report

EXAMPLE: Final = "sessiontui undo default-esr"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    add_place(parser)
    add_dry_run(parser)


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.edits import ReceiptOut

    return (ReceiptOut,)


def run(options: argparse.Namespace) -> int:
    """Undo it; nothing to undo is exit code 1."""
    if options.version_of is not None:
        raise UsageError("undo undoes an edit of the place: it takes no --version-of")
    with opened(options) as workspace:
        receipt = workspace.undo(dry_run=options.dry_run)
    report(options, receipt, place=options.place, undo=False)
    return diagnostics.DONE
