"""Addresses as people read and type them: ``café``, where the file has ``caf%C3%A9``."""

from __future__ import annotations

import re
from typing import Final

from ... import late_re
from ..json.needle import Needle, letter_forms

_ESCAPED: Final = late_re.compile(r"%[0-9A-Fa-f]{2}")
_HOST: Final = late_re.compile(r"(?<![a-z0-9-])xn--([a-z0-9-]{1,59})", re.IGNORECASE)
_SHARP: Final = late_re.compile("ss")
_OF_SEVERAL: Final = late_re.compile(
    "ss|.?[\u0300-\u0342]+|ʼ.?|.?ʾ"
    "|[ιάήαηρυώωեիխմնվւ\u1f00-\u1f07\u1f20-\u1f27\u1f60-\u1f67\u1f70\u1f74\u1f7c]"
)
"""What one letter of the file may have become part of: without case ``ß`` is ``ss``."""
_AT_MOST: Final = 100
"""Characters of a word that are sought in bytes: somebody may have pasted a whole page."""
_NEVER_ESCAPED: Final = late_re.compile(r"[0-9A-Za-z._~-]*")


def readable(url: str) -> str:
    """An address without escapes, its international names as they are read; itself when it has
    neither. Escapes that are no UTF-8 become U+FFFD.
    """
    if "xn--" in url:
        url = _HOST.sub(_name, url)
    if not _ESCAPED.search(url):
        return url
    from urllib.parse import unquote  # starting up needs none

    return unquote(url)


def _name(found: re.Match[str]) -> str:
    try:
        return found[1].encode().decode("punycode")
    except UnicodeError:
        return found[0]


class Sought:
    """A word that is looked for in the bytes of a tab, before anything is decoded."""

    __slots__ = ("_escaped", "_foreign", "_needle")

    def __init__(self, word: str, *, exact: bool) -> None:
        """Unless ``exact`` the word is without case (casefold), and any case is meant."""
        self._foreign = not word.isascii()
        if not exact:
            word = max((_OF_SEVERAL if self._foreign else _SHARP).split(word), key=len)
        word = word[:_AT_MOST]
        self._needle = Needle(word)
        self._escaped: re.Pattern[bytes] | None = None
        if not _NEVER_ESCAPED.fullmatch(word):
            forms = ((char,) if exact else letter_forms(char) for char in word)
            self._escaped = re.compile(b"".join(map(_writings, forms)))

    def may_be_in(self, piece: bytes) -> bool:
        """Whether the JSON of a tab may hold the word in any of its texts."""
        if self._needle.places(piece).next(0) is not None:
            return True
        if self._foreign and b"xn--" in piece:
            return True
        if self._escaped is None or b"%" not in piece:
            return False
        return (
            self._escaped.search(piece.lower() if self._needle.ignore_case else piece) is not None
        )


def _writings(forms: tuple[str, ...]) -> bytes:
    """A character as it is, and escaped."""
    found: list[bytes] = []
    for char in forms:
        raw = char.encode("utf-8", "replace")
        found.append(re.escape(raw))
        found.append(b"(?i:" + "".join(f"%{byte:02x}" for byte in raw).encode() + b")")
    return b"(?:" + b"|".join(found) + b")"
