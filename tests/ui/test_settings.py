"""Pane 8 changes settings: what a value would mean, a look ahead, exactly one line, and back."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.containers import Vertical
from textual.pilot import Pilot
from textual.widgets import Input

from sessiontui.firefox.prefs import system
from sessiontui.firefox.prefs.prefs_js import PrefValue, parse_prefs
from sessiontui.firefox.save_log import switched_on
from sessiontui.stores.file.store import FileStore
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.screens.facts import FactsScreen
from sessiontui.ui.screens.setting import SettingScreen
from sessiontui.ui.widgets.sheet import Sheet
from tests.builders import NOW, mozlz4, session, to_json, window, write_profile
from tests.system import lock_held
from tests.ui.conftest import CountedDemo, Start, StillDemo, settle
from tests.ui.test_app import shown
from tests.ui.test_edits import answered, asked, chosen, hashes, said

pytestmark = pytest.mark.long  # the ordinary run is to be quick

STORE = "browser.sessionstore."
INTERVAL = STORE + "interval"
UNDO = STORE + "max_tabs_undo"
PAGE = "browser.startup.page"
COUNTED = "browser.startup.couldRestoreSession.count"
STATE = session(window("https://a.example/One", "https://b.example/Two"))


@pytest.fixture(autouse=True)
def no_policies_of_this_machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(system, "SYSTEM_DIRECTORY", tmp_path / "etc")


@pytest.fixture
def copied(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What was sent to the terminal's clipboard."""
    sent: list[str] = []
    monkeypatch.setattr(App, "copy_to_clipboard", lambda app, text: sent.append(text))
    return sent


def profile_with(
    tmp_path: Path, prefs: Mapping[str, PrefValue], user: Mapping[str, PrefValue] = {}
) -> Path:
    return write_profile(tmp_path / "p", clean=STATE, prefs=prefs, user=user)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return profile_with(tmp_path, {UNDO: 100, COUNTED: 2})


def prefs_of(profile: Path) -> dict[str, PrefValue]:
    return dict(parse_prefs((profile / "prefs.js").read_bytes()))


async def opened(pilot: Pilot[Any], name: str) -> None:
    """Open the dialog of the one setting that a filter finds first."""
    await pilot.press("8", "slash", *name, "enter", "home", "enter")
    await chosen(pilot, SettingScreen)


async def typed(pilot: Pilot[Any], text: str) -> str:
    """Type a value over the one that stands there; what the screen says then."""
    field = pilot.app.screen.query_one(Input)
    field.value = ""
    await pilot.press(*text)
    await pilot.pause()
    assert isinstance(pilot.app, SessiontuiApp)
    return shown(pilot.app)


def told(app: App[Any]) -> str:
    """What the sheets of the screen in front say, however it wraps."""
    return " ".join(line.text for sheet in app.screen.query(Sheet) for line in sheet.lines)


# -- changing one ------------------------------------------------------------------------------


async def test_a_setting_is_changed_after_a_look_ahead_and_u_takes_it_back(
    profile: Path, start: Start
) -> None:
    before = hashes(profile)
    async with start(profile) as (app, pilot):
        await opened(pilot, "interval")
        text = shown(app)
        assert "15000 ms" in text
        assert "2000 to 2147483647 ms, or a time like 30s or 2h" in text
        text = await typed(pilot, "60s")
        assert "60000 ms: a save at most every 1 min" in text
        await pilot.press("enter")
        await asked(pilot)
        text = shown(app)
        assert f"Set {INTERVAL} to 60000 ms" in text
        assert "prefs.js: 1 line set" in text
        assert hashes(profile) == before, "only a yes writes"
        await answered(pilot, "enter")
        assert prefs_of(profile)[INTERVAL] == 60_000
        assert "u undoes it" in said(app)
        assert "● …interval" in shown(app)
        await pilot.press("u")
        await asked(pilot)
        await answered(pilot, "enter")
        assert hashes(profile) == before


async def test_escape_writes_nothing_in_the_dialog_nor_in_the_look_ahead(
    profile: Path, start: Start
) -> None:
    before = hashes(profile)
    async with start(profile) as (app, pilot):
        await opened(pilot, "interval")
        await pilot.press("escape")
        await settle(pilot)
        assert len(app.screen_stack) == 1
        await pilot.press("enter")
        await chosen(pilot, SettingScreen)
        await typed(pilot, "60s")
        await pilot.press("enter")
        await asked(pilot)
        await answered(pilot, "escape")
        assert len(app.screen_stack) == 1
        assert hashes(profile) == before


async def test_a_wrong_value_says_why_at_once_and_goes_no_further(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await opened(pilot, "interval")
        text = await typed(pilot, "1500")
        assert "! 1500 ms is less than 2000 ms, the least: Firefox never saves more" in text
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, SettingScreen)
        assert "“soon” is no whole number" in await typed(pilot, "soon")
        assert "Type a value." in await typed(pilot, "")
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, SettingScreen)


async def test_the_default_again_takes_the_line_out(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await opened(pilot, "max_tabs")
        assert "Ctrl-R Firefox's default" in shown(app)
        await pilot.press("ctrl+r")
        await asked(pilot)
        assert "to its default again, 25 tabs" in shown(app)
        await answered(pilot, "enter")
        assert UNDO not in prefs_of(profile)


async def test_what_no_line_sets_has_no_default_to_go_back_to(profile: Path, start: Start) -> None:
    before = hashes(profile)
    async with start(profile) as (app, pilot):
        await opened(pilot, "interval")
        assert "^r" not in shown(app)
        await pilot.press("ctrl+r")
        assert "there is none to take out" in said(app)
        await pilot.press("enter")  # the value that stands there
        await settle(pilot)
        assert "is 15000 ms already" in said(app)
        assert len(app.screen_stack) == 1
    assert hashes(profile) == before


async def test_what_takes_few_values_is_chosen(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await opened(pilot, "startup.page")
        assert "the home page  Firefox's default" in shown(app)
        await pilot.press("down")
        await pilot.pause()
        assert "opens the windows and tabs of the previous session" in shown(app)
        await pilot.press("enter")
        await asked(pilot)
        await answered(pilot, "enter")
        assert prefs_of(profile)[PAGE] == 3


async def test_true_and_false_are_chosen(profile: Path, start: Start) -> None:
    async with start(profile) as (_, pilot):
        await opened(pilot, "resume_from_crash")
        await pilot.press("down", "enter")
        await asked(pilot)
        await answered(pilot, "enter")
        assert prefs_of(profile)[STORE + "resume_from_crash"] is False


async def test_a_value_says_what_the_counted_saves_would_have_been(start: Start) -> None:
    async with start(CountedDemo()) as (app, pilot):
        app.saves.take_counts()
        await settle(pilot)
        await opened(pilot, "interval")
        text = await typed(pilot, "60s")
        assert "MB instead of" in text
        assert "saves counted" in text


async def test_without_a_count_it_says_no_more_than_is_sure(profile: Path, start: Start) -> None:
    async with start(profile) as (_, pilot):
        await opened(pilot, "interval")
        text = await typed(pilot, "60s")
        assert "at most " in text
        assert "no saves are" in text


async def test_a_profile_that_is_another_after_the_yes_is_looked_at_again(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await opened(pilot, "interval")
        await typed(pilot, "60s")
        await pilot.press("enter")
        await asked(pilot)
        profile_with(profile.parent, {INTERVAL: 90_000})  # a Firefox came and went
        before = hashes(profile)
        await answered(pilot, "enter")
        await asked(pilot)
        assert "The profile was changed while this was read" in shown(app)
        assert "(it was 90000 ms)" in shown(app)
        assert hashes(profile) == before
        await answered(pilot, "enter")
        assert prefs_of(profile)[INTERVAL] == 60_000


async def test_a_user_js_that_appears_before_the_yes_has_nothing_written(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await opened(pilot, "interval")
        await typed(pilot, "60s")
        await pilot.press("enter")
        await asked(pilot)
        (profile / "user.js").write_text(f'user_pref("{INTERVAL}", 30000);\n')
        before = hashes(profile)
        await answered(pilot, "enter")
        assert "user.js" in said(app)
        assert hashes(profile) == before


# -- where it cannot be changed ----------------------------------------------------------------


async def test_while_firefox_runs_it_says_what_to_do_and_copies_the_name(
    profile: Path, start: Start, copied: list[str]
) -> None:
    before = hashes(profile)
    with lock_held(profile) as pid:
        async with start(profile) as (_, pilot):
            await opened(pilot, "interval")
            text = await typed(pilot, "60s")
            assert "a save at most every 1 min" in text
            assert f"Firefox is running (pid {pid})" in text
            assert "about:config: paste the name, set it to 60000" in text
            assert "look ahead" not in text
            await pilot.press("enter")
            await settle(pilot)
            assert copied == [INTERVAL]
            await pilot.press("escape", "escape")
            await opened(pilot, "startup.page")
            await pilot.press("y")
            await settle(pilot)
            assert copied == [INTERVAL, PAGE]
    assert hashes(profile) == before


async def test_a_firefox_that_is_closed_meanwhile_lets_it_be_written(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        with lock_held(profile):
            app.versions.changed()
            await settle(pilot)
            await opened(pilot, "interval")
            assert "copy the name" in shown(app)
        app.versions.changed()
        await settle(pilot)
        assert app.view is not None
        assert app.view.no_edits is None
        text = await typed(pilot, "60s")
        assert "Enter look ahead" in text
        await pilot.press("enter")
        await asked(pilot)
        await answered(pilot, "enter")
        assert prefs_of(profile)[INTERVAL] == 60_000


async def test_a_place_opened_read_only_is_not_written(
    profile: Path, start: Start, copied: list[str]
) -> None:
    before = hashes(profile)
    async with start(ProfileStore(profile, read_only=True, now=lambda: NOW)) as (app, pilot):
        await opened(pilot, "interval")
        assert "it was opened read-only" in shown(app)
        await typed(pilot, "60s")
        await pilot.press("enter")
        await settle(pilot)
        assert copied == [INTERVAL]
    assert hashes(profile) == before


async def test_what_user_js_decides_says_where_and_is_not_changed(
    tmp_path: Path, start: Start, copied: list[str]
) -> None:
    profile = profile_with(tmp_path, {INTERVAL: 20_000}, {INTERVAL: 30_000})
    before = hashes(profile)
    async with start(profile) as (app, pilot):
        await pilot.press("8", "home")
        await settle(pilot)
        assert "= 30000 in user.js: change that line" in told(app)
        await opened(pilot, "interval")
        assert f"{INTERVAL} = 30000 in user.js: change that line instead" in told(app)
        assert "look ahead" not in shown(app)
        assert not app.screen.query(Input)
        await pilot.press("enter", "ctrl+r")
        await settle(pilot)
        assert copied == [INTERVAL]
        assert isinstance(app.screen, SettingScreen)
    assert hashes(profile) == before


async def test_what_a_policy_decides_says_so(profile: Path, start: Start) -> None:
    path = system.SYSTEM_DIRECTORY / "policies/policies.json"
    path.parent.mkdir(parents=True)
    locked = {"Preferences": {INTERVAL: {"Value": 60000, "Status": "locked"}}}
    path.write_text(json.dumps({"policies": locked}))
    async with start(profile) as (app, pilot):
        await opened(pilot, "interval")
        decided = f"{INTERVAL} = 60000 in policies.json: that is an administrator's policy"
        assert decided in told(app)
        assert not app.screen.query(Input)


async def test_what_firefox_no_longer_reads_says_so_and_its_line_can_go(
    tmp_path: Path, start: Start
) -> None:
    old = STORE + "privacy_level_deferred"
    profile = profile_with(tmp_path, {old: 2})
    async with start(profile) as (app, pilot):
        await opened(pilot, "deferred")
        assert "Firefox 46 and later do not read it" in shown(app)
        assert not app.screen.query(Input)
        await pilot.press("ctrl+r")
        await asked(pilot)
        await answered(pilot, "enter")
        assert old not in prefs_of(profile)


async def test_a_setting_outside_the_catalogue_is_looked_at(tmp_path: Path, start: Start) -> None:
    profile = profile_with(tmp_path, {STORE + "mine[red]": "x"})
    async with start(profile) as (app, pilot):
        await opened(pilot, "mine")
        text = shown(app)
        assert "mine[red]" in text
        assert "what it takes is not known here" in text
        await pilot.press("ctrl+r")
        assert isinstance(app.screen, SettingScreen)


async def test_a_single_file_has_nothing_to_change_nor_a_log(tmp_path: Path, start: Start) -> None:
    file = tmp_path / "a.jsonlz4"
    file.write_bytes(mozlz4(to_json(STATE)))
    async with start(FileStore(file)) as (app, pilot):
        await pilot.press("8", "enter", "y")
        await settle(pilot)
        assert "There is nothing in this list." in said(app)
        await pilot.press("t")
        await settle(pilot)
        assert "Only a profile has a Firefox that could note its saves." in said(app)
        assert len(app.screen_stack) == 1


# -- the list ----------------------------------------------------------------------------------


async def test_what_firefox_notes_for_itself_stands_last_and_is_not_counted_as_changed(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("8")
        await settle(pilot)
        text = shown(app)
        assert "settings, 1 changed, 1 noted by Firefox" in text
        assert "● …max_tabs_undo" in text
        assert "Change" in text
        await pilot.press("end")
        await settle(pilot)
        text = shown(app)
        assert "latestBuildID" in text
        assert "couldRestore" in text
        assert "● browser.startup.couldRestore" not in text
        assert "Firefox keeps this itself" in told(app)


async def test_y_copies_the_name_under_the_cursor(
    profile: Path, start: Start, copied: list[str]
) -> None:
    async with start(profile) as (_, pilot):
        await pilot.press("8", "y")
        await settle(pilot)
        assert copied == [UNDO]


async def test_the_demonstration_can_be_set_and_taken_back(start: Start) -> None:
    store = StillDemo()
    async with start(store) as (_, pilot):
        await opened(pilot, "interval")
        await typed(pilot, "60s")
        await pilot.press("enter")
        await asked(pilot)
        await answered(pilot, "enter")
        held = {s.name: s.value for s in store.settings()}
        assert held[INTERVAL] == 60_000
        await pilot.press("u")
        await asked(pilot)
        await answered(pilot, "enter")
        assert {s.name: s.value for s in store.settings()}[INTERVAL] == 15_000


# -- Firefox's own log of its saves ------------------------------------------------------------


async def test_t_switches_firefox_s_own_log_on_and_off_after_a_look_ahead(
    profile: Path, start: Start
) -> None:
    wanted = {k: v for k, v in switched_on(lambda name: None).items() if v is not None}
    before = hashes(profile)
    async with start(profile) as (app, pilot):
        await pilot.press("8", "t")
        await asked(pilot)
        assert "Have Firefox note its saves" in shown(app)
        await answered(pilot, "escape")
        assert hashes(profile) == before
        await pilot.press("t")
        await asked(pilot)
        await answered(pilot, "enter")
        assert wanted.items() <= prefs_of(profile).items()
        await pilot.press("t")
        await asked(pilot)
        assert "Have Firefox note its saves no longer" in shown(app)
        await answered(pilot, "enter")
        assert not wanted.keys() & prefs_of(profile).keys()


async def test_while_firefox_runs_t_says_what_to_set_in_about_config(
    profile: Path, start: Start
) -> None:
    before = hashes(profile)
    with lock_held(profile) as pid:
        async with start(profile) as (app, pilot):
            await pilot.press("8", "t")
            await chosen(pilot, FactsScreen)
            text = shown(app)
            assert f"(pid {pid})" in text
            assert f"{STORE}loglevel = Debug" in text
            assert f"{STORE}logFlushIntervalSeconds = 1" in text
    assert hashes(profile) == before


async def test_a_demonstration_has_no_log(start: Start) -> None:
    async with start(StillDemo()) as (app, pilot):
        await pilot.press("8", "t")
        await settle(pilot)
        assert "in a real profile only" in said(app)


@pytest.mark.long
async def test_every_setting_opens_and_says_what_it_takes_or_why_it_is_fixed(start: Start) -> None:
    store = StillDemo()
    async with start(store, size=(80, 24)) as (app, pilot):
        await pilot.press("8", "home")
        for setting in store.settings():
            await pilot.press("enter")
            await chosen(pilot, SettingScreen)
            assert app.screen.query_one(Vertical).border_title == setting.name
            assert setting.meaning in told(app)
            assert "takes" in shown(app) or "unread" in shown(app)
            await pilot.press("escape", "down")
