"""Items that are made when somebody looks at one."""

from __future__ import annotations

import threading

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.session.json.pointer import format_pointer
from sessiontui.session.model import tab as tab_module
from sessiontui.session.model.document import Document
from sessiontui.session.model.lazy_items import LazyItems
from sessiontui.session.model.recently_closed import closings, recently_closed
from sessiontui.session.model.snapshot import Snapshot, Tab
from tests.builders import closed_group, closed_tab, closed_window, session, tab, to_json, window


def _named(found: str, place: int, *more: object) -> list[object]:
    return [found, place, *more]


@given(st.lists(st.text(max_size=2), max_size=6), st.slices(6), st.integers(-7, 7))
def test_it_is_indexed_and_sliced_as_a_tuple_is(found: list[str], some: slice, place: int) -> None:
    """Negative places and slices with steps too; beyond its ends it raises IndexError."""
    plain = tuple(_named(text, i, "more") for i, text in enumerate(found))
    lazy = LazyItems(found, _named, "more")
    assert (len(lazy), tuple(lazy), lazy[some]) == (len(plain), plain, plain[some])
    if -len(plain) <= place < len(plain):
        assert lazy[place] == plain[place]
    else:
        with pytest.raises(IndexError):
            lazy[place]


def test_one_is_made_when_it_is_asked_for_and_once() -> None:
    """Length and truth ask for none."""
    made: list[int] = []

    def make(found: str, place: int) -> object:
        made.append(place)
        return object()

    lazy = LazyItems("abcd", make)
    assert lazy and len(lazy) == 4 and not made
    third = lazy[2]
    assert lazy[-2] is third and made == [2]
    assert list(lazy)[2] is third and sorted(made) == [0, 1, 2, 3]


def test_threads_that_look_at_the_same_time_get_the_same_one() -> None:
    """A filter made beside the keys finds the tabs that were sorted by their identity."""
    seen_by_another: list[object] = []

    def make(found: str, place: int) -> object:
        if not seen_by_another:
            seen_by_another.append(None)
            look = threading.Thread(target=lambda: seen_by_another.append(lazy[place]))
            look.start()
            look.join()
        return object()

    lazy = LazyItems("ab", make)
    mine = lazy[1]
    assert seen_by_another[1] is mine is lazy[1]


def test_counting_makes_no_tab(monkeypatch: pytest.MonkeyPatch) -> None:
    """A session of a hundred thousand tabs is counted, and its closed list put in order, so."""
    made: list[Tab] = []

    def note(self: Tab, *_: object) -> None:
        made.append(self)

    monkeypatch.setattr(tab_module.Tab, "__init__", note)
    closed = [closed_tab("https://b.example/", closedAt=1), closed_tab("https://c.example/")]
    shown = Snapshot(
        Document(
            to_json(
                session(
                    window(
                        *(f"https://{i}.example/" for i in range(30)),
                        closed=closed,
                        closedGroups=[closed_group("g", "Group", "https://d.example/")],
                    ),
                    closed_windows=[closed_window(window("https://e.example/"))],
                )
            )
        )
    )
    assert (shown.counts.tabs, shown.counts.closed_tabs) == (30, 3)
    assert len(closings(shown)) == len(recently_closed(shown)) == 4
    assert not made


@given(st.lists(st.text("a/~0é", max_size=3) | st.integers(0, 9), max_size=4))
def test_a_pointer_escapes_what_it_must(steps: list[str | int]) -> None:
    """RFC 6901: ``~`` is ``~0`` and ``/`` is ``~1``, in a key of any steps."""
    escaped = [str(step).replace("~", "~0").replace("/", "~1") for step in steps]
    assert format_pointer(steps) == "".join(f"/{step}" for step in escaped)


def test_a_group_gives_the_same_tabs_each_time() -> None:
    """What is marked in a closed group is found there again."""
    shown = Snapshot(
        Document(
            to_json(
                session(window(tab(), closedGroups=[closed_group("g", "G", "https://d.example/")]))
            )
        )
    )
    [group] = shown.windows[0].closed_groups
    assert group.tabs[0] is group.tabs[0]
