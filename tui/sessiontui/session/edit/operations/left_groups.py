"""Which groups of a window lose tabs by an edit, and which go because none is left in them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from typing import Any, Final, NamedTuple

from ....text import count
from ..node import Node
from ..tab_facts import facts
from ..tab_strip import TabStrip
from .restore import group_name

_MOST_NAMES: Final = 4  # of groups, in a sentence


class _Left(NamedTuple):
    name: str
    tabs: int
    emptied: bool


class LeftGroups:
    """The groups that tabs leave in one edit, window after window."""

    def __init__(self) -> None:
        self._found: list[_Left] = []

    def note(self, strip: TabStrip, leaving: Collection[Node]) -> None:
        """Tabs are about to be taken out of a window."""
        taken = _by_group(leaving)
        if not any(strip.group(group_id) is not None for group_id in taken):
            return
        held = _by_group(strip.tabs.items)
        for group_id, number in taken.items():
            group = strip.group(group_id)
            if group is not None:
                self._found.append(_Left(group_name(group), number, number == held[group_id]))

    @property
    def words(self) -> str:
        """The end of a sentence; empty where no group is left."""
        if not self._found:
            return ""
        first = sorted(self._found, key=lambda left: not left.emptied)  # what goes is said first
        said = [
            f"the group “{left.name}” goes with its {count(left.tabs, 'tab')}"
            if left.emptied
            else f"the group “{left.name}” loses {left.tabs}"
            for left in first[:_MOST_NAMES]
        ]
        if others := first[_MOST_NAMES:]:
            gone = sum(left.emptied for left in others)
            also = f", and {gone} of them go" if gone else ""
            said.append(f"{count(len(others), 'other group')} lose tabs{also}")
        return f"; {', '.join(said)}"


def _by_group(tabs: Collection[Node]) -> Counter[Any]:
    return Counter(group for tab in tabs if (group := facts(tab).groupId))
