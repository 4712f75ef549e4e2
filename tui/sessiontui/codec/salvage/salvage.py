"""Whatever can be read of a damaged session file, made a session document again."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from msgspec.structs import replace

from ...session.mend.mend import Mended, mend
from .block import MARGIN, Text, read_block
from .findings import findings
from .form import Head, head_of
from .plain import read_plain
from .result import Salvage, SalvageCancelled
from .source import as_json

Progress = Callable[[int, int], None]  # steps done, of so many
Cancelled = Callable[[], bool]

_SLIGHT: Final = 1 << 16


def salvage(
    data: bytes, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Salvage:
    """Give back what the bytes of a session file still hold; never raises for what they are.

    mozLz4, plain JSON, JSON in parentheses and the JavaScript of Firefox 2 (given back as JSON),
    each also cut, zero-filled in part, with foreign blocks in it or without its head. Time is
    linear in the unpacked size. ``progress`` and
    ``cancelled`` are asked between slices of some milliseconds; after a cancel SalvageCancelled
    is raised. An undamaged file comes back as it is.
    """
    work = _Work(len(data), progress, cancelled)
    head = head_of(data)
    if head.packed:
        text = read_block(data, head.start, head.begins, head.expected, work.tick(0), work.tick(1))
    elif head.source:
        written = read_plain(as_json(data, work.tick(1)), head)
        text = replace(written, damage=read_plain(data, head).damage)
    else:
        text = read_plain(data, head)
    start = 0 if head.packed else head.start
    scale = len(data) / max(1, len(text.text))
    tick = work.tick(2)
    # A packed text that unpacks as if nothing were wrong and is no JSON may be wrong from anywhere.
    margin = len(text.text) if head.packed else MARGIN
    mended = mend(text.text, start, text.certain, margin, lambda at: tick(int(at * scale)))
    if _doubtful(head, text, mended):
        items = tuple(replace(item, certain=False) for item in mended.items)
        mended = replace(mended, items=items, certain=0)
    return findings(data, head, text, mended)


def _doubtful(head: Head, text: Text, mended: Mended) -> bool:
    """Whether something is wrong, and may be anywhere."""
    size = len(text.text)
    if text.holes or not size:
        return False
    if mended.whole:  # by more than a little the header's size is wrong, not the text
        return text.ended and head.expected is not None and 0 < abs(head.expected - size) < _SLIGHT
    if min(mended.faults) < size:
        return False
    # It ends like a whole one, yet with something open.
    if head.packed and text.ended:
        return head.expected in (None, size)
    if head.packed:  # what seems to be cut is longer than the whole was
        return head.expected is not None and size >= head.expected
    return text.text.rstrip(b" \t\r\n);").endswith(b"}")


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
