"""Linux's inotify(7), which Python does not offer: watch directories, read what happened in them.

Events carry no time of their own: whoever reads them takes it. The kernel merges an event with
the one before it when both are the same.
"""

from __future__ import annotations

import os
import struct
from dataclasses import dataclass
from pathlib import Path
from typing import Final

# linux/inotify.h
OPEN: Final = 0x20
CLOSE_WRITE: Final = 0x8
CLOSE_NOWRITE: Final = 0x10
MOVED_FROM: Final = 0x40
MOVED_TO: Final = 0x80
CREATE: Final = 0x100
DELETE: Final = 0x200
DELETE_SELF: Final = 0x400
MOVE_SELF: Final = 0x800
UNMOUNT: Final = 0x2000
Q_OVERFLOW: Final = 0x4000
IGNORED: Final = 0x8000
ONLYDIR: Final = 0x1000000
ISDIR: Final = 0x40000000

GONE: Final = DELETE_SELF | MOVE_SELF | UNMOUNT | IGNORED  # the watched thing itself is away

_HEAD: Final = struct.Struct("iIII")  # struct inotify_event: wd, mask, cookie, length of the name
_BUFFER: Final = 65_536  # a thousand events at least

# What is watched for: in a directory, for files put in place, above one to come, at the lock.
INSIDE_MASK: Final = (
    CREATE | DELETE | MOVED_FROM | MOVED_TO | CLOSE_WRITE | DELETE_SELF | MOVE_SELF | ONLYDIR
)
PUT_MASK: Final = CREATE | MOVED_TO | CLOSE_WRITE
ABOVE_MASK: Final = CREATE | MOVED_TO | DELETE_SELF | MOVE_SELF | ONLYDIR
LOCK_MASK: Final = OPEN | CLOSE_WRITE | CLOSE_NOWRITE


@dataclass(frozen=True, slots=True)
class RawEvent:
    """One event: which watch, what, the cookie that joins the two halves of a rename."""

    wd: int
    mask: int
    cookie: int
    name: bytes


def parse(data: bytes) -> list[RawEvent]:
    """The events in what one read(2) gave; it never gives half of one."""
    events = []
    at = 0
    while at < len(data):
        wd, mask, cookie, length = _HEAD.unpack_from(data, at)
        at += _HEAD.size
        events.append(RawEvent(wd, mask, cookie, data[at : at + length].rstrip(b"\0")))
        at += length
    return events


class Inotify:
    """One inotify instance. Its methods raise OSError with the system's reason."""

    def __init__(self) -> None:
        import ctypes  # 10 ms that only who watches needs

        self._libc = ctypes.CDLL(None, use_errno=True)
        self._errno = ctypes.get_errno
        self.descriptor = self._checked(
            self._libc.inotify_init1(os.O_CLOEXEC | os.O_NONBLOCK), "inotify"
        )

    def add(self, path: Path, mask: int) -> int:
        """Watch a path; gives the watch's number. A path watched already keeps its number."""
        name = os.fsencode(path)
        return self._checked(self._libc.inotify_add_watch(self.descriptor, name, mask), str(path))

    def remove(self, wd: int) -> None:
        """End a watch; one that has ended by itself does not matter."""
        self._libc.inotify_rm_watch(self.descriptor, wd)

    def read(self) -> list[RawEvent]:
        """What happened since; empty when there is nothing. Never waits."""
        try:
            return parse(os.read(self.descriptor, _BUFFER))
        except BlockingIOError:
            return []

    def close(self) -> None:
        """End all watches and let the descriptor go."""
        os.close(self.descriptor)

    def _checked(self, result: int, what: str) -> int:
        if result < 0:
            number = self._errno()
            raise OSError(number, os.strerror(number), what)
        return result
