"""What can be copied from the JSON: the value, the key, and the path in four writings."""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum
from typing import Final

from ....session.json import path_syntax
from ....session.json import text as jsontext
from ....session.json.outline import NodeKind, Outline
from ....session.json.pointer import format_pointer
from ....session.json.preview import whole_units
from .levels import Place


class CopyKind(StrEnum):
    """What of a row is copied. Its values are the parameters of the action ``copy``."""

    VALUE = "value"
    KEY = "key"
    POINTER = "pointer"
    JQ = "jq"
    DOTTED = "dotted"


MOST_READ: Final = 2_000_000  # bytes of one value that are shown


def value_of(outline: Outline, index: int) -> str:
    """The value in a row: of a string its text, else its JSON."""
    row = outline.row(index)
    piece = outline.text[row.start : row.end]
    if row.kind is NodeKind.STRING:
        return jsontext.decode_string(piece)
    return piece.decode("utf-8", "replace")


def beginning_of(outline: Outline, index: int) -> tuple[str, int | None]:
    """The value in a row as ``value_of`` gives it; of a very long one as much as anybody reads.

    Then also how many bytes there are.
    """
    row = outline.row(index)
    length = row.end - row.start
    if length <= MOST_READ:
        return value_of(outline, index), None
    piece = outline.text[row.start : row.start + MOST_READ]
    if row.kind is NodeKind.STRING:
        return jsontext.decode_string(whole_units(piece)), length
    return piece.decode("utf-8", "replace"), length


def characters_of(outline: Outline, index: int, hit: tuple[int, int]) -> tuple[int, int]:
    """From which character to which a hit (its offset, its bytes) lies in what is shown."""
    row = outline.row(index)

    def until(offset: int) -> int:
        piece = outline.text[row.start : min(offset, row.start + MOST_READ)]
        if row.kind is NodeKind.STRING:
            return len(jsontext.decode_string(whole_units(piece)))
        return len(piece.decode("utf-8", "replace"))

    return until(hit[0]), until(hit[0] + hit[1])


def bytes_of(outline: Outline, index: int) -> bytes:
    """The value in a row as a file holds it: of a string its text, else its exact bytes."""
    row = outline.row(index)
    if row.kind is NodeKind.STRING:
        return value_of(outline, index).encode("utf-8", "replace")
    return outline.text[row.start : row.end]


def file_name(outline: Outline, index: int) -> str:
    """What a file with this value may be called."""
    row = outline.row(index)
    text = row.kind is NodeKind.STRING and outline.preview(index, 4)[1:2] not in ("{", "[")
    return f"./sessiontui-value.{'txt' if text else 'json'}"


def path_of(kind: CopyKind, place: Place) -> str:
    """A place written as a POINTER, for JQ or DOTTED as in a script.

    A pointer leads through one text only: of a place inside a string it is the last part.
    """
    if kind is CopyKind.POINTER:
        return format_pointer(place[-1])
    return _jq(place) if kind is CopyKind.JQ else _dotted(place)


def _jq(place: Sequence[Sequence[str | int]]) -> str:
    return " | fromjson | ".join(path_syntax.jq(path) for path in place)


def _dotted(place: Sequence[Sequence[str | int]]) -> str:
    written = ""
    for path in place:
        steps = path_syntax.dotted(path)
        if not written:
            written = steps
            continue
        joint = "." if steps and not steps.startswith("[") else ""
        written = f"JSON.parse({written}){joint}{steps}"
    return written
