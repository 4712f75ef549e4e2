"""How a command carries out edits, and how what was done is printed."""

from __future__ import annotations

import argparse
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from ..errors import NeedsConsent, NothingFound, Refused, StaleRevision, UsageError
from ..text import count, path_text, printable
from . import diagnostics
from .output import Output
from .place import refuse_inside, wanted_version
from .undo_command import undo_command
from .windows_ahead import print_windows

if TYPE_CHECKING:
    from ..session.edit.edits import Edit
    from ..session.model.items import Item
    from ..stores.protocols import EditOptions, Receipt
    from ..stores.view import Version
    from ..workspace import Workspace

AGAIN = "list the place again and repeat"


def check_base(options: argparse.Namespace, *versions: Version) -> None:
    """Raise StaleRevision when ``--base`` has the revision of none of these versions."""
    if options.base is not None and not {v.revision for v in versions}.intersection(_base(options)):
        raise _stale(options, versions[0])


def check_named(
    options: argparse.Namespace, own: Sequence[Version], named: Iterable[Version]
) -> None:
    """Raise StaleRevision when ``--base`` lacks the revision of a version that IDs name.

    ``own``: of those that need no name any one's revision does for all of them.
    """
    for version in named if options.base is not None else ():
        if any(version.id == one.id for one in own):
            check_base(options, *own)
        elif version.revision not in _base(options):
            raise _stale(options, version)


def _base(options: argparse.Namespace) -> list[str]:
    base: str = options.base
    return base.split(",")


def _stale(options: argparse.Namespace, version: Version) -> StaleRevision:
    return StaleRevision(
        f"{printable(version.id)} is at revision {version.revision} and no longer at "
        f"{printable(options.base)}: it has changed since; nothing was changed, {AGAIN}"
    )


def chosen_of_one(
    workspace: Workspace, options: argparse.Namespace, ids: Sequence[str]
) -> tuple[Version, tuple[Item, ...]]:
    """The items that ids name, all in one version, and that version."""
    from .ids import select_across

    version = wanted_version(workspace, options.version_of)
    chosen = select_across(workspace, version, ids)
    versions = {found.version.id: found.version for found in chosen}
    if len(versions) > 1:
        names = ", ".join(printable(name) for name in versions)
        raise UsageError(f"the IDs are in several versions ({names}): name those of one")
    found = next(iter(versions.values()), version)
    check_base(options, found)
    return found, tuple(one.item for one in chosen)


def carry_out(
    workspace: Workspace,
    options: argparse.Namespace,
    edits: Sequence[Edit],
    version: Version,
    allow: EditOptions | None = None,
) -> Receipt:
    """Do it to a version, or with ``--dry-run`` say what would be done.

    Raises Refused for a session inside another: the edit would hit the file around it.
    """
    from ..stores.protocols import PLAIN

    refuse_inside(version, "changed")
    act = workspace.plan if options.dry_run else workspace.apply
    try:
        return act(edits, base=version.revision, options=allow or PLAIN)
    except NeedsConsent as error:
        raise Refused(f"{error.sentence} (--only keeps some, --yes opens all)") from None


def report(
    options: argparse.Namespace,
    receipt: Receipt,
    *,
    place: str | None,
    undo: bool = True,
    open_already: Sequence[str] = (),
) -> None:
    """Print a receipt. ``place`` as it was typed; ``undo``: say how to undo it.

    ``open_already`` says in sentences what of it is open already.
    """
    out = Output()
    if options.json:
        from .json_shapes.edits import receipt_out

        out.json(receipt_out(receipt))
        return
    if options.dry_run:
        out.line("Nothing was written. This would be done:", strong=True)
    for words in open_already:
        out.paragraph("open", words)
    for left_out in receipt.already_open:
        out.paragraph("left out", left_out.url or left_out.title)
    for words in receipt.edits:
        out.paragraph("edit", words)
    for words in receipt.left_out:
        out.paragraph("left out", words)
    if receipt.freed is not None:
        out.paragraph("size", receipt.freed.words)
    if options.dry_run:
        print_windows(out, receipt)
    for words in receipt.missing:
        out.paragraph("missing", words)
    for change in receipt.files:
        out.paragraph("file", f"{path_text(change.path)}: {change.what}")
    for left in receipt.left:
        where = path_text(left.path)
        at = f"{where}#{left.pointer}" if left.pointer else where
        out.paragraph("left", f"{at}: {left.why}")
    if not receipt.files:
        out.paragraph("file", "none: nothing has to be changed for this")
    start = receipt.next_start
    if start is not None:
        out.paragraph("next start", start.why)
    elif receipt.files and (receipt.windows or receipt.tabs):
        held = f"{count(receipt.tabs, 'tab')} in {count(receipt.windows, 'window')}"
        out.paragraph("holds now", held)
    if undo and receipt.backup is not None:
        out.whole("to undo", undo_command(place, as_firefox=options.firefox))
    elif getattr(options, "everywhere", False):
        out.paragraph("to undo", "not possible: what is forgotten everywhere is kept nowhere")
    if receipt.backup is not None:
        out.paragraph("copies", f"{path_text(receipt.backup)} (what was there before)")


def need(ids: Sequence[str], what: str) -> None:
    """Raise UsageError when a command that acts on items was given none."""
    if not ids:
        raise UsageError(f"name {what}: IDs as sessiontui tabs --all prints them")


def report_search(options: argparse.Namespace, receipt: Receipt, version: Version) -> int:
    """Print the receipt of an edit that looks for its items; the exit code.

    Raises NothingFound where it found none, Refused where some of it may not be known; but for
    JSON, which says so by itself.
    """
    nothing = receipt.id is None and not (options.dry_run and receipt.files) and not receipt.left
    if nothing and not options.json:
        where = printable(version.path or version.id)
        said = "; ".join((*receipt.edits, *receipt.left_out))
        kind = Refused if receipt.left_out else NothingFound
        raise kind(f"{where}: {said}; nothing was changed")
    report(options, receipt, place=options.place)
    return diagnostics.NOTHING_FOUND if nothing else diagnostics.DONE
