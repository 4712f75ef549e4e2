"""A text that is sought, in the ways JSON may write it."""

from __future__ import annotations

import json
import re

from ... import late_re

_BARE = late_re.compile(rb"[0-9A-Za-z.+-]+")
_CODE = late_re.compile(rb"\\u")
_CODE_OR_SLASH = late_re.compile(rb"\\[u/]")

_SHORT = {'"': '"', "\\": "\\", "/": "/", "\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t"}
_FORMS = {
    letter: group.replace(letter, "")
    for group in (
        "σς", "μµ", "βϐ", "εϵ", "θϑϴ", "κϰ", "πϖ", "ρϱ", "φϕ", "ωΩ", "åÅ", "ǆǅ", "ǉǈ", "ǌǋ", "ǳǲ",
    )
    for letter in group
}  # fmt: skip
"""Letters that are one where case is ignored, though neither is the capital of the other."""


class Needle:
    """What is sought. Without capital letters case is ignored.

    Half a character in it (a word of a command line that is no UTF-8) is U+FFFD, as it is in a
    text that was read.
    """

    def __init__(self, text: str) -> None:
        text = text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        self.ignore_case = not any(char.isupper() for char in text)
        self.raw = json.dumps(text, ensure_ascii=False)[1:-1].encode()
        self.bare = _BARE.fullmatch(self.raw) is not None  # may stand outside of strings
        self.reach = 12 * len(text)  # no character takes more bytes
        variants = [letter_forms(char) if self.ignore_case else (char,) for char in text]
        # What begins a writing that is not the usual one.
        self.odd = _CODE_OR_SLASH if "/" in text else _CODE
        # A pattern is needed where letters beyond ASCII have two cases: lower() leaves them alone.
        self.pattern: re.Pattern[bytes] | None = None
        if any(len(each) > 1 and not each[0].isascii() for each in variants):
            self.pattern = re.compile(b"".join(map(_raw_writing, variants)))
        self.escaped = re.compile(b"".join(map(_any_writing, variants)))

    def places(self, piece: bytes) -> Places:
        """Where it may stand in a piece of text."""
        return Places(self, piece.lower() if self.ignore_case else piece)


class Places:
    """The places in one piece of text where a needle may begin, one after the other."""

    def __init__(self, needle: Needle, piece: bytes) -> None:
        self._needle = needle
        self._piece = piece
        self._plain: tuple[int, int] | None = (-1, -1)
        self._escaped: tuple[int, int] | None = (-1, -1)
        if needle.odd.search(piece) is None:
            self._escaped = None

    def next(self, at: int) -> tuple[int, int] | None:
        """Start and end of the first place from ``at`` on."""
        plain, escaped = self._plain, self._escaped
        if plain is not None and plain[0] < at:
            plain = self._plain = self._next_plain(at)
        if escaped is None:
            return plain
        if escaped[0] < at:
            escaped = self._escaped = self._next_escaped(at)
        if plain is None or escaped is None:
            return plain or escaped
        return min(plain, escaped)

    def _next_plain(self, at: int) -> tuple[int, int] | None:
        needle = self._needle
        if needle.pattern is not None:
            match = needle.pattern.search(self._piece, at)
            return match.span() if match else None
        found = self._piece.find(needle.raw, at)
        return None if found < 0 else (found, found + len(needle.raw))

    def _next_escaped(self, at: int) -> tuple[int, int] | None:
        """The first place with an escape that need not be one."""
        reach = self._needle.reach
        scanned = at
        for odd in self._needle.odd.finditer(self._piece, at):
            near = odd.start()
            start = max(scanned, near - reach)
            match = self._needle.escaped.search(self._piece, start, near + reach)
            if match is not None:
                return match.span()
            scanned = near
        return None


def letter_forms(char: str) -> tuple[str, ...]:
    """A letter, its capital, and what else it may be where case is ignored."""
    others = [*_FORMS.get(char, "")]
    for other in (char.upper(), char.lower()):
        if len(other) == 1 and other != char and other.isascii() == char.isascii():
            others.append(other)
    return (char, *others)


def _raw_writing(variants: tuple[str, ...]) -> bytes:
    """The usual writing of a character, in lowered bytes."""
    chars = variants[:1] if variants[0].isascii() else variants
    writings = (json.dumps(char, ensure_ascii=False)[1:-1].encode() for char in chars)
    return b"(?:" + b"|".join(map(re.escape, writings)) + b")"


def _any_writing(variants: tuple[str, ...]) -> bytes:
    """Every writing of a character: as it is, escaped short, escaped by its code."""
    writings: list[bytes] = []
    for char in variants:
        if char in _SHORT:
            writings.append(re.escape(b"\\" + _SHORT[char].encode()))
        if char not in '"\\' and char >= " ":
            writings.append(re.escape(char.encode()))
        units = char.encode("utf-16-be").hex()
        codes = (units[:4], units[4:]) if len(units) > 4 else (units,)
        writings.append(b"".join(rb"\\u" + _hex(code) for code in codes))
    return b"(?:" + b"|".join(writings) + b")"


def _hex(code: str) -> bytes:
    return b"".join(
        f"[{digit}{digit.upper()}]".encode() if digit.isalpha() else digit.encode()
        for digit in code
    )
