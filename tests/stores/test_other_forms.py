"""Sessions in forms that are not Firefox's: read whole, named, and never written."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.codec.salvage.source import as_json
from sessiontui.errors import NotASession, Refused, SessiontuiError
from sessiontui.export import formats
from sessiontui.session.edit.edits import CloseTab
from sessiontui.session.foreign.tab_session_manager import as_session
from sessiontui.session.model.document import Document
from sessiontui.session.model.items import item_at
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.stores.protocols import Edits, Raws
from sessiontui.stores.registry import open_place
from tests.builders import NOW, session, to_json, window

SOURCE = rb"""({windows:[{tabs:[{entries:[{url:'http://a.example/', title:"Caf\xE9 \"one\"", \
ID:1}, \
{url:"http://b.example/", title:'it\'s'}], index:2, hidden:false, attributes:{}}], \
selected:1, _closedTabs:[{state:{entries:[{url:"http://c.example/"}]}, title:"gone", \
pos:(void 0), image:null, list:[1, , 2, ,]}], cookies:[]}], selectedWindow:1, \
session:{state:"stopped"}})""".replace(b"\\\n", b"")


def one(place: Path) -> Snapshot:
    store = open_place(str(place))
    return store.load(store.versions()[0].id)


def test_what_firefox_2_wrote_is_read_as_a_whole_session(tmp_path: Path) -> None:
    place = tmp_path / "sessionstore.js"
    place.write_bytes(SOURCE)
    snapshot = one(place)
    assert snapshot.salvaged is None
    [tab] = snapshot.windows[0].tabs
    assert [(e.title, e.url) for e in tab.entries] == [
        ('Café "one"', "http://a.example/"),
        ("it's", "http://b.example/"),
    ]
    assert tab.current == 1
    assert snapshot.windows[0].closed_tabs[0].title == "gone"
    assert "Firefox 2" in snapshot.document.note
    store = open_place(str(place))
    assert isinstance(store, Raws)
    assert store.text(store.versions()[0].id) == SOURCE  # exactly as it is stored


def test_source_that_is_cut_is_damaged_and_gives_what_is_there(tmp_path: Path) -> None:
    place = tmp_path / "sessionstore.js"
    place.write_bytes(SOURCE[: SOURCE.index(b"selected:1")])
    snapshot = one(place)
    assert snapshot.salvaged is not None
    assert snapshot.windows[0].tabs[0].entries[1].title == "it's"


@pytest.mark.parametrize("inside", [b"alert(1)", b"function(){}", b"x", b"new Date(1)", b"`a`"])
def test_source_is_never_evaluated(tmp_path: Path, inside: bytes) -> None:
    place = tmp_path / "sessionstore.js"
    place.write_bytes(b"({windows:[{tabs:[" + inside + b"]}]})")
    try:
        snapshot = one(place)
    except SessiontuiError:
        return
    assert snapshot.salvaged is not None


def test_nothing_writes_into_them_and_the_way_is_said(tmp_path: Path) -> None:
    place = tmp_path / "old.js"
    place.write_bytes(SOURCE)
    store = open_place(str(place))
    [version] = store.versions()
    assert isinstance(store, Edits)
    with pytest.raises(Refused, match="--format session"):
        store.apply([CloseTab(("windows", 0, "tabs", 0))], base=version.revision)
    assert place.read_bytes() == SOURCE


def test_a_session_of_chrome_is_named(tmp_path: Path) -> None:
    place = tmp_path / "Session_13370000"
    place.write_bytes(b"SNSS\1\0\0\0" + bytes(40))
    with pytest.raises(NotASession, match="Chromium browser"):
        one(place)


# -- Tab Session Manager -----------------------------------------------------------------------

URLS = st.from_regex(r"https://[a-z]{1,9}\.example/[a-z0-9]{0,9}", fullmatch=True)


@given(st.lists(st.lists(URLS, min_size=1, max_size=4), min_size=1, max_size=3))
def test_what_is_exported_for_it_comes_back_window_by_window(windows: list[list[str]]) -> None:
    state = session(*(window(*urls) for urls in windows))
    before = Snapshot(Document(to_json(state)))
    options = formats.Options(now=NOW)
    items = [item_at(before, ("windows", number)) for number in range(len(windows))]
    text = b"".join(formats.export(items, "tsm", options))
    made = as_session(text)
    assert made is not None
    after = Snapshot(Document(made))
    assert [[t.url for t in w.tabs] for w in after.windows] == windows
    assert [[t.title for t in w.tabs] for w in after.windows] == [
        [t.title for t in w.tabs] for w in before.windows
    ]


def export(**more: Any) -> dict[str, Any]:
    tab = {"id": 7, "index": 1, "url": "https://b.example/", "title": "B", "active": True}
    first = {
        "id": 3, "index": 0, "url": "https://a.example/", "title": "A", "pinned": True,
        "groupId": 4, "cookieStoreId": "firefox-container-2", "lastAccessed": 5,
    }  # fmt: skip
    return {
        "windows": {"9": {"7": tab, "3": first}},
        "windowsInfo": {"9": {"width": 800, "height": 600, "state": "maximized"}},
        "tabGroups": [{"id": 4, "windowId": 9, "title": "G", "color": "grey", "collapsed": True}],
        "name": "Monday", "date": 1_700_000_000_000, **more,
    }  # fmt: skip


def test_of_several_sessions_the_others_are_closed_windows_by_name(tmp_path: Path) -> None:
    place = tmp_path / "backup.json"
    place.write_text(json.dumps([export(), export(name="Sunday", date=1_600_000_000_000)]))
    snapshot = one(place)
    [only] = snapshot.windows
    assert [(t.url, t.pinned, t.container_id) for t in only.tabs] == [
        ("https://a.example/", True, 2),
        ("https://b.example/", False, 0),
    ]
    assert only.selected == 1
    assert (only.groups[0].name, only.groups[0].collapsed) == ("G", True)
    assert only.tabs[0].group_id == only.groups[0].id
    assert [(w.title, w.closed_at, len(w.tabs)) for w in snapshot.closed_windows] == [
        ("Sunday", 1_600_000_000_000, 2)
    ]


WORD = st.text(max_size=4)
JSON: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=4),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(WORD, inner, max_size=3),
    max_leaves=8,
)


@given(st.data())
def test_an_export_with_anything_in_it_is_read_or_is_none(data: st.DataObject) -> None:
    one = export()
    for key in ("windowsInfo", "tabGroups", "date", "name"):
        if data.draw(st.booleans()):
            one[key] = data.draw(JSON)
    for tab in one["windows"]["9"].values():
        for key in (*tab, "x"):
            if data.draw(st.booleans()):
                tab[key] = data.draw(JSON)
    text = json.dumps([one, data.draw(JSON)]).encode()
    made = as_session(text) if b'"windowsInfo"' in text else None
    if made is not None:
        snapshot = Snapshot(Document(made))
        for tab in snapshot.open_tabs():
            assert isinstance(tab.title, str)


def test_source_of_ten_megabytes_costs_what_it_is_long(tmp_path: Path) -> None:
    piece = b"{url:'http://a.example/', title:\"x\", ID:1}, "
    text = b"({windows:[{tabs:[{entries:[" + piece * 40_000 + b"{}], index:1}]}]})"
    place = tmp_path / "sessionstore.js"
    place.write_bytes(text)
    assert one(place).windows[0].tabs[0].entry_count == 40_001


def test_a_container_whose_number_is_none_is_no_fault() -> None:
    tabs = {"1": {"url": "https://a.example/", "cookieStoreId": f"firefox-container-{'9' * 5000}"}}
    text = json.dumps([{"windowsInfo": {}, "windows": {"1": tabs}}]).encode()
    made = as_session(text)
    assert made is not None
    assert "userContextId" in json.loads(made)["windows"][0]["tabs"][0]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("[,]", [None]),
        ("[,,]", [None, None]),
        ("[, ,]", [None, None]),
        ("[1, ,]", [1, None]),
        ("[, 1]", [None, 1]),
        ("[]", []),
    ],
)
def test_holes_of_a_list_are_null_also_where_it_holds_nothing_else(
    written: str, meant: list[int | None]
) -> None:
    text = f"({{windows:[], a:{written}}})".encode()
    assert json.loads(as_json(text, lambda at: None))["a"] == meant
