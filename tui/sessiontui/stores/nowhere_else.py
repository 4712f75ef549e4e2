"""What is held nowhere else, as the first screen shows it. Light: no page is in it, only counts."""

from __future__ import annotations

from typing import Final, NamedTuple

AT_MOST_UNASKED: Final = 200_000_000
"""Bytes of JSON in all versions together that are looked through without being asked."""


class OnlyHere(NamedTuple):
    """How many of a version's pages are in no other version, and some of their titles."""

    only: int
    of: int
    titles: tuple[str, ...]


class NowhereElse(NamedTuple):
    """What each version holds that no other one does; ``lost`` is in none that would load.

    ``versions`` are the ids and revisions it was told from; ``left_out`` names those of them that
    could not be read. ``trouble`` says why nothing can be told, else it is empty.
    """

    by_version: dict[str, OnlyHere]
    lost: int
    versions: tuple[tuple[str, str], ...]
    left_out: tuple[str, ...] = ()
    trouble: str = ""
