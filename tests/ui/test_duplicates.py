"""Duplicates on the screen: folded with a count, and closed but for one of each."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.panes.lists.windows import WindowsPane
from tests.builders import closed_tab, entry, read_session, session, tab, window, write_profile
from tests.ui.conftest import Start, settle
from tests.ui.test_app import shown
from tests.ui.test_edits import answered, asked, hashes, said

pytestmark = pytest.mark.long  # the ordinary run is to be quick


def page(name: str, seen: int, title: str = "", **more: Any) -> dict[str, Any]:
    made = entry(f"https://{name}.example/", title or f"Page {name}")
    return tab(made, lastAccessed=seen, **more)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Page a three times, b twice (once pinned), c twice in different containers."""
    state = session(
        window(
            page("b", 1, "Pinned", pinned=True), page("front", 99), page("a", 10), page("c", 5),
            selected=2, closed=[closed_tab(page("a", 1)), closed_tab(page("gone", 1))],
        ),
        window(
            page("a", 30, "Newest a"), page("b", 80), page("a", 20), page("c", 6, userContextId=2),
        ),
    )  # fmt: skip
    return write_profile(tmp_path / "p", clean=state, prefs={"browser.startup.page": 3})


def opened(place: Path) -> list[list[str]]:
    state = read_session(place / "sessionstore.jsonlz4")
    return [[t["entries"][-1]["title"] for t in w["tabs"]] for w in state["windows"]]


def lines(app: SessiontuiApp) -> list[str]:
    """The lines of the Windows pane: place, sign, title."""
    rows = app.query_one(WindowsPane).list.rows
    return [" ".join(cell.text for cell in rows.cells(i)[:3]).strip() for i in range(len(rows))]


async def look_for(pilot: Pilot[Any], text: str) -> None:
    await pilot.press("2", "slash", *("space" if char == " " else char for char in text), "enter")
    await settle(pilot)


async def test_each_address_is_one_line_with_a_count_and_enter_unfolds_it(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await look_for(pilot, "is:duplicate")
        assert lines(app) == ["1: 1 P ▸ ×2 Pinned", "2: 1 ● ▸ ×3 Newest a"]
        assert "5 of 8 · filter: is:duplicate" in shown(app)
        await pilot.press("down", "enter")
        assert lines(app) == [
            "1: 1 P ▸ ×2 Pinned", "2: 1 ● ▾ ×3 Newest a", "2: 3    │ Page a", "1: 3    │ Page a",
        ]  # fmt: skip
        await pilot.press("enter")
        assert len(lines(app)) == 2


async def test_d_closes_all_but_one_of_each_and_u_takes_it_back(
    profile: Path, start: Start
) -> None:
    before = hashes(profile)
    async with start(profile) as (app, pilot):
        await pilot.press("2", "d")
        await asked(pilot)
        text = shown(app)
        assert "Of 2 addresses the tab last looked at stays open; pinned ones stay, too" in text
        assert "Close 3 copies of what stays open in another tab" in text
        assert "Window 2 · 2 tabs · 2 closed" in text
        assert hashes(profile) == before
        await answered(pilot, "enter")
        assert opened(profile) == [["Pinned", "Page front", "Page c"], ["Newest a", "Page c"]]
        await pilot.press("d")
        await settle(pilot)
        assert "Nothing that is shown here is open twice" in said(app)
        await pilot.press("u")
        await asked(pilot)
        await answered(pilot, "enter")
    assert hashes(profile) == before


async def test_with_a_filter_only_what_it_shows_is_closed_and_one_of_all_still_stays(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (_, pilot):
        await look_for(pilot, "window:2")
        await pilot.press("d")
        await asked(pilot)
        await answered(pilot, "enter")
    assert opened(profile) == [
        ["Pinned", "Page front", "Page a", "Page c"], ["Newest a", "Page c"],
    ]  # fmt: skip


async def test_a_folded_line_that_is_marked_stands_for_all_its_copies(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await look_for(pilot, "is:duplicate")
        await pilot.press("down", "space", "d")
        await asked(pilot)
        assert "Close 2 copies" in shown(app)
        await answered(pilot, "enter")
        assert "marked" not in shown(app)
    assert opened(profile) == [
        ["Pinned", "Page front", "Page c"], ["Newest a", "Page b", "Page c"],
    ]  # fmt: skip


async def test_closing_a_folded_line_closes_what_it_stands_for_and_an_unfolded_one_itself(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await look_for(pilot, "is:duplicate")
        await pilot.press("end", "c")
        await asked(pilot)
        assert "Close 3 tabs" in shown(app)
        await answered(pilot, "escape")
        await pilot.press("enter", "c")
        await asked(pilot)
        assert "Close 1 tab" in shown(app)
        assert "Close “Newest a” of window 2" in shown(app)
        await answered(pilot, "escape")


async def test_marked_tabs_that_are_not_open_twice_say_so(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("2", "down", "down", "space", "d")
        await settle(pilot)
        assert "Of what is marked nothing is open twice" in said(app)
        assert len(app.screen_stack) == 1


async def test_among_closed_ones_those_are_kept_that_are_open_too(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("3", "slash", *"is:duplicate", "enter")
        await settle(pilot)
        assert "1 of 2 · filter: is:duplicate" in shown(app)
        assert "Page a" in shown(app)
        await pilot.press("d")
        await settle(pilot)
        assert "Nothing that is shown here is open twice" in said(app)


async def test_windows_that_are_folded_are_meant_too(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("2", "home", "enter", "d")
        await asked(pilot)
        assert "Close 3 copies" in shown(app)
        await answered(pilot, "escape")
