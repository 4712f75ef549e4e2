"""A hit in a long value is in sight, with what stands around it."""

from __future__ import annotations

import json

from hypothesis import given
from hypothesis import strategies as st

from sessiontui.session.json.hit_window import Window, hit_window
from sessiontui.session.json.search import Search
from sessiontui.text import cells, is_printable, printable, steady

letters = st.text('ab "\\/\n\x1b日é\u0301🦊\ud83d', max_size=200)


def window(value: str, needle: str, width: int, *, ascii_only: bool = False) -> Window:
    """Of a string in an array, searched for as the pane does it."""
    text = json.dumps([value], ensure_ascii=ascii_only).encode("utf-8", "replace")
    [hit, *_] = Search(text, needle).step(10_000_000)
    return hit_window(text, (1, len(text) - 1), (hit.offset, hit.length), width)


@given(letters, letters, st.integers(1, 120), st.booleans())
def test_the_hit_is_in_sight_and_all_of_it_fits(
    before: str, after: str, width: int, escaped: bool
) -> None:
    found = window(before + "NEEDLE" + after, "NEEDLE", width, ascii_only=escaped)

    assert sum(map(cells, found)) <= width
    assert all(map(is_printable, found))
    if width >= 8:
        assert found.hit == "NEEDLE"
    else:
        assert "NEEDLE".startswith(found.hit.rstrip("…"))
    if found.before.startswith('"'):
        decoded = json.loads(json.dumps(before)).encode("utf-16", "surrogatepass")
        assert cells(found.before) == 1 + cells(
            steady(printable(decoded.decode("utf-16", "replace")))
        )


def test_what_is_in_sight_from_the_beginning_is_shown_from_there() -> None:
    assert window("a short one", "short", 30) == ('"a ', "short", ' one"')
    assert window("a short one and so on and so on", "short", 20) == (
        '"a ',
        "short",
        " one and so…",
    )


def test_deep_in_a_long_value_it_begins_near_the_hit() -> None:
    value = "x" * 5_000 + " before the needle behind it " + "y" * 5_000

    found = window(value, "needle", 30)
    assert found == ("…re the ", "needle", " behind it yyyy…")
    assert window("x" * 5_000 + "needle", "needle", 30) == ("…xxxxxxx", "needle", '"')


def test_an_escape_is_never_cut_in_two() -> None:
    for fill in range(40):
        value = "\n" * 300 + "q" * fill + "needle"
        found = window(value, "needle", 24)
        assert set(found.before) <= set("…␊q")
        found = window("\x1f\ufffd日" * 200 + "q" * fill + "needle", "needle", 24, ascii_only=True)
        assert set(found.before) <= set("…␟\ufffd日q")


def test_numbers_and_words_have_no_quotes() -> None:
    text = b"[1234567890]"
    assert hit_window(text, (1, 11), (5, 3), 20) == ("1234", "567", "890")


def test_a_key_is_shown_without_its_quotes() -> None:
    text = b'{"a long key":1}'
    assert hit_window(text, (1, 13), (4, 4), 20, quoted=False) == ("a ", "long", " key")
    assert hit_window(text, (1, 13), (9, 3), 7, quoted=False) == ("…", "key", "")
