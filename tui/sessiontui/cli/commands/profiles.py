"""``sessiontui profiles``: every profile found on this machine."""

from __future__ import annotations

import argparse
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING, Final

from ...errors import NothingFound
from ...text import ago, path_text, reopenable
from .. import diagnostics
from ..options import add_json
from ..output import Output

if TYPE_CHECKING:
    from ...firefox.profile_lock import InUse
    from ...glance import Glance

EXAMPLE: Final = "sessiontui profiles"


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
    from ...glance import inside, outside

    out = Output()
    found = profiles.search()
    rows = [inside(outside(profile)) for profile in found.profiles]
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
            f"no Firefox profile found. {profiles.whose_else()}Looked in {profiles.looked_in()} "
            "(sessiontui --demo shows a made-up one)"
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
                row.words,
                _saved(row, now),
                row.profile.reason or path_text(row.profile.here),
            )
            for row in rows
        ],
        last_below=True,
    )
    return diagnostics.DONE


def _print_json(out: Output, rows: Sequence[Glance], barred: list[str]) -> None:
    from msgspec import UNSET

    from ..json_shapes.place import InUseOut
    from ..json_shapes.profiles import FoundProfileOut, ProfilesOut

    shapes = [
        FoundProfileOut(
            row.profile.name,
            reopenable(row.profile.here),
            row.browser,
            row.profile.default,
            InUseOut(row.in_use.state, row.in_use.pid) if row.in_use else InUseOut("unknown", None),
            int(row.saved) if row.saved else None,
            row.tabs,
            UNSET if row.profile.reason is None else row.profile.reason,
        )
        for row in rows
    ]
    out.json(ProfilesOut(shapes, barred or UNSET))


def _saved(row: Glance, now: float) -> str:
    """Of what cannot be opened it is not known."""
    if row.saved:
        return f"saved {ago(row.saved, now)}"
    return "never saved" if row.opens else ""


def _use(used: InUse) -> str:
    state = {"free": "", "unknown": "in use or not: unknown"}.get(used.state, used.state)
    return f"{state}, pid {used.pid}" if used.pid else state
