"""Whole lists of tabs, as Firefox writes them, for the questions that are asked first.

Each question has a decoder that makes no more of a tab than it needs, in one or two passes. What
they do not expect they reject, and then nothing is handed over: ``TabWalk`` does it. Both give
the same (``tests/unit/session/weight``).
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from operator import attrgetter
from typing import Any, Final

import msgspec
from msgspec import UNSET, Raw, UnsetType

from ..model.coerce import shown_entry
from .batches import Batch
from .ledger import Bucket, Ledger, name_size
from .page_site import site_of_page, site_of_text
from .parts import CLOSED_KINDS, ENTRY_KINDS, TAB_KINDS, Rule, Rules
from .pieces import REJECTED, Pieces
from .rows import NO_SITE
from .site import site_of_origin
from .tab_walk import ARRAY, OBJECT, may_hold_session

_Slot = Raw | UnsetType
_ONE: Final = 1 << 40
"""More bytes than a batch has: sizes are summed below it, and how many they are above."""


def weigh(
    pieces: Pieces, ledger: Ledger, batch: Batch, rules: Rules, state: Rule, closed: Rule | None
) -> bool:
    """Hand over a list of tabs; False when it must be done tab by tab."""
    if ledger.question.within:
        return False
    try:
        match ledger.question.by:
            case "part":
                _by_part(pieces, ledger, batch, rules, state, closed)
            case "field":
                try:
                    _by_field(ledger.bucket(state), batch, closed, _FIELDS[0])
                except REJECTED:
                    _by_field(ledger.bucket(state), batch, closed, _FIELDS[1])
            case "site":
                _by_site(ledger, batch, rules, closed)
            case _:
                return False
    except REJECTED:
        return False
    return True


# -- by part ---------------------------------------------------------------------------------------


Decoder = msgspec.json.Decoder[list[Any]]


def _list_of(kind: Any) -> Decoder:
    """A decoder of lists of a struct that was made here."""
    return msgspec.json.Decoder(list[kind])


def _struct(name: str, slots: Iterable[str], *fields: Any, strict: bool = False) -> Any:
    return msgspec.defstruct(
        name,
        [*fields, *((slot, _Slot, UNSET) for slot in slots)],
        forbid_unknown_fields=strict,
        gc=False,
    )


# msgspec makes these: of each the names that have a kind, and what leads further in.
_PART_TAB: Final = _struct("_PartTab", (*TAB_KINDS, "entries"))
_PART_CLOSED: Final = _struct("_PartClosed", CLOSED_KINDS, ("state", _PART_TAB | UnsetType, UNSET))
_PART_ENTRY: Final = _struct("_PartEntry", (*ENTRY_KINDS, "children"))
_TABS: Final = _list_of(_PART_TAB)
_CLOSED_TABS: Final = _list_of(_PART_CLOSED)
_ENTRIES: Final = _list_of(_PART_ENTRY)


class Kinds:
    """The values that have a kind, of a list of tabs: by name, of closed items, tabs and entries.

    ``entries`` are the histories as they stand; ``pages`` is how many entries they have. Raises
    what is in REJECTED.
    """

    def __init__(self, batch: Batch, *, closed: bool) -> None:
        items: Sequence[Any] = (_CLOSED_TABS if closed else _TABS).decode(batch)
        self.count = len(items)
        self.closed = _by_name(items, CLOSED_KINDS) if closed else {}
        tabs = items
        if closed:
            tabs = [item.state for item in items if item.state is not UNSET]
        self.tabs = _by_name(tabs, TAB_KINDS)
        entries = (tab.entries for tab in tabs)
        self.entries = [raw for raw in entries if raw is not UNSET and memoryview(raw)[0] == ARRAY]
        pages = [*chain.from_iterable(map(_ENTRIES.decode, self.entries))]
        self.pages = len(pages)
        self.in_entries: dict[str, list[Raw]] = {}
        while pages:
            for name, values in _by_name(pages, ENTRY_KINDS).items():
                self.in_entries.setdefault(name, []).extend(values)
            frames = [page.children for page in pages if page.children is not UNSET]
            pages = [*chain.from_iterable(_frames(frames, _ENTRIES))]


def _by_name(items: Sequence[Any], names: Iterable[str]) -> dict[str, list[Raw]]:
    found = {}
    for name in names:
        values = [value for value in map(attrgetter(name), items) if value is not UNSET]
        if values:
            found[name] = values
    return found


def _frames(children: Iterable[Raw], decoder: Decoder) -> list[list[Any]]:
    """The frames of some entries; what is no list is a member like others."""
    return [decoder.decode(raw) for raw in children if memoryview(raw)[0] == ARRAY]


def _by_part(
    pieces: Pieces, ledger: Ledger, batch: Batch, rules: Rules, state: Rule, closed: Rule | None
) -> None:
    kinds = Kinds(batch, closed=closed is not None)
    own, entries = ledger.bucket(state), ledger.bucket(rules.entry)
    history = sum(map(len, kinds.entries))
    own.whole += len(batch) - history
    entries.whole += history
    entries.items += kinds.pages
    ledger.bucket(closed or state).items += kinds.count
    forms = kinds.tabs.pop("formdata", [])
    for form in forms:
        if may_hold_session(pieces, form):
            nested, size = ledger.bucket(rules.nested), name_size("formdata") + len(form)
            own.whole -= size
            nested.whole += size
            nested.items += 1
            nested.member("formdata", len(form))
        else:
            own.member("formdata", len(form))
    _add(own, kinds.tabs)
    _add(entries, kinds.in_entries)
    if closed is not None:
        _add(ledger.bucket(closed), kinds.closed)


def _add(bucket: Bucket, values: Mapping[str, Sequence[Raw]]) -> None:
    for name, found in values.items():
        bucket.member(name, sum(map(len, found)), len(found))


# -- by field --------------------------------------------------------------------------------------

# Names that tabs of today mostly have, and those that older ones and Zen's have besides: each costs
# a look at every tab. With others a list is walked tab by tab.
_USUAL: Final = (
    "index", "requestedIndex", "lastAccessed", "hidden", "pinned", "groupId", "searchMode",
    "userContextId", "attributes", "extData", "image", "userTypedValue", "canonicalUrl", "storage",
    "formdata", "scroll",
)  # fmt: skip
_UNUSUAL: Final = (
    *_USUAL, "muted", "muteReason", "splitViewId", "iconLoadingPrincipal", "userTypedClear",
    "removeAfterRestore", "disallow", "zenSyncId", "zenWorkspace", "zenEssential", "zenIsEmpty",
    "zenIsGlance", "zenGlanceId", "zenStaticLabel", "zenHasStaticIcon", "zenDefaultUserContextId",
    "zenLiveFolderItemId", "zenPinnedIcon", "zenPinnedId", "_zenPinnedInitialState",
    "_zenIsActiveTab", "_zenContentsVisible", "_zenChangeLabelFlag",
)  # fmt: skip
_CLOSED_NAMES: Final = (
    "title", "image", "pos", "closedAt", "closedId", "sourceWindowId", "sourceClosedId",
    "closedInGroup", "closedInTabGroupId", "removeAfterRestore", "permanentKey",
    "_originalStateIndex", "_originalGroupStateIndex",
)  # fmt: skip


class _FieldDecoders:
    """Of lists of tabs that have no other names than these."""

    def __init__(self, names: Sequence[str]) -> None:
        entries = ("entries", list[dict[str, Raw]] | UnsetType, UNSET)
        tab = _struct("_FieldTab", names, entries, strict=True)
        state = ("state", tab | UnsetType, UNSET)
        closed = _struct("_FieldClosed", _CLOSED_NAMES, state, strict=True)
        self.names = names
        self.tabs = _list_of(tab)
        self.closed = _list_of(closed)


_FIELDS: Final = (_FieldDecoders(_USUAL), _FieldDecoders(_UNUSUAL))
_FRAMES: Final = msgspec.json.Decoder(list[dict[str, Raw]])


def _by_field(bucket: Bucket, batch: Batch, closed: Rule | None, decoders: _FieldDecoders) -> None:
    outer: dict[str, list[Raw]] = {}
    if closed is None:
        tabs = decoders.tabs.decode(batch)
    else:
        items = decoders.closed.decode(batch)
        outer = _by_name(items, _CLOSED_NAMES)
        tabs = [item.state for item in items if item.state is not UNSET]
    pages = [*chain.from_iterable(tab.entries for tab in tabs if tab.entries is not UNSET)]
    found: list[tuple[str, int, int]] = []
    while pages:
        found += _columns(pages)
        children = [page["children"] for page in pages if "children" in page]
        pages = []
        for raw, frames in zip(children, _lists(children), strict=True):
            if frames:
                found.append(("children", -len(raw), -1))
                pages += frames
    bucket.whole += len(batch)
    for name, size, count in found:
        bucket.member(name, size, count)
    _add(bucket, outer)
    _add(bucket, _by_name(tabs, decoders.names))


def _columns(pages: Iterable[Mapping[str, Raw]]) -> Iterable[tuple[str, int, int]]:
    """Bytes and number of the values by name; entries of the same names are summed together."""
    alike: defaultdict[tuple[str, ...], list[Mapping[str, Raw]]] = defaultdict(list)
    for page in pages:
        alike[tuple(page)].append(page)
    for names, same in alike.items():
        sizes = [*map(len, chain.from_iterable(page.values() for page in same))]
        for i, name in enumerate(names):
            yield name, sum(sizes[i :: len(names)]), len(same)


def _lists(children: Iterable[Raw]) -> list[list[dict[str, Raw]]]:
    return [_FRAMES.decode(raw) if memoryview(raw)[0] == ARRAY else [] for raw in children]


# -- by site ---------------------------------------------------------------------------------------


class _SiteTab(msgspec.Struct, gc=False):
    entries: list[Raw] | UnsetType = UNSET
    index: Any = None
    userTypedValue: _Slot = UNSET
    storage: _Slot = UNSET


class _SiteClosed(msgspec.Struct, gc=False):
    state: _SiteTab | UnsetType = UNSET


_ITEMS: Final = msgspec.json.Decoder(list[Raw])
_SITE_TABS: Final = msgspec.json.Decoder(list[_SiteTab])
_SITE_CLOSED: Final = msgspec.json.Decoder(list[_SiteClosed])
_ORIGINS: Final = msgspec.json.Decoder(dict[str, Raw])


def _by_site(ledger: Ledger, batch: Batch, rules: Rules, closed: Rule | None) -> None:
    sums: defaultdict[str, int] = defaultdict(int)
    sizes = [*map(len, _ITEMS.decode(batch))]
    tabs: Iterable[_SiteTab | UnsetType] = (
        _SITE_TABS.decode(batch)
        if closed is None
        else (item.state for item in _SITE_CLOSED.decode(batch))
    )
    sums[NO_SITE] = len(batch) - sum(sizes)
    for tab, rest in zip(tabs, sizes, strict=True):
        if tab is UNSET:
            sums[NO_SITE] += rest
            continue
        pages = tab.entries
        if not pages:
            site = site_of_text(tab.userTypedValue)
        elif len(pages) == 1:  # mostly: the tab is of its page's site
            site = site_of_page(pages[0])
            rest += _ONE
        else:
            sites = [*map(site_of_page, pages)]
            for at, size in zip(sites, map(len, pages), strict=True):
                rest -= size
                sums[at] += size + _ONE
            site = sites[shown_entry(tab.index, len(sites))]
        if tab.storage is not UNSET and memoryview(tab.storage)[0] == OBJECT:
            for origin, value in _ORIGINS.decode(tab.storage).items():
                size = name_size(origin) + len(value)
                rest -= size
                sums[site_of_origin(origin)] += size + _ONE
        sums[site] += rest
    for site, both in sums.items():
        bucket = ledger.bucket(rules.entry, site)
        bucket.whole += both % _ONE
        bucket.pages += both // _ONE
