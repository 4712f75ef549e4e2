"""What became of the open tabs between two sessions."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.session.pages.compare import Comparison, How, compare
from sessiontui.session.pages.matching import Certainty
from sessiontui.session.pages.texts import Texts
from tests.builders import closed_tab, session, tab, window
from tests.unit.session.pages.making import Json, sightings_of
from tests.unit.session.pages.scripts import NUMBERS, STEPS, WITHOUT_TWINS, played
from tests.unit.session.pages.worlds import World


def compared(before: Json, after: Json) -> Comparison:
    texts = Texts()
    return compare(sightings_of(before, texts), sightings_of(after, texts))


@given(WITHOUT_TWINS, WITHOUT_TWINS)
@settings(max_examples=200, deadline=None)
def test_a_script_of_things_done_is_exactly_what_the_comparison_says(
    first: list[tuple[object, ...]], then: list[tuple[object, ...]]
) -> None:
    world = World()
    played(world, first)
    before, old = world.session(), world.names()
    entries = {name: len(world.named(name)["entries"]) for name in old}
    flags = {name: (world.named(name)["pinned"], world.named(name)["group"]) for name in old}
    played(world, then)
    after, new = world.session(), world.names()

    found = compared(before, after)

    assert sorted(new[row] for row in found.opened) == sorted(set(new) - set(old))
    assert sorted(old[row] for row in found.closed) == sorted(set(old) - set(new))
    for one in found.changed:
        assert old[one.before] == new[one.after], "another tab is taken for it"
        assert one.certainty is Certainty.SAME
    said = {how: {new[one.after] for one in found.of(how)} for how in How}
    stayed = set(old) & set(new)
    assert said[How.NAVIGATED] == {
        name for name in stayed if len(world.named(name)["entries"]) != entries[name]
    }
    assert said[How.PINNED] == {
        name for name in stayed if world.named(name)["pinned"] != flags[name][0]
    }
    assert said[How.GROUPED] == {
        name for name in stayed if world.named(name)["group"] != flags[name][1]
    }
    assert not said[How.MOVED], "nothing was moved"
    assert found.same + len(found.changed) == len(stayed)


@given(STEPS, STEPS)
@settings(max_examples=150, deadline=None)
def test_a_duplicate_is_taken_for_its_twin_and_for_nothing_else(
    first: list[tuple[object, ...]], then: list[tuple[object, ...]]
) -> None:
    """No file tells a tab from its duplicate; which of the two was closed cannot be known."""
    world = World()
    played(world, first)
    before = world.session()
    old = [world.named(name)["entries"][0]["navigationKey"] for name in world.names()]
    played(world, then)
    new = [world.named(name)["entries"][0]["navigationKey"] for name in world.names()]
    found = compared(before, world.session())
    opened = Counter(new[row] for row in found.opened)
    closed = Counter(old[row] for row in found.closed)
    assert opened - closed == Counter(new) - Counter(old)
    assert closed - opened == Counter(old) - Counter(new)
    assert all(old[one.before] == new[one.after] for one in found.changed)


@given(STEPS)
@settings(max_examples=60, deadline=None)
def test_a_session_compared_with_itself_differs_in_nothing(steps: list[tuple[object, ...]]) -> None:
    world = World()
    played(world, steps)
    assert not compared(world.session(), world.session())


@given(STEPS, STEPS, st.booleans())
@settings(max_examples=100, deadline=None)
def test_the_comparison_the_other_way_round_is_mirrored(
    first: list[tuple[object, ...]], then: list[tuple[object, ...]], keys: bool
) -> None:
    world = World(keys=keys)
    played(world, first)
    before = world.session()
    played(world, then)
    there, back = compared(before, world.session()), compared(world.session(), before)
    assert there.opened == back.closed and there.closed == back.opened
    assert {(one.before, one.after, one.how) for one in there.changed} == {
        (one.after, one.before, one.how) for one in back.changed
    }


@given(STEPS, NUMBERS)
@settings(max_examples=60, deadline=None)
def test_one_tab_that_was_moved_is_all_that_moved(
    steps: list[tuple[object, ...]], number: int
) -> None:
    world = World()
    played(world, [("open", 0, "https://a.example/"), ("open", 0, "https://b.example/"), *steps])
    if not world.count:
        return
    before = world.session()
    old = world.names()
    name = world.move_to_end(number)
    found = compared(before, world.session())
    assert not found.opened and not found.closed
    if old != world.names():
        assert len(found.of(How.MOVED)) == 1  # of two that changed places either may have moved
        rest = [one for one in old if one != name]
        assert rest == [one for one in world.names() if one != name]


def test_a_tab_that_went_to_another_window_moved() -> None:
    before = session(
        window("https://a.example/", "https://b.example/"),
        window("https://c.example/", "https://d.example/"),
    )
    after = session(
        window("https://c.example/", "https://d.example/", "https://a.example/"),
        window("https://b.example/"),
    )
    found = compared(before, after)
    assert [(one.before, one.after) for one in found.of(How.MOVED)] == [(0, 2)]
    assert not found.opened and not found.closed


def test_a_window_that_was_closed_leaves_the_others_where_they_were() -> None:
    before = session(
        window("https://a.example/"), window("https://b.example/", "https://c.example/")
    )
    after = session(window("https://b.example/", "https://c.example/"))
    found = compared(before, after)
    assert found.closed == (0,)
    assert not found.changed and found.same == 2


def test_what_changed_only_inside_is_said_as_that() -> None:
    before = session(window(tab("https://a.example/", lastAccessed=1000)))
    after = session(window(tab("https://a.example/", lastAccessed=2000)))
    (one,) = compared(before, after).changed
    assert one.how == {How.CHANGED}


@pytest.mark.parametrize(
    ("change", "certainty"),
    [
        (lambda one: one, Certainty.PROBABLY),
        (lambda one: one.update(lastAccessed=1) or one, Certainty.SAME_ADDRESS),
    ],
)
def test_without_navigation_keys_nothing_is_certain(
    change: Callable[[Json], Json], certainty: Certainty
) -> None:
    def old_tab() -> Json:
        made = tab("https://a.example/", lastAccessed=1000)
        for each in made["entries"]:
            del each["navigationKey"], each["navigationId"], each["docshellUUID"]
        return made

    before = session(window(old_tab()))
    after = session(window({**change(old_tab()), "pinned": True}))
    (one,) = compared(before, after).changed
    assert one.certainty is certainty


def test_a_blank_tab_that_was_opened_is_not_the_pinned_one_that_was_closed() -> None:
    blank = {"entries": [{"url": "about:blank"}], "index": 1}
    before = session(window("https://a.example/", {**blank, "pinned": True, "lastAccessed": 1000}))
    after = session(window("https://a.example/", {**blank, "lastAccessed": 2000}))
    found = compared(before, after)
    assert (found.opened, found.closed, found.changed) == ((1,), (1,), ())
    stayed = session(window("https://a.example/", {**blank, "lastAccessed": 3000}))
    assert compared(after, stayed).changed[0].words == "changed"


def test_closed_tabs_take_no_part() -> None:
    before = session(window("https://a.example/", closed=[closed_tab("https://b.example/")]))
    after = session(window("https://a.example/", "https://b.example/"))
    found = compared(before, after)
    assert len(found.opened) == 1 and not found.closed
