"""What enterprise policies decide over the settings of a session."""

from __future__ import annotations

from typing import Any

import pytest

from sessiontui.firefox.prefs.branches import Branches
from sessiontui.firefox.prefs.effective import Prefs
from sessiontui.firefox.prefs.policies import apply_policies
from tests.builders import to_json

PAGE = "browser.startup.page"
ONCE = "browser.sessionstore.resume_session_once"
PRIVATE = "browser.privatebrowsing.autostart"
NEW_TAB = "browser.sessionstore.newTabOnRestore"
SANITIZE = "privacy.sanitize.sanitizeOnShutdown"
HISTORY = "privacy.clearOnShutdown_v2.browsingHistoryAndDownloads"
HISTORY_OLD = "privacy.clearOnShutdown.history"
COOKIES = "privacy.clearOnShutdown_v2.cookiesAndStorage"


def under(policies: Any, prefs: dict[str, Any], user: dict[str, Any]) -> Prefs:
    branches = Branches()
    branches.reading("policies.json", "/etc/firefox/policies/policies.json")
    apply_policies(to_json({"policies": policies}), branches)
    return Prefs(prefs, user, 153, branches.surroundings())


# The value that counts where prefs.js says this, and where neither file says anything.
@pytest.mark.parametrize(
    ("policies", "name", "own", "seen", "alone"),
    [
        ({"PrivateBrowsingModeAvailability": 2}, PRIVATE, False, True, True),
        ({"PrivateBrowsingModeAvailability": 1}, PRIVATE, True, False, False),
        ({"PrivateBrowsingModeAvailability": 0}, PRIVATE, True, True, False),
        ({"DisablePrivateBrowsing": True}, PRIVATE, True, False, False),
        ({"DisablePrivateBrowsing": False}, PRIVATE, True, True, False),
        ({"Homepage": {"StartPage": "homepage-locked"}}, PAGE, 3, 1, 1),
        ({"Homepage": {"StartPage": "previous-session"}}, PAGE, 1, 1, 3),
        ({"Homepage": {"StartPage": "previous-session", "Locked": True}}, PAGE, 1, 1, 3),
        ({"Homepage": {"NewTabOnRestore": True}}, NEW_TAB, False, False, True),
        ({"Preferences": {ONCE: True}}, ONCE, False, True, True),
        ({"Preferences": {PAGE: {"Value": 3, "Status": "locked"}}}, PAGE, 0, 3, 3),
        ({"Preferences": {PAGE: {"Value": 3, "Status": "user"}}}, PAGE, 0, 3, 3),
        ({"Preferences": {PAGE: {"Value": 3, "Status": "default"}}}, PAGE, 0, 0, 3),
        ({"Preferences": {PAGE: {"Value": 3}}}, PAGE, 0, 0, 3),
        ({"Preferences": {PAGE: {"Status": "clear"}}}, PAGE, 3, 1, 1),
        # 0 and 1 are booleans unless the preference, or "Type", is a number.
        ({"Preferences": {ONCE: {"Value": 1, "Status": "user"}}}, ONCE, False, True, True),
        ({"Preferences": {ONCE: {"Value": 1, "Type": "number"}}}, ONCE, False, False, False),
        # A value of the wrong type fails, its lock does not.
        ({"Preferences": {PAGE: {"Value": "3", "Status": "locked"}}}, PAGE, 3, 1, 1),
        ({"Preferences": {PAGE: {"Value": "3", "Status": "user"}}}, PAGE, 3, 3, 1),
        # Beyond the reach of "Preferences".
        ({"Preferences": {SANITIZE: True}}, SANITIZE, False, False, False),
        ({"SanitizeOnShutdown": True}, SANITIZE, False, True, True),
        ({"SanitizeOnShutdown": False}, HISTORY, True, False, False),
        ({"SanitizeOnShutdown": {"Cookies": True}}, HISTORY, True, False, False),
        ({"SanitizeOnShutdown": {"History": True}}, HISTORY, False, True, True),
        ({"SanitizeOnShutdown": {"History": True}}, HISTORY_OLD, False, True, True),
        ({"SanitizeOnShutdown": {"Locked": False}}, SANITIZE, False, False, True),
        ({"SanitizeOnShutdown": {"Locked": True, "Cookies": True}}, HISTORY, True, True, False),
        ({"ClearOnShutdown": True}, HISTORY, False, True, True),
        ({"ClearOnShutdown": {"Cache": True}}, SANITIZE, False, True, True),
        ({"ClearOnShutdown": {"Cache": True}}, HISTORY, False, False, True),
        ({"ClearOnShutdown": {"CookiesAndStorage": False}}, COOKIES, True, False, False),
        # The newer one of the two counts alone.
        ({"ClearOnShutdown": False, "SanitizeOnShutdown": True}, SANITIZE, True, False, False),
        # The home page's policy comes later and takes the lock away.
        (
            {"Homepage": {"StartPage": "previous-session"}, "Preferences": {PAGE: 0}},
            PAGE, 1, 1, 3,
        ),
        # Nothing that makes sense.
        ({"Preferences": [], "Homepage": 3, "SanitizeOnShutdown": []}, PAGE, 3, 3, 1),
        ({"Preferences": {PAGE: {"Value": 3.5, "Status": "locked"}}}, PAGE, 3, 1, 1),
        ({}, PAGE, 3, 3, 1),
    ],
)  # fmt: skip
def test_what_a_policy_decides(policies: Any, name: str, own: Any, seen: Any, alone: Any) -> None:
    assert under(policies, {name: own}, {}).get(name) == seen
    assert under(policies, {}, {name: own}).get(name) == seen
    assert under(policies, {}, {}).get(name) == alone


def test_it_is_named_as_the_source() -> None:
    policies = {
        "Preferences": {
            PAGE: {"Value": 3, "Status": "locked"},
            ONCE: {"Value": True, "Status": "default"},
        }
    }
    assert under(policies, {PAGE: 0}, {PAGE: 1}).source(PAGE) == "policies.json"
    assert under(policies, {}, {}).source(ONCE) == "policies.json"
    assert under(policies, {ONCE: False}, {}).source(ONCE) == "prefs.js"


@pytest.mark.parametrize("data", [b"{", b"[]", b'{"policies": null}', b"\xff\xfe\0", b"{}"])
def test_a_broken_file_decides_nothing_and_that_is_said(data: bytes) -> None:
    branches = Branches()
    branches.reading("policies.json", "/etc/policies.json")
    apply_policies(data, branches)
    (said,) = branches.unread
    assert said.startswith("/etc/policies.json is not JSON with policies")
    assert not branches.surroundings().defaults


@pytest.mark.parametrize("data", [b"", b'{"policies": 3}', b'{"policies": {}}'])
def test_a_file_without_a_policy_is_nothing_to_speak_of(data: bytes) -> None:
    branches = Branches()
    apply_policies(data, branches)
    assert not branches.unread or data == b'{"policies": {}}'
    assert not branches.surroundings().defaults
