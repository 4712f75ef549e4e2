"""Writing an export into a file: private, and never over anything by accident."""

from __future__ import annotations

import contextlib
import os
from collections.abc import Iterable
from pathlib import Path

from ..errors import Refused, Unreadable
from ..text import printable


def check_target(target: Path, *, force: bool) -> None:
    """Refuse what must not be written to, before anything was read. Raises Refused."""
    where = printable(str(target))
    if target.is_dir():
        raise Refused(f"{where}: this is a directory; name a file to write")
    if not os.path.lexists(target):
        return
    if target.exists() and not target.is_file():
        raise Refused(f"{where}: this is no ordinary file; leave out --output and redirect to it")
    if not force:
        raise Refused(f"{where}: this exists already; give --force to replace it")


def write(chunks: Iterable[bytes], target: Path, *, force: bool = False) -> int:
    """Write the chunks into a file that only its owner can read (0600); gives their bytes.

    A new file is made as such (O_EXCL); an existing one is replaced, with ``force``, by a
    temporary file and a rename, through a link. Whole or not at all. Raises Refused, Unreadable.
    """
    check_target(target, force=force)
    replaces = force and os.path.lexists(target)
    real = target.resolve() if replaces else target
    path = real.with_name(f".{real.name[:100]}.{os.getpid()}.tmp") if replaces else real
    try:
        written = _write_new(chunks, path)
        if replaces:
            try:
                path.replace(real)
            except OSError:
                path.unlink(missing_ok=True)
                raise
    except FileExistsError:
        raise Refused(
            f"{printable(str(path))}: this exists already; move it away and try again"
        ) from None
    except OSError as error:
        raise Unreadable(
            f"{printable(str(target))}: it could not be written, "
            f"{printable(error.strerror or str(error))}"
        ) from None
    return written


def _write_new(chunks: Iterable[bytes], path: Path) -> int:
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC
    descriptor = os.open(path, flags, 0o600)
    written = 0
    try:
        with os.fdopen(descriptor, "wb") as file:
            for chunk in chunks:
                file.write(chunk)
                written += len(chunk)
            file.flush()
            os.fsync(file.fileno())
    except BaseException:  # Ctrl-C too: half an export would look like a whole one
        with contextlib.suppress(OSError):
            path.unlink()
        raise
    return written
