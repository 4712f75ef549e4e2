"""Search in the keys and values of a JSON text, in slices so that the caller can give way.

A literal is sought in the raw bytes, as they would be written; only where a match begins it is
found out whether that is inside a string, and escapes get a second look of their own. A regular
expression runs on the decoded text of each key and value.
"""

from __future__ import annotations

import json
import re
import warnings
from itertools import islice
from typing import NamedTuple

from ..errors import UsageError
from ..text import printable
from . import jsontext

BUDGET = 1 << 20  # bytes of one step: a few milliseconds for a literal
LONGEST = 1_000_000  # bytes of one value that a regular expression sees

_STEP_TOKENS = 10_000  # places looked at in one step
_NEAR = (256, 2048, 16384)  # how far back a sure sign is sought

_STRING_REST = re.compile(rb'[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[^\s\[\]{},:"]+', re.DOTALL)
_BARE_REST = re.compile(rb'[^\s\[\]{},:"]*')
_BARE = re.compile(rb"[0-9A-Za-z.+-]+")
_IS_KEY = re.compile(rb"[ \t\r\n]*:")
# Between two quotes that no backslash precedes, something that never stands outside of strings.
_SURE = re.compile(
    rb'(?<!\\)"[^"\\]*?[^\x00-\x20:,\[\]{}0-9truefalsnE+.\\"-][^"\\]*+(?=")', re.DOTALL
)
_UNIT = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb'|\\u[0-9a-fA-F]{4}|\\["\\/bfnrt]|[^\\]+|\\',
    re.DOTALL,
)
_WHOLE_UNITS = re.compile(rb"(?:[^\\]|\\(?:u[0-9a-fA-F]{4}|[^u]))*+", re.DOTALL)


class Hit(NamedTuple):
    """The first match in one key or value: where it lies in the text, in bytes.

    ``Outline.at_offset(hit.offset)`` is its path, ``Outline.reveal_offset`` its row.
    """

    offset: int
    length: int
    in_key: bool


class Search:
    """The keys and values that hold a text or match a regular expression, in their order.

    Without capital letters case is ignored. A number, true, false and null are sought as written.
    """

    def __init__(self, text: bytes, needle: str, *, regex: bool = False) -> None:
        """Begin a search. Raises UsageError for a bad regular expression."""
        self.text = text
        self.position = 0  # how far it has come, in bytes
        self.cut = 0  # values of which a regular expression saw only the beginning
        self._outside = 0  # known to be outside of strings
        self._pattern: re.Pattern[str] | None = None
        self._literal: _Literal | None = None
        if regex:
            self._pattern = _compile(needle)
        elif needle:
            self._literal = _Literal(needle.encode("utf-8", "replace").decode())
        else:
            self.position = len(text)

    @property
    def done(self) -> bool:
        """Whether the end of the text is reached."""
        return self.position >= len(self.text)

    def step(self, budget_bytes: int = BUDGET) -> list[Hit]:
        """The hits of the next slice."""
        stop = min(len(self.text), self.position + max(1, budget_bytes))
        if self._pattern is not None:
            return self._regex_step(self._pattern, stop)
        if self._literal is not None:
            return self._literal_step(self._literal, stop)
        return []

    # -- a literal -----------------------------------------------------------------------------

    def _literal_step(self, literal: _Literal, stop: int) -> list[Hit]:
        text, base = self.text, self.position
        places = literal.places(text[base : stop + literal.reach])
        hits: list[Hit] = []
        at = base
        for _ in range(_STEP_TOKENS):
            if at >= stop:
                break
            place = places.next(at - base)
            if place is None or base + place[0] >= stop:
                at = stop
                break
            at, end = base + place[0], base + place[1]
            if _inside_escape(text, at):
                at += 1
            elif self._is_outside(at):
                self._outside = at
                if literal.bare:
                    hits.append(Hit(at, end - at, False))
                    at = _end(_BARE_REST, text, at)
                else:
                    at += 1
            else:
                close = _end(_STRING_REST, text, at)
                in_key = _IS_KEY.match(text, close) is not None
                hits.append(Hit(at, end - at, in_key))
                self._outside = at = close
        self.position = at
        return hits

    def _is_outside(self, at: int) -> bool:
        """Whether a byte, not inside an escape, stands outside of strings."""
        for near in _NEAR:
            if at - self._outside <= 4 * near:
                break
            sure = None
            for sure in _SURE.finditer(self.text, at - near, at):  # noqa: B007 (the last)
                pass
            if sure is not None:
                self._outside = sure.end() + 1
                break
        piece = self.text[self._outside : at]
        quotes = piece.count(b'"')
        if b"\\" in piece:
            piece = piece.replace(b"\\\\", b"")
            quotes = piece.count(b'"') - piece.count(b'\\"')
        return quotes % 2 == 0

    # -- a regular expression ------------------------------------------------------------------

    def _regex_step(self, pattern: re.Pattern[str], stop: int) -> list[Hit]:
        text = self.text
        hits: list[Hit] = []
        search = pattern.search
        for match in islice(_TOKEN.finditer(text, self.position), _STEP_TOKENS):
            start, end = match.span()
            if start >= stop:
                self.position = start
                return hits
            self.position = end
            token = match.group()
            if token[0] != 0x22:
                content = token.decode("utf-8", "replace")
            elif b"\\" not in token and token.isascii() and end - start <= LONGEST:
                content = token[1:-1].decode()
            else:
                content = self._decoded(token)
            found = search(content)
            if found is not None and content and found.end() == found.start():
                found = next((m for m in pattern.finditer(content) if m.end() > m.start()), None)
            if found is not None:
                offset, length = _raw_span(token, *found.span())
                in_key = token[0] == 0x22 and _IS_KEY.match(text, end) is not None
                hits.append(Hit(start + offset, length, in_key))
        else:
            if _TOKEN.search(text, self.position) is None:
                self.position = len(text)
        return hits

    def _decoded(self, token: bytes) -> str:
        if len(token) > LONGEST:
            self.cut += 1
            units = _WHOLE_UNITS.match(token, 0, LONGEST)
            token = (units.group() if units else b'"') + b'"'
        return jsontext.decode_string(token)


def _end(pattern: re.Pattern[bytes], text: bytes, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _inside_escape(text: bytes, at: int) -> bool:
    """Whether the byte belongs to an escape that begins before it."""
    if b"\\" not in text[max(0, at - 5) : at]:
        return False
    if text[at - 1] == 0x5C:
        return _begins_escape(text, at - 1)
    code = text.rfind(b"\\u", max(0, at - 5), at)
    return code >= 0 and _begins_escape(text, code)


def _begins_escape(text: bytes, at: int) -> bool:
    """Whether the backslash is not itself escaped."""
    before = at
    while before and text[before - 1] == 0x5C:
        before -= 1
    return (at - before) % 2 == 0


def _raw_span(token: bytes, start: int, end: int) -> tuple[int, int]:
    """Offset and length in a token's bytes of a span of its decoded text."""
    if token[0] != 0x22:
        return start, end - start
    if b"\\" not in token and token.isascii():
        return start + 1, end - start
    first = _raw_offset(token, start)
    return first, _raw_offset(token, end) - first


def _raw_offset(token: bytes, index: int) -> int:
    """The offset in a string token's bytes of a character of its decoded text."""
    left = index
    for unit in _UNIT.finditer(token, 1):
        if not left:
            return unit.start()
        piece = unit.group()
        if piece[0] == 0x5C:
            left -= 1
            continue
        characters = piece.decode("utf-8", "sessiontui.same_length")
        if len(characters) > left:
            return unit.start() + len(characters[:left].encode())
        left -= len(characters)
    return len(token)


def _compile(needle: str) -> re.Pattern[str]:
    ignore = not any(char.isupper() for char in re.sub(r"\\.", "", needle, flags=re.DOTALL))
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return re.compile(needle, re.IGNORECASE if ignore else 0)
    except re.error as error:
        place = "" if error.pos is None else f" (at character {error.pos + 1})"
        reason = printable(error.msg) + place
    except (OverflowError, RecursionError):
        reason = "it is too large"
    raise UsageError(f"this is not a regular expression: {reason}")


# -- how a literal may be written --------------------------------------------------------------

_SHORT = {'"': '"', "\\": "\\", "/": "/", "\b": "b", "\f": "f", "\n": "n", "\r": "r", "\t": "t"}


class _Literal:
    """A needle in the ways JSON may write it."""

    def __init__(self, needle: str) -> None:
        self.ignore_case = not any(char.isupper() for char in needle)
        self.raw = json.dumps(needle, ensure_ascii=False)[1:-1].encode()
        self.bare = _BARE.fullmatch(self.raw) is not None
        self.reach = 12 * len(needle)  # no character takes more bytes
        variants = [_variants(char) if self.ignore_case else (char,) for char in needle]
        self.slashed = "/" in needle
        # A pattern is needed where letters beyond ASCII have two cases: lower() leaves them alone.
        self.pattern: re.Pattern[bytes] | None = None
        if any(len(each) > 1 and not each[0].isascii() for each in variants):
            self.pattern = re.compile(b"".join(map(_raw_writing, variants)))
        self.escaped = re.compile(b"".join(map(_any_writing, variants)))

    def places(self, piece: bytes) -> _Places:
        """Where it may stand in a piece of text."""
        return _Places(self, piece.lower() if self.ignore_case else piece)


def _variants(char: str) -> tuple[str, ...]:
    upper = char.upper()
    two = len(upper) == 1 and upper != char and upper.isascii() == char.isascii()
    return (char, upper) if two else (char,)


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


class _Places:
    """The places in one piece of text where a literal may begin, one after the other."""

    def __init__(self, literal: _Literal, piece: bytes) -> None:
        self._literal = literal
        self._piece = piece
        self._plain: tuple[int, int] | None = (-1, -1)
        self._escaped: tuple[int, int] | None = (-1, -1)

    def next(self, at: int) -> tuple[int, int] | None:
        """Start and end of the first place from ``at`` on."""
        if self._plain is not None and self._plain[0] < at:
            self._plain = self._next_plain(at)
        if self._escaped is not None and self._escaped[0] < at:
            self._escaped = self._next_escaped(at)
        if self._plain is None or self._escaped is None:
            return self._plain or self._escaped
        return min(self._plain, self._escaped)

    def _next_plain(self, at: int) -> tuple[int, int] | None:
        literal = self._literal
        if literal.pattern is not None:
            match = literal.pattern.search(self._piece, at)
            return match.span() if match else None
        found = self._piece.find(literal.raw, at)
        return None if found < 0 else (found, found + len(literal.raw))

    def _next_escaped(self, at: int) -> tuple[int, int] | None:
        """The first place with an escape that need not be one."""
        reach = self._literal.reach
        scanned = at
        escape = self._escape(at)
        while escape >= 0:
            end = escape + reach
            match = self._literal.escaped.search(self._piece, max(scanned, escape - reach), end)
            if match is not None:
                return match.span()
            scanned = max(scanned, end - reach)
            escape = self._escape(escape + 1)
        return None

    def _escape(self, at: int) -> int:
        """The next escape that a literal's plain writing does not have."""
        found = self._piece.find(b"\\u", at)
        if self._literal.slashed:
            slash = self._piece.find(b"\\/", at)
            return slash if found < 0 or 0 <= slash < found else found
        return found
