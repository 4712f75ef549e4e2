"""What of a session can be dropped so that bytes are freed: told without carrying it out."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import Raw, Struct

from ..json.in_goes import find
from ..json.spelling import may_be_escaped
from ..model import names
from ..model.coerce import raw_text
from ..model.document import (
    ClosedTabSkeleton,
    Document,
    EntrySkeleton,
    GroupSkeleton,
    RawField,
    SessionSkeleton,
    TabSkeleton,
    WindowSkeleton,
)
from ..model.nested import session_in_piece
from ..model.snapshot import Snapshot
from .extension_values import hosts_in, owners_in
from .operations.forget import host_of_site, plain_host
from .operations.slim import OWN_ICONS
from .slimming import Drop

_MEMBERS: Final[msgspec.json.Decoder[dict[str, Raw]]] = msgspec.json.Decoder(dict[str, Raw])
_NO_ICON: Final = (b"null", b'""', *(b'"%b' % own.encode() for own in OWN_ICONS))
_SESSION_INSIDE: Final = b'sessionData"'
_ADDRESS: Final = 4096  # bytes of one in which its host ends


class CanDrop(Struct, frozen=True):
    """``drops`` free something in whole; ``closed`` and ``storage`` of these hosts alone.

    Which extensions are gone only their profile knows: ``extensions`` is there when any of them
    keeps something.
    """

    drops: frozenset[Drop] = frozenset()
    closed: frozenset[str] = frozenset()
    storage: frozenset[str] = frozenset()

    def frees(self, drop: Drop, site: str | None = None) -> bool:
        """Whether dropping this frees anything; of ``site`` and its subdomains, if it is named."""
        if site is None:
            return drop in self.drops
        return host_of_site(site) in (self.closed if drop == "closed" else self.storage)


class _Item(NamedTuple):
    """A tab, and what was noted around it when it was closed by itself."""

    tab: TabSkeleton
    closed: ClosedTabSkeleton | None
    is_closed: bool


def can_drop(snapshot: Snapshot) -> CanDrop:
    """Look for it: one walk over the tabs, and a search in the text."""
    document = snapshot.document
    drops: set[Drop] = set()
    closed: set[str] = set()
    storage: set[str] = set()
    if names.CACHED_OBJECTS in _members(document.skeleton.lastSessionState):
        drops.add("favicons")  # also where it has no windows, and so is no session to look into
    for session in _sessions(document):
        if isinstance(session.cached_objects, Raw):
            drops.add("favicons")
        if _something_closed(session):
            drops.add("closed")
        for item in _items(session):
            if _has_icon(item):
                drops.add("favicons")
            pages = item.tab.entries if isinstance(item.tab.entries, list) else []
            if len(pages) > 1:
                drops.add("history")
            kept = _origins(item.tab.storage)
            if kept:
                drops.add("storage")
            storage.update(kept)
            if item.is_closed:
                closed.update(_addresses(pages))
    if find(document.text, _SESSION_INSIDE) >= 0 or may_be_escaped(document.text):
        drops.add("nested")
    if owners_in(document.text) or hosts_in(document.text).keeping:
        drops.add("extensions")
    if next(iter(snapshot.duplicates.expendable()), None) is not None:
        drops.add("duplicates")
    return CanDrop(frozenset(drops), _hosts(closed), _hosts(storage))


def _sessions(document: Document) -> Iterator[SessionSkeleton]:
    """The session, and the one before it that Firefox still offers."""
    yield document.skeleton
    last = document.skeleton.lastSessionState
    inside = session_in_piece(bytes(last)) if isinstance(last, Raw) else None
    if inside is not None:
        yield inside.skeleton


def _items(session: SessionSkeleton) -> Iterator[_Item]:
    for windows, is_closed in ((session.windows, False), (session.closed_windows, True)):
        for window in _of(windows, WindowSkeleton):
            for tab in _of(window.tabs, TabSkeleton):
                yield _Item(tab, None, is_closed)
            for tab in _of(window.mobile_closed_tabs, TabSkeleton):
                yield _Item(tab, None, True)
            yield from _closed(window.closed_tabs)
            for groups in (window.groups, window.closedGroups):
                yield from _in_groups(groups)
    yield from _in_groups(session.savedGroups)


def _in_groups(groups: object) -> Iterator[_Item]:
    for group in _of(groups, GroupSkeleton):
        yield from _closed(group.tabs)


def _closed(tabs: object) -> Iterator[_Item]:
    for closed in _of(tabs, ClosedTabSkeleton):
        if isinstance(closed.state, TabSkeleton):
            yield _Item(closed.state, closed, True)


def _something_closed(session: SessionSkeleton) -> bool:
    """Whether anything is closed that was not saved on purpose."""
    if _of(session.closed_windows, WindowSkeleton):
        return True
    return any(
        _of(window.closed_tabs, ClosedTabSkeleton)
        or _of(window.mobile_closed_tabs, TabSkeleton)
        or _of(window.closedGroups, GroupSkeleton)
        for window in _of(session.windows, WindowSkeleton)
    )


def _of(found: object, kind: type[Any]) -> list[Any]:
    """Those of a list that are of a kind; nothing where an odd value stands in its place."""
    return [one for one in found if isinstance(one, kind)] if isinstance(found, list) else []


def _has_icon(item: _Item) -> bool:
    places: list[RawField] = [item.tab.image]
    if item.closed is not None:
        places.append(item.closed.image)
    if isinstance(item.tab.attributes, Raw):  # where Firefox kept it before version 4
        places += [_members(item.tab.attributes).get("image", msgspec.UNSET)]
    return any(
        isinstance(one, Raw) and not bytes(memoryview(one)[:12]).startswith(_NO_ICON)
        for one in places
    )


def _origins(storage: RawField) -> Iterable[str]:
    # What an origin is named together with, like ^userContextId=2, is none of its host.
    return {name.partition("^")[0] for name in _members(storage)}


def _members(raw: RawField) -> dict[str, Raw]:
    if not isinstance(raw, Raw):
        return {}
    try:
        return _MEMBERS.decode(raw)
    except (msgspec.DecodeError, UnicodeDecodeError, RecursionError):
        return {}


def _addresses(pages: Iterable[object]) -> Iterator[str]:
    for page in pages:
        if isinstance(page, EntrySkeleton) and isinstance(page.url, Raw):
            if len(memoryview(page.url)) <= _ADDRESS:
                yield raw_text(page.url)
            else:
                yield bytes(memoryview(page.url)[1:_ADDRESS]).decode("utf-8", "replace")


def _hosts(addresses: Iterable[str]) -> frozenset[str]:
    """Their hosts, and the domains above each."""
    found: set[str] = set()
    for host in set(map(plain_host, addresses)):
        found.add(host)
        if ":" not in host:
            names = host.split(".")
            found.update(".".join(names[place:]) for place in range(1, len(names)))
    found.discard("")
    return frozenset(found)
