"""The rows of a JSON outline: fold, key and value, size, and what it means."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from ..session.notes import name_of, note
from ..session.outline import Kind, Outline
from ..text import printable, size
from .widgets.line_list import Cell, Column

NOTE_BYTES = 64_000  # larger pieces get no decoded note: painting must not wait


class JsonRows:
    """The visible rows of an outline."""

    columns: ClassVar[Sequence[Column]] = (
        Column(0),
        Column(7, right=True),
        Column(30, least=84),
    )

    def __init__(self, outline: Outline) -> None:
        self.outline = outline

    def __len__(self) -> int:
        return len(self.outline)

    def cells(self, index: int) -> Sequence[Cell]:
        """Fold, key and value; size; what it means."""
        outline = self.outline
        row = outline.row(index)
        fold = ("▾ " if row.is_open else "▸ ") if row.has_children else "  "
        key = "(session)" if row.key is None else printable(str(row.key))
        path = outline.path(index)
        small = outline.size(index) <= NOTE_BYTES
        piece = outline.text[row.start : row.end if small else row.start + 80]
        value = outline.preview(index, 160, quick=True)
        if row.has_children and row.kind is Kind.OBJECT:
            value = (name_of(path, piece) if small else "") or value
        indent = "  " * min(row.depth, 24)
        return (
            Cell(
                f"{indent}{fold}{key}  ",
                "strong" if row.has_children else "",
                value,
                "accent" if row.kind is Kind.STRING else "",
            ),
            Cell(size(outline.size(index)) if row.has_children or not small else "", "dim"),
            Cell(note(path, piece) if small else "", "dim"),
        )

    def key(self, index: int) -> str:
        """Its path."""
        return self.outline.pointer(index)
