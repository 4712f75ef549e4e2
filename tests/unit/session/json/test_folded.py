"""A text without the pieces that are known from before."""

from __future__ import annotations

from functools import partial
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.session.json import folded as module
from sessiontui.session.json.folded import Folded, Mark, mark_of
from sessiontui.session.json.pointer import Spans, find_span
from sessiontui.session.json.text import child_spans
from tests.builders import to_json
from tests.saved_again import large_tab, saves

fold = partial(module.fold, sign="known 0123456789abcdef")


def marks_of(state: dict[str, Any]) -> list[Mark]:
    """What is remembered of a session: its tabs, as they stand."""
    return [mark_of(to_json(tab)) for window in state["windows"] for tab in window["tabs"]]


def unfolded(found: Folded, before: list[bytes]) -> bytes:
    """The whole text again, from the pieces that the stand-ins are for."""
    text = found.json
    for stand_in, (first, count) in found.stand_ins.items():
        text = text.replace(stand_in, b",".join(before[first : first + count]))
    return text


@given(st.integers(0, 10_000))
@settings(max_examples=80)
def test_with_the_pieces_put_back_it_is_the_text_itself(seed: int) -> None:
    one, *later = saves(seed, 4)
    pieces = [to_json(tab) for window in one["windows"] for tab in window["tabs"]]
    marks = [mark_of(piece) for piece in pieces]
    for state in later:
        text = to_json(state)
        found = fold(text, marks)
        if found is not None:
            assert unfolded(found, pieces) == text
            assert len(found.json) < 0.6 * len(text)


@given(st.integers(0, 10_000))
@settings(max_examples=60)
def test_places_in_it_are_places_in_the_text(seed: int) -> None:
    one, two = saves(seed, 2)
    text = to_json(two)
    found = fold(text, marks_of(one))
    if found is None:
        return
    small: Spans = {}
    for way in (("windows",), *(("windows", i, "tabs") for i in range(len(two["windows"])))):
        start, end = find_span(found.json, way, small)
        assert (found.whole(start), found.whole(end)) == find_span(text, way)
    for container, inside in found.whole_spans(small).items():
        assert inside == child_spans(text, *container)


def test_another_session_is_not_searched_for_long(monkeypatch: pytest.MonkeyPatch) -> None:
    hashed: list[int] = []

    def noted(piece: memoryview) -> int:
        hashed.append(len(piece))
        return 0

    monkeypatch.setattr(module, "digest", noted)
    alike = [large_tab(0, extra=n) for n in range(300)]  # each could be each, by its first bytes
    text = to_json({"windows": [{"tabs": alike}]})
    marks = [Mark(to_json(one)[16:64], 1, len(to_json(one))) for one in alike]
    assert fold(text, marks) is None
    assert sum(hashed) <= 2 * len(text) + (1 << 26) + len(text)


def test_what_is_new_before_all_tabs_hides_none_of_them() -> None:
    before = {"windows": [{"tabs": [large_tab(n) for n in range(30)]}]}
    after = {"windows": [{"tabs": [large_tab(n) for n in (900, 901, *range(30))]}]}
    found = fold(to_json(after), marks_of(before))
    assert found is not None
    assert list(found.stand_ins.values()) == [(0, 30)]


def test_a_thousand_tabs_gone_at_once_do_not_hide_those_that_stay() -> None:
    before = {"windows": [{"tabs": [large_tab(n) for n in range(1500)]}]}
    after = {"windows": [{"tabs": [large_tab(n) for n in (*range(10), *range(1010, 1500))]}]}
    found = fold(to_json(after), marks_of(before))
    assert found is not None
    assert sum(count for _, count in found.stand_ins.values()) > 370  # some are parsed again
