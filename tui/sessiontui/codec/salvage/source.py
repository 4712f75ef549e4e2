"""JavaScript source, as Firefox 2 and 3.0 wrote sessions (``toSource()``), as JSON: nothing is run.

Bare and single-quoted keys, ``\\xE9``, holes in arrays, ``(void 0)`` and sharp variables (``#1=``)
become what JSON has for them; whatever is unknown stays as it is, and is then no JSON there.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

_HEAD: Final = re.compile(rb"[ \t\r\n(]*+(?:#[0-9]+=)?\{[ \t\r\n]*(?:[A-Za-z_$]|'|\Z)")
_WORD: Final = rb"(?<![\w$])[A-Za-z_$][\w$]{0,99}+"  # only from its beginning, and not for ever
_TOKEN: Final = re.compile(
    rb"(?P<string>\"[^\"\\]*+(?:\\.[^\"\\]*+)*+\"|'[^'\\]*+(?:\\.[^'\\]*+)*+')"
    rb"|(?P<torn>[\"'].*+)"
    rb"|(?P<key>" + _WORD + rb"|(?<![\w$])[0-9]{1,20}+)(?=:)"
    rb"|(?P<nothing>\(void 0\)|undefined|-?NaN|-?Infinity|#[0-9]{1,20}+#)"
    rb"|(?P<sharp>#[0-9]{1,20}+=)"
    rb"|(?P<blank>[ \t\r\n]++)"
    rb"|(?P<last>(?:(?<=, )|(?<=[,\[])),(?=\]))"
    rb"|(?P<hole>(?<=[,\[]),|(?<=, ),)"
    rb"|(?P<cut>(?:" + _WORD + rb"|\((?:v[oid]{0,3} ?0?)?|#[0-9]{0,20})\Z)",
    re.DOTALL,
)
_ESCAPE: Final = re.compile(
    rb'\\(?:x([0-9A-Fa-f]{2})|u[0-9A-Fa-f]{4}|["\\/bfnrt]|(.?))|"|[\t\n\r]', re.DOTALL
)
_INSIDE: Final = re.compile(rb"(?:[^\\]{1,4096}+|\\.?){1,4096}+", re.DOTALL)
_PIECE: Final = 1 << 18


def is_source(data: bytes) -> bool:
    """Whether bytes begin like a session in JavaScript source, and not like JSON."""
    return _HEAD.match(data) is not None


def as_json(data: bytes, tick: Callable[[int], None]) -> bytes:
    """The source as JSON as far as it goes; ``tick`` gets the offset now and then."""
    text = data.strip(b" \t\r\n();")
    out = bytearray()
    at = told = 0
    for match in _TOKEN.finditer(text):
        out += text[at : match.start()]
        at = match.end()
        out += _written(match)
        if at - told > _PIECE:
            told = at
            tick(at)
    out += text[at:]
    return bytes(out)


def _written(match: re.Match[bytes]) -> bytes:
    token = match.group()
    match match.lastgroup:
        case "string":
            return b'"' + _unescaped(token[1:-1]) + b'"'
        case "torn":
            return b'"' + _unescaped(token[1:])
        case "key":
            return b'"' + token + b'"'
        case "nothing":
            return b"null"
        case "hole":
            return b"null,"
        case "last":
            return b"null"
        case _:
            return b""  # blanks, and a word that may be the beginning of another


def _unescaped(inside: bytes) -> bytes:
    """The inside of a string; in pieces, for each escape takes room until its piece is done."""
    return b"".join(_ESCAPE.sub(_escaped, match.group()) for match in _INSIDE.finditer(inside))


def _escaped(match: re.Match[bytes]) -> bytes:
    token = match.group()
    if match[1]:
        return b"\\u00" + match[1]
    if match[2] is not None:
        return b"\\u000b" if match[2] == b"v" else match[2]  # \' and the like
    return {b'"': b'\\"', b"\t": b"\\t", b"\n": b"\\n", b"\r": b"\\r"}.get(token, token)
