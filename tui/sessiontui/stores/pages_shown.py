"""What the screen shows of the pages of all versions, as data."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple, overload

from ..session.pages.find import Found, FoundPages, at_once
from ..session.pages.index import LostWhole, Pages
from ..session.pages.query import Query
from .left_out import LeftOut


class PageLine(NamedTuple):
    """A page, or a ``whole`` window or group; ``inside``: one that a line above gives back, too."""

    found: Found | None
    whole: LostWhole | None = None
    inside: bool = False

    @property
    def page(self) -> int:
        """Its number; -1 for a window or group."""
        return -1 if self.found is None else self.found.page


class PageLines(Sequence[PageLine]):
    """Lines in their order: ``head``, then those of ``found`` at ``rest``, made when asked for."""

    def __init__(self, head: Sequence[PageLine], found: FoundPages, rest: Sequence[int]) -> None:
        self._head = head
        self._found = found
        self._rest = rest

    def __len__(self) -> int:
        return len(self._head) + len(self._rest)

    @overload
    def __getitem__(self, index: int) -> PageLine: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[PageLine]: ...

    def __getitem__(self, index: int | slice) -> PageLine | Sequence[PageLine]:
        if isinstance(index, slice):
            return [self[i] for i in range(*index.indices(len(self)))]
        index += len(self) if index < 0 else 0
        if index < len(self._head):
            return self._head[index]
        return PageLine(self._found[self._rest[index - len(self._head)]])


class PagesShown(NamedTuple):
    """The pages with the words, or without any the lost ones; ``lines`` in the order of a list.

    ``in_version`` counts them by version; ``versions`` are the ids and revisions they are of.
    ``partial``: only titles and addresses were looked through.
    """

    text: str
    pages: Pages
    found: FoundPages
    left_out: tuple[LeftOut, ...]
    in_version: dict[str, int]
    versions: tuple[tuple[str, str], ...]
    lines: PageLines
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
            lines=lines_of(self.pages, found, lost=False),
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


def lines_of(pages: Pages, found: FoundPages, *, lost: bool) -> PageLines:
    """A line for each page; of ``lost`` ones whole windows and groups first, each above its own."""
    numbers = found.numbers
    if not lost or not pages.lost_wholes:
        return PageLines((), found, range(len(numbers)))
    at = {page: i for i, page in enumerate(numbers)}
    head: list[PageLine] = []
    taken: set[int] = set()
    for whole in pages.lost_wholes:
        head.append(PageLine(None, whole))
        head += [PageLine(found[at[page]], inside=True) for page in whole.pages]
        taken.update(whole.pages)
    rest = [i for i, page in enumerate(numbers) if page not in taken]
    return PageLines(tuple(head), found, rest)
