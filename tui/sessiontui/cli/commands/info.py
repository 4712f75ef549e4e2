"""``sessiontui info PLACE``: the versions, and what surrounds them."""

from __future__ import annotations

import argparse
import time
from typing import Any

from ...errors import SessiontuiError, Unreadable
from ...stores.protocols import Describes, ProfileState
from ...text import ago, count, moment, path_text, reopenable, size
from ...workspace import Workspace
from .. import diagnostics
from ..json_shapes import in_use_out, next_start_out, session_info_out, version_out
from ..opening import open_workspace
from ..output import Output, first_line_of


def run(options: argparse.Namespace) -> int:
    """Print everything known about a place."""
    workspace = open_workspace(options.place, options)
    try:
        return _info(workspace, options)
    finally:
        workspace.close()


def _info(workspace: Workspace, options: argparse.Namespace) -> int:
    out = Output()
    store = workspace.store
    versions = list(store.versions())
    profile = store.profile() if isinstance(store, Describes) else None
    summaries = {version.id: workspace.summary(version) for version in versions}
    if profile is None and len(versions) == 1 and (error := summaries[versions[0].id].error):
        store.load(versions[0].id)  # raises what it is
        raise Unreadable(error)
    try:
        shown = workspace.find_version(options.version_of, versions)
        session = session_info_out(store.load(shown.id))
    except SessiontuiError:
        if options.version_of is not None:
            raise
        session = {"startTime": None, "lastUpdate": None, "recentCrashes": None}
    rows = []
    for version in versions:
        row = version_out(version, summaries[version.id])
        if row["uncompressedBytes"] is None and summaries[version.id].error is None:
            row["uncompressedBytes"] = len(workspace.text(version))
        rows.append(row)
    if options.json:
        out.json({"profile": _profile(profile), "versions": rows, "session": session})
    else:
        _print(out, store.info.location, profile, rows, session)
    if profile is not None and profile.next_start.barred and options.version_of is None:
        return diagnostics.fail(Unreadable(profile.next_start.why))
    return diagnostics.DONE


def _profile(profile: ProfileState | None) -> dict[str, Any] | None:
    if profile is None:
        return None
    return {
        "path": reopenable(profile.path),
        "name": profile.name,
        "browser": profile.browser,
        "firefox": profile.firefox,
        "inUse": in_use_out(profile),
        "crashed": profile.crashed,
        "nextStart": next_start_out(profile.next_start),
        "interrupted": list(profile.interrupted),
    } | ({"barred": list(profile.barred)} if profile.barred else {})


def _print(
    out: Output,
    location: str,
    profile: ProfileState | None,
    rows: list[dict[str, Any]],
    session: dict[str, Any],
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
        for text in (*profile.interrupted, *_not_said_yet(profile)):
            out.paragraph("attention", text)
    else:
        out.line(location, strong=True)
        out.line()
    out.paragraph("session", _session_words(session))
    out.line()
    loads = profile.next_start.loads if profile else None
    table = [
        (
            "▶" if row["name"] == loads else "✗" if row.get("error") else " ",
            row["name"],
            ago(row["modified"], now),
            size(row["bytes"]),
            f"{row['uncompressedBytes'] / max(1, row['bytes']):.1f} : 1"
            if row["uncompressedBytes"] else "",
            _holds(row),
        )
        for row in rows
    ]  # fmt: skip
    out.table(table, stretch=1, last_below=True)
    if not rows and not (profile and profile.barred):
        out.line("There is no session file here.")


def _not_said_yet(profile: ProfileState) -> list[str]:
    return [text for text in profile.barred if text not in profile.next_start.why]


def _holds(row: dict[str, Any]) -> str:
    if row.get("error"):
        return str(row["error"])
    return first_line_of(
        (
            count(row["windows"], "window"),
            count(row["tabs"], "tab"),
            count(row["closedTabs"], "closed tab") if row["closedTabs"] else "",
            count(row["closedWindows"], "closed window") if row["closedWindows"] else "",
        )
    )


def _session_words(session: dict[str, Any]) -> str:
    crashes = session["recentCrashes"]
    return (
        first_line_of(
            (
                f"started {moment(session['startTime'])}" if session["startTime"] else "",
                f"last update {moment(session['lastUpdate'])}" if session["lastUpdate"] else "",
                f"after {count(crashes, 'crash', 'crashes')}" if crashes else "",
            )
        )
        or "it does not say when it was started or saved"
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
    return f"{ended}, use unknown: {used.reason}".removeprefix(", ")
