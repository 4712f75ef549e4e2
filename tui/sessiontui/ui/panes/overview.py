"""Pane 1: what the next start will do, what the session holds, what needs attention."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from textual.app import ComposeResult

from ...firefox.prefs.names import INTERVAL
from ...monitor.meter import USUAL_BYTES, compared_with_others
from ...session.model.snapshot import Snapshot
from ...stores.view import ProfileState, Version, View
from ...text import count, exact_size, moment, printable, size
from ..version_words import reading_words
from ..widgets.sheet import Line, Sheet
from .pane import Pane


class OverviewPane(Pane):
    """The one look that answers most questions."""

    DEFAULT_CSS = """
    OverviewPane > Sheet { height: 1fr; padding: 1 1 0 1; }
    """

    _now = 0.0  # the latest moment that was told, ms since epoch

    def compose(self) -> ComposeResult:
        """One sheet, which scrolls where it is too long."""
        yield Sheet(label_width=14)

    def paint(self, view: View) -> None:
        """Say everything about the view."""
        self.query_one(Sheet).show(lines_of(view))

    def tick(self, now: float) -> None:
        """Once a minute say anew how long closed things are still kept."""
        minute = int(now // 60_000) != int(self._now // 60_000)
        self._now = max(self._now, now)
        view = self.view
        if minute and self.display and view is not None and view.losses and view.snapshot:
            from ...firefox.retention import next_losses

            value = {setting.name: setting.value for setting in view.settings}.get
            again = next_losses(view.snapshot, value, self._now)
            self.query_one(Sheet).show(lines_of(replace(view, losses=again)))

    def focus_main(self) -> None:
        """Give the sheet the focus, so that it scrolls."""
        self.screen.set_focus(self.query_one(Sheet))


def lines_of(view: View) -> Iterator[Line]:
    """The overview of a view."""
    blank = Line("", "")
    if view.reading:
        yield Line(None, reading_words(view), "dim")
        return
    if view.profile is not None:
        yield Line("Next start", view.profile.next_start.why)
        for text in (*view.profile.next_start.skipped, *view.profile.next_start.overrides):
            yield Line("", text, "warning")
        for text in view.profile.barred:
            if text not in view.profile.next_start.why:
                yield Line("", text, "warning")
        yield blank
    if view.version is not None:
        loads = view.profile is not None and view.version.id == view.profile.next_start.loads
        mark = "▶ " if loads else ""
        name = view.version.path.replace("\\", "/").rsplit("/", 1)[-1] if view.version.path else ""
        shown = printable(name) or ("inside" if view.version.depth else view.version.id)
        yield Line("Version", f"{mark}{shown}: {view.version.meaning}")
    if view.snapshot is None:
        yield Line("", f"✗ {view.error}", "warning")
    else:
        yield from _session(view, view.snapshot)
        if view.version is not None:
            yield from _file(view.version, view.snapshot)
    if view.profile is not None:
        yield blank
        yield from _profile(view, view.profile)
    attention = list(_attention(view))
    if attention:
        yield blank
        for i, (text, role) in enumerate(attention):
            yield Line("Attention" if not i else "", text, role)


def _session(view: View, snapshot: Snapshot) -> Iterator[Line]:
    info = snapshot.session
    crashes = count(info.recent_crashes, "crash", "crashes")
    yield Line("Session", f"started {moment(info.start_time)}")
    yield Line(
        "",
        f"last update {moment(info.last_update)} · {crashes} since a good start",
    )
    yield Line("", "")
    held = snapshot.counts
    pinned = sum(tab.pinned for tab in snapshot.open_tabs())
    groups = sum(len(window.groups) for window in snapshot.windows)
    inside = [count(pinned, "pinned", "pinned")] if pinned else []
    inside += [count(groups, "group")] if groups else []
    tabs = count(held.tabs, "tab") + (f" ({', '.join(inside)})" if inside else "")
    nested = f" ({held.in_closed_windows:,} inside closed windows)"
    closed = [
        count(held.closed_tabs, "closed tab") + (nested if held.in_closed_windows else ""),
        count(held.closed_windows, "closed window"),
    ]
    if held.saved_groups:
        closed.append(count(held.saved_groups, "saved group"))
    yield Line("Holds", " · ".join([count(held.windows, "window"), tabs]))
    yield Line("", " · ".join(closed))
    forms = sum(tab.has_form_text for tab in snapshot.open_tabs())
    storage = sum(tab.has_storage for tab in snapshot.open_tabs())
    yield Line(
        "",
        f"{count(len(snapshot.cookies), 'session cookie')} · "
        f"{count(forms, 'tab')} with form text · {count(storage, 'tab')} with session storage",
    )
    yield Line("", "")


def _file(version: Version, snapshot: Snapshot) -> Iterator[Line]:
    json = len(snapshot.document.text)
    if version.depth:
        yield Line("Size", f"{size(json)} of JSON ({exact_size(json)})")
        return
    text = f"{size(version.size)} on disk ({exact_size(version.size)})"
    if json > version.size:
        text += f", {size(json)} of JSON (LZ4 {json / max(1, version.size):.1f} : 1)"
    yield Line("File", text)
    if version.size > USUAL_BYTES:
        yield Line("", compared_with_others(version.size), "dim")


def _profile(view: View, profile: ProfileState) -> Iterator[Line]:
    firefox = f"{profile.browser} {profile.firefox or '(version unknown)'}"
    used = {
        "in use": f"running (pid {profile.in_use.pid})" if profile.in_use.pid else "running",
        "free": {None: "not running", True: "not running, did not quit cleanly"}.get(
            profile.crashed, "not running, quit cleanly"
        ),
        "unknown": f"use unknown: {profile.in_use.reason}",
    }[profile.in_use.state]
    yield Line("Firefox", f"{firefox} · {used}")
    interval = view.setting(INTERVAL)
    if interval is not None and interval.effect:
        yield Line("", interval.effect)
    yield Line("Profile", view.info.location)
    if view.info.risk:
        yield Line("", view.info.risk, "warning")
    if view.info.read_only_reason:
        yield Line("", f"read-only: {view.info.read_only_reason}", "dim")


def _attention(view: View) -> Iterator[tuple[str, str]]:
    if view.profile is not None:
        for sentence in view.profile.interrupted:
            yield sentence, "warning"
    for rule in view.losses:
        yield rule.sentence, "warning"
    snapshot = view.snapshot
    if snapshot is not None:
        for inside in view.inside:
            held = view.summaries.get(inside.id)
            if held is not None and held.counts is not None and inside is not view.version:
                tabs = count(held.counts.tabs, "tab")
                yield f"{inside.meaning} is kept inside, {tabs}: [ and ] enter it", ""
        if snapshot.oddities:
            yield (
                f"{count(snapshot.oddities, 'item')} in the file are not what they should be",
                ("warning"),
            )
        if snapshot.document.note:
            yield snapshot.document.note, "warning"
        if snapshot.document.repaired:
            yield "some text in the file is malformed; it is shown repaired, and kept as it is", ""
    for version in view.versions:
        summary = view.summaries.get(version.id)
        if summary and summary.error and view.version is not version:
            yield f"✗ {version.id}: {version.without_name(summary.error)}", "warning"
