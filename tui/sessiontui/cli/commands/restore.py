"""``sessiontui restore PLACE ID…``: open again at the next start what was closed or lost."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from ...codec import mozlz4
from ...errors import Refused, UsageError
from ...export.new_file import check_target, write
from ...session.edit.carry_over import container_map, new_session
from ...session.edit.edits import NEW, Edit, Into, KeepOnly
from ...session.edit.from_items import is_of, to_carry, to_restore
from ...session.model.document import Document
from ...session.model.items import Item
from ...session.model.snapshot import Snapshot
from ...stores.protocols import EditOptions, FileChange, Receipt
from ...text import count, printable
from ...workspace import Workspace
from .. import diagnostics
from ..ids import select_across
from ..new_files import check_place
from ..receipts import carry_out, check_base, need, report

_NEW_FILES: Final = (".jsonlz4", ".js", ".json")


def run(options: argparse.Namespace) -> int:
    """Open them in the place itself, in another one, or in a new session file."""
    need(options.ids, "what to restore")
    into = _into(options.window)
    place = options.place if options.into is None else options.into
    workspace = Workspace.open(options.place, read_only=options.read_only)
    try:
        if options.into is None:
            receipt = _here(workspace, options, into)
        elif _is_new_file(options.into):
            receipt = _new_file(workspace, options, Path(options.into))
        else:
            receipt = _elsewhere(workspace, options, into)
    finally:
        workspace.close()
    report(options, receipt, place=place)
    return diagnostics.DONE


def _into(window: str | None) -> Into:
    if window is None or window == NEW:
        return NEW if window else None
    if not (window.isascii() and window.isdecimal() and len(window) < 10 and int(window)):
        raise UsageError(f"--window takes a window's number, like 1, or new: {printable(window)}")
    return int(window) - 1


def _allowed(options: argparse.Namespace) -> EditOptions:
    return EditOptions(after_crashes=options.yes)


def _here(workspace: Workspace, options: argparse.Namespace, into: Into) -> Receipt:
    shown = workspace.find_version(options.version_of)
    edited = workspace.find_version(None) if options.version_of else shown
    check_base(options, shown, edited)
    chosen = select_across(workspace, shown, options.ids)
    items = tuple(found.item for found in chosen)
    own = [found.item for found in chosen if found.version.id == edited.id]
    base = own[0].snapshot if own else workspace.store.load(edited.id)
    if not options.only:
        _refuse_open(items, base)
    edits = to_restore(items, base, into=into, only=options.only)
    return carry_out(workspace, options, edits, edited.revision, _allowed(options))


def _refuse_open(items: tuple[Item, ...], base: Snapshot) -> None:
    for item in items:
        if item.is_open and is_of(item, base):
            raise Refused(
                f"{printable(item.pointer)}: this {item.kind.noun} is open already; with --only "
                "exactly what is named opens at the next start"
            )


# -- elsewhere ---------------------------------------------------------------------------------


def _elsewhere(source: Workspace, options: argparse.Namespace, into: Into) -> Receipt:
    items = _carried(source, options)
    target = Workspace.open(options.into, read_only=options.read_only)
    try:
        edited = target.find_version(None)
        edits: list[Edit] = [KeepOnly(())] if options.only else []
        edits += to_carry(items, into=into, containers=_containers(source, target))
        return carry_out(target, options, edits, edited.revision, _allowed(options))
    finally:
        target.close()


def _carried(source: Workspace, options: argparse.Namespace) -> tuple[Item, ...]:
    shown = source.find_version(options.version_of)
    check_base(options, shown)
    return tuple(found.item for found in select_across(source, shown, options.ids))


def _containers(source: Workspace, target: Workspace) -> Mapping[int, int | None] | None:
    """The target's containers of the same names; without names the same numbers, if it has them."""
    theirs, ours = target.containers(), source.containers()
    if theirs is None:
        return None
    if ours is None:
        return {number: number for number in theirs}
    return container_map(ours, theirs)


def _is_new_file(place: str) -> bool:
    return place.endswith(_NEW_FILES) and not os.path.lexists(place)


def _new_file(source: Workspace, options: argparse.Namespace, path: Path) -> Receipt:
    where = printable(str(path))
    if options.read_only:
        raise Refused("--read-only was given, and this would write a file; leave it out")
    if options.window not in (None, NEW):
        raise UsageError(f"{where}: a new file has no window {options.window} yet")
    check_place(path)
    check_target(path, force=False)
    items = _carried(source, options)
    text = new_session(to_carry(items), int(time.time() * 1000))
    counts = Snapshot(Document(text)).counts
    if not options.dry_run:
        write([mozlz4.pack(text) if path.suffix == ".jsonlz4" else text], path)
    opened = f"{count(counts.tabs, 'tab')} in {count(counts.windows, 'window')}"
    return Receipt(
        None, (f"Put {opened} into a new session file",), (FileChange(where, "new"),), None, None,
        counts.windows, counts.tabs, None,
    )  # fmt: skip
