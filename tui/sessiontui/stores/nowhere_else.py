"""What is held nowhere else, as the first screen shows it. Light: no page is in it, only counts."""

from __future__ import annotations

from typing import Final, NamedTuple

AT_MOST_UNASKED: Final = 200_000_000
"""Bytes of JSON in all versions together that are looked through without being asked."""


class OnlyThere(NamedTuple):
    """How many lost pages exactly these versions hold, and some of their titles."""

    versions: tuple[str, ...]
    pages: int
    titles: tuple[str, ...]


class NowhereElse(NamedTuple):
    """Each lost page in one group; ``held`` is how many pages each version has altogether.

    ``versions`` are the ids and revisions it was told from. ``trouble`` says why nothing can be
    told, else it is empty.
    """

    groups: tuple[OnlyThere, ...]
    held: dict[str, int]
    versions: tuple[tuple[str, str], ...]
    trouble: str = ""

    @property
    def lost(self) -> int:
        """How many pages are not in the version that would load."""
        return sum(group.pages for group in self.groups)
