"""What defeats an edit of what opens next: user.js, policies, permanent private browsing."""

from __future__ import annotations

from typing import Any

import pytest

from sessiontui.firefox.obstacles import obstacle
from sessiontui.firefox.prefs.branches import Decided, Surroundings
from sessiontui.firefox.prefs.effective import Prefs

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


@pytest.mark.parametrize("where", ["prefs", "user", "policy"])
def test_permanent_private_browsing_reads_no_session(where: str) -> None:
    on = {PRIVATE: True}
    by_policy = {PRIVATE: Decided(True, "policies.json", "/etc/policies.json")}
    found = {
        "prefs": obstacle(Prefs(on, {}), once=False),
        "user": obstacle(Prefs({}, on), once=False),
        "policy": obstacle(Prefs({}, {}, around=Surroundings(imposed=by_policy)), once=False),
    }[where]
    assert found is not None
    file = {"prefs": "prefs.js", "user": "user.js", "policy": "policies.json"}[where]
    assert f"permanent private browsing is on ({PRIVATE} = true in {file})" in found
