"""``sessiontui undo PLACE``: take back the last edit made with this tool."""

from __future__ import annotations

import argparse

from ...errors import UsageError
from .. import diagnostics
from ..opening import open_workspace
from ..receipts import report


def run(options: argparse.Namespace) -> int:
    """Take it back; nothing to take back is exit code 1."""
    if options.version_of is not None:
        raise UsageError("undo takes back an edit of the place: it takes no --version-of")
    workspace = open_workspace(options.place, options)
    try:
        receipt = workspace.undo(dry_run=options.dry_run)
    finally:
        workspace.close()
    report(options, receipt, place=options.place, undo=False)
    return diagnostics.DONE
