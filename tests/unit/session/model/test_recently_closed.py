"""The recently closed list is the one of ``sessions.getRecentlyClosed()`` in Firefox 153."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from sessiontui.session.model.document import Document
from sessiontui.session.model.recently_closed import recently_closed, window_closed_tabs
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import (
    NOW,
    OMIT,
    closed_group,
    closed_tab,
    closed_window,
    saved_group,
    session,
    to_json,
    window,
)

Json = dict[str, object]


def snapshot(value: Json) -> Snapshot:
    return Snapshot(Document(to_json(value)))


def ids(value: Json, maximum: int | None = None) -> list[str | None]:
    return [item.session_id for item in recently_closed(snapshot(value), maximum)]


def test_tabs_of_all_windows_and_groups_and_closed_windows_come_newest_first() -> None:
    assert ids(
        session(
            window(
                "https://a.example/",
                closed=[closed_tab("https://b/", 1, NOW - 1), closed_tab("https://c/", 2, NOW - 5)],
                closedGroups=[
                    closed_group("g", "G", "https://d/", first_closed_id=3, closed_at=NOW - 3)
                ],
            ),
            window("https://e.example/", closed=[closed_tab("https://f/", 4, NOW - 2)]),
            closed_windows=[closed_window(window("https://g/"), 5, NOW - 4)],
        )
    ) == ["1", "4", "3", "5", "2"]


def test_a_window_stands_before_tabs_of_the_same_millisecond() -> None:
    assert ids(
        session(
            window("https://a/", closed=[closed_tab("https://b/", 1, NOW)]),
            closed_windows=[
                closed_window(window("https://c/"), 2, NOW),
                closed_window(window("https://d/"), 3, NOW),
            ],
        )
    ) == ["2", "3", "1"]


def test_saved_groups_and_closed_tabs_of_closed_windows_are_not_listed() -> None:
    closed = closed_window(window("https://a/", closed=["https://b/"]), 7)
    kept = saved_group("g", "G", "https://c/", first_closed_id=8)
    assert ids(session(closed_windows=[closed], savedGroups=[kept])) == ["7"]


def test_the_list_is_longer_than_the_largest_number_an_extension_may_ask_for() -> None:
    many = session(window("https://a/", closed=[f"https://b/{i}" for i in range(40)]))
    assert len(ids(many)) == 40
    assert ids(many, 3) == ["0", "1", "2"]
    assert ids(many, 0) == []


def test_each_tab_knows_the_window_it_was_closed_in() -> None:
    value = session(window("https://a/"), window("https://b/", closed=["https://c/"]))
    [item] = recently_closed(snapshot(value))
    assert item.source_window is not None
    assert item.source_window.index == 1
    assert item.pointer == "/windows/1/_closedTabs/0"


def test_items_of_old_files_have_no_session_id_and_stand_at_the_end() -> None:
    old = closed_tab("https://old/", closedId=OMIT, closedAt=OMIT)
    listed = recently_closed(
        snapshot(session(window("https://a/", closed=[old, closed_tab("https://b/", 1)])))
    )
    assert [(s.session_id, s.last_modified) for s in listed] == [("1", NOW - 60_000), (None, 0)]


times = st.integers(1, 5)


@given(
    st.lists(st.tuples(st.lists(times, max_size=4), st.lists(times, max_size=3)), max_size=3),
    st.lists(times, max_size=3),
)
def test_everything_closed_is_listed_once_in_order(
    windows: list[tuple[list[int], list[int]]], closed: list[int]
) -> None:
    value = session(
        *(
            window(
                "https://a/",
                closed=[closed_tab("https://b/", 0, at) for at in tabs],
                closedGroups=[
                    closed_group("g", "G", closed_tab("https://c/", 0, at)) for at in groups
                ],
            )
            for tabs, groups in windows
        ),
        closed_windows=[closed_window(window("https://d/"), 0, at) for at in closed],
    )
    shown = snapshot(value)
    listed = recently_closed(shown)
    assert len({item.pointer for item in listed}) == len(listed)
    assert len(listed) == shown.counts.closed_tabs + len(closed)
    order = [(-item.last_modified, item.tab is not None) for item in listed]
    assert order == sorted(order)
    for open_window in shown.windows:
        assert len(window_closed_tabs(open_window)) == open_window.closed_tab_count
