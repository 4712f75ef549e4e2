"""In use or not: by the lock, never by the link Firefox leaves behind."""

from __future__ import annotations

import os
import socket
import sys
from pathlib import Path

import pytest

from sessiontui.firefox.lock import FREE, in_use
from tests.builders import session, window, write_profile
from tests.system import lock_held, ordinary_user

pytestmark = pytest.mark.skipif(
    not sys.platform.startswith("linux"), reason="the lock is proven only on Linux"
)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(tmp_path / "p", clean=session(window("https://a.example/")))


def test_the_link_of_a_process_that_is_gone_says_nothing(profile: Path) -> None:
    assert (profile / "lock").is_symlink()
    assert in_use(profile) == FREE


def test_the_link_of_a_living_process_says_nothing(profile: Path) -> None:
    (profile / "lock").unlink()
    (profile / "lock").symlink_to(f"127.0.0.1:+{os.getpid()}")
    assert in_use(profile) == FREE


def test_a_held_lock_names_its_holder(profile: Path) -> None:
    with lock_held(profile) as pid:
        found = in_use(profile)
        assert (found.state, found.pid) == ("in use", pid)
    assert in_use(profile) == FREE


def test_an_open_file_description_lock_has_no_holder(profile: Path) -> None:
    with lock_held(profile, "ofd"):
        found = in_use(profile)
        assert (found.state, found.pid) == ("in use", None)


def test_asking_twice_does_not_let_the_lock_go(profile: Path) -> None:
    with lock_held(profile):
        assert [in_use(profile).state for _ in range(3)] == ["in use"] * 3


def test_without_a_lock_file_nothing_ever_ran(tmp_path: Path) -> None:
    assert in_use(tmp_path) == FREE
    assert in_use(tmp_path / "absent") == FREE
    assert list(tmp_path.iterdir()) == []  # and asking makes none


def test_no_permission_is_unknown_and_says_why(profile: Path) -> None:
    (profile / ".parentlock").chmod(0)
    with ordinary_user():
        found = in_use(profile)
    assert found.state == "unknown"
    assert "ermission" in found.reason


def test_odd_things_called_parentlock(profile: Path) -> None:
    lock = profile / ".parentlock"
    lock.unlink()
    os.mkfifo(lock)
    assert in_use(profile).state in ("free", "unknown")  # and does not hang
    lock.unlink()
    lock.mkdir()
    assert in_use(profile).state in ("free", "unknown")
    lock.rmdir()
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(lock)) if len(str(lock)) < 100 else pytest.skip("path too long")
    assert in_use(profile).state == "unknown"
    assert in_use(profile / "prefs.js").state == "unknown"


def test_elsewhere_the_answer_is_unknown(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "platform", "darwin")
    found = in_use(profile)
    assert found.state == "unknown"
    assert "Linux" in found.reason
