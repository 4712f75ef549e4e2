"""Scripts of what a person does with tabs, for properties that hold whatever was done."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.unit.session.pages.worlds import World

URLS = st.sampled_from([f"https://{name}.example/{name}" for name in "abcd"])
NUMBERS = st.integers(0, 30)
DONE = (
    st.tuples(st.just("open"), NUMBERS, URLS),
    st.tuples(st.just("open_window"), URLS),
    st.tuples(st.just("navigate"), NUMBERS, URLS),
    st.tuples(st.just("close"), NUMBERS),
    st.tuples(st.just("pin"), NUMBERS),
    st.tuples(st.just("put_into_group"), NUMBERS),
    st.tuples(st.just("scroll"), NUMBERS),
)
RESTART = st.tuples(st.just("restart"))
DUPLICATE = st.tuples(st.just("duplicate"), NUMBERS)
STEPS = st.lists(st.one_of(*DONE, RESTART, DUPLICATE), max_size=14)
WITHOUT_TWINS = st.lists(st.one_of(*DONE, RESTART), max_size=14)


def played(world: World, steps: list[tuple[object, ...]]) -> None:
    for name, *arguments in steps:
        if world.count or name in ("open", "open_window", "restart"):
            getattr(world, str(name))(*arguments)
