"""Decode JSON as it really is on disk, and find where each piece of it lies.

Every fast parser rejects a WHOLE file for one lone surrogate (``"\\ud83d"``, which
JSON.stringify writes when a page cut a title inside an emoji), for one invalid byte, for
``1e400`` or for deep nesting. When that happens, a copy is repaired, each fault by the same
number of bytes, and only the copy is decoded: offsets hold, and the original stays untouched.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterator, Sequence
from typing import Any, Generic, TypeVar

import msgspec

from ... import late_re
from ...errors import Damaged
from .beyond_repair import fault_beyond_repair, sentence_of

T = TypeVar("T")

_FEW = 1000  # lone surrogates between which a text is taken piece by piece
MAX_DEPTH = 512  # deeper subtrees are blanked in the decoding copy (a real one has about 30)
_LARGE = 1 << 20  # bytes of a text of which no copy is repaired in vain

_SURROGATE = late_re.compile(rb"\\u[dD][89a-fA-F][0-9a-fA-F]{2}")
# Possessive, so that a string of megabytes costs no stack; the closing quote is optional, so that
# a string which is cut short is one token and not one new start for each quote inside it.
QUOTED = rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?'
_TOKEN = late_re.compile(QUOTED + rb"|[\[\]{}]|-?[0-9][0-9.eE+-]*", re.DOTALL)
_STRUCTURE = late_re.compile(QUOTED + rb"|[\[\]{}]", re.DOTALL)
_BLANK = late_re.compile(rb"[ \t\r\n]*")
_SCALAR = late_re.compile(QUOTED + rb"|[^,\]}\s]+", re.DOTALL)
_KEY = late_re.compile(rb"[ \t\r\n]*(" + QUOTED + rb")[ \t\r\n]*:[ \t\r\n]*", re.DOTALL)
_CONTROL = late_re.compile(rb"[\x00-\x1f]")
_ESCAPE = late_re.compile(rb'\\(?:[\\"/bfnrt]|u[0-9a-fA-F]{4}|(.?))', re.DOTALL)
_REPAIRABLE = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
STRING = msgspec.json.Decoder(str)
"""Of one string; takes a raw piece as it is."""


class Decoded(Generic[T]):
    """What was decoded, and the bytes it was decoded from (a repaired copy, or the original).

    ``sound``: it is JSON to Firefox as it stands; halves of characters are no fault to it.
    """

    __slots__ = ("sound", "source", "value")

    def __init__(self, value: T, source: bytes, *, sound: bool = True) -> None:
        self.value = value
        self.source = source
        self.sound = sound


def check_structure(text: bytes) -> None:
    """Raise Damaged soon, as ``decode`` would late, for a text that no repair makes JSON."""
    hopeless = fault_beyond_repair(text, repair_everything)
    if hopeless is not None:
        raise Damaged(sentence_of(text, hopeless))


def decode(text: bytes, decoder: msgspec.json.Decoder[T]) -> Decoded[T]:
    """Decode with a tolerant msgspec decoder, repairing a copy when the text needs it.

    Raises Damaged with the place when it is not JSON at all.
    """
    try:
        return Decoded(decoder.decode(text), text)
    except _REPAIRABLE as error:
        fault: Exception = error
    source = text
    for repair in (repair_surrogates, repair_everything):
        if repair is repair_everything and len(text) > _LARGE:
            check_structure(source)
        source = repair(source)
        try:
            sound = repair is repair_surrogates
            return Decoded(decoder.decode(source), source, sound=sound)
        except _REPAIRABLE as error:
            fault = error
    raise Damaged(sentence_of(text, fault)) from None  # offsets hold in the copy


# -- repairing a copy --------------------------------------------------------------------------


def repair_surrogates(text: bytes) -> bytes:
    """A copy in which each lone surrogate escape is ``\\ufffd``; the same length.

    Valid pairs and escaped backslashes (``"\\\\ud83d"`` is text) stay. The same object comes
    back when there is nothing to do.
    """
    lone: list[int] = []
    pair_end = -1
    for match in _SURROGATE.finditer(text):
        at = match.start()
        if at < pair_end or not _starts_escape(text, at):
            continue
        if text[at + 3] in b"89abAB":  # a high surrogate: is the next escape its low half?
            low = text[at + 6 : at + 12]
            if len(low) == 6 and low[:3].lower() == b"\\ud" and low[3:4] in b"cdefCDEF":
                pair_end = at + 12
                continue
        lone.append(at)
    return _replaced(text, lone) if lone else text


def _replaced(text: bytes, lone: Sequence[int]) -> bytes:
    """The text with the escapes that stand at some places replaced."""
    if len(lone) > _FEW:
        out = bytearray(text)
        for at in lone:
            out[at : at + 6] = b"\\ufffd"
        return bytes(out)
    view, done = memoryview(text), 0
    pieces: list[bytes | memoryview] = []  # one copy of the text is made, and not two
    for at in lone:
        pieces += (view[done:at], b"\\ufffd")
        done = at + 6
    return b"".join([*pieces, view[done:]])


def _starts_escape(text: bytes, at: int) -> bool:
    backslashes = 0
    while at > backslashes and text[at - backslashes - 1] == 0x5C:
        backslashes += 1
    return backslashes % 2 == 0


def repair_everything(text: bytes) -> bytes:
    """A copy of the same length in which whatever a strict parser rejects is made acceptable.

    Invalid UTF-8 and raw control characters in strings become ``?`` and blanks, wrong escapes
    lose their backslash, numbers beyond a double become 9e307, subtrees deeper than MAX_DEPTH
    become empty. Structure is never invented: cut or unbalanced text stays invalid.
    """
    out = bytearray(repair_utf8(text))
    depth = 0
    deep_from = -1
    for match in _TOKEN.finditer(bytes(out)):
        token = match.group()
        head = token[0]
        if head in b"[{":
            depth += 1
            if depth == MAX_DEPTH:
                deep_from = match.end()
        elif head in b"]}":
            if depth == MAX_DEPTH and deep_from >= 0:
                start, end = deep_from, match.start()
                out[start:end] = b" " * (end - start)
                deep_from = -1
            depth -= 1
        elif head == 0x22:
            if b"\\" in token or _CONTROL.search(token):
                out[match.start() : match.end()] = _repair_string(token)
        elif len(token) > 300 or b"e" in token or b"E" in token:
            out[match.start() : match.end()] = _repair_number(token)
    return bytes(out)


def _repair_string(token: bytes) -> bytes:
    return _ESCAPE.sub(_repair_escape, _CONTROL.sub(b" ", token))


def _repair_escape(match: re.Match[bytes]) -> bytes:
    return match.group() if match[1] is None else b"?" + match[1]


def _repair_number(token: bytes) -> bytes:
    if len(token) < 4300 and token.removeprefix(b"-").isdigit():
        return token  # msgspec reads these exactly
    try:
        value = float(token)
    except ValueError:
        return token
    if abs(value) == float("inf"):
        return (b"-9e307" if token[:1] == b"-" else b"9e307").ljust(len(token))
    return token


def repair_utf8(text: bytes) -> bytes:
    """The same text with ``?`` for each byte that is no UTF-8."""
    try:
        text.decode("utf-8")
    except UnicodeDecodeError:
        return text.decode("utf-8", "sessiontui.same_length").encode("utf-8")
    return text


def _same_length(error: UnicodeError) -> tuple[str, int]:
    assert isinstance(error, UnicodeDecodeError)
    return "?" * (error.end - error.start), error.end


codecs.register_error("sessiontui.same_length", _same_length)


# -- where the pieces are ----------------------------------------------------------------------

_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])


def skip_value(text: bytes, start: int) -> int:
    """The offset just behind the value that begins at ``start`` (no blanks before it)."""
    head = text[start : start + 1]
    if head in (b"{", b"["):
        depth = 0
        for match in _STRUCTURE.finditer(text, start):
            token = text[match.start()]
            if token in b"[{":
                depth += 1
            elif token in b"]}":
                depth -= 1
                if not depth:
                    return match.end()
        raise Damaged("this is not valid JSON: a bracket is never closed")
    scalar = _SCALAR.match(text, start)
    if scalar is None:
        raise Damaged(f"this is not valid JSON: a value is missing at byte {start:,}")
    return scalar.end()


def children(text: bytes, start: int, end: int) -> Iterator[tuple[str | int, int, int]]:
    """Key or index, start and end of each direct child of the array or object at a span.

    Duplicate keys come as often as they stand. Raises Damaged where the text is not JSON.
    """
    try:
        yield from _children(text, start, end)
    except IndexError:
        raise Damaged("this is not valid JSON: it ends in the middle") from None


def _children(text: bytes, start: int, end: int) -> Iterator[tuple[str | int, int, int]]:
    at = after_blanks(text, start)
    opener = text[at]
    if opener not in b"[{":
        return
    lengths = _child_lengths(memoryview(text)[at:end], opener)
    at = after_blanks(text, at + 1)
    index = 0
    while text[at] not in b"]}":
        key: str | int = index
        if opener == 0x7B:
            match = _KEY.match(text, at)
            if match is None:
                raise Damaged(f"this is not valid JSON: a key is missing at byte {at:,}")
            key = decode_string(match[1])
            at = match.end()
        stop = at + lengths[index] if lengths is not None else skip_value(text, at)
        yield key, at, stop
        index += 1
        at = after_blanks(text, stop)
        if text[at] == 0x2C:
            at = after_blanks(text, at + 1)


def step_into(spans: dict[str | int, tuple[int, int]], step: str | int) -> tuple[int, int] | None:
    """The span of a child by one step of a pointer (array indexes may come as text)."""
    if isinstance(step, str) and 0 in spans and (step == "0" or re.match(r"[1-9][0-9]*\Z", step)):
        return spans.get(int(step))
    return spans.get(step)


def child_spans(text: bytes, start: int, end: int) -> dict[str | int, tuple[int, int]]:
    """The direct children of a span by key or index; of a key given twice, the last, as in JS."""
    return {key: (at, stop) for key, at, stop in children(text, start, end)}


def after_blanks(text: bytes | memoryview, at: int) -> int:
    """The offset of the first byte from ``at`` on that is not a blank."""
    match = _BLANK.match(text, at)
    return match.end() if match else at


def _child_lengths(piece: memoryview, opener: int) -> list[int] | None:
    """Lengths of the direct children by one fast pass; None where only the slow walk is sure."""
    try:
        if opener == 0x5B:
            return [len(raw) for raw in _ITEMS.decode(piece)]
        members = _MEMBERS.decode(piece)
    except _REPAIRABLE:
        return None
    # A key given twice shows once in a dict, and the lengths would no longer walk the text. When
    # quotes, colons, commas and braces make up the rest to the byte, no key was given twice.
    lengths = [len(raw) for raw in members.values()]
    if sum(lengths) + sum(len(key.encode()) + 4 for key in members) + 1 == len(piece):
        return lengths
    at = after_blanks(piece, 1)
    for key, raw in members.items():
        match = _KEY.match(piece, at)
        if match is None or decode_string(match[1]) != key or not _at(piece, match.end(), raw):
            return None
        at = after_blanks(piece, match.end() + len(raw))
        if piece[at] == 0x2C:
            at = after_blanks(piece, at + 1)
    return lengths if piece[at] == 0x7D else None


def _at(piece: memoryview, at: int, raw: msgspec.Raw) -> bool:
    """Whether the piece holds these bytes there (compared by the megabyte, not copied whole)."""
    view, step = memoryview(raw), 1 << 20
    return all(
        bytes(view[i : i + step]) == bytes(piece[at + i : at + min(i + step, len(view))])
        for i in range(0, len(view), step)
    )


def decode_string(token: bytes) -> str:
    """A JSON string token as text; whatever is wrong inside it is replaced, never raised."""
    try:
        return STRING.decode(token)
    except _REPAIRABLE:
        repaired = repair_everything(repair_surrogates(token))
        try:
            return STRING.decode(repaired)
        except _REPAIRABLE:
            return token[1:-1].decode("utf-8", "replace")


def decode_members(text: bytes) -> dict[str, msgspec.Raw]:
    """An object's members as raw pieces, repaired where needed. Raises Damaged when it is none."""
    return decode(text, _MEMBERS).value


def decode_any(text: bytes) -> Any:
    """Any piece of JSON as Python objects, repaired where needed. Raises Damaged."""
    return decode(text, _ANY).value


_ANY: msgspec.json.Decoder[Any] = msgspec.json.Decoder()
