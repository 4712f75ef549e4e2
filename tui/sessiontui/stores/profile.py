"""A Firefox profile's directory: every session file in it, its settings and its lock."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, ClassVar

from ..codec.container import Form, open_container
from ..errors import Damaged, NotASession, NothingFound, SessiontuiError, Unreadable
from ..firefox import files as session_files
from ..firefox import places
from ..firefox.files import BACKUPS, SessionFile, is_there, read_bytes, unreadable
from ..firefox.lock import in_use
from ..firefox.prefs import PrefValue, read_prefs
from ..firefox.settings import Setting
from ..firefox.settings import settings as list_settings
from ..firefox.startup import Prefs, Stalls, next_start
from ..monitor.watcher import watch_paths
from ..session.jsontext import decode_any
from ..session.model import Counts, Snapshot
from ..text import printable
from .base import ProfileState, Store, StoreInfo, StoreRef, Version
from .reading import Loaded, Reader, read_text


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
        browser: str = "Firefox",
        fork: bool = False,
        read_only: bool = False,
        now: Callable[[], float] = now_ms,
    ) -> None:
        self.path = path
        self._browser = browser
        self._now = now
        self._reader = Reader()
        self._fork = fork
        reason = (
            "it was opened read-only" if read_only else "restoring and forgetting are not built yet"
        )
        if fork:
            reason = f"a profile of {browser}: its session files are only read"
        self.info = StoreInfo("profile", name or printable(path.name), printable(str(path)), reason)

    @classmethod
    def discover(cls) -> Iterable[StoreRef]:
        """Every profile of every browser found on this machine."""
        return (StoreRef("profile", str(found.path)) for found in places.find_profiles())

    @classmethod
    def open(cls, ref: StoreRef, *, read_only: bool) -> Store:
        """Open a profile's directory. Raises Unreadable when it cannot be listed."""
        path = Path(ref.rest)
        try:
            next(path.iterdir(), None)
        except OSError as error:
            raise unreadable(path, error) from None
        known = next((p for p in places.find_profiles() if _same(p.path, path)), None)
        if known is None:
            return cls(path, read_only=read_only)
        return cls(
            path, name=known.name, browser=known.browser, fork=known.fork, read_only=read_only
        )

    # -- versions ------------------------------------------------------------------------------

    def _files(self) -> tuple[SessionFile, ...]:
        return session_files.session_files(self.path)

    def versions(self) -> Sequence[Version]:
        """Every session file, in load order, then copies."""
        return tuple(_version(file) for file in self._files())

    def _file(self, version: str) -> SessionFile:
        for file in self._files():
            if file.name == version:
                return file
        # The milliseconds of a save: the name comes back, reading waits for it.
        for name, role, below in session_files.KNOWN:
            if name == version and role in ("recovery", "recoveryBackup"):
                path = self.path / below
                backup = self.path / BACKUPS / "recovery.baklz4"
                if role == "recovery" and is_there(backup):
                    return SessionFile(name, role, path, False, 0, 0, "", None)
        raise NothingFound(f"{printable(version)}: there is no such version in {self.info.title}")

    def _load(self, file: SessionFile, *, keep: bool = True) -> Loaded:
        try:
            return self._reader.load(file.path, retry=file.role == "recovery", keep=keep)
        except Unreadable:
            if file.role == "recovery" and not is_there(file.path):
                # Firefox is still writing: the save before it is all there is.
                return self._reader.load(file.path.with_name("recovery.baklz4"), keep=keep)
            raise

    def load(self, version: str) -> Snapshot:
        """Read one session file; one that a save has just taken away is waited for."""
        return self._load(self._file(version)).snapshot

    def survey(self, version: str) -> Counts:
        """How much a session file holds; the session itself is not remembered."""
        return self._load(self._file(version), keep=False).snapshot.counts

    def forget(self) -> None:
        """Forget what was read, and what could not be."""
        self._reader.clear()

    def text(self, version: str) -> bytes:
        """A session file's text, byte for byte."""
        return read_text(self._file(version).path, retry=True)

    def _load_as_firefox(self, file: SessionFile) -> Snapshot:
        """Like load, but as strict as Firefox about the form the name promises and the JSON."""
        name = printable(file.path.name)
        expected = Form.JSON if file.plain else Form.MOZLZ4
        try:
            loaded = self._load(file)
        except NotASession:
            if _is_other_json(file.path, expected):
                raise Stalls(f"it takes {name} for a session, which it is not") from None
            raise
        if loaded.container.form is not expected:
            raise Damaged(
                f"{name}: it is {loaded.container.form.value}, not {expected.value} as its name "
                "says"
            )
        if refused := loaded.refused():
            raise Damaged(f"{name}: {refused}")
        return loaded.snapshot

    # -- around them ---------------------------------------------------------------------------

    def _prefs(self) -> Prefs:
        prefs = _prefs_or_none(self.path / "prefs.js")
        return Prefs(prefs, _prefs_or_none(self.path / "user.js"), self._major(prefs))

    def _major(self, prefs: Mapping[str, PrefValue]) -> int | None:
        """Which Firefox it is; a fork may write its own version into compatibility.ini."""
        if self._fork:
            platform = re.match(r"[0-9]{1,6}", str(prefs.get("extensions.lastPlatformVersion")))
            return int(platform[0]) if platform else None
        version = places.firefox_version(self.path)
        return version.major if version else None

    def profile(self) -> ProfileState:
        """Name, Firefox, lock, crash state, and what the next start will do."""
        version = places.firefox_version(self.path)
        used = in_use(self.path)
        start = next_start(
            self._files(),
            self._prefs(),
            self._checkpoints(),
            self._load_as_firefox,
            self._now(),
            running=used.state == "in use",
        )
        return ProfileState(
            self.info.title,
            str(self.path),
            self._browser,
            version.text if version else None,
            used,
            start.crashed,
            start,
            {key: found.name for key, found in places.containers(self.path).items()},
        )

    def _checkpoints(self) -> dict[str, Any] | None:
        try:
            found = decode_any(read_bytes(self.path / "sessionCheckpoints.json")[0])
        except SessiontuiError:
            return None
        if isinstance(found, list):
            return {}  # an object to Firefox, without the mark of a clean end
        return found if isinstance(found, dict) else None

    def settings(self) -> Sequence[Setting]:
        """Every session setting with its value here."""
        prefs = self._prefs()
        return list_settings(prefs.prefs, prefs.user, prefs.major)

    def watch(self, changed: Callable[[], object]) -> Callable[[], None]:
        """Call ``changed`` after every save, start, quit or change of settings."""

        def watched() -> list[Path]:
            around = ("prefs.js", "user.js", "sessionCheckpoints.json", ".parentlock", "lock")
            known = (below for _, _, below in session_files.KNOWN)
            # The backups' directory itself changes with every rename inside it.
            fixed = [self.path / name for name in (*around, *known, BACKUPS)]
            return fixed + session_files.copies_beside(self.path)

        return watch_paths(watched, changed, state=lambda: in_use(self.path))

    def close(self) -> None:
        """Forget what was read."""
        self._reader.clear()


def _version(file: SessionFile) -> Version:
    aliases = [file.path.name]
    if file.role == "upgradeBackup":
        aliases.append(file.name.removeprefix("upgrade-"))
    return Version(
        file.name,
        file.role,
        file.meaning,
        str(file.path),
        file.size,
        file.uncompressed,
        file.modified,
        file.revision,
        tuple(aliases),
    )


def _prefs_or_none(path: Path) -> dict[str, PrefValue]:
    """A profile whose prefs cannot be read still shows its sessions."""
    try:
        return read_prefs(path)
    except SessiontuiError:
        return {}


def _is_other_json(path: Path, form: Form) -> bool:
    """Whether a file is sound JSON in the expected form, though no session."""
    try:
        container = open_container(read_bytes(path)[0])
        return container.form is form and isinstance(decode_any(container.json), (dict, list))
    except SessiontuiError:
        return False


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
