"""``size``."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from ...export.json_shapes import Bytes, Shape
from .tabs import VersionNameOut


class SizeRowOut(Shape):
    """A part, site, tab or field: exact text, which may be a page's. ``count``: how many tabs,
    pages, cookies, values it sums. ``pointer`` and ``title`` of a tab.
    """

    key: str
    bytes: Bytes
    count: int
    pointer: str | UnsetType = UNSET
    title: str | UnsetType = UNSET


class SizeOthersOut(Shape):
    """What ``--top`` leaves out, summed; ``count`` is 0 by tab, where it is not looked at."""

    rows: int
    bytes: Bytes
    count: int


class SizeOut(Shape):
    """Where the ``bytes`` of a version's JSON are, largest first; ``rows`` and ``others`` sum to
    them. ``compressedBytes`` of the file, null where it has none of its own; ``complete`` is false
    where the file is damaged and this is what can be read of it.
    """

    version: VersionNameOut
    revision: str
    bytes: Bytes
    compressedBytes: Bytes | None
    by: Literal["part", "site", "tab", "field"]
    rows: list[SizeRowOut]
    complete: bool
    others: SizeOthersOut | UnsetType = UNSET
