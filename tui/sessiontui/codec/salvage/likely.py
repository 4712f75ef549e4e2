"""Unknown bytes behind a hole, guessed from what stands elsewhere between the same bytes.

What sessions repeat (keys, punctuation) is copied from the last place where it stood, so one hole
makes it unknown in all that follows. Yet copies of one place are known to be the same bytes, and
most stand where only one thing ever stands. A guess that is found once fills all of its copies.
"""

from __future__ import annotations

from array import array
from collections.abc import Callable
from typing import Final

from ...session.mend.ends import UNKNOWN
from .sequences import Chain
from .unpacking import WINDOW, unpack

_GAP: Final = bytes([UNKNOWN])
_LOW: Final = bytes(range(256)) * 256
_HIGH: Final = bytes(number >> 8 for number in range(WINDOW))
REFERENCE: Final = 1 << 18
"""So much text is looked in."""
_MOST_TEXT: Final = 1 << 24  # bytes of text in which guesses are made
_LEAST_TEXT: Final = 1 << 11  # a shorter piece holds no tab that could be told
_MOST_LOOKS: Final = 4_000
_LONGEST: Final = 120
_AROUND: Final = ((12, 6), (8, 4), (5, 3))  # known bytes before and after
_VOTES: Final = 4
_LOOK: Final = 200  # what it costs to begin a look, in bytes that are looked through
_WINDOW: Final = 10_000_000  # and to make a chain ready for guesses
_GUESS: Final = 2_000  # and to make one of them
_MOST_LOOKED: Final = 1_000_000_000  # bytes, for all chains of one file
_A_FEW: Final = 256  # copies between two ticks


class Patience:
    """How much is looked through for one file, whatever is in it."""

    def __init__(self) -> None:
        self._left = _MOST_LOOKED

    def spend(self, size: int) -> bool:
        """Take so many bytes from what is left; whether anything was."""
        self._left -= size + _LOOK
        return self._left > 0


def fill(
    data: bytes,
    chain: Chain,
    text: bytearray,
    window: bytes,
    reference: bytes,
    tick: Callable[[int], None],
    patience: Patience,
) -> int:
    """Replace unknown bytes of a chain's text by likely ones; how many there are now.

    ``window``: the last 64 kB before it, as it was unpacked; ``reference``: text that is known.
    ``patience`` is one for all chains of a file.
    """
    if not _LEAST_TEXT <= len(text) <= _MOST_TEXT or len(reference) < 1000:
        return 0
    if UNKNOWN not in text or not patience.spend(_WINDOW):
        return 0
    before = text.count(UNKNOWN)
    low = unpack(data, chain, _marked(window, _LOW), len(text) + 1, tick).text
    high = unpack(data, chain, _marked(window, _HIGH), len(text) + 1, tick).text
    if len(low) != len(text) or len(high) != len(text):
        return 0
    guesses = _Guesses(text, low, high, reference, lambda: tick(chain.end), patience)
    guesses.go_through()
    guesses.go_through()
    return before - text.count(UNKNOWN)


def _marked(window: bytes, marks: bytes) -> bytes:
    """A window whose unknown bytes tell where in it they stand."""
    out = bytearray(window)
    at = out.find(_GAP)
    while at >= 0:
        end = at
        while end < len(out) and out[end] == UNKNOWN:
            end += 1
        out[at:end] = marks[at:end]
        at = out.find(_GAP, end)
    return bytes(out)


class _Guesses:
    def __init__(
        self,
        text: bytearray,
        low: bytearray,
        high: bytearray,
        reference: bytes,
        tick: Callable[[], None],
        patience: Patience,
    ) -> None:
        self._tick = tick
        self._patience = patience
        self._text = text
        self._reference = reference
        self._known = bytearray(_GAP * WINDOW)  # what stood in the window
        self._looks = _MOST_LOOKS
        self._seen: set[tuple[bytes, int, bytes]] = set()
        self._starts = array("I")
        self._ends = array("I")
        self._from = array("I")
        self._low, self._high = low, high
        self._find_copies()

    def _find_copies(self) -> None:
        """Where copies of unknown bytes stand, each of one stretch of the window."""
        text, low, high = self._text, self._low, self._high
        at = text.find(UNKNOWN)
        while at >= 0:
            base = low[at] | high[at] << 8
            end = at + 1
            while (
                end < len(text)
                and text[end] == UNKNOWN
                and low[end] | high[end] << 8 == base + end - at
            ):
                end += 1
            self._starts.append(at)
            self._ends.append(end)
            self._from.append(base)
            at = text.find(UNKNOWN, end)

    def go_through(self) -> None:
        """Fill every copy of what is known by now, and guess at what is not."""
        text = self._text
        copies = zip(self._starts, self._ends, self._from, strict=True)
        for count, (start, end, base) in enumerate(copies):
            if not count % _A_FEW:
                self._tick()
            known = self._known[base : base + end - start]
            text[start:end] = known
            at = known.find(UNKNOWN)
            if at >= 0 and self._looks > 0 and self._patience.spend(_GUESS):
                self._guess(start + at)

    def _guess(self, at: int) -> None:
        """Look for what stands between the bytes before and behind an unknown stretch."""
        text = self._text
        end = at
        while end < len(text) and text[end] == UNKNOWN and end - at <= _LONGEST:
            end += 1
        if end - at > _LONGEST:
            return
        for left, right in _AROUND:
            before = bytes(text[max(0, at - left) : at])
            behind = bytes(text[end : end + right])
            if len(before) < left or len(behind) < right or _GAP in before + behind:
                continue
            key = before, end - at, behind
            if key in self._seen:
                continue
            self._seen.add(key)
            self._looks -= 1
            found = self._between(before, end - at, behind)
            if found is not None:
                for place, byte in enumerate(found, at):
                    self._known[self._low[place] | self._high[place] << 8] = byte
                text[at:end] = found
                return

    def _between(self, before: bytes, size: int, behind: bytes) -> bytes | None:
        """What always stands there in the reference; None where it is not always the same."""
        reference = self._reference
        seen: bytes | None = None
        votes = 0
        at, looked = reference.find(before), 0
        while at >= 0 and votes < _VOTES:
            if not self._patience.spend(at - looked):
                return None
            looked = at
            start = at + len(before)
            if reference.startswith(behind, start + size):
                found = reference[start : start + size]
                if UNKNOWN not in found:
                    if seen is not None and found != seen:
                        return None
                    seen = found
                    votes += 1
            at = reference.find(before, at + 1)
        if at < 0 and not self._patience.spend(len(reference) - looked):
            self._looks = 0
        return seen
