"""The typed reading: everything a session holds, and every wrong shape it may hold instead."""

from __future__ import annotations

import copy
import gc
import json
import weakref
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sessiontui.errors import SessiontuiError
from sessiontui.session.model.coerce import said, whole
from sessiontui.session.model.document import Document
from sessiontui.session.model.nested import session_in
from sessiontui.session.model.recently_closed import recently_closed
from sessiontui.session.model.snapshot import (
    ClosedTab,
    Cookie,
    Entry,
    FormField,
    Snapshot,
    Tab,
    TabGroup,
    Window,
)
from sessiontui.text import is_printable
from tests.builders import (
    DAY,
    HOUR,
    NOW,
    OMIT,
    closed_group,
    closed_tab,
    closed_window,
    cookie,
    entry,
    group,
    saved_group,
    session,
    tab,
    to_json,
    window,
)

A, B, C = "https://a.example/A", "https://b.example/B", "https://c.example/C"


def snapshot(value: Any) -> Snapshot:
    return Snapshot(Document(to_json(value)))


def read_tab(value: Any) -> Tab:
    [found] = snapshot(session(window(value))).open_tabs()
    return found


# -- tabs --------------------------------------------------------------------------------------


def test_a_tab_shows_its_current_entry() -> None:
    shown = read_tab(tab(A, B, C, index=2))
    assert (shown.url, shown.title, shown.current) == (B, "B", 1)
    assert [e.url for e in shown.entries] == [A, B, C]


@pytest.mark.parametrize(
    ("index", "current"),
    [
        (1, 0),
        (3, 2),
        ("3", 2),
        ("1", 0),
        (1.0, 0),
        (3.0, 2),
        (0, 2),
        (OMIT, 2),
        (None, 2),
        (4, 2),
        (10**30, 2),
        (1e300, 2),
        (-1, 0),
        (-7, 0),
        (1.5, 2),
        (True, 2),
        ("x", 2),
        ("", 2),
        ("--3", 2),
        ("-", 2),
        ("9" * 5000, 2),
        ([], 2),
        ({"1": 2}, 2),
    ],
)
def test_whatever_the_index_is_some_entry_is_shown(index: Any, current: int) -> None:
    value = tab(A, B, C)
    value["index"] = index
    if index is OMIT:
        del value["index"]
    assert read_tab(value).current == current


@pytest.mark.parametrize("number", [b"1e400", b"1" * 5000, b"-1e400"])
def test_an_index_beyond_every_number_counts_as_absent(number: bytes) -> None:
    text = to_json(session(window(tab(A, B)))).replace(b'"index":2', b'"index":' + number)
    [shown] = Snapshot(Document(text)).open_tabs()
    assert (shown.current, shown.title) == (1, "B")


@pytest.mark.parametrize("entries", [[], None, "x", 3, {}, {"0": {"url": A}}, OMIT])
def test_a_tab_without_entries_is_an_empty_tab(entries: Any) -> None:
    value = tab(A)
    value["entries"] = entries
    if entries is OMIT:
        del value["entries"]
    shown = read_tab(value)
    assert (shown.current, shown.entries, shown.url, shown.title) == (None, (), "", "(empty tab)")


def test_without_history_the_typed_address_is_shown() -> None:
    shown = read_tab(tab(userTypedValue="half-typed.exa"))
    assert (shown.url, shown.title) == ("half-typed.exa", "half-typed.exa")
    assert read_tab(tab(A, userTypedValue="half")).url == A


def test_a_blank_page_does_not_hide_the_address_of_one_that_never_arrived() -> None:
    for blank in ("about:blank", "about:newtab", "about:home"):
        assert read_tab(tab(blank, userTypedValue=A)).url == A
        assert read_tab(tab(blank, userTypedValue="words to seek")).url == blank
    assert read_tab(tab(A, "about:blank", userTypedValue=B)).url == "about:blank"


@pytest.mark.parametrize("odd", [None, 3, "x", [], True])
def test_an_entry_that_is_no_object_is_empty_and_the_others_stay(odd: Any) -> None:
    value = tab(A, B, index=1)
    value["entries"].insert(0, odd)
    shown = read_tab(value)
    assert [e.url for e in shown.entries] == ["", A, B]
    assert (shown.current, shown.title) == (0, "(empty tab)")


@pytest.mark.parametrize("title", [None, "", 3, [], {}, True])
def test_an_entry_without_a_title_shows_its_address(title: Any) -> None:
    shown = read_tab(tab(entry(A, title) if title is not None else {"url": A, "title": None}))
    assert shown.title == A
    assert shown.raw_title == ""


def test_an_address_that_is_no_text_is_empty() -> None:
    assert read_tab(tab({"url": 3, "title": "T"})).url == ""


def test_hostile_titles_and_addresses_are_printable_and_exact() -> None:
    title, url = "\x1b]0;pwn\x07\x9b31m\u202e[bold]\ud83d", "https://a/\x1b[2J"
    shown = read_tab(tab(entry(url, title)))
    assert shown.raw_url == url
    assert shown.raw_title == title.replace("\ud83d", "\ufffd")
    assert is_printable(shown.title)
    assert is_printable(shown.url)
    assert "[bold]" in shown.title


def test_the_flags_of_a_tab() -> None:
    plain, special = (
        read_tab(tab(A)),
        read_tab(
            tab(
                A,
                pinned=True,
                hidden=True,
                muted=True,
                groupId="g-1",
                splitViewId=4,
                userContextId=2,
                lastAccessed=NOW - HOUR,
                image="https://a.example/favicon.ico",
                extData={"extension:x@y:note": '"hi"'},
            )
        ),
    )
    for name in ("pinned", "hidden", "muted"):
        assert (getattr(plain, name), getattr(special, name)) == (False, True)
    assert (plain.group_id, special.group_id) == (None, "g-1")
    assert (plain.split_view_id, special.split_view_id) == (None, 4)
    assert (plain.container_id, special.container_id) == (0, 2)
    assert special.last_accessed == NOW - HOUR
    assert special.icon == "https://a.example/favicon.ico"
    assert special.ext_values == {"extension:x@y:note": '"hi"'}
    assert special.pointer == "/windows/0/tabs/0"


def test_flags_that_are_no_booleans_are_not_set() -> None:
    odd: Any
    for odd in (1, "true", {}, None):
        shown = read_tab(tab(A, pinned=odd, hidden=odd, muted=odd))
        assert not (shown.pinned or shown.hidden or shown.muted)


def test_the_icon_of_old_files_stands_in_the_attributes() -> None:
    assert read_tab(tab(A, image=OMIT, attributes={"image": "data:,x"})).icon == "data:,x"


def test_icons_kept_in_a_table_are_looked_up() -> None:
    value = session(window(tab(A, image="0")), _cachedObjs=[["0", "data:,icon"], "odd", [1]])
    [shown] = snapshot(value).open_tabs()
    assert shown.icon == "data:,icon"


def test_extension_values_that_are_no_text_are_shown_as_their_json() -> None:
    shown = read_tab(tab(A, extData={"t": "x", "n": 1.5, "b": True, "o": {"a": [1]}, "z": None}))
    assert shown.ext_values == {"t": "x", "n": "1.5", "b": "true", "o": '{"a":[1]}', "z": "null"}


def test_storage_is_exact() -> None:
    kept = {"https://a.example": {"k\x1b": "v\x00", "n": 3}, "https://b.example": {}, "odd": "x"}
    shown = read_tab(tab(A, storage=kept))
    assert shown.has_storage
    assert shown.storage == {
        "https://a.example": {"k\x1b": "v\x00", "n": "3"},
        "https://b.example": {},
    }
    assert not read_tab(tab(A, storage={})).has_storage


FORM = {
    "url": A,
    "id": {
        "name": "Ann",
        "agree": True,
        "news": False,
        "country": {"selectedIndex": 2, "value": "c"},
        "many": {"type": "multipleChoice", "value": ["x", "y"]},
        "file": {"type": "file", "fileList": ["/home/u/a.txt", "/home/u/b.txt"]},
        "old-many": ["p", "q"],
        "odd": {"value": {"deep": [1]}},
        "none": None,
        "count": 3,
    },
    "xpath": {"//input[2]": "by path\x1b"},
    "innerHTML": "<p>editable</p>",
    "children": [None, {"id": {"inner": "framed"}, "children": [{"xpath": {"/x": "deeper"}}]}],
}


@pytest.mark.parametrize(
    ("formdata", "has_text"),
    [
        ({"id": {"q": ""}}, False),
        ({"id": {"q": "  "}, "xpath": {"/a": ""}, "children": [{"id": {"x": ""}}]}, False),
        ({"id": {"agree": True, "news": {"selectedIndex": 1, "value": "c"}, "n": 3}}, False),
        ({"id": {"q": "", "r": "typed"}}, True),
        ({"xpath": {"/a": "typed"}}, True),
        ({"innerHTML": "<p>typed</p>"}, True),
        ({"children": [None, {"children": [{"id": {"x": "typed"}}]}]}, True),
        ({"id": {"sessionData": to_json(session(window(A))).decode()}}, False),
        ({"id": ["odd"], "children": {"odd": 1}}, False),
        (OMIT, False),
    ],
)
def test_form_text_is_text_in_a_field(formdata: Any, has_text: bool) -> None:
    assert read_tab(tab(A, formdata=formdata)).has_form_text is has_text


def test_form_fields_of_every_kind_and_frame() -> None:
    shown = read_tab(tab(A, formdata=FORM))
    assert shown.has_form_data
    assert shown.has_form_text
    assert shown.form_fields == (
        FormField("name", "text", "Ann", ()),
        FormField("agree", "checkbox", "ticked", ()),
        FormField("news", "checkbox", "not ticked", ()),
        FormField("country", "select", "c", ()),
        FormField("many", "select", "x, y", ()),
        FormField("file", "files", "/home/u/a.txt, /home/u/b.txt", ()),
        FormField("old-many", "select", "p, q", ()),
        FormField("odd", "other", '{"deep":[1]}', ()),
        FormField("none", "text", "", ()),
        FormField("count", "text", "3", ()),
        FormField("//input[2]", "text", "by path␛", ()),
        FormField("(editable page)", "text", "<p>editable</p>", ()),
        FormField("inner", "text", "framed", (1,)),
        FormField("/x", "text", "deeper", (1, 0)),
    )


def test_scroll_positions_of_every_frame() -> None:
    scroll = {"scroll": "120,3456", "children": [None, {"scroll": "0,777"}, {"scroll": "--3,x"}]}
    assert read_tab(tab(A, scroll=scroll)).scroll == (
        ((), (120, 3456)),
        ((1,), (0, 777)),
        ((2,), (0, 0)),
    )


def test_form_fields_and_scroll_of_firefox_3_to_28_stand_in_the_entry() -> None:
    old = entry(
        A,
        scroll="0,42",
        formdata={"#user": "ann", "//xhtml:input": "path"},
        children=[{"url": B, "scroll": "1,2", "formdata": {"id": {"inner": True}, "xpath": {}}}],
    )
    shown = next(snapshot(session(window(tab(old, B, index=1)), version=OMIT)).open_tabs())
    assert shown.form_fields == (
        FormField("user", "text", "ann", ()),
        FormField("//xhtml:input", "text", "path", ()),
        FormField("inner", "checkbox", "ticked", (0,)),
    )
    assert shown.scroll == (((), (0, 42)), ((0,), (1, 2)))
    modern = next(snapshot(session(window(tab(old)))).open_tabs())
    assert (modern.form_fields, modern.scroll) == ((), ())


@pytest.mark.parametrize("depth", [90, 450, 5_000])
def test_frames_inside_frames_without_end_are_read_to_a_depth(depth: int) -> None:
    def nested(inner: str) -> str:
        return f'{{"children":[{inner}' * depth + "null" + "]}" * depth

    form = nested('{"id":{"a":"b"}},').encode()
    scroll = nested('{"scroll":"1,2"},').encode()
    text = to_json(session(window(tab(A, formdata=0, scroll=1), B)))
    text = text.replace(b'"formdata":0', b'"formdata":' + form)
    text = text.replace(b'"scroll":1', b'"scroll":' + scroll)
    first, second = Snapshot(Document(text)).open_tabs()
    assert min(depth, 50) <= len(first.form_fields) <= depth
    assert min(depth, 50) <= len(first.scroll) <= depth
    assert second.title == "B"


# -- sessions inside sessions ------------------------------------------------------------------

INNER = session(window(A, tab(entry(B, "cut \ud83d"))), closed_windows=[window(C)])


def assert_inner(nested: Snapshot | None) -> None:
    assert nested is not None
    assert [t.title for t in nested.open_tabs()] == ["A", "cut �"]
    assert [w.title for w in nested.closed_windows] == ["C"]


@pytest.mark.parametrize("data", [to_json(INNER).decode(), INNER], ids=["text", "object"])
def test_the_session_a_restore_page_carries_can_be_entered(data: Any) -> None:
    page = tab("about:sessionrestore", formdata={"id": {"sessionData": data}, "xpath": {}})
    assert_inner(session_in(read_tab(page)))
    held = entry("about:sessionrestore", formdata={"id": {"sessionData": data}})
    oldest = entry("about:sessionrestore", formdata={"#sessionData": data})
    for old in (held, oldest):
        [shown] = snapshot(session(window(tab(old)), version=OMIT)).open_tabs()
        assert_inner(session_in(shown))


@pytest.mark.parametrize(
    "data", ["", "{", "[]", '{"windows":{}}', None, 3, {}, {"a": "sessionData"}]
)
def test_a_restore_page_with_something_else_carries_no_session(data: Any) -> None:
    assert session_in(read_tab(tab(A, formdata={"id": {"sessionData": data}}))) is None
    assert session_in(read_tab(tab(A, formdata={"sessionData": data}))) is None
    assert session_in(read_tab(tab(A, formdata=data))) is None


def test_a_session_in_a_session_in_a_session() -> None:
    value = INNER
    for _ in range(4):
        page = tab(
            "about:sessionrestore", formdata={"id": {"sessionData": to_json(value).decode()}}
        )
        value = session(window(page))
    shown: Snapshot | None = snapshot(value)
    for _ in range(4):
        assert shown is not None
        shown = session_in(next(shown.open_tabs()))
    assert_inner(shown)


def test_a_session_that_was_looked_through_is_freed_without_the_garbage_collector() -> None:
    shown = snapshot(session(window(A, closed=[closed_tab(B)]), closed_windows=[window(C)]))
    titles = [one.title for one in shown.open_tabs()]
    titles += [one.title for w in (*shown.windows, *shown.closed_windows) for one in w.closed_tabs]
    gone = weakref.ref(shown)
    gc.disable()
    try:
        del shown
        assert titles
        assert gone() is None
    finally:
        gc.enable()


def test_the_last_session_can_be_entered_and_keeps_its_bytes() -> None:
    outer = snapshot(session(window(C), lastSessionState=INNER))
    assert_inner(outer.last_session)
    assert outer.last_session is not None
    assert outer.last_session.document.text == to_json(INNER)
    assert b"\\ud83d" in outer.last_session.document.text
    odd: Any
    for odd in (None, 3, "x", {}, []):
        assert snapshot(session(window(C), lastSessionState=odd)).last_session is None
    assert snapshot(session(window(C))).last_session is None


# -- closed tabs, windows, groups --------------------------------------------------------------


def test_a_closed_tab() -> None:
    item = closed_tab(
        tab(A, B, index=1),
        12,
        NOW - DAY,
        title="In the list",
        pos=3,
        closedInTabGroupId="g",
        sourceWindowId="window1",
    )
    [closed] = snapshot(session(window(C, closed=[item]))).windows[0].closed_tabs
    assert (closed.session_id, closed.closed_at, closed.position) == ("12", NOW - DAY, 3)
    assert (closed.title, closed.url, closed.tab.title) == ("A", A, "A")
    assert (closed.group_id, closed.source_window) == ("g", "window1")
    assert closed.pointer == "/windows/0/_closedTabs/0"
    assert closed.tab.pointer == "/windows/0/_closedTabs/0/state"
    assert closed.icon == closed.tab.icon


def test_a_closed_tab_of_an_old_file_has_no_id_and_no_time() -> None:
    old = closed_tab(A, closedId=OMIT, closedAt=OMIT, title=OMIT, image=OMIT, pos=OMIT)
    [closed] = snapshot(session(window(C, closed=[old]))).windows[0].closed_tabs
    assert (closed.session_id, closed.closed_at, closed.position) == (None, None, None)
    assert (closed.title, closed.url) == ("A", A)


@pytest.mark.parametrize(
    ("written", "closed_at"),
    [
        (str(NOW), NOW),
        (float(NOW), NOW),
        (0, None),
        ("yesterday", None),
        (None, None),
        ([], None),
        (10**400, None),
        (1e300, None),
        (-5, -5),
    ],
)
def test_times_of_any_shape(written: Any, closed_at: int | None) -> None:
    value = session(
        window(C, closed=[closed_tab(A, 1, closedAt=written), B]),
        closed_windows=[closed_window(window(A), 1, written)],
    )
    shown = snapshot(value)
    assert shown.windows[0].closed_tabs[0].closed_at == closed_at
    assert shown.windows[0].closed_tabs[1].title == "B"
    assert shown.closed_windows[0].closed_at == closed_at
    assert len(recently_closed(shown)) == 3


@pytest.mark.parametrize(
    "odd", [None, 3, "x", [], {}, {"state": None}, {"state": "x"}, {"state": []}]
)
def test_a_closed_tab_of_a_wrong_shape_is_empty_and_the_others_stay(odd: Any) -> None:
    value = session(window(C, closed=[A, B]))
    value["windows"][0]["_closedTabs"].insert(1, odd)
    first, strange, last = snapshot(value).windows[0].closed_tabs
    assert (first.title, strange.title, last.title) == ("A", "(empty tab)", "B")
    assert (first.session_id, strange.session_id, last.session_id) == ("0", None, "1")
    assert last.pointer == "/windows/0/_closedTabs/2"


def test_groups_open_closed_and_saved() -> None:
    value = session(
        window(
            tab(A, groupId="1"),
            groups=[group("1", "Open", "red", collapsed=True)],
            closedGroups=[closed_group("2", "Closed", B, color="green", first_closed_id=7)],
        ),
        savedGroups=[saved_group("3", "", C, color="gray")],
    )
    shown = snapshot(value)
    [opened], [closed], [saved] = (
        shown.windows[0].groups,
        shown.windows[0].closed_groups,
        shown.saved_groups,
    )
    assert (opened.id, opened.name, opened.color) == ("1", "Open", "red")
    assert (opened.collapsed, opened.saved, opened.tabs) == (True, False, ())
    assert (closed.name, closed.closed_at) == ("Closed", NOW - 60_000)
    assert [(t.title, t.session_id, t.group_id) for t in closed.tabs] == [("B", "7", "2")]
    assert closed.pointer == "/windows/0/closedGroups/0"
    assert (saved.name, saved.raw_name, saved.saved) == ("(unnamed group)", "", True)
    assert saved.tabs[0].pointer == "/savedGroups/0/tabs/0"
    assert shown.counts == (1, 1, 1, 0, 1, 1, 0)


@pytest.mark.parametrize("odd", [None, 3, "x", {}, {"0": {}}, [None, 3, "x", []]])
def test_groups_of_wrong_shapes_are_left_out(odd: Any) -> None:
    value = session(window(A, groups=odd, closedGroups=odd), savedGroups=odd)
    shown = snapshot(value)
    assert shown.windows[0].groups == shown.windows[0].closed_groups == shown.saved_groups == ()
    assert shown.windows[0].tabs[0].title == "A"


def test_a_group_whose_fields_are_odd_still_has_a_name_and_its_tabs() -> None:
    odd = {"id": 7, "name": 3, "color": [], "collapsed": "yes", "tabs": [None, closed_tab(A), 3]}
    [found] = snapshot(session(window(B, closedGroups=[odd]))).windows[0].closed_groups
    assert (found.id, found.name, found.color, found.collapsed) == (
        "7",
        "(unnamed group)",
        "",
        False,
    )
    assert [t.title for t in found.tabs] == ["(empty tab)", "A", "(empty tab)"]


def test_panorama_groups_of_firefox_4_to_44() -> None:
    def member(url: str, number: int) -> Any:
        return tab(url, extData={"tabview-tab": json.dumps({"url": url, "groupID": number})})

    kept = {
        "2": {"id": 2, "title": "Trip"},
        "5": {"id": 5, "title": ""},
        "odd": None,
    }
    shown = snapshot(
        session(
            window(member(A, 2), member(B, 5), C, extData={"tabview-group": json.dumps(kept)}),
            version=OMIT,
        )
    ).windows[0]
    assert [(g.id, g.name) for g in shown.groups] == [("2", "Trip"), ("5", "(unnamed group)")]
    assert [t.group_id for t in shown.tabs] == ["2", "5", None]


def test_closed_windows_have_their_own_tabs_and_closed_tabs() -> None:
    closed = closed_window(
        window(A, B, closed=[C], selected=2), 9, NOW - HOUR, title="As it was called"
    )
    [found] = snapshot(session(window(A), closed_windows=[closed])).closed_windows
    assert (found.session_id, found.closed_at, found.title) == ("9", NOW - HOUR, "As it was called")
    assert ([t.title for t in found.tabs], found.selected) == (["A", "B"], 1)
    assert [(c.title, c.pointer) for c in found.closed_tabs] == [
        ("C", "/_closedWindows/0/_closedTabs/0")
    ]


# -- windows and the session -------------------------------------------------------------------


def test_a_window() -> None:
    value = window(
        A,
        B,
        selected=2,
        width=800,
        height="600",
        screenX=-5,
        screenY=7.0,
        sizemode="maximized",
        sidebar={"command": "viewHistorySidebar"},
        isPopup=True,
        splitViews=[{"id": 3, "numberOfTabs": 2}, None],
        extData={"k": "v"},
    )
    [shown] = snapshot(session(value)).windows
    assert (shown.selected, shown.title) == (1, "B")
    assert (shown.geometry, shown.size_mode) == ((800, 600, -5, 7), "maximized")
    assert (shown.sidebar, shown.is_popup) == ("viewHistorySidebar", True)
    assert shown.split_views == ((3, 2),)
    assert shown.ext_values == {"k": "v"}
    [old] = snapshot(session(window(A, sidebar="viewBookmarksSidebar", width=OMIT))).windows
    assert (old.sidebar, old.geometry) == ("viewBookmarksSidebar", None)


@pytest.mark.parametrize(
    ("selected", "found"),
    [(1, 0), (2, 1), ("2", 1), (0, None), (3, None), (-1, None), (None, None)],
)
def test_a_selection_outside_the_tabs_selects_none(selected: Any, found: int | None) -> None:
    value = session(window(A, B, selected=selected), window(C), selectedWindow=selected)
    shown = snapshot(value)
    assert shown.windows[0].selected == found
    assert shown.selected_window == found
    assert shown.windows[0].title == ("B" if found else "A")


@pytest.mark.parametrize("odd", [None, 3, "x", [], True])
def test_an_odd_window_or_tab_never_hides_the_others(odd: Any) -> None:
    value = session(window(A, B), window(C), closed_windows=[window(A), window(B)])
    value["windows"][0]["tabs"].insert(1, odd)
    value["windows"].insert(1, odd)
    value["_closedWindows"].insert(0, odd)
    shown = snapshot(value)
    assert [[t.title for t in w.tabs] for w in shown.windows] == [
        ["A", "(empty tab)", "B"],
        [],
        ["C"],
    ]
    assert [w.title for w in shown.windows] == ["A", "(empty window)", "C"]
    assert [w.title for w in shown.closed_windows] == ["(empty window)", "A", "B"]
    assert shown.windows[2].tabs[0].pointer == "/windows/2/tabs/0"
    assert shown.oddities == 3


@pytest.mark.parametrize("odd", [None, 3, "x", {}, {"0": {"entries": []}}])
def test_tabs_that_are_no_list_are_no_tabs(odd: Any) -> None:
    value = session(window(A), window(B))
    value["windows"][0]["tabs"] = odd
    value["windows"][0]["_closedTabs"] = odd
    first, second = snapshot(value).windows
    assert (first.tabs, first.closed_tabs) == ((), ())
    assert second.tabs[0].title == "B"


def test_oddities_are_counted_where_people_look_for_what_is_missing() -> None:
    assert snapshot(session(window(A, tab(B)), closed_windows=[window(C)])).oddities == 0
    value = session(window(A, B, C), closed_windows=[window(C)])
    first, second, third = value["windows"][0]["tabs"]
    first["entries"] = [None, entry(A), "x"]
    second["entries"] = {}
    third["entries"] = []
    value["_closedWindows"][0]["tabs"] = None
    assert snapshot(value).oddities == 4
    assert snapshot({**value, "_closedWindows": 3}).oddities == 4


def test_what_the_session_says_of_itself() -> None:
    said = {
        "lastUpdate": NOW,
        "startTime": str(NOW - HOUR),
        "recentCrashes": 47,
        "state": "running",
    }
    assert snapshot(session(window(A), session=said)).session == (NOW - HOUR, NOW, 47, "running")
    odd: Any
    for odd in (None, 3, [], {}, {"lastUpdate": {}, "recentCrashes": None, "state": 3}):
        assert snapshot(session(window(A), session=odd)).session == (None, None, 0, None)


def test_cookies_are_rows_with_where_they_stand() -> None:
    value = session(
        window(A, cookies=[cookie("old.example")]),
        closed_windows=[{**window(B), "closedAt": NOW, "cookies": [cookie("closed.example")]}],
        cookies=[
            cookie("a.example", "n\x1b", "v", httponly=False, sameSite=256),
            None,
            {"host": 3, "originAttributes": "x"},
            cookie("b.example", originAttributes={"userContextId": 2}),
        ],
    )
    assert snapshot(value).cookies == (
        Cookie("a.example", "n␛", "/", "v", True, False, 256, 0, "/cookies/0"),
        Cookie("", "", "/", "", False, False, None, 0, "/cookies/2"),
        Cookie("b.example", "sid", "/", "abc123", True, True, 1, 2, "/cookies/3"),
        Cookie("old.example", "sid", "/", "abc123", True, True, 1, 0, "/windows/0/cookies/0"),
        Cookie(
            "closed.example", "sid", "/", "abc123", True, True, 1, 0, "/_closedWindows/0/cookies/0"
        ),
    )


@given(st.text(max_size=25) | st.integers() | st.floats() | st.booleans() | st.none())
def test_a_whole_number_fits_64_bits_whatever_was_written(value: Any) -> None:
    found = whole(value)
    assert found is None or -(2**63) <= found < 2**63
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) < 2**63:
        assert (
            found == whole(str(value)[:18] if abs(value) > 10**17 else str(value)) or found == value
        )


# -- any shape at all --------------------------------------------------------------------------

RICH = session(
    window(
        tab(A, pinned=True, groupId="1", extData={"k": "v"}, storage={"https://a": {"k": "v"}}),
        tab(B, formdata=FORM, scroll={"scroll": "1,2", "children": [{"scroll": "3,4"}]}),
        tab("about:sessionrestore", formdata={"id": {"sessionData": session(window(C))}}),
        closed=[A],
        groups=[group("1", "G")],
        closedGroups=[closed_group("2", "H", B)],
        extData={"tabview-group": '{"1":{"title":"P"}}'},
        cookies=[cookie("a.example")],
        splitViews=[{"id": 1, "numberOfTabs": 2}],
    ),
    closed_windows=[window(C, closed=[B])],
    savedGroups=[saved_group("3", "S", A)],
    cookies=[cookie("b.example")],
    lastSessionState=session(window(B)),
    _cachedObjs=[["0", "data:,x"]],
)


class Place(NamedTuple):
    """One value somewhere in RICH: what holds it, and under which key."""

    steps: tuple[str | int, ...]

    def replaced(self, value: Any) -> Any:
        changed = copy.deepcopy(RICH)
        holder = changed
        for step in self.steps[:-1]:
            holder = holder[step]  # type: ignore[index]
        holder[self.steps[-1]] = value  # type: ignore[index]
        return changed


def places(value: Any, steps: tuple[str | int, ...] = ()) -> Iterator[Place]:
    if steps and steps != ("windows",):
        yield Place(steps)
    if isinstance(value, dict):
        for key, inner in value.items():
            yield from places(inner, (*steps, key))
    elif isinstance(value, list):
        for i, inner in enumerate(value):
            yield from places(inner, (*steps, i))


PLACES = list(places(RICH))
ODD: list[Any] = [
    *(None, True, 0, -1, 3.0, 1.5, 10**30, -(10**400), 1e300, "", "x", "3", "--3", "\ud83d\x1b"),
    *([], {}, [None], [[]], ["x", 3], {"a": 1}, {"a": {"b": [1]}}, [[["deep"]]]),
]


def look_at_everything(item: Any, depth: int = 0) -> None:
    """Read every public property of an item and of whatever it holds."""
    if depth > 6:
        return
    for name in dir(type(item)):
        attribute = getattr(type(item), name)
        if name.startswith("_") or name in ("skeleton", "document"):
            continue
        if isinstance(attribute, Callable):  # type: ignore[arg-type]
            continue
        value = getattr(item, name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, Tab | ClosedTab | TabGroup | Window | Snapshot | Entry):
                look_at_everything(part, depth + 1)
            if isinstance(part, str) and name in ("title", "url", "name", "color", "sidebar"):
                assert is_printable(part)


def assert_readable(text: bytes) -> None:
    try:
        shown = Snapshot(Document(text))
    except SessiontuiError as error:
        assert "\n" not in error.sentence
        return
    look_at_everything(shown)
    recently_closed(shown)


@pytest.mark.parametrize("first", range(len(ODD)), ids=lambda i: repr(ODD[i])[:12])
def test_a_wrong_value_in_any_place_breaks_nothing(first: int) -> None:
    for place in PLACES[first :: len(ODD) // 2]:
        assert_readable(to_json(place.replaced(ODD[first])))


@pytest.mark.long
@pytest.mark.parametrize("odd", ODD, ids=lambda v: repr(v)[:12])
def test_every_wrong_value_in_every_place_breaks_nothing(odd: Any) -> None:
    for place in PLACES:
        assert_readable(to_json(place.replaced(odd)))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.tuples(st.sampled_from(PLACES), st.sampled_from(ODD)), min_size=2, max_size=2))
def test_wrong_shapes_together_break_nothing(changes: list[tuple[Place, Any]]) -> None:
    for place, odd in changes:
        assert_readable(to_json(place.replaced(odd)))


@pytest.mark.long
@settings(max_examples=2000, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_very_many_broken_sessions_are_read_or_refused(data: st.DataObject) -> None:
    text = to_json(data.draw(st.sampled_from(PLACES)).replaced(data.draw(st.sampled_from(ODD))))
    for _ in range(data.draw(st.integers(0, 3))):
        at = data.draw(st.integers(0, len(text)))
        junk = st.binary(max_size=4) | st.sampled_from(
            [b'"', b"}", b"\\ud83d", b"1e999", b"[" * 600]
        )
        text = text[:at] + data.draw(junk) + text[at + data.draw(st.integers(0, 4)) :]
    assert_readable(text)


def test_said_never_raises() -> None:
    deep: Any = []
    for _ in range(3000):
        deep = [deep]
    assert said(deep)
    assert [said(v) for v in ("x", None, True, 1.5, {"a": "é"})] == [
        "x",
        "",
        "true",
        "1.5",
        '{"a":"é"}',
    ]
