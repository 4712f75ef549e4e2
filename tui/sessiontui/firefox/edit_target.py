"""Where an edit has to be written so that the next start of Firefox goes by it.

Four states (clean or crashed, startup page 1 or 3), and two kinds of edit: those meant to open
something, and those that only forget, close or set values. The second kind never makes anything
open that would not have opened without it. Run with Firefox 153:

=================  ==========================================  =================================
                   opens something                             only forgets, closes, sets values
=================  ==========================================  =================================
clean, page 3      the file that is loaded                     the file that is loaded
clean, page 1      the file, and resume_session_once           the file that is loaded
crashed, page 3    the file that is loaded                     the file that is loaded
crashed, page 1    the file, its session.lastUpdate now        the file that is loaded
=================  ==========================================  =================================

A start that resumes because of a pref asks nothing, not even after a crash. One that recovers
from a crash asks when the last save is six hours old or the crashes are too many.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

from msgspec import Struct, field

from ..errors import NeedsConsent
from ..session.edit.start_state import Stamp
from ..session.model.snapshot import Snapshot
from . import file_names
from .prefs.effective import Prefs
from .prefs.names import FROM_CRASH, MAX_CRASHES, ONCE, OS_RESTART, PAGE
from .prefs.prefs_js import parse_prefs, with_pref
from .session_files import SessionFile

CLEAN: Final = "sessionstore"
_IN_PLACE: Final = ("clean", "recovery", "recoveryBackup")


class EditTarget(Struct, frozen=True):
    """What is written beside the edit itself.

    ``version`` names the version the next start will load. ``fresh``: ``path`` becomes a new
    sessionstore.jsonlz4, because what is loaded now is a backup that stays as it is. ``once``:
    prefs.js must say resume_session_once. ``stamp`` goes into the document's ``session``.
    """

    path: Path
    version: str
    fresh: bool
    once: bool = False
    stamp: Stamp = field(default_factory=dict)


def place(profile: Path, file: SessionFile) -> EditTarget:
    """Which file an edit of what is loaded is written to."""
    if file.role in _IN_PLACE and not file.plain:
        return EditTarget(file.here, file.name, fresh=False)
    return new_clean(profile)


def new_clean(profile: Path) -> EditTarget:
    """A clean file: it comes first in the load order, whatever else is there."""
    return EditTarget(profile / file_names.SESSION, CLEAN, fresh=True)


def opening(
    target: EditTarget, snapshot: Snapshot, prefs: Prefs, *, crashed: bool, consent: bool, now: int
) -> EditTarget:
    """The target of an edit that is to open something at the next start.

    ``snapshot`` is what was loaded, ``now`` ms since epoch. ``consent``: tabs that Firefox
    crashed with repeatedly may be opened. Raises NeedsConsent without it.
    """
    once = prefs.get(ONCE) is True and prefs.get(OS_RESTART) is not True
    if once or prefs.get(PAGE) == 3:
        return target
    if not crashed or prefs.get(FROM_CRASH) is False:
        return EditTarget(target.path, target.version, target.fresh, once=True)
    limit = prefs.get(MAX_CRASHES)
    if not isinstance(limit, int) or limit == -1:
        return target  # it never asks
    # The six hours end while nobody looks: whoever starts Firefox tomorrow wants the tabs too.
    stamp: dict[str, int | str] = {"lastUpdate": now}
    crashes = max(0, snapshot.session.recent_crashes) + 1
    if crashes > limit:
        if not consent:
            raise NeedsConsent(_crash_sentence(crashes, limit))
        if limit < 1:  # it asks after every crash: only a resumed session is not asked about
            return EditTarget(target.path, target.version, target.fresh, once=True)
        stamp["recentCrashes"] = 0
    return EditTarget(target.path, target.version, target.fresh, stamp=stamp)


def _crash_sentence(crashes: int, limit: int) -> str:
    how = f"{crashes} times in a row" if crashes > 1 else "once"
    return (
        f"Firefox crashed {how} with this session ({MAX_CRASHES} = {limit}) and would ask which "
        "tabs to open: keep only some of them and leave out the one that may be to blame, or say "
        "that all may be opened after these crashes; nothing was changed"
    )


def once_prefs(data: bytes) -> bytes:
    """A prefs.js that makes the next start, and only that, restore everything."""
    if parse_prefs(data).get(OS_RESTART) is True:
        # Left behind by a restart of the system: it would clear the other one at the start.
        data = with_pref(data, OS_RESTART, False)
    return with_pref(data, ONCE, True)
