"""What is counted, and what comes of it: the data of a what-if, without anything that measures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sample:
    """A save whose file was kept. ``at``: ms since epoch. ``packed``: the bytes on disk."""

    at: float
    packed: bytes


@dataclass(frozen=True, slots=True)
class Design:
    """What the saves would have been under one design.

    ``saves``: how many writes. ``per_save``: bytes each, on average. ``per_8h``: bytes in eight
    hours at this pace, None before there is a pace. ``ratio``: bytes written to those written
    today. ``assumption``: one line of less than 100 characters; it says what the ratio is of.
    A design that cannot be measured here has neither bytes nor ratio, and says there why.
    """

    key: str
    name: str
    assumption: str
    saves: int
    per_save: float | None
    per_8h: float | None
    ratio: float | None
