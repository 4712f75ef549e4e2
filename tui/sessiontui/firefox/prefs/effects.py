"""What a setting's value does, said in numbers: ``keeps 25 closed tabs per window``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeAlias

from ...durations import exact
from ...text import count
from . import names
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
    if lookup(names.ONCE) is True and value != 3:
        says += "; the next start opens the previous session all the same"
    return says


def _resume_from_crash(value: PrefValue, lookup: Lookup) -> str:
    if lookup(names.PAGE) == 3:
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
    delay = lookup(names.IDLE_DELAY)
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
    both = value and lookup(names.OFFER_NEW_TAB)
    return "opens a new tab beside the restored ones" if both else "opens no new tab"


def _lazily(value: PrefValue, lookup: Lookup) -> str:
    if not lookup(names.RESTORE_ON_DEMAND):
        return "makes no difference: all tabs are loaded at once"
    return "a restored tab costs no process until it is selected" if value else ""


def _pinned(value: PrefValue, lookup: Lookup) -> str:
    if value and lookup(names.RESTORE_ON_DEMAND):
        return "pinned tabs load when selected"
    return "pinned tabs load at the start"


def _hidden(value: PrefValue, lookup: Lookup) -> str:
    if lookup(names.RESTORE_ON_DEMAND):
        return "makes no difference: every tab waits until it is selected"
    return "hidden tabs load as well" if value else "hidden tabs load when they are shown"


def _at_quit(yes: str) -> Effect:
    def effect(value: PrefValue, lookup: Lookup) -> str:
        if not value:
            return "nothing of this is deleted when Firefox quits"
        if lookup(names.SANITIZE) is True:
            return f"when Firefox quits, {yes}"
        return "nothing, because clearing at quit is off"

    return effect


def _warn_on_close(value: PrefValue, lookup: Lookup) -> str:
    if lookup(names.WARN_ON_QUIT) is False:
        return f"makes no difference: {names.WARN_ON_QUIT} is false"
    return "asks before several tabs are closed at once" if value else ""


def _level(value: PrefValue, _: Lookup) -> str:
    lower = ("Fatal", "Error", "Warn", "Info", "Config", "Debug", "Trace")
    if value in lower:
        return f"writes {', '.join(lower[: lower.index(str(value)) + 1])}"
    return {"All": "writes everything", "Off": "writes nothing"}.get(str(value), "")


EFFECTS: Mapping[str, Effect] = {
    names.PAGE: _startup_page,
    names.ONCE: _flag("the next start opens the previous session", ""),
    names.FROM_CRASH: _resume_from_crash,
    names.WARN_ON_QUIT: _flag("", "neither quitting nor closing a window is asked about"),
    names.WARN_ON_CLOSE: _warn_on_close,
    names.MAX_CRASHES: _crashes,
    names.OS_RESTART: _flag("the next start clears resume_session_once", ""),
    names.PRIVATE: _flag("no session is read and none is written", ""),
    names.COULD_RESTORE_COUNT: _numbers(
        {0: "the hint comes at the start after the next", 1: "the next start shows the hint"},
        lambda n: "the hint is never shown" if n < 0 else "the hint has been shown",
    ),
    names.RESTORE_ON_DEMAND: _flag(
        "a restored tab loads when it is selected", "all restored tabs load, 3 at a time"
    ),
    names.RESTORE_TABS_LAZILY: _lazily,
    names.RESTORE_PINNED_TABS_ON_DEMAND: _pinned,
    names.RESTORE_HIDDEN_TABS: _hidden,
    names.VIRTUAL_DESKTOP: _flag(
        "windows return to their virtual desktop", "windows open on the current desktop"
    ),
    names.NEW_TAB: _new_tab,
    names.INTERVAL: _interval,
    names.INTERVAL_IDLE: _idle_interval,
    names.IDLE_DELAY: lambda value, _: f"saves less often after {exact(int(value) * 1000)} idle",
    names.MAX_TABS_UNDO: _numbers(
        {0: "keeps no closed tabs"}, lambda n: f"keeps {count(max(n, 0), 'closed tab')} per window"
    ),
    names.MAX_WINDOWS_UNDO: _numbers(
        {0: "keeps no closed windows"}, lambda n: f"keeps {count(max(n, 0), 'closed window')}"
    ),
    names.KEEP_CLOSED: _flag(
        "tabs left open join the closed tabs when the session is not restored",
        "closed tabs come back only with Restore Previous Session",
    ),
    names.CLOSED_FROM_ALL_WINDOWS: _flag(
        "one list of closed tabs for all windows", "each window lists its own closed tabs"
    ),
    names.CLOSED_FROM_CLOSED_WINDOWS: _flag(
        "closed tabs of closed windows are listed", "closed tabs of closed windows are not listed"
    ),
    names.FORGET_AFTER: _forget_after,
    names.MAX_ENTRIES: lambda value, _: (
        f"keeps {count(max(0, int(value)), 'page')} of history per tab"
    ),
    names.MAX_SERIALIZE_BACK: _history("before"),
    names.MAX_SERIALIZE_FORWARD: _history("after"),
    names.DOM_STORAGE_LIMIT: _numbers(
        {}, lambda n: f"a site with more than {max(n, 0):,} characters is not saved at all"
    ),
    names.DOM_FORM_LIMIT: _numbers(
        {}, lambda n: f"a field with more than {max(n, 0):,} characters is not saved"
    ),
    names.DOM_FORM_MAX_LIMIT: _numbers(
        {}, lambda n: f"at most {max(n, 0):,} characters of form text per site"
    ),
    names.MAX_UPGRADE_BACKUPS: _numbers(
        {0: "keeps no copy from before an update"},
        lambda n: f"keeps {count(n, 'copy', 'copies')} from before an update",
    ),
    names.PRIVACY_LEVEL: _numbers(
        {
            0: "saves form text, storage and session cookies of all sites",
            1: "saves form text, storage and session cookies of unencrypted sites only",
            2: "saves no form text, storage or session cookies",
        },
        lambda n: "",
    ),
    names.SANITIZE: _flag(
        "browsing data is deleted when Firefox quits", "nothing is deleted when Firefox quits"
    ),
    **dict.fromkeys(
        (names.CLEAR_HISTORY, names.CLEAR_HISTORY_128, names.CLEAR_HISTORY_OLD),
        _at_quit("history and all session files are deleted"),
    ),
    names.CLEAR_COOKIES: _at_quit("cookies and site data are deleted"),
    names.CLEAR_COOKIES_OLD: _at_quit(
        "session cookies and session storage are left out of the session file"
    ),
    names.MAX_TOTAL_VIEWERS: _numbers(
        {-1: "up to 8 pages in memory, by the size of the memory", 0: "no page stays in memory"},
        lambda n: f"up to {count(max(n, 0), 'page')} in memory",
    ),
    names.VIEWER_TIMEOUT: lambda value, _: f"a page leaves memory after {exact(int(value) * 1000)}",
    names.SYNC_PAGE: _flag("shared where Sync is on", "not shared"),
    names.LOG_LEVEL: _level,
    names.LOG_FILE_LEVEL: _level,
    names.LOG_CONSOLE: _level,
    names.LOG_DUMP: _level,
    names.LOG_MAX_AGE: lambda value, _: (
        f"log files older than {exact(int(value) * 1000)} are deleted"
    ),
    names.LOG_FLUSH: lambda value, _: f"the log reaches the disk every {exact(int(value) * 1000)}",
    names.DEBUG_NO_AUTO_UPDATES: _flag("changes in tabs are not saved by themselves", ""),
}
"""By name; a setting that is missing has nothing to say."""
