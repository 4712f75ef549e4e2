"""Changes are noticed within a second, and nothing stops the watching but its cancel."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from sessiontui.errors import Unreadable
from sessiontui.monitor.watcher import look, watch_paths
from sessiontui.stores.profile import ProfileStore
from tests.builders import mozlz4, session, to_json, window, write_profile
from tests.system import lock_held

ONE = mozlz4(to_json(session(window("https://a.example/"))))
TWO = mozlz4(to_json(session(window("https://a.example/", "https://b.example/"))))


class Noticed:
    """A callback whose calls can be waited for."""

    def __init__(self) -> None:
        self._calls = threading.Semaphore(0)

    def __call__(self) -> None:
        self._calls.release()

    def within(self, seconds: float) -> bool:
        return self._calls.acquire(timeout=seconds)

    def drain(self) -> None:
        while self._calls.acquire(blocking=False):
            pass


@pytest.fixture
def noticed() -> Noticed:
    return Noticed()


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(tmp_path / "p", recovery=ONE, recovery_bak=ONE, checkpoints="crashed")


@pytest.fixture
def watched(profile: Path, noticed: Noticed) -> Iterator[Callable[[], None]]:
    cancel = ProfileStore(profile).watch(noticed)
    yield cancel
    cancel()


def save(profile: Path, data: bytes) -> None:
    """The exact steps of Firefox: rename, create, write once, rename."""
    recovery = profile / "sessionstore-backups" / "recovery.jsonlz4"
    recovery.rename(recovery.with_name("recovery.baklz4"))
    temporary = recovery.with_name("recovery.jsonlz4.tmp")
    temporary.write_bytes(data)
    temporary.rename(recovery)


@pytest.mark.usefixtures("watched")
def test_a_save_by_firefox(profile: Path, noticed: Noticed) -> None:
    for data in (TWO, TWO, ONE):  # the same bytes twice are two saves
        save(profile, data)
        assert noticed.within(1.0)
        noticed.drain()


@pytest.mark.parametrize(
    "name",
    [
        "prefs.js", "user.js", "sessionCheckpoints.json", "sessionstore.jsonlz4",
        "sessionstore-backups/previous.jsonlz4", "sessionstore-backups/upgrade.jsonlz4-1",
        "sessionstore.js",
    ],
)  # fmt: skip
@pytest.mark.usefixtures("watched")
def test_files_that_appear_or_change(profile: Path, noticed: Noticed, name: str) -> None:
    (profile / name).write_bytes(b"new")
    assert noticed.within(1.0)


@pytest.mark.usefixtures("watched")
def test_a_start_and_a_kill_that_leave_every_file_as_it_is(profile: Path, noticed: Noticed) -> None:
    with lock_held(profile):
        assert noticed.within(1.0)
        noticed.drain()
    assert noticed.within(1.0)


@pytest.mark.usefixtures("watched")
def test_the_directory_goes_away_and_comes_back(profile: Path, noticed: Noticed) -> None:
    away = profile.with_name("away")
    profile.rename(away)
    noticed.within(1.0)
    away.rename(profile)
    noticed.within(1.0)
    noticed.drain()
    save(profile, TWO)
    assert noticed.within(1.0)


def test_cancel_ends_it(profile: Path, noticed: Noticed) -> None:
    before = set(threading.enumerate())
    cancel = ProfileStore(profile).watch(noticed)
    assert len(set(threading.enumerate()) - before) == 1
    cancel()
    cancel()
    assert set(threading.enumerate()) <= before
    save(profile, TWO)
    assert not noticed.within(0.05)


def test_the_callback_itself_may_cancel(tmp_path: Path) -> None:
    path = tmp_path / "f"
    done = threading.Event()

    def changed() -> None:
        cancel()
        done.set()

    cancel = watch_paths(lambda: [path], changed, interval=0.01)
    path.write_bytes(b"x")
    assert done.wait(2)


def test_paths_that_cannot_be_listed_for_a_while(tmp_path: Path, noticed: Noticed) -> None:
    barred = threading.Event()
    asked = threading.Semaphore(0)

    def paths() -> list[Path]:
        asked.release()
        if barred.is_set():
            raise Unreadable("gone")
        return [tmp_path / "f"]

    cancel = watch_paths(paths, noticed, interval=0.01)
    barred.set()
    for _ in range(5):
        assert asked.acquire(timeout=2)
    assert not noticed.within(0)
    (tmp_path / "f").write_bytes(b"x")
    barred.clear()
    assert noticed.within(2)
    cancel()


def test_a_link_counts_by_itself_and_by_what_it_leads_to(tmp_path: Path) -> None:
    target, link = tmp_path / "target", tmp_path / "link"
    target.write_bytes(b"1")
    link.symlink_to("target")
    first = look([link])
    target.write_bytes(b"22")
    second = look([link])
    assert first != second
    link.unlink()
    link.symlink_to("nowhere")  # as Firefox's own lock does
    third = look([link])
    assert third not in (first, second)
    assert len(third) == 1
    link.unlink()
    assert look([link]) == ()


def test_looking_costs_next_to_nothing(profile: Path) -> None:
    paths = [path for path in profile.rglob("*") if path.is_file()]
    begin = time.process_time()
    for _ in range(100):
        look(paths)
    assert (time.process_time() - begin) / 100 < 0.002
