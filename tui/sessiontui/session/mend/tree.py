"""What was read of a document: whole pieces as spans of the text, broken ones as nodes."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ..json.pointer import Steps
from ..json.text import repair_utf8
from .items import MendedItem
from .schema import LISTED, Part

_LARGE: Final = 1 << 20
_PART: Final = 1 << 16

Span = tuple[int, int]  # start and end in the text


class Listing:
    """An array; ``end`` is -1 until its bracket was seen."""

    __slots__ = ("broken", "end", "items", "part", "start")

    def __init__(self, part: Part, start: int) -> None:
        self.part = part
        self.start = start
        self.end = -1
        self.broken = False
        self.items: list[Value] = []


class Record:
    """An object, by its members: the key token (with quotes) and the value."""

    __slots__ = ("broken", "end", "known", "members", "part", "start")

    def __init__(self, part: Part, start: int) -> None:
        self.part = part
        self.start = start
        self.end = -1
        self.broken = False
        self.members: list[tuple[bytes, Value]] = []
        self.known: dict[bytes, Value] = {}  # the lists and objects, by key

    def add(self, token: bytes, value: Value) -> None:
        """Append a member; the token is the key in its quotes."""
        self.members.append((token, value))
        if not isinstance(value, tuple):
            self.known[token[1:-1]] = value

    def has(self, key: bytes) -> bool:
        """Whether there is a member with a key."""
        token = b'"' + key + b'"'
        return any(name == token for name, _ in self.members)


Node = Listing | Record
Value = Span | Node


def prune(node: Record) -> None:
    """Take out what is broken and says nothing: tabs without a page, windows without a tab."""
    for _, value in node.members:
        if isinstance(value, Record) and value.broken:
            prune(value)
        elif isinstance(value, Listing) and value.broken:
            for item in value.items:
                if isinstance(item, Record) and item.broken:
                    prune(item)
            value.items = [item for item in value.items if _says_something(item)]
    node.members = [
        member
        for member in node.members
        if not (isinstance(member[1], Record) and not _says_something(member[1]))
    ]


def _says_something(value: Value) -> bool:
    if not isinstance(value, Record) or not value.broken:
        return True
    if value.part is Part.TAB:
        entries = value.known.get(b"entries")
        return isinstance(entries, Listing) and bool(entries.items)
    if value.part is Part.CLOSED_TAB:
        return value.has(b"state")
    if value.part is Part.ENTRY:
        return value.has(b"url")
    if value.part is Part.GROUP:
        return value.has(b"id") or _holds_items(value)
    return value.part is not Part.COOKIE and _holds_items(value)


def _holds_items(record: Record) -> bool:
    return any(isinstance(v, Listing) and v.items for _, v in record.members)


class Writer:
    """The document of a tree, and its items."""

    def __init__(self, text: bytes, certain: int, bad_from: int) -> None:
        """``certain``: so much of the text is. Before ``bad_from`` no byte needs mending."""
        self._text = text
        self._certain = certain
        self._bad_from = bad_from
        self._out: list[bytes | memoryview] = []
        self._view = memoryview(text)

    def document(self, top: Record) -> bytes:
        """The text of the whole tree."""
        self._out = []
        self._write(top)
        return b"".join(self._out)

    def _write(self, value: Value) -> None:
        if isinstance(value, tuple):
            self._write_span(*value)
        elif not value.broken:
            self._write_span(value.start, value.end)
        elif isinstance(value, Listing):
            self._out.append(b"[")
            for i, item in enumerate(value.items):
                if i:
                    self._out.append(b",")
                self._write(item)
            self._out.append(b"]")
        else:
            self._out.append(b"{")
            for i, (key, member) in enumerate(value.members):
                self._out.append(b"," + _mended(key) + b":" if i else _mended(key) + b":")
                self._write(member)
            self._out.append(b"}")

    def _write_span(self, start: int, end: int) -> None:
        piece = self._view[start:end]
        self._out.append(piece if end <= self._bad_from else _mended(bytes(piece)))

    # -- items ---------------------------------------------------------------------------------

    def items(self, node: Node, steps: Steps = ()) -> Iterator[MendedItem]:
        """Every item at or below a node, in the document's order."""
        if isinstance(node, Listing):
            for i, item in enumerate(node.items):
                if node.part in LISTED and self._is_object(item):
                    yield self._item(item, (*steps, i))
                if not isinstance(item, tuple):
                    yield from self.items(item, (*steps, i))
            return
        for key, value in node.members:
            if not isinstance(value, tuple) and node.known[key[1:-1]] is value:
                yield from self.items(value, (*steps, key[1:-1].decode()))

    def _is_object(self, value: Value) -> bool:
        return not isinstance(value, tuple) or self._text[value[0]] == 0x7B

    def _item(self, value: Value, steps: Steps) -> MendedItem:
        if isinstance(value, tuple):
            start, end = value
            whole = end <= self._bad_from or _is_sound(self._text[start:end])
        else:
            start, end = value.start, value.end
            whole = not value.broken
        return MendedItem(steps, whole and end <= self._certain, whole)


def _mended(piece: bytes) -> bytes:
    """What is no UTF-8, unknown bytes among them, as U+FFFD; in very large pieces as ``?``."""
    try:
        piece.decode()
    except UnicodeDecodeError:
        if len(piece) > _LARGE:  # it would become three times as much
            return _in_parts(piece)
        return piece.decode("utf-8", "replace").encode()
    return piece


def _in_parts(piece: bytes) -> bytes:
    """The same with a sign for each byte that is no UTF-8: it takes no more room."""
    out = bytearray(piece)
    at = 0
    while at < len(out):
        end = min(len(out), at + _PART)
        while at < end < len(out) and out[end] & 0xC0 == 0x80 and end > at + _PART - 4:
            end -= 1  # inside a character
        part = bytes(out[at:end])
        if not part.isascii():
            out[at:end] = repair_utf8(part)
        at = end
    return bytes(out)


def _is_sound(piece: bytes) -> bool:
    try:
        piece.decode()
    except UnicodeDecodeError:
        return False
    return True
