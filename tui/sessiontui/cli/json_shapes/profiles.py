"""``profiles``."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

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
    error: str | UnsetType = UNSET


class ProfilesOut(Shape):
    """Every profile found; ``barred`` is where it may not be looked for."""

    profiles: list[FoundProfileOut]
    barred: list[str] | UnsetType = UNSET
