"""What the add-on Tab Session Manager exports, as a session: its windows and tabs.

A file is a list of saved sessions, each with ``windows`` (window id → tab id → what the API
``browser.tabs`` calls a Tab), ``windowsInfo`` and ``tabGroups`` (versions 6 and 7 of the add-on).
The first stands as the open windows, those of the others as closed windows with the name and date
of their session.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

import msgspec

from ...errors import SessiontuiError
from ..json import text as jsontext
from ..model import names

_CONTAINER: Final = "firefox-container-"
_COLOURS: Final = {"grey": "gray"}
_MOST_CLOSED: Final = 10_000
_MOST_DIGITS: Final = 10  # of the number of a container


def as_session(text: bytes) -> bytes | None:
    """The JSON of a session with these windows; None where the text is no such export."""
    if text[:64].lstrip()[:1] != b"[" or b'"windowsInfo"' not in text:
        return None
    try:
        found = jsontext.decode_any(text)
    except SessiontuiError:
        return None
    sessions = [one for one in found if _is_session(one)] if isinstance(found, list) else []
    if not sessions:
        return None
    first, *others = sessions
    closed = [
        {**window, "closedAt": _number(one.get("date")), "closedId": number, "title": _name(one)}
        for number, (one, window) in enumerate(
            ((one, window) for one in others for window in _windows(one)), 1
        )
        if number <= _MOST_CLOSED
    ]
    return msgspec.json.encode({
        "version": ["sessionrestore", 1],
        "windows": list(_windows(first)),
        "selectedWindow": 1,
        names.CLOSED_WINDOWS: closed,
        "session": {"lastUpdate": _number(first.get("date"))},
    })  # fmt: skip


def _is_session(found: Any) -> bool:
    return isinstance(found, dict) and isinstance(found.get("windows"), dict)


def _windows(session: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    infos = session.get("windowsInfo")
    groups = [one for one in _list(session.get("tabGroups")) if isinstance(one, dict)]
    for key, tabs in session["windows"].items():
        if not isinstance(tabs, dict):
            continue
        info = infos.get(key) if isinstance(infos, dict) else None
        ordered = sorted(
            (tab for tab in tabs.values() if isinstance(tab, dict)),
            key=lambda tab: _number(tab.get("index")),
        )
        active = next((n for n, tab in enumerate(ordered, 1) if tab.get("active") is True), 1)
        window = {
            "tabs": [_tab(tab) for tab in ordered],
            "groups": [_group(one) for one in groups if str(one.get("windowId")) == key],
            "selected": active,
            names.CLOSED_TABS: [],
        }
        if isinstance(info, dict):
            window |= {
                ours: info[theirs]
                for ours, theirs in (
                    ("width", "width"), ("height", "height"), ("screenX", "left"),
                    ("screenY", "top"), ("sizemode", "state"),
                )
                if isinstance(info.get(theirs), int | str)
            }  # fmt: skip
        yield window


def _tab(tab: Mapping[str, Any]) -> dict[str, Any]:
    url = tab.get("url")
    made: dict[str, Any] = {
        "entries": [{"url": url, "title": tab.get("title")}] if isinstance(url, str) else [],
        "index": 1,
        "lastAccessed": _number(tab.get("lastAccessed")),
    }
    for name in ("pinned", "hidden"):
        if tab.get(name) is True:
            made[name] = True
    if isinstance(tab.get("favIconUrl"), str):
        made["image"] = tab["favIconUrl"]
    group = tab.get("groupId")
    if isinstance(group, int) and group >= 0:
        made["groupId"] = str(group)
    store = tab.get("cookieStoreId")
    if isinstance(store, str) and store.startswith(_CONTAINER):
        number = store.removeprefix(_CONTAINER)
        is_number = number.isascii() and number.isdigit() and len(number) < _MOST_DIGITS
        made["userContextId"] = int(number) if is_number else 0
    return made


def _group(group: Mapping[str, Any]) -> dict[str, Any]:
    colour = group.get("color")
    return {
        "id": str(group.get("id")),
        "name": group.get("title"),
        "color": _COLOURS.get(colour, colour) if isinstance(colour, str) else colour,
        "collapsed": group.get("collapsed") is True,
    }


def _name(session: Mapping[str, Any]) -> str:
    name = session.get("name")
    return name if isinstance(name, str) else ""


def _list(found: Any) -> list[Any]:
    return found if isinstance(found, list) else []


def _number(found: Any) -> int:
    return int(found) if isinstance(found, int | float) and 0 <= found < 2**53 else 0
