"""The windows that Firefox will have if a plan is carried out."""

from __future__ import annotations

from collections.abc import Collection

from ..session.edit.look_ahead import WindowAhead, look_ahead
from ..session.json.pointer import Steps
from .protocols import Receipt


def planned_windows(plan: Receipt, shown: Collection[Steps] = ()) -> tuple[WindowAhead, ...]:
    """The windows with their tabs; none where the plan changes none, or does not tell.

    ``shown`` are open tabs of the session before that show already what was to be opened.
    """
    if plan.outcome is None:
        return ()
    windows = look_ahead(plan.outcome, shown)
    return windows if any(window.changed for window in windows) else ()


def opens_later(plan: Receipt) -> str:
    """What a person has to do before Firefox opens the windows of a plan; empty when nothing."""
    kind = plan.next_start.kind if plan.next_start is not None else "resume"
    if kind == "ask":
        return "Firefox will ask which of these to open"
    if kind == "defer":
        return "Firefox opens pinned tabs, and all with History › Restore Previous Session"
    return ""
