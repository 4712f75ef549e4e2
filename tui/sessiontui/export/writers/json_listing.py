"""The JSON that ``tabs --json`` prints, of the chosen items only.

Beside the keys it has, ``closedGroups`` holds closed tab groups that were chosen as such.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from ...session.model import names
from ...session.model.items import Item
from ...session.model.recently_closed import Session
from ..formats import Options
from ..json_shapes import TabOut, closed_tab_out, group_out, session_out, tab_out, window_out
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
        out["recentlyClosed"].sort(key=lambda one: (-(one["lastModified"] or 0), "tab" in one))
    yield msgspec.json.encode(out) + b"\n"


def _listed(section: Section, options: Options) -> Iterator[tuple[str, Any]]:
    window, group = section.window, section.group
    if window is not None and not is_closed(window):
        yield "windows", window_out(window, [_tab(page, options) for page in section.pages])
    elif window is not None:
        session = session_out(Session(window.closed_at or 0, window=window), history=False)
        session["window"]["tabs"] = [_tab(page, options) for page in section.pages]
        if not section.is_whole:
            session["window"]["closedTabs"] = []
        yield "recentlyClosed", session
    elif group is not None and (section.is_whole or group.steps[0] == names.SAVED_GROUPS):
        key = "savedGroups" if group.steps[0] == names.SAVED_GROUPS else "closedGroups"
        shape = {**group_out(group), "saved": group.saved, "closedAt": group.closed_at}
        yield key, {**shape, "tabs": [_tab(page, options) for page in section.pages]}
    else:
        for page in section.pages:
            when = page.closed_at
            yield "recentlyClosed", {"lastModified": when, "tab": _tab(page, options)}


def _tab(page: Page, options: Options) -> TabOut:
    window = page.window
    number = window.index + 1 if window is not None and not is_closed(window) else None
    if page.closed is not None:
        out = closed_tab_out(page.closed, number, history=False)
    else:
        out = tab_out(page.tab, number, history=False)
    if not page.tab.entry_count and not options.with_private:
        out.url = None  # it would be what was typed into the address bar
    return out
