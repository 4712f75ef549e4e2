"""What crossed the line is kept, as long as the file it is of stays the same there."""

from __future__ import annotations

import threading
from collections import OrderedDict
from os import stat_result
from typing import Final, NamedTuple

_OVERHEAD: Final = 200  # bytes that an entry takes besides


class Identity(NamedTuple):
    """A file by its path and by what tells it from those that had that path before."""

    below: str
    modified_ns: int
    size: int
    inode: int
    sum: int

    def same_file(self, info: stat_result) -> bool:
        """Whether another answer is of it; a sum of its content is told by listings alone."""
        return (self.modified_ns, self.size, self.inode) == (
            info.st_mtime_ns,
            info.st_size,
            info.st_ino,
        )


def identity(below: str, info: stat_result) -> Identity:
    """Of a file as it was listed."""
    return Identity(below, info.st_mtime_ns, info.st_size, info.st_ino, info.st_dev)


class Kept:
    """Bytes of files, at most ``most`` in all: what was asked for longest ago goes first.

    Nothing is kept that is larger than a quarter of that. Any thread may ask.
    """

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._data: OrderedDict[Identity, bytes] = OrderedDict()
        self._bytes = 0

    def __contains__(self, file: Identity) -> bool:
        return file in self._data

    def get(self, file: Identity) -> bytes | None:
        """What is kept of a file."""
        with self._lock:
            data = self._data.get(file)
            if data is not None:
                self._data.move_to_end(file)
            return data

    def put(self, file: Identity, data: bytes) -> None:
        """Keep it."""
        if len(data) > self._most // 4:
            return
        with self._lock:
            before = self._data.pop(file, None)
            self._bytes -= 0 if before is None else len(before) + _OVERHEAD
            self._data[file] = data
            self._bytes += len(data) + _OVERHEAD
            while self._bytes > self._most:
                _, gone = self._data.popitem(last=False)
                self._bytes -= len(gone) + _OVERHEAD
