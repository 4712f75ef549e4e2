"""Which value a running Firefox sees for each setting, and what clearing at quit does to files."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from sessiontui.firefox.prefs import effective
from sessiontui.firefox.prefs.at_quit import wiped_at_quit
from sessiontui.firefox.prefs.catalogue import CATALOGUE
from sessiontui.firefox.prefs.prefs_js import PrefValue
from sessiontui.stores.profile.store import ProfileStore
from tests.builders import session, window, write_profile
from tests.firefox.driver import Firefox, executable

STORE = "browser.sessionstore."
PAGE = "browser.startup.page"
PRIVATE = "browser.privatebrowsing.autostart"
SANITIZE = "privacy.sanitize.sanitizeOnShutdown"
HISTORY = "privacy.clearOnShutdown_v2.browsingHistoryAndDownloads"
HISTORY_OLD = "privacy.clearOnShutdown.history"
MIGRATED = "privacy.sanitize.clearOnShutdown.hasMigratedToNewPrefs3"

# Set by Firefox itself while it starts, or by those who drive it, or a default in its code alone.
ITS_OWN = {
    STORE + "upgradeBackup.latestBuildID",
    "browser.startup.couldRestoreSession.count",
    "browser.warnOnQuit",
    "browser.sessionhistory.contentViewerTimeout",
}
SEEN = """
const [names] = given; const seen = {};
for (const name of names) {
  switch (Services.prefs.getPrefType(name)) {
    case Services.prefs.PREF_BOOL: seen[name] = Services.prefs.getBoolPref(name); break;
    case Services.prefs.PREF_INT: seen[name] = Services.prefs.getIntPref(name); break;
    case Services.prefs.PREF_STRING: seen[name] = Services.prefs.getStringPref(name); break;
    default: seen[name] = null;
  }
}
return seen;
"""


@pytest.fixture
def install(tmp_path: Path) -> Path:
    """A Firefox of our own, made of links to the real one, for an administrator to set up."""
    found = executable()
    assert found is not None
    real = Path(found).resolve().parent
    if not (real / "omni.ja").exists():
        pytest.skip(f"NOT TESTED: {found} is not where Firefox is installed")
    own = tmp_path / "app"
    shutil.copytree(real / "defaults", own / "defaults")
    (own / "browser/defaults/preferences").mkdir(parents=True)
    (own / "browser/defaults/syspref").mkdir()
    (own / "distribution").mkdir()
    for directory in (real, real / "browser"):
        for child in directory.iterdir():
            target = own / child.relative_to(real)
            if not target.exists():
                target.symlink_to(child)
    program = own / Path(found).resolve().name
    program.unlink()  # Firefox takes the directory of the file itself, not that of a link
    shutil.copy2(real / program.name, program)
    return own


def policies(install: Path, found: dict[str, Any]) -> None:
    (install / "distribution/policies.json").write_text(json.dumps({"policies": found}))


def autoconfig(install: Path, text: str) -> None:
    (install / "defaults/pref/auto.js").write_text(
        'pref("general.config.filename", "a.cfg"); pref("general.config.obscure_value", 0);'
    )
    (install / "a.cfg").write_text(text)


def compare(profile: Path, install: Path) -> dict[str, Any]:
    """Start Firefox; everything it sees is what is said. Returns what it sees."""
    names = [spec.name for spec in CATALOGUE if spec.name not in ITS_OWN and not spec.gone]
    program = install / Path(executable() or "").resolve().name
    with Firefox(profile, program=program) as firefox:
        seen: dict[str, Any] = firefox.chrome(SEEN, names)
        directory = firefox.chrome("return Services.dirsvc.get('GreD', Ci.nsIFile).path;")
        found = effective.read(profile)
        assert directory == str(install)
    assert {name: found.get(name) for name in names} == seen
    return seen


def line(name: str, value: object, function: str = "pref", more: str = "") -> str:
    return f"{function}({json.dumps(name)}, {json.dumps(value)}{more});\n"


def test_files_of_the_system(tmp_path: Path, install: Path) -> None:
    profile = write_profile(
        tmp_path / "p", clean=session(window("about:license")), prefs={STORE + "max_tabs_undo": 3}
    )
    defaults, system = install / "defaults/pref", install / "browser/defaults/syspref"
    (defaults / "z.js").write_text(line(STORE + "interval", 21000))
    (defaults / "a.js").write_text(
        line(STORE + "interval", 22000) + line(STORE + "max_windows_undo", 7)
    )
    (system / "z.js").write_text(
        line(STORE + "max_windows_undo", 8) + line(STORE + "max_serialize_back", 1)
    )
    (system / "a.js").write_text(
        line(STORE + "max_serialize_back", 2)
        + line(STORE + "max_tabs_undo", 9, more=", locked")
        + line(STORE + "restore_on_demand", 3)  # of the wrong type
    )
    compare(profile, install)


def test_autoconfig(tmp_path: Path, install: Path) -> None:
    profile = write_profile(
        tmp_path / "p",
        clean=session(window("about:license")),
        prefs={STORE + "interval": 20000, STORE + "max_tabs_undo": 3, PAGE: 1},
        user={STORE + "max_windows_undo": 2, STORE + "idleDelay": 60},
    )
    autoconfig(
        install,
        line(STORE + "privacy_level", 2, "lockPref").rstrip()  # the first line is never read
        + "\n"
        + line(STORE + "interval", 30000, "lockPref")
        + line(STORE + "max_tabs_undo", 4, "defaultPref")
        + line(STORE + "max_serialize_back", 5, "defaultPref")
        + line(STORE + "max_windows_undo", 6, "pref")
        + line(PAGE, 3, "lockPref")
        + f'unlockPref("{PAGE}");\nclearPref("{STORE}idleDelay");\n',
    )
    seen = compare(profile, install)
    assert seen[STORE + "interval"] == 30000


@pytest.mark.parametrize(
    "found",
    [
        {
            "Preferences": {
                PAGE: {"Value": 3, "Status": "locked"},
                STORE + "interval": {"Value": 60000, "Status": "locked"},
                STORE + "max_tabs_undo": {"Value": 4, "Status": "default"},
                STORE + "max_windows_undo": {"Value": 4, "Status": "user"},
                STORE + "max_serialize_back": {"Status": "clear"},
                STORE + "restore_on_demand": {"Value": 0, "Status": "locked"},
                STORE + "idleDelay": {"Value": "text", "Status": "locked"},
                "browser.tabs.warnOnClose": True,
                "privacy.clearOnShutdown.cookies": False,
            },
            "SanitizeOnShutdown": {"Cookies": True},
        },
        {
            "Homepage": {"StartPage": "previous-session", "NewTabOnRestore": True},
            "Preferences": {PAGE: {"Value": 0, "Status": "locked"}},
            "SanitizeOnShutdown": {"History": True, "Locked": False},
            "DisablePrivateBrowsing": True,
        },
        {
            "PrivateBrowsingModeAvailability": 2,
            "SanitizeOnShutdown": True,
            "ClearOnShutdown": {"CookiesAndStorage": False},
        },
    ],
    ids=["preferences", "home page", "clearing"],
)
def test_policies(tmp_path: Path, install: Path, found: dict[str, Any]) -> None:
    profile = write_profile(
        tmp_path / "p",
        clean=session(window("about:license")),
        prefs={
            STORE + "interval": 20000, STORE + "max_tabs_undo": 3, PAGE: 1,
            STORE + "max_serialize_back": 3, STORE + "idleDelay": 60, SANITIZE: False,
        },
        user={STORE + "max_windows_undo": 2},
    )  # fmt: skip
    policies(install, found)
    compare(profile, install)


@pytest.mark.parametrize(
    "prefs",
    [
        {MIGRATED: True},
        {MIGRATED: True, HISTORY: False},
        {HISTORY: False},
        {HISTORY_OLD: False},
        {MIGRATED: True, HISTORY_OLD: False, "privacy.clearOnShutdown.sessions": True},
    ],
    ids=["on", "kept", "overwritten by the older choice", "older choice kept", "newer alone"],
)
def test_clearing_at_quit_takes_the_files_with_the_history(
    tmp_path: Path, prefs: dict[str, bool]
) -> None:
    profile = write_profile(
        tmp_path / "p",
        clean=session(window("about:license")),
        previous=session(window("about:license")),
        prefs={**prefs, SANITIZE: True, PAGE: 3},
    )
    wiped = wiped_at_quit(effective.read(profile)) is not None
    with Firefox(profile) as firefox:
        firefox.quit()
    left = [*profile.glob("sessionstore.jsonlz4"), *profile.glob("sessionstore-backups/*lz4*")]
    assert bool(left) is not wiped, left


def test_a_setting_that_was_set_is_seen_and_kept_and_what_firefox_notes_is_no_change(
    firefox_profile: Path,
) -> None:
    with Firefox(firefox_profile) as firefox:
        firefox.quit()
    store = ProfileStore(firefox_profile)
    fresh = {s.name for s in store.settings() if s.changed}
    assert not fresh - ITS_OWN
    wanted: dict[str, PrefValue] = {STORE + "interval": 90_000, PAGE: 3}
    store.set_settings(wanted)
    with Firefox(firefox_profile) as firefox:
        assert firefox.chrome(SEEN, list(wanted)) == wanted
        firefox.quit()
    assert {s.name for s in store.settings() if s.changed} == fresh | set(wanted)
    assert {s.name: s.value for s in store.settings()}.items() >= wanted.items()
    noted = {s.name for s in store.settings() if s.bookkeeping and s.value != s.default}
    assert "browser.startup.couldRestoreSession.count" in noted
