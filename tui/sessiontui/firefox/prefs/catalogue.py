"""Every setting Session Restore obeys: default, meaning, since when, gone when.

The defaults are those of a running Firefox 153. Earlier ones come from Mozilla's own lists;
where only a range of versions is known for a change, the comment beside it says so.
"""

from __future__ import annotations

from typing import Final, Literal, TypeAlias

from msgspec import Struct

from . import names
from .prefs_js import PrefValue

Version: TypeAlias = float
"""A version of Firefox: its first number, before Firefox 4 the second as well: ``153``, ``3.6``."""


class SettingSpec(Struct, frozen=True):
    """One setting of the catalogue.

    ``defaults`` holds ``(Firefox version, value)`` in ascending order; the first entry also
    stands for every earlier version that has the setting. ``since`` None: always, or unknown.
    ``bookkeeping``: Firefox itself writes it into prefs.js, so that what stands there was changed
    by nobody.
    """

    name: str
    kind: Literal["int", "bool", "string"]
    defaults: tuple[tuple[Version, PrefValue], ...]
    meaning: str
    unit: str = ""
    since: Version | None = None
    gone: Version | None = None
    bookkeeping: bool = False

    def default_for(self, version: Version | None) -> PrefValue | None:
        """The default in a Firefox version (today's for None); None when it has no such setting."""
        if not self.read_by(version):
            return None
        value = self.defaults[0][1]
        for first, later in self.defaults:
            if version is None or first <= version:
                value = later
        return value

    def read_by(self, version: Version | None) -> bool:
        """Whether a Firefox version (today's for None) reads this setting at all."""
        if version is None:
            return self.gone is None
        return (self.since or 0) <= version and (self.gone is None or version < self.gone)

    def fits(self, value: PrefValue) -> bool:
        """Whether a value is of this setting's type; Firefox ignores any other."""
        kind = "bool" if isinstance(value, bool) else "int" if isinstance(value, int) else "string"
        return kind == self.kind


def _spec(
    name: str,
    default: PrefValue,
    meaning: str,
    unit: str = "",
    *,
    since: Version | None = None,
    gone: Version | None = None,
    earlier: tuple[tuple[Version, PrefValue], ...] = (),
    now_since: Version = 0,
    bookkeeping: bool = False,
) -> SettingSpec:
    """A row of the catalogue, its default the one of today."""
    kind: Literal["int", "bool", "string"] = (
        "bool" if isinstance(default, bool) else "int" if isinstance(default, int) else "string"
    )
    defaults = (*earlier, (now_since or since or 0, default))
    return SettingSpec(name, kind, defaults, meaning, unit, since, gone, bookkeeping)


CATALOGUE: tuple[SettingSpec, ...] = (
    # What the next start does.
    _spec(
        names.PAGE,
        1,
        "What Firefox opens when it starts: a blank page, the home page or the previous session.",
    ),
    _spec(
        names.ONCE,
        False,
        "Open the previous session at the next start, that one time only.",
        since=2,
        bookkeeping=True,  # SessionStore sets it before a restart, SessionStartup takes it back
    ),
    _spec(
        names.FROM_CRASH,
        True,
        "Open the previous session again after Firefox crashed or was killed.",
        since=2,
    ),
    _spec(
        names.MAX_CRASHES,
        1,
        "How many crashes in a row are recovered from before Firefox asks first.",
        "crashes",
        since=3,
    ),
    _spec(
        names.OS_RESTART,
        False,
        "Firefox notes here that the operating system restarted it.",
        since=62,
        bookkeeping=True,  # SessionStore, SessionStartup
    ),
    _spec(
        names.PRIVATE,
        False,
        "Always browse privately, so that no session is ever kept.",
    ),
    _spec(
        names.COULD_RESTORE_COUNT,
        0,
        "How far Firefox is with telling about Restore Previous Session, which it does once.",
        since=94,
        bookkeeping=True,  # SessionWindowUI counts
    ),
    _spec(
        names.WARN_ON_QUIT,
        True,
        "Ask before Firefox quits where another setting wants that; false: never ask.",
        since=3,
    ),
    _spec(
        names.WARN_ON_CLOSE,
        False,
        "Ask before a window with several tabs is closed.",
        earlier=((0, True),),
        now_since=94,  # not verified: some time between 89 and 95
    ),
    # How it restores.
    _spec(
        names.RESTORE_ON_DEMAND,
        True,
        "Load a restored tab only when it is selected.",
        since=8,
        earlier=((8, False),),
        now_since=13,
    ),
    _spec(
        names.RESTORE_TABS_LAZILY,
        True,
        "Give a restored tab a process of its own only when it is loaded.",
        since=55,
    ),
    _spec(
        names.RESTORE_PINNED_TABS_ON_DEMAND,
        False,
        "Load restored pinned tabs, too, only when they are selected.",
        since=9,  # not verified: later than restore_on_demand (8)
    ),
    _spec(
        names.RESTORE_HIDDEN_TABS,
        False,
        "Load hidden tabs as well when all tabs are loaded.",
        since=8,  # not verified: the version of restore_on_demand, beside which it stands
    ),
    _spec(
        names.VIRTUAL_DESKTOP,
        True,
        "Put restored windows back on the virtual desktop they were on.",
    ),
    _spec(
        names.NEW_TAB,
        False,
        "Open a new tab beside the restored ones, when that choice is offered at all.",
    ),
    _spec(
        names.OFFER_NEW_TAB,
        False,
        "Offer the choice of a new tab beside the restored ones.",
    ),
    # When it saves.
    _spec(
        names.INTERVAL,
        15_000,
        "The shortest time between two saves while the browser is in use.",
        "ms",
        since=2,
        earlier=((2, 10_000),),
        now_since=4,
    ),
    _spec(
        names.INTERVAL_IDLE,
        3_600_000,
        "The shortest time between two saves while nobody uses the computer.",
        "ms",
        since=55,
    ),
    _spec(
        names.IDLE_DELAY,
        180,
        "How long nobody must touch the computer before Firefox saves less often.",
        "s",
        since=55,
        # Milliseconds were written where seconds are read; put right between 90 and 120.
        earlier=((55, 180_000),),
        now_since=117,
    ),
    # How much it keeps.
    _spec(
        names.MAX_TABS_UNDO,
        25,
        "How many closed tabs each window remembers.",
        "tabs",
        since=2,
        earlier=((2, 10),),
        now_since=67,
    ),
    _spec(
        names.MAX_WINDOWS_UNDO,
        5,
        "How many closed windows are remembered.",
        "windows",
        since=3,
        earlier=((3, 3),),
        now_since=128,  # some time between 117 and 140
    ),
    _spec(
        names.KEEP_CLOSED,
        True,
        "Keep closed tabs, and tabs left open, in the recently closed list of the next start.",
        since=121,
    ),
    _spec(
        names.CLOSED_FROM_ALL_WINDOWS,
        True,
        "List closed tabs of all windows together instead of each window's own.",
        since=117,
    ),
    _spec(
        names.CLOSED_FROM_CLOSED_WINDOWS,
        True,
        "List closed tabs of windows that are closed themselves as well.",
        since=117,
    ),
    _spec(
        names.FORGET_AFTER,
        1_209_600_000,
        "How long closed tabs and windows are remembered.",
        "ms",
        since=32,
    ),
    _spec(
        names.MAX_ENTRIES,
        50,
        "How many pages Back and Forward of one tab can reach.",
        "entries",
    ),
    _spec(
        names.MAX_SERIALIZE_BACK,
        10,
        "How many pages before the current one are kept for each tab when Firefox quits.",
        "entries",
        since=30,
    ),
    _spec(
        names.MAX_SERIALIZE_FORWARD,
        -1,
        "How many pages after the current one are kept for each tab when Firefox quits.",
        "entries",
        since=30,
    ),
    _spec(
        names.DOM_STORAGE_LIMIT,
        2048,
        "How much session storage of one site is saved for a tab.",
        "characters",
        since=55,
    ),
    _spec(
        names.DOM_FORM_LIMIT,
        2_097_152,
        "How much text of one form field is saved.",
        "characters",
        since=94,
    ),
    _spec(
        names.DOM_FORM_MAX_LIMIT,
        52_428_800,
        "How much form text of one site is saved in all.",
        "characters",
        since=94,
    ),
    _spec(
        names.MAX_UPGRADE_BACKUPS,
        3,
        "How many copies of the session made at an update of Firefox are kept.",
        "copies",
    ),
    _spec(
        names.UPGRADE_ID,
        "",
        "The build of Firefox that last made such a copy; Firefox keeps this itself.",
        since=27,  # 24 did not have it, 27 had
        bookkeeping=True,  # SessionFile, after an update
    ),
    # Privacy.
    _spec(
        names.PRIVACY_LEVEL,
        0,
        "For which sites form text, session storage and session cookies are saved, as plain text.",
        since=2,
        earlier=((2, 1),),
        now_since=4,
    ),
    _spec(
        names.SANITIZE,
        False,
        "Delete what the settings below name whenever Firefox quits.",
    ),
    _spec(
        names.CLEAR_HISTORY,
        True,
        "Clearing at quit takes the history, and with it every session file.",
        since=136,
    ),
    _spec(
        names.CLEAR_HISTORY_128,
        True,
        "What clearing at quit took of history and sessions in Firefox 128 to 135.",
        since=128,
    ),
    _spec(
        names.CLEAR_COOKIES,
        True,
        "Clearing at quit takes cookies and site data.",
        since=128,
    ),
    _spec(
        names.CLEAR_HISTORY_OLD,
        True,
        "What clearing at quit took of history and sessions before Firefox 128.",
    ),
    _spec(
        names.CLEAR_COOKIES_OLD,
        True,
        "Clearing at quit takes cookies and session storage out of the session file.",
    ),
    _spec(
        names.CLEAR_SESSIONS_OLD,
        True,
        "Clearing at quit takes log-ins; despite its name, no tabs and windows.",
    ),
    # Memory, shutdown, Sync.
    _spec(
        names.MAX_TOTAL_VIEWERS,
        -1,
        "How many pages stay in memory so that Back and Forward are immediate.",
        "pages",
        since=1.5,  # not verified: the version that brought pages kept in memory
    ),
    _spec(
        names.VIEWER_TIMEOUT,
        1800,
        "How long such a page stays in memory.",
        "s",
    ),
    _spec(
        names.FAST_SHUTDOWN,
        1,
        "How early Firefox stops tidying up when it quits, 0 being never.",
    ),
    _spec(
        names.SYNC_PAGE,
        True,
        "Share with your other devices what Firefox opens when it starts.",
    ),
    # Firefox's own log of its saves.
    _spec(names.LOG_LEVEL, "Warn", "From which level on Session Restore writes into its log."),
    _spec(
        names.LOG_ON_SUCCESS,
        False,
        "Keep the log of sessions without errors: how much each save wrote and how long it took.",
    ),
    _spec(names.LOG_ON_ERROR, True, "Keep the log of sessions with errors."),
    _spec(names.LOG_FILE_LEVEL, "Trace", "From which level on the log goes to the file."),
    _spec(names.LOG_MAX_AGE, 864_000, "How long the files of the log are kept.", "s"),
    _spec(names.LOG_FLUSH, 3600, "How often the log goes from memory to the file.", "s"),
    _spec(names.LOG_CONSOLE, "Fatal", "From which level on the log goes to the browser console."),
    _spec(names.LOG_DUMP, "Error", "From which level on the log goes to standard output."),
    # For Firefox's developers.
    _spec(
        names.DEBUG,
        False,
        "Run Session Restore in its developers' debug mode.",
        since=27,  # 24 did not have it, 27 had; between them it is not known
    ),
    _spec(
        names.DEBUG_NO_AUTO_UPDATES,
        False,
        "Collect changes only when asked to, for automated tests.",
    ),
    _spec(
        names.NO_PLATFORM_COLLECTION,
        False,
        "Collect form text and scroll positions the way older versions did.",
    ),
    # No longer read.
    _spec(
        names.ENABLED,
        True,
        "Switched Session Restore on and off.",
        since=2,
        gone=3.5,
    ),
    _spec(
        names.POSTDATA,
        0,
        "How much of what a form had sent was kept with a page, to be sent again; -1 is all of it.",
        "bytes",
        since=2,
        gone=27,  # 24 read it, 27 did not
    ),
    _spec(
        names.PRIVACY_LEVEL_DEFERRED,
        1,
        "The privacy level of a session that was quit and would not be restored by itself.",
        since=4,
        gone=46,
    ),
    _spec(
        names.SYNC_RESTORE_ON_DEMAND,
        True,
        "Shared restore_on_demand with your other devices.",
        since=13,
        gone=69,
    ),
)
"""Every known setting in the order a person would look for it."""

SPECS: Final = {spec.name: spec for spec in CATALOGUE}
"""The same by name."""
