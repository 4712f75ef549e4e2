"""What each part takes in the compressed file: estimated by compressing that part alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from ..model.document import Document
from .ledger import Bucket, Ledger, Question
from .parts import Part
from .pieces import Piece
from .walk import Walk

Pack = Callable[[bytes], bytes]
"""Compresses, as the file is compressed (``codec.mozlz4.pack``)."""

_BLOCK: Final = 1 << 18  # bytes that are compressed at once; LZ4 looks back 64 kB


def packed_estimate(document: Document, pack: Pack) -> dict[Part, int]:
    """Bytes of each part, were it compressed alone: an estimate of its share of the file.

    What parts have in common is counted in each, so these need not sum to the file. Raises
    Stopped.
    """
    walk = _Packing(document.sound_text, pack)
    walk.run()
    return walk.packed()


class _Packing(Walk):
    """A walk that gathers the values of each part and compresses them, block after block."""

    def __init__(self, text: bytes, pack: Pack) -> None:
        self._sums = Ledger(Question("part"))
        super().__init__(text, self._sums)
        self._pack = pack
        self._waiting: dict[Part, bytearray] = {}
        self._gathered: dict[Part, list[int]] = {}  # bytes, and what they take compressed

    def leaf(self, bucket: Bucket, name: str, value: Piece) -> None:
        """A value of a part."""
        super().leaf(bucket, name, value)
        part = bucket.rule.part(name)
        waiting = self._waiting.setdefault(part, bytearray())
        waiting += b'"%s":' % name.encode("utf-8", "replace")
        view = self.pieces.view(value)
        for start in range(0, len(view), _BLOCK):
            waiting += view[start : start + _BLOCK]
            if len(waiting) >= _BLOCK:
                self._flush(part)

    def _flush(self, part: Part) -> None:
        waiting = self._waiting.pop(part)
        sums = self._gathered.setdefault(part, [0, 0])
        sums[0] += len(waiting)
        sums[1] += len(self._pack(bytes(waiting)))
        self._waiting[part] = bytearray()

    def packed(self) -> dict[Part, int]:
        """The estimate, of what was gathered for all of each part."""
        for part in list(self._waiting):
            self._flush(part)
        rows: Mapping[str | int, list[int]] = self._sums.rows
        return {
            part: round(rows[part][0] * packed / max(1, gathered))
            for part, (gathered, packed) in self._gathered.items()
        }
