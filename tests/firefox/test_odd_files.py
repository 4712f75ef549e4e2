"""What is no file that can be read: what Firefox makes of it is what is said."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from sessiontui.stores.profile.store import ProfileStore
from tests.builders import session, window, write_profile
from tests.firefox.driver import Firefox


def terabyte(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(1 << 40)


@pytest.mark.parametrize("put", [terabyte, Path.mkdir], ids=["1 TB", "directory"])
def test_it_is_passed_over(tmp_path: Path, put: Callable[[Path], None]) -> None:
    profile = write_profile(
        tmp_path / "p",
        previous=session(window("about:license")),
        prefs={"browser.startup.page": 3},
    )
    put(profile / "sessionstore.jsonlz4")
    assert ProfileStore(profile).profile().next_start.loads == "previous"
    with Firefox(profile) as firefox:
        assert [tab["url"] for tab in firefox.tabs()] == ["about:license"]
