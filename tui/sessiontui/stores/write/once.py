"""prefs.js in an edit: the line that makes the next start, and only that, open everything."""

from __future__ import annotations

from pathlib import Path

from ...firefox import edit_target
from ...firefox.prefs.names import ONCE
from ...firefox.safe_reading import SETTINGS, read_bytes
from ...firefox.session_files import revision_of
from .transaction import ABSENT, Step


def prefs_file(profile: Path) -> tuple[bytes, str]:
    """prefs.js and its revision."""
    path = profile / "prefs.js"
    if not path.exists():
        return b"", ABSENT
    data, info = read_bytes(path, SETTINGS, own=True)
    return data, revision_of(info)


def once_step(profile: Path) -> list[Step]:
    """The line that makes the next start open everything."""
    data, revision = prefs_file(profile)
    changed = edit_target.once_prefs(data)
    if changed == data:
        return []
    what = f"one line, {ONCE} = true, which Firefox resets when it has opened the tabs"
    return [Step(profile / "prefs.js", changed, revision, what)]
