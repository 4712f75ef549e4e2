"""The columns of lists: which are shown at a width, the names above them, and sorting by these."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.pilot import Pilot
from textual.widget import Widget

from sessiontui.text import site
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.panes.find.pane import FindPane
from sessiontui.ui.panes.lists.closed import ClosedPane
from sessiontui.ui.panes.lists.list_pane import ListPane
from sessiontui.ui.panes.lists.settings import SettingsPane
from sessiontui.ui.panes.lists.windows import WindowsListing, WindowsPane
from sessiontui.ui.panes.writes.pane import WritesPane
from sessiontui.ui.widgets.column_names import ColumnNames
from sessiontui.ui.widgets.columns import (
    FALLING,
    RISING,
    TITLE,
    Cell,
    Column,
    column_at,
    divide,
    lay_out,
    lay_out_names,
    places,
)
from sessiontui.ui.widgets.line_list import LineList
from tests.builders import closed_tab, entry, group, session, tab, window, write_profile
from tests.steps import calls
from tests.ui.conftest import CountedDemo, Start, settle

pytestmark = pytest.mark.long  # the ordinary run is to be quick

WIDTHS = (60, 70, 79, 80, 100, 120, 129, 130, 160, 200)
PANES: dict[str, type[Widget]] = {
    "2": WindowsPane,
    "3": ClosedPane,
    "4": FindPane,
    "8": SettingsPane,
}


# -- the law -----------------------------------------------------------------------------------


@st.composite
def lists_of_columns(draw: st.DrawFn) -> tuple[Column, ...]:
    """A sign and a title among columns of different importance, some of which no row uses."""
    others = draw(st.integers(0, 6))
    ranks = draw(st.permutations(range(1, others + 1)))
    made = [
        Column(
            draw(st.integers(1, 20)),
            right=draw(st.booleans()),
            rank=rank,
            most=draw(st.integers(0, 40)),
            used=draw(st.booleans()),
        )
        for rank in ranks
    ]
    title = Column(0, most=draw(st.sampled_from([0, 40, 80])))
    made.insert(draw(st.integers(0, others)), title)
    return (Column(1), *made)


@given(lists_of_columns(), st.integers(8, 260))
def test_a_title_keeps_its_cells_while_anything_but_the_sign_stands_beside_it(
    columns: tuple[Column, ...], width: int
) -> None:
    rooms = divide(columns, width)
    [title] = [
        room for one, room in zip(columns, rooms, strict=True) if not one.width and not one.rank
    ]

    assert sum(room + 1 for room in rooms if room) <= width
    assert all(room == 0 or room >= one.width for one, room in zip(columns, rooms, strict=True))
    assert title >= TITLE or sum(map(bool, rooms)) == 2
    if sum(map(bool, rooms)) == 2 and width - 3 < TITLE:
        assert title == width - 3


@given(lists_of_columns(), st.integers(8, 260))
def test_columns_come_in_the_order_of_their_importance(
    columns: tuple[Column, ...], width: int
) -> None:
    rooms = divide(columns, width)
    wanted = sorted(
        (one.rank, bool(room)) for one, room in zip(columns, rooms, strict=True)
        if one.rank and one.used
    )  # fmt: skip
    there = [shown for _, shown in wanted]

    assert there == sorted(there, reverse=True)
    assert not any(room for one, room in zip(columns, rooms, strict=True) if not one.used)


@given(lists_of_columns(), st.integers(8, 260), st.integers(1, 40))
def test_more_width_takes_no_column_away_and_makes_none_of_the_same_narrower(
    columns: tuple[Column, ...], width: int, more: int
) -> None:
    before, after = divide(columns, width), divide(columns, width + more)

    assert all(new for old, new in zip(before, after, strict=True) if old)
    if [bool(room) for room in before] == [bool(room) for room in after]:
        assert all(new >= old for old, new in zip(before, after, strict=True))


WINDOWS = (
    Column(3, right=True, rank=6, name="#"),
    Column(1),
    Column(0, most=80, name="title", arrow=RISING),
    Column(8, most=20, rank=3, name="group"),
    Column(16, most=30, rank=2, name="site"),
    Column(6, right=True, rank=4, name="seen"),
    Column(6, right=True, rank=5, name="size"),
)


def test_the_columns_of_the_windows_come_one_by_one() -> None:
    def shown(width: int) -> list[str]:
        return [column.name for column, _, _ in places(WINDOWS, width) if column.name]

    assert shown(49) == ["title"]
    assert shown(50) == ["title", "site"]
    assert shown(59) == ["title", "group", "site"]
    assert shown(66) == ["title", "group", "site", "seen"]
    assert shown(73) == ["title", "group", "site", "seen", "size"]
    assert shown(77) == ["#", "title", "group", "site", "seen", "size"]


def test_where_there_is_plenty_of_room_sites_grow_and_titles_have_the_larger_part() -> None:
    rooms = dict(zip([c.name for c in WINDOWS], divide(WINDOWS, 128), strict=True))

    assert rooms["site"] == 30
    assert rooms["group"] > 8
    assert 60 <= rooms["title"] <= 80
    assert divide(WINDOWS, 300)[2] == 80, "no farther from its site"


def test_the_line_of_names_shows_the_arrow_even_where_a_name_is_cut() -> None:
    def names(*columns: Column, width: int = 40) -> str:
        return "".join(text for text, _ in lay_out_names(columns, width))

    title = Column(0, name="title", arrow=FALLING)
    assert names(Column(1), title).rstrip() == "  title ▾"
    assert names(Column(6, right=True, name="size", arrow=FALLING), title)[:7] == "size ▾ "
    assert names(Column(4, name="size", arrow=FALLING), title)[:5] == "siz▾ "
    assert names(Column(1, name="●", arrow=RISING), title)[:2] == "▴ "
    assert names(Column(5), Column(0)) == ""


def test_a_click_on_the_blank_behind_a_column_means_it() -> None:
    at = {x: column_at(WINDOWS, 79, x) for x in range(79)}

    assert [one.name for one in (at[0], at[3], at[6]) if one] == ["#", "#", "title"]
    assert at[78] is not None
    assert at[78].name == "size"


def test_words_with_numbers_are_left_out_as_a_whole() -> None:
    cell = Cell("Window 1 · 20 tabs · 1440 × 900 · 9 closed tabs", parts=True)

    def shown(width: int) -> str:
        return "".join(text for text, _ in lay_out(WINDOWS, [cell], width)).strip()

    assert shown(48) == cell.text
    assert shown(47) == "Window 1 · 20 tabs · 1440 × 900"
    assert shown(20) == "Window 1 · 20 tabs"
    assert shown(18) == "Window 1"


# -- on the screen -----------------------------------------------------------------------------


def names_of(app: SessiontuiApp, pane: type[Widget]) -> ColumnNames:
    return app.query_one(pane).query_one(ColumnNames)


def line(widget: Any, y: int = 0) -> str:
    text: str = widget.render_line(y).text
    return text


def cell_of(text: str, part: str) -> int:
    """The cell in which a part of a line begins; characters may be two cells wide."""
    before, found, _ = text.partition(part)
    assert found, f"{part!r} is not in {text!r}"
    return cell_len(before)


async def click(pilot: Pilot[Any], names: ColumnNames, name: str) -> None:
    await pilot.click(names, offset=(cell_of(line(names), name), 0))
    await settle(pilot)


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """A window with a group, wide characters, marks of all kinds; two closed tabs."""
    first = window(
        tab(entry("https://beta.example/1", "日本アルプスの山小屋 予約と料金"), lastAccessed=1000),
        tab(entry("https://alpha.example/2", "Alpha"), lastAccessed=3000, groupId="1-1"),
        tab(entry("https://gamma.example/3", "Gamma " * 40), lastAccessed=2000, pinned=True),
        groups=[group("1-1", "研究 Work", color="red")],
        closed=[
            closed_tab(tab(entry("https://late.example/", "日本 late")), closed_at=5000),
            closed_tab(tab(entry("https://early.example/", "early")), closed_at=4000),
        ],
    )
    return write_profile(
        tmp_path / "p",
        recovery=session(first),
        previous=session(window("https://lost.example/", "https://gone.example/")),
        checkpoints="crashed",
        prefs={"browser.sessionstore.interval": 60000},
    )


@pytest.mark.parametrize("key", PANES)
async def test_every_name_stands_above_its_column_at_every_width(
    profile: Path, start: Start, key: str
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press(key)
        await settle(pilot)
        rows, names = app.query_one(PANES[key]).query_one(LineList), names_of(app, PANES[key])
        for width in WIDTHS:
            await pilot.resize_terminal(width, 30)
            await settle(pilot)
            assert len(rows.rows) > 0
            assert names.region.x == rows.region.x
            assert names.region.bottom == rows.region.y
            head = line(names)
            for index in range(len(rows.rows)):
                cells = rows.rows.cells(index)
                if len(cells) != len(rows.columns):
                    continue
                row = rows.render_line(index)
                shown = {column: (a, b) for column, a, b in places(rows.columns, rows.line_width)}
                for column, cell in zip(rows.columns, cells, strict=True):
                    if not column.name or column not in shown or not cell.text.strip():
                        continue
                    room = shown[column][1] - shown[column][0]
                    name_at = cell_of(head, column.name[:room]) if room > 1 else 0
                    if column.right:
                        name_end = name_at + len(column.name) + 2 * bool(column.arrow)
                        assert row.crop(0, name_end).text.endswith(cell.text), (width, row.text)
                    else:
                        begins = row.crop(name_at).text.startswith(cell.text[:4].rstrip())
                        assert begins, (width, row.text)


async def test_the_arrow_follows_s_and_turns_with_capital_s(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("2")
        await settle(pilot)
        names = names_of(app, WindowsPane)
        await pilot.resize_terminal(99, 30)
        await settle(pilot)
        assert f"# {RISING}" in line(names), "in the windows' order"
        await pilot.press("S")
        assert f"# {FALLING}" in line(names)
        for sign in (f"seen {FALLING}", f"title {RISING}", f"site {RISING}", f"size {FALLING}"):
            await pilot.press("s")
            assert sign in line(names)
        assert line(names).count(FALLING) + line(names).count(RISING) == 1
        await pilot.press("S")
        assert f"size {RISING}" in line(names)


async def test_a_click_on_a_name_sorts_and_a_second_one_turns_it(
    profile: Path, start: Start
) -> None:
    def sites(pane: ListPane) -> list[str]:
        items = (pane.listing.item_at(pane.list.rows, i) for i in range(len(pane.list.rows)))
        return [item.url[8:9] for item in items if item is not None and hasattr(item, "url")]

    async with start(profile, size=(99, 30)) as (app, pilot):
        await pilot.press("2")
        await settle(pilot)
        pane, names = app.query_one(WindowsPane), names_of(app, WindowsPane)
        for name, wanted in (("title", "agb"), ("site", "abg"), ("seen", "agb"), ("group", "a")):
            await click(pilot, names, name)
            assert "".join(sites(pane)).startswith(wanted)
            order = sites(pane)
            await click(pilot, names, name)
            assert sites(pane) == order[::-1]
        assert app.screen.focused is pane.list, "the names do not take the focus"
        await click(pilot, names, "#")
        assert sites(pane) == ["b", "a", "g"]

        await pilot.press("3")
        await settle(pilot)
        closed, names = app.query_one(ClosedPane), names_of(app, ClosedPane)
        assert f"when {FALLING}" in line(names)
        assert sites(closed) == ["l", "e"]
        await click(pilot, names, "when")
        assert f"when {RISING}" in line(names)
        assert sites(closed) == ["e", "l"]


async def test_a_name_that_nothing_is_sorted_by_says_so(profile: Path, start: Start) -> None:
    async with start(profile, size=(99, 30)) as (app, pilot):
        await pilot.press("8")
        await settle(pilot)
        names = names_of(app, SettingsPane)
        assert line(names).startswith(FALLING), "the changed ones first, which have a sign"
        await click(pilot, names, "name")
        assert f"name {RISING}" in line(names)
        await click(pilot, names, "value")
        assert [note.message for note in app._notifications] == ["Nothing sorts by value here."]
        assert f"name {RISING}" in line(names)
        await pilot.press("4")
        await settle(pilot)
        await click(pilot, names_of(app, FindPane), "site")
        assert any("Pages have one order" in note.message for note in app._notifications)


async def test_a_column_that_no_row_uses_takes_no_room(tmp_path: Path, start: Start) -> None:
    tabs = [tab(entry(f"https://a.example/{i}", f"Tab {i}"), lastAccessed=None) for i in range(3)]
    grouped = [
        tab(entry("https://b.example/", "In a group"), groupId="1-1", lastAccessed=9000),
    ]
    path = write_profile(
        tmp_path / "p",
        recovery=session(window(*tabs, *grouped, groups=[group("1-1", "Work")])),
        previous=session(window(*tabs)),
        checkpoints="crashed",
    )
    async with start(path, size=(99, 30)) as (app, pilot):
        await pilot.press("2")
        await settle(pilot)
        names, pane = names_of(app, WindowsPane), app.query_one(WindowsPane)
        assert line(names).split() == ["#", RISING, "title", "group", "site", "seen", "size"]
        await pilot.press("slash", *"Tab", "enter")
        assert line(names).split() == ["#", RISING, "title", "site", "size"]
        await pilot.press(*"sssss")
        assert pane.order.column == "title", "s goes by what is there: title, site, size, #, title"
        await pilot.press("escape")
        assert "group" in line(names)


async def test_sizes_have_their_room_before_they_are_known(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessiontui.session.model.document.EAGER_BYTES", 10)
    path = write_profile(tmp_path / "p", recovery=session(window("https://a.example/")))
    async with start(path, size=(99, 30)) as (app, pilot):
        seen: list[tuple[LineList, tuple[int, ...]]] = []

        def watch_columns(self: LineList, new: tuple[Column, ...]) -> None:
            seen.append((self, divide(new, 98)))

        monkeypatch.setattr(LineList, "watch_columns", watch_columns, raising=False)
        await pilot.press("2")
        await settle(pilot)
        assert "size" in line(names_of(app, WindowsPane))
        rows = app.query_one(WindowsPane).list
        assert len({rooms for one, rooms in seen if one is rows and rooms}) == 1


async def test_moving_the_cursor_paints_no_names(
    profile: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    painted: list[int] = []
    render = ColumnNames.render_line

    def counted(self: ColumnNames, y: int) -> Any:
        painted.append(y)
        return render(self, y)

    monkeypatch.setattr(ColumnNames, "render_line", counted)
    async with start(profile) as (_, pilot):
        await pilot.press("2")
        await settle(pilot)
        painted.clear()
        await pilot.press("down", "down", "space", "end", "home", "slash", "escape")
        await settle(pilot)
        assert painted == []
        await pilot.press("s")
        await settle(pilot)
        assert painted, "it reads otherwise now"


async def test_without_colours_the_names_are_dim_and_underlined(
    profile: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with start(profile) as (app, pilot):
        await pilot.press("2")
        await settle(pilot)
        strip = names_of(app, WindowsPane).render_line(0)
        styles = [segment.style for segment in strip if segment.text.strip()]
        assert all(style is not None and style.underline for style in styles)
        assert any(style is not None and style.dim for style in styles)


async def test_the_tables_of_the_writes_have_their_names_from_their_columns(start: Start) -> None:
    async with start(CountedDemo(), size=(160, 45)) as (app, pilot):
        await pilot.press("5")
        await settle(pilot)
        saves, culprits = app.query_one(WritesPane).query(ColumnNames)
        assert line(saves).split()[:3] == ["saved", "size", "gap"]
        assert line(culprits).split()[:2] == ["changed", "sites"]
        assert saves.region.bottom == app.query_one("#saves").region.y


async def test_no_number_of_a_setting_loses_its_unit_at_80_columns(start: Start) -> None:
    async with start(size=(80, 24)) as (app, pilot):
        await pilot.press("8")
        await settle(pilot)
        pane = app.query_one(SettingsPane)
        rows = pane.list.rows
        values = [rows.cells(index)[2].text for index in range(len(rows))]
        told = [value for value in values if value[:1].isdigit() and " " in value]
        assert "52,428,800 chars" in told
        for index, value in enumerate(values):
            cells, width = rows.cells(index), pane.list.line_width
            row = "".join(text for text, _ in lay_out(rows.columns, cells, width))
            assert value not in told or value in row


async def test_a_sorted_list_is_turned_without_being_sorted_anew(
    tmp_path: Path, start: Start
) -> None:
    pages = [f"https://site{i % 7}.example/{i}" for i in range(300)]
    async with start(write_profile(tmp_path / "p", clean=session(window(*pages)))) as (app, pilot):
        await pilot.press("2")
        await settle(pilot)
        await click(pilot, app.query_one(WindowsPane).query_one(ColumnNames), "site")
        assert app.view is not None and app.view.snapshot is not None
        snapshot, listing = app.view.snapshot, app.query_one(WindowsPane).listing
        assert isinstance(listing, WindowsListing)
        first = listing.sorted_tabs(snapshot)
        assert [site(tab.url) for tab in first] == sorted(site(tab.url) for tab in first)
        listing.arrangement.turn()
        assert calls(lambda: listing.sorted_tabs(snapshot)) < 20
        assert listing.sorted_tabs(snapshot) == first[::-1]
