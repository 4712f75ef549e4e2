"""The pages of pane 4 as rows, and one of them in words. All printable."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar

from ....session.model import names
from ....session.model.item_kind import Kind
from ....session.model.nested import outer_of
from ....text import ago, clock, printable, site
from ...basket import Basket, Chosen, Place
from ...lines import Line
from ...widgets.line_list import Cell, Column

if TYPE_CHECKING:
    from ....session.pages.find import Hit
    from ....stores.pages_shown import PagesShown

_LIST_NAMES = {
    "windows": "open tabs",
    names.CLOSED_TABS: "closed tabs",
    names.MOBILE_CLOSED_TABS: "closed tabs",
    names.CLOSED_WINDOWS: "a closed window",
    names.CLOSED_GROUPS: "a closed group",
    names.SAVED_GROUPS: "a saved group",
}
_STATE_WORDS = {
    "open": "open in what Firefox would load",
    "closed": "closed, in what Firefox would load",
    "saved": "in a saved group of what Firefox would load",
    "nested": "in a session inside what Firefox would load",
    "lost": "nowhere in what Firefox would load",
}
_ROLES = {"open": "accent", "lost": "warning"}


class PageRows:
    """Mark, state, title or the words found, site, and where and when it was seen last."""

    columns: ClassVar[Sequence[Column]] = (
        Column(1), Column(1), Column(0), Column(16, least=66), Column(10), Column(6, right=True),
    )  # fmt: skip

    def __init__(self, shown: PagesShown, now: float, basket: Callable[[], Basket]) -> None:
        self.shown = shown
        self.now = now
        self._basket = basket
        self._revisions = dict(shown.versions)

    def __len__(self) -> int:
        return len(self.shown.found)

    def chosen(self, index: int) -> Chosen:
        """What stands for it in the basket: where it is given back from."""
        pages, page = self.shown.pages, self.shown.found[index].page
        best = pages.best(page)
        return Chosen(
            best.version,
            self._revisions.get(outer_of(best.version), ""),
            best.steps,
            printable(pages.title(page)),
            tuple(url for url in (printable(pages.url(page)),) if url),
            best.when if best.kind in (Kind.CLOSED_TAB, Kind.GROUP_TAB) else None,
        )

    def marked(self, index: int) -> tuple[Place, ...]:
        """The places of it that are in the basket, whichever pane it was marked in."""
        basket = self._basket()
        if not basket:
            return ()
        places = (
            (one.version, one.steps)
            for one in self.shown.pages.sightings(self.shown.found[index].page)
        )
        return tuple(place for place in places if place in basket)

    def cells(self, index: int) -> Sequence[Cell]:
        """One page."""
        shown, found = self.shown, self.shown.found[index]
        pages, page = shown.pages, found.page
        state = pages.state(page)
        best = pages.best(page)
        url = printable(pages.url(page))
        title = printable(pages.title(page)) or url
        in_title = any(hit.field.value == "title" for hit in found.hits)
        tail = f"  {hit_words(found.hits[0])}" if found.hits and not in_title else ""
        return (
            Cell("*" if self.marked(index) else "", "accent"),
            Cell(state.sign, _ROLES.get(state.word, "dim")),
            Cell(title, "", tail, "dim"),
            Cell(site(pages.url(page)) or url, "dim"),
            Cell(printable(outer_of(best.version)), "dim"),
            Cell(clock(best.when, self.now), "dim"),
        )

    def key(self, index: int) -> str:
        """Its title and address, as one number, and when it was looked at."""
        traits = self.shown.pages.traits
        page = self.shown.found.numbers[index]
        return f"{traits.texts[page]} {traits.accessed[page]}"


def hit_words(hit: Hit) -> str:
    """Where it was found, and the words around it with the hit in brackets."""
    return f"{hit.field.value}: {hit.marked}"


def describe(shown: PagesShown, index: int, now: float) -> Iterator[Line]:
    """One page: what it is, where the words stand, and everywhere it lies."""
    pages, found = shown.pages, shown.found[index]
    page = found.page
    yield Line(None, printable(pages.title(page)) or printable(pages.url(page)), "strong")
    yield Line(None, printable(pages.url(page)), "accent", cut=True)
    yield Line(None, "")
    yield Line("is", _STATE_WORDS[pages.state(page).word])
    if (seen := pages.last_seen(page)) is not None:
        yield Line("last seen", ago(seen, now), since=seen)
    if (looked := pages.last_accessed(page)) is not None:
        yield Line("looked at", ago(looked, now), since=looked)
    for i, hit in enumerate(found.hits):
        yield Line("found in" if not i else "", hit_words(hit))
    yield Line(None, "")
    for i, one in enumerate(pages.sightings(page)):
        group = f", group {printable(one.group)}" if one.group else ""
        window = f", window {one.window + 1}" if one.window is not None else ""
        place = _LIST_NAMES.get(one.list_name, one.list_name)
        sure = "" if one.certainty.words == "same" else f" ({one.certainty.words})"
        words = f"{printable(one.version)}: {place}{window}{group}, {ago(one.when, now)}{sure}"
        yield Line("lies in" if not i else "", words)
