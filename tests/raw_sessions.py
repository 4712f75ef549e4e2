"""Sessions as their JSON has them, read without any code of the program: what a test judges by."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import lz4.block

Json = dict[str, Any]
LAST = "lastSessionState"


class Place(NamedTuple):
    """One tab where it lies: ``version`` as the program has it, ``around`` its window or group."""

    version: str
    list_name: str
    pointer: str
    tab: Json
    around: Json
    closed_title: str = ""

    @property
    def url(self) -> str:
        """The address that it shows."""
        return str(shown(self.tab).get("url", ""))

    @property
    def keys(self) -> frozenset[str]:
        """The navigation keys of its history."""
        entries = self.tab.get("entries", ())
        return frozenset(one["navigationKey"] for one in entries if "navigationKey" in one)

    @property
    def docshell(self) -> str:
        """The docshell of what it shows."""
        return str(shown(self.tab).get("docshellUUID", ""))


def read(path: Path) -> Json:
    """The session of a file."""
    data = path.read_bytes()
    text = lz4.block.decompress(data[8:]) if data[:8] == b"mozLz40\0" else data
    found: Json = json.loads(text)
    return found


def shown(tab: Json) -> Json:
    """The entry that a tab shows; empty when it has none."""
    entries: list[Json] = tab.get("entries", [])
    at = int(tab.get("index", len(entries))) - 1
    return entries[max(0, min(at, len(entries) - 1))] if entries else {}


def places(version: str, session: Json) -> Iterator[Place]:
    """Every tab of a session and of the one before it, in every list."""
    for key in ("windows", "_closedWindows"):
        for i, window in enumerate(session.get(key, ())):
            at = f"/{key}/{i}"
            for j, tab in enumerate(window.get("tabs", ())):
                yield Place(version, key, f"{at}/tabs/{j}", tab, window)
            yield from _closed(version, "_closedTabs", at, window.get("_closedTabs", ()), window)
            for j, group in enumerate(window.get("closedGroups", ())):
                below = f"{at}/closedGroups/{j}"
                yield from _closed(version, "closedGroups", below, group["tabs"], group)
    for i, group in enumerate(session.get("savedGroups", ())):
        yield from _closed(version, "savedGroups", f"/savedGroups/{i}", group["tabs"], group)
    if session.get(LAST):
        yield from places(f"{version}#/{LAST}", session[LAST])


def _closed(version: str, name: str, at: str, tabs: list[Json], around: Json) -> Iterator[Place]:
    below = "_closedTabs" if name == "_closedTabs" else "tabs"
    for j, one in enumerate(tabs):
        title = str(one.get("title") or "")
        yield Place(version, name, f"{at}/{below}/{j}", one["state"], around, title)


def texts(place: Place) -> Iterator[str]:
    """Everything of a tab in which a person may look for words."""
    tab, around = place.tab, place.around
    yield place.closed_title
    for entry in tab.get("entries", ()):
        yield str(entry.get("url", ""))
        yield str(entry.get("title") or "")
    yield str(tab.get("userTypedValue") or "")
    for key, value in (tab.get("extData") or {}).items():
        yield from (key, str(value))
    if "sessionData" not in json.dumps(tab.get("formdata", {})):
        yield from _typed(tab.get("formdata"))
    if place.list_name in ("closedGroups", "savedGroups"):
        yield str(around.get("name", ""))
    elif place.pointer.split("/")[-2] == "tabs":
        for group in around.get("groups", ()):
            if group.get("id") == tab.get("groupId"):
                yield str(group.get("name", ""))


def _typed(form: Any) -> Iterator[str]:
    if isinstance(form, dict):
        for key in ("id", "xpath"):
            yield from (one for one in (form.get(key) or {}).values() if isinstance(one, str))
        yield str(form.get("innerHTML") or "")
        for frame in form.get("children") or ():
            yield from _typed(frame)
