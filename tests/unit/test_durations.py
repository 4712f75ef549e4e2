"""Lengths of time: rounded, as measured, in two units, exact."""

from __future__ import annotations

import pytest

from sessiontui.durations import duration, exact, in_milliseconds, in_two_units, measured

MINUTE, HOUR, DAY = 60, 3600, 86_400


def test_one_short_unit_never_rounded_up_to_the_next() -> None:
    lengths = (-5, 0.9, 59.9, 60, 3599, HOUR, 35.9 * HOUR, 36 * HOUR, 999 * DAY, 1461 * DAY)
    assert [duration(length) for length in lengths] == [
        "0 s", "0 s", "59 s", "1 min", "59 min", "1 h", "35 h", "2 days", "999 days", "4 years",
    ]  # fmt: skip


def test_as_measured_in_at_most_seven_cells() -> None:
    lengths = (0, 0.0021, 0.098, 0.9994, 0.9999, 15.04, 99.94, 99.96, 119.4, 119.6, 2 * HOUR)
    shown = [measured(length) for length in lengths]
    assert shown == [
        "0 ms", "2 ms", "98 ms", "999 ms", "1.0 s", "15.0 s", "99.9 s", "100 s", "119 s", "2 min",
        "2 h",
    ]  # fmt: skip
    assert max(map(len, shown)) <= 7


def test_without_tenths() -> None:
    shown = [measured(length, whole=True) for length in (0.098, 1, 15.4, 98.6, 119.4, 300)]
    assert shown == ["98 ms", "1 s", "15 s", "99 s", "119 s", "5 min"]


def test_a_column_that_is_compared() -> None:
    assert [in_milliseconds(s) for s in (0.004, 1.137)] == ["4 ms", "1,137 ms"]


def test_two_units() -> None:
    lengths = (-1, 0, 48.9, 60, 725, 7200, 28_920, 273_600, DAY, 1200 * DAY)
    assert [in_two_units(length) for length in lengths] == [
        "0 s", "0 s", "48 s", "1 min", "12 min 5 s", "2 h", "8 h 2 min", "3 days 4 h", "1 day",
        "1,200 days",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("milliseconds", "words"),
    [
        (0, "0 s"), (1, "0.001 s"), (15_000, "15 s"), (61_000, "61 s"), (90_000, "1.5 min"),
        (5_400_000, "1.5 h"), (86_400_000, "1 day"), (1_209_600_000, "14 days"),
        (1_234_567_891, "1,234,567.891 s"),
    ],
)  # fmt: skip
def test_what_somebody_chose_is_said_exactly(milliseconds: int, words: str) -> None:
    assert exact(milliseconds) == words
