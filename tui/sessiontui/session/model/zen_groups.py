"""What Zen says of a window's groups: which are folders, in which others, and which split views.

Each folder is a group as well, of the same id; a split view is a group without a name, told by its
own ``splitView`` or by ``splitViewData`` (ZenFolders.mjs, ZenViewSplitter.mjs, Zen 1.18).
"""

from __future__ import annotations

from collections.abc import Mapping, Set
from typing import Any, Final, Literal

from msgspec import Struct

from .document import GroupSkeleton, WindowSkeleton

Kind = Literal["folder", "split view"]
_MOST_DEEP: Final = 32  # folders in folders; Zen allows five


class ZenGroups(Struct, frozen=True):
    """By the ids of groups. ``within``: the folder around one."""

    folders: Mapping[str, str]  # to the name, as it stands
    split_views: Set[str]
    within: Mapping[str, str]

    def kind(self, group_id: str) -> Kind | None:
        """What a group is, where it is more than a group."""
        if group_id in self.split_views:
            return "split view"
        return "folder" if group_id in self.folders else None

    def around(self, group_id: str) -> tuple[str, ...]:
        """The names of the folders that a group lies in, the outermost first."""
        names: list[str] = []
        inner = group_id
        while (outer := self.within.get(inner)) in self.folders and len(names) < _MOST_DEEP:
            assert outer is not None
            names.append(self.folders[outer])
            inner = outer
        return tuple(reversed(names))


def zen_groups(window: WindowSkeleton) -> ZenGroups:
    """Those of a window, whatever stands in its fields."""
    folders = _objects(window.folders)
    named_so: list[Any] = [
        *(view.get("groupId") for view in _objects(window.split_views_of_zen)),
        *(folder.get("id") for folder in folders if folder.get("splitViewGroup") is True),
        *(
            group.id
            for group in (window.groups if isinstance(window.groups, list) else ())
            if isinstance(group, GroupSkeleton) and group.splitView is True
        ),
    ]
    split_views = frozenset(one for one in named_so if isinstance(one, str))
    named: dict[str, str] = {}
    within: dict[str, str] = {}
    for folder in folders:
        own, name, outer = folder.get("id"), folder.get("name"), folder.get("parentId")
        if not isinstance(own, str):
            continue
        if own not in split_views:
            named[own] = name if isinstance(name, str) else ""
        if isinstance(outer, str):
            within[own] = outer
    return ZenGroups(named, split_views, within)


def _objects(found: Any) -> list[dict[str, Any]]:
    return [one for one in found if isinstance(one, dict)] if isinstance(found, list) else []
