"""A damaged version on the screen: in the rail, shown, marked where guessed, given back from."""

from __future__ import annotations

import signal
import subprocess
from pathlib import Path
from typing import Any

import pytest

from sessiontui import own_process, progress
from sessiontui.stores import salvage_apart
from sessiontui.stores.file.store import FileStore
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.panes.overview.pane import OverviewPane
from sessiontui.ui.widgets.version_line import VersionLine
from tests.builders import mozlz4, session, tab, to_json, window, write_profile

from .conftest import MakeApp, Start, settle
from .test_app import shown

pytestmark = pytest.mark.long  # the ordinary run is to be quick

WHOLE = session(
    window(
        *(tab(f"https://p{i}.example/page-{i}/Page-{i}") for i in range(20)),
        closed=["https://closed.example/Closed"],
    )
)
DATA = mozlz4(to_json(WHOLE))
HOLE = DATA[: len(DATA) // 3] + bytes(200) + DATA[len(DATA) // 3 + 200 :]


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """What loads is whole; one version has a hole, one is cut, one is nothing but zeros."""
    return write_profile(
        tmp_path / "p",
        clean=session(window("https://a.example/One", "https://b.example/Two")),
        recovery=HOLE,
        recovery_bak=bytes(400),
        upgrades={"20260914093027": DATA[: len(DATA) * 2 // 3]},
        prefs={"browser.startup.page": 3},
    )


def words_of(app: SessiontuiApp) -> str:
    return " ".join(shown(app).split())


async def test_the_rail_has_its_share_and_the_head_what_it_is(profile: Path, start: Start) -> None:
    async with start(profile, size=(160, 45)) as (app, pilot):
        lines = shown(app).splitlines()
        row = next(line for line in lines if "✗ recovery " in line)[:36]
        assert row.rstrip(" ▕│").endswith(" %")
        assert "bad" in next(line for line in lines if "✗ recovery.bak" in line)
        await pilot.press("right_square_bracket")
        await settle(pilot)
        head = app.query_one(VersionLine).render().plain
        assert " · ✗ damaged, " in head
        assert " % readable, ~" in head
        assert head.endswith(" tabs guessed · not what Firefox loads")


@pytest.mark.parametrize("width", [80, 100, 129])
async def test_the_line_of_versions_has_the_share_too(
    profile: Path, start: Start, width: int
) -> None:
    async with start(profile, size=(width, 30)) as (app, pilot):
        await pilot.press("right_square_bracket")
        await settle(pilot)
        text = app.query_one(VersionLine).render().plain
        assert "[✗ recovery " in text
        assert " %]" in text
        assert "✗ damaged, " in text


async def test_the_first_screen_names_it_with_its_share_and_opens_it(
    profile: Path, start: Start
) -> None:
    async with start(profile, size=(120, 36)) as (app, pilot):
        chances = app.query_one(OverviewPane).chances
        one = next(c for c in chances if c.key == "damaged upgrade-20260914093027")
        assert one.number == "✗"
        assert one.text.startswith("upgrade 14 Sep is damaged: ")
        assert one.text.endswith(" % of it can be read, 15 tabs")
        bad = next(c for c in chances if c.key == "damaged")
        assert bad.text == "recovery.bak: the file holds nothing but zero bytes (400 of them)"
        app.query_one(OverviewPane).post_message(one.opens())
        await settle(pilot)
        assert app.view is not None
        assert app.view.version is not None
        assert app.view.version.id == "upgrade-20260914093027"
        assert "Page-3" in shown(app)


async def test_its_own_first_screen_says_what_is_wrong(profile: Path, start: Start) -> None:
    async with start(profile, size=(120, 50)) as (app, pilot):
        await pilot.press("right_square_bracket")
        await settle(pilot)
        words = words_of(app)
        assert "this file is damaged: " in words
        assert " % of it can be read, ~" in words
        assert "of the file are zeros" in words
        assert "of JSON could be read" in words


async def test_guessed_tabs_have_a_tilde_and_their_details_say_why(
    profile: Path, start: Start
) -> None:
    async with start(profile, size=(160, 45)) as (app, pilot):
        await pilot.press("right_square_bracket", "2")
        await settle(pilot)
        lines = [line[:110] for line in shown(app).splitlines()]  # without the details
        assert not any("~" in line for line in lines if "Page-0" in line)
        guessed = [line for line in lines if " ~ Page-" in line]
        assert guessed
        await pilot.press("end")
        await settle(pilot)
        assert "~ guessed: " in shown(app)
        await pilot.press("space")
        await settle(pilot)
        assert any(" * " in line for line in shown(app).splitlines())  # a mark is seen first


async def test_closed_things_have_it_too(profile: Path, start: Start) -> None:
    async with start(profile, size=(160, 45)) as (app, pilot):
        await pilot.press("right_square_bracket", "3")
        await settle(pilot)
        row = next(
            line for line in shown(app).splitlines() if "Closed" in line and "closed" in line
        )
        assert "~" in row
        assert "~ guessed: " in shown(app)


async def test_pages_of_it_are_found_and_guessed_ones_marked(profile: Path, start: Start) -> None:
    async with start(profile, size=(160, 45)) as (app, pilot):
        await pilot.press("4")
        await settle(pilot)
        words = words_of(app)
        assert "1 version not read, 2 versions read in part" in words
        lines = shown(app).splitlines()
        assert any("~ Page-0 " in line and "guessed" not in line for line in lines)  # lost
        assert any("~ guessed: Closed " in line for line in lines)  # lost, and guessed
        assert not any("~ ~" in line for line in lines)


async def test_where_nothing_can_be_read_the_others_are_named(profile: Path, start: Start) -> None:
    async with start(profile, size=(120, 36)) as (app, pilot):
        await pilot.press("right_square_bracket", "right_square_bracket")
        await settle(pilot)
        assert "sessionstore has 2 tabs, recovery " in words_of(app)
        await pilot.press("2")
        await settle(pilot)
        words = words_of(app)
        assert "nothing but zero bytes" in words
        assert "But sessionstore has 2 tabs, recovery " in words
        assert "press ] or [ to look." in words


async def test_going_back_to_it_says_what_is_missing_before_anything_is_written(
    profile: Path, start: Start
) -> None:
    before = (profile / "sessionstore.jsonlz4").read_bytes()
    async with start(profile, size=(120, 45)) as (app, pilot):
        await pilot.press("right_square_bracket", "R")
        await settle(pilot)
        words = words_of(app)
        assert "Roll back to recovery: " in words
        assert "Missing" in words
        assert "of the damaged file could not be read; " in words
        assert "tabs of it are guessed (~)." in words
        assert (profile / "sessionstore.jsonlz4").read_bytes() == before
        await pilot.press("escape")
        await settle(pilot)
        assert (profile / "sessionstore.jsonlz4").read_bytes() == before


async def test_restoring_from_it_says_what_is_missing_and_does_it(
    profile: Path, start: Start
) -> None:
    async with start(profile, size=(120, 45)) as (app, pilot):
        await pilot.press("right_square_bracket", "2", "down", "down", "space", "r")
        await settle(pilot)
        words = words_of(app)
        assert "of the damaged file could not be read; what is taken from it is whole." in words
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("left_square_bracket")
        await settle(pilot)
        assert "Page-1" in shown(app)


async def test_esc_ends_the_process_that_salvages_and_leaves_the_screen_usable(
    tmp_path: Path, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file of 100 MB takes some seconds."""
    for_ever = (
        "from sessiontui.stores.salvage_child import *; "
        "from sessiontui.stores.salvage_child import _frame; "
        "[_frame(sys.stdout.buffer, b'p', PROGRESS.pack(1, 3)) for _ in iter(int, 1)]"
    )
    begin = own_process._BEGIN.rpartition("; from ")[0]
    monkeypatch.setattr(progress, "LARGE", 1)
    monkeypatch.setattr(salvage_apart, "LARGE", 1)
    processes: list[subprocess.Popen[bytes]] = []
    real = subprocess.Popen

    def popen(*args: Any, **more: Any) -> subprocess.Popen[bytes]:
        processes.append(real(*args, **more))
        return processes[-1]

    monkeypatch.setattr(subprocess, "Popen", popen)
    path = tmp_path / "cut.jsonlz4"
    path.write_bytes(DATA[: len(DATA) * 2 // 3])
    with monkeypatch.context() as patch:
        patch.setattr(own_process, "_BEGIN", f"{begin}; {for_ever}")
        async with make_app(FileStore(path), looks=True).run_test(size=(120, 36)) as pilot:
            app = pilot.app
            assert isinstance(app, SessiontuiApp)
            while "salvaging cut.jsonlz4" not in shown(app):
                await pilot.pause(0.01)
            assert "Esc stops" in shown(app)
            assert processes[-1].poll() is None
            await pilot.press("escape")
            await settle(pilot)
            assert [process.poll() for process in processes] == [-signal.SIGKILL]
            assert "Not read: F5 reads it." in shown(app)
            patch.undo()
            await pilot.press("f5")
            await settle(pilot)
            await pilot.press("2")
            await settle(pilot)
            assert "Page-3" in shown(app)
    assert len(processes) == 2


async def test_a_damaged_file_alone_says_why_nothing_can_be_changed(
    tmp_path: Path, start: Start
) -> None:
    path = tmp_path / "cut.jsonlz4"
    path.write_bytes(DATA[: len(DATA) * 2 // 3])
    async with start(FileStore(path), size=(120, 36)) as (app, pilot):
        await pilot.press("2", "down", "c")
        await settle(pilot)
        said = " ".join(str(toast.message) for toast in app._notifications)
        assert "Nothing can be changed in a damaged file" in said
        assert path.read_bytes() == DATA[: len(DATA) * 2 // 3]
