"""``values`` that lists, or prints one."""

from __future__ import annotations

from ...export.json_shapes import Shape
from .tabs import VersionNameOut


class ValuesOut(Shape):
    """What extensions keep with one tab or window: keys and texts, which mostly hold JSON."""

    version: VersionNameOut
    revision: str
    pointer: str
    values: dict[str, str]
