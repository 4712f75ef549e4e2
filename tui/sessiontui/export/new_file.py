"""Writing an export into a file: private, and never over anything by accident."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

from ..errors import Refused, Unreadable
from ..private_files import replace, write_new
from ..real_file import real_file, walkable
from ..text import printable


def check_target(target: Path, *, force: bool, how: str = "give --force") -> None:
    """Refuse what must not be written to, before anything was read. Raises Refused.

    ``how`` is what its reader does to replace a file.
    """
    where = printable(str(target))
    if target.is_dir():
        raise Refused(f"{where}: this is a directory; name a file to write")
    if not os.path.lexists(target):
        return
    if target.exists() and not target.is_file():
        raise Refused(f"{where}: this is no ordinary file; name a file to write")
    if not force:
        raise Refused(f"{where}: this exists already; {how} to replace it")


def write(chunks: Iterable[bytes], target: Path, *, force: bool = False) -> int:
    """Write the chunks into a file that only its owner can read (0600); gives their bytes.

    A new file is made as such (O_EXCL); an existing one is replaced, with ``force``, by a
    temporary file and a rename, through a link. Whole or not at all. Raises Refused, Unreadable.
    """
    check_target(target, force=force)
    replaces = force and os.path.lexists(target)
    try:
        return _write(chunks, target, replaces)
    except FileExistsError:
        raise Refused(
            f"{printable(str(target))}: this exists already; move it away and try again"
        ) from None
    except OSError as error:
        raise Unreadable(
            f"{printable(str(target))}: it could not be written, "
            f"{printable(error.strerror or str(error))}"
        ) from None


def _write(chunks: Iterable[bytes], target: Path, replaces: bool) -> int:
    """Through links to what they lead to, unless somebody else made them."""
    if not walkable(target):
        return replace(target.resolve(), chunks) if replaces else write_new(target, chunks)
    with real_file(target) as real:
        reason = real.planted()
        if reason is not None:
            raise Refused(f"{printable(str(target))}: {reason}; nothing was written")
        if replaces:
            return replace(real.name, chunks, directory=real.directory)
        if real.linked:
            raise FileExistsError
        return write_new(real.name, chunks, directory=real.directory)
