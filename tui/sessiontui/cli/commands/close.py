"""``sessiontui close PLACE ID…``: open tabs and windows onto the closed stack.

With ``--duplicates`` what is open several times, but for one of each.
"""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ...errors import NothingFound
from .. import diagnostics
from ..options import ID, add_edit, add_place, add_words
from ..place import load, opened
from ..receipts import carry_out, chosen_of_one, need, report

if TYPE_CHECKING:
    from ...session.edit.edits import Edit
    from ...session.json.pointer import Steps
    from ...session.model.items import Item
    from ...session.model.snapshot import Snapshot

EXAMPLE: Final = (
    "sessiontui close default-esr /windows/0/tabs/3 /windows/1\n"
    "  sessiontui close default-esr --duplicates --dry-run"
)


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    add_place(parser)
    add_words(parser, "ids", "ID", f"{ID}: an open tab or window")
    parser.add_argument(
        "--duplicates", action="store_true",
        help="of each address that is open several times in one container all tabs but one, that "
        "in a group or last looked at (of these IDs alone, if there are any); pinned and hidden "
        "ones stay",
    )  # fmt: skip
    add_edit(parser)


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.edits import ReceiptOut

    return (ReceiptOut,)


def run(options: argparse.Namespace) -> int:
    """Close them, as Firefox would; nothing open twice is exit code 1."""
    if not options.duplicates:
        need(options.ids, "what to close")
    with opened(options) as workspace:
        from ...session.edit.from_items import to_close

        version, items = chosen_of_one(workspace, options, options.ids)
        if options.duplicates:
            edits = _copies(load(workspace, version.id), items)
        else:
            edits = to_close(items)
        receipt = carry_out(workspace, options, edits, version)
    report(options, receipt, place=options.place)
    return diagnostics.DONE


def _copies(snapshot: Snapshot, items: Sequence[Item]) -> Sequence[Edit]:
    """What closes the duplicates among these items, or of all that is open."""
    from ...session.edit.edits import CloseCopies
    from ...session.model.snapshot import Window

    among: set[Steps] = set()
    for item in items:
        tabs = item.node.tabs if isinstance(item.node, Window) else (item,)
        among.update(tab.steps for tab in tabs)
    found = snapshot.duplicates.superfluous(among if items else None)
    if not found:
        raise NothingFound("nothing of this is open twice, so there is nothing to close")
    return [CloseCopies(tuple(tab.steps for tab in found))]
