"""The JSON shapes of versions and profiles.

Times are ms since epoch, sizes bytes, ``null`` is unknown. Those of tabs, windows and groups
are in ``export.shapes``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ..session.model.snapshot import Snapshot
from ..stores.protocols import ProfileState, Summary, Version
from ..text import reopenable

if TYPE_CHECKING:
    from ..firefox.next_start import NextStart


def version_out(version: Version, summary: Summary | None) -> dict[str, Any]:
    """One version; counts are null and ``error`` says why when it cannot be read."""
    counts = summary.counts if summary else None
    out: dict[str, Any] = {
        "name": version.id,
        "role": version.role,
        "path": None if version.path is None else reopenable(version.path),
        "bytes": version.size,
        "uncompressedBytes": version.uncompressed,
        "modified": int(version.modified) if version.modified else None,
        "revision": version.revision,
        "windows": counts.windows if counts else None,
        "tabs": counts.tabs if counts else None,
        "closedTabs": counts.closed_tabs if counts else None,
        "closedWindows": counts.closed_windows if counts else None,
    }
    if summary and summary.error:
        out["error"] = version.without_name(summary.error)
    return out


def next_start_out(start: NextStart) -> dict[str, Any]:
    """What the next start loads and does."""
    return {
        "loads": start.loads,
        "type": start.kind,
        "why": start.why,
        "skipped": list(start.skipped),
        "overrides": list(start.overrides),
    }


def in_use_out(profile: ProfileState) -> dict[str, Any]:
    """Whether the profile is in use."""
    return {"state": profile.in_use.state, "pid": profile.in_use.pid}


def session_info_out(snapshot: Snapshot) -> dict[str, Any]:
    """What the session says of itself."""
    info = snapshot.session
    found = snapshot.document.skeleton.session
    knows_crashes = isinstance(found, dict) and "recentCrashes" in found
    return {
        "startTime": info.start_time,
        "lastUpdate": info.last_update,
        "recentCrashes": info.recent_crashes if knows_crashes else None,
    }
