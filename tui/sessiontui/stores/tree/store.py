"""A profile in a tree elsewhere: everything that can be read of it, and nothing changed.

It is read by the very modules that read a profile's directory. What needs this machine is not
there: no lock is asked for, nothing watched, nothing written, no copies kept.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Final

from msgspec.structs import replace

from ...errors import NothingFound
from ...firefox.browser import Browser
from ...firefox.next_start import NextStart, foretold_not
from ...firefox.own_names import OwnNames
from ...firefox.prefs.settings import Setting
from ...firefox.prefs.settings import settings as list_settings
from ...firefox.session_files import SessionFile, look_at, session_files
from ...firefox.tree.path import TreePath
from ...session.model.snapshot import Snapshot
from ...text import printable
from ..profile.around import Around
from ..profile.reader import ProfileReader
from ..profile.versions import version_of
from ..session_cache import SessionCache, read_text
from ..view import Foretold, ProfileState, StoreInfo, Version

if TYPE_CHECKING:
    from ...firefox.save_log import FirefoxWrite


UNASKED: Final = 1 << 20
"""Bytes a file on another machine may have to cross although nobody asked for it."""


class TreeStore:
    """All versions of a profile somewhere in a tree."""

    def __init__(
        self,
        path: TreePath,
        info: StoreInfo,
        browser: Browser,
        *,
        whole: bool = True,
        left_out: Callable[[], Iterable[str]] = lambda: (),
        close: Callable[[], object] = lambda: None,
        now: Callable[[], float] = lambda: time.time() * 1000,
    ) -> None:
        """``info`` says why nothing can be changed. In a tree that is not ``whole`` a file that is
        not there may be missing: nothing is foretold. ``left_out``: what of the tree is not looked
        at, as sentences; ``close`` lets go of the tree; ``now`` in ms since epoch.
        """
        self.path = path
        self.info = info
        self._whole = whole
        self._left_out = left_out
        self._close = close
        self._cache = SessionCache()
        own_version = browser.insisted or not browser.is_firefox
        self._read = ProfileReader(path, self._cache, fork=own_version)
        self._own_names = OwnNames(path)
        self._listed: dict[str, SessionFile] = {}  # as of the last look at all of them
        self._around = Around(path, None, browser, self._read, self._files, now)

    def versions(self) -> Sequence[Version]:
        """Every session file, in load order, then copies. Raises Unreadable."""
        files = self._files()
        self._listed = {file.name: file for file in files}
        return tuple(_version(file) for file in files)

    def _files(self) -> tuple[SessionFile, ...]:
        return session_files(self.path, self._own_names)

    def _file(self, version: str) -> SessionFile:
        # One file is looked at, not all of them and their folders: each may be a question.
        if (listed := self._listed.get(version)) is not None:
            again = look_at(version, listed.role, listed.path, plain=listed.plain)
            if again:
                return again[0]
        for file in self._files():
            if file.name == version:
                return file
        raise NothingFound(f"{printable(version)}: there is no such version in {self.info.title}")

    def load(self, version: str) -> Snapshot:
        """Read one session file."""
        loaded = self._read.load(self._file(version))
        self._cache.show(loaded)
        return loaded.snapshot

    def peek(self, version: str) -> Snapshot:
        """Read one session file, and do not remember it."""
        return self._read.load(self._file(version), keep=False).snapshot

    def refresh(self) -> None:
        """Forget what was read, and what could not be."""
        self._cache.clear()

    def text(self, version: str) -> bytes:
        """A session file's text, byte for byte."""
        return read_text(self._file(version).path)

    def profile(self) -> ProfileState:
        """Name, Firefox, crash state, what a start would do; the lock is unknown."""
        state = self._around.state(self.info.title)
        return replace(
            state,
            next_start=self._start(state.next_start),
            barred=(*state.barred, *self._left_out()),
            passed_over=self._own_names.passed_over,
        )

    def foretold(self) -> Foretold:
        """That the lock is unknown, and what a start would do."""
        foretold = self._around.foretold()
        return replace(foretold, next_start=self._start(foretold.next_start))

    def _start(self, start: NextStart) -> NextStart:
        if self._whole or start.kind == "unknown":
            return start
        return foretold_not(
            "It is not told what happens at the next start: only a part of the archive can be "
            "read, and what decides may be missing.",
            crashed=start.crashed,
        )

    def settings(self) -> Sequence[Setting]:
        """Every session setting with its value there; what that machine decides is not known."""
        return list_settings(self._read.prefs())

    def extensions(self) -> frozenset[str]:
        """The ids of its extensions, disabled ones too. Raises Unreadable."""
        from ...firefox.extensions import installed

        return installed(self.path)

    def extension_hosts(self) -> frozenset[str]:
        """The hosts of the addresses of its extensions' pages. Raises Unreadable."""
        from ...firefox.extensions import hosts

        return hosts(self.path)

    def firefox_writes(self, since: float = 0) -> Sequence[FirefoxWrite]:
        """What Firefox noted of its saves since a moment (ms since epoch), oldest first."""
        from ...firefox.save_log import firefox_writes

        return firefox_writes(self.path, since)

    def close(self) -> None:
        """Forget what was read, and let go of the tree."""
        self._cache.clear()
        self._close()


def _version(file: SessionFile) -> Version:
    """A session file, of which a tree may know no time: it says the epoch then."""
    version = version_of(file)
    return version if version.modified else replace(version, modified=None)
