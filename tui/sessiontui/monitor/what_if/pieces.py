"""A session's text cut into pieces, and which of them a save changed: for designs that write these.

Everything works on slices of the text that was read; nothing is decoded deeper than its tabs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import msgspec
import xxhash

from ...session.model import names
from .slices import Piece, head_of, items_of, key_of, members_of


@dataclass(frozen=True, slots=True)
class Pieces:
    """A whole session in pieces, each under a number that stays its own from save to save.

    ``items``: a tab, closed tab, closed window, closed or saved group each. ``rest``: each
    window's own members with its tabs' numbers, each other top-level member, and the order of
    these. Both together are the whole text.
    """

    items: Mapping[int, Piece]
    rest: Mapping[int, Piece]

    def each(self) -> Iterator[tuple[int, Piece]]:
        """All of them."""
        yield from self.items.items()
        yield from self.rest.items()


@dataclass(frozen=True, slots=True)
class Change:
    """A piece that one save wrote otherwise than the save before; None where it was not there."""

    number: int
    item: bool
    before: Piece | None
    after: Piece | None


def changes(before: Pieces, after: Pieces) -> list[Change]:
    """What must be written to get from one to the other."""
    return [
        Change(number, item, old.get(number), new.get(number))
        for item, old, new in ((True, before.items, after.items), (False, before.rest, after.rest))
        for number in sorted({*old, *new})
        if not _same(old.get(number), new.get(number))
    ]


_LISTS_OF_WINDOW = ("tabs", names.CLOSED_TABS, names.CLOSED_GROUPS)
_LISTS_OF_SESSION = (names.CLOSED_WINDOWS, names.SAVED_GROUPS)
_Parts = list[Piece | range]  # a range stands for the numbers of these items


class Splitter:
    """Cuts one save after the other into pieces, and knows a piece again.

    An item is the one of the save before that has the same text; else one that begins alike, up
    to the first title: a tab keeps its first history entry. What is left is new. ``names``: the
    numbers of the pieces of the rest.
    """

    def __init__(self) -> None:
        self._items: Mapping[int, Piece] = {}
        self.names: dict[str, int] = {}
        self._next = 0

    def split(self, text: bytes, check: Callable[[], object]) -> Pieces:
        """The pieces of a text that strict parsers accept; they keep it alive."""
        items: list[msgspec.Raw] = []
        parts = self._cut(text, items)
        check()
        numbers = self._recognise(items, check)
        rest = {self._named(name): _joined(each, numbers) for name, each in parts.items()}
        self._items = dict(zip(numbers, items, strict=True))
        return Pieces(self._items, rest)

    def _cut(self, text: bytes, items: list[msgspec.Raw]) -> dict[str, _Parts]:
        parts: dict[str, _Parts] = {}
        order: list[str | int] = []
        for key, value in members_of(text).items():
            order.append(key)
            if key == "windows" and head_of(value) == b"[":
                windows = items_of(value)
                order.append(len(windows))
                for i, window in enumerate(windows):
                    parts[f"windows/{i}"] = _apart(window, items)
            elif key in _LISTS_OF_SESSION and head_of(value) == b"[":
                parts[f"/{key}"] = [_take(value, items)]
            else:
                parts[f"/{key}"] = [value]
        parts[""] = [msgspec.json.encode(order)]
        return parts

    def _recognise(self, items: list[msgspec.Raw], check: Callable[[], object]) -> list[int]:
        numbers = [-1] * len(items)
        old = dict(self._items)
        unknown: Iterable[int] = range(len(items))
        for likeness in (xxhash.xxh3_64_intdigest, _beginning):
            pool: dict[Any, deque[int]] = {}
            for number, piece in old.items():
                pool.setdefault(likeness(piece), deque()).append(number)
            check()
            for i in unknown:
                alike = pool.get(likeness(items[i])) if pool else None
                if alike:
                    numbers[i] = alike.popleft()
                    del old[numbers[i]]
            unknown = [i for i in unknown if numbers[i] < 0]
            check()
        for i in unknown:
            numbers[i] = self._new()
        return numbers

    def _named(self, name: str) -> int:
        if name not in self.names:
            self.names[name] = self._new()
        return self.names[name]

    def _new(self) -> int:
        self._next += 1
        return self._next


def _apart(window: msgspec.Raw, items: list[msgspec.Raw]) -> _Parts:
    """A window's text with its lists taken out of it."""
    if head_of(window) != b"{":
        return [window]
    parts: _Parts = []
    comma = b"{"
    for key, value in members_of(window).items():
        parts += (comma, key_of(key))
        comma = b","
        listed = key in _LISTS_OF_WINDOW and head_of(value) == b"["
        parts.append(_take(value, items) if listed else value)
    parts.append(b"{}" if comma == b"{" else b"}")
    return parts


def _take(value: msgspec.Raw, items: list[msgspec.Raw]) -> range:
    start = len(items)
    items += items_of(value)
    return range(start, len(items))


def _joined(parts: _Parts, numbers: list[int]) -> Piece:
    if len(parts) == 1 and not isinstance(parts[0], range):
        return parts[0]  # lastSessionState may be as large as all the rest: no copy
    return b"".join(
        msgspec.json.encode([numbers[i] for i in part]) if isinstance(part, range) else part
        for part in parts
    )


def _beginning(piece: Piece) -> bytes:
    return bytes(memoryview(piece)[:400]).partition(b'"title"')[0]


def _same(one: Piece | None, other: Piece | None) -> bool:
    if one is None or other is None:
        return one is other
    return memoryview(one) == memoryview(other)
