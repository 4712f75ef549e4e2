"""Sessions inside a session are entered like versions and left again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from sessiontui.ui.panes.lists.windows import WindowsPane
from sessiontui.ui.widgets.version_rail import VersionRail
from tests.builders import entry, session, tab, window, write_profile
from tests.ui.conftest import Start, settle
from tests.ui.test_app import save_like_firefox, shown

pytestmark = pytest.mark.long  # the ordinary run is to be quick

DEEPEST = session(window("https://deep.example/1", "https://deep.example/2"))
OFFER = tab(
    entry("about:sessionrestore", "Restore"),
    formdata={"id": {"sessionData": json.dumps(DEEPEST)}, "url": "about:sessionrestore"},
)
LAST = session(window(OFFER, "https://last.example/"))
STATE = session(window("https://now.example/", OFFER), lastSessionState=LAST)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A crashed session that holds its last one, which holds another."""
    return write_profile(tmp_path / "p", recovery=STATE, checkpoints="crashed")


def names(rail: VersionRail) -> list[str]:
    return [rail.rows.cells(i)[1].text for i in range(len(rail.rows))]


async def test_the_rail_lists_sessions_inside_and_brackets_enter_them(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        rail = app.query_one(VersionRail)
        assert names(rail) == ["recovery", "└ last session", "└ in tab 2"]
        await pilot.press("2", "right_square_bracket")
        await settle(pilot)
        assert "last.example" in shown(app)
        assert "now.example" not in shown(app)
        assert names(rail) == ["recovery", "└ last session", "  └ in tab 1", "└ in tab 2"]
        await pilot.press("right_square_bracket")
        await settle(pilot)
        assert "deep.example" in shown(app)
        await pilot.press("backspace")
        await settle(pilot)
        assert "last.example" in shown(app)
        await pilot.press("backspace")
        await settle(pilot)
        assert "now.example" in shown(app)


async def test_i_enters_the_session_that_a_tab_holds(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("2", "end", "i")
        await settle(pilot)
        pane = app.query_one(WindowsPane)
        assert len(pane.list.rows) == 3
        assert "deep.example" in shown(app)
        await pilot.press("backslash")
        await settle(pilot)
        assert "now.example" in shown(app)


async def test_a_save_that_takes_the_inner_session_away_shows_what_is_left_of_the_way(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("2", "right_square_bracket", "right_square_bracket")
        await settle(pilot)
        save_like_firefox(profile, session(window("https://after.example/")))
        app.action_reload()
        await settle(pilot)
        assert "after.example" in shown(app)
        assert "└ last session" not in names(app.query_one(VersionRail))


async def test_what_is_inside_stays_shown_while_saves_come(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("2", "right_square_bracket")
        await settle(pilot)
        save_like_firefox(profile, session(window("https://new.example/"), lastSessionState=LAST))
        app.action_reload()
        await settle(pilot)
        assert "last.example" in shown(app)


async def test_narrow_screens_list_the_versions_on_zero(profile: Path, start: Start) -> None:
    async with start(profile, (80, 24)) as (app, pilot):
        await pilot.press("2", "0")
        await settle(pilot)
        assert "└ last session" in shown(app)
        await pilot.press("down", "enter")
        await settle(pilot)
        assert "last.example" in shown(app)
