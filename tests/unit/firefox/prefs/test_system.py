"""What a machine decides over a profile, and that what cannot be read there is said."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest

from sessiontui.firefox.next_start import next_start
from sessiontui.firefox.prefs import effective, policies, system
from sessiontui.firefox.prefs.branches import Branches
from sessiontui.firefox.prefs.effective import Prefs
from sessiontui.stores.profile.store import ProfileStore
from tests.builders import NOW, session, window, write_profile

PAGE = "browser.startup.page"
INTERVAL = "browser.sessionstore.interval"
PRIVATE = "browser.privatebrowsing.autostart"


@pytest.fixture
def app(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where Firefox is installed; nothing of this machine's own counts."""
    monkeypatch.setattr(system, "SYSTEM_DIRECTORY", tmp_path / "etc")
    return tmp_path / "app"


@pytest.fixture
def profile(tmp_path: Path, app: Path) -> Path:
    path = write_profile(tmp_path / "p", clean=session(window("https://a.example/")))
    (path / "compatibility.ini").write_text(
        f"[Compatibility]\nLastVersion=153.7.0_1/1\nLastPlatformDir={app}\n"
    )
    return path


def put(path: Path, content: str | bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content if isinstance(content, bytes) else content.encode())


def say(path: Path, found: Any) -> None:
    put(path, json.dumps({"policies": found}))


def beside(app: Path) -> Path:
    return app / "distribution/policies.json"


def of_the_system() -> Path:
    return system.SYSTEM_DIRECTORY / "policies/policies.json"


def test_the_order_of_all_there_is(profile: Path, app: Path) -> None:
    def seen() -> tuple[object, str]:
        found = effective.read(profile).effective(INTERVAL)
        return found.value, found.source

    def line(value: int) -> str:
        return f'pref("{INTERVAL}", {value});'

    assert seen() == (15000, "default")
    put(app / "defaults/pref/z.js", line(21000))
    assert seen() == (21000, "system")
    put(app / "defaults/pref/a.js", line(22000))  # Firefox reads it after z.js
    assert seen() == (22000, "system")
    put(app / "browser/defaults/syspref/a.js", line(23000))
    assert seen() == (23000, "system")
    put(system.SYSTEM_DIRECTORY / "defaults/pref/x.js", line(24000))
    assert seen() == (24000, "system")
    put(app / "defaults/pref/auto.js", 'pref("general.config.filename", "a.cfg");'
        'pref("general.config.obscure_value", 0);')  # fmt: skip
    put(app / "a.cfg", f'//\ndefaultPref("{INTERVAL}", 25000);')
    assert seen() == (25000, "system")
    say(beside(app), {"Preferences": {INTERVAL: {"Value": 26000, "Status": "default"}}})
    assert seen() == (26000, "policies.json")
    put(profile / "prefs.js", f'user_pref("{INTERVAL}", 27000);')
    assert seen() == (27000, "prefs.js")
    put(profile / "user.js", f'user_pref("{INTERVAL}", 28000);')
    assert seen() == (28000, "user.js")
    put(app / "a.cfg", f'//\nlockPref("{INTERVAL}", 29000);\n')
    beside(app).unlink()
    assert seen() == (29000, "system")
    say(beside(app), {"Preferences": {INTERVAL: {"Value": 30000, "Status": "locked"}}})
    assert seen() == (30000, "policies.json")


def test_a_locked_default_of_the_system_counts(profile: Path, app: Path) -> None:
    put(app / "browser/defaults/syspref/a.js", f'pref("{PAGE}", 3, locked);')
    put(profile / "prefs.js", f'user_pref("{PAGE}", 0);')
    found = effective.read(profile)
    assert (found.get(PAGE), found.source(PAGE)) == (3, "system")
    assert str(app / "browser/defaults/syspref/a.js") in found.where(PAGE)


def test_the_system_s_policies_stand_alone(profile: Path, app: Path) -> None:
    say(beside(app), {"PrivateBrowsingModeAvailability": 2})
    say(of_the_system(), {"Homepage": {"StartPage": "previous-session"}})
    found = effective.read(profile)
    assert (found.get(PRIVATE), found.get(PAGE)) == (False, 3)


def test_policies_are_read_once_and_again_when_they_change(
    profile: Path, app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(beside(app), {"Preferences": {PAGE: {"Value": 3, "Status": "locked"}}})
    read: list[bytes] = []
    real = policies.apply_policies

    def counted(data: bytes, to: Branches) -> None:
        read.append(data)
        real(data, to)

    monkeypatch.setattr(policies, "apply_policies", counted)
    assert [effective.read(profile).get(PAGE) for _ in range(3)] == [3, 3, 3]
    assert len(read) == 1
    say(beside(app), {"Preferences": {PAGE: {"Value": 0, "Status": "locked", "Type": "number"}}})
    assert effective.read(profile).get(PAGE) == 0
    beside(app).unlink()
    assert effective.read(profile).get(PAGE) == 1
    assert len(read) == 2


def unread(found: Prefs) -> str:
    (said,) = found.around.unread
    start = next_start([], found, None, lambda _: pytest.fail("nothing to load"), NOW)
    assert said in start.overrides
    return said


def test_policies_that_may_not_be_read_are_not_taken_for_absent(
    profile: Path, app: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    say(of_the_system(), {"Homepage": {"StartPage": "previous-session"}})
    say(beside(app), {"PrivateBrowsingModeAvailability": 2})
    barred = of_the_system()
    folder = os.open(barred.parent, os.O_RDONLY)
    real = os.open

    def no(path: Any, *rest: Any, **more: Any) -> int:
        around = more.get("dir_fd")
        if around and path == barred.name and os.path.sameopenfile(around, folder):
            raise PermissionError(13, "Permission denied")
        return real(path, *rest, **more)

    monkeypatch.setattr(os, "open", no)
    found = effective.read(profile)
    assert unread(found) == (
        f"{barred} cannot be read (permission denied): it may decide over settings."
    )
    assert found.get(PRIVATE) is False  # it is there, so Firefox does not look beside the program
    plan = ProfileStore(profile).plan_settings({INTERVAL: 60000})
    assert any(str(barred) in words for words in plan.edits)


@pytest.mark.parametrize("kind", ["fifo", "directory"])
def test_a_pipe_in_place_of_policies_is_never_waited_for(
    profile: Path, app: Path, kind: str
) -> None:
    beside(app).parent.mkdir(parents=True)
    os.mkfifo(beside(app)) if kind == "fifo" else beside(app).mkdir()
    assert "policies.json cannot be read" in unread(effective.read(profile))


def test_a_program_in_autoconfig_is_said(profile: Path, app: Path) -> None:
    put(app / "defaults/pref/auto.js", 'pref("general.config.filename", "a.cfg");')
    text = f'//\nlockPref("{PAGE}", 3);\nif (getenv("USER")) {{ lockPref("{PAGE}", 0); }}\n'
    put(app / "a.cfg", bytes((byte + 13) % 256 for byte in text.encode()))
    found = effective.read(profile)
    assert found.get(PAGE) == 3
    assert "line 3" in unread(found)


def test_settings_from_a_server_are_said(profile: Path, app: Path) -> None:
    put(app / "defaults/pref/auto.js", 'pref("general.config.filename", "a.cfg");'
        'pref("general.config.obscure_value", 0);')  # fmt: skip
    put(app / "a.cfg", '//\nlockPref("autoadmin.global_config_url", "https://a.example/");')
    assert "names more settings on a server" in unread(effective.read(profile))


def test_autoconfig_that_is_missing_or_elsewhere_is_not_followed(profile: Path, app: Path) -> None:
    put(app / "defaults/pref/auto.js", 'pref("general.config.filename", "../a.cfg");')
    put(app.parent / "a.cfg", f'//\nlockPref("{PAGE}", 3);')
    assert effective.read(profile).get(PAGE) == 1


def test_the_next_start_goes_by_policies_and_names_them(profile: Path, app: Path) -> None:
    assert ProfileStore(profile).profile().next_start.kind == "defer"
    say(beside(app), {"Homepage": {"StartPage": "previous-session"}})
    assert ProfileStore(profile).profile().next_start.kind == "resume"
    say(beside(app), {"PrivateBrowsingModeAvailability": 2})
    start = ProfileStore(profile).profile().next_start
    assert start.kind == "none"
    assert f"{PRIVATE} = true in policies.json" in start.why
    assert start.overrides == (f"policies.json sets {PRIVATE} at every start",)


@pytest.mark.parametrize(
    ("last", "version"),
    [("3.6.28_1/1", 3.6), ("3.0.19_1/1", 3.0), ("153.7.0_1/1", 153), ("4.0_1/1", 4)],
)
def test_old_versions_are_told_apart(profile: Path, last: str, version: float) -> None:
    (profile / "compatibility.ini").write_text(f"[Compatibility]\nLastVersion={last}\n")
    assert effective.read(profile).version == version
