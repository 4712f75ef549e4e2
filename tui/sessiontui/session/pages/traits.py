"""What tells a tab again, in another version of the session or after a restart: rows of numbers.

A hundred thousand tabs in five versions would be half a million objects; here they are arrays.
"""

from __future__ import annotations

from array import array
from collections.abc import Sequence
from typing import Final

from .texts import Texts

PINNED: Final = 1
HIDDEN: Final = 2
MUTED: Final = 4
BLANK: Final = 8
"""Shows nothing that anybody would look for: no history, or a page of Firefox that is empty."""
HAS_KEYS: Final = 16
"""Its history has navigation keys (Firefox 147 and later)."""


class Traits:
    """Parallel arrays, one row a tab.

    ``texts`` is the number of title and address, ``accessed`` and ``closed`` are ms since epoch
    (0 unknown), ``places`` where it stands as one number, ``containers`` the userContextId,
    ``digests`` of the tab's JSON. ``here`` is what it shows and its place in its history as one
    number, ``docshells`` the docshell in this run of Firefox; both 0 where the file has none.
    ``keys`` from ``first_key[row]`` on are the navigation keys of its history, oldest first.
    """

    __slots__ = (
        "accessed", "closed", "containers", "digests", "docshells", "first_key", "flags", "here",
        "keys", "places", "texts", "texts_of",
    )  # fmt: skip

    def __init__(self, texts: Texts) -> None:
        self.texts_of = texts
        self.texts = array("L")
        self.accessed = array("q")
        self.closed = array("q")
        self.places = array("q")
        self.containers = array("q")
        self.flags = array("B")
        self.digests = array("Q")
        self.here = array("q")
        self.docshells = array("q")
        self.keys = array("q")
        self.first_key = array("L", (0,))

    def __len__(self) -> int:
        return len(self.texts)

    def title(self, row: int) -> str:
        """Its title exactly, but for line ends; empty when it has none."""
        return self.texts_of.title(self.texts[row])

    def url(self, row: int) -> str:
        """Its address exactly; what was typed where no page ever came."""
        return self.texts_of.url(self.texts[row])

    def keys_of(self, row: int) -> array[int]:
        """The navigation keys of its history, oldest first."""
        return self.keys[self.first_key[row] : self.first_key[row + 1]]

    def has(self, row: int, flag: int) -> bool:
        """Whether a flag is set: PINNED, HIDDEN, MUTED, BLANK, HAS_KEYS."""
        return bool(self.flags[row] & flag)

    def add_from(self, other: Traits, rows: Sequence[int]) -> None:
        """Add rows of another's, of the same texts."""
        for mine, theirs in (
            (self.texts, other.texts), (self.accessed, other.accessed),
            (self.closed, other.closed), (self.places, other.places),
            (self.containers, other.containers),
            (self.flags, other.flags), (self.digests, other.digests), (self.here, other.here),
            (self.docshells, other.docshells),
        ):  # fmt: skip
            mine.extend(theirs if len(rows) == len(other) else [theirs[row] for row in rows])
        for row in rows:
            self.keys.extend(other.keys_of(row))
            self.first_key.append(len(self.keys))
