"""``sessiontui move PLACE ID --window N --index N``: an open tab to another place."""

from __future__ import annotations

import argparse
from typing import Final

from ...errors import UsageError
from ...text import printable
from .. import diagnostics
from ..options import ID, add_edit, add_place, add_word, window_number
from ..place import opened
from ..receipts import carry_out, chosen_of_one, need, report

EXAMPLE: Final = (
    "sessiontui move default-esr /windows/0/tabs/3 --index 0\n"
    "  sessiontui move default-esr /windows/0/tabs/3 --window 2 --dry-run"
)
_MORE: Final = """\
As in Firefox: pinned tabs stay first, a tab moved into a group joins it and one
moved out of it leaves, a split view is never put asunder by a tab from outside.
A window whose last tab leaves closes, and what was closed in it is kept.
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    parser.usage = "sessiontui move [options] PLACE ID [--window N] [--index N]"
    parser.description = f"{parser.description}\n\n{_MORE}"
    add_place(parser)
    add_word(parser, "id", "ID", f"{ID}: an open tab")
    parser.add_argument(
        "--window", metavar="N",
        help="the number of an open window, as tabs prints them (nothing: its own)",
    )  # fmt: skip
    parser.add_argument(
        "--index", metavar="N",
        help="its place there, counted from 0 as in pointers and --json; beyond the last tab, or "
        "nothing: the end",
    )  # fmt: skip
    add_edit(parser)


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.edits import ReceiptOut

    return (ReceiptOut,)


def run(options: argparse.Namespace) -> int:
    """Move it, or say where it would go; an index beyond the end is the end, and told."""
    need([options.id] if options.id is not None else [], "the tab to move")
    window, index = _window(options.window), _index(options.index)
    if window is None and index is None:
        raise UsageError("say where the tab is to go: --window N, --index N, or both")
    with opened(options) as workspace:
        from ...session.edit.from_items import to_move

        version, (item,) = chosen_of_one(workspace, options, [options.id])
        edit = to_move(item, window=window, index=index)
        receipt = carry_out(workspace, options, (edit,), version)
    report(options, receipt, place=options.place)
    return diagnostics.DONE


def _window(text: str | None) -> int | None:
    """The window, 0-based; None for the tab's own."""
    if text is None:
        return None
    number = window_number(text)
    if number is None:
        raise UsageError(f"--window takes a window's number, like 1: {printable(text)}")
    return number - 1


def _index(text: str | None) -> int | None:
    """The place, 0-based; None for the end."""
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 10):
        raise UsageError(f"--index takes a place counted from 0, like 3: {printable(text)}")
    return int(text)
