"""The columns of the lists of windows and closed things: which a list uses, and how wide they are.

Looked at once for all rows of a list, never when they are painted. The signs keep their room for
the marks, the sizes theirs while they are still counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from ....session.model.snapshot import Snapshot, Tab, Window
from ....text import cells
from ...widgets.columns import Column


class Uses(NamedTuple):
    """What some open tabs have: whether any is in a group, and any tells when it was looked at."""

    group: bool
    seen: bool


def uses_of(rows: Iterable[Window | Tab], *, grouped: bool) -> Uses:
    """What the tabs among some rows have; ``grouped``: there are groups that one may be in."""
    group, seen = not grouped, False
    for row in rows:
        if isinstance(row, Tab):
            group = group or bool(row.group_id)
            seen = seen or bool(row.last_accessed)
            if group and seen:
                break
    return Uses(group and grouped, seen)


def window_columns(snapshot: Snapshot, uses: Uses, *, several: bool) -> Sequence[Column]:
    """Place, sign, title, group, site, when it was looked at, size.

    ``several``: the place is told with its window, as the rows of all windows are mixed.
    """
    windows = snapshot.windows
    place = len(str(max((len(window.tabs) for window in windows), default=0)))
    if several:
        place += len(f"{len(windows)}: ")
    groups = chain.from_iterable(window.groups for window in windows)
    longest = max((cells(group.name) for group in groups), default=0)
    grouped = bool(longest) and uses.group
    return (
        Column(max(3, place), right=True, rank=6, name="#"),
        Column(1),
        Column(0, most=70, name="title"),
        Column(max(7, min(longest, 12)), most=min(longest, 20), rank=3, used=grouped, name="group"),
        Column(16, most=30, rank=2, name="site"),
        Column(6, right=True, rank=4, used=uses.seen, name="seen"),
        Column(6, right=True, rank=5, name="size"),
    )


def closed_columns(*, tabs: bool, loose: bool) -> Sequence[Column]:
    """Mark, when it was closed, title, site, from which window, size.

    ``tabs``: whether there are any, ``loose`` ones that were not closed with a window or group.
    """
    return (
        Column(1),
        Column(6, rank=3, name="when"),
        Column(0, most=70, name="title"),
        Column(16, most=30, rank=2, used=tabs, name="site"),
        Column(9, rank=5, used=loose, name="from"),
        Column(6, right=True, rank=4, used=tabs, name="size"),
    )


def by_group(snapshot: Snapshot) -> Callable[[Tab], tuple[bool, str, str]]:
    """What sorts open tabs by the names of their groups, those without one behind."""
    names = {(w.index, g.id): g.name.casefold() for w in snapshot.windows for g in w.groups}

    def key(tab: Tab) -> tuple[bool, str, str]:
        group_id = tab.group_id or ""
        name = names.get((int(tab.steps[1]), group_id))
        return name is None, name or "", group_id

    return key
