"""Pages that a single version holds: what is gone with it when its file is replaced."""

from __future__ import annotations

from array import array
from typing import NamedTuple

from .index import Pages

_NOWHERE_YET = -1
_IN_SEVERAL = -2


class OnlyIn(NamedTuple):
    """A version's pages that no other version has, of how many it holds.

    ``only`` are the numbers of those pages, the one last looked at first.
    """

    only: tuple[int, ...]
    of: int


def only_in(pages: Pages) -> dict[str, OnlyIn]:
    """For each version but the one that would load; sessions inside it are of it. No blank pages.

    Takes a look at each row of the index, and at no text.
    """
    versions: list[str] = []
    owner = array("l", (_NOWHERE_YET,)) * len(pages)
    held: list[set[int]] = []
    for number, layer in enumerate(pages.layers):
        if layer.outer not in versions:
            versions.append(layer.outer)
            held.append(set())
        own = versions.index(layer.outer)
        held[own].update(pages.page_of[number])
        for page in pages.page_of[number]:
            owner[page] = own if owner[page] in (_NOWHERE_YET, own) else _IN_SEVERAL
    found: dict[str, OnlyIn] = {}
    for own, version in enumerate(versions):
        if version != pages.loaded:
            shown = [page for page in held[own] if not pages.is_blank(page)]
            only = [page for page in shown if owner[page] == own]
            only.sort(key=lambda page: (-(pages.last_accessed(page) or 0), page))
            found[version] = OnlyIn(tuple(only), len(shown))
    return found
