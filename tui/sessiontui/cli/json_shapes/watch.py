"""``watch``: a line for each save, and at the end one with the summary."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from ...export.json_shapes import Bytes, Moment, Seconds, Shape
from ...monitor.saves import Kind, Part


class ChangedOut(Shape):
    """A piece of the session that a save wrote otherwise than the save before."""

    pointer: str
    url: str | None
    bytes: Bytes
    part: Part
    kind: Kind
    fields: list[str]
    matters: bool
    title: str | None
    site: str | None
    window: int | None


class SaveOut(Shape):
    """A save; the four ``changed…`` and ``matters`` are null when there is nothing to compare."""

    time: Moment
    file: str
    final: bool
    bytes: Bytes | None
    uncompressedBytes: Bytes | None
    gap: Seconds | None
    duration: Seconds | None
    age: Seconds | None
    changed: list[ChangedOut] | None
    changedCount: int | None
    changedBytes: Bytes | None
    matters: bool | None
    whyNot: str | None


class SiteOut(Shape):
    """A site that caused saves; ``dragged`` is its share of the bytes written to disk."""

    site: str
    saves: int
    bytes: Bytes
    dragged: Bytes


class CausingTabOut(Shape):
    """A tab that caused saves."""

    url: str
    title: str
    saves: int
    bytes: Bytes
    dragged: Bytes


class DesignOut(Shape):
    """What the saves would have cost under another setting or design.

    No bytes and no ratio: it cannot be measured here, ``assumption`` says why.
    """

    key: str
    name: str
    saves: int
    bytesPerSave: Bytes | None
    bytesPer8h: Bytes | None
    ratio: float | None
    assumption: str
    goodFor: str | None
    badFor: str | None
    howHard: str | None


class SummaryOut(Shape):
    """What the watch came to; ``designs`` stands there with --what-if only.

    ``runningSeconds`` is null where it cannot be told whether Firefox runs. ``faults``: how often
    the watching itself failed and went on; a save may be missing then.
    """

    saves: int
    bytes: Bytes
    seconds: Seconds
    bytesPer8h: Bytes | None
    culprits: list[SiteOut]
    tabs: list[CausingTabOut]
    since: Moment
    until: Moment
    runningSeconds: Seconds | None
    uncompressedBytes: Bytes
    bytesPerHour: Bytes | None
    bytesPerDay: Bytes | None
    bytesPerYear: Bytes | None
    unsized: int
    lookedInto: int
    idleShare: float | None
    typicalGap: Seconds | None
    longestGap: Seconds | None
    processBytes: Bytes | None
    way: str
    warning: str | None
    faults: int
    designs: list[DesignOut] | UnsetType | None = UNSET


class LastLineOut(Shape):
    """The last line of all: the summary alone."""

    summary: SummaryOut
