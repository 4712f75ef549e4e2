"""Work that is done again and again, and stops when told."""

from __future__ import annotations

import threading

from sessiontui.monitor.watch.interval_thread import repeat


def named(name: str) -> list[threading.Thread]:
    return [thread for thread in threading.enumerate() if thread.name == name]


def test_it_goes_on_in_a_thread_of_that_name_until_it_is_stopped() -> None:
    done = threading.Semaphore(0)
    cancel = repeat(0.01, done.release, "again")
    for _ in range(3):
        assert done.acquire(timeout=60)
    [thread] = named("again")
    assert thread.daemon
    cancel()
    assert not named("again")
    cancel()  # twice is harmless


def test_it_waits_before_the_first_time() -> None:
    done = threading.Event()
    another = threading.Semaphore(0)
    cancel = repeat(3600, done.set, "later")
    others = repeat(0.01, another.release, "another")  # begun after it
    for _ in range(3):
        assert another.acquire(timeout=60)
    others()
    cancel()
    assert not done.is_set()
    assert not named("later")


def test_the_work_may_stop_itself() -> None:
    times: list[int] = []
    stopped = threading.Event()

    def work() -> None:
        times.append(1)
        ready.wait(60)
        cancel()
        stopped.set()

    ready = threading.Event()
    cancel = repeat(0.01, work, "once")
    ready.set()
    assert stopped.wait(60)
    for thread in named("once"):
        thread.join(timeout=60)
    assert times == [1]
