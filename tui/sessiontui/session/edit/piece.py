"""A value where it stands in some JSON text, and of what kind it is: told by its first byte."""

from __future__ import annotations


class Piece:
    """The value at a span of a text."""

    __slots__ = ("end", "start", "text")

    def __init__(self, text: bytes, start: int, end: int) -> None:
        self.text = text
        self.start = start
        self.end = end

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
