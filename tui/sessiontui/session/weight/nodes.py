"""The children of one JSON node with their bytes: one level of any JSON, not only of a session."""

from __future__ import annotations

from array import array
from collections.abc import Sequence

from ..describe.notes import name_of
from ..json.pointer import Pointer
from ..model.document import Document
from .ledger import name_size
from .pieces import Piece, Pieces
from .rows import PUNCTUATION, Row, SortedRows, Weight

_NAMED = 2_000_000  # bytes of an item that is decoded for its name
_MANY = 20_000  # items whose pieces are not kept for that


def nodes(document: Document, steps: Pointer) -> Weight:
    """The children of the array or object at ``steps``, largest first, each with its name, and
    what holds them together (PUNCTUATION, without ``steps``); of a scalar nothing but that.

    They sum to the bytes of the node. ``count`` of a row: 1 where there is more inside, 0 where it
    is a scalar or empty. ``title``: what an item of an array is called, printable, but for very
    many of them. Of a name given twice the last is there, as in JS. Raises NothingFound.
    """
    here = tuple(steps)
    start, end = document.span(steps)
    pieces = Pieces.of(document)
    node = pieces.at(start, end, len(here))
    names: list[str] | None = None
    children: Sequence[Piece]
    if pieces.opener(node) == 0x7B:
        members = pieces.members(node)
        names, children = [*members], [*members.values()]
        sizes = array("Q", (name_size(name) + len(value) for name, value in members.items()))
    else:
        children = pieces.items(node)
        sizes = array("Q", map(len, children))
    # One letter of each tells whether there is more inside; the pieces are kept for names only.
    more = bytes(len(one) > 2 and pieces.opener(one) in b"[{" for one in children)
    sizes.append(end - start - sum(sizes))
    named = children if names is None and len(children) <= _MANY else ()

    def make(at: int, size: int) -> Row:
        if at == len(more):
            return Row(PUNCTUATION, size, 0)
        step = at if names is None else names[at]
        path, title = (*here, step), ""
        if named and size <= _NAMED:
            title = name_of(path, bytes(pieces.view(named[at])))
        return Row(str(step), size, more[at], path, title)

    return Weight(end - start, "node", SortedRows(sizes, make))
