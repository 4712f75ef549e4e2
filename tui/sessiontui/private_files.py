"""The one way in which this program makes a file: new, private, and whole or not there at all.

A file is made under a name that nobody has (O_EXCL), never through a link (O_NOFOLLOW), readable
by its owner alone until all of it is on the disk; only then it gets the mode and the owner that
were asked for, whatever the umask. Whatever hinders that, a full disk or Ctrl-C included, takes
away what was begun. What is there already is replaced only by ``replace``, in one moment.

With ``directory``, an open descriptor of a directory, names count from there and nowhere else.
Everything here raises OSError.
"""

from __future__ import annotations

import contextlib
import errno
import os
import stat
from collections.abc import Iterable
from pathlib import Path
from typing import Final

from . import progress

PRIVATE: Final = 0o600
_PIECE: Final = 4 << 20  # bytes written between two words about it
_NEW: Final = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW | os.O_CLOEXEC

Name = str | os.PathLike[str]
Owner = tuple[int, int]
"""User and group, as numbers."""


def write_new(
    path: Name,
    data: bytes | Iterable[bytes],
    *,
    mode: int = PRIVATE,
    owner: Owner | None = None,
    directory: int | None = None,
    durable: bool = True,
) -> int:
    """Write a file that is not there yet, and make its content durable; gives its bytes.

    Not ``durable``: for one that is gone again soon, nothing waits for the disk.

    FileExistsError when there is something of that name, be it a link that leads nowhere. Where
    ``owner`` may be given but not his group, that group gets no more than everybody.
    """
    descriptor = os.open(path, _NEW, PRIVATE, dir_fd=directory)
    try:
        try:
            total = len(data) if isinstance(data, bytes) else 0
            written = _write(descriptor, (data,) if isinstance(data, bytes) else data, total)
            if owner is not None and not _give(descriptor, owner):
                mode = mode & 0o707 | (mode & 0o007) << 3
            os.fchmod(descriptor, mode)
            if durable:
                os.fsync(descriptor)
        finally:
            os.close(descriptor)
    except BaseException:  # half a file would look like a whole one
        with contextlib.suppress(OSError):  # what hindered it is what counts
            os.unlink(path, dir_fd=directory)
        raise
    return written


def replace(
    path: Name,
    data: bytes | Iterable[bytes],
    *,
    mode: int = PRIVATE,
    owner: Owner | None = None,
    directory: int | None = None,
    temporary: str | None = None,
) -> int:
    """Give a file its content in one moment, whether it is there or not; gives the bytes.

    The new one is written beside it, under ``temporary`` (else a name that nobody guesses), and
    renamed. A link in its place goes: whoever means what it leads to resolves it first.
    """
    beside = Path(path).with_name(temporary or f".sessiontui-{os.urandom(8).hex()}.tmp")
    written = write_new(beside, data, mode=mode, owner=owner, directory=directory)
    try:
        os.replace(beside, path, src_dir_fd=directory, dst_dir_fd=directory)
    except BaseException:
        with contextlib.suppress(OSError):
            os.unlink(beside, dir_fd=directory)
        raise
    return written


def _write(descriptor: int, chunks: Iterable[bytes], total: int) -> int:
    written = 0
    for chunk in chunks:
        rest = memoryview(chunk)
        while rest:  # a write may take less than it is given
            taken = os.write(descriptor, rest[:_PIECE])
            rest = rest[taken:]
            written += taken
            if total:
                progress.tell("writing", written, total)
            else:
                progress.tell("writing", None, written)  # how much it will be is not known
    return written


def _give(descriptor: int, owner: Owner) -> bool:
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


def remove(path: Name, *, directory: int | None = None) -> None:
    """Take a file away, if it is there."""
    with contextlib.suppress(FileNotFoundError):
        os.unlink(path, dir_fd=directory)


def is_ours(info: os.stat_result) -> bool:
    """Whether something belongs to the person who runs this, and nobody else may write it."""
    return info.st_uid == os.geteuid() and not info.st_mode & 0o022


# -- directories -------------------------------------------------------------------------------


def make_directory(path: Path, *, close: bool = True) -> None:
    """Make a directory that only its owner can enter (0700), and those above it that are missing.

    One that is there is closed to others, unless ``close`` is False: a person may share it.
    """
    if not path.is_dir():
        if not path.parent.is_dir():
            make_directory(path.parent)
        try:
            make_new_directory(path)
        except FileExistsError:  # another run made it just now
            if not path.is_dir():
                raise
        else:
            sync_directory(path.parent)
    elif close and stat.S_IMODE(path.stat().st_mode) & 0o077:
        path.chmod(0o700)


def make_new_directory(path: Path) -> None:
    """Make a directory that is not there yet and that only its owner can enter (0700)."""
    os.mkdir(path, 0o700)  # noqa: PTH102  (pathlib has no word for a mode without the umask)
    if stat.S_IMODE(path.stat().st_mode) != 0o700:  # a umask that takes from its owner
        path.chmod(0o700)


def sync_directory(directory: Path | int) -> None:
    """Make the names in a directory (or in one that is open) durable."""
    if not isinstance(directory, int):
        descriptor = os.open(directory, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            sync_directory(descriptor)
        finally:
            os.close(descriptor)
        return
    try:
        os.fsync(directory)
    except OSError as error:
        if error.errno != errno.EINVAL:  # there is no such thing on some file systems
            raise
