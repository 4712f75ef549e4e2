"""``sessiontui forget PLACE ID…``: take what was closed out of the closed stacks."""

from __future__ import annotations

import argparse
import time

from ...errors import NothingFound, Refused, UsageError
from ...session.edit.edits import ForgetMatching
from ...session.edit.from_items import to_forget
from ...stores.protocols import EditOptions
from ...text import parse_age, printable
from .. import diagnostics
from ..opening import open_workspace
from ..receipts import carry_out, chosen_of_one, found_nothing, report


def run(options: argparse.Namespace) -> int:
    """Forget what is named, or all that matches; nothing that matches is exit code 1."""
    matching = _matching(options)
    if options.all and not (options.yes or options.dry_run):
        raise Refused(
            "--all forgets every closed tab, window and group; give --yes as well, or look first "
            "with --dry-run; nothing was changed"
        )
    allow = EditOptions(everywhere=options.everywhere)
    workspace = open_workspace(options.place, options)
    try:
        version, items = chosen_of_one(workspace, options, options.ids)
        edits = to_forget(items) if matching is None else (matching,)
        receipt = carry_out(workspace, options, edits, version.revision, allow)
    finally:
        workspace.close()
    nothing = found_nothing(receipt, options)
    if nothing and not options.json:
        where = printable(version.path or version.id)
        raise NothingFound(f"{where}: {'; '.join(receipt.edits)}; nothing was changed")
    report(options, receipt, place=options.place)
    return diagnostics.NOTHING_FOUND if nothing else diagnostics.DONE


def _matching(options: argparse.Namespace) -> ForgetMatching | None:
    """What to forget when no IDs say it."""
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
    return ForgetMatching(
        site=options.site,
        before=_before(options.older_than),
        tabs=options.tabs or not kinds,
        windows=options.windows or not kinds,
        groups=options.groups or not kinds,
    )


def _before(age: str | None) -> int | None:
    if age is None:
        return None
    length = parse_age(age)
    if length is None:
        raise UsageError(f"--older-than takes an age, like 3h, 2d, 2w or 6mo: {printable(age)}")
    return int(time.time() * 1000 - length)
