"""``sessiontui slim PLACE --drop WHAT,…``: make the session that the next start loads lighter.

Without ``--drop`` it says what each drop would free, and writes nothing.
"""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Final

from ...errors import NothingFound, UsageError
from ...text import cells, exact_size, pad, percent, printable, size
from .. import diagnostics
from ..ages import before
from ..options import add_edit, add_place
from ..output import Output
from ..place import load, opened, wanted_version
from ..receipts import carry_out, check_base, report_search

if TYPE_CHECKING:
    from ...session.edit.slimming import Drop, Saving, Slimming
    from ...session.model.snapshot import Snapshot
    from ...stores.view import Version

EXAMPLE: Final = (
    "sessiontui slim default-esr\n"
    "  sessiontui slim default-esr --drop favicons,history --dry-run\n"
    "  sessiontui slim default-esr --drop closed --older-than 2w"
)
_DROPS: Final = "favicons, closed, nested, storage, history, extensions, duplicates"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    add_place(parser)
    parser.add_argument(
        "--drop", metavar="WHAT", action="append",
        help=f"what goes, with commas between: {_DROPS} (nothing: say what each would free)",
    )  # fmt: skip
    parser.add_argument(
        "--older-than", metavar="AGE", help="of closed: only what was closed before: 3h, 2d, 2w"
    )
    parser.add_argument(
        "--site", metavar="HOST", help="of closed and storage: only what is of this host"
    )
    parser.add_argument(
        "--keep-history", metavar="N",
        help="of history: keep so many pages before and behind the one that is shown (5)",
    )  # fmt: skip
    add_edit(parser)


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.edits import ReceiptOut
    from ..json_shapes.slim import SavingsOut

    return (ReceiptOut, SavingsOut)


def run(options: argparse.Namespace) -> int:
    """Drop it, or say what could be dropped; nothing to be freed is exit code 1.

    What of several drops cannot be known is left out and named, and the exit code is that of
    what is not done everywhere.
    """
    drops = _drops(options)
    keep = _keep_history(options.keep_history)
    closed_before = before(options.older_than)
    with opened(options) as workspace:
        from msgspec.structs import replace

        from ...session.edit.slimming import KEEP_HISTORY, choose
        from ...stores.protocols import EditOptions
        from ...stores.slimming_of import slimming_of

        version = wanted_version(workspace, options.version_of)
        check_base(options, version)
        snapshot = load(workspace, version.id)
        how = slimming_of(
            workspace.store,
            site=options.site,
            before=closed_before,
            keep_history=KEEP_HISTORY if keep is None else keep,
        )
        if not drops:
            return _offer(options, version, snapshot, how)
        chosen = choose(snapshot, drops, how)
        del snapshot  # it is read again once the profile is locked
        allow = EditOptions(measured=True)
        receipt = carry_out(workspace, options, chosen.edits, version, allow)
    left_out = tuple(f"{one.drop}: {one.why}" for one in chosen.left_out)
    code = report_search(options, replace(receipt, left_out=left_out), version)
    return diagnostics.REFUSED if left_out else code


# -- what is asked for -------------------------------------------------------------------------


def _drops(options: argparse.Namespace) -> tuple[Drop, ...]:
    """What is to be dropped; nothing without ``--drop``. Raises UsageError."""
    known = _DROPS.split(", ")
    asked = [word.strip() for words in options.drop or () for word in words.split(",")]
    for word in asked:
        if word not in known:
            raise UsageError(f"--drop takes {_DROPS}, with commas between: {printable(word)}")
    for given, name, of in (
        (options.older_than, "--older-than", ("closed",)),
        (options.site, "--site", ("closed", "storage")),
        (options.keep_history, "--keep-history", ("history",)),
    ):
        if given is not None and asked and not set(of).intersection(asked):
            raise UsageError(f"{name} says how much of {' and '.join(of)} goes: drop that, too")
    from ...session.edit.slimming import DROPS

    return tuple(drop for drop in DROPS if drop in asked)


def _keep_history(text: str | None) -> int | None:
    if text is None:
        return None
    if not (text.isascii() and text.isdecimal() and len(text) < 6):
        raise UsageError(f"--keep-history takes a number of pages, 0 or more: {printable(text)}")
    return int(text)


# -- what could be dropped ---------------------------------------------------------------------


def _offer(options: argparse.Namespace, version: Version, snapshot: Snapshot, how: Slimming) -> int:
    """Print what each drop by itself would free."""
    from ...session.edit.slimming import savings

    whole = len(snapshot.document.text)
    found = list(savings(snapshot, how, now=int(time.time() * 1000)))
    out = Output()
    if options.json:
        from ..json_shapes.slim import SavingsOut, saving_out

        listed = [saving_out(one) for one in found]
        file = version.size if version.path else None
        out.json(SavingsOut(version.id, version.revision, whole, file, listed))
    elif any(one.bytes or one.unknown for one in found):
        _print(out, version, whole, found)
    else:
        raise NothingFound(f"{printable(version.path or version.id)}: there is nothing to drop")
    return diagnostics.DONE if any(one.bytes > 0 for one in found) else diagnostics.NOTHING_FOUND


def _print(out: Output, version: Version, whole: int, found: list[Saving]) -> None:
    out.line(f"{version.id}: {exact_size(whole)} of JSON", strong=True)
    out.line("Nothing was written. What --drop would free, each by itself:")
    rows = []
    for one in sorted(found, key=lambda saving: -saving.bytes):
        freed = "?" if one.unknown else size(one.bytes) if one.bytes > 0 else "nothing"
        share = percent(one.bytes / whole) if one.bytes > 0 else ""
        rows.append((one.drop, freed, share, one.unknown or one.words))
    widths = [max(map(cells, column)) for column in zip(*rows, strict=True)]
    aligned = [
        (drop, pad(freed, widths[1], right=True), pad(share, widths[2], right=True), words)
        for drop, freed, share, words in rows
    ]
    out.table(aligned, stretch=3, last_below=True)
