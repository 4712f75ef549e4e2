"""Is this profile in use? By the fcntl lock, never by the ``lock`` symlink, which stays behind.

Firefox holds a write lock on the whole of ``.parentlock`` while it runs (nsProfileLock.cpp).
Asking never disturbs it: the file is opened read-only and only F_GETLK is used.
"""

from __future__ import annotations

import os
import struct
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..text import printable

_FLOCK = "hhqqi4x"  # struct flock on 64-bit Linux: type, whence, start, length, pid


@dataclass(frozen=True, slots=True)
class InUse:
    """Whether some process holds the profile, and which."""

    state: Literal["free", "in use", "unknown"]
    pid: int | None = None
    reason: str = ""  # why it is unknown, in words


FREE = InUse("free")


def in_use(profile: Path) -> InUse:
    """Ask who holds a profile's lock. Nothing is written and no lock is taken."""
    path = profile / ".parentlock"
    if not sys.platform.startswith("linux") or sys.maxsize < 2**32:
        return InUse("unknown", reason="the lock test is proven only on 64-bit Linux")
    import fcntl

    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK)  # a pipe must not hang us
    except FileNotFoundError:
        return FREE  # no Firefox ever ran here
    except OSError as error:
        return InUse("unknown", reason=printable(error.strerror or "the lock cannot be read"))
    try:
        asked = struct.pack(_FLOCK, fcntl.F_WRLCK, os.SEEK_SET, 0, 0, 0)
        answer = fcntl.fcntl(descriptor, fcntl.F_GETLK, asked)
    except OSError as error:
        return InUse("unknown", reason=printable(error.strerror or "the lock cannot be tested"))
    finally:
        os.close(descriptor)
    kind, _, _, _, pid = struct.unpack(_FLOCK, answer)
    if kind == fcntl.F_UNLCK:
        return FREE
    # 0 or -1: the holder lives in another pid namespace (snap, flatpak), or it is an OFD lock.
    return InUse("in use", pid if pid > 0 else None)
