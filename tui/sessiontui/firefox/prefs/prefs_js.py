"""``prefs.js`` and ``user.js``: the settings a profile carries, read as Firefox reads them.

The grammar is Firefox's own: statements end at ``;``, and one with anything wrong in it is
skipped whole, never more and never with an error. In a profile's files only ``user_pref(…)``
counts (checked against a running Firefox 153); ``pref(…)`` and ``sticky_pref(…)`` belong to
the files Firefox ships and are read when asked for.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TypeAlias

from msgspec import Struct

from sessiontui.errors import Refused

from ... import late_re

PrefValue: TypeAlias = str | int | bool
"""What a setting can hold."""

_INT_MAX = 2**31 - 1
BOM = b"\xef\xbb\xbf"
"""What an editor may have put before the first statement."""

# One token. A number must not run into a letter; a string may hold line ends; a slash that
# opens no comment takes the next character with it, as in Firefox. Each byte is looked at a
# fixed number of times: what begins no token is taken in one run, and digits never one by one.
_TOKEN = late_re.compile(
    rb"""
      (?P<skip>  [ \t\v\f\r\n]++ | \#[^\r\n]*+ | //[^\r\n]*+ | /\*(?s:.*?)\*/ )
    | (?P<word>  [A-Za-z_]++ )
    | (?P<int>   [0-9]++ (?![A-Za-z_]) )
    | (?P<text>  "[^"\\]*+(?:\\(?s:.)[^"\\]*+)*+" | '[^'\\]*+(?:\\(?s:.)[^'\\]*+)*+' )
    | (?P<sign>  [(),;+-] )
    | (?P<cut>   ["'] | /\* )
    | (?P<bad>   [0-9]++ | /[^\r\n]?+ | [^ \t\v\f\r\n\#/A-Za-z_0-9"'(),;+-]++ )
    """,
    re.VERBOSE,
)
# A statement as Firefox writes it and without an escape, in one step: nearly all of them are. The
# empty alternative ends a row of them where it stands, instead of searching for the next one.
_PLAIN = late_re.compile(
    rb"""
      [ \t\v\f\r\n]*+
      (user_pref\("([^"\\]*+)",\ (true|false|-?[0-9]{1,9}|"[^"\\]*+")\);)
    |
    """,
    re.VERBOSE,
)
_ESCAPE = late_re.compile(
    rb"\\(?:u([Dd][89ABab][0-9A-Fa-f]{2})\\u([Dd][C-Fc-f][0-9A-Fa-f]{2})"
    rb"|u([0-9A-Fa-f]{4})|x([0-9A-Fa-f]{2})|((?s:.)))"
)
_PLAIN_ESCAPES = {b'"': b'"', b"'": b"'", b"\\": b"\\", b"n": b"\n", b"r": b"\r"}
_KEYWORDS = {b"user_pref": False, b"pref": True, b"sticky_pref": True}  # → for defaults only
_TRUTH = {b"true": True, b"false": False}
_ATTRIBUTES = (b"sticky", b"locked")
_LONGEST = 64
"""More tokens than this are no statement; the rest of it need not be kept."""

_Token: TypeAlias = tuple[str, bytes]


class _BadEscape(ValueError):
    """A string Firefox would refuse."""


class PrefLine(Struct, frozen=True):
    """One good statement and where it stands: ``data[start:end]`` is ``user_pref(…);``."""

    name: str
    value: PrefValue
    start: int
    end: int


def scan(data: bytes, *, defaults: bool = False) -> Iterator[PrefLine]:
    """Every good statement in file order; with ``defaults`` also ``pref`` and ``sticky_pref``."""
    for name, value, start, end in _statements(data, defaults):
        yield PrefLine(name, value, start, end)


def _statements(data: bytes, defaults: bool) -> Iterator[tuple[str, PrefValue, int, int]]:
    """Name, value, start and end of every good statement."""
    position = len(BOM) if data.startswith(BOM) else 0
    limit = data.find(b"\0")  # Firefox takes a NUL for the end of the file
    if limit < 0:
        limit = len(data)
    while position < limit:
        for match in _PLAIN.finditer(data, position, limit):
            if match.lastindex is None:
                break
            _, name, text = match.groups()
            position = match.end()
            yield name.decode("utf-8", "replace"), _plain_value(text), match.start(1), position
        tokens, start, position = _tokens(data, position, limit)
        if tokens is None:
            return
        found = _statement(tokens, defaults)
        if found is not None:
            yield *found, start, position


def _plain_value(text: bytes) -> PrefValue:
    if text.startswith(b'"'):
        return text[1:-1].decode("utf-8", "replace")
    return _TRUTH[text] if text in _TRUTH else int(text)


def _tokens(
    data: bytes | bytearray, position: int, limit: int
) -> tuple[list[_Token] | None, int, int]:
    """The tokens up to the next ``;``, where the first of them begins, and what follows the sign.

    No tokens when there is no such sign any more: an open string or comment swallows the rest.
    """
    tokens: list[_Token] = []
    start = position
    while position < limit:
        match = _TOKEN.match(data, position, limit)
        if match is None or match.lastgroup == "cut":
            break
        position = match.end()
        kind = match.lastgroup or "bad"
        if kind == "skip":
            continue
        if not tokens:
            start = match.start()
        text = match.group()
        if text == b";" and kind == "sign":
            return tokens, start, position
        if len(tokens) < _LONGEST:
            tokens.append((kind, text))
    return None, start, limit


def parse_prefs(data: bytes, *, defaults: bool = False) -> dict[str, PrefValue]:
    """The settings in the text of a preference file; the last statement for a name wins."""
    return {name: value for name, value, _, _ in _statements(data, defaults)}


def first_statement(
    data: bytes | bytearray, position: int, limit: int
) -> tuple[tuple[str, PrefValue] | None, int | None]:
    """Name and value of the statement that begins here in a profile's file, and where it ends.

    None for one that is not good; no end where none is in sight before ``limit``.
    """
    plain = _PLAIN.match(data, position, limit)
    if plain and plain.lastindex is not None:
        return (plain[2].decode("utf-8", "replace"), _plain_value(plain[3])), plain.end()
    tokens, _, end = _tokens(data, position, limit)
    return (None, None) if tokens is None else (_statement(tokens, defaults=False), end)


def _statement(tokens: list[_Token], defaults: bool) -> tuple[str, PrefValue] | None:
    """Name and value of the tokens before a ``;`` when they are a whole statement."""
    if len(tokens) < 6 or len(tokens) >= _LONGEST:
        return None
    (kind, word), *rest = tokens
    shipped = _KEYWORDS.get(word) if kind == "word" else None
    if shipped is None or (shipped and not defaults):
        return None
    signs = [text if kind == "sign" else b"" for kind, text in rest]
    if signs[0] != b"(" or rest[1][0] != "text" or signs[2] != b"," or signs[-1] != b")":
        return None
    value_tokens, attributes = rest[3:-1], []
    if defaults:
        cut = 2 if value_tokens[0][1] in (b"+", b"-") else 1
        value_tokens, attributes = value_tokens[:cut], value_tokens[cut:]
    for comma, attribute in zip(attributes[::2], attributes[1::2], strict=False):
        if comma != ("sign", b",") or attribute not in [("word", a) for a in _ATTRIBUTES]:
            return None
    if len(attributes) % 2:
        return None
    try:
        value = _value(value_tokens)
        return None if value is None else (_string(rest[1][1]), value)
    except _BadEscape:
        return None


def _value(tokens: list[_Token]) -> PrefValue | None:
    match tokens:
        case [("text", text)]:
            return _string(text)
        case [("word", b"true")]:
            return True
        case [("word", b"false")]:
            return False
        case [("int", digits)]:
            return _int(digits, negative=False)
        case [("sign", (b"+" | b"-") as sign), ("int", digits)]:
            return _int(digits, negative=sign == b"-")
    return None


def _int(digits: bytes, *, negative: bool) -> int | None:
    digits = digits.lstrip(b"0") or b"0"
    if len(digits) > 10:
        return None
    number = int(digits)
    if number > _INT_MAX + negative:
        return None
    return -number if negative else number


def _string(quoted: bytes) -> str:
    body = quoted[1:-1]
    if b"\\" in body:
        body = _ESCAPE.sub(_unescape, body)
    return body.decode("utf-8", "replace")


def _unescape(match: re.Match[bytes]) -> bytes:
    high, low, unit, byte, plain = match.groups()
    if high:
        code = 0x10000 + ((int(high, 16) & 0x3FF) << 10) + (int(low, 16) & 0x3FF)
    elif unit:
        code = int(unit, 16)
    elif byte:
        if byte == b"00":
            raise _BadEscape
        return bytes([int(byte, 16)])
    else:
        found = _PLAIN_ESCAPES.get(plain)
        if found is None:
            raise _BadEscape
        return found
    if not code or 0xD800 <= code <= 0xDFFF:
        raise _BadEscape
    return chr(code).encode()


# -- changing one line -------------------------------------------------------------------------


def with_pref(data: bytes, name: str, value: PrefValue) -> bytes:
    """The text of a prefs.js with one setting set: one line differs, every other byte stays.

    Unchanged when the setting has that value already. Raises Refused where the statement would
    not be read: an open string or comment, or a NUL, swallows whatever stands behind it.
    """
    lines = [line for line in scan(data) if line.name == name]
    if lines and lines[-1].value == value and type(lines[-1].value) is type(value):
        return data
    statement = f"user_pref({_literal(name)}, {_literal(value)});".encode()
    wanted = {**parse_prefs(data), name: value}
    if lines:
        last = lines[-1]  # the one that counts
        changed = [data[: last.start] + statement + data[last.end :]]
    else:
        changed = [_with_line(data, at, statement) for at in _places_for(data, name)]
    for text in changed:
        if parse_prefs(text) == wanted:
            return text
    raise Refused(
        "prefs.js is damaged: a setting put into it would not be read; start Firefox once, "
        "which writes it anew, and close it again"
    )


def without_pref(data: bytes, name: str) -> bytes:
    """The text of a prefs.js without a setting: its lines are gone, every other byte stays."""
    for line in reversed([line for line in scan(data) if line.name == name]):
        start, end = line.start, line.end
        line_start = max(_top(data), data.rfind(b"\n", 0, start) + 1)
        line_end = _line_end(data, end)
        if not data[line_start:start].strip() and not data[end:line_end].strip():
            start, end = line_start, line_end  # nothing else stands on it
            if start > _top(data) and not data.endswith(b"\n", 0, end):  # a last line without end
                start = len(data[:start].removesuffix(b"\n").removesuffix(b"\r"))
        data = data[:start] + data[end:]
    return data


def _with_line(data: bytes, at: int, statement: bytes) -> bytes:
    line_end = b"\r\n" if b"\r\n" in data else b"\n"
    if at == len(data) and data and not data.endswith(b"\n"):
        return data + line_end + statement
    return data[:at] + statement + line_end + data[at:]


def _places_for(data: bytes, name: str) -> tuple[int, ...]:
    """Where a new line may stand: in the order of names, as in Firefox, else at either end."""
    top = _top(data)
    good = list(scan(data))
    before = [line for line in good if line.name < name]
    if before:
        sorted_in = _line_end(data, before[-1].end)
    elif good:
        sorted_in = max(top, data.rfind(b"\n", 0, good[0].start) + 1)
    else:
        sorted_in = len(data)
    return sorted_in, len(data), top


def _top(data: bytes) -> int:
    return len(BOM) if data.startswith(BOM) else 0


def _line_end(data: bytes, at: int) -> int:
    """Behind the line end that follows, or the end of the text."""
    newline = data.find(b"\n", at)
    return len(data) if newline < 0 else newline + 1


def _literal(value: PrefValue) -> str:
    """A value as Firefox writes it (str_escape in Preferences.cpp). Raises Refused."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int):
        return str(value)
    if re.search("[\0\ud800-\udfff]", value):
        raise Refused("a text in prefs.js can hold neither a NUL nor half a character")
    for char, escape in (("\\", "\\\\"), ('"', '\\"'), ("\n", "\\n"), ("\r", "\\r")):
        value = value.replace(char, escape)
    return f'"{value}"'
