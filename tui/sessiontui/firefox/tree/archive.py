"""An archive as a tree: what its reader found in it, and a file when it is asked for."""

from __future__ import annotations

import errno
import os
import weakref
from collections.abc import Callable, Collection, Sequence
from io import BufferedIOBase
from os import stat_result
from typing import IO, Protocol

from .members import Members
from .path import heads_by_opening


class Reader(Protocol):
    """Who knows how a kind of archive is laid out. A file is asked for by its number."""

    @property
    def members(self) -> Members:
        """What the archive says it holds."""

    def open(self, number: int) -> BufferedIOBase:
        """A file of it, to be read once. Raises OSError."""

    def near(self, number: int) -> bool:
        """Whether reading it costs no more than its own bytes."""

    def close(self) -> None:
        """Let go of the archive."""


def changed_since_now(file: IO[bytes]) -> Callable[[], bool]:
    """Tells whether an open file was written to since this was asked for."""

    def at() -> tuple[int, int]:
        now = os.fstat(file.fileno())
        return now.st_size, now.st_mtime_ns

    begun = at()
    return lambda: at() != begun


class Archive:
    """The files that a reader found. ``title`` is what a person named.

    Once its file has ``changed`` none is given any more: what lies where one lay would be taken
    for it, or nothing at all for an empty one.
    """

    def __init__(
        self, title: str, reader: Reader, changed: Callable[[], bool] = lambda: False
    ) -> None:
        self._title = title
        self._reader = reader
        self._changed = changed

    @property
    def title(self) -> str:
        """What a person named."""
        return self._title

    @property
    def lock_unknown(self) -> str:
        """Why nothing is said of a browser that uses it."""
        return "it is a copy in an archive"

    def stat(self, below: str) -> stat_result:
        """What lies there."""
        return self._reader.members.stat(below)

    def names(self, below: str) -> Sequence[str]:
        """The names in a directory."""
        return self._reader.members.names(below)

    def kinds(self, below: str) -> tuple[Collection[str], Sequence[str]]:
        """The names in a directory, and those of them that are directories."""
        return self._reader.members.kinds(below)

    def open(self, below: str) -> BufferedIOBase:
        """A file of it, unpacked while it is read. Raises OSError."""
        number = self._reader.members.number(below)
        if self._changed():
            raise OSError(errno.ESTALE, "the archive was changed while it was open: open it anew")
        return self._reader.open(number)

    def heads(self, below: Sequence[str], length: int) -> dict[str, bytes]:
        """How files of it begin; of a compressed archive only of those that were kept."""
        number, near = self._reader.members.number, self._reader.near
        return heads_by_opening(self, [path for path in below if near(number(path))], length)

    @property
    def whole(self) -> bool:
        """Whether all that it holds is known; of another what is not there may be missing."""
        return self._reader.members.whole

    def left_out(self) -> tuple[str, ...]:
        """What of it is not looked at, as sentences."""
        return self._reader.members.left_out()

    def close(self) -> None:
        """Let go of it."""
        self._reader.close()

    def close_when_forgotten(self) -> None:
        """Let go of it when nobody holds it any more, nor a path in it."""
        weakref.finalize(self, self._reader.close)
