"""Pages across the versions of a place, as a program gets them: what was found, what is lost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Literal

from msgspec import Struct

from ..brief import brief
from ..session.model.lazy_items import LazyItems
from ..session.pages.find import Hit
from ..session.pages.ids import id_of
from ..session.pages.index import LostWhole, Pages, Sighting
from ..session.pages.query import asked
from ..stores.left_out import LeftOut
from ..stores.page_finder import PageFinder
from ..text import printable
from .table import Table

if TYPE_CHECKING:
    from ..session.pages.find import Found as FoundPage
    from ..stores.view import Version
    from ..workspace import Workspace


class Page(Struct, frozen=True):
    """What a person calls "that tab", in every version that holds it. Times in ms since epoch.

    ``state`` in the version that Firefox loads next: ``open``, ``closed``, ``saved``, ``nested``
    or ``lost``. ``version``, ``pointer`` and ``id`` are where it is best given back from; ``id`` is
    what ``sessiontui restore`` and ``export`` take. Not ``certain`` is what stands there in a
    damaged file, and may be wrong. ``hits`` are where words were found. Texts are printable, but
    for ``raw_url`` and ``raw_title``.
    """

    id: str
    url: str
    title: str
    raw_url: str
    raw_title: str
    state: str
    pointer: str
    version: str
    last_seen: int | None
    last_accessed: int | None
    certain: bool
    sightings: tuple[Sighting, ...]
    hits: tuple[Hit, ...] = ()

    def __repr__(self) -> str:
        return brief(self)


class Whole(Struct, frozen=True):
    """A window or group of which every tab is lost: one thing to give back, by its ``id``."""

    id: str
    kind: Literal["window", "group"]
    name: str
    pointer: str
    version: str
    last_seen: int | None
    pages: tuple[Page, ...]

    def __repr__(self) -> str:
        return brief(self)


class Found(Struct, frozen=True, eq=False):
    """The pages that were found: open ones first, lost ones last.

    ``not_searched`` names what could not be looked through, or only in part. ``revisions`` are
    those of the versions that were, by name: what ``--base`` of the command line takes.
    """

    pages: Sequence[Page]
    not_searched: tuple[LeftOut, ...]
    revisions: Mapping[str, str]

    def __repr__(self) -> str:
        return brief(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Found):
            return NotImplemented
        return _parts(self) == _parts(other)

    def __hash__(self) -> int:
        return hash((len(self.pages), self.not_searched, self.revisions))


class Lost(Struct, frozen=True, eq=False):
    """The pages that some version holds and what Firefox loads next does not, last seen first.

    Those of ``wholes`` stand in ``pages``, too. Else as in ``Found``.
    """

    pages: Sequence[Page]
    wholes: tuple[Whole, ...]
    not_searched: tuple[LeftOut, ...]
    revisions: Mapping[str, str]

    def __repr__(self) -> str:
        return brief(self)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Lost):
            return NotImplemented
        return (self.wholes, *_parts(self)) == (other.wholes, *_parts(other))

    def __hash__(self) -> int:
        return hash((len(self.pages), self.wholes, self.not_searched, self.revisions))


def _parts(found: Found | Lost) -> tuple[object, ...]:
    """What two of them are compared by: pages by what they say, whatever holds them."""
    return tuple(found.pages), found.not_searched, found.revisions


def find_in(workspace: Workspace, finder: PageFinder, words: str) -> Found:
    """What is found in an opened place; a finder remembers what it has read."""
    query = asked(words)
    loaded, versions = workspace.find_version(None), workspace.store.versions()
    result = finder.find(versions, loaded.id, query)
    pages = LazyItems(result.found, _found_page, result.pages)
    return Found(pages, result.left_out, _revisions(versions, result.pages))


def lost_in(workspace: Workspace, finder: PageFinder) -> Lost:
    """What is lost in an opened place."""
    loaded, versions = workspace.find_version(None), workspace.store.versions()
    pages, left_out = finder.survey(versions, loaded.id)
    return Lost(
        LazyItems(pages.lost, _lost_page, pages),
        tuple(_whole(pages, whole) for whole in pages.lost_wholes),
        left_out,
        _revisions(versions, pages),
    )


def _revisions(versions: Sequence[Version], pages: Pages) -> Mapping[str, str]:
    there = {layer.outer for layer in pages.layers}
    return Table({one.id: one.revision for one in versions if one.id in there})


def _found_page(found: FoundPage, _place: int, pages: Pages) -> Page:
    return _page(pages, found.page, found.hits)


def _lost_page(number: int, _place: int, pages: Pages) -> Page:
    return _page(pages, number)


def _page(pages: Pages, number: int, hits: tuple[Hit, ...] = ()) -> Page:
    best = pages.best(number)
    url, title = pages.url(number), pages.title(number)
    return Page(
        id_of(pages, best), printable(url), printable(title), url, title,
        pages.state(number).word, best.pointer, best.version, pages.last_seen(number),
        pages.last_accessed(number), not best.guessed, pages.sightings(number), hits,
    )  # fmt: skip


def _whole(pages: Pages, whole: LostWhole) -> Whole:
    return Whole(
        whole.id, "group" if whole.is_group else "window", printable(whole.name), whole.pointer,
        whole.version, whole.when, tuple(_page(pages, number) for number in whole.pages),
    )  # fmt: skip
