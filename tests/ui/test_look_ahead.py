"""The look ahead shows the windows as Firefox will, and lets another one be chosen there."""

from __future__ import annotations

import asyncio
import threading
from pathlib import Path
from typing import Any

import pytest

from sessiontui.stores.protocols import Receipt
from sessiontui.ui.screens.preview import PreviewScreen
from sessiontui.workspace import Workspace
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
from tests.ui.test_edits import answered, asked, hashes, said

pytestmark = pytest.mark.long  # the ordinary run is to be quick


def page(name: str) -> dict[str, Any]:
    return tab(entry(f"https://{name}.example/", f"Page {name}"))


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Two windows, two tabs closed in the first one (one of them is open there), and a window."""
    closed = [closed_tab(page("gone"), 1, pos=1), closed_tab(page("b"), 2)]
    state = session(
        window(page("a"), page("b"), page("c"), closed=closed),
        window(page("x")),
        closed_windows=[closed_window(window(page("v"), page("w")), 3)],
    )
    return write_profile(tmp_path / "p", clean=state)


def windows(place: Path) -> list[list[str]]:
    state = read_session(place / "sessionstore.jsonlz4")
    return [[t["entries"][-1]["title"][5:] for t in w["tabs"]] for w in state["windows"]]


def lines(text: str) -> list[str]:
    """What stands in the frame of the look ahead."""
    return [line.split("│")[-2].rstrip() for line in text.splitlines() if line.count("│") >= 2]


async def test_windows_are_shown_with_their_tabs_new_ones_and_open_ones_marked(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("3", "a", "r")
        await asked(pilot)
        text = lines(shown(app))
        first = text.index(" Window 1 · 4 tabs · + 1 new · = 1 open already")
        assert [line[:15] for line in text[first + 1 : first + 6]] == [
            "      1 Page a ", " +    2 Page go", " =    3 Page b ", "      4 Page c ",
            " Window 2 · 1 t",
        ]  # fmt: skip
        assert " The reopened window · 2 tabs · + 2 new" in text
        assert "It will open 7 tabs in 3 windows at its next start." in shown(app)
        await answered(pilot, "enter")
    assert windows(profile) == [["a", "gone", "b", "c"], ["x"], ["v", "w"]]


async def test_w_puts_it_into_the_next_window_then_into_a_new_one_then_where_it_was(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("3", "r")
        screen = await asked(pilot)
        assert "Restore “Page gone” into window 1, place 2" in shown(app)
        assert "window 1, where it was" in shown(app)
        for words, into in (
            ("window 2", "into window 2, place 2"),
            ("a new window", "into the new window, place 1"),
            ("window 1, where it was", "into window 1, place 2"),
            ("window 2", "into window 2, place 2"),
        ):
            await pilot.press("w")
            await settle(pilot)
            assert app.screen is screen
            assert f"Into     {words}" in shown(app)
            assert into in shown(app)
        assert " +    2 Page gone" in shown(app)
        await answered(pilot, "enter")
    assert windows(profile) == [["a", "b", "c"], ["x", "gone"]]


async def test_a_window_opens_as_one_and_w_is_not_offered(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("3", "end", "r")
        await asked(pilot)
        assert "another window" not in shown(app)
        await pilot.press("w")
        await settle(pilot)
        assert "The reopened window · 2 tabs · + 2 new" in shown(app)
        await answered(pilot, "escape")


async def test_o_and_w_go_together(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("3", "space", "space", "r")
        await asked(pilot)
        assert "o also what is open" in shown(app)
        await pilot.press("w")
        await settle(pilot)
        await pilot.press("o")
        await settle(pilot)
        assert "Into     window 2" in shown(app)
        assert "Window 2 · 3 tabs · + 2 new" in shown(app)
        await answered(pilot, "enter")
    assert windows(profile) == [["a", "b", "c"], ["x", "gone", "b"]]


async def test_closed_tabs_are_counted_and_what_firefox_does_not_open_by_itself_is_said(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("2", "down", "c")
        await asked(pilot)
        text = shown(app)
        assert "Window 1 · 2 tabs · 1 closed" in text
        later = "Firefox opens pinned tabs, and all with History › Restore Previous Session:"
        assert text.index(later) < text.index("Window 1 · 2 tabs")
        assert "It will open 0 tabs at its next start." in text
        await answered(pilot, "escape")


async def test_what_changes_no_window_shows_none(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("3", "f")
        await asked(pilot)
        assert "Window 1" not in lines(shown(app))
        assert "Page a" not in "".join(lines(shown(app)))
        await answered(pilot, "escape")


async def test_what_does_not_fit_is_counted_and_nothing_has_to_be_scrolled(
    tmp_path: Path, start: Start
) -> None:
    gone = closed_tab(page("gone"), 1, pos=70)
    state = session(window(*(page(f"t{i}") for i in range(150)), closed=[gone]), window(page("x")))
    place = write_profile(tmp_path / "p", clean=state)
    async with start(place, size=(80, 24)) as (app, pilot):
        await pilot.press("3", "r")
        await asked(pilot)
        text = shown(app)
        assert " +   71 Page gone" in text
        assert "tabs more" in text
        assert "It will open 152 tabs in 2 windows at its next start." in text
        await pilot.resize_terminal(120, 50)
        for _ in range(200):
            if "Page t82" in shown(app):
                break
            await pilot.pause(0.01)
        assert shown(app).count(" Page t") > text.count(" Page t") >= 2
        assert "It will open 152 tabs in 2 windows at its next start." in shown(app)
        await answered(pilot, "escape")


async def test_going_back_to_a_version_shows_its_windows(tmp_path: Path, start: Start) -> None:
    place = write_profile(
        tmp_path / "p",
        clean=session(window(page("a"))),
        previous=session(window(page("a"), page("old"))),
    )
    async with start(place) as (app, pilot):
        await pilot.press("right_square_bracket")
        await settle(pilot)
        await pilot.press("R")
        await asked(pilot)
        assert "Window 1 · 2 tabs · + 1 new" in shown(app)
        assert " +    2 Page old" in shown(app)
        await answered(pilot, "escape")


async def test_while_it_is_planned_anew_no_yes_is_heard_and_escape_leaves(
    profile: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = hashes(profile)
    go_on, plan = threading.Event(), Workspace.plan
    slow = False

    def planned(self: Workspace, *args: Any, **kwargs: Any) -> Receipt:
        if slow:
            assert go_on.wait(60)
        return plan(self, *args, **kwargs)

    monkeypatch.setattr(Workspace, "plan", planned)
    async with start(profile) as (app, pilot):
        await pilot.press("3", "r")
        screen = await asked(pilot)
        slow = True
        await pilot.press("w")
        assert screen.waiting
        await pilot.press("enter", "y", "w", "o")
        assert app.screen is screen, "it stays while it is planned anew"
        await pilot.press("escape")
        go_on.set()
        await settle(pilot)
        assert len(app.screen_stack) == 1
        assert not [w for w in app.workers if w.group == "edit" and not w.is_finished]
    assert hashes(profile) == before


async def test_a_plan_that_fails_meanwhile_takes_the_window_away_and_says_why(
    profile: Path, start: Start
) -> None:
    before = hashes(profile)
    async with start(profile) as (app, pilot):
        await pilot.press("3", "r")
        await asked(pilot)
        with lock_held(profile):
            await pilot.press("w")
            while isinstance(app.screen, PreviewScreen):
                await asyncio.sleep(0.01)
        await settle(pilot)
        assert "Firefox is running" in said(app)
    assert hashes(profile) == before
