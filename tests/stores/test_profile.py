"""A profile's directory as a store."""

from __future__ import annotations

import os
import threading
from collections.abc import Iterator
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from sessiontui.errors import Damaged, NotASession, Unreadable
from sessiontui.firefox import profiles, session_files
from sessiontui.firefox.browser import FIREFOX, Browser
from sessiontui.firefox.profiles import FoundProfile
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.protocols import StoreRef
from tests.builders import (
    MINUTE,
    NOW,
    PrefValue,
    container,
    mozlz4,
    session,
    to_json,
    window,
    write_profile,
)
from tests.system import lock_held, ordinary_user

ONE = session(window("https://a.example/One"))
TWO = session(window("https://a.example/One", "https://b.example/Two"))


def tabs(store: ProfileStore, version: str) -> int:
    return store.load(version).counts.tabs


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(tmp_path / "p", recovery=TWO, recovery_bak=ONE, checkpoints="crashed")


def opened(path: Path) -> ProfileStore:
    store = ProfileStore.open(StoreRef("profile", str(path)), read_only=False)
    assert isinstance(store, ProfileStore)
    return store


# -- opening -----------------------------------------------------------------------------------


def test_what_is_no_directory_says_so(tmp_path: Path) -> None:
    with pytest.raises(Unreadable, match="there is no such file or directory"):
        opened(tmp_path / "gone")
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Unreadable, match="Not a directory"):
        opened(tmp_path / "file")


def test_no_permission() -> None:
    with TemporaryDirectory() as made:
        Path(made).chmod(0o755)
        path = write_profile(Path(made) / "p", clean=ONE, recovery=TWO)
        (path / "sessionstore.jsonlz4").chmod(0)
        (path / "prefs.js").chmod(0)
        with ordinary_user():
            store = opened(path)
            with pytest.raises(Unreadable, match=r"sessionstore\.jsonlz4: no permission"):
                store.load("sessionstore")
            assert tabs(store, "recovery") == 2
            start = store.profile().next_start  # whoever owns it may read it: nothing is foretold
            assert (start.loads, start.kind, start.barred) == (None, "unknown", True)
            assert "no permission" in start.why
            assert store.settings()
        path.chmod(0)
        with ordinary_user(), pytest.raises(Unreadable, match="no permission"):
            opened(path)
        path.chmod(0o755)


def test_why_it_is_read_only(profile: Path) -> None:
    assert ProfileStore(profile, read_only=True).info.read_only_reason == "it was opened read-only"
    fork = ProfileStore(profile, browser=Browser("Zen", False))
    assert "profile of Zen" in (fork.info.read_only_reason or "")


def test_a_known_profile_has_its_name_and_browser(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = FoundProfile("Work", profile, "LibreWolf", True, True)
    monkeypatch.setattr(profiles, "find_profiles", lambda: (known,))
    store = opened(profile.parent / "." / profile.name)
    assert store.info.title == "Work"
    assert store.profile().browser == "LibreWolf"
    assert "LibreWolf" in (store.info.read_only_reason or "")
    assert [ref.rest for ref in ProfileStore.discover()] == [str(profile)]


# -- around the versions -----------------------------------------------------------------------


def test_the_state_of_the_profile(tmp_path: Path) -> None:
    path = write_profile(
        tmp_path / "p",
        recovery=TWO,
        checkpoints="crashed",
        containers=[container(6, "Evil \x1b[31m")],
    )
    state = ProfileStore(path, now=lambda: NOW + MINUTE).profile()
    assert (state.name, state.browser, state.firefox) == ("p", "Firefox", "153.7.0")
    assert state.in_use.state == "free"
    assert state.crashed
    assert state.next_start.kind == "recover"
    assert state.containers[2] == "Work"
    assert "\x1b" not in state.containers[6]


@pytest.mark.parametrize(
    ("fork", "prefs", "old"),
    [
        (False, {}, True),
        (True, {}, False),  # 9 is the fork's own number: nothing is known of the platform
        (True, {"extensions.lastPlatformVersion": "9.0"}, True),
        (True, {"extensions.lastPlatformVersion": "153.7.0"}, False),
        (True, {"extensions.lastPlatformVersion": "odd"}, False),
    ],
)
def test_a_forks_version_is_not_firefoxs(
    tmp_path: Path, fork: bool, prefs: dict[str, PrefValue], old: bool
) -> None:
    path = write_profile(tmp_path / "p", clean=ONE, version="9.1b", prefs=prefs)
    defaults = {
        s.name: s.default
        for s in ProfileStore(path, browser=Browser("Zen", False) if fork else FIREFOX).settings()
    }
    assert defaults["browser.sessionstore.max_windows_undo"] == (3 if old else 5)


def test_prefs_that_are_damaged_hide_nothing(profile: Path) -> None:
    (profile / "prefs.js").unlink()
    os.mkfifo(profile / "prefs.js")
    (profile / "user.js").mkdir()
    (profile / "sessionCheckpoints.json").unlink()
    os.mkfifo(profile / "sessionCheckpoints.json")
    store = ProfileStore(profile)
    assert tabs(store, "recovery") == 2
    found = store.profile()
    assert [words.split(": ")[1] for words in found.barred] == [
        "this is a pipe, not a file of settings",
        "this is a directory, not a file of settings",
        "this is a pipe, not a regular file",
    ]
    assert (found.next_start.kind, found.crashed) == ("unknown", None)
    assert found.barred[0] in found.next_start.why
    assert store.settings()


# -- reading -----------------------------------------------------------------------------------


def test_snapshots_are_kept_until_the_file_changes(profile: Path) -> None:
    store = ProfileStore(profile)
    first = store.load("recovery")
    kept = store.load("recovery.bak")
    assert store.load("recovery") is first
    recovery = profile / "sessionstore-backups" / "recovery.jsonlz4"
    recovery.rename(recovery.with_name("recovery.baklz4"))
    recovery.write_bytes(mozlz4(to_json(ONE)))
    assert tabs(store, "recovery") == 1
    assert tabs(store, "recovery.bak") == 2
    assert store.load("recovery.bak") is not kept


def test_a_failure_is_remembered_until_the_file_changes(profile: Path) -> None:
    path = profile / "sessionstore-backups" / "recovery.jsonlz4"
    path.write_bytes(b"mozLz40\0\0\0\0\0")
    store = ProfileStore(profile)
    caught = []
    for _ in range(2):
        with pytest.raises(Damaged) as error:
            store.load("recovery")
        caught.append(error.value)
    assert str(caught[0]) == str(caught[1])
    assert caught[0] is not caught[1]  # or each failure would hold on to what was being read
    path.write_bytes(mozlz4(to_json(ONE)))
    assert tabs(store, "recovery") == 1


def test_text_is_given_session_or_not(profile: Path) -> None:
    raw = b'[1, {"not":"a session"}]\n'
    (profile / "sessionstore-backups" / "recovery.jsonlz4").write_bytes(mozlz4(raw))
    store = ProfileStore(profile)
    assert store.text("recovery") == raw
    with pytest.raises(NotASession, match=r"recovery\.jsonlz4"):
        store.load("recovery")


# -- while Firefox saves -----------------------------------------------------------------------


@pytest.fixture
def saving(profile: Path) -> Iterator[None]:
    """Firefox's own steps without an end, each leaving the name absent for some milliseconds."""
    recovery = profile / "sessionstore-backups" / "recovery.jsonlz4"
    backup, temporary = (recovery.with_name(f"recovery.{end}") for end in ("baklz4", "jsonlz4.tmp"))
    data = [mozlz4(to_json(state)) for state in (TWO, ONE)]
    done = threading.Event()

    def run() -> None:
        turn = 0
        while not done.is_set():
            recovery.rename(backup)
            temporary.write_bytes(data[turn % 2])
            done.wait(0.004)
            temporary.rename(recovery)
            done.wait(0.004)
            turn += 1

    with lock_held(profile):
        thread = threading.Thread(target=run)
        thread.start()
        yield
        done.set()
        thread.join()


@pytest.mark.usefixtures("saving")
def test_reading_in_the_middle_of_saves(profile: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session_files, "_RETRY_SECONDS", 60)  # whoever saves may be out of turn
    store = ProfileStore(profile)
    for _ in range(40):
        assert "recovery" in {version.id for version in store.versions()}
        assert tabs(store, "recovery") in (1, 2)
        assert store.text("recovery").startswith(b'{"version"')
        assert store.profile().next_start.loads in ("recovery", "recovery.bak")


def test_a_save_that_never_ends_falls_back_to_the_one_before(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session_files, "_RETRY_SECONDS", 0.05)
    store = ProfileStore(profile)
    assert tabs(store, "recovery") == 2
    backups = profile / "sessionstore-backups"
    (backups / "recovery.jsonlz4").rename(backups / "recovery.baklz4")
    assert tabs(store, "recovery") == 2  # the same state, under its other name
    assert [version.id for version in store.versions()] == ["recovery.bak"]


def test_going_through_all_versions_lists_the_directory_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    profile = write_profile(tmp_path / "p", clean=session(window("https://a.example/")))
    backups = profile / "sessionstore-backups"
    backups.mkdir(exist_ok=True)
    for number in range(40):
        (backups / f"upgrade.jsonlz4-{number}").write_bytes(
            (profile / "sessionstore.jsonlz4").read_bytes()
        )
    store = ProfileStore(profile)
    listings = []
    listed = session_files.session_files

    def counted(
        path: Path, beside: session_files.ByContent | None = None
    ) -> tuple[session_files.SessionFile, ...]:
        listings.append(path)
        return listed(path, beside)

    monkeypatch.setattr(session_files, "session_files", counted)
    for version in store.versions():
        assert (counts := store.peek(version.id).counts) and counts.tabs == 1
    assert len(listings) == 1
