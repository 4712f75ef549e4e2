"""The versions of a profile: its session files, and the copies this program keeps of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from ...app_dirs import EDITS, SAFETY, has_kept
from ...errors import NothingFound
from ...firefox import file_names, session_files
from ...firefox.browser import firefox_version
from ...firefox.file_names import BACKUPS
from ...firefox.load_order import BACKUPS_SINCE, OLD_BACKUP
from ...firefox.own_names import OwnNames
from ...firefox.session_files import SessionFile, is_there, look_at
from ...text import moment, printable
from ..view import Version

if TYPE_CHECKING:
    from ...firefox.stray_files import Strays
    from ..write.own_files import Owner


class Kept(Struct, frozen=True):
    """A session file that this program keeps, what it is in words, and its other name, if any."""

    file: SessionFile
    meaning: str
    aliases: tuple[str, ...] = ()


class ProfileVersions:
    """Knows which files there are, and finds the one of a version again."""

    def __init__(self, path: Path, real: Path, title: str) -> None:
        """``real`` is the path without links, which copies are filed under; ``title`` is shown."""
        self._path = path
        self._title = title
        self._real = real
        self._own_names = OwnNames(path)
        self._listed: dict[str, SessionFile] = {}  # as of the last look at all of them

    def files(self) -> tuple[SessionFile, ...]:
        """The session files as they are now."""
        return session_files.session_files(self._path, self._own_names)

    @property
    def passed_over(self) -> tuple[str, ...]:
        """What the last look at them did not look into, as sentences without their stops."""
        return self._own_names.passed_over

    def of_own_names(self) -> tuple[SessionFile, ...]:
        """Those that only their content tells: nothing but going back takes them."""
        by_name = {file.path for file in session_files.session_files(self._path)}
        return tuple(file for file in self.files() if file.path not in by_name)

    def strays(self, owner: Owner) -> Strays:
        """What else may hold a session: files and copies that are no version, or listed as none."""
        from ...firefox.stray_files import Strays, stray_files
        from ..write.own_files import own_files

        known = {file.here for file in (*session_files.firefox_files(self._real), *self.kept())}
        beside = stray_files(self._real, known)
        own = own_files(owner, known | {file.here for file in beside.files})
        return Strays(beside.files + own.files, beside.barred + own.barred, beside.seen + own.seen)

    def listed(self) -> Sequence[Version]:
        """Every session file, in load order, then copies, then those this program keeps."""
        files = self.files()
        copied = self._copied()
        kept = (*self._before_edits(), *_no_longer_there(copied, files))
        own = tuple(
            replace(version_of(one.file), meaning=one.meaning, aliases=one.aliases) for one in kept
        )
        self._listed = {file.name: file for file in (*files, *(one.file for one in kept))}
        copies_of: dict[str, list[_Copied]] = {}
        for one in copied:
            copies_of.setdefault(one.revision, []).append(one)
        found = []
        for file in files:
            version = self._as_version(file)
            if same := copies_of.get(file.revision):
                names = (one.file.name for one in same)
                version = replace(
                    version, aliases=(*version.aliases, *names), safety_copy=same[0].copy_id
                )
            found.append(version)
        return (*found, *own)

    def _as_version(self, file: SessionFile) -> Version:
        found = version_of(file)
        if file.path != self._path / OLD_BACKUP:
            return found
        used = firefox_version(self._path)
        if used is None or used.major >= BACKUPS_SINCE:
            return found
        meaning = f"the save before; Firefox {used.text} takes it when sessionstore.js is no good"
        return replace(found, meaning=meaning)

    def kept(self) -> list[SessionFile]:
        """The copies this program keeps of them: of edits, newest first, then safety copies.

        Of a safety copy only what the profile no longer has: the rest would be there twice.
        """
        ours = (*self._before_edits(), *_no_longer_there(self._copied(), self.files()))
        return [one.file for one in ours]

    def in_safety_copies(self) -> list[SessionFile]:
        """Every file with a session in a safety copy, also what the profile has as well."""
        return [copied.file for copied in self._copied()]

    def _before_edits(self) -> list[Kept]:
        if not has_kept(EDITS):
            return []
        from ..write import backups

        return [
            Kept(file, copy.meaning, (copy.journal.id,))
            for copy in backups.of_profile(self._real)
            for file in look_at(copy.id, "kept", copy.path, plain=False)
        ]

    def _copied(self) -> list[_Copied]:
        if not has_kept(SAFETY):
            return []
        from ...firefox.safety_files import version_name
        from ..safety import keeping

        return [
            _Copied(replace(file, modified=one.modified), one.revision, copy.made, copy.id or "")
            for copy in keeping.kept(self._real)
            for one in copy.files
            if (name := version_name(one.name)) and (path := keeping.path_of(copy, one.name))
            for file in look_at(f"{copy.id}/{name}", "kept", path, plain=False)
        ]

    def file(self, version: str) -> SessionFile:
        """The file of a version. Raises NothingFound."""
        # One file is looked at, not all of them: who goes through n versions looks n times.
        listed = self._listed.get(version)
        if listed is not None:
            again = look_at(version, listed.role, listed.path, plain=listed.plain)
            if again:
                return again[0]
        for file in (*self.files(), *self.kept(), *self.in_safety_copies()):
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


class _Copied(Struct, frozen=True):
    """A session file in a safety copy, the revision of what it was copied from, and when."""

    file: SessionFile
    revision: str
    made: float
    copy_id: str


def _no_longer_there(copied: Sequence[_Copied], files: Sequence[SessionFile]) -> Iterator[Kept]:
    """What safety copies have and the profile has not any more, each content once."""
    there = {file.revision for file in files}
    for one in copied:
        if one.revision not in there:
            there.add(one.revision)
            yield Kept(one.file, f"as it was in the safety copy of {moment(one.made)}")


def version_of(file: SessionFile) -> Version:
    """A session file as the rail offers it."""
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
