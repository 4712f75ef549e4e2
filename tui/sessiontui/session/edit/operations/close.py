"""Closing tabs and windows onto the stacks that Firefox would put them on."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ....text import count
from ...model import names
from ...model.coerce import whole
from ...model.item_kind import Kind
from .. import session_draft
from ..arrival import arrive
from ..edits import CloseCopies, CloseTab, CloseWindow, KeepOnly
from ..group_headers import header, ident
from ..node import Node
from ..session_draft import SessionDraft
from ..splice_writer import encoded
from ..tab_facts import facts, title_of, title_token, worth_saving
from ..tab_strip import TabStrip, array
from .left_groups import LeftGroups

_MOST_TITLES = 4  # of what is closed at once, in a sentence


def close_tab(bench: SessionDraft, edit: CloseTab) -> str:
    """Close an open tab; the last one closes its window."""
    found = bench.find(edit.steps, Kind.TAB)
    strip = bench.strip(found.owner)
    arrive(found.item)
    tab, title = found.item, title_of(found.item)
    if len(strip.tabs.items) == 1:
        words = put_away(bench, strip)
        return f"Close “{title}”, the last tab of {strip.name}, and with it the window{words}"
    words = "" if worth_saving(tab) else " (an empty tab: it is not kept)"
    if not bench.tabs_undo:
        words = " (closed tabs are not kept)"
    at = strip.take(tab)
    dropped = stack(bench, strip, [(tab, at)], bench.tabs_undo)
    if dropped:
        words = f" (the list of closed tabs is full: {count(dropped, 'old one')} at its end lost)"
    return f"Close “{title}” of {strip.name}{words}"


def close_window(bench: SessionDraft, edit: CloseWindow) -> str:
    """Close an open window."""
    found = bench.find(edit.steps, Kind.WINDOW)
    strip = bench.strip(found.item)
    tabs = count(len(strip.tabs.items), "tab")
    title = session_draft.window_title(found.item)
    return f"Close {strip.name}, “{title}”, with {tabs}{put_away(bench, strip)}"


def keep_only(bench: SessionDraft, edit: KeepOnly) -> str:
    """Close every open tab but these; nothing falls off the closed stacks for it."""
    kept = {bench.find(steps, Kind.TAB).item for steps in edit.tabs}
    closed = windows = 0
    for window in list(bench.windows.items):
        found = window.get("tabs")
        if found is None or not found.is_array:
            continue  # nothing Firefox would open
        strip = bench.strip(window)
        gone = {tab for tab in strip.tabs.items if tab not in kept}
        whole = _close_all(bench, strip, gone)
        windows += whole
        closed += 0 if whole else len(gone)
    words = [count(closed, "other tab")] if closed else []
    words += [count(windows, "whole window")] if windows else []
    rest = f", close {' and '.join(words)}" if words else ""
    return f"Keep {count(len(kept), 'tab') if kept else 'no tab'} open{rest}{_kept(bench, closed)}"


def close_copies(bench: SessionDraft, edit: CloseCopies) -> str:
    """Close open tabs of which copies stay open; nothing falls off the closed stacks for it."""
    gone: dict[Node, set[Node]] = {}
    titles: dict[str, None] = {}
    for steps in edit.tabs:
        found = bench.find(steps, Kind.TAB)
        gone.setdefault(found.owner, set()).add(found.item)
        if len(titles) <= _MOST_TITLES:
            titles[title_of(found.item)] = None
    groups = LeftGroups()
    windows = 0
    for window, tabs in gone.items():
        strip = bench.strip(window)
        if len(tabs) < len(strip.tabs.items):  # a closed window keeps its groups
            groups.note(strip, tabs)
        windows += _close_all(bench, strip, tabs)
    number = sum(map(len, gone.values()))
    words = f", and with them {count(windows, 'window')}" if windows else ""
    return (
        f"Close {count(number, 'copy', 'copies')} of what stays open in another tab "
        f"({some_titles(list(titles))}){words}{groups.words}"
        f"{_kept(bench, max(map(len, gone.values()), default=0))}"
    )


def some_titles(titles: Sequence[str]) -> str:
    """The first of some titles, quoted, for a sentence; ``…`` stands for the others."""
    more = ", …" if len(titles) > _MOST_TITLES else ""
    return ", ".join(f"“{title}”" for title in titles[:_MOST_TITLES]) + more


def _close_all(bench: SessionDraft, strip: TabStrip, gone: set[Node]) -> bool:
    """Close tabs of a window, whatever its closed stack holds; whether it closes with them."""
    tabs = strip.tabs.items
    if len(gone) == len(tabs):
        put_away(bench, strip, limited=False)
        return True
    before = 0  # the place a tab has when those before it are closed one by one
    closing = []
    for tab in tabs:
        if tab in gone:
            arrive(tab)
            closing.append((tab, before))
        else:
            before += 1
    strip.take_all([tab for tab, _ in closing])
    stack(bench, strip, closing, None)
    return False


def _kept(bench: SessionDraft, closed: int) -> str:
    """A warning where Firefox will keep fewer closed tabs of a window than were closed."""
    if closed <= bench.tabs_undo:
        return ""
    return f" (Firefox keeps {bench.tabs_undo} closed tabs of a window once it closes another)"


# -- the stack of closed tabs ------------------------------------------------------------------


def stack(
    bench: SessionDraft, strip: TabStrip, closing: Sequence[tuple[Node, int]], limit: int | None
) -> int:
    """Put tabs that were taken out, with their places, onto a window's stack of closed tabs.

    The last of them becomes the newest. How many old ones fell off its end is returned
    (SessionStore.saveClosedTabData).
    """
    saved = [(tab, at) for tab, at in closing if worth_saving(tab)] if limit != 0 else []
    if not saved:
        return 0
    window = strip.window
    closed = array(window, names.CLOSED_TABS, f"{strip.name}: its list of closed tabs is no list")
    at = _place_by_age(closed, bench.now)
    source = _source_window(strip, closed)
    stacked = [_closed_tab(bench, tab, place, source) for tab, place in saved]
    closed.insert_all(at, reversed(stacked))
    if window.get("_lastClosedTabGroupCount") is not None:
        window.set("_lastClosedTabGroupCount", b"-1")
    if window.read("lastClosedTabGroupId") is not None:
        window.set("lastClosedTabGroupId", b"null")
    dropped = list(closed.items[limit:]) if limit is not None else []
    closed.take_all(dropped)
    return len(dropped)


def _place_by_age(stack: Node, now: int) -> int:
    """Where an item closed now belongs: before all that was closed until now."""
    for at, item in enumerate(stack.items):
        if item.is_object and (whole(item.read("closedAt")) or 0) <= now:
            return at
    return len(stack.items)


def _source_window(strip: TabStrip, closed: Node) -> str:
    for item in closed.items:
        source = item.read("sourceWindowId") if item.is_object else None
        if isinstance(source, str):
            return source
    return f"window{max(0, strip.window.place)}"


def _closed_tab(bench: SessionDraft, tab: Node, place: int, source: str) -> Node:
    image = tab.get("image")
    parts = [
        b'{"state":null,"title":' + title_token(tab),
        b'"image":' + (image.json() if image is not None and image.is_string else b"null"),
        b'"pos":%d,"closedAt":%d' % (place, bench.now),
        b'"closedInTabGroupId":null,"sourceWindowId":' + encoded(source),
        b'"closedId":%d}' % bench.next_closed_id(),
    ]
    closed = Node.new(b",".join(parts))
    closed.set("state", tab)
    return closed


# -- the stack of closed windows ---------------------------------------------------------------


def put_away(bench: SessionDraft, strip: TabStrip, *, limited: bool = True) -> str:
    """Move an open window onto the stack of closed ones; what is lost by it, in words.

    A window without a tab worth saving is not kept, unless it is the last one
    (SessionStore.maybeSaveClosedWindow). Not ``limited``: nothing closed is lost for it.
    """
    window = strip.window
    strip.settle()
    for tab in strip.tabs.items:
        arrive(tab)
    last = len(bench.windows.items) == 1
    bench.remove_window(window)
    empty = not last and not any(worth_saving(tab) for tab in strip.tabs.items)
    if empty and (limited or not _closed_count(window)):
        lost = _closed_count(window)
        also = f", and {count(lost, 'closed tab')} with it" if lost else ""
        return f" (an empty window: it is not kept{also})"
    if not window.read("title"):
        window.set("title", _title_token(strip))
    window.drop("busy", "_shouldRestore")
    window.set("closedAt", encoded(bench.now))
    closed_id = bench.next_closed_id()
    window.set("closedId", encoded(closed_id))
    windows = bench.closed_windows
    windows.insert(_place_by_age(windows, bench.now), window)
    _save_groups(bench, strip, closed_id)
    dropped = _cap(windows, bench.windows_undo) if limited else 0
    if not dropped:
        return ""
    return f" (the list of closed windows is full: {count(dropped, 'old one')} at its end lost)"


def _closed_count(window: Node) -> int:
    """How many closed tabs a window holds, those of closed groups too."""
    groups = window.get(names.CLOSED_GROUPS)
    held = [group.get("tabs") for group in (groups.items if groups else ()) if group.is_object]
    return sum(len(one.items) for one in (window.get(names.CLOSED_TABS), *held) if one)


def _title_token(strip: TabStrip) -> bytes:
    return title_token(strip.selected) if strip.selected is not None else b'""'


def _save_groups(bench: SessionDraft, strip: TabStrip, closed_id: int) -> None:
    """A closing window's groups become saved groups (SessionStore._saveOpenTabGroupsOnClose)."""
    groups = strip.window.get("groups")
    if groups is None or not groups.items:
        return
    by_group: dict[Any, list[Node]] = {}
    for tab in strip.tabs.items:
        by_group.setdefault(facts(tab).groupId, []).append(tab)
    for group in groups.items:
        if not group.is_object:
            continue
        group_id = ident(group)
        members = by_group.get(group_id, [])
        saved = [tab for tab in members if worth_saving(tab)]
        keep = bool(group.read("saveOnWindowClose")) and group_id is not None
        tabs = [_saved_tab(bench, tab) for tab in saved] if keep else []
        group.set("saved", b"true")
        group.set("closedAt", encoded(bench.now))
        group.set("windowClosedId", encoded(closed_id))
        group.set("tabs", b"[" + b",".join(tabs) + b"]")
        group.set("splitViews", b"[" + b",".join(_views(strip, saved)) + b"]")
        if tabs:
            everywhere = array(
                bench.root, names.SAVED_GROUPS, "the session's saved groups are no list"
            )
            if header(everywhere, group_id) is None:
                everywhere.append(group.json())


def _saved_tab(bench: SessionDraft, tab: Node) -> bytes:
    image = tab.get("image")
    icon = b',"image":' + image.json() if image is not None else b""
    title = title_token(tab)
    when = b',"closedAt":%d,"closedId":%d}' % (bench.now, bench.next_closed_id())
    return b'{"state":' + tab.json() + b',"title":' + title + icon + when


def _views(strip: TabStrip, tabs: list[Node]) -> list[bytes]:
    """The split views that stand whole among these tabs."""
    views = strip.window.get("splitViews")
    named: list[Any] = [facts(tab).splitViewId for tab in tabs]
    return [
        view.json()
        for view in (views.items if views else ())
        if (view_id := ident(view)) is not None
        and named.count(view_id) == view.read("numberOfTabs")
    ]


def _cap(windows: Node, limit: int) -> int:
    """Drop the oldest closed windows; a normal window behind popups stays (_capClosedWindows)."""
    items = windows.items
    if len(items) <= limit:
        return 0
    normal = 0
    while normal < len(items) and items[normal].is_object and items[normal].read("isPopup"):
        normal += 1
    dropped = list(items[normal + 1 if normal >= limit else limit :])
    windows.take_all(dropped)
    return len(dropped)
