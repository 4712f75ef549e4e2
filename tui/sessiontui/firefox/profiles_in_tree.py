"""The profiles below a directory, here or in a tree elsewhere, however deep they lie."""

from __future__ import annotations

import os
from collections import deque
from collections.abc import Callable, Collection, Iterator, Sequence
from pathlib import Path
from typing import Final, Generic, Protocol, TypeAlias, TypeVar, runtime_checkable

from .file_names import BACKUPS
from .profiles import SESSION_FILES, looks_like_profile
from .tree.path import AnyPath, TreePath

MOST_DIRECTORIES: Final = 20_000  # looked into; an archive of a whole disk has more
NEVER: Final = frozenset({"cache2", "storage", "startupCache", "node_modules", ".git"})
"""Directories in which no profile is looked for."""

_OF_PROFILES: Final = ("prefs.js", BACKUPS, *SESSION_FILES)

P = TypeVar("P", Path, TreePath)
_Kinds: TypeAlias = tuple[Collection[str], Sequence[str]]


@runtime_checkable
class KnowsKinds(Protocol):
    """A tree that tells the names in a directory, and which of them are directories, at once."""

    def kinds(self, below: str) -> _Kinds:
        """The names, and those of them that are directories. Raises OSError."""


class DirectoriesIn(Generic[P]):
    """A walk over directories, the higher ones first; ``whole`` once all were looked at.

    ``barred`` are those that may not be looked into. No link is followed.
    """

    def __init__(
        self, top: P, is_one: Callable[[P, Collection[str]], bool], *, within: bool, most: int
    ) -> None:
        """``is_one`` is asked of a directory and the names in it; ``within``: those are walked
        through as well, and not only what is none. ``most`` directories are looked into.
        """
        self._top: P = top
        self._is_one: Callable[[P, Collection[str]], bool] = is_one
        self._within = within
        self._most = most
        self.whole = False
        self.barred: list[P] = []

    def __iter__(self) -> Iterator[P]:
        """Each that is one. Raises OSError for the top alone."""
        kinds = _kinds_below(self._top)
        waiting = deque([self._top])
        looked = 0
        passed_over = False
        while waiting and looked < self._most:
            here = waiting.popleft()
            looked += 1
            try:
                names, folders = kinds(here)
            except OSError:
                if here is self._top:
                    raise
                self.barred.append(here)
                continue
            if self._is_one(here, names):
                yield here
                if not self._within:
                    continue
            inside = [name for name in sorted(folders) if name not in NEVER]
            room = self._most - looked - len(waiting)  # of more none would be looked into
            waiting += [here / name for name in inside[: max(0, room)]]
            passed_over = passed_over or len(inside) > room
        self.whole = not waiting and not passed_over


def profiles_in(top: P, most: int = MOST_DIRECTORIES) -> DirectoriesIn[P]:
    """The directories that look like profiles; none within another."""
    return DirectoriesIn(top, _is_profile, within=False, most=most)


def _is_profile(here: AnyPath, names: Collection[str]) -> bool:
    return any(name in names for name in _OF_PROFILES) and looks_like_profile(here)


def directories_with(
    top: TreePath, wanted: Callable[[str], bool], most: int = MOST_DIRECTORIES
) -> DirectoriesIn[TreePath]:
    """The directories that hold a file whose path is wanted."""

    def holds(here: TreePath, names: Collection[str]) -> bool:
        start = f"{here.below}/" if here.below else ""
        return any(wanted(start + name) and (here / name).is_file() for name in names)

    return DirectoriesIn(top, holds, within=True, most=most)


def _kinds_below(top: AnyPath) -> Callable[[AnyPath], _Kinds]:
    """How names and directories are told where a walk begins."""
    tree: object = top.tree if isinstance(top, TreePath) else None
    if isinstance(tree, KnowsKinds):
        kinds = tree.kinds
        return lambda here: kinds(here.below if isinstance(here, TreePath) else "")
    return _kinds


def _kinds(here: AnyPath) -> _Kinds:
    if isinstance(here, TreePath):
        paths = list(here.iterdir())
        return {path.name for path in paths}, [path.name for path in paths if _is_directory(path)]
    with os.scandir(here) as entries:
        listed = [(entry.name, _is_directory_here(entry)) for entry in entries]
    return {name for name, _ in listed}, [name for name, is_one in listed if is_one]


def _is_directory(path: TreePath) -> bool:
    try:
        return path.is_dir()
    except OSError:
        return False


def _is_directory_here(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False
