"""JSON as rows: one flat pre-order list of what is visible, over raw slices of the text.

A row is five numbers in parallel arrays, all of them offsets into the text (start, end, start of
the parent, key) or the depth: nothing in it moves when rows are inserted above. Rows are sorted
by start, so parents and siblings are found by bisection. Children are looked for when a node is
opened: one fast pass over its slice, and a walk that forgives where strict parsers give up.

Keys and paths are foreign text, ``preview`` is printable.
"""

from __future__ import annotations

import json
import re
from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Generator, Iterator, Sequence
from enum import Enum
from itertools import accumulate, compress
from typing import NamedTuple

import msgspec

from ..errors import Damaged
from ..text import elide, is_printable, printable, steady
from . import jsontext
from .document import format_pointer

LIMIT = 1_000_000  # rows that one motion adds at most

_LARGE = 256 * 1024  # the children of larger pieces are kept for the next question
_KEPT = 16
_PAUSE = 1_000  # nodes opened between two pauses

_ITEMS = msgspec.json.Decoder(list[msgspec.Raw])
_MEMBERS = msgspec.json.Decoder(dict[str, msgspec.Raw])
_BRACKET = re.compile(rb'"[^"\\]*+(?:\\.[^"\\]*+)*+"?|[\[\]{}]', re.DOTALL)
_OPENER = re.compile(rb"[\[{]")
_WHOLE_UNITS = re.compile(rb"(?:[^\\]|\\(?:u[0-9a-fA-F]{4}|[^u]))*+", re.DOTALL)
_INDEX = re.compile(r"0|[1-9][0-9]*")
_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_]*", re.ASCII)


class Kind(Enum):
    """What stands in a row."""

    OBJECT = "object"
    ARRAY = "array"
    STRING = "string"
    NUMBER = "number"
    TRUE = "true"
    FALSE = "false"
    NULL = "null"


_KINDS = {
    0x7B: Kind.OBJECT,
    0x5B: Kind.ARRAY,
    0x22: Kind.STRING,
    0x74: Kind.TRUE,
    0x66: Kind.FALSE,
    0x6E: Kind.NULL,
}
_CONTAINERS = (Kind.OBJECT, Kind.ARRAY)


class Row(NamedTuple):
    """One visible row. The key is foreign text, an array's index, or None at the root."""

    depth: int
    key: str | int | None
    kind: Kind
    start: int
    end: int
    is_open: bool
    has_children: bool


class _Children(NamedTuple):
    """Where the children of a node lie; keys are offsets of key tokens, or array indexes."""

    starts: array[int]
    ends: array[int]
    keys: array[int]


class _Rows(NamedTuple):
    """The columns of a run of rows."""

    starts: array[int]
    ends: array[int]
    keys: array[int]
    parents: array[int]
    depths: array[int]


class Outline:
    """The rows of one JSON text. Indexes are valid until the next opening or closing."""

    def __init__(self, text: bytes) -> None:
        """Read the first level, opened. Raises Damaged when the text is not JSON."""
        start = jsontext.after_blanks(text, 0)
        end = max(start, len(text.rstrip(b" \t\r\n")))
        self.text = text
        self._code = "I" if len(text) < 1 << 32 else "Q"
        self._source = text  # the same length, repaired where strict parsers need it
        self._pairs: tuple[int, int, array[int], array[int]] | None = None
        self._large: dict[int, _Children] = {}
        self._counts: dict[int, int] = {}
        self._closed: dict[int, _Rows] = {}  # what was visible below a node when it was closed
        self._revision = 0
        self._rows = self._run(
            _Children(self._array([start]), self._array([end]), self._array([0])), start, 0
        )
        kind = _KINDS.get(text[start]) if start < end else None
        if kind not in _CONTAINERS:
            jsontext.decode_any(text)
            return
        decoded: jsontext.Decoded[list[msgspec.Raw]] | jsontext.Decoded[dict[str, msgspec.Raw]]
        if kind is Kind.ARRAY:
            decoded = jsontext.decode(text, _ITEMS)
        else:
            decoded = jsontext.decode(text, _MEMBERS)
        self._source = decoded.source
        found = self._fast(start, end, decoded.value)
        if found is not None:
            self._keep(start, found)
        self.open(0)

    def __len__(self) -> int:
        return len(self._rows.starts)

    # -- one row -------------------------------------------------------------------------------

    def row(self, index: int) -> Row:
        """The row at an index."""
        start, end = self._rows.starts[index], self._rows.ends[index]
        return Row(
            self._rows.depths[index],
            self.key(index),
            self.kind(index),
            start,
            end,
            self.is_open(index),
            self._has_children(start, end),
        )

    def kind(self, index: int) -> Kind:
        """What stands in a row."""
        return _KINDS.get(self.text[self._rows.starts[index]], Kind.NUMBER)

    def key(self, index: int) -> str | int | None:
        """The key or array index of a row; None at the root."""
        if not index:
            return None
        key = self._rows.keys[index]
        return self._key_at(key) if self.text[self._rows.parents[index]] == 0x7B else key

    def is_open(self, index: int) -> bool:
        """Whether the children of a row are visible."""
        depths = self._rows.depths
        return index + 1 < len(depths) and depths[index + 1] > depths[index]

    def size(self, index: int) -> int:
        """How many bytes of the text the value takes."""
        return self._rows.ends[index] - self._rows.starts[index]

    def known_count(self, index: int) -> int | None:
        """Like child_count, but None where finding out would take more than a few milliseconds."""
        if self._rows.starts[index] not in self._counts and self.size(index) > 16 * _LARGE:
            return None
        return self.child_count(index)

    def child_count(self, index: int) -> int:
        """How many direct children a row has, those of equal keys included."""
        start, end = self._rows.starts[index], self._rows.ends[index]
        count = self._counts.get(start)
        if count is None:
            count = len(self._find(start, end, self._rows.depths[index]).starts)
            self._counts[start] = count
        return count

    def preview(self, index: int, width: int, *, quick: bool = False) -> str:
        """The value, printable, in at most ``width`` cells: ``"a title…"``, ``[12]``, ``{3}``.

        ``quick`` leaves out a count that takes longer than a few milliseconds (``[…]``).
        """
        start, end = self._rows.starts[index], self._rows.ends[index]
        kind = self.kind(index)
        if kind in _CONTAINERS:
            inner = ""
            if self._has_children(start, end):
                count = self.known_count(index) if quick else self.child_count(index)
                inner = "…" if count is None else f"{count:,}"
            return elide(f"[{inner}]" if kind is Kind.ARRAY else f"{{{inner}}}", width)
        if kind is not Kind.STRING:
            token = self.text[start : min(end, start + max(0, width) + 1)]
            return elide(printable(token.decode("utf-8", "replace")), width)
        stop = start + 1 + 12 * (max(0, width) + 2)  # no character takes more than 12 bytes
        token = self.text[start : min(end, stop)]
        if stop < end:
            units = _WHOLE_UNITS.match(token)
            token = (units.group() if units else b'"') + b'"'
        shown = steady(printable(jsontext.decode_string(token))) + ("…" if stop < end else "")
        return f'"{elide(shown, width - 2)}"' if width > 2 else elide('"' + shown, width)

    # -- paths ---------------------------------------------------------------------------------

    def path(self, index: int) -> tuple[str | int, ...]:
        """The keys and indexes that lead from the root to a row."""
        steps: list[str | int] = []
        at: int | None = index
        while at is not None:
            key = self.key(at)
            if key is not None:
                steps.append(key)
            at = self.parent(at)
        return tuple(reversed(steps))

    def pointer(self, index: int) -> str:
        """The path as an RFC 6901 pointer: ``/windows/0/tabs``."""
        return format_pointer(self.path(index))

    def dotted(self, index: int) -> str:
        """The path as JavaScript writes it: ``windows[0].tabs["odd key"]``."""
        return "".join(_dotted_steps(self.path(index))).removeprefix(".")

    def jq(self, index: int) -> str:
        """The path as a filter for jq: ``.windows[0].tabs["odd key"]``."""
        dotted = "".join(_dotted_steps(self.path(index)))
        return dotted if dotted.startswith(".") else "." + dotted

    # -- neighbours ----------------------------------------------------------------------------

    def parent(self, index: int) -> int | None:
        """The row of the parent; None at the root."""
        if not index:
            return None
        return bisect_left(self._rows.starts, self._rows.parents[index], 0, index)

    def first_child(self, index: int) -> int | None:
        """The first child's row, the node opened for it; None without children."""
        self.open(index)
        return index + 1 if self.is_open(index) else None

    def next_sibling(self, index: int) -> int | None:
        """The row of the next child of the same parent."""
        after = self._behind(index)
        depths = self._rows.depths
        return after if after < len(depths) and depths[after] == depths[index] else None

    def previous_sibling(self, index: int) -> int | None:
        """The row of the child before it of the same parent."""
        depth = self._rows.depths[index]
        at: int | None = index - 1 if index else None
        while at is not None and self._rows.depths[at] > depth:
            at = self.parent(at)
        return at if at is not None and self._rows.depths[at] == depth else None

    def _behind(self, index: int) -> int:
        """The first row behind a row and everything below it."""
        return bisect_left(self._rows.starts, self._rows.ends[index], index + 1)

    # -- opening and closing -------------------------------------------------------------------

    def open(self, index: int) -> None:
        """Show the children; what was open below when it was closed is open again."""
        start, end = self._rows.starts[index], self._rows.ends[index]
        if self.is_open(index) or not self._has_children(start, end):
            return
        rows = self._closed.pop(start, None)
        if rows is None:
            depth = self._rows.depths[index]
            found = self._find(start, end, depth)
            self._counts[start] = len(found.starts)
            rows = self._run(found, start, depth + 1)
        self._replace(index + 1, index + 1, rows)

    def close(self, index: int) -> None:
        """Hide everything below a row."""
        if self.is_open(index):
            after = self._behind(index)
            self._closed[self._rows.starts[index]] = self._slice(index + 1, after)
            self._replace(index + 1, after, self._empty())

    def toggle(self, index: int) -> None:
        """Close what is open, open what is closed."""
        (self.close if self.is_open(index) else self.open)(index)

    def close_below(self, index: int) -> None:
        """Close every node below a row, for good; the row itself stays open or closed."""
        self._forget(index)
        if not self.is_open(index):
            return
        after = self._behind(index)
        rows = self._slice(index + 1, after)
        depth = self._rows.depths[index] + 1
        chosen = bytes(map(depth.__eq__, rows.depths))
        if 0 in chosen:
            kept = (array(self._code, compress(column, chosen)) for column in rows)
            self._replace(index + 1, after, _Rows(*kept))

    def open_to_level(self, index: int, level: int, limit: int = LIMIT) -> int:
        """Open ``level`` levels below a row (1: its children show); how many rows were added.

        A node whose children would be too many stays closed, and all after it.
        """
        steps = self.opening(index, level, limit)
        while True:
            try:
                next(steps)
            except StopIteration as done:
                return int(done.value)

    def opening(self, index: int, level: int, limit: int = LIMIT) -> Generator[int, None, int]:
        """The same in slices: gives the number of rows found so far every few milliseconds.

        The rows show when it has ended; it may be dropped before. When rows were opened or closed
        meanwhile nothing is added.
        """
        revision = self._revision
        base = self._rows.depths[index]
        after = self._behind(index)
        out = self._empty()
        added = told = 0
        done = index + 1
        heads = self._heads(self._rows.starts[index:after]) if level > 0 else iter(())
        for at in heads:
            place = index + at
            depth = self._rows.depths[place]
            if depth - base >= level or self.is_open(place):
                continue
            _extend(out, self._slice(done, place + 1))
            done = place + 1
            node = self._rows.starts[place], self._rows.ends[place], depth
            more, full = yield from self._expand(out, node, base + level, added, limit)
            if self._revision != revision:
                return 0
            added += more
            if full:
                break
            if added - told > _PAUSE:
                told = added
                yield added
                if self._revision != revision:
                    return 0
        if self._revision != revision:
            return 0
        if added:
            _extend(out, self._slice(done, after))
            self._forget(index)
            self._replace(index + 1, after, out)
        return added

    def _expand(
        self, out: _Rows, node: tuple[int, int, int] | None, target: int, before: int, limit: int
    ) -> Generator[int, None, tuple[int, bool]]:
        """Append everything below a closed node down to a depth.

        Gives the number of rows now and then; at the end that of the new ones, and whether the
        limit was reached.
        """
        added = opened = 0
        full = False
        stack: list[_Frame] = []
        while True:
            if node is not None and self._has_children(node[0], node[1]):
                found = self._find(*node)
                count = len(found.starts)
                full = before + added + count > limit
                if not full:
                    added += count
                    opened += 1
                    depth = node[2] + 1
                    heads = self._heads(found.starts) if depth < target else iter(())
                    stack.append(_Frame(self._run(found, node[0], depth), heads, depth))
                    if opened % _PAUSE == 0 or count > _PAUSE:
                        yield before + added
            if not stack:
                return added, full
            frame = stack[-1]
            at = None if full else next(frame.heads, None)
            stop = len(frame.rows.starts) if at is None else at + 1
            for column, more in zip(out, frame.rows, strict=True):
                column.extend(more[frame.done : stop])
            frame.done = stop
            node = None
            if at is None:
                stack.pop()
            else:
                node = (frame.rows.starts[at], frame.rows.ends[at], frame.depth)

    def _heads(self, starts: array[int]) -> Iterator[int]:
        """Which of some values are arrays or objects."""
        firsts = bytes(map(self.text.__getitem__, starts))
        return (match.start() for match in _OPENER.finditer(firsts))

    def _forget(self, index: int) -> None:
        """Forget what was open below the nodes of a piece when they were closed."""
        start, end = self._rows.starts[index], self._rows.ends[index]
        for at in [at for at in self._closed if start <= at < end]:
            del self._closed[at]

    # -- places --------------------------------------------------------------------------------

    def reveal(self, path: Sequence[str | int]) -> int | None:
        """The row a path names, everything above it opened; None when there is no such node.

        Array indexes may come as text; of a key given twice it is the last, as in JavaScript.
        """
        starts = [self._rows.starts[0]]
        here = (self._rows.starts[0], self._rows.ends[0])
        for depth, step in enumerate(path):
            if not self._has_children(*here):
                return None
            found = self._find(*here, depth)
            at = self._step(found, step, self.text[here[0]] == 0x7B)
            if at is None:
                return None
            here = (found.starts[at], found.ends[at])
            starts.append(here[0])
        return self._open_along(starts)

    def reveal_offset(self, offset: int) -> int:
        """The row of the innermost node at a byte of the text, everything above it opened.

        Unlike a path, an offset tells equal keys apart.
        """
        return self._open_along([start for _, start in self._descend(offset)])

    def at_offset(self, offset: int) -> tuple[str | int, ...]:
        """The path of the innermost node whose key or value holds a byte; nothing is opened."""
        return tuple(key for key, _ in self._descend(offset) if key is not None)

    def _descend(self, offset: int) -> Iterator[tuple[str | int | None, int]]:
        """Key and start of each node around a byte, from the root inwards."""
        here = (self._rows.starts[0], self._rows.ends[0])
        yield None, here[0]
        depth = 0
        while here[0] < offset < here[1] and self._has_children(*here):
            found = self._find(*here, depth)
            in_object = self.text[here[0]] == 0x7B
            at = bisect_right(found.keys if in_object else found.starts, offset) - 1
            if at < 0 or offset >= found.ends[at]:
                return
            key = self._key_at(found.keys[at]) if in_object else at
            here = (found.starts[at], found.ends[at])
            yield key, here[0]
            depth += 1

    def _open_along(self, starts: list[int]) -> int:
        index = 0
        for start in starts:
            self.open(index)
            index = bisect_left(self._rows.starts, start, index)
        return index

    def _step(self, found: _Children, step: str | int, in_object: bool) -> int | None:
        if not in_object:
            if isinstance(step, str):
                step = int(step) if _INDEX.fullmatch(step) and len(step) < 20 else -1
            return step if 0 <= step < len(found.starts) else None
        if isinstance(step, int):
            return None
        token = json.dumps(step, ensure_ascii=False).encode("utf-8", "replace")
        for at in range(len(found.keys) - 1, -1, -1):
            key, start = found.keys[at], found.starts[at]
            if self.text.startswith(token, key):
                return at
            raw = self.text[key:start]  # with the colon
            plain = b"\\" not in raw and raw.isascii() and raw.decode().isprintable()
            if not plain and self._key_at(key) == step:
                return at
        return None

    # -- looking for children ------------------------------------------------------------------

    def _has_children(self, start: int, end: int) -> bool:
        if self.text[start] not in b"[{":
            return False
        return jsontext.after_blanks(self.text, start + 1) < end - 1

    def _key_at(self, at: int) -> str:
        return jsontext.decode_string(self.text[at : jsontext.skip_value(self.text, at)])

    def _find(self, start: int, end: int, depth: int) -> _Children:
        """The direct children of the array or object at a span."""
        found = self._large.get(start)
        if found is not None:
            return found
        # Below MAX_DEPTH a repaired copy may be blank.
        if self._source is self.text or depth < jsontext.MAX_DEPTH - 1:
            found = self._fast(start, end)
        if found is None:
            found = self._walk(start, end)
        if end - start > _LARGE:
            self._keep(start, found)
        return found

    def _keep(self, start: int, found: _Children) -> None:
        while len(self._large) >= _KEPT:
            del self._large[next(iter(self._large))]
        self._large[start] = found

    def _fast(
        self,
        start: int,
        end: int,
        value: list[msgspec.Raw] | dict[str, msgspec.Raw] | None = None,
    ) -> _Children | None:
        """The children by one pass of a strict parser; None where only a walk is sure."""
        opener = self._source[start]
        if value is None:
            piece = memoryview(self._source)[start:end]
            try:
                value = (_ITEMS if opener == 0x5B else _MEMBERS).decode(piece)
            except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
                return None
        if isinstance(value, list):
            lengths = list(map(len, value))
            del value
            if sum(lengths) + len(lengths) + 1 != end - start:  # there are blanks
                return self._walk(start, end, lengths)
            starts = self._array(accumulate(map((1).__add__, lengths), initial=start + 1))
            ends = self._array(map((-1).__add__, starts[1:]))
            starts.pop()
            return _Children(starts, ends, self._array(range(len(starts))))
        # Where quotes, colons, commas and braces make up the rest to the byte there are no blanks
        # and no escapes in keys, and no key was given twice (it would show once in a dict).
        names = [len(key) if key.isascii() else len(key.encode()) for key in value]
        lengths = [len(raw) for raw in value.values()]
        if sum(names) + sum(lengths) + 4 * len(names) + 1 != end - start:
            return None
        found = _Children(self._array(), self._array(), self._array())
        at = start + 1
        for name, length in zip(names, lengths, strict=True):
            found.keys.append(at)
            at += name + 3
            found.starts.append(at)
            at += length
            found.ends.append(at)
            at += 1
        return found

    def _walk(self, start: int, end: int, lengths: list[int] | None = None) -> _Children:
        """The children token by token; at a fault it ends with those before it."""
        text = self.text
        found = _Children(self._array(), self._array(), self._array())
        in_object = text[start] == 0x7B
        last = end - 1
        at = jsontext.after_blanks(text, start + 1)
        try:
            while at < last:
                key = len(found.keys)
                if in_object:
                    key = at
                    at = jsontext.after_blanks(text, jsontext.skip_value(text, at))
                    if text[key] != 0x22 or at >= last or text[at] != 0x3A:
                        break
                    at = jsontext.after_blanks(text, at + 1)
                if lengths is not None:
                    stop = at + lengths[key]
                elif text[at] in b"[{":
                    stop = self._bracket_end(at, start, end)
                else:
                    stop = jsontext.skip_value(text, at)
                if not at < stop <= last:
                    break
                found.starts.append(at)
                found.ends.append(stop)
                found.keys.append(key)
                at = jsontext.after_blanks(text, stop)
                if at < last and text[at] == 0x2C:
                    at = jsontext.after_blanks(text, at + 1)
        except Damaged:
            pass
        return found

    def _bracket_end(self, at: int, start: int, end: int) -> int:
        """Where the array or object at an offset ends.

        All brackets of the piece are paired at once and kept for the nodes inside it: however
        deep it is, each byte is read once.
        """
        if self._pairs is None or not self._pairs[0] <= start < end <= self._pairs[1]:
            opened, closed = self._array(), self._array()
            waiting: list[int] = []
            for match in _BRACKET.finditer(self.text, start, end):
                head = self.text[match.start()]
                if head in b"[{":
                    waiting.append(len(opened))
                    opened.append(match.start())
                    closed.append(end)
                elif head != 0x22 and waiting:
                    closed[waiting.pop()] = match.end()
            self._pairs = (start, end, opened, closed)
        _, _, opened, closed = self._pairs
        return closed[bisect_left(opened, at)]

    # -- columns -------------------------------------------------------------------------------

    def _array(self, items: Iterator[int] | Sequence[int] = ()) -> array[int]:
        return array(self._code, items)

    def _empty(self) -> _Rows:
        return _Rows(*(self._array() for _ in range(5)))

    def _run(self, found: _Children, parent: int, depth: int) -> _Rows:
        count = len(found.starts)
        return _Rows(*found, self._array([parent]) * count, self._array([depth]) * count)

    def _slice(self, start: int, stop: int) -> _Rows:
        return _Rows(*(column[start:stop] for column in self._rows))

    def _replace(self, start: int, stop: int, rows: _Rows) -> None:
        self._revision += 1
        for column, new in zip(self._rows, rows, strict=True):
            column[start:stop] = new


class _Frame:
    """A node whose children are being appended."""

    __slots__ = ("depth", "done", "heads", "rows")

    def __init__(self, rows: _Rows, heads: Iterator[int], depth: int) -> None:
        self.rows = rows
        self.heads = heads
        self.depth = depth
        self.done = 0


def _extend(rows: _Rows, more: _Rows) -> None:
    for column, new in zip(rows, more, strict=True):
        column.extend(new)


def _dotted_steps(path: Sequence[str | int]) -> Iterator[str]:
    for step in path:
        if isinstance(step, int):
            yield f"[{step}]"
        elif _NAME.fullmatch(step):
            yield f".{step}"
        else:
            quoted = json.dumps(step, ensure_ascii=False)
            if not is_printable(quoted):
                quoted = json.dumps(step).replace("\x7f", "\\u007f")
            yield f"[{quoted}]"
