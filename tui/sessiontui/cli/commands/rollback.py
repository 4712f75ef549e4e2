"""``sessiontui rollback PLACE VERSION``: make that version the one the next start loads."""

from __future__ import annotations

import argparse
from typing import Final

from ...errors import UsageError
from ...text import printable
from .. import diagnostics
from ..options import add_edit, add_place, add_words
from ..place import opened, refuse_inside, wanted_version
from ..receipts import check_base, report

EXAMPLE: Final = "sessiontui rollback default-esr previous"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    add_place(parser)
    add_words(
        parser, "words", "VERSION",
        "previous, recovery, an upgrade id, kept-3 or backup-1/previous, as info prints them",
    )  # fmt: skip
    add_edit(parser)


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.edits import ReceiptOut

    return (ReceiptOut,)


def run(options: argparse.Namespace) -> int:
    """Roll back to it; the file itself stays, and so do copies of what it replaces."""
    words: list[str] = options.words
    if len(words) > 1:
        raise UsageError(f"{printable(words[1])}: that is one word too many; name one version")
    if bool(words) == (options.version_of is not None):
        raise UsageError("name the VERSION to roll back to, as sessiontui info prints them")
    with opened(options) as workspace:
        version = wanted_version(workspace, words[0] if words else options.version_of)
        refuse_inside(version, "rolled back to")
        check_base(options, version)
        receipt = workspace.rollback(version.id, base=version.revision, dry_run=options.dry_run)
    report(options, receipt, place=options.place)
    return diagnostics.DONE
