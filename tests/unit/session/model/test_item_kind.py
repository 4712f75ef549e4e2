"""One taxonomy of what can be named in a session, for edits, exports and sentences alike."""

from __future__ import annotations

import pytest

from sessiontui.session.json.pointer import Steps
from sessiontui.session.model.item_kind import Kind, kind_of


@pytest.mark.parametrize(
    ("steps", "kind"),
    [
        (("windows", 0), Kind.WINDOW),
        (("windows", "0", "tabs", "1"), Kind.TAB),  # steps of a pointer are all text
        (("_closedWindows", 0, "groups", 0), Kind.CLOSED_WINDOW_GROUP),
        (("_closedWindows", 0, "groups", 0, "tabs", 0), Kind.GROUP_TAB),
        (("_closedWindows", 0, "closedGroups", 0, "tabs", 0), Kind.GROUP_TAB),
        (("savedGroups", 0), Kind.SAVED_GROUP),
        ((), None),
        (("windows",), None),
        (("windows", 0, "tabs"), None),
        (("windows", 0, "tabs", 0, "entries"), None),
        (("windows", 0, "groups", 0, "tabs", 0), None),  # an open group's tabs are its window's
        (("lastSessionState", "windows", 0), None),
    ],
)
def test_the_kind_is_said_by_the_place(steps: Steps, kind: Kind | None) -> None:
    assert kind_of(steps) is kind


def test_only_windows_tabs_and_groups_of_open_windows_are_open() -> None:
    assert {kind for kind in Kind if kind.is_open} == {Kind.WINDOW, Kind.TAB, Kind.GROUP}


def test_every_kind_has_a_word_that_its_sentence_goes_with() -> None:
    for kind in Kind:
        assert kind.noun.rsplit(maxsplit=1)[-1] in kind.value
        assert kind.value.startswith(("a ", "an "))
