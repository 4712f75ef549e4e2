"""What the title bar and the head of the panes say, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...stores.view import Version, View
from ...text import ago, count, elide_middle, printable
from ..version_words import reading_words, reason
from ..widgets.version_line import Entry, Head
from ..widgets.version_rail import hits_in, hits_of, mark, rail_name, share_of, short_name

_TOLD: Final = frozenset({"kept", "copy", "unfinished", "upgradeBackup"})
"""Roles whose name alone does not say what they are."""

_NAME: Final = 26  # cells that the name of one version takes of the line of all


def title_of(view: View) -> tuple[str, tuple[str, ...]]:
    """Which profile; then which Firefox, running or not, what may be done: the weightiest last."""
    parts: list[str] = []
    profile = view.profile
    if profile is not None:
        parts.append(f"{profile.browser} {profile.firefox or ''}".strip())
        if profile.in_use.state == "in use":
            parts.append(f"running, pid {profile.in_use.pid}" if profile.in_use.pid else "running")
        elif not (view.versions or view.reading or profile.barred):
            parts.append("no session saved")
        elif profile.next_start.barred:
            parts.append("not all of it may be looked at")
        elif profile.crashed is not None:
            parts.append("did not quit cleanly" if profile.crashed else "closed cleanly")
    if view.info.risk:
        parts.append("taken for Firefox")
    if view.info.read_only_reason:
        parts.append("read-only")
    return f"sessiontui  {view.info.title}", tuple(parts)


def saved_words(view: View, now: float) -> str:
    """When the last save was seen."""
    saves = (v for v in view.versions if v.role not in ("copy", "unfinished"))
    saved = max((v.modified or 0 for v in saves), default=0)
    return f"saved {ago(saved, now)}" if saved else ""


def entries_of(view: View) -> tuple[Entry, ...]:
    """All versions for one line; while words stand, how many pages of each have them."""
    hits = hits_of(view)
    return tuple(_entry(view, version, hits) for version in view.rail)


def _entry(view: View, version: Version, hits: Mapping[str, int] | None) -> Entry:
    summary = view.summaries.get(version.id)
    damaged = summary is not None and summary.damaged
    words = f"{mark(view, version)} {elide_middle(rail_name(version), _NAME)}".strip()
    if hits is not None:
        hit = hits_in(version, hits)
        words += f" · {hit:,}" if hit else ""
    elif summary and summary.salvaged:
        words += f" {share_of(summary)}"
    elif summary and summary.counts:
        words += f" {summary.counts.tabs:,}"
    return Entry(version.id, words, "$text-warning" if damaged else "")


def head_of(view: View, now: float) -> Head:
    """Which version is shown, and what it is: not what Firefox loads, a copy, damaged."""
    version = view.version
    if version is None:
        if view.error:
            return Head(standing=f"✗ {_without_place(view)}", warning=True)
        return Head(standing=reading_words(view) if view.reading else "")
    summary = view.summaries.get(version.id)
    more = [ago(version.modified, now)] if version.modified and not version.depth else []
    held = count(summary.counts.tabs, "tab") if summary and summary.counts else ""
    if version.role in _TOLD or version.depth:
        more.append(version.meaning)
    standing, warning = _standing(view, version)
    salvaged = summary.salvaged if summary else None
    if salvaged is None:
        return Head(short_name(version).strip(), tuple(more), standing, warning, held)
    guessed = f", {salvaged.guessed_words}" if salvaged.guessed_words else ""
    return Head(
        short_name(version).strip(), (*more, held), f"✗ damaged, {salvaged.readable}", True,
        behind=tuple(filter(None, (guessed, f" · {standing}" if standing else ""))),
    )  # fmt: skip


def _without_place(view: View) -> str:
    """Why nothing can be shown; the title names the place."""
    return (view.error or "").removeprefix(f"{printable(view.info.location)}: ")


def _standing(view: View, version: Version) -> tuple[str, bool]:
    """What Firefox makes of a version, and whether that is a warning."""
    if view.error and view.snapshot is None:
        return f"✗ {reason(view)}", True
    start = view.profile.next_start if view.profile is not None else None
    if start is None or start.barred:
        return "", False
    if start.loads == version.id:
        return "▶ the next start loads it", False
    return "not what Firefox loads", True
