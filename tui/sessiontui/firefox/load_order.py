"""The order in which a Firefox tries the session files of a profile, by its version."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from .file_names import BACKUPS
from .session_files import LOAD_ORDER, SessionFile

COMPRESSES_SINCE: Final = 56
"""The first Firefox that writes, and looks for, compressed files."""
BACKUPS_SINCE: Final = 33
"""The first Firefox with ``sessionstore-backups``; older ones had sessionstore.bak."""
OLD_BACKUP: Final = "sessionstore.bak"


def doubt(files: Sequence[SessionFile], chosen: SessionFile | None, version: float | None) -> str:
    """What an old Firefox may do otherwise, where only a range of versions is known; or nothing."""
    if chosen is not None and chosen.path.name == OLD_BACKUP:
        return (
            f"Not every Firefox before {BACKUPS_SINCE} goes on to {OLD_BACKUP} by itself; one that "
            "does not starts fresh."
        )
    if version is None and chosen is None and any(_is_old_backup(file) for file in files):
        return (
            f"Which Firefox used this profile last is not known: one before {BACKUPS_SINCE} may "
            f"load {OLD_BACKUP}."
        )
    return ""


def _is_old_backup(file: SessionFile) -> bool:
    return file.path.name == OLD_BACKUP and file.path.parent.name != BACKUPS


def load_order(
    files: Sequence[SessionFile], version: float | None, upgrade_id: object
) -> list[SessionFile]:
    """The files that a Firefox of this version tries, first first: compressed, then plain.

    ``upgrade_id`` is the pref that names the one upgrade backup it would take.
    """
    if version is not None and version < BACKUPS_SINCE:
        beside = [file for file in files if file.path.parent.name != BACKUPS]
        return [
            file
            for name in ("sessionstore.js", OLD_BACKUP)
            for file in beside
            if file.path.name == name and file.role in ("clean", "copy")
        ]
    order: list[SessionFile] = []
    compresses = version is None or version >= COMPRESSES_SINCE
    for plain in (False, True) if compresses else (True,):
        for role in LOAD_ORDER:
            for file in files:
                if file.role != role or file.plain is not plain:
                    continue
                if role == "upgradeBackup" and file.path.name != (
                    f"upgrade.{'js' if plain else 'jsonlz4'}-{upgrade_id}"
                ):
                    continue
                order.append(file)
    return order
