"""``tabs``."""

from __future__ import annotations

from typing import Annotated

from msgspec import UNSET, Meta, UnsetType

from ...export.json_shapes import ClosedGroupOut, RecentlyClosed, SavedGroupOut, Shape, WindowOut
from ...stores.view import Version
from ...text import reopenable
from .place import DamageOut


class VersionNameOut(Shape):
    """Which version was looked at."""

    name: str
    role: str
    path: str | None


class TabsOut(Shape):
    """What was asked for; keys not asked for are absent. ``revision`` is what --base takes.

    ``closedGroups`` are those of open windows that ``windows`` does not show; the tabs of a closed
    group stand in ``recentlyClosed``, or with their closed window. ``damaged``: Firefox cannot read
    the file, and this is what can be read of it.
    """

    version: VersionNameOut
    revision: str
    windows: list[WindowOut] | UnsetType = UNSET
    recentlyClosed: list[RecentlyClosed] | UnsetType = UNSET
    closedGroups: list[ClosedGroupOut] | UnsetType = UNSET
    savedGroups: list[SavedGroupOut] | UnsetType = UNSET
    damaged: DamageOut | UnsetType = UNSET


# Which keys there are depends on the options, but never is there none.
Tabs = Annotated[
    TabsOut,
    Meta(
        extra_json_schema={
            "anyOf": [{"required": [key]} for key in ("windows", "recentlyClosed", "savedGroups")],
            "dependentRequired": {"recentlyClosed": ["closedGroups"]},
        }
    ),
]


def version_name_out(version: Version) -> VersionNameOut:
    """What tells which version a listing is of."""
    path = None if version.path is None else reopenable(version.path)
    return VersionNameOut(version.id, version.role, path)
