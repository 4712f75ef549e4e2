"""JSON as it really is on disk: read, repaired in a copy, walked, laid out."""

from __future__ import annotations

import json
import resource
from typing import Any

import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.errors import Damaged, SessiontuiError
from sessiontui.session.json import text as jsontext
from sessiontui.session.json.indent import indent
from sessiontui.session.json.pointer import Steps, find_span
from tests.steps import calls

texts = st.text(max_size=12) | st.text('"\\/\b\n\té日🦊\x7f', max_size=6)
numbers = st.integers() | st.floats(allow_nan=False, allow_infinity=False)
scalars = st.none() | st.booleans() | numbers | texts
values = st.recursive(
    scalars,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(texts, inner, max_size=5),
    max_leaves=25,
)
BLANKS = st.sampled_from([b"", b"", b" ", b"\n", b"\t \r\n"])


@st.composite
def written(draw: st.DrawFn, inner: st.SearchStrategy[Any] = values) -> bytes:
    """JSON text of any value: any blanks, letters escaped or not, keys given twice."""

    def string(text: str) -> bytes:
        written = json.dumps(text, ensure_ascii=draw(st.booleans()))
        return written.encode("utf-8", "replace")

    def write(value: Any) -> bytes:
        pad = draw(BLANKS)
        if isinstance(value, dict):
            members: list[tuple[str, Any]] = list(value.items())
            if draw(st.booleans()) and members:
                members.insert(0, (draw(st.sampled_from(members))[0], draw(scalars)))
            body = b",".join(pad + string(k) + pad + b":" + write(v) for k, v in members)
            return pad + b"{" + body + pad + b"}" + pad
        if isinstance(value, list):
            return pad + b"[" + b",".join(map(write, value)) + pad + b"]" + pad
        if isinstance(value, str):
            return pad + string(value) + pad
        return pad + json.dumps(value).encode() + pad

    return write(draw(inner))


# -- decoding ----------------------------------------------------------------------------------


@given(written())
def test_valid_json_is_decoded_as_everybody_decodes_it(text: bytes) -> None:
    assert jsontext.decode_any(text) == json.loads(text)


@given(written())
def test_valid_json_needs_no_repair(text: bytes) -> None:
    assert jsontext.repair_surrogates(text) is text
    again = jsontext.repair_everything(text)
    assert again == text or b"e" in text.lower()  # numbers beyond a double


@pytest.mark.parametrize("many", [1, 3, 1001])
def test_lone_surrogates_are_replaced_however_many_there_are(many: int) -> None:
    """Pairs, escaped backslashes and what stands between stay; so does the length."""
    kept = rb'"\\ud83d","\ud83d\ude00",'
    text = b"[" + (kept + rb'"a\ud83d"' + b",") * many + b"0]"
    assert jsontext.repair_surrogates(text) == text.replace(rb"a\ud83d", rb"a\ufffd")


def test_a_piece_beside_a_lone_surrogate_is_found_in_the_repaired_copy(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """The slow walk over a text that no parser takes is gone for what lies too deep alone."""
    deep = b"[" * 600 + b"1" + b"]" * 600
    text = rb'{"a":["\ud83d",{"b\ud83d":7}],"deep":' + deep + b"}"
    sound = jsontext.decode(text, msgspec.json.Decoder(msgspec.Raw)).source
    steps: list[Steps] = [
        (),
        ("a",),
        ("a", 1),
        ("a", 1, "b\ufffd"),
        ("deep",),
        ("deep", *[0] * 590),
    ]
    slowly = [find_span(text, one) for one in steps]
    assert [find_span(text, one, sound=sound) for one in steps] == slowly
    monkeypatch.setattr(jsontext, "skip_value", None)
    assert [find_span(text, one, sound=sound) for one in steps[:-1]] == slowly[:-1]


@given(
    st.binary(max_size=80) | st.text('{}[]",:\\ud83d019eE-.tfn \x00', max_size=60).map(str.encode)
)
def test_repairs_keep_the_length_of_any_bytes(text: bytes) -> None:
    assert len(jsontext.repair_surrogates(text)) == len(text)
    assert len(jsontext.repair_everything(text)) == len(text)


@given(written(), st.data())
def test_damaged_text_is_decoded_or_refused_and_never_anything_else(
    text: bytes, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(text)))
    cut = data.draw(st.integers(0, 3))
    junk = data.draw(st.binary(max_size=3) | st.sampled_from([b'"', b"\\", b"}", b"\\ud83d"]))
    broken = text[:at] + junk + text[at + cut :]
    try:
        jsontext.decode_any(broken)
    except Damaged as error:
        assert error.sentence.startswith("this is not valid JSON")
        assert "\n" not in error.sentence
    else:
        for key, start, end in jsontext.children(broken, 0, len(broken)):
            assert isinstance(key, str | int)
            assert 0 < start < end <= len(broken)


@pytest.mark.parametrize(
    ("token", "text"),
    [
        (r'"\ud83d"', "�"),
        (r'"\ude00"', "�"),
        (r'"\ud83d\ude00"', "😀"),
        (r'"\uD83D\uDE00"', "😀"),
        (r'"\ud83d\ud83d\ude00"', "�😀"),
        (r'"\ude00\ud83d"', "��"),
        (r'"\ud83d\ude00\ude00"', "😀�"),
        (r'"\\ud83d"', r"\ud83d"),
        (r'"\\\ud83d"', "\\�"),
        (r'"\\\\ud83d\\"', r"\\ud83d" + "\\"),
        (r'"\ud83d\\ude00"', r"�\ude00"),
        (r'"\ud83dx\u0041"', "�xA"),
        (r'"a\ud83d\n"', "a�\n"),
        (r'"\udbff\udfff"', "\U0010ffff"),
        (r'"\ud7ff\ue000"', "\ud7ff\ue000"),
    ],
)
def test_lone_surrogates_become_one_replacement_character_each(token: str, text: str) -> None:
    assert jsontext.decode_string(token.encode()) == text
    assert jsontext.decode_any(f'{{"k":[{token}]}}'.encode()) == {"k": [text]}
    assert jsontext.decode_any(f"{{{token}:1}}".encode()) == {text: 1}


@given(st.lists(st.sampled_from([r"\ud83d", r"\ude00", r"\\", r"\n", "u", "d83d", "é"])))
def test_surrogates_are_repaired_as_json_and_utf16_understand_them(parts: list[str]) -> None:
    token = f'"{"".join(parts)}"'
    units: str = json.loads(token)
    wanted = units.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    assert jsontext.decode_string(token.encode()) == wanted


@pytest.mark.parametrize("bad", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf5\x80\x80\x80"])
def test_invalid_utf8_in_one_string_leaves_the_others(bad: bytes) -> None:
    text = b'{"bad":"x' + bad + b'y","good":"\xc3\xa9"}'
    assert jsontext.decode_any(text) == {"bad": f"x{'?' * len(bad)}y", "good": "é"}


def test_raw_control_characters_and_wrong_escapes_are_made_harmless() -> None:
    text = b'{"a":"x\x00\n\x1by","b":"p\\qr\\u12","c":"\\\\q\\"","d":"ok\\n"}'
    decoded = jsontext.decode_any(text)
    assert decoded == {"a": "x   y", "b": "p?qr?u12", "c": '\\q"', "d": "ok\n"}


@pytest.mark.parametrize(
    ("number", "value"),
    [
        ("18446744073709551616", 2**64),
        ("-9223372036854775809", -(2**63) - 1),
        ("1" + "0" * 400, 10**400),
        ("1e400", 9e307),
        ("-1E+400", -9e307),
        ("1" * 5000, 9e307),
        ("1e-400", 0.0),
        ("-0", 0),
        ("0.1", 0.1),
    ],
)
def test_odd_numbers_are_exact_or_very_large(number: str, value: float) -> None:
    assert jsontext.decode_any(f'{{"n":{number},"m":"é"}}'.encode()) == {"n": value, "m": "é"}


def test_a_large_integer_stays_exact_when_something_else_is_repaired() -> None:
    text = b'{"n":' + b"9" * 400 + b',"bad":"\xff"}'
    assert jsontext.decode_any(text)["n"] == int("9" * 400)


@pytest.mark.parametrize("depth", [500, 1_000, 10_000, 100_000])
@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}")])
def test_deep_nesting_is_read_and_what_stands_beside_it_too(
    depth: int, opening: bytes, closing: bytes
) -> None:
    deep = opening * depth + b"1" + closing * depth
    decoded = jsontext.decode_any(b'{"deep":' + deep + b',"beside":"here"}')
    assert decoded["beside"] == "here"


@pytest.mark.parametrize(
    "text",
    [b"", b" ", b"{", b"[1,", b'{"a"', b'{"a":"', b"[" * 5000, b"[1}", b"{]", b"NaN", b"[1]]"],
)
def test_structure_is_never_invented(text: bytes) -> None:
    with pytest.raises(Damaged, match="this is not valid JSON"):
        jsontext.decode_any(text)


def test_the_place_of_a_fault_is_named() -> None:
    with pytest.raises(Damaged, match=r"a fault at byte 8 of 10 \(80 %\)"):
        jsontext.decode_any(b'{"a":[1 2]')
    with pytest.raises(Damaged, match=r"a fault at byte 21 of 24"):  # not where the surrogate is
        jsontext.decode_any(b'{"t":"\\ud83d","a":[1 2]}')
    with pytest.raises(Damaged, match="it ends in the middle, after 9 bytes"):
        jsontext.decode_any(b'{"a":"bcd')


def test_a_cut_text_full_of_quotes_is_refused_at_once() -> None:
    few, many = calls(lambda: refused(5_000)), calls(lambda: refused(20_000))
    assert many < 6 * few


def refused(addresses: int) -> None:
    cut = b'{"formdata":"' + rb"{\"url\":\"https://a.example/\"}," * addresses
    for text in (cut, b'{"bad":"\xff",' + cut[1:], cut[:-1] + b"\\ud83d"):
        with pytest.raises(Damaged):
            jsontext.decode_any(text)


def test_a_string_of_many_megabytes_costs_no_stack() -> None:
    text = b'{"a":"' + b"x" * 20_000_000 + b'","bad":"\xff"}'
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert jsontext.decode_any(text)["bad"] == "?"
    assert jsontext.skip_value(text, 5) == text.index(b',"bad"')
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert grown * 1024 < 12 * len(text)


# -- walking -----------------------------------------------------------------------------------


def walk(text: bytes, start: int, end: int, value: Any) -> None:
    """Every piece, down to the leaves, is what json made of it."""
    assert json.loads(text[start:end]) == value
    spans = jsontext.child_spans(text, start, end)
    if isinstance(value, dict):
        assert spans.keys() == value.keys()
    else:
        assert list(spans) == list(range(len(value) if isinstance(value, list) else 0))
    for key, (at, stop) in spans.items():
        walk(text, at, stop, value[key])


@given(written())
def test_every_piece_of_any_json_parses_to_the_value_it_has_in_the_whole(text: bytes) -> None:
    start, end = find_span(text, ())
    walk(text, start, end, json.loads(text))


@pytest.mark.long
@settings(max_examples=1500, deadline=None)
@given(written())
def test_every_piece_of_very_many_jsons(text: bytes) -> None:
    walk(text, *find_span(text, ()), json.loads(text))
    assert json.loads(indent(text)) == json.loads(text)


@given(written(), st.sampled_from([b'"\\ud83d"', b'"\xff"', b"1e400", b"[" * 2000 + b"]" * 2000]))
def test_pieces_are_found_beside_what_strict_parsers_reject(text: bytes, odd: bytes) -> None:
    whole = b'{"before":' + text + b', "odd" :' + odd + b',"after":[' + text + b"]}"
    spans = jsontext.child_spans(whole, 0, len(whole))
    assert whole[slice(*spans["odd"])] == odd
    assert json.loads(whole[slice(*spans["before"])]) == json.loads(text)
    assert json.loads(whole[slice(*spans["after"])]) == [json.loads(text)]


def test_of_a_key_given_twice_the_last_counts_and_both_are_walked() -> None:
    text = b'{"a":1,"b":{"x":[]},"a":[2,3],"\\u0061":"last"}'
    assert [key for key, _, _ in jsontext.children(text, 0, len(text))] == ["a", "b", "a", "a"]
    assert text[slice(*find_span(text, ("a",)))] == b'"last"'
    assert text[slice(*find_span(text, ("b", "x")))] == b"[]"


@pytest.mark.parametrize(
    "text",
    [
        b' { "k" : null , "k" :{"":{},"0":-10000000000000000} } ',
        b'{"a":1,"b":{"x": "---------","b":   "-----------------"},"a":"----------"}',
        b'{"a":1,"a":1}',
        b'{"a":12,"a":1}',
        b'{"a":{},"a":{"a":{}}}',
        b'{"a":"}","a":"}"}',
    ],
)
def test_a_key_given_twice_never_moves_a_piece(text: bytes) -> None:
    start, end = find_span(text, ())
    walk(text, start, end, json.loads(text))


def test_array_steps_may_come_as_text_and_keys_may_be_numbers() -> None:
    text = b'{"list":[10,11,12],"map":{"0":"zero","01":"x"}}'
    assert text[slice(*find_span(text, ("list", "2")))] == b"12"
    assert text[slice(*find_span(text, ("list", 1)))] == b"11"
    assert text[slice(*find_span(text, ("map", "0")))] == b'"zero"'
    for pointer in (("list", "01"), ("list", "-1"), ("list", "3"), ("map", 0), ("list", "2", "x")):
        with pytest.raises(SessiontuiError, match="nothing at this pointer"):
            find_span(text, pointer)


def test_ten_thousand_levels_are_walked() -> None:
    text = b'{"a":' * 1_000 + b'"bottom"' + b"}" * 1_000
    assert text[slice(*find_span(text, ("a",) * 1_000))] == b'"bottom"'
    deep = b"[" * 10_000 + b"]" * 10_000
    assert find_span(deep, (0, 0, 0)) == (3, 19_997)


@given(st.binary(max_size=40), st.lists(st.sampled_from(["a", "", 0, 1, "0"]), max_size=3))
def test_walking_any_bytes_never_raises_anything_else(
    text: bytes, pointer: list[str | int]
) -> None:
    for broken in (text, b"[" + text, b'{"a":' + text, b'["a' + text, b"{" + text + b"}"):
        try:
            start, end = find_span(broken, pointer)
            assert 0 <= start <= end <= len(broken)
        except SessiontuiError as error:
            assert error.sentence


# -- laying out --------------------------------------------------------------------------------


@given(written())
def test_laying_out_keeps_the_value_and_every_token(text: bytes) -> None:
    laid_out = indent(text)
    assert json.loads(laid_out) == json.loads(text)
    assert tokens(laid_out) == tokens(text)


def tokens(text: bytes) -> list[bytes]:
    found, at = [], jsontext.after_blanks(text, 0)
    while at < len(text):
        end = at + 1 if text[at] in b"[]{},:" else jsontext.skip_value(text, at)
        if text[at] not in b'[]{},:"':
            end = at + len(text[at:end].split(b":")[0])
        found.append(text[at:end])
        at = jsontext.after_blanks(text, end)
    return found


@given(values)
def test_laid_out_text_looks_like_everybodys(value: Any) -> None:
    text = json.dumps(value).encode()
    wanted = json.dumps(value, indent=2).encode()
    assert indent(text) == wanted == indent(wanted)


@pytest.mark.parametrize(
    "token", [b'"\\ud83d"', b'"\xff"', b'"a\n\tb"', b"1e400", b"-0", b"1" * 5000, b'"\\q"']
)
def test_laying_out_changes_no_token_that_strict_parsers_reject(token: bytes) -> None:
    assert indent(b"[" + token + b",{}]") == b"[\n  " + token + b",\n  {}\n]"


@pytest.mark.parametrize("depth", [99, 101, 10_000])
def test_deep_nesting_is_laid_out_without_growing_out_of_measure(depth: int) -> None:
    laid_out = indent(b"[" * depth + b"1" + b"]" * depth)
    assert laid_out.translate(None, b" \n") == b"[" * depth + b"1" + b"]" * depth
    assert len(laid_out) <= (2 * depth + 1) * 202


def test_members_of_an_object_come_as_raw_pieces() -> None:
    members = jsontext.decode_members(b'{ "a" : [1, 2] , "b":"\\ud83d"}')
    assert {key: bytes(raw) for key, raw in members.items()} == {
        "a": b"[1, 2]",
        "b": b'"\\ufffd"',
    }
    with pytest.raises(Damaged):
        jsontext.decode_members(b"[1]")
    assert isinstance(members["a"], msgspec.Raw)
