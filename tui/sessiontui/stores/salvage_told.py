"""What a store needs of a salvage, beside the document: light enough to be sent."""

from __future__ import annotations

from msgspec import Struct

from ..codec.salvage.result import Salvage
from ..session.json.pointer import Steps
from ..session.model.salvaged import tabs_among
from ..text import printable


class Told(Struct, frozen=True):
    """How much there is and what is sure of it; ``damage`` as printable sentences."""

    items: int
    tabs: int
    share: float | None
    complete: bool
    damage: tuple[str, ...]
    guessed: tuple[Steps, ...]
    torn: tuple[Steps, ...]


def told_of(found: Salvage) -> Told:
    """The same of a salvage."""
    return Told(
        len(found.items),
        tabs_among(item.steps for item in found.items),
        found.share,
        found.complete,
        tuple(printable(damage.sentence) for damage in found.damage),
        tuple(item.steps for item in found.items if not item.certain),
        tuple(item.steps for item in found.items if not item.whole),
    )
