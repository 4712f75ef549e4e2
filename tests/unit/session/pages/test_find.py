"""Words in everything a person may remember of a tab, however the file writes it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.session.model.document import Document
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.session.pages.find import search_session
from sessiontui.session.pages.query import Query
from sessiontui.session.pages.readable import readable
from tests.builders import closed_tab, entry, session, tab, window
from tests.steps import calls
from tests.unit.session.pages.making import Json, snapshot_of


def hits(made: Json | Snapshot, words: str) -> list[str]:
    """Each hit as a person is told it, of all rows."""
    snapshot = made if isinstance(made, Snapshot) else snapshot_of(made)
    found = [one for one in search_session(snapshot, Query(words)) if one is not None]
    return [f"{hit.field.value}: {hit.marked}" for _, each in found for hit in each]


def of(url: str, title: str = "T", **more: Any) -> Json:
    return session(window(tab(entry(url, title), **more)))


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("café", ['//[café].example/café/menü?q="Crème"']),
        ("menü", ['//café.example/café/[menü]?q="Crème"']),
        ("crème", ['//café.example/café/menü?q="[Crème]"']),
        ("Crème", ['//café.example/café/menü?q="[Crème]"']),
        ("CRÈME", []),
        ('"crème"', ['//café.example/café/menü?q=["Crème"]']),
        ("caf%C3%A9/men", ["//xn--caf-dma.example/[caf%C3%A9/men]%c3%bc?q=%22Cr%C3%A8me%22"]),
        ("cafè", []),
    ],
)
def test_an_address_is_found_as_it_is_read_and_as_it_is_written(
    words: str, told: list[str]
) -> None:
    menu = "//xn--caf-dma.example/caf%C3%A9/men%c3%bc?q=%22Cr%C3%A8me%22"
    assert hits(of(menu), words) == [f"address: {one}" for one in told]


def test_an_older_address_of_the_history_too() -> None:
    made = session(
        window(tab(entry("https://a.example/%E6%97%A5%E6%9C%AC", ""), "https://b.example/"))
    )
    assert hits(made, "日本") == ["history: https://a.example/[日本]"]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ("bücher", ["address: https://[bücher].example/"]),
        ("ücher.ex", ["address: https://b[ücher.ex]ample/"]),
        ("xn--bcher", ["address: https://[xn--bcher]-kva.example/"]),
        ("BÜcher", []),
    ],
)
def test_an_international_name_is_found_as_it_is_read(words: str, told: list[str]) -> None:
    assert hits(of("https://xn--bcher-kva.example/"), words) == told


@pytest.mark.parametrize(
    ("url", "read"),
    [
        ("https://a.example/100%", "https://a.example/100%"),
        ("https://a.example/%zz%41", "https://a.example/%zzA"),
        ("https://a.example/%E9", "https://a.example/\ufffd"),
        ("https://xn--99999999999.example/", "https://xn--99999999999.example/"),
        ("https://xn--.example/", "https://xn--.example/"),
        ("", ""),
    ],
)
def test_what_is_no_escape_stays(url: str, read: str) -> None:
    assert readable(url) == read


def test_escapes_of_acting_characters_are_shown_and_do_not_act() -> None:
    (hit,) = hits(of("//a.example/%1B%5B2J%E2%80%AEfoo"), "foo")
    assert hit == "address: //a.example/%1B%5B2J%E2%80%AE[foo]"
    (hit,) = hits(of("https://a.example/%1B%5B2J%E2%80%AEfo%C3%B6"), "foö")
    assert hit == "address: https://a.example/␛[2J⟨202E⟩[foö]"


CHARACTERS = st.sampled_from("日本語🦊") | st.characters(
    min_codepoint=0x21, max_codepoint=0x139F, categories=("L", "N", "P", "S"),
    exclude_characters="ſ",  # nobody types it
)  # fmt: skip


@given(st.text(CHARACTERS, min_size=1, max_size=8))
def test_every_word_is_found_in_titles_of_any_case_and_in_addresses_that_escape_it(
    word: str,
) -> None:
    query = Query(word)
    if query.words and word.isprintable() and ":" not in word:
        assert hits(of(f"https://a.example/{quote(word, safe='')}", "-"), word)
        assert hits(of("https://a.example/", f"x{word}x"), word)
        same = word.upper().casefold() == word.casefold() and not query.matcher.exact
        assert bool(hits(of("https://a.example/", word.upper()), word)) == (
            same or word in word.upper()
        )


def test_a_closed_tab_is_found_by_the_title_that_firefox_lists_it_with_too() -> None:
    """Firefox 73 to 153 may note one of another entry there."""
    shut = closed_tab(tab(entry("https://a.example/", "Recipes")), title="Marmalade")
    made = session(window("https://b.example/", closed=[shut]))
    assert hits(made, "marmalade") == ["title: [Marmalade]"]
    assert hits(made, "recipes") == ["title: [Recipes]"]


@pytest.mark.parametrize(
    "form",
    [
        {"id": {"why": "the Marmalade jar"}},
        {"xpath": {"/xhtml:html/xhtml:body/xhtml:textarea": "the Marmalade jar"}},
        {"children": [{"id": {"why": "the Marmalade jar"}}]},
        {"children": [None, {"children": [{}, {"xpath": {"/x": "the Marmalade jar"}}]}]},
        {"innerHTML": "the Marmalade jar"},
        {"children": [{"innerHTML": "the Marmalade jar"}]},
    ],
)  # fmt: skip
def test_what_was_typed_into_a_form_of_any_frame_is_found(form: Json) -> None:
    told = ["form: the [Marmalade] jar"]
    assert hits(of("https://a.example/", formdata=form), "marmalade in:form") == told
    closed = session(
        window("https://b.example/", closed=[closed_tab(tab("https://a.example/", formdata=form))])
    )
    assert hits(closed, "marmalade") == told


def test_in_old_files_the_frames_forms_stand_in_the_history_entry() -> None:
    """Firefox 3 to 28 kept them there."""
    frame = {"url": "https://f.example/", "formdata": {"#why": "the Marmalade jar"}}
    made = session(window(tab(entry("https://a.example/", "A", children=[frame]))))
    del made["version"]
    assert hits(made, "marmalade") == ["form: the [Marmalade] jar"]


@pytest.mark.parametrize(
    ("title", "words", "told"),
    [
        ("Straße zur Marmelade", "marmelade", "title: Straße zur [Marmelade]"),
        ("Straße zur Marmelade", "straße", "title: [Straße] zur Marmelade"),
        ("ßßß Maß", "maß", "title: ßßß [Maß]"),
        ("ΛΌΓΟΣ και λόγος", "λόγος", "title: [ΛΌΓΟΣ] και λόγος"),
        ("ο λόγος", "λόγος", "title: ο [λόγος]"),
        ("5 µm", "µm", "title: 5 [µm]"),
    ],
)
def test_the_hit_is_marked_whatever_its_letters_become_without_case(
    title: str, words: str, told: str
) -> None:
    assert hits(of("https://a.example/", title), words) == [told]


def test_what_stands_twice_under_one_key_is_found_where_the_tab_is_read() -> None:
    """The last of two equal keys counts, to Firefox and to every list here."""
    text = (
        b'{"version":["sessionrestore",1],"windows":[{"tabs":[{"entries":[{"url":"https://a.example/",'
        b'"title":"first","title":"second"}],"entries":[{"url":"https://b.example/","title":"third"}],'
        b'"index":1}]}]}'
    )  # fmt: skip
    snapshot = Snapshot(Document(text))
    assert hits(snapshot, "third") == ["title: [third]"]
    assert not hits(snapshot, "first") and not hits(snapshot, "second")


@pytest.mark.parametrize(
    "word", ["x" * 3000, "é" * 3000, "a/" * 1500, "%" * 3000], ids=["x", "é", "a/", "%"]
)
def test_a_whole_page_that_was_pasted_is_found_and_costs_no_more_than_a_word(word: str) -> None:
    made = of(f"https://a.example/{quote(word)}", f"{word}y")
    assert len(hits(made, f"{word}y")) == 1 and len(hits(made, word)) == 2
    assert not hits(made, f"{word}z")
    snapshot = snapshot_of(of("https://a.example/", "nothing of it"))
    assert calls(lambda: hits(snapshot, word)) < 2 * calls(lambda: hits(snapshot, word[:100])) + 500
