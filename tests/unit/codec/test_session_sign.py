"""What a file is by its first bytes: a session, JSON of something else, or neither."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.codec import mozlz4
from sessiontui.codec.session_sign import HEAD, Sign, is_session, sign_of
from tests.builders import session, to_json, window
from tests.paths import CORPUS

LONG = session(*[window(f"https://{i}.example/") for i in range(50)])


@pytest.mark.parametrize("pack", [bytes, mozlz4.pack, lambda text: b"(" + text + b")"])
def test_firefox_s_own(pack: object) -> None:
    assert callable(pack)
    assert sign_of(pack(to_json(LONG))[:HEAD]) is Sign.SESSION


@pytest.mark.parametrize(
    ("text", "sign"),
    [
        (b'{"windows":[]}', Sign.SESSION),
        (
            b'\xef\xbb\xbf {"version":["sessionrestore",1],"windows":[{"tabs":[{"entries":[',
            Sign.SESSION,
        ),
        (b'\xef\xbb\xbf {"version":["sessionrestore",1],"windows":[]', Sign.SESSION),
        (b'{"windows":[{"note":"of a test", "pages":3', Sign.CUT),
        (b"({windows:[{tabs:[{entries:[", Sign.SESSION),
        (b"#1={version:1, 'windows':[{tabs:[{entries:[", Sign.SESSION),
        (b'{"spaces":[],"lastCollected":1,"tabs":[{', Sign.SESSION),
        (b"[SessionManager v2]\nname=x\n", Sign.SESSION),
        (b'{"windows":{}}', Sign.OTHER),
        (b'{"a":{"windows":[1]},"b":2}', Sign.OTHER),
        (b'{"a":"\\"windows\\":[","b":2}', Sign.OTHER),
        (b'["windows",[]]', Sign.OTHER),
        (b'{"spaces":[{"tabs":[', Sign.CUT),
        (b'{"guid":"root________","children":[{"windows":[', Sign.CUT),
        (b'{"a":"windows:[', Sign.CUT),
        (b"windows: [1, 2]", Sign.NONE),
        (b"SNSS\x03\0\0\0", Sign.NONE),
        (b"", Sign.NONE),
        (mozlz4.MAGIC, Sign.NONE),
        (mozlz4.MAGIC + bytes(40), Sign.NONE),
    ],
)
def test_each_kind(text: bytes, sign: Sign) -> None:
    assert sign_of(text) is sign


def test_what_is_cut_and_whole_is_damaged() -> None:
    assert sign_of(b'{"cookies":[', whole=False) is Sign.CUT
    assert sign_of(b'{"cookies":[', whole=True) is Sign.NONE


def test_a_whole_file_tells_where_its_begin_does_not() -> None:
    late = (
        b'{"cookies":['
        + b",".join([b'{"host":"a.example"}'] * 900)
        + b'],"windows":[{"tabs":[{"entries":[]}]}]}'
    )
    for data in (late, mozlz4.pack(late)):
        assert sign_of(data[:HEAD]) is Sign.CUT
        assert is_session(data)
    assert not is_session(late.replace(b"windows", b"widgets"))
    assert not is_session(late.replace(b"entries", b"pages"))
    assert not is_session(late[:-1])


@given(st.binary(max_size=600))
def test_nothing_raises(data: bytes) -> None:
    assert sign_of(data) in Sign
    assert sign_of(mozlz4.MAGIC + data) in Sign
    assert (
        mozlz4.beginning(mozlz4.MAGIC + data, 4096)
        == mozlz4.beginning(mozlz4.MAGIC + data, 9000)[:4096]
    )


@given(st.binary(max_size=3000), st.integers(12, 900))
def test_a_beginning_is_what_the_whole_begins_with(text: bytes, length: int) -> None:
    packed = mozlz4.pack(text * 3)
    begun = mozlz4.beginning(packed[:length], 2000)
    assert (text * 3).startswith(begun)
    assert len(begun) <= 2000
    assert mozlz4.beginning(packed, 1 << 20) == text * 3


_WITHOUT_TABS = ("EXPECTED.json", "zotero_session.json")  # windows of other things


@pytest.mark.skipif(not CORPUS.exists(), reason="the corpus is not here")
def test_every_session_of_the_corpus_is_told() -> None:
    seen = 0
    for file in sorted(CORPUS.rglob("*")):
        if not file.is_file():
            continue
        data = file.read_bytes()
        sign = sign_of(data[:HEAD], whole=len(data) <= HEAD)
        told = is_session(data) if sign is Sign.CUT else sign is Sign.SESSION
        text = mozlz4.unpack(data) if mozlz4.is_mozlz4(data) else data
        try:
            found = json.loads(text.decode("utf-8-sig", "replace"))
        except ValueError:
            continue  # damaged, or in parentheses
        is_one = isinstance(found, dict) and any(
            isinstance(found.get(key), list) for key in ("windows", "spaces")
        )
        is_one = is_one and file.name not in _WITHOUT_TABS
        assert told is is_one, file
        seen += told
    assert seen > 80
