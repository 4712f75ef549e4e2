"""``sessiontui pack FILE.json OUT.jsonlz4``: JSON into mozLz4 that Firefox loads."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING, Final

from ...errors import Damaged, Refused, SessiontuiError
from ...text import printable
from .. import diagnostics
from ..options import as_path

if TYPE_CHECKING:
    from pathlib import Path

EXAMPLE: Final = "sessiontui pack edited.json recovery.jsonlz4"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    parser.add_argument("source", metavar="FILE.json", help="the JSON, or - for standard input")
    parser.add_argument(
        "target", metavar="OUT.jsonlz4", help="the file to write, only you can read"
    )
    parser.add_argument("--force", action="store_true", help="replace OUT when it exists")


def run(options: argparse.Namespace) -> int:
    """Pack a file. What exists is replaced only with --force, a running profile's never."""
    if options.read_only:
        raise Refused("--read-only was given, and pack writes a file; leave it out")
    target = as_path(options.target)
    _refuse(target, force=options.force)
    from ...codec import mozlz4
    from ...export.new_file import write

    json = _json(options.source)
    packed = mozlz4.pack(json)
    write([packed], target, force=options.force)
    diagnostics.note(f"{len(json):,} bytes of JSON, {len(packed):,} in {printable(str(target))}")
    return diagnostics.DONE


def _json(source: str) -> bytes:
    from ...codec.container import open_container
    from ...firefox.safe_reading import read_bytes, read_stream
    from ...session.json.text import decode_any

    if source == "-":
        name = "standard input"
        data = read_stream(sys.stdin.buffer, name)
    else:
        name, data = printable(source), read_bytes(as_path(source))[0]
    try:
        json = open_container(data).json
        decode_any(json)
        json.decode("utf-8")
    except UnicodeDecodeError as error:
        raise Damaged(
            f"{name}: byte {error.start:,} is not UTF-8; Firefox would not load it"
        ) from None
    except SessiontuiError as error:
        raise type(error)(f"{name}: {error.sentence}") from None
    return json


def _refuse(target: Path, *, force: bool) -> None:
    from ...export.new_file import check_target
    from ...firefox.file_names import BACKUPS
    from ...firefox.profile_lock import in_use

    where = printable(str(target))
    directory = target.resolve().parent
    profile = directory.parent if directory.name == BACKUPS else directory
    used = in_use(profile)
    if used.state == "in use":
        held = f" (pid {used.pid})" if used.pid else ""
        raise Refused(f"{where}: Firefox is running with this profile{held}; quit it first")
    check_target(target, force=force)
