"""Names and values of session settings as people type them."""

from __future__ import annotations

import pytest
from msgspec.structs import replace

from sessiontui.errors import UsageError
from sessiontui.firefox.prefs import values as setting_values
from sessiontui.firefox.prefs.catalogue import CATALOGUE, SettingSpec
from sessiontui.firefox.prefs.names import STORE
from sessiontui.firefox.prefs.prefs_js import PrefValue, parse_prefs, with_pref
from sessiontui.firefox.prefs.values import check_value, find_setting, parse_value
from sessiontui.text import is_printable

EVERY = pytest.mark.parametrize("spec", CATALOGUE, ids=lambda spec: spec.name)


@pytest.mark.parametrize(
    ("word", "name"),
    [
        ("interval", STORE + "interval"),
        ("…interval", STORE + "interval"),  # as the settings pane shows it
        ("Interval", STORE + "interval"),
        ("interval.idle", STORE + "interval.idle"),
        ("idle", STORE + "interval.idle"),
        ("max_tabs_undo", STORE + "max_tabs_undo"),
        ("page", "browser.startup.page"),
        ("startup.page", "browser.startup.page"),
        ("sync.browser.startup.page", "services.sync.prefs.sync.browser.startup.page"),
        ("restore_on_demand", STORE + "restore_on_demand"),
        ("clearOnShutdown.cookies", "privacy.clearOnShutdown.cookies"),
        ("privacy_level_deferred", STORE + "privacy_level_deferred"),
    ],
)
def test_a_setting_by_as_much_of_its_name_as_no_other_has(word: str, name: str) -> None:
    assert find_setting(word).name == name


def test_every_setting_is_found_by_the_name_the_pane_shows() -> None:
    for spec in CATALOGUE:
        assert find_setting(spec.name) is spec
        assert find_setting(spec.name.removeprefix(STORE)) is spec


@pytest.mark.parametrize(
    ("word", "said"),
    [
        ("intervall", "did you mean interval"),
        ("browser.sessionstore.max_tab_undo", "did you mean max_tabs_undo"),
        ("network.proxy.type", "there is no such session setting"),
        ("", "there is no such session setting"),
        ("\x1b[31m", "there is no such session setting"),
    ],
)
def test_other_names(word: str, said: str) -> None:
    with pytest.raises(UsageError) as caught:
        find_setting(word)
    assert said in caught.value.sentence
    assert is_printable(caught.value.sentence)


def test_a_name_that_several_have_names_them(monkeypatch: pytest.MonkeyPatch) -> None:
    several = tuple(replace(CATALOGUE[0], name=f"browser.{name}.twice") for name in "ab")
    monkeypatch.setattr(setting_values, "CATALOGUE", several)
    with pytest.raises(UsageError, match=r"several .* browser\.a\.twice, browser\.b\.twice"):
        find_setting("twice")
    assert find_setting("a.twice") is several[0]


@pytest.mark.parametrize(
    ("name", "text", "value"),
    [
        ("interval", "60000", 60000),
        ("interval", " 60s ", 60000),
        ("interval", "5 min", 300_000),
        ("interval", "2.5s", 2500),
        ("idleDelay", "3m", 180),
        ("cleanup.forget_closed_after", "2w", 1_209_600_000),
        ("max_resumed_crashes", "-1", -1),
        ("max_tabs_undo", "0", 0),
        ("restore_on_demand", "false", False),
        ("restore_on_demand", "True", True),
        ("loglevel", "Debug", "Debug"),
        ("upgradeBackup.latestBuildID", "", ""),
        ("page", "3", 3),
    ],
)
def test_values(name: str, text: str, value: PrefValue) -> None:
    found = parse_value(find_setting(name), text)
    assert (found, type(found)) == (value, type(value))


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("interval", "1999"),  # Firefox never saves more often
        ("interval", "1s"),
        ("interval", "fast"),
        ("interval", "1e3"),
        ("interval", "٣٠٠٠"),
        ("interval", "2147483648"),
        ("interval", "2y"),
        ("interval", ""),
        ("idleDelay", "1.5s"),
        ("max_tabs_undo", "-1"),
        ("max_tabs_undo", "2w"),
        ("max_resumed_crashes", "-2"),
        ("page", "2"),
        ("privacy_level", "3"),
        ("restore_on_demand", "1"),
        ("loglevel", "debug"),
        ("loglevel", "\x1b[31m"),
        ("upgradeBackup.latestBuildID", "../../x"),
        ("logFlushIntervalSeconds", "0"),
    ],
)
def test_values_that_make_no_sense_say_what_does(name: str, text: str) -> None:
    spec = find_setting(name)
    with pytest.raises(UsageError) as caught:
        parse_value(spec, text)
    assert caught.value.sentence.startswith(f"{spec.name} takes ")
    assert is_printable(caught.value.sentence)


@EVERY
def test_every_default_is_a_good_value_and_survives_prefs_js(spec: SettingSpec) -> None:
    for _, value in spec.defaults:
        check_value(spec, value)
        text = str(value).lower() if isinstance(value, bool) else str(value)
        assert parse_value(spec, text) == value
        assert parse_prefs(with_pref(b"", spec.name, value)) == {spec.name: value}


@EVERY
def test_no_setting_takes_another_type(spec: SettingSpec) -> None:
    wrong: dict[str, tuple[PrefValue, ...]] = {
        "int": (True, "1"), "bool": (1, "true"), "string": (1, False),
    }  # fmt: skip
    for value in wrong[spec.kind]:
        with pytest.raises(UsageError):
            check_value(spec, value)
