"""The rows of a JSON outline: fold, key and value, size, and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from ....session.describe.encoded_values import head_of, looks_like_json
from ....session.describe.notes import name_of, note
from ....session.json.outline import NodeKind, Outline
from ....session.json.pointer import Steps
from ....text import printable, size
from ...widgets.line_list import Cell, Column

NOTE_BYTES = 64_000  # of larger pieces only the beginning is looked at: painting must not wait
_HEAD = 4_000


class JsonRows:
    """The visible rows of an outline; ``base`` is where its text is in the document."""

    columns: ClassVar[Sequence[Column]] = (
        Column(0, keeps=44),
        Column(7, right=True),
        Column(30, rank=1),
    )

    def __init__(self, outline: Outline, base: Steps = ()) -> None:
        self.outline = outline
        self._base = base

    def __len__(self) -> int:
        return len(self.outline)

    def cells(self, index: int) -> Sequence[Cell]:
        """Fold, key and value; size; what it means."""
        outline = self.outline
        row = outline.row(index)
        piece = head(outline, index)
        length = row.end - row.start
        path = (*self._base, *outline.path(index))
        value = outline.preview(index, 160, quick=True)
        if row.has_children and row.kind is NodeKind.OBJECT:
            value = (name_of(path, piece) if length <= NOTE_BYTES else "") or value
        if row.has_children:
            fold = "▾ " if row.is_open else "▸ "
        elif row.kind is NodeKind.STRING and looks_like_json(head_of(piece[:80], length)):
            fold = "» "
        else:
            fold = "  "
        indent = " " + "  " * min(row.depth, 24)
        sized = row.has_children or length > NOTE_BYTES
        return (
            Cell(
                f"{indent}{fold}{self._name(row.key)}  ",
                "strong" if row.has_children else "",
                value,
                "accent" if row.kind is NodeKind.STRING else "",
            ),
            Cell(size(length) if sized else "", "dim"),
            Cell(note(path, piece, length), "dim"),
        )

    def _name(self, key: str | int | None) -> str:
        if key is not None:
            return printable(str(key))
        return f"({printable(str(self._base[-1]))})" if self._base else "(session)"

    def key(self, index: int) -> str:
        """The pointer of its node."""
        return self.outline.pointer(index)


def head(outline: Outline, index: int) -> bytes:
    """The value in a row, of a large one the beginning."""
    row = outline.row(index)
    length = row.end - row.start
    return outline.text[row.start : row.start + (length if length <= NOTE_BYTES else _HEAD)]
