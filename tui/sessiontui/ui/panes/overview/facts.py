"""What pane 1 says above and below what can be got back. All printable."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from ....firefox.prefs.names import INTERVAL
from ....firefox.replaced import Moment, session_before_goes
from ....monitor.meter import USUAL_BYTES, compared_with_others
from ....session.model.snapshot import Snapshot
from ....stores.view import ProfileState, Version, View
from ....text import count, exact_size, moment, printable, size
from ...lines import Line
from ...version_words import held_by_others, reading_words

_MOST_DAMAGE: Final = 3  # sentences on what is wrong with a file


def next_start_lines(view: View) -> Iterator[Line]:
    """What the next start does, and what hinders to see or read anything."""
    if view.reading:
        yield Line(None, reading_words(view), "dim")
        return
    if view.profile is not None:
        start = view.profile.next_start
        yield Line("NEXT START", start.why)
        for text in (*start.skipped, *start.overrides, *view.profile.barred):
            if text not in start.why:
                yield Line("", text, "warning")
        for text in (*view.profile.damaged, *view.profile.unfinished):
            yield Line("", text, "warning")
        for text in view.profile.passed_over:
            yield Line("", text, "dim")


def lines_of(view: View) -> Iterator[Line]:
    """What needs attention, then the facts about the shown version and what surrounds it."""
    blank = Line("", "")
    if view.reading:
        return
    if view.snapshot is None:
        yield from _version(view)
        yield Line("", f"✗ {view.error}", "warning")
        if held := held_by_others(view):
            yield Line("", held, "strong")
        yield blank
    attention = list(_attention(view))
    for i, (text, role) in enumerate(attention):
        yield Line("ATTENTION" if not i else "", text, role)
    if attention:
        yield blank
    if view.snapshot is not None:
        yield from _version(view)
        if view.version is not None:
            yield from _file(view.version, view.snapshot)
        yield from _session(view, view.snapshot)
        yield blank
    if view.profile is not None:
        yield from _profile(view, view.profile)


def _version(view: View) -> Iterator[Line]:
    version = view.version
    if version is None:
        return
    loads = view.profile is not None and version.id == view.profile.next_start.loads
    name = version.path.replace("\\", "/").rsplit("/", 1)[-1] if version.path else ""
    shown = printable(name) or ("inside" if version.depth else version.id)
    yield Line("VERSION", f"{'▶ ' if loads else ''}{shown}: {version.meaning}")


def _session(view: View, snapshot: Snapshot) -> Iterator[Line]:
    info = snapshot.session
    crashes = count(info.recent_crashes, "crash", "crashes")
    yield Line("SESSION", f"started {moment(info.start_time)}")
    yield Line("", f"last update {moment(info.last_update)} · {crashes} since a good start")
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
    yield Line("HOLDS", " · ".join([count(held.windows, "window"), tabs]))
    yield Line("", " · ".join(closed))
    forms, storage = snapshot.form_text_count, snapshot.storage_count
    yield Line(
        "",
        f"{count(snapshot.cookie_count, 'session cookie')} · "
        f"{count(forms, 'tab')} with form text · {count(storage, 'tab')} with session storage",
    )


def _file(version: Version, snapshot: Snapshot) -> Iterator[Line]:
    json = len(snapshot.document.text)
    if version.depth:
        yield Line("SIZE", f"{size(json)} of JSON ({exact_size(json)})")
        return
    text = f"{size(version.size)} on disk ({exact_size(version.size)})"
    if snapshot.salvaged is not None:
        yield Line("FILE", f"{text}, {size(json)} of JSON could be read")
        return
    if json > version.size:
        text += f", {size(json)} of JSON (LZ4 {json / max(1, version.size):.1f} : 1)"
    yield Line("FILE", text)
    if version.size > USUAL_BYTES:
        yield Line("", compared_with_others(version.size), "dim")


def _profile(view: View, profile: ProfileState) -> Iterator[Line]:
    firefox = f"{profile.browser} {profile.firefox or '(version unknown)'}"
    used = {
        "in use": f"running (pid {profile.in_use.pid})" if profile.in_use.pid else "running",
        "free": {None: "not running", True: "not running, did not quit cleanly"}.get(
            profile.crashed, "not running, quit cleanly"
        ),
        "unknown": f"whether it runs is not known: {profile.in_use.reason}",
    }[profile.in_use.state]
    yield Line("FIREFOX", f"{firefox} · {used}")
    interval = view.setting(INTERVAL)
    if interval is not None and interval.effect:
        yield Line("", interval.effect)
    yield Line("PROFILE", view.info.location)
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
        yield from _damage(snapshot)
        yield from _session_before(view, snapshot)
        if snapshot.oddities:
            yield (
                f"{count(snapshot.oddities, 'item')} in the file are not what they should be",
                ("warning"),
            )
        if snapshot.document.note:
            yield snapshot.document.note, "warning"
        if snapshot.document.repaired:
            yield "some text in the file is malformed; it is shown repaired, and kept as it is", ""


def _damage(snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """How much of a damaged file can be read, and what is wrong with it."""
    salvaged = snapshot.salvaged
    if salvaged is None:
        return
    guessed = f", {salvaged.guessed_words}" if salvaged.guessed_words else ""
    yield f"this file is damaged: {salvaged.can_be_read}{guessed}", "warning"
    for sentence in salvaged.damage[:_MOST_DAMAGE]:
        yield sentence, ""
    if len(salvaged.damage) > _MOST_DAMAGE:
        yield f"and {len(salvaged.damage) - _MOST_DAMAGE:,} more such places", ""


def _session_before(view: View, snapshot: Snapshot) -> Iterator[tuple[str, str]]:
    """When Firefox drops the session before, which what it would load holds."""
    profile, before = view.profile, snapshot.last_session
    if profile is None or before is None or view.version is None:
        return
    start = profile.next_start
    if view.version.id != start.loads:
        return
    tabs = count(before.counts.tabs, "tab")
    running = profile.in_use.state == "in use"
    soon = session_before_goes(start.kind, running=running) is Moment.SAVE
    by = "the next start" if soon else "the next clean quit"
    yield (
        f"the session before this one, {tabs}: {by} of Firefox drops it",
        "warning" if soon else "",
    )
