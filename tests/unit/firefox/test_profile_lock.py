"""In use or not: by the lock; by Firefox's link where it says that there is no lock."""

from __future__ import annotations

import os
import socket
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from sessiontui.errors import Refused
from sessiontui.firefox import profile_lock as lock_module
from sessiontui.firefox.profile_lock import FREE, InUse, hold, hold_file, in_use, writable_here
from sessiontui.real_file import RealFile
from tests.builders import STALE_PID, session, window, write_profile
from tests.system import NOBODY, lock_held, ordinary_user

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


def link_to(profile: Path, target: str) -> None:
    (profile / "lock").unlink()
    (profile / "lock").symlink_to(target)


def test_a_firefox_that_could_not_lock_the_file_is_known_by_its_link(profile: Path) -> None:
    (profile / ".parentlock").chmod(0o444)  # Firefox 153 makes this link then, and runs
    link_to(profile, f"127.0.0.1:{os.getpid()}")
    assert in_use(profile) == InUse("in use", os.getpid())
    with pytest.raises(Refused, match=rf"Firefox is running \(pid {os.getpid()}\)"), hold(profile):
        pytest.fail("held")
    (profile / ".parentlock").unlink()
    assert in_use(profile) == InUse("in use", os.getpid())
    (profile / ".parentlock").mkdir()  # it cannot be asked at all
    assert in_use(profile) == InUse("in use", os.getpid())


@pytest.mark.parametrize(
    "target",
    [
        f"127.0.0.1:{STALE_PID}",
        "127.0.0.1:0",
        "127.0.0.1:-1",
        f"127.0.0.1:{9**99}",
        "1",
        ":1",
        "\udcff",
    ],
)
def test_a_link_that_leads_to_no_living_process_says_nothing(profile: Path, target: str) -> None:
    link_to(profile, target)
    assert in_use(profile) == FREE


def test_a_firefox_on_another_machine_that_could_not_lock_is_not_denied(profile: Path) -> None:
    link_to(profile, "192.0.2.7:1")
    found = in_use(profile)
    assert found.state == "unknown"
    assert "192.0.2.7 uses it; where none does, delete that link" in found.reason


@pytest.mark.skipif(os.geteuid() != 0, reason="only root may write to what others may not")
@pytest.mark.parametrize(("owner", "mode"), [(NOBODY, 0o444), (0, 0o644)])
def test_a_lock_that_firefox_could_not_take_keeps_nobody_out(
    profile: Path, owner: int, mode: int
) -> None:
    lock = profile / ".parentlock"
    os.chown(profile, NOBODY, NOBODY)
    os.chown(lock, owner, owner)
    lock.chmod(mode)
    with pytest.raises(Refused, match=r"its owner may not write to .parentlock"), hold(profile):
        pytest.fail("held")
    lock.chmod(0o666)
    with hold(profile):
        pass


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


# -- holding it --------------------------------------------------------------------------------

ASK = """
import sys
from pathlib import Path
from sessiontui.errors import Refused
from sessiontui.firefox.profile_lock import hold, in_use
found = in_use(Path(sys.argv[1]))
print(found.state, found.pid)
try:
    with hold(Path(sys.argv[1])):
        print("held")
except Refused as error:
    print(error.sentence)
"""


def ask_from_outside(profile: Path) -> list[str]:
    """What another sessiontui is told."""
    done = subprocess.run(
        [sys.executable, "-c", ASK, profile], capture_output=True, text=True, check=True
    )
    return done.stdout.splitlines()


def test_while_it_is_held_nobody_else_gets_in(profile: Path) -> None:
    with hold(profile):
        first, second = ask_from_outside(profile)
        assert first == "in use None"
        assert "another sessiontui is using this profile; close it first" in second
        with pytest.raises(Refused, match="close it first"), hold(profile):
            pass
        assert in_use(profile) == FREE  # it is ours
    assert ask_from_outside(profile) == ["free None", "held"]


def test_asking_in_between_does_not_let_it_go(profile: Path) -> None:
    with hold(profile):
        for _ in range(3):
            in_use(profile)  # opens and closes the file: a POSIX lock would be gone now
            (profile / ".parentlock").read_bytes()
        assert ask_from_outside(profile)[0] == "in use None"


def test_who_has_it_is_named_and_what_to_do(profile: Path) -> None:
    with (
        lock_held(profile) as pid,
        pytest.raises(Refused, match=rf"Firefox is running \(pid {pid}\); close it first"),
        hold(profile),
    ):
        pytest.fail("held twice")
    with (
        lock_held(profile, "ofd"),
        pytest.raises(Refused, match="a Firefox or another sessiontui"),
        hold(profile),
    ):
        pytest.fail("held twice")


def test_a_fault_inside_lets_it_go(profile: Path) -> None:
    with pytest.raises(ZeroDivisionError), hold(profile):
        raise ZeroDivisionError
    with hold(profile):
        pass


def test_a_profile_no_firefox_ever_used_gets_its_lock_file(profile: Path) -> None:
    lock = profile / ".parentlock"
    lock.unlink()
    os.chown(profile, NOBODY, NOBODY) if os.geteuid() == 0 else None
    with hold(profile):
        assert lock.read_bytes() == b""
        assert lock.stat().st_uid == profile.stat().st_uid  # its owner must be able to start it
        assert ask_from_outside(profile)[0] == "in use None"


def test_a_link_that_comes_in_its_place_after_the_look_is_not_followed(
    profile: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    lock, other = profile / ".parentlock", tmp_path / "other"
    other.write_text("theirs")
    looked = RealFile.planted

    def swapped(real: RealFile) -> str | None:
        found = looked(real)
        lock.unlink()
        lock.symlink_to(other)
        return found

    monkeypatch.setattr(RealFile, "planted", swapped)
    with pytest.raises(Refused, match="cannot be opened"), hold(profile):
        pass
    assert other.read_text() == "theirs"


def test_a_link_or_a_pipe_in_its_place_is_no_lock(profile: Path) -> None:
    lock = profile / ".parentlock"
    lock.unlink()
    os.mkfifo(lock)
    with pytest.raises(Refused, match="not a regular file"), hold(profile):
        pass
    lock.unlink()
    lock.mkdir()
    with pytest.raises(Refused, match="cannot be opened"), hold(profile):
        pass
    with pytest.raises(Refused, match="nothing was changed"), hold(profile / "gone"):
        pass


def test_another_user_s_profile_cannot_be_held(profile: Path) -> None:
    (profile / ".parentlock").chmod(0o600)
    profile.chmod(0o755)
    with (
        ordinary_user(),
        pytest.raises(Refused, match="run this as its owner"),
        hold(profile),
    ):
        pytest.fail("held")


@pytest.mark.parametrize(
    ("kind", "said"),
    [
        (0x6969, "NFS"), (0xFE534D42, "SMB"), (0x65735546, "FUSE"),
        (0x12345678, r"unknown kind \(0x12345678\)"),
    ],
)  # fmt: skip
def test_where_the_lock_is_not_proven_nothing_is_written(
    profile: Path, monkeypatch: pytest.MonkeyPatch, kind: int, said: str
) -> None:
    monkeypatch.setattr(lock_module, "_file_system", lambda _: kind)
    assert "not proven" in (writable_here(profile) or "")
    with pytest.raises(Refused, match=said), hold(profile):
        pytest.fail("held")


def test_here_it_is_proven_and_elsewhere_not(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert writable_here(profile) is None
    assert "not proven" in (writable_here(Path("/proc")) or "")
    monkeypatch.setattr(sys, "platform", "darwin")
    assert "64-bit Linux" in (writable_here(profile) or "")
    with pytest.raises(Refused, match="64-bit Linux"), hold(profile):
        pytest.fail("held")


def test_only_a_lock_that_firefox_needs_too_can_be_read_by_others(tmp_path: Path) -> None:
    for name, mode in ((".parentlock", 0o644), ("files.lock", 0o600)):
        with hold_file(tmp_path / name, tmp_path, "busy"):
            pass
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) & ~0o044 == 0o600
        assert stat.S_IMODE((tmp_path / name).stat().st_mode) & ~mode == 0
