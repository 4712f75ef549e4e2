"""Of tabs that were duplicated, and share what tells tabs, which is which."""

from __future__ import annotations

from sessiontui.session.pages.compare import How
from tests.unit.session.pages.test_compare import compared
from tests.unit.session.pages.worlds import World

A, B, C = (f"https://{name}.example/" for name in "abc")


def two_alike(*, keys: bool = True) -> World:
    """A tab and its duplicate, looked at one after the other."""
    world = World(keys=keys)
    world.open(0, A)
    world.duplicate(0)
    return world


def test_over_a_restart_it_is_the_one_that_was_looked_at_at_that_moment() -> None:
    world = two_alike()
    before = world.session()
    world.restart()
    world.close(0)
    found = compared(before, world.session())
    assert found.closed == (0,) and not found.opened
    assert [(one.before, one.after) for one in found.changed] == [(1, 0)]


def test_of_two_that_were_looked_at_it_is_the_one_that_stands_there_and_shows_the_same() -> None:
    for went_on in (0, 1):
        world = two_alike()
        before = world.session()
        world.restart()
        world.navigate(went_on, B)
        world.scroll(1 - went_on)
        found = compared(before, world.session())
        assert {(one.before, one.after) for one in found.of(How.NAVIGATED)} == {(went_on, went_on)}
        assert not (found.opened or found.closed or found.of(How.MOVED))


def test_of_two_that_went_on_it_is_the_one_that_shares_most_of_its_history() -> None:
    world = two_alike()
    world.navigate(0, B)
    world.navigate(0, C)
    before = world.session()
    world.restart()
    world.navigate(0, A)
    world.navigate(1, C)
    world.move_to_end(0)
    found = compared(before, world.session())
    assert {(one.before, one.after) for one in found.of(How.NAVIGATED)} == {(0, 1), (1, 0)}


def test_without_navigation_keys_it_is_the_one_of_that_docshell_that_stands_there() -> None:
    world = two_alike(keys=False)
    before = world.session()
    world.navigate(0, B)
    found = compared(before, world.session())
    assert {(one.before, one.after) for one in found.of(How.NAVIGATED)} == {(0, 0)}
    assert found.same == 1 and not found.opened and not found.closed
