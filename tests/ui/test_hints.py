"""The key bar is true and enough: what helps here, nothing that would be typed, nothing cut."""

from __future__ import annotations

from typing import Any

import pytest
from textual.app import App
from textual.widgets import Input

from sessiontui.ui.panes.lists.windows import WindowsPane
from sessiontui.ui.screens.dialog import Dialog
from sessiontui.ui.widgets.filter_line import FilterLine
from sessiontui.ui.widgets.frame import Frame
from tests.ui.conftest import CountedDemo, Start, settle
from tests.ui.test_app import shown

pytestmark = pytest.mark.long  # the ordinary run is to be quick


def bar(app: App[Any]) -> str:
    return shown(app).splitlines()[-1]  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [80, 100, 200])
async def test_in_every_place_the_verbs_that_help_are_there(start: Start, width: int) -> None:
    async with start(size=(width, 30)) as (app, pilot):
        assert "Enter Open  / Find" in bar(app)
        await pilot.press("right_square_bracket", "right_square_bracket")
        await settle(pilot)
        rolls = "R Roll back to this version" if width == 200 else "R Roll back"
        assert rolls in bar(app)
        assert "D Compare" in bar(app)
        await pilot.press("2", "down")
        await settle(pilot)
        assert "Enter Open  r Restore  / Find  Space Mark" in bar(app)
        for key, hints in (("4", "/ Find"), ("5", "w What if"), ("7", "/ Find"), ("8", "/ Find")):
            await pilot.press(key)
            await settle(pilot)
            assert hints in bar(app)
            assert "? Help  q Quit" in bar(app)


async def test_what_only_the_loaded_version_can_have_done_is_dim_in_another(start: Start) -> None:
    async with start(size=(160, 45)) as (app, pilot):
        await pilot.press("2", "down")
        await settle(pilot)
        assert "c Close" in bar(app)
        assert app.query_one(WindowsPane).check_action("edit", ("close",))
        await pilot.press("right_square_bracket", "right_square_bracket")
        await settle(pilot)
        assert not app.query_one(WindowsPane).check_action("edit", ("close",))
        assert app.query_one(WindowsPane).check_action("edit", ("restore",))
        await pilot.press("c")
        await settle(pilot)
        said = "".join(str(one.message) for one in app._notifications)
        assert "Only what Firefox would load can be changed like this: \\ shows it." in said


async def test_in_the_details_the_way_back_is_there(start: Start) -> None:
    async with start(size=(80, 24)) as (app, pilot):
        await pilot.press("2", "down", "enter")
        await settle(pilot)
        assert bar(app).startswith(" Esc Back")


async def test_the_list_of_versions_says_how_to_load_one_next(start: Start) -> None:
    async with start(size=(160, 45)) as (app, pilot):
        await pilot.press("0", "down", "down")
        await settle(pilot)
        assert "Enter Look inside  R Roll back to this version  D Compare with what loads" in bar(
            app
        )


async def test_while_something_is_typed_no_hint_is_a_letter(start: Start) -> None:
    for size in ((80, 24), (120, 36)):
        async with start(size=size) as (app, pilot):
            for pane in "247":
                await pilot.press(pane, "slash")
                await settle(pilot)
                assert bar(app).strip() == (
                    "Enter ↓ Tab To the list  Esc Drop the words  Ctrl-P Palette  Ctrl-Q Quit"
                )
                await pilot.press(*"x:?q/", "tab")
                await settle(pilot)
                line = next(one for one in app.query(FilterLine) if one.text)
                assert line.text == "x:?q/"
                assert not line.editing
                line.clear()


@pytest.mark.parametrize("pane", ["2", "3", "4", "7"])
async def test_a_search_that_is_opened_again_has_its_words_selected(
    start: Start, pane: str
) -> None:
    async with start() as (app, pilot):
        await pilot.press(pane, "slash", *"shop", "tab", "slash")
        await settle(pilot)
        field = app.focused
        assert isinstance(field, Input)
        assert field.selected_text == "shop"
        await pilot.press(*"hut")
        assert field.value == "hut"
        await pilot.press("enter", "slash", "right", *"s")
        await settle(pilot)
        assert field.value == "huts"


@pytest.mark.long
@pytest.mark.parametrize("width", [40, 80])
@pytest.mark.parametrize(
    "keys",
    ["2 down e", "2 down space B", "7 down w", "7 down v", "colon", "question_mark", "3 r",
     "right_square_bracket right_square_bracket D", "5 w", "5 i", "2 down space x", "5 enter"],
)  # fmt: skip
async def test_the_edge_of_every_window_has_whole_keys_and_the_way_out(
    start: Start, keys: str, width: int
) -> None:
    async with start(CountedDemo(), size=(width, 30)) as (app, pilot):
        for key in keys.split():
            await pilot.press(key)
            await settle(pilot)
        assert isinstance(app.screen, Dialog)
        edge = str(app.screen.query_one(Frame).border_subtitle)
        assert any(edge in line for line in shown(app).splitlines()), edge
        assert edge.replace("  ", " · ").split(" · ")[-1].startswith("Esc")


@pytest.mark.parametrize("width", [80, 120])
async def test_a_window_of_many_keys_has_them_all(start: Start, width: int) -> None:
    async with start(size=(width, 30)) as (app, pilot):
        await pilot.press("2", "down", "space", "B")
        await settle(pilot)
        edge = str(app.screen.query_one(Frame).border_subtitle)
        for hint in ("r restore", "Space out", "Enter there", "e export", "t elsewhere", "D empty"):
            assert hint in edge
