"""A session's text as other designs would hold it: with less in it, or cut into pieces.

Everything works on slices of the text that was read; nothing is decoded deeper than its tabs.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

import msgspec
import xxhash

from ...session.json import text as jsontext
from ...session.model import names

Piece = msgspec.Raw | bytes
"""JSON text; a Raw is a slice of the text it came from, and keeps that alive."""

_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])
_REJECTED = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)


def accepted(text: bytes) -> bytes:
    """The text, or a copy of the same length repaired so that a strict parser takes it.

    Raises Damaged when it is no JSON object.
    """
    return jsontext.decode(text, _MEMBERS).source


# -- less of it --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Less:
    """What to leave out of an object: members, items beyond so many, and the same inside.

    ``inside`` names the members that are objects, or lists of objects, to go on with.
    """

    without: frozenset[str] = frozenset()
    at_most: Mapping[str, int] = field(default_factory=dict)
    inside: Mapping[str, Less] = field(default_factory=dict)


def _no_favicons() -> Less:
    image = frozenset({"image"})
    tab = Less(image)
    closed_tab = Less(image, inside={"state": tab})
    group = Less(inside={"tabs": closed_tab})
    window = Less(
        inside={
            "tabs": tab,
            names.CLOSED_TABS: closed_tab,
            "groups": group,  # of a closed window: an open one's groups hold no tabs
            names.CLOSED_GROUPS: group,
        }
    )
    lists = {"windows": window, names.CLOSED_WINDOWS: window, names.SAVED_GROUPS: group}
    return Less(inside={**lists, names.LAST_SESSION: Less(inside=lists)})


NO_FAVICONS: Final = _no_favicons()

CLOSED_TABS: Final = 5
CLOSED_WINDOWS: Final = 1
_FEW_CLOSED_TABS = Less(at_most={names.CLOSED_TABS: CLOSED_TABS})
FEW_CLOSED: Final = Less(
    at_most={names.CLOSED_WINDOWS: CLOSED_WINDOWS},
    inside={"windows": _FEW_CLOSED_TABS, names.CLOSED_WINDOWS: _FEW_CLOSED_TABS},
)


def lessened(text: bytes, less: Less, check: Callable[[], object]) -> bytes:
    """The text with what ``less`` names cut out, every other token as it stands.

    ``check`` is called now and then and may raise to end it.
    """
    out: list[Piece] = []
    _write(text, less, out, check)
    return b"".join(out)


def _write(piece: Piece, less: Less, out: list[Piece], check: Callable[[], object]) -> None:
    head = _head(piece)
    if head == b"[":
        out.append(b"[")
        for i, item in enumerate(_items(piece)):
            if i:
                out.append(b",")
            check()
            _write(item, less, out, check)
        out.append(b"]")
    elif head == b"{":
        comma = b"{"
        for key, value in _members(piece).items():
            if key in less.without:
                continue
            out += (comma, _key(key))
            comma = b","
            kept: Piece = value
            if key in less.at_most and _head(value) == b"[":
                kept = b"[" + b",".join(_items(value)[: less.at_most[key]]) + b"]"
            if key in less.inside:
                _write(kept, less.inside[key], out, check)
            else:
                out.append(kept)
        out.append(b"{}" if comma == b"{" else b"}")
    else:
        out.append(piece)


# -- in pieces ---------------------------------------------------------------------------------


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
        for key, value in _members(text).items():
            order.append(key)
            if key == "windows" and _head(value) == b"[":
                windows = _items(value)
                order.append(len(windows))
                for i, window in enumerate(windows):
                    parts[f"windows/{i}"] = _apart(window, items)
            elif key in _LISTS_OF_SESSION and _head(value) == b"[":
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
    if _head(window) != b"{":
        return [window]
    parts: _Parts = []
    comma = b"{"
    for key, value in _members(window).items():
        parts += (comma, _key(key))
        comma = b","
        listed = key in _LISTS_OF_WINDOW and _head(value) == b"["
        parts.append(_take(value, items) if listed else value)
    parts.append(b"{}" if comma == b"{" else b"}")
    return parts


def _take(value: msgspec.Raw, items: list[msgspec.Raw]) -> range:
    start = len(items)
    items += _items(value)
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


# -- slices ------------------------------------------------------------------------------------


def _same(one: Piece | None, other: Piece | None) -> bool:
    if one is None or other is None:
        return one is other
    return memoryview(one) == memoryview(other)


def _head(piece: Piece) -> bytes:
    start = bytes(memoryview(piece)[:1])
    return start if start.strip() else bytes(piece).lstrip()[:1]


def _key(key: str) -> bytes:
    return msgspec.json.encode(key) + b":"


def _members(piece: Piece) -> dict[str, msgspec.Raw]:
    try:
        return _MEMBERS.decode(piece)
    except _REJECTED:
        return jsontext.decode(bytes(piece), _MEMBERS).value


def _items(piece: Piece) -> list[msgspec.Raw]:
    try:
        return _ITEMS.decode(piece)
    except _REJECTED:
        return jsontext.decode(bytes(piece), _ITEMS).value
