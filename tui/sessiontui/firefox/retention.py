"""What Firefox will forget, said in numbers.

Limits of SessionStore: max_tabs_undo closed tabs per window, max_windows_undo closed windows,
and once a day at idle everything closed longer ago than cleanup.forget_closed_after.
"""

from __future__ import annotations

from collections.abc import Callable

from msgspec import Struct

from ..durations import duration
from ..session.model.snapshot import Snapshot
from ..text import count, elide
from .prefs.names import FORGET_AFTER, MAX_TABS_UNDO, MAX_WINDOWS_UNDO
from .prefs.prefs_js import PrefValue


class Loss(Struct, frozen=True):
    """One thing that will be dropped, and when. ``pointer`` is the first to go, if there is one."""

    sentence: str
    pointer: str | None = None


def next_losses(
    snapshot: Snapshot, value: Callable[[str], PrefValue | None], now_ms: float
) -> tuple[Loss, ...]:
    """What this session will lose next. ``value`` gives a setting's effective value."""
    found: list[Loss] = []
    found += _full_windows(snapshot, value(MAX_TABS_UNDO))
    limit = value(MAX_WINDOWS_UNDO)
    if isinstance(limit, int) and limit > 0 and len(snapshot.closed_windows) >= limit:
        last = snapshot.closed_windows[-1]
        found.append(
            Loss(
                f"{len(snapshot.closed_windows)} of {limit} closed windows: the next one closed "
                f'drops "{elide(last.title, 40)}"',
                last.pointer,
            )
        )
    found += _oldest(snapshot, value(FORGET_AFTER), now_ms)
    return tuple(found)


def _full_windows(snapshot: Snapshot, limit: PrefValue | None) -> list[Loss]:
    if not isinstance(limit, int) or limit <= 0:
        return []
    found = []
    for number, window in enumerate(snapshot.windows, 1):
        if len(window.closed_tabs) >= limit:
            last = window.closed_tabs[-1]
            where = f" in window {number}" if len(snapshot.windows) > 1 else ""
            found.append(
                Loss(
                    f"{len(window.closed_tabs)} of {limit} closed tabs{where}: the next close "
                    f'drops "{elide(last.title, 40)}"',
                    last.pointer,
                )
            )
    return found


def _oldest(snapshot: Snapshot, limit: PrefValue | None, now_ms: float) -> list[Loss]:
    if not isinstance(limit, int) or limit <= 0:
        return []
    closed: list[tuple[int | None, str, str]] = [
        (item.closed_at, item.title, item.pointer) for item in snapshot.closed_windows
    ]
    for window in (*snapshot.windows, *snapshot.closed_windows):
        closed += [(tab.closed_at, tab.title, tab.pointer) for tab in window.closed_tabs]
        closed += [(group.closed_at, group.name, group.pointer) for group in window.closed_groups]
    items = [(at, title, pointer) for at, title, pointer in closed if at]
    if not items:
        return []
    closed_at, title, pointer = min(items, key=lambda item: item[0])
    due = sum(now_ms - at > limit for at, _, _ in items)
    if due:
        were = "is" if due == 1 else "are"
        return [
            Loss(
                f"{count(due, 'closed item')} {were} older than {duration(limit / 1000)}: gone at "
                "the next daily clean-up",
                pointer,
            )
        ]
    left = (closed_at + limit - now_ms) / 1000
    if left < 3 * 86400:
        return [Loss(f'"{elide(title, 40)}" expires in {duration(left)}', pointer)]
    return []
