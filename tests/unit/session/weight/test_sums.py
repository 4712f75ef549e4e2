"""Whatever the text is like, rows sum to it exactly, on every axis and inside every row."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings

from sessiontui.codec.container import open_container
from sessiontui.codec.mozlz4 import pack
from sessiontui.errors import SessiontuiError
from sessiontui.session.json import children, in_goes, pointer
from sessiontui.session.model.document import Document
from sessiontui.session.weight import batches, cookie_site, pieces, quick, tab_rows, walk
from sessiontui.session.weight.ledger import Ledger, Question
from sessiontui.session.weight.nodes import nodes
from sessiontui.session.weight.packed import packed_estimate
from sessiontui.session.weight.repeated import repeated
from sessiontui.session.weight.rows import AXES, NO_TAB, Axis, Weight
from sessiontui.session.weight.weigh import Within, among, inside, weigh
from tests.builders import session, tab, to_json, window
from tests.paths import CORPUS

from .odd_sessions import odd_sessions


def check(weight: Weight, size: int) -> None:
    rows = list(weight.rows)
    assert weight.bytes == size
    assert sum(row.bytes for row in rows) == size
    assert all(row.bytes >= 0 and row.count >= 0 for row in rows)
    assert [row.bytes for row in rows] == sorted((row.bytes for row in rows), reverse=True)
    assert list(weight.rows[:3]) == rows[:3]


def check_all(document: Document, drilled: int) -> None:
    for axis in AXES:
        weight = weigh(document, axis)
        check(weight, len(document.text))
        for row in weight.rows[:drilled]:
            if axis == "tab" and row.steps is None:
                assert row.key == NO_TAB
            for by in AXES:
                if by != axis:
                    check(inside(document, axis, row.key, by, steps=row.steps), row.bytes)
            if row.steps is not None:
                assert document.size(row.steps) == row.bytes
    start, end = document.span(())
    check(nodes(document, ()), end - start)
    for row in nodes(document, ()).rows:
        if row.steps is not None and row.count:
            check(nodes(document, row.steps), document.size(row.steps))


def check_deeper(
    document: Document, within: tuple[Within, ...], weight: Weight, drilled: int
) -> None:
    """What several rows have in common sums to what it is a part of, by every axis left."""
    for row in weight.rows[:drilled]:
        deeper = (*within, Within(weight.axis, row.key, row.steps))  # type: ignore[arg-type]
        for by in AXES:
            if by not in {one.axis for one in deeper}:
                found = among(document, deeper, by)
                check(found, row.bytes)
                check_deeper(document, deeper, found, drilled)


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(odd_sessions())
def test_any_session_s_rows_sum_to_it(text: bytes) -> None:
    document = Document(text)
    check_all(document, 3)
    for one in repeated(document):
        assert one.bytes > one.saved > 0
        assert one.copies >= 2
    parts = {row.key for row in weigh(document, "part").rows}
    assert set(packed_estimate(document, pack)) == parts


def sums(text: bytes, axis: Axis, *, quickly: bool) -> dict[str | int, list[int]]:
    class Slow(walk.Walk):
        def quickly(self, *_: object) -> bool:
            return False

    ledger = Ledger(Question(axis))
    (walk.Walk if quickly else Slow)(pieces.Pieces(text), ledger).run()
    return {key: found for key, found in ledger.rows.items() if found != [0, 0]}


@pytest.mark.long
@settings(max_examples=40, deadline=None)
@given(odd_sessions())
def test_what_rows_have_in_common_sums_to_each_of_them(text: bytes) -> None:
    document = Document(text)
    for axis in AXES:
        check_deeper(document, (), weigh(document, axis), 1)


@pytest.mark.long
@settings(max_examples=100, deadline=None)
@given(odd_sessions())
def test_the_short_ways_give_what_the_long_one_does(text: bytes) -> None:
    sound = Document(text).sound_text
    for axis in ("part", "site", "field"):
        assert sums(sound, axis, quickly=True) == sums(sound, axis, quickly=False)


@pytest.mark.long
@settings(max_examples=60, deadline=None)
@given(odd_sessions())
def test_large_texts_are_walked_in_goes_to_the_same_end(text: bytes) -> None:
    """Every piece is large, and every list comes in batches."""
    sound = Document(text).sound_text
    expected = {axis: sums(sound, axis, quickly=True) for axis in AXES}
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(children, "_LONG", 30)
        patch.setattr(in_goes, "ONE_GO", 20)
        patch.setattr(pieces, "LARGE", 40)
        patch.setattr(pieces, "ONE_GO", 20)
        patch.setattr(walk, "batch_size", lambda _: 60)
        for axis in AXES:
            found = sums(sound, axis, quickly=True)
            assert found == expected[axis], axis


class Recorded:
    """A decoder, and the most bytes it was given at once."""

    def __init__(self, decoder: Any) -> None:
        self.decoder = decoder
        self.most = 0

    def decode(self, piece: Any) -> Any:
        self.most = max(self.most, len(piece))
        return self.decoder.decode(piece)


def test_no_decoder_gets_more_of_a_large_text_than_one_go(monkeypatch: pytest.MonkeyPatch) -> None:
    """However it is asked, and whatever is large: no other thread runs while one decodes."""
    go = 2_000
    nested = json.dumps(session(window(*(f"https://a{n}.example/" for n in range(300)))))
    form = {"id": {"sessionData": nested}, "url": "about:sessionrestore"}
    many = window(*(tab(f"https://b{n}.example/") for n in range(300)))
    state = session(window(tab("about:sessionrestore", formdata=form)), many)
    state["cookies"] = [{"host": f".c{n}.example", "name": "n", "value": "v"} for n in range(300)]
    document = Document(to_json(state))
    assert len(document.text) > 40 * go
    for module, name in (
        (children, "_LONG"), (in_goes, "ONE_GO"), (in_goes, "_SEVERAL"),
        (pieces, "LARGE"), (pieces, "ONE_GO"), (pieces, "_SLICE"), (pointer, "ONE_GO"),
        (tab_rows, "LARGE"), (batches, "_LEAST"),
    ):  # fmt: skip
        monkeypatch.setattr(module, name, go)
    monkeypatch.setattr(walk, "batch_size", lambda _: go)
    recorded = []
    for module, name in (
        (pieces, "_MEMBERS"), (pieces, "_ITEMS"), (pieces, "_OBJECTS"), (pieces, "_SESSION"),
        (in_goes, "_ANY"), (in_goes, "_ITEMS"), (children, "_MEMBERS"), (children, "_ITEMS"),
        (tab_rows, "_TAB"), (cookie_site, "_COOKIES"), (quick, "_TABS"), (quick, "_SITE_TABS"),
    ):  # fmt: skip
        recorded.append(Recorded(getattr(module, name)))
        monkeypatch.setattr(module, name, recorded[-1])
    for axis in AXES:
        check(weigh(document, axis), len(document.text))
    for steps in ((), ("windows",), ("windows", 1), ("windows", 1, "tabs"), ("cookies",)):
        check(nodes(document, steps), document.size(steps))
    assert 0 < max(one.most for one in recorded) <= go + go // 4


def files() -> list[Path]:
    return sorted(path for path in CORPUS.rglob("*") if path.is_file() and path.stat().st_size)


@pytest.mark.long
@pytest.mark.skipif(not CORPUS.is_dir(), reason=f"NO CORPUS at {CORPUS}: real sessions not weighed")
def test_sums_of_the_corpus_are_exact() -> None:
    weighed = 0
    for path in files():
        try:
            document = Document(open_container(path.read_bytes()).json)
        except SessiontuiError:
            continue
        weighed += 1
        check_all(document, 2)
        for axis in ("part", "site", "field"):
            sound = document.sound_text
            assert sums(sound, axis, quickly=True) == sums(sound, axis, quickly=False), path
    assert weighed > 50


@pytest.mark.parametrize(
    "text",
    [b"{}", b"[1, 2]", b"5", b' "windows" ', b'{"windows": 5}', b'{"a": [{"tabs": [1]}]}',
     b'{"windows": [1, [2], {"tabs": {"x": 1}}], "cookies": {"a": 1}, "savedGroups": [[]]}',
     b'{"windows": [{"tabs": [5, null, {"entries": {"0": {}}}]}]}',
     b'{"lastSessionState": {"lastSessionState": {"windows": [{}]}}}'],
)  # fmt: skip
def test_json_that_is_no_session_is_weighed_all_the_same(text: bytes) -> None:
    for axis in ("part", "site", "field"):
        found = sums(text, axis, quickly=True)
        assert sum(size for size, _ in found.values()) == len(text)
        assert found == sums(text, axis, quickly=False)
