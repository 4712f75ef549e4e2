"""``sessiontui profiles``: every profile found on this machine."""

from __future__ import annotations

import argparse
import time
from typing import Any

from ...errors import NothingFound, SessiontuiError
from ...firefox import profiles
from ...firefox.browser import Browser
from ...firefox.profile_lock import in_use
from ...stores.profile.store import ProfileStore
from ...stores.registry import last_saved
from ...text import ago, count, printable, reopenable
from ...workspace import Workspace
from .. import diagnostics
from ..output import Output


def run(options: argparse.Namespace) -> int:
    """List them. Nothing found is exit code 1."""
    out = Output()
    found = profiles.search()
    rows = [_row(profile) for profile in found.profiles]
    if options.json:
        sentences = [barred.sentence for barred in found.barred]
        out.json({"profiles": rows} | ({"barred": sentences} if sentences else {}))
    for barred in found.barred:
        diagnostics.note(f"sessiontui: {barred.sentence}")
    if not rows and found.barred:
        return diagnostics.UNREADABLE
    if not rows and options.json:
        return diagnostics.NOTHING_FOUND
    if not rows:
        raise NothingFound(
            f"no Firefox profile found; looked in {profiles.looked_in()} (sessiontui --demo "
            "shows a made-up one)"
        )
    if options.json:
        return diagnostics.DONE
    now = time.time() * 1000
    out.table(
        [
            (
                row["name"] + (" (default)" if row["default"] else ""),
                row["browser"],
                _use(row["inUse"]),
                _held(row),
                f"saved {ago(row['lastSaved'], now)}" if row["lastSaved"] else "never saved",
                row.get("error") or printable(row["path"]),
            )
            for row in rows
        ],
        last_below=True,
    )
    return diagnostics.DONE


def _held(row: dict[str, Any]) -> str:
    if row.get("error"):
        return "cannot be opened"
    return count(row["tabs"], "tab") if row["tabs"] is not None else "no session"


def _use(used: dict[str, Any]) -> str:
    state: str = {"free": "", "unknown": "use unknown"}.get(used["state"], used["state"])
    return f"{state}, pid {used['pid']}" if used["pid"] else state


def _row(profile: profiles.FoundProfile) -> dict[str, Any]:
    row: dict[str, Any] = {
        "name": profile.name,
        "path": reopenable(profile.path),
        "browser": profile.browser,
        "default": profile.default,
        "inUse": {"state": "unknown", "pid": None},
        "lastSaved": None,
        "tabs": None,
    }
    if profile.reason is not None:
        return {**row, "error": profile.reason}
    used = in_use(profile.path)
    saved = last_saved(profile.path)
    browser = profile.made_by()
    return row | {
        "browser": browser.name,
        "inUse": {"state": used.state, "pid": used.pid},
        "lastSaved": int(saved) if saved else None,
        "tabs": _open_tabs(profile, browser),
    }


def _open_tabs(profile: profiles.FoundProfile, browser: Browser) -> int | None:
    workspace = Workspace(ProfileStore(profile.path, browser=browser))
    try:
        counts = workspace.summary(workspace.find_version(None)).counts
        return counts.tabs if counts else None
    except SessiontuiError:
        return None
    finally:
        workspace.close()
