"""Search in the outline's text: literal and by regular expression, in slices."""

from __future__ import annotations

import json
import re
import signal
from contextlib import AbstractContextManager

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from sessiontui.errors import UsageError
from sessiontui.session.json import search as search_module
from sessiontui.session.json import text as jsontext
from sessiontui.session.json.outline import NodeKind, Outline
from sessiontui.session.json.search import FARTHEST, Hit, Interrupted, Search
from sessiontui.time_limit import time_limit
from tests.unit.session.json.test_outline import opened
from tests.unit.session.json.test_text import written

needles = st.text('"\\/\b\n\té日🦊\x7fabÉ019nu', min_size=1, max_size=3) | st.sampled_from(
    ["true", "null", "00", "u00", "e9", "ud83e", ",", ":", '"', '","', "{", "1,", "é", "É", "日"]
)


def search(text: bytes, needle: str, *, regex: bool = False, budget: int = 1 << 20) -> list[Hit]:
    run = Search(text, needle, regex=regex)
    hits: list[Hit] = []
    while not run.done:
        before = run.position
        hits += run.step(budget)
        assert before < run.position <= len(text)
    assert run.step() == []
    return hits


def pieces(text: bytes) -> list[tuple[tuple[str | int, ...], bool, int, int, str]]:
    """Path, whether a key, span and decoded text of each key and plain value, in their order."""
    outline = opened(text)
    found: list[tuple[tuple[str | int, ...], bool, int, int, str]] = []
    for index in range(len(outline)):
        row, path = outline.row(index), outline.path(index)
        if isinstance(row.key, str):
            start = text.rindex(b":", 0, row.start)
            end = len(text[:start].rstrip())
            parent = outline.parent(index)
            assert parent is not None
            begin = max(
                (o.end for o in map(outline.row, range(index)) if o.end <= start), default=0
            )
            begin = text.index(b'"', max(begin, outline.row(parent).start + 1))
            found.append((path, True, begin, end, row.key))
        if row.kind is NodeKind.STRING:
            token = text[row.start : row.end]
            found.append((path, False, row.start, row.end, jsontext.decode_string(token)))
        elif row.kind not in (NodeKind.OBJECT, NodeKind.ARRAY):
            found.append((path, False, row.start, row.end, text[row.start : row.end].decode()))
    return found


def same(typed: str, char: str) -> bool:
    upper = typed.upper()
    return char == typed or (char == upper and upper.isascii() == typed.isascii())


def holds(needle: str, content: str) -> bool:
    if any(char.isupper() for char in needle):
        return needle in content
    return any(
        all(map(same, needle, content[at : at + len(needle)]))
        for at in range(len(content) - len(needle) + 1)
    )


def check(text: bytes, needle: str, budget: int) -> None:
    hits = search(text, needle)
    wanted = [
        (key, start, end) for _, key, start, end, shown in pieces(text) if holds(needle, shown)
    ]
    assert len(hits) == len(wanted)
    for hit, (in_key, start, end) in zip(hits, wanted, strict=True):
        assert hit.in_key == in_key
        assert start <= hit.offset < hit.offset + hit.length <= end
        raw = text[hit.offset : hit.offset + hit.length]
        shown = jsontext.decode_string(b'"' + raw + b'"')
        assert len(shown) == len(needle)
        assert holds(needle, shown)
    assert search(text, needle, budget=budget) == hits


@given(written(), needles, st.integers(1, 40))
@example(b'[":",":",":"]', ":", 3)
@example(b'["\\\\","\\"","a\\\\"]', '"', 2)
@example(b'{"a\\u00E9b":"A\\u00C9B"}', "aéb", 4)
@example(b'["\\u00e9","\\\\u00e9"]', "00e9", 1)
def test_hits_are_the_keys_and_values_that_hold_the_text(
    text: bytes, needle: str, budget: int
) -> None:
    check(text, needle, budget)


@pytest.mark.long
@settings(max_examples=2000, deadline=None)
@given(written(), needles, st.integers(1, 40))
def test_hits_are_the_keys_and_values_that_hold_the_text_very_often(
    text: bytes, needle: str, budget: int
) -> None:
    check(text, needle, budget)


@given(written(), needles, st.integers(1, 40))
def test_a_regular_expression_finds_what_a_literal_finds(
    text: bytes, needle: str, budget: int
) -> None:
    exact = [hit for hit in search(text, re.escape(needle) + "|[A&&[^A]]A{9}", regex=True)]
    wanted = [(key, start, end) for _, key, start, end, shown in pieces(text) if needle in shown]
    assert [(hit.in_key, hit.length > 0) for hit in exact] == [(key, True) for key, _, _ in wanted]
    for hit, (_, start, end) in zip(exact, wanted, strict=True):
        assert start <= hit.offset < hit.offset + hit.length <= end
        raw = text[hit.offset : hit.offset + hit.length]
        assert jsontext.decode_string(b'"' + raw + b'"') == needle
    assert search(text, re.escape(needle) + "|[A&&[^A]]A{9}", regex=True, budget=budget) == exact


@given(written(), needles)
def test_the_path_of_a_hit_leads_to_what_holds_the_text(text: bytes, needle: str) -> None:
    outline = Outline(text)
    for hit in search(text, needle):
        index = outline.reveal_offset(hit.offset)
        row = outline.row(index)
        assert outline.at_offset(hit.offset) == outline.path(index)
        shown = str(row.key)
        if not hit.in_key:
            token = text[row.start : row.end]
            shown = jsontext.decode_string(token) if token[:1] == b'"' else token.decode()
        assert holds(needle, shown)


def found(value: object, needle: str, *, regex: bool = False) -> list[str]:
    text = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
    hits = search(text, needle, regex=regex)
    assert search(text, needle, regex=regex, budget=3) == hits
    return [text[hit.offset : hit.offset + hit.length].decode() for hit in hits]


def test_small_letters_ignore_case_and_capitals_do_not() -> None:
    value = {"Title": "TITLE title"}
    assert found(value, "title") == ["Title", "TITLE"]
    assert found(value, "Title") == ["Title"]
    assert found(["ÉTÉ", "été", "Été", "ВОЙНА"], "été") == ["ÉTÉ", "été", "Été"]
    assert found(["ÉTÉ", "été", "Été"], "Été") == ["Été"]
    assert found(["ВОЙНА", "война"], "война") == ["ВОЙНА", "война"]
    assert found(value, "tit.e", regex=True) == ["Title", "TITLE"]
    assert found(value, r"Tit\w", regex=True) == ["Titl"]
    assert found(value, r"tit\S", regex=True) == ["Titl", "TITL"]


def test_escaped_and_plain_writings_are_the_same_text() -> None:
    text = (
        rb'["caf\u00e9","CAF\u00C9","a\/b","a/b","\ud83e\udd8a","\"x\"","x\\y","l1\nl2","\u0074ab"]'
    )
    text += '["café","🦊"]'.encode()
    text = b"[" + text.replace(b"][", b"],[") + b"]"
    assert found(text, "café") == [r"caf\u00e9", r"CAF\u00C9", "café"]
    assert found(text, "a/b") == [r"a\/b", "a/b"]
    assert found(text, "🦊") == [r"\ud83e\udd8a", "🦊"]
    assert found(text, '"x"') == [r"\"x\""]
    assert found(text, "\\") == [r"\\"]
    assert found(text, "1\nl") == [r"1\nl"]
    assert found(text, "tab") == [r"\u0074ab"]
    assert found(text, "u0074") == []
    assert found(text, "ny") == []
    assert found(text, r"^l\d\nl\d$", regex=True) == [r"l1\nl2"]
    assert found(text, r"f\W?é|🦊", regex=True) == [
        r"f\u00e9",
        r"F\u00C9",
        r"\ud83e\udd8a",
        "fé",
        "🦊",
    ]


def test_a_match_never_reaches_into_punctuation_or_the_next_value() -> None:
    text = b'{"a":"b","ab":[1,2,"1,2"]}'
    assert found(text, "1,2") == ["1,2"]
    for needle in ('"', '":"', 'a":', "b,", "[", "{", "2]", "]", "}"):
        assert found(text, needle) == []
    assert [hit.in_key for hit in search(text, "a")] == [True, True]
    assert found([":", ",", ": ,", "]", {":": ":"}], ":") == [":", ":", ":", ":"]


def test_numbers_and_words_are_found_as_written() -> None:
    text = b'[1795205347085, -1.50, 1E400, true, null, {"n":12}]'
    assert found(text, "7085") == ["7085"]
    assert found(text, "1.50") == ["1.50"]
    assert found(text, "1e4") == ["1E4"]
    assert found(text, "true") == ["true"]
    assert found(text, r"^\d\d$", regex=True) == ["12"]


def test_empty_values_can_be_found_by_a_regular_expression() -> None:
    assert found(["", "a", {"": 1}], "^$", regex=True) == ["", ""]
    assert found(["", "xay"], "a*", regex=True) == ["", "a"]
    assert found(["a"], "") == []


@pytest.mark.parametrize(
    "value", ['"x\\ud83dneedle"', '"x\udcffneedle"', '"\\qneedle"', '"\nneedle"']
)
def test_what_is_malformed_inside_hides_nothing(value: str) -> None:
    text = b'{"a":[' + value.encode("utf-8", "surrogateescape") + b'],"needle":1}'
    for regex in (False, True):
        hits = search(text, "needle", regex=regex)
        assert [text[hit.offset : hit.offset + hit.length] for hit in hits] == [b"needle"] * 2
        assert [hit.in_key for hit in hits] == [False, True]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("(", r"missing \), unterminated subpattern \(at character 1\)"),
        ("a{99999999999999999999}", "too large"),
        ("(?<\x1b>", "not a regular expression: "),
        ("*", "nothing to repeat"),
    ],
)
def test_a_bad_regular_expression_is_refused_in_a_sentence(typed: str, sentence: str) -> None:
    with pytest.raises(UsageError, match=sentence) as caught:
        Search(b"{}", typed, regex=True)
    assert "\x1b" not in caught.value.sentence


@given(st.binary(max_size=60), needles, st.integers(1, 9), st.booleans())
def test_any_bytes_are_searched_to_the_end(
    text: bytes, needle: str, budget: int, regex: bool
) -> None:
    for hit in search(text, re.escape(needle) if regex else needle, regex=regex, budget=budget):
        assert 0 <= hit.offset < hit.offset + hit.length <= len(text)


@pytest.mark.parametrize("filler", ["true", "abc", '\\"', "x" * 9_000, '{\\"a\\":\\"b\\"}', "\\\\"])
def test_a_match_far_behind_the_last_one_is_placed_rightly(filler: str) -> None:
    many = b",".join([f'"{filler}"'.encode()] * 5_000)
    text = b'{"a":[' + many + b'],":,":[1,":,"]}'
    hits = search(text, ":,")
    assert [(hit.in_key, text[hit.offset - 1]) for hit in hits] == [(True, 34), (False, 34)]


def test_of_a_very_long_value_a_regular_expression_sees_the_beginning_and_says_so() -> None:
    text = b'["' + b"x" * 2_000_000 + b'y","y"]'
    run = Search(text, "y", regex=True)
    hits: list[Hit] = []
    while not run.done:
        hits += run.step()
    assert [hit.offset for hit in hits] == [len(text) - 3]
    assert run.cut == 1


# -- slices ------------------------------------------------------------------------------------


@given(written(), needles, st.integers(1, 40))
def test_what_is_inside_a_string_is_known_wherever_a_slice_begins(
    text: bytes, needle: str, budget: int
) -> None:
    whole = b"[" + b",".join([text.strip(b" \t\r\n")] * 4) + b"]"
    wanted = search(whole, needle)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(search_module, "_NEAR", (1, 2, 5, 9))
        patch.setattr(search_module, "FARTHEST", 10)
        assert search(whole, needle, budget=budget) == wanted
    assert len(wanted) == 4 * len(search(text, needle))


def test_a_slice_ends_after_so_many_hits_and_the_next_goes_on_there() -> None:
    text = json.dumps(["needle"] * 3_000).encode()
    run = Search(text, "needle")
    first = run.step(1 << 20)
    assert 0 < len(first) < 3_000
    assert run.position < len(text)
    assert len(search(text, "needle")) == 3_000


class Looked(bytes):
    """A text that remembers the longest piece of it that was taken."""

    longest = 0

    def __getitem__(self, key: object) -> object:  # type: ignore[override]
        piece = bytes.__getitem__(self, key)  # type: ignore[call-overload]
        if isinstance(piece, bytes):
            self.longest = max(self.longest, len(piece))
        return piece


@pytest.mark.parametrize("filler", ["x", "ab ", '\\"', '{\\"a\\":1}', "\\\\"])
@pytest.mark.parametrize("key", [False, True])
def test_no_slice_looks_farther_than_it_may_in_a_string_of_any_length(
    filler: str, key: bool
) -> None:
    value = '"' + filler * 300_000 + "needle" + filler * 300_000 + '"'
    text = Looked((f"{{{value}:1}}" if key else f"[{value}]").encode() + b"," + b'"needle"')
    run = Search(text, "needle")
    hits: list[Hit] = []
    slices = 0
    while not run.done:
        hits += run.step(1 << 15)
        slices += 1
    looked = text.longest
    assert [(bytes(text)[hit.offset : hit.offset + 6], hit.in_key) for hit in hits] == [
        (b"needle", key), (b"needle", False)
    ]  # fmt: skip
    assert hits[0].offset > 300_000
    assert slices >= len(text) >> 15
    assert looked < FARTHEST + (2 << 15)


def hurried() -> AbstractContextManager[None]:
    return time_limit(0.01, Interrupted)


@pytest.mark.skipif(not hasattr(signal, "setitimer"), reason="no timer that can interrupt")
def test_an_expression_that_never_ends_is_interrupted_and_hides_no_other_hit() -> None:
    endless = "word " * 30 + "!"
    text = json.dumps(["word one", endless, "two words", endless, {endless: "word"}]).encode()
    run = Search(text, r"^(\w+\s?)+$", regex=True, guard=hurried)
    hits: list[Hit] = []
    while not run.done:
        hits += run.step()
    assert [text[hit.offset : hit.offset + hit.length] for hit in hits] == [
        b"word one",
        b"two words",
        b"word",
    ]
    assert run.slow == 3


def test_an_expression_whose_time_grows_with_the_square_sees_the_beginning() -> None:
    text = json.dumps(["a" * 400_000, "ab"]).encode()
    run = Search(text, "a*b", regex=True)
    hits: list[Hit] = []
    while not run.done:
        hits += run.step()
    assert [text[hit.offset : hit.offset + hit.length] for hit in hits] == [b"ab"]
    assert run.slow == 1


def test_a_quick_expression_sees_all_of_a_long_value() -> None:
    text = json.dumps(["x" * 400_000 + "end"]).encode()
    assert found(text, "end$", regex=True) == ["end"]
    assert found(text, "x$", regex=True) == []


@given(written(), st.sampled_from(["e", "a", r"\d", "^.", "[a-z]+"]), st.data())
def test_an_interruption_at_any_time_loses_no_hit_and_doubles_none(
    text: bytes, pattern: str, data: st.DataObject
) -> None:
    whole = b"[" + b",".join([text.strip(b" \t\r\n")] * 5) + b"]"
    wanted = search(whole, pattern, regex=True)
    looks = data.draw(st.integers(2, 9))

    class Clock:
        """Interrupts at every so-and-so-manyth value, after it was looked at."""

        left = looks

    look = Search._look

    def counted(self: Search, compiled: re.Pattern[str], token: bytes, start: int) -> Hit | None:
        Clock.left -= 1
        if not Clock.left:
            Clock.left = looks
            raise Interrupted
        return look(self, compiled, token, start)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Search, "_look", counted)
        run = Search(whole, pattern, regex=True)
        hits: list[Hit] = []
        while not run.done:
            hits += run.step()
            Clock.left = looks  # a new slice, a new deadline
    assert hits == wanted
    assert run.slow == 0


def test_half_a_character_is_no_letter_that_is_there() -> None:
    """As a word of a command line that is no UTF-8 comes: it finds what it looks like."""
    assert found({"a": "x?"}, "x\udcff") == []
    assert found({"a": "x�"}, "x\udcff") == ["x�"]
