"""``sessiontui rollback PLACE VERSION``: make that version the one the next start loads."""

from __future__ import annotations

import argparse

from ...errors import UsageError
from ...text import printable
from .. import diagnostics
from ..opening import open_workspace
from ..receipts import check_base, report


def run(options: argparse.Namespace) -> int:
    """Go back to it; the file itself stays, and so do copies of what it replaces."""
    words: list[str] = options.words
    if len(words) > 1:
        raise UsageError(f"{printable(words[1])}: that is one word too many; name one version")
    if bool(words) == (options.version_of is not None):
        raise UsageError("name the VERSION to go back to, as sessiontui info prints them")
    workspace = open_workspace(options.place, options)
    try:
        version = workspace.find_version(words[0] if words else options.version_of)
        check_base(options, version)
        receipt = workspace.rollback(version.id, base=version.revision, dry_run=options.dry_run)
    finally:
        workspace.close()
    report(options, receipt, place=options.place)
    return diagnostics.DONE
