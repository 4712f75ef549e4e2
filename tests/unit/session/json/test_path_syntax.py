"""Paths as they are written, typed and pasted."""

from __future__ import annotations

import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from sessiontui.errors import UsageError
from sessiontui.session.json.path_syntax import dotted, jq, parse, pointers

keys = st.text(max_size=12) | st.text("ab0.[]\"'\\/~| »()", max_size=6)
steps = st.lists(st.integers(0, 10**6) | keys, max_size=6).map(tuple)


@given(steps)
@example(("",))
@example(("a | fromjson | .b", "JSON.parse(", ")"))
def test_what_jq_and_a_script_write_is_read_again(path: tuple[str | int, ...]) -> None:
    assert parse(jq(path)) == parse(dotted(path)) == (path,)


@given(st.lists(steps, min_size=2, max_size=4))
def test_paths_through_texts_inside_texts_are_read_again(
    place: list[tuple[str | int, ...]],
) -> None:
    joined = " | fromjson | ".join(map(jq, place))

    assert parse(joined) == tuple(place)


@given(st.lists(steps, min_size=1, max_size=4))
def test_pointers_are_read_again_indexes_as_text(place: list[tuple[str | int, ...]]) -> None:
    # A key that ends like the sign between two texts cannot be told from it.
    assume(all(not str(step).rstrip().endswith("»") for path in place for step in path))
    written = pointers(place)
    assume(written.lstrip() == written and written.rstrip("\r\n") == written)
    assume(all(place[:-1]))  # only an array or object is entered, and its place is a step in it

    assert parse(written) == tuple(tuple(map(str, path)) for path in place)


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("", ((),)),
        (".", ((),)),
        ("/windows/0/tabs/3", (("windows", "0", "tabs", "3"),)),
        ("windows[0].tabs[3]", (("windows", 0, "tabs", 3),)),
        ("  .windows[0].tabs[3] ", (("windows", 0, "tabs", 3),)),
        (".windows[ 0 ] . tabs", (("windows", 0, "tabs"),)),
        ("windows.0.tabs.3", (("windows", "0", "tabs", "3"),)),
        (""".a["b c"]['it\\'s "d"']."e f".""", (("a", "b c", 'it\'s "d"', "e f"),)),
        (".windows | .[0] | .tabs", (("windows", 0, "tabs"),)),
        ("_closedWindows[0].$x-y", (("_closedWindows", 0, "$x-y"),)),
        ("[0].a", ((0, "a"),)),
        (".a | fromjson | .b | fromjson | .", (("a",), ("b",), ())),
        ("JSON.parse(JSON.parse(a[0]).b)[1]", (("a", 0), ("b",), (1,))),
        ("/a/x » /b » /", (("a", "x"), ("b",), ("",))),
        ("/a/x »", (("a", "x"), ())),
    ],
)
def test_every_writing_is_taken(typed: str, place: object) -> None:
    assert parse(typed) == place


@pytest.mark.parametrize(
    ("typed", "place"),
    [
        ("windows[0", 8), ('a["b]', 2), ("a[b]", 2), ("a[-1]", 2), ('.a["\\x"]', 3), ("a || b", 3),
        ('"a"', 1), ("two words", 5), ("a\x1b[1m", 3),
    ],
)  # fmt: skip
def test_what_is_no_path_is_refused_with_its_place(typed: str, place: int) -> None:
    with pytest.raises(UsageError) as refused:
        parse(typed)
    assert f"at character {place}" in refused.value.sentence
    assert refused.value.sentence.isprintable()
