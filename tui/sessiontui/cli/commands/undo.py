"""``sessiontui undo PLACE``: take back the last edit made with this tool."""

from __future__ import annotations

import argparse
from dataclasses import replace

from ...errors import NothingFound, UsageError
from ...stores.base import FileChange, Receipt
from ...workspace import Workspace
from .. import diagnostics
from ..receipts import report


def run(options: argparse.Namespace) -> int:
    """Take it back; nothing to take back is exit code 1."""
    if options.version_of is not None:
        raise UsageError("undo takes back an edit of the place: it takes no --version-of")
    workspace = Workspace.open(options.place, read_only=options.read_only)
    try:
        receipt = _planned(workspace) if options.dry_run else workspace.undo()
    finally:
        workspace.close()
    report(options, receipt, place=options.place, undo=False)
    return diagnostics.DONE


def _planned(workspace: Workspace) -> Receipt:
    """What would be taken back; whether it still can be shows only when it is done."""
    last = workspace.undoable()
    if last is None:
        raise NothingFound(f"{workspace.store.info.location}: there is no edit to take back")
    return replace(
        last,
        id=None,
        edits=tuple(f"Take back: {words}" for words in last.edits),
        files=tuple(FileChange(change.path, "as it was before") for change in last.files),
    )
