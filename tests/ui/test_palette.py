"""The palette and the help: from the table, for what has the focus."""

from __future__ import annotations

import pytest

from sessiontui.ui.panes.lists.windows import WindowsPane
from sessiontui.ui.screens.help import HelpScreen
from sessiontui.ui.screens.palette import PaletteScreen
from sessiontui.ui.widgets.key_bar import KeyBar
from sessiontui.ui.widgets.line_list import LineList
from tests.ui.conftest import Start, settle
from tests.ui.test_app import shown

pytestmark = pytest.mark.long  # the ordinary run is to be quick


async def test_what_is_typed_finds_an_action_and_enter_does_it(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("2", "colon", *"sort", "enter")
        await settle(pilot)
        assert not isinstance(app.screen, PaletteScreen)
        assert app.query_one(WindowsPane).order.words == "last looked at first"


async def test_it_says_why_an_action_makes_no_sense_now(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("2", "colon", *"enter the session")
        await settle(pilot)
        assert "not now: Only a tab that holds a session" in shown(app)


async def test_arrows_move_in_the_list_while_the_field_has_the_focus(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("colon", "down", "down", "up")
        assert app.screen.query_one(LineList).cursor == 1
        await pilot.press("escape")
        await settle(pilot)
        assert not isinstance(app.screen, PaletteScreen)


async def test_help_lists_the_keys_of_what_has_the_focus_first(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("2", "question_mark")
        await settle(pilot)
        assert isinstance(app.screen, HelpScreen)
        text = shown(app)
        assert "In Windows and Closed" in text
        assert "In the JSON" not in text
        await pilot.press("escape", "7", "question_mark")
        await settle(pilot)
        text = shown(app)
        assert "In the JSON" in text
        assert "In Windows and Closed" not in text


async def test_help_keeps_what_is_typed_and_enter_does_it(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("2", "question_mark", *"column next", "enter")
        await settle(pilot)
        assert not isinstance(app.screen, HelpScreen)
        assert app.query_one(WindowsPane).order.words == "last looked at first"


async def test_help_knows_the_signs_and_the_keys_of_other_places(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("2", "question_mark", *"muted")
        await settle(pilot)
        assert "pinned, hidden, muted" in shown(app)
        await pilot.press("escape", "question_mark", *"jq path")
        await settle(pilot)
        assert "not now: only in the JSON: 7 shows it." in shown(app)
        await pilot.press("enter")
        await settle(pilot)
        assert not isinstance(app.screen, HelpScreen)
        assert "only in the JSON" in "".join(str(one.message) for one in app._notifications)


async def test_what_would_do_nothing_says_why_when_it_is_chosen_in_the_help(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("2", "question_mark", *"pin or unpin", "enter")
        await settle(pilot)
        assert "Only open tabs" in "".join(str(one.message) for one in app._notifications)


@pytest.mark.parametrize("key", ["colon", "question_mark"])
async def test_words_in_any_order_find_it_and_what_nothing_has_is_a_sentence(
    start: Start, key: str
) -> None:
    async with start() as (app, pilot):
        await pilot.press("2", key, *"marked file write")
        await settle(pilot)
        assert "Export" in shown(app)
        await pilot.press("escape", key, *"exprot")  # nearly
        await settle(pilot)
        assert "Export" in shown(app)
        await pilot.press(*"qqq")
        await settle(pilot)
        assert "“exprotqqq”, here or elsewhere" in shown(app)
        await pilot.press("enter")
        assert app.screen is not app.screen_stack[0]


async def test_the_last_line_keeps_help_and_leaving_at_any_width(start: Start) -> None:
    for width in (200, 80, 40):
        async with start(size=(width, 24)) as (app, pilot):
            await pilot.press("2")
            await settle(pilot)
            line = shown(app).splitlines()[-1]
            assert "? Help" in line
            assert "q Quit" in line
            assert len(line.rstrip()) <= width
            assert app.query_one(KeyBar).display


async def test_a_key_that_comes_twice_leaves_the_window_once(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("2", "colon", *"sort by the")
        pane = app.query_one(WindowsPane)
        app.simulate_key("enter")
        app.simulate_key("enter")
        await settle(pilot)
        assert app.screen is app.screen_stack[0]
        assert pane.order.words == "last looked at first"  # and not one further


async def test_enter_does_what_was_on_the_screen_though_letters_follow_it(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("2", "colon", *"sort")
        for key in ("enter", "z", "x", "z"):  # of "zxz" there is nothing
            app.simulate_key(key)
        await settle(pilot)
        assert app.is_running
