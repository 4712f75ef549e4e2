"""The basket as a value: what goes in and out, and how it follows a version that was saved."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from sessiontui.session.json.pointer import Steps
from sessiontui.session.model.document import Document
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.ui.basket import EMPTY, Basket, Chosen, Node, chosen_of, places_in
from tests.builders import NOW, closed_tab, group, session, tab, to_json, window
from tests.steps import calls

URLS = [f"https://{name}.example/" for name in "abcd"]
tabs = st.lists(st.sampled_from(URLS), max_size=6)
some = st.lists(
    st.tuples(st.sampled_from(["recovery", "previous"]), st.integers(0, 5)), max_size=8
).map(lambda pairs: [chosen(version, i) for version, i in pairs])


def chosen(version: str, i: int) -> Chosen:
    return Chosen(version, "r", ("windows", 0, "tabs", i), f"T {i}", (f"https://{i}.example/",))


def snapshot(urls: list[str], closed: list[str] = []) -> Snapshot:  # noqa: B006 (never changed)
    held = [closed_tab(url, closed_at=NOW - i) for i, url in enumerate(closed)]
    return Snapshot(Document(to_json(session(window(*urls, _closedTabs=held)))))


def basket_of(found: Snapshot) -> Basket:
    nodes: list[Node] = []
    for held in found.windows:
        nodes += [*held.tabs, *held.closed_tabs]
    return EMPTY.toggled(chosen_of(node, "recovery", "old") for node in nodes)


@given(some)
def test_what_is_toggled_twice_is_as_it_was(choice: list[Chosen]) -> None:
    once = EMPTY.toggled(choice)
    assert EMPTY.toggled(choice).toggled(once) == EMPTY
    assert {one.place for one in once} == {
        place for place, times in Counter(one.place for one in choice).items() if times % 2
    }


@given(some, some)
def test_all_of_some_go_in_and_then_out_and_nothing_else_does(
    held: list[Chosen], shown: list[Chosen]
) -> None:
    before = EMPTY.toggled_all(held)
    places = {one.place for one in shown}
    more = before.toggled_all(shown)
    if not places <= set(before.chosen):
        assert set(more.chosen) == set(before.chosen) | places
        more = more.toggled_all(shown)
    assert set(more.chosen) == set(before.chosen) - places


@given(tabs, tabs, tabs, tabs)
def test_each_thing_is_followed_to_one_of_its_own_or_counted_as_gone(
    urls: list[str], closed: list[str], now_open: list[str], now_closed: list[str]
) -> None:
    basket = basket_of(snapshot(urls, closed))
    now = snapshot(now_open, now_closed)
    there = places_in(now, "recovery", "new", basket)
    after = basket.followed("recovery", there, basket)
    assert len(after) + after.gone == len(basket)
    assert all(one.revision == "new" for one in after)
    for one in after:  # it stands where a thing of that address stands
        kind, i = one.steps[2], one.steps[3]
        assert isinstance(i, int)
        assert one.urls == ((now_open if kind == "tabs" else now_closed)[i],)
    kept = Counter(url for one in after if one.steps[2] == "tabs" for url in one.urls)
    assert kept == Counter(urls) & Counter(now_open)


@given(tabs, tabs)
def test_a_save_that_changed_nothing_moves_no_mark(urls: list[str], closed: list[str]) -> None:
    same = snapshot(urls, closed)
    basket = basket_of(same)
    after = basket.followed("recovery", places_in(same, "recovery", "new", basket), basket)
    assert set(after.chosen) == set(basket.chosen)
    assert not after.gone


def test_what_is_marked_while_a_version_is_looked_through_stays() -> None:
    now = snapshot(URLS[:2])
    before = EMPTY.toggled([chosen_of(now.windows[0].tabs[0], "recovery", "old")])
    there = places_in(now, "recovery", "new", before)
    late = chosen_of(now.windows[0].tabs[1], "recovery", "new")
    after = before.toggled([late]).followed("recovery", there, before)
    assert [one.steps[3] for one in after] == [0, 1]
    assert not after.gone


def followed(before: Snapshot, node: Node, after: Snapshot) -> list[Steps]:
    """Where something marked in one revision lies in the next."""
    basket = EMPTY.toggled([chosen_of(node, "recovery", "old")])
    there = places_in(after, "recovery", "new", basket)
    return [one.steps for one in basket.followed("recovery", there, basket)]


def of_windows(*urls: list[str]) -> Snapshot:
    return Snapshot(Document(to_json(session(*(window(*some) for some in urls)))))


def test_a_marked_window_is_the_one_with_its_tabs_wherever_it_stands() -> None:
    a, b, c, d = URLS
    before = of_windows([a], [b, c])
    marked = before.windows[1]
    assert followed(before, marked, of_windows([d], [a], [b, c, a])) == [("windows", 2)]
    assert followed(before, marked, of_windows([b, c])) == [("windows", 0)]
    assert followed(before, marked, of_windows([d], [a])) == []


def test_a_marked_group_without_a_name_is_the_one_with_its_id() -> None:
    def of_groups(*ids: str) -> Snapshot:
        tabs = [tab(f"https://{one}.example/", groupId=one) for one in ids]
        held = window(*tabs, groups=[group(one, "") for one in ids])
        return Snapshot(Document(to_json(session(held))))

    before = of_groups("1-1", "1-2")
    marked = before.windows[0].groups[1]
    now = of_groups("1-3", "1-1", "1-2")
    assert followed(before, marked, now) == [("windows", 0, "groups", 2)]
    assert followed(before, marked, of_groups("1-1")) == []


def test_of_the_same_address_twice_the_nearest_is_the_marked_one() -> None:
    a, b, c, _ = URLS
    before = snapshot([a, b, b, a])
    marked = before.windows[0].tabs[3]
    assert followed(before, marked, snapshot([c, a, b, b, a])) == [("windows", 0, "tabs", 4)]


def test_other_versions_and_sessions_inside_are_told_apart() -> None:
    inside = Chosen("recovery#/windows/0", "r", ("windows", 0, "tabs", 0), "In", ())
    basket = EMPTY.toggled([chosen("recovery", 0), chosen("previous", 0), inside])
    assert basket.versions == ("recovery", "previous")
    assert basket.changed_in({"recovery": "s", "previous": "r"}) == (
        "recovery",
        "recovery#/windows/0",
    )
    assert basket.changed_in({"recovery": "r"}) == ("previous",)
    assert [one.version for one in basket.dropped("previous")] == ["recovery", inside.version]
    assert basket.dropped("previous").gone == 1


def test_it_says_how_much_from_where_and_what() -> None:
    basket = EMPTY.toggled([chosen("recovery", 0), chosen("previous", 1)])
    assert basket.words == "2 chosen from 2 versions: T 0, T 1"
    assert basket.dropped("recovery").words == "1 is gone since · 1 chosen from previous: T 1"
    assert EMPTY.words == ""
    untitled = Chosen("recovery", "r", ("windows", 0, "tabs", 0), "", ("https://a.example/",))
    assert EMPTY.toggled([untitled]).words == "1 chosen from recovery: https://a.example/"


def test_of_many_things_it_says_how_many_and_the_first() -> None:
    def of(number: int) -> Basket:
        return EMPTY.toggled_all(chosen("recovery", i) for i in range(number))

    few, many = of(100), of(1000)
    assert calls(lambda: many.words) < 2 * calls(lambda: few.words)
    basket = of(400)
    assert basket.words.startswith("400 chosen from recovery: T 0, T 1, T 2")


def test_a_window_brings_the_addresses_of_its_tabs() -> None:
    found = Snapshot(Document(to_json(session(window(*URLS)))))
    one = chosen_of(found.windows[0], "recovery", "r")
    assert (one.urls, one.when) == (tuple(URLS), None)
