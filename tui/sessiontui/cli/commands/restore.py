"""``sessiontui restore PLACE ID…``: open again at the next start what was closed or lost."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Final

from ...errors import NothingFound, Refused, UsageError
from ...text import count, printable
from .. import diagnostics
from ..options import ID, add_edit, add_place, add_words, as_path, window_number
from ..place import load, open_workspace, opened, wanted_version
from ..receipts import carry_out, check_named, need, report

if TYPE_CHECKING:
    from pathlib import Path

    from ...session.edit.already_open import Judged
    from ...session.edit.edits import Edit, Into
    from ...session.model.items import Item
    from ...session.model.snapshot import Snapshot
    from ...stores.protocols import EditOptions, Receipt
    from ...workspace import Workspace

EXAMPLE: Final = (
    "sessiontui restore default-esr 12 /savedGroups/0 --dry-run\n"
    "  sessiontui restore default-esr previous#/windows/0/tabs/3 --window new"
)
_NEW_FILES: Final = (".jsonlz4", ".js", ".json")


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    add_place(parser)
    add_words(
        parser, "ids", "ID",
        f"{ID}: a closed tab, window or group, a saved group, also VERSION#ID of anything in "
        "another version, which is carried over",
    )  # fmt: skip
    parser.add_argument(
        "--only", action="store_true",
        help="open exactly these; open tabs may be named too, all others are closed",
    )  # fmt: skip
    parser.add_argument(
        "--even-if-open", action="store_true",
        help="also what is open already, the same page or its address in the same container",
    )  # fmt: skip
    parser.add_argument(
        "--window", metavar="N", help="put tabs and groups into this window, or into a new one"
    )
    parser.add_argument(
        "--into", metavar="OTHER", help="open copies in another profile or session file, or in "
        "a new file whose name ends in .jsonlz4, .js or .json",
    )  # fmt: skip
    parser.add_argument(
        "--yes", action="store_true",
        help="open all tabs even if Firefox crashed repeatedly with them",
    )  # fmt: skip
    add_edit(parser)


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.edits import ReceiptOut

    return (ReceiptOut,)


def run(options: argparse.Namespace) -> int:
    """Open them in the place itself, in another one, or in a new session file."""
    need(options.ids, "what to restore")
    into = _into(options.window)
    place = options.place if options.into is None else options.into
    words: Sequence[str] = ()
    with opened(options) as workspace:
        if options.into is None:
            receipt, words = _here(workspace, options, into)
        elif _is_new_file(options.into):
            receipt = _new_file(workspace, options, as_path(options.into))
        else:
            receipt, words = _elsewhere(workspace, options, into)
    report(options, receipt, place=place, open_already=words)
    return diagnostics.DONE


def _into(window: str | None) -> Into:
    if window is None:
        return None
    if window == "new":
        return "new"
    number = window_number(window)
    if number is None:
        raise UsageError(f"--window takes a window's number, like 1, or new: {printable(window)}")
    return number - 1


def _allowed(options: argparse.Namespace) -> EditOptions:
    from ...stores.protocols import EditOptions

    return EditOptions(after_crashes=options.yes)


def _here(
    workspace: Workspace, options: argparse.Namespace, into: Into
) -> tuple[Receipt, Sequence[str]]:
    """The receipt, and what of it is open already in words."""
    from msgspec.structs import replace

    from ...session.edit.from_items import to_restore
    from ..ids import select_across, versions_named

    workspace.may_change()  # before what is open there, and so cannot be opened there
    shown = wanted_version(workspace, options.version_of)
    edited = workspace.find_version(None) if options.version_of else shown
    check_named(options, (shown, edited), versions_named(workspace, shown, options.ids))
    chosen = select_across(workspace, shown, options.ids)
    items = tuple(found.item for found in chosen)
    own = [found.item for found in chosen if found.version.id == edited.id]
    base = own[0].snapshot if own else load(workspace, edited.id)
    if not options.only:
        _refuse_open(items, base, edited.id)
    judged = _judged(options, items, base)
    edits = to_restore(judged.to_open, base, into=into, only=options.only)
    receipt = carry_out(workspace, options, edits, edited, _allowed(options))
    return replace(receipt, already_open=judged.left_out), judged.words


def _refuse_open(items: tuple[Item, ...], base: Snapshot, version: str) -> None:
    from ...session.edit.from_items import is_of
    from ...session.model.nested import sessions_inside

    for item in items:
        if item.is_open and is_of(item, base):
            holds = any(inside.steps == item.steps for inside in sessions_inside(base))
            raise Refused(
                f"{printable(item.pointer)}: this {item.kind.noun} is open already; with --only "
                "exactly what is named opens at the next start"
                + (
                    f"; '{printable(version)}#{printable(item.pointer)}#/windows/0' is the first "
                    "window of the session inside it"
                    if holds
                    else ""
                )
            )


def _judged(
    options: argparse.Namespace,
    items: tuple[Item, ...],
    base: Snapshot,
    containers: Mapping[int, int | None] | None = None,
) -> Judged:
    """What is open already told apart.

    ``--only`` closes what is open and not named, so nothing comes twice. Raises NothingFound when
    nothing is left.
    """
    from ...session.edit.already_open import Judged, judge

    if options.only or options.even_if_open:
        return Judged(items, (), ())
    judged = judge(items, base, containers=containers)
    if not judged.to_open:
        raise NothingFound(
            f"{judged.words[0]}: nothing was changed; --even-if-open opens it once more"
        )
    return judged


# -- elsewhere ---------------------------------------------------------------------------------


def _elsewhere(
    source: Workspace, options: argparse.Namespace, into: Into
) -> tuple[Receipt, Sequence[str]]:
    """As ``_here``."""
    from msgspec.structs import replace

    from ...session.edit.carry_over import containers_between
    from ...session.edit.edits import KeepOnly
    from ...session.edit.from_items import to_carry

    items = _carried(source, options)
    target = open_workspace(options.into, options)
    try:
        edited = target.find_version(None)
        containers = containers_between(source.containers(), target.containers())
        judged = _judged(options, items, load(target, edited.id), containers)
        edits: list[Edit] = [KeepOnly(())] if options.only else []
        edits += to_carry(judged.to_open, into=into, containers=containers)
        receipt = carry_out(target, options, edits, edited, _allowed(options))
        return replace(receipt, already_open=judged.left_out), judged.words
    finally:
        target.close()


def _carried(source: Workspace, options: argparse.Namespace) -> tuple[Item, ...]:
    from ..ids import select_across, versions_named

    shown = wanted_version(source, options.version_of)
    check_named(options, (shown,), versions_named(source, shown, options.ids))
    return tuple(found.item for found in select_across(source, shown, options.ids))


def _is_new_file(place: str) -> bool:
    return place.endswith(_NEW_FILES) and not os.path.lexists(place)


def _new_file(source: Workspace, options: argparse.Namespace, path: Path) -> Receipt:
    from ...codec import mozlz4
    from ...export.allowed_place import check_new_file
    from ...export.new_file import write
    from ...session.edit.from_items import to_carry
    from ...session.edit.kinds import missing
    from ...session.edit.new_session import new_session
    from ...session.model.document import Document
    from ...session.model.snapshot import Snapshot
    from ...stores.protocols import FileChange, Receipt

    where = printable(str(path))
    if options.read_only:
        raise Refused("--read-only was given, and this would write a file; leave it out")
    if options.window not in (None, "new"):
        raise UsageError(f"{where}: a new file has no window {options.window} yet")
    check_new_file(path, force=False)
    items = _carried(source, options)
    pages = to_carry(items)
    text = new_session(pages, int(time.time() * 1000))
    counts = Snapshot(Document(text)).counts
    if not options.dry_run:
        write([mozlz4.pack(text) if path.suffix == ".jsonlz4" else text], path)
    opened = f"{count(counts.tabs, 'tab')} in {count(counts.windows, 'window')}"
    return Receipt(
        None, (f"Put {opened} into a new session file",), (FileChange(where, "new"),), None, None,
        counts.windows, counts.tabs, None, missing=missing(pages),
    )  # fmt: skip
