"""Damaged files around a session: what is said of the next start is what Firefox does with them."""

from __future__ import annotations

import random
from collections.abc import Callable
from pathlib import Path

import pytest

from sessiontui.stores.profile.store import ProfileStore
from tests.builders import container, session, window, write_profile
from tests.firefox.driver import Firefox

NOISE = random.Random(1).randbytes(2000)
PAGE = b'user_pref("browser.startup.page", 3);\n'


@pytest.mark.parametrize(
    ("name", "damage"),
    [
        pytest.param("prefs.js", lambda data: data + bytes(4096), id="prefs.js, zeros behind it"),
        pytest.param(
            "prefs.js",
            lambda data: data.replace(PAGE, bytes(20) + PAGE),
            id="prefs.js, zeros before the line that counts",
        ),
        pytest.param(
            "prefs.js",
            lambda data: data[: data.index(PAGE) + len(PAGE) - 4],
            id="prefs.js, cut in the line that counts",
        ),
        pytest.param(
            "prefs.js",
            lambda data: data.replace(PAGE, b"\xfe\x01 user_pref(;\n" + PAGE),
            id="prefs.js, a bad statement before it",
        ),
        pytest.param("prefs.js", lambda data: b"", id="prefs.js, empty"),
        pytest.param("containers.json", lambda data: data[: len(data) // 2], id="containers, cut"),
        pytest.param("compatibility.ini", lambda data: bytes(len(data)), id="compatibility, zeros"),
    ],
)
def test_firefox_does_what_is_said(
    tmp_path: Path, name: str, damage: Callable[[bytes], bytes]
) -> None:
    does_what_is_said(tmp_path, name, damage, page=3, state="stopped")


@pytest.mark.parametrize("state", ["stopped", "running"])
@pytest.mark.parametrize("kept", [0, 40])
def test_without_checkpoints_the_session_tells_of_the_last_end(
    tmp_path: Path, state: str, kept: int
) -> None:
    name = "sessionCheckpoints.json"
    does_what_is_said(tmp_path, name, lambda data: data[:kept] + NOISE, page=1, state=state)


def does_what_is_said(
    tmp_path: Path, name: str, damage: Callable[[bytes], bytes], *, page: int, state: str
) -> None:
    """Damage a file of a profile and start Firefox."""
    saved = session(window("about:mozilla", "about:license"))
    saved["session"]["state"] = state
    profile = write_profile(
        tmp_path / "p",
        clean=saved,
        prefs={"browser.startup.page": page, "browser.startup.homepage": "about:logo"},
        containers=[container(6, "Six")],
    )
    path = profile / name
    path.write_bytes(damage(path.read_bytes()))
    found = ProfileStore(profile).profile()
    assert found.damaged
    assert all(sentence.startswith(name) for sentence in found.damaged)
    with Firefox(profile) as firefox:
        shown = [tab["url"] for tab in firefox.tabs()]
    opens = found.next_start.kind in ("resume", "recover")
    assert (shown == ["about:mozilla", "about:license"]) is opens, (found.next_start, shown)
