"""The rail: every version of the place, damaged ones too."""

from __future__ import annotations

import re
from calendar import month_abbr
from collections.abc import Mapping, Sequence
from typing import ClassVar, Final

from textual import on
from textual.binding import Binding

from ...session.model import names
from ...stores.view import Summary, Version, VersionId, View
from ...text import count, short_age
from ..actions import bindings
from ..messages import VersionChosen
from .line_list import Cell, Column, LineList

_ROOM: Final = 17  # cells that the rail has for a name


class VersionRows:
    """Mark, name, age, number of open tabs; while words stand, how many pages have them, no age.

    Of a damaged version it is the share that can be read in place of the tabs.
    """

    _COLUMNS: ClassVar[Sequence[Column]] = (
        Column(1), Column(0, middle=True), Column(5, right=True), Column(8, right=True),
    )  # fmt: skip

    def __init__(self, view: View, now: float) -> None:
        self._view = view
        self._now = now
        self._hits = hits_of(view)
        sign, name, age, tabs = self._COLUMNS
        self.columns: Sequence[Column] = (
            (sign, name, age, tabs) if self._hits is None else (sign, name, tabs, age)
        )

    def ages(self, now: float) -> tuple[str, ...]:
        """What the ages read at a moment."""
        return tuple(short_age(version.modified, now) for version in self._view.rail)

    def at(self, now: float) -> VersionRows:
        """The same rows at another moment."""
        return VersionRows(self._view, now)

    @property
    def now(self) -> float:
        """The moment the ages are counted to, ms since epoch."""
        return self._now

    def __len__(self) -> int:
        return len(self._view.rail)

    def cells(self, index: int) -> Sequence[Cell]:
        """Sign, name, age and number of tabs of a version."""
        view = self._view
        version = view.rail[index]
        summary = view.summaries.get(version.id)
        held = ""
        if summary:
            held = tab_count(summary.counts.tabs) if summary.counts else ""
        damaged = bool(summary and summary.damaged)
        cells = (
            Cell(mark(view, version), "warning" if damaged else "strong"),
            Cell(rail_name(version), "dim" if damaged else ""),
            Cell("" if version.depth else short_age(version.modified, self._now), "dim"),
            Cell(share_of(summary) if damaged else held, "warning" if damaged else ""),
        )
        if self._hits is None:
            return cells
        hits = hits_in(version, self._hits)
        sign, name, _, tabs = cells
        return sign, name, tabs, Cell(f"· {hits}" if hits else "", "accent")

    def key(self, index: int) -> str:
        """The id of the version."""
        return self._view.rail[index].id


def hits_of(view: View) -> Mapping[VersionId, int] | None:
    """How many pages of each version have the words that stand; None while none do."""
    found = view.found
    return found.in_version if found is not None and found.text else None


def hits_in(version: Version, hits: Mapping[VersionId, int]) -> int:
    """How many of them are in a version; what is inside another is counted with that."""
    return 0 if version.depth else hits.get(version.id, 0)


def mark(view: View, version: Version) -> str:
    """``▶`` what the next start loads, ``✗`` what Firefox cannot read."""
    summary = view.summaries.get(version.id)
    if summary and summary.damaged:
        return "✗"
    if view.profile is not None and version.id == view.profile.next_start.loads:
        return "▶"
    return ""


def short_name(version: Version) -> str:
    """A name for a narrow column: an upgrade's date, a safety copy's number."""
    if version.depth:
        place = version.id.rpartition("#/")[2].split("/")
        last = place == [names.LAST_SESSION]
        name = (
            "last session"
            if last
            else f"in tab {int(place[-1]) + 1}"
            if (place[-2:-1] == ["tabs"])
            else "in a closed tab"
        )
        return "  " * (version.depth - 1) + "└ " + name
    if version.role == "upgradeBackup":
        return _with_date(version.id, "upgrade")
    copied = re.fullmatch(r"backup-(\d+)/(.+)", version.id) if version.role == "kept" else None
    if copied:
        return f"b{copied[1]}/{_with_date(copied[2], 'up')}"
    return version.id


def rail_name(version: Version) -> str:
    """The same where there is no room: a long name goes without an ending that says nothing."""
    name = short_name(version)
    return name if len(name) <= _ROOM else name.removesuffix(".jsonlz4").removesuffix(".baklz4")


def _with_date(name: str, word: str) -> str:
    build = name.removeprefix("upgrade-")
    if build != name and re.match(r"\d{4}(0[1-9]|1[0-2])\d\d", build):
        return f"{word} {int(build[6:8])} {month_abbr[int(build[4:6])]}"
    return name


def share_of(summary: Summary | None) -> str:
    """How much of a damaged version can be read, in eight cells: ``82 %``, ``in part``, ``bad``."""
    salvaged = summary.salvaged if summary else None
    return "bad" if salvaged is None else salvaged.percent or "in part"


def tab_count(tabs: int) -> str:
    """A number of tabs in eight cells, eleven from a thousand on."""
    return count(tabs, "tab")


def tell_ages(versions: LineList, now: float) -> None:
    """Count the ages in a list of versions anew; nothing is painted while they read the same."""
    rows = versions.rows
    if isinstance(rows, VersionRows) and rows.ages(now) != rows.ages(rows.now):
        versions.show(rows.at(now))


class VersionRail(LineList, inherit_bindings=False):
    """The list of versions. Moving the cursor shows the version under it."""

    BINDINGS: ClassVar[list[Binding]] = [*bindings("rail"), *bindings("list")]

    DEFAULT_CSS = """
    VersionRail {
        width: 36; height: 1fr;
        border-right: vkey $rule;
        scrollbar-size-vertical: 0;
    }
    """

    def __init__(self) -> None:
        super().__init__()
        self._shown: str | None = None

    def show_view(self, view: View) -> None:
        """Show the versions; the cursor stands on the one that is shown."""
        self._shown = view.version.id if view.version else None
        self.show(VersionRows(view, view.now))
        for i, version in enumerate(view.rail):
            if version.id == self._shown:
                self.cursor = i

    def tick(self, now: float) -> None:
        """Count the ages anew; nothing is painted while they read the same."""
        tell_ages(self, now)

    @on(LineList.Moved)
    def _choose_version(self, event: LineList.Moved) -> None:
        event.stop()
        rows = self.rows
        if not self.has_focus or not self.cursor < len(rows):
            return
        version = rows.key(self.cursor)
        if version != self._shown:
            self._shown = version
            self.post_message(VersionChosen(version))

    @on(LineList.Chosen)
    def _stay(self, event: LineList.Chosen) -> None:
        event.stop()
        self.screen.focus_next()
