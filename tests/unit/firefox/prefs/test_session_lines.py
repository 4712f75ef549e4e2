"""Of the settings only the session's lines leave the profile."""

from __future__ import annotations

from sessiontui.firefox.prefs.prefs_js import parse_prefs
from sessiontui.firefox.prefs.session_lines import session_lines

PREFS = b"""// Mozilla User Preferences
user_pref("browser.sessionstore.interval", 60000);
user_pref("browser.startup.page", 3);
user_pref("services.sync.username", "ann@example.org");
user_pref("a; user_pref(\\"browser.startup.page\\", 1);", "trick");
"""
USER = b'user_pref("browser.startup.page", 1); user_pref("identity.secret", "s3cret");\n'


def test_the_session_s_lines_are_there_as_they_stand_and_no_others() -> None:
    found = session_lines([("prefs.js", PREFS), ("user.js", USER)])
    assert b"ann@" not in found
    assert b"s3cret" not in found
    assert b"trick" not in found
    assert b'user_pref("browser.sessionstore.interval", 60000);' in found


def test_the_last_one_counts_as_in_firefox() -> None:
    found = session_lines([("prefs.js", PREFS), ("user.js", USER)])
    assert parse_prefs(found) == {
        "browser.sessionstore.interval": 60_000, "browser.startup.page": 1,
    }  # fmt: skip


def test_without_such_lines_there_is_nothing() -> None:
    assert session_lines([("prefs.js", b'user_pref("a.b", 1);\n'), ("user.js", b"")]) == b""
