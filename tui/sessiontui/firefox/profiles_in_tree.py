"""The profiles below a directory, here or in a tree elsewhere, however deep they lie."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Final, Generic, TypeVar

from .profiles import looks_like_profile
from .tree.path import TreePath

MOST_DIRECTORIES: Final = 20_000  # looked into; an archive of a whole disk has more
NEVER: Final = frozenset({"cache2", "storage", "startupCache", "node_modules", ".git"})
"""Directories in which no profile is looked for."""


P = TypeVar("P", Path, TreePath)


class DirectoriesIn(Generic[P]):
    """A walk over directories, the higher ones first; ``whole`` once all were looked at.

    ``barred`` are those that may not be looked into. No link is followed.
    """

    def __init__(
        self, top: P, is_one: Callable[[P, Sequence[P]], bool], *, within: bool, most: int
    ) -> None:
        """``is_one`` is asked of a directory and the files in it; ``within``: those are walked
        through as well, and not only what is none. ``most`` directories are looked into.
        """
        self._top: P = top
        self._is_one: Callable[[P, Sequence[P]], bool] = is_one
        self._within = within
        self._most = most
        self.whole = False
        self.barred: list[P] = []

    def __iter__(self) -> Iterator[P]:
        """Each that is one. Raises OSError for the top alone."""
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
            files: list[P] = []
            directories: list[P] = []
            for path in below:
                (directories if _is_directory(path) else files).append(path)
            if self._is_one(here, files):
                yield here
                if not self._within:
                    continue
            waiting += [path for path in directories if path.name not in NEVER]
        self.whole = not waiting


def profiles_in(top: P, most: int = MOST_DIRECTORIES) -> DirectoriesIn[P]:
    """The directories that look like profiles; none within another."""
    return DirectoriesIn(top, lambda here, _: looks_like_profile(here), within=False, most=most)


def directories_with(
    top: TreePath, wanted: Callable[[str], bool], most: int = MOST_DIRECTORIES
) -> DirectoriesIn[TreePath]:
    """The directories that hold a file whose path is wanted."""
    return DirectoriesIn(
        top, lambda _, files: any(wanted(path.below) for path in files), within=True, most=most
    )


def _is_directory(path: Path | TreePath) -> bool:
    try:
        return path.is_dir() and not path.is_symlink()
    except OSError:
        return False
