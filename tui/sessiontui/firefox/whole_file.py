"""A file as it was at one moment, while somebody else may be writing or replacing it.

Firefox renames a finished file into place, so what an open descriptor leads to is whole; other
programs (synchronisation, a person's own copying) write into the file itself. Either is noticed
and the file is read again.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

from ..errors import Barred, Unreadable
from ..real_file import identity, real_file, walkable
from ..text import printable
from .safe_reading import bounded, no_memory, unreadable

TRIES: Final = 20
_FLAGS: Final = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
_State = tuple[int, int]


class _Open(NamedTuple):
    """A file opened to be read, and where its name is looked at again."""

    descriptor: int
    name: str | Path
    directory: int | None


def read_whole(path: Path, *, comes_back: bool = False) -> tuple[bytes, os.stat_result]:
    """A regular file's bytes, all of one moment, and what it was then.

    One that changed while it was read is read again, and so is one that was replaced meanwhile,
    which gives the newer one. ``comes_back``: a name that is not there is waited for, as a save
    takes it away for a moment. After TRIES that ends: with the older file if that was whole, else
    Unreadable. Through no link that somebody planted. Raises Unreadable and its kin: TooLarge,
    Barred; FileNotFoundError.
    """
    older: tuple[bytes, os.stat_result] | None = None
    for attempt in range(TRIES):
        if attempt:
            _pause(attempt)
        try:
            with _opened(path) as file:
                before = os.fstat(file.descriptor)
                data = _read_all(file.descriptor, before, path)
                after = os.fstat(file.descriptor)
                if _state(before) != _state(after) or len(data) != after.st_size:
                    continue
                older = data, after
                now = os.stat(file.name, dir_fd=file.directory)
                if identity(now) != identity(after):
                    continue
                # A rename or a link that goes moves this time, too; here it was a change.
                if before.st_ctime_ns == after.st_ctime_ns:
                    return older
        except FileNotFoundError:
            if not comes_back:
                if older is None:
                    raise
                return older
        except OSError as error:
            raise unreadable(path, error) from None
        except MemoryError:
            raise no_memory(path) from None
    if older is not None:
        return older
    if not os.path.lexists(path):
        raise FileNotFoundError(errno.ENOENT, os.strerror(errno.ENOENT), str(path))
    raise Barred(
        f"{printable(str(path))}: it changed each time it was read, so there was no whole file to "
        "be had; try again when whatever writes it has finished"
    )


def _pause(attempt: int) -> None:
    """3 to 50 ms, longer each time: not every system and file system has an event to wait for."""
    time.sleep(min(0.002 * 1.5**attempt, 0.05))


@contextmanager
def _opened(path: Path) -> Iterator[_Open]:
    if not walkable(path):
        descriptor = os.open(path, _FLAGS)
        try:
            yield _Open(_regular(path, descriptor), path, None)
        finally:
            os.close(descriptor)
        return
    with real_file(path) as real:
        reason = real.planted()
        if reason is not None:
            raise Unreadable(f"{printable(str(path))}: {reason}")
        descriptor = real.open()
        try:
            yield _Open(_regular(path, descriptor), real.name, real.directory)
        finally:
            os.close(descriptor)


def _regular(path: Path, descriptor: int) -> int:
    if not stat.S_ISREG(os.fstat(descriptor).st_mode):
        raise Unreadable(f"{printable(str(path))}: this is no ordinary file")
    return descriptor


def _read_all(descriptor: int, info: os.stat_result, path: Path) -> bytes:
    with open(descriptor, "rb", closefd=False) as file:
        return bounded(file, info, path)


def _state(info: os.stat_result) -> _State:
    return info.st_size, info.st_mtime_ns
