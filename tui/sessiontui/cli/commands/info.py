"""``sessiontui info PLACE``: the versions, and what surrounds them."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, TypeAlias

from ...errors import Damaged, NotASession, SessiontuiError, Unreadable
from ...text import ago, count, moment, path_text, size
from .. import diagnostics
from ..options import add_json, add_place
from ..output import Output, first_line_of
from ..place import load, opened, say_damaged, tabs_elsewhere, wanted_version

if TYPE_CHECKING:
    from ...session.model.snapshot import Counts, Snapshot
    from ...stores.view import ProfileState, Summary, Version
    from ...workspace import Workspace
    from ..json_shapes.place import VersionOut

    Row: TypeAlias = tuple[Version, Summary]

EXAMPLE: Final = "sessiontui info default-esr --version-of previous"
_MOST_DAMAGE: Final = 3  # of one version, in words


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its words and options."""
    add_place(parser)
    add_json(parser)


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.place import InfoOut

    return (InfoOut,)


def run(options: argparse.Namespace) -> int:
    """Print everything known about a place."""
    with opened(options) as workspace:
        return _info(workspace, options)


def _info(workspace: Workspace, options: argparse.Namespace) -> int:
    from msgspec.structs import replace

    from ...stores.protocols import Describes

    out = Output()
    store = workspace.store
    versions = list(store.versions())
    profile = store.profile() if isinstance(store, Describes) else None
    looked = {version.id: workspace.look_into(version) for version in versions}
    summaries = {name: summary for name, (summary, _) in looked.items()}
    if profile is None and len(versions) == 1 and (error := summaries[versions[0].id].error):
        store.load(versions[0].id)  # raises what it is
        raise Unreadable(error)
    try:
        shown = wanted_version(workspace, options.version_of, versions)
        snapshot = load(workspace, shown.id, oddity=options.json)
    except (Damaged, NotASession) as error:
        if options.version_of is not None:
            raise type(error)(f"{error.sentence}{tabs_elsewhere(workspace, shown.id)}") from None
        snapshot = None
    except SessiontuiError:
        if options.version_of is not None:
            raise
        snapshot = None
    rows = []
    for version in versions:
        summary = summaries[version.id]
        if summary.salvaged is not None:
            say_damaged(version.id, summary)
        elif summary.error is None and (version.uncompressed is None or summary.note):
            version = replace(version, uncompressed=len(workspace.text(version)))
        rows.append((version, summary))
        rows += [(inner, workspace.summary(inner)) for inner in looked[version.id][1]]
    if options.json:
        _print_json(out, profile, rows, snapshot)
    else:
        _print(out, store.info.location, profile, rows, snapshot)
    if profile is not None and profile.next_start.barred and options.version_of is None:
        return diagnostics.fail(Unreadable(profile.next_start.why))
    return diagnostics.DONE


def _print_json(
    out: Output, profile: ProfileState | None, rows: Sequence[Row], snapshot: Snapshot | None
) -> None:
    from ..json_shapes.place import (
        InfoOut,
        inside_out,
        profile_out,
        session_times_out,
        version_out,
    )

    surroundings = None if profile is None else profile_out(profile)
    versions: list[VersionOut] = []
    for version, summary in rows:
        if not version.depth:
            versions.append(version_out(version, summary))
        elif (inner := inside_out(version, summary)) is not None:
            inside = versions[-1].inside or []
            versions[-1].inside = [*inside, inner]
    out.json(InfoOut(surroundings, versions, session_times_out(snapshot)))


def _print(
    out: Output,
    location: str,
    profile: ProfileState | None,
    rows: Sequence[Row],
    snapshot: Snapshot | None,
) -> None:
    now = time.time() * 1000
    if profile is not None:
        out.line(
            first_line_of(
                (profile.name, f"{profile.browser} {profile.firefox or '(version unknown)'}",
                 used_words(profile))
            ),
            strong=True,
        )  # fmt: skip
        out.line(path_text(profile.path))
        out.line()
        start = profile.next_start
        out.paragraph("next start", start.why)
        for text in (*start.skipped, *start.overrides):
            out.paragraph("", text)
        for text in (
            *profile.interrupted, *_not_said_yet(profile), *profile.damaged, *profile.unfinished,
            *profile.passed_over,
        ):  # fmt: skip
            out.paragraph("attention", text)
    else:
        out.line(location, strong=True)
        out.line()
    for version, summary in rows:
        if summary.note:
            out.paragraph("attention", f"{version.id}: {summary.note}")
        for damage in summary.salvaged.damage[:_MOST_DAMAGE] if summary.salvaged else ():
            out.paragraph("damage", f"{version.id}: {damage}")
    out.paragraph("session", _session_words(snapshot))
    out.line()
    loads = profile.next_start.loads if profile else None
    table = [
        (
            "▶" if version.id == loads else "✗" if summary.damaged else " ",
            f"{'  ' * version.depth}{version.id}",
            "" if version.depth else ago(version.modified, now),
            size(version.size),
            f"{version.uncompressed / max(1, version.size):.1f} : 1"
            if version.uncompressed and not version.depth else "",
            first_line_of((version.meaning, _holds(version, summary)))
            if version.depth else _holds(version, summary),
        )
        for version, summary in rows
    ]  # fmt: skip
    out.table(table, stretch=1, last_below=True)
    if not rows and not (profile and profile.barred):
        out.line("There is no session file here.")


def _not_said_yet(profile: ProfileState) -> list[str]:
    return [text for text in profile.barred if text not in profile.next_start.why]


def _holds(version: Version, summary: Summary) -> str:
    counts = summary.counts
    if counts is None:
        return version.without_name(summary.error or "")
    return first_line_of((summary.salvaged.words if summary.salvaged else "", held_words(counts)))


def held_words(counts: Counts) -> str:
    """How much a version holds, in words."""
    return first_line_of(
        (
            count(counts.windows, "window"),
            count(counts.tabs, "tab"),
            _closed_words(counts),
            count(counts.closed_windows, "closed window") if counts.closed_windows else "",
        )
    )


def _closed_words(counts: Counts) -> str:
    if not counts.closed_tabs:
        return ""
    inside = counts.in_closed_windows
    words = count(counts.closed_tabs, "closed tab")
    return f"{words} ({inside:,} inside closed windows)" if inside else words


def _session_words(snapshot: Snapshot | None) -> str:
    unknown = "it does not say when it was started or saved"
    if snapshot is None:
        return unknown
    info = snapshot.session
    crashes = info.recent_crashes
    return (
        first_line_of(
            (
                f"started {moment(info.start_time)}" if info.start_time else "",
                f"last update {moment(info.last_update)}" if info.last_update else "",
                f"after {count(crashes, 'crash', 'crashes')}" if crashes else "",
            )
        )
        or unknown
    )


def used_words(profile: ProfileState) -> str:
    """Whether Firefox runs, was closed or crashed, in words."""
    used = profile.in_use
    if used.state == "in use":
        return f"running, pid {used.pid}" if used.pid else "running"
    ended = ""
    if profile.crashed is not None:
        ended = "not closed cleanly" if profile.crashed else "closed cleanly"
    if used.state == "free":
        return ended or "not running"
    return f"{ended}, whether it runs is not known: {used.reason}".removeprefix(", ")
