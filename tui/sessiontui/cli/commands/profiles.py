"""``sessiontui profiles``: every profile found on this machine."""

from __future__ import annotations

import argparse
import time
from typing import TYPE_CHECKING, Any, Final

from ...errors import NothingFound, SessiontuiError
from ...text import ago, count, printable
from .. import diagnostics
from ..options import add_json
from ..output import Output

if TYPE_CHECKING:
    from ...firefox.profiles import FoundProfile

EXAMPLE: Final = "sessiontui profiles"


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its options."""
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """List them. Nothing found is exit code 1."""
    from ...firefox import profiles

    out = Output()
    rows = [_row(profile) for profile in profiles.find_profiles()]
    if options.json:
        out.json({"profiles": rows})
        return diagnostics.DONE if rows else diagnostics.NOTHING_FOUND
    if not rows:
        looked = ", ".join(dict.fromkeys(printable(str(root.path)) for root in profiles.roots()))
        raise NothingFound(
            f"no Firefox profile found; looked in {looked} (sessiontui --demo shows a made-up one)"
        )
    now = time.time() * 1000
    out.table(
        [
            (
                row["name"] + (" (default)" if row["default"] else ""),
                row["browser"],
                _use(row["inUse"]),
                count(row["tabs"], "tab") if row["tabs"] is not None else "no session",
                f"saved {ago(row['lastSaved'], now)}" if row["lastSaved"] else "never saved",
                printable(row["path"]),
            )
            for row in rows
        ],
        last_below=True,
    )
    return diagnostics.DONE


def _use(used: dict[str, Any]) -> str:
    state: str = {"free": "", "unknown": "use unknown"}.get(used["state"], used["state"])
    return f"{state}, pid {used['pid']}" if used["pid"] else state


def _row(profile: FoundProfile) -> dict[str, Any]:
    from ...firefox.profile_lock import in_use
    from ...stores.registry import last_saved

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


def _open_tabs(profile: FoundProfile) -> int | None:
    from ...stores.profile.store import ProfileStore
    from ...workspace import Workspace

    workspace = Workspace(ProfileStore(profile.path, browser=profile.browser, fork=profile.fork))
    try:
        counts = workspace.summary(workspace.find_version(None)).counts
        return counts.tabs if counts else None
    except SessiontuiError:
        return None
    finally:
        workspace.close()
