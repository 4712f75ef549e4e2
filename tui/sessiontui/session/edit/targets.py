"""The windows that what is restored can go to, as a person chooses among them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from ..model.item_kind import Kind
from ..model.items import Item
from ..model.snapshot import Snapshot
from .edits import NEW, Into
from .from_items import is_of


class Target(NamedTuple):
    """Where tabs and groups are to open, and that in words: ``window 2``."""

    into: Into
    words: str


def targets(items: Sequence[Item], base: Snapshot) -> tuple[Target, ...]:
    """Where these items can be restored to in ``base``: first where they go unless told otherwise.

    Then each other open window, and a new one; none at all where there is nothing to choose,
    since a window opens as a window of its own.
    """
    whole = [item for item in items if item.kind in (Kind.WINDOW, Kind.CLOSED_WINDOW)]
    loose = [item for item in items if item not in whole]
    if not loose or not base.windows:
        return ()
    own = {_own_window(item, base) for item in loose}
    (only,) = own if len(own) == 1 else (None,)
    if own == {None}:
        only = _in_front(base)
    found = [Target(None, _usual(own, "it was" if len(loose) == 1 else "they were"))]
    if not whole:  # windows beside them could not be put into one
        found += [
            Target(window.index, f"window {window.index + 1}")
            for window in base.windows
            if window.index != only and isinstance(window.skeleton.tabs, list)
        ]
    return (*found, Target(NEW, "a new window"))


def _own_window(item: Item, base: Snapshot) -> int | None:
    """The open window that an item was closed in; None when it has none that is open."""
    if not is_of(item, base) or item.window is None or item.steps[0] != "windows":
        return None
    return item.window.index


def _in_front(base: Snapshot) -> int | None:
    """The window that takes in what has none of its own."""
    front = base.selected_window
    order = base.windows if front is None else (base.windows[front], *base.windows)
    able = (
        w for w in order if isinstance(w.skeleton.tabs, list) and w.skeleton.isPopup is not True
    )
    return next((window.index for window in able), None)


def _usual(own: set[int | None], was: str) -> str:
    if own == {None}:
        return "the window in front"
    if None in own:
        return f"where {was}, else the window in front"
    if len(own) > 1:
        return f"the windows {was} in"
    (window,) = own
    return f"window {(window or 0) + 1}, where {was}"
