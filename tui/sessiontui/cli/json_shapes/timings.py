"""``timings`` that prints."""

from __future__ import annotations

from ...export.json_shapes import Bytes, Moment, Seconds, Shape


class NotedSaveOut(Shape):
    """A save as Firefox noted it, with its bytes on disk."""

    time: Moment
    bytes: Bytes
    duration: Seconds


class TimingsOut(Shape):
    """What Firefox noted; ``on``: whether it is told to."""

    on: bool
    writes: list[NotedSaveOut]
