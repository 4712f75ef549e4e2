"""A Firefox profile's directory: every session file in it, its settings and its lock."""

from __future__ import annotations

import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, ClassVar

from msgspec.structs import replace

from ...errors import Unreadable
from ...firefox import profiles
from ...firefox import session_files as session_files
from ...firefox.browser import FIREFOX, Browser, browser_of, firefox_version
from ...firefox.profile_lock import writable_here
from ...firefox.safe_reading import unreadable
from ...real_file import real_directory
from ...session.model.snapshot import Snapshot
from ...text import path_text, printable
from ..counting import Counting
from ..protocols import PLAIN, EditOptions, Receipt, Store, StoreRef
from ..session_cache import SessionCache, read_text
from ..view import Foretold, ProfileState, StoreInfo, Version
from .around import Around, barred_around
from .reader import ProfileReader
from .versions import ProfileVersions

if TYPE_CHECKING:
    from ...firefox.prefs.prefs_js import PrefValue
    from ...firefox.prefs.settings import Setting
    from ...firefox.save_log import FirefoxWrite
    from ...monitor.saves import Writes
    from ...monitor.what_if.types import Design
    from ...session.edit.edits import Edit
    from ..safety_copy import Missed, Origin, SafetyCopy, WholeFile
    from ..write.situation import Situation
    from ..write.writer import ProfileWriter


def now_ms() -> float:
    """The present, in ms since epoch."""
    return time.time() * 1000


class ProfileStore:
    """All versions of one profile."""

    scheme: ClassVar[str] = "profile"

    def __init__(
        self,
        path: Path,
        *,
        name: str | None = None,
        browser: Browser = FIREFOX,
        read_only: bool = False,
        now: Callable[[], float] = now_ms,
        real: Path | None = None,
    ) -> None:
        """``real`` is the path without links, from whoever has walked it and may follow it."""
        self.path = path
        self._browser = browser
        self._now = now
        self._reader = SessionCache()
        self._own_version = browser.insisted or not browser.is_firefox
        self._read = ProfileReader(path, self._reader, fork=self._own_version)
        self._real, planted = _where(path) if real is None else (real, None)
        self._reason = planted or ("it was opened read-only" if read_only else None)
        self._title = name or printable(path.name)
        self._counting = Counting(path, self._reader)
        self._versions = ProfileVersions(path, self._real, self._title)
        self._around = Around(path, self._real, browser, self._read, self._versions.files, now)

    @classmethod
    def discover(cls) -> Iterable[StoreRef]:
        """Every profile of every browser found on this machine."""
        return (StoreRef("profile", str(found.path)) for found in profiles.find_profiles())

    @classmethod
    def open(cls, ref: StoreRef, *, read_only: bool) -> Store:
        """Open a profile's directory. Raises Unreadable when it cannot be listed."""
        path = Path(ref.rest)
        try:
            next(path.iterdir(), None)
        except OSError as error:
            raise unreadable(path, error) from None
        try:
            real, planted = real_directory(path)
        except OSError as error:
            raise unreadable(path, error) from None
        if planted is not None:
            raise Unreadable(f"{path_text(path)}: {planted}")
        known = next((p for p in profiles.find_profiles() if _same(p.here, path)), None)
        browser = browser_of(path) if known is None else known.made_by()
        if ref.as_firefox:
            browser = browser.treated_as_firefox()
        name = None if known is None else known.name
        return cls(path, name=name, browser=browser, read_only=read_only, real=real)

    @cached_property
    def info(self) -> StoreInfo:
        """What it is, where, and why it cannot be changed: looked at when somebody asks."""
        return StoreInfo(
            "profile",
            self._title,
            path_text(self.path),
            self._browser.read_only_reason or self._reason or writable_here(self.path),
            self._browser.risk,
            keeps_copies=True,
        )

    # -- versions ------------------------------------------------------------------------------

    def versions(self) -> Sequence[Version]:
        """Every session file, in load order, then copies, then those this program keeps."""
        return self._versions.listed()

    def load(self, version: str) -> Snapshot:
        """Read one session file; one that a save has just taken away is waited for."""
        loaded = self._read.load(self._versions.file(version))
        self._reader.show(loaded)
        return loaded.snapshot

    def peek(self, version: str) -> Snapshot:
        """Read one session file, and do not remember it."""
        return self._read.load(self._versions.file(version), keep=False).snapshot

    def refresh(self) -> None:
        """Forget what was read, and what could not be."""
        self._reader.clear()

    def text(self, version: str) -> bytes:
        """A session file's text, byte for byte."""
        return read_text(self._versions.file(version).path, retry=True)

    # -- around them ---------------------------------------------------------------------------

    def profile(self) -> ProfileState:
        """Name, Firefox, lock, crash state, and what the next start will do."""
        state = self._around.state(self._title)
        return replace(state, passed_over=self._versions.passed_over)

    def foretold(self) -> Foretold:
        """The lock, and what the next start will do."""
        return self._around.foretold()

    def settings(self) -> Sequence[Setting]:
        """Every session setting with its value here."""
        from ...firefox.prefs.settings import settings

        return settings(self._read.prefs())

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

    # -- changing it ---------------------------------------------------------------------------

    @property
    def _writer(self) -> ProfileWriter:
        from ..write.writer import ProfileWriter  # reading does without all that

        return ProfileWriter(
            self._real, self._situation, lambda: self.info.read_only_reason, self._now
        )

    def _situation(self) -> Situation:
        from ..write.situation import Situation

        read = ProfileReader(self._real, self._reader, fork=self._own_version)
        return Situation(
            self._real,
            (
                *session_files.firefox_files(self._real),
                *barred_around(self._real, self._read.prefs()).files,
            ),
            tuple(self._versions.kept()), self._versions.strays,
            read.prefs_to_edit(), read.checkpoints(strict=True),
            read.load_whole, read.load, read.load_as_firefox, self._now(),
            self._versions.of_own_names,
        )  # fmt: skip

    def plan(self, edits: Sequence[Edit], *, base: str, options: EditOptions = PLAIN) -> Receipt:
        """What apply would do. Writes nothing; raises like apply."""
        return self._writer.plan(edits, base, options)

    def apply(self, edits: Sequence[Edit], *, base: str, options: EditOptions = PLAIN) -> Receipt:
        """Carry out all of the edits or none, so that the next start goes by them.

        ``base`` is the revision of the version they were made from, the one the next start loads.
        """
        return self._writer.apply(edits, base, options)

    def undo(self, receipt: str | None = None, *, dry_run: bool = False) -> Receipt:
        """Undo the last edit, or the one of this receipt, as long as nothing came after."""
        return self._writer.undo(receipt, dry_run=dry_run)

    def undoable(self) -> Receipt | None:
        """What undo would undo."""
        return self._writer.undoable()

    def rollback(self, version: str, *, base: str, dry_run: bool = False) -> Receipt:
        """Make a version the one the next start loads, and have its tabs opened.

        ``base`` is the revision of that version, or of the one that is loaded now.
        """
        return self._writer.rollback(version, base, dry_run=dry_run)

    def plan_settings(self, values: Mapping[str, PrefValue | None]) -> Receipt:
        """What set_settings would do. Writes nothing; raises like it."""
        return self._writer.plan_settings(values)

    def set_settings(self, values: Mapping[str, PrefValue | None]) -> Receipt:
        """Set session settings in prefs.js, None to their defaults; all of them or none."""
        return self._writer.set_settings(values)

    # -- safety copies -------------------------------------------------------------------------

    def whole_files(self) -> Iterator[WholeFile | Missed]:
        """Every file of a safety copy, one at a time, and what could not be had."""
        from ..safety.reading import whole_files

        return whole_files(self._real)

    def origin(self) -> Origin:
        """What a safety copy made now is of."""
        from ..safety_copy import Origin

        version = firefox_version(self.path)
        return Origin(
            str(self._real), self._browser.name, None if version is None else version.text
        )

    def keep_copy(self) -> SafetyCopy:
        """Copy every file of the session as it is into this program's own directory."""
        from ..safety import keeping

        return keeping.keep(self.origin(), self.whole_files(), self._now())

    def kept_copies(self) -> Sequence[SafetyCopy]:
        """The safety copies that are kept of this profile, newest first."""
        from ..safety import keeping

        return keeping.kept(self._real)

    def remove_copy(self, copy_id: str, *, dry_run: bool = False) -> SafetyCopy:
        """Take one of them away, for ever."""
        from ..safety import keeping

        return keeping.remove_kept(self._real, copy_id, dry_run=dry_run)

    # -- watching, and counting the saves ------------------------------------------------------

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call ``changed`` after every save, start, quit or change of settings."""
        return self._counting.watch(changed)

    def meter(self, counted: Callable[[], object]) -> Callable[[], None]:
        """Begin to count saves; ``counted`` is called after each, from the counting thread."""
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

    def close(self) -> None:
        """Forget what was read, stop counting."""
        self._counting.end()
        self._reader.clear()


def _where(path: Path) -> tuple[Path, str | None]:
    """A path without links, and why nothing may be written there as far as its links tell."""
    try:
        return real_directory(path)
    except OSError as error:
        reason = printable(error.strerror or "an error").lower()
        return Path(os.path.realpath(path)), f"where it leads cannot be told ({reason})"


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
