"""A fault of ours ends no watching: it begins again, says so, and tells every save once."""

from __future__ import annotations

import contextlib
import errno
import os
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sessiontui.monitor.watch import open_saves, poll_watch
from sessiontui.monitor.watch import watcher as watcher_module
from sessiontui.monitor.watch.inotify import Inotify
from sessiontui.monitor.watch.inotify_watch import InotifyWatch
from sessiontui.monitor.watch.poll_watch import PollWatch, WatchfilesWatch
from sessiontui.monitor.watch.reporter import Reporter
from sessiontui.monitor.watch.watcher import Watcher, Way
from tests.unit.monitor.simulator import Simulator

from .test_watcher import Heard, linux, of_size, open_descriptors, sizes, watching

pytestmark = pytest.mark.long  # the ordinary run is to be quick

KEY = KeyError("held for long")
IN_A_TURN = 5  # descriptors that are open at one moment of it, such as directories on the way
EIO = OSError(errno.EIO, os.strerror(errno.EIO), "/home/me/secret")


class Faulty:
    """Makes a method of a class fail, before or after its work, so many times once it is armed."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, owner: type[Any], name: str) -> None:
        self._method = getattr(owner, name)
        self._left = 0
        self._after = False
        self._fault: Exception = KEY
        self.failed = threading.Semaphore(0)
        this = self

        def method(self: Any, *args: Any, **options: Any) -> Any:
            if this._left and not this._after:
                this._fail()
            result = this._method(self, *args, **options)
            if this._left and this._after:
                this._fail()
            return result

        monkeypatch.setattr(owner, name, method)

    def arm(self, fault: Exception, times: int = 1, *, after: bool = False) -> None:
        self._fault, self._after, self._left = fault, after, times

    def _fail(self) -> None:
        self._left -= 1
        self.failed.release()
        raise self._fault.with_traceback(None)


class Lookers:
    """Counts what begins to look, and lets it wait before it does."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun = 0
        self.may_begin = threading.Event()
        self.may_begin.set()
        begin = InotifyWatch.begin

        def counted(looker: InotifyWatch) -> None:
            self.begun += 1
            assert self.may_begin.wait(60)
            begin(looker)

        monkeypatch.setattr(InotifyWatch, "begin", counted)


@pytest.fixture
def firefox(tmp_path: Path) -> Simulator:
    (tmp_path / "p").mkdir()
    return Simulator(tmp_path / "p")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(poll_watch, "INTERVAL_SECONDS", 0.02)
    monkeypatch.setattr(poll_watch, "_STEP_MS", 10)
    monkeypatch.setattr(poll_watch, "_DEBOUNCE_MS", 20)
    monkeypatch.setattr(poll_watch, "_TIMEOUT_MS", 50)
    monkeypatch.setattr(watcher_module, "_FIRST_PAUSE", 0.001)
    monkeypatch.setattr(watcher_module, "_LONGEST_PAUSE", 0.01)


def watch_thread() -> threading.Thread:
    [thread] = [one for one in threading.enumerate() if one.name == "sessiontui-watch"]
    return thread


def watching_descriptors() -> list[str]:
    """What the open descriptors are that only a watching has."""
    found = []
    for link in Path("/proc/self/fd").iterdir():
        with contextlib.suppress(FileNotFoundError):
            found.append(os.readlink(link))  # noqa: PTH115  (no path)
    return sorted(name for name in found if "inotify" in name or "pidfd" in name)


PLACES: dict[str, tuple[type[Any], str, bool]] = {
    "before the events are read": (Inotify, "read", False),
    "when they are lost": (Inotify, "read", True),
    "when they are understood": (InotifyWatch, "_handle", False),
    "before a save is told": (Reporter, "save", False),
    "after a save is told": (Reporter, "save", True),
    "after all of it": (InotifyWatch, "_handle", True),
    "when a change is told": (Reporter, "flush", False),
    "when a moment has come": (InotifyWatch, "_on_time", False),
}


@linux
@pytest.mark.parametrize("times", [1, 2, 3])
@pytest.mark.parametrize("place", PLACES)
def test_whatever_fails_each_save_is_told_once_and_firefox_is_still_known(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch, place: str, times: int
) -> None:
    owner, name, after = PLACES[place]
    faulty = Faulty(monkeypatch, owner, name)
    before = open_descriptors()
    with watching(firefox.profile) as (heard, watcher):
        with firefox.running():
            firefox.save(of_size(10))
            heard.until(lambda: heard.saves and heard.changes)
            faulty.arm(KEY, times, after=after)
            for size in range(11, 12 + times):
                firefox.save(of_size(size))
                heard.until(lambda: sizes(heard)[-1:] == firefox.saved[-1:])
            heard.until(lambda: heard.told.count("restarted") == times)
            assert watcher.pid == firefox.pid
        heard.until(lambda: heard.told[-1] == "crashed")
        assert (watcher.way == "inotify") == (times < 3)
        assert watcher.faults == times
    assert sizes(heard) == firefox.saved
    assert [len(data or b"") for data in heard.read] == [size for _, size in firefox.saved]
    assert heard.told == ["started", *["restarted"] * times, "crashed", "ended"]
    assert open_descriptors() <= before


@linux
@pytest.mark.parametrize("fault", [KEY, EIO, MemoryError(), RecursionError()], ids=repr)
def test_a_restart_says_what_it_was_and_where_and_no_value(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    faulty = Faulty(monkeypatch, InotifyWatch, "_handle")
    with watching(firefox.profile) as (heard, _):
        faulty.arm(fault)
        (firefox.profile / "prefs.js").write_bytes(b"")
        heard.until(lambda: "restarted" in heard.told)
        heard.until(lambda: heard.changes)  # and that file is told all the same
    [restarted] = [event for event in heard.events if event.what == "restarted"]
    assert type(fault).__name__ in restarted.detail
    assert "monitor/watch/" in restarted.detail
    assert "secret" not in restarted.detail
    assert "held" not in restarted.detail


@linux
@pytest.mark.parametrize("way", ["inotify", "watchfiles", "looks"])
def test_fifty_faults_leave_no_descriptor_open(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch, way: Way
) -> None:
    # Each comes when the file of a save has been opened, and was not handed on yet.
    faulty = Faulty(monkeypatch, Reporter, "save")
    monkeypatch.setattr(watcher_module, "_QUIET_SECONDS", -1.0)  # each one is a first one
    with firefox.running(), watching(firefox.profile, way) as (heard, watcher):
        firefox.save(of_size(10))
        heard.until(lambda: heard.saves and heard.changes)
        before = open_descriptors()
        for number in range(1, 51):
            faulty.arm(KEY)
            firefox.save(of_size(10 + number))
            heard.until(lambda number=number: len(heard.saves) == 1 + number)  # type: ignore[misc]
        assert (watcher.faults, watcher.way.split()[0]) == (50, way)
        held = watching_descriptors()
        assert len(set(held)) == len(held)  # at most one of a kind
        assert open_descriptors() <= before + IN_A_TURN
    assert sizes(heard) == firefox.saved


@linux
def test_a_save_that_cannot_be_opened_is_told_once_too(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(open_saves, "open_file", lambda _: None)
    faulty = Faulty(monkeypatch, Reporter, "save")
    with firefox.running(), watching(firefox.profile) as (heard, _):
        firefox.save(of_size(10))
        heard.until(lambda: heard.saves and heard.changes)
        faulty.arm(KEY, after=True)
        firefox.save(of_size(11))
        heard.until(lambda: "restarted" in heard.told)
        firefox.save(of_size(12))
        heard.until(lambda: len(heard.saves) >= 3)
    assert len(heard.saves) == len(firefox.saved)


@linux
def test_what_cannot_even_be_closed_ends_nothing(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty = Faulty(monkeypatch, InotifyWatch, "_handle")
    closing = Faulty(monkeypatch, InotifyWatch, "close")
    with watching(firefox.profile) as (heard, _):
        closing.arm(OSError(errno.EBADF, os.strerror(errno.EBADF)), after=True)
        faulty.arm(KEY)
        (firefox.profile / "prefs.js").write_bytes(b"")
        heard.until(lambda: "restarted" in heard.told)
        heard.until(lambda: heard.changes)


@linux
def test_what_comes_before_it_has_begun_again_is_told_then(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty = Faulty(monkeypatch, InotifyWatch, "_handle")
    lookers = Lookers(monkeypatch)
    with watching(firefox.profile) as (heard, _):
        with firefox.running():
            firefox.save(of_size(10))
            heard.until(lambda: heard.saves and heard.changes)
            lookers.may_begin.clear()
            faulty.arm(KEY)
            (firefox.profile / "prefs.js").write_bytes(b"")
            assert faulty.failed.acquire(timeout=60)
            firefox.save(of_size(11))
            firefox.save(of_size(12))
            firefox.quit(of_size(9))
        lookers.may_begin.set()
        heard.until(lambda: heard.told[-1] == "quit" and len(heard.saves) >= 2)
        with firefox.running():
            heard.until(lambda: heard.told[-1] == "started")
            firefox.save(of_size(13))
            heard.until(lambda: sizes(heard)[-1:] == firefox.saved[-1:])
    # Of those in between that one is left which Firefox had not taken away again.
    assert sizes(heard) == [firefox.saved[0], firefox.saved[3], firefox.saved[4]]
    assert heard.told[:4] == ["started", "restarted", "quit", "started"]


@linux
def test_another_directory_in_its_place_is_no_news(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty = Faulty(monkeypatch, InotifyWatch, "_handle")
    lookers = Lookers(monkeypatch)
    other = Simulator(firefox.profile.with_name("other"))
    with other.running():
        other.save(of_size(77))
        other.save(of_size(78))
    with firefox.running(), watching(firefox.profile) as (heard, _):
        firefox.save(of_size(10))
        heard.until(lambda: heard.saves and heard.changes)
        lookers.may_begin.clear()
        faulty.arm(KEY)
        (firefox.profile / "prefs.js").write_bytes(b"")
        assert faulty.failed.acquire(timeout=60)
        place = firefox.profile
        place.rename(place.with_name("away"))
        other.profile.rename(place)
        other.profile = place
        lookers.may_begin.set()
        with other.running():
            heard.until(lambda: heard.told.count("started") == 2)  # it looks at that one by now
            other.save(of_size(79))
            heard.until(lambda: len(heard.saves) >= 2)
    assert [size for _, size in sizes(heard)] == [10, 79]


@linux
@pytest.mark.parametrize("times", [1, 2, 3, 1_000_000])
def test_a_fault_at_the_start_is_got_over_before_anything_is_missed(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch, times: int
) -> None:
    Faulty(monkeypatch, InotifyWatch, "begin").arm(KEY, times)
    before = open_descriptors()
    with firefox.running():
        firefox.save(of_size(9))
        with watching(firefox.profile) as (heard, watcher):
            assert watcher.way.startswith("inotify" if times < 3 else "looks every 0.02 s: ")
            assert watcher.running
            firefox.save(of_size(10))
            heard.until(lambda: heard.saves)
    assert sizes(heard) == firefox.saved[1:]
    assert sorted(heard.told) == ["ended", *["restarted"] * min(times, 3), "started"]
    assert open_descriptors() <= before


@pytest.mark.parametrize("way", ["inotify", "watchfiles", "looks"])
def test_where_nothing_ever_works_that_is_said_and_a_stop_ends_it_at_once(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch, way: Way
) -> None:
    monkeypatch.setattr(watcher_module, "_FIRST_PAUSE", 1_000_000.0)
    monkeypatch.setattr(watcher_module, "_LONGEST_PAUSE", 1_000_000.0)
    for looker in (InotifyWatch, PollWatch, WatchfilesWatch):
        Faulty(monkeypatch, looker, "turn").arm(EIO, 1_000_000)
    before = open_descriptors()
    with watching(firefox.profile, way) as (heard, watcher):
        heard.until(lambda: "restarted" in heard.told)  # and the next one in some days
        assert watcher.way == "nothing at the moment"
        thread = watch_thread()
    thread.join(60)
    assert not thread.is_alive()
    assert heard.told == ["restarted", "ended"]
    assert open_descriptors() <= before


@linux
@pytest.mark.parametrize("number", [errno.EIO, errno.EBADF])
def test_an_inotify_that_fails_gives_way_to_looks_and_no_save_is_lost(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    faulty = Faulty(monkeypatch, Inotify, "read")
    with firefox.running(), watching(firefox.profile) as (heard, watcher):
        firefox.save(of_size(10))
        heard.until(lambda: heard.saves and heard.changes)
        faulty.arm(OSError(number, os.strerror(number)), 1_000_000)
        for size in (11, 12):
            firefox.save(of_size(size))
            heard.until(lambda: sizes(heard) == firefox.saved)
    assert watcher.way == f"looks every 0.02 s: inotify says '{os.strerror(number)}'"
    assert watcher.faults == 0
    assert heard.told == ["started", "ended"]


@pytest.mark.parametrize("way", ["inotify", "watchfiles", "looks"])
@pytest.mark.parametrize("which", ["seen", "happened", "changed"])
def test_whoever_is_told_may_fail_and_is_told_again(
    firefox: Simulator, way: Way, which: str
) -> None:
    heard = Heard()
    failures = iter([True, True])

    def telling(name: str) -> Callable[..., None]:
        def tell(*news: Any) -> None:
            getattr(heard, name)(*news)
            if name == which and next(failures, False):
                raise KEY.with_traceback(None)

        return tell

    watcher = Watcher(
        firefox.profile,
        seen=telling("seen"), happened=telling("happened"), changed=telling("changed"),
        way=way,
    )  # fmt: skip
    watcher.start()
    try:
        with firefox.running():
            for size in range(10, 14):
                firefox.save(of_size(size))
                heard.until(lambda: sizes(heard) == firefox.saved and heard.changes)
        heard.until(lambda: heard.told[-1] == "crashed")
    finally:
        watcher.stop()
    assert heard.told.count("restarted") == watcher.faults
    assert watcher.faults == (1 if which == "happened" else 2)  # of the telling of the first one
    assert [what for what in heard.told if what != "restarted"] == ["started", "crashed", "ended"]


@linux
def test_a_way_that_cannot_begin_is_begun_again(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    reading = Faulty(monkeypatch, Inotify, "read")
    beginning = Faulty(monkeypatch, PollWatch, "begin")
    with firefox.running(), watching(firefox.profile) as (heard, watcher):
        beginning.arm(EIO, 2)
        reading.arm(EIO)
        firefox.save(of_size(10))
        heard.until(lambda: heard.saves)
        assert watcher.faults == 2
    assert sizes(heard) == firefox.saved


@linux
def test_where_following_events_fails_always_it_looks(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    with firefox.running():
        firefox.save(of_size(9))
        firefox.saved.clear()
        Faulty(monkeypatch, InotifyWatch, "turn").arm(KEY, 1_000_000)
        with watching(firefox.profile) as (heard, watcher):
            heard.until(lambda: heard.told.count("restarted") == 3)
            firefox.save(of_size(10))
            heard.until(lambda: heard.saves)
    assert watcher.way == "looks every 0.02 s: following the events failed again and again"
    assert watcher.faults == 3
    assert sizes(heard) == firefox.saved


def test_looks_that_fail_again_and_again_stay_looks(
    firefox: Simulator, monkeypatch: pytest.MonkeyPatch
) -> None:
    faulty = Faulty(monkeypatch, PollWatch, "turn")
    faulty.arm(KEY, 5)
    with watching(firefox.profile, "looks") as (heard, watcher):
        heard.until(lambda: heard.told.count("restarted") == 5)
        firefox.backups.mkdir()
        heard.until(lambda: heard.changes)
        assert watcher.way == "looks every 0.02 s"


# -- how long it waits -------------------------------------------------------------------------


@pytest.fixture
def unstarted(firefox: Simulator, monkeypatch: pytest.MonkeyPatch) -> Watcher:
    monkeypatch.setattr(watcher_module, "_FIRST_PAUSE", 0.1)
    monkeypatch.setattr(watcher_module, "_LONGEST_PAUSE", 30.0)
    return Watcher(firefox.profile, seen=None)


def test_waits_grow_up_to_half_a_minute_and_never_beyond(unstarted: Watcher) -> None:
    waits = [unstarted._failed(KeyError()) for _ in range(5_000)]  # days of them
    assert waits[:10] == [0.1, 0.2, 0.4, 0.8, 1.6, 3.2, 6.4, 12.8, 25.6, 30]
    assert set(waits[10:]) == {30}


def test_after_a_quiet_time_a_fault_is_a_first_one_again(
    unstarted: Watcher, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert [unstarted._failed(KeyError()) for _ in range(3)] == [0.1, 0.2, 0.4]
    monkeypatch.setattr(watcher_module, "_QUIET_SECONDS", -1.0)
    assert unstarted._failed(KeyError()) == 0.1
