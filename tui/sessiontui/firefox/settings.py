"""The settings Session Restore obeys: default, meaning, since when, gone when.

The defaults are those of a running Firefox 153. Earlier ones come from Mozilla's own lists;
where only a range of versions is known for a change, the comment beside it says so.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from sessiontui.firefox.prefs import PrefValue
from sessiontui.text import count, printable

Source: TypeAlias = Literal["default", "prefs.js", "user.js"]
Prefs: TypeAlias = Mapping[str, PrefValue]

STORE = "browser.sessionstore."
"""What the names of most of these settings begin with."""

_TYPES: Mapping[str, type] = {"int": int, "bool": bool, "string": str}
_WORDS = {"int": "a whole number", "bool": "true or false", "string": "text"}


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

_BY_NAME = {spec.name: spec for spec in CATALOGUE}


# -- what a profile has -------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Setting:
    """A setting as one profile has it.

    ``value`` is what Firefox goes by and ``source`` where that stands; text values are exact,
    not made printable. ``changed``: set in the profile to something else than the default.
    """

    name: str
    value: PrefValue | None
    default: PrefValue | None
    source: Source
    meaning: str
    unit: str
    since: int | None
    gone: int | None
    changed: bool
    effect: str


def settings(prefs: Prefs, user: Prefs, major: int | None) -> tuple[Setting, ...]:
    """Every setting of a profile, the changed ones first, else in the catalogue's order.

    ``prefs`` and ``user`` are prefs.js and user.js; ``major`` the Firefox that last used the
    profile. Further ``browser.sessionstore`` settings found there are listed as well.
    """
    found = [_setting(spec, prefs, user, major) for spec in CATALOGUE]
    for name in sorted(prefs.keys() | user.keys()):
        if name.startswith(STORE) and name not in _BY_NAME:
            source: Source = "user.js" if name in user else "prefs.js"
            value = user[name] if name in user else prefs[name]
            meaning = "not in the catalogue"
            shown = printable(name)
            found.append(Setting(shown, value, None, source, meaning, "", None, None, True, ""))
    return tuple(sorted(found, key=lambda setting: not setting.changed))


def effective(name: str, prefs: Prefs, user: Prefs, major: int | None = None) -> PrefValue | None:
    """The value Firefox goes by: user.js before prefs.js before the default; wrong types skipped.

    None for a setting that is neither set nor in the catalogue, or that this version has not.
    """
    spec = _BY_NAME.get(name)
    if spec is None:
        return user.get(name, prefs.get(name))
    return _resolve(spec, prefs, user, major)[0]


_Ignored: TypeAlias = tuple[tuple[Source, PrefValue], ...]


def _resolve(
    spec: SettingSpec, prefs: Prefs, user: Prefs, major: int | None
) -> tuple[PrefValue | None, Source, _Ignored]:
    ignored: list[tuple[Source, PrefValue]] = []
    files: tuple[tuple[Source, Prefs], ...] = (("user.js", user), ("prefs.js", prefs))
    for source, values in files:
        if spec.name in values:
            value = values[spec.name]
            # Only a default gives a setting its type: one without takes anything.
            if type(value) is _TYPES[spec.kind] or not spec.read_by(major):
                return value, source, tuple(ignored)
            ignored.append((source, value))
    return spec.default_for(major), "default", tuple(ignored)


def _setting(spec: SettingSpec, prefs: Prefs, user: Prefs, major: int | None) -> Setting:
    value, source, ignored = _resolve(spec, prefs, user, major)
    default = spec.default_for(major)
    changed = source != "default" and value != default
    sentences = [
        f"{where} says {_shown(wrong)}, which Firefox ignores: it must be {_WORDS[spec.kind]}"
        for where, wrong in ignored
    ]
    if spec.read_by(major):
        rule = _EFFECTS.get(spec.name.removeprefix(STORE))
        if rule is not None and value is not None:
            sentences.append(rule(value, lambda name: effective(name, prefs, user, major)))
    elif source != "default":
        sentences.append(_unread(spec, major))
    effect = "; ".join(sentence for sentence in sentences if sentence)
    return Setting(
        spec.name,
        value,
        default,
        source,
        spec.meaning,
        spec.unit,
        spec.since,
        spec.gone,
        changed,
        effect,
    )


def _unread(spec: SettingSpec, major: int | None) -> str:
    if spec.gone is not None and (major is None or major >= spec.gone):
        return f"does nothing: Firefox {spec.gone} and later do not read it"
    return f"does nothing: only Firefox {spec.since} and later read it"


def _shown(value: PrefValue) -> str:
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, int) else f'"{printable(value)}"'


# -- what a value does --------------------------------------------------------------------------

_Lookup: TypeAlias = Callable[[str], PrefValue | None]
_Effect: TypeAlias = Callable[[PrefValue, _Lookup], str]


def _time(ms: float) -> str:
    """A length of time exactly, in the largest unit that leaves no odd fraction: ``15 s``."""
    for size, word in ((86_400_000, "day"), (3_600_000, "h"), (60_000, "min")):
        if ms >= size and ms % (size / 2) == 0:
            number = ms / size
            if word == "day":
                return f"{number:g} day{'' if number == 1 else 's'}"
            return f"{number:g} {word}"
    return f"{ms / 1000:,.10g} s"


def _flag(yes: str, no: str) -> _Effect:
    return lambda value, _: yes if value else no


def _numbers(known: Mapping[int, str], otherwise: Callable[[int], str]) -> _Effect:
    def effect(value: PrefValue, _: _Lookup) -> str:
        number = int(value)
        return known[number] if number in known else otherwise(number)

    return effect


def _startup_page(value: PrefValue, lookup: _Lookup) -> str:
    pages = {
        0: "opens a blank page",
        1: "opens your home page",
        2: "opens the page you saw last, in very old versions only",
        3: "opens the windows and tabs of the previous session",
    }
    says = f"page {value}: {pages.get(int(value), 'unknown to Firefox, opens a blank page')}"
    if lookup(STORE + "resume_session_once") is True and value != 3:
        says += "; the next start opens the previous session all the same"
    return says


def _resume_from_crash(value: PrefValue, lookup: _Lookup) -> str:
    if lookup("browser.startup.page") == 3:
        return "makes no difference: the previous session is always opened"
    return (
        "opens the session again after a crash"
        if value
        else "after a crash the tabs wait under Restore Previous Session"
    )


def _crashes(value: PrefValue, _: _Lookup) -> str:
    number = int(value)
    if number == -1:
        return "never asks, however often Firefox crashes"
    old = "or when the session is 6 h old"
    if number <= 0:
        return "asks after every crash"
    return f"restores by itself after {count(number, 'crash', 'crashes')}, asks at the next {old}"


def _interval(value: PrefValue, _: _Lookup) -> str:
    if int(value) < 2000:
        return "a save at most every 2 s: Firefox never saves more often"
    return f"a save at most every {_time(int(value))}"


def _idle_interval(value: PrefValue, lookup: _Lookup) -> str:
    delay = lookup(STORE + "idleDelay")
    after = _time(delay * 1000) if isinstance(delay, int) else "a while"
    return f"after {after} without input a save at most every {_time(max(2000, int(value)))}"


def _history(where: str) -> _Effect:
    none = f"keeps no page {where} the current one when Firefox quits"
    return _numbers(
        {-1: f"keeps every page {where} the current one when Firefox quits", 0: none},
        lambda n: f"keeps {count(n, 'page')} {where} the current one of a tab when Firefox quits",
    )


def _forget_after(value: PrefValue, _: _Lookup) -> str:
    if int(value) <= 0:
        return "closed items are dropped at idle, however new they are"
    return f"closed items older than {_time(int(value))} are dropped at idle"


def _new_tab(value: PrefValue, lookup: _Lookup) -> str:
    both = value and lookup(STORE + "newTabOnRestore.showSetting")
    return "opens a new tab beside the restored ones" if both else "opens no new tab"


def _lazily(value: PrefValue, lookup: _Lookup) -> str:
    if not lookup(STORE + "restore_on_demand"):
        return "makes no difference: all tabs are loaded at once"
    return "a restored tab costs no process until it is selected" if value else ""


def _pinned(value: PrefValue, lookup: _Lookup) -> str:
    if value and lookup(STORE + "restore_on_demand"):
        return "pinned tabs load when selected"
    return "pinned tabs load at the start"


def _hidden(value: PrefValue, lookup: _Lookup) -> str:
    if lookup(STORE + "restore_on_demand"):
        return "makes no difference: every tab waits until it is selected"
    return "hidden tabs load as well" if value else "hidden tabs load when they are shown"


def _at_quit(yes: str) -> _Effect:
    def effect(value: PrefValue, lookup: _Lookup) -> str:
        if not value:
            return "nothing of this is deleted when Firefox quits"
        if lookup("privacy.sanitize.sanitizeOnShutdown") is True:
            return f"when Firefox quits, {yes}"
        return "nothing, because clearing at quit is off"

    return effect


def _level(value: PrefValue, _: _Lookup) -> str:
    lower = ("Fatal", "Error", "Warn", "Info", "Config", "Debug", "Trace")
    if value in lower:
        return f"writes {', '.join(lower[: lower.index(str(value)) + 1])}"
    return {"All": "writes everything", "Off": "writes nothing"}.get(str(value), "")


_EFFECTS: Mapping[str, _Effect] = {
    "browser.startup.page": _startup_page,
    "resume_session_once": _flag("the next start opens the previous session", ""),
    "resume_from_crash": _resume_from_crash,
    "max_resumed_crashes": _crashes,
    "resuming_after_os_restart": _flag("the next start clears resume_session_once", ""),
    "browser.privatebrowsing.autostart": _flag("no session is read and none is written", ""),
    "browser.startup.couldRestoreSession.count": _numbers(
        {0: "the hint comes at the start after the next", 1: "the next start shows the hint"},
        lambda n: "the hint is never shown" if n < 0 else "the hint has been shown",
    ),
    "restore_on_demand": _flag(
        "a restored tab loads when it is selected", "all restored tabs load, 3 at a time"
    ),
    "restore_tabs_lazily": _lazily,
    "restore_pinned_tabs_on_demand": _pinned,
    "restore_hidden_tabs": _hidden,
    "restore_windows_to_virtual_desktop": _flag(
        "windows return to their virtual desktop", "windows open on the current desktop"
    ),
    "newTabOnRestore": _new_tab,
    "interval": _interval,
    "interval.idle": _idle_interval,
    "idleDelay": lambda value, _: f"saves less often after {_time(int(value) * 1000)} idle",
    "max_tabs_undo": _numbers(
        {0: "keeps no closed tabs"}, lambda n: f"keeps {count(max(n, 0), 'closed tab')} per window"
    ),
    "max_windows_undo": _numbers(
        {0: "keeps no closed windows"}, lambda n: f"keeps {count(max(n, 0), 'closed window')}"
    ),
    "persist_closed_tabs_between_sessions": _flag(
        "tabs left open join the closed tabs when the session is not restored",
        "closed tabs come back only with Restore Previous Session",
    ),
    "closedTabsFromAllWindows": _flag(
        "one list of closed tabs for all windows", "each window lists its own closed tabs"
    ),
    "closedTabsFromClosedWindows": _flag(
        "closed tabs of closed windows are listed", "closed tabs of closed windows are not listed"
    ),
    "cleanup.forget_closed_after": _forget_after,
    "browser.sessionhistory.max_entries": lambda value, _: (
        f"keeps {count(max(0, int(value)), 'page')} of history per tab"
    ),
    "max_serialize_back": _history("before"),
    "max_serialize_forward": _history("after"),
    "dom_storage_limit": _numbers(
        {}, lambda n: f"a site with more than {max(n, 0):,} characters is not saved at all"
    ),
    "dom_form_limit": _numbers(
        {}, lambda n: f"a field with more than {max(n, 0):,} characters is not saved"
    ),
    "dom_form_max_limit": _numbers(
        {}, lambda n: f"at most {max(n, 0):,} characters of form text per site"
    ),
    "upgradeBackup.maxUpgradeBackups": _numbers(
        {0: "keeps no copy from before an update"},
        lambda n: f"keeps {count(n, 'copy', 'copies')} from before an update",
    ),
    "privacy_level": _numbers(
        {
            0: "saves form text, storage and session cookies of all sites",
            1: "saves form text, storage and session cookies of unencrypted sites only",
            2: "saves no form text, storage or session cookies",
        },
        lambda n: "",
    ),
    "privacy.sanitize.sanitizeOnShutdown": _flag(
        "browsing data is deleted when Firefox quits", "nothing is deleted when Firefox quits"
    ),
    "privacy.clearOnShutdown_v2.browsingHistoryAndDownloads": _at_quit(
        "history and all session files are deleted"
    ),
    "privacy.clearOnShutdown_v2.cookiesAndStorage": _at_quit("cookies and site data are deleted"),
    "privacy.clearOnShutdown.cookies": _at_quit(
        "session cookies and session storage are left out of the session file"
    ),
    "browser.sessionhistory.max_total_viewers": _numbers(
        {-1: "up to 8 pages in memory, by the size of the memory", 0: "no page stays in memory"},
        lambda n: f"up to {count(max(n, 0), 'page')} in memory",
    ),
    "browser.sessionhistory.contentViewerTimeout": lambda value, _: (
        f"a page leaves memory after {_time(int(value) * 1000)}"
    ),
    "services.sync.prefs.sync.browser.startup.page": _flag("shared where Sync is on", "not shared"),
    "loglevel": _level,
    "log.appender.file.level": _level,
    "log.appender.console": _level,
    "log.appender.dump": _level,
    "log.appender.file.maxErrorAge": lambda value, _: (
        f"log files older than {_time(int(value) * 1000)} are deleted"
    ),
    "logFlushIntervalSeconds": lambda value, _: (
        f"the log reaches the disk every {_time(int(value) * 1000)}"
    ),
    "debug.no_auto_updates": _flag("changes in tabs are not saved by themselves", ""),
}
