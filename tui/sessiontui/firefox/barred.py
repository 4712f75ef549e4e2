"""What of a profile is there and may not be looked at: another owner, a dead mount, an I/O error.

Firefox, run by the profile's owner, may look; so nothing can be foretold past such a place. Nor
past what is no file, or too large to be read, where a file decides: a pipe as prefs.js.
"""

from __future__ import annotations

import stat
from typing import Final

from msgspec import Struct

from ..errors import Barred, Unreadable
from ..text import printable
from .file_names import BACKUPS, CHECKPOINTS, CONTAINERS
from .safe_reading import NOTES, SESSION, SETTINGS, Kind, check_readable, unreadable
from .session_files import KNOWN, SessionFile
from .tree.path import AnyPath

_SETTINGS: Final = (("prefs.js", SETTINGS), ("user.js", SETTINGS))
_DECIDING: Final = (
    *_SETTINGS,
    (CHECKPOINTS, NOTES),
    ("compatibility.ini", NOTES),
)


class BarredPlaces(Struct, frozen=True):
    """Sentences for all of them.

    ``files`` are the places of the load order among them, whether a file is there or not;
    ``deciding`` says the first of the files around a session that decide what becomes of it.
    """

    sentences: tuple[str, ...] = ()
    files: tuple[SessionFile, ...] = ()
    deciding: str | None = None


def barred_places(profile: AnyPath, upgrade_id: object = None) -> BarredPlaces:
    """Look for what may not be looked at.

    ``upgrade_id`` is the pref that names the one upgrade backup Firefox would take: in a folder
    that may be entered but not listed nobody finds it, and Firefox opens it by its name.
    """
    sentences: list[str] = []
    files: list[SessionFile] = []
    backups = profile / BACKUPS
    try:
        next(backups.iterdir(), None)
    except OSError as error:
        if found := _sentence(backups, error):
            sentences += found
            files += _upgrade_backups(backups, upgrade_id)
    for name, role, below in KNOWN:
        path = profile / below
        place = SessionFile(name, role, path, not below.endswith("lz4"), 0, 0, "", None)
        try:
            mode = path.stat().st_mode
        except OSError as error:
            if found := _sentence(path, error):
                files.append(place)
                if path.parent != backups:
                    sentences += found
            continue
        if not stat.S_ISREG(mode):
            sentences += _opening(path, SESSION)
        if stat.S_ISFIFO(mode):
            files.append(place)  # for which Firefox waits
    deciding = [found for name, kind in _DECIDING for found in _opening(profile / name, kind)]
    beside = _opening(profile / CONTAINERS, NOTES)  # names and colours only
    told = (*sentences, *deciding, *beside)
    return BarredPlaces(told, tuple(files), deciding[0] if deciding else None)


def barred_settings(profile: AnyPath) -> tuple[str, ...]:
    """Sentences for the files of settings that are there and cannot be read, or are not to be."""
    return tuple(found for name, kind in _SETTINGS for found in _opening(profile / name, kind))


def _upgrade_backups(backups: AnyPath, upgrade_id: object) -> list[SessionFile]:
    files = []
    for form, plain in (("jsonlz4", False), ("js", True)):
        path = backups / f"upgrade.{form}-{upgrade_id}"
        if isinstance(upgrade_id, str) and upgrade_id and "/" not in upgrade_id and _may_be(path):
            name = f"upgrade-{printable(upgrade_id)}{'.js' if plain else ''}"
            files.append(SessionFile(name, "upgradeBackup", path, plain, 0, 0, "", None))
    return files


def _may_be(path: AnyPath) -> bool:
    try:
        path.stat()
    except OSError as error:
        return bool(_sentence(path, error))
    return True


def _opening(path: AnyPath, kind: Kind) -> list[str]:
    """What keeps us from a file that is there; a link into nowhere is none, to Firefox as well."""
    try:
        check_readable(path, kind)
    except (FileNotFoundError, NotADirectoryError):
        return []
    except Unreadable as error:
        return [error.sentence]
    return []


def _sentence(path: AnyPath, error: OSError) -> list[str]:
    found = unreadable(path, error)
    return [found.sentence] if isinstance(found, Barred) else []
