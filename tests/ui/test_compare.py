"""D: what became of the tabs between the shown version and what Firefox would load."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Static

from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.panes.lists.windows import WindowsPane
from sessiontui.ui.screens.compare import CompareScreen
from sessiontui.ui.widgets.line_list import LineList
from tests.builders import HOUR, NOW, entry, session, tab, window, write_profile
from tests.cli.test_pages_commands import at

from .conftest import Start, settle

pytestmark = pytest.mark.long  # the ordinary run is to be quick


def page(name: str, **more: Any) -> dict[str, object]:
    return tab(entry(f"https://{name.lower()}.example/", name), **more)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(
        tmp_path / "p",
        clean=session(window(page("One"), page("Two", pinned=True), page("New")), session=at(NOW)),
        previous=session(
            window(page("One"), page("Two"), page("Gone"), page("Lost")), session=at(NOW - HOUR)
        ),
    )


def listed(app: SessiontuiApp) -> list[str]:
    assert isinstance(app.screen, CompareScreen)
    rows = app.screen.query_one(LineList).rows
    return [" ".join(cell.text for cell in rows.cells(i)[:4]).strip() for i in range(len(rows))]


async def test_what_is_gone_stands_first_and_each_row_says_what_happened(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("right_square_bracket", "D")
        await settle(pilot)
        assert listed(app) == [
            "- Gone closed",
            "- Lost closed",
            "+ New opened",
            "* Two pinned",
        ]
        said = str(app.screen.query_one(Static).content)
        assert said == "1 opened · 2 closed · 1 pinned · 1 tab the same"


async def test_what_is_gone_is_restored_from_there(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("right_square_bracket", "D")
        await settle(pilot)
        await pilot.press("a")
        await settle(pilot)
        assert [one.title for one in app.basket] == ["Gone", "Lost"]
        await pilot.press("space")  # Gone is taken out again
        await settle(pilot)
        assert [one.title for one in app.basket] == ["Lost"]
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("enter", "backslash")
        await settle(pilot)
        assert app.view is not None and app.view.snapshot is not None
        titles = [found.title for found in app.view.snapshot.open_tabs()]
        assert sorted(titles) == ["Lost", "New", "One", "Two"]
        assert not app.basket


async def test_what_is_open_says_so(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("right_square_bracket", "D")
        await settle(pilot)
        await pilot.press("end", "r")
        await settle(pilot)
        assert isinstance(app.screen, CompareScreen)
        assert any("is open in sessionstore" in note.message for note in app._notifications)


async def test_enter_shows_each_in_its_own_version(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        for row, version, steps in (
            (1, "previous", ("windows", 0, "tabs", 3)),
            (2, "sessionstore", ("windows", 0, "tabs", 2)),
        ):
            app.versions.choose("previous")
            await settle(pilot)
            await pilot.press("D")
            await settle(pilot)
            app.screen.query_one(LineList).cursor = row
            await pilot.press("enter")
            await settle(pilot)
            assert app.view is not None and app.view.version is not None
            assert app.view.version.id == version
            here = app.query_one(WindowsPane).items.here
            assert here is not None and here.steps == steps


async def test_what_would_load_is_not_compared_with_itself(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("D")
        await settle(pilot)
        assert not isinstance(app.screen, CompareScreen)
        assert any("This is what Firefox would load" in n.message for n in app._notifications)


async def test_the_same_tabs_are_no_difference(tmp_path: Path, start: Start) -> None:
    same = session(window(page("One")), session=at(NOW))
    profile = write_profile(tmp_path / "p", clean=same, previous=same)
    async with start(profile) as (app, pilot):
        await pilot.press("right_square_bracket", "D")
        await settle(pilot)
        assert listed(app) == []
        assert str(app.screen.query_one(Static).content) == "no difference · 1 tab the same"
        await pilot.press("r", "space", "a", "enter", "escape")
        await settle(pilot)
        assert not isinstance(app.screen, CompareScreen)
