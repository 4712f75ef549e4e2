"""Pages: one tab in all the versions that hold it, and what became of it."""

from __future__ import annotations

from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.session.model.item_kind import Kind
from sessiontui.session.pages.matching import Certainty
from sessiontui.session.pages.state import State
from tests.builders import (
    MINUTE,
    NOW,
    closed_group,
    closed_tab,
    closed_window,
    group,
    saved_group,
    session,
    tab,
    window,
)
from tests.unit.session.pages.making import Json, pages_of
from tests.unit.session.pages.scripts import STEPS, played
from tests.unit.session.pages.worlds import World


def saved(at: int, *windows: Any, **more: Any) -> Json:
    times = {"startTime": NOW - 60 * MINUTE, "lastUpdate": at, "recentCrashes": 0}
    return session(*windows, session=times, **more)


@given(st.lists(STEPS, min_size=1, max_size=4), st.booleans())
@settings(max_examples=80, deadline=None)
def test_every_tab_of_every_version_is_in_the_loaded_one_or_lost_never_both_never_neither(
    scripts: list[list[tuple[object, ...]]], keys: bool
) -> None:
    world = World(keys=keys)
    versions = {}
    for number, steps in enumerate(scripts):
        played(world, steps)
        versions[f"v{number}"] = world.session()
    loaded = f"v{len(scripts) - 1}"
    pages = pages_of(versions, loaded)
    seen = set()
    for number, layer in enumerate(pages.layers):
        for row, page in enumerate(pages.page_of[number]):
            seen.add(page)
            assert (page in pages.lost) == (pages.state(page) is State.LOST)
            if layer.version == loaded:
                assert page not in pages.lost
            seen_at = {sighting.steps for sighting in pages.sightings(page)}
            assert layer.sightings.steps(row) in seen_at
    assert seen == set(range(len(pages)))
    for layer, places in zip(pages.layers, pages.page_of, strict=True):
        assert len(set(places)) == len(places), f"one to one in {layer.version}"


def test_a_tab_that_was_closed_and_forgotten_is_lost_and_says_where_it_was_seen_last() -> None:
    pages = pages_of(
        {
            "sessionstore": saved(NOW, window("https://a.example/")),
            "previous": saved(NOW - 2 * MINUTE, window("https://a.example/", "https://b.example/")),
            "upgrade": saved(NOW - 9 * MINUTE, window("https://b.example/")),
        },
        "sessionstore",
    )
    (lost,) = pages.lost
    assert pages.url(lost) == "https://b.example/"
    assert [one.id for one in pages.sightings(lost)] == [
        "previous#/windows/0/tabs/1",
        "upgrade#/windows/0/tabs/0",
    ]
    assert pages.best(lost).id == "previous#/windows/0/tabs/1"
    assert pages.last_seen(lost) == NOW - 2 * MINUTE


def test_what_a_page_is_goes_by_the_list_it_lies_in() -> None:
    loaded = saved(
        NOW,
        window(
            tab("https://open.example/"),
            closed=[closed_tab("https://closed.example/")],
            closedGroups=[closed_group("1-1", "Bugs", "https://group.example/")],
        ),
        closed_windows=[
            closed_window(
                window("https://window.example/", closed=[closed_tab("https://in.example/")])
            )
        ],
        savedGroups=[saved_group("1-2", "Trip", "https://saved.example/")],
        lastSessionState=saved(NOW - 9 * MINUTE, window("https://before.example/")),
    )
    elsewhere = saved(NOW - 5 * MINUTE, window("https://lost.example/"))
    pages = pages_of({"sessionstore": loaded, "previous": elsewhere}, "sessionstore")
    states = {pages.url(page): pages.state(page) for page in range(len(pages))}
    assert states == {
        "https://open.example/": State.OPEN,
        "https://closed.example/": State.CLOSED,
        "https://group.example/": State.CLOSED,
        "https://window.example/": State.CLOSED,
        "https://in.example/": State.CLOSED,
        "https://saved.example/": State.SAVED,
        "https://before.example/": State.NESTED,
        "https://lost.example/": State.LOST,
    }
    lists = {pages.url(page): pages.best(page) for page in range(len(pages))}
    assert {url: (one.list_name, one.kind) for url, one in lists.items()} == {
        "https://open.example/": ("windows", Kind.TAB),
        "https://closed.example/": ("_closedTabs", Kind.CLOSED_TAB),
        "https://group.example/": ("closedGroups", Kind.GROUP_TAB),
        "https://window.example/": ("_closedWindows", Kind.CLOSED_WINDOW_TAB),
        "https://in.example/": ("_closedTabs", Kind.CLOSED_TAB),
        "https://saved.example/": ("savedGroups", Kind.GROUP_TAB),
        "https://before.example/": ("windows", Kind.TAB),
        "https://lost.example/": ("windows", Kind.TAB),
    }
    assert lists["https://before.example/"].version == "sessionstore#/lastSessionState"
    assert lists["https://group.example/"].group == "Bugs"


def test_an_open_tab_that_is_also_in_the_session_before_is_open() -> None:
    before = saved(NOW - 9 * MINUTE, window("https://a.example/", "https://b.example/"))
    loaded = saved(NOW, window("https://a.example/"), lastSessionState=before)
    pages = pages_of({"sessionstore": loaded}, "sessionstore")
    assert len(pages) == 2
    assert [pages.state(page) for page in range(2)] == [State.OPEN, State.NESTED]
    assert not pages.lost


def test_a_tab_that_went_on_is_the_same_page_with_a_longer_history() -> None:
    world = World()
    world.open(0, "https://a.example/")
    previous = world.session()
    world.restart()
    world.navigate(0, "https://b.example/")
    pages = pages_of({"sessionstore": world.session(), "previous": previous}, "sessionstore")
    assert len(pages) == 1
    assert pages.url(0) == "https://b.example/"
    assert [one.certainty for one in pages.sightings(0)] == [Certainty.SAME, Certainty.SAME]


def test_docshells_and_ids_are_no_proof_over_restarts() -> None:
    world = World()
    world.open(0, "https://a.example/")
    world.open(0, "https://b.example/")
    previous = world.session()
    world.restart()  # each has the other's docshell now
    world.close(0)
    pages = pages_of({"sessionstore": world.session(), "previous": previous}, "sessionstore")
    assert [pages.url(page) for page in pages.lost] == ["https://a.example/"]


def test_of_two_tabs_with_one_address_the_second_is_lost_when_one_is_left() -> None:
    twice = saved(NOW - MINUTE, window("https://a.example/", "https://a.example/"))
    once = saved(NOW, window("https://a.example/"))
    pages = pages_of({"sessionstore": once, "previous": twice}, "sessionstore")
    assert len(pages) == 2 and len(pages.lost) == 1


def test_a_page_that_was_closed_and_opened_anew_is_not_lost_to_a_person() -> None:
    world = World()
    world.open(0, "https://a.example/")
    previous = world.session()
    world.close(0)
    world.open(0, "https://a.example/")
    pages = pages_of({"sessionstore": world.session(), "previous": previous}, "sessionstore")
    assert not pages.lost
    assert pages.sightings(0)[1].certainty is Certainty.SAME_ADDRESS


def test_one_address_in_two_containers_is_two_pages() -> None:
    previous = saved(NOW - MINUTE, window(tab("https://a.example/", userContextId=2)))
    loaded = saved(NOW, window(_without_keys(tab("https://a.example/"))))
    pages = pages_of({"sessionstore": loaded, "previous": previous}, "sessionstore")
    assert len(pages.lost) == 1


def _without_keys(made: Json) -> Json:
    for each in made["entries"]:
        del each["navigationKey"], each["navigationId"], each["docshellUUID"]
    return {**made, "lastAccessed": 0}


def test_blank_tabs_are_pages_and_never_lost() -> None:
    previous = saved(NOW - MINUTE, window("about:newtab", tab(), "https://b.example/"))
    pages = pages_of({"sessionstore": saved(NOW, window()), "previous": previous}, "sessionstore")
    assert [pages.url(page) for page in pages.lost] == ["https://b.example/"]
    assert len(pages) == 3


def test_windows_and_groups_that_are_gone_stand_as_such() -> None:
    trip = window(
        tab("https://hut.example/", groupId="1-1"), tab("https://map.example/", groupId="1-1"),
        "https://open.example/", groups=[group("1-1", "Trip")],
    )  # fmt: skip
    previous = saved(
        NOW - MINUTE, trip, window("https://x.example/", "https://y.example/"),
        savedGroups=[saved_group("1-2", "Bugs", "https://p.example/", "https://q.example/")],
    )  # fmt: skip
    loaded = saved(NOW, window("https://open.example/"))
    pages = pages_of({"sessionstore": loaded, "previous": previous}, "sessionstore")
    assert {(one.steps, one.name, len(one.pages)) for one in pages.lost_wholes} == {
        (("windows", 1), "", 2),
        (("windows", 0, "groups", 0), "Trip", 2),
        (("savedGroups", 0), "Bugs", 2),
    }


def test_duplicates_are_open_pages_of_one_address_in_one_container() -> None:
    loaded = saved(
        NOW,
        window("https://a.example/", tab("https://a.example/", userContextId=1)),
        window("https://a.example/", "about:blank", "about:blank", "https://b.example/"),
    )
    pages = pages_of({"sessionstore": loaded}, "sessionstore")
    assert len(pages.duplicates) == 2
    assert {pages.url(page) for page in pages.duplicates} == {"https://a.example/"}


def test_odd_shapes_are_tabs_without_anything_and_hinder_no_other() -> None:
    odd = saved(
        NOW,
        {"tabs": [None, 3, "x", {"entries": 5}, {"entries": [None, {"url": 7, "title": []}]},
                  {**tab("https://a.example/", lastAccessed="5"), "index": "1"}],
         "groups": {"a": 1},
         "_closedTabs": [{"state": None}, {"closedAt": {}}, 5], "closedGroups": [7]},
        3, savedGroups=[None, {"tabs": 4}],
    )  # fmt: skip
    pages = pages_of({"sessionstore": odd}, "sessionstore")
    assert "https://a.example/" in {pages.url(page) for page in range(len(pages))}
    assert sum(len(layer.sightings) for layer in pages.layers) == 9
    (layer,) = pages.layers
    assert ("windows", 0, "tabs", 5) in map(layer.sightings.steps, range(len(layer.sightings)))


def test_a_lost_tab_whose_page_never_arrived_is_found_behind_its_blank_page() -> None:
    typed = "https://late.example/"
    for blank in ((), ("about:blank",)):
        before = session(window("https://a.example/", tab(*blank, userTypedValue=typed)))
        pages = pages_of({"before": before, "now": session(window("https://a.example/"))}, "now")
        assert [pages.url(page) for page in pages.lost] == [typed]
