"""`C` makes a safety copy wherever one is, and says where it lies and how large it is."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Final

import pytest
from textual.app import App

from sessiontui.app_dirs import STATE_VARIABLE
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.ui.screens.palette import PaletteScreen
from sessiontui.workspace import Workspace
from tests.builders import session, window, write_profile
from tests.system import lock_held
from tests.ui.conftest import NOW, Start, settle
from tests.ui.test_app import shown

pytestmark = pytest.mark.long  # the ordinary run is to be quick

LOST: Final = ("backup-1/previous", "backup-1/upgrade-20261103151912")


@pytest.fixture
def state(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "state"
    path.mkdir(mode=0o700)
    monkeypatch.setenv(STATE_VARIABLE, str(path))
    return path


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(
        tmp_path / "p",
        clean=session(window("https://a.example/")),
        previous=session(window("https://b.example/")),
        upgrades={"20261103151912": session(window("https://c.example/"))},
    )


def said(app: App[int]) -> str:
    return " ".join(str(toast.message) for toast in app._notifications)


@pytest.mark.parametrize("pane", ["1", "2", "3", "5", "7", "8"])
async def test_c_keeps_every_file_and_says_where_and_how_large(
    pane: str, start: Start, profile: Path, state: Path
) -> None:
    with lock_held(profile):  # a running Firefox hinders nothing
        async with start(profile) as (app, pilot):
            await pilot.press(pane, "C")
            await settle(pilot)
            (copy,) = Workspace(ProfileStore(profile)).safety.kept_copies()
            assert "Safety copy backup-1" in said(app)
            assert str(state / "safety" / "backup-1") in said(app)
            assert f"{len(copy.files)} files" in said(app)
    path = state / "safety/backup-1/sessionstore-backups/previous.jsonlz4"
    assert path.read_bytes() == (profile / "sessionstore-backups/previous.jsonlz4").read_bytes()


async def test_it_is_made_of_a_place_that_was_opened_read_only(
    start: Start, profile: Path, state: Path
) -> None:
    async with start(ProfileStore(profile, read_only=True, now=lambda: NOW)) as (app, pilot):
        await pilot.press("C")
        await settle(pilot)
        assert "Safety copy backup-1" in said(app)


async def test_what_the_profile_loses_afterwards_stands_in_the_rail(
    start: Start, profile: Path, state: Path
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("C")
        await settle(pilot)
        shutil.rmtree(profile / "sessionstore-backups")
        await pilot.press("f5")
        await settle(pilot)
        assert app.view is not None
        assert [v.id for v in app.view.rail] == ["sessionstore", *LOST]
        assert "b1/previous" in shown(app)  # what tells it from the others is not cut off
        assert "b1/up 3 Nov" in shown(app)
        await pilot.press("right_square_bracket", "2")
        await settle(pilot)
        assert "b.example" in shown(app)


async def test_a_place_without_files_says_why_and_shows_the_key_dim(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("C")
        await settle(pilot)
        assert "no files of a profile to copy" in said(app)
        await pilot.press("question_mark")
        await settle(pilot)
        found = app.screen_stack[0].active_bindings["C"]
        assert not found.enabled


async def test_the_palette_has_it(start: Start, profile: Path, state: Path) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("colon")
        await settle(pilot)
        assert isinstance(app.screen, PaletteScreen)
        await pilot.press(*"safety", "enter")
        await settle(pilot)
        assert "Safety copy backup-1" in said(app)
        assert (state / "safety/backup-1").is_dir()


async def test_what_hinders_it_is_a_sentence(start: Start, profile: Path, state: Path) -> None:
    async with start(profile) as (app, pilot):
        state.chmod(0o777)  # in everybody's reach: nothing private is put there
        await pilot.press("C")
        await settle(pilot)
        assert "may be written by others" in said(app)
    assert list(state.iterdir()) == []
