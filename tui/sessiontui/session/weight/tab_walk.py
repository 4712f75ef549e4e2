"""One tab after another, for any question: what of it is handed over to which bucket."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from msgspec import Raw

from ..model.coerce import raw_value, shown_entry
from .batches import Batch
from .ledger import Bucket, Ledger, name_size
from .page_site import site_of_page, site_of_text
from .parts import Rule, Rules
from .pieces import Piece, Pieces
from .rows import NO_SITE
from .site import site_of_origin

OBJECT: Final = 0x7B
ARRAY: Final = 0x5B
_SIGN: Final = b'sessionData"'


class TabWalk:
    """Walks tabs; every byte of one ends in exactly one bucket."""

    def __init__(self, pieces: Pieces, ledger: Ledger) -> None:
        self.pieces = pieces
        self._ledger = ledger

    def leaf(self, bucket: Bucket, name: str, value: Piece) -> None:
        """A member that is not walked further."""
        bucket.member(name, len(value))

    def list_of_tabs(self, at: Batch, rules: Rules, state: Rule, closed: Rule | None) -> bool:
        """A whole list, its brackets as well; False, and nothing is handed over, if it is none."""
        items = self.pieces.list_items(at)
        if items is None:
            return False
        self._ledger.bucket(closed or state).whole += len(at) - sum(map(len, items))
        for item in items:
            self.tab_or_closed(item, rules, state, closed)
        return True

    def tab_or_closed(self, piece: Piece, rules: Rules, state: Rule, closed: Rule | None) -> None:
        """An item of a list of tabs, or of a list of closed ones."""
        if closed is None:
            self._tab(piece, rules, state, 1)
            return
        members = self.pieces.members(piece)
        tab = members.pop("state", None)
        size, site = len(piece), NO_SITE
        if tab is not None:
            size -= len(tab)
            site = self._tab(tab, rules, state, 0)
        own = self._ledger.bucket(closed, site)
        own.whole += size
        own.items += 1
        for name, value in members.items():
            self.leaf(own, name, value)

    def _tab(self, piece: Piece, rules: Rules, rule: Rule, items: int) -> str:
        """Its site is that of the page it shows."""
        members = self.pieces.members(piece)
        entries = members.get("entries")
        pages: Sequence[Piece] = ()
        if entries is not None and self.pieces.opener(entries) == ARRAY:
            del members["entries"]
            pages = self.pieces.items(entries)
        else:
            entries = None
        site = self._site(members, pages) if self._ledger.by_site else NO_SITE
        own = self._ledger.bucket(rule, site)
        own.whole += len(piece)
        own.items += items
        for name, value in members.items():
            if name == "formdata" and may_hold_session(self.pieces, value):
                size = name_size(name) + len(value)
                own.whole -= size
                nested = self._ledger.bucket(rules.nested, site)
                nested.whole += size
                nested.items += 1
                self.leaf(nested, name, value)
            elif name == "storage" and self._ledger.by_site:
                self._storage(value, rules, own)
            else:
                self.leaf(own, name, value)
        if entries is not None:
            own.whole -= len(entries)
            self._entries(entries, pages, rules, site)
        return site

    def _storage(self, piece: Piece, rules: Rules, own: Bucket) -> None:
        """What a site keeps in a tab is that site's; the name is the tab's."""
        rest = len(piece)
        for origin, value in self.pieces.members(piece).items():
            size = name_size(origin) + len(value)
            rest -= size
            bucket = self._ledger.bucket(rules.storage, site_of_origin(origin))
            bucket.whole += size
            bucket.pages += 1
            bucket.sizes["storage"] += size
        own.whole -= len(piece) - rest
        own.member("storage", rest)

    def _entries(self, at: Piece, pages: Sequence[Piece], rules: Rules, site: str) -> None:
        """Entries belong to their own sites; what holds the list together, to the tab's."""
        around = self._ledger.bucket(rules.entry, site)
        around.whole += len(at) - sum(map(len, pages))
        for page in pages:
            bucket = self._ledger.bucket(
                rules.entry, self._page_site(page) if self._ledger.by_site else NO_SITE
            )
            bucket.items += 1
            bucket.pages += 1
            bucket.whole += len(page)
            if self._ledger.by_member:
                self._entry(page, bucket)

    def _entry(self, page: Piece, bucket: Bucket) -> None:
        """A page with its frames, which are of the page's site whatever they show."""
        waiting = [page]
        while waiting:
            for name, value in self.pieces.members(waiting.pop()).items():
                frames = self.pieces.items(value) if name == "children" else ()
                if frames:
                    waiting += frames
                else:
                    self.leaf(bucket, name, value)

    def _site(self, members: Mapping[str, Piece], pages: Sequence[Piece]) -> str:
        """The site of the page that a tab shows, or of what was typed where it has none."""
        if not pages:
            typed = members.get("userTypedValue")
            return NO_SITE if typed is None else site_of_text(self.pieces.view(typed))
        index = members.get("index")
        found = raw_value(index) if isinstance(index, Raw) else None
        return self._page_site(pages[shown_entry(found, len(pages))])

    def _page_site(self, page: Piece) -> str:
        return site_of_page(page if isinstance(page, Raw) else self.pieces.view(page))


def may_hold_session(pieces: Pieces, form: Piece) -> bool:
    """Whether form data carries a whole session, without decoding it."""
    return len(form) > 40 and pieces.holds(form, _SIGN)
