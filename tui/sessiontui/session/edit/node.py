"""A value of a text that is being changed: moved, put in, taken out; the rest stays as it is.

A ``Node`` is opened (its children found) only when somebody looks inside. What nobody touched is
never decoded and comes out byte for byte, the blanks around it, unknown and doubled keys, odd
numbers and lone surrogates included.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from ...errors import SessiontuiError
from ..json import text as jsontext
from ..json.compact import item_spans
from .ranks import find_ranked, rank_all, rank_between
from .splice_writer import Writer, quoted

_NOTHING: Final[Mapping[str | int, Node]] = MappingProxyType({})


class Node:
    """A value: a span of some text, and its children once it has been opened."""

    __slots__ = (
        "_first",
        "_items",
        "_members",
        "_ranked",
        "_spans",
        "end",
        "home",
        "moved",
        "note",
        "parent",
        "place",
        "rank",
        "start",
        "text",
        "touched",
        "walked",
    )

    def __init__(self, text: bytes, start: int, end: int, home: Node | None = None) -> None:
        self.text = text
        self.walked: bytes = home.walked if home is not None else text  # to find children in
        self.start = start
        self.end = end
        self.home = home  # where it stood in the text
        self.parent = home  # where it stands now; None when it was taken out
        self.place = -1  # its index among the children it stood among
        self.rank = 0  # larger than that of the items before it, where they are ranked
        self.moved = home is None
        self.touched = False
        self.note: Any = None  # what a reader worked out of it; gone as soon as it changes
        self._items: list[Node] | None = None
        self._members: list[_Member] | None = None
        self._spans: list[tuple[int, int]] | None = None  # of the children in the text
        self._first: Mapping[str | int, Node] = _NOTHING
        self._ranked = False  # whether the ranks of its items are right

    @classmethod
    def new(cls, text: bytes) -> Node:
        """A value that stands nowhere yet."""
        return cls(text, 0, len(text))

    # -- reading -------------------------------------------------------------------------------

    @property
    def is_array(self) -> bool:
        """Whether it is an array."""
        return self.text[self.start : self.start + 1] == b"["

    @property
    def is_object(self) -> bool:
        """Whether it is an object."""
        return self.text[self.start : self.start + 1] == b"{"

    @property
    def is_string(self) -> bool:
        """Whether it is a string."""
        return self.text[self.start : self.start + 1] == b'"'

    @property
    def is_null(self) -> bool:
        """Whether it is null."""
        return self.text[self.start : self.end] == b"null"

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it (anything but an array or object is empty)."""
        self._open()
        return not self._items and not self._members

    @property
    def items(self) -> Sequence[Node]:
        """An array's items as they are now; empty for anything else."""
        self._open()
        return self._items or ()

    @property
    def keys(self) -> list[str]:
        """The keys of an object's members, each once; empty for anything else."""
        self._open()
        return list(dict.fromkeys(member.key for member in self._members or ()))

    def get(self, key: str) -> Node | None:
        """An object's member; of a key given twice the last, as in JavaScript."""
        self._open()
        for member in reversed(self._members or ()):
            if member.key == key:
                return member.value
        return None

    def first(self, step: str | int) -> Node | None:
        """The child that stood at a step in the text, wherever it is now."""
        self._open()
        if self.is_array and isinstance(step, str) and step.isascii() and step.isdigit():
            step = int(step)
        return self._first.get(step)

    def index(self, item: Node) -> int:
        """Where an item stands among the items now. Raises ValueError where it does not.

        It is not sought among all of them: many edits of a long list ask many times.
        """
        items = self.items
        if 0 <= item.place < len(items) and items[item.place] is item:
            return item.place  # as nearly always: nothing before it has come or gone
        at = find_ranked(self.ranked(), item)
        if at is None:
            raise ValueError("this item is not in the list")
        return at

    def ranked(self) -> Sequence[Node]:
        """The items, their ranks in order until something else is put in."""
        items = self.items
        if not self._ranked:
            rank_all(items)
            self._ranked = True
        return items

    def json(self) -> bytes:
        """Its text as it is now."""
        if not self.touched:
            return self.text[self.start : self.end]
        out = Writer(None)
        self.write(out, copied=True)
        return b"".join(part for part in out.parts if not isinstance(part, tuple))

    def value(self) -> Any:
        """It decoded; None where that is beyond reading."""
        try:
            return jsontext.decode_any(self.json())
        except SessiontuiError:
            return None

    def read(self, key: str) -> Any:
        """A member decoded; None when there is none."""
        found = self.get(key)
        return None if found is None else found.value()

    # -- changing ------------------------------------------------------------------------------

    def set(self, key: str, value: bytes | Node) -> Node:
        """Give a member a value: a new text, or a node that stands nowhere."""
        self._open()
        assert self._members is not None, "only an object has members"
        node = self._adopt(value)
        for member in reversed(self._members):
            if member.key == key:
                member.value.parent = None
                member.value.moved = True
                member.value = node
                break
        else:
            self._members.append(_Member(key, -1, node))
        self.touch()
        return node

    def drop(self, *keys: str) -> None:
        """Take members out, every one of a key given twice."""
        self._open()
        gone = [member for member in self._members or () if member.key in keys]
        if gone and self._members is not None:
            for member in gone:
                member.value.parent = None
                member.value.moved = True
            self._members = [member for member in self._members if member.key not in keys]
            self.touch()

    def insert(self, at: int, value: bytes | Node) -> Node:
        """Put an item into an array: a new text, or a node that stands nowhere."""
        return self.insert_all(at, (value,))[0]

    def insert_all(self, at: int, values: Iterable[bytes | Node]) -> list[Node]:
        """Put items into an array, one behind the other."""
        self._open()
        assert self._items is not None, "only an array has items"
        nodes = [self._adopt(value) for value in values]
        self._ranked = self._ranked and rank_between(self._items, at, nodes)
        self._items[at:at] = nodes
        self.touch()
        return nodes

    def append(self, value: bytes | Node) -> Node:
        """Put an item at the end of an array."""
        return self.insert(len(self.items), value)

    def take(self, item: Node) -> int:
        """Take an item out of an array; the place where it stood is returned."""
        at = self.index(item)
        assert self._items is not None
        del self._items[at]
        item.parent = None
        item.moved = True
        self.touch()
        return at

    def take_all(self, gone: Iterable[Node]) -> None:
        """Take many items out of an array at once."""
        leaving = set(gone)
        if not leaving or not self.items:
            return
        for item in leaving:
            item.parent = None
            item.moved = True
        self._items = [item for item in self.items if item not in leaving]
        self.touch()

    def release(self) -> Node:
        """Let go of what it stands in, which is not needed any more."""
        self.parent = None
        self.moved = True
        return self

    def touch(self) -> None:
        """Note that it has changed, and with it all it stands in."""
        node: Node | None = self
        while node is not None:
            node.touched = True
            node.note = None
            node = node.parent

    def within(self, other: Node) -> bool:
        """Whether it stands, however deep, in another node."""
        node: Node | None = self
        while node is not None and node is not other:
            node = node.parent
        return node is other

    def _adopt(self, value: bytes | Node) -> Node:
        node = value if isinstance(value, Node) else Node.new(value)
        assert node.parent is None, "take it out of where it stands first"
        node.parent = self
        return node

    # -- the text ------------------------------------------------------------------------------

    def _open(self) -> None:
        if self._spans is not None:
            return
        self._spans = []
        if self.is_array:
            self._items = []
        elif self.is_object:
            self._members = []
        else:
            return
        first: dict[str | int, Node] = {}
        spans = item_spans(self.walked, self.start, self.end) if self._items is not None else None
        if spans is not None and self._items is not None:
            self._spans = spans
            for place, (start, end) in enumerate(spans):
                child = first[place] = Node(self.text, start, end, self)
                child.place = place
                self._items.append(child)
            self._first = first
            return
        for key, start, end in jsontext.children(self.walked, self.start, self.end):
            child = Node(self.text, start, end, self)
            if self._members is not None:
                self._members.append(_Member(str(key), len(self._members), child))
            elif self._items is not None:
                child.place = len(self._items)
                self._items.append(child)
            first[key] = child
            self._spans.append((start, end))
        self._first = first

    def write(self, out: Writer, copied: bool = False) -> None:
        """Give its text to a writer: spans of the old text, bytes for what is new or moved."""
        copied = copied or self.moved or self.text is not out.text
        if not self.touched:
            out.slice(self.text, self.start, self.end, copied)
            return
        spans = self._spans or []
        heads = self._heads(spans)
        lead, tail = (heads[0], spans[-1][1]) if spans else (self.start + 1, self.start + 1)
        gap = self.text[spans[0][1] : heads[1]] if len(spans) > 1 else b","
        out.slice(self.text, self.start, lead, copied)
        last = _NOWHERE
        units: Sequence[Node | _Member] = self._items or self._members or ()
        for i, unit in enumerate(units):
            stands = unit.home is self and not unit.moved if isinstance(unit, Node) else True
            place = unit.place if stands else -1
            if i and place >= 0 and place == last + 1:
                out.slice(self.text, spans[last][1], heads[place], copied)
            elif i:
                out.add(gap)
            if isinstance(unit, Node):
                unit.write(out, copied)
            else:
                if place >= 0:
                    out.slice(self.text, heads[place], spans[place][0], copied)
                else:
                    out.add(quoted(unit.key) + self._colon(heads, spans))
                unit.value.write(out, copied)
            last = place if place >= 0 else _NOWHERE
        out.slice(self.text, tail, self.end, copied)

    def _heads(self, spans: list[tuple[int, int]]) -> list[int]:
        """Where each child begins in the text; a member begins with its key."""
        if self._members is None:
            return [start for start, _ in spans]
        heads = []
        behind = self.start
        for _, end in spans:  # one byte on: behind the brace, and later behind the comma
            behind = jsontext.after_blanks(self.text, behind)
            heads.append(jsontext.after_blanks(self.text, behind + 1))
            behind = end
        return heads

    def _colon(self, heads: list[int], spans: list[tuple[int, int]]) -> bytes:
        """What stands between a key and its value here."""
        return self.text[heads[0] : spans[0][0]].rpartition(b'"')[2] if spans else b":"


_NOWHERE = -2


class _Member:
    __slots__ = ("key", "place", "value")

    def __init__(self, key: str, place: int, value: Node) -> None:
        self.key = key
        self.place = place  # among the members in the text; -1 for a new one
        self.value = value
