"""``sessiontui close PLACE ID…``: open tabs and windows onto the closed stack."""

from __future__ import annotations

import argparse
from typing import Final

from .. import diagnostics
from ..options import ID, add_edit, add_place, add_words
from ..place import opened
from ..receipts import carry_out, chosen_of_one, need, report

EXAMPLE: Final = "sessiontui close default-esr /windows/0/tabs/3 /windows/1"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    add_place(parser)
    add_words(parser, "ids", "ID", f"{ID}: an open tab or window")
    add_edit(parser)


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.edits import ReceiptOut

    return (ReceiptOut,)


def run(options: argparse.Namespace) -> int:
    """Close them, as Firefox would."""
    need(options.ids, "what to close")
    with opened(options) as workspace:
        from ...session.edit.from_items import to_close

        version, items = chosen_of_one(workspace, options, options.ids)
        receipt = carry_out(workspace, options, to_close(items), version.revision)
    report(options, receipt, place=options.place)
    return diagnostics.DONE
