"""Whether a text is the UTF-8 that Firefox insists on: it leaves a whole file for one bad byte."""

from __future__ import annotations

import codecs
from typing import Final

_PIECE: Final = 1 << 12  # bytes of text checked at a time


def is_utf8(text: bytes) -> bool:
    """Whether a text is valid UTF-8. It is never copied whole, and as text it would be larger."""
    check = codecs.getincrementaldecoder("utf-8")()
    begun = False  # a character that goes on in the next piece
    try:
        for start in range(0, len(text), _PIECE):
            piece = text[start : start + _PIECE]
            if begun or not piece.isascii():  # nearly all is: told at a glance
                check.decode(piece)
                begun = bool(check.getstate()[0])
        check.decode(b"", final=True)
    except UnicodeDecodeError:
        return False
    return True


def made_utf8(text: bytes) -> bytes:
    """The same text; bytes that are no UTF-8 become U+FFFD."""
    return text if is_utf8(text) else text.decode("utf-8", "replace").encode()
