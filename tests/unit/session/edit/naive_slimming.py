"""What each drop should make of a session, on plain objects: slow, and plain to read."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from tests.builders import Json


def sessions(doc: Json) -> Iterator[Json]:
    yield doc
    if isinstance(doc.get("lastSessionState"), dict):
        yield doc["lastSessionState"]


def windows(doc: Json) -> Iterator[Json]:
    for one in sessions(doc):
        yield from (*one["windows"], *one["_closedWindows"])


def closed(doc: Json) -> Iterator[Json]:
    for window in windows(doc):
        yield from window["_closedTabs"]
        for group in (*window["groups"], *window["closedGroups"]):
            yield from group.get("tabs", [])
    for one in sessions(doc):
        for group in one["savedGroups"]:
            yield from group["tabs"]


def tabs(doc: Json) -> Iterator[Json]:
    for window in windows(doc):
        yield from window["tabs"]
    yield from (item["state"] for item in closed(doc))


def no_icons(doc: Json) -> None:
    for holder in (*tabs(doc), *closed(doc)):
        image = holder.get("image")
        if image and not image.startswith("chrome:"):
            del holder["image"]
            holder.pop("iconLoadingPrincipal", None)


def short_history(keep: int) -> Callable[[Json], None]:
    def cut(doc: Json) -> None:
        for tab in tabs(doc):
            entries = tab.get("entries", [])
            last = len(entries) - 1
            index = int(tab.get("index") or 0)
            shown = last if index == 0 else max(0, min(index - 1, last))
            left = [i for i in range(last + 1) if abs(i - shown) <= keep]
            if len(left) == len(entries):
                continue
            tab["entries"] = [entries[i] for i in left]
            if 1 <= index <= len(entries) and left[0]:
                tab["index"] = left.index(shown) + 1
            asked = tab.get("requestedIndex", 0)
            if asked > 0:
                tab["requestedIndex"] = left.index(asked - 1) + 1 if asked - 1 in left else 0

    return cut


def typed(doc: Json) -> set[str]:
    """Every text typed in forms, at any depth of sessions inside."""
    found: set[str] = set()
    for tab in tabs(doc):
        for name, value in tab.get("formdata", {}).get("id", {}).items():
            inside = _session(value) if name == "sessionData" else None
            if inside is not None:
                found |= typed(inside)
            elif isinstance(value, str) and value.strip():
                found.add(value)
    return found


def _session(held: Any) -> Json | None:
    if isinstance(held, str):
        try:
            held = json.loads(held)
        except ValueError:
            return None
    return held if isinstance(held, dict) and isinstance(held.get("windows"), list) else None


def nothing_inside(doc: Json) -> None:
    for tab in tabs(doc):
        fields = tab.get("formdata", {}).get("id", {})
        if _session(fields.get("sessionData")) is not None:
            del fields["sessionData"]


def no_storage(host: str | None) -> Callable[[Json], None]:
    def drop(doc: Json) -> None:
        for tab in tabs(doc):
            origins: dict[str, Any] = tab.get("storage") or {}
            for origin in list(origins):
                name = origin.partition("^")[0].partition("://")[2].partition(":")[0]
                if host is None or f".{name}".endswith(f".{host}"):
                    del origins[origin]
            if tab.get("storage") == {}:
                del tab["storage"]

    return drop


def no_values_of(*extensions: str) -> Callable[[Json], None]:
    def drop(doc: Json) -> None:
        for holder in (*tabs(doc), *windows(doc)):
            data: dict[str, Any] = holder.get("extData", {})
            mine = [k for k in data if any(k.startswith(f"extension:{one}:") for one in extensions)]
            for key in mine:
                del data[key]
            if mine and not data:
                del holder["extData"]

    return drop
