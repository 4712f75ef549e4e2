"""What a typed value of a setting would mean, and why a wrong one is wrong."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.errors import UsageError
from sessiontui.firefox.prefs.catalogue import CATALOGUE, SPECS
from sessiontui.firefox.prefs.effective import Prefs
from sessiontui.firefox.prefs.meant import Meant, effect_of, meant
from sessiontui.firefox.prefs.names import (
    CLEAR_HISTORY_128,
    FORGET_AFTER,
    IDLE_DELAY,
    INTERVAL,
    INTERVAL_IDLE,
    LOG_LEVEL,
    MAX_TABS_UNDO,
    PAGE,
    UPGRADE_ID,
)
from sessiontui.firefox.prefs.prefs_js import PrefValue
from sessiontui.firefox.prefs.settings import Setting, settings
from sessiontui.firefox.prefs.values import choices, parse_value
from sessiontui.text import is_printable


def setting(name: str, prefs: dict[str, PrefValue] | None = None) -> Setting:
    return next(s for s in settings(Prefs(prefs or {}, {}, 153)) if s.name == name)


def typed(name: str, text: str, others: dict[str, PrefValue] | None = None) -> Meant:
    prefs = Prefs(others or {}, {}, 153)
    return meant(setting(name, others), text, prefs.get)


@pytest.mark.parametrize(
    ("name", "text", "value", "words"),
    [
        (INTERVAL, "60s", 60_000, "a save at most every 1 min"),
        (INTERVAL, " 60000 ", 60_000, "a save at most every 1 min"),
        (FORGET_AFTER, "1w", 604_800_000, "closed items older than 7 days are dropped at idle"),
        (IDLE_DELAY, "90", 90, "saves less often after 1.5 min idle"),
        (MAX_TABS_UNDO, "0", 0, "keeps no closed tabs"),
        (UPGRADE_ID, "20261103151912", "20261103151912", ""),
        (UPGRADE_ID, "", "", ""),
    ],
)
def test_a_value_says_what_it_would_do(name: str, text: str, value: PrefValue, words: str) -> None:
    assert typed(name, text) == Meant(value, words=words)


@pytest.mark.parametrize(
    ("name", "text", "wrong"),
    [
        (INTERVAL, "15", "15 ms is less than 2000 ms, the least: Firefox never saves more often "
                         "than every 2 s"),
        (INTERVAL, "25d", "2160000000 ms is more than 2147483647, the most that Firefox keeps"),
        (INTERVAL, "soon", "“soon” is no whole number, and no time like 30s or 2h"),
        (IDLE_DELAY, "0.5s", "0.5s is no whole number of s"),
        (MAX_TABS_UNDO, "60s", "“60s” is no whole number"),
        (MAX_TABS_UNDO, "-1", "-1 tabs is less than 0 tabs, the least"),
        (MAX_TABS_UNDO, "\x1b[31m", "“␛[31m” is no whole number"),
        (UPGRADE_ID, "153", "“153” is not a build, 14 digits, or nothing"),
    ],
)  # fmt: skip
def test_a_wrong_value_says_why(name: str, text: str, wrong: str) -> None:
    assert typed(name, text) == Meant(wrong=wrong)


def test_nothing_typed_is_neither_right_nor_wrong() -> None:
    assert typed(INTERVAL, "") == typed(INTERVAL, "  ") == Meant()


def test_a_value_is_said_with_the_others_of_the_profile() -> None:
    found = typed(INTERVAL_IDLE, "2h", {IDLE_DELAY: 60})
    assert found.words == "after 1 min without input a save at most every 2 h"


def test_a_choice_firefox_no_longer_goes_by_does_nothing_whatever_it_is() -> None:
    assert effect_of(setting(CLEAR_HISTORY_128), False, lambda name: True) == (
        "nothing: this Firefox goes by privacy.clearOnShutdown.history"
    )


@pytest.mark.parametrize(
    ("name", "found"),
    [
        (PAGE, [0, 1, 3]),
        (LOG_LEVEL, ["Fatal", "Error", "Warn", "Info", "Config", "Debug", "Trace", "All"]),
        (CLEAR_HISTORY_128, [True, False]),
        (INTERVAL, []),
    ],
)
def test_what_takes_few_values_is_chosen_and_not_typed(name: str, found: list[PrefValue]) -> None:
    assert list(choices(SPECS[name])) == found


@given(st.sampled_from(CATALOGUE), st.text(max_size=12) | st.from_regex(r"-?\d{1,12}[smhd]?"))
def test_what_is_typed_is_right_exactly_where_the_command_takes_it(spec, text) -> None:  # type: ignore[no-untyped-def]
    found = typed(spec.name, text)
    try:
        value = parse_value(spec, text)
    except UsageError:
        assert found.value is None
        assert bool(found.wrong) is (bool(text.strip()) or spec.kind == "string")
    else:
        assert (found.value, found.wrong) == (value, "")
    assert is_printable(found.wrong)
    assert is_printable(found.words)
