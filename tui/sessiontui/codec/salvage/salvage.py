"""Whatever can be read of a damaged session file, made a session document again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ...session.mend.mend import mend
from .block import MARGIN, Text, read_block
from .findings import findings
from .form import Head, head_of
from .plain import PLAIN_MARGIN, read_plain
from .result import Salvage, SalvageCancelled

Progress = Callable[[int, int], None]  # steps done, of so many
Cancelled = Callable[[], bool]

_SLIGHT: Final = 1 << 16


def salvage(
    data: bytes, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Salvage:
    """Give back what the bytes of a session file still hold; never raises for what they are.

    mozLz4, plain JSON, and JSON in parentheses, each also cut, zero-filled in part, with foreign
    blocks in it or without its head. Time is linear in the unpacked size. ``progress`` and
    ``cancelled`` are asked between slices of some milliseconds; after a cancel SalvageCancelled
    is raised. An undamaged file comes back as it is.
    """
    work = _Work(len(data), progress, cancelled)
    head = head_of(data)
    if head.packed:
        text = read_block(data, head.start, head.begins, head.expected, work.tick(0), work.tick(1))
        start, margin = 0, MARGIN
    else:
        text = read_plain(data, head)
        start, margin = head.start, PLAIN_MARGIN
    scale = len(data) / max(1, len(text.text))
    tick = work.tick(2)
    certain = 0 if _doubtful(head, text) else text.certain
    mended = mend(text.text, start, certain, margin, lambda at: tick(int(at * scale)))
    return findings(data, head, text, mended)


def _doubtful(head: Head, text: Text) -> bool:
    """Whether the text unpacks, and is longer or shorter than was said by so little that the
    fault may be anywhere in it. By more it is the header's.
    """
    if not text.ended or text.holes or head.expected is None:
        return False
    return 0 < abs(head.expected - len(text.text)) < _SLIGHT


class _Work:
    """Tells progress and hears of cancelling: three passes over the file."""

    def __init__(self, size: int, progress: Progress | None, cancelled: Cancelled | None) -> None:
        self._size = size
        self._progress = progress
        self._cancelled = cancelled

    def tick(self, part: int) -> Callable[[int], None]:
        """For one pass: to be called with how far in the file it is."""

        def told(at: int) -> None:
            if self._cancelled is not None and self._cancelled():
                raise SalvageCancelled
            if self._progress is not None:
                self._progress(part * self._size + min(at, self._size), 3 * self._size)

        return told
