"""What the screen shows of the pages of all versions, as data."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ..session.pages.find import FoundPages, at_once
from ..session.pages.index import Pages
from ..session.pages.query import Query


class LeftOut(NamedTuple):
    """A version, by its id, that was not looked through, and why, as a sentence."""

    version: str
    why: str


class PagesShown(NamedTuple):
    """The pages with the words, or without any the lost ones.

    ``in_version`` counts them by version; ``versions`` are the ids and revisions they are of.
    ``partial``: only titles and addresses were looked through.
    """

    text: str
    pages: Pages
    found: FoundPages
    left_out: tuple[LeftOut, ...]
    in_version: dict[str, int]
    versions: tuple[tuple[str, str], ...]
    complaint: str = ""
    partial: bool = False

    def with_words(self, text: str) -> PagesShown | None:
        """What can be told of other words without reading anything; None for nothing."""
        query = Query(text)
        found = at_once(self.pages, query)
        if found is None:
            return None
        return self._replace(
            text=text,
            found=found,
            in_version=counted(self.pages, found.numbers),
            complaint=query.complaint,
            partial=True,
        )


def counted(pages: Pages, numbers: Iterable[int]) -> dict[str, int]:
    """How many of some pages each version holds, those of sessions inside it too."""
    wanted = set(numbers)
    held: dict[str, set[int]] = {}
    for number, layer in enumerate(pages.layers):
        held.setdefault(layer.outer, set()).update(wanted.intersection(pages.page_of[number]))
    return {version: len(found) for version, found in held.items()}
