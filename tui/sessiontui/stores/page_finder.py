"""The pages of a place: what is lost, and where words stand, over all of its versions."""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Callable, Collection, Mapping, Sequence
from typing import Final, NamedTuple

from .. import progress
from ..errors import NothingFound, SessiontuiError
from ..session.model.nested import outer_of
from ..session.pages.compare import Comparison, compare
from ..session.pages.find import FoundPages, Hit, at_once, search_session, select
from ..session.pages.holdings import holdings
from ..session.pages.index import Layer, Pages
from ..session.pages.query import Query
from ..session.pages.sightings import Sightings
from ..text import printable
from .left_out import LeftOut
from .nowhere_else import NowhereElse, OnlyThere
from .page_layers import PageLayers
from .pages_shown import PagesShown, counted, lines_of
from .protocols import Store
from .view import Revision, Version, VersionId, revisions_of

_SOME_TITLES: Final = 5

_MANY = 2_000
"""So many pages with the words in title or address, and nobody looks what else has them."""


class PageSurvey(NamedTuple):
    """The pages of the versions that could be read, and what was left out."""

    pages: Pages
    left_out: tuple[LeftOut, ...] = ()


class FindResult(NamedTuple):
    """What was found, in the order of its importance to a person.

    ``in_version`` counts the found pages that each version holds, those of sessions inside it too.
    """

    pages: Pages
    found: FoundPages
    left_out: tuple[LeftOut, ...]
    in_version: dict[VersionId, int]


class Compared(NamedTuple):
    """Two versions, by id and revision, with their tabs, and what became of those between them."""

    before: VersionId
    after: VersionId
    revision: Revision  # of the one before
    old: Sightings
    new: Sightings
    found: Comparison


Cancelled = Callable[[], bool]


def _never() -> bool:
    return False


class PageFinder:
    """Surveys the pages of a store, and finds words in them. Remembers the rows of each version.

    From one search for words to the next it keeps sessions of up to ``keep_bytes`` of JSON, until
    ``show`` is asked without words.
    """

    def __init__(self, store: Store, keep_bytes: int = 0) -> None:
        self._layers = PageLayers(store, keep_bytes)
        self._made: tuple[tuple[Layer, ...], Pages] | None = None

    def survey(
        self, versions: Sequence[Version], loaded: VersionId | None, cancelled: Cancelled = _never
    ) -> PageSurvey:
        """The pages of all versions; ``loaded`` is the one the next start would load."""
        layers, left_out = self._layers.all(versions, cancelled)
        return PageSurvey(self._pages(layers, loaded), tuple(left_out))

    def _pages(self, layers: Sequence[Layer], loaded: VersionId | None) -> Pages:
        """The pages of these layers: those of the last time when they are the same."""
        made = self._made
        if made is None or made[0] != tuple(layers) or made[1].loaded != loaded:
            made = self._made = tuple(layers), Pages(layers, loaded, self._layers.texts)
        return made[1]

    def read_ahead(self, version: Version) -> None:
        """Read one version, so that a survey finds it read; what cannot be read says the survey."""
        with contextlib.suppress(SessiontuiError, OSError):
            self._layers.of(version)

    def nowhere_else(
        self, versions: Sequence[Version], loaded: VersionId | None, cancelled: Cancelled = _never
    ) -> NowhereElse:
        """Which versions alone hold what would not load, with the titles last looked at."""
        pages, _ = self.survey(versions, loaded, cancelled)
        lost, held = holdings(pages)
        groups = (
            OnlyThere(one.versions, len(one.pages), _titles(pages, one.pages)) for one in lost
        )
        return NowhereElse(tuple(groups), held, revisions_of(versions))

    def find(
        self,
        versions: Sequence[Version],
        loaded: VersionId | None,
        query: Query,
        cancelled: Cancelled = _never,
    ) -> FindResult:
        """The pages that a query keeps. Reads each version anew for its words.

        Ends early, with nothing, when cancelled. Where very many pages have the words in title or
        address, those are not looked at for more.
        """
        rows: dict[tuple[VersionId, int], tuple[Hit, ...]] = {}
        leave_out = self._found_already(versions, loaded, query)

        def search(version: Version) -> tuple[Layer, ...]:
            return self._search(version, query, rows, leave_out, cancelled)

        layers, left_out = self._layers.all(versions, cancelled, search)
        if cancelled():
            none = Pages((), loaded, self._layers.texts)
            return FindResult(none, FoundPages(none, ()), (), {})
        pages = self._pages(layers, loaded)
        already = at_once(pages, query) if leave_out else None
        hits: dict[int, tuple[Hit, ...]] = {}
        for number, layer in enumerate(pages.layers):
            for row, page in enumerate(pages.page_of[number]):
                here = rows.get((layer.version, row))
                if here:
                    known = hits.get(page, ())
                    hits[page] = (*known, *(hit for hit in here if hit not in known))
        found = select(pages, query, hits, () if already is None else already.numbers)
        return FindResult(pages, found, tuple(left_out), counted(pages, found.numbers))

    def _found_already(
        self, versions: Sequence[Version], loaded: VersionId | None, query: Query
    ) -> dict[VersionId, set[int]]:
        """The rows of each session that are found by title or address, when they are very many."""
        known = [self._layers.known(version) for version in versions]
        if self._made is None or None in known:
            return {}
        pages = self._pages([layer for layers in known for layer in layers or ()], loaded)
        found = at_once(pages, query)
        if found is None or len(found) < _MANY:
            return {}
        wanted = set(found.numbers)
        return {
            layer.version: {row for row, page in enumerate(pages.page_of[i]) if page in wanted}
            for i, layer in enumerate(pages.layers)
        }

    def show(
        self,
        versions: Sequence[Version],
        loaded: VersionId | None,
        text: str,
        cancelled: Cancelled = _never,
    ) -> PagesShown:
        """What a person sees who has typed a text: without any, the lost pages."""
        query = Query(text)
        if not query.words:
            self._layers.let_go()
        if query.is_empty:
            pages, left_out = self.survey(versions, loaded, cancelled)
            lost = FoundPages(pages, pages.lost)
            pages.ready_texts.prepare()
            result = FindResult(pages, lost, left_out, counted(pages, pages.lost))
        else:
            result = self.find(versions, loaded, query, cancelled)
        lines = lines_of(result.pages, result.found, lost=not text)
        return PagesShown(text, *result, revisions_of(versions), lines, query.complaint)

    def compare(self, versions: Sequence[Version], before: VersionId, after: VersionId) -> Compared:
        """What became of the open tabs between two versions, or sessions inside them.

        Raises like Store.load, and NothingFound where there is no such session (any more).
        """
        version, old = self._tabs_of(versions, before)
        _, new = self._tabs_of(versions, after)
        return Compared(before, after, version.revision, old, new, compare(old, new))

    def _tabs_of(self, versions: Sequence[Version], name: VersionId) -> tuple[Version, Sightings]:
        for version in versions:
            if version.id == outer_of(name):
                for layer in self._layers.of(version):
                    if layer.version == name:
                        return version, layer.sightings
        raise NothingFound(f"{printable(name)} is not there any more")

    def _search(
        self,
        version: Version,
        query: Query,
        rows: dict[tuple[VersionId, int], tuple[Hit, ...]],
        leave_out: Mapping[VersionId, Collection[int]],
        cancelled: Cancelled,
    ) -> tuple[Layer, ...]:
        layers = self._layers.known(version)
        if layers is not None and not query.words:
            return layers
        read = self._layers.kept_sessions if query.words else self._layers.sessions
        sessions = read(version)
        held = sum(session.size for session in sessions)
        progress.tell(f"looking through {printable(version.id)}", None, held)
        if layers is None:
            layers = self._layers.of_sessions(version, sessions)
        for inner in sessions:
            known = leave_out.get(inner.version, ())
            for one in search_session(inner.snapshot, query, inner.tab_lists, known):
                if cancelled():
                    return layers
                if one is not None:
                    rows[inner.version, one[0]] = one[1]
        return layers


def _titles(pages: Pages, found: Sequence[int]) -> tuple[str, ...]:
    named = (printable(pages.title(page)) or printable(pages.url(page)) for page in found)
    return tuple(itertools.islice(filter(None, named), _SOME_TITLES))
