"""What takes long says where it is, and Esc stops it."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from textual.pilot import Pilot

from sessiontui import progress
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.widgets.filter_line import FilterLine
from tests.ui.conftest import WIDE, MakeApp, Start, StillDemo, settle
from tests.ui.test_app import shown

pytestmark = pytest.mark.long  # the ordinary run is to be quick

HUGE = 100_000_000


class Slow:
    """Reading a version of the demonstration, step by step as a test says."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch, only: str | None = None) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.reads = 0
        real = StillDemo.load

        def load(store: StillDemo, version: str) -> Snapshot:
            if only in (None, version) and not self.go_on.is_set():
                self.reads += 1
                progress.tell(f"decoding {version}", None, HUGE)
                self.begun.set()
                assert self.go_on.wait(30)
                progress.tell(f"unpacking {version}", None, HUGE)
            return real(store, version)

        monkeypatch.setattr(StillDemo, "load", load)

    async def at_work(self, pilot: Pilot[Any]) -> None:
        while not self.begun.is_set():
            await pilot.pause(0.01)
        await pilot.pause()


def _right(app: SessiontuiApp) -> str:
    return app.chrome.title._right


async def test_reading_another_version_says_where_it_is_and_esc_stops_it(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start() as (app, pilot):
        before = app.view
        assert before is not None
        slow = Slow(monkeypatch, "previous")
        app.versions.choose("previous")
        await slow.at_work(pilot)
        assert _right(app) == "decoding previous: 100 MB  Esc stops"
        await pilot.press("escape")
        slow.go_on.set()
        await settle(pilot)
        assert app.view is before
        assert app.versions.chosen is None
        assert "Esc stops" not in _right(app)
        assert "reading" not in _right(app)
        assert any("F5 reads it again" in note.message for note in app._notifications)
        app.versions.choose("previous")
        await settle(pilot)
        assert app.view is not None
        assert app.view.version is not None
        assert app.view.version.id == "previous"


async def test_a_first_reading_that_is_stopped_says_so_and_f5_reads(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = Slow(monkeypatch)
    async with make_app(looks=True).run_test(size=WIDE) as pilot:
        app = pilot.app
        assert isinstance(app, SessiontuiApp)
        await slow.at_work(pilot)
        await pilot.press("escape")
        slow.go_on.set()
        await settle(pilot)
        assert app.is_running
        assert "Not read: F5 reads it." in shown(app)
        await pilot.press("f5")
        await settle(pilot)
        assert "NEXT START" in shown(app)


async def test_what_is_written_says_where_it_is_and_goes_on_to_its_end(start: Start) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def write() -> str:
        progress.tell("writing", None, HUGE)
        begun.set()
        assert go_on.wait(30)
        progress.tell("writing", HUGE, HUGE)
        return "written"

    async with start() as (app, pilot):
        thread = app.versions.store_thread
        assert thread is not None
        work = app.run_worker(thread.write(write))
        while not begun.is_set():
            await pilot.pause(0.01)
        await pilot.pause()
        assert _right(app) == "writing: 100 MB"
        await pilot.press("escape")
        await pilot.pause()
        assert any("goes on to its end" in note.message for note in app._notifications)
        go_on.set()
        assert await work.wait() == "written"
        await settle(pilot)
        assert "writing" not in _right(app)


async def test_esc_is_no_affair_of_what_is_read_behind_the_scene(start: Start) -> None:
    begun, go_on = threading.Event(), threading.Event()

    def read() -> None:
        progress.tell("decoding another", None, HUGE)
        begun.set()
        assert go_on.wait(30)
        progress.tell("decoding another", None, HUGE)

    async with start() as (app, pilot):
        await pilot.press("3", "slash", "x", "enter")
        await settle(pilot)
        thread = app.versions.store_thread
        assert thread is not None
        work = app.run_worker(thread.run_behind(read))
        while not begun.is_set():
            await pilot.pause(0.01)
        await pilot.pause()
        assert _right(app) == "decoding another: 100 MB"
        await pilot.press("escape")
        await pilot.pause()
        assert app.panes.shown.query_one(FilterLine).text == ""
        go_on.set()
        await work.wait()


async def test_esc_does_what_it_always_does_while_nothing_takes_long(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("3", "slash", "x", "enter")
        await settle(pilot)
        await pilot.press("escape")
        await settle(pilot)
        assert not any("Stopped" in note.message for note in app._notifications)


async def test_a_search_that_is_stopped_says_so_and_f5_looks_again(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start() as (app, pilot):
        await pilot.press("4")
        await settle(pilot)
        slow = Slow(monkeypatch)
        await pilot.press("slash", *"marmalade")
        await slow.at_work(pilot)
        assert "Esc stops" in _right(app)
        await pilot.press("escape")
        slow.go_on.set()
        await settle(pilot)
        assert app.is_running
        assert [note.message for note in app._notifications] == [
            "Not looked through to the end; F5 looks again."
        ]
        await pilot.press("f5")
        await settle(pilot)
        assert "Not looked through" not in shown(app)
        assert app.view is not None
        assert app.view.found is not None
        assert app.view.found.text == "marmalade"
        assert not app.view.found.partial


async def test_a_look_ahead_that_is_stopped_is_left_and_nothing_is_written(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start() as (app, pilot):
        await pilot.press("3")
        await settle(pilot)
        slow = Slow(monkeypatch)
        await pilot.press("r")
        await slow.at_work(pilot)
        await pilot.press("escape")
        slow.go_on.set()
        await settle(pilot)
        assert len(app.screen_stack) == 1
        thread = app.versions.store_thread
        assert thread is not None
        assert thread.receipts == []
        await pilot.press("r")
        await settle(pilot)
        assert len(app.screen_stack) == 2
