"""``sessiontui pack FILE.json OUT.jsonlz4``: JSON into mozLz4 that Firefox loads."""

from __future__ import annotations

import argparse
import os
import sys
import tempfile
from pathlib import Path

from ...codec import mozlz4
from ...codec.container import open_container
from ...errors import Damaged, Refused, SessiontuiError, Unreadable
from ...firefox.file_names import BACKUPS
from ...firefox.profile_lock import in_use
from ...firefox.session_files import read_bytes
from ...session.json.text import decode_any
from ...text import printable
from .. import diagnostics


def run(options: argparse.Namespace) -> int:
    """Pack a file. What exists is replaced only with --force, a running profile's never."""
    if options.read_only:
        raise Refused("--read-only was given, and pack writes a file; leave it out")
    target = Path(options.target)
    _refuse(target, force=options.force)
    json = _json(options.source)
    packed = mozlz4.pack(json)
    _write(target, packed)
    diagnostics.note(f"{len(json):,} bytes of JSON, {len(packed):,} in {printable(str(target))}")
    return diagnostics.DONE


def _json(source: str) -> bytes:
    if source == "-":
        name, data = "standard input", sys.stdin.buffer.read()
    else:
        name, data = printable(source), read_bytes(Path(source))[0]
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
    where = printable(str(target))
    directory = target.resolve().parent
    profile = directory.parent if directory.name == BACKUPS else directory
    used = in_use(profile)
    if used.state == "in use":
        held = f" (pid {used.pid})" if used.pid else ""
        raise Refused(f"{where}: Firefox is running with this profile{held}; quit it first")
    if target.is_dir():
        raise Refused(f"{where}: this is a directory; name a file to write")
    if os.path.lexists(target) and not force:
        raise Refused(f"{where}: this exists already; give --force to replace it")


def _write(target: Path, data: bytes) -> None:
    """Whole or not at all: a temporary file beside it, then a rename. Readable by its owner."""
    real = target.resolve()  # write through a link, never replace it
    temporary: Path | None = None
    try:
        descriptor, name = tempfile.mkstemp(prefix=f".{real.name[:100]}.", dir=real.parent)
        temporary = Path(name)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(real)
    except OSError as error:
        if temporary is not None:
            temporary.unlink(missing_ok=True)
        raise Unreadable(
            f"{printable(str(target))}: it could not be written, "
            f"{printable(error.strerror or str(error))}"
        ) from None
