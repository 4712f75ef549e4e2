"""What is held nowhere else, as the first screen shows it. Light: no page is in it, only counts."""

from __future__ import annotations

from typing import Final, NamedTuple

AT_MOST_UNASKED: Final = 200_000_000
"""Bytes of JSON in all versions together that are looked through without being asked."""


class OnlyThere(NamedTuple):
    """How many pages exactly these versions hold, and some of their titles.

    A session inside the version that would load is one by itself: ``outer#/pointer``.
    """

    versions: tuple[str, ...]
    pages: int
    titles: tuple[str, ...]

    @property
    def lost(self) -> bool:
        """Whether no session inside the version that would load holds them either."""
        return not any("#" in version for version in self.versions)


class NowhereElse(NamedTuple):
    """The pages that are neither open nor closed in what would load, each in one group.

    ``held`` is how many pages each version has altogether, ``versions`` are the ids and revisions
    it was told from. ``trouble`` says why nothing can be told, else it is empty.
    """

    groups: tuple[OnlyThere, ...]
    held: dict[str, int]
    versions: tuple[tuple[str, str], ...]
    trouble: str = ""

    @property
    def lost(self) -> int:
        """How many pages no session in the version that would load has."""
        return sum(group.pages for group in self.groups if group.lost)
