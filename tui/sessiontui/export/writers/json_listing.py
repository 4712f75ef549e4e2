"""The JSON that ``tabs --json`` prints, of the chosen items only.

Beside the keys it has, ``closedGroups`` holds closed tab groups that were chosen as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from ...session.model import names
from ...session.model.items import Item
from ..formats import Options
from ..json_shapes import (
    RecentlyClosedOut,
    TabOut,
    closed_tab_out,
    closed_window_out,
    saved_group_out,
    tab_out,
    window_out,
)
from ..pages import Page, Section, is_closed, sections


def chunks(items: Sequence[Item], options: Options) -> Iterator[bytes]:
    """One document on one line."""
    out = {
        key: [*value] if isinstance(value, list) else value for key, value in options.about.items()
    }
    for section in sections(items):
        for key, value in _listed(section, options):
            out.setdefault(key, []).append(value)
    if "recentlyClosed" in out:  # newest first, windows before tabs of the same moment
        out["recentlyClosed"].sort(key=_newest_first)
    yield msgspec.json.encode(out) + b"\n"


def _newest_first(one: RecentlyClosedOut) -> tuple[int, bool]:
    return -(one.lastModified or 0), one.tab is not msgspec.UNSET


def _listed(section: Section, options: Options) -> Iterator[tuple[str, Any]]:
    window, group = section.window, section.group
    if window is not None and not is_closed(window):
        yield "windows", window_out(window, [_tab(page, options) for page in section.pages])
    elif window is not None:
        shown = [_tab(page, options) for page in section.pages]
        stack = window.closed_tabs if section.is_whole else ()
        closed = [closed_tab_out(tab, None, history=False) for tab in stack]
        shape = closed_window_out(window, shown, closed)
        yield "recentlyClosed", RecentlyClosedOut(window.closed_at or None, window=shape)
    elif group is not None and (section.is_whole or group.steps[0] == names.SAVED_GROUPS):
        key = "savedGroups" if group.steps[0] == "savedGroups" else "closedGroups"
        yield key, saved_group_out(group, [_tab(page, options) for page in section.pages])
    else:
        for page in section.pages:
            yield "recentlyClosed", RecentlyClosedOut(page.closed_at, tab=_tab(page, options))


def _tab(page: Page, options: Options) -> TabOut:
    window = page.window
    number = window.index + 1 if window is not None and not is_closed(window) else None
    if page.closed is not None:
        out = closed_tab_out(page.closed, number, history=False)
    else:
        out = tab_out(page.tab, number, history=False)
    if not page.tab.entry_count:  # what stands in the address bar may be words, and private
        out.url = page.raw_url(with_private=options.with_private) or None
    return out
