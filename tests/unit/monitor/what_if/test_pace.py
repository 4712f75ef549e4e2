"""What another interval would write, said of the saves counted or as a bound."""

from __future__ import annotations

from sessiontui.monitor.saves import Save, Writes
from sessiontui.monitor.what_if.pace import pace_words

KB = 1000
START = 1_795_000_000_000.0


def counted(number: int, *, every: float = 15.0, interval: float = 15.0) -> Writes:
    """Saves of 100 kB each, one after the other."""
    ends = START + number * every * 1000
    saves = tuple(
        Save(START + i * every * 1000, "recovery.jsonlz4", False, 100 * KB) for i in range(number)
    )
    return Writes(
        START, ends, "a test", True, 1, number * every, number * every, number, number * 100 * KB,
        0, 0, 0, 0, None, every, None, None, saves, interval=interval,
    )  # fmt: skip


def test_a_longer_interval_is_told_of_the_saves_counted() -> None:
    assert pace_words(60, 15, counted(240), None) == (
        "48 MB instead of 192 MB in a day of 8 h, by the 240 saves counted"
    )


def test_saves_that_were_rarer_than_the_interval_would_not_get_fewer() -> None:
    said = pace_words(30, 15, counted(60, every=40), None)
    assert said.startswith("72 MB instead of 72 MB")


def test_a_short_watch_gives_a_bound_and_says_how_short_it_was() -> None:
    assert pace_words(60, 15, counted(8), None) == (
        "at most 48 MB instead of 192 MB in a day of 8 h; watched for only 2 min"
    )
    rare = counted(2, every=90)
    assert pace_words(100, 15, rare, None).startswith("at most 29 MB instead of 32 MB in")
    assert pace_words(80, 15, rare, None).startswith("at most 32 MB instead of 32 MB in")


def test_a_shorter_interval_is_only_a_bound_for_what_would_be_saved_is_not_known() -> None:
    assert pace_words(5, 15, counted(240), None) == (
        "at most 576 MB instead of 192 MB in a day of 8 h: how often something changes in between "
        "is not known"
    )


def test_without_a_count_the_file_gives_a_bound_and_says_that_nothing_was_counted() -> None:
    for writes in (None, counted(1)):
        assert pace_words(60, 15, writes, 100 * KB) == (
            "at most 48 MB instead of 192 MB in a day of 8 h, were something to change all the "
            "time: no saves are counted yet"
        )


def test_without_a_file_the_saves_are_counted_out() -> None:
    assert pace_words(60, 15, None, None).startswith("at most 480 saves instead of 1,920 saves in")
    assert pace_words(86_400, 15, None, 0).startswith("at most 1 save instead of")


def test_what_was_counted_is_beside_the_interval_of_that_time() -> None:
    assert pace_words(15, 60, counted(240, every=15, interval=15), None) == ""
    assert pace_words(15, 15, None, None) == ""
