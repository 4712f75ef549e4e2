"""``sessiontui tabs PLACE``: open windows and tabs, the recently closed list, saved groups."""

from __future__ import annotations

import argparse
import time
from typing import Any

from ...session.filtering import Matcher
from ...session.model import Snapshot, Tab, Window
from ...session.recently_closed import Session, recently_closed
from ...stores.base import Version
from ...text import clock, count
from ...workspace import Workspace
from .. import diagnostics
from ..output import Output, first_line_of
from ..shapes import saved_group_out, session_out, tab_out, window_out


def run(options: argparse.Namespace) -> int:
    """Print them; nothing that matches is exit code 1."""
    workspace = Workspace.open(options.place, read_only=options.read_only)
    try:
        version = workspace.find_version(options.version_of)
        snapshot = workspace.store.load(version.id)
        found = _Found(snapshot, Matcher(options.filter), options)
    finally:
        workspace.close()
    if options.json:
        Output().json(found.document(version))
    else:
        found.print(Output(), version)
    return diagnostics.DONE if found.any else diagnostics.NOTHING_FOUND


class _Found:
    """What was asked for, of one snapshot."""

    def __init__(self, snapshot: Snapshot, matches: Matcher, options: argparse.Namespace) -> None:
        self.history: bool = options.history
        self.wants_open = options.all or not options.closed
        self.wants_closed = options.all or options.closed
        self.wants_saved: bool = options.all
        self.windows: list[tuple[Window, list[Tab]]] = []
        self.closed: list[Session] = []
        self.saved = [g for g in snapshot.saved_groups if matches.group(g)] if options.all else []
        if self.wants_open:
            for window in snapshot.windows:
                tabs = [tab for tab in window.tabs if matches.tab(tab)]
                if tabs or matches.everything:
                    self.windows.append((window, tabs))
        if self.wants_closed:
            self.closed = [s for s in recently_closed(snapshot) if matches.session(s)]
        self.any = bool(any(tabs for _, tabs in self.windows) or self.closed or self.saved)

    def document(self, version: Version) -> dict[str, Any]:
        """The JSON document."""
        out: dict[str, Any] = {
            "version": {"name": version.id, "role": version.role, "path": version.path},
            "revision": version.revision,
        }
        if self.wants_open:
            out["windows"] = [
                window_out(
                    window, [tab_out(tab, window.index + 1, history=self.history) for tab in tabs]
                )
                for window, tabs in self.windows
            ]
        if self.wants_closed:
            out["recentlyClosed"] = [session_out(s, history=self.history) for s in self.closed]
        if self.wants_saved:
            out["savedGroups"] = [saved_group_out(g, history=self.history) for g in self.saved]
        return out

    def print(self, out: Output, version: Version) -> None:
        """Columns for people."""
        now = time.time() * 1000
        if self.wants_open:
            tabs = sum(len(tabs) for _, tabs in self.windows)
            out.line(
                first_line_of((version.id, count(len(self.windows), "window"), count(tabs, "tab"))),
                strong=True,
            )
            for window, shown in self.windows:
                out.line()
                out.line(f"Window {window.index + 1} · {count(len(shown), 'tab')}", strong=True)
                self._tabs(out, shown, window)
        if self.wants_closed:
            if self.wants_open:
                out.line()
            out.line(f"Recently closed · {count(len(self.closed), 'item')}", strong=True)
            rows = [
                (session.session_id or session.pointer, clock(session.last_modified, now),
                 *_closed_words(session))
                for session in self.closed
            ]  # fmt: skip
            out.table(rows, stretch=2, urls=3)
        if self.wants_saved and self.saved:
            for group in self.saved:
                out.line()
                name = f"Saved group {group.name} · {count(len(group.tabs), 'tab')}"
                out.line(name, strong=True)
                out.table([(closed.title, closed.url) for closed in group.tabs], urls=1)

    def _tabs(self, out: Output, tabs: list[Tab], window: Window) -> None:
        rows = []
        groups = {group.id: group.name for group in window.groups}
        for tab in tabs:
            group = groups.get(tab.group_id or "", "")
            title = f"{tab.title}  [{group}]" if group else tab.title
            sign = "*" if tab.index == window.selected else " "
            rows.append((f"{tab.index + 1:>4}{sign}", _flags(tab), title, tab.url))
            if self.history and tab.entry_count > 1:
                for i, entry in enumerate(tab.entries):
                    here = "→" if i == tab.current else " "
                    rows.append(("", here, f"  {entry.title}", entry.url))
        out.table(rows, stretch=2, urls=3)


def _flags(tab: Tab) -> str:
    return "".join(
        letter for letter, on in (("P", tab.pinned), ("H", tab.hidden), ("M", tab.muted)) if on
    )


def _closed_words(session: Session) -> tuple[str, str]:
    if session.tab is not None:
        return session.tab.title, session.tab.url
    assert session.window is not None
    return f"Window: {session.window.title}", count(len(session.window.tabs), "tab")
