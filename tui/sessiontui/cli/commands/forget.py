"""``sessiontui forget PLACE ID…``: take what was closed out of the closed stacks."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING, Final

from ...errors import Refused, UsageError
from .. import diagnostics
from ..ages import before
from ..options import ID, add_edit, add_place, add_words
from ..place import opened
from ..receipts import carry_out, chosen_of_one, report_search

if TYPE_CHECKING:
    from ...session.edit.edits import ForgetMatching

EXAMPLE: Final = "sessiontui forget default-esr --site example.org --older-than 2w"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    add_place(parser)
    add_words(parser, "ids", "ID", f"{ID}: a closed tab, window or group, a saved group")
    parser.add_argument("--tabs", action="store_true", help="all closed tabs")
    parser.add_argument("--windows", action="store_true", help="all closed windows")
    parser.add_argument(
        "--groups", action="store_true",
        help="all closed tab groups; saved ones only by --site or by their ID",
    )  # fmt: skip
    parser.add_argument("--site", metavar="HOST", help="only what has a page of this host")
    parser.add_argument(
        "--older-than", metavar="AGE", help="only what was closed before: 3h, 2d, 2w"
    )
    parser.add_argument("--all", action="store_true", help="everything closed; needs --yes")
    parser.add_argument(
        "--everywhere", action="store_true",
        help="in every session file and in the copies this tool keeps; cannot be undone",
    )  # fmt: skip
    parser.add_argument(
        "--drop-unreadable", action="store_true",
        help="with --everywhere: delete session files that cannot be looked through",
    )  # fmt: skip
    parser.add_argument("--yes", action="store_true", help="what --all needs")
    add_edit(parser)


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.edits import ReceiptOut

    return (ReceiptOut,)


def run(options: argparse.Namespace) -> int:
    """Forget what is named, or all that matches; nothing that matches is exit code 1."""
    matching = _matching(options)
    if options.all and not (options.yes or options.dry_run):
        raise Refused(
            "--all forgets every closed tab, window and group; give --yes as well, or look first "
            "with --dry-run; nothing was changed"
        )
    with opened(options) as workspace:
        from ...session.edit.from_items import to_forget
        from ...stores.protocols import EditOptions

        allow = EditOptions(everywhere=options.everywhere, drop_unreadable=options.drop_unreadable)
        version, items = chosen_of_one(workspace, options, options.ids)
        edits = to_forget(items) if matching is None else (matching,)
        receipt = carry_out(workspace, options, edits, version, allow)
    code = report_search(options, receipt, version)
    return diagnostics.REFUSED if receipt.left else code  # not done everywhere it was asked for


def _matching(options: argparse.Namespace) -> ForgetMatching | None:
    """What to forget when no IDs say it."""
    if options.drop_unreadable and not options.everywhere:
        raise UsageError("--drop-unreadable goes with --everywhere")
    kinds = options.tabs or options.windows or options.groups
    narrowed = options.site is not None or options.older_than is not None
    if options.ids:
        if kinds or narrowed or options.all:
            raise UsageError("IDs choose what to forget, and so do the other options: give one")
        return None
    if not (kinds or narrowed or options.all):
        raise UsageError(
            "say what to forget: IDs as sessiontui tabs --closed prints them, or --tabs, "
            "--windows, --groups, --site, --older-than, --all"
        )
    if options.all and (kinds or narrowed):
        raise UsageError("--all forgets everything closed: leave it out to forget only some")
    from ...session.edit.edits import ForgetMatching

    return ForgetMatching(
        site=options.site,
        before=before(options.older_than),
        tabs=options.tabs or not kinds,
        windows=options.windows or not kinds,
        groups=options.groups or not kinds,
    )
