"""A document being changed, and the patch that comes of it.

The patch compares nothing: every ``Node`` knows whether it was touched, so that an edit of a
large document costs little more than finding its place.
"""

from __future__ import annotations

from ...errors import NothingFound
from ...text import printable
from ..json import text as jsontext
from ..json.pointer import Pointer, format_pointer
from ..model.document import Document
from .node import Node
from .patch import Patch, Splice
from .splice_writer import Writer


class Draft:
    """A document and what is to be changed in it."""

    def __init__(self, document: Document) -> None:
        self.document = document
        text = document.text
        start = jsontext.after_blanks(text, 0)
        self.root = Node(text, start, max(start, len(text.rstrip(b" \t\r\n"))))
        self.root.moved = False
        if document.repaired:  # one lone surrogate would make each walk past it a slow one
            self.root.walked = jsontext.repair_surrogates(text)

    def at(self, steps: Pointer) -> Node:
        """What stood at these steps before any change. Raises NothingFound."""
        node = self.root
        for depth, step in enumerate(steps):
            found = node.first(step)
            if found is None:
                where = printable(format_pointer(steps[: depth + 1]))
                raise NothingFound(f"{where}: there is nothing at this pointer")
            node = found
        return node

    def stands(self, node: Node) -> bool:
        """Whether a node is still (or again) somewhere in the document."""
        return node.within(self.root)

    def patch(self) -> Patch:
        """What has to be replaced in the document's text."""
        out = Writer(self.document.text)
        self.root.write(out)
        text = self.document.text
        splices = []
        at = self.root.start
        new: list[bytes | memoryview] = []
        for part in (*out.parts, (self.root.end, self.root.end)):
            if not isinstance(part, tuple):
                new.append(part)
                continue
            start, end = part
            replacement = b"".join(new)
            if text[at:start] != replacement:
                splices.append(Splice(at, text[at:start], replacement))
            at, new = end, []
        return Patch(tuple(splices))
