"""Where the items of an array lie that is written without blanks, as Firefox writes them."""

from __future__ import annotations

from typing import Final

import msgspec

_ITEMS: Final = msgspec.json.Decoder(list[msgspec.Raw])


def item_spans(text: bytes, start: int, end: int) -> list[tuple[int, int]] | None:
    """Start and end of each item of the array at a span; None where somebody has to walk."""
    if end - start == len(b"[]"):
        return []
    try:
        lengths = list(map(len, _ITEMS.decode(memoryview(text)[start:end])))
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return None
    if not lengths or sum(lengths) + len(lengths) + 1 != end - start:
        return None
    spans = []
    at = start + 1
    for length in lengths:
        spans.append((at, at + length))
        at += length + 1
    return spans
