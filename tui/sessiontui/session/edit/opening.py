"""What is left to open of what was chosen: each page once, and not what is open already."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from ..model.items import Item
from ..model.snapshot import Snapshot
from .already_open import Judged, judge
from .fold import Folded, fold


class Opening(NamedTuple):
    """Chosen items, folded and then judged; see both."""

    folded: Folded
    judged: Judged

    @property
    def words(self) -> tuple[str, ...]:
        """What is left out, in printable sentences without a full stop."""
        return (*self.folded.words, *self.judged.words)


def opening(
    items: Iterable[Item],
    base: Snapshot,
    *,
    containers: Mapping[int, int | None] | None = None,
    beside_open: bool = False,
) -> Opening:
    """Fold items, then tell apart what is open already in ``base``; the rest as ``judge``."""
    folded = fold(items)
    return Opening(folded, judge(folded.kept, base, containers=containers, beside_open=beside_open))
