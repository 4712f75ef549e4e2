"""Pieces of a text taken apart into their members and items, huge ones in several goes.

msgspec takes a piece apart in one call, during which no other thread runs: 32 MB in 20 ms. Of what
is larger the children are found by ``ChildFinder``, in goes, and stay places in the text.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial
from typing import Any, Final, overload

import msgspec
from msgspec import UNSET, Raw, UnsetType

from ..json import text as jsontext
from ..json.children import ChildFinder
from ..json.in_goes import ONE_GO
from ..model import names
from ..model.document import Document

LARGE: Final = 32 * 1024 * 1024
"""Bytes of a piece from which on its children are found in several goes."""
REJECTED: Final = (msgspec.DecodeError, UnicodeDecodeError, RecursionError)
_Odd = list[Raw] | str | int | float | bool | None
_Slot = Raw | UnsetType
_MEMBERS: Final = msgspec.json.Decoder(dict[str, Raw])
_ITEMS: Final = msgspec.json.Decoder(list[Raw])
_OBJECTS: Final = msgspec.json.Decoder(list[dict[str, Raw] | _Odd])
_SLICE: Final = 1 << 20
_WINDOWS: Final = "windows"
_OTHERS: Final = (
    "version", "selectedWindow", "maxSplitViewId", "session", "global", "cookies", "browserConsole",
    "browserToolbox", "scratchpads", names.CLOSED_WINDOWS, names.SAVED_GROUPS, names.LAST_SESSION,
    names.CACHED_OBJECTS,
)  # fmt: skip

# A session as Firefox writes it: its windows are taken apart in the same pass.
_Session = msgspec.defstruct(
    "_Session",
    [(_WINDOWS, list[dict[str, Raw] | _Odd]), *((name, _Slot, UNSET) for name in _OTHERS)],
    forbid_unknown_fields=True,
    gc=False,
)
_SESSION: Final = msgspec.json.Decoder(_Session)


class Large:
    """A piece too large for one go: where it lies in the text, and how deep (0 is the top)."""

    __slots__ = ("depth", "end", "start")

    def __init__(self, start: int, end: int, depth: int) -> None:
        self.start = start
        self.end = end
        self.depth = depth

    def __len__(self) -> int:
        return self.end - self.start


Piece = Raw | memoryview | Large
Members = dict[str, Piece]


class Pieces:
    """Takes apart one text that is JSON, and needs no repair."""

    def __init__(self, text: bytes, finder: Callable[[], ChildFinder] | None = None) -> None:
        """``finder`` gives one of this text; None: one is made when it is needed."""
        self.text = text
        self._view = memoryview(text)
        self._find_by = finder or partial(ChildFinder, text)
        self._passed: ChildFinder | None = None

    @classmethod
    def of(cls, document: Document) -> Pieces:
        """The pieces of a document, which keeps what was found of its large ones."""
        return cls(document.sound_text, lambda: document.finder)

    @property
    def _finder(self) -> ChildFinder:
        if self._passed is None:
            self._passed = self._find_by()
        return self._passed

    @property
    def top(self) -> Piece:
        """The whole value."""
        start = jsontext.after_blanks(self.text, 0)
        return self.at(start, max(start, len(self.text.rstrip(b" \t\r\n"))), 0)

    def at(self, start: int, end: int, depth: int) -> Piece:
        """The piece at a place, so many levels below the top."""
        # Once the text was passed in goes, the children of every piece of that size are known.
        if end - start > (LARGE if self._passed is None else ONE_GO):
            return Large(start, end, depth)
        return self._view[start:end]

    def opener(self, piece: Piece) -> int:
        """The first byte of a piece."""
        return self.text[piece.start] if isinstance(piece, Large) else memoryview(piece)[0]

    def view(self, piece: Piece) -> memoryview:
        """The bytes of a piece."""
        if isinstance(piece, Large):
            return self._view[piece.start : piece.end]
        return memoryview(piece)

    def members(self, piece: Piece) -> Members:
        """Members of an object, of a name given twice the last, as in JS; none of what is none."""
        if isinstance(piece, Large):
            if self.opener(piece) != 0x7B:
                return {}
            found = self._finder.find(piece.start, piece.end, piece.depth)
            return {
                self._finder.key_at(key): self.at(start, end, piece.depth + 1)
                for start, end, key in zip(*found, strict=True)
            }
        try:
            return dict(_MEMBERS.decode(piece))
        except REJECTED:
            return {}

    def items(self, piece: Piece) -> Sequence[Piece]:
        """The items of an array; none of what is no array."""
        if isinstance(piece, Large):
            if self.opener(piece) != 0x5B:
                return []
            starts, ends, _ = self._finder.find(piece.start, piece.end, piece.depth)
            return _LargeItems(self, starts, ends, piece.depth + 1)
        return self.list_items(piece) or []

    def list_items(self, piece: Raw | memoryview) -> Sequence[Piece] | None:
        """The items of a piece that may be any text; None where it is no array."""
        try:
            return _ITEMS.decode(piece)
        except REJECTED:
            return None

    def list_objects(self, piece: Raw | memoryview) -> Sequence[Members | None] | None:
        """The members of each of its items, None of what is no object; None if it is no array."""
        try:
            return [_as_object(item) for item in _OBJECTS.decode(piece)]
        except REJECTED:
            return None

    def object_alone(self, piece: Piece) -> Sequence[Members | None]:
        """The members of one item, in the same way."""
        return [self.members(piece) if self.opener(piece) == 0x7B else None]

    def session(self, piece: Piece) -> tuple[Members, list[Members | None] | None]:
        """The members of a session, and apart from them what is in each of its windows.

        None instead, where the windows are a member like the others: it is no session as Firefox
        writes it, or a large one.
        """
        if isinstance(piece, Large):
            return self.members(piece), None
        try:
            found: Any = _SESSION.decode(piece)
        except REJECTED:
            return self.members(piece), None
        members = ((name, getattr(found, name)) for name in _OTHERS)
        others: Members = {name: value for name, value in members if value is not UNSET}
        return others, [_as_object(item) for item in found.windows]

    def holds(self, piece: Piece, sign: bytes) -> bool:
        """Whether some bytes stand in a piece, looked through slice by slice."""
        view = self.view(piece)
        return any(
            sign in bytes(view[start : start + _SLICE + len(sign)])
            for start in range(0, len(view), _SLICE)
        )


class _LargeItems(Sequence[Piece]):
    """The items of a large array, made as they are asked for: they may be very many."""

    def __init__(
        self, pieces: Pieces, starts: Sequence[int], ends: Sequence[int], depth: int
    ) -> None:
        self._pieces = pieces
        self._starts = starts
        self._ends = ends
        self._depth = depth

    def __len__(self) -> int:
        return len(self._starts)

    @overload
    def __getitem__(self, place: int) -> Piece: ...
    @overload
    def __getitem__(self, place: slice) -> Sequence[Piece]: ...
    def __getitem__(self, place: int | slice) -> Piece | Sequence[Piece]:
        if isinstance(place, slice):
            return [self[at] for at in range(len(self))[place]]
        return self._pieces.at(self._starts[place], self._ends[place], self._depth)


def _as_object(item: Any) -> Members | None:
    return item if isinstance(item, dict) else None
