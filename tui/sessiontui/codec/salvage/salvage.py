"""Whatever can be read of a damaged session file, made a session document again."""

from __future__ import annotations

from collections.abc import Callable

from .result import Salvage

Progress = Callable[[int, int], None]  # bytes done, of so many
Cancelled = Callable[[], bool]


def salvage(
    data: bytes, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Salvage:
    """Give back what the bytes of a session file still hold; never raises for what they are.

    mozLz4, plain JSON, and JSON in parentheses, each also cut, zero-filled in part, with foreign
    blocks in it or without its head. Time is linear in the unpacked size. ``progress`` and
    ``cancelled`` are asked between slices of some milliseconds; after a cancel ``SalvageCancelled``
    is raised. Files that are undamaged come back as they are.
    """
    raise NotImplementedError
