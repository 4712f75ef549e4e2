"""``salvage``."""

from __future__ import annotations

from typing import Literal

from msgspec import UNSET, UnsetType

from ...codec.salvage.result import Damage, Region, Salvage
from ...export.json_shapes import (
    Bytes,
    ClosedGroupOut,
    RecentlyClosed,
    SavedGroupOut,
    Shape,
    WindowOut,
)
from ...session.json.pointer import format_pointer
from ...session.mend.items import MendedItem
from .tabs import TabsOut, VersionNameOut


class DamageOut(Shape):
    """One thing that is wrong. Bytes of the file, for ``json`` those of the unpacked text."""

    kind: Literal["header", "cut", "zeros", "unreadable", "json"]
    start: Bytes
    end: Bytes
    sentence: str


class RegionOut(Shape):
    """A stretch of the text, in its bytes as they were; ``end`` null: nobody knows how much."""

    start: Bytes
    end: Bytes | None
    certainty: Literal["certain", "guessed", "missing"]


class SalvagedItemOut(Shape):
    """A window, tab, closed one, group or cookie. ``whole``: nothing of it is known to be missing.

    What is guessed was read behind a damaged place, or not to its end.
    """

    pointer: str
    certainty: Literal["certain", "guessed"]
    whole: bool


class WrittenOut(Shape):
    """The repaired session file."""

    path: str
    bytes: Bytes


class SalvageOut(Shape):
    """What could be read of a file. Sizes are those of its text; ``null`` is unknown."""

    recoveredBytes: Bytes
    expectedBytes: Bytes | None
    complete: bool
    damage: list[DamageOut]
    regions: list[RegionOut]
    items: list[SalvagedItemOut]
    version: VersionNameOut
    revision: str
    windows: list[WindowOut]
    recentlyClosed: list[RecentlyClosed]
    closedGroups: list[ClosedGroupOut]
    savedGroups: list[SavedGroupOut]
    written: WrittenOut | UnsetType = UNSET


def salvage_out(found: Salvage, tabs: TabsOut) -> SalvageOut:
    """What was found, and all of its tabs."""
    return SalvageOut(
        found.recovered_bytes,
        found.expected_bytes,
        found.complete,
        [_damage_out(damage) for damage in found.damage],
        [_region_out(region) for region in found.regions],
        [_item_out(item) for item in found.items],
        tabs.version,
        tabs.revision,
        tabs.windows or [],
        tabs.recentlyClosed or [],
        tabs.closedGroups or [],
        tabs.savedGroups or [],
    )


def _damage_out(damage: Damage) -> DamageOut:
    return DamageOut(damage.kind.value, damage.start, damage.end, damage.sentence)


def _region_out(region: Region) -> RegionOut:
    return RegionOut(region.start, region.end, region.sureness.value)


def _item_out(item: MendedItem) -> SalvagedItemOut:
    certainty: Literal["certain", "guessed"] = "certain" if item.certain else "guessed"
    return SalvagedItemOut(format_pointer(item.steps), certainty, item.whole)
