"""The tabs of one session as rows of plain numbers: where each lies, and what tells it again.

An object is made only of the row that somebody asks for. One row is one tab in one list.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Any, Final, NamedTuple, TypeVar

import msgspec
import xxhash
from msgspec import UNSET, Raw, UnsetType, field

from ...errors import SessiontuiError
from ..json import text as jsontext
from ..json.pointer import Steps
from ..model import names
from ..model.coerce import whole
from ..model.item_kind import Kind
from ..model.snapshot import Snapshot
from .texts import Texts
from .traits import BLANK, HAS_KEYS, HIDDEN, MUTED, PINNED, Traits

T = TypeVar("T")

Odd = str | int | float | bool | list[Any] | None
RawList = list[Raw] | dict[str, Any] | str | int | float | bool | None

_BLANK_URLS: Final = frozenset(
    ("", "about:blank", "about:newtab", "about:home", "about:privatebrowsing", "about:welcome")
)


# -- what is decoded: tolerant like the skeleton, a wrong shape is one odd value ------------------


class _Group(msgspec.Struct, gc=False):
    id: Any = None
    name: Any = None
    closedAt: Any = None
    tabs: RawList = None


_Groups = list[_Group | Odd] | dict[str, Any] | str | int | float | bool | None


class _Window(msgspec.Struct, gc=False):
    tabs: RawList = None
    groups: _Groups = None
    closedGroups: _Groups = None
    closed_tabs: RawList = field(name=names.CLOSED_TABS, default=None)
    mobile_closed_tabs: RawList = field(name=names.MOBILE_CLOSED_TABS, default=None)
    closedAt: Any = None
    title: Any = None


_Windows = list[_Window | Odd] | dict[str, Any] | str | int | float | bool | None


class _Session(msgspec.Struct, gc=False):
    windows: _Windows = None
    closed_windows: _Windows = field(name=names.CLOSED_WINDOWS, default=None)
    savedGroups: _Groups = None


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


_SESSION = msgspec.json.Decoder(_Session)
_TAB = msgspec.json.Decoder(_Tab)
_CLOSED_TAB = msgspec.json.Decoder(_ClosedTab)
_EMPTY_TAB = _Tab()
_EMPTY_CLOSED = _ClosedTab()


class GroupPlace(NamedTuple):
    """A tab group: Firefox's id, its name exactly as the file has it, and where it stands."""

    id: str
    name: str
    steps: Steps


NO_GROUP: Final = GroupPlace("", "", ())


class TabList(NamedTuple):
    """One list of a session that holds tabs: an open window's, a closed group's …

    ``steps`` lead to the list, ``holder`` to its window or group. ``window`` is the place of the
    window in its own list, None for saved groups. ``closed_at``: when its window or group was
    closed, ms since epoch.
    """

    steps: Steps
    kind: Kind
    window: int | None
    closed_at: int | None = None
    groups: Mapping[str, GroupPlace] = MappingProxyType({})  # of the window's open ones, by id
    group: GroupPlace = NO_GROUP  # the closed or saved one it belongs to

    @property
    def holder(self) -> Steps:
        """The window or group whose list it is."""
        return self.steps[:-1]

    @property
    def name(self) -> str:
        """Firefox's own name of the list: windows, _closedWindows, _closedTabs, closedGroups …"""
        found = [step for step in self.steps if isinstance(step, str)]
        return found[-2] if found[-1] == "tabs" else found[-1]

    @property
    def holds_bare_tabs(self) -> bool:
        """Whether its tabs stand as they are, not as the state of closed ones."""
        return self.steps[-1] == names.MOBILE_CLOSED_TABS or self.kind in (
            Kind.TAB,
            Kind.CLOSED_WINDOW_TAB,
        )


class Sightings:
    """The tabs of one session, in the order of its lists, one row a tab. Nothing changes it.

    ``lists`` is the number of a row's list, ``at`` its place there, ``groups`` the number of its
    tab group; ``traits`` tell it again elsewhere.
    """

    __slots__ = ("at", "group_places", "groups", "lists", "tab_lists", "traits")

    def __init__(self, texts: Texts) -> None:
        self.traits = Traits(texts)
        self.tab_lists: list[TabList] = []
        self.group_places: list[GroupPlace] = [NO_GROUP]
        self.lists = array("L")
        self.at = array("L")
        self.groups = array("L")

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


def sightings_in(snapshot: Snapshot, texts: Texts) -> Sightings:
    """The tabs of one session, without those of the sessions inside it.

    Decodes the text once more, for what the skeleton leaves out: about as long as reading it.
    """
    found = Sightings(texts)
    add = _Adder(found, snapshot.session.start_time)
    for tab_list, pieces in tab_lists(snapshot):
        add.tabs(tab_list, pieces)
    return found


def tab_lists(snapshot: Snapshot) -> Iterator[tuple[TabList, list[Raw]]]:
    """Every list of tabs that is not empty, with the JSON of each tab: the order of the rows."""
    session = jsontext.decode(snapshot.document.text, _SESSION).value
    lists = chain(
        *(_lists_of(window, steps) for steps, window in _windows(session)),
        (
            _list_of_group(group, (names.SAVED_GROUPS, j), None)
            for j, group in _groups(session.savedGroups)
        ),
    )
    for tab_list, found in lists:
        if isinstance(found, list) and found:
            yield tab_list, found


def _windows(session: _Session) -> Iterator[tuple[tuple[str, int], _Window]]:
    for key, windows in (
        ("windows", session.windows),
        (names.CLOSED_WINDOWS, session.closed_windows),
    ):
        for i, window in enumerate(windows if isinstance(windows, list) else ()):
            if isinstance(window, _Window):
                yield (key, i), window


def _groups(found: _Groups) -> Iterator[tuple[int, _Group]]:
    for j, group in enumerate(found if isinstance(found, list) else ()):
        if isinstance(group, _Group):
            yield j, group


def _lists_of(window: _Window, steps: tuple[str, int]) -> Iterator[tuple[TabList, RawList]]:
    key, index = steps
    kind, closed_at = Kind.TAB, None
    if key == names.CLOSED_WINDOWS:
        kind, closed_at = Kind.CLOSED_WINDOW_TAB, whole(window.closedAt) or None
    groups = {
        group.id: GroupPlace(group.id, _text(group.name), (*steps, "groups", j))
        for j, group in _groups(window.groups)
        if isinstance(group.id, str)
    }
    yield TabList((*steps, "tabs"), kind, index, closed_at, groups), window.tabs
    if window.closed_tabs is None:
        mobile = (*steps, names.MOBILE_CLOSED_TABS)
        yield TabList(mobile, Kind.CLOSED_TAB, index, closed_at), window.mobile_closed_tabs
    closed_tabs = (*steps, names.CLOSED_TABS)
    yield TabList(closed_tabs, Kind.CLOSED_TAB, index, closed_at), window.closed_tabs
    for j, group in _groups(window.closedGroups):
        yield _list_of_group(group, (*steps, names.CLOSED_GROUPS, j), index)


def _list_of_group(group: _Group, steps: Steps, window: int | None) -> tuple[TabList, RawList]:
    closed_at = whole(group.closedAt) or None
    place = GroupPlace(_text(group.id), _text(group.name), steps)
    return TabList((*steps, "tabs"), Kind.GROUP_TAB, window, closed_at, group=place), group.tabs


class _Adder:
    """Puts tabs into the rows. ``run``: when this run of Firefox began."""

    def __init__(self, rows: Sightings, run: int | None) -> None:
        self._rows = rows
        self._run = run
        self._groups = {NO_GROUP: 0}

    def tabs(self, tab_list: TabList, pieces: list[Raw]) -> None:
        """Add the tabs of one list: as they stand, or as the state of closed ones."""
        self._rows.tab_lists.append(tab_list)
        bare = tab_list.holds_bare_tabs
        for at, raw in enumerate(pieces):
            piece = bytes(raw)
            title, closed_at = "", tab_list.closed_at
            if bare:
                tab = _decoded(_TAB, piece, _EMPTY_TAB)
            else:
                closed = _decoded(_CLOSED_TAB, piece, _EMPTY_CLOSED)
                tab = closed.state if isinstance(closed.state, _Tab) else _EMPTY_TAB
                title, closed_at = _text(closed.title), whole(closed.closedAt) or closed_at
            self._place(tab_list, at, tab)
            self._tell(piece, tab, title, closed_at)

    def _place(self, tab_list: TabList, at: int, tab: _Tab) -> None:
        rows = self._rows
        group = tab_list.group
        if tab_list.groups and isinstance(tab.groupId, str):
            group = tab_list.groups.get(tab.groupId, NO_GROUP)
        number = self._groups.get(group)
        if number is None:
            number = self._groups[group] = len(rows.group_places)
            rows.group_places.append(group)
        rows.traits.places.append(hash((tab_list.steps, at)))
        rows.lists.append(len(rows.tab_lists) - 1)
        rows.at.append(at)
        rows.groups.append(number)

    def _tell(self, piece: bytes, tab: _Tab, title: str, closed_at: int | None) -> None:
        traits = self._rows.traits
        entries = tab.entries if isinstance(tab.entries, list) else []
        keys = [
            hash(entry.navigationKey)
            for entry in entries
            if isinstance(entry, _Entry) and isinstance(entry.navigationKey, str)
        ]
        docshell, here = 0, 0
        url = "" if entries else _text(tab.userTypedValue)
        shown = _shown(entries, tab.index)
        if shown is not None:
            url = _text(shown.url)
            title = _text(shown.title) or title
            if isinstance(shown.navigationKey, str) and isinstance(shown.navigationId, str):
                here = hash((shown.navigationKey, shown.navigationId, url))
            if isinstance(shown.docshellUUID, str) and self._run:
                docshell = hash((self._run, shown.docshellUUID))
        traits.keys.extend(keys)
        traits.first_key.append(len(traits.keys))
        traits.texts.append(traits.texts_of.number(title, url))
        traits.accessed.append(whole(tab.lastAccessed) or 0)
        traits.closed.append(closed_at or 0)
        traits.containers.append(whole(tab.userContextId) or 0)
        traits.flags.append(
            (PINNED if tab.pinned is True else 0)
            | (HIDDEN if tab.hidden is True else 0)
            | (MUTED if tab.muted is True else 0)
            | (BLANK if url in _BLANK_URLS and len(entries) < 2 else 0)
            | (HAS_KEYS if keys else 0)
        )
        traits.digests.append(xxhash.xxh3_64_intdigest(piece))
        traits.here.append(here)
        traits.docshells.append(docshell)


def _shown(entries: list[_Entry | Odd], index: Any) -> _Entry | None:
    """The entry that the tab shows, as ``Tab.current`` has it."""
    if not entries:
        return None
    number = whole(index) or len(entries)
    found = entries[max(0, min(number - 1, len(entries) - 1))]
    return found if isinstance(found, _Entry) else None


def _decoded(decoder: msgspec.json.Decoder[T], piece: bytes, empty: T) -> T:
    if piece[:1] != b"{":
        return empty
    try:
        return decoder.decode(piece)
    except (msgspec.MsgspecError, RecursionError, UnicodeError):
        pass
    try:
        return jsontext.decode(piece, decoder).value
    except SessiontuiError:
        return empty


def _text(value: Any) -> str:
    return value if isinstance(value, str) else ""
