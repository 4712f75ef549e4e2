"""Pages that are in one version only: gone when its file is replaced."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.session.pages.only_in import only_in
from tests.builders import session, tab, window
from tests.unit.session.pages.making import pages_of
from tests.unit.session.pages.scripts import STEPS, played
from tests.unit.session.pages.worlds import World


def test_what_two_versions_hold_is_not_only_in_one_and_blank_pages_do_not_count() -> None:
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
    found = only_in(pages)
    assert "now" not in found  # what would load is not lost
    assert [pages.url(page) for page in found["previous"].only] == ["https://old.example/"]
    assert found["previous"].of == 3
    assert found["upgrade"] == ((), 1)


def test_a_session_inside_the_loaded_one_counts_as_elsewhere() -> None:
    before = session(window("https://old.example/"))
    pages = pages_of(
        {"now": session(window("https://a.example/"), lastSessionState=before), "previous": before},
        "now",
    )
    assert only_in(pages)["previous"] == ((), 1)


@given(st.lists(STEPS, min_size=1, max_size=4))
@settings(max_examples=60, deadline=None)
def test_it_is_every_lost_page_with_sightings_in_one_file_alone(
    scripts: list[list[tuple[object, ...]]],
) -> None:
    world = World()
    versions = {}
    for number, steps in enumerate(scripts):
        played(world, steps)
        versions[f"v{number}"] = world.session()
    pages = pages_of(versions, "v0")
    expected = {
        (page, places.pop())
        for page in pages.lost
        if len(places := {pages.layers[layer].outer for layer, _ in pages.places(page)}) == 1
    }
    assert {(page, name) for name, held in only_in(pages).items() for page in held.only} == expected
