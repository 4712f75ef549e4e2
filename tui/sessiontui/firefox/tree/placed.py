"""A part of a file that is read from a place of its own, whoever else reads the file meanwhile."""

from __future__ import annotations

from typing import IO


class Placed:
    """So many bytes of a file from where they begin. ``at`` is where the next ones lie."""

    def __init__(self, file: IO[bytes], begin: int, size: int) -> None:
        self._file = file
        self.at = begin
        self._end = begin + size

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end. Raises OSError."""
        self._file.seek(self.at)
        data = self._file.read(max(0, min(size, self._end - self.at)))
        self.at += len(data)
        return data
