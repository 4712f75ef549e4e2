"""What takes longer to find out of a session than where its bytes are."""

from __future__ import annotations

from collections.abc import Mapping

from msgspec import Struct

from ....codec.mozlz4 import pack
from ....session.model.document import Document
from ....session.weight.packed import packed_estimate
from ....session.weight.repeated import Repeated, repeated


class Figures(Struct, frozen=True):
    """The compressed size of each part of a session, estimated alone, and what is in it more than
    once, what storing it once would save most first.
    """

    packed: Mapping[str, int]
    repeated: tuple[Repeated, ...]


def figures_of(document: Document) -> Figures:
    """Find it out: two walks over the JSON. Raises Stopped."""
    return Figures(
        {part: size for part, size in packed_estimate(document, pack).items()}, repeated(document)
    )
