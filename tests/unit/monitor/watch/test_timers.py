"""Timers ring once, and not when what another one did has ended or put them off."""

from __future__ import annotations

from sessiontui.monitor.watch.timers import Timers


def test_each_rings_once_when_its_moment_has_come() -> None:
    timers: Timers[str] = Timers()
    timers.start("now", 0)
    timers.start("later", 3600)
    assert timers.seconds == 0
    assert list(timers.ringing()) == ["now"]
    assert list(timers.ringing()) == []
    assert "later" in timers
    assert 3500 < timers.seconds <= 3600


def test_one_that_is_stopped_or_put_off_meanwhile_does_not_ring() -> None:
    timers: Timers[str] = Timers()
    for name in ("first", "stopped", "put off"):
        timers.start(name, 0)
    rung = []
    for timer in timers.ringing():
        rung.append(timer)
        timers.stop("stopped", "never there")
        timers.start("put off", 3600)
    assert rung == ["first"]
    assert "stopped" not in timers
    assert "put off" in timers
