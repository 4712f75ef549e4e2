"""A profile on another machine: ``ssh:[user@]host[:port][/path]``, read-only.

The system's own ssh carries it, with its config, agent and jump hosts. A person is asked for a
password or about a host key when the line is opened first, before the screen begins; never later.
"""

from __future__ import annotations

import time
import weakref
from collections.abc import Callable, Iterable, Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar, Final

from ...errors import NothingFound, SessiontuiError, Unreadable, UsageError
from ...firefox.browser import Browser, browser_of, firefox_version
from ...firefox.file_names import BACKUPS, CHECKPOINTS, CONTAINERS
from ...firefox.profiles import FoundProfile, looks_like_profile
from ...firefox.profiles_ini import names_in, read_ini
from ...firefox.roots import Root, roots
from ...firefox.safety_files import FOLDERS
from ...firefox.tree.path import TreePath
from ...firefox.tree.ssh.address import Address, address_of
from ...firefox.tree.ssh.line import BrokenLine
from ...firefox.tree.ssh.lines import LINES
from ...firefox.tree.ssh.tree import SshTree
from ...session.model.snapshot import Snapshot
from ...text import path_text, printable
from ..counting import Counting
from ..protocols import Store, StoreRef
from ..several import SeveralProfiles
from ..tree.store import UNASKED, TreeStore
from ..view import StoreInfo, Version

if TYPE_CHECKING:
    from ...firefox.save_log import FirefoxWrite
    from ...monitor.saves import Writes
    from ...monitor.what_if.types import Design
    from ..safety_copy import Missed, Origin, SafetyCopy, WholeFile

READ_ONLY: Final = (
    "it lies on another machine, where nothing is written: open its tabs in a profile here "
    "(restore … --into PROFILE), or export them"
)
_AROUND: Final = frozenset(
    {"prefs.js", "user.js", "compatibility.ini", "times.json", CHECKPOINTS, CONTAINERS}
)
_SYSTEMS: Final = {"Darwin": "darwin"}


class SshStore(TreeStore):
    """The profile, and a cheap look at it every few seconds while somebody watches."""

    scheme: ClassVar[str] = "ssh"

    def __init__(self, path: TreePath, tree: SshTree, info: StoreInfo, browser: Browser) -> None:
        super().__init__(
            path, info, browser, close=tree.close,
            left_out=lambda: tree.left_out(directories_of(path)),
        )  # fmt: skip
        self._tree = tree
        self._browser = browser
        self._counting = Counting(path, self._cache, give_up=tree.close)

    @classmethod
    def discover(cls) -> Iterable[StoreRef]:
        """Other machines are named by the user, never searched for."""
        return ()

    @classmethod
    def open(cls, ref: StoreRef, *, read_only: bool) -> Store:
        """The profile there; it is read-only anyway.

        Raises SeveralProfiles, NothingFound, Unreadable with what ssh itself said.
        """
        address = address_of(ref.rest)
        line, let_go = LINES.take(address)
        tree = SshTree(line, address, together=_AROUND, let_go=let_go)
        try:
            path, browser = _profile(tree, address)
        except SeveralProfiles:
            # Whoever offers them looks into each, and opens one over the same line.
            weakref.finalize(tree, let_go)
            raise
        except OSError as error:
            tree.close()
            raise Unreadable(printable(error.strerror or str(error))) from None
        except BaseException:
            tree.close()
            raise
        if ref.as_firefox:
            browser = browser.treated_as_firefox()
        where = path_text(str(path))
        info = StoreInfo("ssh", printable(path.name), where, READ_ONLY, unasked=UNASKED)
        return cls(path, tree, info, browser)

    def versions(self) -> Sequence[Version]:
        """Every session file as it is there now. Raises Unreadable where the line is broken."""
        self._look_there()
        return super().versions()

    def load(self, version: str) -> Snapshot:
        """Read one session file as it is there now; one that is the same does not cross again."""
        self._look_there()
        return super().load(version)

    def firefox_writes(self, since: float = 0) -> Sequence[FirefoxWrite]:
        """What Firefox noted there of its saves since a moment (ms since epoch), oldest first."""
        self._look_there()
        return super().firefox_writes(since)

    def _look_there(self) -> None:
        """List the profile anew: where that cannot be done, its files must not pass for gone."""
        try:
            self._tree.look(directories_of(self.path), anew=True)
        except OSError as error:
            raise Unreadable(printable(error.strerror or str(error))) from None

    # -- looking there every few seconds -------------------------------------------------------

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call ``changed`` when a look finds something else than the one before.

        While the line is broken nothing is seen; it is tried again at each look.
        """
        return self._counting.watch(changed)

    def meter(self, counted: Callable[[], object]) -> Callable[[], None]:
        """Begin to count the saves that looks see; ``counted`` is called after each."""
        return self._counting.begin(counted)

    def pause(self) -> Callable[[], None]:
        """Count nothing until the result is called."""
        return self._counting.pause()

    def writes(self) -> Writes | None:
        """Everything counted since meter() was called."""
        return self._counting.writes()

    def redesign(self, cancelled: Callable[[], bool]) -> Sequence[Design]:
        """The saves counted, under other designs of the session file."""
        return self._counting.redesign(cancelled)

    # -- safety copies -------------------------------------------------------------------------

    def origin(self) -> Origin:
        """What a safety copy made now is of."""
        from ..safety_copy import Origin

        version = firefox_version(self.path)
        made = None if version is None else version.text
        return Origin(str(self.path), self._browser.name, made)

    def whole_files(self) -> Iterator[WholeFile | Missed]:
        """Every file of a safety copy, one at a time, and what could not be had."""
        from ..safety.reading import whole_files

        return whole_files(self.path)

    def keep_copy(self) -> SafetyCopy:
        """Copy every file of the session as it is into this program's own directory, here."""
        from ..safety import keeping

        return keeping.keep(self.origin(), self.whole_files(), time.time() * 1000)

    def kept_copies(self) -> Sequence[SafetyCopy]:
        """The safety copies that are kept here of this profile, newest first."""
        from ..safety import keeping

        return keeping.kept(Path(str(self.path)))

    def remove_copy(self, copy_id: str, *, dry_run: bool = False) -> SafetyCopy:
        """Take one of them away, for ever."""
        from ..safety import keeping

        return keeping.remove_kept(Path(str(self.path)), copy_id, dry_run=dry_run)

    def close(self) -> None:
        """Look no more, forget what was read, let the line go."""
        self._counting.end()
        super().close()


def directories_of(profile: TreePath) -> list[str]:
    """Where the files of a profile lie, as paths from the root of its tree."""
    return [profile.below, *(f"{profile.below}/{name}" for name in FOLDERS if name)]


def _profile(tree: SshTree, address: Address) -> tuple[TreePath, Browser]:
    top = TreePath(tree)
    path = address.path
    if path in ("", "/"):
        named = top / tree.home()
        found = list(_found(tree, tree.home()))
    else:
        of_home = path == "/~" or path.startswith("/~/")
        named = top / (f"{tree.home()}/{path[3:]}" if of_home else path)
        named = named.parent if named.name == BACKUPS else named
        tree.look(directories_of(named))
        if not named.exists():
            raise Unreadable(f"{path_text(str(named))}: there is no such file or directory")
        if not named.is_dir():
            raise UsageError(
                f"{path_text(str(named))}: this is a file; of another machine the directory of a "
                "profile is named"
            )
        if looks_like_profile(named):
            return named, browser_of(named)
        found = list(_below(named, Root("", Path(str(named)), fork=False)))
        found = found or list(_found(tree, named.below))  # somebody's home there
    if not found:
        raise NothingFound(
            f"{path_text(str(named))}: no Firefox profile was found there; name its directory"
        )
    if len(found) == 1:
        only = found[0]
        assert isinstance(only.path, TreePath)
        return only.path, browser_of(only.path, only.browser, fork=only.fork)
    raise SeveralProfiles(f"{printable(tree.title)} has several profiles, name one", found)


def _found(tree: SshTree, home: str) -> Iterable[FoundProfile]:
    """The profiles in the places where browsers there keep them."""
    system = _SYSTEMS.get(tree.system(), "linux")
    every = [
        root
        for root in roots(platform=system, env={}, home=Path("/", home))
        if "*" not in str(root.path)
    ]
    tree.look([(TreePath(tree) / str(root.path)).below for root in every])
    for root in every:
        yield from _below(TreePath(tree) / str(root.path), root)


def _below(folder: TreePath, root: Root) -> Iterable[FoundProfile]:
    """The profiles in a folder of them, by the names that its profiles.ini gives."""
    tree = folder.tree
    assert isinstance(tree, SshTree)
    try:
        children = _directories(folder)
        inside = folder / "Profiles"
        if inside in children:
            children += _directories(inside)
        tree.look(below for child in children for below in directories_of(child))
        named = names_in(read_ini(folder / "profiles.ini"))
    except BrokenLine:
        raise
    except (OSError, SessiontuiError):
        return
    for child in children:
        if looks_like_profile(child):
            below = child.below.removeprefix(f"{folder.below}/")
            name, default = named.get(below, (printable(child.name), False))
            yield FoundProfile(name, child, root.browser, default, root.fork)


def _directories(folder: TreePath) -> list[TreePath]:
    return sorted(child for child in folder.iterdir() if child.is_dir())
