"""From "these tabs, there" to the moves that bring them there."""

from __future__ import annotations

from collections.abc import Iterable

from ...errors import Refused
from ...text import printable
from ..json.pointer import Steps
from ..model.item_kind import Kind
from ..model.items import Item
from ..model.snapshot import Snapshot
from ..model.tab import Tab
from .edits import MoveTab


def to_move(
    items: Iterable[Item], base: Snapshot, window: int, before: int | None
) -> tuple[MoveTab, ...]:
    """Put open tabs of ``base`` into a window, one behind the other in their order.

    ``window`` and ``before`` (the tab they are put before; None: at the end) are places, 0-based,
    as they are now. Each move is of the document that the moves before it leave. Raises Refused
    for what is no open tab, and for a window that is not there.
    """
    tabs: list[Tab] = []
    for item in items:
        if item.kind is not Kind.TAB or not item.is_open or not isinstance(item.node, Tab):
            raise Refused(
                f"{printable(item.pointer)}: this is no open tab, so it cannot be moved; move the "
                "open tabs it holds"
            )
        tabs.append(item.node)
    strips = {w.index: [tab.steps for tab in w.tabs] for w in base.windows}
    if window not in strips:
        raise Refused(f"there is no window {window + 1} to move tabs to")
    pinned = {tab.steps for w in base.windows for tab in w.tabs if tab.pinned}
    moving = {tab.steps for tab in tabs}
    target = strips[window]
    behind = target[before:] if before is not None else []
    anchor = next((steps for steps in behind if steps not in moving), None)
    last: dict[bool, Steps] = {}
    moves = []
    for tab in tabs:
        next(strip for strip in strips.values() if tab.steps in strip).remove(tab.steps)
        ends = sum(steps in pinned for steps in target)  # pinned tabs stand before all others
        if (put := last.get(tab.pinned)) is not None:
            index = target.index(put) + 1
        else:
            index = len(target) if anchor is None else target.index(anchor)
        index = min(index, ends) if tab.pinned else max(index, ends)
        target.insert(index, tab.steps)
        last[tab.pinned] = tab.steps
        moves.append(MoveTab(tab.steps, window, index))
    return tuple(moves)
