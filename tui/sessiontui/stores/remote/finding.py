"""Which profile of another machine an address means: itself, the only one below, one of several."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final

from ...errors import Barred, NothingFound, SessiontuiError, Unreadable, UsageError
from ...firefox.browser import Browser, browser_of
from ...firefox.file_names import BACKUPS
from ...firefox.profiles import SESSION_FILES, FoundProfile, looks_like_profile
from ...firefox.profiles_in_tree import MOST_DIRECTORIES, NEVER
from ...firefox.profiles_ini import names_in, read_ini
from ...firefox.roots import Root, roots
from ...firefox.safe_reading import unreadable
from ...firefox.safety_files import FOLDERS
from ...firefox.tree.path import TreePath
from ...firefox.tree.ssh.address import Address
from ...firefox.tree.ssh.line import BrokenLine
from ...firefox.tree.ssh.tree import SshTree
from ...text import path_text, printable
from ..several import SeveralProfiles

_SYSTEMS: Final = {"Darwin": "darwin"}
_MARKS: Final = ("prefs.js", *SESSION_FILES, BACKUPS)
_MOST_LISTED: Final = 60  # directories that marks were found in, looked into in one question


def directories_of(profile: TreePath) -> list[str]:
    """Where the files of a profile lie, as paths from the root of its tree."""
    return [profile.below, *(f"{profile.below}/{name}" for name in FOLDERS if name)]


def profile_at(tree: SshTree, address: Address) -> tuple[TreePath, Browser]:
    """The profile that an address means, and who made it.

    Raises SeveralProfiles, NothingFound, UsageError for a file, Unreadable, OSError.
    """
    top = TreePath(tree)
    path = address.path
    search = _Search(tree)
    if path in ("", "/"):
        named = top / tree.home()
        search.in_home(tree.home())
    else:
        of_home = path == "/~" or path.startswith("/~/")
        named = top / (f"{tree.home()}/{path[3:]}" if of_home else path)
        named = named.parent if named.name == BACKUPS else named
        tree.look_into(named.below, directories_of(named))
        if not named.exists():
            raise Unreadable(f"{path_text(str(named))}: there is no such file or directory")
        if not named.is_dir():
            raise UsageError(
                f"{path_text(str(named))}: this is a file; of another machine the directory of a "
                "profile is named"
            )
        if looks_like_profile(named):
            return named, browser_of(named)
        try:
            tree.names(named.below)
        except PermissionError as error:
            raise unreadable(named, error) from None
        search.below(named, Root("", Path(str(named)), fork=False))
        if not search.found:
            search.in_home(named.below)  # somebody's home there
        if not search.found:
            search.further_down(named)
    return search.the_one(named)


class _Search:
    """What was found so far, and what may not be looked into."""

    def __init__(self, tree: SshTree) -> None:
        self.found: list[FoundProfile] = []
        self._tree = tree
        self._barred: list[Unreadable] = []
        self._whole = True

    def the_one(self, named: TreePath) -> tuple[TreePath, Browser]:
        """The only profile. What may not be looked into could hold another, and is said."""
        if self._barred and len(self.found) < 2:
            raise Barred(f"{self._barred[0].sentence}. To look at another profile, name it")
        if not self.found:
            where = "" if self._whole else " in what could be looked through"
            raise NothingFound(
                f"{path_text(str(named))}: no Firefox profile was found there{where}; name its "
                "directory"
            )
        if len(self.found) == 1:
            only = self.found[0]
            assert isinstance(only.path, TreePath)
            return only.path, browser_of(only.path, only.browser, fork=only.fork)
        title = printable(self._tree.title)
        raise SeveralProfiles(
            f"{title} has several profiles, name one",
            self.found,
            more_below=None if self._whole and not self._barred else named,
        )

    def in_home(self, home: str) -> None:
        """Look in the places where browsers there keep them."""
        system = _SYSTEMS.get(self._tree.system(), "linux")
        every = [
            root
            for root in roots(platform=system, env={}, home=Path("/", home))
            if "*" not in str(root.path)
        ]
        top = TreePath(self._tree)
        self._tree.look([(top / str(root.path)).below for root in every])
        for root in every:
            self.below(top / str(root.path), root)

    def below(self, folder: TreePath, root: Root) -> None:
        """Look in a folder of profiles, which have the names that its profiles.ini gives."""
        try:
            children = _directories(folder)
            inside = folder / "Profiles"
            if inside in children:
                children += _directories(inside)
            self._tree.look(below for child in children for below in directories_of(child))
        except BrokenLine:
            raise
        except (FileNotFoundError, NotADirectoryError):
            return
        except OSError as error:
            self._barred.append(unreadable(folder, error))
            return
        named = _named_in(folder)
        for child in children:
            below = child.below.removeprefix(f"{folder.below}/")
            name, default = named.get(below, (printable(child.name), False))
            if looks_like_profile(child):
                found = FoundProfile(name, child, root.browser, default, root.fork)
                self.found.append(found)
            elif below in named:
                self._if_barred(child)

    def further_down(self, top: TreePath) -> None:
        """Look for them however deep they lie: a question to the machine, one to each of some."""
        try:
            marked, whole = self._tree.further_down(top.below, _MARKS, NEVER, MOST_DIRECTORIES)
        except BrokenLine:
            raise
        except OSError:  # there may be no find, or no room for it
            marked, whole = [], False
        outermost = _outermost(marked, top)
        self._whole = whole and len(outermost) <= _MOST_LISTED
        for path in outermost[:_MOST_LISTED]:
            if looks_like_profile(path):
                self.found.append(FoundProfile(printable(path.name), path, "", False, False))

    def _if_barred(self, profile: TreePath) -> None:
        try:
            self._tree.names(profile.below)
        except PermissionError as error:
            self._barred.append(unreadable(profile, error))
        except OSError:
            return


def _outermost(marked: Sequence[str], top: TreePath) -> list[TreePath]:
    """The directories that lie in no other of them, listed in one question."""
    found: list[TreePath] = []
    for below in sorted(marked, key=lambda one: (one.count("/"), one)):
        if not any(below.startswith(f"{path.below}/") for path in found):
            found.append(TreePath(top.tree, below))
    assert isinstance(top.tree, SshTree)
    top.tree.look(below for one in found[:_MOST_LISTED] for below in directories_of(one))
    return found


def _directories(folder: TreePath) -> list[TreePath]:
    return sorted(child for child in folder.iterdir() if child.is_dir())


def _named_in(folder: TreePath) -> dict[str, tuple[str, bool]]:
    """The name of each profile, and whether it is the default; nothing where none are told."""
    try:
        sections = read_ini(folder / "profiles.ini")
    except SessiontuiError:
        return {}
    return names_in(sections)
