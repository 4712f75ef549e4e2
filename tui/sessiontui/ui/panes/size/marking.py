"""What is marked in pane 6 to be dropped from the session."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Final

from ...slim_marks import Mark
from .rows import SizeRows

_NOT_ALONE: Final = "This cannot be dropped by itself: ○ stands before what can be."


_NOTHING: Final = "Dropping {} would free nothing here."


class Marking:
    """The marks: what they are stays, whatever is listed. ``changed`` is called when others are."""

    def __init__(self, changed: Callable[[], object]) -> None:
        self._changed = changed
        self._marked: dict[tuple[str, str | None], Mark] = {}

    @property
    def marks(self) -> Sequence[Mark]:
        """What is marked, in the order in which it was."""
        return tuple(self._marked.values())

    def chosen(self, rows: SizeRows | None, index: int) -> Sequence[Mark]:
        """What is marked; else what the row stands for."""
        here = self._here(rows, index)
        return self.marks or (() if here is None else (here,))

    def mark(self, rows: SizeRows | None, index: int) -> None:
        """Mark what a row stands for, or no longer."""
        mark = self._here(rows, index)
        if mark is not None:
            if self._marked.pop(mark.what, None) is None:
                self._marked[mark.what] = mark
            self._changed()

    def vary(self, rows: SizeRows | None, index: int, step: int) -> None:
        """Mark it with more of it kept, or less."""
        mark = self._here(rows, index)
        if mark is not None:
            self._marked[mark.what] = mark.varied(step) if mark.what in self._marked else mark
            self._changed()

    def clear(self) -> None:
        """Nothing is marked."""
        self._marked.clear()
        self._changed()

    def _here(self, rows: SizeRows | None, index: int) -> Mark | None:
        if rows is None or not index < len(rows):
            return None
        mark = rows.mark(index)
        return None if mark is None else self._marked.get(mark.what, mark)

    def why_not(self, name: str, rows: SizeRows, index: int) -> str | None:
        """Why marking a row, or slimming, would do nothing."""
        mark = self._here(rows, index)
        if mark is None and (name == "mark" or (name == "slim" and not self._marked)):
            meant = rows.meant(index)
            return _NOT_ALONE if meant is None else _NOTHING.format(meant.words)
        if name == "vary" and (mark is None or not mark.can_vary):
            return "Only of closed things and of histories a part can stay."
        return None
