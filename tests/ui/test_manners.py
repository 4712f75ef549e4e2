"""The mouse, pages and toasts: what users of a terminal expect of any program."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest
from textual.geometry import Region
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Input

from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.screens import save_value
from sessiontui.ui.screens.dialog import Dialog
from sessiontui.ui.widgets.line_list import LineList
from sessiontui.ui.widgets.sheet import Sheet
from tests.builders import entry, session, tab, window, write_profile
from tests.ui.conftest import Start, settle

pytestmark = pytest.mark.long  # the ordinary run is to be quick

MANY = 200


@pytest.fixture
def many_tabs(tmp_path: Path) -> Path:
    long = " that goes on and on" * 30  # so that the details scroll
    pages = [tab(entry(f"https://site{i}.example/", f"Page {i}{long}")) for i in range(MANY)]
    return write_profile(tmp_path / "p", clean=session(window(*pages)))


def _list(app: SessiontuiApp) -> LineList:
    return app.panes.shown.query_one(LineList)


def _in_sight(shown: LineList) -> bool:
    top = int(shown.scroll_offset.y)
    return top <= shown.cursor < top + shown.size.height


async def _wheel(pilot: Pilot[Any], over: Widget, turns: int = 1, *, up: bool = False) -> None:
    from textual import events

    kind = events.MouseScrollUp if up else events.MouseScrollDown
    for _ in range(turns):
        await pilot._post_mouse_events([kind], over, button=0)
    await pilot.pause()


# -- a click beside a window -------------------------------------------------------------------


@pytest.mark.parametrize("key", ["question_mark", "colon", "B", "0"])
async def test_a_click_beside_a_window_leaves_it_and_one_inside_does_not(
    start: Start, key: str
) -> None:
    async with start(size=(90, 36)) as (app, pilot):
        await pilot.press("2", "j", "space", key)
        await settle(pilot)
        box = app.screen.children[-1]
        await pilot.click(offset=(box.region.x + 2, box.region.y))  # on its frame
        await settle(pilot)
        assert isinstance(app.screen, Dialog)
        await pilot.click(offset=(0, 1 if box.region.y > 1 else 35))
        await settle(pilot)
        assert not isinstance(app.screen, Dialog)


async def test_a_click_beside_the_look_ahead_writes_nothing(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("3", "r")
        await settle(pilot)
        assert isinstance(app.screen, Dialog)
        await pilot.click(offset=(0, 0))
        await settle(pilot)
        assert len(app.screen_stack) == 1
        thread = app.versions.store_thread
        assert thread is not None
        assert thread.receipts == []


async def test_a_click_does_not_leave_a_window_that_is_writing(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_on = threading.Event()
    monkeypatch.setattr(save_value, "write_new", lambda path, value: go_on.wait(30))
    async with start() as (app, pilot):
        await pilot.press("7", "w")
        await settle(pilot)
        screen = app.screen
        assert isinstance(screen, save_value.SaveValueScreen)
        await pilot.press("enter")
        await pilot.pause()
        await pilot.click(offset=(0, 0))
        await pilot.pause()
        assert app.screen is screen
        go_on.set()
        await settle(pilot)
        assert app.screen is not screen


# -- the wheel ---------------------------------------------------------------------------------


async def test_the_wheel_scrolls_the_view_and_the_next_key_goes_on_from_the_cursor(
    start: Start, many_tabs: Path
) -> None:
    async with start(many_tabs) as (app, pilot):
        await pilot.press("2", "j", "j")
        shown = _list(app)
        await _wheel(pilot, shown, 20)
        assert shown.cursor == 2
        assert shown.scroll_offset.y == 40
        await pilot.press("j")
        assert shown.cursor == 3
        assert _in_sight(shown)


async def test_whatever_a_key_does_is_done_in_sight(start: Start, many_tabs: Path) -> None:
    async with start(many_tabs) as (app, pilot):
        await pilot.press("2", "j", "j")
        shown = _list(app)
        await _wheel(pilot, shown, 20)
        await pilot.press("space")
        await pilot.pause()
        assert _in_sight(shown)
        assert len(app.basket) == 1
        await pilot.press("home")
        await _wheel(pilot, shown, 20)
        await pilot.press("k")  # it stands on the first line already
        assert _in_sight(shown)


async def test_another_view_leaves_what_the_wheel_has_scrolled_to_where_it_is(
    start: Start, many_tabs: Path
) -> None:
    async with start(many_tabs) as (app, pilot):
        await pilot.press("2", "j", "j")
        shown = _list(app)
        await _wheel(pilot, shown, 20)
        app.versions.load()
        await settle(pilot)
        assert shown.scroll_offset.y == 40
        assert shown.cursor == 2


async def test_the_wheel_scrolls_what_is_under_it_not_what_has_the_focus(
    start: Start, many_tabs: Path
) -> None:
    async with start(many_tabs, size=(170, 14)) as (app, pilot):
        await pilot.press("2", "j")
        shown, details = _list(app), app.panes.shown.query_one(".details", Sheet)
        assert app.focused is shown
        top = shown.scroll_offset.y
        await _wheel(pilot, details)
        assert details.scroll_offset.y == min(2, details.max_scroll_y) > 0
        assert shown.scroll_offset.y == top
        await pilot.press("7")
        await settle(pilot)
        await pilot.press("L")
        await settle(pilot)
        await _wheel(pilot, _list(app))
        assert _list(app).scroll_offset.y == 2
        await pilot.press("question_mark")
        await settle(pilot)
        box = app.screen.children[-1]
        scrolled = next(w for w in box.walk_children(Widget, with_self=True) if w.max_scroll_y)
        await _wheel(pilot, scrolled)
        assert scrolled.scroll_offset.y > 0


# -- pages -------------------------------------------------------------------------------------


@pytest.mark.parametrize("pane", ["2", "7"])
async def test_a_page_moves_the_view_by_a_page_and_the_cursor_keeps_its_height(
    start: Start, many_tabs: Path, pane: str
) -> None:
    async with start(many_tabs) as (app, pilot):
        await pilot.press(pane, "L" if pane == "7" else "home", "j", "j")
        await settle(pilot)
        shown = _list(app)
        page = shown.size.height - 1
        await pilot.press("pagedown")
        assert (shown.scroll_offset.y, shown.cursor) == (page, 2 + page)
        await pilot.press("pagedown")
        assert (shown.scroll_offset.y, shown.cursor) == (2 * page, 2 + 2 * page)
        await pilot.press("pageup", "pageup")
        assert (shown.scroll_offset.y, shown.cursor) == (0, 2)
        await pilot.press("pageup")
        assert (shown.scroll_offset.y, shown.cursor) == (0, 0)
        for _ in range(len(shown.rows) // page + 2):
            await pilot.press("pagedown")
            assert _in_sight(shown)
        assert shown.cursor == len(shown.rows) - 1


async def test_pages_move_details_and_windows_too(start: Start, many_tabs: Path) -> None:
    async with start(many_tabs, size=(80, 14)) as (app, pilot):
        await pilot.press("question_mark")
        await settle(pilot)
        box = app.screen.children[-1]
        scrolled = next(w for w in box.walk_children(Widget, with_self=True) if w.max_scroll_y)
        await pilot.press("pagedown")
        assert scrolled.scroll_offset.y >= min(scrolled.size.height - 1, scrolled.max_scroll_y)
        await pilot.press("pageup")
        assert scrolled.scroll_offset.y == 0
        await pilot.press("escape", "2", "j", "enter")
        await settle(pilot)
        details = app.panes.shown.query_one(".details", Sheet)
        assert details.has_focus
        await pilot.press("pagedown")
        assert details.scroll_offset.y > 0


# -- toasts ------------------------------------------------------------------------------------


def _toasts(app: SessiontuiApp) -> list[Region]:
    return [t.region for t in app.screen.query("Toast") if t.region.height]


@pytest.mark.parametrize("size", [(80, 24), (120, 36)])
@pytest.mark.parametrize("place", ["home", "end", "pagedown"])
async def test_a_toast_never_covers_the_line_of_the_cursor(
    start: Start, many_tabs: Path, size: tuple[int, int], place: str
) -> None:
    async with start(many_tabs, size=size, toasts=True) as (app, pilot):
        await pilot.press("2", place)
        app.notify("A long sentence. " * 14)
        await pilot.pause()
        await pilot.pause()
        shown, (toast,) = _list(app), _toasts(app)
        y = shown.region.y + shown.cursor - int(shown.scroll_offset.y)
        assert not toast.y <= y < toast.bottom
        assert 0 <= toast.x < toast.right <= size[0]


async def test_a_toast_leaves_the_field_free_that_is_written_in(start: Start) -> None:
    async with start(size=(80, 24), toasts=True) as (app, pilot):
        await pilot.press("2", "slash")
        await settle(pilot)
        assert isinstance(app.focused, Input)
        app.notify("Something that matters.")
        await pilot.pause()
        await pilot.pause()
        (toast,) = _toasts(app)
        assert not toast.y <= app.focused.region.y < toast.bottom


async def test_a_toast_goes_with_the_next_key_and_one_at_a_time_is_shown(start: Start) -> None:
    async with start(toasts=True) as (app, pilot):
        await pilot.press("2")
        app.notify("First.")
        app.notify("Second.")
        await pilot.pause()
        await pilot.pause()
        assert len(_toasts(app)) == 1
        await pilot.press("j")
        await pilot.pause()
        assert len(app._notifications) == 0
        assert _toasts(app) == []


async def test_a_key_typed_before_something_was_said_does_not_take_it_away(start: Start) -> None:
    from textual import events

    async with start(toasts=True) as (app, pilot):
        early = events.Key("j", "j")
        early.time -= 5.0
        app.notify("Said after it was typed.")
        await pilot.pause()
        app.post_message(early)
        await pilot.pause()
        assert len(app._notifications) == 1


@pytest.mark.parametrize("size", [(80, 24), (80, 16), (120, 36)])
async def test_a_toast_leaves_the_keys_of_a_window_free(
    start: Start, size: tuple[int, int]
) -> None:
    async with start(size=size, toasts=True) as (app, pilot):
        await pilot.press("3", "j", "f")
        await settle(pilot)
        await pilot.press("enter")  # it wants a y, and says so
        await pilot.pause()
        await pilot.pause()
        (toast,) = _toasts(app)
        frame = app.screen.children[-1].region
        assert not toast.y <= frame.bottom - 1 < toast.bottom
