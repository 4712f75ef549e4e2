"""Words in everything a person may remember of a tab, in the sessions of all versions.

The bytes of a session are searched first; only tabs in which every word may stand are decoded,
and their fields looked at. Icons, principals, storage and other encoded fields are left out.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator
from itertools import accumulate
from typing import Final, NamedTuple

from ...text import printable, site
from ..model.closed_tab import ClosedTab
from ..model.coerce import raw_text
from ..model.filter import DUPLICATE, Facts
from ..model.items import item_at
from ..model.snapshot import Snapshot
from ..model.tab import Tab
from .index import Pages, State
from .query import Field, Query
from .readable import Sought, readable
from .tab_lists import TabList, tab_lists
from .traits import HIDDEN, MUTED, PINNED

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


def search_session(
    snapshot: Snapshot, query: Query
) -> Iterator[tuple[int, tuple[Hit, ...]] | None]:
    """The rows of a session's ``Sightings`` that hold all words, with their hits.

    A None now and then lets the caller give way, or stop. Without words there is nothing.
    """
    if not query.words:
        return
    needles = {word: Sought(word, exact=query.matcher.exact) for word in query.words}
    row = 0
    for tab_list, pieces in tab_lists(snapshot):
        yield None
        outside = _outside(tab_list, query)
        inside = [needle for word, needle in needles.items() if word not in outside]
        for at, raw in enumerate(pieces):
            piece = bytes(raw)
            if all(needle.may_be_in(piece) for needle in inside):
                hits = _hits(snapshot, tab_list, at, query)
                if hits:
                    yield row, hits
            if not row & 0x3FF:
                yield None
            row += 1


def _outside(tab_list: TabList, query: Query) -> str:
    """What may be found of a tab beside its own JSON: the names of groups."""
    text = "\n".join((tab_list.group.name, *(place.name for place in tab_list.groups.values())))
    return text if query.matcher.exact else text.casefold()


def _hits(snapshot: Snapshot, tab_list: TabList, at: int, query: Query) -> tuple[Hit, ...]:
    node = item_at(snapshot, (*tab_list.steps, at)).node
    if not isinstance(node, ClosedTab | Tab):
        return ()
    tab, titles = _titled(node)
    group = tab_list.group.name
    if tab.group_id in tab_list.groups:
        group = tab_list.groups[tab.group_id or ""].name
    hits: list[Hit] = []
    missing = set(query.words)
    for field, text in _texts(tab, titles, group):
        if field not in query.fields:
            continue
        sought = text if query.matcher.exact else text.casefold()
        for word in query.words:
            place = sought.find(word)
            if place >= 0:
                missing.discard(word)
                if not any(hit.field is field and _same(hit, word, query) for hit in hits):
                    start, end = place, place + len(word)
                    if len(sought) != len(text):
                        start, end = _unfolded(text, start, end)
                    hits.append(_hit(field, text, start, end))
    return () if missing else tuple(hits)


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
    for title in titles:
        yield Field.TITLE, title
    for address in _writings(tab.entry.raw_url):
        yield Field.ADDRESS, address
    yield Field.TYPED, tab.user_typed
    if group:
        yield Field.GROUP, group
    if not tab.holds_session:
        for form_field in tab.form_fields:
            if form_field.kind == "text":
                yield Field.FORM, form_field.value
    for i, entry in enumerate(tab.entries):
        if i != tab.current:
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


def select(pages: Pages, query: Query, hits: dict[int, tuple[Hit, ...]]) -> tuple[Found, ...]:
    """The pages that a query keeps: by its words in ``hits`` (by page), and by its conditions.

    What is open first, then closed, saved, nested and lost; the last looked at first.
    """
    candidates = hits.keys() if query.words else range(len(pages))
    found = [
        Found(page, hits.get(page, ()))
        for page in candidates
        if (query.words or not pages.is_blank(page)) and _keeps(pages, query, page)
    ]

    def rank(one: Found) -> tuple[int, int, int]:
        seen = pages.last_accessed(one.page) or pages.last_seen(one.page) or 0
        return pages.states[one.page], -seen, one.page

    return tuple(sorted(found, key=rank))


def _keeps(pages: Pages, query: Query, page: int) -> bool:
    state = pages.state(page)
    if query.states and state not in query.states:
        return False
    if query.matcher.everything:
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
