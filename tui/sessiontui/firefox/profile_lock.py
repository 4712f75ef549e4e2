"""Is this profile in use? By the fcntl lock; by the ``lock`` link where Firefox has only that.

Firefox holds a write lock on the whole of ``.parentlock`` while it runs (nsProfileLock.cpp).
Asking never disturbs it: the file is opened read-only and only F_GETLK is used. Who writes holds
the same lock: a Firefox that starts meanwhile waits five seconds and then says that it is already
running (seen with 153).

Beside it lies the link ``lock`` to ADDRESS:+PID, which stays behind and says nothing. A Firefox
that may not write to ``.parentlock`` runs all the same (seen with 153): its link is ADDRESS:PID,
and the next Firefox goes by it for as long as that process is there. So does this.
"""

from __future__ import annotations

import errno
import os
import stat
import struct
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final, Literal

from msgspec import Struct

from ..errors import Refused
from ..private_files import PRIVATE
from ..real_file import HeldDirectory, RealFile, open_real, real_file
from ..text import printable
from . import file_names
from .safe_reading import owner_advice
from .tree.path import AnyPath, TreePath

_FLOCK = "hhqqi4x"  # struct flock on 64-bit Linux: type, whence, start, length, pid
_OFD_SETLK: Final = 37  # fcntl.F_OFD_SETLK; Python has the name only where it was built with it
_NAME: Final = file_names.LOCK
_LINK: Final = file_names.LINK

_OVERLAY: Final = 0x794C7630  # overlayfs

# What statfs(2) calls file systems on which such a lock is seen by every process: linux/magic.h.
_LOCAL: Final = frozenset({
    0xEF53,  # ext2, ext3, ext4
    0x9123683E,  # btrfs
    0x58465342,  # xfs
    0xF2F52010,  # f2fs
    0x2FC12FC1,  # zfs
    0xCA451A4E,  # bcachefs
    0x01021994,  # tmpfs
    0x858458F6,  # ramfs
    _OVERLAY,
    0xF15F,  # ecryptfs
    0x3153464A,  # jfs
    0x52654973,  # reiserfs
    0x3434,  # nilfs2
    0x4D44,  # vfat
    0x2011BAB0,  # exfat
    0x7366746E,  # ntfs3
    0x482B,  # hfs+
})  # fmt: skip
_ELSEWHERE: Final = {
    0x6969: "NFS",
    0x517B: "SMB",
    0xFF534D42: "SMB",
    0xFE534D42: "SMB",
    0x65735546: "FUSE",
    0x01021997: "9P",
    0x00C36400: "Ceph",
    0x5346414F: "AFS",
    0x6B414653: "AFS",
    0x73757245: "Coda",
    0x0BD00BD0: "Lustre",
    0x786F4256: "VirtualBox",
}
_held: set[tuple[int, int]] = set()  # device and inode of the locks this process holds


class InUse(Struct, frozen=True):
    """Whether some process holds the profile, and which."""

    state: Literal["free", "in use", "unknown"]
    pid: int | None = None
    reason: str = ""  # why it is unknown, in words


FREE = InUse("free")


def in_use(profile: AnyPath) -> InUse:
    """Ask who holds a profile's lock. Nothing is written and no lock is taken."""
    if isinstance(profile, TreePath):
        return InUse("unknown", reason=profile.tree.lock_unknown)
    path = profile / _NAME
    if not _proven():
        return InUse("unknown", reason="the lock test is proven only on 64-bit Linux")
    import fcntl

    try:
        descriptor = open_real(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe must not hang us
    except FileNotFoundError:
        return _by_link(profile)  # no Firefox ever locked it
    except OSError as error:
        reason = printable(error.strerror or "the lock cannot be read")
        used = _by_link(profile)
        return used if used.state == "in use" else InUse("unknown", reason=reason)
    try:
        info = os.fstat(descriptor)
        if (info.st_dev, info.st_ino) in _held:
            return FREE  # by ourselves, for the moment of a write
        asked = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
        answer = fcntl.fcntl(descriptor, fcntl.F_GETLK, asked)
    except OSError as error:
        return InUse("unknown", reason=printable(error.strerror or "the lock cannot be tested"))
    finally:
        os.close(descriptor)
    kind, _, _, _, pid = struct.unpack(_FLOCK, answer)
    if kind == fcntl.F_UNLCK:
        return _by_link(profile)
    # 0 or -1: the holder lives in another pid namespace (snap, flatpak), or it is an OFD lock.
    return InUse("in use", pid if pid > 0 else None)


def _by_link(profile: Path) -> InUse:
    """Who uses a profile whose lock file nobody holds: a Firefox that could not lock it."""
    try:
        address, _, pid = str((profile / _LINK).readlink()).rpartition(":")
    except OSError:
        return FREE
    if not address or not (pid.isascii() and pid.isdecimal()):
        return FREE  # ADDRESS:+PID is of one that held the lock, and holds it no more
    if not _of_this_machine(address):
        by = f"its link {_LINK} says that a Firefox on {printable(address)} uses it"
        return InUse("unknown", reason=f"{by}; where none does, delete that link")
    return InUse("in use", int(pid)) if _lives(int(pid)) else FREE


def _of_this_machine(address: str) -> bool:
    """Whether an IPv4 address is one of this machine's: only such can be bound to."""
    import socket

    try:
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
            probe.bind((socket.inet_ntoa(socket.inet_aton(address)), 0))
    except (OSError, ValueError):
        return False
    return True


def _lives(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except PermissionError:
        return True  # it is somebody else's
    except (OSError, OverflowError):
        return False
    return pid > 0


def held_here(profile: Path) -> bool:
    """Whether this very process holds the profile, for the moment of a write."""
    try:
        info = (profile / _NAME).stat()
    except OSError:
        return False
    return (info.st_dev, info.st_ino) in _held


def _proven() -> bool:
    return sys.platform.startswith("linux") and sys.maxsize > 2**32


# -- holding it --------------------------------------------------------------------------------


@contextmanager
def hold(profile: Path, held: HeldDirectory | None = None) -> Iterator[None]:
    """Keep every Firefox, and every other sessiontui, out of a profile while writing there.

    ``held``: the directory that is written into, whatever its name leads to by now.

    Raises Refused: in use (naming the pid), or a place where the lock is not proven to work.
    """
    used = in_use(profile)
    if used.state == "in use":
        raise Refused(in_use_sentence(profile, used.pid))
    with hold_file(profile / _NAME, profile, held=held):
        yield


def writable_here(profile: Path) -> str | None:
    """Why nothing may be written in this place, as far as its kind tells; None when it may."""
    if not _proven():
        return "writing is proven only on 64-bit Linux"
    kind = _file_system(profile)
    if kind is None or kind in _LOCAL:
        return None
    name = _ELSEWHERE.get(kind, f"of an unknown kind (0x{kind:x})")
    return f"it lies on a file system ({name}) where Firefox's lock is not proven to work"


def in_use_sentence(profile: Path, pid: int | None) -> str:
    """Who uses a profile, and what to do before anything can be changed there."""
    where = printable(str(profile))
    if pid is None:
        return (
            f"{where}: a Firefox or another sessiontui is using this profile; close it first, "
            "nothing was changed"
        )
    return f"{where}: Firefox is running (pid {pid}); close it first, nothing was changed"


class FileSystem(Struct, frozen=True):
    """What a path lies on. ``locks``: Firefox's lock there is seen by every process.

    ``events``: the kernel sees every change that is made there.
    """

    name: str
    locks: bool
    events: bool


def file_system(path: Path) -> FileSystem:
    """The kind of file system of a path, or of the nearest directory above that is there."""
    if not sys.platform.startswith("linux"):
        return FileSystem("a file system", False, True)
    there = next((above for above in (path, *path.parents) if above.exists()), path)
    kind = _file_system(there)
    if kind is None:
        return FileSystem("a file system that does not tell its kind", False, True)
    name = _ELSEWHERE.get(kind, f"a file system of kind 0x{kind:x}")
    # Firefox may run in the lower layer of an overlay, where another file is locked.
    return FileSystem(name, kind in _LOCAL - {_OVERLAY}, kind not in _ELSEWHERE)


@contextmanager
def hold_file(
    path: Path, owner_of: Path, busy: str | None = None, *, held: HeldDirectory | None = None
) -> Iterator[None]:
    """Hold a write lock on the whole of a file, made when it is not there. Raises Refused.

    It stands for what is in ``owner_of``, the directory it lies in, and belongs to the same user
    when it has to be made.
    ``busy`` says that somebody else holds it, where that cannot be a Firefox.

    An open-file-description lock: a POSIX one would be lost as soon as anything in this process
    closes any descriptor on the file, and ``in_use`` does that all the time.
    """
    where = printable(str(owner_of))
    reason = writable_here(owner_of)
    if reason is not None:
        raise Refused(f"{where}: {reason}; nothing was changed")
    import fcntl

    from ..job_control import unstoppable  # asking holds nothing

    # That of a profile is Firefox's as well, any other is ours alone.
    descriptor = _open_lock(path, where, held, 0o644 if path.name == _NAME else PRIVATE)
    try:
        info = os.fstat(descriptor)
        if not stat.S_ISREG(info.st_mode):
            raise Refused(f"{where}: {path.name} is not a regular file; nothing was changed")
        wanted = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
        try:
            fcntl.fcntl(descriptor, _OFD_SETLK, wanted)
        except (BlockingIOError, PermissionError):
            if busy is not None:
                raise Refused(f"{busy}; nothing was changed") from None
            raise Refused(in_use_sentence(owner_of, in_use(owner_of).pid)) from None
        except OSError as error:
            reason = printable(error.strerror or "an error")
            raise Refused(
                f"{where}: it cannot be locked ({reason}), so nothing was changed"
            ) from None
        key = (info.st_dev, info.st_ino)
        _held.add(key)
        try:
            with unstoppable():
                yield
        finally:
            _held.discard(key)
    finally:
        os.close(descriptor)  # which lets the lock go


def _open_lock(path: Path, where: str, held: HeldDirectory | None, mode: int) -> int:
    try:
        with real_file(path, held) as real:
            reason = real.planted()
            if reason is not None:
                raise Refused(f"{printable(str(path))}: {reason}; nothing was changed")
            if path.name == _NAME and _shut_to_owner(real):
                raise Refused(
                    f"{where}: its owner may not write to {_NAME}, so that a Firefox that starts "
                    f"meanwhile could not be kept out; let them (chmod u+w, or chown), or run this "
                    "as them; nothing was changed"
                )
            return _open_real(real, mode)
    except PermissionError:
        raise Refused(f"{where}: no permission to write here; {owner_advice()}") from None
    except OSError as error:
        reason = printable(error.strerror or "an error")
        raise Refused(
            f"{where}: {path.name} cannot be opened ({reason}); nothing was changed"
        ) from None


def _shut_to_owner(real: RealFile) -> bool:
    """Whether the one whose directory it is cannot lock the file: root can, and Firefox not."""
    owner, file = os.fstat(real.directory).st_uid, real.info
    if file is None or owner == 0:
        return False
    if file.st_uid == owner:
        return not file.st_mode & stat.S_IWUSR
    return not file.st_mode & (stat.S_IWGRP | stat.S_IWOTH)  # their groups are not asked for


def _open_real(real: RealFile, mode: int) -> int:
    """The lock file in the directory that was walked to, made when it is not there."""
    flags = os.O_RDWR | os.O_NONBLOCK | os.O_CLOEXEC | os.O_NOFOLLOW
    if real.info is not None:
        return os.open(real.name, flags, dir_fd=real.directory)
    if real.linked:
        raise FileNotFoundError(errno.ENOENT, "it is a link that leads nowhere")
    # No Firefox ever ran here. One that starts now opens this same file and waits.
    made = os.open(real.name, flags | os.O_CREAT | os.O_EXCL, mode, dir_fd=real.directory)
    owner = os.fstat(real.directory)
    if (owner.st_uid, owner.st_gid) != (os.geteuid(), os.getegid()) and not os.geteuid():
        os.fchown(made, owner.st_uid, owner.st_gid)  # else its owner could not start it
    return made


def _file_system(path: Path) -> int | None:
    """The f_type of statfs(2), which Python does not offer; None when it cannot be asked."""
    import ctypes

    buffer = ctypes.create_string_buffer(256)  # struct statfs takes 120 bytes
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.statfs(os.fsencode(path), buffer) != 0:
        return None
    kind: int = struct.unpack_from("l", buffer)[0]
    return kind & 0xFFFFFFFF
