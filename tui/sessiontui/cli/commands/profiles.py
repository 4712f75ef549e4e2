"""``sessiontui profiles``: every profile found on this machine."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final, NamedTuple

from ...errors import NothingFound, SessiontuiError
from ...text import ago, count, path_text, reopenable
from .. import diagnostics
from ..options import add_json
from ..output import Output

if TYPE_CHECKING:
    from ...firefox.browser import Browser
    from ...firefox.profile_lock import InUse
    from ...firefox.profiles import FoundProfile

EXAMPLE: Final = "sessiontui profiles"


class _Row(NamedTuple):
    """A profile, and what a look at it gave. ``saved``: ms since epoch, None for never.

    ``in_use`` is None for one that cannot be opened.
    """

    profile: FoundProfile
    browser: str
    in_use: InUse | None
    saved: int | None
    tabs: int | None


def add_options(parser: argparse.ArgumentParser) -> None:
    """Add ``--json``: there is no PLACE to name."""
    add_json(parser)


def shapes() -> tuple[object, ...]:
    """The shapes of what ``--json`` prints, for its schema."""
    from ..json_shapes.profiles import ProfilesOut

    return (ProfilesOut,)


def run(options: argparse.Namespace) -> int:
    """List them. Nothing found is exit code 1."""
    from ...firefox import profiles

    out = Output()
    found = profiles.search()
    rows = [_row(profile) for profile in found.profiles]
    if options.json:
        _print_json(out, rows, [barred.sentence for barred in found.barred])
    for barred in found.barred:
        diagnostics.note(f"sessiontui: {barred.sentence}")
    for sentence in found.damaged:
        diagnostics.note(f"sessiontui: {sentence}")
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
                row.profile.name + (" (default)" if row.profile.default else ""),
                row.browser,
                _use(row.in_use) if row.in_use else "",
                _held(row),
                f"saved {ago(row.saved, now)}" if row.saved else "never saved",
                row.profile.reason or path_text(row.profile.path),
            )
            for row in rows
        ],
        last_below=True,
    )
    return diagnostics.DONE


def _print_json(out: Output, rows: Sequence[_Row], barred: list[str]) -> None:
    from msgspec import UNSET

    from ..json_shapes.place import InUseOut
    from ..json_shapes.profiles import FoundProfileOut, ProfilesOut

    shapes = [
        FoundProfileOut(
            row.profile.name,
            reopenable(row.profile.path),
            row.browser,
            row.profile.default,
            InUseOut(row.in_use.state, row.in_use.pid) if row.in_use else InUseOut("unknown", None),
            row.saved,
            row.tabs,
            UNSET if row.profile.reason is None else row.profile.reason,
        )
        for row in rows
    ]
    out.json(ProfilesOut(shapes, barred or UNSET))


def _held(row: _Row) -> str:
    if row.profile.reason is not None:
        return "cannot be opened"
    return count(row.tabs, "tab") if row.tabs is not None else "no session"


def _use(used: InUse) -> str:
    state = {"free": "", "unknown": "use unknown"}.get(used.state, used.state)
    return f"{state}, pid {used.pid}" if used.pid else state


def _row(profile: FoundProfile) -> _Row:
    from ...firefox.profile_lock import in_use
    from ...stores.registry import last_saved

    if profile.reason is not None:
        return _Row(profile, profile.browser, None, None, None)
    used = in_use(profile.path)
    saved = last_saved(profile.path)
    browser = profile.made_by()
    tabs = _open_tabs(profile, browser)
    return _Row(profile, browser.name, used, int(saved) if saved else None, tabs)


def _open_tabs(profile: FoundProfile, browser: Browser) -> int | None:
    from ...stores.profile.store import ProfileStore
    from ...workspace import Workspace

    workspace = Workspace(ProfileStore(profile.path, browser=browser))
    try:
        counts = workspace.summary(workspace.find_version(None)).counts
        return counts.tabs if counts else None
    except SessiontuiError:
        return None
    finally:
        workspace.close()
