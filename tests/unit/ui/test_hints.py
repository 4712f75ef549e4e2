"""Which keys have room in the key bar: whole ones, the most important, dim ones last."""

from __future__ import annotations

import re

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from sessiontui.ui.actions import ACTIONS, BY_ID, SCOPES
from sessiontui.ui.choices import Choice, matching
from sessiontui.ui.hints import _FIRST, ALWAYS, Hint, fitting, in_frame, wanted

LABELS = st.sampled_from(["Open", "Find", "Load next", "Safety copy", "Mark"])
HINTS = st.lists(
    st.tuples(LABELS, st.booleans(), st.booleans(), st.sampled_from(["", " and much more words"])),
    max_size=12,
).map(
    lambda rows: [
        Hint(f"k{i}", f"k{i}", label, enabled, label + more if more else "")
        for i, (label, enabled, _, more) in enumerate(rows)
    ]
)
END = [Hint(key, key, label, always=True) for key, label in ((":", "Palette"), ("?", "Help"))]


@given(HINTS, st.integers(0, 70))
def test_what_is_shown_has_room_and_is_whole(hints: list[Hint], width: int) -> None:
    shown = fitting([*hints, *END], width)
    words = "  ".join(f"{hint.sign} {hint.label}" for hint in shown)
    assert cell_len(words) <= width
    given_words = {(h.key, w) for h in (*hints, *END) for w in (h.label, h.long)}
    assert all((hint.key, hint.label) in given_words for hint in shown)


@given(HINTS, st.integers(0, 70))
def test_a_dim_key_never_takes_the_place_of_one_that_works(hints: list[Hint], width: int) -> None:
    keys = [hint.key for hint in fitting(hints, width)]
    bright = [hint.key for hint in hints if hint.enabled]
    dim = [hint.key for hint in hints if not hint.enabled]
    assert [key for key in keys if key in bright] == bright[: len(set(keys) & set(bright))]
    if set(keys) & set(dim):
        assert set(bright) <= set(keys)


@given(HINTS, st.integers(22, 70))
def test_palette_and_help_stay(hints: list[Hint], width: int) -> None:
    assert [hint.key for hint in fitting([*hints, *END], width)][-2:] == [":", "?"]


@given(st.integers(0, 90))
def test_the_edge_of_a_window_has_whole_hints_and_the_way_out(width: int) -> None:
    line = in_frame([("Enter", "do it"), ("a", "in every file"), ("Esc", "leave it")], width)
    parts = re.split(" · |  ", line)
    assert set(parts) <= {"Enter do it", "a in every file", "Esc leave it", "Esc"}
    assert parts[-1].startswith("Esc")
    assert width < 3 or cell_len(line) <= width


def test_what_helps_most_is_of_the_table_and_has_a_key_in_its_place() -> None:
    for scope, names in _FIRST.items():
        assert scope in SCOPES
        for name in names:
            assert name in BY_ID, name
            assert name.partition(".")[0] in {scope, "app", "list", "filtered"}
        assert wanted([f"{scope}.x", "list.open", "app.quit"]) == names
    assert wanted(["items.restore", "filtered.leave", "app.quit"])[0] == "filtered.leave"
    assert set(ALWAYS) <= set(BY_ID)


def test_words_find_an_action_by_name_help_key_and_place_in_any_order() -> None:
    every = [Choice(action, action.key_words, None, None) for action in ACTIONS]

    def best(typed: str) -> str:
        return matching(every, typed)[0].action.id

    assert best("R") == "app.rollback"
    assert best("safety") == "app.safety-copy"
    assert best("copy safety") == "app.safety-copy"
    assert best("clipboard jq") == "json.copy-jq"
    assert best("json unfold all") == "json.unfold-all"
    assert best("pallete") == "app.palette"
    assert matching(every, "zyx") == []
