"""What can be got back as rows of a list: its letter, how much it is, what it is, and when."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from ....text import clock
from ...widgets.line_list import Cell, Column
from ...widgets.sheet import WARNING
from .get_back import Chance


class ChanceRows:
    """One row a line; ``letters`` are the keys of the first four as they are now."""

    columns: ClassVar[Sequence[Column]] = (
        Column(2), Column(10), Column(0), Column(6, right=True),
    )  # fmt: skip

    def __init__(self, chances: tuple[Chance, ...], letters: Sequence[str], now: float) -> None:
        self.chances = chances
        self.now = now
        self._letters = letters

    def __len__(self) -> int:
        return len(self.chances)

    def cells(self, index: int) -> Sequence[Cell]:
        """One line; where no moment is told the words go on to the edge."""
        one = self.chances[index]
        letter = self._letters[index] if index < len(self._letters) else ""
        gap = " " if one.text.endswith(":") else "  "
        more = f"{gap}{one.more}" if one.more else ""
        text = (
            f"{WARNING} {one.text}"
            if one.role == "warning" and one.number[:1].isalnum()
            else one.text
        )
        cells = (
            Cell(f" {letter}", "accent"),
            Cell(one.number, one.role or "strong"),
            Cell(text, one.role, more, "dim"),
        )
        return cells if one.when is None else (*cells, Cell(clock(one.when, self.now), "dim"))

    def key(self, index: int) -> str:
        """Which line it is, whatever it says."""
        return self.chances[index].key
