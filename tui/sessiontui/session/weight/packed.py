"""What each part takes in the compressed file: estimated by compressing that part alone."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from ..model.document import Document
from .batches import Batch
from .ledger import Bucket, Ledger, Question
from .parts import Rule, Rules
from .pieces import Piece, Pieces
from .rows import Weight
from .walk import Walk
from .weigh import weigh

Pack = Callable[[bytes], bytes]
"""Compresses, as the file is compressed (``codec.mozlz4.pack``)."""

_BLOCK: Final = 1 << 18  # bytes that are compressed at once; LZ4 looks back 64 kB
_SAMPLE: Final = 4 << 20  # bytes of a session of which every batch of tabs is compressed
_LONGEST: Final = 4 << 20  # bytes of one value that are


def packed_estimate(document: Document, pack: Pack, weight: Weight | None = None) -> dict[str, int]:
    """Bytes of each part, were it compressed alone: an estimate of its share of the file.

    Of large sessions a sample of the tabs is compressed. What parts have in common is counted in
    each, so these need not sum to the file. ``weight``: of the document by part, when the caller
    has it. Raises Stopped.
    """
    walk = _Packing(Pieces.of(document), pack)
    walk.run()
    ratios = walk.ratios()
    whole = ratios.get(None, 1.0)
    rows = (weight or weigh(document, "part")).rows
    return {row.key: round(row.bytes * ratios.get(row.key, whole)) for row in rows}


class _Packing(Walk):
    """A walk that gathers the values of each part and compresses them, block after block."""

    def __init__(self, pieces: Pieces, pack: Pack) -> None:
        super().__init__(pieces, Ledger(Question("part")))
        self.batch = _BLOCK
        self._pack = pack
        self._every = max(1, len(pieces.text) // _SAMPLE)
        self._number = 0
        self._waiting: dict[str, bytearray] = {}
        self._gathered: dict[str, tuple[int, int]] = {}  # bytes, and what they take compressed

    def quickly(self, batch: Batch, rules: Rules, state: Rule, closed: Rule | None) -> bool:
        """Pass over what is not in the sample."""
        self._number += 1
        return self._number % self._every != 0 and len(batch) < 4 * _BLOCK

    def leaf(self, bucket: Bucket, name: str, value: Piece) -> None:
        """A value of a part, with its name."""
        part = bucket.rule.part(name)
        waiting = self._waiting.setdefault(part, bytearray())
        waiting += b'"%b":' % name.encode("utf-8", "replace")
        view = self.pieces.view(value)[:_LONGEST]
        for start in range(0, len(view), _BLOCK):
            waiting += view[start : start + _BLOCK]
            if len(waiting) >= _BLOCK:
                self._flush(part)

    def _flush(self, part: str) -> None:
        waiting = self._waiting[part]
        size, packed = self._gathered.get(part, (0, 0))
        taken = len(self._pack(bytes(waiting)))
        self._gathered[part] = (size + len(waiting), packed + taken)
        waiting.clear()

    def ratios(self) -> dict[str | None, float]:
        """How much of each part is left of it; None: of all that was gathered."""
        for part, waiting in self._waiting.items():
            if waiting:
                self._flush(part)
        found: dict[str | None, float] = {
            part: packed / size for part, (size, packed) in self._gathered.items()
        }
        whole = sum(size for size, _ in self._gathered.values())
        found[None] = sum(packed for _, packed in self._gathered.values()) / max(1, whole)
        return found
