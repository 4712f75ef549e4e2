"""Values that a session holds again and again: favicons, principals, states, texts of forms."""

from __future__ import annotations

from typing import Final

from msgspec import Struct
from xxhash import xxh3_64_intdigest as digest

from ..model.document import Document
from .batches import Batch
from .ledger import Bucket, Ledger, Question
from .parts import Part, Rule, Rules
from .pieces import REJECTED, Piece, Pieces
from .quick import Kinds
from .walk import Walk

LEAST: Final = 32
"""Bytes of a value that is worth being stored once."""

_WHAT: Final[dict[Part, str]] = {
    "images": "image",
    "principals": "principal",
    "cloned state": "state",
    "forms": "form",
    "storage": "storage",
    "extension data": "extension data",
}
_PREVIEW: Final = 120  # bytes


class Repeated(Struct, frozen=True):
    """One value that stands several times in a session.

    ``what`` it is: image, principal, state, form, storage or extension data. ``value``: how its
    JSON begins (foreign text). Its ``copies`` take ``bytes``, names not counted; ``saved`` of
    these there would be less if it were stored once.
    """

    what: str
    value: str
    copies: int
    bytes: int
    saved: int


def repeated(document: Document) -> tuple[Repeated, ...]:
    """What is stored more than once; what storing it once would save most first.

    Tells where it is (``progress``). Raises Stopped.
    """
    walk = _Seeking(Pieces.of(document))
    walk.run()
    found = [
        Repeated(one.what, one.value, one.copies, one.copies * one.size, one.saved)
        for one in walk.again.values()
    ]
    return tuple(sorted(found, key=lambda one: -one.saved))


class _Again(Struct):
    """A value that was seen twice at least."""

    what: str
    value: str
    size: int
    copies: int = 2

    @property
    def saved(self) -> int:
        return self.size * (self.copies - 1)


class _Seeking(Walk):
    """A walk that looks at each value of a kind."""

    def __init__(self, pieces: Pieces) -> None:
        super().__init__(pieces, Ledger(Question("part")))
        self.again: dict[int, _Again] = {}
        self._seen: set[int] = set()

    def quickly(self, batch: Batch, rules: Rules, state: Rule, closed: Rule | None) -> bool:
        """Only the values that have a kind are looked at."""
        try:
            kinds = Kinds(batch, closed=closed is not None)
        except REJECTED:
            return False
        found = ((state, kinds.tabs), (rules.entry, kinds.in_entries), (closed, kinds.closed))
        for rule, values in found:
            for name, pieces in values.items():
                if rule is not None and name in rule.kinds:
                    for piece in pieces:
                        self._look(rule.kinds[name], piece)
        return True

    def leaf(self, bucket: Bucket, name: str, value: Piece) -> None:
        """A value, where a list is walked tab by tab."""
        super().leaf(bucket, name, value)
        kind = bucket.rule.kinds.get(name)
        if kind is not None:
            self._look(kind, value)

    def _look(self, kind: Part, value: Piece) -> None:
        if len(value) < LEAST or kind not in _WHAT:
            return
        view = self.pieces.view(value)
        mark = digest(view)
        again = self.again.get(mark)
        if again is not None:
            again.copies += 1
        elif mark in self._seen:
            head = bytes(view[:_PREVIEW]).decode("utf-8", "replace")
            self.again[mark] = _Again(_WHAT[kind], head, len(view))
        else:
            self._seen.add(mark)
