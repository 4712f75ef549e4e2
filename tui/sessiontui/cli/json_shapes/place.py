"""``info``: the versions of a place, and what surrounds them."""

from __future__ import annotations

from msgspec import UNSET, UnsetType

from ...export.json_shapes import Bytes, InUse, Moment, Shape
from ...firefox.next_start import NextStart, StartType
from ...session.model.salvaged import Salvaged
from ...session.model.snapshot import Snapshot
from ...stores.view import ProfileState, Summary, Version
from ...text import reopenable


class DamageOut(Shape):
    """Why Firefox cannot read a file, and what can be read of it here.

    ``share`` of its text, from 0 to 1, null where nobody knows how much it was; ``guessedTabs`` of
    all tabs, open and closed, may be wrong. ``complete``: no text is missing.
    """

    why: str
    share: float | None
    complete: bool
    guessedTabs: int
    damage: list[str]


def damage_out(salvaged: Salvaged | None) -> DamageOut | UnsetType:
    """How damaged a file is; nothing for a whole one."""
    if salvaged is None:
        return UNSET
    return DamageOut(
        salvaged.why, salvaged.share, salvaged.complete, salvaged.guessed_tabs, [*salvaged.damage]
    )


class VersionOut(Shape):
    """One version; counts are null and ``error`` says why when it cannot be read.

    ``closedTabs`` counts every closed tab: of open windows, of closed ones, and of the closed
    groups of both. The tabs of a closed window itself and those of saved groups are not in it.
    ``note`` says what is odd about a file that can be read; ``inside`` are the sessions that lie in
    it, as deep as they do. ``damaged``: Firefox cannot read it,
    and the counts are of what can be read of it.
    """

    name: str
    role: str
    path: str | None
    bytes: Bytes
    uncompressedBytes: Bytes | None
    modified: Moment | None
    revision: str
    windows: int | None
    tabs: int | None
    closedTabs: int | None
    closedWindows: int | None
    error: str | UnsetType = UNSET
    note: str | UnsetType = UNSET
    damaged: DamageOut | UnsetType = UNSET
    inside: list[InsideOut] | UnsetType = UNSET


class InsideOut(Shape):
    """A session inside a version; ``name`` is what ``--version-of`` takes."""

    name: str
    meaning: str
    uncompressedBytes: Bytes
    windows: int
    tabs: int
    closedTabs: int
    closedWindows: int


class InUseOut(Shape):
    """Whether a Firefox runs with the profile, and its process where that is known."""

    state: InUse
    pid: int | None


class NextStartOut(Shape):
    """What the next start of Firefox loads and does."""

    loads: str | None
    type: StartType
    why: str
    skipped: list[str]
    overrides: list[str]


class ProfileOut(Shape):
    """The profile, and what happens in it next; ``barred`` is what may not be looked at.

    ``damaged`` says of files around the sessions what is read of them, ``unfinished`` which saves
    hold more than what is loaded, ``notLookedInto`` how much may hold sessions under other names.
    """

    path: str
    name: str
    browser: str
    firefox: str | None
    inUse: InUseOut
    crashed: bool | None
    nextStart: NextStartOut
    interrupted: list[str]
    barred: list[str] | UnsetType = UNSET
    damaged: list[str] | UnsetType = UNSET
    unfinished: list[str] | UnsetType = UNSET
    notLookedInto: list[str] | UnsetType = UNSET


class SessionTimesOut(Shape):
    """What the session says of itself; all null when it cannot be read."""

    startTime: Moment | None
    lastUpdate: Moment | None
    recentCrashes: int | None


class InfoOut(Shape):
    """Everything known about a place; ``profile`` is null for a single file."""

    profile: ProfileOut | None
    versions: list[VersionOut]
    session: SessionTimesOut


def version_out(version: Version, summary: Summary) -> VersionOut:
    """A version, and what a look into it gave."""
    counts = summary.counts
    return VersionOut(
        name=version.id,
        role=version.role,
        path=None if version.path is None else reopenable(version.path),
        bytes=version.size,
        uncompressedBytes=version.uncompressed,
        modified=int(version.modified) if version.modified else None,
        revision=version.revision,
        windows=counts.windows if counts else None,
        tabs=counts.tabs if counts else None,
        closedTabs=counts.closed_tabs if counts else None,
        closedWindows=counts.closed_windows if counts else None,
        error=version.without_name(summary.error) if summary.error else UNSET,
        note=summary.note or UNSET,
        damaged=damage_out(summary.salvaged),
    )


def inside_out(version: Version, summary: Summary) -> InsideOut | None:
    """A session inside another; None where it cannot be counted."""
    counts = summary.counts
    if counts is None:
        return None
    return InsideOut(
        version.id, version.meaning, version.size, counts.windows, counts.tabs, counts.closed_tabs,
        counts.closed_windows,
    )  # fmt: skip


def next_start_out(start: NextStart) -> NextStartOut:
    """What the next start loads and does."""
    return NextStartOut(
        start.loads, start.kind, start.why, list(start.skipped), list(start.overrides)
    )


def profile_out(profile: ProfileState) -> ProfileOut:
    """A profile's state as ``--json`` prints it; paths in a form that opens again."""
    return ProfileOut(
        path=reopenable(profile.path),
        name=profile.name,
        browser=profile.browser,
        firefox=profile.firefox,
        inUse=InUseOut(profile.in_use.state, profile.in_use.pid),
        crashed=profile.crashed,
        nextStart=next_start_out(profile.next_start),
        interrupted=list(profile.interrupted),
        barred=list(profile.barred) or UNSET,
        damaged=list(profile.damaged) or UNSET,
        unfinished=list(profile.unfinished) or UNSET,
        notLookedInto=list(profile.passed_over) or UNSET,
    )


def session_times_out(snapshot: Snapshot | None) -> SessionTimesOut:
    """What a session says of itself; None when it cannot be read."""
    if snapshot is None:
        return SessionTimesOut(None, None, None)
    info = snapshot.session
    found = snapshot.document.skeleton.session
    knows_crashes = isinstance(found, dict) and "recentCrashes" in found
    return SessionTimesOut(
        info.start_time, info.last_update, info.recent_crashes if knows_crashes else None
    )
