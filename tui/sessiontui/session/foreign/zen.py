"""Zen's own session file (since 1.18) as a session: each of its spaces is a window.

``zen-sessions.jsonlz4`` has ``tabs`` of all spaces in one list, ``spaces``, ``folders``, ``groups``
and ``splitViewData``, and no windows. What is made of it has every tab, group and folder byte for
byte, so that it can be looked at, found in, exported and restored from like any other. Tabs of all
spaces (essentials without one) stand in a window of their own.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, Final

import msgspec
from msgspec import Raw

from ...errors import SessiontuiError
from ..json import text as jsontext
from ..model import names
from ..model.coerce import raw_text, whole

_NO_SPACE: Final = "Essentials"


class _Space(msgspec.Struct):
    uuid: Any = None
    name: Raw | msgspec.UnsetType = msgspec.UNSET


class _Tab(msgspec.Struct):
    zenWorkspace: Any = None
    zenEssential: Any = None
    zenIsEmpty: Any = None
    groupId: Any = None


class _Group(msgspec.Struct):
    id: Any = None


class _Folder(msgspec.Struct):
    id: Any = None
    parentId: Any = None
    workspaceId: Any = None


class _View(msgspec.Struct):
    groupId: Any = None


class _File(msgspec.Struct):
    spaces: list[Raw] | None = None
    tabs: list[Raw] | None = None
    groups: list[Raw] | None = None
    folders: Raw | msgspec.UnsetType = msgspec.UNSET
    splitViewData: Raw | msgspec.UnsetType = msgspec.UNSET
    lastCollected: Any = None


_FILE: Final = msgspec.json.Decoder(_File)
_SPACE: Final = msgspec.json.Decoder(_Space)
_TAB: Final = msgspec.json.Decoder(_Tab)
_GROUP: Final = msgspec.json.Decoder(_Group)
_FOLDER: Final = msgspec.json.Decoder(_Folder)
_VIEW: Final = msgspec.json.Decoder(_View)
_LIST: Final = msgspec.json.Decoder(list[Raw])


def as_session(text: bytes) -> bytes | None:
    """The JSON of a session with these tabs; None where the text is no file of Zen's."""
    if b'"spaces"' not in text or b'"tabs"' not in text:
        return None
    try:
        decoded = jsontext.decode(text, _FILE)
    except SessiontuiError:
        return None
    found: _File = decoded.value
    if found.spaces is None or found.tabs is None:
        return None
    spaces: dict[str, str] = {}
    for raw in found.spaces:
        space = _of(_SPACE, raw)
        if isinstance(space, _Space) and isinstance(space.uuid, str):
            spaces[space.uuid] = raw_text(space.name)
    windows: dict[str, list[Raw]] = {uuid: [] for uuid in spaces}
    used: dict[str, set[str]] = {}
    for raw in found.tabs:
        tab = _of(_TAB, raw)
        if not isinstance(tab, _Tab) or tab.zenIsEmpty is True:  # it holds a folder's place
            continue
        uuid = tab.zenWorkspace if isinstance(tab.zenWorkspace, str) else ""
        windows.setdefault(uuid, []).append(raw)
        if isinstance(tab.groupId, str):
            used.setdefault(uuid, set()).add(tab.groupId)
    groups = {
        group.id: raw
        for raw in found.groups or ()
        if isinstance(group := _of(_GROUP, raw), _Group) and isinstance(group.id, str)
    }
    folders = [(raw, _of(_FOLDER, raw)) for raw in _listed(found.folders)]
    views = [(raw, _of(_VIEW, raw)) for raw in _listed(found.splitViewData)]
    within = {
        one.id: one.parentId
        for _, one in folders
        if isinstance(one, _Folder) and isinstance(one.id, str) and isinstance(one.parentId, str)
    }
    for uuid, ids in used.items():  # a folder that holds only folders is one of the space, too
        used[uuid] = ids | {outer for one in ids for outer in _above(one, within)}
    made = [
        _window(
            spaces.get(uuid) or ("" if uuid else _NO_SPACE),
            tabs,
            [raw for key, raw in groups.items() if key in used.get(uuid, ())],
            [
                raw
                for raw, one in folders
                if isinstance(one, _Folder) and _is_of(one, uuid, used.get(uuid, set()))
            ],
            [
                raw
                for raw, one in views
                if isinstance(one, _View) and _in(one.groupId, used.get(uuid, set()))
            ],
        )
        for uuid, tabs in windows.items()
        if tabs or uuid in spaces
    ]
    collected = whole(found.lastCollected)
    return msgspec.json.encode({
        "version": ["sessionrestore", 1],
        "windows": made,
        "selectedWindow": 1,
        names.CLOSED_WINDOWS: [],
        "session": {"lastUpdate": collected} if collected else {},
    })  # fmt: skip


def _listed(raw: Raw | msgspec.UnsetType) -> list[Raw]:
    found = _of(_LIST, raw) if isinstance(raw, Raw) else None
    return found if isinstance(found, list) else []


def _above(inner: str, within: dict[str, str]) -> Iterator[str]:
    """The folders that one lies in; those that lie in themselves end."""
    seen = {inner}
    while (outer := within.get(inner)) is not None and outer not in seen:
        seen.add(outer)
        yield outer
        inner = outer


def _in(found: Any, ids: set[str]) -> bool:
    return isinstance(found, str) and found in ids


def _is_of(folder: _Folder, uuid: str, ids: set[str]) -> bool:
    return folder.workspaceId == uuid or _in(folder.id, ids)


def _window(
    name: str, tabs: list[Raw], groups: list[Raw], folders: list[Raw], views: list[Raw]
) -> dict[str, Any]:
    return {
        "title": name,
        "tabs": tabs,
        "groups": groups,
        "folders": folders,
        "splitViewData": views,
        "selected": 1,
        names.CLOSED_TABS: [],
    }


def _of(decoder: msgspec.json.Decoder[Any], raw: Raw) -> Any:
    try:
        return decoder.decode(raw)
    except msgspec.MsgspecError:
        return None
