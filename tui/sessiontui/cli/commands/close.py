"""``sessiontui close PLACE ID…``: open tabs and windows onto the closed stack."""

from __future__ import annotations

import argparse

from ...session.edit.from_items import to_close
from ...stores.protocols import PLAIN
from .. import diagnostics
from ..opening import open_workspace
from ..receipts import carry_out, chosen_of_one, need, report


def run(options: argparse.Namespace) -> int:
    """Close them, as Firefox would."""
    need(options.ids, "what to close")
    workspace = open_workspace(options.place, options)
    try:
        version, items = chosen_of_one(workspace, options, options.ids)
        receipt = carry_out(workspace, options, to_close(items), version.revision, PLAIN)
    finally:
        workspace.close()
    report(options, receipt, place=options.place)
    return diagnostics.DONE
