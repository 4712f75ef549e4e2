"""A file too large to be read: what Firefox makes of it is what is said."""

from __future__ import annotations

from pathlib import Path

from sessiontui.stores.profile.store import ProfileStore
from tests.builders import session, window, write_profile
from tests.firefox.driver import Firefox


def test_a_session_of_a_terabyte_is_passed_over(tmp_path: Path) -> None:
    profile = write_profile(
        tmp_path / "p",
        previous=session(window("about:license")),
        prefs={"browser.startup.page": 3},
    )
    with (profile / "sessionstore.jsonlz4").open("wb") as file:
        file.truncate(1 << 40)
    assert ProfileStore(profile).profile().next_start.loads == "previous"
    with Firefox(profile) as firefox:
        assert [tab["url"] for tab in firefox.tabs()] == ["about:license"]
