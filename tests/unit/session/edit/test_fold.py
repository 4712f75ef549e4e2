"""One page that was chosen in several versions opens once."""

from __future__ import annotations

from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from sessiontui.session.edit.fold import fold
from sessiontui.session.model.document import Document
from sessiontui.session.model.items import Item, item_at
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import NOW, closed_tab, session, tab, to_json, window

A, B = "https://a.example/", "https://b.example/"


def items(*tabs: Any, closed: Any = ()) -> list[Item]:
    found = Snapshot(Document(to_json(session(window(*tabs, _closedTabs=list(closed))))))
    return [
        *(item_at(found, ("windows", 0, "tabs", i)) for i in range(len(tabs))),
        *(item_at(found, ("windows", 0, "_closedTabs", i)) for i in range(len(closed))),
    ]


def test_the_one_looked_at_last_stands_for_the_page() -> None:
    old = items(tab(A, lastAccessed=NOW - 5), B)
    new = items(closed=[closed_tab(tab(A, lastAccessed=NOW))])
    found = fold([*old, *new])
    assert found.kept == (new[0], old[1])
    assert found.same == ((old[0], new[0]),)
    assert found.words == ("1 of 3 is the same page as another, and left out",)


def test_another_container_is_another_page() -> None:
    assert not fold(items(tab(A), tab(A, userContextId=2))).same


def test_the_same_place_of_the_same_history_is_one_page_though_its_address_changed() -> None:
    place = {"navigationKey": "{key}", "navigationId": "{id}"}
    old, new = tab(A, lastAccessed=NOW - 5), tab(A + "#now", lastAccessed=NOW)
    for built in (old, new):
        built["entries"][0] |= place
    assert [item.node.raw_url for item in fold(items(old, new)).kept] == [A + "#now"]  # type: ignore[union-attr]


def test_windows_stay_what_they_are() -> None:
    found = Snapshot(Document(to_json(session(window(A), window(A)))))
    windows = [item_at(found, ("windows", i)) for i in (0, 1)]
    assert fold(windows).kept == tuple(windows)


@given(st.lists(st.tuples(st.sampled_from([A, B, ""]), st.integers(0, 2), st.integers(1, 9))))
def test_nothing_is_lost_and_nothing_comes_twice(tabs: list[tuple[str, int, int]]) -> None:
    chosen = items(*(tab(url, userContextId=c, lastAccessed=t) for url, c, t in tabs))
    found = fold(chosen)
    assert len(found.kept) + len(found.same) == len(chosen)
    assert fold(found.kept) == (found.kept, ())
    kept = [(url, c) for item in found.kept for url, c, _ in [tabs[int(item.steps[3])]] if url]
    assert len(kept) == len(set(kept)) == len({(url, c) for url, c, _ in tabs if url})
