"""Autoconfig: the ``.cfg`` file of an administrator, a program of which only plain calls are read.

``lockPref("name", value);`` and its siblings at the top level, with a name and a value spelled
out, are read; nothing is ever evaluated. Whatever else stands there is counted, so that it can be
said: it may decide over a setting as well.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from msgspec import Struct

from ...text import count
from .branches import Branches
from .prefs_js import PrefValue, parse_prefs

_STRING: Final = rb""" "(?:[^"\\\r\n]|\\(?s:.))*+" | '(?:[^'\\\r\n]|\\(?s:.))*+' """
_SKIP: Final = re.compile(
    rb"(?x) (?: [ \t\v\f\r\n]++ | //[^\r\n]*+ | /\* (?: [^*] | \*(?!/) )*+ \*/ )++"
)
_CALL: Final = re.compile(
    rb"(?x) (?P<call> lockPref | defaultPref | pref | unlockPref | clearPref ) \s*+ \( \s*+"
    rb"(?P<name>" + _STRING + rb") \s*+"
    rb"(?: , \s*+ (?P<value>" + _STRING + rb"| [+-]?[0-9]++ | true | false ) \s*+ )? \)"
)
# One token of what is not read, so that strings and comments in it hide no brackets.
_TOKEN: Final = re.compile(rb"(?x)" + _STRING + rb"| [A-Za-z0-9_$.]++ | (?s:.)")
_ENDS_LINE: Final = re.compile(rb"[ \t\v\f]*+(?: ; | (?=[\r\n}]) | (?=//) | (?=/\*) | \Z )", re.X)


class Call(Struct, frozen=True):
    """One plain call; ``value`` None for those that take only a name."""

    function: str
    name: str
    value: PrefValue | None
    line: int


def apply_autoconfig(data: bytes, branches: Branches) -> None:
    """Change the branches by the plain calls of a file, and note how many statements it is not."""
    skipped: list[int] = []
    for found in calls(data, skipped):
        _apply(found, branches)
    if skipped:
        branches.unread.append(
            f"{branches.file} is a program: of it {count(len(skipped), 'statement')}, the first in "
            f"line {skipped[0]}, cannot be told without running it and may decide over settings."
        )


def revealed(data: bytes, shift: int) -> bytes:
    """The text of a file whose bytes are shifted (``general.config.obscure_value``)."""
    return data.translate(bytes((byte - shift) % 256 for byte in range(256)))


def calls(data: bytes, skipped: list[int]) -> Iterator[Call]:
    """The plain calls of a file in order; ``skipped`` gets the line of every other statement.

    Firefox takes the first line for a comment, whatever it says.
    """
    position = _line_end(data, 0)
    lines = _Lines(data)
    while True:
        skip = _SKIP.match(data, position)
        if skip:
            position = skip.end()
        if position >= len(data):
            return
        call = _CALL.match(data, position)
        end = _ENDS_LINE.match(data, call.end()) if call else None
        found = _read(call, lines.of(position)) if call and end else None
        if found and end:
            yield found
            position = end.end()
            continue
        if data[position] != 0x3B:  # a lone semicolon says nothing
            skipped.append(lines.of(position))
        position = _statement_end(data, position)


class _Lines:
    """Line numbers of ever later positions."""

    def __init__(self, data: bytes) -> None:
        self._data, self._at, self._line = data, 0, 1

    def of(self, position: int) -> int:
        """Which line a position is in, counted from 1."""
        self._line += self._data.count(b"\n", self._at, position)
        self._at = position
        return self._line


def _statement_end(data: bytes, position: int) -> int:
    """Behind a statement that is not read: its semicolon, or the bracket that closes its block."""
    depth = 0
    while position < len(data):
        skip = _SKIP.match(data, position)
        if skip:
            position = skip.end()
            continue
        token = _TOKEN.match(data, position)
        if token is None:
            return len(data)
        position = token.end()
        text = token[0]
        if text in (b"{", b"(", b"["):
            depth += 1
        elif text in (b"}", b")", b"]"):
            depth -= 1
            if depth <= 0 and text == b"}":
                return position
        elif text == b";" and depth <= 0:
            return position
        elif text in (b"`", b"/", b'"', b"'"):
            return len(data)  # a template, a pattern, an open string may hide any bracket: no guess
    return len(data)


def _read(call: re.Match[bytes], line: int) -> Call | None:
    """The call with its texts read; None when they hold escapes that are not the same in prefs."""
    function, with_value = call["call"].decode(), call["value"] is not None
    if with_value is not (function in ("lockPref", "defaultPref", "pref")):
        return None
    statement = b"user_pref(%s,%s);" % (call["name"], call["value"] or b"true")
    for name, value in parse_prefs(statement).items():
        return Call(function, name, value if with_value else None, line)
    return None


def _apply(call: Call, branches: Branches) -> None:
    if call.function == "unlockPref":
        branches.unlock(call.name)
    elif call.function == "clearPref":
        branches.clear(call.name)
    elif call.value is not None:
        if call.function == "lockPref":
            branches.default(call.name, call.value, lock=True)
        elif call.function == "defaultPref":
            branches.shipped_default(call.name, call.value, lock=False)
        else:
            branches.impose(call.name, call.value)


def _line_end(data: bytes, at: int) -> int:
    newline = data.find(b"\n", at)
    return len(data) if newline < 0 else newline + 1
