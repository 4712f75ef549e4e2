"""Where a piece that a save changed is in the shown document: it may have moved, or gone, since."""

from __future__ import annotations

from ....monitor.saves import Changed, Culprit
from ....session.json.pointer import Steps, parse_pointer
from ....session.model import names
from ....session.model.snapshot import Snapshot
from ....text import site


def place_of(snapshot: Snapshot, item: Changed) -> Steps | None:
    """The path of a changed piece now; None when it is nowhere."""
    steps: Steps = tuple(
        int(step) if step.isdecimal() else step for step in parse_pointer(item.pointer)
    )
    if item.part not in ("tab", "closed tab"):
        return steps if item.kind != "removed" and _is_there(snapshot, steps) else None
    tabs = [tab for tab in snapshot.open_tabs() if tab.raw_url == item.url]
    closed = [
        tab
        for window in (*snapshot.windows, *snapshot.closed_windows)
        for tab in window.closed_tabs
        if tab.tab.raw_url == item.url
    ]
    open_there, closed_there = [tab.steps for tab in tabs], [tab.steps for tab in closed]
    found = closed_there + open_there if "closed" in item.part else open_there + closed_there
    if item.kind != "removed" and steps in found:
        return steps
    return found[0] if found else None


def _is_there(snapshot: Snapshot, steps: Steps) -> bool:
    match steps:
        case ("windows", int(window), *_):
            return window < len(snapshot.windows)
        case (names.CLOSED_WINDOWS, int(window), *_):
            return window < len(snapshot.closed_windows)
    return True  # the JSON pane goes as far as there is a way


def tab_of(snapshot: Snapshot, culprit: Culprit, *, tab: bool) -> Steps | None:
    """The open tab that is a culprit, or the first one of its site; None when there is none."""
    for one in snapshot.open_tabs():
        if (one.raw_url if tab else site(one.url)) == culprit.key:
            return one.steps
    return None
