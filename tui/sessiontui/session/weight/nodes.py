"""The children of one JSON node with their bytes: one level of any JSON, not only of a session."""

from __future__ import annotations

from array import array

from ..describe.notes import name_of
from ..json.children import ChildFinder
from ..json.pointer import Pointer
from ..model.document import Document
from .rows import PUNCTUATION, Row, SortedRows, Weight

_NAMED = 2_000_000  # bytes of an item that is decoded for its name


def nodes(document: Document, steps: Pointer, finder: ChildFinder | None = None) -> Weight:
    """The children of the array or object at ``steps``, largest first, each with its name, and
    what holds them together (PUNCTUATION, without ``steps``); of a scalar nothing but that.

    They sum to the bytes of the node. ``count`` of a row: 1 where there is more inside, 0 where it
    is a scalar or empty; ``title``: what an array's item is called, printable. Of a name given
    twice both are there. ``finder``: of ``document.text``,
    when the caller has one, which remembers large nodes. Raises NothingFound.
    """
    text, here = document.text, tuple(steps)
    start, end = document.span(steps)
    if text[start] not in b"[{":
        return Weight(end - start, "node", (Row(PUNCTUATION, end - start, 0),))
    finder = finder or ChildFinder(text)
    found = finder.find(start, end, len(here))
    is_object = text[start] == 0x7B
    begins = found.keys if is_object else found.starts
    sizes = array("Q", map(int.__sub__, found.ends, begins))
    sizes.append(end - start - sum(sizes))

    def make(at: int, size: int) -> Row:
        if at == len(found.starts):
            return Row(PUNCTUATION, size, 0)
        step = finder.key_at(found.keys[at]) if is_object else at
        begin, stop = found.starts[at], found.ends[at]
        more = finder.has_children(begin, stop)
        path = (*here, step)
        named = not is_object and stop - begin <= _NAMED
        title = name_of(path, text[begin:stop]) if named else ""
        return Row(str(step), size, int(more), path, title)

    return Weight(end - start, "node", SortedRows(sizes, make))
