"""What the screen shows of the pages of all versions, as data."""

from __future__ import annotations

from typing import NamedTuple

from ..session.pages.find import Found
from ..session.pages.index import Pages


class LeftOut(NamedTuple):
    """A version, by its id, that was not looked through, and why, as a sentence."""

    version: str
    why: str


class PagesShown(NamedTuple):
    """The pages with the words, or without any the lost ones.

    ``in_version`` counts them by version; ``versions`` are the ids and revisions they are of.
    """

    text: str
    pages: Pages
    found: tuple[Found, ...]
    left_out: tuple[LeftOut, ...]
    in_version: dict[str, int]
    versions: tuple[tuple[str, str], ...]
    complaint: str = ""
