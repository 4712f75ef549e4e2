"""Pane 6: where the bytes are, level by level, and dropping what could go."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot
from textual.widget import Widget
from textual.widgets import Static

from sessiontui import progress
from sessiontui.app_dirs import STATE_VARIABLE
from sessiontui.session.model.document import Document
from sessiontui.session.weight.rows import Axis, Weight
from sessiontui.session.weight.weigh import Within, among, weigh
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.text import is_printable, size
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.panes.json.pane import JsonPane
from sessiontui.ui.panes.size import navigation as navigation_module
from sessiontui.ui.panes.size.pane import SizePane
from sessiontui.ui.panes.size.trail_line import TrailLine
from sessiontui.ui.screens.preview import PreviewScreen
from sessiontui.ui.widgets.caption import Caption
from sessiontui.ui.widgets.filter_line import FilterLine
from sessiontui.ui.widgets.line_list import LineList
from sessiontui.ui.widgets.sheet import Sheet
from tests.builders import FAVICON as OTHER_FAVICON
from tests.builders import (
    NOW,
    closed_tab,
    closed_window,
    entry,
    read_session,
    session,
    tab,
    window,
    write_profile,
)

from .conftest import CountedDemo, Start, settle

pytestmark = pytest.mark.long  # the ordinary run is to be quick

FAVICON = "data:image/png;base64," + "A" * 4000
DAY = 24 * 3600 * 1000
WEIGH = "sessiontui.ui.panes.size.levels.weigh"


def heavy() -> dict[str, Any]:
    """Favicons are most of it; one site keeps much with its tab, another has long histories."""
    return session(
        window(
            tab(entry("https://mail.example/", "Inbox"), image=FAVICON,
                storage={"https://mail.example": {"draft": "x" * 3000}}),
            tab(*(entry(f"https://news.example/{n}", f"News {n}") for n in range(20)),
                image=FAVICON),
            tab(entry("https://www.shop.example/", "Shop"), image=FAVICON),
            closed=[
                closed_tab(tab(entry("https://old.example/", "Old")), closedAt=NOW - 60 * DAY),
                closed_tab(tab(entry("https://new.example/", "New")), closedAt=NOW - DAY),
            ],
        ),
        closed_windows=[closed_window(window("https://gone.example/"), closedAt=NOW - 90 * DAY)],
    )  # fmt: skip


@pytest.fixture
def profile(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path / "state"))
    return write_profile(
        tmp_path / "p",
        clean=heavy(),
        previous=session(window(tab(entry("https://mail.example/", "Inbox"), image=FAVICON))),
    )


def pane_of(app: SessiontuiApp) -> SizePane:
    return app.query_one(SizePane)


def names(app: SessiontuiApp) -> list[str]:
    """What each row is called."""
    rows = pane_of(app).rows
    return [] if rows is None else [rows.cells(i)[-1].text for i in range(len(rows))]


def here(app: SessiontuiApp) -> str:
    """The row under the cursor."""
    return names(app)[pane_of(app).list.cursor]


def signs(app: SessiontuiApp) -> dict[str, str]:
    rows = pane_of(app).rows
    assert rows is not None
    return {rows.cells(i)[-1].text: rows.cells(i)[0].text for i in range(len(rows))}


def trail(app: SessiontuiApp) -> str:
    line = pane_of(app).query_one(TrailLine)
    return line.render_line(0).text.strip()


def head(app: SessiontuiApp) -> str:
    return pane_of(app).query(".headline").first(Caption).render_line(0).text.strip()


def below(app: SessiontuiApp) -> str:
    status = pane_of(app).query_one(FilterLine).query_one(".status", Static)
    return str(status.content)


def details(app: SessiontuiApp) -> str:
    lines = pane_of(app).query(".details").first(Sheet).lines
    return "\n".join(f"{line.label or ''} {line.text}" for line in lines)


def sums_up(app: SessiontuiApp) -> bool:
    """Whether the rows sum to what they are a part of."""
    rows = pane_of(app).rows
    assert rows is not None
    return sum(row.bytes for row in rows.level.weight.rows) == rows.level.weight.bytes


def focused(app: SessiontuiApp) -> Widget | None:
    return app.screen.focused


async def press(pilot: Pilot[Any], *keys: str) -> None:
    for key in keys:
        await pilot.press(key)
        await settle(pilot)


async def go_to(pilot: Pilot[Any], name: str) -> None:
    """Put the cursor on the row of a name."""
    app = pilot.app
    assert isinstance(app, SessiontuiApp)
    pane_of(app).list.cursor = names(app).index(name)
    await settle(pilot)


@pytest.fixture
def apart(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small it is, it is weighed on a thread, as what is large."""
    monkeypatch.setattr(navigation_module, "AT_ONCE", 0)
    monkeypatch.setattr(navigation_module, "MANY", 0)


# -- what it says ------------------------------------------------------------------------------


async def test_what_names_mean_stands_in_a_column_and_no_count_says_nothing(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6")
        rows = pane_of(app).rows
        assert rows is not None
        found = [rows.cells(i) for i in range(len(rows))]
        begins = {len(row[-1].text) + len(row[-1].tail) - len(row[-1].tail.lstrip())
                  for row in found if row[-1].tail}  # fmt: skip
        assert len(found) > 5 and len(begins) == 1
        counts = {row[-1].text: row[-2].text for row in found}
        assert counts["overhead"] == "" and int(counts["favicons"]) > 1
        await press(pilot, "t", "t")  # tabs: each is one
        rows = pane_of(app).rows
        assert rows is not None
        assert [column.used for column in rows.columns if column.name == "count"] in ([False], [])


async def test_the_largest_part_stands_first_and_one_sentence_says_it(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6")
        assert names(app)[0] == "favicons"
        assert head(app).startswith("Favicons are ")
        assert head(app).endswith("%: Firefox fetches them again.")
        rows = pane_of(app).rows
        assert rows is not None and sums_up(app)
        assert rows.level.whole == len(rows.document.text)
        assert f"sum {rows.level.whole:,} bytes: all of the JSON" in below(app)


async def test_the_details_are_exact_and_say_what_is_estimated(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6")
        rows = pane_of(app).rows
        assert rows is not None
        assert f"bytes {rows.row(0).bytes:,} bytes" in details(app)
        assert "packed ≈ " in details(app)
        assert "estimated, this part compressed alone" in details(app)
        # Three tabs have one favicon, what is closed another: they stand six times too often.
        saved = 2 * len(f'"{FAVICON}"') + 4 * len(f'"{OTHER_FAVICON}"')
        assert f"repeated stored once each, {size(saved)} less" in details(app)
        assert "3 × 4 kB" in details(app)


async def test_every_way_to_divide_sums_to_the_whole(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6")
        first = {}
        for way in ("part", "site", "tab", "field", "JSON"):
            assert f"[{way}]" in trail(app)
            assert sums_up(app)
            first[way] = names(app)[0]
            await press(pilot, "t")
        assert "[part]" in trail(app)
        assert first == {
            "part": "favicons", "site": "news.example", "tab": "News 19", "field": "image",
            "JSON": "windows",
        }  # fmt: skip


async def test_names_that_would_act_on_a_terminal_are_made_visible(
    tmp_path: Path, start: Start
) -> None:
    state = session(window(tab(entry("https://evil.example/\x1b[31m", "\x1b]0;x\x07 [bold]A"))))
    state["windows"][0]["tabs"][0]["\x1b[2J\u202efield"] = "x" * 500
    path = write_profile(tmp_path / "p", clean=state)
    async with start(path) as (app, pilot):
        await press(pilot, "6")
        for keys in (("t", "t"), ("enter",), ("t", "t", "t"), ("enter",)):
            await press(pilot, *keys)
            rows = pane_of(app).rows
            assert rows is not None
            shown = [piece for i in range(len(rows)) for piece in rows.cells(i)[-1][::2]]
            said = [*map(str, shown), trail(app), head(app), details(app).replace("\n", " ")]
            assert all(is_printable(text) for text in said), said
        assert "␛[2J⟨202E⟩field" in names(app)


# -- ways --------------------------------------------------------------------------------------


async def test_down_into_a_row_and_back_up_to_where_the_cursor_was(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6", "t")
        await go_to(pilot, "news.example")
        await press(pilot, "enter")
        assert trail(app).startswith("All › news.example")
        assert names(app) == ["News 19"]
        assert sums_up(app)
        await press(pilot, "t")
        assert "[part]" in trail(app)
        assert {"history", "favicons"} <= set(names(app))
        await press(pilot, "backspace")
        assert trail(app).startswith("All  ")
        assert here(app) == "news.example"
        await press(pilot, "right", "left")
        assert here(app) == "news.example"


async def test_through_the_json_down_to_a_value(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6", "t", "t", "t", "t", "enter", "enter")
        await go_to(pilot, "tabs")
        await press(pilot, "enter")
        assert trail(app).startswith("All › windows › [0] › tabs")
        await go_to(pilot, "0")
        assert "mail.example — Inbox" in details(app)
        await press(pilot, "enter")
        await go_to(pilot, "image")
        assert "The address of its favicon, or the favicon itself." in details(app)
        assert "of /windows/0/tabs/0" in details(app)
        await press(pilot, "o")
        assert app.panes.current == "json"
        pane = app.query_one(JsonPane)
        assert pane.outline is not None
        assert pane.outline.pointer(pane.query_one(LineList).cursor) == "/windows/0/tabs/0/image"


async def test_what_lies_in_many_places_says_so_and_a_tab_is_shown_in_its_list(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6")
        assert "in many places" in (pane_of(app).why_not("show_there") or "")
        await press(pilot, "t", "t")
        await go_to(pilot, "Old")
        await press(pilot, "o")
        assert app.panes.current == "closed"
        shown = app.panes.shown.query_one(LineList)
        assert any("Old" in cell.text for cell in shown.rows.cells(shown.cursor))


async def test_a_site_is_shown_as_its_pages_of_all_versions(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6", "t")
        await go_to(pilot, "shop.example")
        await press(pilot, "o")
        assert app.panes.current == "find"
        assert app.panes.shown.query_one(FilterLine).text == "site:shop.example"
        assert len(app.panes.shown.query_one(LineList).rows) == 1


async def test_a_click_goes_back_to_a_level_and_divides_another_way(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6")
        line = pane_of(app).query_one(TrailLine)
        at = line.render_line(0).text.index("field") + 1
        await pilot.click(line, offset=(at, 0))
        await settle(pilot)
        assert "[field]" in trail(app)
        await press(pilot, "enter")
        assert trail(app).startswith("All › image")
        await pilot.click(line, offset=(2, 0))
        await settle(pilot)
        assert trail(app).startswith("All  ") and "[field]" in trail(app)


async def test_at_the_top_there_is_no_way_up(profile: Path, start: Start) -> None:
    async with start(profile, toasts=True) as (app, pilot):
        await press(pilot, "6", "backspace")
        assert "nothing above" in (pane_of(app).why_not("up") or "")
        assert names(app)[0] == "favicons"


# -- sort, filter ------------------------------------------------------------------------------


async def test_sorted_by_count_by_name_and_the_other_way_round(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6", "s")
        rows = pane_of(app).rows
        assert rows is not None
        counts = [rows.row(i).count for i in range(len(rows))]
        assert counts == sorted(counts, reverse=True)
        await press(pilot, "s")
        assert names(app) == sorted(names(app))
        await press(pilot, "S")
        assert names(app) == sorted(names(app), reverse=True)
        assert below(app).endswith("by name, from the end")


async def test_a_filter_keeps_rows_and_ends_with_its_level(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6", "t", "slash", *"news", "enter")
        assert names(app) == ["news.example"]
        assert below(app).startswith("1 of ")
        await press(pilot, "enter")
        assert names(app) == ["News 19"]
        await press(pilot, "backspace")
        assert here(app) == "news.example"
        assert len(names(app)) > 1


async def test_a_filter_that_keeps_nothing_says_how_to_see_all(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6", "slash", *"zzz", "enter")
        empty = pane_of(app).query(".empty").first(Sheet)
        assert 'No row here has "zzz". Esc shows all' in empty.lines[0].text
        assert focused(app) is empty
        await press(pilot, "escape")
        assert len(names(app)) > 5
        assert focused(app) is pane_of(app).list


# -- versions and saves ------------------------------------------------------------------------


async def test_another_version_is_divided_in_the_same_way_at_the_same_place(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6", "t")
        await go_to(pilot, "mail.example")
        await press(pilot, "enter", "t")
        before = pane_of(app).rows
        await press(pilot, "right_square_bracket")
        assert trail(app).startswith("All › mail.example") and "[part]" in trail(app)
        after = pane_of(app).rows
        assert before is not None and after is not None
        assert after.document is not before.document
        assert after.level.weight.bytes < before.level.weight.bytes
        await press(pilot, "left_square_bracket")
        await press(pilot, "left")
        await go_to(pilot, "news.example")
        await press(pilot, "enter", "right_square_bracket")
        # This site is not in the other version: its nearest level above is shown.
        assert trail(app).startswith("All  ") and "[site]" in trail(app)


async def test_a_save_leaves_the_cursor_on_its_row_and_one_in_the_place_it_was_in(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6", "t", "t")
        await go_to(pilot, "Shop")
        state = heavy()
        # Firefox has opened a tab before all others, which is larger than any.
        state["windows"][0]["tabs"].insert(
            0, tab(entry("https://big.example/", "Big"), image=FAVICON * 3)
        )
        write_profile(profile, clean=state)
        await press(pilot, "f5")
        assert names(app)[0] == "Big"
        assert here(app) == "Shop"
        await press(pilot, "enter")
        assert trail(app).startswith("All › Shop")
        state["windows"][0]["tabs"].pop(0)
        write_profile(profile, clean=state)
        await press(pilot, "f5")
        # Its steps are others now; it is found again by what it is.
        assert trail(app).startswith("All › Shop")
        level = pane_of(app).rows
        assert level is not None
        assert level.level.where.trail[-1].steps == ("windows", 0, "tabs", 2)


async def test_nothing_is_weighed_while_it_is_hidden(
    profile: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6", "down", "2")
        weighed: list[Axis] = []

        def counted(document: Document, axis: Axis) -> Weight:
            weighed.append(axis)
            return weigh(document, axis)

        monkeypatch.setattr(WEIGH, counted)
        where = pane_of(app)
        write_profile(profile, clean=session(window("https://other.example/")))
        await press(pilot, "f5")
        assert not weighed
        assert where.rows is None  # it holds no old session either
        await press(pilot, "6")
        assert len(weighed) == 1
        assert sums_up(app)


async def test_of_a_damaged_version_what_could_be_read_is_weighed(
    tmp_path: Path, start: Start
) -> None:
    path = write_profile(tmp_path / "p", clean=heavy())
    file = path / "sessionstore.jsonlz4"
    data = file.read_bytes()
    file.write_bytes(data[: len(data) * 3 // 4])
    async with start(path) as (app, pilot):
        await press(pilot, "6")
        assert "% that can be read." in head(app)
        assert sums_up(app)


async def test_where_nothing_can_be_read_it_says_why(tmp_path: Path, start: Start) -> None:
    path = write_profile(tmp_path / "p", clean=b"mozLz40\0cut")
    async with start(path) as (app, pilot):
        await press(pilot, "6")
        empty = pane_of(app).query(".empty").first(Sheet)
        assert "sessionstore.jsonlz4" in empty.lines[0].text
        assert app.screen.focused is empty
        assert pane_of(app).why_not("way") == "Nothing is weighed here."


# -- on a thread -------------------------------------------------------------------------------


@pytest.mark.usefixtures("apart")
async def test_keys_typed_ahead_are_meant_for_the_rows_to_come(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("6", "t", "enter", "t")
        await settle(pilot)
        assert trail(app).startswith("All › news.example") and "[part]" in trail(app)


class Held:
    """Weighing that goes on only when a test says so."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.begun, self.go_on = threading.Event(), threading.Event()
        self.stopped = 0

        def held(document: Document, axis: Axis) -> Weight:
            self.begun.set()
            try:
                while not self.go_on.wait(0.005):
                    progress.tell("weighing", 42_000_000, 100_000_000)
            except progress.Stopped:
                self.stopped += 1
                raise
            return weigh(document, axis)

        monkeypatch.setattr(WEIGH, held)

    async def at_work(self, pilot: Pilot[Any]) -> None:
        while not self.begun.is_set():
            await pilot.pause(0.005)
        self.begun.clear()

    async def ended(self, pilot: Pilot[Any]) -> None:
        while not self.stopped:
            await pilot.pause(0.005)


@pytest.fixture
def held(monkeypatch: pytest.MonkeyPatch, apart: None) -> Iterator[Held]:
    one = Held(monkeypatch)
    yield one
    one.go_on.set()


async def test_long_work_says_where_it_is_and_esc_stops_it(
    profile: Path, start: Start, held: Held
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("6")
        await held.at_work(pilot)
        empty = pane_of(app).query(".empty").first(Sheet)
        while "42 of 100 MB" not in empty.lines[0].text:
            await pilot.pause(0.01)
        assert "Esc stops" in empty.lines[0].text
        await pilot.press("escape")
        await held.ended(pilot)
        await settle(pilot)
        assert "Not weighed to the end; F5" in empty.lines[0].text
        held.go_on.set()
        await press(pilot, "f5")
        assert names(app)[0] == "favicons"


async def test_leaving_the_pane_stops_it_and_coming_back_begins_it_anew(
    profile: Path, start: Start, held: Held
) -> None:
    async with start(profile) as (app, pilot):
        await pilot.press("6")
        await held.at_work(pilot)
        await pilot.press("2")
        await held.ended(pilot)
        held.go_on.set()
        await press(pilot, "6")
        assert names(app)[0] == "favicons"


async def test_another_way_stops_what_is_not_wanted_any_more(
    profile: Path, start: Start, held: Held
) -> None:
    async with start(profile) as (app, pilot):
        held.go_on.set()
        await press(pilot, "6")
        held.go_on.clear()
        held.begun.clear()
        await pilot.press("t")
        await held.at_work(pilot)
        await pilot.press("t")
        await held.ended(pilot)
        held.go_on.set()
        await settle(pilot)
        assert "[tab]" in trail(app)


async def test_what_is_on_its_way_is_not_begun_again(
    profile: Path, start: Start, apart: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun: list[str] = []
    go_on = threading.Event()

    def held(document: Document, within: list[Within], by: Axis) -> Weight:
        begun.append(by)
        go_on.wait()
        return among(document, within, by)

    monkeypatch.setattr("sessiontui.ui.panes.size.levels.among", held)
    try:
        async with start(profile) as (app, pilot):
            await press(pilot, "6")
            pane_of(app).action_into()
            while not begun:
                await pilot.pause(0.005)
            pane_of(app).action_into()
            go_on.set()
            await settle(pilot)
            assert begun == ["site"]
            assert trail(app).startswith("All › favicons")
    finally:
        go_on.set()


# -- dropping ----------------------------------------------------------------------------------


async def test_what_can_be_dropped_is_marked_so_and_the_rest_says_why_not(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6")
        shown = signs(app)
        can = {name for name, sign in shown.items() if sign == "○"}
        assert {"favicons", "history", "storage", "closed tabs", "closed windows"} <= can
        assert not can & {"overhead", "cookies", "groups", "forms"}
        await go_to(pilot, "overhead")
        assert "by itself" in (pane_of(app).why_not("mark") or "")
        assert "by itself" in (pane_of(app).why_not("slim") or "")


async def test_favicons_are_dropped_after_a_look_at_what_that_frees_and_come_back_by_undo(
    profile: Path, start: Start
) -> None:
    file = profile / "sessionstore.jsonlz4"
    before = file.read_bytes()
    async with start(profile) as (app, pilot):
        await press(pilot, "6", "space")
        assert signs(app)["favicons"] == "*"
        assert below(app).startswith("d drops favicons")
        await press(pilot, "d")
        assert isinstance(app.screen, PreviewScreen)
        said = [line.text for line in app.screen.query_one(Sheet).lines]
        assert any(words.startswith("Frees 13 kB of 28 kB of JSON") for words in said), said
        assert any("Firefox asks their sites for them again" in words for words in said)
        assert file.read_bytes() == before
        await press(pilot, "enter")
        assert "favicons" not in names(app)
        assert pane_of(app).marking.marks == ()
        tabs = read_session(file)["windows"][0]["tabs"]
        assert [one.get("image") for one in tabs] == [None] * 3
        await press(pilot, "u", "enter")
        assert file.read_bytes() == before
        assert names(app)[0] == "favicons"


async def test_of_closed_things_those_of_an_age_and_of_histories_some_pages_go(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6")
        await go_to(pilot, "closed tabs")
        await press(pilot, "plus", *["plus"] * 3)  # marked, then kept up to 1, 7 and 28 days
        assert below(app).startswith("d drops closed things older than 28 days")
        await go_to(pilot, "history")
        await press(pilot, "plus", "minus", "minus")
        assert "history but for 1 page on either side" in below(app)
        await press(pilot, "d")
        assert isinstance(app.screen, PreviewScreen)
        await press(pilot, "y")
        kept = read_session(profile / "sessionstore.jsonlz4")
        closed = [one["title"] for one in kept["windows"][0]["_closedTabs"]]
        assert closed == ["New"]
        assert kept["_closedWindows"] == []
        news = kept["windows"][0]["tabs"][1]
        assert [one["title"] for one in news["entries"]] == ["News 18", "News 19"]


@pytest.mark.parametrize("place", ["profile", "demo"])
@pytest.mark.parametrize("key", ["y", "enter"])
async def test_where_a_drop_would_free_nothing_that_is_said_and_nothing_is_done(
    profile: Path, start: Start, place: str, key: str
) -> None:
    async with start(profile if place == "profile" else CountedDemo()) as (app, pilot):
        await press(pilot, "6")
        await go_to(pilot, "history")
        await press(pilot, *["plus"] * 9, "d")
        preview = app.screen
        assert isinstance(preview, PreviewScreen)
        said = [line.text for line in preview.query_one(Sheet).lines]
        assert said[-1] == "Nothing would be changed."
        assert not any("is kept" in words or "undo" in words for words in said)
        await press(pilot, key)
        assert len(app.screen_stack) == 1
        assert not any("Done" in one.message for one in app._notifications)
        assert pane_of(app).marking.marks  # to be varied further


async def test_the_storage_of_one_site_goes_and_that_of_others_stays(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path / "state"))
    state = heavy()
    state["windows"][0]["tabs"][1]["storage"] = {"https://news.example": {"a": "b"}}
    path = write_profile(tmp_path / "p", clean=state)
    async with start(path) as (app, pilot):
        await press(pilot, "6", "t")
        await go_to(pilot, "mail.example")
        await press(pilot, "space")
        assert below(app).startswith("d drops storage of mail.example")
        await press(pilot, "d", "y")
        tabs = read_session(path / "sessionstore.jsonlz4")["windows"][0]["tabs"]
        assert ["storage" in one for one in tabs] == [False, True, False]


async def test_what_cannot_be_known_is_left_out_and_said_before_the_rest_is_dropped(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(STATE_VARIABLE, str(tmp_path / "state"))
    state = heavy()
    state["windows"][0]["tabs"][1]["extData"] = {"extension:x@x.example:k": "v" * 3_000}
    path = write_profile(tmp_path / "p", clean=state)
    async with start(path) as (app, pilot):
        await press(pilot, "6", "space")
        await go_to(pilot, "extension data")
        await press(pilot, "space", "d")
        assert isinstance(app.screen, PreviewScreen)
        said = " ".join(line.text for line in app.screen.query_one(Sheet).lines)
        assert "Left out: the values of extensions that are gone cannot be dropped" in said
        await press(pilot, "y")
        tabs = read_session(path / "sessionstore.jsonlz4")["windows"][0]["tabs"]
        assert [one.get("image") for one in tabs] == [None] * 3
        assert "extData" in tabs[1]


async def test_marks_stay_through_other_ways_and_go_with_esc(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6", "space", "t", "t", "t")
        assert signs(app)["image"] == "*"  # the same thing, as a field
        await press(pilot, "escape")
        assert signs(app)["image"] == "○"


async def test_only_what_firefox_would_load_is_made_lighter(profile: Path, start: Start) -> None:
    before = (profile / "sessionstore.jsonlz4").read_bytes()
    async with start(profile, toasts=True) as (app, pilot):
        await press(pilot, "6", "right_square_bracket", "space", "d")
        assert len(app.screen_stack) == 1
        said = [note.message for note in app._notifications]
        assert any("Only what Firefox would load can be made lighter" in words for words in said)
    assert (profile / "sessionstore.jsonlz4").read_bytes() == before


async def test_where_nothing_may_be_changed_nothing_is_dropped(
    profile: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = ProfileStore(profile, read_only=True, now=lambda: NOW)
    async with start(store) as (app, pilot):
        await press(pilot, "6", "space")
        assert app.view is not None
        assert pane_of(app).why_not("slim") == app.view.no_edits
        assert app.view.no_edits


# -- narrow ------------------------------------------------------------------------------------


async def test_on_a_short_screen_a_key_shows_the_details(profile: Path, start: Start) -> None:
    async with start(profile, size=(80, 24)) as (app, pilot):
        await press(pilot, "6")
        sheet, rows = pane_of(app).details, pane_of(app).list
        shown = [sheet.display]
        for key in ("i", "backspace"):
            await press(pilot, key)
            shown.append(sheet.display)
            assert focused(app) is (sheet if key == "i" else rows)
        assert shown == [False, True, False]


async def test_what_would_free_nothing_has_no_sign_and_says_so(
    tmp_path: Path, start: Start
) -> None:
    """Open once, a page each, nothing closed: only the favicon can go."""
    state = session(window(tab(entry("https://a.example/", "A"), image=FAVICON)))
    async with start(write_profile(tmp_path / "p", clean=state)) as (app, pilot):
        await press(pilot, "6")
        assert {name for name, sign in signs(app).items() if sign} == {"favicons"}
        await go_to(pilot, "history")
        said = "Dropping history but for 5 pages on either side would free nothing here."
        assert pane_of(app).why_not("mark") == pane_of(app).why_not("slim") == said
        await press(pilot, "t")  # the site keeps no storage
        assert not any(signs(app).values())


async def test_down_through_all_axes_to_the_json_and_up_again_to_where_the_cursor_was(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        await press(pilot, "6")
        way = (("history", "site"), ("news.example", "tab"), ("News 19", "field"))
        for name, by in way:
            await go_to(pilot, name)
            await press(pilot, "enter")
            assert f"[{by}]" in trail(app) and sums_up(app)
        assert trail(app).startswith("All › history › news.example › News 19")
        assert head(app).startswith("history › news.example › News 19: ")
        await go_to(pilot, "ID")  # of the pages, of which there are many
        await press(pilot, "enter")
        assert "[JSON]" in trail(app)
        assert head(app).startswith("history › news.example › News 19 › ID: ")
        assert set(names(app)) == {*map(str, range(20)), "(punctuation)"}
        await go_to(pilot, "7")
        await press(pilot, "enter")
        assert "title" in names(app)
        for name in ("7", "ID", "News 19", "news.example", "history"):
            await press(pilot, "backspace")
            assert here(app) == name
        assert trail(app).startswith("All  ")


async def test_of_a_field_with_nothing_inside_the_details_are_shown(
    profile: Path, start: Start
) -> None:
    async with start(profile, size=(80, 24)) as (app, pilot):
        await press(pilot, "6", "t", "t")
        await go_to(pilot, "Inbox")
        await press(pilot, "enter")
        await go_to(pilot, "image")
        assert "not divided" in (pane_of(app).why_not("into") or "")
        await press(pilot, "enter")
        assert pane_of(app).has_class("-details")
        await press(pilot, "escape")
        await go_to(pilot, "storage")
        await press(pilot, "enter")
        assert names(app) == ["https://mail.example", "(punctuation)"]
