"""Pages by the versions that hold them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.session.pages.holdings import holdings
from tests.builders import session, tab, window
from tests.unit.session.pages.making import pages_of
from tests.unit.session.pages.scripts import STEPS, played
from tests.unit.session.pages.worlds import World


def test_pages_are_told_apart_by_the_versions_that_hold_them_and_blank_ones_do_not_count() -> None:
    both = tab("https://both.example/")
    pages = pages_of(
        {
            "now": session(window("https://now.example/")),
            "previous": session(
                window("https://now.example/", both, "about:blank", "https://old.example/")
            ),
            "upgrade": session(window(both)),
        },
        "now",
    )
    found = holdings(pages)
    lost = {names: [pages.url(page) for page in held] for names, held in found.elsewhere}
    assert lost == {
        ("previous",): ["https://old.example/"],
        ("previous", "upgrade"): ["https://both.example/"],
    }
    assert found.held == {"now": 1, "previous": 3, "upgrade": 1}


def test_a_session_inside_the_loaded_one_is_a_holder_of_its_own() -> None:
    before = session(window("https://old.example/"))
    pages = pages_of(
        {"now": session(window("https://a.example/"), lastSessionState=before), "previous": before},
        "now",
    )
    inside = "now#/lastSessionState"
    found = holdings(pages)
    assert [names for names, _ in found.elsewhere] == [(inside, "previous")]
    assert found.held == {"now": 1, inside: 1, "previous": 1}


def test_where_nothing_would_load_everything_is_elsewhere() -> None:
    pages = pages_of({"previous": session(window("https://a.example/"))}, None)
    assert holdings(pages) == (((("previous",), (0,)),), {"previous": 1})


@given(st.lists(STEPS, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_every_lost_page_is_in_one_holding_with_all_versions_where_it_lies(
    scripts: list[list[tuple[object, ...]]],
) -> None:
    world = World()
    versions = {}
    for number, steps in enumerate(scripts):
        played(world, steps)
        versions[f"v{number}"] = world.session()
    pages = pages_of(versions, "v0")
    expected = {
        (page, frozenset(pages.layers[layer].outer for layer, _ in pages.places(page)))
        for page in pages.lost
    }
    found = [(page, frozenset(names)) for names, held in holdings(pages).elsewhere for page in held]
    assert len(found) == len(expected)
    assert set(found) == expected
