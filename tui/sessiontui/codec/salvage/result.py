"""What a damaged file gave back, as data: the document, what of it is sure, what is missing."""

from __future__ import annotations

from enum import Enum

from msgspec import Struct

from ...brief import brief
from ...session.json.pointer import Steps
from ...session.mend.items import MendedItem


class SalvageCancelled(Exception):
    """The caller wanted no more of it."""


class Sureness(Enum):
    """How much is known of a stretch of the text."""

    CERTAIN = "certain"
    GUESSED = "guessed"  # read behind a hole: at most likely
    MISSING = "missing"


class Region(Struct, frozen=True):
    """A stretch of the text, in bytes of the text as it was before the damage.

    From the first hole of unknown size on (``end`` is None) offsets count what was recovered.
    """

    start: int
    end: int | None  # None: nobody knows how much is missing here
    sureness: Sureness


class DamageKind(Enum):
    """What is wrong at one place."""

    HEADER = "header"  # magic or size: wrong, or gone
    CUT = "cut"  # the file ends in the middle
    ZEROS = "zeros"
    UNREADABLE = "unreadable"  # other content, or flipped bits, where the block should go on
    JSON = "json"  # it unpacks, and the text is no JSON there


class Damage(Struct, frozen=True):
    """One thing that is wrong; ``start`` and ``end`` are bytes of the file.

    ``end`` is behind the last damaged byte, as far as that can be told. For ``JSON`` both are
    bytes of the unpacked text.
    """

    kind: DamageKind
    start: int
    end: int
    sentence: str


def zeros_at(start: int, end: int) -> Damage:
    """Bytes of the file are zeros."""
    said = f"bytes {start:,} to {end - 1:,} of the file are zeros"
    return Damage(DamageKind.ZEROS, start, end, said)


def cut_at(size: int) -> Damage:
    """The file ends in the middle."""
    return Damage(DamageKind.CUT, size, size, f"the file ends in the middle, after {size:,} bytes")


class Salvage(Struct, frozen=True):
    """A session document, and how much of the file's content it is.

    ``json`` is well formed and has ``windows``; what could be read is in it in the file's order,
    whole pieces byte for byte. It is empty when nothing could be read. Of an undamaged file it is
    the very text of that file, ``complete``, with every item certain.
    """

    json: bytes
    regions: tuple[Region, ...]
    recovered_bytes: int  # of the text: certain and guessed, without bytes that are unknown
    expected_bytes: int | None  # of the text when it was whole, where the file says so believably
    complete: bool  # nothing of the text is missing, and it is well formed
    damage: tuple[Damage, ...]
    items: tuple[MendedItem, ...]  # windows, tabs, closed ones, groups, cookies; in json's order

    def __repr__(self) -> str:
        return brief(self)

    @property
    def share(self) -> float | None:
        """How much of the text is there, from 0 to 1; None where nobody knows how much it was."""
        if self.complete:
            return 1.0
        if not self.expected_bytes:
            return None
        return min(1.0, self.recovered_bytes / self.expected_bytes)

    @property
    def guessed(self) -> frozenset[Steps]:
        """The steps of those items that are not certain: they may be wrong, or not whole."""
        return frozenset(item.steps for item in self.items if not item.certain)
