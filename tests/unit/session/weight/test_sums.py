"""Whatever the text is like, rows sum to it exactly, on every axis and inside every row."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings

from sessiontui.codec.container import open_container
from sessiontui.codec.mozlz4 import pack
from sessiontui.errors import SessiontuiError
from sessiontui.session.json import children, in_goes
from sessiontui.session.model.document import Document
from sessiontui.session.weight import pieces, walk
from sessiontui.session.weight.ledger import Ledger, Question
from sessiontui.session.weight.nodes import nodes
from sessiontui.session.weight.packed import packed_estimate
from sessiontui.session.weight.repeated import repeated
from sessiontui.session.weight.rows import AXES, NO_TAB, Axis, Weight
from sessiontui.session.weight.weigh import inside, weigh
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
    (walk.Walk if quickly else Slow)(text, ledger).run()
    return {key: found for key, found in ledger.rows.items() if found != [0, 0]}


@pytest.mark.long
@settings(max_examples=100, deadline=None)
@given(odd_sessions())
def test_the_short_ways_give_what_the_long_one_does(text: bytes) -> None:
    sound = Document(text).sound_text
    for axis in ("part", "site", "field"):
        assert sums(sound, axis, quickly=True) == sums(sound, axis, quickly=False)


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
