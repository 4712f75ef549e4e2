"""The profiles below a directory, here or in a tree elsewhere, however deep they lie."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final, Generic, TypeVar

from .profiles import looks_like_profile
from .tree.path import TreePath

MOST_DIRECTORIES: Final = 20_000  # looked into; an archive of a whole disk has more
_NEVER: Final = frozenset({"cache2", "storage", "startupCache", "node_modules", ".git"})


P = TypeVar("P", Path, TreePath)


class ProfilesIn(Generic[P]):
    """A walk, the higher directories first; ``whole`` once all was looked at.

    ``barred`` are the directories that may not be looked into. No link is followed.
    """

    def __init__(self, top: P, most: int = MOST_DIRECTORIES) -> None:
        self._top: P = top
        self._most = most
        self.whole = False
        self.barred: list[P] = []

    def __iter__(self) -> Iterator[P]:
        """Each directory that looks like a profile. Raises OSError for the top alone."""
        waiting = deque([self._top])
        looked = 0
        while waiting and looked < self._most:
            here = waiting.popleft()
            looked += 1
            try:
                below = sorted(here.iterdir())
            except OSError:
                if here is self._top:
                    raise
                self.barred.append(here)
                continue
            if looks_like_profile(here):
                yield here
                continue
            waiting += [p for p in below if p.name not in _NEVER and _is_directory(p)]
        self.whole = not waiting


def directories_with(
    top: TreePath, wanted: Callable[[str], bool], most: int = MOST_DIRECTORIES
) -> Iterator[TreePath]:
    """The directories that hold a file whose path is wanted, the higher ones first."""
    waiting = deque([top])
    looked = 0
    while waiting and looked < most:
        here = waiting.popleft()
        looked += 1
        try:
            below = sorted(here.iterdir())
        except OSError:
            continue
        files: list[TreePath] = []
        directories: list[TreePath] = []
        for path in below:
            (directories if _is_directory(path) else files).append(path)
        if any(wanted(path.below) for path in files):
            yield here
        waiting += directories


def _is_directory(path: Path | TreePath) -> bool:
    try:
        return path.is_dir() and not path.is_symlink()
    except OSError:
        return False
