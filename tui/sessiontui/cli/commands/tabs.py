"""``sessiontui tabs PLACE``: open windows and tabs, the recently closed list, saved groups."""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable, Container, Iterable, Sequence
from functools import cached_property
from typing import TYPE_CHECKING, Final

from ...errors import NothingFound, UsageError
from ...text import clock, count, printable
from .. import diagnostics
from ..options import add_json, add_place
from ..output import Output, first_line_of
from ..place import load, opened, wanted_version

if TYPE_CHECKING:
    from ...session.json.pointer import Steps
    from ...session.model.filter import Matcher
    from ...session.model.recently_closed import Closing
    from ...session.model.snapshot import ClosedTab, Snapshot, Tab, TabGroup, Window
    from ...stores.view import Version
    from ..json_shapes.tabs import TabsOut

EXAMPLE: Final = "sessiontui tabs --closed --filter invoice"
Row = tuple[str, str, str, str]


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    add_place(parser)
    add_json(parser)
    parser.add_argument("--closed", action="store_true", help="the recently closed list")
    parser.add_argument("--all", action="store_true", help="open, closed and saved groups")
    parser.add_argument("--history", action="store_true", help="every entry of each tab's history")
    parser.add_argument(
        "--filter", metavar="TEXT", help="only what has the words of TEXT in its title or URL"
    )


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.tabs import Tabs

    return (Tabs,)


def run(options: argparse.Namespace) -> int:
    """Print them; nothing that matches is exit code 1."""
    from ...session.model.filter import Matcher

    matcher = Matcher(options.filter)
    if matcher.complaint:
        raise UsageError(f"--filter: {matcher.complaint}")
    with opened(options) as workspace:
        version = wanted_version(workspace, options.version_of)
        snapshot = load(workspace, version.id)
        found = Listing(
            snapshot,
            Matcher(options.filter, session=snapshot),
            wants_open=options.all or not options.closed,
            wants_closed=options.all or options.closed,
            wants_saved=options.all,
            history=options.history,
            inside=not options.json,
            guessed=guessed_in(snapshot),
        )
        where = printable(version.path or "") or workspace.store.info.title
        others = ""
        if not found.any and options.filter and diagnostics.is_heard():
            from ..pages import elsewhere

            others = elsewhere(workspace, options, options.filter)
    nothing = f"{where}: {found.nothing(options.filter)}{others}"
    out = Output()
    if options.json:
        from ..json_shapes.place import damage_out

        document = found.document(version)
        document.damaged = damage_out(snapshot.salvaged)
        out.json(document)
        if others:
            diagnostics.note(f"sessiontui: {nothing}")
    elif not found.any:
        raise NothingFound(nothing)
    else:
        found.print(out, version)
    return diagnostics.DONE if found.any else diagnostics.NOTHING_FOUND


def guessed_in(snapshot: Snapshot) -> Container[Steps]:
    """The steps of what may be wrong in a damaged file, or not whole."""
    return () if snapshot.salvaged is None else snapshot.salvaged.doubtful


class Listing:
    """What was asked for, of one snapshot. Items at ``guessed`` steps are marked with ``~``."""

    def __init__(
        self,
        snapshot: Snapshot,
        matches: Matcher,
        *,
        wants_open: bool = True,
        wants_closed: bool = True,
        wants_saved: bool = True,
        history: bool = False,
        inside: bool = True,
        guessed: Container[Steps] = (),
    ) -> None:
        from ...session.model.nested import sessions_inside
        from ...session.model.recently_closed import closings

        self.matches = matches
        self.snapshot = snapshot
        self.guessed = guessed
        self.history = history
        self.wants_open = wants_open
        self.wants_closed = wants_closed
        self.wants_saved = wants_saved
        self.windows: list[tuple[Window, Sequence[Tab]]] = []
        self.closed: list[Closing] = []
        self.saved = [g for g in snapshot.saved_groups if matches.group(g)] if wants_saved else []
        if self.wants_open:
            for window, tabs in matches.open_tabs(snapshot):
                if tabs or matches.everything:
                    self.windows.append((window, tabs))
        if self.wants_closed:
            self.closed = closings(snapshot)
            if not matches.everything:
                self.closed = [one for one in self.closed if matches.session(one.session())]
        self.closed_groups = [
            (window, group)
            for window in snapshot.windows
            for group in window.closed_groups
            if self.wants_closed and matches.group(group, window)
        ]
        whole = wants_open and matches.everything and inside
        self.inside = [
            (one.meaning, one.pointer, one.snapshot.counts)
            for one in (sessions_inside(snapshot) if whole else ())
        ]
        self.any = bool(
            any(tabs for _, tabs in self.windows) or self.closed or self.closed_groups or self.saved
        )

    def document(self, version: Version) -> TabsOut:
        """What was found as one JSON document; lists that were not asked for are absent."""
        from ...export.json_rows import (
            closed_group_out,
            closed_tabs_out,
            recently_closed_out,
            saved_group_out,
            tabs_out,
            window_out,
        )
        from ..json_shapes.tabs import TabsOut, version_name_out

        out = TabsOut(version_name_out(version), version.revision)
        if self.wants_open:
            out.windows = [
                window_out(window, tabs_out(window, window.index + 1, tabs, history=self.history))
                for window, tabs in self.windows
            ]
        if self.wants_closed:
            shown = {window.steps for window, _ in self.windows}
            out.recentlyClosed = [
                recently_closed_out(one, history=self.history) for one in self.closed
            ]
            out.closedGroups = [
                closed_group_out(group)
                for window, group in self.closed_groups
                if window.steps not in shown  # there they stand in their window
            ]
        if self.wants_saved:
            out.savedGroups = [
                saved_group_out(group, closed_tabs_out(group, history=self.history))
                for group in self.saved
            ]
        return out

    @cached_property
    def id_of(self) -> Callable[[ClosedTab | Window], str]:
        """The id by which other commands find what is closed."""
        from ...session.model.items import ids_of

        return ids_of(self.snapshot)

    def nothing(self, text: str | None) -> str:
        """Why there is nothing to print, in words."""
        kinds = [
            "open" if self.wants_open else "",
            "closed" if self.wants_closed else "",
            "saved" if self.wants_saved else "",
        ]
        asked = " or ".join(kind for kind in kinds if kind)
        with_text = f' with "{printable(text)}" in its title or URL' if text else ""
        hint = "" if self.wants_closed else "; --all also looks at closed ones"
        return f"there is no {asked} tab{with_text}{hint}"

    def print(self, out: Output, version: Version) -> None:
        """Columns for people; what stands first in a row is the id that other commands take."""
        now = time.time() * 1000
        tabs = sum(len(tabs) for _, tabs in self.windows)
        inside = sum(one.window.closed_tab_count for one in self.closed if one.place is None)
        out.line(
            first_line_of(
                (
                    version.id,
                    count(len(self.windows), "window") if self.wants_open else "",
                    count(tabs, "tab") if self.wants_open else "",
                    f"{len(self.closed):,} recently closed" if self.wants_closed else "",
                    f"{count(inside, 'closed tab')} inside closed windows" if inside else "",
                    count(len(self.saved), "saved group") if self.saved else "",
                )
            ),
            strong=True,
        )
        out.line(f"revision {version.revision}")
        for window, shown in self.windows:
            named = f" · {window.own_title}" if window.own_title else ""
            what = self._marked(window.steps, f"Window {window.index + 1}{named}")
            _heading(out, what, len(shown), window.pointer)
            out.table(list(self._open(shown, window)), stretch=2, urls=3)
        if self.closed:
            out.line()
            out.line("Recently closed, newest first", strong=True)
            out.table(list(self._closed(now)), stretch=2, urls=3)
        for _, group in self.closed_groups:  # their tabs stand in the list above
            what = self._marked(group.steps, f"Closed group {group.name}")
            _heading(out, what, len(group.tabs), group.pointer)
        for group in self.saved:
            what = self._marked(group.steps, f"Saved group {group.name}")
            _heading(out, what, len(group.tabs), group.pointer)
            out.table(list(self._saved(group)), stretch=2, urls=3)
        for meaning, pointer, counts in self.inside:
            out.line()
            closed = counts.closed_tabs + counts.closed_windows
            out.line(
                first_line_of(
                    (
                        f"Session inside: {meaning}",
                        count(counts.tabs, "tab"),
                        f"{closed:,} closed" if closed else "",
                        f"{version.id}#{pointer}",
                    )
                ),
                strong=True,
            )

    def _marked(self, steps: Steps, title: str) -> str:
        return f"~ {title}" if self.guessed and steps in self.guessed else title

    def _open(self, tabs: Iterable[Tab], window: Window) -> Iterable[Row]:
        groups = {group.id: window.group_title(group) for group in window.groups}
        selected = window.selected
        for tab in tabs:
            group = groups.get(printable(tab.group_id or ""), "") if groups else ""
            title = f"{tab.title}  [{group}]" if group else tab.title
            split = "S" if window.in_split_view(tab) else ""
            flags = ("*" if tab.index == selected else " ") + _flags(tab) + split
            yield tab.pointer, flags, self._marked(tab.steps, title), tab.url
            if self.history:
                yield from self._entries(tab)

    def _closed(self, now: float) -> Iterable[Row]:
        for closing in self.closed:
            session = closing.session()
            when = clock(session.last_modified, now)
            if session.tab is not None:
                title = self._marked(session.tab.steps, session.tab.title)
                yield self.id_of(session.tab), when, title, session.tab.url
                yield from self._entries(session.tab.tab)
            elif (window := session.window) is not None:
                title = self._marked(window.steps, f"Window: {window.title}")
                yield self.id_of(window), when, title, _held(window)
                yield from self._inside(window, now)

    def _inside(self, window: Window, now: float) -> Iterable[Row]:
        """What a closed window holds; where the filter keeps only some of it, only that."""
        keeps = self.matches
        tabs = [tab for tab in window.tabs if keeps.tab(tab, window)]
        closed = [tab for tab in window.closed_tabs if keeps.closed_tab(tab, window)]
        groups = [group for group in window.closed_groups if keeps.group(group, window)]
        if not (tabs or closed or groups):  # it was found by its own title
            tabs, closed = [*window.tabs], [*window.closed_tabs]
            groups = [*window.closed_groups]
        for tab in tabs:
            yield tab.pointer, "", f"  {self._marked(tab.steps, tab.title)}", tab.url
            yield from self._entries(tab)
        for one in closed:
            yield from self._closed_inside(one, "  ", now)
        for group in groups:
            when = clock(group.closed_at, now) if group.closed_at else ""
            held = count(len(group.tabs), "tab")
            title = self._marked(group.steps, f"Closed group: {group.name}")
            yield group.pointer, when, f"  {title}", held
            for one in group.tabs:
                yield from self._closed_inside(one, "    ", now)

    def _closed_inside(self, closed: ClosedTab, indent: str, now: float) -> Iterable[Row]:
        when = clock(closed.closed_at, now) if closed.closed_at else ""
        title = self._marked(closed.steps, closed.title)
        yield self.id_of(closed), when, f"{indent}{title}", closed.url
        yield from self._entries(closed.tab)

    def _saved(self, group: TabGroup) -> Iterable[Row]:
        for closed in group.tabs:
            title = self._marked(closed.steps, closed.title)
            yield self.id_of(closed), "", title, closed.url
            yield from self._entries(closed.tab)

    def _entries(self, tab: Tab) -> Iterable[Row]:
        if not self.history or tab.entry_count < 2:
            return
        for i, entry in enumerate(tab.entries):
            yield "", "→" if i == tab.current else "", f"  {entry.title}", entry.url


def _heading(out: Output, what: str, tabs: int, pointer: str) -> None:
    out.line()
    out.line(first_line_of((what, count(tabs, "tab"), pointer)), strong=True)


def _held(window: Window) -> str:
    """How much a closed window holds, in words."""
    parts = [count(len(window.tabs), "tab")]
    if window.closed_tab_count:
        parts.append(count(window.closed_tab_count, "closed tab"))
    if window.closed_groups:
        parts.append(count(len(window.closed_groups), "closed group"))
    return ", ".join(parts)


def _flags(tab: Tab) -> str:
    pinned = "E" if tab.essential else "P" if tab.pinned else ""
    return pinned + ("H" if tab.hidden else "") + ("M" if tab.muted else "")
