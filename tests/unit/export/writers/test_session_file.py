"""The session file of an export, read back as a session."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.codec.container import Form, open_container
from sessiontui.errors import NothingFound, SessiontuiError
from sessiontui.export.formats import Options, export
from sessiontui.session.json.pointer import parse_pointer
from sessiontui.session.model.document import Document
from sessiontui.session.model.items import (
    Item,
    closed_items,
    item_at,
    open_windows,
    saved_groups,
)
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import (
    FAVICON,
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
    unmozlz4,
    window,
)
from tests.steps import calls

A, B, C, D, E = (f"https://{name}.example/page" for name in "abcde")


def snapshot(content: dict[str, Any] | bytes) -> Snapshot:
    return Snapshot(Document(content if isinstance(content, bytes) else to_json(content)))


def chosen(found: Snapshot, *pointers: str) -> tuple[Item, ...]:
    return tuple(item_at(found, parse_pointer(pointer)) for pointer in pointers)


def everything(found: Snapshot) -> tuple[Item, ...]:
    return open_windows(found) + closed_items(found) + saved_groups(found)


def packed(items: tuple[Item, ...], *, with_private: bool = False) -> bytes:
    options = Options(now=NOW, with_private=with_private)
    return b"".join(export(items, "session", options))


def exported(items: tuple[Item, ...], *, with_private: bool = False) -> Snapshot:
    """The exported session, after everything a start of Firefox relies on was checked."""
    data = packed(items, with_private=with_private)
    container = open_container(data)
    assert container.form is Form.MOZLZ4
    top = json.loads(unmozlz4(data))
    assert top["version"] == ["sessionrestore", 1]
    assert top["session"] == {"lastUpdate": NOW, "startTime": NOW, "recentCrashes": 0}
    assert 1 <= top["selectedWindow"] <= len(top["windows"])
    assert top["_closedWindows"] == top["savedGroups"] == []
    ids = []
    for shown in top["windows"]:
        assert shown["_closedTabs"] == shown["closedGroups"] == []
        assert 1 <= shown.get("selected", 1) <= len(shown["tabs"])
        pinned = [bool(one.get("pinned")) for one in shown["tabs"]]
        assert pinned == sorted(pinned, reverse=True)  # else Firefox stalls at its start
        own = {one["id"] for one in shown["groups"]}
        views = {one["id"] for one in shown.get("splitViews", [])}
        for one in shown["tabs"]:
            assert one.get("groupId") is None or one["groupId"] in own
            assert one.get("splitViewId") is None or one["splitViewId"] in views
        ids += [*own, *views]
        assert not {"closedAt", "closedId", "title", "_shouldRestore"} & shown.keys()
    assert len(ids) == len(set(ids))
    return snapshot(container.json)


def addresses(found: Snapshot) -> list[list[str]]:
    return [[one.raw_url for one in shown.tabs] for shown in found.windows]


def rich() -> dict[str, Any]:
    first = window(
        tab(A, pinned=True),
        tab(entry(B, "Two"), entry(C, "Three"), groupId="g1", storage={"https://b": {"k": "v"}}),
        tab(D, groupId="g1", formdata={"id": {"x": "typed"}}),
        E,
        groups=[group("g1", "Reading", "purple", collapsed=True)],
        closedGroups=[closed_group("g2", "Gone", A, B, first_closed_id=7)],
        closed=[closed_tab(tab(B, groupId="g1", pinned=OMIT), closed_id=5)],
        selected=3,
        extData={"extension:x": "value"},
    )
    second = window(
        A,
        tab(B, splitViewId=1),
        tab(C, splitViewId=1),
        splitViews=[{"id": 1, "numberOfTabs": 2}],
    )
    gone = closed_window(
        window(tab(C, groupId="g9"), D, groups=[group("g9", "Shut", closedAt=NOW, saved=True)]),
        closed_id=9, _shouldRestore=True,
    )  # fmt: skip
    return session(
        first,
        second,
        selectedWindow=2,
        closed_windows=[gone],
        savedGroups=[saved_group("s1", "Saved", D, first_closed_id=20)],
        cookies=[cookie("a.example"), cookie(".example", "wide"), cookie("bank.example")],
    )


def test_open_windows_come_as_they_are() -> None:
    found = snapshot(rich())
    made = exported(open_windows(found))
    assert addresses(made) == addresses(found)
    first, second = made.windows
    assert (made.selected_window, first.selected, second.selected) == (1, 2, 0)
    assert (first.geometry, first.size_mode) == ((1229, 691, 4, 4), "maximized")
    (own,) = first.groups
    assert (own.id, own.name, own.color, own.collapsed) == ("g1", "Reading", "purple", True)
    assert [one.group_id for one in first.tabs] == [None, "g1", "g1", None]
    assert second.split_views == ((1, 2),)
    assert [one.split_view_id for one in second.tabs] == [None, 1, 1]
    assert first.tabs[1].entry_count == 2
    assert first.tabs[0].icon == FAVICON


def test_without_private_nothing_but_pages() -> None:
    text = unmozlz4(packed(everything(snapshot(rich()))))
    for secret in (b"typed", b"abc123", b"extension:x", b"storage", b"formdata", b"sid"):
        assert secret not in text
        assert secret in to_json(rich())


def test_with_private_every_tab_is_the_piece_of_its_file() -> None:
    found = snapshot(rich())
    made = exported(open_windows(found), with_private=True)
    for old, new in zip(found.open_tabs(), made.open_tabs(), strict=True):
        assert made.document.piece(new.steps) == found.document.piece(old.steps)
    assert made.windows[0].ext_values == {"extension:x": "value"}
    assert made.document.piece(("cookies",)) == found.document.piece(("cookies",))


def test_odd_pieces_stay_exact_with_private() -> None:
    odd = (
        b'{ "entries" : [ { "url":"https://a.example/" , "title":"\\ud83d", "n":1e400, '
        b'"n":12345678901234567890123 } ] ,"index":1, "x":{"y":-0,"\xc3\xa9":[ ]} }'
    )
    text = to_json(session(window(B))).replace(b'"tabs":[', b'"tabs":[' + odd + b",")
    found = snapshot(text)
    assert odd in unmozlz4(packed(open_windows(found), with_private=True))
    assert exported(open_windows(found)).windows[0].tabs[0].raw_title == "\ufffd"


def test_closed_things_are_open_in_it() -> None:
    found = snapshot(rich())
    made = exported(everything(found))
    assert sorted(addresses(made)) == sorted([[A, C, D, E], [A, B, C], [C, D], [B], [A, B], [D]])
    names = [[one.name for one in shown.groups] for shown in made.windows]
    assert sorted(names) == sorted([["Reading"], [], ["Shut"], [], ["Gone"], ["Saved"]])
    shut = next(shown for shown in made.windows if shown.groups and shown.groups[0].name == "Shut")
    header = json.loads(made.document.piece(shut.groups[0].steps))
    assert header.keys() == {"id", "name", "color", "collapsed", "saveOnWindowClose"}


def test_a_closed_tab_of_an_open_group_comes_without_the_group() -> None:
    found = snapshot(rich())
    (shown,) = exported(chosen(found, "/windows/0/_closedTabs/0")).windows
    assert (shown.tabs[0].group_id, shown.groups) == (None, ())


def test_chosen_tabs_stand_in_windows_like_theirs() -> None:
    found = snapshot(rich())
    pointers = [f"/windows/{place}" for place in ("1/tabs/1", "0/tabs/3", "0/tabs/0", "0/tabs/2")]
    made = exported(chosen(found, *pointers))
    assert addresses(made) == [[B], [A, D, E]]
    assert made.windows[0].tabs[0].split_view_id is None  # half a split view is none
    assert made.selected_window == 0
    assert [one.group_id for one in made.windows[1].tabs] == [None, None, None]


def test_chosen_groups_stay_groups() -> None:
    found = snapshot(rich())
    made = exported(chosen(found, "/windows/0/groups/0", "/windows/0/tabs/3", "/windows/0/tabs/0"))
    assert addresses(made) == [[A, C, D, E]]
    (own,) = made.windows[0].groups
    assert (own.name, own.color) == ("Reading", "purple")
    assert [one.group_id == own.id for one in made.windows[0].tabs] == [False, True, True, False]


def test_two_versions_in_one_file_share_no_group() -> None:
    old, new = snapshot(rich()), snapshot(rich())
    made = exported(open_windows(old) + open_windows(new))
    assert addresses(made) == addresses(old) * 2
    assert [len(shown.groups) for shown in made.windows] == [1, 0, 1, 0]


def test_only_ids_that_clash_are_given_anew() -> None:
    first = window(
        tab(A, splitViewId=7), tab(B, splitViewId=7), tab(C, groupId="g"),
        splitViews=[{"id": 7, "numberOfTabs": 2}], groups=[group("g", "G")],
    )  # fmt: skip
    second = window(
        tab(A, splitViewId=7), tab(B, splitViewId=7), tab(C, splitViewId=9), tab(D, splitViewId=9),
        tab(E, groupId="h"),
        splitViews=[{"id": 7, "numberOfTabs": 2}, {"id": 9, "numberOfTabs": 2}],
        groups=[group("h", "H")],
    )  # fmt: skip
    for with_private in (False, True):
        found = snapshot(session(first, second))
        exported(open_windows(found), with_private=with_private)
        top = json.loads(unmozlz4(packed(open_windows(found), with_private=with_private)))
        views = [[one.get("splitViewId") for one in shown["tabs"]] for shown in top["windows"]]
        assert views == [[7, 7, None], [10, 10, 9, 9, None]]
        assert [shown["groups"][0]["id"] for shown in top["windows"]] == ["g", "h"]
        assert top["maxSplitViewId"] == 10


def test_the_window_that_was_in_front_is_in_front() -> None:
    found = snapshot(session(window(A, zIndex=1), window(B, zIndex=2), selectedWindow=1))
    top = json.loads(unmozlz4(packed(open_windows(found))))
    assert (top["selectedWindow"], [one["zIndex"] for one in top["windows"]]) == (1, [1, 2])


def test_whole_windows_cost_little_for_each_tab() -> None:
    def work(count: int) -> int:
        found = snapshot(session(window(*(f"https://a.example/{i}" for i in range(count)))))
        assert len(found.windows[0].tabs) == count
        return calls(lambda: packed(open_windows(found), with_private=True))

    work(10)
    assert work(2_000) - work(1_000) < 10_000  # calls; walking into each tab takes hundreds


def test_only_cookies_of_the_chosen_pages() -> None:
    found = snapshot(rich())
    made = exported(chosen(found, "/windows/0/tabs/0"), with_private=True)
    assert [(one.host, one.name) for one in made.cookies] == [
        ("a.example", "sid"), (".example", "wide"),
    ]  # fmt: skip
    made = exported(chosen(found, "/windows/0"), with_private=True)
    assert "bank.example" not in {one.host for one in made.cookies}


def test_cookies_of_another_container_stay_behind() -> None:
    other = cookie("a.example", originAttributes={"userContextId": 2})
    found = snapshot(session(window(A, tab(B, userContextId=2)), cookies=[other]))
    assert exported(chosen(found, "/windows/0/tabs/0"), with_private=True).cookies == ()
    found = snapshot(session(window(B, tab(A, userContextId=2)), cookies=[other]))
    made = exported(chosen(found, "/windows/0/tabs/1"), with_private=True)
    assert [one.host for one in made.cookies] == ["a.example"]


def test_windows_and_tabs_without_a_page_are_left_out() -> None:
    found = snapshot(session(window(tab(), A), window(tab(userTypedValue="typed"))))
    assert addresses(exported(open_windows(found))) == [["", A]]
    assert addresses(exported(open_windows(found), with_private=True)) == [["", A], ["typed"]]
    assert addresses(exported(chosen(found, "/windows/0/tabs/0", "/windows/0/tabs/1"))) == [[A]]
    with pytest.raises(NothingFound):
        packed(chosen(found, "/windows/1"))


def test_a_pinned_tab_that_was_closed_goes_first() -> None:
    found = snapshot(
        session(window(A, closed=[closed_tab(B, closed_id=1), closed_tab(tab(C, pinned=True), 2)]))
    )
    assert addresses(exported(closed_items(found))) == [[C, B]]


def test_bytes_that_are_no_text_do_not_spoil_the_file() -> None:
    text = to_json(session(window(tab(entry(A, "x"), formdata={"id": {"k": "BAD"}}))))
    found = snapshot(text.replace(b'"x"', b'"\xff"').replace(b"BAD", b"\xfe"))
    for private in (False, True):
        unmozlz4(packed(open_windows(found), with_private=private)).decode("utf-8")


URL = st.sampled_from([A, B, "about:config", "javascript:x"])
TAB = st.builds(
    tab,
    URL,
    pinned=st.sampled_from([OMIT, OMIT, True, "odd"]),
    groupId=st.sampled_from([OMIT, OMIT, "g1", "g2", "unknown", None]),
    splitViewId=st.sampled_from([OMIT, 1, 2]),
    hidden=st.booleans(),
)
WINDOW = st.builds(
    lambda tabs, closed, groups, gone, views: window(
        *tabs,
        closed=[closed_tab(one, i) for i, one in enumerate(closed)],
        groups=[group(name, name) for name in groups],
        closedGroups=[closed_group("g2", "g2", *gone)] if gone else [],
        splitViews=[{"id": number, "numberOfTabs": 2} for number in views],
    ),
    st.lists(TAB, max_size=4),
    st.lists(TAB, max_size=2),
    st.sets(st.sampled_from(["g1", "g2"])),
    st.lists(TAB, max_size=2),
    st.sets(st.integers(1, 2)),
)
SESSION = st.builds(
    lambda windows, closed: session(*windows, closed_windows=closed),
    st.lists(WINDOW, min_size=1, max_size=3),
    st.lists(WINDOW, max_size=2),
)


@given(SESSION, st.booleans(), st.data())
def test_whatever_is_chosen_firefox_can_load_it(
    content: dict[str, Any], with_private: bool, data: st.DataObject
) -> None:
    found = snapshot(content)
    pool = [*everything(found)]
    for shown in (*found.windows, *found.closed_windows):
        pool += [item_at(found, one.steps) for one in shown.tabs]
        pool += [item_at(found, one.steps) for one in shown.groups]
    items = tuple(data.draw(st.lists(st.sampled_from(pool), min_size=1, max_size=5)))
    try:
        made = exported(items, with_private=with_private)
    except NothingFound:
        return
    text = b"".join(export(items, "urls", Options(now=NOW))).decode()
    assert sorted(one for shown in addresses(made) for one in shown) == sorted(text.splitlines())


@pytest.mark.parametrize(
    "largest", [60_000, pytest.param(30_000_000, marks=pytest.mark.long)], ids=["small", "all"]
)
def test_every_page_of_real_sessions_comes_back(corpus: Path, largest: int) -> None:
    seen = 0
    for file in sorted(corpus.rglob("*")):
        if not file.is_file() or file.stat().st_size > largest:
            continue
        try:
            found = Snapshot(Document(open_container(file.read_bytes()).json))
        except SessiontuiError:
            continue
        pages = [one.raw_url for one in found.open_tabs() if one.entry.raw_url]
        if not pages:
            continue
        seen += 1
        for with_private in (False, True):
            made = exported(everything(found), with_private=with_private)
            assert {*pages} <= {one for shown in addresses(made) for one in shown}
    assert seen > 10
