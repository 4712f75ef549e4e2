"""An answer of another machine while it comes: where it ends, and how long it is waited for."""

from __future__ import annotations

import errno
from typing import Final

QUIET_SECONDS: Final = 30.0
"""So long the other side may say nothing while it owes an answer."""

_WHOLE_SECONDS: Final = 120.0
"""So long a whole answer may take. Large files are asked for in pieces, each an answer."""

_PACE: Final = 2000.0
"""Bytes a second without which an answer is not waited for any longer than for nothing at all."""


class TooMuch(OSError):
    """An answer was longer than it may be."""

    def __init__(self) -> None:
        super().__init__(errno.EFBIG, "the other machine sent more than was asked for")


class Awaited:
    """What comes up to a mark, or to the end of the mark's line; ``data`` is what there is of it.

    Who does not want it any longer leaves it to whoever asks next: its rest comes first then.
    """

    def __init__(self, mark: bytes, most: int, *, line: bool = False) -> None:
        self.data = bytearray()
        self._mark = mark
        self._most = most
        self._line = line
        self._at = -1

    def take(self, data: bytes) -> bool:
        """Add what came; whether the answer is whole. Raises TooMuch."""
        from_ = max(0, len(self.data) - len(self._mark))
        self.data += data
        if self._at < 0:  # once it is there, only the end of its line is waited for
            self._at = self.data.find(self._mark, from_)
        if self._at >= 0 and (not self._line or self.data.endswith(b"\n")):
            return True
        if len(self.data) > self._most:
            raise TooMuch
        return False

    def may_take(self) -> float:
        """Seconds that it may take in all, by what there is of it: longer where much comes."""
        return min(QUIET_SECONDS + len(self.data) / _PACE, _WHOLE_SECONDS)
