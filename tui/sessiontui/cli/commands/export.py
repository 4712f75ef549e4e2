"""``sessiontui export PLACE [ID…]``: tabs and windows in a form other programs read."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Final

from ...errors import NothingFound, UsageError
from ...text import count, exact_size, printable
from .. import diagnostics
from ..options import add_place, add_words, as_path, check_replaced
from ..output import Output
from ..place import load, opened, wanted_version

if TYPE_CHECKING:
    from ...export.choice import Part
    from ...session.model.items import Item
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
    from ...export.choice import about
    from ...export.formats import Options, export, format_for
    from ...export.new_file import write

    chosen_format = format_for(options.format, options.output)
    target = None if options.output in (None, "-") else as_path(options.output)
    out = None if target else Output()
    if target is not None:
        check_replaced(target, options)
    elif out is not None and out.terminal and chosen_format.binary:
        raise UsageError("a session file is not for a terminal; give --output FILE or redirect it")
    with opened(options) as workspace:
        version = wanted_version(workspace, options.version_of)
        part = _part(options)
        items = _items(workspace, version, part, options.ids)
        how = Options(
            now=int(time.time() * 1000),
            with_private=options.with_private,
            containers=(workspace.containers() or {}) if chosen_format.containers else {},
            about=about(version, part),
        )
        try:
            chunks = export(items, chosen_format.name, how)
        except NothingFound as error:
            where = printable(version.path or "") or workspace.store.info.title
            raise NothingFound(f"{where}: {error.sentence}") from None
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


def _part(options: argparse.Namespace) -> Part | None:
    """What of the session is wanted; None where IDs say it."""
    if not options.ids:
        return "all" if options.all else "closed" if options.closed else "open"
    if options.closed or options.all:
        raise UsageError("--closed and --all choose, and so do IDs: give one or the other")
    return None


def _items(
    workspace: Workspace, version: Version, part: Part | None, ids: list[str]
) -> tuple[Item, ...]:
    if part is not None:
        from ...export.choice import items_of

        return items_of(load(workspace, version.id), part)
    from ..ids import select_across

    return tuple(chosen.item for chosen in select_across(workspace, version, ids))


def _what(items: tuple[Item, ...]) -> str:
    kinds: dict[str, int] = {}
    for item in items:
        kinds[item.kind.noun] = kinds.get(item.kind.noun, 0) + 1
    return ", ".join(count(number, word) for word, number in kinds.items())
