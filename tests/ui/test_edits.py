"""Restore, forget, close and undo on the screen: a look ahead first, then exactly that."""

from __future__ import annotations

import asyncio
import stat
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.events import Key
from textual.pilot import Pilot
from textual.screen import Screen
from textual.widgets import Input

from sessiontui.ui.panes.lists.closed import ClosedPane
from sessiontui.ui.panes.lists.windows import WindowsPane
from sessiontui.ui.screens.export import ExportScreen
from sessiontui.ui.screens.move_target import MoveTargetScreen
from sessiontui.ui.screens.preview import PreviewScreen
from tests.builders import (
    closed_tab,
    closed_window,
    entry,
    read_session,
    session,
    tab,
    window,
    write_profile,
)
from tests.system import lock_held
from tests.ui.conftest import Start, settle
from tests.ui.test_app import shown

pytestmark = pytest.mark.long  # the ordinary run is to be quick


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A profile that was quit cleanly, with open and closed tabs, and an older version."""
    state = session(
        window(
            tab(entry("https://open.example/1", "Open one")),
            tab(entry("https://open.example/2", "Open two")),
            closed=[
                closed_tab(tab(entry("https://gone.example/1", "Gone one")), 1),
                closed_tab(tab(entry("https://gone.example/2", "Gone two")), 2),
            ],
        ),
        closed_windows=[closed_window(window("https://w.example/a", "https://w.example/b"), 3)],
    )
    gone = closed_tab(tab(entry("https://gone.example/1", "Gone one")), 9)
    older = session(window(tab(entry("https://older.example/", "Older page")), closed=[gone]))
    return write_profile(tmp_path / "p", clean=state, previous=older)


def hashes(profile: Path) -> dict[str, str]:
    return {
        str(path.relative_to(profile)): sha256(path.read_bytes()).hexdigest()
        for path in sorted(profile.rglob("*"))
        if path.is_file() and path.name != ".parentlock"
    }


def open_urls(profile: Path) -> list[str]:
    state = read_session(profile / "sessionstore.jsonlz4")
    return [t["entries"][-1]["url"] for w in state["windows"] for t in w["tabs"]]


def closed_urls(profile: Path) -> list[str]:
    state = read_session(profile / "sessionstore.jsonlz4")
    return [c["state"]["entries"][-1]["url"] for w in state["windows"] for c in w["_closedTabs"]]


def said(app: App[Any]) -> str:
    return " ".join(str(toast.message) for toast in app._notifications)


async def asked(pilot: Pilot[Any]) -> PreviewScreen:
    """Wait for the look ahead."""
    for _ in range(200):
        await pilot.pause(0.01)
        if isinstance(pilot.app.screen, PreviewScreen):
            await pilot.pause()
            return pilot.app.screen
    raise AssertionError(said(pilot.app))


async def chosen(pilot: Pilot[Any], screen: type[Screen[Any]]) -> None:
    """Wait until a choice is offered."""
    for _ in range(200):
        await pilot.pause(0.01)
        if isinstance(pilot.app.screen, screen):
            await pilot.pause()
            return
    raise AssertionError(said(pilot.app))


async def answered(pilot: Pilot[Any], key: str) -> None:
    await pilot.press(key)
    await settle(pilot)


async def test_restoring_shows_first_what_would_be_written_and_escape_writes_nothing(
    profile: Path, start: Start
) -> None:
    before = hashes(profile)
    async with start(profile) as (app, pilot):
        await pilot.press("3", "r")
        await asked(pilot)
        text = shown(app)
        assert "Gone one" in text
        assert "sessionstore.jsonlz4" in text
        assert "prefs.js" in text, "the one pref that makes Firefox open it"
        await answered(pilot, "escape")
        assert hashes(profile) == before


async def test_enter_restores_and_u_takes_it_back_byte_for_byte(
    profile: Path, start: Start
) -> None:
    before = hashes(profile)
    async with start(profile) as (app, pilot):
        await pilot.press("3", "space", "space", "r")
        await asked(pilot)
        await answered(pilot, "enter")
        assert "u undoes it" in said(app)
        assert set(open_urls(profile)) > {"https://gone.example/1", "https://gone.example/2"}
        assert closed_urls(profile) == []
        await pilot.press("u")
        await asked(pilot)
        await answered(pilot, "enter")
        assert hashes(profile) == before
        assert "Undone" in said(app)


async def test_forgetting_wants_another_key_than_enter(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("3", "f")
        screen = await asked(pilot)
        await pilot.press("enter")
        await pilot.pause()
        assert app.screen is screen
        assert "https://gone.example/1" in closed_urls(profile)
        await answered(pilot, "y")
        assert closed_urls(profile) == ["https://gone.example/2"]


async def test_forgetting_everywhere_lists_every_file_first(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("3", "f")
        first = await asked(pilot)
        await pilot.press("a")
        await settle(pilot)
        assert app.screen is first
        assert "previous.jsonlz4" in shown(app)
        await answered(pilot, "y")
        assert closed_urls(profile) == ["https://gone.example/2"]


async def test_closing_puts_a_tab_on_the_closed_stack(profile: Path, start: Start) -> None:
    async with start(profile) as (_app, pilot):
        await pilot.press("2", "down", "c")
        await asked(pilot)
        await answered(pilot, "enter")
        assert open_urls(profile) == ["https://open.example/2"]
        assert closed_urls(profile)[0] == "https://open.example/1"


async def test_pinning_and_opening_only_the_marked(profile: Path, start: Start) -> None:
    async with start(profile) as (_app, pilot):
        await pilot.press("2", "end", "p")
        await asked(pilot)
        await answered(pilot, "enter")
        assert open_urls(profile) == ["https://open.example/2", "https://open.example/1"]
        await pilot.press("home", "down", "space", "x")
        await asked(pilot)
        await answered(pilot, "enter")
        assert open_urls(profile) == ["https://open.example/2"]


async def test_a_tab_moves_before_the_chosen_one_and_u_takes_it_back(
    profile: Path, start: Start
) -> None:
    before = hashes(profile)
    async with start(profile) as (app, pilot):
        await pilot.press("2", "end", "m")
        await chosen(pilot, MoveTargetScreen)
        assert "Move 1 tab: before which?" in shown(app)
        await pilot.press("enter")  # the cursor begins on the first tab that stays
        await asked(pilot)
        assert "Move “Open two” to place 1 of window 1" in shown(app)
        assert hashes(profile) == before
        await answered(pilot, "enter")
        assert open_urls(profile) == ["https://open.example/2", "https://open.example/1"]
        await pilot.press("u")
        await asked(pilot)
        await answered(pilot, "enter")
        assert hashes(profile) == before


async def test_marked_tabs_move_to_the_end_of_another_window(tmp_path: Path, start: Start) -> None:
    urls = [f"https://t.example/{i}" for i in range(5)]
    state = session(window(*map(tab, urls[:3])), window(*map(tab, urls[3:])))
    path = write_profile(tmp_path / "two", clean=state)
    async with start(path) as (app, pilot):
        await pilot.press("2", "down", "space", "down", "space", "m")
        await chosen(pilot, MoveTargetScreen)
        await pilot.press("enter")  # the cursor begins on the window they are not in
        await asked(pilot)
        await answered(pilot, "enter")
        windows = read_session(path / "sessionstore.jsonlz4")["windows"]
        assert [[t["entries"][0]["url"] for t in w["tabs"]] for w in windows] == [
            [urls[1]], [urls[3], urls[4], urls[0], urls[2]],
        ]  # fmt: skip
        assert "Done: Move" in said(app)


async def test_leaving_the_choice_of_a_place_moves_nothing(profile: Path, start: Start) -> None:
    before = hashes(profile)
    async with start(profile) as (app, pilot):
        await pilot.press("2", "down", "m")
        await chosen(pilot, MoveTargetScreen)
        await answered(pilot, "escape")
        assert app.screen is app.screen_stack[0]
        assert hashes(profile) == before
        await pilot.press("home", "m")
        await settle(pilot)
        assert "Only open tabs can be moved." in said(app)
        await pilot.press("3", "m")
        await settle(pilot)
        assert app.screen is app.screen_stack[0]


async def test_tabs_of_an_older_version_are_opened_beside_what_there_is(
    profile: Path, start: Start
) -> None:
    before = (profile / "sessionstore-backups/previous.jsonlz4").read_bytes()
    async with start(profile) as (_app, pilot):
        await pilot.press("2", "right_square_bracket")
        await settle(pilot)
        await pilot.press("end", "r")
        await asked(pilot)
        await answered(pilot, "enter")
        assert set(open_urls(profile)) == {
            "https://open.example/1", "https://open.example/2", "https://older.example/",
        }  # fmt: skip
    assert (profile / "sessionstore-backups/previous.jsonlz4").read_bytes() == before


async def test_what_is_open_already_is_said_first_and_o_takes_it_in(
    tmp_path: Path, start: Start
) -> None:
    closed = [closed_tab(tab(f"https://{name}.example/"), i) for i, name in enumerate("abc", 1)]
    state = session(window("https://a.example/", closed=closed))
    place = write_profile(tmp_path / "p", clean=state)
    async with start(place) as (app, pilot):
        await pilot.press("3", "a", "r")
        await asked(pilot)
        text = shown(app)
        assert "1 of 3 is open already, and left out." in text
        assert text.index("1 of 3 is open") < text.index("Restore “")
        assert "Restore 2 closed tabs" in text
        await pilot.press("o")
        await settle(pilot)
        await asked(pilot)
        assert "Restore 3 closed tabs" in shown(app)
        assert "is open already" not in shown(app)
        await answered(pilot, "enter")
    assert open_urls(place).count("https://a.example/") == 2
    assert closed_urls(place) == []


async def test_without_o_what_is_open_already_stays_closed(tmp_path: Path, start: Start) -> None:
    closed = [closed_tab(tab(f"https://{name}.example/"), i) for i, name in enumerate("ab", 1)]
    place = write_profile(
        tmp_path / "p", clean=session(window("https://a.example/", closed=closed))
    )
    async with start(place) as (_, pilot):
        await pilot.press("3", "a", "r")
        await asked(pilot)
        await answered(pilot, "enter")
    assert sorted(open_urls(place)) == ["https://a.example/", "https://b.example/"]
    assert closed_urls(place) == ["https://a.example/"]


@pytest.mark.parametrize("keys", [("enter",), ("y",), ("escape",)])
async def test_what_is_all_open_already_is_said_and_no_yes_writes_anything(
    tmp_path: Path, start: Start, keys: tuple[str, ...]
) -> None:
    place = with_one_open_already(tmp_path)
    before = hashes(place)
    async with start(place) as (app, pilot):
        await pilot.press("3", "r")
        await asked(pilot)
        assert "It is open already." in shown(app)
        assert "Nothing would be changed; o opens it once more." in shown(app)
        await answered(pilot, *keys)
        assert not isinstance(app.screen, PreviewScreen)
    assert hashes(place) == before


async def test_what_is_all_open_already_opens_once_more_when_that_is_wanted(
    tmp_path: Path, start: Start
) -> None:
    place = with_one_open_already(tmp_path)
    async with start(place) as (_, pilot):
        await pilot.press("3", "r")
        await asked(pilot)
        await pilot.press("o")
        await settle(pilot)
        await answered(pilot, "enter")
    assert open_urls(place) == ["https://a.example/"] * 2


def with_one_open_already(tmp_path: Path) -> Path:
    gone = closed_tab(tab("https://a.example/"), 1)
    return write_profile(tmp_path / "p", clean=session(window("https://a.example/", closed=[gone])))


async def test_only_what_firefox_would_load_can_be_forgotten(profile: Path, start: Start) -> None:
    before = hashes(profile)
    async with start(profile) as (app, pilot):
        await pilot.press("2", "right_square_bracket")
        await settle(pilot)
        await pilot.press("end", "c")
        await settle(pilot)
        assert "Only what Firefox would load can be changed" in said(app)
        assert hashes(profile) == before


async def test_going_back_to_an_older_version(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("2", "right_square_bracket")
        await settle(pilot)
        await pilot.press("R")
        await asked(pilot)
        await answered(pilot, "enter")
        assert open_urls(profile) == ["https://older.example/"]
        await settle(pilot)
        assert "Older page" in shown(app), "the version that Firefox loads is shown again"


async def test_while_firefox_runs_the_keys_say_so_and_write_nothing(
    profile: Path, start: Start
) -> None:
    before = hashes(profile)
    with lock_held(profile):
        async with start(profile) as (app, pilot):
            await pilot.press("3", "r")
            await settle(pilot)
            assert "Firefox is running" in said(app)
            assert not isinstance(app.screen, PreviewScreen)
    assert hashes(profile) == before


async def test_a_read_only_place_says_so(profile: Path, start: Start) -> None:
    from sessiontui.stores.profile.store import ProfileStore
    from sessiontui.stores.protocols import StoreRef

    store = ProfileStore.open(StoreRef("profile", str(profile)), read_only=True)
    async with start(store) as (app, pilot):
        await pilot.press("3", "f")
        await settle(pilot)
        assert "read-only" in said(app)


async def test_export_writes_the_marked_tabs_into_a_private_file(
    profile: Path, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with start(profile) as (app, pilot):
        await pilot.press("2", "down", "space", "e")
        for _ in range(200):
            await pilot.pause(0.01)
            if isinstance(app.screen, ExportScreen):
                break
        await pilot.pause()
        assert "./tabs.txt" in shown(app)
        await pilot.press("enter")
        await settle(pilot)
        written = tmp_path / "tabs.txt"
        assert written.read_text() == "https://open.example/1\n"
        assert stat.S_IMODE(written.stat().st_mode) == 0o600
        assert "tabs.txt" in said(app)


async def test_with_a_filter_all_means_what_was_found_not_the_window_around_it(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("3", "slash", *"w.example/b", "enter", "a")
        await settle(pilot)
        assert "1 marked" in shown(app)
        await pilot.press("f")
        await asked(pilot)
        await answered(pilot, "y")
    [kept] = read_session(profile / "sessionstore.jsonlz4")["_closedWindows"]
    assert [t["entries"][-1]["url"] for t in kept["tabs"]] == ["https://w.example/a"]


async def test_export_writes_what_the_filter_keeps(
    profile: Path, start: Start, tmp_path: Path
) -> None:
    target = tmp_path / "found.txt"
    async with start(profile) as (app, pilot):
        await pilot.press("2", "slash", *"two", "enter", "e")
        await pilot.pause()
        assert isinstance(app.screen, ExportScreen)
        app.screen.query_one(Input).value = str(target)
        await answered(pilot, "enter")
    assert target.read_text().split() == ["https://open.example/2"]


async def test_an_answer_typed_before_the_question_is_there_is_no_yes(
    profile: Path, start: Start
) -> None:
    before = hashes(profile)
    async with start(profile) as (app, pilot):
        await pilot.press("3")
        await settle(pilot)
        app.simulate_key("r")
        while not isinstance(app.screen_stack[-1], PreviewScreen):
            await asyncio.sleep(0)
        app.simulate_key("enter")
        await pilot.pause()
        await pilot.pause()
        assert isinstance(app.screen, PreviewScreen)
        await answered(pilot, "escape")
        assert app.is_running
    assert hashes(profile) == before


# -- a filter, and marks -----------------------------------------------------------------------


async def test_with_a_filter_the_cursor_is_on_the_first_hit_and_not_on_its_window(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("2", "slash", *"two")
        await pilot.pause()
        assert app.query_one(WindowsPane).items.here.title == "Open two"  # type: ignore[union-attr]
        await pilot.press("enter")
        await pilot.pause()
        assert app.query_one(WindowsPane).items.here.title == "Open two"  # type: ignore[union-attr]


async def test_restoring_a_closed_window_of_which_a_filter_shows_one_tab_opens_that_tab(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("3", "slash", *"w.example/b", "enter", "up")
        await pilot.pause()
        await pilot.press("r")
        await asked(pilot)
        assert "1 of 2 tabs, those the filter shows" in shown(app)
        await answered(pilot, "enter")
    assert "https://w.example/b" in open_urls(profile)
    assert "https://w.example/a" not in open_urls(profile)


@pytest.mark.parametrize("marked", [False, True])
async def test_closing_a_window_of_which_a_filter_shows_one_tab_closes_that_tab(
    profile: Path, start: Start, marked: bool
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("2", "slash", *"two", "enter", "up", *(["space"] if marked else []))
        await pilot.pause()
        await pilot.press("c")
        await asked(pilot)
        assert "1 of 2 tabs, those the filter shows" in shown(app)
        await answered(pilot, "enter")
    assert open_urls(profile) == ["https://open.example/1"]


async def test_a_window_that_a_filter_shows_whole_is_one_window(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("3", "slash", *"w.example", "enter", "up", "r")
        await asked(pilot)
        assert "those the filter shows" not in shown(app)
        await answered(pilot, "enter")
    assert len(read_session(profile / "sessionstore.jsonlz4")["windows"]) == 2


async def test_an_edit_takes_the_marks_away_that_it_used_and_one_that_was_left_does_not(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("3", "space", "r")
        await asked(pilot)
        await answered(pilot, "escape")
        assert len(app.query_one(ClosedPane).marks) == 1
        await pilot.press("r")
        await asked(pilot)
        await answered(pilot, "enter")
        assert not app.query_one(ClosedPane).marks


async def test_another_plan_in_the_same_window_hears_no_yes_before_it_is_painted(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (_, pilot):
        await pilot.press("3", "r")
        screen = await asked(pilot)
        await settle(pilot)
        assert screen.hears(Key("enter", None))
        screen.show(screen._shown)
        assert not screen.hears(Key("enter", None))  # nobody can have seen it yet
        await settle(pilot)
        assert screen.hears(Key("enter", None))
