"""Sessions of the add-on Tab Session Manager, for its "Import sessions".

A file is a list of sessions. The add-on's import asks for ``windows``, ``tabsNumber``, ``name``,
``date``, ``tag`` and ``sessionStartTime``; opening a session needs ``windowsInfo`` for each window
and ``url`` for each tab, and colours tab groups by ``tabGroups`` (version 7.1 of the add-on).
"""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from typing import Any, Final

import msgspec
from msgspec import UNSET, UnsetType

from ...session.model.items import Item
from ...session.model.snapshot import TabGroup, Window
from ..formats import Options
from ..json_rows import exact
from ..json_shapes import Text
from ..pages import Page, Section, sections
from .csv_table import iso

_NO_GROUP: Final = -1  # tabGroups.TAB_GROUP_ID_NONE
# tabGroups.Color; what is "gray" in session files is "grey" there (ext-tabGroups.js).
_COLOURS: Final = frozenset(("blue", "purple", "cyan", "orange", "yellow", "pink", "green", "red"))
_STATES: Final = frozenset(("normal", "maximized", "minimized", "fullscreen"))


class _Tab(msgspec.Struct, gc=False):
    """A tab as ``browser.tabs.Tab`` has it. Keys are the add-on's."""

    id: int
    index: int
    windowId: int
    url: Text
    title: Text
    active: bool
    pinned: bool
    hidden: bool
    discarded: bool
    incognito: bool
    groupId: int
    cookieStoreId: str
    lastAccessed: int | UnsetType = UNSET
    favIconUrl: Text | UnsetType = UNSET


def chunks(items: Sequence[Item], options: Options) -> Iterator[bytes]:
    """One document: a list with one session."""
    windows: dict[str, dict[str, _Tab]] = {}
    info: dict[str, dict[str, Any]] = {}
    groups: list[dict[str, Any]] = []
    count = 0
    filled = (section for section in sections(items) if section.found)  # none may be empty
    for number, section in enumerate(filled, 1):
        ids = _group_ids(section, number, groups)
        window = {}
        # The add-on opens them one by one at their index, and pinned ones can only go first.
        pages = sorted(section.pages, key=lambda page: not page.tab.pinned)
        for index, page in enumerate(pages):
            count += 1
            window[str(count)] = _tab(page, count, index, number, ids, options)
        windows[str(number)] = window
        info[str(number)] = _window_info(section.window, number)
    if not count:
        return
    session: dict[str, Any] = {
        "windows": windows,
        "windowsNumber": len(windows),
        "windowsInfo": info,
        "tabsNumber": count,
        "name": f"Firefox session {iso(options.now)[:16].replace('T', ' ')}",
        "date": options.now,
        "lastEditedTime": options.now,
        "tag": [],
        "sessionStartTime": options.now,
        "id": str(uuid.uuid4()),
    }
    if groups:
        session["tabGroups"] = groups
    yield msgspec.json.encode([session]) + b"\n"


def _group_ids(section: Section, number: int, groups: list[dict[str, Any]]) -> dict[str, int]:
    """The section's groups are added to the list; their number there, from 1, by their pointer."""
    ids = {}
    for page in section.pages:
        group = page.group
        if group is not None and group.pointer not in ids:
            ids[group.pointer] = len(groups) + 1
            groups.append(_group(group, len(groups) + 1, number))
    return ids


def _group(group: TabGroup, number: int, window: int) -> dict[str, Any]:
    return {
        "id": number,
        "windowId": window,
        "title": exact(group.name_field) or "",
        "color": group.color if group.color in _COLOURS else "grey",
        "collapsed": group.collapsed,
    }


def _tab(
    page: Page, number: int, index: int, window: int, groups: dict[str, int], options: Options
) -> _Tab:
    tab, entry = page.tab, page.tab.entry.skeleton
    url = None if tab.never_arrived else exact(entry.url)
    if url is None:
        url = page.raw_url(with_private=options.with_private) or "about:blank"
    title = exact(entry.title) if page.tab.raw_title else None
    if title is None and page.closed is not None:
        title = exact(page.closed.skeleton.title)
    container = tab.container_id
    icon = exact(tab.skeleton.image)
    return _Tab(
        id=number,
        index=index,
        windowId=window,
        url=url,
        title=title or url,
        active=page.closed is None
        and page.window is not None
        and tab.index == page.window.selected,
        pinned=tab.pinned,
        hidden=tab.hidden,
        discarded=True,
        incognito=False,
        groupId=groups.get(page.group.pointer, _NO_GROUP) if page.group else _NO_GROUP,
        cookieStoreId=f"firefox-container-{container}" if container else "firefox-default",
        lastAccessed=UNSET if tab.last_accessed is None else tab.last_accessed,
        favIconUrl=UNSET if icon is None else icon,
    )


def _window_info(window: Window | None, number: int) -> dict[str, Any]:
    """What ``browser.windows.Window`` has; the add-on reads ``state`` of every window."""
    out: dict[str, Any] = {
        "id": number,
        "type": "popup" if window is not None and window.is_popup else "normal",
        "state": window.size_mode if window and window.size_mode in _STATES else "normal",
        "incognito": False,
        "focused": number == 1,
    }
    if window is not None and window.geometry is not None:
        out["width"], out["height"], out["left"], out["top"] = window.geometry
    return out
