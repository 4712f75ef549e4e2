"""What a page is in the version that the next start would load."""

from __future__ import annotations

from enum import IntEnum


class State(IntEnum):
    """What a page is in the version that would load: the first that holds."""

    OPEN = 0
    CLOSED = 1
    SAVED = 2  # in a saved group
    NESTED = 3  # in the session before, or one that a tab of Firefox offers to restore
    LOST = 4

    @property
    def word(self) -> str:
        """``open``, ``closed``, ``saved``, ``nested``, ``lost``."""
        return self.name.lower()

    @property
    def sign(self) -> str:
        """The same as one character."""
        return "●×■◦~"[self]
