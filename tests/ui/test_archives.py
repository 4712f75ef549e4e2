"""A profile in an archive on the screen: shown like any other, and nothing is changed in it."""

from __future__ import annotations

import tarfile
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from textual.widgets import Static

from sessiontui.firefox.profiles import Found
from sessiontui.glance import at_first
from sessiontui.stores.registry import SeveralProfiles, open_place
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.screens.chooser import ChooserScreen
from sessiontui.workspace import Workspace
from tests.builders import NOW, session, window, write_profile


@pytest.fixture
def executor() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(1) as made:
        yield made


def archive(tmp_path: Path) -> Path:
    home = tmp_path / "home"
    write_profile(home / "one", clean=session(window("https://a.example/", "https://b.example/")))
    write_profile(home / "two", clean=session(window("https://c.example/")))
    place = tmp_path / "old.tar"
    with tarfile.open(place, "w") as out:
        out.add(home, ".")
    return place


async def test_of_several_in_an_archive_one_is_chosen_with_its_tabs_beside_it(
    tmp_path: Path, executor: ThreadPoolExecutor
) -> None:
    with pytest.raises(SeveralProfiles) as several:
        open_place(str(archive(tmp_path)))
    choices = at_first(Found(several.value.profiles))
    app = SessiontuiApp(None, executor, choices=choices, clock=lambda: NOW)
    async with app.run_test(size=(100, 30)) as pilot:
        await pilot.pause()
        screen = app.screen
        assert isinstance(screen, ChooserScreen)
        assert str(screen.query_one(".asked", Static).content) == (
            "Which profile? The last saved first."
        )
        for _ in range(100):
            if all(glance.tabs is not None for glance in screen._glances):
                break
            await pilot.pause(0.02)
        assert {glance.profile.name: glance.tabs for glance in screen._glances} == {
            "one": 2,
            "two": 1,
        }
        await pilot.press("enter")
        for _ in range(200):
            if app.view is not None and app.view.snapshot is not None:
                break
            await pilot.pause(0.02)
        assert app.view is not None
        assert app.view.info.location.startswith(str(tmp_path / "old.tar"))
        app.places.end()


async def test_edits_are_refused_with_the_way_that_works(
    tmp_path: Path, executor: ThreadPoolExecutor
) -> None:
    workspace = Workspace(open_place(f"{archive(tmp_path)}/one"))
    app = SessiontuiApp(workspace, executor, clock=lambda: NOW)
    async with app.run_test(size=(120, 36)) as pilot:
        for _ in range(200):
            if app.view is not None and app.view.snapshot is not None:
                break
            await pilot.pause(0.02)
        await pilot.press("2", "c")
        await pilot.pause()
        said = " ".join(str(toast.message) for toast in app._notifications)
        assert "archive" in said
    workspace.close()
