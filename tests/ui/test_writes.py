"""The Writes pane: what it shows of the saves, and what comes of its keys."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sessiontui.errors import Unreadable
from sessiontui.monitor.saves import Changed, Changes, Culprit, Happening, Save, Writes
from sessiontui.monitor.what_if.types import Design
from sessiontui.session.model.document import Document
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.stores.file.store import FileStore
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.details.save import save_lines
from sessiontui.ui.panes.json.pane import JsonPane
from sessiontui.ui.panes.lists.windows import WindowsPane
from sessiontui.ui.panes.writes.chart_columns import (
    HOUR,
    MINUTE,
    Bar,
    Span,
    bars,
    levels,
    states,
    times,
    top_of,
)
from sessiontui.ui.panes.writes.pane import WritesPane
from sessiontui.ui.panes.writes.places import place_of
from sessiontui.ui.panes.writes.rows import CulpritRows, SaveRows
from sessiontui.ui.panes.writes.words import (
    facts,
    now_words,
    paused_words,
    share_words,
    summary,
    waiting_words,
)
from sessiontui.ui.screens.save_changes import SaveChangesScreen
from sessiontui.ui.screens.what_if import WhatIfScreen, compared, in_short
from sessiontui.ui.widgets.share_bar import bar
from tests.builders import closed_tab, session, tab, to_json, window, write_profile
from tests.ui.conftest import NOW, CountedDemo, MakeApp, Start, settle
from tests.ui.test_app import shown, until

pytestmark = pytest.mark.long  # the ordinary run is to be quick

SECOND = 1000.0


def save(at: float, size: int | None = 1000, *changed: Changed, **more: Any) -> Save:
    changes = Changes(
        changed,
        len(changed),
        sum(item.bytes for item in changed),
        sum(item.part == "tab" for item in changed),
        0,
        any(item.matters for item in changed),
    )
    return Save(at, "sessionstore-backups/recovery.jsonlz4", False, size, changes=changes, **more)


def piece(part: Any = "tab", kind: Any = "changed", *fields: str, **more: Any) -> Changed:
    told: dict[str, Any] = {"matters": True, "site": "mail.example"} | more
    return Changed("/windows/0/tabs/0", part, kind, fields, 10, **told)


def counted(*saves: Save, **more: Any) -> Writes:
    sizes = [one.bytes or 0 for one in saves]
    values: dict[str, Any] = {
        "since": NOW - HOUR, "until": NOW, "way": "inotify", "running": True, "pid": 1,
        "seconds": 3600.0, "running_seconds": 3600.0, "count": len(saves), "bytes": sum(sizes),
        "uncompressed": 0, "unsized": 0, "looked_into": len(saves), "idle": 0,
        "longest_gap": None, "typical_gap": 15.0, "process_written": None, "warning": None,
        "saves": saves, "interval": 15.0,
    }  # fmt: skip
    return Writes(**values | more)


# -- the chart ---------------------------------------------------------------------------------

saves_of_an_hour = st.lists(
    st.tuples(st.floats(NOW - 2 * HOUR, NOW), st.integers(1, 10**9)), max_size=40
).map(lambda pairs: [save(at, size) for at, size in sorted(pairs)])
spans = st.builds(
    Span.until, st.floats(NOW - HOUR, NOW), st.floats(MINUTE, HOUR), st.integers(1, 200)
)


@given(saves_of_an_hour, spans)
def test_every_save_of_the_span_is_in_one_column_and_the_largest_is_its_height(
    saves: list[Save], span: Span
) -> None:
    columns: dict[int, list[int]] = {}
    for one in saves:
        if 0 <= (column := span.column(one.at)) < span.columns:
            columns.setdefault(column, []).append(one.bytes or 0)

    found = bars(saves, span)

    assert {i: (b.bytes, b.saves) for i, b in enumerate(found) if b} == {
        i: (max(sizes), len(sizes)) for i, sizes in columns.items()
    }


@given(saves_of_an_hour, st.floats(0, 40 * SECOND))
def test_bars_move_by_whole_columns_while_time_passes(saves: list[Save], later: float) -> None:
    before, after = (Span.until(NOW + more, HOUR, 50) for more in (0, later))
    moved = after.first - before.first

    assert moved in (0, 1)
    assert bars(saves, before)[moved:] == bars(saves, after)[: 50 - moved]


@given(st.integers(0, 10**12))
def test_the_top_of_the_chart_is_a_round_number_that_holds_the_largest(largest: int) -> None:
    top = top_of(largest)

    assert largest <= top <= max(10, largest * 1.5)
    assert len(str(top).rstrip("0")) <= 2


def test_numbers_beside_the_chart_stand_where_a_row_ends() -> None:
    assert levels(5) == {0: 1.0}
    assert levels(8) == {0: 1.0, 4: 0.5}
    assert levels(16) == {0: 1.0, 4: 0.75, 8: 0.5, 12: 0.25}


def test_a_column_is_idle_only_when_all_its_saves_are() -> None:
    span = Span.until(NOW, HOUR, 1)
    idle, busy = save(NOW - SECOND), save(NOW - 2 * SECOND, 10, piece())

    assert bars([idle], span) == [Bar(1000, 1, False)]
    assert bars([busy, idle], span) == [Bar(1000, 2, True)]


def test_times_below_the_chart_are_round_and_never_touch() -> None:
    span = Span.until(NOW, HOUR, 60)

    found = list(times(span, 5))

    assert [words for _, words in found][:2] == ["19:20", "19:30"]
    columns = [column for column, _ in found]
    assert all(b - a > 6 for a, b in pairwise(columns))


def test_the_line_below_says_when_firefox_ran_and_when_nobody_looked() -> None:
    span = Span(int((NOW - HOUR) // MINUTE), 60, MINUTE)
    events = [Happening(NOW - 40 * MINUTE, "started"), Happening(NOW - 20 * MINUTE, "quit")]

    found = states(events, NOW - 50 * MINUTE, False, span)

    assert found[5] == "not watched"
    assert found[15] == "not running"
    assert found[30] == "ran"
    assert found[55] == "not running"
    assert states([], NOW - HOUR, True, span) == ["ran"] * 60


def test_what_mostly_lies_in_time_that_nobody_watched_is_drawn_as_that() -> None:
    span = Span.until(NOW - 1, HOUR, 60)
    gap = NOW - 30 * MINUTE, NOW - 20.4 * MINUTE
    found = states([], NOW - HOUR, True, span, [gap])
    assert found == ["ran"] * 30 + ["not watched"] * 10 + ["ran"] * 20


# -- words -------------------------------------------------------------------------------------


def test_facts_project_the_pace_and_give_the_share_of_all_writes() -> None:
    writes = counted(*(save(NOW - i, 1_000_000) for i in range(240)), process_written=480_000_000)

    said = {line.label: line.text for line in facts(writes, NOW)}

    assert said["8-h day"] == "1.9 GB at this pace"
    assert said["share"] == "50 % of Firefox's writes"
    assert said["so far"] == "240 MB in 240 saves"


def test_idle_saves_and_the_saves_of_a_site_say_what_they_are_counted_of() -> None:
    saves = [save(NOW - i * SECOND) for i in range(16)]
    writes = counted(*saves, idle=3, sites=(Culprit("a.example", "", 16, 1600, 160.0),))

    lines = [line.text for line in facts(writes, NOW)]
    at = lines.index("19 % nothing that matters")
    assert lines[at + 1] == "3 of 16 saves"
    assert "3 of 16 saves (19 %) changed nothing that matters" in summary(writes, NOW)[1]
    rows = CulpritRows(writes.sites, writes.looked_into, tabs=False)
    assert [column.name for column in rows.columns][:2] == [" changed sites", "in saves"]
    assert rows.cells(0)[1].text == "16/16"  # a part of each, also of the three


FAULT = "this is a fault of sessiontui (KeyError in monitor/watch/reporter.py, line 7)"


class Stumbled(CountedDemo):
    """A place whose watching had two faults and went on."""

    def writes(self) -> Writes | None:
        writes = super().writes()
        return None if writes is None else replace(writes, faults=2, fault=FAULT)


@pytest.mark.parametrize("size", [(60, 20), (80, 24)])
async def test_a_watching_that_had_faults_says_first_what_that_means_and_marks_what_is_cut(
    start: Start, size: tuple[int, int]
) -> None:
    async with start(Stumbled(), size=size) as (app, pilot):
        await pilot.press("5")
        await settle(pilot)
        lines = shown(app).splitlines()
        [at] = [n for n, line in enumerate(lines) if "▲ the watching" in line]
        said = " ".join(" ".join(lines[at : at + 2]).split())
        assert "had a fault 2 times and went on, a save may be missing from these figures" in said
        assert said.endswith("…")
        await pilot.press("i")
        await settle(pilot)
        assert "KeyError in monitor/watch/reporter.py" in " ".join(
            shown(app).replace("│", " ").split()
        )


def test_how_long_is_watched_goes_on_without_a_save() -> None:
    writes = counted(save(NOW - SECOND))
    first, later = (" ".join(one.text for one in facts(writes, NOW + more)) for more in (0, 7.2e6))
    assert first != later


def test_before_the_first_save_nothing_is_counted() -> None:
    first, _ = summary(counted(), NOW)

    assert first == ["no save yet"]
    assert "0 B" not in str([*facts(counted(), NOW)])


def test_a_time_too_short_to_be_seen_is_not_said_to_be_nothing() -> None:
    one = save(NOW, 1, piece(), compress_ms=0.0, write_ms=0.0, gap=15.0)
    told = SaveRows(counted(one), NOW).cells(0)

    assert [cell.text for cell in told[2:]] == ["15.0 s", "<10 ms", "mail.example"]
    assert "took: <10 ms to compress, <10 ms to write" in [
        f"{line.label}: {line.text}" for line in save_lines(one)
    ]


def test_a_share_of_more_than_all_is_not_told() -> None:
    writes = counted(save(NOW, 100), save(NOW, 100), process_written=50)

    assert "share" not in {line.label for line in facts(writes, NOW)}


def test_words_are_not_more_exact_than_they_can_be() -> None:
    writes = counted(save(NOW, 2100), save(NOW, 2100), typical_gap=3.7, process_written=10**9)

    assert now_words(writes, NOW) == "2.1 kB every 4 s"
    assert now_words(replace(writes, typical_gap=0.04), NOW) == "2.1 kB every 40 ms"
    assert now_words(replace(writes, typical_gap=None), NOW) == "2.1 kB a save"
    assert share_words(writes) == "<0.1 % of Firefox's writes"


def test_a_pace_that_is_over_is_not_said_to_be_now() -> None:
    writes = counted(save(NOW - 15 * SECOND), save(NOW), typical_gap=15.0)

    assert now_words(writes, NOW + 50 * SECOND) == "1 kB every 15 s"
    assert now_words(writes, NOW + 33 * 60 * SECOND) == "no save for 33 min"
    assert summary(writes, NOW + 33 * 60 * SECOND)[0][0] == "no save for 33 min"


def test_why_there_is_no_save_yet() -> None:
    assert "at most every 15 s" in waiting_words(counted())
    assert "not running" in waiting_words(counted(running=False))
    absent = counted(running=False, events=(Happening(NOW, "waiting"),))
    assert "not there yet" in waiting_words(absent)
    assert now_words(counted(save(NOW), running=False), NOW) == "Firefox is not running"


def test_the_pause_says_how_many_saves_it_does_not_show() -> None:
    frozen = counted(save(NOW))
    assert paused_words(frozen, frozen) == "paused · space goes on"
    assert "3 more saves since" in paused_words(frozen, counted(*[save(NOW)] * 4))


def test_designs_compare_with_today() -> None:
    assert compared(1.0) == "the same"
    assert compared(0.04) == "25 × less"
    assert compared(2.31) == "2.3 × more"
    assert bar(0, 24) == ""
    assert bar(1e-9, 24) == "▏"
    assert bar(1, 24) == "█" * 24
    designs = [
        Design("today", "today", "", 2, 9, 8_000, 1.0),
        Design("journal", "journal", "", 2, 9, 80, 0.01),
    ]
    assert in_short(designs) == ("w what if, in 8 h: today 8 kB", "journal 80 B")


# -- where a piece is now ----------------------------------------------------------------------


def test_a_changed_tab_is_found_where_it_is_now() -> None:
    state = session(
        window(tab("https://b.example/"), tab("https://a.example/"),
               closed=[closed_tab(tab("https://c.example/"))])
    )  # fmt: skip
    snapshot = Snapshot(Document(to_json(state)))

    def place(url: str, **more: Any) -> tuple[str | int, ...] | None:
        return place_of(snapshot, piece(url=url, **more))

    assert place("https://b.example/") == ("windows", 0, "tabs", 0)
    assert place("https://a.example/") == ("windows", 0, "tabs", 1)  # it stood at 0 then
    assert place("https://c.example/", kind="removed") == ("windows", 0, "_closedTabs", 0)
    assert place("https://gone.example/") is None


# -- on the screen -----------------------------------------------------------------------------


def rows_of(pane: WritesPane) -> SaveRows:
    rows = pane.list.rows
    assert isinstance(rows, SaveRows)
    return rows


@pytest.mark.parametrize("size", [(100, 30), (120, 36), (160, 45), (200, 60)], ids=str)
async def test_the_rules_of_the_chart_and_of_the_saves_are_one_line(
    make_app: MakeApp, size: tuple[int, int]
) -> None:
    async with make_app(CountedDemo()).run_test(size=size) as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        pane = pilot.app.query_one(WritesPane)
        upper, lower = pane.query_one(".facts").region, pane.query_one(".culprits").region
        assert (upper.x, upper.width) == (lower.x, lower.width)
        assert lower.width >= 38


async def test_saves_causes_and_facts_are_shown_and_lead_on(start: Start) -> None:
    async with start(CountedDemo()) as (app, pilot):
        await pilot.press("5")
        pane = app.query_one(WritesPane)
        assert app.view is not None
        writes = app.view.saves
        assert writes is not None
        assert f"{writes.count} saves" in shown(app)
        assert "8-h day" in shown(app)
        assert "last 60 min" in shown(app)

        pane.action_zoom(-1)
        await pilot.pause()
        assert "last 15 min" in shown(app)
        for _ in range(5):
            pane.action_zoom(1)
        await pilot.pause()
        assert "all since 19:0" in shown(app)

        pane.action_by()
        rows = pane.culprits.rows
        assert isinstance(rows, CulpritRows)
        assert rows.key(0).startswith("https://")
        pane.action_culprits()
        await pilot.press("enter")
        await settle(pilot)
        assert app.query_one(WindowsPane).display

        await pilot.press("5", "escape")
        place = next(
            i for i, row in enumerate(rows_of(pane).rows)
            if isinstance(row, Save) and row.changes is not None and row.changes.matters
        )  # fmt: skip
        pane.list.cursor = place
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, SaveChangesScreen)
        assert "bytes)" in shown(app)
        await pilot.press("o")
        await settle(pilot)
        assert app.query_one(JsonPane).display


async def test_a_pause_stops_the_picture_and_not_the_counting(start: Start) -> None:
    store = CountedDemo()
    async with start(store) as (app, pilot):
        await pilot.press("5", "space")
        pane = app.query_one(WritesPane)
        before = len(rows_of(pane))
        store.save()
        store.save()
        await until(pilot, lambda: "2 more saves since" in shown(app))
        assert len(rows_of(pane)) == before

        await pilot.press("escape")
        await settle(pilot)
        assert len(rows_of(pane)) == before + 2
        assert "paused" not in shown(app)


async def test_new_saves_come_on_top_and_the_reader_stays_with_an_old_one(start: Start) -> None:
    store = CountedDemo()
    async with start(store) as (app, pilot):
        await pilot.press("5")
        pane = app.query_one(WritesPane)
        store.save()
        await settle(pilot)
        assert pane.list.cursor == 0

        pane.list.cursor = 7
        key = rows_of(pane).key(7)
        store.save()
        await settle(pilot)
        assert rows_of(pane).key(pane.list.cursor) == key


async def test_nothing_is_painted_while_it_is_hidden_or_nothing_happened(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[object] = []
    real = WritesPane._show

    def spy(self: WritesPane, writes: Writes, now: float) -> None:
        painted.append(writes)
        real(self, writes, now)

    monkeypatch.setattr(WritesPane, "_show", spy)
    store = CountedDemo()
    async with start(store) as (app, pilot):
        store.save()
        app.saves.take_counts()  # it would wait whether a changed file is read as well
        await settle(pilot)
        assert not painted
        await pilot.press("5")
        await settle(pilot)
        assert len(painted) == 1
        app.action_reload()
        app._tick()
        await settle(pilot)
        assert len(painted) == 1


async def test_what_is_counted_while_the_screen_is_taken_apart_is_no_fault(start: Start) -> None:
    store = CountedDemo()
    async with start(store) as (app, _pilot):
        store.save()
    app.saves.take_counts()  # its timer may ring until the very end
    assert app.fault is None


class Slow(CountedDemo):
    """Counting under other designs takes as long as the test wants."""

    answer: Callable[[Callable[[], bool]], Sequence[Design]]

    def redesign(self, cancelled: Callable[[], bool]) -> Sequence[Design]:
        return self.answer(cancelled)


async def test_other_designs_are_counted_on_demand_and_stay_in_short(start: Start) -> None:
    designs = (
        Design("today", "today", "as Firefox wrote it", 9, 9e4, 9e9, 1.0),
        Design("journal", "journal", "only what changed", 9, 9e2, 9e7, 0.01),
        Design("lmdb", "LMDB pages", "it needs the package lmdb", 9, None, None, None),
    )
    store = Slow()
    asked: list[Callable[[], bool]] = []

    def until_cancelled(cancelled: Callable[[], bool]) -> Sequence[Design]:
        asked.append(cancelled)
        while not cancelled():
            threading.Event().wait(0.002)
        return ()

    def fails(cancelled: Callable[[], bool]) -> Sequence[Design]:
        raise Unreadable("the saves cannot be read")

    async with start(store, size=(80, 24)) as (app, pilot):
        await pilot.press("5")
        store.answer = until_cancelled
        await pilot.press("w")
        await until(pilot, lambda: bool(asked) and "Counting" in shown(app))
        await pilot.press("escape")
        await until(pilot, lambda: not isinstance(app.screen, WhatIfScreen))
        assert asked[0]()

        store.answer = fails
        await pilot.press("w")
        await until(pilot, lambda: "cannot be read" in shown(app))
        store.answer = lambda cancelled: designs
        await pilot.press("r")
        await until(pilot, lambda: "100 × less" in shown(app))
        await pilot.press("down")
        await pilot.pause()
        assert "only what changed" in shown(app)
        assert "good for disk, CPU and memory while running" in shown(app)
        assert "how hard some work, 3 of 5" in shown(app)
        await pilot.press("down")
        await pilot.pause()
        assert "needs the package" in shown(app)
        assert "not measured" in shown(app)
        await pilot.press("escape")
        await settle(pilot)
        assert "journal 90 MB" in shown(app)

        await pilot.press("c")
        await pilot.pause()
        assert "changed sites" in shown(app)
        await pilot.press("escape", "i")
        await settle(pilot)
        assert "seen by" in shown(app)


async def test_a_single_file_says_that_its_saves_are_not_seen(
    tmp_path: Path, make_app: Callable[..., SessiontuiApp]
) -> None:
    path = tmp_path / "old.js"
    path.write_bytes(to_json(session(window(tab("https://a.example/")))))
    app = make_app(FileStore(path))
    async with app.run_test() as pilot:
        await settle(pilot)
        await pilot.press("5")
        await settle(pilot)
        assert "no profile of a running Firefox" in shown(app)
        assert app.query_one(WritesPane).why_not("pause")


async def test_before_the_first_save_only_what_can_be_asked_for_is_offered(
    tmp_path: Path, start: Start
) -> None:
    path = write_profile(tmp_path / "p", clean=session(window(tab("https://a.example/"))))
    async with start(path) as (app, pilot):
        await pilot.press("5")
        await settle(pilot)
        assert "m: what this session costs" in shown(app)
        assert "w: the very same saves" not in shown(app)
    async with start(CountedDemo()) as (app, pilot):
        await pilot.press("5")
        await settle(pilot)
        assert "w: the very same saves" in shown(app)
