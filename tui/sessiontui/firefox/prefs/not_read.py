"""What of a file of settings counts, and what is passed over, where that is not all of it."""

from __future__ import annotations

from typing import Final

from msgspec import Struct

from ... import late_re
from .prefs_js import BOM, first_statement

_BLANKS: Final = late_re.compile(rb"(?:[ \t\v\f\r\n]++|\#[^\r\n]*+|//[^\r\n]*+|/\*(?s:.*?)\*/)*+")


class Read(Struct, frozen=True):
    """How many statements of a file are settings, how many are none, and where reading ends.

    That is before the file's end where a NUL stands, or a statement that is not closed.
    """

    good: int
    skipped: int
    end: int


def read_of(data: bytes) -> Read:
    """What Firefox and this program read of the text of a prefs.js or user.js."""
    nul = data.find(b"\0")
    limit = len(data) if nul < 0 else nul
    position = len(BOM) if data.startswith(BOM) else 0
    good = skipped = 0
    while position < limit:
        blanks = _BLANKS.match(data, position, limit)
        position = blanks.end() if blanks else position
        statement, end = first_statement(data, position, limit)
        if end is None:
            return Read(good, skipped, position)
        good += statement is not None
        skipped += statement is None and end > position + 1  # a sign alone is none
        position = end
    return Read(good, skipped, limit)
