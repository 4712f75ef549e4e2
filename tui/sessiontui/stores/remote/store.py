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

from ...errors import Damaged, NotASession, Unreadable
from ...firefox.browser import Browser, firefox_version
from ...firefox.file_names import CHECKPOINTS, CONTAINERS
from ...firefox.tree.path import TreePath
from ...firefox.tree.ssh.address import address_of
from ...firefox.tree.ssh.line import BrokenLine
from ...firefox.tree.ssh.lines import LINES
from ...firefox.tree.ssh.tree import SshTree
from ...session.model.snapshot import Snapshot
from ...text import moment, path_text, printable
from ..counting import Counting
from ..protocols import Store, StoreRef
from ..several import SeveralProfiles
from ..tree.store import UNASKED, TreeStore
from ..view import StoreInfo, Version
from .finding import directories_of, profile_at

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


class SshStore(TreeStore):
    """The profile, and a cheap look at it every few seconds while somebody watches."""

    scheme: ClassVar[str] = "ssh"

    def __init__(self, path: TreePath, tree: SshTree, info: StoreInfo, browser: Browser) -> None:
        super().__init__(
            path, info, browser, close=tree.close,
            left_out=lambda: (*self._as_it_was(), *tree.left_out(directories_of(path))),
        )  # fmt: skip
        self._tree = tree
        self._browser = browser
        self._cut: tuple[str, float] | None = None  # why no answer comes, and the last one's time
        self._looked = time.time() * 1000
        # A view lists the versions, then loads one: what was listed for the one is good for the
        # other, and what was listed to find the profile for the first.
        self._is_first = self._is_listed = True
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
            path, browser = profile_at(tree, address)
        except SeveralProfiles:
            # Whoever offers them looks into each, and opens one over the same line.
            weakref.finalize(tree, let_go)
            raise
        except OSError as error:
            tree.close()
            raise Unreadable(_words(error, tree)) from None
        except BaseException:
            tree.close()
            raise
        if ref.as_firefox:
            browser = browser.treated_as_firefox()
        where = path_text(str(path))
        info = StoreInfo("ssh", printable(path.name), where, READ_ONLY, unasked=UNASKED)
        return cls(path, tree, info, browser)

    def versions(self) -> Sequence[Version]:
        """Every session file as it is there now.

        While the line is broken that cannot be told: Unreadable. For whoever counts saves, and so
        hears when it breaks and is back, they are as it last answered, and ``profile`` says so.
        """
        self._look_there(or_as_it_was=self._counting.counts, anew=not self._is_first)
        self._is_listed = True
        return super().versions()

    def load(self, version: str) -> Snapshot:
        """Read one session file as it is there now; one that is the same does not cross again.

        While the line is broken as in ``versions``, where it need not cross.
        """
        listed, self._is_listed, self._is_first = self._is_listed, False, False
        self._look_there(or_as_it_was=self._counting.counts, anew=not listed)
        try:
            return super().load(version)
        except Unreadable as error:
            if not listed or isinstance(error, (Damaged, NotASession)):
                raise
        self._look_there()  # another file has come in its place
        return super().load(version)

    def firefox_writes(self, since: float = 0) -> Sequence[FirefoxWrite]:
        """What Firefox noted there of its saves since a moment (ms since epoch), oldest first."""
        self._look_there()
        return super().firefox_writes(since)

    def _look_there(self, *, or_as_it_was: bool = False, anew: bool = True) -> None:
        """List the profile anew: where that cannot be done, its files must not pass for gone.

        Without ``anew`` a listing of this moment will do.
        """
        directories = directories_of(self.path)
        try:
            self._tree.look(directories, anew=anew)
        except OSError as error:
            why = _words(error, self._tree)
            self._cut = why, self._looked
            if or_as_it_was and isinstance(error, BrokenLine) and self._tree.knows(directories):
                return
            raise Unreadable(why) from None
        self._cut, self._looked = None, time.time() * 1000

    def _as_it_was(self) -> Iterable[str]:
        if self._cut is not None:
            why, looked = self._cut
            yield f"everything here is as it was at {moment(looked)}, no answer comes: {why}"

    # -- looking there every few seconds -------------------------------------------------------

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call ``changed`` when a look finds something else than the one before.

        While the line is broken nothing is seen; it is tried again at each look.
        """

        def told() -> None:
            self._is_first = False  # what was listed before is no longer good for anything
            changed()

        return self._counting.watch(told)

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


def _words(error: OSError, tree: SshTree) -> str:
    """Why no answer came, with whose it was: a line that broke says so itself."""
    words = printable(error.strerror or str(error))
    return words if isinstance(error, BrokenLine) else f"{printable(tree.title)}: {words}"
