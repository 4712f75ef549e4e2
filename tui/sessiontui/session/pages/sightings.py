"""The tabs of one session as rows of plain numbers: where each lies, and what tells it again.

An object is made only of the row that somebody asks for. One row is one tab in one list.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Any, TypeVar

import msgspec
import xxhash
from msgspec import UNSET, Raw, UnsetType

from ...errors import SessiontuiError
from ..json import text as jsontext
from ..json.pointer import Steps
from ..model.coerce import BLANK_PAGES, never_arrived, shown_entry, text_value, whole
from ..model.document import Odd
from ..model.item_kind import Kind
from ..model.snapshot import Snapshot
from .tab_lists import NO_GROUP, GroupPlace, TabList, tab_lists
from .texts import Texts
from .traits import BLANK, HAS_KEYS, HIDDEN, MUTED, PINNED, Traits

T = TypeVar("T")


# -- what is decoded: tolerant like the skeleton, a wrong shape is one odd value ------------------


class _Entry(msgspec.Struct, gc=False):
    url: Any = None
    title: Any = None
    docshellUUID: Any = None
    navigationKey: Any = None
    navigationId: Any = None


class _Tab(msgspec.Struct, gc=False):
    entries: list[_Entry | Odd] | dict[str, Any] | str | int | float | bool | None = None
    index: Any = None
    lastAccessed: Any = None
    pinned: Any = None
    hidden: Any = None
    muted: Any = None
    groupId: Any = None
    userContextId: Any = None
    userTypedValue: Any = None


class _ClosedTab(msgspec.Struct, gc=False):
    state: _Tab | Odd | UnsetType = UNSET
    title: Any = None
    closedAt: Any = None


_TAB = msgspec.json.Decoder(_Tab)
_CLOSED_TAB = msgspec.json.Decoder(_ClosedTab)
_EMPTY_TAB = _Tab()
_EMPTY_CLOSED = _ClosedTab()


class Sightings:
    """The tabs of one session, in the order of its lists, one row a tab. Nothing changes it.

    ``lists`` is the number of a row's list, ``at`` its place there, ``groups`` the number of its
    tab group; ``traits`` tell it again elsewhere. ``guessed`` are the rows that may be wrong, since
    the file is damaged.
    """

    __slots__ = ("at", "group_places", "groups", "guessed", "lists", "tab_lists", "traits")

    def __init__(self, texts: Texts) -> None:
        self.traits = Traits(texts)
        self.tab_lists: list[TabList] = []
        self.group_places: list[GroupPlace] = [NO_GROUP]
        self.lists = array("L")
        self.at = array("L")
        self.groups = array("L")
        self.guessed: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.at)

    def steps(self, row: int) -> Steps:
        """Where it is in the document."""
        return (*self.tab_lists[self.lists[row]].steps, self.at[row])

    def tab_list(self, row: int) -> TabList:
        """The list that it lies in."""
        return self.tab_lists[self.lists[row]]

    def group(self, row: int) -> GroupPlace:
        """The tab group that it lies in; ``NO_GROUP`` for none."""
        return self.group_places[self.groups[row]]

    def open_rows(self) -> list[int]:
        """The rows of open tabs."""
        shown = [found.kind is Kind.TAB for found in self.tab_lists]
        return [row for row, number in enumerate(self.lists) if shown[number]]


def sightings_in(
    snapshot: Snapshot,
    texts: Texts,
    lists: Iterable[tuple[TabList, Sequence[Raw]]] | None = None,
) -> Sightings:
    """The tabs of one session, without those of the sessions inside it.

    Decodes the text once more, for what the skeleton leaves out: about as long as reading it.
    ``lists`` are its tab lists, where somebody has them.
    """
    found = Sightings(texts)
    add = _Adder(found, snapshot.session.start_time)
    for tab_list, pieces in tab_lists(snapshot) if lists is None else lists:
        add.tabs(tab_list, pieces)
    salvaged = snapshot.salvaged
    if salvaged is not None and (salvaged.guessed or not salvaged.certain):
        found.guessed = frozenset(
            row for row in range(len(found)) if not salvaged.is_certain(found.steps(row))
        )
    return found


class _Adder:
    """Puts tabs into the rows. ``run``: when this run of Firefox began.

    It is asked of every tab of every version: what can be done for a list at once is.
    """

    def __init__(self, rows: Sightings, run: int | None) -> None:
        self._rows = rows
        self._run = run
        self._groups = {NO_GROUP: 0}

    def tabs(self, tab_list: TabList, pieces: Sequence[Raw]) -> None:
        """Add the tabs of one list: as they stand, or as the state of closed ones."""
        rows, count = self._rows, len(pieces)
        rows.lists.extend([len(rows.tab_lists)] * count)
        rows.at.extend(range(count))
        rows.tab_lists.append(tab_list)
        stands = hash(tab_list.steps)
        rows.traits.places.extend([hash((stands, at)) for at in range(count)])
        group = self._group(tab_list.group)
        if not tab_list.groups:
            rows.groups.extend([group] * count)
        groups: dict[Any, int] = {None: group}  # by id
        bare = tab_list.holds_bare_tabs
        for raw in pieces:
            title, closed_at = "", tab_list.closed_at
            if bare:
                tab = _decoded(_TAB, raw, _EMPTY_TAB)
            else:
                closed = _decoded(_CLOSED_TAB, raw, _EMPTY_CLOSED)
                tab = closed.state if isinstance(closed.state, _Tab) else _EMPTY_TAB
                title, closed_at = text_value(closed.title), whole(closed.closedAt) or closed_at
            if tab_list.groups:
                name = tab.groupId if isinstance(tab.groupId, str) else None
                if name not in groups:
                    groups[name] = self._group(tab_list.groups.get(name or "", NO_GROUP))
                rows.groups.append(groups[name])
            self._tell(raw, tab, title, closed_at)

    def _group(self, group: GroupPlace) -> int:
        number = self._groups.get(group)
        if number is None:
            number = self._groups[group] = len(self._rows.group_places)
            self._rows.group_places.append(group)
        return number

    def _tell(self, piece: Raw, tab: _Tab, title: str, closed_at: int | None) -> None:
        traits = self._rows.traits
        entries = tab.entries if isinstance(tab.entries, list) else []
        keys = [
            hash(entry.navigationKey)
            for entry in entries
            if isinstance(entry, _Entry) and isinstance(entry.navigationKey, str)
        ]
        docshell, here = 0, 0
        url = ""
        shown = _shown(entries, tab.index)
        if shown is not None:
            url = text_value(shown.url)
            title = text_value(shown.title) or title
            if isinstance(shown.navigationKey, str) and isinstance(shown.navigationId, str):
                here = hash((shown.navigationKey, shown.navigationId, url))
            if isinstance(shown.docshellUUID, str) and self._run:
                docshell = hash((self._run, shown.docshellUUID))
        if tab.userTypedValue:
            typed = text_value(tab.userTypedValue)
            if typed and never_arrived(len(entries), url, typed):
                url = typed
        flags = HAS_KEYS if keys else 0
        if tab.pinned is True:
            flags |= PINNED
        if tab.hidden is True:
            flags |= HIDDEN
        if tab.muted is True:
            flags |= MUTED
        if url in BLANK_PAGES and len(entries) < 2:
            flags |= BLANK
        traits.keys.extend(keys)
        traits.first_key.append(len(traits.keys))
        traits.texts.append(traits.texts_of.number(title, url))
        traits.accessed.append(whole(tab.lastAccessed) or 0)
        traits.closed.append(closed_at or 0)
        traits.containers.append(whole(tab.userContextId) or 0 if tab.userContextId else 0)
        traits.flags.append(flags)
        traits.digests.append(xxhash.xxh3_64_intdigest(memoryview(piece)))
        traits.here.append(here)
        traits.docshells.append(docshell)


def _shown(entries: list[_Entry | Odd], index: Any) -> _Entry | None:
    """The entry that the tab shows, as ``Tab.current`` has it."""
    if not entries:
        return None
    found = entries[shown_entry(index, len(entries))]
    return found if isinstance(found, _Entry) else None


def _decoded(decoder: msgspec.json.Decoder[T], raw: Raw, empty: T) -> T:
    try:
        return decoder.decode(raw)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        pass
    piece = bytes(raw)
    try:
        return empty if piece[:1] != b"{" else jsontext.decode(piece, decoder).value
    except SessiontuiError:
        return empty
