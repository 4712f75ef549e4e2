"""Pane 4: people look for a tab, in every version at once."""

from __future__ import annotations

import threading
from pathlib import Path

import pytest
from textual.widgets import Static

from sessiontui.session.model.snapshot import Snapshot
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.panes.find.pane import FindPane
from sessiontui.ui.widgets.filter_line import FilterLine
from sessiontui.ui.widgets.line_list import LineList
from sessiontui.ui.widgets.sheet import Sheet
from tests.builders import HOUR, NOW, session, tab, window, write_profile
from tests.cli.test_pages_commands import at

from .conftest import Start, settle

pytestmark = pytest.mark.long  # the ordinary run is to be quick


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    return write_profile(
        tmp_path / "p",
        clean=session(
            window(
                tab("https://shop.example/form", formdata={"id": {"x": "the marmalade jar"}}),
                "https://a.example/",
            ),
            session=at(NOW),
        ),
        previous=session(
            window("https://a.example/", "https://kochbuch.example/marmalade"),
            window("https://x.example/x", "https://y.example/y"),
            session=at(NOW - HOUR),
        ),
    )


def listed(app: SessiontuiApp) -> list[str]:
    """Sign and title of each page in the list."""
    rows = app.query_one(FindPane).query_one(LineList).rows
    return [f"{rows.cells(i)[1].text} {rows.cells(i)[2].text}" for i in range(len(rows))]


def said(app: SessiontuiApp) -> str:
    return " ".join(
        line.text for line in app.query_one(FindPane).query(".empty").first(Sheet).lines
    )


LOST = ["~ Window · 2 tabs", "~   x", "~   y", "~ marmalade"]


async def test_without_words_it_lists_what_is_lost_whole_windows_as_one(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("4")
        await settle(pilot)
        assert listed(app) == LOST
        assert "4 Lost 3" in str(app.chrome.panes.render())
        details = app.query_one(FindPane).query(".details").first(Sheet)
        assert [line.text for line in details.lines][-2:] == ["x", "y"]


async def test_words_are_found_in_every_version_and_dropped_again(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("4", "slash", *"marmalade")
        await settle(pilot)
        assert listed(app) == ["● form", "~ marmalade"]
        await pilot.press("enter", "escape")
        await settle(pilot)
        assert listed(app) == LOST


async def test_titles_and_addresses_are_listed_before_anything_is_read(
    profile: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("4")
        await settle(pilot)
        may_read = threading.Event()
        real = ProfileStore.peek

        def peek(store: ProfileStore, version: str) -> Snapshot:
            assert may_read.wait(30)
            return real(store, version)

        monkeypatch.setattr(ProfileStore, "peek", peek)
        await pilot.press("slash", *"marmalade")
        while listed(app) != ["~ marmalade"]:
            await pilot.pause()
        status = app.query_one(FindPane).query_one(FilterLine).query_one(".status", Static)
        assert str(status.content) == "1 page …"
        may_read.set()
        await settle(pilot)
        assert listed(app) == ["● form", "~ marmalade"]
        assert str(status.content) == "2 pages"


async def test_enter_shows_the_page_in_its_version(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("4", "down", "enter")
        await settle(pilot)
        assert app.view is not None and app.view.version is not None
        assert (app.view.version.id, app.panes.current) == ("previous", "windows")
        windows = app.panes.shown.query_one(LineList)
        assert "x" in [cell.text for cell in windows.rows.cells(windows.cursor)]


async def test_marked_pages_of_other_versions_come_back_in_one_edit(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("4", "space", "end", "space")
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert listed(app) == []
        assert app.view is not None and app.view.snapshot is not None
        urls = [found.raw_url for found in app.view.snapshot.open_tabs()]
        assert "https://x.example/x" in urls and "https://kochbuch.example/marmalade" in urls
        assert not app.basket  # emptied by the edit that used them


async def test_all_are_marked_and_unmarked(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("4", "a")
        await settle(pilot)
        rows = app.query_one(FindPane).query_one(LineList).rows
        assert [rows.cells(i)[0].text for i in range(4)] == ["*", "", "", "*"]
        await pilot.press("a")
        rows = app.query_one(FindPane).query_one(LineList).rows
        assert [rows.cells(i)[0].text for i in range(4)] == [""] * 4


async def test_nothing_found_says_where_it_looked(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("4", "slash", *"zebra", "enter")
        await settle(pilot)
        assert said(app).startswith('No page has "zebra" in 2 versions, in titles, addresses')


async def test_nothing_lost_is_said_as_that(tmp_path: Path, start: Start) -> None:
    state = session(window("https://a.example/"))
    place = write_profile(tmp_path / "p", clean=state, previous=state)
    async with start(place) as (app, pilot):
        await pilot.press("4")
        await settle(pilot)
        assert said(app).startswith("No page is lost: sessionstore has every page of 2 versions")


async def test_with_one_version_nothing_can_be_told(tmp_path: Path, start: Start) -> None:
    place = write_profile(tmp_path / "p", clean=session(window("https://a.example/")))
    async with start(place) as (app, pilot):
        await pilot.press("4")
        await settle(pilot)
        assert "one version only" in said(app)


async def test_a_version_that_cannot_be_read_is_named(profile: Path, start: Start) -> None:
    (profile / "sessionstore-backups/upgrade.jsonlz4-20260101000000").write_bytes(b"mozLz40\0cut")
    async with start(profile) as (app, pilot):
        await pilot.press("4", "slash", *"zebra", "enter")
        await settle(pilot)
        assert "Not looked through: upgrade-20260101000000." in said(app)


async def test_a_save_is_looked_through_too(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("4")
        await settle(pilot)
        again = session(
            window("https://a.example/", "https://x.example/x", "https://y.example/y"),
            session=at(NOW + HOUR),
        )
        write_profile(profile, clean=again)
        await pilot.press("f5")
        await settle(pilot)
        await settle(pilot)
        assert listed(app) == ["~ marmalade"]


async def test_what_stands_typed_does_not_act(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("4", "slash", *"a r q", "enter")
        await settle(pilot)
        assert app.query_one(FindPane).query_one(FilterLine).text == "a r q"


async def test_what_a_list_has_not_is_looked_for_in_every_version(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("2", "slash", *"kochbuch")
        await settle(pilot)
        empty = app.panes.shown.query(".empty").first(Sheet).lines[0].text
        assert empty.startswith(
            'Nothing here has "kochbuch" in title or address. 1 page has it in other versions or '
            "fields: Enter shows it;"
        )
        await pilot.press("enter")
        await settle(pilot)
        assert app.panes.current == "find"
        assert listed(app) == ["~ marmalade"]


async def test_a_mark_never_stands_for_another_page_after_a_save(
    profile: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    for looks in ("watch", "meter"):  # nobody looks at the save but for who asks
        monkeypatch.setattr(ProfileStore, looks, lambda store, told: lambda: None)
    async with start(profile) as (app, pilot):
        await pilot.press("4")
        await settle(pilot)
        await pilot.press("space")
        write_profile(
            profile,
            previous=session(
                window("https://a.example/", "https://other.example/w", "https://z.example/z"),
                session=at(NOW - HOUR),
            ),
        )
        await pilot.press("r")  # before anything was looked at again
        await settle(pilot)
        assert any("has changed since" in note.message for note in app._notifications)
        await pilot.press("f5")
        await settle(pilot)
        await settle(pilot)
        assert not app.basket
        assert app.basket.words == "1 is gone since"
        assert app.chrome.basket.display


async def test_on_a_narrow_screen_enter_shows_everything_that_is_known(
    profile: Path, start: Start
) -> None:
    async with start(profile, size=(80, 24)) as (app, pilot):
        await pilot.press("4", "enter")
        await settle(pilot)
        details = app.query_one(FindPane).query_one(".details", Sheet)
        assert details.display and any("previous" in line.text for line in details.lines)
        await pilot.press("escape", "o")
        await settle(pilot)
        assert app.view is not None and app.view.version is not None
        assert app.view.version.id == "previous"


async def test_the_rail_counts_the_hits_of_each_version_while_words_stand(
    profile: Path, start: Start
) -> None:
    def hits(app: SessiontuiApp) -> list[str]:
        rows = app.chrome.rail.rows
        return [rows.cells(i)[-1].text for i in range(len(rows))]

    async with start(profile) as (app, pilot):
        before = hits(app)
        await pilot.press("4", "slash", *"marmalade", "enter")
        await settle(pilot)
        assert hits(app) == ["· 1", "· 1"]
        await pilot.press("escape")
        await settle(pilot)
        assert hits(app) == before
        await pilot.press("2", "slash", *"kochbuch")
        await settle(pilot)
        assert hits(app) == ["", "· 1"]
        await pilot.press("escape")
        await settle(pilot)
        assert hits(app) == before


async def test_words_of_another_pane_do_not_hold_up_the_lost_pages(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("4")
        await settle(pilot)
        await pilot.press("2", "slash", *"kochbuch", "escape", "4")
        await settle(pilot)
        assert listed(app) == LOST


async def test_history_and_form_text_of_a_page_stand_beside_it(
    tmp_path: Path, start: Start
) -> None:
    lost = tab("https://a.example/1", "https://a.example/2", formdata={"id": {"name": "Zebra"}})
    profile = write_profile(
        tmp_path / "p",
        clean=session(window("https://b.example/"), session=at(NOW)),
        previous=session(window("https://b.example/", lost), session=at(NOW - HOUR)),
    )
    async with start(profile) as (app, pilot):
        await pilot.press("4")
        await settle(pilot)
        details = app.query_one(FindPane).query(".details").first(Sheet)
        said = [line.text for line in details.lines]
        assert "◂ 1 back · here" in said
        assert any("name: Zebra" in text for text in said)


async def test_other_words_begin_at_the_first_hit(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("4", "end", "slash", *"example")
        await settle(pilot)
        found = app.query_one(FindPane).query_one(LineList)
        assert len(found.rows) > 2
        assert found.cursor == 0


async def test_escape_leads_from_the_details_back_and_drops_nothing(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("4", "slash", *"marmalade", "enter")
        await settle(pilot)
        pane = app.query_one(FindPane)
        app.screen.set_focus(pane.query(".details").first(Sheet))
        await pilot.press("escape")
        await settle(pilot)
        assert pane.query_one(LineList).has_focus
        assert listed(app) == ["● form", "~ marmalade"]
