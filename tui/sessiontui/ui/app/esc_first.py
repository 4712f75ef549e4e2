"""Esc and the key right after it, where a terminal sends both at once.

Textual tells only of a letter that Esc, or Alt, was before it; of ``Esc Enter`` it makes Enter, of
``Esc 3`` a pound sign. Here each keeps the Alt in its name, and ``Turns`` makes two keys of it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from textual._xterm_parser import XTermParser
from textual.events import Key

_ESC: Final = "\x1b"
_BEGIN: Final = "[O"  # longer sequences
_NAMES: Final = {"\x7f": "backspace", "\r": "enter"}

_usual = XTermParser._sequence_to_key_events


def _keys(self: XTermParser, sequence: str, alt: bool = False) -> Iterable[Key]:
    if len(sequence) == 2 and sequence[0] == _ESC and _kept(sequence[1]):
        alt, sequence = True, sequence[1]
    for key in _usual(self, sequence, alt):
        if alt and _kept(sequence, _BEGIN) and not key.key.startswith("alt+"):
            yield Key(f"alt+{_NAMES.get(sequence, key.key)}", key.character)
        else:
            yield key


def _kept(char: str, also: str = "") -> bool:
    return (char >= " " and char not in _BEGIN) or char in _NAMES or char in also


def keep_esc() -> None:
    """Let what reads the terminal keep it. It may be called again."""
    XTermParser._sequence_to_key_events = _keys  # type: ignore[method-assign]
