"""What defeats an edit of what opens next: user.js, policies, permanent private browsing."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from sessiontui.firefox import obstacles
from sessiontui.firefox.next_start import Prefs
from sessiontui.firefox.obstacles import obstacle, read_policies
from sessiontui.stores.profile.store import ProfileStore
from tests.builders import session, to_json, window, write_profile

PAGE = "browser.startup.page"
ONCE = "browser.sessionstore.resume_session_once"
OS_RESTART = "browser.sessionstore.resuming_after_os_restart"
PRIVATE = "browser.privatebrowsing.autostart"


@pytest.mark.parametrize(
    ("prefs", "user"),
    [({}, {}), ({ONCE: False}, {}), ({OS_RESTART: True}, {}), ({}, {ONCE: True}), ({}, {PAGE: 1}),
     ({}, {ONCE: "a text, which Firefox ignores"})],
)  # fmt: skip
def test_nothing_in_the_way(prefs: dict[str, Any], user: dict[str, Any]) -> None:
    assert obstacle(Prefs(prefs, user), once=True) is None


@pytest.mark.parametrize(
    ("user", "said"),
    [
        ({ONCE: False}, f"{ONCE} = false in user.js keeps Firefox from"),
        ({OS_RESTART: True}, f"{OS_RESTART} = true in user.js keeps Firefox from"),
    ],
)
def test_user_js_takes_back_what_prefs_js_says(user: dict[str, Any], said: str) -> None:
    found = obstacle(Prefs({}, user), once=True)
    assert found is not None
    assert said in found
    assert "take that line out of user.js first" in found
    assert obstacle(Prefs({}, user), once=False) is None  # who opens nothing does not mind


@pytest.mark.parametrize("where", ["prefs", "user", "imposed"])
def test_permanent_private_browsing_reads_no_session(where: str) -> None:
    on = {PRIVATE: True}
    found = {
        "prefs": obstacle(Prefs(on, {}), once=False),
        "user": obstacle(Prefs({}, on), once=False),
        "imposed": obstacle(Prefs({}, {}, imposed=on), once=False),
    }[where]
    assert found is not None
    file = {"prefs": "prefs.js", "user": "user.js", "imposed": "policies.json"}[where]
    assert f"permanent private browsing is on ({PRIVATE} = true in {file})" in found


# -- policies ----------------------------------------------------------------------------------


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A profile whose Firefox is installed in tmp_path/app, with no policy of the system."""
    monkeypatch.setattr(obstacles, "SYSTEM_POLICIES", tmp_path / "etc/policies.json")
    path = write_profile(tmp_path / "p", clean=session(window("https://a.example/")))
    (path / "compatibility.ini").write_text(
        f"[Compatibility]\nLastVersion=153.7.0_1/1\nLastPlatformDir={tmp_path}/app\n"
    )
    return path


def say(path: Path, policies: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(policies if isinstance(policies, bytes) else to_json({"policies": policies}))


def beside(profile: Path) -> Path:
    return profile.parent / "app/distribution/policies.json"


@pytest.mark.parametrize(
    ("policies", "imposed", "given"),
    [
        ({}, {}, {}),
        ({"PrivateBrowsingModeAvailability": 2}, {PRIVATE: True}, {}),
        ({"PrivateBrowsingModeAvailability": 1}, {PRIVATE: False}, {}),
        ({"DisablePrivateBrowsing": True}, {PRIVATE: False}, {}),
        ({"Homepage": {"StartPage": "homepage-locked"}}, {PAGE: 1}, {}),
        ({"Homepage": {"StartPage": "previous-session"}}, {}, {PAGE: 3}),
        ({"Preferences": {ONCE: False}}, {ONCE: False}, {}),
        ({"Preferences": {ONCE: {"Value": False, "Status": "locked"}}}, {ONCE: False}, {}),
        ({"Preferences": {ONCE: {"Value": 0, "Status": "user"}}}, {ONCE: False}, {}),
        ({"Preferences": {ONCE: {"Status": "clear"}}}, {ONCE: False}, {}),
        ({"Preferences": {PAGE: {"Value": 3, "Status": "default"}}}, {}, {PAGE: 3}),
        ({"Preferences": {PAGE: {"Value": 3}}}, {}, {PAGE: 3}),
        ({"Preferences": {PAGE: {"Value": True, "Status": "locked"}}}, {}, {}),
        ({"Preferences": {"browser.tabs.warnOnClose": False}}, {}, {}),
        ({"Preferences": [], "Homepage": 3}, {}, {}),
    ],
)
def test_what_a_policy_decides(
    profile: Path, policies: Any, imposed: dict[str, Any], given: dict[str, Any]
) -> None:
    say(beside(profile), policies)
    found = read_policies(profile)
    assert (dict(found.imposed), dict(found.given)) == (imposed, given)


def test_the_system_s_policies_stand_alone(profile: Path) -> None:
    say(beside(profile), {"PrivateBrowsingModeAvailability": 2})
    say(obstacles.SYSTEM_POLICIES, {"Homepage": {"StartPage": "previous-session"}})
    found = read_policies(profile)
    assert (dict(found.imposed), dict(found.given)) == ({}, {PAGE: 3})


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b'{"policies": 3}', b"\xff\xfe\0"])
def test_a_broken_policy_decides_nothing(profile: Path, data: bytes) -> None:
    say(beside(profile), data)
    assert read_policies(profile) == obstacles.Policies()


def test_the_next_start_goes_by_policies_and_names_them(profile: Path) -> None:
    assert ProfileStore(profile).profile().next_start.kind == "defer"
    say(beside(profile), {"Homepage": {"StartPage": "previous-session"}})
    assert ProfileStore(profile).profile().next_start.kind == "resume"
    say(beside(profile), {"PrivateBrowsingModeAvailability": 2})
    start = ProfileStore(profile).profile().next_start
    assert start.kind == "none"
    assert f"{PRIVATE} = true in policies.json" in start.why
    assert start.overrides == (f"policies.json sets {PRIVATE} at every start",)


def test_a_system_policy_that_cannot_be_read_still_hides_the_one_beside_firefox(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    beside = tmp_path / "firefox"
    (beside / "distribution").mkdir(parents=True)
    (beside / "distribution/policies.json").write_text(
        '{"policies": {"DisablePrivateBrowsing": true}}'
    )
    system = tmp_path / "policies.json"
    monkeypatch.setattr(obstacles, "SYSTEM_POLICIES", system)
    monkeypatch.setattr(obstacles, "install_directory", lambda profile: beside)
    assert read_policies(tmp_path).imposed == {PRIVATE: False}
    system.write_text("{ not JSON")
    assert read_policies(tmp_path).imposed == {}
