"""What surrounds the versions of a profile: its lock, its next start, and all the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec.structs import replace

from ...app_dirs import EDITS, has_kept
from ...firefox.barred import BarredPlaces, barred_places
from ...firefox.browser import Browser, firefox_version
from ...firefox.next_start import NextStart, foretold_not, next_start
from ...firefox.prefs.names import UPGRADE_ID
from ...firefox.profile_lock import InUse, in_use
from ...firefox.tree.path import AnyPath, LiveTree, TreePath
from ..view import Foretold, ProfileState

if TYPE_CHECKING:
    from ...firefox.prefs.effective import Prefs
    from ...firefox.session_files import SessionFile
    from .reader import ProfileReader

_CANNOT_TELL = "What Firefox loads cannot be told"


def barred_around(path: AnyPath, prefs: Prefs) -> BarredPlaces:
    """What of a profile is there and may not be looked at."""
    return barred_places(path, prefs.get(UPGRADE_ID))


class Around:
    """Looks at what is around the versions.

    ``real`` is the profile's path without links, None of one in a tree elsewhere, into which
    nothing is ever written. ``files`` gives its session files.
    """

    def __init__(
        self,
        path: AnyPath,
        real: Path | None,
        browser: Browser,
        read: ProfileReader,
        files: Callable[[], Sequence[SessionFile]],
        now: Callable[[], float],
    ) -> None:
        self._path = path
        self._real = real
        self._browser = browser
        self._read = read
        self._files = files
        self._now = now

    def foretold(self) -> Foretold:
        """Who holds the lock, and what the next start will do."""
        used, start, _ = self._look()
        return Foretold(used, start)

    def state(self, title: str) -> ProfileState:
        """All of it, of a profile with this title."""
        from ...firefox.containers import containers as containers_of  # which version is shown,
        from ...firefox.damaged_around import damaged_around  # is told without these
        from ...firefox.unfinished import worth_a_look

        version = firefox_version(self._path)
        used, start, barred = self._look()
        containers = containers_of(self._path)
        return ProfileState(
            title,
            str(self._path),
            self._browser.name,
            version.text if version else None,
            used,
            start.crashed,
            start,
            {key: found.name for key, found in containers.items()},
            {key: found.color for key, found in containers.items()},
            # While the lock is held, whoever holds it may be in the middle of writing.
            self._interrupted() if used.state == "free" else (),
            barred.sentences,
            unfinished=worth_a_look(self._files(), start.loads),
            damaged=damaged_around(self._path),
        )

    def _look(self) -> tuple[InUse, NextStart, BarredPlaces]:
        used = in_use(self._path)
        prefs = self._read.prefs()
        barred = barred_around(self._path, prefs)
        if not self._browser.is_firefox and (zen := self._zen(prefs)) is not None:
            start = zen
        elif not self._browser.is_firefox:
            start = foretold_not(
                f"It is not told what happens at the next start: {self._browser.why}, and only "
                "Firefox's rules are known."
            )
        else:
            start = next_start(
                (*self._files(), *barred.files),
                prefs,
                self._read.checkpoints(),
                self._read.load_as_firefox,
                self._now(),
                running=used.state == "in use",
            )
            if barred.deciding is not None and not start.barred:
                start = foretold_not(f"{_CANNOT_TELL}: {barred.deciding}.")
        if (
            start.crashed
            and isinstance(self._path, TreePath)
            and isinstance(self._path.tree, LiveTree)
        ):  # a Firefox that runs there leaves the same traces
            start = replace(start, crashed=None, why=f"Unless Firefox runs there now: {start.why}")
        return used, start, barred

    def _zen(self, prefs: Prefs) -> NextStart | None:
        if not self._browser.name.startswith("Zen"):
            return None
        from ...firefox.zen import zen_start

        return zen_start(self._files(), prefs, lambda file: self._read.load(file).snapshot)

    def _interrupted(self) -> tuple[str, ...]:
        if self._real is None or not has_kept(EDITS):
            return ()
        from ..write.backups import interrupted

        return interrupted(self._real)
