"""Which items of a list are marked: what the basket holds of the shown version."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from ....session.json.pointer import Steps


class Marks:
    """Marked items by their steps. The rows of a list ask it as they are painted."""

    def __init__(self) -> None:
        self._steps: frozenset[Steps] = frozenset()

    def __len__(self) -> int:
        return len(self._steps)

    def __contains__(self, steps: Steps) -> bool:
        return steps in self._steps

    def __iter__(self) -> Iterator[Steps]:
        return iter(self._steps)

    @property
    def steps(self) -> frozenset[Steps]:
        """All of them; another object when others are marked."""
        return self._steps

    @property
    def words(self) -> str:
        """How many are marked, for the line below the list."""
        return f" · {len(self._steps):,} marked" if self._steps else ""

    def show(self, steps: Iterable[Steps]) -> None:
        """Have others marked."""
        marked = frozenset(steps)
        if marked != self._steps:
            self._steps = marked
