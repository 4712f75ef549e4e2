"""``sessiontui export PLACE [ID…]``: tabs and windows in a form other programs read."""

from __future__ import annotations

import argparse
import os
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final

from ...errors import NothingFound, Refused, UsageError
from ...text import count, exact_size, printable
from .. import diagnostics
from ..options import add_place, add_words, as_path
from ..output import Output
from ..place import load, opened, wanted_version

if TYPE_CHECKING:
    from pathlib import Path

    from ...export.formats import Format
    from ...session.model.items import Item
    from ...session.model.snapshot import Snapshot
    from ...stores.view import Version
    from ...workspace import Workspace

EXAMPLE: Final = "sessiontui export default-esr --format html --output tabs.html"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    from ...export.formats import FORMATS

    add_place(parser)
    add_words(
        parser, "ids", "ID",
        "what to export, a sessionId or pointer that tabs prints, also VERSION#ID of "
        "another version (nothing: all open windows)",
    )  # fmt: skip
    parser.add_argument(
        "--format", metavar="NAME",
        help=f"{', '.join(FORMATS)} (nothing: by the file's name, else urls)",
    )  # fmt: skip
    parser.add_argument("-o", "--output", metavar="FILE", help="a file that only you can read")
    parser.add_argument("--force", action="store_true", help="replace FILE when it exists")
    parser.add_argument("--closed", action="store_true", help="the recently closed list")
    parser.add_argument("--all", action="store_true", help="open, closed and saved groups")
    parser.add_argument(
        "--with-private", action="store_true",
        help="cookies, form data, sessionStorage and the like too, in a session file",
    )  # fmt: skip


def run(options: argparse.Namespace) -> int:
    """Write them into a file or to standard output; nothing to export is exit code 1."""
    from ...export.formats import format_for
    from ...export.new_file import write

    chosen_format = format_for(options.format, options.output)
    target = None if options.output in (None, "-") else as_path(options.output)
    out = None if target else Output()
    if target is not None:
        _refuse(target, options)
    elif out is not None and out.terminal and chosen_format.binary:
        raise UsageError("a session file is not for a terminal; give --output FILE or redirect it")
    with opened(options) as workspace:
        version = wanted_version(workspace, options.version_of)
        items = _items(workspace, version, options)
        chunks = _chunks(workspace, version, items, chosen_format, options)
    if target is not None:
        written = write(chunks, target, force=options.force)
        diagnostics.note(
            f"{_what(items)} as {chosen_format.name}, {exact_size(written)} in "
            f"{printable(str(target))}"
        )
    elif out is not None:
        for chunk in chunks:
            out.foreign(chunk)
    return diagnostics.DONE


def _items(workspace: Workspace, version: Version, options: argparse.Namespace) -> tuple[Item, ...]:
    from ...session.model.items import closed_items, open_windows, saved_groups
    from ..ids import select_across

    if options.ids:
        if options.closed or options.all:
            raise UsageError("--closed and --all choose, and so do IDs: give one or the other")
        return tuple(chosen.item for chosen in select_across(workspace, version, options.ids))
    snapshot: Snapshot = load(workspace, version.id)
    items: list[Item] = []
    if options.all or not options.closed:
        items += open_windows(snapshot)
    if options.all or options.closed:
        items += closed_items(snapshot)
    if options.all:
        items += saved_groups(snapshot)
    return tuple(items)


def _chunks(
    workspace: Workspace,
    version: Version,
    items: tuple[Item, ...],
    chosen_format: Format,
    options: argparse.Namespace,
) -> Iterator[bytes]:
    from ...export.formats import Options, export

    how = Options(
        now=int(time.time() * 1000),
        with_private=options.with_private,
        containers=_containers(workspace) if chosen_format.containers else {},
        about=_about(version, options),
    )
    try:
        return export(items, chosen_format.name, how)
    except NothingFound as error:
        where = printable(version.path or "") or workspace.store.info.title
        raise NothingFound(f"{where}: {error.sentence}") from None


def _containers(workspace: Workspace) -> dict[int, str]:
    from ...stores.protocols import Describes

    store = workspace.store
    return store.profile().containers if isinstance(store, Describes) else {}


def _about(version: Version, options: argparse.Namespace) -> dict[str, Any]:
    """What the JSON begins with, as that of ``tabs``; lists that were asked for may be empty."""
    path = version.path
    if path is not None:  # a directory's name may hold bytes that are no text
        path = path.encode("utf-8", "replace").decode()
    about: dict[str, Any] = {
        "version": {"name": version.id, "role": version.role, "path": path},
        "revision": version.revision,
    }
    if not options.ids:
        about |= {"windows": []} if options.all or not options.closed else {}
        if options.all or options.closed:
            about |= {"recentlyClosed": [], "closedGroups": []}
        about |= {"savedGroups": []} if options.all else {}
    return about


def _refuse(target: Path, options: argparse.Namespace) -> None:
    if options.read_only and os.path.lexists(target):
        raise Refused("--read-only was given, and this would replace a file; leave it out")
    from ...export.new_file import check_target
    from ..new_files import check_place

    check_place(target)
    check_target(target, force=options.force)


def _what(items: tuple[Item, ...]) -> str:
    kinds: dict[str, int] = {}
    for item in items:
        kinds[item.kind.noun] = kinds.get(item.kind.noun, 0) + 1
    return ", ".join(count(number, word) for word, number in kinds.items())
