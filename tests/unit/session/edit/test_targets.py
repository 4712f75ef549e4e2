"""Where what is restored can go: to its old window, another one, a new one."""

from __future__ import annotations

import pytest

from sessiontui.session.edit.apply import apply
from sessiontui.session.edit.from_items import to_restore
from sessiontui.session.edit.targets import targets
from sessiontui.session.json.pointer import parse_pointer
from sessiontui.session.model.document import Document
from sessiontui.session.model.items import item_at
from sessiontui.session.model.snapshot import Snapshot
from tests.builders import (
    NOW,
    Json,
    closed_tab,
    closed_window,
    saved_group,
    session,
    to_json,
    window,
)


def snapshot(doc: Json) -> Snapshot:
    return Snapshot(Document(to_json(doc)))


def gone(number: int) -> Json:
    return closed_tab(f"https://gone.example/{number}", number)


BASE = snapshot(
    session(
        window("https://a.example/", closed=[gone(1), gone(2)]),
        window("https://b.example/", closed=[gone(3)]),
        window("https://c.example/"),
        closed_windows=[closed_window(window("https://w.example/"), 9)],
        savedGroups=[saved_group("g", "Trip", "https://t.example/")],
    )
)
OTHER = snapshot(session(window("https://other.example/")))


@pytest.mark.parametrize(
    ("chosen", "words"),
    [
        (["/windows/0/_closedTabs/0"],
         ["window 1, where it was", "window 2", "window 3", "a new window"]),
        (["/windows/0/_closedTabs/0", "/windows/0/_closedTabs/1"],
         ["window 1, where they were", "window 2", "window 3", "a new window"]),
        (["/windows/0/_closedTabs/0", "/windows/1/_closedTabs/0"],
         ["the windows they were in", "window 1", "window 2", "window 3", "a new window"]),
        (["/savedGroups/0"],
         ["the window in front", "window 2", "window 3", "a new window"]),
        (["/savedGroups/0", "/windows/0/_closedTabs/0"],
         ["where they were, else the window in front", "window 1", "window 2", "window 3",
          "a new window"]),
        (["/windows/0/_closedTabs/0", "/_closedWindows/0"],
         ["window 1, where it was", "a new window"]),
        (["/_closedWindows/0"], []),
        (["/_closedWindows/0/tabs/0"],
         ["the window in front", "window 2", "window 3", "a new window"]),
    ],
)  # fmt: skip
def test_the_windows_to_choose_from(chosen: list[str], words: list[str]) -> None:
    items = [item_at(BASE, parse_pointer(pointer)) for pointer in chosen]
    offered = targets(items, BASE)
    assert [target.words for target in offered] == words
    for target in offered:
        assert to_restore(items, BASE, into=target.into)  # which refuses what cannot be meant


def test_what_another_version_has_goes_to_the_window_in_front_unless_told_otherwise() -> None:
    offered = targets([item_at(OTHER, ("windows", 0, "tabs", 0))], BASE)
    assert [target.words for target in offered][:2] == ["the window in front", "window 2"]


def test_without_an_open_window_there_is_nothing_to_choose() -> None:
    empty = snapshot(session(savedGroups=[saved_group("g", "Trip", "https://t.example/")]))
    assert targets([item_at(empty, ("savedGroups", 0))], empty) == ()


def test_no_two_choices_are_the_same_window() -> None:
    base = snapshot(
        session(window("https://a.example/"), window("https://b.example/"), selectedWindow=2)
    )
    items = [item_at(OTHER, ("windows", 0, "tabs", 0))]
    offered = targets(items, base)
    assert [target.words for target in offered] == [
        "the window in front", "window 1", "a new window"
    ]  # fmt: skip
    made = [
        bytes(apply(base.document, to_restore(items, base, into=target.into), now=NOW).text)
        for target in offered
    ]
    assert len(set(made)) == len(made)
