"""One answer to which value Firefox sees: every command says what a policy decides."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sessiontui.firefox.prefs import system
from sessiontui.monitor.monitor import Monitor
from tests.builders import session, window, write_profile

from .conftest import Run

PAGE = "browser.startup.page"
INTERVAL = "browser.sessionstore.interval"
LOCKED = {PAGE: 3, INTERVAL: 60000}


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A profile whose Firefox has a policy that locks two settings."""
    monkeypatch.setattr(system, "SYSTEM_DIRECTORY", tmp_path / "etc")
    path = write_profile(
        tmp_path / "p",
        clean=session(window("https://a.example/", "https://b.example/")),
        prefs={PAGE: 1},
        user={INTERVAL: 20000},
    )
    (path / "compatibility.ini").write_text(
        f"[Compatibility]\nLastVersion=153.7.0_1/1\nLastPlatformDir={tmp_path}/firefox\n"
    )
    policies = tmp_path / "firefox/distribution/policies.json"
    policies.parent.mkdir(parents=True)
    preferences = {name: {"Value": v, "Status": "locked"} for name, v in LOCKED.items()}
    policies.write_text(json.dumps({"policies": {"Preferences": preferences}}))
    return path


def test_info_settings_set_and_watch_agree(cli: Run, profile: Path) -> None:
    start = cli("info", profile, "--json").json["profile"]["nextStart"]
    assert start["type"] == "resume"
    assert f"{PAGE} = 3 in policies.json" in start["why"]
    assert f"policies.json sets {PAGE} at every start" in start["overrides"]

    rows = {row["name"]: row for row in cli("settings", profile, "--json").json["settings"]}
    for name, value in LOCKED.items():
        assert (rows[name]["value"], rows[name]["source"]) == (value, "policies.json")
    shown = cli("settings", profile, "--changed").text
    assert f"{INTERVAL} = 60000 ms   (default 15000 ms; policies.json)" in shown

    before = (profile / "prefs.js").read_bytes()
    for name, typed in ((INTERVAL, "15s"), (PAGE, "1")):
        refused = cli("set", profile, name, typed)
        assert refused.code == 4
        assert "in policies.json: that is an administrator's policy" in refused.err
    assert "is 60000 ms already" in " ".join(cli("set", profile, INTERVAL, "60s").text.split())
    assert (profile / "prefs.js").read_bytes() == before

    assert Monitor(profile).writes().interval == 60


def test_settings_say_since_when_and_until_when(cli: Run, profile: Path) -> None:
    shown = cli("settings", profile).text
    assert (
        "browser.sessionstore.enabled = (none)   since Firefox 2   gone since Firefox 3.5" in shown
    )
    assert "browser.sessionstore.restore_hidden_tabs = false   since Firefox 8" in shown
    assert "browser.warnOnQuit = true" in shown
    assert "browser.tabs.warnOnClose = false" in shown


def test_what_removes_the_session_at_every_quit_is_said(cli: Run, profile: Path) -> None:
    with (profile / "prefs.js").open("a") as prefs:
        prefs.write('user_pref("privacy.sanitize.sanitizeOnShutdown", true);\n')
    said = "Firefox deletes every session file whenever it quits"
    assert said in " ".join(cli("info", profile).text.split())
    assert said in " ".join(cli("settings", profile, "--changed").text.split())
