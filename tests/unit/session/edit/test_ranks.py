"""Finding an item of a list by its rank is finding it in the list."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.session.edit.node import Node
from tests.steps import calls


def array(count: int) -> Node:
    return Node.new(b"[" + b",".join(b"%d" % i for i in range(count)) + b"]")


STEPS = st.lists(
    st.tuples(st.sampled_from(["put in", "take", "find"]), st.integers(0, 99), st.integers(1, 3))
)


@given(st.integers(0, 6), STEPS)
def test_an_item_is_found_where_it_stands(count: int, steps: list[tuple[str, int, int]]) -> None:
    node = array(count)
    plain = list(node.items)
    for what, at, number in steps:
        at %= len(plain) + 1
        if what == "put in":
            plain[at:at] = node.insert_all(at, [b"%d" % i for i in range(number)])
        elif at < len(plain) and what == "take":
            assert node.take(plain[at]) == at
            with pytest.raises(ValueError, match="not in the list"):
                node.index(plain.pop(at))
        elif at < len(plain):
            assert node.index(plain[at]) == at
        assert list(node.items) == plain
    assert [node.index(item) for item in plain] == list(range(len(plain)))


def test_there_is_always_room_for_one_more_in_the_same_place() -> None:
    node = array(2)
    node.take(node.items[0])
    for _ in range(200):
        new = node.insert(0, b"1")
        assert node.index(node.insert(1, b"2")) == 1
        assert node.index(new) == 0
    assert [node.index(item) for item in node.items] == list(range(401))


def test_it_is_not_sought_from_the_beginning() -> None:
    node = array(10_000)
    items = list(node.items)
    node.take(items[0])
    node.index(items[1])
    assert calls(lambda: node.index(items[-1])) < 50
