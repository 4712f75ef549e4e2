"""What the screen shows of the pages of all versions, as data."""

from __future__ import annotations

from typing import NamedTuple

from ..session.pages.find import Found
from ..session.pages.index import LostWhole, Pages


class LeftOut(NamedTuple):
    """A version, by its id, that was not looked through, and why, as a sentence."""

    version: str
    why: str


class PageLine(NamedTuple):
    """A page, or a ``whole`` window or group; ``inside``: one that a line above gives back, too."""

    found: Found | None
    whole: LostWhole | None = None
    inside: bool = False


class PagesShown(NamedTuple):
    """The pages with the words, or without any the lost ones; ``lines`` in the order of a list.

    ``in_version`` counts them by version; ``versions`` are the ids and revisions they are of.
    """

    text: str
    pages: Pages
    found: tuple[Found, ...]
    left_out: tuple[LeftOut, ...]
    in_version: dict[str, int]
    versions: tuple[tuple[str, str], ...]
    lines: tuple[PageLine, ...]
    complaint: str = ""


def lines_of(pages: Pages, found: tuple[Found, ...], *, lost: bool) -> tuple[PageLine, ...]:
    """A line for each page; of ``lost`` ones whole windows and groups first, each above its own."""
    lines: list[PageLine] = []
    taken: set[int] = set()
    if lost:
        by_page = {one.page: one for one in found}
        for whole in pages.lost_wholes:
            lines.append(PageLine(None, whole))
            lines += [PageLine(by_page[page], inside=True) for page in whole.pages]
            taken.update(whole.pages)
    lines += [PageLine(one) for one in found if one.page not in taken]
    return tuple(lines)
