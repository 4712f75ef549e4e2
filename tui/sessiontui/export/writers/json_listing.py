"""The JSON that ``tabs --json`` prints, of the chosen items only.

Its ``closedGroups`` holds closed tab groups that were chosen as such, with their tabs, too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from ...session.json.pointer import Steps
from ...session.model import names
from ...session.model.items import Item
from ..formats import Options
from ..json_rows import (
    closed_group_out,
    closed_tab_out,
    closed_window_out,
    saved_group_out,
    tab_out,
    window_out,
)
from ..json_shapes import RecentlyClosedOut, TabOut
from ..pages import Page, Section, closed_page, is_closed, sections


def chunks(items: Sequence[Item], options: Options) -> Iterator[bytes]:
    """One document on one line."""
    out = {
        key: [*value] if isinstance(value, list) else value for key, value in options.about.items()
    }
    chosen = sections(items)
    shown = {_window_key(section) for section in chosen if section.window and section.is_whole}
    for section in chosen:
        if _inside_closed(section) and _window_key(section) in shown:
            continue  # its closed window has it already
        for key, value in _listed(section, options, shown):
            out.setdefault(key, []).append(value)
    if "recentlyClosed" in out:  # newest first, windows before tabs of the same moment
        out["recentlyClosed"].sort(key=_newest_first)
    yield msgspec.json.encode(out) + b"\n"


def _newest_first(one: RecentlyClosedOut) -> tuple[int, bool]:
    return -(one.lastModified or 0), one.tab is not msgspec.UNSET


def _window_key(section: Section) -> tuple[int, Steps]:
    """The window that it is or, as closed tabs or a closed group, was closed in."""
    item = section.items[0]
    return id(item.snapshot), item.window.steps if item.window else ()


def _inside_closed(section: Section) -> bool:
    window = section.items[0].window
    return section.window is None and window is not None and is_closed(window)


def _listed(
    section: Section, options: Options, shown: set[tuple[int, Steps]]
) -> Iterator[tuple[str, Any]]:
    window, group = section.window, section.group
    if window is not None and not is_closed(window):
        yield "windows", window_out(window, [_tab(page, options) for page in section.pages])
    elif window is not None:
        tabs = [_tab(page, options) for page in section.pages]
        loose, grouped = (
            (window.closed_tabs, window.closed_groups) if section.is_whole else ((), ())
        )
        closed = [_tab(closed_page(one, window, None), options) for one in loose]
        groups = [
            saved_group_out(one, [_tab(closed_page(tab, window, one), options) for tab in one.tabs])
            for one in grouped
        ]
        shape = closed_window_out(window, tabs, closed, groups)
        yield "recentlyClosed", RecentlyClosedOut(window.closed_at or None, window=shape)
    elif group is not None and (section.is_whole or group.steps[0] == names.SAVED_GROUPS):
        key = "savedGroups" if group.steps[0] == "savedGroups" else "closedGroups"
        yield key, saved_group_out(group, [_tab(page, options) for page in section.pages])
    else:
        listed = "closedGroups" in options.about and _window_key(section) not in shown
        if group is not None and listed:  # an open window that is shown names its closed groups
            yield "closedGroups", closed_group_out(group)
        for page in section.pages:
            yield "recentlyClosed", RecentlyClosedOut(page.closed_at, tab=_tab(page, options))


def _tab(page: Page, options: Options) -> TabOut:
    window = page.window
    number = window.index + 1 if window is not None and not is_closed(window) else None
    if page.closed is not None:
        out = closed_tab_out(page.closed, number, history=False)
    else:
        out = tab_out(page.tab, number, history=False)
    if page.tab.never_arrived:  # what stands in the address bar may be words, and private
        out.url = page.raw_url(with_private=options.with_private) or None
    return out
