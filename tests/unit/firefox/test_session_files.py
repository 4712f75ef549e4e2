"""The session files of a profile: names, roles, order, and reading them safely."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest

from sessiontui.errors import NotASession, Unreadable
from sessiontui.firefox import safe_reading
from sessiontui.firefox import session_files as files
from sessiontui.firefox.safe_reading import read_bytes
from sessiontui.firefox.session_files import session_files
from tests import builders
from tests.builders import DAY, NOW, session, window, write_profile
from tests.system import lock_held, ordinary_user

ONE = session(window("https://a.example/"))
BACKUPS = "sessionstore-backups"


def names(profile: Path) -> list[str]:
    return [file.name for file in session_files(profile)]


def roles(profile: Path) -> dict[str, str]:
    return {file.name: file.role for file in session_files(profile)}


@pytest.fixture
def open_dir() -> Iterator[Path]:
    """A directory an ordinary user can enter, unlike pytest's own."""
    with TemporaryDirectory() as made:
        path = Path(made)
        path.chmod(0o755)
        yield path


# -- which there are ---------------------------------------------------------------------------


def test_every_file_in_load_order_then_copies(tmp_path: Path) -> None:
    profile = write_profile(
        tmp_path / "p",
        clean=ONE,
        recovery=ONE,
        recovery_bak=ONE,
        previous=ONE,
        upgrades={"20260101000000": ONE, "20261103151912": ONE},
        plain={
            "sessionstore.js": ONE,
            f"{BACKUPS}/recovery.js": ONE,
            f"{BACKUPS}/recovery.bak": ONE,
            f"{BACKUPS}/previous.js": ONE,
            f"{BACKUPS}/upgrade.js-20161103151912": ONE,
            "sessionstore.bak": ONE,
            "sessionstore.bak-20170101": ONE,
        },
        times={"sessionstore.bak": NOW - 5 * DAY, "sessionstore.bak-20170101": NOW - 9 * DAY},
    )
    assert roles(profile) == {
        "sessionstore": "clean",
        "recovery": "recovery",
        "recovery.bak": "recoveryBackup",
        "previous": "cleanBackup",
        "upgrade-20261103151912": "upgradeBackup",
        "upgrade-20260101000000": "upgradeBackup",
        "upgrade-20161103151912.js": "upgradeBackup",
        "sessionstore.js": "clean",
        "recovery.js": "recovery",
        "recovery.bak.js": "recoveryBackup",
        "previous.js": "cleanBackup",
        "sessionstore.bak": "copy",
        "sessionstore.bak-20170101": "copy",
    }
    assert names(profile) == list(roles(profile))  # in this order
    by_name = {file.name: file for file in session_files(profile)}
    clean = by_name["sessionstore"]
    assert clean.uncompressed == len(builders.to_json(ONE))
    assert clean.modified == NOW
    assert "clean quit" in clean.meaning
    assert by_name["sessionstore.js"].plain
    assert by_name["sessionstore.js"].uncompressed == by_name["sessionstore.js"].size
    assert len({file.revision for file in by_name.values()}) == len(by_name)


def test_copies_that_other_programs_and_people_make(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=ONE, recovery=ONE)
    backups = profile / BACKUPS
    data = builders.mozlz4(builders.to_json(ONE))
    wanted = {
        profile / "sessionstore.sync-conflict-20261119-101010-ABCDEFG.jsonlz4",
        backups / "recovery.sync-conflict-20261119-101010-ABCDEFG.jsonlz4",
        backups / "upgrade.sync-conflict-20261119-101010-ABCDEFG.jsonlz4-20261103151912",
        backups / "upgrade.jsonlz4-20261103151912.sync-conflict-20261119-101010-ABCDEFG",
        backups / "recovery (conflicted copy).baklz4",
        profile / "sessionstore_old.jsonlz4",
        profile / "sessionstore-1.js",
        profile / "sessionstore.jsonlz4.backup",
        backups / "previous.jsonlz4~",
    }
    others = {
        backups / "recovery.jsonlz4.tmp",
        profile / "sessionstore.jsonlz4.tmp",
        profile / "sessionCheckpoints.json",
        profile / "sessionstorehouse.js",
        profile / "recovery.txt",
    }
    for path in wanted | others:
        path.write_bytes(data)
    copies = {file.path for file in session_files(profile) if file.role == "copy"}
    assert copies == wanted
    assert roles(profile)["recovery"] == "recovery"


def test_no_two_files_have_one_name(tmp_path: Path) -> None:
    twice = {"sessionstore.bak-1": ONE, f"{BACKUPS}/sessionstore.bak-1": ONE}
    profile = write_profile(
        tmp_path / "p",
        clean=ONE,
        upgrades={"20161103151912": ONE},
        plain={
            **twice,
            f"{BACKUPS}/upgrade.js-20161103151912": ONE,
            f"{BACKUPS}/upgrade.jsonlz4-a\x1b": ONE,
            f"{BACKUPS}/upgrade.jsonlz4-a␛": ONE,
            f"{BACKUPS}/sessionstore.jsonlz4": ONE,  # a copy somebody made, not the clean file
        },
    )
    found = names(profile)
    assert len(set(found)) == len(found) == 8
    assert f"{BACKUPS}/sessionstore.jsonlz4" in found
    assert f"{BACKUPS}/sessionstore.bak-1" in found
    assert not any("\x1b" in name for name in found)


def test_what_is_no_regular_file_is_left_out(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", previous=ONE)
    os.mkfifo(profile / "sessionstore.jsonlz4")
    (profile / BACKUPS / "recovery.jsonlz4").mkdir()
    with socket.socket(socket.AF_UNIX) as made:
        made.bind(str(profile / "sessionstore.js"))
    (profile / BACKUPS / "recovery.baklz4").symlink_to("nowhere")
    (profile / BACKUPS / "upgrade.jsonlz4-1").symlink_to("/dev/zero")
    assert names(profile) == ["previous"]


def test_a_profile_that_cannot_be_listed(open_dir: Path) -> None:
    with pytest.raises(Unreadable, match="no such file or directory"):
        session_files(open_dir / "gone")
    profile = write_profile(open_dir / "p", clean=ONE, recovery=ONE)
    with pytest.raises(Unreadable, match="Not a directory"):
        session_files(profile / "prefs.js")
    (profile / BACKUPS).chmod(0)
    with ordinary_user():
        assert names(profile) == ["sessionstore"]
    profile.chmod(0)
    with ordinary_user(), pytest.raises(Unreadable, match="no permission"):
        session_files(profile)
    profile.chmod(0o755)
    (profile / BACKUPS).chmod(0o755)


# -- while Firefox saves -----------------------------------------------------------------------


def waits(
    monkeypatch: pytest.MonkeyPatch, then: Callable[[], object] = lambda: None, after: int = 3
) -> list[float]:
    """How long is slept, without sleeping; after so many times something happens."""
    slept: list[float] = []
    now = time.time()

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == after:
            then()

    fake = SimpleNamespace(time=lambda: now, monotonic=lambda: sum(slept), sleep=sleep)
    monkeypatch.setattr(files, "time", fake)
    monkeypatch.setattr(safe_reading, "time", fake)
    return slept


def test_a_save_under_way_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    profile = write_profile(tmp_path / "p", recovery=ONE)
    recovery = profile / BACKUPS / "recovery.jsonlz4"
    backup = recovery.with_name("recovery.baklz4")
    with lock_held(profile):
        recovery.rename(backup)
        slept = waits(monkeypatch, lambda: recovery.write_bytes(backup.read_bytes()))
        assert names(profile) == ["recovery", "recovery.bak"]
        assert len(slept) == 3


def test_a_file_that_is_simply_gone_costs_no_wait(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = write_profile(tmp_path / "p", recovery_bak=ONE)
    slept = waits(monkeypatch)
    assert names(profile) == ["recovery.bak"]
    assert slept == []


@pytest.mark.parametrize("tries", [1, 2, 9])
def test_a_name_that_is_away_for_a_moment_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, tries: int
) -> None:
    here, away = tmp_path / "recovery.jsonlz4", tmp_path / "away"
    away.write_bytes(b"data")
    slept = waits(monkeypatch, lambda: away.rename(here), tries)
    assert read_bytes(here, retry=True)[0] == b"data"
    assert len(slept) == tries


def test_a_name_that_stays_away_is_not_waited_for_long(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    slept = waits(monkeypatch)
    with pytest.raises(Unreadable):
        read_bytes(tmp_path / "recovery.jsonlz4", retry=True)
    assert 1.4 < sum(slept) < 1.6
    with pytest.raises(Unreadable):
        read_bytes(tmp_path / "recovery.jsonlz4")
    assert sum(slept) < 1.6


def test_a_name_that_stays_away_is_said_in_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(safe_reading, "_RETRY_SECONDS", 0.05)
    with pytest.raises(Unreadable, match="no such file"):
        read_bytes(tmp_path / "gone", retry=True)


# -- reading -----------------------------------------------------------------------------------


def test_reading_gives_bytes_and_what_the_file_was(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"abc")
    data, info = read_bytes(path)
    assert data == b"abc"
    assert info.st_size == 3


def test_pipes_devices_and_sockets_are_not_waited_for(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    with pytest.raises(NotASession, match="pipe"):
        read_bytes(fifo)
    for device in ("/dev/zero", "/dev/null", "/dev/urandom"):
        with pytest.raises(NotASession, match="device"):
            read_bytes(Path(device))
    with TemporaryDirectory() as short, socket.socket(socket.AF_UNIX) as made:
        made.bind(f"{short}/s")
        with pytest.raises(NotASession, match="socket"):
            read_bytes(Path(short) / "s")


def test_what_cannot_be_read_says_what_and_where(open_dir: Path) -> None:
    with pytest.raises(Unreadable, match="this is a directory"):
        read_bytes(open_dir)
    with pytest.raises(Unreadable, match="gone: there is no such file"):
        read_bytes(open_dir / "gone")
    barred = open_dir / "barred\x1b[31m"
    barred.write_bytes(b"x")
    barred.chmod(0)
    with ordinary_user(), pytest.raises(Unreadable, match="no permission") as caught:
        read_bytes(barred)
    assert "\x1b" not in caught.value.sentence
    with pytest.raises(Unreadable):
        read_bytes(barred / "below")
    loop = open_dir / "loop"
    loop.symlink_to("loop")
    with pytest.raises(Unreadable, match="loop"):
        read_bytes(loop)


def test_a_revision_changes_with_every_save(tmp_path: Path) -> None:
    path = tmp_path / "f"
    path.write_bytes(b"abc")
    first = files.revision_of(path.stat())
    assert files.revision_of(path.stat()) == first
    other = tmp_path / "f.tmp"
    other.write_bytes(b"abd")
    os.utime(other, ns=(path.stat().st_mtime_ns,) * 2)
    other.rename(path)
    assert files.revision_of(path.stat()) != first


def test_a_pipe_that_comes_in_a_file_s_place_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between the look at a name and its opening somebody puts a FIFO there."""
    path = tmp_path / "sessionstore.jsonlz4"
    path.write_bytes(b"mozLz40\0")
    looked = path.stat()
    path.unlink()
    os.mkfifo(path)
    monkeypatch.setattr(Path, "stat", lambda *_, **__: looked)
    (found,) = files.look_at("sessionstore", "clean", path, plain=False)
    assert found.uncompressed is None
