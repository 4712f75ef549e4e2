"""Which lists and objects of a session hold which, as far as pieces of them are worth keeping."""

from __future__ import annotations

from enum import Enum
from typing import Final, NamedTuple

from ..model import names


class Part(Enum):
    """A kind of object in a session document."""

    SESSION = "session"
    WINDOW = "window"
    TAB = "tab"
    CLOSED_TAB = "closed tab"
    GROUP = "group"
    COOKIE = "cookie"
    ENTRY = "entry"


class Child(NamedTuple):
    """What stands under a key: one object, or a list of them."""

    part: Part
    listed: bool


def _lists(**parts: Part) -> dict[bytes, Child]:
    return {key.encode(): Child(part, True) for key, part in parts.items()}


CHILDREN: Final[dict[Part, dict[bytes, Child]]] = {
    Part.SESSION: _lists(
        windows=Part.WINDOW,
        cookies=Part.COOKIE,
        tabs=Part.TAB,  # of Zen
        groups=Part.GROUP,  # of Zen
        **{names.CLOSED_WINDOWS: Part.WINDOW, names.SAVED_GROUPS: Part.GROUP},
    )
    | {names.LAST_SESSION.encode(): Child(Part.SESSION, False)},
    Part.WINDOW: _lists(
        tabs=Part.TAB,
        groups=Part.GROUP,
        cookies=Part.COOKIE,
        **{
            names.CLOSED_TABS: Part.CLOSED_TAB,
            names.MOBILE_CLOSED_TABS: Part.TAB,
            names.CLOSED_GROUPS: Part.GROUP,
        },
    ),
    Part.GROUP: _lists(tabs=Part.CLOSED_TAB),
    Part.CLOSED_TAB: {b"state": Child(Part.TAB, False)},
    Part.TAB: _lists(entries=Part.ENTRY),
    Part.ENTRY: {},
    Part.COOKIE: {},
}

LISTED: Final = frozenset(Part) - {Part.SESSION, Part.ENTRY}
"""Those that are items of their own when they stand in a list."""

WALKED: Final = frozenset({Part.WINDOW, Part.GROUP, Part.SESSION})
"""Those whose items are wanted one by one; others are taken whole where they are whole."""

TELLING: Final = {
    key: part
    for part, keys in {
        Part.SESSION: b"windows _closedWindows selectedWindow session global savedGroups version",
        Part.WINDOW: b"selected _closedTabs closedGroups sizemode sizemodeBeforeMinimized zIndex "
        b"chromeFlags _lastClosedTabGroupCount sidebar screenX screenY workspaceID isAIWindow",
        Part.TAB: b"entries lastAccessed userContextId index requestedIndex attributes searchMode "
        b"iconLoadingPrincipal userTypedValue userTypedClear",
        Part.ENTRY: b"cacheKey ID docshellUUID docIdentifier triggeringPrincipal_base64 csp "
        b"principalToInherit_base64 partitionedPrincipalToInherit_base64 resultPrincipalURI "
        b"hasUserInteraction structuredCloneState structuredCloneVersion transient navigationKey "
        b"navigationId children referrerInfo originalURI policyContainer presState persist",
    }.items()
    for key in keys.split()
}
"""Keys that stand in one kind of object only: behind a hole they tell in which one is."""

CHAIN: Final = ((Part.SESSION, b"windows"), (Part.WINDOW, b"tabs"), (Part.TAB, b"entries"))
"""From the session down: what each holds its lists of the next under."""
