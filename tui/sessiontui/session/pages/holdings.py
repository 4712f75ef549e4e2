"""Pages by the versions that hold them: what is gone with them when files are replaced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from ..model.nested import SIGN
from .index import Layer, Pages


class Holding(NamedTuple):
    """Pages that exactly these versions hold, by number, the one last looked at first.

    A session inside the version that would load is one by itself, ``outer#/pointer``: Firefox
    drops it before the file goes.
    """

    versions: tuple[str, ...]
    pages: tuple[int, ...]


class Holdings(NamedTuple):
    """Each page that the version that would load has not, or only in a session inside it.

    ``held`` is how many pages each version has altogether.
    """

    elsewhere: tuple[Holding, ...]
    held: dict[str, int]


def holdings(pages: Pages) -> Holdings:
    """Who holds what is neither open nor closed in the version that would load.

    Blank pages do not count. Looks at each row of the index once, and at no text.
    """
    names = [_holder(pages, layer) for layer in pages.layers]
    versions = list(dict.fromkeys(names))
    bits = {version: 1 << place for place, version in enumerate(versions)}
    holders = [0] * len(pages)  # a bit for each version
    for name, page_of in zip(names, pages.page_of, strict=True):
        bit = bits[name]
        for page in page_of:
            holders[page] |= bit
    by_holders: dict[int, list[int]] = {}
    for page, mask in enumerate(holders):
        if not pages.is_blank(page):
            by_holders.setdefault(mask, []).append(page)
    held = {
        version: sum(len(found) for mask, found in by_holders.items() if mask & bits[version])
        for version in versions
    }
    loaded = bits.get(pages.loaded or "", 0)
    return Holdings(tuple(_elsewhere(pages, versions, by_holders, loaded)), held)


def _holder(pages: Pages, layer: Layer) -> str:
    if layer.outer != pages.loaded or not layer.is_inside:
        return layer.outer
    return SIGN.join(layer.version.split(SIGN)[:2])  # with what lies deeper in it


def _elsewhere(
    pages: Pages, versions: list[str], by_holders: dict[int, list[int]], loaded: int
) -> Iterator[Holding]:
    for mask, found in by_holders.items():
        if not mask & loaded:
            found.sort(key=lambda page: (-(pages.last_accessed(page) or 0), page))
            names = (name for place, name in enumerate(versions) if mask >> place & 1)
            yield Holding(tuple(names), tuple(found))
