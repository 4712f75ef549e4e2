"""Opening again what was closed: tabs, windows, groups (SessionStore's undoClose…)."""

from __future__ import annotations

from ....errors import Refused
from ....text import count, elide, printable
from ...model import names
from ...model.coerce import said, whole
from ...model.item_kind import Kind
from .. import session_draft
from ..edits import RestoreClosedTab, RestoreClosedWindow, RestoreGroup
from ..group_headers import header, ident
from ..node import Node
from ..session_draft import Found, SessionDraft
from ..splice_writer import encoded
from ..tab_facts import facts, know_all, title_of, title_token
from ..tab_strip import TabStrip, array, fix_split_views, unhide

OF_A_CLOSED_WINDOW = ("closedAt", "closedId", "_shouldRestore", "_maybeDontRestoreTabs", "title")
OF_A_CLOSED_GROUP = (
    "saved",
    "closedAt",
    "windowClosedId",
    "tabs",
    "splitViews",
    "sourceWindowId",
    "removeAfterRestore",
)


def restore_tab(bench: SessionDraft, edit: RestoreClosedTab) -> str:
    """Open a closed tab again; it becomes its window's selected tab."""
    found = bench.find(
        edit.steps,
        Kind.CLOSED_TAB,
        Kind.GROUP_TAB,
        Kind.CLOSED_WINDOW_TAB,
    )
    tab = found.tab
    title = title_of(tab)
    strip = bench.target(edit.into, found.owner)
    at = None
    if tab is not found.item and strip.window is found.owner:
        at = whole(found.item.read("pos"))
    take_closed_tab(bench, found)
    unhide(tab)  # as SessionStore.undoCloseTab does: who wants it back wants to see it
    at = strip.put(tab.release(), at)
    strip.selected = tab
    return f"Restore “{title}” into {strip.name}, place {at + 1}"


def take_closed_tab(bench: SessionDraft, found: Found, *, forget: bool = False) -> None:
    """Take a closed tab out of where it is, with the group or window it leaves empty."""
    if found.kind is Kind.CLOSED_WINDOW_TAB:
        take_from_closed_window(found.owner, [found.item], forget=forget)
        return
    at = found.siblings.take(found.item)
    if found.owner is not bench.root:
        session_draft.counted(found.owner, at)
    group = found.siblings.parent
    if found.kind is Kind.GROUP_TAB and group is not None:
        settle_group(found.owner, group, [found.item])
    drop_if_emptied(bench, found.owner)


def drop_if_emptied(bench: SessionDraft, owner: Node) -> None:
    """Take out a closed window that something was just taken from, if that was the last in it."""
    if owner.parent is bench.root.get(names.CLOSED_WINDOWS):
        _drop_if_empty(owner)


def _drop_if_empty(window: Node) -> None:
    stacks = (window.get(key) for key in ("tabs", names.CLOSED_TABS, names.CLOSED_GROUPS))
    if window.parent is not None and not any(stack and stack.items for stack in stacks):
        window.parent.take(window)


def take_from_closed_window(window: Node, gone: list[Node], *, forget: bool = False) -> None:
    """Take tabs out of a closed window; it goes too when that leaves it empty.

    One that still holds closed tabs stays, unless all is to be forgotten.
    """
    strip = TabStrip(window, "the closed window")
    shown = strip.selected
    if len(gone) == 1 and gone[0].parent is strip.tabs:
        strip.take(gone[0])
    else:
        strip.take_all(gone)
    strip.settle()
    if strip.selected is None:
        if forget and window.parent is not None:
            window.parent.take(window)
        else:
            _drop_if_empty(window)
    elif strip.selected is not shown and window.get("title") is not None:
        window.set("title", title_token(strip.selected))


def settle_group(owner: Node, group: Node, gone: list[Node]) -> None:
    """Make a closed group right again after tabs have left it; an empty one goes."""
    tabs = group.get("tabs")
    if tabs is None or not tabs.items:
        session_draft.drop_closed_group(owner, group)
        return
    views = {facts(state).splitViewId for item in gone if (state := item.get("state")) is not None}
    views.discard(None)
    if views:
        fix_split_views(group.get("splitViews"), _states(group), views)


def _states(group: Node) -> list[Node]:
    tabs = group.get("tabs")
    states = [item.get("state") for item in (tabs.items if tabs else ()) if item.is_object]
    return [state for state in states if state is not None and state.is_object]


# -- windows -----------------------------------------------------------------------------------


def restore_window(bench: SessionDraft, edit: RestoreClosedWindow) -> str:
    """Open a closed window again, in front, its groups as open groups."""
    found = bench.find(edit.steps, Kind.CLOSED_WINDOW)
    window = found.item
    title = session_draft.window_title(window)
    tabs = window.get("tabs")
    if not (tabs and tabs.items):  # they were restored one by one, and it stays for its closed ones
        raise Refused(
            f"{found.pointer}: this window holds no tabs that could be opened; what was closed in "
            "it can be restored tab by tab"
        )
    found.siblings.take(window)
    bench.open_window(window)
    window.drop(*OF_A_CLOSED_WINDOW)
    groups = window.get("groups")
    for group in groups.items if groups else ():
        if group.is_object:
            bench.drop_saved_group(ident(group))
            group.drop(*OF_A_CLOSED_GROUP)
    strip = bench.strip(window)
    straighten(strip)
    return f"Restore the window “{title}” with {count(len(strip.tabs.items), 'tab')}"


def straighten(strip: TabStrip) -> None:
    """Make a window's tabs such that Firefox restores them all, and shows the selected one."""
    know_all(strip.tabs)
    if strip.selected is not None:
        unhide(strip.selected)
    tabs = list(strip.tabs.items)
    pinned = [tab for tab in tabs if facts(tab).pinned]
    first = strip.pinned_count()
    for tab in pinned[first:]:
        strip.places.take(tab)
        strip.places.insert(first, [tab])
        first += 1
    groups = strip.window.get("groups")
    known = {ident(group) for group in (groups.items if groups else ())}
    for tab in tabs:
        group_id = facts(tab).groupId
        if group_id is not None and (facts(tab).pinned or group_id not in known):
            tab.drop("groupId")
        if facts(tab).pinned and facts(tab).splitViewId is not None:
            tab.drop("splitViewId")
    fix_split_views(strip.window.get("splitViews"), tabs)


# -- groups ------------------------------------------------------------------------------------


def restore_group(bench: SessionDraft, edit: RestoreGroup) -> str:
    """Open a closed or saved group again, with its first tab selected."""
    found = bench.find(
        edit.steps,
        Kind.CLOSED_GROUP,
        Kind.SAVED_GROUP,
        Kind.CLOSED_WINDOW_GROUP,
    )
    group = found.item
    group_id = ident(group)
    name = group_name(group)
    tabs = _states(group)
    nothing = Refused(f"{found.pointer}: this group holds no tabs that could be opened")
    if not tabs and (found.kind is not Kind.CLOSED_WINDOW_GROUP or group_id is None):
        raise nothing
    strip = bench.target(edit.into, found.owner if found.owner is not bench.root else None)
    at = _place_of(group) if strip.window is found.owner else None
    if found.kind is Kind.CLOSED_GROUP:
        for _ in tabs:
            session_draft.counted(found.owner, 0)
        session_draft.drop_closed_group(found.owner, group)
        if found.owner.read("lastClosedTabGroupId") is not None:
            found.owner.set("lastClosedTabGroupId", b"null")
        drop_if_emptied(bench, found.owner)
    else:
        own = _take_from_closed_windows(bench, group, found)
        tabs = tabs or own
        bench.drop_saved_group(group_id)
        if group.parent is not None and group.parent is found.siblings:
            found.siblings.take(group)
    if not tabs:
        raise nothing
    views = group.get("splitViews")
    _join(bench, strip, group_id, group, [tab.release() for tab in tabs], views, at)
    return f"Restore the group “{name}” with {count(len(tabs), 'tab')} into {strip.name}"


def group_name(group: Node) -> str:
    """What a group is called in a sentence."""
    return elide(printable(said(group.read("name"))), 60) or "(unnamed group)"


def _place_of(group: Node) -> int | None:
    tabs = group.get("tabs")
    places = [whole(item.read("pos")) for item in (tabs.items if tabs else ()) if item.is_object]
    return min((place for place in places if place is not None), default=None)


def _take_from_closed_windows(bench: SessionDraft, group: Node, found: Found) -> list[Node]:
    """A saved group leaves the closed window it was saved with; its tabs there are returned.

    SessionStore.openSavedTabGroup: as if it had moved. ``windowClosedId`` is not renumbered when
    Firefox renumbers closedIds, so that the group's own id has to say which window it was.
    """
    group_id = ident(group)
    if group_id is None:
        return []
    if found.kind is Kind.SAVED_GROUP and group.read("windowClosedId") is None:
        return []
    taken: list[Node] = []
    for window in list(bench.closed_windows.items):
        mine = header(window.get("groups"), group_id) if window.is_object else None
        if mine is None:
            continue
        tabs = window.get("tabs")
        items = tabs.items if tabs else ()
        gone = [tab for tab in items if facts(tab).groupId == group_id]
        if mine.parent is not None:
            mine.parent.take(mine)
        take_from_closed_window(window, gone)
        taken = taken or gone
    return taken


def _join(
    bench: SessionDraft,
    strip: TabStrip,
    group_id: object,
    group: Node,
    tabs: list[Node],
    views: Node | None,
    at: int | None,
) -> None:
    """Put a group's tabs into a window as an open group."""
    alone = [tab for tab in tabs if facts(tab).pinned]
    tabs = [tab for tab in tabs if not facts(tab).pinned]
    for tab in alone:  # a pinned tab cannot be in a group
        unhide(tab)
        tab.drop("groupId", "splitViewId")
        strip.put(tab, strip.pinned_count())
    groups = array(strip.window, "groups", f"{strip.name}: its list of groups is no list")
    there = header(groups, group_id)
    if there is None and tabs:
        head = Node.new(group.json())
        head.drop(*OF_A_CLOSED_GROUP)
        if not isinstance(group_id, str) or not group_id or bench.is_open_group(group_id):
            group_id = bench.new_group_id()
            head.set("id", encoded(group_id))
        head.set("collapsed", b"false")
        groups.append(head)
    for tab in tabs:
        unhide(tab)
        if facts(tab).groupId != group_id:
            tab.set("groupId", encoded(group_id))
    _join_split_views(bench, strip, tabs, views)
    last = strip.places.last_of(group_id) if there is not None else None
    if last is not None:
        strip.places.insert(last + 1, tabs)
    else:
        strip.put_block(tabs, at)
    if tabs:
        strip.selected = tabs[0]


def _join_split_views(
    bench: SessionDraft, strip: TabStrip, tabs: list[Node], views: Node | None
) -> None:
    """Take over the split views of a group, under new ids where the window has theirs."""
    fix_split_views(views, tabs)
    own = array(strip.window, "splitViews", f"{strip.name}: its list of split views is no list")
    used = {ident(view) for view in own.items}
    used |= {facts(tab).splitViewId for tab in strip.tabs.items}
    for view in list(views.items) if views else ():
        view_id = ident(view)
        new_id = bench.next_split_view_id() if view_id in used else view_id
        for tab in tabs:
            if new_id != view_id and facts(tab).splitViewId == view_id:
                tab.set("splitViewId", encoded(new_id))
        copy = Node.new(view.json())
        if new_id != view_id:
            copy.set("id", encoded(new_id))
        own.append(copy)
