"""Pane 2: the open windows and their tabs."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from ...session.filtering import Matcher
from ...session.model import Snapshot, Tab, Window
from ...stores.base import View
from ...text import clock, count, site, size
from ..details import Describer
from ..widgets.line_list import Cell, Column, NoRows, Rows
from ..widgets.sheet import Line
from .list_pane import ListPane


class WindowRows:
    """A line per window, then its tabs unless it is folded."""

    def __init__(self, snapshot: Snapshot, matcher: Matcher, folded: set[int], now: float) -> None:
        self.document = snapshot.document
        self.now = now
        self.folded = folded
        self.rows: list[tuple[Window, Tab | None]] = []
        self.tabs = 0
        self.everything = matcher.everything
        self.kept: dict[int, int] = {}
        for window in snapshot.windows:
            tabs = [tab for tab in window.tabs if matcher.tab(tab)]
            self.tabs += len(tabs)
            self.kept[window.index] = len(tabs)
            if not tabs and not matcher.everything:
                continue
            self.rows.append((window, None))
            if window.index not in folded or not matcher.everything:
                self.rows += [(window, tab) for tab in tabs]
        self._groups = {w.index: {g.id: g.name for g in w.groups} for w in snapshot.windows}
        # Without groups nothing is given up for their column.
        group = 12 if any(self._groups.values()) else 1
        self.columns: Sequence[Column] = (
            Column(4, right=True, least=70),
            Column(1),
            Column(0),
            Column(group, least=70),
            Column(16),
            Column(6, right=True, least=70),
            Column(6, right=True, least=50),
        )

    def __len__(self) -> int:
        return len(self.rows)

    def cells(self, index: int) -> Sequence[Cell]:
        """A window across all columns, or a tab in them."""
        window, tab = self.rows[index]
        if tab is None:
            return (Cell(self._window(window), "strong"),)
        group = self._groups[window.index].get(tab.group_id or "", "")
        taken = self.document.known_size(tab.steps)
        return (
            Cell(str(tab.index + 1), "dim"),
            Cell(_sign(window, tab), "accent"),
            Cell(tab.title, "dim" if tab.hidden else ""),
            Cell(group, "accent"),
            Cell(site(tab.url), "dim"),
            Cell(clock(tab.last_accessed, self.now) if tab.last_accessed else "", "dim"),
            Cell(size(taken) if taken is not None else "", "dim"),
        )

    def _window(self, window: Window) -> str:
        fold = "▸" if window.index in self.folded and self.everything else "▾"
        tabs = count(len(window.tabs), "tab")
        if not self.everything:
            tabs = f"{self.kept[window.index]} of {tabs}"
        parts = [f"{fold} Window {window.index + 1}", tabs]
        if window.geometry:
            parts.append(f"{window.geometry[0]} × {window.geometry[1]}")
        if window.size_mode not in ("", "normal"):
            parts.append(window.size_mode)
        if window.closed_tab_count:
            parts.append(count(window.closed_tab_count, "closed tab"))
        return " · ".join(parts)

    def key(self, index: int) -> str:
        """A window by its number, a tab by its address."""
        window, tab = self.rows[index]
        return f"window {window.index}" if tab is None else f"tab {tab.raw_url}"


def _sign(window: Window, tab: Tab) -> str:
    if tab.index == window.selected:
        return "●"
    return "P" if tab.pinned else "H" if tab.hidden else "M" if tab.muted else ""


class WindowsPane(ListPane):
    """Open windows and tabs."""

    def __init__(self, *, id: str | None = None) -> None:  # noqa: A002 (Textual's name)
        super().__init__(id=id)
        self._folded: set[int] = set()

    def make_rows(self, view: View, matcher: Matcher) -> Rows:
        """Windows with tabs that the filter keeps."""
        if view.snapshot is None:
            return NoRows()
        return WindowRows(view.snapshot, matcher, self._folded, view.now)

    def describe(self, view: View, rows: Rows, index: int) -> Iterable[Line]:
        """A tab with its history, or a window with its geometry."""
        if not isinstance(rows, WindowRows) or view.snapshot is None:
            return ()
        describer = Describer.of(view, view.snapshot)
        window, tab = rows.rows[index]
        return describer.window(window) if tab is None else describer.tab(tab, window)

    def path_of(self, rows: Rows, index: int) -> tuple[str | int, ...] | None:
        """Where a tab or window is in the document."""
        if not isinstance(rows, WindowRows):
            return None
        window, tab = rows.rows[index]
        return window.steps if tab is None else tab.steps

    def choose(self, rows: Rows, index: int) -> bool:
        """Fold and unfold a window."""
        if not isinstance(rows, WindowRows):
            return False
        window, tab = rows.rows[index]
        if tab is not None:
            return False
        self._folded ^= {window.index}
        self.repaint()
        return True

    def status(self, view: View, rows: Rows, filtered: str) -> str:
        """How many of how many tabs."""
        if view.snapshot is None:
            return ""
        total = view.snapshot.counts.tabs
        if not filtered or not isinstance(rows, WindowRows):
            return f"{count(total, 'tab')} · in the windows' order"
        return f"{rows.tabs:,} of {total:,} · filter: {filtered} · in the windows' order"

    def empty(self, view: View) -> str:
        """Where tabs might be instead."""
        others = [
            (version.id, summary.counts.tabs)
            for version in view.versions
            if (summary := view.summaries.get(version.id)) and summary.counts
            and summary.counts.tabs
        ]  # fmt: skip
        if others:
            name, tabs = others[0]
            return (
                f"No open windows in this version. {name} has {count(tabs, 'tab')}: press ] or [ "
                "to look."
            )
        return "No open windows in this version."
