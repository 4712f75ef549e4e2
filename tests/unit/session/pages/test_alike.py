"""Many versions are matched by looking at what their tabs share, with the same outcome."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sessiontui.session.pages import alike
from sessiontui.session.pages.index import Pages
from sessiontui.session.pages.texts import Texts
from tests.builders import NOW, SECOND, session, window
from tests.steps import calls
from tests.unit.session.pages.lives import WITH_DUPLICATES, Life, Script, lived
from tests.unit.session.pages.making import Json, layers_of, pages_of, snapshot_of
from tests.unit.session.pages.scripts import STEPS, played
from tests.unit.session.pages.worlds import World


@contextmanager
def comparing(at_most: int) -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(alike, "_AT_MOST", at_most)
        yield


def outcome(pages: Pages) -> list[tuple[list[int], list[int]]]:
    return [
        (list(pages.page_of[layer]), [one.certainty for one in each])
        for layer in range(len(pages.layers))
        for each in [[pages.sighting(layer, row) for row in range(len(pages.page_of[layer]))]]
    ]


@given(st.lists(STEPS, min_size=2, max_size=5), st.booleans())
@settings(max_examples=80, deadline=None)
def test_whether_all_pages_are_compared_or_some_makes_no_difference(
    scripts: list[list[tuple[object, ...]]], keys: bool
) -> None:
    world = World(keys=keys)
    versions: dict[str, Json] = {}
    for number, steps in enumerate(scripts):
        played(world, steps)
        versions[f"v{number}"] = world.session()
    with comparing(10**9):
        all_of_them = outcome(pages_of(versions, "v0"))
    with comparing(0):
        assert outcome(pages_of(versions, "v0")) == all_of_them


@given(st.lists(WITH_DUPLICATES, min_size=2, max_size=5))
@settings(max_examples=80, deadline=None)
def test_nor_with_closed_and_saved_things_and_sessions_inside(scripts: list[Script]) -> None:
    life = Life()
    versions = {f"v{number}": lived(life, script) for number, script in enumerate(scripts)}
    with comparing(10**9):
        all_of_them = outcome(pages_of(versions, "v0"))
    with comparing(0):
        assert outcome(pages_of(versions, "v0")) == all_of_them


def rolling(versions: int) -> dict[str, Json]:
    """Each has five tabs, and one of them that none before had."""
    return {
        f"v{number}": session(
            window(*(f"https://s{page % 7}.example/{page}" for page in range(number, number + 5))),
            session={"startTime": NOW, "lastUpdate": NOW + number * SECOND},
        )
        for number in range(versions)
    }


def test_four_times_the_versions_are_four_times_the_work() -> None:
    def work(versions: int) -> int:
        texts = Texts()
        layers = [
            layer
            for name, made in rolling(versions).items()
            for layer in layers_of(name, snapshot_of(made), texts)
        ]
        pages: list[Pages] = []
        count = calls(lambda: pages.append(Pages(layers, "v0", texts)))
        assert len(pages[0].lost) == versions - 1
        return count

    assert work(400) < 5 * work(100)
