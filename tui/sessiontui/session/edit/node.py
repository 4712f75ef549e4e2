"""A value of a text that is being changed: moved, put in, taken out; the rest stays as it is.

A ``Node`` is opened (its children found) only when somebody looks inside. What nobody touched is
never decoded and comes out byte for byte, the blanks around it, unknown and doubled keys, odd
numbers and lone surrogates included.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Final

from ...errors import SessiontuiError
from ..json import text as jsontext
from ..json.compact import item_spans
from ..json.in_goes import find
from ..json.members import Members, members_in
from ..json.spelling import may_be_escaped
from .piece import Piece
from .ranks import find_ranked, rank_all, rank_between
from .row import NEW, Row
from .splice_writer import Writer, quoted

_NO_MEMBERS: Final = Members([], [], [], {})
# What a node has of these until it needs some of its own.
_NO_ITEMS: Final[list[Node]] = []
_NO_VALUES: Final[dict[Any, Node]] = {}
_NO_PLACES: Final[set[int]] = set()


class Node(Piece):
    """A value: a span of some text, and its children once somebody asks for them."""

    __slots__ = (
        "_added", "_escaped", "_first", "_gone", "_items", "_kept", "_made", "_members", "_ranked",
        "_set", "_spans", "home", "moved", "note", "parent", "place", "rank", "touched", "walked",
    )  # fmt: skip

    def __init__(self, text: bytes, start: int, end: int, home: Node | None = None) -> None:
        super().__init__(text, start, end)
        self.walked: bytes = home.walked if home is not None else text  # to find children in
        self.home = home  # where it stood in the text
        self.parent = home  # where it stands now; None when it was taken out
        self.place = -1  # its index among the children it stood among
        self.rank = 0  # larger than that of the items before it, where they are ranked
        self.moved = home is None
        self.touched = False
        self._escaped: bool | None = None  # of a whole text, see may_hold; None until asked
        self.note: Any = None  # what a reader worked out of it; gone as soon as it changes
        self._spans: list[tuple[int, int]] | None = None  # of the children in the text
        # Of an array: its items now, those in the text, and which of these are left, as long as
        # no node was made of them.
        self._items: list[Node] | None = None
        self._first = _NO_ITEMS
        self._kept: tuple[int, int] | None = None
        self._ranked = False  # whether the ranks of its items are right
        # Of an object: its members in the text; by their places the values that were asked for,
        # the new ones, and those that are gone; and new members.
        self._members = _NO_MEMBERS
        self._made: dict[int, Node] = _NO_VALUES
        self._set: dict[int, Node] = _NO_VALUES
        self._gone = _NO_PLACES
        self._added: dict[str, Node] = _NO_VALUES

    @classmethod
    def new(cls, text: bytes) -> Node:
        """A value that stands nowhere yet."""
        return cls(text, 0, len(text))

    # -- reading -------------------------------------------------------------------------------

    @property
    def is_empty(self) -> bool:
        """Whether nothing is in it (anything but an array or object is empty)."""
        spans = self._open()
        if self._items is not None:
            return not self._items
        if self._kept is not None:
            return self._kept[0] == self._kept[1]
        return len(spans) == len(self._gone) and not self._added

    @property
    def items(self) -> Sequence[Node]:
        """An array's items as they are now; empty for anything else."""
        if self._items is None:
            self._make_items()
        return self._items or ()

    @property
    def count(self) -> int:
        """How many items an array has now; no node is made of them. 0 for anything else."""
        if self._items is not None or not self.is_array:
            return len(self._items or ())
        first, behind = self._kept or (0, len(self._open()))
        return behind - first

    @property
    def keys(self) -> list[str]:
        """The keys of an object's members, each once; empty for anything else."""
        self._open()
        left = (key for at, key in enumerate(self._members.keys) if at not in self._gone)
        return list(dict.fromkeys((*left, *self._added)))

    def get(self, key: str) -> Node | None:
        """An object's member; of a key given twice the last, as in JavaScript."""
        if key in self._added:
            return self._added[key]
        self._open()
        at = self._members.places.get(key)
        if at is None or at in self._gone:
            return None
        return self._set.get(at) or self._child(at)

    def first(self, step: str | int) -> Node | None:
        """The child that stood at a step in the text, wherever it is now."""
        if not self.is_array:
            self._open()
            at = self._members.places.get(step) if isinstance(step, str) else None
            return None if at is None else self._child(at)
        if isinstance(step, str) and step.isascii() and step.isdigit():
            step = int(step)
        self._make_items()
        known = isinstance(step, int) and 0 <= step < len(self._first)
        return self._first[step] if isinstance(step, int) and known else None

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

    def may_hold(self, token: bytes) -> bool:
        """Whether a token may stand somewhere in it: told without looking at its members."""
        if self.touched or find(self.text, token, self.start, self.end) >= 0:
            return True
        whole = self
        while whole.home is not None:
            whole = whole.home
        if whole._escaped is None:
            whole._escaped = may_be_escaped(whole.text)
        return whole._escaped

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
        assert self.is_object, "only an object has members"
        self._open()
        node = self._adopt(value)
        at = self._members.places.get(key)
        before = self.get(key)
        if before is not None:
            before.release()
        if at is not None and at not in self._gone:
            self._set = self._set or {}
            self._set[at] = node
        else:
            self._added = self._added or {}
            self._added[key] = node
        self.touch()
        return node

    def drop(self, *keys: str) -> None:
        """Take members out, every one of a key given twice."""
        self._open()
        members = self._members
        gone = {
            at
            for key in keys
            if (last := members.places.get(key)) is not None and last not in self._gone
            for at in ((last,) if members.once else range(last + 1))
            if members.keys[at] == key
        }
        added = [self._added.pop(key) for key in keys if key in self._added]
        if not gone and not added:
            return
        for node in (
            *added,
            *(found[at] for found in (self._made, self._set) for at in gone if at in found),
        ):
            node.release()
        self._gone = self._gone or set()
        self._gone |= gone
        self.touch()

    def insert(self, at: int, value: bytes | Node) -> Node:
        """Put an item into an array: a new text, or a node that stands nowhere."""
        return self.insert_all(at, (value,))[0]

    def insert_all(self, at: int, values: Iterable[bytes | Node]) -> list[Node]:
        """Put items into an array, one behind the other."""
        self._make_items()
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

    def keep(self, first: int, behind: int) -> None:
        """Of an array's items only these stay, from a place up to another."""
        if self._items is not None:
            self.take_all([*self._items[:first], *self._items[behind:]])
            return
        before = self._kept[0] if self._kept is not None else 0
        self._kept = (before + first, before + min(behind, self.count))
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

    def _open(self) -> list[tuple[int, int]]:
        """Find where the children stand in the text, if nobody has yet; no node is made."""
        if self._spans is None:
            self._spans = []
            if self.is_object:
                self._members = members_in(self.walked, self.start, self.end)
                self._spans = self._members.spans
            elif self.is_array:
                spans = item_spans(self.walked, self.start, self.end)
                if spans is None:
                    found = jsontext.children(self.walked, self.start, self.end)
                    spans = [(start, end) for _, start, end in found]
                self._spans = spans
        return self._spans

    def _child(self, at: int) -> Node:
        """The value that a member had in the text."""
        found = self._made.get(at)
        if found is None:
            found = Node(self.text, *self._members.spans[at], self)
            self._made = self._made or {}
            self._made[at] = found
            if at in self._gone or at in self._set:
                found.release()
        return found

    def _make_items(self) -> None:
        if self._items is not None or not self.is_array:
            return
        self._first = [Node(self.text, start, end, self) for start, end in self._open()]
        for place, child in enumerate(self._first):
            child.place = place
        first, behind = self._kept or (0, len(self._first))
        for child in (*self._first[:first], *self._first[behind:]):
            child.release()
        self._items = self._first[first:behind]

    def write(self, out: Writer, copied: bool = False) -> None:
        """Give its text to a writer: spans of the old text, bytes for what is new or moved."""
        copied = copied or self.moved or self.text is not out.text
        if not self.touched:
            out.slice(self.text, self.start, self.end, copied)
            return
        spans = self._open()
        heads = self._members.heads if self.is_object else [start for start, _ in spans]
        lead, tail = (heads[0], spans[-1][1]) if spans else (self.start + 1, self.start + 1)
        out.slice(self.text, self.start, lead, copied)
        if self.is_object:
            self._write_members(Row(self.text, heads, spans, out, copied))
        elif self._items is not None:
            self._write_items(Row(self.text, heads, spans, out, copied), self._items)
        else:
            first, behind = self._kept or (0, len(spans))
            if first < behind:
                out.slice(self.text, spans[first][0], spans[behind - 1][1], copied)
        out.slice(self.text, tail, self.end, copied)

    def _write_items(self, row: Row, items: Sequence[Node]) -> None:
        for item in items:
            row.next(item.place if item.home is self and not item.moved else NEW)
            item.write(row.out, row.copied)

    def _write_members(self, row: Row) -> None:
        touched = {at for at, value in self._made.items() if value.touched}
        at = 0
        for changed in (*sorted(touched | self._set.keys() | self._gone), len(row.spans)):
            if at < changed:
                row.next(at)
                row.stay(at, changed - 1)
            at = changed + 1
            if changed < len(row.spans) and changed not in self._gone:
                row.next(changed)
                row.out.slice(self.text, row.heads[changed], row.spans[changed][0], row.copied)
                (self._set.get(changed) or self._made[changed]).write(row.out, row.copied)
        for key, value in self._added.items():
            row.next(NEW)
            row.out.add(quoted(key) + row.colon)
            value.write(row.out, row.copied)
