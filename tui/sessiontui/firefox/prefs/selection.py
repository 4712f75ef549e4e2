"""Which settings are wanted out of the thousands of a prefs.js: the others are passed over unread.

What Firefox writes is one plain line per setting, and a row of such lines is passed over in one
step. Nothing is guessed: a line that might be anything else ends the row, and the grammar decides.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final, TypeAlias

import msgspec

from ... import late_re

Buffer: TypeAlias = bytes | bytearray

# The rest of a line for another setting, behind the quote before its name. A name with an escape
# might spell any other, so it may hold none. A value that ends in a word has no backslash before
# its closing quote; in any other the quotes behind a lone backslash do not end it, and a row of
# backslashes, or very many quotes, are left to _is_one_text.
_REST: Final = rb"""(?!%s)[ !#-\[\]-~]*+",\x20(?:
    [a-z0-9-]++
  | "[^"]*+(?:\b" | "(?:(?<=[^\\]\\")[^"]*+"){0,16}+(?<!\\"))
)"""
_HEAD: Final = rb'user_pref\("'
# What stands between two lines is compared in one piece, which a group referred to is.
_ROW: Final = _HEAD + _REST + rb"(?P<next>\);\r?+\n" + _HEAD + rb")(?:" + _REST + rb"(?P=next))*+"
_TEXT: Final = _HEAD + rb'(?!%s)[ !#-\[\]-~]*+",\x20(?=")'
_ASIDE: Final = late_re.compile(rb"(?:[ \t\v\f\r\n]++|(?://|\#)[^\r\n]*+[\r\n])*+")
_CR: Final = 0x0D
_RAW: Final = msgspec.json.Decoder(msgspec.Raw)


class Selection:
    """Names of settings: some whole ones, and all that begin with ``beginning``.

    Raises ValueError for a name that is not letters, digits, dots and the like.
    """

    def __init__(self, whole: Iterable[str], beginning: str) -> None:
        self._whole = frozenset(whole)
        self._beginning = beginning
        for name in (*self._whole, beginning):
            if not re.fullmatch(r"[A-Za-z0-9_.-]+", name):
                raise ValueError(name)
        self._patterns: tuple[re.Pattern[bytes], re.Pattern[bytes]] | None = None

    def __contains__(self, name: str) -> bool:
        return name in self._whole or name.startswith(self._beginning)

    def pass_over(self, data: Buffer, position: int, limit: int) -> int:
        """Where plain statements for other settings, and comments, end; ``position`` must be where
        a statement may begin.
        """
        row, text = self._compiled()
        aside = _ASIDE.match(data, position, limit)
        position = aside.end() if aside else position
        while True:
            found = row.match(data, position, limit)
            if found:
                position = found.end() - len(b'user_pref("')
            line_end = data.find(b"\n", position, limit)
            found = text.match(data, position, line_end) if line_end >= 0 else None
            if not found or not _is_one_text(data, found.end(), line_end):
                return position
            position = line_end + 1

    def _compiled(self) -> tuple[re.Pattern[bytes], re.Pattern[bytes]]:
        if self._patterns is None:  # not before somebody reads: it takes milliseconds
            rest = {f'{name}"' for name in self._whole if not name.startswith(self._beginning)}
            names = _one_of({*rest, self._beginning}).encode()
            row, text = _ROW % (names, names), _TEXT % names
            self._patterns = re.compile(row, re.VERBOSE), re.compile(text, re.VERBOSE)
        return self._patterns


def _is_one_text(data: Buffer, start: int, line_end: int) -> bool:
    """Whether one text and the end of its statement are all there is up to the end of the line."""
    end = line_end - 1 if data[line_end - 1] == _CR else line_end
    if data[end - 3 : end] != b'");':
        return False
    try:
        # What Firefox writes is a text of JSON as well, and looking through that is fast.
        _RAW.decode(memoryview(data)[start : end - 2])
    except msgspec.DecodeError:
        return False
    return True


def _one_of(texts: Iterable[str]) -> str:
    """A pattern for any of them that looks at each character once."""
    by_first: dict[str, set[str]] = {}
    for text in texts:
        if not text:
            return ""
        by_first.setdefault(text[0], set()).add(text[1:])
    branches = [re.escape(first) + _one_of(rest) for first, rest in sorted(by_first.items())]
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
