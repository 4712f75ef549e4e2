"""The fingerprint of a session: what it tells, what it keeps, what it forgives."""

from __future__ import annotations

import copy
import gc
import tracemalloc
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.errors import Damaged, NotASession
from sessiontui.monitor.diff.compare import compare
from sessiontui.monitor.diff.fingerprint import (
    MAX_TEXT,
    Fingerprint,
    Piece,
    fingerprint,
    fingerprint_folded,
)
from sessiontui.session.json import text as jsontext
from tests.builders import (
    NOW,
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
from tests.saved_again import beginning, saves


def rich() -> dict[str, Any]:
    return session(
        window(
            tab("https://a.example/one", "https://www.b.example/Two", index=1),
            tab(entry("https://c.example/x", "Grüße"), pinned=True),
            closed=["https://d.example/closed"],
            groups=[group("1-1", "Work")],
        ),
        window("https://e.example/"),
        closed_windows=[closed_window(window("https://f.example/"))],
        savedGroups=[saved_group("1-2", "Later", "https://g.example/")],
        cookies=[cookie("a.example"), cookie("b.example")],
    )


def test_every_part_of_a_session_is_told() -> None:
    text = to_json(rich())
    taken = fingerprint(text)
    assert taken.size == len(text)
    assert taken.last_update == NOW
    first, second = taken.windows
    assert [(piece.url, piece.title, piece.site) for piece in first.tabs] == [
        ("https://a.example/one", "one", "a.example"),
        ("https://c.example/x", "Grüße", "c.example"),
    ]
    assert [piece.url for piece in first.closed_tabs] == ["https://d.example/closed"]
    assert [piece.title for piece in first.groups] == ["Work"]
    assert [piece.title for piece in taken.saved_groups] == ["Later"]
    assert len(taken.closed_windows) == 1
    assert len(taken.cookies) == 2
    assert len(second.tabs) == 1
    assert "width" in second.own.fields() and "tabs" not in second.own.fields()
    assert set(taken.rest) == {"version", "selectedWindow", "maxSplitViewId", "session", "global"}
    assert "lastUpdate" not in taken.rest["session"].fields()


def test_sizes_are_bytes_of_the_file() -> None:
    made = rich()
    taken = fingerprint(to_json(made))
    for found, tab_made in zip(taken.windows[0].tabs, made["windows"][0]["tabs"], strict=True):
        assert found.size == len(to_json(tab_made))
        assert {name: size for name, (_, size) in found.fields().items()} == {
            name: len(to_json(value)) for name, value in tab_made.items()
        }
    shut, closed_made = taken.closed_windows[0], made["_closedWindows"][0]
    assert shut.size == len(to_json(closed_made))
    assert shut.fields()["tabs"][1] == len(to_json(closed_made["tabs"]))
    assert [size for _, size in taken.cookies] == [len(to_json(c)) for c in made["cookies"]]


def test_a_tab_that_is_the_same_is_not_taken_apart_again() -> None:
    made = rich()
    first = fingerprint(to_json(made))
    made["windows"][0]["tabs"].insert(0, tab("https://new.example/"))
    made["session"]["lastUpdate"] += 15_000
    second = fingerprint(to_json(made), first)
    assert second.windows[0].tabs[1:] == first.windows[0].tabs  # the very objects
    assert second.windows[0].closed_tabs == first.windows[0].closed_tabs
    assert second.windows[0].tabs[0].url == "https://new.example/"


def test_with_and_without_one_before_it_says_the_same() -> None:
    made = rich()
    first = fingerprint(to_json(made))
    made["windows"][0]["tabs"][0]["scroll"] = {"scroll": "0,9"}
    text = to_json(made)
    alone, after = fingerprint(text), fingerprint(text, first)
    for one, other in zip(alone.pieces(), after.pieces(), strict=True):
        assert (one.mark, one.fields(), one.url, one.title, one.history) == (
            other.mark, other.fields(), other.url, other.title, other.history
        )  # fmt: skip


@pytest.mark.parametrize(
    "odd",
    [
        "cut in an emoji \ud83d",
        "\udc00",
        "\x1b[31m",
        "…" * 10,
    ],
)
def test_titles_no_strict_parser_takes_do_not_stop_it(odd: str) -> None:
    made = session(window(tab(entry("https://a.example/", odd)), "https://b.example/"))
    taken = fingerprint(to_json(made))
    assert [piece.url for piece in taken.windows[0].tabs] == [
        "https://a.example/",
        "https://b.example/",
    ]


@pytest.mark.parametrize(
    "text",
    [
        b'{"windows":[null,1,"x",[],{"tabs":{"a":1}},{"tabs":[null,[],3,"t",{"entries":7}]}]}',
        b'{"windows":[],"_closedWindows":{"a":1},"cookies":"no","savedGroups":[[1],{}],"session":7}',
        b'{"windows":[],"big":123456789012345678901234567890,"far":1e400,"session":{"lastUpdate":"x"}}',
        b'{"windows":[{"tabs":[{"entries":[{"url":"https://a.example/\xff"}]}]}]}',
        b' {\n "windows" : [ { "tabs" : [ { "entries" : [ ] } ] } ] } ',
        b'{"windows":[{"tabs":[{"entries":' + b"[" * 3000 + b"]" * 3000 + b"}]}]}",
    ],
)
def test_wrong_shapes_are_taken_as_they_are(text: bytes) -> None:
    taken = fingerprint(text)
    assert taken.size == len(text)
    again = fingerprint(text, taken)
    assert [piece.mark for piece in again.pieces()] == [piece.mark for piece in taken.pieces()]


@pytest.mark.parametrize(
    ("text", "error"),
    [
        (b"[]", NotASession),
        (b"{}", NotASession),
        (b'{"windows":{}}', NotASession),
        (b'{"windows":[', Damaged),
        (b'{"windows":[]} x', Damaged),
        (b"", NotASession),
    ],
)
def test_what_is_no_session_is_refused(text: bytes, error: type[Exception]) -> None:
    with pytest.raises(error):
        fingerprint(text)


def test_a_huge_address_is_not_kept_whole() -> None:
    url = "data:text/html," + "x" * 100_000
    taken = fingerprint(to_json(session(window(tab(entry(url, "t" * 50_000))))))
    piece = taken.windows[0].tabs[0]
    assert len(piece.url) == len(piece.title) == MAX_TEXT
    assert piece.size > 150_000


def test_what_a_tab_is_called_is_there_once_however_often_it_changes() -> None:
    pieces = [
        fingerprint(to_json(session(window(tab(entry("https://a.example/x", "A title"), index=n)))))
        .windows[0]
        .tabs[0]
        for n in (1, 2)
    ]
    for name in ("title", "url", "site"):
        one, other = (getattr(piece, name) for piece in pieces)
        assert one
        assert one is other


@pytest.mark.long
def test_nothing_of_the_text_stays_in_memory() -> None:
    made = session(
        *(window(*(tab(f"https://s{i}.example/{w}/{i}", image="x" * 20_000) for i in range(60)))
          for w in range(3)),
        cookies=[cookie("a.example", value="v" * 500) for _ in range(100)],
    )  # fmt: skip
    made["windows"][0]["_closedTabs"] = [closed_tab(copy.deepcopy(made["windows"][0]["tabs"][0]))]
    text = to_json(made)
    assert len(text) > 3_000_000
    fingerprint(text)  # what is made once at the first call is no concern here
    gc.collect()
    tracemalloc.start()
    try:
        taken = fingerprint(text)
        for n in range(20):
            taken = fingerprint(text.replace(b'"hidden":false', b'"hidden":%d   ' % n), taken)
        gc.collect()
        held, _ = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert len(list(taken.pieces())) == 181
    assert held < 1_000_000


def told(taken: Fingerprint) -> object:
    """All that a fingerprint says, as plain values."""

    def plain(piece: Piece) -> object:
        return (piece.mark, piece.fields(), piece.url, piece.title, piece.site, piece.history)

    windows = [
        [plain(window.own), *(list(map(plain, pieces)) for pieces in (
            window.tabs, window.closed_tabs, window.groups, window.closed_groups
        ))]
        for window in taken.windows
    ]  # fmt: skip
    lists = [list(map(plain, pieces)) for pieces in (taken.closed_windows, taken.saved_groups)]
    rest = {name: plain(piece) for name, piece in taken.rest.items()}
    known = [(one.mark, plain(one.piece), one.listed) for one in taken.known]
    return taken.size, taken.last_update, windows, lists, taken.cookies, rest, known


@pytest.mark.long
@given(st.integers(0, 10_000))
@settings(max_examples=60, deadline=None)
def test_after_any_saves_it_says_what_one_of_the_whole_text_says(seed: int) -> None:
    before = fresh = None
    for state in saves(seed, 6):
        text = to_json(state)
        taken = fingerprint(text, before)
        assert told(taken) == told(fingerprint(text))
        if before is not None and fresh is not None:
            assert compare(before, taken) == compare(fresh, fingerprint(text))
        before, fresh = taken, fingerprint(text)


def test_of_a_save_that_changed_little_little_is_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    one, two = (to_json(beginning(40)), to_json(beginning(40)))
    two = two.replace(b'"lastUpdate":', b'"lastUpdate":1', 1)
    first = fingerprint(one)
    parsed = []
    decode = jsontext.decode

    def noted(text: bytes, decoder: Any) -> Any:
        parsed.append(len(text))
        return decode(text, decoder)

    monkeypatch.setattr(jsontext, "decode", noted)
    second, folded = fingerprint_folded(two, first)
    assert folded is not None
    assert sum(parsed) < len(two) / 3
    assert all(one is other for one, other in zip(first.pieces(), second.pieces(), strict=True))


def test_a_tab_that_stands_where_no_tab_belongs_is_not_taken_for_one() -> None:
    first = fingerprint(to_json(beginning()))
    made = beginning()
    moved = made["windows"][0]["tabs"].pop(0)
    made["windows"][0]["tabs"][0]["extData"] = {"whole": moved}
    text = to_json(made)
    assert told(fingerprint(text, first)) == told(fingerprint(text))
