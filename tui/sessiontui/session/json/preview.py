"""A value in a few cells."""

from __future__ import annotations

import re
from enum import Enum

from ...text import elide, printable, steady
from . import text as jsontext

_WHOLE_UNITS = re.compile(rb"(?:[^\\]|\\(?:u[0-9a-fA-F]{4}|[^u]))*+", re.DOTALL)


class NodeKind(Enum):
    """What a value is."""

    OBJECT = "object"
    ARRAY = "array"
    STRING = "string"
    NUMBER = "number"
    TRUE = "true"
    FALSE = "false"
    NULL = "null"


_KINDS = {
    0x7B: NodeKind.OBJECT,
    0x5B: NodeKind.ARRAY,
    0x22: NodeKind.STRING,
    0x74: NodeKind.TRUE,
    0x66: NodeKind.FALSE,
    0x6E: NodeKind.NULL,
}


def kind_at(text: bytes, start: int) -> NodeKind:
    """What begins at an offset of a JSON text."""
    return _KINDS.get(text[start], NodeKind.NUMBER)


def preview(text: bytes, start: int, end: int, count: int | None, width: int) -> str:
    """The value at a span, printable, in at most ``width`` cells: ``"a title…"``, ``{3}``.

    ``count`` is the number of children of an array or object; None is not known.
    """
    kind = kind_at(text, start)
    if kind in (NodeKind.ARRAY, NodeKind.OBJECT):
        inner = "…" if count is None else f"{count:,}" if count else ""
        return elide(f"[{inner}]" if kind is NodeKind.ARRAY else f"{{{inner}}}", width)
    if kind is not NodeKind.STRING:
        token = text[start : min(end, start + max(0, width) + 1)]
        return elide(printable(token.decode("utf-8", "replace")), width)
    stop = start + 1 + 12 * (max(0, width) + 2)  # no character takes more than 12 bytes
    token = text[start : min(end, stop)]
    shown = steady(printable(jsontext.decode_string(whole_units(token) if stop < end else token)))
    if stop < end:
        shown += "…"
    return f'"{elide(shown, width - 2)}"' if width > 2 else elide('"' + shown, width)


def whole_units(token: bytes) -> bytes:
    """The beginning of a string token as a token of its own: no escape is cut in two."""
    units = _WHOLE_UNITS.match(token)
    return (units.group() if units else b'"') + b'"'
