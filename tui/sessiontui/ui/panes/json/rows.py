"""The rows of a JSON outline: fold, key and value, size, and what it means."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import lru_cache

from ....session.describe.encoded_values import head_of, looks_like_json
from ....session.describe.notes import name_of, note
from ....session.json.hit_window import hit_window
from ....session.json.outline import NodeKind, Outline, Row
from ....session.json.pointer import Steps
from ....text import cells, elide, printable, size, steady
from ...widgets.columns import Cell, Column, divide
from ...widgets.painted_lines import HIT

NOTE_BYTES = 64_000  # of larger pieces only the beginning is looked at: painting must not wait
_HEAD = 4_000
_KEY = 1_000  # characters of a key that may be in sight
_SIZE = 7
_LEAST = 44  # cells of a key with its value, before what it means gets room


Span = tuple[int, int]
FindHit = Callable[[int, int], Span | None]
"""The first hit between two offsets of the text: where it begins, and its bytes."""


@lru_cache(4)
def columns_at(width: int) -> tuple[Column, ...]:
    """Key and value; size; from 84 cells on what it means: two fifths, or all but 80."""
    room = width - 9
    meaning = max(30, min(84, max(room * 2 // 5, room - 80)))
    return Column(0, keeps=_LEAST), Column(_SIZE, right=True), Column(meaning, rank=1)


class JsonRows:
    """The visible rows of an outline; ``base`` is where its text is in the document.

    ``width`` gives the cells of a line, ``find_hit`` what was found in a piece of the text.
    """

    def __init__(
        self,
        outline: Outline,
        base: Steps = (),
        width: Callable[[], int] = lambda: 80,
        find_hit: FindHit = lambda start, end: None,
    ) -> None:
        self.outline = outline
        self._base = base
        self._width = width
        self._find_hit = find_hit

    @property
    def columns(self) -> Sequence[Column]:
        """As they share the width of the list now."""
        return columns_at(self._width())

    def __len__(self) -> int:
        return len(self.outline)

    def cells(self, index: int) -> Sequence[Cell]:
        """Fold, key and value; size; what it means."""
        outline = self.outline
        row = outline.row(index)
        piece = head(outline, index)
        length = row.end - row.start
        path = (*self._base, *outline.path(index))
        if row.has_children:
            fold = "▾ " if row.is_open else "▸ "
        elif row.kind is NodeKind.STRING and looks_like_json(head_of(piece[:80], length)):
            fold = "» "
        else:
            fold = "  "
        sized = row.has_children or length > NOTE_BYTES
        return (
            self._key_and_value(index, row, fold, self._value(row, path, piece, index)),
            Cell(size(length) if sized else "", "dim"),
            Cell(note(path, piece, length), "dim"),
        )

    def _value(self, row: Row, path: Steps, piece: bytes, index: int) -> str:
        if row.has_children and row.kind is NodeKind.OBJECT and row.end - row.start <= NOTE_BYTES:
            name = name_of(path, piece)
            if name:
                return name
        return self.outline.preview(index, max(160, _room(self._width())), quick=True)

    def _key_and_value(self, index: int, row: Row, fold: str, value: str) -> Cell:
        """Values of one depth begin below one another, but behind a long key; a hit is in sight."""
        room = _room(self._width())
        margin = " " + "  " * min(row.depth, max(2, room // 4)) + fold
        key_role = "strong" if row.has_children else ""
        value_role = "accent" if row.kind is NodeKind.STRING else ""
        at_value = max(16, min(34, room // 3), min(len(margin) + 14, room // 2))
        key_room = max(8, room - len(margin) - 2 - min(cells(value), room // 3))

        key: list[tuple[str, str]] = [(elide(self._name(row.key), key_room), key_role)]
        span = self.outline.key_span(index)
        hit = self._find_hit(*span) if span is not None else None
        if span is not None and hit is not None:
            window = hit_window(self.outline.text, span, hit, key_room, quoted=False)
            key = [(window.before, key_role), (window.hit, HIT), (window.after, key_role)]
        used = len(margin) + sum(cells(text) for text, _ in key)
        gap = " " * max(2, at_value - used)

        told = [(value, value_role)]
        found = None if row.has_children else self._find_hit(row.start, row.end)
        if found is not None:
            left = max(1, room - used - len(gap))
            window = hit_window(self.outline.text, (row.start, row.end), found, left)
            told = [(window.before, value_role), (window.hit, HIT), (window.after, value_role)]
        if hit is None and found is None:
            return Cell(f"{margin}{key[0][0]}{gap}", key_role, value, value_role)
        return Cell(margin, key_role, more=(*key, (gap, ""), *told))

    def _name(self, key: str | int | None) -> str:
        if key is not None:
            return steady(printable(str(key)[:_KEY]))
        return f"({printable(str(self._base[-1]))})" if self._base else "(session)"

    def key(self, index: int) -> str:
        """The pointer of its node."""
        return self.outline.pointer(index)


def head(outline: Outline, index: int) -> bytes:
    """The value in a row, of a large one the beginning."""
    row = outline.row(index)
    length = row.end - row.start
    return outline.text[row.start : row.start + (length if length <= NOTE_BYTES else _HEAD)]


@lru_cache(4)
def _room(width: int) -> int:
    """The cells of the first column."""
    return max(4, divide(columns_at(width), width)[0])
