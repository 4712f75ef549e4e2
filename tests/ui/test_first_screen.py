"""Pane 1 answers: what the next start does, and what can be got back."""

from __future__ import annotations

import shutil
import subprocess
import sys
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from textual.events import Key

from sessiontui.firefox.own_names import MOST_FILES
from sessiontui.session.model.snapshot import Snapshot
from sessiontui.stores.nowhere_else import AT_MOST_UNASKED, NowhereElse
from sessiontui.stores.page_finder import PageFinder
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.panes.overview import held_alone
from sessiontui.ui.panes.overview.pane import OverviewPane
from sessiontui.ui.widgets.filter_line import FilterLine
from sessiontui.ui.widgets.line_list import LineList
from sessiontui.ui.widgets.sheet import Sheet
from tests.builders import (
    HOUR,
    MINUTE,
    NOW,
    closed_group,
    closed_tab,
    closed_window,
    mozlz4,
    session,
    tab,
    to_json,
    window,
    write_profile,
)
from tests.cli.test_pages_commands import at
from tests.system import lock_held
from tests.ui.conftest import Start, settle
from tests.ui.test_app import shown

from .test_safety_copy import state as state

NARROW = (80, 24)


@pytest.fixture
def crashed(tmp_path: Path) -> Path:
    """What a person in panic has: everything there is to get back, and a damaged version."""
    return write_profile(
        tmp_path / "crashed",
        recovery=session(
            window(
                "https://now.example/",
                closed=[
                    closed_tab("https://weather.example/weekend", closedAt=NOW - 2 * MINUTE),
                    closed_tab("https://shop.example/", closedAt=NOW - 9 * MINUTE),
                ],
                closedGroups=[
                    closed_group("1-1", "Trip", "https://hut.example/", closed_at=NOW - HOUR)
                ],
            ),
            closed_windows=[
                closed_window(window("https://tax.example/1", "https://tax.example/2")),
                closed_window(window("https://old.example/"), closedAt=NOW - HOUR),
            ],
            lastSessionState=session(window("https://rust.example/", "https://alps.example/")),
            session=at(NOW - MINUTE),
        ),
        previous=session(
            window("https://now.example/", "https://gone.example/1", "https://gone.example/2"),
            session=at(NOW - HOUR),
        ),
        upgrades={"20200101000000": b"mozLz40\0cut"},
        checkpoints="crashed",
    )


@pytest.fixture
def clean(tmp_path: Path) -> Path:
    """One whose next start replaces the only file with a page."""
    return write_profile(
        tmp_path / "clean",
        clean=session(window("https://now.example/"), session=at(NOW)),
        previous=session(
            window("https://now.example/", "https://gone.example/"), session=at(NOW - HOUR)
        ),
    )


def lines(app: SessiontuiApp) -> list[tuple[str, str]]:
    """How much and what, line by line."""
    return [(one.number, one.text) for one in app.query_one(OverviewPane).chances]


def facts(app: SessiontuiApp) -> str:
    return " ".join(line.text for line in app.query_one(OverviewPane).facts.lines)


def listed(app: SessiontuiApp) -> LineList:
    return app.query_one(OverviewPane).list


class Surveys:
    """How often it was looked which pages are nowhere else."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        real = PageFinder.nowhere_else

        def counted(finder: PageFinder, *args: Any, **more: Any) -> NowhereElse:
            self.count += 1
            return real(finder, *args, **more)

        monkeypatch.setattr(PageFinder, "nowhere_else", counted)


# -- what it says ------------------------------------------------------------------------------


async def test_it_says_what_can_be_got_back_each_with_a_letter(crashed: Path, start: Start) -> None:
    async with start(crashed) as (app, _):
        assert lines(app)[:4] == [
            ("2 tabs", "the session before this one"),
            ("3 tabs", "2 closed windows, newest:"),
            ("3 tabs", "closed one by one and in groups, newest:"),
            ("2 of 3", "nowhere else, in previous; a clean quit and a start replace it"),
        ]
        assert lines(app)[4][0] == "✗"
        assert lines(app)[4][1].startswith("upgrade-20200101000000: ")
        assert [listed(app).rows.cells(i)[0].text for i in range(5)] == [
            " a", " b", " c", " d", " ",
        ]  # fmt: skip
        more = [one.more for one in app.query_one(OverviewPane).chances]
        assert more[:4] == ["rust.example, alps.example", "1, 2", "weekend", "1, 2"]


@pytest.mark.parametrize(("page", "by"), [(1, "start"), (3, "clean quit")])
async def test_it_says_when_firefox_drops_the_session_before(
    crashed: Path, start: Start, page: int, by: str
) -> None:
    with (crashed / "prefs.js").open("a") as prefs:
        prefs.write(f'user_pref("browser.startup.page", {page});\n')
    async with start(crashed) as (app, _):
        words = f"the session before this one, 2 tabs: the next {by} of Firefox drops it"
        assert words in facts(app)


async def test_on_a_narrow_screen_all_of_it_is_there_without_scrolling(
    crashed: Path, start: Start
) -> None:
    async with start(crashed, NARROW) as (app, _):
        text = shown(app)
        assert "NEXT START" in text and "YOU CAN GET BACK" in text
        for number, words in lines(app):
            assert f"{number}" in text and words[:40] in text
        assert "nowhere else, in previous; a clean quit and a start replace it" in text


async def test_a_clean_profile_whose_next_start_replaces_previous(
    clean: Path, start: Start
) -> None:
    async with start(clean) as (app, _):
        assert lines(app) == [
            ("2 tabs", "the session before this one, previous"),
            ("1 of 2", "nowhere else, in previous; the next start of Firefox replaces it"),
        ]


async def test_nothing_that_is_nowhere_else_is_said_as_that(tmp_path: Path, start: Start) -> None:
    same = session(window("https://a.example/"))
    place = write_profile(tmp_path / "p", clean=same, previous=same)
    async with start(place) as (app, _):
        assert lines(app)[1] == (
            "0 pages", "are lost: what Firefox loads has every page of 2 versions",
        )  # fmt: skip


async def test_where_nothing_can_be_read_nobody_says_that_nothing_is_lost(
    tmp_path: Path, start: Start
) -> None:
    place = write_profile(tmp_path / "p", recovery=b"mozLz40\0", recovery_bak=b"mozLz40\0")
    async with start(place) as (app, pilot):
        assert lines(app)[0] == ("0 pages", "known to be lost; 2 versions cannot be read")
        assert shown(app).count("recovery.baklz4: the mozLz4 header") == 1  # said once above
        await pilot.press("4")
        await settle(pilot)
        words = shown(app)
        assert "No lost page is known, but 2 versions cannot be looked" in words
        assert "every page" not in words.replace("\n", " ")
        assert "4 Lost 0" not in words and "4 Lost" in words


async def test_pages_that_two_old_files_hold_are_lost_all_the_same(
    tmp_path: Path, start: Start
) -> None:
    old = session(window("https://gone.example/"))
    place = write_profile(
        tmp_path / "p",
        clean=session(window("https://a.example/")),
        previous=old,
        upgrades={"20200101000000": old},
    )
    async with start(place) as (app, _):
        assert lines(app)[1] == (
            "1 page", "are not in what Firefox loads, each of them in several versions",
        )  # fmt: skip


async def test_a_session_before_that_cannot_be_read_keeps_its_line(
    clean: Path, start: Start
) -> None:
    (clean / "sessionstore-backups/previous.jsonlz4").write_bytes(b"mozLz40\0cut")
    async with start(clean) as (app, pilot):
        assert lines(app)[0] == ("✗", "the session before this one, previous, cannot be read")
        await pilot.press("a")
        await settle(pilot)
        assert app.view is not None and app.view.version is not None
        assert app.view.version.id == "previous"  # which says why


async def test_a_single_file_without_anything_has_its_facts_only(
    tmp_path: Path, start: Start
) -> None:
    place = write_profile(tmp_path / "p", clean=session(window("https://a.example/")))
    async with start(place) as (app, pilot):
        assert lines(app) == []
        assert "YOU CAN GET BACK" not in shown(app)
        await pilot.press("a")
        await settle(pilot)
        assert "no such line" in " ".join(str(toast.message) for toast in app._notifications)


# -- opening -----------------------------------------------------------------------------------

OPENED = {
    "a": ("windows", "recovery#/lastSessionState", "rust.example"),
    "b": ("closed", "recovery", "1"),
    "c": ("closed", "recovery", "weekend"),
    "d": ("find", "recovery", "1"),
}


@pytest.mark.parametrize("by", ["letter", "cursor and Enter"])
@pytest.mark.parametrize("letter", OPENED)
async def test_a_letter_opens_its_line_and_so_does_enter(
    crashed: Path, start: Start, letter: str, by: str
) -> None:
    pane, version, title = OPENED[letter]
    async with start(crashed) as (app, pilot):
        if by == "letter":
            await pilot.press(letter)
        else:
            await pilot.press(*["down"] * "abcd".index(letter), "enter")
        await settle(pilot)
        assert app.view is not None and app.view.version is not None
        assert (app.panes.current, app.view.version.id) == (pane, version)
        found = app.panes.shown.query_one(LineList)
        rows = [" ".join(cell.text for cell in found.rows.cells(i)) for i in range(len(found.rows))]
        assert any(title in row for row in rows)
        if pane == "closed":
            assert title in rows[found.cursor] or letter == "b"
        await pilot.press("1")
        assert listed(app).cursor == "abcd".index(letter)  # where it was left


async def test_the_fifth_line_has_no_letter_and_opens_the_damaged_version(
    crashed: Path, start: Start
) -> None:
    async with start(crashed) as (app, pilot):
        await pilot.press("end", "enter")
        await settle(pilot)
        assert app.view is not None and app.view.version is not None
        assert app.view.version.id == "upgrade-20200101000000"
        assert app.panes.current == "overview"
        first = app.query_one(OverviewPane).facts.lines[:4]
        assert any(line.text.startswith("✗ ") for line in first)  # which says why


async def test_the_letters_are_of_the_first_pane_only(crashed: Path, start: Start) -> None:
    async with start(crashed) as (app, pilot):
        await pilot.press("2", "a")
        await settle(pilot)
        assert app.panes.current == "windows"
        await pilot.press("3", "d", "b")
        await settle(pilot)
        assert app.panes.current == "closed"


async def test_a_slash_looks_for_words_in_every_version_also_when_they_come_at_once(
    crashed: Path, start: Start
) -> None:
    async with start(crashed) as (app, pilot):
        for char in "/abcd":  # which are the letters of lines, too
            app.post_message(Key("slash" if char == "/" else char, char))
        await settle(pilot)
        assert app.panes.current == "find"
        assert app.panes.shown.query_one(FilterLine).text == "abcd"


async def test_going_on_below_the_last_line_reads_on_in_the_facts(
    crashed: Path, start: Start
) -> None:
    async with start(crashed, NARROW) as (app, pilot):
        overview = app.query_one(OverviewPane)
        await pilot.press("end")
        assert overview.facts.scroll_offset.y == 0
        await pilot.press("down", "down")
        await settle(pilot)
        assert (overview.facts.scroll_offset.y, listed(app).cursor) == (2, 4)
        await pilot.press("home", "up", "up")
        await settle(pilot)
        assert (overview.facts.scroll_offset.y, listed(app).cursor) == (0, 0)


async def test_who_went_to_the_facts_stays_there_when_something_is_saved(
    crashed: Path, start: Start
) -> None:
    async with start(crashed, NARROW) as (app, pilot):
        await pilot.press("tab")
        assert app.focused is app.query_one(OverviewPane).facts
        await pilot.press("down", "f5")
        await settle(pilot)
        assert app.focused is app.query_one(OverviewPane).facts
        assert app.query_one(OverviewPane).facts.scroll_offset.y == 1


async def test_a_damaged_previous_is_named_also_where_another_session_is_the_one_before(
    crashed: Path, start: Start
) -> None:
    (crashed / "sessionstore-backups/previous.jsonlz4").write_bytes(b"mozLz40\0cut")
    async with start(crashed) as (app, _):
        assert lines(app)[0] == ("2 tabs", "the session before this one")
        text = "2 versions cannot be read: previous, upgrade-20200101000000"
        assert ("✗", text) in lines(app)


# -- filling in --------------------------------------------------------------------------------


class Slow(ProfileStore):
    """One that looks into other versions only when a test says so."""

    def __init__(self, path: Path) -> None:
        super().__init__(path, now=lambda: NOW)
        self.go_on = threading.Event()

    def peek(self, version: str) -> Snapshot:
        self.go_on.wait(30)
        return super().peek(version)


async def until(pilot: Any, true: Callable[[], bool]) -> None:
    while not true():
        await pilot.pause(0.005)


async def test_it_fills_in_and_the_cursor_and_every_letter_stay_on_their_line(
    crashed: Path, make_app: Callable[..., SessiontuiApp]
) -> None:
    store = Slow(crashed)
    app = make_app(store)
    async with app.run_test(size=NARROW) as pilot:
        await until(pilot, lambda: bool(lines(app)))
        assert lines(app)[3] == ("…", "looking which pages of 3 versions are nowhere else")
        before = [one.key for one in app.query_one(OverviewPane).chances]
        await pilot.press("down", "down", "down")
        row = next(y for y in range(24) if "looking which" in shown(app).splitlines()[y])
        store.go_on.set()
        await settle(pilot)
        assert [one.key for one in app.query_one(OverviewPane).chances] == [*before, "damaged"]
        assert listed(app).cursor == 3
        assert "2 of 3" in shown(app).splitlines()[row]  # on the same line of the screen


async def test_the_session_before_fills_in_its_number(
    clean: Path, make_app: Callable[..., SessiontuiApp]
) -> None:
    store = Slow(clean)
    app = make_app(store)
    async with app.run_test() as pilot:
        await until(pilot, lambda: bool(lines(app)))
        assert lines(app)[0] == ("…", "the session before this one, previous")
        store.go_on.set()
        await settle(pilot)
        assert lines(app)[0] == ("2 tabs", "the session before this one, previous")


async def test_other_panes_pay_for_no_survey(
    crashed: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    surveys = Surveys(monkeypatch)
    async with start(crashed) as (_, pilot):
        assert surveys.count == 1
        await pilot.press("2")
        shutil.copy(
            crashed / "sessionstore-backups/recovery.jsonlz4", crashed / "sessionstore.jsonlz4"
        )
        await pilot.press("f5")
        await settle(pilot)
        assert surveys.count == 1
        await pilot.press("1")
        await settle(pilot)
        assert surveys.count == 2


async def test_saves_of_a_running_firefox_are_not_looked_through_each(
    clean: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    surveys = Surveys(monkeypatch)
    backups = clean / "sessionstore-backups"
    with lock_held(clean):
        async with start(clean) as (_, pilot):
            assert surveys.count == 1
            for number in range(3):
                write_profile(clean, recovery=session(window(f"https://{number}.example/")))
                await pilot.press("f5")
                await settle(pilot)
            assert surveys.count == 1
            shutil.copy(backups / "recovery.jsonlz4", backups / "previous.jsonlz4")
            await pilot.press("f5")
            await settle(pilot)
            assert surveys.count == 2


async def test_above_a_size_it_looks_only_when_asked(
    clean: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_alone, "AT_MOST_UNASKED", 100)
    surveys = Surveys(monkeypatch)
    async with start(clean) as (app, pilot):
        number, text = lines(app)[1]
        assert number.endswith("kB")
        assert text == "of JSON in 2 versions: Enter looks which pages are nowhere else"
        await pilot.press("f5", "down")
        await settle(pilot)
        assert surveys.count == 0
        await pilot.press("enter")
        await settle(pilot)
        assert surveys.count == 1
        assert lines(app)[1] == (
            "1 of 2", "nowhere else, in previous; the next start of Firefox replaces it",
        )  # fmt: skip
        assert app.panes.current == "overview"
        assert listed(app).cursor == 1


async def test_what_was_told_of_large_versions_is_not_said_of_others(
    clean: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(held_alone, "AT_MOST_UNASKED", 100)
    async with start(clean) as (app, pilot):
        await pilot.press("b")
        await settle(pilot)
        assert lines(app)[1][0] == "1 of 2"
        write_profile(clean, clean=session(window("https://gone.example/")))
        await pilot.press("f5")
        await settle(pilot)
        assert lines(app)[1][1].endswith("Enter looks which pages are nowhere else")


async def test_the_size_is_that_of_the_json_of_all_versions_together(
    clean: Path, start: Start
) -> None:
    async with start(clean) as (app, _):
        assert app.view is not None
        half = AT_MOST_UNASKED // 2
        large = tuple(replace(v, uncompressed=half) for v in app.view.versions)
        assert not held_alone.too_large(replace(app.view, versions=large))
        more = (replace(large[0], uncompressed=half + 1), *large[1:])
        assert held_alone.too_large(replace(app.view, versions=more)) == AT_MOST_UNASKED + 1


def test_nothing_of_pages_is_imported_before_somebody_looks() -> None:
    program = (
        "import sys; import sessiontui.ui.app.app; import sessiontui.stores.profile.store; "
        "print([name for name in sys.modules if 'session.pages' in name])"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True)
    assert done.stdout.strip() == "[]"


# -- the safety copy ---------------------------------------------------------------------------


async def test_a_safety_copy_is_offered_before_a_start_replaces_what_is_nowhere_else(
    clean: Path, start: Start, state: Path
) -> None:
    async with start(clean, NARROW) as (app, pilot):
        offer = "C keeps a safety copy of every session file, before Firefox replaces previous"
        assert offer in facts(app)
        assert offer[:70] in shown(app)
        await pilot.press("C")
        await settle(pilot)
        assert (state / "safety/backup-1").is_dir()
        assert "C keeps" not in facts(app)
        assert lines(app)[1] == ("1 of 2", "nowhere else, in previous; backup-1 has a copy")


async def test_what_two_files_hold_is_offered_too_when_the_next_start_replaces_both(
    tmp_path: Path, start: Start, state: Path
) -> None:
    now, old = window("https://now.example/"), window("https://gone.example/")
    place = write_profile(
        tmp_path / "p",
        clean=session(now),
        recovery=session(now),
        recovery_bak=session(now, old),
        previous=session(now, old, session=at(NOW - HOUR)),
        prefs={"browser.startup.page": 3},
    )
    async with start(place) as (app, _):
        assert lines(app)[1] == (
            "1 page",
            "nowhere else, in recovery.bak and previous; the next start of Firefox replaces them",
        )
        assert "before Firefox replaces recovery.bak and previous" in facts(app)


@pytest.mark.parametrize("held", [False, True], ids=["nowhere else", "in previous too"])
async def test_one_is_offered_before_a_start_drops_the_session_before_where_nothing_else_has_it(
    tmp_path: Path, start: Start, state: Path, held: bool
) -> None:
    before = session(window("https://before.example/"))
    place = write_profile(
        tmp_path / "p",
        recovery=session(window("https://now.example/"), lastSessionState=before),
        previous=before if held else session(window("https://now.example/")),
        checkpoints="crashed",
    )
    async with start(place) as (app, _):
        offer = "before Firefox drops the session before this one"
        assert (offer in facts(app)) is not held
        assert lines(app)[1] == (
            "0 pages",
            "are lost: what Firefox loads has every page of 2 versions",
        )


async def test_a_file_saved_meanwhile_is_not_counted_as_a_holder(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    surveys = Surveys(monkeypatch)
    now, old = window("https://now.example/"), window("https://gone.example/")
    both = session(now, old)
    place = write_profile(tmp_path / "p", recovery=session(now), previous=both, recovery_bak=both)
    with lock_held(place):
        async with start(place) as (app, pilot):
            write_profile(place, recovery_bak=session(now))
            await pilot.press("f5")
            await settle(pilot)
            assert surveys.count == 1
            assert ("1 of 2", "nowhere else, in previous; a clean quit and a start replace it") in (
                lines(app)
            )


async def test_none_is_offered_where_nothing_would_be_lost(
    tmp_path: Path, start: Start, state: Path
) -> None:
    same = session(window("https://a.example/"))
    old = session(window("https://gone.example/"))
    place = write_profile(
        tmp_path / "p", clean=same, previous=same, upgrades={"20200101000000": old}
    )
    async with start(place) as (app, _):
        assert lines(app)[1] == ("1 of 1", "nowhere else, in upgrade-20200101000000")
        assert "C keeps" not in facts(app)


async def test_none_is_offered_where_there_are_no_files_to_copy(start: Start) -> None:
    async with start() as (app, _):
        assert any("nowhere else, in previous" in text for _, text in lines(app))
        assert "C keeps" not in facts(app)


async def test_the_offer_names_the_key_that_was_chosen_for_it(
    clean: Path, make_app: Callable[..., SessiontuiApp], state: Path
) -> None:
    from sessiontui.ui.keymap import Wish, keymap_of

    keymap = keymap_of([Wish("app.safety-copy", "f9", 1), Wish("overview.first", "z", 2)])
    app = make_app(ProfileStore(clean, now=lambda: NOW), keymap=keymap)
    async with app.run_test() as pilot:
        await settle(pilot)
        assert "F9 keeps a safety copy" in facts(app)
        assert listed(app).rows.cells(0)[0].text == " z"
        await pilot.press("z")
        await settle(pilot)
        assert app.panes.current == "windows"


async def test_a_page_given_back_is_no_longer_nowhere_else(
    clean: Path, start: Start, state: Path
) -> None:
    async with start(clean) as (app, pilot):
        await pilot.press("b")
        await settle(pilot)
        await pilot.press("r")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        await pilot.press("1")
        await settle(pilot)
        assert ("0 pages", "are lost: what Firefox loads has every page of 3 versions") in lines(
            app
        )


async def test_a_larger_save_that_was_never_finished_is_said_first(
    tmp_path: Path, start: Start
) -> None:
    place = write_profile(tmp_path / "p", clean=session(window(tab("https://a.example/"))))
    larger = session(window(*[tab(f"https://{i}.example/") for i in range(9)]))
    backups = place / "sessionstore-backups"
    backups.mkdir(exist_ok=True)
    (backups / "recovery.jsonlz4.tmp").write_bytes(mozlz4(to_json(larger)))
    for number in range(MOST_FILES + 9):
        (place / f"blob-{number}").write_text('{"a": 1, "b": [2, 3]}')
    async with start(place) as (app, _):
        sheet = app.query_one(OverviewPane).query_one(".next-start", Sheet)
        said = " ".join(line.text for line in sheet.lines)
    assert "recovery.jsonlz4.tmp" in said
    assert "never finished: Firefox does not load it, but it is newer and larger than" in said
    assert "9 more files of this profile were not looked into" in said


async def test_private_browsing_replaces_nothing(tmp_path: Path, start: Start) -> None:
    place = write_profile(
        tmp_path / "p",
        clean=session(window(tab("https://a.example/"))),
        previous=session(window(tab("https://gone.example/"))),
        prefs={"browser.privatebrowsing.autostart": True},
    )
    async with start(place) as (app, _):
        assert [text for _, text in lines(app) if "nowhere else" in text] == [
            "nowhere else, in previous"
        ]


async def test_the_offer_is_in_sight_on_a_narrow_screen_however_much_there_is_to_say(
    crashed: Path, start: Start, state: Path
) -> None:
    for number in range(9):  # files in which alone a page lies, and others that cannot be read
        copy = crashed / f"sessionstore-backups/copy-{number}.jsonlz4"
        old = session(window(f"https://{number}.example/"))
        copy.write_bytes(mozlz4(to_json(old)) if number < 6 else b"mozLz40\0cut")
    with (crashed / "user.js").open("a") as user:
        user.write('user_pref("browser.startup.page", 1);\n')
        user.write('user_pref("browser.sessionstore.resume_session_once", false);\n')
        user.write('user_pref("browser.sessionstore.resume_from_crash", true);\n')
    (crashed / "sessionstore.jsonlz4").write_bytes(b"mozLz40\0cut")
    async with start(crashed, NARROW) as (app, pilot):
        assert [number for number, _ in lines(app)] == [
            "2 tabs", "3 tabs", "3 tabs", "2 of 3", "✗", "1 of 1", "1 of 1", "4 pages",
        ]  # fmt: skip
        assert "C keeps a safety copy of every session file" in shown(app)
        await pilot.press("end")
        await settle(pilot)
        assert "4 pages" in shown(app)
