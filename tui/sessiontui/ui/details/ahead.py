"""The windows that an edit will leave, as lines of the look ahead: no more than fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from ...session.edit.look_ahead import (
    MOVED,
    NEW,
    OPEN_ALREADY,
    Screenful,
    Sign,
    TabAhead,
    WindowAhead,
    fit,
)
from ...text import count
from ..lines import Line

_SIGNS: Final[tuple[tuple[Sign, str], ...]] = (
    (NEW, "new"),
    (OPEN_ALREADY, "open already"),
    (MOVED, "moved"),
)


def ahead_lines(windows: Sequence[WindowAhead], most: int) -> Iterator[Line]:
    """The windows and their tabs in at most ``most`` lines, none of which wraps."""
    found = fit(windows, most)
    for window, tabs in found.windows:
        yield Line(None, _heading(window), "strong", cut=True)
        for i, tab in enumerate(tabs):
            if isinstance(tab, TabAhead):
                yield _tab(tab)
            elif i + 1 < len(tabs):
                yield Line(None, f"       … {count(tab, 'tab')}", "dim")
            else:
                yield Line(None, f"       … and {count(tab, 'tab')} more", "dim")
    if found.windows_left:
        yield Line(None, _rest(found), "dim")


def _heading(window: WindowAhead) -> str:
    parts = [window.name[:1].upper() + window.name[1:], count(window.held, "tab")]
    parts += [
        f"{sign} {window.signs[sign]:,} {word}" for sign, word in _SIGNS if sign in window.signs
    ]
    if window.gone:
        parts.append(f"{window.gone:,} closed")
    return " · ".join(parts)


def _tab(tab: TabAhead) -> Line:
    shown = " ●" if tab.selected else ""
    return Line(
        None,
        f"{tab.sign or ' '} {tab.place + 1:>4} {tab.title}",
        "accent" if tab.sign else "",
        cut=True,
        more=((f"  {tab.site}{shown}", "dim"),),
    )


def _rest(found: Screenful) -> str:
    windows = count(found.windows_left, "window")
    return f"… and {windows} more with {count(found.tabs_left, 'tab')}"
