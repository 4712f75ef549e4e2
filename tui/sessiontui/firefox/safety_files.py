"""What belongs to a safety copy of a profile, by the names of its files.

Everything a session can come back from, and the little around it that decides what becomes of a
session: how the last run ended, what containers are called. Of the settings only those lines that
concern sessions (``prefs.session_lines``) belong to it, so prefs.js itself does not.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from ..text import printable
from .file_names import BACKUPS, CHECKPOINTS, CONTAINERS, ZEN, ZEN_BACKUPS
from .session_files import KNOWN, UPGRADE, may_hold_session

FOLDERS: Final = ("", BACKUPS, ZEN_BACKUPS)
"""Below the profile: where its files are looked for; the first is the profile itself."""

MANIFEST: Final = "sessiontui-backup.json"
"""What a copy says of itself: beside its files in a kept one, and in a zip."""

_AROUND: Final = (CHECKPOINTS, CONTAINERS)


def safety_files(listed: Mapping[str, Iterable[str]], *, running: bool) -> tuple[str, ...]:
    """The files to be copied, relative to the profile, in the order in which they are to be read.

    ``listed`` are the names in each of FOLDERS. Files of the load order come first and are named
    whether they are listed or not: a folder that may be entered and not listed has them all the
    same, and a save takes a name away for a moment. In this order Firefox only ever renames a file
    to one that is read later, so a save or a start in between takes nothing from the copy. A
    ``.tmp`` is no file yet while Firefox is ``running``; one that a dead Firefox left may be all
    there is of its last save.
    """
    known = [below for _, _, below in KNOWN]
    found = list(known)
    for folder in FOLDERS:
        for name in sorted(listed.get(folder, ())):
            below = f"{folder}/{name}" if folder else name
            in_making = running and name.endswith(".tmp")
            if below not in known and not in_making and _holds_session(folder, name):
                found.append(below)
    return (*found, *_AROUND)


def _holds_session(folder: str, name: str) -> bool:
    if folder == ZEN_BACKUPS:
        return "lz4" in name
    return name == ZEN or may_hold_session(name, in_backups=folder == BACKUPS)


def version_name(below: str) -> str | None:
    """What the session in a file of a safety copy is called; None where it holds no session."""
    for name, _, known in KNOWN:
        if below == known:
            return name
    folder, _, name = below.rpartition("/")
    if name == ZEN or folder == ZEN_BACKUPS or below in _AROUND:
        return None
    upgrade = UPGRADE.match(name)
    if upgrade and folder == BACKUPS:
        return f"upgrade-{printable(upgrade[2])}" + (".js" if upgrade[1] == "js" else "")
    return printable(name) if may_hold_session(name, in_backups=folder == BACKUPS) else None
