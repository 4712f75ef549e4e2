"""Which open file belongs to which save, proven although Firefox goes on saving meanwhile."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from ...firefox.tree.path import AnyPath, TreePath
from ...real_file import real_file, walkable
from .save_sequence import BACKUP, CLEAN, PREVIOUS, RECOVERY, SAVE_PATHS, FileEvent, Finished, Noted
from .save_sequence import Sequence as Saves
from .snapshots import LATE_MS, Stamp, stamp_of

_PASSES = 50  # each takes some 0.1 ms; Firefox saves every 2 s at most
_NEXT = {RECOVERY: BACKUP, CLEAN: PREVIOUS}  # what Firefox renames them to


@dataclass(frozen=True, slots=True)
class Opened:
    """A session file, open for reading, and what it was then."""

    descriptor: int
    stamp: Stamp


def open_file(path: Path) -> Opened | None:
    """Open a finished file; None when it is gone, nothing that Firefox writes, or another's."""
    if os.name == "nt":
        return None  # an open file cannot be renamed there: it would disturb Firefox
    try:
        descriptor = _opened(path)
    except OSError:
        return None
    if descriptor is None:
        return None
    info = os.fstat(descriptor)
    if not stat.S_ISREG(info.st_mode):
        os.close(descriptor)
        return None
    return Opened(descriptor, stamp_of(info))


def _opened(path: Path) -> int | None:
    """A file through nobody else's link; None where there is one."""
    if not walkable(path):
        return os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    with real_file(path) as real:
        return real.open() if real.planted() is None else None


class OpenFiles:
    """The session files that are open at the moment: each is closed here, or handed on."""

    def __init__(self, profile: AnyPath) -> None:
        self._profile = profile
        self._descriptors: set[int] = set()

    def open(self, path: str) -> Opened | None:
        """Open a finished file, below the profile; None as open_file() says."""
        if isinstance(self._profile, TreePath):
            return None
        opened = open_file(self._profile / path)
        if opened is not None:
            self._descriptors.add(opened.descriptor)
        return opened

    def close(self, opened: Opened) -> None:
        """Let one go that nobody gets."""
        self._descriptors.discard(opened.descriptor)
        os.close(opened.descriptor)

    def handed_on(self, descriptor: int | None) -> None:
        """From now on it is somebody else's to close."""
        if descriptor is not None:
            self._descriptors.discard(descriptor)

    def close_all(self) -> None:
        """Let all go that a fault has left open."""
        while self._descriptors:
            with contextlib.suppress(OSError):
                os.close(self._descriptors.pop())


@dataclass(frozen=True, slots=True)
class OpenedSave:
    """A save and its file; None when it was gone. ``shifted``: it was renamed since."""

    save: Finished
    opened: Opened | None
    shifted: bool = False


class SaveOpener:
    """Feeds events to the sequence and opens each finished save where it lies.

    ``more`` reads the events that have come meanwhile, ``opened`` opens a path below the profile,
    ``close`` lets a file go that turned out to be none of the wanted ones.
    """

    def __init__(
        self,
        saves: Saves,
        more: Callable[[], Sequence[FileEvent]],
        opened: Callable[[str], Opened | None],
        close: Callable[[Opened], object],
    ) -> None:
        self._saves = saves
        self._more = more
        self._open = opened
        self._close = close

    def take(self, events: Sequence[FileEvent]) -> list[OpenedSave | Noted]:
        """Everything these events mean, and what came while that was looked into."""
        found: list[Finished | Noted] = []
        files: dict[int, Opened] = {}
        early: list[tuple[int, Opened]] = []  # opened when events were still to come
        self._feed(events, found)
        for _ in range(_PASSES):
            wanted = {item.number: item for item in found if isinstance(item, Finished)}
            passed = self._pass(wanted)
            # A file gets under such a name only after other events: that there are none proves it.
            later = self._more() if wanted else ()
            self._feed(later, found)
            if not any(event.path in SAVE_PATHS for event in later):
                files = passed
                break
            early += passed.items()
        self._settle(early, files, found)
        shifted = {number for path, number in self._saves.where.items() if path.endswith("baklz4")}
        return [
            OpenedSave(item, files.get(item.number), item.number in shifted)
            if isinstance(item, Finished)
            else item
            for item in found
        ]

    def _feed(self, events: Sequence[FileEvent], found: list[Finished | Noted]) -> None:
        found += filter(None, map(self._saves.feed, events))

    def _pass(self, wanted: Mapping[int, Finished]) -> dict[int, Opened]:
        passed: dict[int, Opened] = {}
        inodes: set[int] = set()
        # The newest first: when it has been renamed already, it lies where the one before it lay.
        for number, path in sorted(((n, p) for p, n in self._saves.where.items()), reverse=True):
            if number not in wanted:
                continue
            opened = self._open(path)
            if opened is None and path in _NEXT:
                opened = self._open(_NEXT[path])  # renamed, which its event is yet to tell
                if opened is not None and not _begun_then(opened, wanted[number]):
                    self._close(opened)
                    opened = None
            if opened is None:
                continue
            # The next one may lie there already, a moment before its event: it was begun later.
            if opened.stamp.inode in inodes or opened.stamp.modified / 1e6 > wanted[number].at:
                self._close(opened)
            else:
                passed[number] = opened
                inodes.add(opened.stamp.inode)
        return passed

    def _settle(
        self,
        early: list[tuple[int, Opened]],
        files: dict[int, Opened],
        found: list[Finished | Noted],
    ) -> None:
        """Of what was opened early: keep what can only be one of the saves that have no file."""
        numbers = [item.number for item in found if isinstance(item, Finished)]
        held = {opened.stamp.inode for opened in files.values()}
        for number, opened in early:
            # While it is open, nothing else has its inode. It is the save that was expected
            # there, or one that came later.
            free = [later for later in numbers if later >= number and later not in files]
            if opened.stamp.inode not in held and free == [number]:
                files[number] = opened
                held.add(opened.stamp.inode)
            else:
                self._close(opened)


def _begun_then(opened: Opened, save: Finished) -> bool:
    """Whether the writing of a file began when that of this save did, and not of one before."""
    if save.write_ms is None:
        return False
    begun = opened.stamp.modified / 1e6
    return save.at - save.write_ms - LATE_MS <= begun <= save.at
