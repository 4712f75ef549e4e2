"""Lost pages by the versions that hold them: what is gone with them when files are replaced."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from .index import Pages


class Holding(NamedTuple):
    """Pages that exactly these versions hold, by number, the one last looked at first."""

    versions: tuple[str, ...]
    pages: tuple[int, ...]


class Holdings(NamedTuple):
    """Every lost page in one holding; ``held`` is how many pages each version has altogether."""

    lost: tuple[Holding, ...]
    held: dict[str, int]


def holdings(pages: Pages) -> Holdings:
    """Who holds what the version that would load has not. Sessions inside a version are of it.

    Blank pages do not count. Looks at each row of the index once, and at no text.
    """
    versions = list(dict.fromkeys(layer.outer for layer in pages.layers))
    bits = {version: 1 << place for place, version in enumerate(versions)}
    holders = [0] * len(pages)  # a bit for each version
    for layer, page_of in zip(pages.layers, pages.page_of, strict=True):
        bit = bits[layer.outer]
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
    return Holdings(tuple(_lost(pages, versions, by_holders, loaded)), held)


def _lost(
    pages: Pages, versions: list[str], by_holders: dict[int, list[int]], loaded: int
) -> Iterator[Holding]:
    for mask, found in by_holders.items():
        if not mask & loaded:
            found.sort(key=lambda page: (-(pages.last_accessed(page) or 0), page))
            names = (name for place, name in enumerate(versions) if mask >> place & 1)
            yield Holding(tuple(names), tuple(found))
