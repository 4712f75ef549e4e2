"""Whatever is saved is counted, whatever the clock does meanwhile, and nothing is left behind."""

from __future__ import annotations

import os
import struct
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from sessiontui.monitor import monitor as monitor_module
from sessiontui.monitor import save_reader
from sessiontui.monitor.diff import compare as compare_module
from sessiontui.monitor.meter import Meter
from sessiontui.monitor.monitor import Monitor
from sessiontui.monitor.saves import Happening, HappeningKind, Save
from sessiontui.monitor.watch import reporter
from sessiontui.monitor.words import fault_words
from sessiontui.stores.profile.store import ProfileStore
from tests.builders import mozlz4, session, to_json, window
from tests.unit.monitor.simulator import Simulator

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="inotify is Linux's")

HOUR = 3600.0
TICK = 50.0  # ms: so coarse are the times of files at most


def data(number: int) -> bytes:
    return mozlz4(to_json(session(window(f"https://{number}.example/"))))


class Counted:
    """The saves that a monitor has counted, which can be waited for."""

    def __init__(self, monitor: Monitor) -> None:
        self.monitor = monitor
        self.saves: list[Save] = []
        self.events: list[Happening] = []
        self._news = threading.Condition()
        monitor.listen(self._hear)

    def _hear(self, news: Save | Happening) -> None:
        with self._news:
            if isinstance(news, Save):
                self.saves.append(news)
            else:
                self.events.append(news)
            self._news.notify_all()

    def until(self, what: HappeningKind) -> Happening:
        """Wait for the first happening of a kind."""
        with self._news:
            assert self._news.wait_for(lambda: [e for e in self.events if e.what == what], 60)
            return next(event for event in self.events if event.what == what)

    def after(self, save: Callable[[], object]) -> Save:
        """Have it saved, and give what was counted."""
        with self._news:
            number = len(self.saves)
        save()
        with self._news:
            assert self._news.wait_for(lambda: len(self.saves) > number, 60)
            return self.saves[number]


@contextmanager
def counting(firefox: Simulator) -> Iterator[Counted]:
    monitor = Monitor(firefox.profile)
    counted = Counted(monitor)
    with firefox.running():
        monitor.start()
        try:
            yield counted
        finally:
            monitor.stop()


@pytest.fixture
def firefox(tmp_path: Path) -> Simulator:
    (tmp_path / "p").mkdir()
    return Simulator(tmp_path / "p")


class WallClock:
    """The clock on the wall, ahead of the kernel's by so many seconds."""

    def __init__(self, ahead: float) -> None:
        self.ahead = ahead

    def time(self) -> float:
        return time.time() + self.ahead


@pytest.fixture
def wall(monkeypatch: pytest.MonkeyPatch) -> WallClock:
    clock = WallClock(0.0)
    fake = SimpleNamespace(time=clock.time, monotonic=time.monotonic)
    monkeypatch.setattr(reporter, "time", fake)
    return clock


# -- what is saved -----------------------------------------------------------------------------


def test_files_that_are_no_sessions_are_counted_and_what_comes_then_is_looked_into(
    firefox: Simulator,
) -> None:
    strange = {
        b"": "is empty",
        bytes(100): "zero bytes",
        b"mozLz40\0": "cut short",
        b"mozLz40\0" + struct.pack("<I", 0xFFFFFFFF) + b"x" * 17_000_000: "more than can be",
        b"PK\3\4": "ZIP",
        b'{"windows":' * 100_000: "not valid JSON",
        b'{"windows":{}}': "not a list",
    }
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    with counting(firefox) as counted:
        for content, why in strange.items():
            save = counted.after(lambda content=content: firefox.save(content))  # type: ignore[misc]
            assert save.bytes == len(content)
            assert why in (save.why_not or "")
        assert counted.after(lambda: firefox.save(data(1))).why_not is None
        changes = counted.after(lambda: firefox.save(data(2))).changes
        assert changes is not None
        assert changes.matters
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208


def test_a_file_of_many_gigabytes_is_counted_and_not_read(firefox: Simulator) -> None:
    def save_huge() -> None:
        temporary = firefox.recovery.with_name("recovery.jsonlz4.tmp")
        with temporary.open("wb") as file:
            file.truncate(200 << 30)
        temporary.rename(firefox.recovery)

    with counting(firefox) as counted:
        counted.after(lambda: firefox.save(data(1)))
        save = counted.after(save_huge)
        assert (save.bytes, save.why_not) == (200 << 30, "it is too large to be looked into")


def test_a_save_for_which_there_is_no_memory_ends_nothing(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_room(_: bytes) -> object:
        raise MemoryError

    with counting(firefox) as counted:
        with monkeypatch.context() as short:
            short.setattr(save_reader, "open_container", no_room)
            assert "memory" in (counted.after(lambda: firefox.save(data(1))).why_not or "")
        assert counted.after(lambda: firefox.save(data(2))).why_not is None


# -- what the clock does -----------------------------------------------------------------------


@pytest.mark.parametrize("ahead", [-8 * HOUR, -0.3, HOUR])
def test_a_save_right_after_the_clock_has_leapt_has_its_time_its_size_and_its_gap(
    firefox: Simulator, wall: WallClock, ahead: float
) -> None:
    wall.ahead = ahead
    begun = time.time() * 1000
    with counting(firefox) as counted:
        counted.after(lambda: firefox.save(data(1)))
        wall.ahead = 0.0  # set right, or the machine slept
        for number in (2, 3):
            before = time.time() * 1000
            content = data(number)
            save = counted.after(lambda content=content: firefox.save(content))  # type: ignore[misc]
            assert save.bytes == len(content)
            after = time.time() * 1000
            assert before - TICK <= save.at <= after + TICK
            assert save.gap is not None
            assert 0 <= save.gap * 1000 <= after - begun + TICK
            assert save.write_ms is None or 0 <= save.write_ms <= after - before + TICK


@pytest.mark.parametrize("leap", [8 * HOUR, -HOUR])
def test_the_time_in_which_the_machine_slept_was_not_watched_and_is_no_silence(
    firefox: Simulator, wall: WallClock, leap: float
) -> None:
    monitor = Monitor(firefox.profile, clock=wall.time)
    counted = Counted(monitor)
    with firefox.running():
        monitor.start()
        try:
            for number in (1, 2):
                counted.after(lambda number=number: firefox.save(data(number)))  # type: ignore[misc]
            assert monitor.writes().warning is None
            wall.ahead = leap
            writes = monitor.writes()
            assert writes.warning is None
            assert 0 < writes.running_seconds <= writes.seconds < HOUR / 2
        finally:
            monitor.stop()


def test_the_interval_is_the_one_of_the_firefox_that_runs(firefox: Simulator) -> None:
    def start_with(line: str) -> float | None:
        (firefox.profile / "prefs.js").write_text(line)
        with firefox.running():
            counted.after(lambda: firefox.save(data(1)))
            return monitor.writes().interval

    monitor = Monitor(firefox.profile)
    counted = Counted(monitor)
    monitor.start()
    try:
        name = '"browser.sessionstore.interval"'
        assert start_with("") == 15
        assert start_with(f"user_pref({name}, 60000);") == 60
        assert start_with(f"user_pref({name}, -1);") == 2  # it waits so long at least
        assert start_with(f"user_pref({name}, true);") == 15
    finally:
        monitor.stop()


# -- the end -----------------------------------------------------------------------------------


def test_changes_are_told_when_saves_are_no_longer_counted(firefox: Simulator) -> None:
    store = ProfileStore(firefox.profile)
    store.meter(lambda: None)()
    told = threading.Event()
    end = store.watch(told.set)
    with firefox.running():
        firefox.save(data(1))
        assert told.wait(60)
    end()
    store.close()


@pytest.mark.parametrize("which", ["listen", "listen_to_changes"])
def test_who_hears_of_a_save_may_stop_it(firefox: Simulator, which: str) -> None:
    monitor = Monitor(firefox.profile)
    stopped = threading.Event()

    def stop(*_: object) -> None:
        monitor.stop()
        stopped.set()

    getattr(monitor, which)(stop)
    monitor.start()
    with firefox.running():
        firefox.save(data(1))
        assert stopped.wait(60)
    monitor.stop()


def test_a_fault_while_a_save_is_compared_costs_that_comparison_only(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = compare_module.compare
    failing = threading.Event()

    def compare(*args: Any, **more: Any) -> Any:
        if failing.is_set():
            failing.clear()
            raise KeyError("https://secret.example/")
        return real(*args, **more)

    monkeypatch.setattr(save_reader, "compare", compare)
    with counting(firefox) as counted:
        saves = []
        for number in range(5):
            if number == 2:
                failing.set()
            saves.append(counted.after(lambda number=number: firefox.save(data(number))))  # type: ignore[misc]
        writes = counted.monitor.writes()
    assert (writes.count, writes.faults) == (5, 1)
    why = saves[2].why_not
    assert why is not None and "KeyError" in why and "secret" not in why
    assert saves[4].changes is not None  # compared again, after one that could not be
    assert fault_words(writes).startswith("the watching had a fault once and went on")


def broken(*_: object, **__: object) -> object:
    raise KeyError("https://secret.example/")


@pytest.mark.parametrize("which", ["open_container", "fingerprint_folded", "compare"])
def test_a_fault_in_looking_into_one_save_leaves_no_file_open_and_hinders_no_other(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch, which: str
) -> None:
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    with counting(firefox) as counted:
        counted.after(lambda: firefox.save(data(1)))
        with monkeypatch.context() as patch:
            patch.setattr(save_reader, which, broken)
            save = counted.after(lambda: firefox.save(data(2)))
        assert save.bytes == len(data(2))
        assert "KeyError in monitor/save_reader.py, line" in (save.why_not or "")
        assert counted.after(lambda: firefox.save(data(3))).why_not is None
        changes = counted.after(lambda: firefox.save(data(4))).changes
        assert changes is not None and changes.matters
        writes = counted.monitor.writes()
    assert (writes.count, writes.faults) == (4, 1)
    assert writes.bytes == sum(size for _, size in firefox.saved)
    assert len(os.listdir("/proc/self/fd")) <= before  # noqa: PTH208


def test_a_fault_in_adding_up_hides_no_save(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with counting(firefox) as counted:
        counted.after(lambda: firefox.save(data(1)))
        with monkeypatch.context() as patch:
            patch.setattr(Meter, "add", broken)
            assert counted.after(lambda: firefox.save(data(2))).bytes == len(data(2))
        assert counted.after(lambda: firefox.save(data(3))).changes is not None
        assert "monitor/monitor.py" in counted.monitor.writes().fault


def test_a_start_whose_settings_cannot_be_read_is_told_all_the_same(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monitor = Monitor(firefox.profile)
    counted = Counted(monitor)
    monkeypatch.setattr(monitor_module, "save_interval", broken)
    monitor.start()
    try:
        with firefox.running():
            assert counted.until("started").pid == firefox.pid
            assert counted.after(lambda: firefox.save(data(1))).why_not is None
        writes = monitor.writes()
    finally:
        monitor.stop()
    assert (writes.count, writes.faults) == (1, 1)
    assert "started" in [event.what for event in writes.events]


@pytest.mark.parametrize("which", ["listen", "listen_to_changes"])
def test_one_listener_that_fails_keeps_nothing_from_the_others(
    firefox: Simulator, which: str
) -> None:
    monitor = Monitor(firefox.profile)
    getattr(monitor, which)(broken)
    counted = Counted(monitor)
    changed = threading.Semaphore(0)
    monitor.listen_to_changes(changed.release)
    with firefox.running():
        monitor.start()
        try:
            saves = []
            for number in range(3):
                saves.append(counted.after(lambda number=number: firefox.save(data(number))))  # type: ignore[misc]
                assert changed.acquire(timeout=60)
            writes = monitor.writes()
        finally:
            monitor.stop()
    assert writes.count == 3
    assert writes.faults >= 3  # what happened is heard, too
    assert saves[2].changes is not None  # nor is the next save compared with nothing


def test_what_is_saved_while_it_is_paused_is_never_told_and_the_next_save_has_no_gap(
    tmp_path: Path,
) -> None:
    firefox = Simulator(tmp_path / "profile")
    with counting(firefox) as counted:
        counted.until("started")
        counted.after(lambda: firefox.save(data(1)))
        go_on = counted.monitor.pause()
        firefox.save(data(2))
        firefox.save(data(3))
        go_on()
        stopped = counted.until("stopped")
        assert [e.what for e in counted.monitor.writes().events][-1] == "stopped"
        ((begun, ended),) = counted.monitor.writes().unwatched
        assert begun <= ended == stopped.at
        fourth = counted.after(lambda: firefox.save(data(4)))
        assert fourth.gap is None
        assert counted.after(lambda: firefox.save(data(5))).gap is not None
        assert len(counted.saves) == counted.monitor.writes().count == 3


def test_a_quit_while_it_is_paused_is_noticed_when_it_goes_on(tmp_path: Path) -> None:
    firefox = Simulator(tmp_path / "profile")
    monitor = Monitor(firefox.profile)
    counted = Counted(monitor)
    with firefox.running():
        monitor.start()
        counted.until("started")
        go_on = monitor.pause()
        firefox.quit(data(2))
    go_on()
    counted.until("quit")
    assert not monitor.writes().running
    assert counted.saves == []
    monitor.stop()
