"""Every save is seen once, every change is told, and nothing but stop() ends it."""

from __future__ import annotations

import errno
import os
import random
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import pytest

from sessiontui.errors import Unreadable
from sessiontui.firefox.profile_lock import FileSystem, in_use
from sessiontui.monitor.saves import Happening, SeenSave
from sessiontui.monitor.watch import inotify, inotify_watch, poll_watch
from sessiontui.monitor.watch.file_poll import look, watch_paths
from sessiontui.monitor.watch.inotify import Inotify, RawEvent
from sessiontui.monitor.watch.reporter import Reporter
from sessiontui.monitor.watch.watcher import Watcher, Way
from sessiontui.stores.profile.store import ProfileStore
from tests.builders import mozlz4, session, to_json, window, write_profile
from tests.system import lock_held, ordinary_user
from tests.unit.monitor import simulator
from tests.unit.monitor.simulator import Simulator

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="inotify is Linux's")

ONE = mozlz4(to_json(session(window("https://a.example/"))))
TICK = 10  # ms: so coarse are the times of files
TWO = mozlz4(to_json(session(window("https://a.example/", "https://b.example/"))))


class Noticed:
    """A callback whose calls can be waited for."""

    def __init__(self) -> None:
        self._calls = threading.Semaphore(0)

    def __call__(self) -> None:
        self._calls.release()

    def comes(self) -> bool:
        return self._calls.acquire(timeout=60)

    def has_come(self) -> bool:
        return self._calls.acquire(blocking=False)

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
        assert noticed.comes()
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
    assert noticed.comes()


@pytest.mark.usefixtures("watched")
def test_a_start_and_a_kill_that_leave_every_file_as_it_is(profile: Path, noticed: Noticed) -> None:
    with lock_held(profile):
        assert noticed.comes()
        noticed.drain()
    assert noticed.comes()


@pytest.mark.usefixtures("watched")
def test_the_directory_goes_away_and_comes_back(profile: Path, noticed: Noticed) -> None:
    away = profile.with_name("away")
    profile.rename(away)
    assert noticed.comes()
    away.rename(profile)
    assert noticed.comes()
    noticed.drain()
    save(profile, TWO)
    assert noticed.comes()


def test_cancel_ends_it(profile: Path, noticed: Noticed) -> None:
    before = set(threading.enumerate())
    cancel = ProfileStore(profile).watch(noticed)
    assert len(set(threading.enumerate()) - before) == 1
    cancel()
    cancel()
    assert set(threading.enumerate()) <= before
    save(profile, TWO)
    assert not noticed.has_come()


def test_the_callback_itself_may_cancel(tmp_path: Path) -> None:
    path = tmp_path / "f"
    done = threading.Event()

    def changed() -> None:
        cancel()
        done.set()

    cancel = watch_paths(lambda: [path], changed, interval=0.01)
    path.write_bytes(b"x")
    assert done.wait(60)


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
        assert asked.acquire(timeout=60)
    assert not noticed.has_come()
    (tmp_path / "f").write_bytes(b"x")
    barred.clear()
    assert noticed.comes()
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


# -- saves, and what else happens --------------------------------------------------------------


class Heard:
    """Everything a watcher tells; files are read and closed at once, as the monitor does."""

    def __init__(self) -> None:
        self.saves: list[SeenSave] = []
        self.read: list[bytes | None] = []
        self.events: list[Happening] = []
        self.changes = 0
        self._news = threading.Condition()

    def seen(self, save: SeenSave) -> None:
        data = None
        if save.descriptor is not None:
            with os.fdopen(save.descriptor, "rb") as file:
                data = file.read()
        with self._news:
            self.saves.append(save)
            self.read.append(data)
            self._news.notify_all()

    def happened(self, event: Happening) -> None:
        with self._news:
            self.events.append(event)
            self._news.notify_all()

    def changed(self) -> None:
        with self._news:
            self.changes += 1
            self._news.notify_all()

    @property
    def told(self) -> list[str]:
        return [event.what for event in self.events]

    def until(self, met: Callable[[], object], seconds: float = 60.0) -> None:
        with self._news:
            assert self._news.wait_for(met, seconds), (self.told, len(self.saves))


class Looks:
    """The slow looks of every watcher, counted, so that what they do not find can be waited for."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._done = threading.Semaphore(0)
        for way in (inotify_watch.InotifyWatch, poll_watch.PollWatch):
            monkeypatch.setattr(way, "_look", self._counting(way._look))

    def _counting(self, look: Callable[[Any], None]) -> Callable[[Any], None]:
        def counted(watch: Any) -> None:
            look(watch)
            self._done.release()

        return counted

    def several(self) -> None:
        """Wait for four that end from now on: one of them may have begun before."""
        while self._done.acquire(blocking=False):
            pass
        for _ in range(4):
            assert self._done.acquire(timeout=60)


@contextmanager
def watching(profile: Path, way: Way | None = None) -> Iterator[tuple[Heard, Watcher]]:
    heard = Heard()
    watcher = Watcher(
        profile, seen=heard.seen, happened=heard.happened, changed=heard.changed, way=way
    )
    watcher.start()
    try:
        yield heard, watcher
    finally:
        watcher.stop()


@pytest.fixture
def firefox(tmp_path: Path) -> Simulator:
    (tmp_path / "p").mkdir()
    return Simulator(tmp_path / "p")


def sizes(heard: Heard) -> list[tuple[str, int | None]]:
    return [(save.file, save.bytes) for save in heard.saves]


def of_size(size: int) -> bytes:
    return bytes(size)


def many_saves(firefox: Simulator, count: int, pause: Callable[[], object]) -> None:
    """Saves, each of another size, with a pause before each, in runs that end in every way."""
    chance = random.Random(7)
    done = 0
    while done < count:
        with firefox.running():
            for _ in range(min(20, count - done)):
                done += 1
                pause()
                firefox.save(of_size(1000 + done))
            if chance.random() < 0.6 and done < count:
                done += 1
                pause()
                firefox.quit(of_size(1000 + done), keeps=chance.random() < 0.5)


def a_moment() -> None:
    """20 to 30 ms: far less than Firefox leaves."""
    time.sleep(random.uniform(0.02, 0.03))


@linux
def test_sixty_saves_through_restarts_and_crashes_each_once_with_its_size(
    firefox: Simulator,
) -> None:
    with watching(firefox.profile) as (heard, watcher):
        assert watcher.way == "inotify"
        every_save_once(
            firefox, 60, heard, lambda: heard.until(lambda: len(heard.saves) == len(firefox.saved))
        )
    assert sizes(heard) == firefox.saved
    assert [len(data or b"") for data in heard.read] == [size for _, size in firefox.saved]


@linux
@pytest.mark.long
def test_three_hundred_saves(firefox: Simulator) -> None:
    with watching(firefox.profile) as (heard, _):
        every_save_once(firefox, 300, heard, a_moment)
    for save, (_, size) in zip(heard.saves, firefox.saved, strict=True):
        assert save.bytes in (size, None)  # None: overwritten while its thread had no turn


def every_save_once(
    firefox: Simulator, count: int, heard: Heard, pause: Callable[[], object]
) -> None:
    begun = time.time() * 1000
    many_saves(firefox, count, pause)
    heard.until(lambda: len(heard.saves) >= count and heard.told[-1] in ("quit", "crashed"))
    over = time.time() * 1000
    assert [save.file for save in heard.saves] == [file for file, _ in firefox.saved]
    times = [save.at for save in heard.saves]
    assert times == sorted(times)
    assert begun - TICK <= times[0] <= times[-1] <= over + TICK
    assert heard.told.count("started") == heard.told.count("quit") + heard.told.count("crashed")


@pytest.mark.long
@pytest.mark.parametrize("way", ["looks", "watchfiles"])
def test_ways_that_look_invent_nothing_and_end_up_with_the_last_save(
    firefox: Simulator, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll_watch, "INTERVAL_SECONDS", 0.1)
    with watching(firefox.profile, way) as (heard, _):
        many_saves(firefox, 300, a_moment)
        last = firefox.saved[-1]
        heard.until(lambda: sizes(heard)[-1:] == [last])
    rest: Iterator[tuple[str, int | None]] = iter(firefox.saved)
    assert all(found in rest for found in sizes(heard))  # some of them, in order, none twice
    assert len(heard.saves) >= 15


@pytest.mark.parametrize("way", ["looks", "watchfiles"])
def test_saves_as_far_apart_as_firefoxs_are_all_found_by_looks(
    firefox: Simulator, way: Way, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll_watch, "INTERVAL_SECONDS", 0.02)
    monkeypatch.setattr(poll_watch, "_STEP_MS", 10)
    monkeypatch.setattr(poll_watch, "_DEBOUNCE_MS", 20)
    monkeypatch.setattr(poll_watch, "_TIMEOUT_MS", 50)
    with watching(firefox.profile, way) as (heard, watcher):
        assert watcher.way.startswith(way)
        with firefox.running():
            for size in range(100, 105):
                firefox.save(of_size(size))
                heard.until(lambda: len(heard.saves) == len(firefox.saved))
            firefox.quit(of_size(50))
            heard.until(lambda: len(heard.saves) == len(firefox.saved))
        heard.until(lambda: "quit" in heard.told)
    assert sizes(heard) == firefox.saved
    assert [len(data or b"") for data in heard.read] == [size for _, size in firefox.saved]
    assert [save.final for save in heard.saves] == [False] * 5 + [True]
    assert heard.told == ["started", "quit", "ended"]


def test_two_saves_between_two_looks_are_both_found(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(poll_watch, "INTERVAL_SECONDS", 0.5)
    with firefox.running():
        firefox.save(of_size(10))
        with watching(firefox.profile, "looks") as (heard, _):
            firefox.save(of_size(11))
            time.sleep(0.02)
            firefox.save(of_size(12))
            heard.until(lambda: len(heard.saves) == 2)
    assert sizes(heard) == firefox.saved[1:]
    assert heard.saves[0].at < heard.saves[1].at < time.time() * 1000


class Stamped:
    """The names of files whose events the watcher has read and given their time."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self._names: set[bytes] = set()
        self._read: set[bytes] = set()
        self._news = threading.Condition()
        read = Inotify.read

        def noted(watch: Inotify) -> list[RawEvent]:
            events = read(watch)  # it is asked again as soon as those before have their time
            with self._news:
                self._names |= self._read
                self._read = {event.name for event in events}
                self._news.notify_all()
            return events

        monkeypatch.setattr(Inotify, "read", noted)

    def until(self, name: bytes) -> None:
        with self._news:
            assert self._news.wait_for(lambda: name in self._names, 60)
            self._names.clear()


@linux
def test_how_long_it_compressed_and_wrote(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    sleep = time.sleep
    stamped = Stamped(monkeypatch)
    await_ = iter([b"recovery.baklz4", b"recovery.jsonlz4.tmp"])

    def rest(seconds: float) -> None:
        stamped.until(next(await_))
        sleep(seconds)

    monkeypatch.setattr(simulator, "time", SimpleNamespace(sleep=rest))
    with firefox.running():
        firefox.save(of_size(10))
        with watching(firefox.profile) as (heard, _):
            begun = time.time() * 1000
            firefox.save(of_size(11), compress=0.4, write=0.2)
            heard.until(lambda: heard.saves)
            elapsed = time.time() * 1000 - begun
    [save] = heard.saves
    assert save.compress_ms is not None
    assert save.write_ms is not None
    assert save.modified is not None
    assert save.compress_ms >= 400 - TICK
    assert save.write_ms >= 200 - TICK
    assert save.compress_ms + save.write_ms <= elapsed + TICK
    assert save.at - save.modified >= 200 - TICK


@linux
def test_what_happens_has_its_name(firefox: Simulator) -> None:
    with watching(firefox.profile) as (heard, watcher):
        assert watcher.pid is None
        with firefox.running():
            heard.until(lambda: heard.told == ["started"])
            assert watcher.pid == firefox.pid
            firefox.save(of_size(10))
            heard.until(lambda: heard.saves)
            firefox.quit(of_size(9))
            assert heard.told == ["started"]  # until it is gone
        heard.until(lambda: heard.told[-1] == "quit")
        firefox.upgrade_from = "20261103151912"
        with firefox.running():
            heard.until(lambda: heard.told[-1] == "started")
            firefox.save(of_size(11))
            heard.until(lambda: heard.told[-1] == "upgraded")
        heard.until(lambda: heard.told[-1] == "crashed")
        with firefox.running():
            firefox.save(of_size(12))
            heard.until(lambda: len(heard.saves) == 4)
            firefox.wipe()
            firefox.save(of_size(13))
            heard.until(lambda: len(heard.saves) == 5)
        heard.until(lambda: heard.told[-1] == "crashed")
        assert not watcher.running
        assert watcher.pid is None
    assert heard.told == [
        "started", "quit", "started", "upgraded", "crashed", "started", "wiped", "crashed", "ended",
    ]  # fmt: skip
    assert sizes(heard) == firefox.saved
    pids = [event.pid for event in heard.events if event.what != "ended"]
    assert None not in pids
    assert len(set(pids)) == 3
    assert heard.events[3].detail == "20261103151912"


@linux
def test_a_firefox_that_runs_already_is_told_first_and_its_files_are_no_saves(
    firefox: Simulator,
) -> None:
    with firefox.running():
        firefox.save(of_size(10))
        firefox.save(of_size(11))
        with watching(firefox.profile) as (heard, watcher):
            assert watcher.running  # known as soon as start() has returned
            firefox.save(of_size(12))
            heard.until(lambda: heard.saves)
    assert heard.told == ["started", "ended"]
    assert sizes(heard) == firefox.saved[2:]
    assert heard.changes == 1


@linux
def test_a_crash_in_the_middle_of_a_save(firefox: Simulator) -> None:
    with watching(firefox.profile) as (heard, _):
        with firefox.running():
            firefox.save(of_size(10))
            heard.until(lambda: heard.saves)
            firefox.dies_saving(of_size(5))
        heard.until(lambda: "crashed" in heard.told)
        with firefox.running():
            firefox.save(of_size(12))
            heard.until(lambda: len(heard.saves) == 2)
    assert sizes(heard) == firefox.saved
    assert heard.saves[1].compress_ms is None


@linux
def test_a_profile_that_is_not_there_yet(tmp_path: Path) -> None:
    firefox = Simulator(tmp_path / "not" / "yet")
    with watching(firefox.profile) as (heard, _):
        heard.until(lambda: heard.told == ["waiting"])
        firefox.profile.parent.mkdir()
        with firefox.running():
            heard.until(lambda: heard.told == ["waiting", "found", "started"])
            firefox.save(of_size(10))
            heard.until(lambda: heard.saves)
    assert sizes(heard) == firefox.saved
    assert str(firefox.profile) in heard.events[0].detail


@linux
@pytest.mark.parametrize("what", [".", "sessionstore-backups"])
def test_a_directory_that_goes_and_comes_back_brings_no_saves(
    firefox: Simulator, what: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inotify_watch, "LOOK_SECONDS", 0.1)
    looks = Looks(monkeypatch)
    with firefox.running():
        firefox.save(of_size(10))
        with watching(firefox.profile) as (heard, _):
            firefox.save(of_size(11))
            heard.until(lambda: heard.changes)
            path = firefox.profile / what
            path.rename(firefox.profile.with_name("away"))
            heard.until(lambda: heard.changes >= 2)
            firefox.profile.with_name("away").rename(path)
            looks.several()
            firefox.save(of_size(12))
            heard.until(lambda: len(heard.saves) >= 2)
    assert sizes(heard) == firefox.saved[1:]


@linux
@pytest.mark.parametrize("way", ["inotify", "watchfiles", "looks"])
@pytest.mark.parametrize("mode", [0o000, 0o444])
def test_a_profile_that_is_barred_for_a_while_ends_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, way: Way, mode: int
) -> None:
    monkeypatch.setattr(inotify_watch, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(poll_watch, "INTERVAL_SECONDS", 0.05)
    looks = Looks(monkeypatch)
    import watchfiles  # noqa: F401  (as in ordinary_user)

    with TemporaryDirectory() as there:  # pytest's own is root's alone
        Path(there).chmod(0o755)
        above = Path(there) / "above"
        firefox = Simulator(above / "p")
        firefox.profile.mkdir(parents=True)
        above.chmod(mode)
        try:
            with ordinary_user(), watching(firefox.profile, way) as (heard, _):
                looks.several()
                assert heard.told == ["waiting"]
                with owner():
                    above.chmod(0o755)
                heard.until(lambda: "found" in heard.told)
        finally:
            above.chmod(0o755)


@contextmanager
def owner() -> Iterator[None]:
    """Root again in ordinary_user()."""
    user = os.geteuid()
    os.seteuid(os.getuid())
    try:
        yield
    finally:
        os.seteuid(user)


@linux
def test_what_others_write_is_a_change_and_no_save(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inotify_watch, "LOOK_SECONDS", 0.1)
    looks = Looks(monkeypatch)
    with firefox.running():
        firefox.save(of_size(10))
    with watching(firefox.profile) as (heard, _):
        for path in (firefox.clean, firefox.recovery):
            before = heard.changes
            own = path.with_name(".sessiontui-1-0.tmp")
            own.write_bytes(of_size(77))
            own.rename(path)
            heard.until(lambda before=before: heard.changes > before)  # type: ignore[misc]
        firefox.recovery.write_bytes(of_size(78))
        looks.several()
    assert heard.saves == []


@linux
def test_a_save_that_gave_no_event_is_found_by_the_slow_look_and_only_once(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(inotify_watch, "LOOK_SECONDS", 0.1)
    looks = Looks(monkeypatch)
    deaf = threading.Event()
    read = Inotify.read

    def hear(self: Inotify) -> list[RawEvent]:
        events = read(self)
        return [] if deaf.is_set() else events

    monkeypatch.setattr(Inotify, "read", hear)
    with firefox.running():
        firefox.save(of_size(9))  # the directory of the copies is there, and is no news later
    firefox.saved.clear()
    with firefox.running(), watching(firefox.profile) as (heard, _):
        firefox.save(of_size(10))
        heard.until(lambda: heard.saves and heard.changes)  # it is done with that one
        deaf.set()
        firefox.save(of_size(11))
        heard.until(lambda: len(heard.saves) == 2)
        deaf.clear()
        firefox.save(of_size(12))
        heard.until(lambda: len(heard.saves) == 3)
        looks.several()
    assert sizes(heard) == firefox.saved


@linux
@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EMFILE])
def test_without_inotify_it_looks_and_says_why(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    def refuse(*_: object) -> int:
        raise OSError(number, os.strerror(number))

    monkeypatch.setattr(poll_watch, "INTERVAL_SECONDS", 0.05)
    monkeypatch.setattr(Inotify, "add" if number == errno.ENOSPC else "__init__", refuse)
    with firefox.running(), watching(firefox.profile) as (heard, watcher):
        assert watcher.way.startswith("looks every 0.05 s: inotify")
        assert os.strerror(number) in watcher.way
        firefox.save(of_size(10))
        heard.until(lambda: heard.saves)
    assert heard.told[0] == "started"
    assert sizes(heard) == firefox.saved


@linux
def test_on_a_network_file_system_it_looks_and_its_lock_is_not_believed(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sessiontui.monitor.watch import firefox_presence

    def nfs(_: Path) -> FileSystem:
        return FileSystem("NFS", locks=False, events=False)

    for module in (inotify_watch, firefox_presence):
        monkeypatch.setattr(module, "file_system", nfs)
    monkeypatch.setattr(poll_watch, "INTERVAL_SECONDS", 0.05)
    with watching(firefox.profile) as (heard, watcher):
        assert watcher.way == "looks every 0.05 s: the profile lies on NFS"
        firefox.save(of_size(10))  # without a lock that anybody sees
        heard.until(lambda: heard.saves)
        assert watcher.running
        firefox.quit(of_size(9))
        heard.until(lambda: "quit" in heard.told)
    assert heard.told == ["started", "quit", "ended"]
    assert sizes(heard) == firefox.saved


@linux
def test_lost_events_lose_no_save(firefox: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    full = threading.Event()
    read = Inotify.read

    def overflow(self: Inotify) -> list[RawEvent]:
        events = read(self)
        if events and full.is_set():
            return [RawEvent(-1, inotify.Q_OVERFLOW, 0, b"")]
        return events

    monkeypatch.setattr(poll_watch, "INTERVAL_SECONDS", 0.05)
    monkeypatch.setattr(Inotify, "read", overflow)
    with firefox.running(), watching(firefox.profile) as (heard, watcher):
        firefox.save(of_size(10))
        heard.until(lambda: heard.saves)
        full.set()
        firefox.save(of_size(11))
        heard.until(lambda: len(heard.saves) == 2)
    assert watcher.way == "looks every 0.05 s: the system lost events"
    assert sizes(heard) == firefox.saved
    assert heard.told == ["started", "ended"]


@linux
def test_the_moment_of_a_write_by_this_program_is_no_start(profile: Path) -> None:
    with watching(profile) as (heard, _):
        with lock_held(profile, "ofd"):
            heard.until(lambda: heard.changes)  # it is in use, which people are shown
        heard.until(lambda: heard.changes >= 2)
    assert heard.told == ["ended"]


@linux
def test_asking_the_lock_wakes_no_watcher_to_ask_it_too(profile: Path) -> None:
    with watching(profile) as (one, _), watching(profile) as (other, _):
        for _ in range(20):
            in_use(profile)
        (profile / "new").write_bytes(b"")
        (profile / "new").rename(profile / "user.js")
        for heard in (one, other):
            heard.until(lambda heard=heard: heard.changes)  # type: ignore[misc]
    assert (one.changes, other.changes) == (1, 1)  # that file alone


def open_descriptors() -> int:
    return len(os.listdir("/proc/self/fd"))  # noqa: PTH208


@linux
@pytest.mark.parametrize("way", ["inotify", "looks"])
def test_no_descriptor_is_left_open(firefox: Simulator, way: Way) -> None:
    before = open_descriptors()
    for _ in range(3):
        with firefox.running(), watching(firefox.profile, way) as (heard, _):
            if way == "inotify":
                firefox.save(of_size(10))
                firefox.save(of_size(11))
                heard.until(lambda heard=heard: len(heard.saves) == 2)  # type: ignore[misc]
    with watching(firefox.profile / "absent", way):
        pass
    assert open_descriptors() == before


def test_stop_may_come_twice_from_a_callback_and_before_the_start(profile: Path) -> None:
    over = threading.Event()

    def happened(event: Happening) -> None:
        if event.what == "ended":
            over.set()

    def changed() -> None:
        watcher.stop()
        watcher.stop()

    watcher = Watcher(profile, seen=None, happened=happened, changed=changed)
    watcher.stop()
    watcher = Watcher(profile, seen=None, happened=happened, changed=changed)
    watcher.start()
    (profile / "prefs.js").write_bytes(b"")
    assert over.wait(60)
    watcher.stop()


@linux
@pytest.mark.long
@pytest.mark.parametrize("runs", [True, False])
def test_idle_it_sleeps(firefox: Simulator, runs: bool) -> None:
    if not runs:
        idle(firefox.profile)
        return
    with firefox.running():
        firefox.save(of_size(10))
        idle(firefox.profile)


def idle(profile: Path) -> None:
    with watching(profile):
        time.sleep(0.6)  # what the start itself left to do
        [thread] = [t for t in threading.enumerate() if t.name == "sessiontui-watch"]
        before = woken(thread)
        time.sleep(11)
        times, milliseconds = (b - a for a, b in zip(before, woken(thread), strict=True))
    assert times / 11 < 3
    assert milliseconds / 11_000 < 0.001


def woken(thread: threading.Thread) -> tuple[int, float]:
    """How often a thread has gone to sleep, and the milliseconds of CPU it took."""
    task = Path(f"/proc/self/task/{thread.native_id}")
    switches = next(
        int(line.split()[1])
        for line in (task / "status").read_text().splitlines()
        if line.startswith("voluntary_ctxt_switches")
    )
    return switches, int((task / "schedstat").read_text().split()[0]) / 1e6


@linux
def test_a_timer_that_another_one_has_ended_when_its_turn_comes(
    profile: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Whoever asks the lock while this thread has no turn closes it before its timers ring."""
    bell, wake = os.pipe()
    events = inotify_watch.InotifyWatch(
        Reporter(profile, None, lambda event: None, lambda: None), bell
    )
    try:
        events.begin()
        for timer in ("look", "held", "held for long"):
            events._timers.start(timer, 0)
        monkeypatch.setattr(events, "_look", lambda: events._lock_touched(inotify.CLOSE_NOWRITE))
        events._on_time()
        assert "held" not in events._timers
        assert "held for long" not in events._timers
    finally:
        events.close()
        os.close(bell)
        os.close(wake)
