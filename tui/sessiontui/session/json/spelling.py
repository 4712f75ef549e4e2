"""Whether a text spells its letters plainly, so that what it holds can be sought as bytes."""

from __future__ import annotations

from typing import Final

from .in_goes import find

_ESCAPE: Final = b"\\u00"
_BACKSLASH: Final = ord("\\")
_MOST: Final = 100_000  # escapes inside texts that are JSON themselves: beyond them nobody looks


def may_be_escaped(text: bytes) -> bool:
    r"""Whether a letter or sign of ASCII may stand escaped in it, like ``"\u0069mage"``.

    Firefox writes no such escape, and other programs may: a name is then not found as it is.
    """
    at = find(text, _ESCAPE)
    for _ in range(_MOST):
        if at < 0:
            return False
        before = at
        while before and text[before - 1] == _BACKSLASH:
            before -= 1
        if text[at + 4 : at + 5] in (b"2", b"3", b"4", b"5", b"6", b"7") and not (at - before) % 2:
            return True
        at = find(text, _ESCAPE, at + 1)
    return True
