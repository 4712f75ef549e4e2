"""The lines of the Writes pane's two lists: saves with what happened between them, and culprits."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from ....monitor.saves import Culprit, Happening, Save, Writes
from ....monitor.words import changed_words, event_words, short_time
from ....text import clock, moment, printable, size
from ...widgets.line_list import Cell, Column

_TOLD = {"started", "quit", "crashed", "upgraded", "wiped", "restarted", "stopped"}


class SaveRows:
    """Time, size, gap, how long it took, what it changed; newest first."""

    columns: ClassVar[Sequence[Column]] = (
        Column(9, name=" saved"),
        Column(6, right=True, name="size"),
        Column(6, right=True, name="gap"),
        Column(7, right=True, rank=1, name="took"),
        Column(0, name="what it changed"),
    )

    def __init__(self, writes: Writes, now: float) -> None:
        told = [event for event in writes.events if event.what in _TOLD]
        rows: list[Save | Happening] = [*writes.saves, *told]
        rows.sort(key=lambda row: row.at, reverse=True)
        self.rows = rows
        self.now = now
        self.since = writes.since

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self, index: int) -> Sequence[Cell]:
        """One save, or what happened."""
        row = self.rows[index]
        if isinstance(row, Happening):
            role = "warning" if row.what in ("crashed", "wiped", "restarted") else "accent"
            told = Cell(event_words(row, self.since), role)
            return Cell(when(row.at, self.now), "dim"), told  # across all that is left
        matters = row.changes is not None and row.changes.matters
        return (
            Cell(when(row.at, self.now), "dim"),
            Cell(size(row.bytes), "" if row.bytes is not None else "warning"),
            Cell("" if row.gap is None else short_time(row.gap), "dim"),
            Cell("" if row.duration is None else short_time(row.duration), "dim"),
            Cell(changed_words(row), "" if matters else "dim"),
        )

    def key(self, index: int) -> str:
        """What it is, and when it was (ms since epoch)."""
        row = self.rows[index]
        return f"{type(row).__name__} {row.at}"


class CulpritRows:
    """Name, in how many saves, bytes each, and its share of the bytes written."""

    def __init__(self, culprits: Sequence[Culprit], saves: int, *, tabs: bool) -> None:
        self.culprits = culprits
        self.saves = saves
        self.columns: Sequence[Column] = (
            Column(0, keeps=20, name=" changed tabs" if tabs else " changed sites"),
            Column(9, right=True, name="in saves"),
            Column(6, right=True, name="each"),
            Column(7, right=True, rank=1, name="written"),
        )
        self.tabs = tabs

    def __len__(self) -> int:
        return len(self.culprits)

    def cells(self, index: int) -> Sequence[Cell]:
        """One site or tab."""
        found = self.culprits[index]
        name = (found.title or found.key) if self.tabs else found.key
        return (
            Cell(f" {printable(name)}"),
            Cell(f"{found.saves}/{self.saves}"),
            Cell(size(found.bytes / max(1, found.saves)), "dim"),
            Cell(size(found.dragged), "dim"),
        )

    def key(self, index: int) -> str:
        """Its site or address."""
        return self.culprits[index].key


def when(at: float, now: float) -> str:
    """A moment in nine cells, the first one free: with seconds, or the day of another one."""
    day = clock(at, now)
    return f" {moment(at)[-8:] if ':' in day else day}"
