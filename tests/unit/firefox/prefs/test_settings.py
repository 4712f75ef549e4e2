"""The settings of a profile, what they are and what they do."""

from __future__ import annotations

import pytest

from sessiontui.firefox.browser import firefox_version
from sessiontui.firefox.prefs.branches import Decided, Surroundings
from sessiontui.firefox.prefs.catalogue import CATALOGUE
from sessiontui.firefox.prefs.effective import Prefs
from sessiontui.firefox.prefs.prefs_js import PrefValue, parse_prefs
from sessiontui.firefox.prefs.settings import Setting
from sessiontui.firefox.prefs.settings import settings as settings_of
from tests.paths import CORPUS

STORE = "browser.sessionstore."


def settings(
    prefs: dict[str, PrefValue], user: dict[str, PrefValue], version: float | None
) -> tuple[Setting, ...]:
    return settings_of(Prefs(prefs, user, version))


def effective(
    name: str, prefs: dict[str, PrefValue], user: dict[str, PrefValue]
) -> PrefValue | None:
    return Prefs(prefs, user).get(name)


def one(
    name: str,
    prefs: dict[str, PrefValue] | None = None,
    user: dict[str, PrefValue] | None = None,
    major: float | None = 153,
) -> Setting:
    (found,) = (s for s in settings(prefs or {}, user or {}, major) if s.name == name)
    return found


# -- the catalogue ------------------------------------------------------------------------------


def test_every_setting_is_there_once_with_a_sentence() -> None:
    assert len({spec.name for spec in CATALOGUE}) == len(CATALOGUE) >= 50
    for spec in CATALOGUE:
        assert spec.meaning.endswith(".")
        assert [version for version, _ in spec.defaults] == sorted(v for v, _ in spec.defaults)


TODAY: dict[str, PrefValue] = {
    "interval": 15000,
    "interval.idle": 3600000,
    "idleDelay": 180,
    "resume_from_crash": True,
    "resume_session_once": False,
    "resuming_after_os_restart": False,
    "max_resumed_crashes": 1,
    "max_tabs_undo": 25,
    "max_windows_undo": 5,
    "max_serialize_back": 10,
    "max_serialize_forward": -1,
    "privacy_level": 0,
    "restore_on_demand": True,
    "restore_tabs_lazily": True,
    "restore_hidden_tabs": False,
    "restore_pinned_tabs_on_demand": False,
    "restore_windows_to_virtual_desktop": True,
    "closedTabsFromAllWindows": True,
    "closedTabsFromClosedWindows": True,
    "persist_closed_tabs_between_sessions": True,
    "cleanup.forget_closed_after": 1209600000,
    "upgradeBackup.latestBuildID": "",
    "upgradeBackup.maxUpgradeBackups": 3,
    "newTabOnRestore": False,
    "newTabOnRestore.showSetting": False,
    "debug": False,
    "debug.no_auto_updates": False,
    "disable_platform_collection": False,
    "dom_storage_limit": 2048,
    "dom_form_limit": 2097152,
    "dom_form_max_limit": 52428800,
    "loglevel": "Warn",
    "logFlushIntervalSeconds": 3600,
    "log.appender.console": "Fatal",
    "log.appender.dump": "Error",
    "log.appender.file.level": "Trace",
    "log.appender.file.logOnError": True,
    "log.appender.file.logOnSuccess": False,
    "log.appender.file.maxErrorAge": 864000,
}


@pytest.mark.parametrize("major", [153, None])
def test_the_defaults_are_those_of_firefox_153(major: int | None) -> None:
    found = {s.name: s.default for s in settings({}, {}, major) if s.name.startswith(STORE)}
    today = {STORE + name: value for name, value in TODAY.items()}
    gone = {STORE + name: None for name in ("enabled", "postdata", "privacy_level_deferred")}
    assert found == today | gone


@pytest.mark.parametrize(
    ("name", "major", "default"),
    [
        ("interval", 3, 10000),
        ("interval", 4, 15000),
        ("max_tabs_undo", 66, 10),
        ("max_tabs_undo", 67, 25),
        ("max_windows_undo", 60, 3),
        ("privacy_level", 3, 1),
        ("restore_on_demand", 8, False),
        ("restore_on_demand", 7, None),
        ("privacy_level_deferred", 3, None),
        ("privacy_level_deferred", 30, 1),
        ("privacy_level_deferred", 153, None),
        ("enabled", 3, True),
        ("enabled", 3.0, True),
        ("enabled", 3.5, None),
        ("enabled", 3.6, None),
        ("restore_hidden_tabs", 7, None),
        ("restore_pinned_tabs_on_demand", 8, None),
        ("debug", 24, None),
        ("debug", 27, False),
        ("upgradeBackup.latestBuildID", 24, None),
        ("upgradeBackup.latestBuildID", 27, ""),
        ("postdata", 24, 0),
        ("postdata", 27, None),
        ("interval.idle", 54, None),
    ],
)
def test_older_firefoxes_had_other_defaults(
    name: str, major: float, default: PrefValue | None
) -> None:
    found = one(STORE + name, major=major)
    assert (found.default, found.value) == (default, default)


# -- where a value comes from -------------------------------------------------------------------


def test_nothing_set_is_nothing_changed() -> None:
    found = settings({}, {}, 153)
    in_order = sorted(CATALOGUE, key=lambda spec: spec.bookkeeping)
    assert [s.name for s in found] == [spec.name for spec in in_order]
    assert not any(s.changed for s in found)
    assert {s.source for s in found} == {"default"}


def test_user_js_wins_over_prefs_js() -> None:
    name = STORE + "interval"
    found = one(name, {name: 20000}, {name: 30000})
    assert (found.value, found.source, found.changed) == (30000, "user.js", True)
    assert effective(name, {name: 20000}, {name: 30000}) == 30000
    assert effective(name, {name: 20000}, {}) == 20000
    assert effective(name, {}, {}) == 15000


def test_changed_settings_come_first() -> None:
    found = settings({STORE + "max_tabs_undo": 100, "browser.startup.page": 3}, {}, 153)
    assert [s.name for s in found[:2]] == ["browser.startup.page", STORE + "max_tabs_undo"]
    assert [s.changed for s in found[:3]] == [True, True, False]


COUNTED = "browser.startup.couldRestoreSession.count"
BUILD = STORE + "upgradeBackup.latestBuildID"
NOTED = (STORE + "resume_session_once", STORE + "resuming_after_os_restart", COUNTED, BUILD)


def test_what_firefox_notes_for_itself_stands_last_and_was_changed_by_nobody() -> None:
    found = settings({COUNTED: 2, BUILD: "20261103151912", STORE + "interval": 60000}, {}, 153)
    assert [s.name for s in found if s.changed] == [STORE + "interval"]
    assert tuple(s.name for s in found[-len(NOTED) :]) == NOTED
    assert all(s.bookkeeping for s in found[-len(NOTED) :])
    assert one(COUNTED, {COUNTED: 2}).value == 2


def test_a_person_s_line_in_user_js_is_no_bookkeeping_of_firefox() -> None:
    found = one(NOTED[0], {}, {NOTED[0]: True})
    assert (found.changed, found.bookkeeping) == (True, False)


# -- what cannot be changed ---------------------------------------------------------------------


def test_what_user_js_decides_says_where() -> None:
    name = STORE + "interval"
    assert one(name, {name: 20000}).fixed == ""
    assert one(name, {name: 20000}, {name: "wrong"}).fixed == ""
    assert one(name, {name: 20000}, {name: 30000}).fixed == (
        f"{name} = 30000 in user.js: change that line instead, Firefox goes by it at every start"
    )


def test_what_autoconfig_locks_names_its_file() -> None:
    name, decided = STORE + "interval", Decided(30000, "system", "/opt/a.cfg")
    locked = Surroundings({name: decided}, {}, {name: decided})
    found = settings_of(Prefs({name: 20000}, {}, 153, locked))
    assert next(s.fixed for s in found if s.name == name) == (
        f"{name} = 30000 in /opt/a.cfg: that is how this machine is set up"
    )
    only_default = Surroundings({name: decided})
    found = settings_of(Prefs({}, {}, 153, only_default))
    assert next(s.fixed for s in found if s.name == name) == ""


def test_what_this_firefox_does_not_read_says_so_also_where_it_is_not_set() -> None:
    assert one(STORE + "enabled").unread == "Firefox 3.5 and later do not read it"
    assert one(STORE + "interval.idle", major=40).unread == "only Firefox 55 and later read it"
    assert one(STORE + "interval.idle").unread == ""
    older = one("privacy.clearOnShutdown_v2.historyFormDataAndDownloads")
    assert older.instead == "this Firefox goes by privacy.clearOnShutdown.history"
    assert older.unread == ""


def test_a_value_equal_to_the_default_is_no_change() -> None:
    found = one(STORE + "max_tabs_undo", {}, {STORE + "max_tabs_undo": 25})
    assert (found.source, found.changed) == ("user.js", False)


@pytest.mark.parametrize("wrong", ["30000", True])
def test_a_value_of_the_wrong_type_is_ignored_and_said_so(wrong: PrefValue) -> None:
    name = STORE + "interval"
    found = one(name, {name: wrong})
    assert (found.value, found.source, found.changed) == (15000, "default", False)
    assert found.effect.startswith("prefs.js says ")
    assert found.effect.endswith(
        "which Firefox ignores: it must be a whole number; a save at most every 15 s"
    )
    assert one(name, {name: 20000}, {name: wrong}).value == 20000
    assert effective(name, {name: wrong}, {}) == 15000


def test_foreign_text_in_an_effect_is_harmless() -> None:
    found = one(STORE + "interval", {STORE + "interval": "\x1b[31m"})
    assert 'prefs.js says "␛[31m"' in found.effect


def test_a_setting_firefox_no_longer_reads_is_shown_with_that() -> None:
    name = STORE + "privacy_level_deferred"
    found = one(name, {name: 2})
    assert (found.value, found.default, found.gone, found.changed) == (2, None, 46, True)
    assert found.effect == "does nothing: Firefox 46 and later do not read it"
    assert one(name).effect == ""


def test_a_setting_firefox_does_not_read_yet_is_shown_with_that() -> None:
    found = one(STORE + "interval.idle", {STORE + "interval.idle": 5000}, major=40)
    assert found.effect == "does nothing: only Firefox 55 and later read it"


def test_settings_outside_the_catalogue_are_shown() -> None:
    found = settings({STORE + "new\x1b": 1, "other": 2}, {STORE + "mine": "x"}, 153)
    shown = [(s.name, s.value, s.source, s.meaning) for s in found[:2]]
    assert shown == [
        (STORE + "mine", "x", "user.js", "not in the catalogue"),
        (STORE + "new␛", 1, "prefs.js", "not in the catalogue"),
    ]
    assert len(found) == len(CATALOGUE) + 2
    assert effective(STORE + "other", {STORE + "other": 2}, {}) == 2
    assert effective(STORE + "none", {}, {}) is None


# -- what a value does --------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "value", "effect"),
    [
        (STORE + "interval", 15000, "a save at most every 15 s"),
        (STORE + "interval", 1800000, "a save at most every 30 min"),
        (STORE + "interval", 1500, "a save at most every 2 s: Firefox never saves more often"),
        (STORE + "max_tabs_undo", 25, "keeps 25 closed tabs per window"),
        (STORE + "max_tabs_undo", 1, "keeps 1 closed tab per window"),
        (STORE + "max_tabs_undo", 0, "keeps no closed tabs"),
        ("browser.startup.page", 1, "page 1: opens your home page"),
        (
            "browser.startup.page",
            3,
            "page 3: opens the windows and tabs of the previous session",
        ),
        (
            STORE + "cleanup.forget_closed_after",
            1209600000,
            "closed items older than 14 days are dropped at idle",
        ),
        (STORE + "idleDelay", 90, "saves less often after 1.5 min idle"),
        (STORE + "max_resumed_crashes", -1, "never asks, however often Firefox crashes"),
        (STORE + "loglevel", "Debug", "writes Fatal, Error, Warn, Info, Config, Debug"),
    ],
)
def test_an_effect_is_said_in_numbers(name: str, value: PrefValue, effect: str) -> None:
    assert one(name, {name: value}).effect == effect


def test_effects_know_the_other_settings() -> None:
    once: dict[str, PrefValue] = {STORE + "resume_session_once": True}
    assert "the next start opens the previous session" in one("browser.startup.page", once).effect
    assert one(STORE + "interval.idle", {STORE + "idleDelay": 60}).effect == (
        "after 1 min without input a save at most every 1 h"
    )
    cookies = "privacy.clearOnShutdown.cookies"
    assert one(cookies).effect == "nothing, because clearing at quit is off"
    assert "left out" in one(cookies, {"privacy.sanitize.sanitizeOnShutdown": True}).effect


@pytest.mark.parametrize("value", [-(2**31), -2, 0, 1, 7, 2**31 - 1, True, False, "", "x"])
def test_no_value_makes_it_fail(value: PrefValue) -> None:
    everything = {spec.name: value for spec in CATALOGUE}
    for major in (None, 1, 3, 60, 153, 999):
        for found in settings(everything, {}, major):
            assert found.effect.isprintable()


# -- real profiles ------------------------------------------------------------------------------

PROFILES = sorted(path.parent for path in CORPUS.glob("firefox-153/*/prefs.js"))


@pytest.mark.skipif(not PROFILES, reason=f"NO REAL PROFILES: {CORPUS} is not there")
def test_real_profiles_are_what_they_are_said_to_be() -> None:
    assert len(PROFILES) == 6
    for path in PROFILES:
        version = firefox_version(path)
        assert version is not None
        assert version.major == 153
        prefs = parse_prefs((path / "prefs.js").read_bytes())
        assert len(prefs) > 50
        changed = {s.name: s.value for s in settings(prefs, {}, version.major) if s.changed}
        noted = {s.name: s.value for s in settings(prefs, {}, version.major) if s.bookkeeping}
        assert noted["browser.startup.couldRestoreSession.count"] in (0, 1, 2)
        assert noted[STORE + "upgradeBackup.latestBuildID"] in ("", version.build_id)
        assert set(changed) <= {"browser.startup.page", "browser.warnOnQuit"}, path.name
