"""What a file is made of is told by its bytes, never by its name."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.codec import mozlz4
from sessiontui.codec.container import Form, open_container
from sessiontui.errors import Damaged, NotASession, SessiontuiError, Unreadable
from tests import builders

SESSION = builders.to_json(builders.session(builders.window("https://a.example/")))
BOM = b"\xef\xbb\xbf"

objects = st.dictionaries(st.text(), st.integers() | st.text() | st.none(), max_size=5).map(
    lambda value: json.dumps(value, ensure_ascii=False).encode("utf-8", "replace")
)
blanks = st.text(" \t\r\n", max_size=5).map(str.encode)
boms = st.sampled_from([b"", BOM])
wrappings = st.tuples(
    boms,
    blanks,
    st.sampled_from([(b"", b""), (b"(", b")"), (b"( \n", b"\t) ; \r\n"), (b"(", b");")]),
    blanks,
)


@given(objects, wrappings, st.booleans())
def test_the_json_is_found_in_every_wrapping(
    text: bytes, wrapping: tuple[bytes, bytes, tuple[bytes, bytes], bytes], packed: bool
) -> None:
    bom, blank, (opening, closing), tail = wrapping
    whole = bom + blank + opening + text + closing + (tail if opening else b"")
    container = open_container(mozlz4.pack(whole) if packed else whole)
    assert container.text == whole
    assert container.json == text
    if packed:
        assert container.form is Form.MOZLZ4
    else:
        assert container.form is (Form.PARENTHESISED if opening else Form.JSON)


@pytest.mark.parametrize("lines", [2, 3, 4])
@pytest.mark.parametrize("bom", [b"", BOM])
def test_the_json_is_found_behind_session_manager_s_own_lines(lines: int, bom: bytes) -> None:
    """Older versions of that extension wrote fewer of them."""
    own = [b"name=Mine\n", b"timestamp=1300000000000\n", b"autosave=false\tcount=1\n",
           b"screensize=1280x1024\n"]  # fmt: skip
    head = bom + b"[SessionManager v2]\n" + b"".join(own[:lines])
    container = open_container(head + SESSION)
    assert (container.form, container.json) == (Form.SESSION_MANAGER, SESSION)
    assert container.rewrap(b"{}") == head + b"{}"


@given(objects, objects, wrappings, st.booleans())
def test_rewrapping_keeps_the_form_and_everything_around_the_json(
    old: bytes, new: bytes, wrapping: tuple[bytes, bytes, tuple[bytes, bytes], bytes], packed: bool
) -> None:
    bom, blank, (opening, closing), tail = wrapping
    before, after = bom + blank + opening, closing + (tail if opening else b"")
    data = before + old + after
    data = mozlz4.pack(data) if packed else data
    container = open_container(data)
    rewrapped = container.rewrap(new)
    assert open_container(rewrapped).text == before + new + after
    assert open_container(rewrapped).form is container.form
    assert open_container(container.rewrap(container.json)).text == container.text


def test_blanks_behind_plain_json_are_kept() -> None:
    assert open_container(SESSION + b"\n\n").text == SESSION + b"\n\n"


def test_json_without_wrapping_is_not_copied() -> None:
    container = open_container(SESSION)
    assert container.text is container.json is SESSION


@pytest.mark.parametrize(
    ("data", "form"),
    [
        (mozlz4.pack(SESSION), Form.MOZLZ4),
        (SESSION, Form.JSON),
        (BOM + SESSION, Form.JSON),
        (b"(" + SESSION + b")", Form.PARENTHESISED),
        (BOM + b"( " + SESSION + b");\n", Form.PARENTHESISED),
        (mozlz4.pack(b"(" + SESSION + b")"), Form.MOZLZ4),
        (mozlz4.pack(BOM + SESSION), Form.MOZLZ4),
    ],
)
def test_every_form_of_a_session_holds_the_same_session(data: bytes, form: Form) -> None:
    container = open_container(data)
    assert (container.form, container.json) == (form, SESSION)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (b"\x89PNG\r\n\x1a\n\0\0", "a PNG image"),
        (b"\xff\xd8\xff\xe0", "a JPEG image"),
        (b"GIF89a", "a GIF image"),
        (b"PK\x03\x04rest", "a ZIP archive"),
        (b"\x1f\x8b\x08", "a gzip file"),
        (b"\x04\x22\x4d\x18", "an LZ4 frame"),
        (b"SQLite format 3\0", "an SQLite database"),
        (b"\x7fELF\x02", "a program"),
        (b"<!DOCTYPE html>", "HTML or XML"),
        (b"\xff\xfe{\0", "UTF-16 text"),
    ],
)
def test_another_kind_of_file_is_called_by_its_name(data: bytes, kind: str) -> None:
    for bytes_ in (data, mozlz4.pack(data)):
        with pytest.raises(NotASession, match=f"this is {kind}"):
            open_container(bytes_)


@pytest.mark.parametrize("data", [b"plain words", b"12", b'"text"', b"null", b" \n ", BOM, b")("])
def test_what_is_no_json_object_is_no_session(data: bytes) -> None:
    with pytest.raises(NotASession, match=r"not a session|neither mozLz4 nor JSON"):
        open_container(data)


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        (b"", "the file is empty"),
        (mozlz4.pack(b""), "the file is empty"),
        (bytes(1), r"nothing but zero bytes \(1 of them\)"),
        (bytes(70_000), r"nothing but zero bytes \(70,000 of them\)"),
        (mozlz4.pack(bytes(5000)), r"nothing but zero bytes \(5,000 of them\)"),
        (b"mozLz40\0", "header is cut short: 8 of 12 bytes"),
        (b"({}", "closing parenthesis is missing"),
        (b'({"a":")"', "closing parenthesis is missing"),
    ],
)
def test_a_broken_file_is_damaged_and_not_another_kind(data: bytes, sentence: str) -> None:
    with pytest.raises(Damaged, match=sentence):
        open_container(data)


@given(st.binary(max_size=200))
def test_any_bytes_are_opened_or_refused_with_a_sentence(data: bytes) -> None:
    for bytes_ in (data, b"{" + data, b"(" + data, BOM + data, b"mozLz40\0" + data):
        try:
            container = open_container(bytes_)
        except Unreadable as error:
            assert error.sentence
            assert "\n" not in error.sentence
        else:
            assert container.json[:1] in b"[{"


@given(st.integers(0, len(SESSION)))
def test_a_packed_session_cut_before_packing_is_opened_and_refused_later(length: int) -> None:
    try:
        assert open_container(mozlz4.pack(SESSION[:length])).text == SESSION[:length]
    except SessiontuiError as error:
        assert length == 0, error
