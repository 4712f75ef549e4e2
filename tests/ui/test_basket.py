"""The basket: marks of any pane and version, restored or exported as one."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.pilot import Pilot
from textual.widgets import Input

from sessiontui.export.formats import FORMATS
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.messages import EditKind
from sessiontui.ui.panes.lists.windows import WindowsPane
from sessiontui.ui.screens.basket import BasketScreen
from sessiontui.ui.screens.preview import PreviewScreen
from sessiontui.ui.widgets.line_list import LineList
from tests.builders import (
    HOUR,
    NOW,
    closed_group,
    closed_tab,
    closed_window,
    entry,
    group,
    read_session,
    saved_group,
    session,
    tab,
    window,
    write_profile,
)
from tests.cli.test_pages_commands import at
from tests.steps import calls
from tests.system import lock_held

from .conftest import Start, settle
from .test_app import shown

pytestmark = pytest.mark.long  # the ordinary run is to be quick


def page(name: str) -> dict[str, object]:
    return tab(entry(f"https://{name.lower()}.example/", name))


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(
        tmp_path / "p",
        clean=session(
            window(
                page("Here"), page("Both"), _closedTabs=[closed_tab("https://shut.example/t/Shut")]
            ),
            session=at(NOW),
        ),
        previous=session(window(page("Both"), page("Lost"), page("Gone")), session=at(NOW - HOUR)),
        recovery_bak=session(window(page("Lost")), session=at(NOW - 2 * HOUR)),
    )


def listed(app: SessiontuiApp) -> list[str]:
    assert isinstance(app.screen, BasketScreen)
    rows = app.screen.query_one(LineList).rows
    return [f"{rows.cells(i)[0].text} {rows.cells(i)[1].text}" for i in range(len(rows))]


def said(app: SessiontuiApp) -> str:
    return str(app.chrome.basket.render())


async def mark(pilot: Pilot[int], version: str, *keys: str) -> None:
    """Mark in the Windows pane of a version."""
    app = pilot.app
    assert isinstance(app, SessiontuiApp)
    app.versions.choose(version)
    await settle(pilot)
    await pilot.press("2", "home", *keys)
    await settle(pilot)


async def test_marks_of_two_versions_and_two_panes_are_restored_in_one_edit(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await mark(pilot, "previous", "down", "down", "space")  # Lost
        await pilot.press("backslash", "3")
        await settle(pilot)
        await pilot.press("space")  # Shut
        await settle(pilot)
        assert "2 chosen from 2 versions: Lost, Shut" in said(app)
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert app.view is not None and app.view.snapshot is not None
        titles = [found.title for found in app.view.snapshot.open_tabs()]
        assert sorted(titles) == ["Both", "Here", "Lost", "Shut"]
        assert not app.basket
        assert not app.chrome.basket.display


async def test_marks_stay_while_another_version_is_shown(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await mark(pilot, "previous", "down", "space")
        pane = app.query_one(WindowsPane)
        assert set(pane.marks) == {("windows", 0, "tabs", 0)}
        await pilot.press("backslash")
        await settle(pilot)
        assert not pane.marks
        assert "1 chosen from previous: Both" in said(app)
        app.versions.choose("previous")
        await settle(pilot)
        assert set(pane.marks) == {("windows", 0, "tabs", 0)}


async def test_marks_of_a_version_that_is_not_shown_follow_its_saves(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await mark(pilot, "sessionstore", "down", "space", "space")  # Here, Both
        app.versions.choose("previous")
        await settle(pilot)
        saved = session(window(page("New"), page("Both")), session=at(NOW))
        write_profile(profile, clean=saved)
        app.action_reload()
        await settle(pilot)
        await settle(pilot)
        (one,) = app.basket
        assert (one.title, one.steps) == ("Both", ("windows", 0, "tabs", 1))
        assert said(app).strip().startswith("1 is gone since · 1 chosen from sessionstore: Both")


async def test_the_list_folds_the_same_page_and_strikes_what_is_open(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await mark(pilot, "previous", "down", "space", "space", "space")  # Both, Lost, Gone
        await mark(pilot, "recovery.bak", "down", "space")  # Lost
        await pilot.press("B")
        await settle(pilot)
        assert sorted(listed(app)) == ["+ Gone", "+ Lost", "= Both", "× Lost"]
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert app.view is not None
        app.versions.choose(None)
        await settle(pilot)
        assert app.view.snapshot is not None
        titles = [found.title for found in app.view.snapshot.open_tabs()]
        assert sorted(titles) == ["Both", "Gone", "Here", "Lost"]
        assert not app.basket


async def test_what_is_taken_out_of_the_list_is_what_stands_there_after_a_save(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await mark(pilot, "sessionstore", "down", "space", "space")  # Here, Both
        await pilot.press("B")
        await settle(pilot)
        saved = session(window(page("New"), page("Here"), page("Both")), session=at(NOW))
        write_profile(profile, clean=saved)
        app.action_reload()
        await settle(pilot)
        await pilot.press("down", "space")  # Both, where Here lay meanwhile
        await settle(pilot)
        assert [one.title for one in app.basket] == ["Here"]


async def test_whole_windows_and_groups_marked_among_the_lost_follow_a_save(
    tmp_path: Path, start: Start
) -> None:
    def state(*more: dict[str, object]) -> dict[str, object]:
        grouped = [tab(entry(f"https://g{i}.example/", f"G{i}"), groupId="9-1") for i in (1, 2)]
        shut = closed_group("9-2", "Shut", "https://s1.example/", "https://s2.example/")
        kept = saved_group("9-3", "Kept", "https://k1.example/", "https://k2.example/")
        return session(
            window(*more, page("Aa"), page("Bb")),
            window(*grouped, page("Here"), groups=[group("9-1", "Open")], closedGroups=[shut]),
            closed_windows=[closed_window(window(page("Cc"), page("Dd")), 7)],
            savedGroups=[kept],
        )

    place = write_profile(tmp_path / "q", clean=session(window(page("Here"))), previous=state())
    async with start(place) as (app, pilot):
        await pilot.press("4")
        await settle(pilot)
        await pilot.press("a")
        await settle(pilot)
        assert {one.title.split(" · ")[0] for one in app.basket} == {
            "Window", "Group Open", "Group Shut", "Group Kept", "Closed window"
        }  # fmt: skip
        before = {one.steps for one in app.basket}
        write_profile(place, clean=session(window(page("Here"))), previous=state(page("First")))
        app.action_reload()
        await settle(pilot)
        await settle(pilot)
        assert {one.steps for one in app.basket} == before
        assert "gone since" not in said(app)


async def test_things_are_taken_out_of_the_list_and_an_empty_one_is_left(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await mark(pilot, "previous", "down", "space", "space", "space")
        await pilot.press("B")
        await settle(pilot)
        await pilot.press("down", "space")
        await settle(pilot)
        assert [one.title for one in app.basket] == ["Both", "Gone"]
        assert len(listed(app)) == 2
        await pilot.press("D")
        await settle(pilot)
        assert not app.basket
        assert not isinstance(app.screen, BasketScreen)


@pytest.mark.parametrize("emptied", [("4", "escape"), ("B", "D")])
async def test_what_a_key_has_emptied_comes_back_where_it_lies_by_now(
    profile: Path, start: Start, emptied: tuple[str, str]
) -> None:
    async with start(profile) as (app, pilot):
        await mark(pilot, "previous", "down", "down", "space", "space")  # Lost, Gone
        for key in emptied:
            await pilot.press(key)
            await settle(pilot)
        assert not app.basket
        assert any("B brings its 2 back" in note.message for note in app._notifications)
        saved = session(window(page("New"), page("Lost"), page("Gone")), session=at(NOW - HOUR))
        write_profile(profile, previous=saved)
        app.action_reload()
        await settle(pilot)
        await pilot.press("B")
        await settle(pilot)
        assert [(one.title, one.steps[-1]) for one in app.basket] == [("Lost", 1), ("Gone", 2)]
        assert listed(app) == ["+ Lost", "+ Gone"]


async def test_what_an_edit_has_used_does_not_come_back(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await mark(pilot, "previous", "down", "down", "space", "space")
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("B")
        await settle(pilot)
        assert not app.basket
        assert not isinstance(app.screen, BasketScreen)


async def test_enter_shows_it_where_it_lies(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await mark(pilot, "previous", "down", "down", "space")
        await pilot.press("backslash", "1", "B")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert app.view is not None and app.view.version is not None
        assert app.view.version.id == "previous"
        here = app.query_one(WindowsPane).items.here
        assert here is not None and here.steps == ("windows", 0, "tabs", 1)


async def test_a_key_for_marks_that_are_gone_does_not_fall_on_the_line_under_the_cursor(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await mark(pilot, "previous", "down", "down", "space")  # Lost
        write_profile(profile, previous=session(window(page("Other")), session=at(NOW - HOUR)))
        app.action_reload()
        await settle(pilot)
        await pilot.press("r")
        await settle(pilot)
        assert len(app.screen_stack) == 1
        assert any("What was marked is gone" in note.message for note in app._notifications)
        await pilot.press("r")
        await settle(pilot)
        assert len(app.screen_stack) == 2


async def test_marks_of_a_version_that_broke_are_refused_with_its_reason(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await mark(pilot, "previous", "down", "down", "space")
        file = profile / "sessionstore-backups" / "previous.jsonlz4"
        file.write_bytes(file.read_bytes()[:60])
        app.action_reload()
        await settle(pilot)
        await pilot.press("r")
        await settle(pilot)
        assert app.view is not None and app.view.error
        assert [note.message for note in app._notifications] == [app.view.error]
        assert len(app.basket) == 1


async def test_an_empty_basket_says_how_it_is_filled(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("B")
        await settle(pilot)
        assert not isinstance(app.screen, BasketScreen)
        assert any("The basket is empty" in note.message for note in app._notifications)


async def test_a_page_marked_in_windows_is_marked_in_find_too(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await mark(pilot, "recovery.bak", "down", "space")  # Lost, whose newest is in previous
        await pilot.press("4")
        await settle(pilot)
        rows = app.panes.shown.query_one(LineList).rows
        marked = {rows.cells(i)[2].text for i in range(len(rows)) if rows.cells(i)[0].text}
        assert marked == {"Lost"}
        at_lost = next(i for i in range(len(rows)) if rows.cells(i)[2].text == "Lost")
        app.panes.shown.query_one(LineList).cursor = at_lost
        await pilot.press("space")
        await settle(pilot)
        assert not app.basket


async def test_the_whole_basket_is_exported(
    profile: Path, start: Start, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with start(profile) as (app, pilot):
        await mark(pilot, "previous", "down", "down", "space")
        await pilot.press("backslash")
        await mark(pilot, "sessionstore", "down", "space")
        await pilot.press("B", "e")
        await settle(pilot)
        wanted = list(FORMATS).index("json")
        app.screen.query_one(LineList).cursor = wanted
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        (written,) = tmp_path.glob("tabs*.json")
        windows = json.loads(written.read_bytes())["windows"]
        assert sorted(t["title"] for w in windows for t in w["tabs"]) == ["Here", "Lost"]


async def test_closing_takes_only_what_is_marked_in_the_list(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await mark(pilot, "previous", "down", "down", "space")  # Lost stays in the basket
        await pilot.press("backslash")
        await settle(pilot)
        await pilot.press("2", "home", "down", "c")  # Here
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert app.view is not None and app.view.snapshot is not None
        assert [found.title for found in app.view.snapshot.open_tabs()] == ["Both"]
        assert [one.title for one in app.basket] == ["Lost"]


async def into(pilot: Pilot[int], place: Path) -> None:
    """Ask for the basket to be opened in another place."""
    await pilot.press("B")
    await settle(pilot)
    await pilot.press("t")
    await pilot.pause()
    pilot.app.screen.query_one(Input).value = str(place)
    await pilot.press("enter")
    await settle(pilot)


async def test_the_basket_goes_into_another_profile(
    profile: Path, start: Start, tmp_path: Path
) -> None:
    other = write_profile(
        tmp_path / "other", clean=session(window(page("There"), page("Gone")), session=at(NOW))
    )
    before = (profile / "sessionstore.jsonlz4").read_bytes()
    async with start(profile) as (app, pilot):
        await mark(pilot, "previous", "down", "down", "space", "space")  # Lost, Gone
        await into(pilot, other)
        assert isinstance(app.screen, PreviewScreen)
        assert "1 of 2 is open already, and left out." in shown(app)
        assert "u undoes it" not in shown(app)
        await pilot.press("enter")
        await settle(pilot)
        assert not app.basket
        assert f"sessiontui undo {other}" in " ".join(n.message for n in app._notifications)
    titles = [
        found["entries"][-1]["title"]
        for found in read_session(other / "sessionstore.jsonlz4")["windows"][0]["tabs"]
    ]
    assert sorted(titles) == ["Gone", "Lost", "There"]
    assert (profile / "sessionstore.jsonlz4").read_bytes() == before


async def test_what_is_no_place_or_may_not_be_written_says_so_and_keeps_the_basket(
    profile: Path, start: Start, tmp_path: Path
) -> None:
    running = write_profile(tmp_path / "running", clean=session(window(page("There"))))
    before = (running / "sessionstore.jsonlz4").read_bytes()
    async with start(profile) as (app, pilot):
        await mark(pilot, "previous", "down", "down", "space")
        await into(pilot, tmp_path / "nowhere")
        assert any("nowhere" in note.message for note in app._notifications)
        with lock_held(running):
            await into(pilot, running)
            assert any("running" in note.message for note in app._notifications)
        assert len(app.basket) == 1
    assert (running / "sessionstore.jsonlz4").read_bytes() == before


@pytest.mark.parametrize("filtered", [False, True])
async def test_a_key_costs_the_same_however_many_are_marked(
    tmp_path: Path, start: Start, filtered: bool
) -> None:
    async def cost(tabs: int) -> int:
        pages = [page(f"P{i}") for i in range(tabs)]
        place = write_profile(
            tmp_path / f"{tabs}",
            clean=session(window(page("Here"))),
            previous=session(window(*pages), session=at(NOW - HOUR)),
        )
        async with start(place) as (app, pilot):
            await pilot.press("right_square_bracket", "2")
            await settle(pilot)
            if filtered:
                await pilot.press("slash", *"example", "enter")
                await settle(pilot)
            await pilot.press("a")
            await settle(pilot)
            pane = app.query_one(WindowsPane)
            assert len(pane.marks) == tabs

            def asked() -> None:
                for kind in EditKind:
                    assert pane.items.why_no_edit(kind) != "There is nothing in this list."

            asked()
            return calls(asked)

    assert await cost(300) < await cost(30) * 1.2
