"""Pinning, moving, and the values extensions keep with tabs and windows."""

from __future__ import annotations

from typing import Any

from ....errors import NothingFound, Refused
from ....text import elide, printable
from ...model import names
from ...model.item_kind import Kind
from .. import session_draft
from ..edits import DeleteTabValue, DeleteWindowValue, MoveTab, PinTab, SetTabValue, SetWindowValue
from ..node import Node
from ..session_draft import SessionDraft
from ..splice_writer import quoted
from ..tab_facts import facts, title_of
from ..tab_strip import TabStrip, unhide


def pin_tab(bench: SessionDraft, edit: PinTab) -> str:
    """Pin a tab behind the other pinned ones, or unpin it before the unpinned ones."""
    found = bench.find(edit.steps, Kind.TAB)
    tab, title = found.item, title_of(found.item)
    verb = "Pin" if edit.pinned else "Unpin"
    if bool(facts(tab).pinned) == edit.pinned:
        return f"{verb} “{title}”: it already is, nothing changes"
    strip = bench.strip(found.owner)
    shown = strip.selected is tab
    strip.take(tab)
    if edit.pinned:
        tab.set("pinned", b"true")
        unhide(tab)
    else:
        tab.drop("pinned")
    strip.put(tab, strip.pinned_count())
    if shown:
        strip.selected = tab
    return f"{verb} “{title}” in {strip.name}"


def move_tab(bench: SessionDraft, edit: MoveTab) -> str:
    """Move a tab; in its own window it stays selected, and in its group while beside it."""
    found = bench.find(edit.steps, Kind.TAB)
    window = bench.window(edit.window)
    tab, title = found.item, title_of(found.item)
    if edit.index < 0:
        raise Refused(f"{found.pointer}: there is no place before the first")
    was, among = found.siblings.index(tab), _among(tab)
    stays = f"Move “{title}”: it already stands there, nothing changes"
    if window is found.owner and was == edit.index:
        return stays
    source, target = bench.strip(found.owner), bench.strip(window)
    shown = source.selected is tab
    source.take(tab)
    at = min(edit.index, len(target.tabs.items))
    if not _beside_its_group(target, tab, at):
        tab.drop("groupId")
    at = target.put(tab, at)
    if source is target:
        source.selected = tab if shown else source.selected
        if at == was and _among(tab) == among:
            return stays  # a pinned tab moved behind the last pinned one, say
        return f"Move “{title}” to place {at + 1} of {target.name}"
    words = _leave_empty(bench, source)
    return f"Move “{title}” from {source.name} to {target.name}, place {at + 1}{words}"


def _among(tab: Node) -> tuple[Any, Any]:
    """The group and the split view a tab stands in."""
    found = facts(tab)
    return found.groupId, found.splitViewId


def _beside_its_group(strip: TabStrip, tab: Node, at: int) -> bool:
    group_id = facts(tab).groupId
    if group_id is None:
        return True
    items = strip.tabs.items
    beside = [facts(other).groupId for other in items[max(0, at - 1) : at + 1]]
    return group_id in beside or strip.places.last_of(group_id) is None


def _leave_empty(bench: SessionDraft, strip: TabStrip) -> str:
    """A window whose last tab has moved away closes; its closed tabs are not lost with it."""
    window = strip.window
    if strip.tabs.items:
        return ""
    stacks = (window.get(key) for key in (names.CLOSED_TABS, names.CLOSED_GROUPS))
    keep = any(stack and stack.items for stack in stacks)
    strip.settle()
    bench.remove_window(window)
    if keep:
        window.drop("busy")
        window.set("closedAt", b"%d" % bench.now)
        window.set("closedId", b"%d" % bench.next_closed_id())
        bench.closed_windows.insert(0, window)
    return f"; {strip.name} is empty then and closes"


# -- extension values --------------------------------------------------------------------------


def set_tab_value(bench: SessionDraft, edit: SetTabValue) -> str:
    """Set a value an extension keeps with a tab."""
    tab = bench.find(edit.steps, *session_draft.ANY_TAB).tab
    _set_value(tab, edit.key, edit.value)
    return f"Set {_key(edit.key)} of the tab “{title_of(tab)}”"


def delete_tab_value(bench: SessionDraft, edit: DeleteTabValue) -> str:
    """Remove a value an extension keeps with a tab."""
    found = bench.find(edit.steps, *session_draft.ANY_TAB)
    _delete_value(found.tab, edit.key, found.pointer)
    return f"Remove {_key(edit.key)} from the tab “{title_of(found.tab)}”"


def set_window_value(bench: SessionDraft, edit: SetWindowValue) -> str:
    """Set a value an extension keeps with a window."""
    window = bench.find(edit.steps, Kind.WINDOW, Kind.CLOSED_WINDOW).item
    _set_value(window, edit.key, edit.value)
    return f"Set {_key(edit.key)} of the window “{session_draft.window_title(window)}”"


def delete_window_value(bench: SessionDraft, edit: DeleteWindowValue) -> str:
    """Remove a value an extension keeps with a window."""
    found = bench.find(edit.steps, Kind.WINDOW, Kind.CLOSED_WINDOW)
    _delete_value(found.item, edit.key, found.pointer)
    return f"Remove {_key(edit.key)} from the window “{session_draft.window_title(found.item)}”"


def _key(key: str) -> str:
    return elide(printable(key), 80)


def _set_value(holder: Node, key: str, value: str) -> None:
    values = holder.get("extData")
    if values is None or values.is_null:
        values = holder.set("extData", b"{}")
    if not values.is_object:
        raise Refused("extData is not an object here: there is no place for a value")
    values.set(key, quoted(value))


def _delete_value(holder: Node, key: str, pointer: str) -> None:
    values = holder.get("extData")
    if values is None or not values.is_object or values.get(key) is None:
        raise NothingFound(f"{pointer}: it has no value {_key(key)}")
    values.drop(key)
    if values.is_empty:
        holder.drop("extData")
