"""What windows, tabs and groups have in common as values: what they are compared and kept by.

Two are equal when they stand at one place of one text. What somebody else is given (another
process, a cache) takes that text along, since all that a piece says is read from it.
"""

from __future__ import annotations

from typing import Any, Self

from ..json.pointer import Steps, format_pointer
from .source import Source


class Piece:
    """A part of a document as a value. Frozen, so a copy is the thing itself."""

    __slots__ = ("_source", "steps")

    _source: Source
    steps: Steps

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.pointer}>"

    def __eq__(self, other: object) -> bool:
        if self is other:
            return True
        if type(self) is not type(other) or not isinstance(other, Piece):
            return NotImplemented
        return self.steps == other.steps and self._source.document == other._source.document

    def __hash__(self) -> int:
        return hash(self.steps)

    def __copy__(self) -> Self:
        return self

    def __deepcopy__(self, _: Any) -> Self:
        return self

    @property
    def source(self) -> Source:
        """The file it stands in."""
        return self._source

    @property
    def pointer(self) -> str:
        """Where it is in the document (RFC 6901)."""
        return format_pointer(self.steps)

    @property
    def doubt(self) -> str:
        """What is not sure of it, as words; empty unless the file is damaged."""
        return self._source.doubt(self.steps)
