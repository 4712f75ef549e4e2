"""``sessiontui profiles``: every profile found on this machine."""

from __future__ import annotations

import argparse
import time
from typing import Any

from ...errors import SessiontuiError
from ...firefox import places
from ...firefox.lock import in_use
from ...stores.profile import ProfileStore
from ...stores.registry import last_saved
from ...text import ago, printable
from ...workspace import Workspace
from .. import diagnostics
from ..output import Output


def run(options: argparse.Namespace) -> int:
    """List them. Nothing found is exit code 1."""
    out = Output()
    rows = [_row(profile) for profile in places.find_profiles()]
    if options.json:
        out.json({"profiles": rows})
        return diagnostics.DONE if rows else diagnostics.NOTHING_FOUND
    if not rows:
        looked = ", ".join(dict.fromkeys(printable(str(root.path)) for root in places.roots()))
        diagnostics.note(f"No Firefox profile found. Looked in {looked}.")
        return diagnostics.NOTHING_FOUND
    now = time.time() * 1000
    out.table(
        [
            (
                row["name"] + (" (default)" if row["default"] else ""),
                row["browser"],
                {"in use": f"in use, pid {row['inUse']['pid']}"}.get(
                    row["inUse"]["state"], row["inUse"]["state"]
                ),
                f"{row['tabs']} tabs" if row["tabs"] is not None else "no session",
                f"saved {ago(row['lastSaved'], now)}" if row["lastSaved"] else "never saved",
                printable(row["path"]),
            )
            for row in rows
        ],
        stretch=5,
    )
    return diagnostics.DONE


def _row(profile: places.FoundProfile) -> dict[str, Any]:
    used = in_use(profile.path)
    saved = last_saved(profile.path)
    return {
        "name": profile.name,
        "path": str(profile.path),
        "browser": profile.browser,
        "default": profile.default,
        "inUse": {"state": used.state, "pid": used.pid},
        "lastSaved": int(saved) if saved else None,
        "tabs": _open_tabs(profile),
    }


def _open_tabs(profile: places.FoundProfile) -> int | None:
    workspace = Workspace(ProfileStore(profile.path))
    try:
        counts = workspace.summary(workspace.find_version(None)).counts
        return counts.tabs if counts else None
    except SessiontuiError:
        return None
    finally:
        workspace.close()
