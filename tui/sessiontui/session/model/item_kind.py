"""Which windows, tabs and groups a session holds: one kind for each place they stand in."""

from __future__ import annotations

from enum import Enum

from ..json.pointer import Steps
from . import names


class Kind(Enum):
    """What an item is, by where it stands. The value says it in a sentence: ``an open tab``."""

    WINDOW = "an open window"
    CLOSED_WINDOW = "a closed window"
    TAB = "an open tab"
    CLOSED_TAB = "a closed tab"
    GROUP_TAB = "a tab of a closed group"  # of a saved one too
    CLOSED_WINDOW_TAB = "a tab of a closed window"
    GROUP = "an open group"
    CLOSED_GROUP = "a closed group"
    SAVED_GROUP = "a saved group"
    CLOSED_WINDOW_GROUP = "a group of a closed window"

    @property
    def noun(self) -> str:
        """What it is called when its place is said already or does not count."""
        return _NOUNS[self]

    @property
    def is_open(self) -> bool:
        """Whether the session shows it."""
        return self in (Kind.WINDOW, Kind.TAB, Kind.GROUP)


_NOUNS = {
    Kind.WINDOW: "window",
    Kind.CLOSED_WINDOW: "closed window",
    Kind.TAB: "tab",
    Kind.CLOSED_TAB: "closed tab",
    Kind.GROUP_TAB: "closed tab",
    Kind.CLOSED_WINDOW_TAB: "tab",
    Kind.GROUP: "tab group",
    Kind.CLOSED_GROUP: "closed tab group",
    Kind.SAVED_GROUP: "saved tab group",
    Kind.CLOSED_WINDOW_GROUP: "tab group",
}


def kind_of(steps: Steps) -> Kind | None:
    """What stands at steps of a document; None where no window, tab or group does."""
    match steps:
        case ("windows", _, *rest):
            return _in_window(rest, is_open=True)
        case (names.CLOSED_WINDOWS, _, *rest):
            return _in_window(rest, is_open=False)
        case (names.SAVED_GROUPS, _):
            return Kind.SAVED_GROUP
        case (names.SAVED_GROUPS, _, "tabs", _):
            return Kind.GROUP_TAB
    return None


def _in_window(rest: list[str | int], *, is_open: bool) -> Kind | None:
    match rest:
        case []:
            return Kind.WINDOW if is_open else Kind.CLOSED_WINDOW
        case ["tabs", _]:
            return Kind.TAB if is_open else Kind.CLOSED_WINDOW_TAB
        case ["groups", _]:
            return Kind.GROUP if is_open else Kind.CLOSED_WINDOW_GROUP
        case ["groups", _, "tabs", _] if not is_open:
            return Kind.GROUP_TAB
        case [names.CLOSED_TABS | names.MOBILE_CLOSED_TABS, _]:
            return Kind.CLOSED_TAB
        case [names.CLOSED_GROUPS, _]:
            return Kind.CLOSED_GROUP
        case [names.CLOSED_GROUPS, _, "tabs", _]:
            return Kind.GROUP_TAB
    return None
