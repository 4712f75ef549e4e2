"""Whether a window is already as Firefox needs it, told without looking at its tabs one by one."""

from __future__ import annotations

from collections import Counter
from typing import Any

from ..model.coerce import whole
from .group_headers import header, ident
from .node import Node
from .tab_facts import Facts, all_facts
from .tab_strip import STACKS


def is_sound(window: Node) -> bool:
    """Whether ``straighten`` and ``make_open`` would change nothing of a window's tabs."""
    tabs = window.get("tabs")
    found = all_facts(tabs) if tabs is not None and tabs.is_array else None
    if not found or not all(_is_array(window, key) for key in STACKS):
        return False
    selected = whole(window.read("selected")) or 0
    if not 1 <= selected <= len(found) or found[selected - 1].hidden:
        return False
    return _is_in_order(found) and _are_known(window, found) and _are_whole(window, found)


def _is_array(window: Node, key: str) -> bool:
    found = window.get(key)
    return found is not None and found.is_array


def _is_in_order(tabs: list[Facts]) -> bool:
    """Pinned tabs stand first, and by themselves."""
    pinned = [bool(tab.pinned) for tab in tabs]
    first = pinned.index(False) if False in pinned else len(pinned)
    alone = all(tab.groupId is None and tab.splitViewId is None for tab in tabs[:first])
    return alone and not any(pinned[first:])


def _are_known(window: Node, tabs: list[Facts]) -> bool:
    """Tabs name only groups that the window lists."""
    named = {tab.groupId for tab in tabs if tab.groupId is not None}
    return all(header(window.get("groups"), group_id) is not None for group_id in named)


def _are_whole(window: Node, tabs: list[Facts]) -> bool:
    """Split views and the tabs that name them agree."""
    views = window.get("splitViews")
    named: Counter[Any] = Counter(tab.splitViewId for tab in tabs if tab.splitViewId is not None)
    listed = {ident(view): view for view in (views.items if views else ())}
    return named.keys() == listed.keys() and all(
        number >= 2 and listed[view_id].read("numberOfTabs") == number
        for view_id, number in named.items()
    )
