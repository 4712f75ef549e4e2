"""JSON that stands in a file as it is, with what is no text in it."""

from __future__ import annotations

import re
from typing import Final

from ...session.mend.ends import SEAM
from .block import MARGIN, Hole, Text
from .form import Head
from .result import Damage, DamageKind, zeros_at

_ODD: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]++")
_NEAR: Final = 1 << 12  # what is no text and lies so close together is one damage
_MOST: Final = 500


def read_plain(data: bytes, head: Head) -> Text:
    """The text of a file; where its head is gone with a seam before it."""
    damage: list[Damage] = []
    for zeros, start, end in _odd(data, head.start):
        if zeros:
            damage.append(zeros_at(start, end))
        else:
            said = f"bytes {start:,} to {end - 1:,} of the file hold what is no text"
            damage.append(Damage(DamageKind.UNREADABLE, start, end, said))
        if len(damage) >= _MOST:
            break
    certain = damage[0].start if damage else len(data)
    if damage and damage[0].kind is not DamageKind.ZEROS:
        certain = max(0, certain - MARGIN)
    shift = 0 if head.begins else 1
    holes = [Hole(d.start + shift, d.end - d.start, True) for d in damage]
    if not shift:
        return Text(data, certain, tuple(holes), tuple(damage), False)
    text = bytes([SEAM]) + data
    return Text(text, 0, (Hole(0, None), *holes), tuple(damage), False)


def _odd(data: bytes, start: int) -> list[tuple[bool, int, int]]:
    """Whether they are zeros, start and end of stretches that are no text; no end of them."""
    found: list[tuple[bool, int, int]] = []
    for match in _ODD.finditer(data, start):
        begin, end = match.span()
        zeros = end - begin > 3 and not data[begin] and not data[end - 1]
        if found and not zeros and not found[-1][0] and begin - found[-1][2] < _NEAR:
            found[-1] = (False, found[-1][1], end)
        else:
            found.append((zeros, begin, end))
        if len(found) > _MOST:
            break
    return found
