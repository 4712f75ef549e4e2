"""Sessions for the add-on Tab Session Manager.

The schema here was written from what the add-on does with a file (its 7.1 sources: options'
import, background's save and open), so it says what must be there for an import and an opening.
"""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest

from sessiontui.export.formats import Options, export
from sessiontui.session.model.document import Document
from sessiontui.session.model.items import Item, closed_items, open_windows, saved_groups
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import (
    FAVICON,
    MINUTE,
    NOW,
    OMIT,
    closed_group,
    closed_window,
    entry,
    group,
    saved_group,
    session,
    tab,
    to_json,
    window,
)

A, B, C, D = (f"https://{name}.example/page" for name in "abcd")

INT, STR, BOOL = int, str, bool
SESSION: dict[str, Any] = {
    "windows": dict, "windowsNumber": INT, "windowsInfo": dict, "tabsNumber": INT, "name": STR,
    "date": INT, "lastEditedTime": INT, "tag": list, "sessionStartTime": INT, "id": STR,
}  # fmt: skip
TAB: dict[str, Any] = {
    "id": INT, "index": INT, "windowId": INT, "url": STR, "title": STR, "active": BOOL,
    "pinned": BOOL, "hidden": BOOL, "discarded": BOOL, "incognito": BOOL, "groupId": INT,
    "cookieStoreId": STR,
}  # fmt: skip
INFO: dict[str, Any] = {"id": INT, "type": STR, "state": STR, "incognito": BOOL, "focused": BOOL}
GROUP: dict[str, Any] = {
    "id": INT, "windowId": INT, "title": STR, "color": STR, "collapsed": BOOL,
}  # fmt: skip
COLOURS = {"blue", "purple", "cyan", "orange", "yellow", "pink", "green", "red", "grey"}
STATES = {"normal", "maximized", "minimized", "fullscreen"}


def check(found: Any, schema: dict[str, Any], optional: dict[str, Any] | None = None) -> None:
    assert schema.keys() <= found.keys() <= schema.keys() | (optional or {}).keys()
    for key, value in found.items():
        assert type(value) is {**schema, **(optional or {})}[key], (key, value)


def imported(data: bytes) -> dict[str, Any]:
    """The one session of a file, after everything the add-on relies on was checked."""
    (found,) = json.loads(data)
    check(found, SESSION, {"tabGroups": list})
    assert uuid.UUID(found["id"]).version == 4
    assert found["windows"].keys() == found["windowsInfo"].keys()
    assert len(found["windows"]) == found["windowsNumber"]
    ids = []
    for key, tabs in found["windows"].items():
        assert tabs  # opening a session takes the first tab of every window
        for tab_key, one in tabs.items():
            check(one, TAB, {"lastAccessed": INT, "favIconUrl": STR})
            assert (str(one["windowId"]), str(one["id"])) == (key, tab_key)
            assert one["url"]
            ids.append(one["id"])
        assert [one["index"] for one in tabs.values()] == list(range(len(tabs)))
    assert len(set(ids)) == len(ids) == found["tabsNumber"]
    for key, info in found["windowsInfo"].items():
        check(info, INFO, {"width": INT, "height": INT, "left": INT, "top": INT})
        assert (str(info["id"]), info["state"] in STATES) == (key, True)
    groups = found.get("tabGroups", [])
    for one in groups:
        check(one, GROUP)
        assert one["id"] > 0  # the add-on takes no other for a group
        assert one["color"] in COLOURS  # tabGroups.update throws at others
    used = {one["groupId"] for tabs in found["windows"].values() for one in tabs.values()}
    assert used - {-1} == {one["id"] for one in groups}
    result: dict[str, Any] = found
    return result


def snapshot(content: dict[str, Any]) -> Snapshot:
    return Snapshot(Document(to_json(content)))


def exported(items: tuple[Item, ...]) -> dict[str, Any]:
    return imported(b"".join(export(items, "tsm", Options(now=NOW))))


def test_windows_tabs_groups_and_containers() -> None:
    found = snapshot(
        session(
            window(
                tab(A, pinned=True, userContextId=3),
                tab(entry(B, "Two"), groupId="1795-1", lastAccessed=NOW - MINUTE),
                tab(C, groupId="1795-1", hidden=True),
                groups=[group("1795-1", "Reading", "gray", collapsed=True)],
                selected=2,
            ),
            window(D, isPopup=True, sizemode="normal", width=OMIT),
        )
    )
    shown = exported(open_windows(found))
    first, second = shown["windows"].values()
    assert [one["url"] for one in first.values()] == [A, B, C]
    assert [one["active"] for one in first.values()] == [False, True, False]
    assert [one["pinned"] for one in first.values()] == [True, False, False]
    assert [one["hidden"] for one in first.values()] == [False, False, True]
    assert [one["groupId"] for one in first.values()] == [-1, 1, 1]
    assert [one["cookieStoreId"] for one in first.values()] == [
        "firefox-container-3", "firefox-default", "firefox-default",
    ]  # fmt: skip
    assert first["2"]["title"] == "Two"
    assert first["2"]["lastAccessed"] == NOW - MINUTE
    assert first["2"]["favIconUrl"] == FAVICON
    assert [one["url"] for one in second.values()] == [D]
    assert shown["tabGroups"] == [
        {"id": 1, "windowId": 1, "title": "Reading", "color": "grey", "collapsed": True}
    ]
    assert shown["windowsInfo"]["1"] == {
        "id": 1, "type": "normal", "state": "maximized", "incognito": False, "focused": True,
        "width": 1229, "height": 691, "left": 4, "top": 4,
    }  # fmt: skip
    assert shown["windowsInfo"]["2"]["type"] == "popup"
    assert (shown["date"], shown["name"]) == (NOW, "Firefox session 2026-11-20 20:10")


def test_closed_things_become_windows() -> None:
    found = snapshot(
        session(
            window(
                A,
                closed=[B],
                closedGroups=[closed_group("g", "Gone", C, D, first_closed_id=9)],
            ),
            closed_windows=[closed_window(window(C), closed_id=50)],
            savedGroups=[saved_group("s", "Saved", "about:blank", color="no colour")],
        )
    )
    shown = exported(open_windows(found) + closed_items(found) + saved_groups(found))
    assert [[one["url"] for one in tabs.values()] for tabs in shown["windows"].values()] == [
        [A], [B], [C, D], [C], ["about:blank"],
    ]  # fmt: skip
    assert [one["title"] for one in shown["tabGroups"]] == ["Gone", "Saved"]


def test_empty_windows_are_left_out_and_empty_tabs_are_blank() -> None:
    found = snapshot(session(window(), window(tab(), A)))
    shown = exported(open_windows(found))
    assert [[t["url"] for t in tabs.values()] for tabs in shown["windows"].values()] == [
        ["about:blank", A]
    ]


@pytest.mark.parametrize("mode", ["", 5, "strange", "\x1b[31m"])
def test_odd_window_states_are_normal(mode: Any) -> None:
    found = snapshot(session(window(A, sizemode=mode)))
    assert exported(open_windows(found))["windowsInfo"]["1"]["state"] == "normal"


def test_text_stays_exact() -> None:
    title = "\x1b[31m \u202e 日本 </script>"
    found = snapshot(session(window(tab(entry(A, title)))))
    assert exported(open_windows(found))["windows"]["1"]["1"]["title"] == title
