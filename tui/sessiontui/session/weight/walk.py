"""One walk over a session's JSON, which hands each byte to a ledger, in exactly one place.

Lists of windows and tabs are found by their places in the text; a tab and what is in it are raw
pieces. Between two tabs other threads run, and the walk can be stopped.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Raw

from ...progress import tell
from ..json.pointer import Steps
from ..model import names
from ..model.coerce import raw_text, raw_value, shown_entry
from .ledger import OUTSIDE, Bucket, Ledger, name_size
from .parts import ClosedWindowRules, Rule, Rules
from .pieces import Large, Piece, Pieces
from .rows import NO_SITE
from .site import site_of, site_of_host
from .tab_rows import TabPlaces

_OBJECT: Final = 0x7B
_ARRAY: Final = 0x5B
_TOLD: Final = 1 << 20  # bytes between two looks at who listens
_LONGEST: Final = 6 * 4096  # bytes of an address that are looked at

_TOP_LISTS: Final = ("windows", names.CLOSED_WINDOWS, names.SAVED_GROUPS, "cookies")
_WINDOW_LISTS: Final = (
    "tabs",
    names.CLOSED_TABS,
    names.MOBILE_CLOSED_TABS,
    "groups",
    names.CLOSED_GROUPS,
    "cookies",
)


class Walk:
    """Walks one text; ``pieces`` and ``tabs`` are known when it is done."""

    def __init__(self, text: bytes, ledger: Ledger) -> None:
        """``text``: JSON in which no repair is needed."""
        self.pieces = Pieces(text)
        self.tabs = TabPlaces(text)
        self._ledger = ledger
        self._inside = ledger.by_member or ledger.by_site
        self._told = 0

    def run(self) -> None:
        """Hand every byte over. Raises Stopped."""
        whole, top = len(self.pieces.text), self.pieces.top
        rules = Rules()
        self._ledger.bucket(rules.top).whole += whole - len(top)
        self._session(top, (), rules)
        self._ledger.fold()
        tell("weighing", whole, whole)

    def leaf(self, bucket: Bucket, name: str, value: Piece) -> None:
        """A member that is not walked further."""
        bucket.member(name, len(value))

    # -- lists ---------------------------------------------------------------------------------

    def _session(self, at: Large, steps: Steps, rules: Rules) -> None:
        own = self._ledger.bucket(rules.top)
        apart = self._own(at, own, _TOP_LISTS, (names.LAST_SESSION,))
        for name, place in apart.items():
            here = (*steps, name)
            match name:
                case "windows":
                    self._windows(place, here, rules, rules.top)
                case names.CLOSED_WINDOWS:
                    inside = ClosedWindowRules(rules, rules.only)
                    self._windows(place, here, inside, inside.window)
                case names.SAVED_GROUPS:
                    self._groups(place, here, rules)
                case "cookies":
                    self._cookies(place, rules, rules.top)
                case names.LAST_SESSION:
                    self._session(place, here, Rules("nested sessions"))

    def _own(
        self, at: Large, own: Bucket, lists: Iterable[str], objects: Iterable[str] = ()
    ) -> Mapping[str, Large]:
        """Count what of an object is its own, and give what is walked further."""
        own.whole += len(at)
        apart: dict[str, Large] = {}
        for name, place in self.pieces.places(at).items():
            opener = self.pieces.opener(place)
            if (name in lists and opener == _ARRAY) or (name in objects and opener == _OBJECT):
                own.whole -= len(place)
                apart[name] = place
            else:
                self.leaf(own, name, place)
        return apart

    def _items(self, at: Large, rule: Rule, name: str) -> list[tuple[int, Large]]:
        """The objects of a list, with their indexes; brackets and what else is in it are counted."""
        bucket = self._ledger.bucket(rule)
        bucket.whole += len(at)
        found = []
        for i, (start, end) in enumerate(zip(*self.pieces.spans(at), strict=True)):
            item = Large(start, end, at.depth + 1)
            if self.pieces.opener(item) == _OBJECT:
                bucket.whole -= len(item)
                found.append((i, item))
            else:
                bucket.sizes[name] += len(item)
        return found

    def _windows(self, at: Large, steps: Steps, rules: Rules, around: Rule) -> None:
        for i, item in self._items(at, around, str(steps[-1])):
            own = self._ledger.bucket(rules.window)
            own.items += 1
            apart = self._own(item, own, _WINDOW_LISTS)
            for name, place in apart.items():
                here = (*steps, i, name)
                match name:
                    case "tabs":
                        self._tabs(place, here, rules, rules.tab, None)
                    case names.CLOSED_TABS:
                        self._tabs(place, here, rules, rules.closed_state, rules.closed)
                    case names.MOBILE_CLOSED_TABS:
                        self._tabs(place, here, rules, rules.closed_state, None)
                    case "cookies":
                        self._cookies(place, rules, rules.window)
                    case _:
                        self._groups(place, here, rules)

    def _groups(self, at: Large, steps: Steps, rules: Rules) -> None:
        for i, item in self._items(at, rules.group, str(steps[-1])):
            own = self._ledger.bucket(rules.group)
            own.items += 1
            for place in self._own(item, own, ("tabs",)).values():
                here = (*steps, i, "tabs")
                self._tabs(place, here, rules, rules.grouped_state, rules.grouped)

    def _cookies(self, at: Large, rules: Rules, around: Rule) -> None:
        # A list by itself: what its name takes is cookies, too.
        self._ledger.bucket(around).whole -= name_size("cookies")
        own = self._ledger.bucket(rules.cookie)
        own.whole += name_size("cookies") + len(at)
        own.member("cookies", len(at))
        starts, ends = self.pieces.spans(at)
        if not self._ledger.by_site:
            own.items += len(starts)
            own.pages += len(starts)
            return
        for start, end in zip(starts, ends, strict=True):
            host = raw_value(Raw(self.pieces.text[start:end]))
            host = host.get("host") if isinstance(host, dict) else None
            site = site_of_host(host) if isinstance(host, str) and host else NO_SITE
            own.whole -= end - start
            own.sizes["cookies"] -= end - start
            bucket = self._ledger.bucket(rules.cookie, site)
            bucket.whole += end - start
            bucket.sizes["cookies"] += end - start
            bucket.items += 1
            bucket.pages += 1

    # -- tabs ----------------------------------------------------------------------------------

    def _tabs(
        self, at: Large, steps: Steps, rules: Rules, state: Rule, closed: Rule | None
    ) -> None:
        """A list of tabs, or of closed ones, which have what was the tab as their state."""
        starts, ends = self.pieces.spans(at)
        first = self.tabs.add(starts, ends, steps, closed=closed is not None)
        around = self._ledger.bucket(closed or state)
        around.whole += len(at) - sum(ends) + sum(starts)
        if not self._inside:
            return
        for number, (start, end) in enumerate(zip(starts, ends, strict=True), first):
            if start - self._told > _TOLD:
                tell("weighing", start, len(self.pieces.text))
                self._told = start
            self._ledger.enter(number)
            piece = self.pieces.at(start, end, at.depth + 1)
            if closed is None:
                self._tab(piece, rules, state)
            else:
                self._closed(piece, rules, state, closed)
        self._ledger.enter(OUTSIDE)

    def _closed(self, piece: Piece, rules: Rules, state: Rule, closed: Rule) -> None:
        members = self.pieces.members(piece)
        tab = members.pop("state", None)
        size, site = len(piece), NO_SITE
        if tab is not None:
            size -= len(tab)
            site = self._tab(tab, rules, state, items=0)
        own = self._ledger.bucket(closed, site)
        own.whole += size
        own.items += 1
        for name, value in members.items():
            self.leaf(own, name, value)

    def _tab(self, piece: Piece, rules: Rules, rule: Rule, items: int = 1) -> str:
        """Its site is that of the page it shows."""
        members = self.pieces.members(piece)
        entries = members.pop("entries", None)
        pages = [] if entries is None else self.pieces.items(entries)
        site = self._site(members, pages) if self._ledger.by_site else NO_SITE
        own = self._ledger.bucket(rule, site)
        own.whole += len(piece)
        own.items += items
        for name, value in members.items():
            if name == "formdata" and _may_hold_session(self.pieces, value):
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
            self._entries(entries, pages, rules, own)
        return site

    def _site(self, members: Mapping[str, Piece], pages: list[Piece]) -> str:
        """The site of the page that a tab shows, or of what was typed where it has none."""
        if not pages:
            return site_of(_text(members.get("userTypedValue")))
        index = members.get("index")
        at = shown_entry(raw_value(_raw(index)) if index is not None else None, len(pages))
        return self._page_site(pages[at])

    def _page_site(self, page: Piece) -> str:
        return site_of(_text(self.pieces.members(page).get("url")))

    def _storage(self, piece: Piece, rules: Rules, own: Bucket) -> None:
        """What a site keeps in a tab is that site's; the name is the tab's."""
        rest = len(piece)
        for origin, value in self.pieces.members(piece).items():
            size = name_size(origin) + len(value)
            rest -= size
            bucket = self._ledger.bucket(rules.storage, site_of(origin))
            bucket.whole += size
            bucket.items += 1
            bucket.pages += 1
            bucket.sizes["storage"] += size
        own.whole -= len(piece) - rest
        own.member("storage", rest)

    def _entries(self, at: Piece, pages: list[Piece], rules: Rules, own: Bucket) -> None:
        """Entries belong to their own sites; what holds the list together, to the tab's."""
        own.whole -= len(at)
        if self.pieces.opener(at) != _ARRAY:
            own.whole += len(at)
            self.leaf(own, "entries", at)
            return
        around = self._ledger.bucket(rules.entry, own.site)
        around.whole += len(at) - sum(map(len, pages))
        for page in pages:
            site = self._page_site(page) if self._ledger.by_site else NO_SITE
            bucket = self._ledger.bucket(rules.entry, site)
            bucket.items += 1
            bucket.pages += 1
            bucket.whole += len(page)
            self._entry(page, bucket)

    def _entry(self, page: Piece, bucket: Bucket) -> None:
        waiting = [page]
        while waiting:
            for name, value in self.pieces.members(waiting.pop()).items():
                frames = self.pieces.items(value) if name == "children" else []
                if frames:
                    waiting += frames
                else:
                    self.leaf(bucket, name, value)


def _may_hold_session(pieces: Pieces, form: Piece) -> bool:
    """Whether form data carries a whole session, without decoding it."""
    return len(form) > 40 and pieces.holds(form, b'sessionData"')


def _raw(piece: Piece | None) -> Raw:
    return piece if isinstance(piece, Raw) else Raw(b"null")


def _text(piece: Piece | None) -> str:
    """A string as text; of a long one the beginning; empty for all else."""
    if not isinstance(piece, Raw):
        return ""
    if len(piece) <= _LONGEST:
        return raw_text(piece)
    head = bytes(memoryview(piece)[:_LONGEST])
    return head[1:].decode("utf-8", "replace") if head[:1] == b'"' else ""
