"""Tabs moved to a place stand there, one behind the other, whatever moves with them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.errors import Refused
from sessiontui.session.edit.apply import apply
from sessiontui.session.edit.move_to import to_move
from sessiontui.session.model.document import Document
from sessiontui.session.model.items import item_at
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import closed_tab, closed_window, entry, session, tab, to_json, window


def snapshot(*windows: list[str]) -> Snapshot:
    """Windows of tabs by their names; one that begins with P is pinned."""
    made = [
        window(*(tab(entry(f"https://{n}/", n), **({"pinned": True} if n[0] == "P" else {}))
                 for n in names))
        for names in windows
    ]  # fmt: skip
    return Snapshot(Document(to_json(session(*made))))


def moved(base: Snapshot, steps: list[tuple[int, int]], window: int, before: int | None) -> object:
    items = [item_at(base, ("windows", w, "tabs", t)) for w, t in steps]
    edits = to_move(items, base, window, before)
    after = Snapshot(Document(apply(base.document, edits, now=1).text))
    return [[tab.title for tab in w.tabs] for w in after.windows]


@pytest.mark.parametrize(
    ("steps", "window", "before", "expected"),
    [
        ([(0, 2)], 0, 0, [["c", "a", "b", "d"], ["x", "y"]]),
        ([(0, 0)], 0, 3, [["b", "c", "a", "d"], ["x", "y"]]),
        ([(0, 0), (0, 3)], 0, 2, [["b", "a", "d", "c"], ["x", "y"]]),
        ([(0, 0), (0, 1)], 0, None, [["c", "d", "a", "b"], ["x", "y"]]),
        ([(0, 1), (1, 0)], 1, 1, [["a", "c", "d"], ["b", "x", "y"]]),
        ([(0, 1), (0, 2)], 0, 1, [["a", "b", "c", "d"], ["x", "y"]]),  # where they are
        ([(1, 0), (1, 1)], 0, 1, [["a", "x", "y", "b", "c", "d"]]),  # the empty window closes
    ],
)
def test_they_stand_before_the_tab_or_at_the_end(
    steps: list[tuple[int, int]], window: int, before: int | None, expected: object
) -> None:
    base = snapshot(["a", "b", "c", "d"], ["x", "y"])
    assert moved(base, steps, window, before) == expected


def test_pinned_tabs_stay_before_all_others() -> None:
    base = snapshot(["P1", "P2", "a", "b"], ["P3", "x"])
    assert moved(base, [(0, 2), (0, 3)], 0, 0) == [["P1", "P2", "a", "b"], ["P3", "x"]]
    assert moved(base, [(1, 0), (1, 1)], 0, 0) == [["P3", "P1", "P2", "x", "a", "b"]]
    assert moved(base, [(0, 0), (0, 2)], 1, None) == [["P2", "b"], ["P3", "P1", "x", "a"]]


@given(st.data())
def test_no_tab_is_lost_and_the_moved_ones_keep_their_order(data: st.DataObject) -> None:
    base = snapshot(["P1", "a", "b", "c"], ["x", "y"])
    every = [(0, 0), (0, 1), (0, 2), (0, 3), (1, 0), (1, 1)]
    steps = sorted(data.draw(st.sets(st.sampled_from(every), min_size=1)))
    window = data.draw(st.sampled_from([0, 1]))
    before = data.draw(st.sampled_from([None, 0, 1]))
    after = moved(base, steps, window, before)
    assert isinstance(after, list)
    flat = [name for names in after for name in names]
    assert sorted(flat) == ["P1", "a", "b", "c", "x", "y"]
    names = [base.windows[w].tabs[t].title for w, t in steps]
    [target] = [names_of for names_of in after if set(names) <= set(names_of)]
    plain = [name for name in names if name != "P1"]
    places = [target.index(name) for name in plain]
    assert places == list(range(places[0], places[0] + len(places))) if places else True


def test_what_is_no_open_tab_or_no_window_is_refused() -> None:
    gone = closed_tab(tab(entry("https://gone/")), 1)
    made = session(
        window(tab(entry("https://a/")), closed=[gone]),
        closed_windows=[closed_window(window("https://w/"), 2)],
    )
    base = Snapshot(Document(to_json(made)))
    for steps in (
        ("windows", 0),
        ("windows", 0, "_closedTabs", 0),
        ("_closedWindows", 0, "tabs", 0),
    ):
        with pytest.raises(Refused, match="no open tab"):
            to_move([item_at(base, steps)], base, 0, None)
    with pytest.raises(Refused, match="no window 2"):
        to_move([item_at(base, ("windows", 0, "tabs", 0))], base, 1, None)
