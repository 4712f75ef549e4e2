"""JSON laid out for people, every token as it stands."""

from __future__ import annotations

import re

from ... import late_re
from .text import QUOTED

_TOKEN = late_re.compile(QUOTED + rb'|[\[\]{},:]|[^\s\[\]{},:"]+', re.DOTALL)
_MARGINS = [b"\n" + b"  " * depth for depth in range(101)]


def indent(text: bytes) -> bytes:
    """Any JSON laid out with two blanks per level, every token as it stands in the text.

    Slower than msgspec's, but it keeps what strict parsers reject, at any depth; below 100
    levels the margin stays, or 20 kB of brackets would become 200 MB of blanks.
    """
    out = bytearray()
    depth = 0
    previous = 0
    for match in _TOKEN.finditer(text):
        token = match.group()
        head = token[0] if len(token) == 1 else 0
        if head in b"]}" and head:
            depth -= 1
            if previous not in b"[{" or not previous:
                out += _MARGINS[max(0, min(depth, 100))]
        elif previous and previous in b"[{,":
            out += _MARGINS[max(0, min(depth, 100))]
        out += token
        if head and head in b"[{":
            depth += 1
        elif head == 0x3A:
            out += b" "
        previous = head
    return bytes(out)
