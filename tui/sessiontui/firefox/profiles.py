"""The profiles of this machine: those that profiles.ini names, and those that lie beside them.

What is missing is left out. What may not be looked at, and what is named but cannot be opened,
is said: it must never pass for absent.
"""

from __future__ import annotations

import errno
import os
import re
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from ..errors import Unreadable
from ..text import path_text, printable
from .browser import Browser, browser_of
from .file_names import BACKUPS, SESSION
from .profiles_ini import damaged_list, listed_profiles, why_closed
from .roots import Root, expand, roots
from .safe_reading import unreadable
from .tree.path import AnyPath, TreePath

if TYPE_CHECKING:
    from .profile_groups import Grouped

SESSION_FILES = (SESSION, "sessionstore.js", "sessionstore.bak", "sessionstore.json")
"""Session files in the profile directory itself that make a directory look like a profile."""


class FoundProfile(Struct, frozen=True):
    """One profile: ``name`` is printable, ``browser`` empty when nothing tells which it is.

    ``default`` says that starting this browser without choosing a profile opens this one.
    ``reason`` is a sentence: why a profile that is named somewhere cannot be opened.
    """

    name: str
    path: AnyPath
    browser: str
    default: bool
    fork: bool
    reason: str | None = None
    also: str | None = None  # the name in profiles.ini, where the person gave it another

    @property
    def here(self) -> Path:
        """Its directory on this machine: a search of this machine finds no others."""
        if isinstance(self.path, TreePath):
            raise TypeError("a profile of a tree elsewhere is no directory here")
        return self.path

    def made_by(self) -> Browser:
        """Which browser it is of, by what lies in it as well."""
        return browser_of(self.path, self.browser, fork=self.fork)


class BarredRoot(Struct, frozen=True):
    """A folder of profiles that may not be looked at: the sentence, and whose it is."""

    root: Root
    sentence: str


class Found(Struct, frozen=True):
    """What a search gave. ``barred``: folders that are there and cannot be looked through.

    ``damaged``: sentences about lists of profiles that are not whole.
    """

    profiles: tuple[FoundProfile, ...]
    barred: tuple[BarredRoot, ...] = ()
    damaged: tuple[str, ...] = ()


def search(roots: Iterable[Root] | None = None) -> Found:
    """Every profile below the roots (this machine's when not given), each directory once.

    First those ``profiles.ini`` names, in its order, then directories beside them that look
    like profiles. Where a browser has two roots, the first that exists has the default.
    """
    found: list[FoundProfile] = []
    barred: list[BarredRoot] = []
    damaged: list[str] = []
    seen: set[str] = set()
    settled: dict[str, str] = {}
    for root in _all_roots() if roots is None else roots:
        for path in expand(root.path):
            if sentence := _barred(path):
                barred.append(BarredRoot(root, sentence))
                settled.setdefault(root.browser, str(root.path))
                continue
            if not _is_dir(path):
                continue
            first = settled.setdefault(root.browser, str(root.path)) == str(root.path)
            if said := damaged_list(path):
                damaged.append(said)
            for look in (partial(_listed, damaged=damaged), _beside):
                try:
                    inside = list(look(path, root, first))
                except Unreadable as error:
                    barred.append(BarredRoot(root, error.sentence))
                    continue
                for profile in inside:
                    real = os.path.realpath(profile.here)
                    if real not in seen:
                        seen.add(real)
                        found.append(profile)
    return Found(tuple(found), tuple(barred), tuple(damaged))


def find_profiles(roots: Iterable[Root] | None = None) -> tuple[FoundProfile, ...]:
    """The profiles of a search."""
    return search(roots).profiles


def looked_in() -> str:
    """Where a search looks, for a sentence."""
    return ", ".join(dict.fromkeys(path_text(root.path) for root in _all_roots()))


def whose_else() -> str:
    """How root names the profile of the person it looks for, for a sentence; else nothing."""
    if os.name != "posix" or os.geteuid() != 0:
        return ""
    return "As root, name the home of the person whose profile it is, as in sessiontui /home/NAME. "


def search_below(path: Path) -> Found:
    """The profiles in a folder that holds profiles: one level, and its ``Profiles/``.

    The folder's own ``profiles.ini`` counts. A folder that is none of this machine's roots
    says nothing about the browser: ``browser`` is empty and ``fork`` false.
    """
    if not _is_dir(path):
        return Found(())
    real = os.path.realpath(path)
    for root in _all_roots():
        for known in expand(root.path):
            if real in (os.path.realpath(known), os.path.realpath(known / "Profiles")):
                return search([Root(root.browser, path, root.fork)])
    return search([Root("", path, fork=False)])


def looks_like_profile(path: AnyPath) -> bool:
    """Whether a directory has settings, a session file or session backups."""
    if not _is_dir(path):
        return False
    if any(_is_file(path / name) for name in ("prefs.js", *SESSION_FILES)):
        return True
    return _is_dir(path / BACKUPS)


def named(word: str, profiles: Sequence[FoundProfile]) -> tuple[FoundProfile, ...]:
    """The profiles a word means: name, folder name, or folder name without ``xxxxxxxx.``.

    As written first; when that names none, without regard to upper and lower case.
    """

    def words(profile: FoundProfile) -> set[str]:
        folder = profile.path.name
        names = {profile.name} if profile.also is None else {profile.name, profile.also}
        return names | {folder, re.sub(r"^[A-Za-z0-9]{8}\.(?=.)", "", folder)}

    wanted = {word, printable(word)}
    exact = tuple(profile for profile in profiles if wanted & words(profile))
    if exact:
        return exact
    folded = {item.casefold() for item in wanted}
    return tuple(
        profile for profile in profiles if folded & {item.casefold() for item in words(profile)}
    )


def spares(profile: FoundProfile, profiles: Sequence[FoundProfile]) -> tuple[FoundProfile, ...]:
    """The copies that lie beside a profile which cannot be opened: ``NAME-backup*``."""
    start = f"{profile.path.name}-backup"
    return tuple(
        other
        for other in profiles
        if other.path.parent == profile.path.parent and other.path.name.startswith(start)
    )


_all_roots = roots


def _listed(path: Path, root: Root, first: bool, damaged: list[str]) -> Iterator[FoundProfile]:
    """Those of profiles.ini, then those that only its groups name: by the names people gave."""
    given: dict[str, Grouped] = {}
    in_list = listed_profiles(path)
    if ids := [listed.store_id for listed in in_list if listed.store_id]:
        from .profile_groups import groups_of  # who has no groups does without

        groups = groups_of(path, ids)
        damaged += groups.damaged
        given = {os.path.realpath(one.path): one for one in groups.profiles}
    for listed in in_list:
        default = listed.default and first
        name = printable(listed.name)
        grouped = given.pop(os.path.realpath(listed.path), None)
        own = printable(grouped.name) if grouped else ""
        yield FoundProfile(
            own or name, listed.path, root.browser, default, root.fork, listed.reason,
            name if own and own != name else None,
        )  # fmt: skip
    for one in given.values():
        name = printable(one.name) or printable(one.path.name)
        yield FoundProfile(
            name, one.path, root.browser, False, root.fork, why_closed(one.path)
        )  # fmt: skip


def _beside(path: Path, root: Root, _: bool) -> Iterator[FoundProfile]:
    for folder in (path, path / "Profiles"):
        try:
            children = sorted(folder.iterdir())
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError as error:
            raise unreadable(folder, error) from None
        for child in children:
            if looks_like_profile(child):
                yield FoundProfile(printable(child.name), child, root.browser, False, root.fork)


def _barred(path: Path) -> str | None:
    """Why a folder that is there cannot be looked through; None when it can, or is not there."""
    try:
        with os.scandir(path):
            return None
    except OSError as error:
        if error.errno in (errno.ENOENT, errno.ENOTDIR, errno.ELOOP, errno.ENAMETOOLONG):
            return None
        return unreadable(path, error).sentence
    except ValueError:
        return None


def _is_dir(path: AnyPath) -> bool:
    try:
        return path.is_dir()
    except (OSError, ValueError):
        return False


def _is_file(path: AnyPath) -> bool:
    try:
        return path.is_file()
    except (OSError, ValueError):
        return False
