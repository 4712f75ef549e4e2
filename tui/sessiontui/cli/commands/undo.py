"""``sessiontui undo PLACE``: take back the last edit made with this tool."""

from __future__ import annotations

import argparse

from ...errors import UsageError
from ...workspace import Workspace
from .. import diagnostics
from ..receipts import report


def run(options: argparse.Namespace) -> int:
    """Take it back; nothing to take back is exit code 1."""
    if options.version_of is not None:
        raise UsageError("undo takes back an edit of the place: it takes no --version-of")
    workspace = Workspace.open(options.place, read_only=options.read_only)
    try:
        receipt = workspace.undo(dry_run=options.dry_run)
    finally:
        workspace.close()
    report(options, receipt, place=options.place, undo=False)
    return diagnostics.DONE
