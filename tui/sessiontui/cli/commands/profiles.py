"""``sessiontui profiles``: every profile found on this machine."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ...errors import NothingFound, SessiontuiError
from ...text import ago, count, printable
from .. import diagnostics
from ..options import add_json
from ..output import Output

if TYPE_CHECKING:
    from ...firefox.profile_lock import InUse
    from ...firefox.profiles import FoundProfile

EXAMPLE: Final = "sessiontui profiles"


class _Row(NamedTuple):
    """A profile, and what a look at it gave. ``saved``: ms since epoch, None for never."""

    profile: FoundProfile
    in_use: InUse
    saved: int | None
    tabs: int | None


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add its options."""
    add_json(parser)


def shapes() -> tuple[object, ...]:
    """What ``--json`` prints."""
    from ..json_shapes.profiles import ProfilesOut

    return (ProfilesOut,)


def run(options: argparse.Namespace) -> int:
    """List them. Nothing found is exit code 1."""
    from ...firefox import profiles

    out = Output()
    rows = [_row(profile) for profile in profiles.find_profiles()]
    if options.json:
        _print_json(out, rows)
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
                row.profile.name + (" (default)" if row.profile.default else ""),
                row.profile.browser,
                _use(row.in_use),
                count(row.tabs, "tab") if row.tabs is not None else "no session",
                f"saved {ago(row.saved, now)}" if row.saved else "never saved",
                printable(str(row.profile.path)),
            )
            for row in rows
        ],
        last_below=True,
    )
    return diagnostics.DONE


def _print_json(out: Output, rows: Sequence[_Row]) -> None:
    from ..json_shapes.place import InUseOut
    from ..json_shapes.profiles import FoundProfileOut, ProfilesOut

    shapes = [
        FoundProfileOut(
            row.profile.name,
            str(row.profile.path),
            row.profile.browser,
            row.profile.default,
            InUseOut(row.in_use.state, row.in_use.pid),
            row.saved,
            row.tabs,
        )
        for row in rows
    ]
    out.json(ProfilesOut(shapes))


def _use(used: InUse) -> str:
    state = {"free": "", "unknown": "use unknown"}.get(used.state, used.state)
    return f"{state}, pid {used.pid}" if used.pid else state


def _row(profile: FoundProfile) -> _Row:
    from ...firefox.profile_lock import in_use
    from ...stores.registry import last_saved

    used = in_use(profile.path)
    saved = last_saved(profile.path)
    return _Row(profile, used, int(saved) if saved else None, _open_tabs(profile))


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
