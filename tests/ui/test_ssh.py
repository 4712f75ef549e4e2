"""Profiles on another machine on the screen: chosen, left and come back to over one line."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from textual.pilot import Pilot

from sessiontui.firefox.profiles import Found, FoundProfile
from sessiontui.firefox.tree.ssh import line as line_module
from sessiontui.firefox.tree.ssh import tree as tree_module
from sessiontui.glance import at_first, inside
from sessiontui.monitor.watch import tree_watch
from sessiontui.stores.registry import SeveralProfiles, open_place
from sessiontui.stores.remote.store import SshStore
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.panes.overview.held_alone import too_large
from sessiontui.ui.screens.chooser import ChooserScreen
from sessiontui.ui.widgets.sheet import Sheet
from sessiontui.workspace import Workspace
from tests.builders import NOW, mozlz4, session, to_json, window, write_profile
from tests.other_machine import opened, other_machine
from tests.unit.monitor.simulator import Simulator

pytestmark = pytest.mark.long  # the ordinary run is to be quick


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as made:
        yield made


async def until(pilot: Pilot[int], holds: Callable[[], object]) -> None:
    for _ in range(400):
        if holds():
            return
        await pilot.pause(0.02)
    raise AssertionError(pilot.app.screen)


async def test_one_of_several_there_is_opened_over_the_line_that_found_them_and_o_comes_back(
    tmp_path: Path, executor: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    profiles = tmp_path / "home/.mozilla/firefox"
    write_profile(profiles / "aaa.one", clean=session(window("https://a.example/")))
    write_profile(profiles / "bbb.two", clean=session(window("https://b.example/", "about:home")))
    # Where a password is asked for, only the first line can be opened: beside the screen none is.
    asks = 'case "$*" in *BatchMode=yes*) exit 255;; esac\nexec sh'
    place = other_machine(tmp_path / "o", monkeypatch, f"HOME={tmp_path}/home\n{asks}")
    monkeypatch.setattr(line_module, "at_terminal", lambda: True)
    with pytest.raises(SeveralProfiles) as several:
        open_place(place)
    choices = at_first(Found(several.value.profiles))
    app = SessiontuiApp(None, executor, choices=choices, clock=lambda: NOW)

    def shows(name: str) -> bool:
        view = app.view
        return view is not None and view.snapshot is not None and view.info.title == name

    async with app.run_test(size=(100, 30)) as pilot:
        await until(pilot, lambda: isinstance(app.screen, ChooserScreen))
        first, second = (glance.profile.path.name for glance in choices)
        await pilot.press("enter")
        await until(pilot, lambda: shows(first))
        await pilot.press("O")
        await until(pilot, lambda: isinstance(app.screen, ChooserScreen))
        screen = app.screen
        assert isinstance(screen, ChooserScreen)
        assert [glance.profile.path.name for glance in screen._glances] == [first, second]
        assert screen._here == str(choices[0].profile.path)
        await pilot.press("enter")  # the cursor is on the other one
        await until(pilot, lambda: shows(second))
        app.places.end()
    assert len(opened(tmp_path / "o")) == 1


async def test_saves_there_are_counted_on_the_screen_as_looks_see_them(
    tmp_path: Path, executor: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree_watch, "LOOK_SECONDS", 0.05)
    firefox = Simulator(write_profile(tmp_path / "p"))
    place = other_machine(tmp_path / "o", monkeypatch)
    with firefox.running():
        firefox.save(mozlz4(to_json(session(window("https://a.example/")))))
        workspace = Workspace.open(f"{place}{tmp_path}/p")
        app = SessiontuiApp(workspace, executor, executor.submit(workspace.view))
        async with app.run_test(size=(120, 36)) as pilot:
            await until(pilot, lambda: app.view is not None and app.view.snapshot is not None)
            await until(pilot, lambda: workspace.writes() is not None)
            store = workspace.store
            assert isinstance(store, SshStore)
            monitor = store._counting._monitor
            assert monitor is not None
            await until(pilot, lambda: monitor._watcher._reporter.there)  # it has looked once
            await until(pilot, lambda: app.view is not None and app.view.saves is not None)
            await pilot.press("5")
            tabs = session(window("https://a.example/", "https://b.example/"))
            firefox.save(mozlz4(to_json(tabs)))

            def counted() -> bool:
                view = app.view
                return (
                    view is not None
                    and view.saves is not None
                    and view.saves.count == 1
                    and view.snapshot is not None
                    and view.snapshot.counts.tabs == 2
                )

            await until(pilot, counted)
            assert app.view is not None
            assert app.view.saves is not None
            assert not app.view.saves.running
        workspace.close()


@pytest.mark.long
async def test_a_line_that_breaks_is_said_on_the_screen_which_shows_what_it_knew_until_it_is_back(
    tmp_path: Path, executor: ThreadPoolExecutor, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(tree_watch, "LOOK_SECONDS", 0.05)
    monkeypatch.setattr(tree_module, "HOLDS", 0.05)
    there = tmp_path / "there"
    there.touch()
    write_profile(tmp_path / "p", clean=session(window("https://a.example/")))
    script = f'[ -e "{there}" ] || {{ echo no way there >&2; exit 255; }}\nexec sh'
    place = other_machine(tmp_path / "o", monkeypatch, script)
    workspace = Workspace.open(f"{place}{tmp_path}/p")
    app = SessiontuiApp(workspace, executor, executor.submit(workspace.view))

    def said(words: str) -> bool:
        profile = None if app.view is None else app.view.profile
        return profile is not None and any(words in one for one in profile.barred)

    def facts() -> list[str]:
        return [line.text for line in app.query_one("WritesPane .facts", Sheet).lines]

    async with app.run_test(size=(120, 36)) as pilot:
        await until(pilot, lambda: app.view is not None and app.view.saves is not None)
        await pilot.press("5")
        store = workspace.store
        assert isinstance(store, SshStore)
        monitor = store._counting._monitor
        assert monitor is not None
        await until(pilot, lambda: monitor._watcher._reporter.there)  # it has looked once
        there.unlink()
        process = store._tree._line._process
        assert process is not None
        process.kill()
        await until(pilot, lambda: said("no answer comes: ssh:box: no way there"))
        await until(pilot, lambda: any("not watched since" in text for text in facts()))
        assert app.view is not None
        assert app.view.snapshot is not None
        assert app.view.snapshot.counts.tabs == 1
        write_profile(tmp_path / "p", clean=session(window("https://a.example/", "about:home")))
        there.touch()
        await until(pilot, lambda: tabs_of(app) == 2)
        assert not said("no answer")
        await until(pilot, lambda: not any("not watched since" in text for text in facts()))
    workspace.close()


def tabs_of(app: SessiontuiApp) -> int | None:
    view = app.view
    return None if view is None or view.snapshot is None else view.snapshot.counts.tabs


def test_a_large_file_there_is_read_when_somebody_asks_for_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On the screen every version is counted for its list; over a line only the small ones are."""
    large = session(window(*[f"https://{os.urandom(300).hex()}.example/" for _ in range(2500)]))
    small = session(window("https://a.example/"))
    write_profile(tmp_path / "p", clean=small, previous=large, recovery_bak=small)
    assert (tmp_path / "p/sessionstore-backups/previous.jsonlz4").stat().st_size > 1 << 20
    place = other_machine(tmp_path / "o", monkeypatch)
    workspace = Workspace.open(f"{place}{tmp_path}/p")
    view = workspace.view()
    while (more := workspace.survey(view)) is not None:
        view = more
    assert set(view.summaries) == {"sessionstore", "recovery.bak"}
    assert too_large(view)
    (glance,) = at_first(Found((FoundProfile("p", workspace.store.path, "", False, False),)))  # type: ignore[attr-defined]
    assert inside(glance).tabs == 1
    assert set(workspace.view("previous").summaries) == {"sessionstore", "recovery.bak", "previous"}
    write_profile(tmp_path / "p", clean=large)
    workspace.store.versions()
    assert inside(glance).words == "not counted"
    workspace.close()
