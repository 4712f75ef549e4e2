"""Sums over saves: totals, gaps, time, culprits, warnings, and that they stay small."""

from __future__ import annotations

import gc
import tracemalloc
from collections.abc import Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.monitor.culprits import LIMIT, OTHERS, SHOWN
from sessiontui.monitor.meter import (
    FULL_SAVES,
    KEPT_ITEMS,
    MAX_EVENTS,
    MAX_SAVES,
    Meter,
    compared_with_others,
)
from sessiontui.monitor.saves import Changed, Changes, Happening, HappeningKind, Save, Writes

START = 1_795_205_400_000.0
SECOND = 1000.0
MINUTE = 60 * SECOND
HOUR = 60 * MINUTE


def changed(url: str = "https://a.example/x", size: int = 10, **more: Any) -> Changed:
    given = {
        "pointer": "/windows/0/tabs/0", "part": "tab", "kind": "changed", "fields": ("scroll",),
        "matters": True, "title": "Title", "site": url.split("/")[2] if url else "", **more,
    }  # fmt: skip
    return Changed(bytes=size, url=url, **given)


def changes(*items: Changed) -> Changes:
    return Changes(
        items, len(items), sum(item.bytes for item in items), len(items), 0,
        any(item.matters for item in items),
    )  # fmt: skip


def save(at: float, size: int | None = 1000, gap: float | None = 15.0, **more: Any) -> Save:
    return Save(at, "sessionstore-backups/recovery.jsonlz4", False, size, gap, **more)


def event(at: float, what: HappeningKind) -> Happening:
    return Happening(at, what, 4711)


def seen(meter: Meter, now: float, *, running: bool = True) -> Writes:
    return meter.writes(now, way="inotify", running=running, pid=4711, process_written=None)


def running() -> Meter:
    meter = Meter(START, interval=15.0)
    meter.happened(event(START, "started"))
    return meter


# -- totals ------------------------------------------------------------------------------------


def test_nothing_was_counted_yet() -> None:
    writes = seen(running(), START + MINUTE)
    assert (writes.count, writes.bytes, writes.seconds, writes.running_seconds) == (0, 0, 60, 60)
    assert (writes.per_hour, writes.idle_share, writes.longest_gap, writes.typical_gap) == (
        None, None, None, None
    )  # fmt: skip
    assert (writes.saves, writes.sites, writes.tabs, writes.warning) == ((), (), (), None)


def test_saves_sum_up_and_are_projected_at_their_pace() -> None:
    meter = running()
    for n in range(1, 241):
        meter.add(
            save(START + n * 15 * SECOND, 644_000, 15.0 if n > 1 else None, uncompressed=1_850_000)
        )
    writes = seen(meter, START + HOUR)
    assert (writes.count, writes.bytes) == (240, 240 * 644_000)
    assert writes.uncompressed == 240 * 1_850_000
    assert writes.per_hour == 240 * 644_000
    assert writes.projected(8) == 8 * 240 * 644_000
    assert (writes.longest_gap, writes.typical_gap) == (15, 15)
    assert (writes.way, writes.pid, writes.interval) == ("inotify", 4711, 15)
    assert [one.at for one in writes.saves] == sorted(one.at for one in writes.saves)


def test_two_saves_that_happen_to_follow_each_other_are_no_pace() -> None:
    meter = running()
    meter.add(save(START + SECOND, gap=None))
    assert seen(meter, START + 2 * SECOND).per_hour is None
    meter.add(save(START + 3 * SECOND, gap=2.0))
    assert seen(meter, START + 4 * SECOND).per_hour == 240 * 1000  # one at every interval
    assert seen(meter, START + 45 * SECOND).per_hour == 2000 * 3600 / 45
    for n in range(30):  # it goes on like that
        meter.add(save(START + (5 + 2 * n) * SECOND, gap=2.0))
    assert seen(meter, START + 64 * SECOND).per_hour == 32_000 * 3600 / 64


def test_time_in_which_the_machine_slept_does_not_count() -> None:
    meter = running()
    meter.add(save(START + 30 * SECOND))
    meter.add(save(START + 45 * SECOND))
    meter.leapt(8 * HOUR)
    writes = seen(meter, START + 8 * HOUR + MINUTE)
    assert (writes.seconds, writes.running_seconds, writes.warning) == (60, 60, None)
    meter.leapt(-8 * HOUR)  # or the clock was wrong, and is set back
    writes = seen(meter, START + 2 * MINUTE)
    assert (writes.seconds, writes.running_seconds) == (120, 120)
    silent = seen(meter, START + 2 * HOUR)
    assert silent.warning is not None
    meter.happened(event(START + 3 * MINUTE, "ended"))
    meter.leapt(HOUR)
    assert seen(meter, START + 9 * HOUR, running=False).seconds == 180


def test_a_save_that_was_gone_counts_without_bytes() -> None:
    meter = running()
    meter.add(save(START + 1, 700))
    meter.add(save(START + 2, None, why_not="it was gone before it could be read"))
    writes = seen(meter, START + 3)
    assert (writes.count, writes.bytes, writes.unsized, writes.looked_into) == (2, 700, 1, 0)


def test_saves_that_changed_nothing_that_matters_are_idle() -> None:
    meter = running()
    meter.add(save(START + 1))
    for matters in (True, False, False, False):
        meter.add(save(START + 2, changes=changes(changed(matters=matters))))
    meter.add(save(START + 3, changes=changes()))
    writes = seen(meter, START + 4)
    assert (writes.count, writes.looked_into, writes.idle, writes.idle_share) == (6, 5, 4, 0.8)


def test_only_the_time_that_firefox_runs_is_its_running_time() -> None:
    meter = Meter(START)
    meter.happened(event(START + MINUTE, "started"))
    meter.add(save(START + 2 * MINUTE, gap=None))
    meter.happened(event(START + 3 * MINUTE, "quit"))
    assert seen(meter, START + HOUR, running=False).running_seconds == 120
    meter.happened(event(START + HOUR, "started"))
    meter.add(save(START + HOUR + MINUTE, gap=3540))
    meter.add(save(START + HOUR + 2 * MINUTE, gap=60))
    writes = seen(meter, START + HOUR + 5 * MINUTE)
    assert writes.running_seconds == 120 + 300
    assert writes.seconds == 3900
    assert writes.longest_gap == 60  # not the hour in which there was no Firefox
    meter.happened(event(START + HOUR + 6 * MINUTE, "crashed"))
    assert seen(meter, START + 2 * HOUR, running=False).running_seconds == 120 + 360
    meter.happened(event(START + 2 * HOUR, "ended"))
    assert seen(meter, START + 9 * HOUR, running=False).seconds == 7200
    assert [one.what for one in writes.events] == ["started", "quit", "started"]


def test_a_save_shows_that_firefox_runs_when_nothing_else_did() -> None:
    meter = Meter(START)
    meter.add(save(START + MINUTE, gap=None))
    meter.add(save(START + 2 * MINUTE, gap=60))
    assert seen(meter, START + 3 * MINUTE).running_seconds == 120
    assert seen(meter, START + 3 * MINUTE, running=False).running_seconds == 60


def test_a_clock_that_goes_back_makes_nothing_negative() -> None:
    meter = running()
    meter.add(save(START - HOUR, gap=-3600.0))
    writes = seen(meter, START - 2 * HOUR)
    assert writes.seconds == 0
    assert writes.running_seconds == 0


# -- culprits ----------------------------------------------------------------------------------


def shares(writes: Writes) -> dict[str, tuple[int, int, float]]:
    return {one.key: (one.saves, one.bytes, one.dragged) for one in writes.sites}


def test_a_save_is_divided_among_the_sites_that_changed_in_it() -> None:
    meter = running()
    meter.add(save(START, 900, changes=changes(changed("https://a.example/1", 10))))
    meter.add(
        save(
            START, 1000,
            changes=changes(
                changed("https://a.example/1", 20), changed("https://a.example/2", 5),
                changed("https://b.example/", 7),
            ),
        )
    )  # fmt: skip
    writes = seen(meter, START + 1)
    assert shares(writes) == {"a.example": (2, 35, 1400), "b.example": (1, 7, 500)}
    assert [one.key for one in writes.sites] == ["a.example", "b.example"]
    assert {one.key: one.saves for one in writes.tabs} == {
        "https://a.example/1": 2, "https://a.example/2": 1, "https://b.example/": 1
    }  # fmt: skip
    assert sum(one.dragged for one in writes.tabs) == pytest.approx(1900)


def test_bookkeeping_blames_nobody_while_something_matters() -> None:
    meter = running()
    looked_at = changed("https://b.example/", matters=False)
    meter.add(save(START, changes=changes(changed("https://a.example/"), looked_at)))
    assert set(shares(seen(meter, START))) == {"a.example"}
    meter.add(save(START, changes=changes(looked_at)))
    assert shares(seen(meter, START))["b.example"][0] == 1


def test_what_is_no_page_has_a_name_in_brackets() -> None:
    meter = running()
    for part in ("cookies", "window", "other", "closed window"):
        meter.add(save(START, changes=changes(changed("", part=part))))
    closed = changed("https://a.example/", part="closed tab", kind="added")
    meter.add(save(START, changes=changes(closed)))
    assert set(shares(seen(meter, START))) == {
        "(cookies)", "(windows)", "(other data)", "(closed windows)", "a.example"
    }  # fmt: skip


@given(
    st.lists(
        st.tuples(
            st.none() | st.integers(0, 10**9),
            st.lists(st.tuples(st.integers(0, 5), st.booleans()), max_size=6),
        ),
        max_size=40,
    )
)
def test_the_shares_sum_to_what_the_saves_with_culprits_wrote(
    given: Sequence[tuple[int | None, Sequence[tuple[int, bool]]]],
) -> None:
    meter = running()
    for size, items in given:
        found = [changed(f"https://s{n}.example/{n}", n, matters=m) for n, m in items]
        meter.add(save(START, size, changes=changes(*found)))
    writes = seen(meter, START)
    total = sum(size or 0 for size, items in given if items)
    for table in (writes.sites, writes.tabs):
        assert sum(one.dragged for one in table) == pytest.approx(total)
        assert all(one.saves <= writes.looked_into for one in table)


def test_culprits_beyond_number_become_others_and_still_sum_up() -> None:
    meter = running()
    number = 3 * LIMIT
    for n in range(number):
        urls = ("https://steady.example/", f"https://s{n}.example/")
        meter.add(save(START, 1000, changes=changes(*(changed(url) for url in urls))))
    writes = seen(meter, START)
    assert writes.sites[0].key == "steady.example"
    assert (writes.sites[0].saves, writes.sites[0].dragged) == (number, number * 500)
    assert (writes.sites[-1].key, len(writes.sites)) == (OTHERS, SHOWN + 1)
    assert writes.sites[-1].saves <= number
    assert sum(one.dragged for one in writes.sites) == pytest.approx(number * 1000)


# -- what is kept ------------------------------------------------------------------------------


def test_the_latest_saves_are_kept_and_all_are_counted() -> None:
    meter = running()
    items = [changed(f"https://s{n}.example/", 100 - n) for n in range(20)]
    for n in range(MAX_SAVES + 500):
        meter.add(save(START + n, changes=changes(*items)))
        meter.happened(event(START + n, "upgraded"))
    writes = seen(meter, START + HOUR)
    assert (writes.count, len(writes.saves), len(writes.events)) == (
        MAX_SAVES + 500, MAX_SAVES, MAX_EVENTS
    )  # fmt: skip
    kept = [one.changes for one in writes.saves if one.changes is not None]
    assert all(one.count == 20 for one in kept)
    assert {len(one.items) for one in kept[-FULL_SAVES:]} == {20}
    assert {one.items for one in kept[:-FULL_SAVES]} == {tuple(items[:KEPT_ITEMS])}


def test_without_details_no_save_keeps_what_it_changed_and_the_sums_are_the_same() -> None:
    brief, full = (Meter(START, interval=15.0, details=details) for details in (False, True))
    for meter in (brief, full):
        meter.happened(event(START, "started"))
        for n in range(FULL_SAVES + 50):
            found = changes(*(changed(f"https://s{n % 7}-{i}.example/") for i in range(20)))
            meter.add(save(START + n * 15 * SECOND, changes=found))
    short, long = (seen(meter, START + 4000 * SECOND) for meter in (brief, full))
    assert not any(one.changes.items for one in short.saves if one.changes is not None)
    assert [one.changes.count for one in short.saves if one.changes is not None] == [20] * len(
        long.saves
    )
    for name in ("count", "bytes", "looked_into", "idle", "typical_gap", "sites", "tabs"):
        assert getattr(short, name) == getattr(long, name)


def test_faults_of_this_program_drive_out_nothing_of_firefoxs() -> None:
    meter = running()
    for n in range(2 * MAX_EVENTS):
        meter.happened(Happening(START + n, "restarted", None, f"this is fault {n}"))
    meter.happened(event(START + SECOND, "crashed"))
    meter.happened(Happening(START + 2 * SECOND, "restarted", None, "this is another one"))
    told = seen(meter, START + 3 * SECOND).events
    assert [one.what for one in told] == ["started", "restarted", "crashed", "restarted"]
    assert [one.detail for one in told if one.what == "restarted"] == [
        f"this is fault {2 * MAX_EVENTS - 1}", "this is another one"
    ]  # fmt: skip


@pytest.mark.long
def test_memory_is_flat_over_ten_thousand_saves_with_ever_new_addresses() -> None:
    meter = running()
    held = []

    def more(first: int, last: int) -> None:
        for n in range(first, last):
            urls = [f"https://s{n}-{i}.example/{'x' * 200}" for i in range(5)]
            found = changes(*(changed(url, fields=(f"f{n}",)) for url in urls))
            meter.add(save(START + n * 15 * SECOND, changes=found))
            meter.happened(event(START + n, "upgraded"))
            if n % 100 == 0:
                seen(meter, START + n * 15 * SECOND)
        gc.collect()
        held.append(tracemalloc.get_traced_memory()[0])

    tracemalloc.start()
    try:
        for first in range(0, 10_000, 2_500):
            more(first, first + 2_500)
    finally:
        tracemalloc.stop()
    assert max(held) < 40_000_000
    assert held[-1] < held[1] * 1.1


# -- is it being saved at all ------------------------------------------------------------------


def saved(meter: Meter, times: int, step: float = 15 * SECOND) -> float:
    for n in range(1, times + 1):
        meter.add(save(START + n * step, gap=step / 1000 if n > 1 else None))
    return START + times * step


def test_silence_is_told_with_what_it_may_mean() -> None:
    meter = running()
    last = saved(meter, 10)
    assert seen(meter, last + 5 * MINUTE).warning is None
    short = seen(meter, last + 20 * MINUTE).warning
    assert short is not None
    assert "no save for 20 min" in short
    assert "every 15 s" in short
    assert "nobody is at the computer" in short
    long = seen(meter, last + 2 * HOUR).warning
    assert long is not None
    assert "longer than Firefox waits" in long
    assert seen(meter, last + 2 * HOUR, running=False).warning is None
    meter.add(save(last + 2 * HOUR, gap=7200.0))
    assert seen(meter, last + 2 * HOUR + MINUTE).warning is None


def test_a_silence_as_long_as_an_earlier_one_is_no_news() -> None:
    meter = running()
    last = saved(meter, 5, 30 * MINUTE)
    assert seen(meter, last + 25 * MINUTE).warning is None
    assert seen(meter, last + 40 * MINUTE).warning is not None


def test_a_long_interval_gives_it_time() -> None:
    meter = Meter(START, interval=300.0)
    meter.happened(event(START, "started"))
    assert seen(meter, START + HOUR).warning is None
    assert seen(meter, START + 3 * HOUR).warning is not None


def test_a_firefox_that_never_saved_is_told() -> None:
    meter = running()
    assert seen(meter, START + 5 * MINUTE).warning is None
    told = seen(meter, START + 30 * MINUTE).warning
    assert told is not None
    assert "since the watching began 30 min ago" in told
    meter = Meter(START)
    meter.happened(event(START + MINUTE, "started"))
    told = seen(meter, START + 31 * MINUTE).warning
    assert told is not None
    assert "since Firefox started 30 min ago" in told


# -- others ------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("size", "words"),
    [
        (0, "smaller 3 of 4"),
        (194_000, "smaller 3 of 4"),
        (194_001, "larger than 3 of 4 users' (194 kB"),
        (1_200_001, "larger than 19 of 20 users' (1.2 MB"),
        (10_000_001, "over 10 MB, as more than 100,000 users'"),
    ],
)
def test_a_size_is_set_against_all_users(size: int, words: str) -> None:
    line = compared_with_others(size)
    assert words in line
    assert "2014" in line
    assert "\n" not in line


def test_a_night_that_ended_well_does_not_make_hours_of_silence_usual() -> None:
    meter = running()
    meter.add(save(START + 15 * SECOND))
    meter.add(save(START + 9 * HOUR, gap=9 * 3600.0))
    assert seen(meter, START + 9 * HOUR + 59 * MINUTE).warning is None
    assert "1 h" in (seen(meter, START + 11 * HOUR).warning or "")


def test_time_in_which_this_program_was_stopped_is_no_time_that_was_watched() -> None:
    meter = running()
    meter.add(save(START + 60 * SECOND, gap=None))
    gap = START + 100 * SECOND, START + 800 * SECOND
    meter.stopped(*gap, seconds=700)
    writes = seen(meter, START + 1_100 * SECOND)
    assert (writes.seconds, writes.running_seconds) == (400, 400)
    assert writes.unwatched == (gap,)
    assert writes.warning is None  # ten minutes of silence would be one, and nobody listened


def test_sleep_while_it_was_stopped_counts_once() -> None:
    meter = running()
    meter.stopped(START + 100 * SECOND, START + 700 * SECOND, seconds=200)
    meter.leapt(400 * SECOND)  # as the clock tells of the sleep
    assert seen(meter, START + 1_000 * SECOND).seconds == 400
