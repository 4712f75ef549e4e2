"""``sessiontui salvage FILE``: whatever can be read of a damaged session file, and how much."""

from __future__ import annotations

import argparse
import contextlib
import os
import sys
from typing import TYPE_CHECKING, Final

from ...errors import Damaged, NotASession, SessiontuiError
from ...text import count, path_text, printable
from .. import diagnostics
from ..options import add_json, as_path
from ..output import Output, flush_standard_output

if TYPE_CHECKING:
    from pathlib import Path

    from ...codec.salvage.result import Salvage
    from ...session.model.snapshot import Snapshot
    from ...stores.view import Version
    from .tabs import Listing

EXAMPLE: Final = "sessiontui salvage recovery.jsonlz4 --to repaired.jsonlz4"
_ARCHIVES: Final = {
    "zip": "a ZIP archive", "tar": "a tar archive", "backup": "a backup by Firefox"
}  # fmt: skip
_EPILOG: Final = """\
What can be had: everything before the first damaged byte, exactly; of what lies
behind it whatever does not refer back to it, marked with ~, for it is likely at
most. What cannot: text that stood in the damaged bytes. A session file has no
checksum: a wrong byte that leaves it valid cannot be noticed.
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    parser.add_argument(
        "source", metavar="FILE", help="a session file of any name, or - for standard input"
    )
    parser.add_argument(
        "--to", metavar="FILE",
        help="write a repaired session file that Firefox loads, only you can read it: mozLz4 "
        "when its name ends in lz4, else JSON",
    )  # fmt: skip
    add_json(parser)
    parser.epilog = _EPILOG


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.salvage import SalvageOut

    return (SalvageOut,)


def run(options: argparse.Namespace) -> int:
    """Print what can be read, and write it as a session file with --to; nothing is exit code 3."""
    from ..salvage_report import held_words, missing_words, report

    target = None if options.to is None else as_path(options.to)
    if target is not None:
        from ...export.repaired import check_repaired, write_repaired

        check_repaired(target)
    name, data, version = _read(options.source)
    found, snapshot = _salvaged(name, data, options.source)
    del data
    listing = _listing(snapshot, as_json=options.json)
    out = Output()
    if not options.json:
        report(out, name, found)
        out.line()
        listing.print(out, version)
    written = None
    if target is not None:
        flush_standard_output()  # what is missing is read before anything is written
        if not found.complete:
            diagnostics.note(f"sessiontui: {name}: {missing_words(found)}")
        written = write_repaired(found.json, target)
        held = held_words(found.items) or "no window and no tab"
        diagnostics.note(f"{held}, {count(written, 'byte')} in {printable(str(target))}")
    if options.json:
        _print_json(out, found, listing, version, target, written)
    return diagnostics.DONE


def _listing(snapshot: Snapshot, *, as_json: bool) -> Listing:
    from ...session.model.filter import Matcher
    from .tabs import Listing, guessed_in

    matches = Matcher(None, session=snapshot)
    return Listing(snapshot, matches, inside=not as_json, guessed=guessed_in(snapshot))


def _print_json(
    out: Output,
    found: Salvage,
    listing: Listing,
    version: Version,
    target: Path | None,
    written: int | None,
) -> None:
    from ...text import reopenable
    from ..json_shapes.salvage import WrittenOut, salvage_out

    document = salvage_out(found, listing.document(version))
    if target is not None and written is not None:
        document.written = WrittenOut(reopenable(str(target)), written)
    out.json(document)


# -- reading -----------------------------------------------------------------------------------


def _read(source: str) -> tuple[str, bytes, Version]:
    """What messages call the file, its bytes, and what listings say of it."""
    from ...firefox.pipe_reading import is_pipe, read_pipe
    from ...firefox.safe_reading import read_bytes, read_stream
    from ...firefox.tree.archive_kind import archive_kind
    from ...stores.file.store import BytesStore, FileStore

    if source == "-":
        name = "standard input"
        data = read_stream(sys.stdin.buffer, name)
        return name, data, BytesStore(data).versions()[0]
    path = as_path(source)
    if is_pipe(path):
        data = read_pipe(path)
        return (
            printable(source),
            data,
            BytesStore(data, printable(source), named=True).versions()[0],
        )
    if (kind := archive_kind(path)) is not None:
        raise NotASession(
            f"{printable(source)}: this is {_ARCHIVES[kind]}, not a session: name it as the PLACE "
            "of tabs or export, which give what can be read of a damaged version in it, too"
        )
    data = read_bytes(path, own=True)[0]
    return printable(source), data, FileStore(path).versions()[0]


def _salvaged(name: str, data: bytes, source: str) -> tuple[Salvage, Snapshot]:
    """What can be read of it. Raises Damaged where that is nothing, NotASession."""
    from ...stores.salvage_whole import NothingLeft, salvage_whole

    try:
        return salvage_whole(name, data)
    except NothingLeft as error:
        raise Damaged(f"{error.sentence}{_other_versions(source)}") from None


def _other_versions(source: str) -> str:
    """What the profile that the file lies in still has, for the end of a sentence; or nothing."""
    from ...firefox.file_names import BACKUPS
    from ...firefox.profiles import looks_like_profile
    from ...stores.held_elsewhere import held_elsewhere
    from ...workspace import Workspace

    if source == "-" or not diagnostics.is_heard():
        return ""
    directory = as_path(os.path.realpath(source)).parent
    profile = directory.parent if directory.name == BACKUPS else directory
    if not looks_like_profile(profile):
        return ""
    try:
        workspace = Workspace.open(str(profile), read_only=True)
    except SessiontuiError:
        return ""
    where = path_text(str(profile))
    with contextlib.closing(workspace), contextlib.suppress(SessiontuiError, OSError):
        versions = workspace.store.versions()
        this = next((v.id for v in versions if v.path and as_path(v.path).samefile(source)), None)
        held = held_elsewhere(versions, workspace.summary, this)
        return f"; in {where} {held or 'no other version has a tab either'}"
    return ""
