"""The tabs of one open window while edits rearrange them, kept as Firefox needs them.

Pinned tabs stay first (a pinned tab behind an unpinned one stalls Firefox's start), a tab names
only a group and a split view its window has (SessionStore throws on an unknown group), groups
and split views stay in one piece, ``selected`` follows its tab.
"""

from __future__ import annotations

from typing import Any

from ...errors import Refused
from ..model import names
from ..model.coerce import whole
from .group_headers import header, ident
from .node import Node
from .splice_writer import encoded
from .tab_facts import facts
from .tab_places import TabPlaces

# Without them a deferred restore throws.
STACKS = (names.CLOSED_TABS, names.CLOSED_GROUPS, "groups")


class TabStrip:
    """An open window's tabs."""

    def __init__(self, window: Node, name: str) -> None:
        """``name`` is what people call the window. Raises Refused when it has no list of tabs."""
        self.window = window
        self.name = name
        self.tabs = array(window, "tabs", f"{name} has no list of tabs")
        self.places = TabPlaces(window, self.tabs)
        for key in STACKS:
            found = window.get(key)
            if found is None or found.is_null:
                window.set(key, b"[]")
        at = (whole(window.read("selected")) or 1) - 1
        items = self.tabs.items
        self.selected = items[max(0, min(at, len(items) - 1))] if items else None
        self._left_groups: set[Any] = set()
        self._left_views: set[Any] = set()

    # -- reading -------------------------------------------------------------------------------

    def pinned_count(self) -> int:
        """How many pinned tabs stand first."""
        return self.places.pinned_count()

    def group(self, group_id: Any) -> Node | None:
        """The header of an open group of this window."""
        return header(self.window.get("groups"), group_id) if group_id else None

    # -- taking out ----------------------------------------------------------------------------

    def take(self, tab: Node) -> int:
        """Take a tab out; its neighbour is selected if it was. The place where it stood."""
        if tab is self.selected:
            self.selected = self.places.beside(tab)
        self._leave(tab)
        return self.places.take(tab)

    def take_all(self, gone: list[Node]) -> None:
        """Take many tabs out at once."""
        leaving = set(gone)
        if self.selected in leaving:
            self.selected = self.places.beside(self.selected, leaving)
        for tab in gone:
            self._leave(tab)
        self.places.take_all(leaving)

    def _leave(self, tab: Node) -> None:
        found = facts(tab)
        if found.groupId:
            self._left_groups.add(found.groupId)
        if found.splitViewId:
            self._left_views.add(found.splitViewId)

    # -- putting in ----------------------------------------------------------------------------

    def put(self, tab: Node, at: int | None = None) -> int:
        """Put a tab in near a place (None: at the end), by the rules; the place it got."""
        found = facts(tab)
        at = len(self.tabs.items) if at is None else at
        if found.splitViewId is not None:
            tab.drop("splitViewId")
        if found.pinned:
            if found.groupId is not None:
                tab.drop("groupId")
            at = max(0, min(at, self.pinned_count()))
        else:
            at = self._past_split_view(max(self.pinned_count(), min(at, len(self.tabs.items))))
            known = found.groupId if self.group(found.groupId) is not None else None
            if known is not None:
                at = self._within_group(at, known)
            else:
                around = self._group_around(at)
                if around is not None:  # as in Firefox, where a place inside a group is the group
                    tab.set("groupId", encoded(around))
                elif found.groupId is not None:
                    tab.drop("groupId")
        self.places.insert(at, [tab])
        if self.selected is None:
            self.selected = tab
        return at

    def put_block(self, tabs: list[Node], at: int | None = None) -> int:
        """Put the tabs of a group in, one behind the other, outside of any other group."""
        count = len(self.tabs.items)
        at = self._past_split_view(
            max(self.pinned_count(), min(count if at is None else at, count))
        )
        around = self._group_around(at)
        if around is not None:
            at = self._behind(around, at)
        self.places.insert(at, tabs)
        if self.selected is None and tabs:
            self.selected = tabs[0]
        return at

    def _past_split_view(self, at: int) -> int:
        items = self.tabs.items
        while 0 < at < len(items):
            view = facts(items[at]).splitViewId
            if not view or facts(items[at - 1]).splitViewId != view:
                break
            at += 1
        return at

    def _group_around(self, at: int) -> Any:
        items = self.tabs.items
        if not 0 < at < len(items):
            return None
        group_id = facts(items[at]).groupId
        if not group_id or facts(items[at - 1]).groupId != group_id:
            return None
        return group_id if self.group(group_id) is not None else None

    def _within_group(self, at: int, group_id: Any) -> int:
        """The place itself when it is in the group, else the group's end (insertTabAtIndex)."""
        items = self.tabs.items
        if at < len(items) and facts(items[at]).groupId == group_id:
            return at
        if self.places.last_of(group_id) is not None:
            return self._behind(group_id, at)
        around = self._group_around(at)
        return at if around is None else self._behind(around, at)

    def _behind(self, group_id: Any, at: int) -> int:
        """The place behind a group's last tab; ``at`` when it has none."""
        last = self.places.last_of(group_id)
        return at if last is None else last + 1

    # -- afterwards ----------------------------------------------------------------------------

    def settle(self) -> None:
        """Take out groups and split views that lost their tabs, and write ``selected``."""
        if self._left_groups:
            drop_empty_groups(self.window.get("groups"), self.tabs.items, self._left_groups)
            self._left_groups.clear()
        if self._left_views:
            fix_split_views(self.window.get("splitViews"), self.tabs.items, self._left_views)
            self._left_views.clear()
        selected = self.tabs.index(self.selected) + 1 if self.selected is not None else 0
        if self.tabs.touched and whole(self.window.read("selected")) != selected:
            self.window.set("selected", encoded(selected))


def unhide(tab: Node) -> None:
    """Show a tab that an extension had hidden."""
    if facts(tab).hidden:
        tab.set("hidden", b"false")


def array(holder: Node, key: str, complaint: str) -> Node:
    """A member that is a list, made when missing. Raises Refused when it is something else."""
    found = holder.get(key)
    if found is None or found.is_null:
        return holder.set(key, b"[]")
    if not found.is_array:
        raise Refused(complaint)
    return found


def drop_empty_groups(groups: Node | None, tabs: Any, ids: set[Any]) -> None:
    """Take out those groups of the ids that no tab names any more."""
    if groups is None:
        return
    named = {facts(tab).groupId for tab in tabs}
    groups.take_all(
        group for group in groups.items if ident(group) in ids and ident(group) not in named
    )


def fix_split_views(views: Node | None, tabs: Any, ids: set[Any] | None = None) -> None:
    """Make split views (those of the ids, or all) agree with the tabs that name them.

    A view of fewer than two tabs goes, and its tab stands alone again: one whose number of tabs
    is wrong would keep Firefox from showing its tabs at all.
    """
    named: dict[Any, list[Node]] = {}
    for tab in tabs:
        view_id = facts(tab).splitViewId
        if view_id is not None and (ids is None or view_id in ids):
            named.setdefault(view_id, []).append(tab)
    listed = {ident(view): view for view in (views.items if views else ())}
    for view_id in {*named, *(listed if ids is None else ids)}:
        view, members = listed.get(view_id), named.get(view_id, [])
        if view is None or len(members) < 2:
            for tab in members:
                tab.drop("splitViewId")
            if view is not None and views is not None:
                views.take(view)
        elif view.read("numberOfTabs") != len(members):
            view.set("numberOfTabs", encoded(len(members)))
