"""A document keeps every byte, whatever stands in it, and knows where each piece lies."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.errors import Damaged, NotASession, NothingFound, SessiontuiError
from sessiontui.session.json.pointer import find_span, format_pointer, parse_pointer
from sessiontui.session.model.document import EAGER_BYTES, Document
from sessiontui.session.model.snapshot import Snapshot
from tests import builders
from tests.builders import session, tab, to_json, window

ODD_PIECES = [
    b'"\\ud83d"',
    b'"a\\\\\\ud83d\\ud83d\\ude00"',
    b'"caf\xe9"',
    b'"\x00\x1b\n"',
    b'"\\q"',
    b"1e400",
    b"-0",
    b"1" * 5000,
    b"18446744073709551616",
    b"[" * 10_000 + b"]" * 10_000,
    b'{"a":' * 1_000 + b"1" + b"}" * 1_000,
    b'{"k":1,"k":2}',
    b" [ 1 ,\t2 ]\n",
]
SESSION = to_json(
    session(
        window("https://a.example/A", tab("https://b.example/B", title="T"), closed=["https://c/"]),
        closed_windows=[window("https://d.example/")],
    )
)


def with_piece(piece: bytes) -> bytes:
    """The session with an odd piece in a place nobody knows and in a tab's storage."""
    text = SESSION.replace(b'{"version"', b'{"strange":' + piece + b',"version"', 1)
    return text.replace(b'"hidden":false', b'"hidden":false,"storage":' + piece, 1)


@pytest.mark.parametrize("piece", ODD_PIECES, ids=lambda p: repr(p[:14]))
def test_odd_json_is_read_and_comes_back_byte_for_byte(piece: bytes) -> None:
    text = with_piece(piece)
    document = Document(text)
    assert document.text is text
    assert document.piece(("strange",)) == piece.strip()
    assert document.piece(("windows", 0, "tabs", 0, "storage")) == piece.strip()
    titles = [tab.title for tab in Snapshot(document).open_tabs()]
    assert titles == ["A", "B"]


@pytest.mark.parametrize(
    "piece", [p for p in ODD_PIECES if p[:1] != b" "], ids=lambda p: repr(p[:14])
)
def test_an_odd_title_spoils_no_other_tab(piece: bytes) -> None:
    text = SESSION.replace(b'"title":"A"', b'"title":' + piece, 1)
    snapshot = Snapshot(Document(text))
    odd, good = snapshot.open_tabs()
    assert good.title == "B"
    assert odd.url == "https://a.example/A"
    assert odd.title.isprintable()
    assert [w.title for w in snapshot.closed_windows] == ["d.example"]


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=8), inner, max_size=4)
    ),
    max_leaves=20,
)


@given(st.dictionaries(st.text(max_size=8), json_values, max_size=5), json_values)
def test_unknown_keys_and_their_order_are_kept(unknown: dict[str, Any], value: Any) -> None:
    text = to_json({**unknown, "windows": [{"tabs": [{"entries": [], "x": value}]}]})
    document = Document(text)
    assert document.text == text
    assert json.loads(document.piece(("windows", 0, "tabs", 0, "x"))) == value
    assert list(json.loads(document.text)) == list(json.loads(text))


@given(st.data())
def test_damaged_sessions_are_read_byte_for_byte_or_refused(data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(SESSION)))
    junk = data.draw(st.binary(max_size=4) | st.sampled_from([b'"', b"}", b"\\ud83d", b"1e999"]))
    text = SESSION[:at] + junk + SESSION[at + data.draw(st.integers(0, 4)) :]
    try:
        document = Document(text)
    except (Damaged, NotASession) as error:
        assert error.sentence.startswith("this is not")
        assert "\n" not in error.sentence
    else:
        assert document.text == text


def test_a_session_cut_at_any_length_is_refused() -> None:
    for length in range(0, len(SESSION), 7):
        with pytest.raises((Damaged, NotASession)):
            Document(SESSION[:length])


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (b"[]", "the JSON is not an object"),
        (b'"windows"', "the JSON is not an object"),
        (b"{}", "it has no windows"),
        (b'{"windows":{}}', "its windows are not a list"),
        (b'{"windows":null}', "its windows are not a list"),
        (b'{"windows":"3"}', "its windows are not a list"),
        (
            b'{"windows":{"0":{"tabs":[]}},"version":["sessionrestore",1]}',
            "its windows are not a list",
        ),
        (b'{"windows":[{"type":"pane","tabs":[{"type":"library"}]}]}', "none with tabs"),
    ],
)
def test_what_has_no_list_of_windows_is_no_session(text: bytes, sentence: str) -> None:
    with pytest.raises(NotASession, match=sentence):
        Document(text)


@pytest.mark.parametrize(
    "text",
    [
        b'{"windows":[]}',
        b' \n{"windows":[]} ',
        b'{"windows":[{"tabs":[{"entries":[]}]}]}',
        b'{"windows":[{"tabs":[],"_closedTabs":[]}]}',
        b'{"windows":[null,3,"x",[],{"tabs":null}],"version":["sessionrestore",1]}',
        b'{"windows":1,"windows":[]}',
    ],
)
def test_the_barest_of_sessions_are_sessions(text: bytes) -> None:
    assert Document(text).text == text


@given(st.lists(st.text(max_size=6), max_size=4))
def test_a_pointer_survives_being_written_and_read(steps: list[str]) -> None:
    assert parse_pointer(format_pointer(steps)) == tuple(steps)


def test_pointers_are_those_of_the_rfc() -> None:
    text = b'{"foo":["bar","baz"],"":0,"a/b":1,"m~n":8,"~1":9," ":7}'
    for pointer, piece in {
        "": text,
        "/foo": b'["bar","baz"]',
        "/foo/0": b'"bar"',
        "/": b"0",
        "/a~1b": b"1",
        "/m~0n": b"8",
        "/~01": b"9",
        "/ ": b"7",
    }.items():
        start, end = find_span(text, parse_pointer(pointer))
        assert text[start:end] == piece
    with pytest.raises(NothingFound, match="begins with a slash"):
        parse_pointer("windows/0")


def test_a_pointer_to_nothing_says_how_far_it_went_and_is_printable() -> None:
    document = Document(SESSION)
    with pytest.raises(NothingFound, match=r"^/windows/7: there is nothing"):
        document.piece(("windows", 7, "tabs"))
    with pytest.raises(NothingFound) as nothing:
        document.piece(("windows", 0, "\x1b[2J"))
    assert nothing.value.sentence.isprintable()


def test_sizes_are_bytes_of_the_file_and_parts_never_exceed_the_whole() -> None:
    document = Document(SESSION)
    snapshot = Snapshot(document)
    [shown] = snapshot.windows
    assert document.size(()) == len(SESSION)
    assert shown.size == len(document.piece(("windows", 0)))
    assert sum(t.size for t in shown.tabs) + shown.closed_tabs[0].size < shown.size < len(SESSION)


def test_sizes_of_a_large_text_are_unknown_until_it_was_measured() -> None:
    filler = "x" * EAGER_BYTES
    text = to_json(session(window(tab("https://a.example/", extData={"k": filler}))))
    document = Document(text)
    pointer = ("windows", 0, "tabs", 0)
    assert document.known_size(pointer) is None
    document.measure()
    assert document.known_size(pointer) == document.size(pointer) > EAGER_BYTES
    small = Document(SESSION)
    assert small.known_size(pointer) == small.size(pointer)


def test_measuring_a_session_of_wrong_shapes_does_no_harm() -> None:
    for odd in ("null", "3", '"x"', "{}", "[]", "[[]]"):
        text = f'{{"version":1,"windows":[{{"tabs":{odd},"_closedTabs":{odd}}},{odd}],'
        text += f'"_closedWindows":{odd},"savedGroups":{odd}}}'
        Document(text.encode()).measure()


@given(st.lists(st.sampled_from(["windows", "tabs", 0, 1, "0", "_closedTabs", "x", -1, "~"])))
def test_any_pointer_names_a_piece_or_nothing(pointer: list[str | int]) -> None:
    document = Document(SESSION)
    try:
        start, end = document.span(pointer)
    except SessiontuiError as error:
        assert isinstance(error, NothingFound)
    else:
        assert (start, end) == find_span(SESSION, pointer) == document.span(pointer)
        value: Any = json.loads(SESSION)
        for step in pointer:
            value = value[int(step)] if isinstance(value, list) else value[step]
        assert json.loads(SESSION[start:end]) == value


def test_a_repaired_document_says_so_and_a_sound_one_does_not() -> None:
    assert not Document(SESSION).repaired
    assert Document(
        builders.to_json(session(window(tab(builders.entry("https://a/", "\ud83d")))))
    ).repaired


@pytest.mark.parametrize(
    ("title", "sound"),
    [
        (b"plain", True),
        (rb"half \ud83d of one", True),
        (b"a\x01b", False),
    ],
)
def test_half_of_a_character_is_no_fault_to_firefox(title: bytes, sound: bool) -> None:
    """So whether it would load such a file needs no second, slower parser."""
    text = b'{"windows":[{"tabs":[{"entries":[{"url":"x","title":"' + title + b'"}]}]}]}'
    assert Document(text).sound is sound
