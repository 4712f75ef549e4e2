"""Real sessions: what Firefox 153 itself said of them, and what is known of strangers' files."""

from __future__ import annotations

import json
import re
import struct
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import lz4.block
import pytest

from sessiontui.codec.container import Form, open_container
from sessiontui.errors import Damaged, NotASession, Unreadable
from sessiontui.session.json.indent import indent
from sessiontui.session.json.pointer import find_span
from sessiontui.session.model.document import Document
from sessiontui.session.model.nested import session_in
from sessiontui.session.model.recently_closed import MAX_SESSION_RESULTS, recently_closed
from sessiontui.session.model.snapshot import ClosedTab, Snapshot, Tab, TabGroup, Window
from sessiontui.text import is_printable
from tests.paths import CORPUS

if not CORPUS.is_dir():
    pytest.skip(
        f"NO CORPUS: the real sessions are not at {CORPUS}, so nothing was compared with Firefox",
        allow_module_level=True,
    )

FIREFOX = CORPUS / "firefox-153"
STRANGERS = CORPUS / "third-party"

# The file that holds what EXPECTED.json describes.
FINAL = {
    "clean-rich": "sessionstore.jsonlz4",
    "fresh-empty": "sessionstore.jsonlz4",
    "heavy-300": "sessionstore.jsonlz4",
    "killed-rich": "sessionstore-backups/recovery.jsonlz4",
    "private-window": "sessionstore.jsonlz4",
    "second-session-deferred": "sessionstore.jsonlz4",
}
FOLDERS = sorted(FINAL)


@cache
def read(path: Path) -> Snapshot:
    return Snapshot(Document(open_container(path.read_bytes()).json))


def final(folder: str) -> Snapshot:
    return read(FIREFOX / folder / FINAL[folder])


@cache
def expected(folder: str) -> Any:
    return json.loads((FIREFOX / folder / "EXPECTED.json").read_bytes())


def expected_windows(folder: str) -> list[Any]:
    """The windows that Firefox saves: the private ones it does not."""
    return [window for window in expected(folder)["windows"] if not window["private"]]


# -- what Firefox 153 said ---------------------------------------------------------------------


def test_every_folder_of_the_corpus_is_tested() -> None:
    assert sorted(p.name for p in FIREFOX.iterdir() if p.is_dir()) == FOLDERS


def as_saved(folder: str, seen: Any) -> Any:
    """What a save keeps of a live tab: a clean quit leaves ten pages before the current one."""
    dropped = max(0, seen["historyIndex"] - 11) if FINAL[folder] == "sessionstore.jsonlz4" else 0
    return {
        **seen,
        "historyUrls": seen["historyUrls"][dropped:],
        "historyTitles": seen["historyTitles"][dropped:],
        "historyIndex": seen["historyIndex"] - dropped,
    }


def described_tab(tab: Tab, group_names: dict[str, str]) -> dict[str, Any]:
    return {
        "url": tab.raw_url,
        "pinned": tab.pinned,
        "hidden": tab.hidden,
        "muted": tab.muted,
        "groupId": tab.group_id,
        "groupName": group_names[tab.group_id] if tab.group_id else None,
        "splitViewId": tab.split_view_id,
        "userContextId": tab.container_id,
        "historyUrls": [entry.raw_url for entry in tab.entries],
        "historyIndex": (tab.current or 0) + 1,
        "extDataKeys": sorted(tab.ext_values),
        "hasStorage": tab.has_storage,
    }


@pytest.mark.parametrize("folder", FOLDERS)
def test_open_tabs_are_those_firefox_showed(folder: str) -> None:
    windows = final(folder).windows
    assert len(windows) == len(expected_windows(folder))
    for window, wanted in zip(windows, expected_windows(folder), strict=True):
        names = {group.id: group.raw_name for group in window.groups}
        for tab, seen in zip(window.tabs, wanted["tabs"], strict=True):
            found = described_tab(tab, names)
            assert found == {key: as_saved(folder, seen)[key] for key in found}
        assert window.selected == wanted["selectedIndex"]


@pytest.mark.parametrize("folder", FOLDERS)
def test_titles_are_those_firefox_showed(folder: str) -> None:
    for window, wanted in zip(final(folder).windows, expected_windows(folder), strict=True):
        for tab, seen in zip(window.tabs, wanted["tabs"], strict=True):
            titles = [entry.raw_title for entry in tab.entries]
            wanted_titles = as_saved(folder, seen)["historyTitles"]
            assert titles == [title or "" for title in wanted_titles]
            if seen["contentTitle"] and not seen["url"].startswith("about:"):
                assert tab.raw_title == seen["contentTitle"]
            assert is_printable(tab.title)


@pytest.mark.parametrize("folder", FOLDERS)
def test_groups_and_split_views_are_those_firefox_showed(folder: str) -> None:
    for window, wanted in zip(final(folder).windows, expected_windows(folder), strict=True):
        found = [
            {
                "id": group.id,
                "name": group.raw_name,
                "color": group.color,
                "collapsed": group.collapsed,
                "tabs": sum(tab.group_id == group.id for tab in window.tabs),
            }
            for group in window.groups
        ]
        assert found == wanted["groups"]
        assert list(window.split_views) == [
            (view["id"], len(view["tabs"])) for view in wanted["splitViews"]
        ]


def described_closed(closed: ClosedTab) -> dict[str, Any]:
    return {
        "entryTitle": closed.raw_title,
        "url": closed.tab.raw_url,
        "closedAt": closed.closed_at,
        "pos": closed.position,
        "closedInTabGroupId": closed.group_id,
        "nEntries": closed.tab.entry_count,
        "userContextId": closed.tab.container_id,
        "closedId": int(closed.session_id or -1),
    }


def assert_closed(found: list[ClosedTab], wanted: list[Any]) -> None:
    assert len(found) == len(wanted)
    for closed, seen in zip(found, wanted, strict=True):
        described = described_closed(closed)
        assert described == {key: seen[key] for key in described}


@pytest.mark.parametrize("folder", FOLDERS)
def test_closed_tabs_of_each_window_are_those_firefox_listed(folder: str) -> None:
    for window, wanted in zip(final(folder).windows, expected_windows(folder), strict=True):
        assert window.closed_tab_count == wanted["closedTabCount"]
        in_groups = [tab for group in wanted["closedGroups"] for tab in group["tabs"]]
        grouped = {tab["closedId"] for tab in in_groups}
        plain = [tab for tab in wanted["closedTabs"] if tab["closedId"] not in grouped]
        assert_closed(list(window.closed_tabs), plain)
        assert_groups(window.closed_groups, wanted["closedGroups"])


def assert_groups(found: tuple[TabGroup, ...], wanted: list[Any]) -> None:
    assert [(g.id, g.raw_name, g.color, g.saved, g.closed_at) for g in found] == [
        (g["id"], g["name"], g["color"], g["saved"] is True, g["closedAt"]) for g in wanted
    ]
    for group, seen in zip(found, wanted, strict=True):
        assert_closed(list(group.tabs), seen["tabs"])


@pytest.mark.parametrize("folder", FOLDERS)
def test_closed_windows_are_those_firefox_listed(folder: str) -> None:
    wanted = expected(folder)["closedWindows"]
    found = final(folder).closed_windows
    assert [(w.title, w.closed_at, w.session_id) for w in found] == [
        (w["title"], w["closedAt"], str(w["closedId"])) for w in wanted
    ]
    for window, seen in zip(found, wanted, strict=True):
        assert window.selected == seen["selected"] - 1
        assert [(t.raw_url, t.raw_title, t.pinned) for t in window.tabs] == [
            (t["url"], t["title"], t["pinned"] is True) for t in seen["tabs"]
        ]
        assert_closed(list(window.closed_tabs), seen["closedTabs"])


@pytest.mark.parametrize("folder", FOLDERS)
def test_saved_groups_are_those_firefox_listed(folder: str) -> None:
    assert_groups(final(folder).saved_groups, expected(folder)["savedGroups"])


@pytest.mark.parametrize("folder", FOLDERS)
def test_cookies_are_as_many_as_firefox_counted(folder: str) -> None:
    assert len(final(folder).cookies) == expected(folder)["sessionCookies"]


@pytest.mark.parametrize(
    "folder", [f for f in FOLDERS if f not in ("fresh-empty", "private-window")]
)
def test_recently_closed_is_the_list_of_the_web_extensions_api(folder: str) -> None:
    def said(session: Any) -> tuple[Any, ...]:
        kind = "tab" if "tab" in session else "window"
        item = session[kind]
        return session["lastModified"], kind, item["sessionId"], item.get("url"), item.get("title")

    def listed(maximum: int | None = None) -> list[tuple[Any, ...]]:
        return [
            (s.last_modified, "tab", s.session_id, s.tab.tab.raw_url, s.tab.tab.raw_title)
            if s.tab
            else (s.last_modified, "window", s.session_id, None, None)
            for s in recently_closed(final(folder), maximum)
        ]

    wanted = expected(folder)
    assert listed() == [said(session) for session in wanted["sessions_getRecentlyClosed"]]
    assert listed(3) == [said(session) for session in wanted["sessions_getRecentlyClosed_max3"]]
    assert wanted["sessions_MAX_SESSION_RESULTS"] == MAX_SESSION_RESULTS


@pytest.mark.parametrize("name", ["sessionstore.jsonlz4", "recovery-while-running.jsonlz4"])
def test_private_windows_are_in_no_file(name: str) -> None:
    snapshot = read(FIREFOX / "private-window" / name)
    assert [[t.title for t in w.tabs] for w in snapshot.windows] == [["Public page", "Public two"]]
    assert b"PRIVATE" not in snapshot.document.text


def test_an_earlier_save_of_a_killed_firefox_lacks_the_tabs_not_yet_collected() -> None:
    earlier = read(FIREFOX / "killed-rich/sessionstore-backups/recovery.baklz4")
    held = json.loads(earlier.document.text)["windows"]
    assert earlier.counts.tabs == sum(len(window["tabs"]) for window in held)
    assert earlier.counts.tabs < final("killed-rich").counts.tabs


def test_previous_and_upgrade_of_the_second_session_are_the_first_session() -> None:
    backups = FIREFOX / "second-session-deferred/sessionstore-backups"
    first = final("clean-rich").document.text
    assert read(backups / "previous.jsonlz4").document.text == first
    assert read(next(backups.glob("upgrade.jsonlz4-*"))).document.text == first


def test_containers_of_tabs_are_those_of_containers_json() -> None:
    known = json.loads((FIREFOX / "clean-rich/containers.json").read_bytes())["identities"]
    public = {c["userContextId"] for c in known if c["public"]}
    used = {tab.container_id for tab in final("clean-rich").open_tabs()} - {0}
    assert used == {1, 2} <= public


def test_forms_scroll_positions_and_storage_of_frames_are_read() -> None:
    tabs = {t.raw_url.rpartition("18080/")[2]: t for t in final("clean-rich").open_tabs()}
    fields = {field.name: (field.kind, field.value) for field in tabs["form"].form_fields}
    assert fields == {
        "ta": ("text", "line1␊line2 日本"),
        "name": ("text", "Typed näme 🦊"),
        "cb": ("checkbox", "ticked"),
        "sel": ("select", "c"),
    }
    assert [(f.frame, f.name, f.value) for f in tabs["frames"].form_fields] == [
        ((0,), "ta", ""),
        ((0,), "name", "in frame"),
    ]
    assert tabs["scroll"].scroll == (((), (120, 3456)),)
    assert tabs["frames"].scroll == (((1,), (0, 777)),)
    [(origin, items)] = tabs["storage?n=5&sz=60"].storage.items()
    assert origin == "http://127.0.0.1:18080"
    assert sorted(items) == ["json", "key0", "key1", "key2", "key3", "key4"]
    assert tabs["storage?n=40&sz=300"].storage == {}


# -- strangers' files --------------------------------------------------------------------------


class Source(NamedTuple):
    path: Path
    counts: tuple[int, ...] | None  # W T E CT CW cookies (of windows) groups saved
    negative: bool

    @property
    def readable(self) -> bool:
        return self.counts is not None and not self.negative


_COUNTS = re.compile(
    r" W(\d+) T(\d+) E(\d+) CT(\d+) CW(\d+) cookies=(\d+)\+(\d+) groups=(\d+) saved=(\d+)"
)


def sources() -> list[Source]:
    found = []
    for line in (STRANGERS / "SOURCES.txt").read_text().splitlines():
        columns = line.split(" | ")
        if len(columns) > 4 and columns[1].isdigit():
            counts = _COUNTS.search(columns[-1])
            numbers = tuple(map(int, counts.groups())) if counts else None
            found.append(Source(STRANGERS / columns[0], numbers, "NEGATIVE" in line))
    return found


SOURCES = sources()
READABLE = [s for s in SOURCES if s.readable]


def name(source: Source) -> str:
    return str(source.path.relative_to(STRANGERS))


def test_every_stranger_is_listed_in_sources() -> None:
    here = {p for p in STRANGERS.rglob("*") if p.is_file() and p.suffix not in (".txt", ".csv")}
    assert here == {s.path for s in SOURCES}
    assert len(READABLE) > 60


@pytest.mark.parametrize("source", READABLE, ids=name)
def test_a_strangers_session_opens_with_the_counts_of_sources(source: Source) -> None:
    snapshot = read(source.path)
    assert (
        len(snapshot.windows),
        snapshot.counts.tabs,
        sum(tab.entry_count for tab in snapshot.open_tabs()),
        sum(len(window.closed_tabs) for window in snapshot.windows),
        len(snapshot.closed_windows),
        sum(cookie.pointer.startswith("/cookies/") for cookie in snapshot.cookies),
        sum(cookie.pointer.startswith("/windows/") for cookie in snapshot.cookies),
        sum(g.pointer.split("/")[3] == "groups" for w in snapshot.windows for g in w.groups),
        len(snapshot.saved_groups),
    ) == source.counts
    assert snapshot.oddities == 0


@pytest.mark.parametrize("source", [s for s in SOURCES if not s.readable], ids=name)
def test_what_is_no_session_is_refused_with_one_sentence(source: Source) -> None:
    with pytest.raises(Unreadable) as refusal:
        read(source.path)
    wanted = Damaged if "INVALID" in source.path.name else NotASession
    assert type(refusal.value) is wanted
    assert refusal.value.sentence.startswith("this is not")
    assert "\n" not in refusal.value.sentence


def test_panorama_groups_of_firefox_6_have_names_and_tabs() -> None:
    snapshot = read(STRANGERS / "scrubbed/ff06_2011_panorama_162tabs_3399cookies.bak")
    [window] = snapshot.windows
    ids = {group.id for group in window.groups}
    in_groups = [tab.group_id for tab in window.tabs if tab.group_id]
    assert len(ids) == 12
    assert len(in_groups) > 100
    assert len(ids & set(in_groups)) > 5  # scrubbing changed some numbers in the JSON strings
    assert sum(c.pointer.startswith("/windows/0/") for c in snapshot.cookies) == 3399
    assert all(group.raw_name for group in window.groups if group.id in in_groups)


def test_the_last_session_can_be_entered() -> None:
    outer = read(STRANGERS / "scrubbed/ff20_2013_lastSessionState.js")
    last = outer.last_session
    assert last is not None
    held = json.loads(outer.document.text)["lastSessionState"]
    assert last.counts.tabs == sum(len(w["tabs"]) for w in held["windows"]) > 0
    assert last.document.text == outer.document.piece(("lastSessionState",))


def test_a_restore_page_that_was_scrubbed_of_its_session_carries_none() -> None:
    outer = read(STRANGERS / "scrubbed/ff60_2018_lastSessionState_upgrade.jsonlz4-20180530184300")
    assert outer.last_session is not None
    pages = [
        tab
        for tab in outer.last_session.open_tabs()
        if "about:sessionrestore" in [entry.raw_url for entry in tab.entries]
    ]
    assert [session_in(page) for page in pages] == [None]


def test_form_fields_and_scroll_of_old_firefoxes_are_found_in_the_entry() -> None:
    tabs = list(read(STRANGERS / "verbatim/ff25_2013_fixture.js").open_tabs())
    fields = [field for tab in tabs for field in tab.form_fields]
    assert {(f.name, f.kind, f.value) for f in fields} == {
        ("id_country", "select", "us"),
        ("id_lang", "select", "en"),
    }
    assert [len(tab.scroll) for tab in tabs] == [1, 1]
    oldest = read(STRANGERS / "scrubbed/ff06_2011_panorama_162tabs_3399cookies.bak")
    assert sum(len(tab.form_fields) for tab in oldest.open_tabs()) > 100


def test_the_favicon_table_of_a_short_lived_format_is_read() -> None:
    snapshot = read(STRANGERS / "verbatim/gecko/sessionstore_valid_cachedObjs.js")
    assert snapshot.windows == ()
    assert json.loads(snapshot.document.text)["_cachedObjs"] == []


# -- all of them -------------------------------------------------------------------------------

EVERY = sorted(
    [p for p in FIREFOX.rglob("*lz4*") if p.is_file()]
    + [s.path for s in READABLE]
    + [s.path for s in SOURCES if "lz4" in s.path.name and not s.readable]
)


def independent(data: bytes) -> bytes:
    """The JSON text by another way than the product's: header by hand, block by lz4."""
    if data[:8] != b"mozLz40\0":
        return data
    [size] = struct.unpack("<I", data[8:12])
    text = lz4.block.decompress(data[8:])
    assert len(text) == size
    return bytes(text)


@pytest.mark.parametrize("path", EVERY, ids=lambda p: str(p.relative_to(CORPUS)))
def test_every_text_comes_back_byte_for_byte(path: Path) -> None:
    data = path.read_bytes()
    container = open_container(data)
    assert container.text == independent(data)
    assert (container.form is Form.MOZLZ4) == data.startswith(b"mozLz40\0")
    if "windows" in json.loads(container.json) and "zotero" not in path.name:
        document = Document(container.json)
        assert document.text == container.json
        assert not document.repaired
    again = open_container(container.rewrap(container.json))
    assert (again.form, again.text) == (container.form, container.text)


@pytest.mark.parametrize("path", EVERY, ids=lambda p: str(p.relative_to(CORPUS)))
def test_every_piece_down_to_the_tabs_is_the_value_json_reads(path: Path) -> None:
    text = open_container(path.read_bytes()).json

    def walk(value: Any, pointer: tuple[str | int, ...], depth: int) -> None:
        start, end = find_span(text, pointer, known)
        assert json.loads(text[start:end]) == value
        if depth and isinstance(value, dict | list):
            for key, child in value.items() if isinstance(value, dict) else enumerate(value):
                walk(child, (*pointer, key), depth - 1)

    known: dict[tuple[int, int], dict[str | int, tuple[int, int]]] = {}
    walk(json.loads(text), (), 2)


@pytest.mark.parametrize(
    "path", [p for p in EVERY if p.stat().st_size < 100_000], ids=lambda p: p.name
)
def test_laying_out_changes_no_value(path: Path) -> None:
    text = open_container(path.read_bytes()).json
    assert json.loads(indent(text)) == json.loads(text)


def test_nothing_shown_of_any_tab_acts_on_a_terminal() -> None:
    def shown(window: Window) -> list[str]:
        tabs = [*window.tabs, *(c.tab for c in window.closed_tabs)]
        texts = [window.title, *(c.title for c in window.closed_tabs)]
        return texts + [text for tab in tabs for text in (tab.title, tab.url)]

    for path in [*(FIREFOX / f / FINAL[f] for f in FOLDERS), *(s.path for s in READABLE)]:
        snapshot = read(path)
        for window in (*snapshot.windows, *snapshot.closed_windows):
            assert all(is_printable(text) for text in shown(window))
