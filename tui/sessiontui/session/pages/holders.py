"""The windows and groups of a session, each with the tabs that come back with it."""

from __future__ import annotations

from collections.abc import Iterator

from ..json.pointer import Steps
from ..model.item_kind import Kind
from .sightings import Sightings
from .tab_lists import NO_GROUP

Holder = tuple[Steps, str, bool]
"""Where it stands, a group's name exactly, and whether it is a group."""


def holders(rows: Sightings) -> Iterator[tuple[Holder, list[int]]]:
    """Windows with their rows, then groups with theirs: closed, saved and open ones."""
    windows: dict[Steps, list[int]] = {}
    groups: dict[int, list[int]] = {}
    for row in range(len(rows)):
        tab_list = rows.tab_list(row)
        if tab_list.kind in (Kind.TAB, Kind.CLOSED_WINDOW_TAB):
            windows.setdefault(tab_list.holder, []).append(row)
        if rows.group(row) is not NO_GROUP:
            groups.setdefault(rows.groups[row], []).append(row)
    for steps, held in windows.items():
        yield (steps, "", False), held
    for number, held in groups.items():
        place = rows.group_places[number]
        yield (place.steps, place.name, True), held
