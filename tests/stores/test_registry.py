"""What a PLACE on the command line means."""

from __future__ import annotations

import io
import os
import sys
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace

import pytest

from sessiontui.errors import NothingFound, SessiontuiError, Unreadable, UsageError
from sessiontui.firefox import profiles as places
from sessiontui.firefox.profiles import FoundProfile
from sessiontui.stores.protocols import StoreRef
from sessiontui.stores.registry import (
    SeveralProfiles,
    factory,
    last_saved,
    open_place,
    open_ref,
    resolve,
)
from tests.builders import NOW, mozlz4, session, to_json, window, write_profile
from tests.system import lock_held, ordinary_user

ONE = session(window("https://a.example/"))
DATA = mozlz4(to_json(ONE))


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty current directory on a machine without any profile."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    for name in ("XDG_CONFIG_HOME", "APPDATA", "LOCALAPPDATA"):
        monkeypatch.delenv(name, raising=False)
    made = tmp_path / "here"
    made.mkdir()
    monkeypatch.chdir(made)
    return made


def known(monkeypatch: pytest.MonkeyPatch, *profiles: FoundProfile) -> None:
    monkeypatch.setattr(places, "search", lambda: places.Found(profiles))


def test_directories(here: Path) -> None:
    profile = write_profile(here / "p", clean=ONE, recovery=ONE)
    assert resolve(str(profile)) == StoreRef("profile", str(profile))
    assert resolve("./p") == StoreRef("profile", "p")
    assert resolve("p") == StoreRef("profile", "p")
    assert resolve("p/sessionstore-backups") == StoreRef("profile", str(profile))
    (here / "empty").mkdir()
    with pytest.raises(Unreadable, match="no Firefox profile and holds none"):
        resolve("empty")
    below = here / "folder"
    write_profile(below / "one.default", clean=ONE)
    assert resolve("folder") == StoreRef("profile", "folder/one.default")
    write_profile(below / "two.work", clean=ONE)
    with pytest.raises(SeveralProfiles) as caught:
        resolve("folder")
    assert [profile.path.name for profile in caught.value.profiles] == ["one.default", "two.work"]
    assert "one.default  folder/one.default" in str(caught.value)
    assert caught.value.exit_code == 2


def test_files(here: Path) -> None:
    (here / "recovery.jsonlz4").write_bytes(DATA)
    assert resolve("recovery.jsonlz4") == StoreRef("file", "recovery.jsonlz4")
    os.mkfifo(here / "fifo")
    assert resolve("fifo") == StoreRef("file", "fifo")
    assert resolve("/dev/zero") == StoreRef("file", "/dev/zero")
    (here / "dangling").symlink_to("nowhere")
    with pytest.raises(Unreadable, match="no such file"):
        open_place("dangling").versions()
    with pytest.raises(Unreadable, match="no such profile, file or directory"):
        resolve("gone")
    with pytest.raises(Unreadable, match="no such file or directory"):
        resolve("./gone\x1b")


def test_a_dash_is_standard_input_but_a_file_of_that_name_is_not(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(DATA)))
    (here / "-").write_bytes(to_json(session(window("https://a/", "https://b/"))))
    assert open_place("-").load("-").counts.tabs == 1
    store = open_place("./-")
    assert store.load(store.versions()[0].id).counts.tabs == 2


def test_words_are_profiles_first(here: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = write_profile(here / "elsewhere" / "abcd1234.work", clean=ONE)
    known(monkeypatch, FoundProfile("Work", path, "Firefox", True, False))
    (here / "Work").write_bytes(DATA)
    for word in ("Work", "work", "abcd1234.work"):
        assert resolve(word) == StoreRef("profile", str(path))
    assert resolve("./Work") == StoreRef("file", "Work")
    twice = [FoundProfile("Work", path, browser, False, False) for browser in ("Firefox", "Zen")]
    known(monkeypatch, *twice)
    with pytest.raises(SeveralProfiles, match="name of several profiles"):
        resolve("Work")


def test_schemes(here: Path) -> None:
    assert resolve("demo:") == StoreRef("demo", "")
    assert resolve("notes:some/list.txt") == StoreRef("notes", "some/list.txt")
    assert resolve("archive:NAME") == StoreRef("archive", "NAME")
    with pytest.raises(UsageError, match="no store of that name"):
        open_place("nobody:here")
    (here / "demo:").write_bytes(DATA)
    assert resolve("demo:") == StoreRef("file", "demo:")  # an existing file wins
    for drive in (r"C:\sessions\x", "c:x"):
        with pytest.raises(Unreadable):
            resolve(drive)


def test_built_in_schemes_need_no_entry_points(monkeypatch: pytest.MonkeyPatch) -> None:
    import importlib.metadata

    def never(**_: object) -> None:
        raise AssertionError("scanned")

    monkeypatch.setattr(importlib.metadata, "entry_points", never)
    for scheme in ("profile", "file", "demo"):
        assert factory(scheme).scheme == scheme
    assert open_ref(StoreRef("demo", ""), read_only=True).versions()


def test_nothing_means_the_profile_of_this_machine(
    here: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with pytest.raises(NothingFound, match=r"Looked in .*\.mozilla/firefox.*--demo"):
        resolve(None)
    one = write_profile(here / "one", clean=ONE, times={"clean": NOW - 1})
    two = write_profile(here / "two")
    three = write_profile(here / "three", recovery=ONE)

    def found(path: Path) -> FoundProfile:
        return FoundProfile(path.name, path, "Firefox", False, False)

    known(monkeypatch, found(two))
    assert resolve(None) == StoreRef("profile", str(two))
    known(monkeypatch, found(one), found(two))
    assert resolve(None) == StoreRef("profile", str(one))  # the only one with a session
    known(monkeypatch, found(one), found(two), found(three))
    with pytest.raises(SeveralProfiles) as caught:
        resolve(None)
    assert [profile.name for profile in caught.value.profiles] == ["one", "three"]
    with lock_held(two):
        assert resolve(None) == StoreRef("profile", str(two))  # the one in use


def test_when_a_profile_was_last_saved(here: Path) -> None:
    path = write_profile(
        here / "p",
        clean=ONE,
        previous=ONE,
        plain={"sessionstore.bak-1": ONE},
        times={"clean": NOW - 5000, "previous": NOW - 9000, "sessionstore.bak-1": NOW},
    )
    assert last_saved(path) == NOW - 5000  # a copy is no save
    assert last_saved(write_profile(here / "q")) is None
    assert last_saved(here / "gone") is None


def test_no_permission() -> None:
    with TemporaryDirectory() as made:
        folder = Path(made)
        folder.chmod(0o755)
        barred = folder / "barred"
        write_profile(barred / "p", clean=ONE)
        barred.chmod(0)
        with ordinary_user():
            for place in (barred, barred / "p", barred / "p" / "sessionstore.jsonlz4"):
                with pytest.raises(SessiontuiError, match="no permission") as caught:
                    open_place(str(place)).versions()
                assert caught.value.exit_code == 3
        barred.chmod(0o755)


@pytest.mark.parametrize("empty", ["", " "])
def test_an_empty_place_is_not_the_directory_one_is_in(empty: str) -> None:
    """A variable of a shell that is not set, say."""
    with pytest.raises(UsageError, match="the PLACE is an empty text"):
        open_place(empty)
