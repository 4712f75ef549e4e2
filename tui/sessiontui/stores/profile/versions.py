"""The versions of a profile: its session files, and the copies this program keeps of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from ...errors import NothingFound
from ...firefox import file_names, session_files
from ...firefox.browser import firefox_version
from ...firefox.file_names import BACKUPS
from ...firefox.load_order import BACKUPS_SINCE, OLD_BACKUP
from ...firefox.session_files import SessionFile, is_there, look_at
from ...text import printable
from ..view import Version
from ..write import backups


class ProfileVersions:
    """Knows which files there are, and finds the one of a version again."""

    def __init__(self, path: Path, real: Path, title: str) -> None:
        """``real`` is the path without links, which copies are filed under; ``title`` is shown."""
        self._path = path
        self._title = title
        self._real = real
        self._listed: dict[str, SessionFile] = {}  # as of the last look at all of them

    def files(self) -> tuple[SessionFile, ...]:
        """The session files as they are now."""
        return session_files.session_files(self._path)

    def listed(self) -> Sequence[Version]:
        """Every session file, in load order, then copies, then those this program keeps."""
        kept = self.kept()
        own = tuple(
            replace(self._as_version(file), meaning=copy.meaning, aliases=(copy.journal.id,))
            for copy, file in kept
        )
        files = self.files()
        self._listed = {file.name: file for file in (*files, *(file for _, file in kept))}
        return tuple(self._as_version(file) for file in files) + own

    def _as_version(self, file: SessionFile) -> Version:
        found = _version(file)
        if file.path != self._path / OLD_BACKUP:
            return found
        used = firefox_version(self._path)
        if used is None or used.major >= BACKUPS_SINCE:
            return found
        meaning = f"the save before; Firefox {used.text} takes it when sessionstore.js is no good"
        return replace(found, meaning=meaning)

    def kept(self) -> list[tuple[backups.Backup, SessionFile]]:
        """The copies this program keeps of them, newest first."""
        return [
            (copy, file)
            for copy in backups.of_profile(self._real)
            for file in look_at(copy.id, "kept", copy.path, plain=False)
        ]

    def file(self, version: str) -> SessionFile:
        """The file of a version. Raises NothingFound."""
        # One file is looked at, not all of them: who goes through n versions looks n times.
        listed = self._listed.get(version)
        if listed is not None:
            again = look_at(version, listed.role, listed.path, plain=listed.plain)
            if again:
                return again[0]
        for file in (*self.files(), *(file for _, file in self.kept())):
            if file.name == version:
                return file
        # The milliseconds of a save: the name comes back, reading waits for it.
        for name, role, below in session_files.KNOWN:
            if name == version and role in ("recovery", "recoveryBackup"):
                path = self._path / below
                backup = self._path / BACKUPS / file_names.RECOVERY_BACKUP
                if role == "recovery" and is_there(backup):
                    return SessionFile(name, role, path, False, 0, 0, "", None)
        raise NothingFound(f"{printable(version)}: there is no such version in {self._title}")


def _version(file: SessionFile) -> Version:
    aliases = [file.path.name]
    if file.role == "upgradeBackup":
        aliases.append(file.name.removeprefix("upgrade-"))
    return Version(
        file.name,
        file.role,
        file.meaning,
        str(file.path),
        file.size,
        file.uncompressed,
        file.modified,
        file.revision,
        tuple(aliases),
    )
