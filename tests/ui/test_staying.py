"""What stays as the reader left it, and what must not be missed, while files change."""

from __future__ import annotations

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from sessiontui.session.model.snapshot import Counts, Snapshot
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.stores.view import View
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.panes.lists.closed import ClosedPane
from sessiontui.ui.panes.lists.list_pane import ListPane
from sessiontui.ui.panes.lists.windows import WindowsPane
from sessiontui.ui.widgets.line_list import LineList
from sessiontui.ui.widgets.sheet import Sheet
from sessiontui.ui.widgets.version_rail import VersionRail
from sessiontui.workspace import Workspace
from tests.builders import (
    closed_tab,
    closed_window,
    entry,
    mozlz4,
    saved_group,
    session,
    tab,
    to_json,
    window,
    write_profile,
)
from tests.ui.conftest import NOW, WIDE, MakeApp, Start, StillDemo, glance, settle
from tests.ui.test_app import here, save_like_firefox, shown, tabs, until

pytestmark = pytest.mark.long  # the ordinary run is to be quick


async def test_a_save_between_the_first_look_and_the_screen_is_not_missed(tmp_path: Path) -> None:
    path = write_profile(
        tmp_path / "p", recovery=session(window(*tabs(1, 2, 3))), checkpoints="crashed"
    )
    workspace = Workspace(ProfileStore(path))
    with ThreadPoolExecutor(1) as executor:
        first: Future[View] = executor.submit(workspace.view)
        first.result()
        save_like_firefox(path, session(window(*tabs(7))))
        app = SessiontuiApp(workspace, executor, first)
        async with app.run_test(size=WIDE) as pilot:
            await settle(pilot)
            assert app.view is not None
            assert app.view.snapshot is not None
            assert app.view.snapshot.counts.tabs == 1


async def test_the_version_asked_for_stays_through_saves(make_app: MakeApp) -> None:
    store = StillDemo()
    app = make_app(store, chosen="previous")
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        store.save()
        app.action_reload()
        await settle(pilot)
        assert app.view is not None
        assert app.view.version is not None
        assert app.view.version.id == "previous"


async def test_details_stay_where_the_reader_is_when_a_save_comes(start: Start) -> None:
    store = StillDemo()
    async with start(store, size=(80, 12)) as (app, pilot):
        await pilot.press("2", "down", "down", "down", "enter", *["down"] * 5)
        details = app.query_one(WindowsPane).query_one(".details", Sheet)
        before = details.scroll_offset.y
        assert before > 0
        app.action_reload()
        await settle(pilot)
        assert details.scroll_offset.y == before


async def test_the_cursor_comes_back_after_a_version_without_rows(
    tmp_path: Path, start: Start
) -> None:
    good = mozlz4(to_json(session(window(*tabs(*range(40))))))
    path = write_profile(tmp_path / "p", clean=good, previous=good[:12] + bytes(200))
    async with start(path) as (app, pilot):
        await pilot.press("2")
        pane = app.query_one(WindowsPane)
        pane.list.cursor = 30
        await pilot.press("right_square_bracket")
        await settle(pilot)
        assert "zero bytes" in shown(app)
        await pilot.press("left_square_bracket")
        await settle(pilot)
        assert "Tab 29" in here(pane)


async def test_a_filter_that_finds_nothing_for_a_moment_keeps_the_place(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("2", *["down"] * 8)
        pane = app.query_one(WindowsPane)
        before = here(pane)
        await pilot.press("slash", "percent_sign")
        assert "Nothing here" in shown(app)
        await pilot.press("escape")
        await settle(pilot)
        assert here(pane) == before


async def test_narrow_details_give_way_to_the_reason_a_version_cannot_be_read(
    tmp_path: Path, start: Start
) -> None:
    good = mozlz4(to_json(session(window(*tabs(1, 2, 3)))))
    path = write_profile(tmp_path / "p", clean=good, previous=good[:12] + bytes(200))
    async with start(path, size=(80, 24)) as (app, pilot):
        await pilot.press("2", "down", "enter", "right_square_bracket")
        await settle(pilot)
        assert "zero bytes" in shown(app)
        assert str(path)[:12] not in shown(app).splitlines()[1]  # the one line: why, not where


async def test_a_group_found_by_its_name_unfolds_to_all_its_tabs(
    tmp_path: Path, start: Start
) -> None:
    state = session(
        window(*tabs(1)),
        savedGroups=[saved_group("1-1", "Holiday", tab(entry("https://h.example/", "Hut")))],
    )
    async with start(write_profile(tmp_path / "p", clean=state)) as (app, pilot):
        await pilot.press("3", "slash", *"holi", "enter", "enter")
        await settle(pilot)
        assert "│ Hut" in shown(app)


async def test_a_tab_closed_in_a_closed_window_is_found_and_shown(
    tmp_path: Path, start: Start
) -> None:
    needle = closed_tab(tab(entry("https://n.example/", "Needle")))
    state = session(
        window(*tabs(1)), closed_windows=[closed_window(window(*tabs(2, 3), closed=[needle]), 9)]
    )
    async with start(write_profile(tmp_path / "p", clean=state)) as (app, pilot):
        await pilot.press("3", "slash", *"needle", "enter")
        await settle(pilot)
        assert "│ Needle" in shown(app)
        assert len(app.query_one(ClosedPane).list.rows) == 2


async def test_looking_into_other_versions_repaints_no_list(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[int] = []
    real = ListPane.paint

    def spy(self: ListPane, view: View) -> None:
        painted.append(1)
        real(self, view)

    state = session(window(*tabs(1)))
    upgrades = {f"2026010{n}000000": state for n in range(1, 9)}
    path = write_profile(tmp_path / "p", clean=state, upgrades=upgrades)
    async with start(path) as (app, pilot):
        await pilot.press("2")
        await settle(pilot)
        monkeypatch.setattr(ListPane, "paint", spy)
        app.action_reload()
        await settle(pilot)
        assert app.view is not None
        assert len(app.view.summaries) == 9
        assert len(painted) <= 1


def test_looking_into_versions_keeps_none_of_them_in_memory(tmp_path: Path) -> None:
    state = session(window(*tabs(1)))
    path = write_profile(tmp_path / "p", clean=state, previous=state, recovery=state)
    store = ProfileStore(path)
    workspace = Workspace(store)
    view: View | None = workspace.view()
    while view is not None:
        view = workspace.survey(view)
    assert [kept.name for kept in store._reader._kept] == ["sessionstore.jsonlz4"]


async def test_saves_in_a_hurry_do_not_starve_a_slow_disk(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    slow = threading.Event()
    asked: list[int] = []
    real = StillDemo.load

    def load(self: StillDemo, version: str) -> Snapshot:
        asked.append(1)
        slow.wait(0.1)
        return real(self, version)

    async with start() as (app, pilot):
        first = app.view
        monkeypatch.setattr(StillDemo, "load", load)
        for _ in range(12):
            app.versions.changed()
            await pilot.pause(0.03)
        assert app.view is not first


async def test_the_ages_in_the_rail_go_on(tmp_path: Path) -> None:
    clock = [NOW]
    path = write_profile(tmp_path / "p", clean=session(window(*tabs(1))), times={"clean": int(NOW)})
    with ThreadPoolExecutor(1) as executor:
        app = SessiontuiApp(
            Workspace(ProfileStore(path), now=lambda: clock[0]), executor, clock=lambda: clock[0]
        )
        async with app.run_test(size=WIDE) as pilot:
            await settle(pilot)
            clock[0] += 12 * 60_000
            app._tick()
            await pilot.pause()
            assert "12 m" in " ".join(c.text for c in app.query_one(VersionRail).rows.cells(0))


def said(app: SessiontuiApp) -> str:
    """The details beside the list that is shown."""
    sheet = app.panes.shown.query_one(".details", Sheet)
    return " ".join(line.text for line in sheet.lines)


@pytest.mark.parametrize("key", "23")
async def test_the_ages_in_the_details_go_on(
    key: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    clock = [NOW]
    state = session(
        window(
            tab("https://a.example/", lastAccessed=int(NOW) - 21_000),
            closed=[closed_tab("https://b.example/", closed_at=int(NOW) - 21_000)],
        )
    )
    path = write_profile(tmp_path / "p", clean=state)
    with ThreadPoolExecutor(1) as executor:
        app = SessiontuiApp(
            Workspace(ProfileStore(path), now=lambda: clock[0]), executor, clock=lambda: clock[0]
        )
        async with app.run_test(size=WIDE) as pilot:
            await settle(pilot)
            await pilot.press(key, *(["down"] if key == "2" else []))
            await settle(pilot)
            assert "21 s ago" in said(app)
            for seconds, words in ((5, "26 s ago"), (60, "1 min ago"), (20 * 60, "21 min ago")):
                clock[0] += seconds * 1000
                app._tick()
                assert words in said(app)
            asked: list[object] = []
            describe = ListPane._describe

            def counted(self: ListPane, view: View) -> None:
                asked.append(view)
                describe(self, view)

            monkeypatch.setattr(ListPane, "_describe", counted)
            clock[0] += 5_000
            app._tick()
            assert not asked  # it would read the same
            clock[0] += 24 * 3_600_000
            app._tick()
            await pilot.pause()
            assert "yesterday" in said(app)
            rows = app.panes.shown.query_one(LineList).rows
            cells = " ".join(cell.text for i in range(len(rows)) for cell in rows.cells(i))
            assert "20:09" not in cells  # the clock is of another day


async def test_the_ages_in_the_window_of_versions_go_on(tmp_path: Path) -> None:
    clock = [NOW]
    path = write_profile(tmp_path / "p", clean=session(window(*tabs(1))), times={"clean": int(NOW)})
    with ThreadPoolExecutor(1) as executor:
        app = SessiontuiApp(
            Workspace(ProfileStore(path), now=lambda: clock[0]), executor, clock=lambda: clock[0]
        )
        async with app.run_test(size=(80, 24)) as pilot:
            await settle(pilot)
            app.action_rail()
            await settle(pilot)
            clock[0] += 12 * 60_000
            app._tick()
            await pilot.pause()
            found = app.screen.query_one(LineList).rows
            assert "12 m" in " ".join(c.text for c in found.cells(0))


async def test_a_copy_put_beside_the_profile_appears(tmp_path: Path, start: Start) -> None:
    state = session(window(*tabs(1)))
    path = write_profile(tmp_path / "p", clean=state)
    async with start(path) as (app, pilot):
        (path / "sessionstore.bak-2024.jsonlz4").write_bytes(mozlz4(to_json(state)))
        await until(pilot, lambda: app.view is not None and len(app.view.versions) == 2, 2)


async def test_reload_looks_again_at_what_could_not_be_read(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    from sessiontui.errors import Unreadable

    state = session(window(*tabs(1)))
    path = write_profile(tmp_path / "p", clean=state, previous=state)
    real = ProfileStore.peek

    def refuse(self: ProfileStore, version: str) -> Counts:
        raise Unreadable(f"{version}: no permission to read it")

    monkeypatch.setattr(ProfileStore, "peek", refuse)
    async with start(path) as (app, pilot):
        assert "✗ previous" in shown(app)
        monkeypatch.setattr(ProfileStore, "peek", real)
        await pilot.press("f5")
        await settle(pilot)
        assert "✗ previous" not in shown(app)


async def test_slash_filters_from_the_rail_too(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("2")
        app.query_one(VersionRail).focus()
        await pilot.press("slash", *"shop")
        assert "2 of 24" in shown(app)


async def test_a_profile_that_vanished_from_the_chooser_is_said_and_another_may_be_chosen(
    tmp_path: Path,
) -> None:
    there = write_profile(tmp_path / "there", clean=session(window("https://a.example/")))
    with ThreadPoolExecutor(1) as executor:
        app: Any = SessiontuiApp(
            None, executor, choices=[glance("gone", tmp_path / "gone"), glance("there", there)]
        )
        async with app.run_test(size=WIDE) as pilot:
            await settle(pilot)
            await pilot.press("enter")
            await settle(pilot)
            (toast,) = app._notifications
            assert "there is no such file or directory" in str(toast.message)
            await pilot.press("down", "enter")
            await settle(pilot)
            assert app.view.info.title == "there"


async def test_leaving_while_a_slow_disk_is_read_ends_without_a_word(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    go = threading.Event()
    real = StillDemo.load

    def load(self: StillDemo, version: str) -> Snapshot:
        go.wait(0.3)
        return real(self, version)

    monkeypatch.setattr(StillDemo, "load", load)
    app = make_app()
    async with app.run_test(size=WIDE) as pilot:
        await pilot.pause()
        await pilot.press("q")
    assert app.return_code in (0, None)
    assert "fault" not in capsys.readouterr().err
