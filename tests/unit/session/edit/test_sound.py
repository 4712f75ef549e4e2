"""A window that is called sound is one that nothing has to be done about."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import event, given
from hypothesis import strategies as st

from sessiontui.session.edit.carry_over import make_open
from sessiontui.session.edit.node import Node
from sessiontui.session.edit.operations.restore import straighten
from sessiontui.session.edit.sound import is_sound
from sessiontui.session.edit.tab_strip import TabStrip
from tests.builders import Json, group, tab, to_json, window

A, B = "https://a.example/", "https://b.example/"
ODD: list[Json] = [
    {}, {}, {"pinned": True}, {"hidden": True}, {"groupId": "g"}, {"groupId": "none"},
    {"splitViewId": 1}, {"splitViewId": 2}, {"groupId": ["g"]}, {"groupId": "g", "pinned": True},
]  # fmt: skip


@st.composite
def windows(draw: st.DrawFn) -> Json:
    more = draw(st.lists(st.sampled_from(ODD), min_size=1, max_size=4))
    views = st.sampled_from([[], [{"id": 1, "numberOfTabs": 2}], [{"id": 2, "numberOfTabs": 3}]])
    return window(
        *(tab(A, **one) for one in more),
        groups=[group("g", "G")],
        splitViews=draw(views),
        selected=draw(st.integers(0, len(more) + 1)),
    )


@given(windows())
def test_of_a_sound_window_nothing_is_changed(shown: Json) -> None:
    sound = is_sound(Node.new(to_json(shown)))
    event(f"sound: {sound}")
    if sound:
        node = Node.new(to_json(shown))
        strip = TabStrip(node, "window 1")
        straighten(strip)
        strip.settle()
        assert node.json() == to_json(shown)


def done(shown: Json) -> bool:
    node = Node.new(to_json(shown))
    make_open(node)
    return is_sound(node)


@pytest.mark.parametrize(
    "tabs",
    [
        [tab(A), tab(B)],
        [tab(A, pinned=True), tab(B, groupId="g"), tab(A, groupId="g")],
        [tab(A, splitViewId=1), tab(B, splitViewId=1), tab(A, hidden=True)],
    ],
)
def test_what_firefox_writes_is_sound(tabs: list[Any]) -> None:
    views = [{"id": 1, "numberOfTabs": 2}] if "splitViewId" in tabs[0] else []
    assert done(window(*tabs, groups=[group("g", "G")], splitViews=views, selected=1))


def test_without_its_lists_a_window_is_not() -> None:
    shown = window(A)
    del shown["closedGroups"]
    assert not done(shown)
    assert not done(window())
