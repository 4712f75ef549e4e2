"""What a look at a profile shows, and which saves lie between two looks.

A look misses what came and went between two of them: of several saves it finds the two that still
lie at recovery.jsonlz4 and recovery.baklz4. Firefox waits two seconds at least between saves.
"""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from ...firefox import file_names
from ...firefox.file_names import BACKUPS
from ...firefox.session_files import session_like
from ...firefox.tree.path import AnyPath, TreePath
from .save_sequence import BACKUP, CHECKPOINTS, CLEAN, RECOVERY

AROUND: Final = frozenset({"prefs.js", "user.js", CHECKPOINTS, file_names.LOCK, file_names.LINK})
_ABSENT: Final = (errno.ENOENT, errno.ENOTDIR, errno.EACCES)
_REMEMBERED: Final = 256  # files that are known not to be new saves
LATE_MS: Final = 12.0  # file times lag by up to a tick of the kernel's clock


Key: TypeAlias = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What identifies a file as it is now. Times in ns since epoch.

    ``sum``: of its content, where another machine tells that in the place of a time.
    """

    inode: int
    modified: int
    size: int
    renamed: int  # st_ctime: when it got its name, or its mode
    sum: int = 0

    @property
    def key(self) -> Key:
        """The same under any name, also where inodes belong to names (some of FUSE)."""
        return self.modified, self.size, self.sum


def stamp_of(info: os.stat_result) -> Stamp:
    """The stamp in what stat told."""
    return Stamp(info.st_ino, info.st_mtime_ns, info.st_size, info.st_ctime_ns)


@dataclass(frozen=True, slots=True)
class Scan:
    """Everything noteworthy in a profile: path below it → stamp; a link is there twice."""

    there: bool
    backups: bool
    files: Mapping[str, Stamp]


def noteworthy(path: str) -> bool:
    """Whether a change of this file (below the profile) is worth a call."""
    if path.endswith(".tmp"):
        return False
    return path.startswith(f"{BACKUPS}/") or path in AROUND or session_like(path)


def look_at(profile: AnyPath) -> Scan:
    """Look at a profile now; what cannot be listed counts as absent.

    Raises OSError where another machine gives no answer.
    """
    files: dict[str, Stamp] = {}
    there, names = _names(profile)
    backups, below = _names(profile / BACKUPS)
    for path in [*names, *(f"{BACKUPS}/{name}" for name in below)]:
        if noteworthy(path):
            files.update(_stamps(profile, path))
    return Scan(there, backups, files)


def stamp_at(profile: Path, path: str) -> Stamp | None:
    """The stamp of one regular file; None when there is none."""
    try:
        info = (profile / path).stat()
    except OSError:
        return None
    return stamp_of(info) if stat.S_ISREG(info.st_mode) else None


def directory_at(path: AnyPath) -> os.stat_result | None:
    """What a directory is; None when there is none, or none that we may see."""
    try:
        info = path.stat()
    except OSError:
        return None
    return info if stat.S_ISDIR(info.st_mode) else None


def tree_stamp(info: os.stat_result) -> Stamp:
    """The stamp of a file elsewhere, whose "device" is a sum of its content or nothing."""
    return Stamp(info.st_ino, info.st_mtime_ns, info.st_size, info.st_ctime_ns, info.st_dev)


def _names(directory: AnyPath) -> tuple[bool, list[str]]:
    if isinstance(directory, TreePath):
        try:
            return True, [path.name for path in directory.iterdir()]
        except OSError as error:
            if error.errno not in _ABSENT:
                raise
            return False, []
    try:
        return True, os.listdir(directory)  # noqa: PTH208  (names alone, ten times cheaper)
    except OSError:
        return False, []


def _stamps(profile: AnyPath, path: str) -> Iterator[tuple[str, Stamp]]:
    if isinstance(profile, TreePath):
        info = (profile / path).stat()
        if not stat.S_ISDIR(info.st_mode):
            yield path, tree_stamp(info)
        return
    # A link counts by itself (Firefox's lock leads nowhere) and by what it leads to.
    try:
        info = (profile / path).lstat()
        if stat.S_ISLNK(info.st_mode):
            yield f"{path} ->", stamp_of(info)
            info = (profile / path).stat()
    except OSError:
        return
    if not stat.S_ISDIR(info.st_mode):
        yield path, stamp_of(info)


@dataclass(frozen=True, slots=True)
class ScannedSave:
    """A save that a look found. ``shifted``: it lies at recovery.baklz4 already."""

    path: str  # where it lies
    stamp: Stamp

    @property
    def shifted(self) -> bool:
        """Whether another save has been made, or begun, since."""
        return self.path == BACKUP

    @property
    def final(self) -> bool:
        """Whether it is the one at quit."""
        return self.path == CLEAN

    @property
    def file(self) -> str:
        """Where it was written."""
        return RECOVERY if self.shifted else self.path


class Known:
    """The files that are no news: what was there before, and every save that was counted."""

    def __init__(self) -> None:
        self._keys: dict[Key, None] = {}
        self._looked: dict[Key, None] = {}

    def learn(self, stamp: Stamp | None, *, looked: bool = False) -> None:
        """This file is known from now on. ``looked``: as a save that a look found."""
        for keys in (self._keys, self._looked) if looked else (self._keys,):
            if stamp is not None:
                keys.pop(stamp.key, None)
                keys[stamp.key] = None
                if len(keys) > _REMEMBERED:
                    del keys[next(iter(keys))]

    def learn_all(self, look: Scan) -> None:
        """Nothing in this look is a new save."""
        for path in (CLEAN, BACKUP, RECOVERY):
            self.learn(look.files.get(path))

    def was_looked(self, stamp: Stamp) -> bool:
        """Whether a look has found this very save before its event came."""
        return stamp.key in self._looked

    def news(self, look: Scan) -> tuple[ScannedSave, ...]:
        """The saves in this look that are not known, in the order they were made."""
        found = []
        for path in (BACKUP, RECOVERY, CLEAN):
            stamp = look.files.get(path)
            if stamp is not None and stamp.key not in self._keys:
                found.append(ScannedSave(path, stamp))
        return tuple(found)


def finished_at(stamp: Stamp, *, shifted: bool, earliest: float, seen: float) -> float:
    """When a save was finished, in ms, if it was seen late: its own times tell then.

    The last rename is the end of it, unless the file has been moved on since: then the beginning
    of its writing is near enough. A clock that is not ours (NFS) is told by ``earliest``.
    """
    told = (stamp.modified if shifted else stamp.renamed) / 1e6
    return max(told, earliest) if earliest - LATE_MS <= told < seen - LATE_MS else seen
