"""`sessiontui cat`: the exact bytes of a file, or of the piece a pointer names."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.builders import entry, mozlz4, session, tab, to_json, window, write_profile

from .conftest import Run

A = "https://a.example/"
PLAIN = to_json(session(window(tab(entry(A, "Grüße 日本 🦊")))))

TEXTS = {
    "plain": PLAIN,
    "laid out": json.dumps(json.loads(PLAIN), indent=2).encode() + b"\n\n",
    "byte order mark": b"\xef\xbb\xbf" + PLAIN,
    "parentheses": b"(" + PLAIN + b")",
    "parentheses and more": b"\xef\xbb\xbf ( " + PLAIN + b" ) ;\r\n",
    "duplicate keys": b'{"windows":[{"tabs":[],"tabs":[1]}],"a":1,"a":2}',
    "odd numbers": b'{"windows":[],"a":1e400,"b":-0,"c":123456789012345678901234567890,"d":1.0}',
    "lone surrogates": b'{"windows":[],"a":"\\ud83d","b":"\\udd8a\\ud83e","c":"\\\\ud83d"}',
    "escapes": b'{"windows":[],"a":"\\u0041\\/\\u00e9\\u001b[31m"}',
    "invalid UTF-8": b'{"windows":[],"a":"\xff\xfe caf\xe9"}',
    "control characters": b'{"windows":[],"a":"\x1b]52;c;eA==\x07\t"}',
    "deep": b'{"windows":[],"a":' + b"[" * 3000 + b"]" * 3000 + b"}",
    "no session": b'{"v":1,"crashes":[],"countsByDay":{}}',
    "a list": b'[{"url":"about:home"}, 2]',
    "a string is no JSON document of Firefox's but decodable": b'{"a":"b"}',
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
@pytest.mark.parametrize("packed", [False, True], ids=["as it is", "mozLz4"])
def test_exactly_the_bytes(cli: Run, tmp_path: Path, text: bytes, packed: bool) -> None:
    file = tmp_path / "any name"
    file.write_bytes(mozlz4(text) if packed else text)
    result = cli("cat", file)
    assert (result.code, result.err) == (0, "")
    assert result.out == text


def test_from_a_profile_and_from_standard_input(cli: Run, tmp_path: Path) -> None:
    place = write_profile(tmp_path / "p", clean=mozlz4(PLAIN), previous=mozlz4(TEXTS["laid out"]))
    assert cli("cat", place).out == PLAIN
    assert cli("cat", place, "--version-of", "previous").out == TEXTS["laid out"]
    assert cli("cat", "-", stdin=mozlz4(PLAIN)).out == PLAIN
    assert cli("cat", "-", "", stdin=PLAIN).out == PLAIN


PIECES: list[tuple[str, bytes, bytes]] = [
    ("/a", b'{"a" : [ 1, {"b":2} ] , "c":3}', b'[ 1, {"b":2} ]'),
    ("/a/1/b", b'{"a" : [ 1, {"b":2} ] , "c":3}', b"2"),
    ("/", b'{"":"empty key"}', b'"empty key"'),
    ("/a~1b/m~0n", b'{"a/b":{"m~n":"\\ud83d"}}', b'"\\ud83d"'),
    ("/2", b'["a", true, 1e400]', b"1e400"),
    ("/0", b'{"0":"a key, no index"}', b'"a key, no index"'),
    ("/a", b'{"a":1,"a":2}', b"2"),  # of a key given twice, the last, as in JavaScript
    ("/\u00e9", b'{"\\u00e9":"x"}', b'"x"'),
    ("/a", b'\xef\xbb\xbf({"a":-0.0})', b"-0.0"),
    ("/a", b'{"a":"caf\xe9","b":1}', b'"caf\xe9"'),
    ("/a/0", b'{"a":[123456789012345678901234567890]}', b"123456789012345678901234567890"),
]


@pytest.mark.parametrize(("pointer", "text", "piece"), PIECES)
def test_a_piece_is_exact_too(cli: Run, pointer: str, text: bytes, piece: bytes) -> None:
    result = cli("cat", "-", pointer, stdin=text)
    assert (result.code, result.err) == (0, "")
    assert result.out == piece + b"\n"


@pytest.mark.parametrize("pointer", ["/b", "/a/2", "/a/01", "/a/-", "/a/1/b", "/c/x"])
def test_nothing_there(cli: Run, pointer: str) -> None:
    sentence = cli("cat", "-", pointer, stdin=b'{"a":[1,2],"c":"text"}').refused(1, pointer[:2])
    assert "standard input" in sentence


def test_no_pointer_at_all(cli: Run, tmp_path: Path) -> None:
    cli("cat", "-", "windows/0", stdin=PLAIN).refused(2, "windows/0", "slash")
    file = tmp_path / "s.js"
    file.write_bytes(PLAIN)
    assert cli("cat", file, "/nowhere").refused(1).count(str(file)) == 1


def test_pretty(cli: Run) -> None:
    result = cli("cat", "-", "--pretty", stdin=b'({"windows":[],"a":{"b":[1,-0]},"c":1})')
    assert result.text == (
        '{\n  "windows": [],\n  "a": {\n    "b": [\n      1,\n      -0\n    ]\n  },\n  "c": 1\n}\n'
    )
    for order in (("/a", "--pretty"), ("--pretty", "/a")):
        assert cli("cat", "-", *order, stdin=b'{"a":{"b":1}}').text == '{\n  "b": 1\n}\n'


@pytest.mark.parametrize("name", ["lone surrogates", "odd numbers", "duplicate keys", "deep"])
def test_pretty_keeps_every_token(cli: Run, name: str) -> None:
    laid_out = cli("cat", "-", "--pretty", stdin=TEXTS[name])
    assert laid_out.code == 0
    squeezed = laid_out.out.translate(None, b" \n")
    assert squeezed == TEXTS[name].translate(None, b" \n")


@pytest.mark.parametrize(
    "text",
    [b'{"windows":[', b'{"windows":[]}}', b"{'windows':[}", b'{"a":1,}', b'({"windows":[]}'],
)
def test_what_cannot_be_decoded(cli: Run, text: bytes) -> None:
    cli("cat", "-", stdin=text).refused(3, "standard input")
    cli("cat", "-", "/windows", stdin=text).refused(3, "standard input")


def test_the_demonstration(cli: Run) -> None:
    whole: dict[str, Any] = cli("cat", "--demo").json
    history = whole["windows"][0]["tabs"][1]["entries"]  # the demonstration goes on, this stays
    assert cli("cat", "--demo", "/windows/0/tabs/1/entries").json == history
    assert cli("cat", "demo:", "/windows/0/tabs/1/entries").json == history
