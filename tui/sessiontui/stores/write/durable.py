"""Files that are whole and on the disk, or not there at all; and why not, in words."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

from ...errors import Refused
from ...text import printable


def make_private(directory: Path) -> None:
    """Make a directory that only its owner can enter, and those above it."""
    if directory.is_dir():
        if stat.S_IMODE(directory.stat().st_mode) & 0o077:
            directory.chmod(0o700)
        return
    if not directory.parent.is_dir():
        make_private(directory.parent)
    os.mkdir(directory, 0o700)  # noqa: PTH102  (the mode counts, whatever the umask allows)
    sync_directory(directory.parent)


def sha256(data: bytes) -> str:
    """What identifies a content."""
    import hashlib  # with OpenSSL behind it: only who writes needs that

    return hashlib.sha256(data).hexdigest()


def write_new(
    path: Path, data: bytes, *, mode: int = 0o600, owner: tuple[int, int] | None = None
) -> None:
    """Write a file that is not there yet, and make it durable. What was begun is taken away."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC | getattr(os, "O_NOFOLLOW", 0)
    descriptor = os.open(path, flags, 0o600)
    try:
        try:
            rest = memoryview(data)
            while rest:
                rest = rest[os.write(descriptor, rest) :]
            if owner is not None and not _give(descriptor, owner):
                mode = mode & 0o707 | (mode & 0o007) << 3  # another group now: as everybody else
            os.fchmod(descriptor, mode)
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:
        os.unlink(path)  # noqa: PTH108
        raise


def _give(descriptor: int, owner: tuple[int, int]) -> bool:
    """Give a file its owner and group; False when only the group may not be given."""
    info = os.fstat(descriptor)
    if (info.st_uid, info.st_gid) != owner:
        try:
            os.fchown(descriptor, *owner)
        except PermissionError:
            if info.st_uid != owner[0]:
                raise
            return False
    return True


def sync_directory(directory: Path) -> None:
    """Make the names in a directory durable."""
    descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def remove(path: Path) -> None:
    """Take a file away, if it is there."""
    try:
        os.unlink(path)  # noqa: PTH108
    except FileNotFoundError:
        return


# -- words -------------------------------------------------------------------------------------

_SYSTEM: Final = {
    "ENOSPC": "there is no space left on the disk",
    "EDQUOT": "your disk quota is used up",
    "EFBIG": "the file would be larger than allowed",
    "EROFS": "the file system is read-only",
    "EIO": "the disk reports an error",
}


def why(error: OSError) -> str:
    """What hindered a write, in words."""
    if isinstance(error, PermissionError):
        return "there is no permission to write there; run this as the owner"
    if isinstance(error, (FileNotFoundError, NotADirectoryError)):
        return "the directory is gone"
    name = errno.errorcode.get(error.errno or 0, "")
    return _SYSTEM.get(name) or printable(error.strerror or "the system gives no reason").lower()


@contextmanager
def told(path: Path) -> Iterator[None]:
    """Whatever the system refuses inside becomes one sentence about this path."""
    try:
        yield
    except OSError as error:
        raise Refused(
            f"{printable(str(path))} cannot be written: {why(error)}; nothing was changed"
        ) from None
