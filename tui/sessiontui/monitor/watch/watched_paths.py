"""The paths that inotify watches, each in a role: whatever comes in a path's place is watched."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from .inotify import Inotify
from .reporter import CannotWatch, inotify_says

Role = Literal["profile", "backups", "lock file", "above"]


@dataclass(frozen=True, slots=True)
class _Watch:
    wd: int
    inode: int
    path: Path


class WatchedPaths:
    """At most one path in each role."""

    def __init__(self, inotify: Inotify) -> None:
        self._inotify = inotify
        self._watches: dict[Role, _Watch] = {}

    def __contains__(self, role: Role) -> bool:
        return role in self._watches

    def by_number(self) -> Mapping[int, Role]:
        """Which role the events of a watch are of."""
        return {watch.wd: role for role, watch in self._watches.items()}

    def watch(self, role: Role, path: Path, mask: int) -> bool:
        """Watch a path unless it is gone; whether that is a new watch. Raises CannotWatch."""
        try:
            info = path.stat()
        except OSError:
            self.unwatch(role)
            return False
        old = self._watches.get(role)
        if old is not None and (old.inode, old.path) == (info.st_ino, path):
            return False
        self.unwatch(role)
        try:
            wd = self._inotify.add(path, mask)
        except (FileNotFoundError, NotADirectoryError):
            return False
        except OSError as error:
            if role == "lock file":
                return False  # the slow look asks it, too
            raise CannotWatch(inotify_says(error)) from None
        self._watches[role] = _Watch(wd, info.st_ino, path)
        return True

    def unwatch(self, role: Role) -> None:
        """End the watch of a role, if there is one."""
        old = self._watches.pop(role, None)
        if old is not None:
            self._inotify.remove(old.wd)
