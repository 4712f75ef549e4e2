"""A mozLz4 header that claims another size than its block holds: what Firefox makes of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessiontui.stores.profile.store import ProfileStore
from tests.builders import mozlz4, session, to_json, window, write_profile
from tests.firefox.driver import Firefox, FirefoxError

TEXT = to_json(session(window("about:mozilla")))


@pytest.mark.parametrize(
    "claimed",
    [
        pytest.param(len(TEXT) + 1, id="one more"),
        pytest.param(2 * len(TEXT), id="twice"),
        pytest.param(300 * len(TEXT), id="beyond what LZ4 expands to"),
        pytest.param(0x7FFFFFFF, id="2 GiB"),
        pytest.param(len(TEXT) - 1, id="one less"),
        pytest.param(0, id="nothing"),
    ],
)
def test_what_is_said_is_what_firefox_loads(tmp_path: Path, claimed: int) -> None:
    profile = write_profile(
        tmp_path / "p",
        clean=mozlz4(TEXT, claimed=claimed),
        previous=session(window("about:license")),
        prefs={"browser.startup.page": 3},
    )
    found = ProfileStore(profile).profile().next_start
    with Firefox(profile) as firefox:
        addresses = [tab["url"] for tab in firefox.tabs()]
    said = {"sessionstore": ["about:mozilla"], "previous": ["about:license"]}
    assert said[found.loads or ""] == addresses


@pytest.mark.parametrize("claimed", [0x80000000, 0xFFFFFFFF])
def test_a_claim_of_2_gib_ends_firefox_at_its_start(tmp_path: Path, claimed: int) -> None:
    profile = write_profile(
        tmp_path / "p",
        clean=mozlz4(TEXT, claimed=claimed),
        previous=session(window("about:license")),
        prefs={"browser.startup.page": 3},
    )
    found = ProfileStore(profile).profile().next_start
    assert (found.kind, found.loads) == ("none", None)
    assert "Firefox 153 crashes when it loads such a file" in found.why
    with pytest.raises(FirefoxError, match="ended at its start"), Firefox(profile):
        pass
