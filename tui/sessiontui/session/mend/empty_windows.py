"""Windows of which a hole left no open tab: Firefox 153 does not open them as they are.

One without ``tabs`` in front hangs its start; of one with none it keeps nothing, or opens an empty
window. So what such a window still holds goes to the one beside it.
"""

from __future__ import annotations

from typing import Final

from ..model import names
from .schema import CHILDREN, Part
from .tree import Listing, Record, Value

_LISTS: Final = tuple(
    key for key, child in CHILDREN[Part.WINDOW].items() if child.listed and key != b"tabs"
)


def move_out_of_empty_windows(top: Record, certain: int) -> None:
    """Give what stands in broken windows without an open tab to the window before, or behind.

    What stands before ``certain`` stays where it is, and so does the only window: with no tabs.
    """
    if b"tabs" in top.known:
        return  # of Zen, which keeps all tabs there
    for key in (b"windows", names.CLOSED_WINDOWS.encode()):
        windows = top.known.get(key)
        if isinstance(windows, Listing) and any(map(_is_empty, windows.items)):
            _move(windows, certain)


def _move(windows: Listing, certain: int) -> None:
    for window in list(windows.items):
        if not isinstance(window, Record) or not _is_empty(window):
            continue
        at = windows.items.index(window)
        beside = [*reversed(windows.items[:at]), *windows.items[at + 1 :]]
        other = next((one for one in beside if isinstance(one, Record)), None)
        if _holds_before(window, certain) or other is None:
            if not window.has(b"tabs"):
                tabs = Listing(Part.TAB, window.start)
                tabs.broken = True
                window.add(b'"tabs"', tabs)
            continue
        del windows.items[at]
        _give(window, other)


def _give(window: Record, other: Record) -> None:
    for key in _LISTS:
        found = window.known.get(key)
        if not isinstance(found, Listing) or not found.items:
            continue
        there = other.known.get(key)
        if isinstance(there, Listing):
            there.items += found.items
            there.broken = True
        elif not other.has(key):
            other.add(b'"' + key + b'"', found)
        found.broken = other.broken = True


def _holds_before(window: Record, certain: int) -> bool:
    """Whether any item of it begins before an offset."""
    lists = (window.known.get(key) for key in _LISTS)
    firsts = (found.items[0] for found in lists if isinstance(found, Listing) and found.items)
    return any((one[0] if isinstance(one, tuple) else one.start) < certain for one in firsts)


def _is_empty(window: Value) -> bool:
    if not isinstance(window, Record) or not window.broken:
        return False
    tabs = window.known.get(b"tabs")
    return not tabs.items if isinstance(tabs, Listing) else not window.has(b"tabs")
