"""What is told of a damaged file: how much of it is there, what is sure, what is wrong."""

from __future__ import annotations

from ...session.mend.ends import SEAM, UNKNOWN
from ...session.mend.mend import Mended
from .block import Text
from .form import Head
from .result import Damage, DamageKind, Region, Salvage, Sureness, cut_at


def findings(data: bytes, head: Head, text: Text, mended: Mended) -> Salvage:
    """Put together what was found of one file."""
    found = _Findings(data, head, text, mended)
    return Salvage(
        json=mended.json,
        regions=tuple(found.regions()),
        recovered_bytes=found.recovered,
        expected_bytes=found.expected,
        complete=found.whole,
        damage=(*head.damage, *text.damage, *found.damage()),
        items=mended.items,
    )


class _Findings:
    def __init__(self, data: bytes, head: Head, text: Text, mended: Mended) -> None:
        self._data = data
        self._head = head
        self._text = text
        self._mended = mended
        self._size = len(text.text)
        unknown = sum(map(text.text.count, (UNKNOWN, SEAM, 0)))
        self._read = max(mended.faults) if mended.gave_up else self._size
        self.recovered = max(0, self._read - unknown - text.guessed)
        self._cut = any(at >= self._size for at in mended.faults)
        self.whole = mended.whole and not text.holes and (text.ended or not head.packed)
        self.expected = self._expected()

    def _expected(self) -> int | None:
        expected = self._head.expected
        if not self._head.packed:
            return None if self._cut or not self._head.begins else self._size
        if self.whole or expected is None or expected >= self.recovered:
            return expected
        return None

    def regions(self) -> list[Region]:
        """The text in stretches, in its order."""
        found: list[Region] = []
        at = shift = 0  # in the text that was made; what is to be added for the true one
        ends = [*((hole.at, hole) for hole in self._text.holes), (self._size, None)]
        for end, hole in ends:
            certain = max(at, min(end, self._mended.certain))
            if at < certain:
                found.append(Region(at + shift, certain + shift, Sureness.CERTAIN))
            if certain < end:
                found.append(Region(certain + shift, end + shift, Sureness.GUESSED))
            if hole is None:
                break
            size = hole.size or 0
            start = end + shift
            found.append(
                Region(start, None if hole.size is None else start + size, Sureness.MISSING)
            )
            stands = size if hole.stands else 1  # a seam
            at = end + stands
            shift += size - stands
        end = self._size + shift
        if self._read < self._size and found and found[-1].sureness is Sureness.GUESSED:
            last = found.pop()  # the rest was left, as too much of it was read in vain
            left = max(last.start, self._read + shift)
            if last.start < left:
                found.append(Region(last.start, left, Sureness.GUESSED))
            found.append(Region(left, end, Sureness.MISSING))
        if not self.whole and not self._text.ended:
            if self.expected is not None and self.expected > end:
                found.append(Region(end, self.expected, Sureness.MISSING))
            elif self.expected is None and self._cut:
                found.append(Region(end, None, Sureness.MISSING))
        return found

    def damage(self) -> list[Damage]:
        """What is wrong beside what was seen when it was unpacked."""
        found: list[Damage] = []
        size, data = self._size, self._data
        inner = next((at for at in self._mended.faults if at < size), None)
        header = self._head.packed and not self._head.damage
        if self.whole and header and self._head.expected != size:
            found.append(self._wrong_size())
        if inner is not None and not self._text.holes:
            said = f"the text is no JSON at byte {inner:,} of {size:,}"
            found.append(Damage(DamageKind.JSON, inner, inner + 1, said))
        told = any(damage.kind is DamageKind.CUT for damage in self._text.damage)
        if self._cut and not told and not (self._head.packed and self._text.holes):
            found.append(cut_at(len(data)))
        return found

    def _wrong_size(self) -> Damage:
        expected = self._head.expected
        claimed = "no size that can be" if expected is None else f"{expected:,} bytes of text"
        said = f"the header says {claimed}, and there are {self._size:,}: one of both is wrong"
        return Damage(DamageKind.HEADER, 8, 12, said)
