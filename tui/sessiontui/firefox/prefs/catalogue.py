"""Every setting Session Restore obeys: default, meaning, since when, gone when.

The defaults are those of a running Firefox 153. Earlier ones come from Mozilla's own lists;
where only a range of versions is known for a change, the comment beside it says so.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .prefs_js import PrefValue

STORE = "browser.sessionstore."
"""What the names of most of these settings begin with."""


@dataclass(frozen=True, slots=True)
class SettingSpec:
    """One setting of the catalogue.

    ``defaults`` holds ``(Firefox version, value)`` in ascending order; the first entry also
    stands for every earlier version that has the setting. ``since`` None: always, or unknown.
    """

    name: str
    kind: Literal["int", "bool", "string"]
    defaults: tuple[tuple[int, PrefValue], ...]
    meaning: str
    unit: str = ""
    since: int | None = None
    gone: int | None = None

    def default_for(self, major: int | None) -> PrefValue | None:
        """The default in a Firefox version (today's for None); None when it has no such setting."""
        if not self.read_by(major):
            return None
        value = self.defaults[0][1]
        for version, later in self.defaults:
            if major is None or version <= major:
                value = later
        return value

    def read_by(self, major: int | None) -> bool:
        """Whether a Firefox version (today's for None) reads this setting at all."""
        if major is None:
            return self.gone is None
        return (self.since or 0) <= major and (self.gone is None or major < self.gone)


def _spec(
    name: str,
    default: PrefValue,
    meaning: str,
    unit: str = "",
    *,
    since: int | None = None,
    gone: int | None = None,
    earlier: tuple[tuple[int, PrefValue], ...] = (),
    now_since: int = 0,
) -> SettingSpec:
    """A row of the catalogue; names that begin with a dot are below ``browser.sessionstore``."""
    kind: Literal["int", "bool", "string"] = (
        "bool" if isinstance(default, bool) else "int" if isinstance(default, int) else "string"
    )
    full = STORE + name[1:] if name.startswith(".") else name
    defaults = (*earlier, (now_since or since or 0, default))
    return SettingSpec(full, kind, defaults, meaning, unit, since, gone)


CATALOGUE: tuple[SettingSpec, ...] = (
    # What the next start does.
    _spec(
        "browser.startup.page",
        1,
        "What Firefox opens when it starts: a blank page, the home page or the previous session.",
    ),
    _spec(
        ".resume_session_once",
        False,
        "Open the previous session at the next start, that one time only.",
        since=2,
    ),
    _spec(
        ".resume_from_crash",
        True,
        "Open the previous session again after Firefox crashed or was killed.",
        since=2,
    ),
    _spec(
        ".max_resumed_crashes",
        1,
        "How many crashes in a row are recovered from before Firefox asks first.",
        "crashes",
        since=3,
    ),
    _spec(
        ".resuming_after_os_restart",
        False,
        "Firefox notes here that the operating system restarted it.",
        since=62,
    ),
    _spec(
        "browser.privatebrowsing.autostart",
        False,
        "Always browse privately, so that no session is ever kept.",
    ),
    _spec(
        "browser.startup.couldRestoreSession.count",
        0,
        "How far Firefox is with telling about Restore Previous Session, which it does once.",
        since=94,
    ),
    # How it restores.
    _spec(
        ".restore_on_demand",
        True,
        "Load a restored tab only when it is selected.",
        since=8,
        earlier=((8, False),),
        now_since=13,
    ),
    _spec(
        ".restore_tabs_lazily",
        True,
        "Give a restored tab a process of its own only when it is loaded.",
        since=55,
    ),
    _spec(
        ".restore_pinned_tabs_on_demand",
        False,
        "Load restored pinned tabs, too, only when they are selected.",
    ),
    _spec(".restore_hidden_tabs", False, "Load hidden tabs as well when all tabs are loaded."),
    _spec(
        ".restore_windows_to_virtual_desktop",
        True,
        "Put restored windows back on the virtual desktop they were on.",
    ),
    _spec(
        ".newTabOnRestore",
        False,
        "Open a new tab beside the restored ones, when that choice is offered at all.",
    ),
    _spec(
        ".newTabOnRestore.showSetting",
        False,
        "Offer the choice of a new tab beside the restored ones.",
    ),
    # When it saves.
    _spec(
        ".interval",
        15_000,
        "The shortest time between two saves while the browser is in use.",
        "ms",
        since=2,
        earlier=((2, 10_000),),
        now_since=4,
    ),
    _spec(
        ".interval.idle",
        3_600_000,
        "The shortest time between two saves while nobody uses the computer.",
        "ms",
        since=55,
    ),
    _spec(
        ".idleDelay",
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
        ".max_tabs_undo",
        25,
        "How many closed tabs each window remembers.",
        "tabs",
        since=2,
        earlier=((2, 10),),
        now_since=67,
    ),
    _spec(
        ".max_windows_undo",
        5,
        "How many closed windows are remembered.",
        "windows",
        since=3,
        earlier=((3, 3),),
        now_since=128,  # some time between 117 and 140
    ),
    _spec(
        ".persist_closed_tabs_between_sessions",
        True,
        "Keep closed tabs, and tabs left open, in the recently closed list of the next start.",
        since=121,
    ),
    _spec(
        ".closedTabsFromAllWindows",
        True,
        "List closed tabs of all windows together instead of each window's own.",
        since=117,
    ),
    _spec(
        ".closedTabsFromClosedWindows",
        True,
        "List closed tabs of windows that are closed themselves as well.",
        since=117,
    ),
    _spec(
        ".cleanup.forget_closed_after",
        1_209_600_000,
        "How long closed tabs and windows are remembered.",
        "ms",
        since=32,
    ),
    _spec(
        "browser.sessionhistory.max_entries",
        50,
        "How many pages Back and Forward of one tab can reach.",
        "entries",
    ),
    _spec(
        ".max_serialize_back",
        10,
        "How many pages before the current one are kept for each tab when Firefox quits.",
        "entries",
        since=30,
    ),
    _spec(
        ".max_serialize_forward",
        -1,
        "How many pages after the current one are kept for each tab when Firefox quits.",
        "entries",
        since=30,
    ),
    _spec(
        ".dom_storage_limit",
        2048,
        "How much session storage of one site is saved for a tab.",
        "characters",
        since=55,
    ),
    _spec(
        ".dom_form_limit",
        2_097_152,
        "How much text of one form field is saved.",
        "characters",
        since=94,
    ),
    _spec(
        ".dom_form_max_limit",
        52_428_800,
        "How much form text of one site is saved in all.",
        "characters",
        since=94,
    ),
    _spec(
        ".upgradeBackup.maxUpgradeBackups",
        3,
        "How many copies of the session made at an update of Firefox are kept.",
        "copies",
    ),
    _spec(
        ".upgradeBackup.latestBuildID",
        "",
        "The build of Firefox that last made such a copy; Firefox keeps this itself.",
        since=33,
    ),
    # Privacy.
    _spec(
        ".privacy_level",
        0,
        "For which sites form text, session storage and session cookies are saved.",
        since=2,
        earlier=((2, 1),),
        now_since=4,
    ),
    _spec(
        "privacy.sanitize.sanitizeOnShutdown",
        False,
        "Delete what the settings below name whenever Firefox quits.",
    ),
    _spec(
        "privacy.clearOnShutdown_v2.browsingHistoryAndDownloads",
        True,
        "Clearing at quit takes the history, and with it every session file.",
        since=136,
    ),
    _spec(
        "privacy.clearOnShutdown_v2.historyFormDataAndDownloads",
        True,
        "What clearing at quit took of history and sessions in Firefox 128 to 135.",
        since=128,
    ),
    _spec(
        "privacy.clearOnShutdown_v2.cookiesAndStorage",
        True,
        "Clearing at quit takes cookies and site data.",
        since=128,
    ),
    _spec(
        "privacy.clearOnShutdown.history",
        True,
        "What clearing at quit took of history and sessions before Firefox 128.",
    ),
    _spec(
        "privacy.clearOnShutdown.cookies",
        True,
        "Clearing at quit takes cookies and session storage out of the session file.",
    ),
    _spec(
        "privacy.clearOnShutdown.sessions",
        True,
        "Clearing at quit takes log-ins; despite its name, no tabs and windows.",
    ),
    # Memory, shutdown, Sync.
    _spec(
        "browser.sessionhistory.max_total_viewers",
        -1,
        "How many pages stay in memory so that Back and Forward are immediate.",
        "pages",
    ),
    _spec(
        "browser.sessionhistory.contentViewerTimeout",
        1800,
        "How long such a page stays in memory.",
        "s",
    ),
    _spec(
        "toolkit.shutdown.fastShutdownStage",
        1,
        "How early Firefox stops tidying up when it quits, 0 being never.",
    ),
    _spec(
        "services.sync.prefs.sync.browser.startup.page",
        True,
        "Share with your other devices what Firefox opens when it starts.",
    ),
    # Firefox's own log of its saves.
    _spec(".loglevel", "Warn", "From which level on Session Restore writes into its log."),
    _spec(
        ".log.appender.file.logOnSuccess",
        False,
        "Keep the log of sessions without errors: how much each save wrote and how long it took.",
    ),
    _spec(".log.appender.file.logOnError", True, "Keep the log of sessions with errors."),
    _spec(".log.appender.file.level", "Trace", "From which level on the log goes to the file."),
    _spec(
        ".log.appender.file.maxErrorAge", 864_000, "How long the files of the log are kept.", "s"
    ),
    _spec(".logFlushIntervalSeconds", 3600, "How often the log goes from memory to the file.", "s"),
    _spec(
        ".log.appender.console", "Fatal", "From which level on the log goes to the browser console."
    ),
    _spec(".log.appender.dump", "Error", "From which level on the log goes to standard output."),
    # For Firefox's developers.
    _spec(".debug", False, "Run Session Restore in its developers' debug mode."),
    _spec(
        ".debug.no_auto_updates", False, "Collect changes only when asked to, for automated tests."
    ),
    _spec(
        ".disable_platform_collection",
        False,
        "Collect form text and scroll positions the way older versions did.",
    ),
    # No longer read.
    _spec(
        ".enabled",
        True,
        "Switched Session Restore on and off until Firefox 3.5.",
        since=2,
        gone=4,
    ),
    _spec(
        ".privacy_level_deferred",
        1,
        "The privacy level of a session that was quit and would not be restored by itself.",
        since=4,
        gone=46,
    ),
    _spec(
        "services.sync.prefs.sync.browser.sessionstore.restore_on_demand",
        True,
        "Shared restore_on_demand with your other devices.",
        since=13,
        gone=69,
    ),
)
"""Every known setting in the order a person would look for it."""
