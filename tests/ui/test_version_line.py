"""The head of the panes: the shown version, what Firefox makes of it, and the others in a line."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from textual.widget import Widget

from sessiontui.ui.screens.versions import VersionsScreen
from sessiontui.ui.widgets.version_line import Head, VersionLine, in_sight
from tests.builders import mozlz4, session, to_json, window, write_profile
from tests.ui.conftest import Start, settle
from tests.ui.test_app import shown

pytestmark = pytest.mark.long  # the ordinary run is to be quick

HEAD = Head("previous", ("2 h ago",), "not what Firefox loads", warning=True, held="20 tabs")


@given(
    st.lists(st.integers(1, 30), min_size=1, max_size=40),
    st.integers(0, 39),
    st.integers(0, 200),
)
def test_the_shown_version_is_always_in_sight_and_as_many_others_as_have_room(
    widths: list[int], shown: int, room: int
) -> None:
    shown %= len(widths)
    first, end = in_sight(widths, shown, room)
    assert 0 <= first <= shown < end <= len(widths)

    def taken(first: int, end: int) -> int:
        hidden = (first > 0) + (end < len(widths))
        return sum(widths[first:end]) + 2 * (end - first - 1) + 5 * hidden

    assert taken(first, end) <= room or end - first == 1
    assert end == len(widths) or taken(first, end + 1) > room
    assert first == 0 or taken(first - 1, end) > room


def test_no_version_has_no_room_to_take() -> None:
    assert in_sight([], 0, 80) == (0, 0)


@pytest.mark.parametrize(
    ("room", "words"),
    [
        (80, "previous · 2 h ago · 20 tabs · not what Firefox loads"),
        (50, "previous · 2 h ago · not what Firefox loads"),
        (42, "previous · not what Firefox loads"),
    ],
)
def test_what_firefox_makes_of_it_is_said_to_the_last(room: int, words: str) -> None:
    assert HEAD.words(room, named=True) == words


def test_beside_the_line_of_versions_the_name_is_not_said_again() -> None:
    assert HEAD.words(80, named=False) == "2 h ago · not what Firefox loads"


@pytest.fixture
def profile(tmp_path: Path) -> Path:
    good = mozlz4(to_json(session(window("https://a.example/", "https://b.example/"))))
    return write_profile(
        tmp_path / "p",
        clean=session(window("https://a.example/")),
        previous=good,
        upgrades={"20260914093027": good[: len(good) // 2]},
    )


def line(screen: str) -> str:
    """The head of the panes as it is shown, its gaps closed."""
    return " ".join(next(row for row in screen.splitlines() if "sessionstore" in row).split())


def text_ends(head: VersionLine, words: str) -> bool:
    return head.render().plain.endswith(words)


@pytest.mark.parametrize("width", [80, 100, 120, 140, 200])
async def test_the_head_says_what_the_shown_version_is_at_every_width(
    profile: Path, start: Start, width: int
) -> None:
    async with start(profile, size=(width, 30)) as (app, pilot):
        head = app.query_one(VersionLine)
        text = head.render().plain
        assert text.endswith("▶ the next start loads it")
        assert "sessionstore" in text
        await pilot.press("right_square_bracket")
        await settle(pilot)
        text = head.render().plain
        assert text.endswith("not what Firefox loads")
        assert "previous" in text
        warning = app.theme_variables["text-warning"]
        assert any("warning" in str(span.style) for span in head.render().spans), warning
        await pilot.press("right_square_bracket")
        await settle(pilot)
        assert "✗ damaged, 33 % readable" in head.render().plain
        if width >= 140:
            assert text_ends(head, "~1 tab guessed · not what Firefox loads")


async def test_below_130_columns_the_versions_are_a_line_and_the_shown_one_is_bracketed(
    profile: Path, start: Start
) -> None:
    async with start(profile, size=(129, 30)) as (app, pilot):
        rail = app.chrome.rail
        assert rail.region.width == 0
        assert "0 [▶ sessionstore 1] previous 2 ✗ upgrade 14 Sep" in line(shown(app))
        await pilot.resize_terminal(130, 30)
        await settle(pilot)
        assert rail.region.width == 36
        assert "[▶" not in shown(app)


async def test_a_click_on_a_version_shows_it_and_one_beside_them_the_whole_list(
    profile: Path, start: Start
) -> None:
    async with start(profile, size=(120, 30)) as (app, pilot):
        head = app.query_one(VersionLine)
        at = head.render().plain.index("previous") + 1
        await pilot.click(VersionLine, offset=(at + 2, 0))
        await settle(pilot)
        assert app.view is not None and app.view.version is not None
        assert app.view.version.id == "previous"
        await pilot.click(VersionLine, offset=(1, 0))
        await settle(pilot)
        assert isinstance(app.screen, VersionsScreen)


def details_under(app_part: Widget) -> bool:
    details, beside = app_part.query_one(".details"), app_part.query_one(".list-side")
    return details.region.y >= beside.region.bottom


@pytest.mark.parametrize(
    ("size", "where"),
    [
        ((80, 24), "hidden"), ((120, 27), "hidden"), ((80, 40), "under"), ((100, 30), "under"),
        ((159, 45), "under"), ((160, 45), "beside"), ((200, 24), "beside"),
    ],
)  # fmt: skip
async def test_details_stand_under_the_list_or_beside_it_or_come_on_enter(
    profile: Path, start: Start, size: tuple[int, int], where: str
) -> None:
    async with start(profile, size=size) as (app, pilot):
        await pilot.press("2", "down")
        await settle(pilot)
        pane = app.query_one("#windows")
        details = pane.query_one(".details")
        assert details.display is (where != "hidden")
        if where != "hidden":
            assert details_under(pane) is (where == "under")
        await pilot.press("enter")
        await settle(pilot)
        assert details.display and details.has_focus
