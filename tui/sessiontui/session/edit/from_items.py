"""From the items people chose to the edits they mean, for the command line and the screen alike.

All of one call are edits of one document, ``base``: the one the next start of Firefox will load.
Items of that document are taken out of where they are; those of any other one (an older version,
another profile) are carried over and stay there, too.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from msgspec.structs import replace

from ...errors import Refused
from ...text import count, printable
from ..json.pointer import Steps
from ..model.item_kind import Kind
from ..model.items import Item
from ..model.recently_closed import window_closed_tabs
from ..model.snapshot import Snapshot
from ..model.tab_group import TabGroup
from ..model.window import Window
from .carry_over import carry
from .edits import (
    CloseTab,
    CloseWindow,
    Edit,
    ForgetClosedTab,
    ForgetClosedWindow,
    ForgetGroup,
    Into,
    KeepOnly,
    MoveTab,
    OpenPages,
    RestoreClosedTab,
    RestoreClosedWindow,
    RestoreGroup,
)

_WINDOWS = (Kind.WINDOW, Kind.CLOSED_WINDOW)


def to_restore(
    items: Iterable[Item],
    base: Snapshot,
    *,
    into: Into = None,
    only: bool = False,
    containers: Mapping[int, int | None] | None = None,
) -> tuple[Edit, ...]:
    """Open these items. ``only``: exactly these, so that other open tabs are closed.

    ``containers`` maps the containers of carried items to those of ``base``; None leaves them as
    they are, which is right within one profile. Raises Refused for what cannot be meant.
    """
    items = list(items)
    if isinstance(into, int) and any(item.kind in _WINDOWS for item in items):
        raise Refused(
            "a window opens as a window of its own; name its tabs to open them in window "
            f"{into + 1}"
        )
    own = _outermost(item for item in items if is_of(item, base))
    edits: list[Edit] = []
    if only:
        shown = [steps for item in own if item.is_open for steps in _open_tabs(item)]
        edits.append(KeepOnly(tuple(dict.fromkeys(shown))))
    for item in own:
        if not item.is_open:
            edits.append(_reopen(item, into))
        elif not only:
            raise Refused(
                f"{printable(item.pointer)}: this {item.kind.noun} is open already; to open "
                "only what was chosen, say so"
            )
    others = [item for item in items if not is_of(item, base)]
    return (*edits, *to_carry(others, into=into, containers=containers))


def to_carry(
    items: Sequence[Item],
    *,
    into: Into = None,
    containers: Mapping[int, int | None] | None = None,
) -> tuple[OpenPages, ...]:
    """Open copies of these items, open or closed, in a document that is not theirs."""
    sources = {id(item.snapshot): item.snapshot for item in items}
    return tuple(
        replace(
            carry(
                source,
                [item.steps for item in items if item.snapshot is source],
                containers=_as_they_are(source) if containers is None else containers,
            ),
            into=into,
        )
        for source in sources.values()
    )


def to_forget(items: Iterable[Item]) -> tuple[Edit, ...]:
    """Forget these closed items, all of one document. Raises Refused for open ones."""
    return tuple(_forget(item) for item in _outermost(items, whole=True))


def to_close(items: Iterable[Item]) -> tuple[Edit, ...]:
    """Close these open tabs and windows, all of one document. Raises Refused for others."""
    return tuple(_close(item) for item in _outermost(items))


def to_move(item: Item, *, window: int | None, index: int | None) -> MoveTab:
    """Move this open tab to a place (0-based) in an open window, else its own; else to the end.

    Raises Refused for what is no open tab, and for a window that is not there.
    """
    pointer = printable(item.pointer)
    if not item.is_open:
        raise Refused(f"{pointer}: this {item.kind.noun} is not open; restore it, then move it")
    if item.kind is not Kind.TAB or item.window is None:
        raise Refused(f"{pointer}: a {item.kind.noun} cannot be moved as one; name its tabs")
    windows = item.snapshot.windows
    if window is None:
        target = item.window
    elif 0 <= window < len(windows):
        target = windows[window]
    else:
        raise Refused(
            f"there is no window {window + 1}: the session has "
            f"{count(len(windows), 'open window')}; nothing was changed"
        )
    last = len(target.tabs) - (target.steps == item.window.steps)
    return MoveTab(item.steps, target.index, last if index is None else min(index, last))


def is_of(item: Item, base: Snapshot) -> bool:
    """Whether an item is one of this document, or of one that is the same byte for byte."""
    return item.snapshot is base or item.snapshot.document.text == base.document.text


def _outermost(items: Iterable[Item], *, whole: bool = False) -> list[Item]:
    """Each item once, without those that come along with another one.

    A closed window's or group's tabs come along, what was closed in that window only with the
    ``whole`` of it.
    """
    found = {item.steps: item for item in items}
    kept: set[Steps] = set()
    gone: set[Steps] = set()  # by another item that is kept
    for item in sorted(found.values(), key=_breadth):
        steps = item.steps
        if any(
            steps[:end] in found and (whole or steps[end] in ("tabs", "groups"))
            for end in range(1, len(steps))
        ) or any(steps[:end] in gone for end in range(1, len(steps) + 1)):
            continue
        kept.add(steps)
        gone |= set() if whole else _elsewhere(item)
    return [item for steps, item in found.items() if steps in kept]


def _breadth(item: Item) -> int:
    return 0 if item.kind in _WINDOWS else 1 if isinstance(item.node, TabGroup) else 2


def _elsewhere(item: Item) -> set[Steps]:
    """What leaves its place with an item, though it stands elsewhere.

    A group that was saved as its window closed is there twice: as a saved group, and in that
    closed window (SessionStore.openSavedTabGroup, and _saveOpenTabGroupsOnClose).
    """
    snapshot, node = item.snapshot, item.node
    found: set[Steps] = set()
    if isinstance(node, TabGroup) and item.kind is not Kind.CLOSED_GROUP:
        ids = {node.id}
        windows = snapshot.closed_windows if item.kind is Kind.SAVED_GROUP else (item.window,)
        for window in windows:
            if window is not None and any(group.id in ids for group in window.groups):
                found |= {group.steps for group in window.groups if group.id in ids}
                found |= {t.steps for t in window.tabs if printable(t.group_id or "") in ids}
    elif item.kind is Kind.CLOSED_WINDOW and isinstance(node, Window):
        ids = {group.id for group in node.groups}
    else:
        return found
    found |= {group.steps for group in snapshot.saved_groups if group.id and group.id in ids}
    return found - {item.steps}


def _reopen(item: Item, into: Into) -> Edit:
    match item.kind:
        case Kind.CLOSED_WINDOW:
            return RestoreClosedWindow(item.steps)
        case Kind.CLOSED_GROUP | Kind.SAVED_GROUP | Kind.CLOSED_WINDOW_GROUP:
            return RestoreGroup(item.steps, into)
        case _:
            return RestoreClosedTab(item.steps, into)


def _forget(item: Item) -> Edit:
    pointer = printable(item.pointer)
    if item.is_open:
        raise Refused(f"{pointer}: this {item.kind.noun} is open; close it before it is forgotten")
    match item.kind:
        case Kind.CLOSED_WINDOW:
            return ForgetClosedWindow(item.steps)
        case Kind.CLOSED_GROUP | Kind.SAVED_GROUP:
            return ForgetGroup(item.steps)
        case Kind.CLOSED_WINDOW_GROUP:
            raise Refused(
                f"{pointer}: this group is part of a closed window; forget that window, or the "
                "group's tabs one by one"
            )
        case _:
            return ForgetClosedTab(item.steps)


def _close(item: Item) -> Edit:
    pointer = printable(item.pointer)
    if not item.is_open:
        raise Refused(f"{pointer}: this {item.kind.noun} is not open, so it cannot be closed")
    match item.kind:
        case Kind.WINDOW:
            return CloseWindow(item.steps)
        case Kind.TAB:
            return CloseTab(item.steps)
        case _:
            raise Refused(f"{pointer}: a tab group cannot be closed as one; name its tabs")


def _open_tabs(item: Item) -> Iterable[Steps]:
    """The open tabs an open item stands for."""
    window = item.window
    if item.kind is Kind.TAB or window is None:
        return [item.steps]
    if item.kind is Kind.WINDOW:
        return [tab.steps for tab in window.tabs]
    wanted = getattr(item.node, "id", "")
    return [tab.steps for tab in window.tabs if wanted and printable(tab.group_id or "") == wanted]


def _as_they_are(snapshot: Snapshot) -> dict[int, int | None]:
    """Every container a session uses, each for itself."""
    windows = (*snapshot.windows, *snapshot.closed_windows)
    tabs = [tab for window in windows for tab in window.tabs]
    tabs += [closed.tab for window in windows for closed in window_closed_tabs(window)]
    groups = (*snapshot.saved_groups, *(g for w in windows for g in w.groups))
    tabs += [closed.tab for group in groups for closed in group.tabs]
    return {number: number for tab in tabs if (number := tab.container_id)}
