"""What a setting's value does, said in numbers: ``keeps 25 closed tabs per window``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from ...durations import exact
from ...text import count
from .catalogue import STORE
from .prefs_js import PrefValue

Lookup: TypeAlias = Callable[[str], PrefValue | None]
"""Gives the value another setting has in the same profile."""
Effect: TypeAlias = Callable[[PrefValue, Lookup], str]
"""Says what a value does; empty when there is nothing to say."""


def _flag(yes: str, no: str) -> Effect:
    return lambda value, _: yes if value else no


def _numbers(known: Mapping[int, str], otherwise: Callable[[int], str]) -> Effect:
    def effect(value: PrefValue, _: Lookup) -> str:
        number = int(value)
        return known[number] if number in known else otherwise(number)

    return effect


def _startup_page(value: PrefValue, lookup: Lookup) -> str:
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


def _resume_from_crash(value: PrefValue, lookup: Lookup) -> str:
    if lookup("browser.startup.page") == 3:
        return "makes no difference: the previous session is always opened"
    return (
        "opens the session again after a crash"
        if value
        else "after a crash the tabs wait under Restore Previous Session"
    )


def _crashes(value: PrefValue, _: Lookup) -> str:
    number = int(value)
    if number == -1:
        return "never asks, however often Firefox crashes"
    old = "or when the session is 6 h old"
    if number <= 0:
        return "asks after every crash"
    return f"restores by itself after {count(number, 'crash', 'crashes')}, asks at the next {old}"


def _interval(value: PrefValue, _: Lookup) -> str:
    if int(value) < 2000:
        return "a save at most every 2 s: Firefox never saves more often"
    return f"a save at most every {exact(int(value))}"


def _idle_interval(value: PrefValue, lookup: Lookup) -> str:
    delay = lookup(STORE + "idleDelay")
    after = exact(delay * 1000) if isinstance(delay, int) else "a while"
    return f"after {after} without input a save at most every {exact(max(2000, int(value)))}"


def _history(where: str) -> Effect:
    none = f"keeps no page {where} the current one when Firefox quits"
    return _numbers(
        {-1: f"keeps every page {where} the current one when Firefox quits", 0: none},
        lambda n: f"keeps {count(n, 'page')} {where} the current one of a tab when Firefox quits",
    )


def _forget_after(value: PrefValue, _: Lookup) -> str:
    if int(value) <= 0:
        return "closed items are dropped at idle, however new they are"
    return f"closed items older than {exact(int(value))} are dropped at idle"


def _new_tab(value: PrefValue, lookup: Lookup) -> str:
    both = value and lookup(STORE + "newTabOnRestore.showSetting")
    return "opens a new tab beside the restored ones" if both else "opens no new tab"


def _lazily(value: PrefValue, lookup: Lookup) -> str:
    if not lookup(STORE + "restore_on_demand"):
        return "makes no difference: all tabs are loaded at once"
    return "a restored tab costs no process until it is selected" if value else ""


def _pinned(value: PrefValue, lookup: Lookup) -> str:
    if value and lookup(STORE + "restore_on_demand"):
        return "pinned tabs load when selected"
    return "pinned tabs load at the start"


def _hidden(value: PrefValue, lookup: Lookup) -> str:
    if lookup(STORE + "restore_on_demand"):
        return "makes no difference: every tab waits until it is selected"
    return "hidden tabs load as well" if value else "hidden tabs load when they are shown"


def _at_quit(yes: str) -> Effect:
    def effect(value: PrefValue, lookup: Lookup) -> str:
        if not value:
            return "nothing of this is deleted when Firefox quits"
        if lookup("privacy.sanitize.sanitizeOnShutdown") is True:
            return f"when Firefox quits, {yes}"
        return "nothing, because clearing at quit is off"

    return effect


def _level(value: PrefValue, _: Lookup) -> str:
    lower = ("Fatal", "Error", "Warn", "Info", "Config", "Debug", "Trace")
    if value in lower:
        return f"writes {', '.join(lower[: lower.index(str(value)) + 1])}"
    return {"All": "writes everything", "Off": "writes nothing"}.get(str(value), "")


EFFECTS: Mapping[str, Effect] = {
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
    "idleDelay": lambda value, _: f"saves less often after {exact(int(value) * 1000)} idle",
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
        f"a page leaves memory after {exact(int(value) * 1000)}"
    ),
    "services.sync.prefs.sync.browser.startup.page": _flag("shared where Sync is on", "not shared"),
    "loglevel": _level,
    "log.appender.file.level": _level,
    "log.appender.console": _level,
    "log.appender.dump": _level,
    "log.appender.file.maxErrorAge": lambda value, _: (
        f"log files older than {exact(int(value) * 1000)} are deleted"
    ),
    "logFlushIntervalSeconds": lambda value, _: (
        f"the log reaches the disk every {exact(int(value) * 1000)}"
    ),
    "debug.no_auto_updates": _flag("changes in tabs are not saved by themselves", ""),
}
"""By name, without ``browser.sessionstore.``; a setting that is missing has nothing to say."""
