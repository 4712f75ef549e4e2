"""Profiles in an archive: a tar or a zip, which are never unpacked to disk and never written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from io import BufferedReader
from pathlib import Path
from typing import ClassVar, Final, Protocol

from ...app_dirs import expanded
from ...codec.session_sign import HEAD, Sign, sign_of
from ...errors import Damaged, NothingFound, SessiontuiError, Unreadable
from ...firefox.browser import browser_of
from ...firefox.file_names import BACKUPS, CHECKPOINTS, CONTAINERS, SESSION_PREFS
from ...firefox.profiles import SESSION_FILES, FoundProfile
from ...firefox.profiles_in_tree import directories_with, profiles_in
from ...firefox.profiles_ini import names_in, read_ini
from ...firefox.safe_reading import NOTES, open_regular, unreadable
from ...firefox.session_files import may_hold_session
from ...firefox.tree.archive import Archive, changed_since_now
from ...firefox.tree.archive_kind import ArchiveKind, archive_kind, inside_archive, is_archive_name
from ...firefox.tree.path import Tree, TreePath
from ...firefox.tree.tar_reader import TarReader
from ...firefox.tree.unpacking import compression_of
from ...firefox.tree.unread import piece_by_name, why_not_read
from ...firefox.tree.zip_reader import ZipReader
from ...text import path_text, printable
from ..left_out import unseen
from ..protocols import Store, StoreRef
from ..several import SeveralProfiles
from ..tree.store import TreeStore
from ..view import StoreInfo

READ_ONLY = (
    "it lies in an archive, which is never written: open its tabs in a profile (restore … --into "
    "PROFILE), or export them"
)
_MOST_NAMED: Final = 4  # profiles, where there is none of the name that was given
_READ_BY = frozenset({
    "prefs.js", "user.js", "compatibility.ini", "profiles.ini", "times.json", CHECKPOINTS,
    CONTAINERS, SESSION_PREFS, *SESSION_FILES,
})  # fmt: skip


class ArchiveTree(Tree, Protocol):
    """A tree that knows what it leaves out, and can be let go of."""

    @property
    def whole(self) -> bool:
        """Whether all that it holds is known; of another what is not there may be missing."""

    def left_out(self) -> tuple[str, ...]:
        """What of it is not looked at, as sentences."""

    def close(self) -> None:
        """Let go of it."""


def wanted(below: str) -> bool:
    """Whether a profile may be read by a file of this path."""
    folder, _, name = below.rpartition("/")
    in_backups = folder.rpartition("/")[2] == BACKUPS
    return name in _READ_BY or may_hold_session(name, in_backups=in_backups)


def open_tree(path: Path, kind: ArchiveKind) -> Archive:
    """The files of an archive. Raises Unreadable, Damaged."""
    piece = piece_by_name(path.name)
    with archive_file(path, piece) as file:
        changed = changed_since_now(file)
        reader = ZipReader(file, str(path)) if kind == "zip" else _tar(file, path)
        if piece:
            reader.members.cut(piece)
        return Archive(str(path), reader, changed)


def _tar(file: BufferedReader, path: Path) -> TarReader:
    compression = compression_of(file.read(8))
    size = path.stat().st_size
    return TarReader(file, str(path), size, compression, wanted, _begins, HEAD)


def _begins(head: bytes) -> bool:
    """Whether a file of any name is a session by its first bytes."""
    return sign_of(head) is Sign.SESSION


@contextmanager
def archive_file(path: Path, known: str = "") -> Iterator[BufferedReader]:
    """A regular file, open for the tree that is made of it, which then has it.

    Where none can be made it is closed, and what is said names it, with what is ``known`` of it.
    Raises Unreadable, Damaged.
    """
    where = f"{path_text(path)}: {known}; " if known else f"{path_text(path)}: "
    try:
        with open_regular(path, NOTES):  # a pipe would be waited for
            file = path.open("rb")
    except OSError as error:
        raise unreadable(path, error) from None
    try:
        yield file
    except OSError as error:
        file.close()
        raise Damaged(f"{where}{printable(error.strerror or str(error))}") from None
    except SessiontuiError as error:
        file.close()
        raise type(error)(f"{where}{error.sentence}") from None
    except BaseException:
        file.close()
        raise


def profile_in(tree: ArchiveTree, below: str) -> TreePath:
    """The one profile in a part of an archive; where there is none, what holds session files.

    Raises SeveralProfiles, NothingFound, Unreadable.
    """
    top = TreePath(tree) / below
    if not top.exists():
        held = _named(profiles_in(TreePath(tree)))
        named = [one.path for one in held if one.name == below]
        named = named or [one.path for one in held if one.path.name == below]
        if len(named) == 1 and isinstance(named[0], TreePath):
            return named[0]
        first = [path_text(str(one.path)) for one in held[:_MOST_NAMED]]
        it_has = f", which has {', '.join(first)}" if held else ""
        raise NothingFound(
            f"{path_text(str(top))}: there is nothing of that name in the archive{it_has}"
            f"{', …' if len(held) > _MOST_NAMED else ''}"
        )
    if not top.is_dir():
        raise Unreadable(
            f"{path_text(str(top))}: a file in an archive is opened with the profile around it"
        )
    if top.name == BACKUPS:
        top = top.parent
    search = profiles_in(top)
    found = list(search)
    if len(found) > 1:
        raise SeveralProfiles(
            f"{path_text(str(top))} holds several profiles, name one",
            _named(found),
            more_below=None if search.whole and tree.whole else top,
        )
    if found:
        return found[0]
    loose = next(iter(directories_with(top, wanted)), None)
    if loose is None:
        more = "" if search.whole else " in the part of it that was looked through"
        raise NothingFound(
            f"{path_text(str(top))}: this archive holds no Firefox profile{more}{_archives(top)}"
            f"{unseen(tree.left_out())}"
        )
    return loose


def _named(found: Iterable[TreePath]) -> list[FoundProfile]:
    """Profiles by the names that the profiles.ini around them gives, else their folders."""
    lists: dict[TreePath, dict[str, tuple[str, bool]]] = {}
    profiles = []
    for path in found:
        name, default = _name(path), False
        for folder in (path.parent, path.parent.parent):
            if folder not in lists:
                try:
                    lists[folder] = names_in(read_ini(folder / "profiles.ini"))
                except Unreadable:
                    lists[folder] = {}  # they have names of their own
            below = path.below.removeprefix(f"{folder.below}/")
            name, default = lists[folder].get(below, (name, default))
        profiles.append(FoundProfile(name, path, "", default, False))
    return profiles


def _archives(top: TreePath) -> str:
    """What is said of the archives in an archive: they are not looked into."""
    folder = next(iter(directories_with(top, is_archive_name)), None)
    if folder is None:
        return ""
    name = next(path.name for path in sorted(folder.iterdir()) if is_archive_name(path.name))
    return f". It holds archives, as {printable(name)}: unpack it, and name the one you look for"


def _name(path: TreePath) -> str:
    return printable(path.name)


def opened(kind: ArchiveKind, ref: StoreRef) -> Store:
    """The store of the profile that a reference means. Raises SessiontuiError in its kinds."""
    path = expanded(ref.rest)
    below = ""
    if not path.is_file() and (inside := inside_archive(path)) is not None:
        path, below = inside
    found = archive_kind(path)
    if found is None and (why := why_not_read(path)):
        raise Unreadable(f"{path_text(path)}: {why}")
    if found != kind:
        what = f"it is a {found}" if found else "it is no archive of that kind"
        raise Unreadable(f"{path_text(path)}: {what}, not a {kind}")
    tree = open_tree(path, kind)
    try:
        profile = profile_in(tree, below)
    except SeveralProfiles:
        tree.close_when_forgotten()  # whoever offers them to a person looks into each
        raise
    except BaseException:
        tree.close()
        raise
    return store_of(profile, tree, kind, as_firefox=ref.as_firefox)


def store_of(
    profile: TreePath, tree: ArchiveTree, kind: ArchiveKind, *, as_firefox: bool = False
) -> TreeStore:
    """The store of a profile in an archive that is open."""
    browser = browser_of(profile)
    if as_firefox:
        browser = browser.treated_as_firefox()
    info = StoreInfo(kind, _name(profile), path_text(str(profile)), READ_ONLY)
    return TreeStore(
        profile, info, browser, whole=tree.whole, left_out=tree.left_out, close=tree.close
    )


class TarStore:
    """Opens ``tar:FILE``, and a file with that content."""

    scheme: ClassVar[str] = "tar"

    @classmethod
    def discover(cls) -> Iterable[StoreRef]:
        """Archives are named by the user, never searched for."""
        return ()

    @classmethod
    def open(cls, ref: StoreRef, *, read_only: bool) -> Store:
        """The profile in a tar, compressed or not; it is read-only anyway."""
        return opened("tar", ref)


class ZipStore:
    """Opens ``zip:FILE``, and a file with that content: also what ``backup`` makes."""

    scheme: ClassVar[str] = "zip"

    @classmethod
    def discover(cls) -> Iterable[StoreRef]:
        """Archives are named by the user, never searched for."""
        return ()

    @classmethod
    def open(cls, ref: StoreRef, *, read_only: bool) -> Store:
        """The profile in a zip; it is read-only anyway."""
        return opened("zip", ref)
