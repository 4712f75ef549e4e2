"""The state of a profile: its Firefox, lock and crash state, and what its next start will do."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...firefox.barred import BarredPlaces, barred_places
from ...firefox.browser import Browser, firefox_version
from ...firefox.containers import containers as containers_of
from ...firefox.damaged_around import damaged_around
from ...firefox.next_start import NextStart, foretold_not, next_start
from ...firefox.prefs.effective import Prefs
from ...firefox.prefs.names import UPGRADE_ID
from ...firefox.profile_lock import InUse, in_use
from ...firefox.session_files import SessionFile
from ...firefox.tree.path import AnyPath
from ...firefox.zen import zen_start
from ..view import ProfileState
from .reader import ProfileReader

_CANNOT_TELL = "What Firefox loads cannot be told"


def barred_in(path: AnyPath, prefs: Prefs) -> BarredPlaces:
    """What of a profile may not be looked at."""
    return barred_places(path, prefs.get(UPGRADE_ID))


def profile_state(
    path: AnyPath,
    title: str,
    browser: Browser,
    read: ProfileReader,
    files: Callable[[], Sequence[SessionFile]],
    now: float,
    *,
    interrupted: Callable[[InUse], tuple[str, ...]] = lambda used: (),
) -> ProfileState:
    """All that is known around the versions of a profile, wherever it lies.

    ``now`` in ms since epoch. ``files`` gives its session files, ``interrupted`` what an edit that
    died left there.
    """
    version = firefox_version(path)
    used = in_use(path)
    prefs = read.prefs()
    barred = barred_in(path, prefs)
    zen = (
        zen_start(files(), prefs, lambda file: read.load(file, keep=False).snapshot)
        if (browser.name.startswith("Zen") and not browser.is_firefox)
        else None
    )
    if zen is not None:
        start = zen
    elif not browser.is_firefox:
        start = foretold_not(
            f"It is not told what happens at the next start: {browser.why}, and only "
            "Firefox's rules are known."
        )
    else:
        start = _next_start(
            (*files(), *barred.files), prefs, read, now, running=used.state == "in use"
        )
        if barred.deciding is not None and not start.barred:
            start = foretold_not(f"{_CANNOT_TELL}: {barred.deciding}.")
    containers = containers_of(path)
    return ProfileState(
        title,
        str(path),
        browser.name,
        version.text if version else None,
        used,
        start.crashed,
        start,
        {key: found.name for key, found in containers.items()},
        {key: found.color for key, found in containers.items()},
        interrupted(used),
        barred.sentences,
        damaged_around(path),
    )


def _next_start(
    files: Sequence[SessionFile], prefs: Prefs, read: ProfileReader, now: float, *, running: bool
) -> NextStart:
    return next_start(files, prefs, read.checkpoints(), read.load_as_firefox, now, running=running)
