"""What a user does on the screen, and what comes of it."""

from __future__ import annotations

import gc
import os
import weakref
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from sessiontui.stores.file.store import FileStore
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.panes.lists.closed import ClosedPane
from sessiontui.ui.panes.lists.list_pane import ListPane
from sessiontui.ui.panes.lists.settings import SettingsPane
from sessiontui.ui.panes.lists.windows import WindowsPane
from sessiontui.ui.panes.overview.pane import OverviewPane
from sessiontui.ui.panes.pane import Pane
from sessiontui.ui.widgets.filter_line import FilterLine
from sessiontui.ui.widgets.line_list import LineList
from sessiontui.ui.widgets.sheet import Sheet
from sessiontui.ui.widgets.version_rail import VersionRail
from tests.builders import closed_tab, entry, mozlz4, session, tab, to_json, window, write_profile
from tests.ui.conftest import WIDE, Start, StillDemo, glance, settle


def shown(app: SessiontuiApp) -> str:
    """The text on the screen, line by line."""
    return "\n".join(strip.text for strip in app.screen._compositor.render_strips())


def here(pane: ListPane) -> str:
    """The title under the cursor."""
    return " ".join(cell.text for cell in pane.list.rows.cells(pane.list.cursor))


def tabs(*numbers: int) -> list[dict[str, Any]]:
    return [tab(entry(f"https://site{n}.example/", f"Tab {n}")) for n in numbers]


def save_like_firefox(profile: Path, state: dict[str, Any]) -> None:
    """One periodic save, in Firefox's own order of events."""
    backups = profile / "sessionstore-backups"
    newest = backups / "recovery.jsonlz4"
    if newest.exists():
        newest.rename(backups / "recovery.baklz4")
    temporary = backups / "recovery.jsonlz4.tmp"
    temporary.write_bytes(mozlz4(to_json(state)))
    temporary.rename(newest)


async def until(pilot: Pilot[Any], what: Callable[[], bool], seconds: float = 1.0) -> None:
    """Let the app run until something is true; fail after so many seconds."""
    for _ in range(int(seconds / 0.02)):
        if what():
            return
        await pilot.pause(0.02)
    raise AssertionError(f"not within {seconds} s")


@pytest.fixture
def crashed(tmp_path: Path) -> Path:
    """A profile whose Firefox was killed: 60 tabs in recovery.jsonlz4."""
    return write_profile(
        tmp_path / "profile",
        recovery=session(window(*tabs(*range(60)))),
        previous=session(window(*tabs(100, 101))),
        checkpoints="crashed",
    )


async def test_number_keys_show_the_panes(start: Start) -> None:
    async with start() as (app, pilot):
        for key, kind in (
            ("2", WindowsPane),
            ("3", ClosedPane),
            ("8", SettingsPane),
            ("1", OverviewPane),
        ):
            await pilot.press(key)
            visible = [pane for pane in app.query(Pane) if pane.display]
            assert [type(pane) for pane in visible] == [kind]


async def test_only_the_visible_pane_paints(start: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    painted: list[str] = []
    for kind in (OverviewPane, WindowsPane, ClosedPane):
        real = kind.paint

        def spy(self: Pane, view: Any, real: Any = real, name: str = kind.__name__) -> None:
            painted.append(name)
            real(self, view)

        monkeypatch.setattr(kind, "paint", spy)
    store = StillDemo()
    async with start(store) as (app, pilot):
        assert set(painted) == {"OverviewPane"}
        painted.clear()
        await pilot.press("2")
        await settle(pilot)
        store.save()
        app.action_reload()
        await settle(pilot)
        assert set(painted) == {"WindowsPane"}


async def test_a_save_on_disk_is_on_the_screen_within_a_second(crashed: Path, start: Start) -> None:
    async with start(crashed) as (app, pilot):
        await pilot.press("2")
        save_like_firefox(
            crashed, session(window(*tabs(7), tab(entry("https://new.example/", "Brand new"))))
        )
        await until(pilot, lambda: "Brand new" in shown(app))


async def test_cursor_and_scroll_stay_on_the_tab_when_a_save_moves_it(
    crashed: Path, start: Start
) -> None:
    async with start(crashed) as (app, pilot):
        await pilot.press("2")
        pane = app.query_one(WindowsPane)
        pane.list.cursor = 50
        await pilot.pause()
        before, height = here(pane), pane.list.cursor - pane.list.scroll_offset.y
        assert "Tab 49" in before
        save_like_firefox(crashed, session(window(*tabs(200, 201, 202, *range(60)))))
        await until(pilot, lambda: "63 tabs" in shown(app))
        await settle(pilot)
        assert "Tab 49" in here(pane)
        assert pane.list.cursor == 53
        assert pane.list.cursor - pane.list.scroll_offset.y == height


async def test_a_chosen_version_stays_through_saves_and_backslash_follows_again(
    crashed: Path, start: Start
) -> None:
    async with start(crashed) as (app, pilot):
        await pilot.press("2", "right_square_bracket")
        await settle(pilot)
        assert "Tab 101" in shown(app)
        save_like_firefox(crashed, session(window(*tabs(300))))
        await until(pilot, lambda: "recovery.bak" in shown(app))
        await settle(pilot)
        assert "Tab 101" in shown(app)
        await pilot.press("backslash")
        await settle(pilot)
        assert "Tab 300" in shown(app)


async def test_moving_in_the_rail_shows_that_version(crashed: Path, start: Start) -> None:
    async with start(crashed) as (app, pilot):
        await pilot.press("2")
        app.query_one(VersionRail).focus()
        await pilot.press("down")
        await settle(pilot)
        assert app.view is not None
        assert app.view.version is not None
        assert app.view.version.id == "previous"
        assert "Tab 100" in shown(app)


async def test_filter_keeps_only_matches_and_escape_brings_all_back(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("2", "slash", *"shop")
        pane = app.query_one(WindowsPane)
        assert pane.query_one(FilterLine).editing
        assert len(pane.list.rows) == 3  # the window and two tabs
        await pilot.press("enter")
        assert pane.list.has_focus
        assert "2 of 24 · filter: shop" in shown(app)
        await pilot.press("escape")
        assert len(pane.list.rows) == 26


async def test_filter_with_capitals_minds_the_case(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("2", "slash", *"Rust")
        assert "1 of 24" in shown(app)


async def test_enter_folds_a_window_and_unfolds_it(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("2", "home", "enter")
        rows = app.query_one(WindowsPane).list.rows
        assert len(rows) == 6  # two windows, four tabs of the second
        await pilot.press("enter")
        assert len(app.query_one(WindowsPane).list.rows) == 26


async def test_details_show_history_form_and_container(start: Start) -> None:
    async with start(size=(160, 50)) as (app, pilot):
        await pilot.press("2", "slash", *"Weekly", "enter")
        await settle(pilot)
        text = shown(app)
        assert "draft: Train tickets, hut key, maps" in text
        assert "1480 px down" in text
        await pilot.press("escape", "slash", *"Basket", "enter", "down")
        await settle(pilot)
        assert "Shopping" in shown(app)
        assert "https://shop.example: 1 key" in shown(app)


async def test_narrow_screens_open_details_on_enter_and_close_them_on_escape(
    start: Start,
) -> None:
    async with start(size=(80, 24)) as (app, pilot):
        assert not app.query_one(VersionRail).display
        await pilot.press("2", "down", "enter")
        pane = app.query_one(WindowsPane)
        assert pane.query_one(".details", Sheet).has_focus
        assert not pane.query_one(".list-side").display
        await pilot.press("escape")
        assert pane.list.has_focus


async def test_a_version_that_gives_nothing_says_why_and_the_others_work(
    tmp_path: Path, start: Start
) -> None:
    good = mozlz4(to_json(session(window(*tabs(1, 2)))))
    path = write_profile(tmp_path / "p", clean=bytes(500), previous=good)
    async with start(path) as (app, pilot):
        assert "▶ previous" in shown(app)
        assert "✗ sessionstore" in shown(app)
        app.query_one(VersionRail).focus()
        await pilot.press("home")
        await settle(pilot)
        assert "nothing but zero bytes" in shown(app)
        assert "previous has 2 tabs" in shown(app)
        await pilot.press("2")
        await settle(pilot)
        assert "nothing but zero bytes" in shown(app)
        words = " ".join(shown(app).split())
        assert "But previous has 2 tabs: press ] or [ to look." in words
        await pilot.press("right_square_bracket")
        await settle(pilot)
        assert "Tab 2" in shown(app)


async def test_a_profile_that_vanishes_says_so_and_comes_back(crashed: Path, start: Start) -> None:
    async with start(crashed) as (app, pilot):
        aside = crashed.with_name("aside")
        crashed.rename(aside)
        await until(pilot, lambda: "no such file or directory" in shown(app), 2)
        aside.rename(crashed)
        await until(pilot, lambda: "60 tabs" in shown(app), 2)


async def test_the_demo_moves(start: Start) -> None:
    store = StillDemo()
    async with start(store) as (app, pilot):
        before = app.view
        for _ in range(6):
            store.save()
        app.action_reload()
        await settle(pilot)
        assert before is not None
        assert app.view is not None
        assert app.view.snapshot is not before.snapshot
        assert app.view.settings is not None


async def test_hostile_titles_are_visible_and_do_nothing(tmp_path: Path, start: Start) -> None:
    nasty = [
        "a [/] b",
        "[@click=app.quit]click[/]",
        "\x1b]52;c;aGVsbG8=\x07 clip",
        "\u202egnp.exe",
        "lone \ud83d half",
        "x" * 100_000,
    ]
    state = session(
        window(*(tab(entry("https://e.example/", title)) for title in nasty)),
    )
    state["windows"][0]["_closedTabs"] = [
        closed_tab(tab(entry("https://e.example/", title))) for title in nasty
    ]
    async with start(write_profile(tmp_path / "p", clean=state)) as (app, pilot):
        for key in ("1", "2", "3"):
            await pilot.press(key)
            await settle(pilot)
            for _ in nasty:
                await pilot.press("down")
            text = shown(app)
            assert not any(char in text for char in "\x1b\x07\u202e\ud83d")
        assert "[@click=app.quit]click[/]" in text
        assert "a [/] b" in text


async def test_help_lists_every_key_and_closes(start: Start) -> None:
    async with start(size=(100, 50)) as (app, pilot):
        await pilot.press("question_mark")
        await pilot.pause()
        assert "Show every session setting" in shown(app)
        await pilot.press("escape")
        await pilot.pause()
        assert "Show every session setting" not in shown(app)


async def test_choosing_one_of_several_profiles_opens_it(crashed: Path, tmp_path: Path) -> None:
    from concurrent.futures import ThreadPoolExecutor

    with ThreadPoolExecutor(1) as executor:
        app = SessiontuiApp(
            None, executor, choices=[glance("other", tmp_path / "no"), glance("mine", crashed)]
        )
        async with app.run_test(size=WIDE) as pilot:
            await pilot.pause()
            await pilot.press("down", "enter")
            await settle(pilot)
            await until(pilot, lambda: "60 tabs" in shown(app))


async def test_a_fault_never_prints_what_it_was_about(
    start: Start, capsys: pytest.CaptureFixture[str]
) -> None:
    secret = "https://secret.example/?token=hunter2"
    with pytest.raises(ValueError, match="hunter2"):
        async with start() as (app, pilot):

            def fail() -> None:
                raise ValueError(secret)

            app.call_later(fail)
            await pilot.pause()
    assert capsys.readouterr() == ("", "")  # who ran the app says it, see test_faults


async def test_a_big_session_learns_its_sizes_in_the_background(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessiontui.session.model.document.EAGER_BYTES", 1000)
    path = write_profile(tmp_path / "p", clean=session(window(*tabs(*range(5)))))
    async with start(path) as (app, pilot):
        await pilot.press("2", "down")
        await settle(pilot)
        assert app.view is not None
        assert app.view.snapshot is not None
        taken = app.view.snapshot.windows[0].tabs[0].size
        assert f"{taken:,} bytes" in shown(app)


def test_a_hundred_thousand_rows_cost_only_what_is_seen() -> None:
    asked: list[int] = []

    class Many:
        columns = ()

        def __len__(self) -> int:
            return 100_000

        def cells(self, index: int) -> Any:
            from sessiontui.ui.widgets.line_list import Cell

            asked.append(index)
            return (Cell(f"row {index}"),)

        def key(self, index: int) -> str:
            return str(index)

    from textual.app import App, ComposeResult

    from sessiontui.ui.colours import readable

    class Host(App[None]):
        def get_css_variables(self) -> dict[str, str]:
            return readable(super().get_css_variables(), ansi=False)

        def compose(self) -> ComposeResult:
            yield LineList()

        def on_mount(self) -> None:
            self.query_one(LineList).show(Many())

    async def go() -> None:
        app = Host()
        async with app.run_test(size=(80, 24)) as pilot:
            await pilot.press("tab", "end")
            await pilot.pause()
            assert app.query_one(LineList).cursor == 99_999

    import asyncio

    asyncio.run(go())
    assert max(asked) == 99_999
    assert len(set(asked)) < 200
    assert os.environ["TZ"] == "UTC"


async def test_settings_show_changed_ones_first_and_what_they_do(
    tmp_path: Path, start: Start
) -> None:
    path = write_profile(
        tmp_path / "p",
        clean=session(window(*tabs(1))),
        prefs={"browser.sessionstore.interval": 60000},
    )
    async with start(path) as (app, pilot):
        await pilot.press("8", "slash", *"interval", "enter", "home")
        await settle(pilot)
        text = shown(app)
        assert "● …interval" in text
        assert "1 min" in text
        assert "15000 ms" in text
        assert "prefs.js" in text


async def test_a_single_file_has_no_settings_and_says_so(tmp_path: Path, start: Start) -> None:
    file = tmp_path / "a.jsonlz4"
    file.write_bytes(mozlz4(to_json(session(window(*tabs(1))))))
    async with start(FileStore(file)) as (app, pilot):
        await pilot.press("8")
        await settle(pilot)
        assert "Settings belong to a profile" in shown(app)


async def test_old_sessions_are_let_go_without_the_garbage_collector(
    crashed: Path, start: Start
) -> None:
    async with start(crashed) as (app, pilot):
        for key in ("2", "3", "1", "2"):
            await pilot.press(key)
            await settle(pilot)
        await pilot.press("s", "s", "space")
        gc.disable()
        try:
            old = []
            for n in range(3):
                assert app.view is not None
                assert app.view.snapshot is not None
                old.append(weakref.ref(app.view.snapshot))
                save_like_firefox(crashed, session(window(*tabs(*range(n, 40)))))
                app.action_reload()
                await settle(pilot)
            await until(pilot, lambda: all(ref() is None for ref in old[:2]), seconds=5)
        finally:
            gc.enable()


async def test_the_keys_go_on_working_when_the_rail_that_had_them_folds(start: Start) -> None:
    async with start(size=(140, 36)) as (app, pilot):
        await pilot.press("2", "0")
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        await pilot.press("j")
        assert app.query_one(WindowsPane).list.cursor == 1
        await pilot.press("0", "escape", "j")
        await settle(pilot)
        assert app.query_one(WindowsPane).list.cursor == 2


async def test_the_keys_go_on_working_when_the_details_that_had_them_are_hidden(
    start: Start,
) -> None:
    async with start() as (app, pilot):
        await pilot.press("2")
        await settle(pilot)
        pane = app.query_one(WindowsPane)
        await pilot.press("tab")
        assert app.focused is pane.details
        await pilot.resize_terminal(80, 24)
        await settle(pilot)
        await pilot.press("j")
        assert pane.list.cursor == 1
