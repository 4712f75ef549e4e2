"""What takes longer to find out of a session than where its bytes are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from msgspec import Struct

from ....codec.mozlz4 import pack
from ....session.model.document import Document
from ....session.weight.packed import packed_estimate
from ....session.weight.repeated import Repeated, repeated
from .beside import Beside


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


class Finding:
    """The figures of one document, found on a thread; ``found`` is called when they are there."""

    def __init__(self, beside: Beside, found: Callable[[], object]) -> None:
        self._beside = beside
        self._told = found
        self._document: Document | None = None
        self._figures: Figures | None = None

    def of(self, document: Document) -> Figures | None:
        """What is known of a document by now."""
        return self._figures if self._document is document else None

    def begin(self, document: Document) -> None:
        """Find them out, once."""
        if self.of(document) is None and not self._beside.at_work:
            self._beside.make(partial(figures_of, document), partial(self._take, document))

    def _take(self, document: Document, figures: Figures) -> None:
        self._document, self._figures = document, figures
        self._told()

    def stop(self) -> None:
        """Nobody wants to know any more."""
        self._beside.stop()

    def let_go(self) -> None:
        """Hold nothing of a document."""
        self.stop()
        self._document = self._figures = None
