"""The outline: JSON as rows, motions, paths and places."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from sessiontui.errors import Damaged
from sessiontui.session.json import children, in_goes
from sessiontui.session.json import outline as outline_module
from sessiontui.session.json.outline import LIMIT, NodeKind, Outline
from sessiontui.session.json.pointer import find_span
from sessiontui.text import cells, is_printable
from tests.steps import calls
from tests.unit.session.json.test_text import written

Path = tuple[str | int, ...]


class Pairs(list[tuple[str, Any]]):
    """An object with the keys as often as they stand."""


def walked(value: Any, path: Path = ()) -> list[tuple[Path, Any]]:
    found = [(path, value)]
    if isinstance(value, Pairs):
        for key, inner in value:
            found += walked(inner, (*path, key))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            found += walked(inner, (*path, index))
    return found


def open_to_level(outline: Outline, index: int, level: int | None, limit: int = LIMIT) -> int:
    """Go through all slices of an opening; how many rows were added."""
    slices = outline.opening(index, level, limit)
    while True:
        try:
            next(slices)
        except StopIteration as done:
            return int(done.value)


def opened(text: bytes) -> Outline:
    outline = Outline(text)
    open_to_level(outline, 0, 1_000_000)
    return outline


def rows(outline: Outline) -> list[Any]:
    return [outline.row(index) for index in range(len(outline))]


def check(text: bytes) -> None:
    wanted = walked(json.loads(text, object_pairs_hook=Pairs))
    outline = opened(text)
    assert [outline.path(index) for index in range(len(outline))] == [path for path, _ in wanted]
    for index, (path, value) in enumerate(wanted):
        row = outline.row(index)
        assert json.loads(text[row.start : row.end], object_pairs_hook=Pairs) == value
        assert row.depth == len(path)
        assert row.key == (path[-1] if path else None)
        assert row.has_children == row.is_open == (isinstance(value, list) and bool(value))
        assert outline.size(index) == row.end - row.start
        if isinstance(value, list):
            assert outline.child_count(index) == len(value)


@given(written())
def test_fully_opened_it_is_the_plain_walk_of_the_json(text: bytes) -> None:
    check(text)


@pytest.mark.long
@settings(max_examples=1500, deadline=None)
@given(written())
def test_fully_opened_it_is_the_plain_walk_of_very_many_jsons(text: bytes) -> None:
    check(text)


@given(written(), st.data())
def test_motions_agree_with_the_paths(text: bytes, data: st.DataObject) -> None:
    outline = opened(text)
    for _ in range(data.draw(st.integers(0, 3))):
        outline.close(data.draw(st.integers(0, len(outline) - 1)))
    seen = [row.depth for row in rows(outline)]
    for index, depth in enumerate(seen):
        above = [at for at in range(index) if seen[at] == depth - 1]
        assert outline.parent(index) == (above[-1] if above else None)
        after = next((at for at in range(index + 1, len(seen)) if seen[at] <= depth), None)
        sibling = after if after is not None and seen[after] == depth else None
        assert outline.next_sibling(index) == sibling
        if sibling is not None:
            assert outline.previous_sibling(sibling) == index
        if outline.is_open(index):
            assert outline.parent(index + 1) == index
            assert outline.previous_sibling(index + 1) is None


@given(written(), st.data())
def test_closing_and_opening_again_changes_nothing(text: bytes, data: st.DataObject) -> None:
    outline = Outline(text)
    for _ in range(data.draw(st.integers(0, 6))):
        outline.toggle(data.draw(st.integers(0, len(outline) - 1)))
    before = rows(outline)
    index = data.draw(st.integers(0, len(outline) - 1))
    outline.toggle(index)
    outline.toggle(index)
    assert rows(outline) == before


@given(written(), st.data())
def test_the_path_of_a_row_reveals_it(text: bytes, data: st.DataObject) -> None:
    outline = opened(text)
    index = data.draw(st.integers(0, len(outline) - 1))
    path, row = outline.path(index), outline.row(index)
    fresh = Outline(text)
    at = fresh.reveal_offset(row.start)
    assert (fresh.path(at), fresh.row(at).start) == (path, row.start)
    assert fresh.path(at) == path == fresh.at_offset(row.start)
    assume(find_span(text, path) == (row.start, row.end))  # no key above it is given twice
    assert outline.reveal(path) == index
    assert outline.reveal([str(step) for step in path]) == index
    fresh = Outline(text)
    shown = fresh.reveal(path)
    assert shown is not None
    assert fresh.row(shown).start == row.start


@given(written())
def test_every_byte_belongs_to_the_innermost_node_around_it(text: bytes) -> None:
    outline = opened(text)
    seen = rows(outline)
    for offset in range(len(text)):
        inside = [at for at, row in enumerate(seen) if row.start <= offset < row.end]
        at = outline.reveal_offset(offset)
        if inside and at != inside[-1]:  # in a key, or the blanks behind it
            assert outline.parent(at) == inside[-1]
            assert offset < seen[at].start
            assert isinstance(seen[at].key, str)
        assert outline.path(at) == outline.at_offset(offset)


@given(written(), st.integers(0, 6), st.integers(0, 30))
def test_opening_to_a_level_keeps_to_the_level_and_the_limit(
    text: bytes, level: int, limit: int
) -> None:
    whole = [row for row in rows(opened(text)) if row.depth <= max(1, level)]
    outline = Outline(text)
    before = len(outline)
    added = open_to_level(outline, 0, level)
    assert len(outline) == before + added
    assert [row.start for row in rows(outline)] == [row.start for row in whole]
    outline.close_below(0)
    assert rows(outline) == rows(Outline(text))
    added = open_to_level(outline, 0, level, limit)
    assert added == len(outline) - before <= limit
    assert all(
        outline.path(index) == outline.at_offset(row.start)
        for index, row in enumerate(rows(outline))
    )


@given(written(), st.integers(1, 30))
def test_previews_are_printable_and_as_narrow_as_asked(text: bytes, width: int) -> None:
    outline = opened(text)
    for index in range(len(outline)):
        shown = outline.preview(index, width)
        assert is_printable(shown)
        assert cells(shown) <= width


# -- what a user sees --------------------------------------------------------------------------

SESSION = b"""{"version":["sessionrestore",1],"windows":[{"tabs":[
 {"entries":[{"url":"https://a.example/","title":"A \\"quoted\\" title"}],"index":1},
 {"entries":[],"pinned":true,"image":null}],"a b":{"\\u001b":-1.5e3}}]}"""


def test_the_first_level_is_open() -> None:
    outline = Outline(SESSION)
    assert [outline.row(i).key for i in range(len(outline))] == [None, "version", "windows"]
    assert [outline.preview(i, 40) for i in range(3)] == ["{2}", "[2]", "[1]"]


def test_values_are_shown_as_they_stand() -> None:
    outline = opened(SESSION)
    shown = {outline.pointer(i): outline.preview(i, 14) for i in range(len(outline))}
    assert shown["/windows/0/tabs/0/entries/0/title"] == '"A "quoted" t…"'[:12] + '…"'
    assert shown["/windows/0/tabs/1/entries"] == "[]"
    assert shown["/windows/0/tabs/1/pinned"] == "true"
    assert shown["/windows/0/tabs/1/image"] == "null"
    assert shown["/windows/0/a b/\x1b"] == "-1.5e3"
    kinds = {outline.row(i).kind for i in range(len(outline))}
    assert kinds == set(NodeKind) - {NodeKind.FALSE}


def test_paths_are_written_for_a_pointer_a_script_and_jq() -> None:
    outline = opened(SESSION)
    at = outline.reveal(("windows", 0, "a b", "\x1b"))
    assert at is not None
    assert outline.pointer(at) == "/windows/0/a b/\x1b"
    assert outline.dotted(at) == r'windows[0]["a b"]["\u001b"]'
    assert outline.jq(at) == r'.windows[0]["a b"]["\u001b"]'
    assert (outline.pointer(0), outline.dotted(0), outline.jq(0)) == ("", "", ".")
    odd = Outline('{"":1,"日":2,"a\\u202eb":3,"~/":4,"\x7f":5}'.encode())
    assert [odd.jq(i) for i in range(1, 6)] == [
        '.[""]', '.["日"]', r'.["a\u202eb"]', '.["~/"]', r'.["\u007f"]',
    ]  # fmt: skip
    assert odd.pointer(4) == "/~0~1"
    assert Outline(b"[[1]]").jq(1) == ".[0]"
    assert Outline(b"[[1]]").dotted(1) == "[0]"


def test_what_was_open_inside_is_open_again() -> None:
    outline = Outline(SESSION)
    at = outline.reveal(("windows", 0, "tabs", 0, "entries"))
    before = rows(outline)
    outline.close(2)
    assert len(outline) == 3
    outline.open(2)
    assert rows(outline) == before
    outline.close(2)
    outline.close_below(2)
    outline.open(2)
    assert len(outline) == 4
    assert at == outline.reveal(["windows", "0", "tabs", "0", "entries"])


def test_nothing_is_opened_for_a_path_that_leads_nowhere() -> None:
    outline = Outline(SESSION)
    for path in (("x",), ("windows", 1), ("windows", "01"), ("windows", 0, 0), ("windows", -1),
                 ("version", 0, "x"), ("windows", 0, "tabs", 0, "x")):  # fmt: skip
        assert outline.reveal(path) is None
    assert len(outline) == 3


def test_keys_given_twice_show_as_often_as_they_stand() -> None:
    text = b'{"a":1,"b":[],"a":[2],"\\u0061":"last"}'
    outline = Outline(text)
    assert [outline.row(i).key for i in range(1, 5)] == ["a", "b", "a", "a"]
    assert outline.child_count(0) == 4
    assert outline.reveal(("a",)) == 4
    assert outline.reveal_offset(text.index(b"2")) == 4
    assert len(outline) == 6


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (b'"x\\ud83dy"', '"x\ufffdy"'),
        (b'"x\xffy"', '"x?y"'),
        (b'"x\n\x1b"', '"x  "'),
        (b'"\\u001b[31m"', '"␛[31m"'),
        (b'"\\u202e"', '"⟨202E⟩"'),
        (b'"\\q"', '"?q"'),
        (b"1e400", "1e400"),
        (b"1" * 5000, "1" * 29 + "…"),
        (b'"' + b"\\ud83e\\udd8a" * 100_000 + b'"', '"' + "🦊" * 13 + '…"'),
        (b'"' + b"x" * 1_000_000 + b'\\ud83d"', '"' + "x" * 27 + '…"'),
        (b'"' + "\u0301".encode() * 100_000 + b'"', '"' + "\u0301" * 3 + '…"'),
    ],
)
def test_what_strict_parsers_reject_is_shown_repaired(value: bytes, shown: str) -> None:
    outline = Outline(b'{"odd":' + value + b',"beside":[' + value + b',{"k":1}]}')
    open_to_level(outline, 0, 9)
    assert len(outline) == 6
    assert outline.preview(1, 30) == outline.preview(3, 30) == shown
    key = value if value.startswith(b'"') else b'"k"'
    outline = Outline(b"[{" + key + b":[1]}," + value + b"]")
    open_to_level(outline, 0, 9)
    assert [row.depth for row in rows(outline)] == [0, 1, 2, 3, 1]
    assert outline.reveal(outline.path(3)) == 3


@pytest.mark.parametrize("text", [b"", b" ", b"{", b"[1,", b"[1 2]", b"nope", b'{"a":[1}}', b'"'])
def test_what_is_not_json_is_refused(text: bytes) -> None:
    with pytest.raises(Damaged):
        Outline(text)


@pytest.mark.parametrize(("text", "shown"), [(b" 1 ", "1"), (b'"a"', '"a"'), (b"[]", "[]")])
def test_a_single_value_is_one_row(text: bytes, shown: str) -> None:
    outline = Outline(text)
    outline.toggle(0)
    assert len(outline) == 1
    assert outline.preview(0, 9) == shown
    assert outline.reveal(()) == 0


@pytest.mark.parametrize(("opening", "closing"), [(b"[", b"]"), (b'{"a":', b"}"), (b"[1, ", b"]")])
def test_ten_thousand_levels_are_opened(opening: bytes, closing: bytes) -> None:
    levels_are_opened(opening, closing, 10_000)
    small = calls(lambda: levels_are_opened(opening, closing, 500))
    assert calls(lambda: levels_are_opened(opening, closing, 2_000)) < 6 * small


def levels_are_opened(opening: bytes, closing: bytes, levels: int) -> None:
    text = b'{"deep":' + opening * levels + b"7" + closing * levels + b',"beside":"\xff"}'
    outline = opened(text)
    at = outline.reveal_offset(text.index(b"7"))
    assert len(outline.path(at)) == levels + 1
    assert outline.preview(at, 5) == "7"
    assert outline.reveal(outline.path(at)) == at
    assert outline.at_offset(text.index(b"7")) == outline.path(at)
    outline.close(1)
    assert outline.row(2).key == "beside"
    assert outline.previous_sibling(2) == 1
    fresh = Outline(text)
    assert fresh.reveal_offset(text.index(b"7")) == at


def test_opening_in_slices_gives_way_and_shows_all_at_once() -> None:
    text = json.dumps([[1, [2]] for _ in range(5_000)]).encode()
    outline = Outline(text)
    before = len(outline)
    steps = outline.opening(0, 9)
    assert next(steps) > 0
    assert len(outline) == before
    assert len(list(steps)) > 5
    assert len(outline) == 1 + 5_000 * 4
    outline.close_below(0)
    steps = outline.opening(0, 9)
    next(steps)
    outline.close(0)
    assert list(steps) == []
    assert len(outline) == 1


def test_large_counts_can_wait() -> None:
    text = b'{"large":[' + b"1," * 3_000_000 + b'1],"small":[1]}'
    outline = Outline(text)
    assert outline.preview(1, 20, quick=True) == "[…]"
    assert outline.preview(2, 20, quick=True) == "[1]"
    assert outline.preview(1, 20) == outline.preview(1, 20, quick=True) == "[3,000,001]"


# -- large texts, and many rows ----------------------------------------------------------------


def pass_in_goes(patch: pytest.MonkeyPatch, go: int) -> None:
    """Every text is passed in several goes, each of a few bytes."""
    patch.setattr(children, "_LONG", go)
    patch.setattr(in_goes, "ONE_GO", go)
    patch.setattr(in_goes, "_SEVERAL", 2 * go)


@given(written(), st.integers(2, 60))
def test_a_text_passed_in_several_goes_is_the_same_outline(text: bytes, go: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        pass_in_goes(patch, go)
        check(text)


@given(written(), st.integers(2, 30), st.data())
def test_a_fault_in_a_text_passed_in_several_goes_is_the_same_fault(
    text: bytes, go: int, data: st.DataObject
) -> None:
    at = data.draw(st.integers(0, len(text)))
    junk = data.draw(st.sampled_from([b'"', b"\\", b"}", b",", b"\\ud83d", b"\xff", b" 1 ", b""]))
    broken = text[:at] + junk + text[at + data.draw(st.integers(0, 2)) :]

    def outcome() -> object:
        try:
            return rows(opened(broken))
        except Damaged as error:
            return error.sentence

    wanted = outcome()
    with pytest.MonkeyPatch.context() as patch:
        pass_in_goes(patch, go)
        assert outcome() == wanted


@given(written(), st.data())
def test_one_level_less_hides_the_deepest_and_one_more_shows_the_shallowest(
    text: bytes, data: st.DataObject
) -> None:
    outline = opened(text)
    index = data.draw(st.integers(0, len(outline) - 1))
    whole = rows(outline)
    base = whole[index].depth
    inside = [row for row in whole if whole[index].start <= row.start < whole[index].end]
    levels = outline.levels(index)
    assert levels == max(row.depth for row in inside) - base
    for level in range(levels - 1, -1, -1):
        outline.close_to_level(index, level)
        assert outline.levels(index) == level
        shown = [row.start for row in inside if row.depth <= base + level]
        assert [outline.row(index + at).start for at in range(len(shown))] == shown
    for level in range(1, levels + 1):
        assert open_to_level(outline, index, None) > 0
        assert outline.levels(index) == level
    assert rows(outline) == whole
    assert open_to_level(outline, index, None) == 0


@given(written(), st.data())
def test_closing_below_leaves_the_direct_children(text: bytes, data: st.DataObject) -> None:
    few, many = opened(text), opened(text)
    index = data.draw(st.integers(0, len(few) - 1))
    wanted = few.child_count(index)
    few.close_below(index)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(outline_module, "_FEW", 0)
        many.close_below(index)
    assert rows(few) == rows(many)
    assert few.levels(index) == min(1, wanted)
    shown = [at for at in range(len(few)) if few.parent(at) == index]
    assert len(shown) == wanted


def test_more_than_255_levels_are_closed_and_opened() -> None:
    outline = opened(b"[" * 400 + b"1" + b"]" * 400)
    assert outline.levels(0) == 400
    outline.close_to_level(0, 300)
    assert (outline.levels(0), len(outline)) == (300, 301)
    outline.close_to_level(290, 3)
    assert len(outline) == 294
    outline.close_below(0)
    assert len(outline) == 2


def test_the_limit_of_rows_is_told() -> None:
    outline = Outline(json.dumps([[1, 2], [3, 4, 5], [6]]).encode())
    assert open_to_level(outline, 0, 2, limit=4) == 2
    assert outline.limited
    assert open_to_level(outline, 0, 2) == 4
    assert not outline.limited


# -- the largest first -------------------------------------------------------------------------


def arrange(outline: Outline, by_size: bool) -> None:
    for _ in outline.arranging(by_size):
        pass


def members(outline: Outline, index: int) -> list[int]:
    """The rows of a node's direct children, from sibling to sibling."""
    found = []
    at: int | None = index + 1 if outline.is_open(index) else None
    while at is not None:
        found.append(at)
        at = outline.next_sibling(at)
    return found


def check_largest_first(outline: Outline) -> None:
    """Pre-order, largest first, what is equal as it is written; every motion agrees with it."""
    seen = [0]

    def walk(index: int) -> None:
        inside = members(outline, index)
        order = [(-outline.size(at), outline.row(at).start) for at in inside]
        assert order == sorted(order)
        for place, at in enumerate(inside):
            seen.append(at)
            assert outline.parent(at) == index
            assert outline.path(at)[:-1] == outline.path(index)
            assert outline.previous_sibling(at) == (inside[place - 1] if place else None)
            assert outline.index_of(outline.row(at).start) == at
            walk(at)

    walk(0)
    assert seen == list(range(len(outline)))


@given(written())
def test_largest_first_and_back_again(text: bytes) -> None:
    outline = opened(text)
    plain = rows(outline)
    arrange(outline, True)

    check_largest_first(outline)
    assert sorted(rows(outline), key=lambda row: row.start) == plain
    arrange(outline, False)
    assert rows(outline) == plain


@given(written(), st.data())
def test_what_is_opened_while_sorted_is_sorted_and_what_was_closed_too(
    text: bytes, data: st.DataObject
) -> None:
    outline = Outline(text, by_size=data.draw(st.booleans()))
    for _ in range(8):
        index = data.draw(st.integers(0, len(outline) - 1))
        motion = data.draw(st.sampled_from(["toggle", "sort", "below", "deeper", "less", "path"]))
        path, start = outline.path(index), outline.row(index).start
        if motion == "toggle":
            outline.toggle(index)
        elif motion == "sort":
            arrange(outline, not outline.by_size)
        elif motion == "below":
            outline.close_below(index)
        elif motion == "deeper":
            open_to_level(outline, index, None)
        elif motion == "less":
            outline.close_to_level(index, 1)
        else:
            assert outline.reveal_offset(start) == index
        assert outline.path(outline.index_of(start)) == path
        if outline.by_size:
            check_largest_first(outline)
        else:
            starts = [row.start for row in rows(outline)]
            assert starts == sorted(starts)


def test_a_motion_while_sorting_leaves_the_order() -> None:
    outline = Outline(b'{"a":1,"b":[2,3],"c":"long enough"}')
    slices = outline.arranging(True)
    next(slices)
    outline.open(2)
    for _ in slices:
        pass

    assert not outline.by_size
    assert [outline.key(index) for index in range(len(outline))] == [None, "a", "b", 0, 1, "c"]


def test_indexes_stay_with_their_members() -> None:
    outline = Outline(b'[1,"long",22,"longer"]', by_size=True)

    assert [outline.key(index) for index in range(1, 5)] == [3, 1, 2, 0]
    assert outline.reveal((2,)) == 3


def test_a_path_is_followed_as_far_as_it_goes() -> None:
    outline = Outline(b'{"a":[{"b":1}],"c":"d"}')

    reached = [outline.reach(path) for path in ((), ("x",), ("a", "0", "b", "y"), ("a", 7), ("c",))]
    assert reached == [0, 0, 3, 1, 1]
    assert len(outline) == 3
