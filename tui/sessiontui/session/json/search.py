"""Search in the keys and values of a JSON text, in slices so that the caller can give way.

A literal is sought in the raw bytes, as they would be written; only where a match begins it is
found out whether that is inside a string, and escapes get a second look of their own. A regular
expression runs on the decoded text of each key and value.
"""

from __future__ import annotations

import re
import time
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from itertools import islice
from typing import NamedTuple

from ...errors import UsageError
from ...text import printable
from . import text as jsontext
from .needle import Needle
from .preview import whole_units
from .quotes import Quotes, blanked, ends_in_escape, inside_escape, inside_for_sure

BUDGET = 1 << 15  # bytes of one step: less than a millisecond
LONGEST = 1_000_000  # bytes of one value that a regular expression sees

_STEP_TOKENS = 500  # places looked at in one step: so few hits pass by the garbage collector
FARTHEST = 1 << 19  # bytes that a step looks back at most

_NEAR = (512, 8_192)  # bytes before the end of a slice in which a sure sign is sought
_PROBE = 8_192  # characters of a long value that show what the rest will take
_PROBE_SECONDS = 0.008

_TOKEN = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[^\s\[\]{},:"]+', re.DOTALL)
_BARE_REST = re.compile(rb'[^\s\[\]{},:"]*')
_IS_KEY = re.compile(rb"[ \t\r\n]*:")
_UNIT = re.compile(
    rb"\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}"
    rb'|\\u[0-9a-fA-F]{4}|\\["\\/bfnrt]|[^\\]+|\\',
    re.DOTALL,
)


class Hit(NamedTuple):
    """The first match in one key or value: where it lies in the text, in bytes.

    ``Outline.at_offset(hit.offset)`` is its path, ``Outline.reveal_offset`` its row.
    """

    offset: int
    length: int
    in_key: bool


class Interrupted(Exception):
    """What a guard may raise inside the slice it guards: the slice ends, no hit is lost.

    Some regular expressions take years on one value; only a timer gets the caller out of them.
    """


Guard = Callable[[], AbstractContextManager[object]]


class Search:
    """The keys and values that hold a text or match a regular expression, in their order.

    Without capital letters case is ignored. A number, true, false and null are sought as written.
    """

    def __init__(
        self, text: bytes, needle: str, *, regex: bool = False, guard: Guard = nullcontext
    ) -> None:
        """Begin a search. Raises UsageError for a bad regular expression.

        Each slice with a regular expression runs inside a guard's context.
        """
        self.text = text
        self._guard = guard
        self.position = 0  # how far it has come, in bytes
        self.cut = 0  # values of which a regular expression saw only the beginning
        self.slow = 0  # values on which it takes too long: of some the beginning was seen
        self._known = 0, True  # a place that begins no half escape; whether outside of strings
        self._open: tuple[int, int] | None = None  # a hit in a string whose end is not seen yet
        self._pattern: re.Pattern[str] | None = None
        self._needle: Needle | None = None
        if regex:
            self._pattern = _compile(needle)
        elif needle:
            self._needle = Needle(needle)
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
        if self._needle is None:
            return []
        hits = self._literal_step(self._needle, stop) if self._open is None else self._close(stop)
        self._know()
        return hits

    # -- a literal -----------------------------------------------------------------------------

    def _literal_step(self, needle: Needle, stop: int) -> list[Hit]:
        text, base = self.text, self.position
        places = needle.places(text[base : stop + needle.reach])
        hits: list[Hit] = []
        quotes: Quotes | None = None
        at = base
        for _ in range(_STEP_TOKENS):
            place = places.next(at - base) if at < stop else None
            if place is None or base + place[0] >= stop:
                at = max(at, stop)
                break
            at, end = base + place[0], base + place[1]
            if text.rfind(b"\\", max(0, at - 5), at) >= 0 and inside_escape(text, at):
                at += 1
                continue
            if quotes is None:
                quotes = Quotes(text, at, stop, self._is_outside(at))
            if quotes.is_outside(at):
                self._known = at, True
                if needle.bare:
                    hits.append(Hit(at, end - at, False))
                    at = _end(_BARE_REST, text, at)
                else:
                    at += 1
                continue
            close = quotes.close(at)
            if close is None:
                self._open, self._known, self.position = (at, end - at), (at, False), at
                return hits + self._close(stop)
            hits.append(Hit(at, end - at, _is_key(text, close)))
            at = close
            self._known = at, True
        self.position = at
        return hits

    def _close(self, stop: int) -> list[Hit]:
        """The hit whose string ends before ``stop``; none, and it is sought on from there."""
        assert self._open is not None
        text, base = self.text, self._known[0]
        piece = text[base : max(stop, base + 1)]
        if ends_in_escape(piece):
            piece = text[base : base + len(piece) + 1]
        found = blanked(piece).find(b'"')
        self.position = base + (found + 1 if found >= 0 else len(piece))
        if found < 0 and not self.done:
            self._known = self.position, False
            return []
        at, length = self._open
        self._open, self._known = None, (self.position, True)
        return [Hit(at, length, _is_key(text, self.position))]

    def _know(self) -> None:
        """Whether the next slice begins outside of strings: none looks back farther than this."""
        base, at = self._known[0], self.position
        if at - base < FARTHEST:
            return
        if ends_in_escape(self.text[base:at]):
            at -= 1
        self._known = at, self._is_outside(at)

    def _is_outside(self, at: int) -> bool:
        """Whether a byte, not inside an escape, stands outside of strings."""
        base, outside = self._known
        for near in _NEAR:
            if at - base <= 4 * near:
                break
            inside = inside_for_sure(self.text[at - near : at])
            if inside is not None:
                return not inside
        return outside is (blanked(self.text[base:at]).count(b'"') % 2 == 0)

    # -- a regular expression ------------------------------------------------------------------

    def _regex_step(self, pattern: re.Pattern[str], stop: int) -> list[Hit]:
        text, base = self.text, self.position
        hits: list[Hit] = []
        at = base
        try:
            with self._guard():
                for match in islice(_TOKEN.finditer(text, base), _STEP_TOKENS):
                    start, end = match.span()
                    if start >= stop:
                        at = start
                        break
                    hit = self._look(pattern, match.group(), start)
                    if hit is not None:
                        hits.append(hit)
                    at = end
                else:
                    if _TOKEN.search(text, at) is None:
                        at = len(text)
        except Interrupted:
            hits = [hit for hit in hits if hit.offset < at]
            if at == base:  # one value took it all
                self.slow += 1
                token_match = _TOKEN.search(text, base)
                at = token_match.end() if token_match else len(text)
        self.position = at
        return hits

    def _look(self, pattern: re.Pattern[str], token: bytes, start: int) -> Hit | None:
        content = self._content(token)
        if len(content) < _PROBE:
            span = _find(pattern, content)
        else:
            span = self._find_in_long(pattern, content)
        if span is None:
            return None
        offset, length = _raw_span(token, *span)
        in_key = token[0] == 0x22 and _is_key(self.text, start + len(token))
        return Hit(start + offset, length, in_key)

    def _content(self, token: bytes) -> str:
        if token[0] != 0x22:
            return token.decode("utf-8", "replace")
        if len(token) > LONGEST:
            self.cut += 1
            token = whole_units(token[:LONGEST])
        elif b"\\" not in token and token.isascii():
            return token[1:-1].decode()
        return jsontext.decode_string(token)

    def _find_in_long(self, pattern: re.Pattern[str], content: str) -> tuple[int, int] | None:
        """A match in a long value: in more and more of it, as long as that goes quickly."""
        seen = _PROBE
        while seen < len(content):
            began = time.thread_time()
            span = _find(pattern, content[:seen])
            if time.thread_time() - began > _PROBE_SECONDS:
                self.slow += 1
                return None if span is None or span[1] == seen else span  # "$" is not there
            seen *= 2
        return _find(pattern, content)


def _find(pattern: re.Pattern[str], content: str) -> tuple[int, int] | None:
    """The first match, one that is not empty where there is any."""
    found = pattern.search(content)
    if found is not None and content and found.end() == found.start():
        found = next((m for m in pattern.finditer(content) if m.end() > m.start()), None)
    return found.span() if found else None


def _end(pattern: re.Pattern[bytes], text: bytes, at: int) -> int:
    match = pattern.match(text, at)
    return match.end() if match else at


def _is_key(text: bytes, close: int) -> bool:
    """Whether the string that ends before ``close`` is a key."""
    head = text[close : close + 1]
    return head == b":" or (head in b" \t\r\n" and _IS_KEY.match(text, close) is not None)


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
