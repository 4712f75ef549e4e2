"""A file of another machine that is read as one here."""

from __future__ import annotations

import io
from os import stat_result
from typing import Protocol

from . import scripts


class Contents(Protocol):
    """What gives out the content of files there."""

    def head(self, below: str, info: stat_result) -> bytes:
        """How a session file begins; nothing where that was not told."""

    def content(self, below: str, info: stat_result) -> bytes:
        """All of a file."""


class RemoteFile(io.BufferedIOBase):
    """A file of another machine. Its head mostly came with the listing."""

    def __init__(self, tree: Contents, below: str, info: stat_result) -> None:
        self._tree = tree
        self._below = below
        self._info = info
        self._content: io.BytesIO | None = None
        self._given = 0  # bytes of the head

    def readable(self) -> bool:
        """It is."""
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        """At most so many bytes."""
        if self._content is None:
            if size is not None and 0 <= size <= scripts.HEAD - self._given:
                head = self._tree.head(self._below, self._info)
                if size <= len(head) - self._given:
                    self._given += size
                    return head[self._given - size : self._given]
            self._content = io.BytesIO(self._tree.content(self._below, self._info))
            self._content.seek(self._given)
        return self._content.read(size)

    def read1(self, size: int = -1, /) -> bytes:
        """The same."""
        return self.read(size)
