"""Safety copies among what else a store does: made whole or not at all, found by every edit."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sessiontui import private_files
from sessiontui.app_dirs import STATE_VARIABLE
from sessiontui.codec import mozlz4 as codec
from sessiontui.errors import NothingFound, Refused
from sessiontui.firefox import whole_file
from sessiontui.session.edit.edits import ForgetMatching
from sessiontui.stores.file.store import FileStore
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.protocols import EditOptions
from sessiontui.stores.safety import keeping, reading
from sessiontui.stores.safety_copy import Missed, WholeFile
from sessiontui.stores.write import recovery
from tests.builders import DAY, NOW, mozlz4, session, to_json, window, write_profile
from tests.system import lock_held

GONE = "https://gone.example/"
STATE = session(window("https://a.example/", closed=[GONE]))
FORGET = (ForgetMatching(site="gone.example"),)
EVERYWHERE = EditOptions(everywhere=True)
RECOVERY = "sessionstore-backups/recovery.jsonlz4"


@pytest.fixture(autouse=True)
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "state"
    monkeypatch.setattr(os, "fsync", lambda _: None)
    monkeypatch.setenv(STATE_VARIABLE, str(path))
    return path


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(tmp_path / "p", clean=STATE, previous=STATE)


def opened(profile: Path) -> ProfileStore:
    return ProfileStore(profile, now=lambda: NOW)


def revision(store: ProfileStore | FileStore) -> str:
    return store.versions()[0].revision


def holding(state: Path) -> list[str]:
    """The files of safety copies that still hold the forgotten page."""
    return [
        path.name
        for path in sorted((state / "safety").rglob("*lz4"))
        if b"gone.example" in codec.unpack(path.read_bytes())
    ]


# -- making one --------------------------------------------------------------------------------


def test_a_copy_that_fails_in_the_middle_leaves_nothing(
    profile: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    real: Callable[[Path, bytes], int] = private_files.write_new
    written: list[Path] = []

    def full(path: Path, data: bytes) -> int:
        if len(written) == 2:
            raise OSError(28, "No space left on device")
        written.append(path)
        return real(path, data)

    monkeypatch.setattr(keeping, "write_new", full)
    with pytest.raises(Refused, match="no space left on the disk"):
        opened(profile).keep_copy()
    assert len(written) == 2
    assert list((state / "safety").iterdir()) == []


def test_a_run_that_died_is_no_safety_copy_and_is_swept_after_a_day(
    profile: Path, state: Path
) -> None:
    store = opened(profile)
    store.keep_copy()
    half = state / "safety" / "backup-7"
    half.mkdir(mode=0o700)
    (half / "sessionstore.jsonlz4").write_bytes(b"x")
    assert [copy.id for copy in store.kept_copies()] == ["backup-1"]
    store.keep_copy()
    assert half.exists()  # another run may be making it
    os.utime(half, (0, 0))
    store.keep_copy()
    assert not half.exists()
    assert [copy.id for copy in store.kept_copies()] == ["backup-9", "backup-8", "backup-1"]


def test_no_edit_and_no_age_takes_a_safety_copy_away(profile: Path, state: Path) -> None:
    opened(profile).keep_copy()
    later = ProfileStore(profile, now=lambda: NOW + 4000 * DAY)
    later.set_settings({"browser.sessionstore.interval": 61_000})
    assert [copy.id for copy in later.kept_copies()] == ["backup-1"]


def test_a_save_under_way_is_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Firefox has renamed recovery.jsonlz4 and not yet written the new one."""
    profile = write_profile(tmp_path / "q", recovery=STATE, recovery_bak=STATE)
    path = profile / RECOVERY
    path.unlink()
    new = mozlz4(to_json(session(window("https://new.example/"))))
    monkeypatch.setattr(whole_file, "_pause", lambda attempt: path.write_bytes(new))
    with lock_held(profile):
        pieces = list(reading.whole_files(profile))
    found = {p.about.name: p.data for p in pieces if isinstance(p, WholeFile)}
    assert found[RECOVERY] == new


def test_what_comes_into_being_meanwhile_is_copied_too(tmp_path: Path) -> None:
    """Firefox quits while it is copied: its last state has another name."""
    profile = write_profile(tmp_path / "q", recovery=STATE)
    last = mozlz4(to_json(STATE))

    def read(path: Path, *, comes_back: bool = False) -> tuple[bytes, os.stat_result]:
        if path.name == "recovery.jsonlz4" and path.exists():
            path.unlink()
            (profile / "sessionstore.jsonlz4").write_bytes(last)
        return whole_file.read_whole(path, comes_back=comes_back)

    pieces = list(reading.whole_files(profile, read=read))
    found = {p.about.name: p.data for p in pieces if isinstance(p, WholeFile)}
    assert found["sessionstore.jsonlz4"] == last
    assert not any(isinstance(piece, Missed) for piece in pieces)


def test_one_file_at_a_time_is_read(profile: Path) -> None:
    pieces: Iterator[WholeFile | Missed] = reading.whole_files(profile)
    first = next(pieces)
    assert isinstance(first, WholeFile)
    (profile / "sessionstore-backups/previous.jsonlz4").unlink()  # nobody has read it yet
    names = [piece.about.name for piece in pieces if isinstance(piece, WholeFile)]
    assert "sessionstore-backups/previous.jsonlz4" not in names


def test_a_save_in_making_is_not_copied_and_one_that_a_dead_firefox_left_is(
    profile: Path,
) -> None:
    (profile / f"{RECOVERY}.tmp").write_bytes(b"half")
    store = opened(profile)
    with lock_held(profile):
        made = store.keep_copy()
        assert not any(file.name.endswith(".tmp") for file in made.files)
        assert made.missed == ()
    left = next(file for file in store.keep_copy().files if file.name == f"{RECOVERY}.tmp")
    assert left.note.startswith("copied as it is, although")


# -- forgetting --------------------------------------------------------------------------------


def test_a_forgetting_that_was_interrupted_is_finished_in_safety_copies_too(
    profile: Path, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class PowerCut(BaseException):
        pass

    def power_cut(*_: object) -> None:
        raise PowerCut

    store = opened(profile)
    store.keep_copy()
    assert len(holding(state)) == 2
    with monkeypatch.context() as patch:
        patch.setattr(recovery, "close", power_cut)
        patch.setattr(recovery, "backward", power_cut)
        with pytest.raises(PowerCut):
            store.apply(FORGET, base=revision(store), options=EVERYWHERE)
    again = opened(profile)
    assert again.profile().interrupted != ()
    assert not any("not used" in sentence for sentence in again.profile().interrupted)
    with pytest.raises(NothingFound):  # finished first: there is nothing to undo
        again.undo()
    assert holding(state) == []
    assert again.profile().interrupted == ()


def test_what_is_forgotten_in_one_file_is_forgotten_in_its_copies(
    profile: Path, state: Path
) -> None:
    opened(profile).keep_copy()
    store = FileStore(profile / "sessionstore-backups/previous.jsonlz4")
    receipt = store.apply(FORGET, base=revision(store), options=EVERYWHERE)
    assert receipt.left == ()
    assert holding(state) == ["sessionstore.jsonlz4"]  # another file: as it was asked for


# -- profiles that are gone --------------------------------------------------------------------


def test_a_safety_copy_of_a_profile_that_is_gone_is_named_and_can_be_removed(
    profile: Path, tmp_path: Path, state: Path
) -> None:
    opened(profile).keep_copy()
    other = opened(write_profile(tmp_path / "other", clean=STATE))
    assert keeping.unlisted() == ()
    with pytest.raises(NothingFound):
        other.remove_copy("backup-1")
    profile.rename(tmp_path / "elsewhere")
    (sentence,) = keeping.unlisted()
    assert f"{state}/safety/backup-1: this is of {profile}, which is no longer there" in sentence
    assert other.kept_copies() == ()
    other.remove_copy("backup-1", dry_run=True)
    assert keeping.unlisted() != ()
    other.remove_copy("backup-1")
    assert keeping.unlisted() == ()
    assert list((state / "safety").iterdir()) == []
