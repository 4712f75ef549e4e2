"""Which rows can be dropped from a session by themselves, and as what."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ....session.edit.slimming import Drop
from ....session.weight.parts import Part
from ....session.weight.rows import NO_SITE, Row
from ...slim_marks import Mark
from .where import Where

_PARTS: Final[Mapping[str, Drop]] = {
    "images": "favicons",
    "closed tabs": "closed",
    "closed windows": "closed",
    "nested sessions": "nested",
    "storage": "storage",
    "history": "history",
    "extension data": "extensions",
    "open tabs": "duplicates",
}
"""What of a part can go. Tab groups stay: they were kept on purpose."""
_FIELDS: Final[Mapping[str, Drop]] = {
    "image": "favicons",
    "storage": "storage",
    "extData": "extensions",
}
_OF_A_SITE: Final[frozenset[Drop]] = frozenset({"closed", "storage"})
"""What can go of one site alone."""


def mark_for(where: Where, row: Row) -> Mark | None:
    """What marking a row means; None where it cannot be dropped by itself."""
    if len(where.trail) > 1 or (where.by == "part" and not row.count):
        return None  # of a part that has nothing in it only its empty list is there
    inside = where.trail[0] if where.trail else None
    if where.by == "site":
        # A site at the top has most of what can go of it alone in its storage.
        drop = "storage" if inside is None else _drop(inside.cut, inside.key)
        of_site = drop in _OF_A_SITE and is_host(row.key)
        return Mark(drop, row.key) if drop is not None and of_site else None
    drop = _drop(where.by, row.key)
    if drop is None or inside is None:
        return None if drop is None else Mark(drop)
    if inside.cut != "site" or drop not in _OF_A_SITE or not is_host(inside.key):
        return None
    return Mark(drop, inside.key)


def _drop(cut: str, key: str | Part) -> Drop | None:
    return _PARTS.get(key) if cut == "part" else _FIELDS.get(key) if cut == "field" else None


def is_host(site: str) -> bool:
    """Whether a site is one that a host names; about:, data: and extensions are none."""
    return site != NO_SITE and (":" not in site or site.startswith("["))
