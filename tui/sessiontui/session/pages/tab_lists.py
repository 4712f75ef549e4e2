"""Every list of tabs of a session, open, closed and saved ones, with the JSON of each tab."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import chain
from types import MappingProxyType
from typing import Any, Final, NamedTuple

import msgspec
from msgspec import Raw, field

from ..json import text as jsontext
from ..json.pointer import Steps
from ..model import names
from ..model.coerce import text_value, whole
from ..model.document import Odd
from ..model.item_kind import Kind
from ..model.snapshot import Snapshot

RawList = list[Raw] | dict[str, Any] | str | int | float | bool | None

# What is decoded is as tolerant as the skeleton: a wrong shape is one odd value.


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


_SESSION = msgspec.json.Decoder(_Session)


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
        group.id: GroupPlace(group.id, text_value(group.name), (*steps, "groups", j))
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
    place = GroupPlace(text_value(group.id), text_value(group.name), steps)
    return TabList((*steps, "tabs"), Kind.GROUP_TAB, window, closed_at, group=place), group.tabs
