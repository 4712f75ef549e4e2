"""Words in everything a person may remember of a tab, in the sessions of all versions.

The bytes of a session are searched first; only tabs in which every word may stand are decoded,
and their fields looked at. Icons, principals, storage and other encoded fields are left out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from itertools import accumulate
from typing import Final, NamedTuple, overload

from msgspec import Raw

from ...text import printable, site
from ..json.pointer import Steps
from ..model.closed_tab import ClosedTab
from ..model.coerce import raw_text
from ..model.filter import DUPLICATE, Facts
from ..model.items import item_at
from ..model.snapshot import Snapshot
from ..model.tab import Tab
from .index import Pages
from .query import Field, Query
from .readable import Sought, readable
from .state import State
from .tab_lists import TabList, tab_lists
from .traits import HIDDEN, MUTED, PINNED

_ICON: Final = b'"image":"data:image/'
_AROUND: Final = 32
"""Characters of a text that are shown before and behind a hit."""


class Hit(NamedTuple):
    """A word that was found: where, and the words around it, printable.

    ``text[start:end]`` is what was found.
    """

    field: Field
    text: str
    start: int
    end: int

    @property
    def marked(self) -> str:
        """The text with what was found in brackets."""
        return (
            f"{self.text[: self.start]}[{self.text[self.start : self.end]}]{self.text[self.end :]}"
        )


class Found(NamedTuple):
    """A page that has what was looked for, and where the words stand in it: at most one hit a
    word and field; none where only conditions were asked.
    """

    page: int
    hits: tuple[Hit, ...]


class FoundPages(Sequence[Found]):
    """Pages that were found, by number, in their order.

    ``hits`` are those that are known by page; a page without has its words in title or address,
    and they are looked for there when somebody asks: 100,000 are not put into words for nothing.
    """

    def __init__(
        self,
        pages: Pages,
        numbers: Sequence[int],
        query: Query | None = None,
        hits: Mapping[int, tuple[Hit, ...]] | None = None,
    ) -> None:
        self._pages = pages
        self.numbers = numbers
        self._query = query
        self._hits = hits or {}
        self._last: tuple[int, tuple[Hit, ...]] | None = None  # a line is asked for several times

    def __len__(self) -> int:
        return len(self.numbers)

    @overload
    def __getitem__(self, index: int) -> Found: ...

    @overload
    def __getitem__(self, index: slice) -> Sequence[Found]: ...

    def __getitem__(self, index: int | slice) -> Found | Sequence[Found]:
        if isinstance(index, slice):
            return FoundPages(self._pages, self.numbers[index], self._query, self._hits)
        page = self.numbers[index]
        hits = self._hits.get(page)
        if hits is None and self._query is not None:
            if self._last is None or self._last[0] != page:
                title, url = self._pages.title(page), self._pages.url(page)
                texts = (Field.TITLE, title), (Field.ADDRESS, url)
                self._last = page, _hits_in(texts, self._query)[0]
            hits = self._last[1]
        return Found(page, hits or ())


def search_session(
    snapshot: Snapshot,
    query: Query,
    lists: Iterable[tuple[TabList, Sequence[Raw]]] | None = None,
    leave_out: Collection[int] = (),
) -> Iterator[tuple[int, tuple[Hit, ...]] | None]:
    """The rows of a session's ``Sightings`` that hold all words, with their hits.

    A None now and then lets the caller give way, or stop. Without words there is nothing.
    ``lists`` are the session's tab lists, where somebody has them; rows of ``leave_out`` are not
    looked at.
    """
    if not query.words:
        return
    needles = {word: Sought(word, exact=query.matcher.exact) for word in query.words}
    row = -1
    for tab_list, pieces in tab_lists(snapshot) if lists is None else lists:
        yield None
        named = _named(tab_list, query)
        for at, raw in enumerate(pieces):
            row += 1
            if not row & 0x3FF:
                yield None
            if row in leave_out:
                continue
            missing = _missing(bytes(raw), needles, named)
            if missing is None:
                continue
            tab, titles = _tab_at(snapshot, (*tab_list.steps, at))
            if tab is None or not all(_is_in(named[word], tab, tab_list) for word in missing):
                continue
            hits = _hits(tab, titles, tab_list, query)
            if hits:
                yield row, hits


def _missing(
    piece: bytes, needles: Mapping[str, Sought], named: Collection[str]
) -> list[str] | None:
    """The words that stand nowhere in a tab's JSON; None when one of them names no group either.

    Its icon is left out: in the letters of that every short word is found.
    """
    parts = [piece]
    start = piece.rfind(_ICON)
    if start >= 0 and piece[start - 1 : start] != b"\\":
        parts = [piece[:start], piece[piece.find(b'"', start + len(_ICON)) :]]
    missing: list[str] = []
    for word, needle in needles.items():
        if not any(needle.may_be_in(part) for part in parts):
            if word not in named:
                return None
            missing.append(word)
    return missing


def _named(tab_list: TabList, query: Query) -> dict[str, frozenset[str]]:
    """The ids of the groups of a list that have a word in their name, by word."""
    found: dict[str, frozenset[str]] = {}
    for word in query.words:
        groups = frozenset(
            group.id
            for group in (tab_list.group, *tab_list.groups.values())
            if word in (group.name if query.matcher.exact else group.name.casefold())
        )
        if groups:
            found[word] = groups
    return found


def _is_in(groups: frozenset[str], tab: Tab, tab_list: TabList) -> bool:
    """Whether a tab is in one of some groups, as the hit of a group's name has it."""
    return (tab.group_id if tab.group_id in tab_list.groups else tab_list.group.id) in groups


def _tab_at(snapshot: Snapshot, steps: Steps) -> tuple[Tab | None, Iterable[str]]:
    """A tab, or the state of a closed one, with its titles exactly."""
    node = item_at(snapshot, steps).node
    if not isinstance(node, ClosedTab | Tab):
        return None, ()
    return _titled(node)


def _hits(tab: Tab, titles: Iterable[str], tab_list: TabList, query: Query) -> tuple[Hit, ...]:
    group = tab_list.group.name
    if tab.group_id in tab_list.groups:
        group = tab_list.groups[tab.group_id or ""].name
    hits, missing = _hits_in(_texts(tab, titles, group), query)
    return () if missing else hits


def _hits_in(texts: Iterable[tuple[Field, str]], query: Query) -> tuple[tuple[Hit, ...], set[str]]:
    """Where the words stand in some texts, and those that do not."""
    hits: list[Hit] = []
    words, fields, exact = query.words, query.fields, query.matcher.exact
    missing = set(words)
    for field, text in texts:
        if field not in fields:
            continue
        sought = text if exact else text.casefold()
        for word in words:
            place = sought.find(word)
            if place >= 0:
                missing.discard(word)
                if not any(hit.field is field and _same(hit, word, query) for hit in hits):
                    start, end = place, place + len(word)
                    if len(sought) != len(text):
                        start, end = _unfolded(text, start, end)
                    hits.append(_hit(field, text, start, end))
    return tuple(hits), missing


def _unfolded(text: str, start: int, end: int) -> tuple[int, int]:
    """Where a place of a text without case is in the text itself: ``ß`` became two letters."""
    ends = list(accumulate(len(char.casefold()) for char in text))
    return bisect_right(ends, start), bisect_left(ends, end) + 1


def _same(hit: Hit, word: str, query: Query) -> bool:
    found = hit.text[hit.start : hit.end]
    return (found if query.matcher.exact else found.casefold()) == word


def _titled(node: Tab | ClosedTab) -> tuple[Tab, Iterable[str]]:
    """The tab, and its titles: Firefox's list of closed tabs has its own."""
    if isinstance(node, Tab):
        return node, (node.raw_title,)
    own = raw_text(node.skeleton.title)
    return node.tab, dict.fromkeys((node.raw_title, own))


def _texts(tab: Tab, titles: Iterable[str], group: str) -> Iterator[tuple[Field, str]]:
    """Every text of a tab that a person may remember, what is seen of it first."""
    current, entries = tab.current, tab.entries
    for title in titles:
        yield Field.TITLE, title
    if current is not None:
        for address in _writings(entries[current].raw_url):
            yield Field.ADDRESS, address
    yield Field.TYPED, tab.user_typed
    if group:
        yield Field.GROUP, group
    if not tab.holds_session:
        for form_field in tab.form_fields:
            if form_field.kind == "text":
                yield Field.FORM, form_field.value
    for i, entry in enumerate(entries):
        if i != current:
            yield Field.HISTORY, entry.raw_title
            for address in _writings(entry.raw_url):
                yield Field.HISTORY, address
    for key, value in tab.ext_values.items():
        yield Field.EXTENSION, key
        yield Field.EXTENSION, value


def _writings(url: str) -> tuple[str, ...]:
    """An address as the file has it, and as a person reads it."""
    read = readable(url)
    return (url,) if read == url else (url, read)


def _hit(field: Field, text: str, start: int, end: int) -> Hit:
    """What stands at a place, and the words around it."""
    head = ("…" if start > _AROUND else "") + printable(text[max(0, start - _AROUND) : start])
    middle = printable(text[start:end])
    tail = printable(text[end : end + _AROUND]) + ("…" if end + _AROUND < len(text) else "")
    return Hit(field, head + middle + tail, len(head), len(head) + len(middle))


def select(
    pages: Pages,
    query: Query,
    hits: Mapping[int, tuple[Hit, ...]],
    besides: Iterable[int] = (),
) -> FoundPages:
    """The pages that a query keeps: by its words in ``hits`` (by page), and by its conditions.

    ``besides`` have the words in title or address. What is open first, then closed, saved, nested
    and lost; the last looked at first.
    """
    if query.words:
        candidates = sorted({*hits, *besides})
    else:
        candidates = [page for page in range(len(pages)) if not pages.is_blank(page)]
    kept = [page for page in candidates if _keeps(pages, query, page)]
    return FoundPages(pages, sorted(kept, key=pages.rank), query, hits)


def at_once(pages: Pages, query: Query) -> FoundPages | None:
    """The pages with all words in title or address: what of a search can be told without reading.

    None when the query asks for something else.
    """
    if not query.words or not query.in_all_fields:
        return None
    found = pages.ready_texts.holding(query.words, exact=query.matcher.exact)
    if query.states or query.matcher.conditional:
        found = [page for page in found if _keeps(pages, query, page)]
    return FoundPages(pages, found, query)


def _keeps(pages: Pages, query: Query, page: int) -> bool:
    state = pages.state(page)
    if query.states and state not in query.states:
        return False
    if not query.matcher.conditional:
        return True
    return query.matcher.allows(_facts(pages, page, state, query))


def _facts(pages: Pages, page: int, state: State, query: Query) -> Facts:
    best = pages.best(page)
    traits = pages.traits
    flags = {"tab"} | {
        flag
        for flag, bit in (("pinned", PINNED), ("hidden", HIDDEN), ("muted", MUTED))
        if traits.has(page, bit)
    }
    if query.matcher.asks(DUPLICATE) and page in pages.duplicates:
        flags.add(DUPLICATE)
    window = None if best.window is None or state is not State.OPEN else best.window + 1
    when = best.accessed if state is State.OPEN else best.when or best.accessed
    return Facts(
        (), host=site(pages.url(page)).casefold(), window=window, group=best.group, when=when,
        flags=frozenset(flags),
    )  # fmt: skip
