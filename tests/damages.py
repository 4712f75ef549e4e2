"""Ways in which disks and file systems damage a file, and what of a session stays outside."""

from __future__ import annotations

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

from sessiontui.codec.salvage.result import Salvage
from sessiontui.codec.salvage.salvage import salvage
from sessiontui.session.json.pointer import Spans, Steps, find_span
from tests.paths import CORPUS

MAGIC: Final = b"mozLz40\0"
_OTHERS: Final = ("EXPECTED.json", "containers.json", "zotero_session.json")  # no sessions


@dataclass(frozen=True)
class Damaged:
    """Bytes, and which of the file's were replaced or lost."""

    data: bytes
    start: int
    end: int


def cut(data: bytes, at: int, size: int, chance: random.Random) -> Damaged:
    """Only the first bytes are there (``size`` says nothing)."""
    return Damaged(data[:at], at, len(data))


def zeros(data: bytes, at: int, size: int, chance: random.Random) -> Damaged:
    """A block that was never written."""
    return _replaced(data, at, bytes(min(size, len(data) - at)))


def noise(data: bytes, at: int, size: int, chance: random.Random) -> Damaged:
    """A block of something packed or encrypted."""
    return _replaced(data, at, chance.randbytes(min(size, len(data) - at)))


def old(data: bytes, at: int, size: int, chance: random.Random) -> Damaged:
    """A block of another session file that once lay there."""
    strangers = [d for d in old_contents() if len(d) > size] or [data]
    stranger = chance.choice(strangers)
    begin = chance.randrange(max(1, len(stranger) - size))
    block = stranger[begin : begin + size]
    return _replaced(data, at, block[: len(data) - at])


def flip(data: bytes, at: int, size: int, chance: random.Random) -> Damaged:
    """One bit is another."""
    return _replaced(data, at, bytes([data[at] ^ 1 << chance.randrange(8)]))


def behead(data: bytes, at: int, size: int, chance: random.Random) -> Damaged:
    """The first bytes are lost, as many as there are before ``at``."""
    return Damaged(data[at:], 0, at)


def _replaced(data: bytes, at: int, block: bytes) -> Damaged:
    return Damaged(data[:at] + block + data[at + len(block) :], at, at + len(block))


KINDS: Final[dict[str, Callable[[bytes, int, int, random.Random], Damaged]]] = {
    f.__name__: f for f in (cut, zeros, noise, old, flip, behead)
}


@cache
def old_contents() -> tuple[bytes, ...]:
    return tuple(path.read_bytes() for path in session_files() if path.stat().st_size < 1 << 20)


@cache
def session_files() -> tuple[Path, ...]:
    """Every file of the corpus that is an undamaged session; none where there is no corpus."""
    found = []
    for path in sorted(CORPUS.rglob("*")):
        named = path.suffix in (".js", ".json", ".bak") or "lz4" in path.name
        if named and path.is_file() and path.name not in _OTHERS:
            whole = salvage(path.read_bytes())
            if whole.complete and not whole.damage and whole.items:
                found.append(path)
    return tuple(found)


# -- what is outside the damage ----------------------------------------------------------------


class Original:
    """An undamaged file: its items as bytes, and as spans of the text."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        self.salvage = salvage(data)
        text = self.salvage.json
        known: Spans = {}
        self.before = self._text_before()
        self.spans = {i.steps: find_span(text, i.steps, known) for i in self.salvage.items}
        self.items = {steps: text[a:b] for steps, (a, b) in self.spans.items()}

    @property
    def packed(self) -> bool:
        return self.data.startswith(MAGIC)

    def _text_before(self) -> int:
        """How much stands before the JSON in the text."""
        return 0 if self.packed else self.data.index(b"{")

    @property
    def head(self) -> int:
        """Where the text or the block begins."""
        return 12 if self.packed else 0

    def derived(self, at: int) -> tuple[bytes, int]:
        """What of the text comes from a byte of the file, and from where on all does."""
        if self.packed:
            marks, end = derived(self.data[12:], at - 12)
            return bytes(marks), end
        return bytes(at) + b"\1" + bytes(len(self.data) - at - 1), len(self.data)

    def upto(self, end: int) -> dict[Steps, bytes]:
        """The items that lie wholly in so much of the text."""
        end -= self.before
        return {s: self.items[s] for s, (_, stop) in self.spans.items() if stop <= end}

    def outside(self, start: int, end: int) -> dict[Steps, bytes]:
        """The items that lie wholly outside of bytes of the text."""
        start, end = start - self.before, end - self.before
        return {s: self.items[s] for s, (a, b) in self.spans.items() if b <= start or a >= end}


def items_of(found: Salvage, certain: bool = False) -> dict[Steps, bytes]:
    """Every item given back, or every certain one, as it stands in the document."""
    known: Spans = {}
    return {
        item.steps: found.json[slice(*find_span(found.json, item.steps, known))]
        for item in found.items
        if item.certain or not certain
    }


def decodable(block: bytes) -> int:
    """How much text the whole sequences of a cut block give, and the literals after them.

    By another way than the product's: one step after the other, as the format is described.
    """
    at = size = 0
    while at < len(block):
        token = block[at]
        at += 1
        literals, at = _length(block, at, token >> 4)
        if literals is None:
            return size
        size += min(literals, len(block) - at)
        at += literals + 2
        if at > len(block):
            return size
        copied, at = _length(block, at, token & 15)
        if copied is None:
            return size
        size += copied + 4
    return size


def derived(block: bytes, at: int) -> tuple[bytearray, int]:
    """What of a whole block's text comes from one of its bytes: a 1 for each byte that does.

    The matches are followed, copies of copies too. Where the byte is a token or a length all that
    follows comes from it, for it stands elsewhere then; so the second is where that begins.
    """
    size = decodable(block)
    marks = bytearray(size)
    place = made = 0
    while place < len(block):
        start = place
        token = block[place]
        literals, place = _length(block, place + 1, token >> 4)
        assert literals is not None
        if start <= at < place:
            return marks, made
        if place <= at < place + literals:
            marks[made + at - place] = 1
        made += literals
        place += literals
        if place >= len(block):
            break
        offset = int.from_bytes(block[place : place + 2], "little")
        behind = place + 2
        copied, place = _length(block, behind, token & 15)
        assert copied is not None
        copied += 4
        if behind <= at < place:
            return marks, made
        if behind - 2 <= at < behind:
            marks[made : made + copied] = b"\1" * copied
        elif place > at:
            first = marks[made - offset : made]
            marks[made : made + copied] = (first * (copied // offset + 1))[:copied]
        made += copied
    return marks, size


def _length(block: bytes, at: int, nibble: int) -> tuple[int | None, int]:
    if nibble < 15:
        return nibble, at
    while at < len(block):
        nibble += block[at]
        at += 1
        if block[at - 1] != 255:
            return nibble, at
    return None, at
