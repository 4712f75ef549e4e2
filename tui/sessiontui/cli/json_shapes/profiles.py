"""``profiles``."""

from __future__ import annotations

from ...export.json_shapes import Moment, Shape
from .place import InUseOut


class FoundProfileOut(Shape):
    """A profile found on this machine; ``tabs`` is null when no session can be read."""

    name: str
    path: str
    browser: str
    default: bool
    inUse: InUseOut
    lastSaved: Moment | None
    tabs: int | None


class ProfilesOut(Shape):
    """Every profile found."""

    profiles: list[FoundProfileOut]
