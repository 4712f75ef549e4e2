"""The groups a window or a session lists, by their ids."""

from __future__ import annotations

from typing import Any, Final

from .node import Node


class _Headers:
    """What is known of a list of groups until it changes."""

    __slots__ = ("by_id", "folded")

    def __init__(self, groups: Node) -> None:
        self.by_id: dict[Any, Node] = {}
        folded = set()
        for group in groups.items:
            group_id = ident(group)
            if group_id is not None:
                self.by_id.setdefault(group_id, group)
            if group.is_object and group.read("collapsed") is True:
                folded.add(group_id)
        self.folded: frozenset[Any] = frozenset(folded)


_NO_IDS: Final[frozenset[Any]] = frozenset()


def header(groups: Node | None, group_id: Any) -> Node | None:
    """The group of an id in a list of groups."""
    if groups is None or group_id is None:
        return None
    return _headers(groups).by_id.get(group_id)


def folded(groups: Node | None) -> frozenset[Any]:
    """The ids of those groups that show only their name."""
    return _NO_IDS if groups is None else _headers(groups).folded


def ident(item: Node) -> Any:
    """The id of a group or a split view; None when it has none that can be one."""
    if not isinstance(item.note, tuple):
        found = item.read("id") if item.is_object else None
        item.note = (None if isinstance(found, (list, dict)) else found,)
    return item.note[0]


def _headers(groups: Node) -> _Headers:
    if not isinstance(groups.note, _Headers):
        groups.note = _Headers(groups)
    return groups.note
