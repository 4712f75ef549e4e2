"""How a file that somebody else may have put there is read: never waited for, never without end.

Where a file is expected there may be a pipe, a device, a directory or a link by now, also one that
has come after a look at it; or a file with a hole of a terabyte. So what was opened is asked what
it is, not the path, and each kind of file has a bound. A refusal is a sentence about that one file.
"""

from __future__ import annotations

import errno
import os
import stat
import time
from collections.abc import Iterator
from contextlib import contextmanager
from io import BufferedIOBase, BytesIO
from pathlib import Path
from typing import Final, Protocol

from msgspec import Struct

from .. import progress
from ..errors import Barred, NotASession, NotFollowed, TooLarge, Unreadable
from ..real_file import RealFile, identity, open_real, real_file, walkable
from ..text import printable, size
from .tree.path import AnyPath, TreePath


class Readable(Protocol):
    """What bytes are read from, once, from its begin."""

    def read(self, size: int, /) -> bytes:
        """At most so many bytes, none at its end."""


class Kind(Struct, frozen=True):
    """What a file is to be: ``most`` bytes it may have, and ``than`` what one of more is larger."""

    what: str
    most: int
    than: str


# Firefox makes one string of a session, and a string there holds 2**30 - 2 characters. Packed it
# is hardly larger than that.
SESSION: Final = Kind("a session file", 1 << 30, "anything that Firefox reads")
# Of settings a few MB are much; a hundred were seen, made by broken add-ons.
SETTINGS: Final = Kind("a file of settings", 256 << 20, "any that Firefox writes")
# An ini file, a list of containers or policies, a record of ours: kilobytes.
NOTES: Final = Kind("a regular file", 16 << 20, "any that is written here")

# Opening a FIFO nobody writes to must not hang, also one that has just come in a file's place.
_READING: Final = (
    os.O_RDONLY
    | getattr(os, "O_NONBLOCK", 0)
    | getattr(os, "O_CLOEXEC", 0)
    | getattr(os, "O_BINARY", 0)
)
_NO_LINK: Final = getattr(os, "O_NOFOLLOW", 0)
_PIECE: Final = 1 << 20
_TOLD_PIECE: Final = 1 << 19  # bytes read between two looks whether they are still wanted

# A name that leads nowhere: Firefox finds nothing there either.
_NEVER_THERE: Final = (errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG)

_RETRY_SECONDS = 1.5  # a 100 MB save leaves recovery.jsonlz4 absent for a quarter second


# -- what is said ------------------------------------------------------------------------------


def unreadable(path: AnyPath, error: OSError, kind: Kind = SESSION) -> Unreadable:
    """The sentence for a file or directory the system will not let us read."""
    where = printable(str(path))
    match error:
        case FileNotFoundError():
            return Unreadable(f"{where}: there is no such file or directory")
        case PermissionError():
            there = isinstance(path, TreePath)
            advice = "log in there as its owner" if there else owner_advice()
            return Barred(f"{where}: no permission to read it; {advice}")
        case IsADirectoryError():
            return Unreadable(f"{where}: this is a directory, not {kind.what}")
        case _ if error.errno in _NEVER_THERE:
            return Unreadable(f"{where}: {printable(error.strerror or str(error))}")
        case _:
            return Barred(f"{where}: {printable(error.strerror or str(error))}")


def owner_advice() -> str:
    """What a person may do about what is another user's, as a clause."""
    if getattr(os, "geteuid", lambda: 1)() == 0:
        return "not even root may here (a FUSE or network mount, or root without its rights)"
    return "it belongs to another user, so run this as its owner"


def no_memory(path: AnyPath) -> Barred:
    """The sentence for a file that there is no room for: to Firefox there may be."""
    return Barred(f"{printable(str(path))}: there is not enough memory to read it")


def too_large(path: AnyPath, length: int, kind: Kind) -> TooLarge:
    """The sentence for a file that is larger than its kind can be."""
    return TooLarge(
        f"{printable(str(path))}: it is {size(length)}, larger than {kind.than}: not read"
    )


def _not_regular(path: AnyPath, found: str, kind: Kind) -> Unreadable:
    refusal = NotASession if kind is SESSION else Unreadable
    return refusal(f"{printable(str(path))}: this is {found}, not {kind.what}")


# -- reading -----------------------------------------------------------------------------------


@contextmanager
def open_regular(
    path: AnyPath, kind: Kind = SESSION, *, real: RealFile | None = None, links: bool = True
) -> Iterator[tuple[BufferedIOBase, os.stat_result]]:
    """A regular file, open, and what it is; whatever else lies there is not waited for.

    ``real`` is where a walk found it. Without ``links`` the name itself must be none. Raises
    OSError, and for a pipe, a device or a socket Unreadable: NotASession where a session should be.
    """
    if isinstance(path, TreePath):
        info = path.stat()
        _check_regular(path, info, kind)
        with path.tree.open(path.below) as there:
            yield there, info
        return
    try:
        if real is not None:
            descriptor = real.open()
        else:
            descriptor = open_real(path, _READING) if links else os.open(path, _READING | _NO_LINK)
    except OSError as error:
        if error.errno in (errno.ENXIO, errno.ENODEV):
            raise _not_regular(path, "a device or socket", kind) from None
        raise
    try:
        info = os.fstat(descriptor)
        _check_regular(path, info, kind)
    except BaseException:
        os.close(descriptor)
        raise
    with os.fdopen(descriptor, "rb") as file:
        yield file, info


def _check_regular(path: AnyPath, info: os.stat_result, kind: Kind) -> None:
    if stat.S_ISDIR(info.st_mode):
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not stat.S_ISREG(info.st_mode):
        is_pipe = stat.S_ISFIFO(info.st_mode)
        raise _not_regular(path, "a pipe" if is_pipe else "a device or socket", kind)


def bounded(file: Readable, info: os.stat_result, path: AnyPath, kind: Kind = SESSION) -> bytes:
    """All of an open file, also one that grows meanwhile. Raises TooLarge, OSError, MemoryError."""
    if info.st_size > kind.most:
        raise too_large(path, info.st_size, kind)
    if info.st_size >= progress.LARGE:
        data = _in_pieces(file, info.st_size, printable(path.name))
    else:
        data = file.read(info.st_size + 1)
    return data if len(data) <= info.st_size else _rest(file, data, path, kind)


def _in_pieces(file: Readable, size: int, name: str) -> bytes:
    """Like read(size + 1), and it is told how far it is. Raises Stopped."""
    whole = BytesIO()  # gives out its own memory: joined pieces would be a second copy
    while whole.tell() <= size and (data := file.read(min(_TOLD_PIECE, size + 1 - whole.tell()))):
        whole.write(data)
        progress.tell(f"reading {name}", min(whole.tell(), size), size)
    return whole.getvalue()


def read_stream(file: Readable, name: str) -> bytes:
    """All that comes of a session, up to its bound. Raises TooLarge, Barred, OSError."""
    try:
        return _rest(file, b"", Path(name), SESSION)
    except MemoryError:
        raise no_memory(Path(name)) from None


def _rest(file: Readable, begun: bytes, path: AnyPath, kind: Kind) -> bytes:
    pieces, length = [begun], len(begun)
    while length <= kind.most and (data := file.read(_PIECE)):
        pieces.append(data)
        length += len(data)
    if length > kind.most:
        raise too_large(path, length, kind)
    return b"".join(pieces)


def read_bytes(
    path: AnyPath, kind: Kind = SESSION, *, retry: bool = False, own: bool = False
) -> tuple[bytes, os.stat_result]:
    """A regular file's bytes and what it was when they were read.

    ``own``: through no link that somebody planted (``RealFile.planted``). ``retry``: wait out the
    moment in which a save by Firefox leaves the name absent (it renames recovery.jsonlz4 to .baklz4
    before it writes the new one). Raises Unreadable and its kin: Barred, TooLarge, NotASession.
    """
    deadline = time.monotonic() + _RETRY_SECONDS
    pause = 0.002
    while True:
        try:
            return read_if_there(path, kind, own=own)
        except NotADirectoryError as error:
            raise unreadable(path, error, kind) from None
        except FileNotFoundError as error:
            if not retry or time.monotonic() > deadline:
                raise unreadable(path, error, kind) from None
            time.sleep(pause)  # there is no event to wait for on every system; 2 to 50 ms
            pause = min(pause * 1.5, 0.05)


def read_if_there(
    path: AnyPath, kind: Kind = SESSION, *, own: bool = False
) -> tuple[bytes, os.stat_result]:
    """Like read_bytes; FileNotFoundError and NotADirectoryError stay what they are."""
    with open_if_there(path, kind, own=own) as (file, info):
        return bounded(file, info, path, kind), info


@contextmanager
def open_if_there(
    path: AnyPath, kind: Kind = SESSION, *, own: bool = False
) -> Iterator[tuple[BufferedIOBase, os.stat_result]]:
    """A regular file, open, and what it is; what is raised while it is read is a sentence, too.

    Raises like read_if_there. How much of it is read is for the caller to bound.
    """
    try:
        if isinstance(path, TreePath) or not (own and walkable(path)):
            with open_regular(path, kind) as opened:
                yield opened
        else:
            with real_file(path) as real:
                _refuse_planted(path, real)
                with _open_real(real, kind) as opened:
                    yield opened
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        raise unreadable(path, error, kind) from None
    except MemoryError:
        raise no_memory(path) from None


@contextmanager
def _open_real(real: RealFile, kind: Kind) -> Iterator[tuple[BufferedIOBase, os.stat_result]]:
    with open_regular(real.path, kind, real=real) as (file, info):
        if real.info is None or identity(info) != identity(real.info):
            raise OSError(errno.ESTALE, "another file has come in its place just now")
        yield file, info


def read_real(real: RealFile, kind: Kind = SESSION) -> tuple[bytes, os.stat_result]:
    """The bytes of the file that was walked to, that very one.

    Raises OSError, Unreadable and its kin, MemoryError.
    """
    with _open_real(real, kind) as (file, info):
        return bounded(file, info, real.path, kind), info


def head(path: AnyPath, length: int) -> bytes:
    """The first bytes of a regular file. Raises OSError, NotASession."""
    with open_regular(path) as (file, _):
        return file.read(length) if isinstance(path, TreePath) else os.read(file.fileno(), length)


def check_readable(path: AnyPath, kind: Kind) -> None:
    """Raise as read_bytes would for a file of the user's own; nothing is read but one byte.

    FileNotFoundError and NotADirectoryError stay what they are.
    """
    try:
        check_links(path)
        with open_regular(path, kind) as (file, info):
            if info.st_size > kind.most:
                raise too_large(path, info.st_size, kind)
            if isinstance(path, TreePath):
                file.read(1)
            else:
                os.read(file.fileno(), 1)
    except (FileNotFoundError, NotADirectoryError):
        raise
    except OSError as error:
        raise unreadable(path, error, kind) from None


# -- links -------------------------------------------------------------------------------------


def check_links(path: AnyPath) -> None:
    """Raise NotFollowed when somebody planted a link on the way to a file (RealFile.planted)."""
    if isinstance(path, TreePath) or not walkable(path):
        return
    try:
        with real_file(path) as real:
            _refuse_planted(path, real)
    except OSError:
        return  # whoever reads it says why


def _refuse_planted(path: Path, real: RealFile) -> None:
    reason = real.planted()
    if reason is not None:
        raise NotFollowed(f"{printable(str(path))}: {reason}")
