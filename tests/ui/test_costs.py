"""What the shown session costs, measured in a window: on demand, and stopped by Esc."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from sessiontui import progress
from sessiontui.errors import Unreadable
from sessiontui.monitor.costs.types import Case, Cost, Costs
from sessiontui.progress import Stopped
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.stores.file.store import FileStore
from sessiontui.ui.screens.costs import CostsScreen
from sessiontui.ui.screens.what_if import WhatIfScreen
from tests import builders
from tests.ui.conftest import CountedDemo, Start, settle
from tests.ui.test_app import shown, until

pytestmark = pytest.mark.long  # the ordinary run is to be quick

NOW_COST = Cost(
    48_000_000, 20_000_000, 0.005, 0.02, 0.3, 0.09, 0.06, 0.015, 210_000_000, 250_000_000
)
LIGHT = Cost(17_000_000, 7_000_000, 0.002, 0.007, 0.1, 0.03, 0.02, 0.0001, 70_000_000, 80_000_000)
COSTS = Costs(
    (
        Case("now", "as it is", NOW_COST),
        Case("quit", "at quit", NOW_COST),
        Case("favicons", "slim: favicons", LIGHT),
        Case("all", "slim: all of these", LIGHT),
    ),
    15.0,
)
Measured = Callable[[Snapshot, Callable[[], object]], Costs]


@pytest.fixture
def measuring(monkeypatch: pytest.MonkeyPatch) -> Callable[[Measured], None]:
    """Has a session measured by something else than a process."""

    def measured_by(work: Measured) -> None:
        def costs(snapshot: Snapshot, *_: Any, check: Callable[[], object], **__: Any) -> Costs:
            return work(snapshot, check)

        monkeypatch.setattr("sessiontui.monitor.costs.measure.costs", costs)

    return measured_by


@pytest.mark.parametrize("pane", ["5", "6"])
async def test_it_is_measured_on_demand_and_says_what_each_step_takes(
    start: Start, measuring: Callable[[Measured], None], pane: str
) -> None:
    measured: list[int] = []

    def work(snapshot: Snapshot, check: Callable[[], object]) -> Costs:
        measured.append(len(snapshot.document.text))
        return COSTS

    measuring(work)
    async with start(CountedDemo(), size=(80, 24)) as (app, pilot):
        await pilot.press(pane, "m")
        await until(pilot, lambda: "as it is" in shown(app))
        assert app.view is not None and app.view.snapshot is not None
        assert measured == [len(app.view.snapshot.document.text)]
        first = shown(app)
        assert "What recovery costs Firefox" in first
        for words in ("48 MB", "20 MB", "325 ms", "165 ms", "250 MB", "slim: all of these"):
            assert words in first
        assert "read 20 MB 5.0 ms, unpack 20 ms, parse 48 MB 300 ms" in first
        assert "up to 1.1 % of a core" in first
        await pilot.press("down")
        await pilot.pause()
        assert "no more than 10" in shown(app)
        await pilot.press("end")
        await pilot.pause()
        assert "7 MB instead of 20 MB at each save" in shown(app)
        await pilot.press("r")
        await until(pilot, lambda: len(measured) == 2)
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, CostsScreen))


async def test_esc_ends_it_where_it_is_and_meanwhile_it_says_where(
    start: Start, measuring: Callable[[Measured], None]
) -> None:
    ended = threading.Event()

    def work(snapshot: Snapshot, check: Callable[[], object]) -> Costs:
        progress.tell("measuring", 3, 10, "sessions")
        try:
            while True:
                check()
                threading.Event().wait(0.002)
        except Stopped:
            ended.set()
            raise

    measuring(work)
    async with start(CountedDemo(), size=(80, 24)) as (app, pilot):
        await pilot.press("5", "m")
        await until(pilot, lambda: "measuring: 3 of 10 sessions" in shown(app))
        await pilot.press("escape")
        await until(pilot, ended.is_set)
        await until(pilot, lambda: not isinstance(app.screen, CostsScreen))
        assert app.fault is None


async def test_what_hinders_it_is_a_sentence(
    start: Start, measuring: Callable[[Measured], None]
) -> None:
    def work(snapshot: Snapshot, check: Callable[[], object]) -> Costs:
        raise Unreadable("what it costs cannot be measured: /tmp: no space left")

    measuring(work)
    async with start(CountedDemo(), size=(80, 24)) as (app, pilot):
        await pilot.press("5", "w")
        await until(pilot, lambda: "today" in shown(app))
        assert "what this file costs" in shown(app)
        await pilot.press("m")
        await until(pilot, lambda: "no space left" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, WhatIfScreen))


async def test_a_file_whose_saves_nobody_counts_is_measured_too(
    start: Start, measuring: Callable[[Measured], None], tmp_path: Path
) -> None:
    measuring(lambda snapshot, check: COSTS)
    file = tmp_path / "[b]ackup.jsonlz4"
    text = builders.to_json(builders.session(builders.window("https://a.example/")))
    file.write_bytes(builders.mozlz4(text))
    async with start(FileStore(file), size=(80, 24)) as (app, pilot):
        await pilot.press("5", "m")
        await until(pilot, lambda: "325 ms" in shown(app))
        assert "[b]ackup.jsonlz4" in shown(app)


@pytest.mark.parametrize("size", [(80, 24), (60, 16), (120, 36)])
async def test_the_rows_and_what_is_said_share_the_room_there_is(
    start: Start, measuring: Callable[[Measured], None], size: tuple[int, int]
) -> None:
    measuring(lambda snapshot, check: COSTS)
    async with start(CountedDemo(), size=size) as (app, pilot):
        await pilot.press("5", "m")
        await until(pilot, lambda: "as it is" in shown(app))
        await settle(pilot)
        assert "at start" in shown(app)
        await pilot.press("end")
        await settle(pilot)
        assert "slim: all of these" in shown(app)
        assert "spares" in shown(app) or size[1] == 16
