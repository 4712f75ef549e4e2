"""Marks, orders and conditions in the lists of windows and closed things."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Input

from sessiontui.session.model.tab import Tab
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.panes.lists.closed import ClosedPane
from sessiontui.ui.panes.lists.list_pane import ListPane
from sessiontui.ui.panes.lists.windows import WindowsPane
from tests.builders import (
    closed_tab,
    closed_window,
    entry,
    group,
    session,
    tab,
    window,
    write_profile,
)
from tests.ui.conftest import NOW, Start, settle
from tests.ui.test_app import save_like_firefox

pytestmark = pytest.mark.long  # the ordinary run is to be quick

DAY = 86_400_000


def titles(pane: ListPane) -> list[str]:
    """The titles of the tabs in the list, as it shows them."""
    rows = pane.list.rows
    items = (pane.listing.item_at(rows, i) for i in range(len(rows)))
    return [item.title for item in items if item is not None and hasattr(item, "title")]


def marked(pane: ListPane) -> set[str]:
    return (
        {item.title for item in pane.items.chosen() if hasattr(item, "title")}
        if pane.marks
        else set()
    )


def status(pane: ListPane) -> str:
    return str(pane.filter_line.query_one(".status").render())


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    """Two windows: five tabs of three sites, a group, different ages; four closed things."""
    work = group("1-1", "Work")
    now = int(NOW)
    first = window(
        tab(entry("https://b.example/1", "Beta one"), lastAccessed=now - 1, pinned=True),
        tab(entry("https://a.example/2", "alpha two"), lastAccessed=now - 40 * DAY, groupId="1-1"),
        tab(entry("https://c.example/3", "Gamma " + "long " * 80), lastAccessed=now - 3 * DAY),
        groups=[work],
        closed=[
            closed_tab(tab(entry("https://b.example/y", "Gone late")), closed_at=now - 1000),
            closed_tab(tab(entry("https://a.example/x", "Gone early")), closed_at=now - 30 * DAY),
        ],
    )
    second = window(
        tab(entry("https://a.example/4", "Delta"), lastAccessed=now - 2 * DAY),
        tab(entry("https://a.example/2", "alpha two"), lastAccessed=now - 9 * DAY),
    )
    shut = closed_window(
        window("https://d.example/Deep", "https://e.example/Else"), closed_at=now - 2 * DAY
    )
    return write_profile(
        tmp_path / "p",
        recovery=session(first, second, closed_windows=[shut]),
        checkpoints="crashed",
    )


async def shown_pane(app: SessiontuiApp, pilot: object, key: str) -> ListPane:
    await pilot.press(key)  # type: ignore[attr-defined]
    await settle(pilot)  # type: ignore[arg-type]
    pane: ListPane = app.query_one(WindowsPane if key == "2" else ClosedPane)
    return pane


async def test_s_goes_through_the_orders_and_capital_s_turns_them(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        pane = await shown_pane(app, pilot, "2")
        assert "in the windows' order" in status(pane)
        await pilot.press("s")
        assert titles(pane)[0] == "Beta one"
        assert titles(pane)[-1] == "alpha two"
        assert "last looked at first" in status(pane)
        await pilot.press("s")
        assert [title[:9] for title in titles(pane)] == [
            "alpha two", "alpha two", "Beta one", "Delta", "Gamma lon",
        ]  # fmt: skip
        await pilot.press("S")
        assert titles(pane)[-1] == "alpha two"
        assert "by title, from the end" in status(pane)
        await pilot.press("s", "s")
        assert titles(pane)[0].startswith("Gamma"), "the largest first"
        await pilot.press("s")
        assert titles(pane)[0] == "alpha two", "the one in a group first"
        assert "by group" in status(pane)
        await pilot.press("s")
        assert "in the windows' order" in status(pane)


async def test_the_cursor_stays_on_its_tab_when_the_order_changes(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        pane = await shown_pane(app, pilot, "2")
        await pilot.press("down", "down")
        for _ in range(6):
            await pilot.press("s")
            here = pane.items.here
            assert here is not None
            assert here.steps == ("windows", 0, "tabs", 1)


async def test_space_marks_and_goes_on_and_escape_takes_all_marks_away(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        pane = await shown_pane(app, pilot, "2")
        await pilot.press("down", "space", "space")
        assert marked(pane) == {"Beta one", "alpha two"}
        assert "2 marked" in status(pane)
        await pilot.press("up", "space")
        assert marked(pane) == {"Beta one"}
        await pilot.press("escape")
        assert not pane.marks
        assert "marked" not in status(pane)


async def test_a_marks_what_the_filter_shows_and_marks_outlive_the_filter(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        pane = await shown_pane(app, pilot, "2")
        await pilot.press("slash", *"alpha", "enter", "a", "escape")
        assert len(titles(pane)) > 2
        assert marked(pane) == {"alpha two"}
        assert len(pane.marks) == 2


async def test_marks_stay_on_their_tabs_when_a_save_moves_them(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        pane = await shown_pane(app, pilot, "2")
        await pilot.press("down", "down", "space")
        pages = [tab(entry(f"https://a.example/{n}", f"Tab {n}")) for n in (9, 8, 2)]
        save_like_firefox(profile, session(window(*pages)))
        app.action_reload()
        await settle(pilot)
        assert set(pane.marks) == {("windows", 0, "tabs", 2)}


async def test_marks_belong_to_one_version(profile: Path, start: Start) -> None:
    save_like_firefox(profile, session(window("https://b.example/1")))
    async with start(profile) as (app, pilot):
        pane = await shown_pane(app, pilot, "2")
        await pilot.press("down", "space", "right_square_bracket")
        await settle(pilot)
        assert not pane.marks


async def test_conditions_narrow_the_list(profile: Path, start: Start) -> None:
    expected = {
        "site:a.ex": ["alpha two", "Delta", "alpha two"],
        "window:2": ["Delta", "alpha two"],
        "group:wor": ["alpha two"],
        "older:1w": ["alpha two", "alpha two"],
        "newer:1d": ["Beta one"],
        "is:pin": ["Beta one"],
        "site:a.example alpha window:1": ["alpha two"],
        "older:": ["Beta one", "alpha two", "Delta", "alpha two"],
    }
    async with start(profile) as (app, pilot):
        pane = await shown_pane(app, pilot, "2")
        pane.filter_line.edit()
        field = pane.filter_line.query_one(Input)
        kept = {}
        for typed in expected:
            field.value = typed
            await settle(pilot)
            items = (pane.listing.item_at(pane.list.rows, i) for i in range(len(pane.list.rows)))
            tabs = [item.title for item in items if isinstance(item, Tab)]
            kept[typed] = [title for title in tabs if not title.startswith("Gamma")]
        assert kept == expected


async def test_closed_things_are_narrowed_by_when_they_were_closed(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        pane = await shown_pane(app, pilot, "3")
        await pilot.press("slash", *"older:1w", "enter")
        assert titles(pane) == ["Gone early"]
        await pilot.press("escape", "slash", *"is:window", "enter")
        assert titles(pane)[0] == "Deep"


async def test_a_condition_that_is_not_understood_says_so_and_hides_nothing(
    profile: Path, start: Start
) -> None:
    async with start(profile) as (app, pilot):
        pane = await shown_pane(app, pilot, "2")
        await pilot.press("slash", *"older:soon")
        await settle(pilot)
        assert "wants an age like" in status(pane)
        assert len(pane.list.rows) == 7


async def test_y_sends_the_addresses_of_all_marked_tabs(
    profile: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[str] = []
    async with start(profile) as (app, pilot):
        pane = await shown_pane(app, pilot, "2")
        monkeypatch.setattr(
            "sessiontui.ui.clipboard.copy", lambda app, text, words: sent.append(text)
        )
        await pilot.press("down", "space", "space", "y")
        await settle(pilot)
        assert sent == ["https://b.example/1\nhttps://a.example/2"]
        await pilot.press("escape", "home", "y")
        await settle(pilot)
        assert sent[1].count("\n") == 2, "of a window those of all its tabs"
        assert pane.list.cursor == 0


async def test_a_key_that_would_do_nothing_says_why(profile: Path, start: Start) -> None:
    async with start(profile) as (app, pilot):
        await shown_pane(app, pilot, "2")
        await pilot.press("down", "i")
        await settle(pilot)
        [said] = [str(toast.message) for toast in app._notifications]
        assert "holds a session" in said


@pytest.mark.parametrize(("size", "key"), [((80, 24), "enter"), ((200, 24), "tab")])
async def test_details_with_more_than_fits_say_so_and_take_the_keys(
    tmp_path: Path, start: Start, size: tuple[int, int], key: str
) -> None:
    pages = [entry(f"https://a.example/{n}", f"Page {n}") for n in range(30)]
    path = write_profile(tmp_path / "p", clean=session(window(tab(*pages, index=3))))
    async with start(path, size=size) as (app, pilot):
        pane = await shown_pane(app, pilot, "2")
        await pilot.press("down", key)
        await settle(pilot)
        details = pane.details
        assert details.has_focus

        def last() -> str:
            return details.render_line(details.size.height - 1).text.strip("▌ ")

        assert last().startswith("… ") and last().endswith(" more lines ↓")
        await pilot.press("j")
        assert int(details.scroll_offset.y) == 1
        await pilot.press("G")
        assert "more lines" not in last()
        await pilot.press("escape")
        assert pane.list.has_focus
        assert pane.list.cursor == 1, "the keys were for the details"
