"""Whatever can be read of a damaged session file, made a session document again."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from ...session.mend.ends import SEAM, UNKNOWN
from ...session.mend.mend import Mended, mend
from . import block
from .block import Hole, Text
from .form import Head, head_of
from .result import Damage, DamageKind, Region, Salvage, SalvageCancelled, Sureness

Progress = Callable[[int, int], None]  # steps done, of so many
Cancelled = Callable[[], bool]

_PLAIN_MARGIN: Final = 72 * 1024  # what is spliced into plain text may look like it for 64 kB
_ODD: Final = re.compile(rb"[\x00-\x08\x0b\x0c\x0e-\x1f]++")
_MOST_ODD: Final = 500
_SLIGHT: Final = 1 << 16


def salvage(
    data: bytes, *, progress: Progress | None = None, cancelled: Cancelled | None = None
) -> Salvage:
    """Give back what the bytes of a session file still hold; never raises for what they are.

    mozLz4, plain JSON, and JSON in parentheses, each also cut, zero-filled in part, with foreign
    blocks in it or without its head. Time is linear in the unpacked size. ``progress`` and
    ``cancelled`` are asked between slices of some milliseconds; after a cancel SalvageCancelled
    is raised. An undamaged file comes back as it is.
    """
    work = _Work(len(data), progress, cancelled)
    head = head_of(data)
    if head.packed:
        text = block.read_block(
            data, head.start, head.begins, head.expected, work.tick(0), work.tick(1)
        )
        margin = block.MARGIN
    else:
        text = _plain(data, head)
        margin = _PLAIN_MARGIN
    start = 0 if head.packed else head.start
    scale = len(data) / max(1, len(text.text))
    tick = work.tick(2)
    mended = mend(text.text, start, text.certain, margin, lambda at: tick(int(at * scale)))
    return _Findings(data, head, text, mended).salvage()


class _Work:
    """Tells progress and hears of cancelling: three passes over the file."""

    def __init__(self, size: int, progress: Progress | None, cancelled: Cancelled | None) -> None:
        self._size = size
        self._progress = progress
        self._cancelled = cancelled

    def tick(self, part: int) -> Callable[[int], None]:
        """For one pass: to be called with how far in the file it is."""

        def told(at: int) -> None:
            if self._cancelled is not None and self._cancelled():
                raise SalvageCancelled
            if self._progress is not None:
                self._progress(part * self._size + min(at, self._size), 3 * self._size)

        return told


def _plain(data: bytes, head: Head) -> Text:
    """JSON as it stands in the file; where its head is gone with a seam before it."""
    holes: list[Hole] = []
    damage: list[Damage] = []
    shift = 0 if head.begins else 1
    if shift:
        holes.append(Hole(0, None))
    first = len(data)
    for odd in _ODD.finditer(data, head.start):
        start, end = odd.span()
        first = min(first, start)
        zeros = not data[start]
        if damage and start - damage[-1].end < block.MARGIN and not zeros:
            before = damage[-1]
            damage[-1] = Damage(before.kind, before.start, end, before.sentence)
            continue
        holes.append(Hole(start + shift, end - start))
        kind = DamageKind.ZEROS if zeros else DamageKind.UNREADABLE
        what = "are zeros" if zeros else "are no text"
        damage.append(Damage(kind, start, end, f"bytes {start:,} to {end - 1:,} of the file {what}"))
        if len(damage) >= _MOST_ODD:
            break
    certain = 0 if shift else first
    if damage and damage[0].kind is not DamageKind.ZEROS:
        certain = max(0, certain - _PLAIN_MARGIN)
    text = bytes([SEAM]) + data if shift else data
    return Text(text, certain, tuple(holes), tuple(damage), False)


class _Findings:
    """What is told of one file."""

    def __init__(self, data: bytes, head: Head, text: Text, mended: Mended) -> None:
        self._data = data
        self._head = head
        self._text = text
        self._mended = mended
        self._size = len(text.text)
        unsure = text.text.count(UNKNOWN) + text.text.count(SEAM) + text.text.count(0)
        self._recovered = self._size - unsure

    def salvage(self) -> Salvage:
        mended = self._mended
        whole = mended.whole and not self._text.holes
        if self._head.packed:
            whole = whole and self._text.ended
        return Salvage(
            json=mended.json,
            regions=self._regions(whole),
            recovered_bytes=self._recovered,
            expected_bytes=self._expected(whole),
            complete=whole,
            damage=self._damage(whole),
            items=mended.items,
        )

    def _expected(self, whole: bool) -> int | None:
        expected = self._head.expected
        if not self._head.packed:
            cut = any(at >= self._size for at in self._mended.faults)
            return None if cut or not self._head.begins else self._size
        if whole:
            return expected
        return expected if expected is not None and expected >= self._recovered else None

    def _regions(self, whole: bool) -> tuple[Region, ...]:
        found: list[Region] = []
        shift = 0
        at = 0

        def known(end: int) -> None:
            nonlocal at
            for upto, sureness in (
                (min(end, self._mended.certain), Sureness.CERTAIN),
                (end, Sureness.GUESSED),
            ):
                if at < upto:
                    found.append(Region(at + shift, upto + shift, sureness))
                    at = upto

        for hole in self._text.holes:
            known(hole.at)
            end = None if hole.size is None else at + shift + hole.size
            found.append(Region(at + shift, end, Sureness.MISSING))
            if self._head.packed or not hole.at:  # a seam stands in the text
                at += 1
                shift += (hole.size or 0) - 1
            else:
                at += hole.size or 0
        known(self._size)
        if not whole and not (self._head.packed and self._text.ended):
            expected = self._expected(whole)
            start = at + shift
            if expected is not None and expected > start:
                found.append(Region(start, expected, Sureness.MISSING))
            elif expected is None and any(x >= self._size for x in self._mended.faults):
                found.append(Region(start, None, Sureness.MISSING))
        return tuple(found)

    def _damage(self, whole: bool) -> tuple[Damage, ...]:
        found = [*self._head.damage, *self._text.damage]
        size, expected = self._size, self._head.expected
        if whole and self._head.packed and expected != size:
            claimed = "none that can be" if expected is None else f"{expected:,} bytes"
            found.append(
                Damage(
                    DamageKind.HEADER,
                    8,
                    12,
                    f"the header says {claimed} for the size of the text, and the text has "
                    f"{size:,}: one of both is wrong",
                )
            )
        inner = next((at for at in self._mended.faults if at < size), None)
        if inner is not None and not self._text.holes:
            found.append(
                Damage(
                    DamageKind.JSON,
                    inner,
                    inner + 1,
                    f"the text is no JSON at byte {inner:,} of {size:,}",
                )
            )
        if inner is None and not whole and not any(d.kind is DamageKind.CUT for d in found):
            if not self._head.packed or not self._text.holes:
                end = len(self._data)
                found.append(
                    Damage(
                        DamageKind.CUT, end, end, f"the file ends in the middle, after {end:,} bytes"
                    )
                )
        if self._mended.whole and self._mended.end < size:
            rest = self._text.text[self._mended.end :].strip(b" \t\r\n);")
            if rest:
                found.append(
                    Damage(
                        DamageKind.TRAILING,
                        len(self._data) - len(rest),
                        len(self._data),
                        f"{len(rest):,} bytes follow the session that do not belong to it",
                    )
                )
        return tuple(found)
