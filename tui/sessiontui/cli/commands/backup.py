"""``sessiontui backup PLACE [FILE.zip]``: a safety copy of every session file as it is."""

from __future__ import annotations

import argparse
import shlex
import time
from typing import TYPE_CHECKING, Final

from ...errors import NothingFound, Refused, UsageError
from ...text import count, exact_size, moment, printable, size
from .. import diagnostics
from ..options import add_dry_run, add_place, add_word, as_path, check_replaced
from ..output import Output
from ..place import opened

if TYPE_CHECKING:
    from pathlib import Path

    from ...stores.protocols import Safeguards
    from ...stores.safety_copy import SafetyCopy

EXAMPLE: Final = "sessiontui backup default-esr tabs.zip"
_MORE: Final = """\
Copies every session file, the settings that concern sessions, how the last run
ended and what containers are called, also while Firefox runs: each file whole,
as it was at one moment. Without FILE.zip the copy is kept by sessiontui, where
only you can read it, until --remove takes it away; none expires by itself. What
the profile no longer has appears among its versions (backup-1/previous), to be
looked at, restored from and rolled back to.

What could not be read is named, the rest is copied, and the exit code is 4.
"""


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    parser.usage = "sessiontui backup [options] PLACE [FILE.zip]"
    parser.description = f"{parser.description}\n\n{_MORE}"
    add_place(parser)
    add_word(parser, "file", "FILE.zip", "a file to write that only you can read")
    parser.add_argument("--force", action="store_true", help="replace FILE.zip when it exists")
    parser.add_argument(
        "--list", action="store_true", help="the safety copies that are kept of this profile"
    )
    parser.add_argument(
        "--remove", metavar="ID", help="take one of them away, for ever; --list prints the ids"
    )
    add_dry_run(parser)


def shapes() -> tuple[object, ...]:
    """What ``--json`` prints: the copy, those there are, or the one that was removed."""
    from ..json_shapes.backup import BackupOut, BackupsOut, RemovedOut

    return (BackupOut, BackupsOut, RemovedOut)


def run(options: argparse.Namespace) -> int:
    """Make one, list them, or remove one; 4 when not everything could be copied."""
    _check(options)
    target = None if options.file is None else as_path(options.file)
    if target is not None:
        check_replaced(target, options)
    with opened(options) as workspace:
        safety = workspace.safety
        if options.list:
            return _list(options, safety, workspace.store.info.location)
        if options.remove is not None:
            return _remove(options, safety)
        if target is not None and not options.dry_run:
            copy = _into_zip(safety, target, force=options.force)
        else:
            copy = _planned(safety) if options.dry_run else safety.keep_copy()
    _report(options, copy)
    return diagnostics.REFUSED if copy.missed else diagnostics.DONE


def _check(options: argparse.Namespace) -> None:
    if options.version_of is not None:
        raise UsageError("backup copies every version: it takes no --version-of")
    chosen = [f"--{name}" for name in ("list", "remove") if getattr(options, name)]
    if options.file is not None:
        chosen.append("FILE.zip")
    if len(chosen) > 1:
        raise UsageError(f"{' and '.join(chosen)} exclude each other")
    if options.force and options.file is None:
        raise UsageError("--force replaces a FILE.zip: name it")


def _into_zip(safety: Safeguards, target: Path, *, force: bool) -> SafetyCopy:
    from msgspec.structs import replace

    from ...export.backup_zip import BackupZip
    from ...export.new_file import write
    from ...stores.safety import zips

    made = BackupZip(safety.origin(), safety.whole_files(), time.time() * 1000)
    write(made.chunks(), target, force=force)
    try:
        zips.note(safety.origin(), target, time.time() * 1000)
    except OSError as error:
        why = printable(error.strerror or "the system gives no reason").lower()
        diagnostics.note(
            f"sessiontui: where {printable(str(target))} lies cannot be noted ({why}), so forget "
            "--everywhere will not name it"
        )
    return replace(made.copy, path=printable(str(target)))


def _planned(safety: Safeguards) -> SafetyCopy:
    """What would be copied now: everything is read, nothing written."""
    from ...stores.safety_copy import Missed, SafetyCopy

    pieces = [piece if isinstance(piece, Missed) else piece.about for piece in safety.whole_files()]
    missed = tuple(piece for piece in pieces if isinstance(piece, Missed))
    files = tuple(piece for piece in pieces if not isinstance(piece, Missed))
    return SafetyCopy(safety.origin(), time.time() * 1000, files, missed)


def _list(options: argparse.Namespace, safety: Safeguards, location: str) -> int:
    from ...stores.safety.keeping import unlisted

    copies = safety.kept_copies()
    for sentence in unlisted():
        diagnostics.note(f"sessiontui: {sentence}")
    out = Output()
    if options.json:
        from ..json_shapes.backup import BackupsOut, backup_out

        out.json(BackupsOut([backup_out(copy) for copy in copies]))
    elif not copies:
        raise NothingFound(f"{location}: there is no safety copy of this profile")
    else:
        rows = [
            (copy.id or "", moment(copy.made), count(len(copy.files), "file"), size(copy.bytes))
            for copy in copies
        ]
        out.table(rows)
        out.line()
        out.paragraph("in all", exact_size(sum(copy.bytes for copy in copies)))
        out.paragraph("to remove", _command(options, "--remove", copies[0].id or ""))
    return diagnostics.DONE if copies else diagnostics.NOTHING_FOUND


def _remove(options: argparse.Namespace, safety: Safeguards) -> int:
    if options.read_only:
        raise Refused("--read-only was given, and this would take a safety copy away; leave it out")
    copy = safety.remove_copy(options.remove, dry_run=options.dry_run)
    out = Output()
    if options.json:
        from ..json_shapes.backup import RemovedOut, backup_out

        out.json(RemovedOut(backup_out(copy)))
        return diagnostics.DONE
    done = "would be removed" if options.dry_run else "is removed"
    out.paragraph(
        copy.id or "",
        f"{done}: {count(len(copy.files), 'file')} of {moment(copy.made)}, "
        f"{exact_size(copy.bytes)}",
    )
    return diagnostics.DONE


def _report(options: argparse.Namespace, copy: SafetyCopy) -> None:
    out = Output()
    if options.json:
        from ..json_shapes.backup import backup_out

        out.json(backup_out(copy))
        return
    if options.dry_run:
        out.line("Nothing was written. This would be copied:", strong=True)
    for file in copy.files:
        out.paragraph(
            "file", f"{printable(file.name)}: {exact_size(file.bytes)}"
            + (f"; {file.note}" if file.note else ""),
        )  # fmt: skip
    for missed in copy.missed:
        out.paragraph("not copied", f"{missed.name}: {missed.why}")
    what = f"{count(len(copy.files), 'file')}, {exact_size(copy.bytes)}"
    if copy.path is None:
        out.paragraph("in all", what)
    elif copy.id is None:
        out.paragraph("in all", f"{what}, in {copy.path}")
    else:
        out.paragraph(copy.id, f"{what}, in {copy.path}")
        out.whole("to remove", _command(options, "--remove", copy.id))


def _command(options: argparse.Namespace, *more: str) -> str:
    place = [options.place] if options.place else []
    return shlex.join(["sessiontui", "backup", *place, *more])
