"""The pages of pane 4 as rows, and one of them in words. All printable."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import TYPE_CHECKING, ClassVar, Final

from ....session.model import names
from ....session.model.item_kind import Kind
from ....session.model.nested import outer_of
from ....text import ago, clock, count, printable, site
from ...basket import Basket, Chosen, Place, chosen_page
from ...lines import Line
from ...widgets.line_list import Cell, Column

if TYPE_CHECKING:
    from ....session.pages.find import Found, Hit
    from ....session.pages.index import LostWhole, Pages
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
_TITLE: Final = 10_000  # characters of a title that are shown


class PageRows:
    """Mark, state, title or the words found, site, and where and when it was seen last.

    Among lost pages, windows and groups of which every tab is lost stand above theirs: one line
    each, that gives back all of it.
    """

    columns: ClassVar[Sequence[Column]] = (
        Column(1),
        Column(1),
        Column(0, most=120, name="title"),
        Column(16, most=30, rank=1, name="site"),
        Column(10, most=18, rank=3, name="version"),
        Column(6, right=True, rank=2, name="seen"),
    )

    def __init__(self, shown: PagesShown, now: float, basket: Callable[[], Basket]) -> None:
        self.shown = shown
        self.now = now
        self._basket = basket
        self._revisions = dict(shown.versions)
        self._rows = shown.lines

    def __len__(self) -> int:
        return len(self._rows)

    def chosen(self, index: int) -> Chosen:
        """What stands for it in the basket: where it is given back from."""
        row, pages = self._rows[index], self.shown.pages
        if (whole := row.whole) is not None:
            revision = self._revisions.get(outer_of(whole.version), "")
            urls = tuple(url for page in whole.pages if (url := printable(pages.url(page))))
            return Chosen(whole.version, revision, whole.steps, whole_words(whole), urls, None)
        page = row.page
        best = pages.best(page)
        return chosen_page(
            (best.version, self._revisions.get(outer_of(best.version), ""), best.steps),
            pages.title(page)[:_TITLE],
            pages.url(page),
            best.closed if best.kind in (Kind.CLOSED_TAB, Kind.GROUP_TAB) else None,
        )

    def is_whole(self, index: int) -> bool:
        """Whether it is a window or a group."""
        return self._rows[index].whole is not None

    def comes_along(self, index: int) -> bool:
        """Whether a line above gives it back, too."""
        return self._rows[index].inside

    def marked(self, index: int) -> tuple[Place, ...]:
        """The places of it that are in the basket, whichever pane it was marked in."""
        basket, row = self._basket(), self._rows[index]
        if not basket:
            return ()
        if row.whole is not None:
            places = [(row.whole.version, row.whole.steps)]
        else:
            sightings = self.shown.pages.sightings(row.page)
            places = [(one.version, one.steps) for one in sightings]
        return tuple(place for place in places if place in basket)

    def cells(self, index: int) -> Sequence[Cell]:
        """One page, or a window or group."""
        row, pages = self._rows[index], self.shown.pages
        mark = Cell("*" if self.marked(index) else "", "accent")
        if (whole := row.whole) is not None:
            version, when = printable(outer_of(whole.version)), clock(whole.when, self.now)
            words = Cell("~", "warning"), Cell(whole_words(whole), "strong"), Cell("")
            return mark, *words, Cell(version, "dim"), Cell(when, "dim")
        page, hits = row.page, row.found.hits if row.found else ()
        state = pages.state(page)
        best = pages.best(page)
        url = printable(pages.url(page))
        title = _title(pages, page) or url
        guessed = "guessed: " if best.guessed else ""  # ~ in the column before says: lost
        in_title = any(hit.field.value == "title" for hit in hits)
        tail = f"  {hit_words(hits[0])}" if hits and not in_title else ""
        return (
            mark,
            Cell(state.sign, _ROLES.get(state.word, "dim")),
            Cell(f"{'  ' if row.inside else ''}{guessed}{title}", "", tail, "dim"),
            Cell(site(pages.url(page)) or url, "dim"),
            Cell(printable(outer_of(best.version)), "dim"),
            Cell(clock(best.when, self.now), "dim"),
        )

    def key(self, index: int) -> str:
        """Its title and address, as one number, and when it was looked at."""
        row, traits = self._rows[index], self.shown.pages.traits
        if row.whole is not None:
            return f"whole {row.whole.version} {row.whole.steps}"
        return f"{traits.texts[row.page]} {traits.accessed[row.page]}"

    def describe(self, index: int) -> Iterator[Line]:
        """All that is known of a line."""
        row = self._rows[index]
        if row.whole is not None:
            yield from _describe_whole(self.shown, row.whole, self.now)
        elif row.found is not None:
            yield from _describe_page(self.shown, row.found, self.now)


def whole_words(whole: LostWhole) -> str:
    """What a window or group is called: ``Group Holiday · 3 tabs``. Printable."""
    closed = "Closed window" if whole.steps[0] == names.CLOSED_WINDOWS else "Window"
    what = f"Group {printable(whole.name)}".rstrip() if whole.is_group else closed
    return f"{what} · {count(len(whole.pages), 'tab')}"


def _describe_whole(shown: PagesShown, whole: LostWhole, now: float) -> Iterator[Line]:
    yield Line(None, whole_words(whole), "strong")
    yield Line("lies in", printable(whole.version))
    if whole.when is not None:
        yield Line("last seen", ago(whole.when, now), since=whole.when)
    yield Line("is", "lost with every tab, and comes back as one")
    yield Line(None, "")
    for page in whole.pages:
        url = printable(shown.pages.url(page))
        yield Line(None, printable(shown.pages.title(page)) or url, cut=True)


def _title(pages: Pages, page: int) -> str:
    title = pages.title(page)
    return printable(title) if len(title) <= _TITLE else printable(title[:_TITLE]) + "…"


def hit_words(hit: Hit) -> str:
    """Where it was found, and the words around it with the hit in brackets."""
    return f"{hit.field.value}: {hit.marked}"


def _describe_page(shown: PagesShown, found: Found, now: float) -> Iterator[Line]:
    """One page: what it is, where the words stand, and everywhere it lies."""
    pages, page = shown.pages, found.page
    yield Line(None, _title(pages, page) or printable(pages.url(page)), "strong")
    yield Line(None, printable(pages.url(page)), "accent", cut=True)
    yield Line(None, "")
    yield Line("is", _STATE_WORDS[pages.state(page).word])
    if (seen := pages.last_seen(page)) is not None:
        yield Line("last seen", ago(seen, now), since=seen)
    if (looked := pages.last_accessed(page)) is not None:
        yield Line("looked at", ago(looked, now), since=looked)
    for i, hit in enumerate(found.hits):
        before, what, behind = (
            hit.text[: hit.start],
            hit.text[hit.start : hit.end],
            hit.text[hit.end :],
        )
        yield Line(
            "found in" if not i else "",
            f"{hit.field.value}: {before}",
            more=((what, "accent"), (behind, "")),
        )
    yield Line(None, "")
    for i, one in enumerate(pages.sightings(page)):
        group = f", group {printable(one.group)}" if one.group else ""
        window = f", window {one.window + 1}" if one.window is not None else ""
        place = _LIST_NAMES.get(one.list_name, one.list_name)
        sure = "" if one.certainty.words == "same" else f" ({one.certainty.words})"
        words = f"{printable(one.version)}: {place}{window}{group}, {ago(one.when, now)}{sure}"
        yield Line("lies in" if not i else "", words)
