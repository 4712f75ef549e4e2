"""The JSON pane: unfold, find, see what it means, copy, and the way from a tab to its node."""

from __future__ import annotations

import errno
import itertools
import json
import os
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len
from textual.app import App
from textual.events import Paste
from textual.pilot import Pilot
from textual.strip import Strip
from textual.widgets import Input

from sessiontui.errors import Refused
from sessiontui.text import printable
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.panes.json.levels import build
from sessiontui.ui.panes.json.pane import JsonPane
from sessiontui.ui.panes.json.path_field import PathField
from sessiontui.ui.panes.lists.closed import ClosedPane
from sessiontui.ui.panes.lists.windows import WindowsPane
from sessiontui.ui.screens.save_value import SaveValueScreen, write_new
from sessiontui.ui.screens.value import TextRows, ValueScreen, hit_in, laid_out
from sessiontui.ui.widgets.filter_line import FilterLine
from sessiontui.ui.widgets.line_list import LineList
from tests.builders import entry, mozlz4, session, tab, to_json, window, write_profile
from tests.ui.conftest import Start, StillDemo, settle
from tests.ui.test_app import here, save_like_firefox, shown, until

pytestmark = pytest.mark.long  # the ordinary run is to be quick


def toasts(app: App[Any]) -> str:
    return " ".join(str(toast.message) for toast in app._notifications)


def cursor_line(pane: JsonPane) -> str:
    rows = pane.query_one(LineList).rows
    return " ".join(
        f"{cell.text}{cell.tail}{''.join(text for text, _ in cell.more)}"
        for cell in rows.cells(pane.query_one(LineList).cursor)
    )


async def test_o_leads_from_a_tab_to_its_node(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("2", "down", "down", "o")
        await settle(pilot)
        pane = app.query_one(JsonPane)
        assert pane.display
        assert "▾ 1" in cursor_line(pane)
        assert "/windows/0/tabs/1" in shown(app)
        assert "calendar.example — Kalender" in cursor_line(pane)


async def test_unfold_fold_siblings_and_parent(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("7", "home", "l")
        pane = app.query_one(JsonPane)
        assert "version" in cursor_line(pane)
        await pilot.press("J", "l")
        assert cursor_line(pane).strip().startswith("▸ 0")
        await pilot.press("J")
        assert cursor_line(pane).strip().startswith("▸ 1")
        await pilot.press("K", "h")
        assert "windows" in cursor_line(pane)
        await pilot.press("h")
        assert "▸ windows" in cursor_line(pane)


async def test_unfold_all_shows_every_node_and_fold_all_takes_them_back(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("7", "home", "L")
        await settle(pilot)
        outline = app.query_one(JsonPane).outline
        assert outline is not None
        state = json.loads(outline.text)

        def nodes(value: object) -> int:
            inner = value.values() if isinstance(value, dict) else value
            return 1 + (
                sum(map(nodes, inner)) if isinstance(inner, list | type({}.values())) else 0
            )

        assert len(outline) == nodes(state)
        await pilot.press("home", "H")
        assert len(outline) < 30


async def test_search_finds_keys_and_values_and_n_goes_round(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("7", "slash", *"kaiserschmarrn", "enter")
        await settle(pilot)
        pane = app.query_one(JsonPane)
        first = cursor_line(pane)
        assert "Kaiserschmarrn" in first or "kaiserschmarrn" in first
        assert "1 of 2 matches" in shown(app)
        await pilot.press("n", "n")
        assert cursor_line(pane) == first


async def test_search_takes_regular_expressions_between_slashes(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("7", "slash", *"/^Bug \\d+/", "enter")
        await settle(pilot)
        assert "Bug 934934" in cursor_line(app.query_one(JsonPane))


async def test_a_bad_regular_expression_is_one_sentence(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("7", "slash", *"/(/")
        await settle(pilot)
        assert app.query_one(JsonPane).query_one(FilterLine).editing
        assert "1 of" not in shown(app)


async def test_notes_say_dates_and_meanings(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("7", "slash", *"lastUpdate", "enter")
        await settle(pilot)
        assert "Fri 20 Nov 2026 20:10:00" in cursor_line(app.query_one(JsonPane))


async def test_backspace_returns_to_where_a_jump_began(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("7", "home")
        pane = app.query_one(JsonPane)
        pane.go_to(("session", "startTime"))
        await settle(pilot)
        assert "startTime" in cursor_line(pane)
        await pilot.press("backspace")
        assert "(session)" in cursor_line(pane)
        await pilot.press("f")
        assert "startTime" in cursor_line(pane)


async def test_a_save_keeps_what_was_unfolded_and_the_cursor(tmp_path: Path, start: Start) -> None:
    first = tab(entry("https://a.example/", "A"))
    path = write_profile(
        tmp_path / "p", recovery=session(window(first, "https://b.example/")), checkpoints="crashed"
    )
    async with start(path) as (app, pilot):
        await pilot.press("2", "down", "down", "o")
        await settle(pilot)
        pane = app.query_one(JsonPane)
        pane.go_to(("windows", 0, "tabs", 1, "entries", 0, "url"))
        await settle(pilot)
        save_like_firefox(
            path, session(window(first, "https://b.example/changed", "https://c.example/"))
        )
        await until(pilot, lambda: "changed" in shown(app))
        assert "url" in cursor_line(pane)


async def test_copying_value_and_paths(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr(App, "copy_to_clipboard", lambda self, text: copied.append(text))
    state = session(window(tab(entry("https://a.example/", 'half \ud83d and "quotes"'))))
    async with start(write_profile(tmp_path / "p", clean=state)) as (app, pilot):
        await pilot.press("7")
        app.query_one(JsonPane).go_to(("windows", 0, "tabs", 0, "entries", 0, "title"))
        await settle(pilot)
        for key in ("p", "P", "y"):
            await pilot.press(key)
            await settle(pilot)
        assert copied[:2] == [
            "/windows/0/tabs/0/entries/0/title",
            ".windows[0].tabs[0].entries[0].title",
        ]
        assert copied[2].replace("\ufffd", "?") == 'half ? and "quotes"'


async def test_a_long_value_opens_whole_and_json_in_it_is_laid_out(
    tmp_path: Path, start: Start
) -> None:
    held = json.dumps({"layout": {"tree": list(range(50))}})
    state = session(window(tab(entry("https://a.example/", "A"), extData={"key": held})))
    async with start(write_profile(tmp_path / "p", clean=state)) as (app, pilot):
        await pilot.press("7")
        app.query_one(JsonPane).go_to(("windows", 0, "tabs", 0, "extData", "key"))
        await settle(pilot)
        await pilot.press("v")
        await settle(pilot)
        assert isinstance(app.screen, ValueScreen)
        assert '"layout": {' in shown(app)
        await pilot.press("escape")
        assert not isinstance(app.screen, ValueScreen)


def test_text_that_only_looks_like_json_stays_as_it_is() -> None:
    assert laid_out("{not json") == "{not json"
    assert laid_out('{"a":1}') == '{\n  "a": 1\n}'


async def test_of_a_very_long_value_the_beginning_is_shown(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessiontui.ui.panes.json.copy.MOST_READ", 3_000)
    monkeypatch.setattr("sessiontui.ui.screens.value._QUICK", 100)
    state = session(window(*[f"https://a.example/{n}" for n in range(20)]))
    async with start(write_profile(tmp_path / "p", clean=state)) as (app, pilot):
        await pilot.press("7", "home", "v")
        await settle(pilot)
        assert "the first 3,000 bytes of " in shown(app)
        assert '"sessionrestore",' in shown(app)
        await pilot.press("escape")
        app.query_one(JsonPane).go_to(("windows", 0, "tabs", 0, "entries", 0, "url"))
        await settle(pilot)
        await pilot.press("v")
        await settle(pilot)
        assert "19 bytes · Esc" in shown(app)


async def test_a_version_that_gives_nothing_has_no_outline_and_says_why(
    tmp_path: Path, start: Start
) -> None:
    good = mozlz4(to_json(session(window("https://a.example/"))))
    path = write_profile(tmp_path / "p", clean=bytes(500), previous=good)
    async with start(path) as (app, pilot):
        await pilot.press("7", "left_square_bracket")
        await settle(pilot)
        assert "nothing but zero bytes" in shown(app)
        await pilot.press("j", "l", "n", "y", "v", "L")
        await pilot.press("right_square_bracket")
        await settle(pilot)
        assert "windows" in shown(app)


async def test_every_key_is_calm_on_the_demo(start: Start) -> None:
    store = StillDemo()
    async with start(store) as (app, pilot):
        await pilot.press("7")
        for key in [
            "l",
            "j",
            "l",
            "j",
            "J",
            "K",
            "h",
            "h",
            "H",
            "n",
            "N",
            "f",
            "backspace",
            "end",
            "home",
        ]:
            await pilot.press(key)
        store.save()
        app.action_reload()
        await settle(pilot)
        assert "(session)" in shown(app)


# -- levels ------------------------------------------------------------------------------------


async def test_plus_and_minus_show_one_level_more_and_less(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("7", "home", "H")
        await settle(pilot)
        assert "▸ windows" in shown(app)
        await pilot.press("plus")
        await settle(pilot)
        assert "2 levels shown below this" in shown(app)
        assert "▾ windows" in shown(app)
        assert "▸ 0" in shown(app)
        await pilot.press("minus")
        await settle(pilot)
        assert "1 level shown below this" in shown(app)
        assert "▸ windows" in shown(app)
        await pilot.press("minus", "equals_sign")
        await settle(pilot)
        assert "1 level shown below this" in shown(app)
        await pilot.press("j")
        assert "shown below" not in shown(app)


async def test_a_motion_stops_the_unfolding_and_nothing_is_unfolded(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with start() as (app, pilot):
        await pilot.press("7", "home", "H")
        await settle(pilot)
        pane = app.query_one(JsonPane)
        outline = pane.outline
        assert outline is not None
        rows = len(outline)

        def endless(index: int, level: int | None) -> Iterator[int]:
            yield from itertools.count(1)

        monkeypatch.setattr(outline, "opening", endless)
        pane.action_unfold_all()
        await until(pilot, lambda: "any motion stops it" in shown(app))
        await pilot.press("j")
        await settle(pilot)
        assert len(outline) == rows
        assert "any motion" not in shown(app)
        pane.action_unfold_all()
        await until(pilot, lambda: "any motion stops it" in shown(app))
        await pilot.press("escape")
        await settle(pilot)
        assert "any motion" not in shown(app)


# -- texts that hold JSON ----------------------------------------------------------------------


@pytest.fixture
def nested(tmp_path: Path) -> Path:
    """A tab like about:sessionrestore: the session it offers is a text in its form data."""
    layer = {"deep": json.dumps({"note": "Käsespätzle", "n": [1, 2]})}
    inner = session(window("https://x.example/", tab("https://y.example/", extData=layer)))
    offered = tab(
        "about:sessionrestore", formdata={"id": {"sessionData": to_json(inner).decode()}, "url": ""}
    )
    return write_profile(
        tmp_path / "p",
        recovery=session(window("https://a.example/", offered)),
        checkpoints="crashed",
    )


HELD = ("windows", 0, "tabs", 1, "formdata", "id", "sessionData")


async def find(pilot: Pilot[Any], text: str) -> None:
    """Search for a text, as if it was pasted."""
    await pilot.press("slash")
    pilot.app.query_one(JsonPane).query_one(FilterLine).query_one(Input).value = text
    await pilot.press("enter")
    await settle(pilot)


async def go(pilot: Pilot[Any], *path: str | int) -> JsonPane:
    await pilot.press("7")
    pane = pilot.app.query_one(JsonPane)
    pane.go_to(path)
    await settle(pilot)
    return pane


async def test_a_text_that_holds_json_is_entered_and_left(nested: Path, start: Start) -> None:
    async with start(nested) as (app, pilot):
        pane = await go(pilot, *HELD)
        assert "» sessionData" in cursor_line(pane)
        assert "JSON, " in cursor_line(pane)
        assert ": l enters" in cursor_line(pane)
        await pilot.press("enter")
        assert "▾ (sessionData)" in cursor_line(pane)
        assert "/windows/0/tabs/1/formdata/id/sessionData » /" in shown(app)
        for leave in ("h", "escape", "backspace"):
            await pilot.press("j", "j", "l", "l")
            assert "tabs" in shown(app)
            await pilot.press("home", leave)
            assert "» sessionData" in cursor_line(pane), leave
            await pilot.press("l")
            assert "(sessionData)" in cursor_line(pane)


async def test_several_levels_deep_fields_keep_their_meaning(nested: Path, start: Start) -> None:
    async with start(nested) as (app, pilot):
        pane = await go(pilot, *HELD)
        await pilot.press("l")
        await find(pilot, "deep")
        assert "» deep" in cursor_line(pane)
        await pilot.press("escape", "l")
        assert "Data » /windows/0/tabs/1/extData/deep » /" in shown(app)
        await pilot.press("j")
        assert "Käsespätzle" in cursor_line(pane)
        await pilot.press("home", "h", "home")
        await find(pilot, "lastUpdate")
        assert "2026" in cursor_line(pane)
        await pilot.press("escape", "escape")
        assert "» sessionData" in cursor_line(pane)


async def test_search_looks_into_the_entered_text_only(nested: Path, start: Start) -> None:
    async with start(nested) as (app, pilot):
        pane = await go(pilot, *HELD)
        await pilot.press("l")
        await find(pilot, "a.example")
        assert "0 matches" in shown(app)
        await find(pilot, "y.example")
        assert "y.example" in cursor_line(pane)


async def test_back_and_forward_lead_through_entered_texts(nested: Path, start: Start) -> None:
    async with start(nested) as (_, pilot):
        pane = await go(pilot, *HELD)
        await pilot.press("l")
        await find(pilot, "y.example")
        inside = cursor_line(pane)
        pane.go_to(("session",))
        await settle(pilot)
        assert "session " in cursor_line(pane)
        await pilot.press("backspace")
        assert cursor_line(pane) == inside
        await pilot.press("backspace", "backspace")
        assert "» sessionData" in cursor_line(pane)
        await pilot.press("f", "f")
        assert cursor_line(pane) == inside
        await pilot.press("f")
        assert "session " in cursor_line(pane)


async def test_after_a_save_the_entered_text_is_entered_again(nested: Path, start: Start) -> None:
    async with start(nested) as (app, pilot):
        pane = await go(pilot, *HELD)
        await pilot.press("l")
        await find(pilot, "y.example")
        await pilot.press("escape")
        inside = cursor_line(pane)
        inner = session(
            window("https://new.example/", tab("https://y.example/", title="kept")),
        )
        offered = tab(
            "about:sessionrestore",
            formdata={"id": {"sessionData": to_json(inner).decode()}, "url": ""},
        )
        first = tab("https://changed.example/")
        save_like_firefox(nested, session(window(first, offered)))
        await until(pilot, lambda: "new.example" in shown(app))
        assert cursor_line(pane) == inside
        assert "sessionData »" in shown(app)
        save_like_firefox(nested, session(window(first, "https://gone.example/")))
        await until(pilot, lambda: "gone.example" in shown(app))
        assert "»" not in shown(app)


async def test_a_text_that_only_begins_like_json_is_shown_as_a_value(
    tmp_path: Path, start: Start
) -> None:
    state = session(window(tab("https://a.example/", extData={"key": "{not JSON at all"})))
    async with start(write_profile(tmp_path / "p", clean=state)) as (app, pilot):
        pane = await go(pilot, "windows", 0, "tabs", 0, "extData", "key")
        assert "l enters" not in cursor_line(pane)
        await pilot.press("l")
        assert "»" not in shown(app).split("\n")[1]
        await pilot.press("enter")
        await settle(pilot)
        assert isinstance(app.screen, ValueScreen)


# -- copying and writing -----------------------------------------------------------------------


async def test_copying_inside_an_entered_text(
    nested: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    copied: list[str] = []
    monkeypatch.setattr(App, "copy_to_clipboard", lambda self, text: copied.append(text))
    text, url = "windows[0].tabs[1].formdata.id.sessionData", "windows[0].tabs[0].entries[0].url"
    async with start(nested) as (app, pilot):
        await go(pilot, *HELD)
        await pilot.press("l")
        await find(pilot, "x.example/")
        await pilot.press("p", "P", "full_stop", "Y", "y")
        await settle(pilot)
        assert copied == [
            "/windows/0/tabs/0/entries/0/url",
            f".{text} | fromjson | .{url}",
            f"JSON.parse({text}).{url}",
            "url",
            "https://x.example/",
        ]
        assert "value: 18 bytes sent to the terminal" in toasts(app), "the newest only"


async def test_w_writes_a_value_to_a_new_private_file(
    nested: Path, tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    async with start(nested) as (app, pilot):
        await go(pilot, "windows", 0, "tabs", 0, "entries", 0, "url")
        await pilot.press("w")
        await settle(pilot)
        assert "./sessiontui-value.txt" in shown(app)
        await pilot.press("enter")
        await until(pilot, lambda: "18 bytes written to sessiontui-value.txt" in toasts(app))
        written = tmp_path / "sessiontui-value.txt"
        assert written.read_bytes() == b"https://a.example/"
        assert written.stat().st_mode & 0o777 == 0o600
        await pilot.press("k", "w", "enter")
        await settle(pilot)
        assert json.loads((tmp_path / "sessiontui-value.json").read_bytes())["url"]
        await pilot.press("w", "enter")
        await settle(pilot)
        assert "this file exists and stays as it is" in shown(app)
        await pilot.press(*"/x")
        assert "stays as it is" not in shown(app)
        await pilot.press("enter")
        await settle(pilot)
        assert "cannot be written (Not a directory)" in shown(app)
        await pilot.press("escape")
        assert not isinstance(app.screen, SaveValueScreen)


def test_a_file_that_cannot_be_written_to_the_end_is_taken_away(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "value"
    with pytest.raises(Refused, match="not a name for a file"):
        write_new(Path("a\0b"), b"")
    monkeypatch.setattr("sessiontui.private_files.os.write", full_disk)
    with pytest.raises(Refused, match="No space left"):
        write_new(path, b"x")
    assert not path.exists()


def full_disk(descriptor: int, data: memoryview) -> int:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


# -- the way to the tab ------------------------------------------------------------------------


async def test_o_leads_from_a_node_to_its_tab_and_back(start: Start) -> None:
    async with start() as (app, pilot):
        await go(pilot, "windows", 0, "tabs", 1, "entries", 0, "url")
        await pilot.press("o")
        await settle(pilot)
        windows = app.query_one(WindowsPane)
        assert windows.display
        assert "Kalender" in here(windows)
        await pilot.press("o")
        await settle(pilot)
        assert "▾ 1" in cursor_line(app.query_one(JsonPane))


async def test_o_leads_from_a_closed_tab_to_its_line(start: Start) -> None:
    async with start() as (app, pilot):
        pane = await go(pilot, "windows", 0, "_closedTabs", 2, "title")
        title = json.loads(f'"{cursor_line(pane).split(chr(34))[1].rstrip("…")}"')
        await pilot.press("o")
        await settle(pilot)
        closed = app.query_one(ClosedPane)
        assert closed.display
        assert title[:15] in here(closed)


async def test_o_says_when_there_is_no_tab_around_a_node(start: Start) -> None:
    async with start() as (app, pilot):
        await go(pilot, "session", "lastUpdate")
        await pilot.press("o")
        await until(pilot, lambda: "part of no window and no tab" in toasts(app))
        assert app.query_one(JsonPane).display


# -- large documents ---------------------------------------------------------------------------


async def test_a_large_document_is_read_while_the_keys_work(
    nested: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessiontui.ui.panes.json.navigation._LARGE", 10)
    goes_on = threading.Event()

    def slow(text: bytes, kept: Any, **more: Any) -> Any:
        goes_on.wait(5)
        return build(text, kept, **more)

    monkeypatch.setattr("sessiontui.ui.panes.json.navigation.build", slow)
    async with start(nested) as (app, pilot):
        await pilot.press("7")
        assert "reading " in shown(app)
        await pilot.press("j", "L", "n", "o")
        await pilot.press("2", "down", "down", "o")
        goes_on.set()
        await settle(pilot)
        pane = app.query_one(JsonPane)
        assert pane.display
        assert "▾ 1" in cursor_line(pane)
        pane.go_to(HELD)
        await settle(pilot)
        await pilot.press("l")
        await settle(pilot)
        assert "(sessionData)" in cursor_line(pane)


async def test_a_slow_expression_is_stopped_and_says_so(tmp_path: Path, start: Start) -> None:
    titles = [tab(entry(f"https://a{n}.example/", "word " * 9 + "!")) for n in range(3)]
    path = write_profile(tmp_path / "p", clean=session(window(*titles)))
    async with start(path) as (app, pilot):
        await pilot.press("7")
        await find(pilot, r"/^(\w+\s?)+$/")
        assert "3 long values not seen to the end" in shown(app)


async def test_the_first_match_is_gone_to_even_when_it_comes_late(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sessiontui.ui.panes.json.search._SLICE", 0.0)
    many = [entry(f"https://a.example/{n}", "x" * 3000) for n in range(50)]
    state = session(window(tab(*many), "https://late.example/"))
    async with start(write_profile(tmp_path / "p", clean=state)) as (app, pilot):
        await pilot.press("7")
        await find(pilot, "late.example")
        pane = app.query_one(JsonPane)
        assert "late.example" in cursor_line(pane)
        assert "1 of 2 matches" in shown(app)


# -- hits ----------------------------------------------------------------------------------------


def marked(app: App[Any]) -> list[str]:
    """What is painted as a hit in the list of the screen, line by line."""
    found = app.screen.query_one(".-hits LineList, ValueScreen LineList", LineList)
    lines = [found.render_line(y) for y in range(found.size.height)]
    return [s.text for line in lines for s in line if s.style is not None and s.style.underline]


def lines_of(app: App[Any]) -> list[Strip]:
    found = app.screen.query_one(LineList)
    return [found.render_line(y) for y in range(found.size.height)]


def painted(pane: JsonPane) -> list[str]:
    rows = pane.query_one(LineList)
    return [rows.render_line(y).text.rstrip() for y in range(rows.size.height)]


@pytest.fixture
def haystack(tmp_path: Path) -> Path:
    """A hit in a key, one at the end of a long value, and JSON in a text."""
    values = {
        "the needle": "x",
        "long": "hay " * 2_000 + "before the Needle, behind it " + "straw " * 2_000,
        "held": json.dumps({"list": ["other", "needles"]}),
    }
    first = tab(entry("https://a.example/", "A"), extData=values)
    return write_profile(tmp_path / "p", clean=session(window(first)))


async def test_hits_are_marked_in_keys_and_in_sight_in_values(haystack: Path, start: Start) -> None:
    async with start(haystack) as (app, pilot):
        await pilot.press("7")
        pane = app.query_one(JsonPane)
        pane.add_class("-hits")
        await find(pilot, "needle")
        assert "the needle" in cursor_line(pane)
        assert "needle" in marked(app)
        await pilot.press("n")
        assert "…" in cursor_line(pane)
        assert "the Needle, beh" in " ".join(painted(pane))
        assert set(marked(app)) == {"needle", "Needle"}
        await pilot.press("n")
        assert "held" in cursor_line(pane)
        await pilot.press("n")
        assert "the needle" in cursor_line(pane), "round the end"
        await pilot.press("escape")
        await settle(pilot)
        assert not marked(app)
        assert "the Needle" not in " ".join(painted(pane)), "from its beginning again"


async def test_a_hit_is_reversed_and_underlined_under_the_cursor_too(
    haystack: Path, start: Start
) -> None:
    async with start(haystack) as (app, pilot):
        await pilot.press("7")
        await find(pilot, "needle")
        found = app.query_one(JsonPane).query_one(LineList)
        line = found.render_line(found.cursor - int(found.scroll_offset.y))
        [hit] = [s for s in line if s.text == "needle"]
        assert hit.style is not None and hit.style.reverse and hit.style.underline
        assert sum(1 for s in line if s.style is not None and s.style.reverse) == 1, "and no blank"


async def test_the_hit_is_shown_and_marked_in_the_whole_value(haystack: Path, start: Start) -> None:
    async with start(haystack) as (app, pilot):
        await pilot.press("7")
        await find(pilot, "needle")
        await pilot.press("n", "v")
        await settle(pilot)
        assert isinstance(app.screen, ValueScreen)
        assert marked(app) == ["Needle"], "8,000 characters down"
        await pilot.press("escape", "n", "v")
        await settle(pilot)
        assert marked(app) == ["needle"], "where the JSON in it is laid out"


@given(
    st.text(st.sampled_from("ab 日🦊\x1b\u202e\u0301\n\r"), max_size=120),
    st.integers(8, 40), st.data(),
)  # fmt: skip
def test_a_value_is_broken_into_lines_that_fit_and_none_of_it_is_lost(
    text: str, width: int, data: st.DataObject
) -> None:
    first = data.draw(st.integers(0, len(text)))
    hit = first, data.draw(st.integers(first, len(text)))
    rows = TextRows(text, hit, width)
    lines = [rows.cells(index)[0] for index in range(len(rows))]

    shown = [f"{cell.text}{''.join(piece for piece, _ in cell.more)}" for cell in lines]
    bare = "".join(printable(line) for line in text.splitlines())
    assert "".join(shown).replace(" ", "") == bare.replace(" ", "")
    assert all(cell_len(line) <= width + 1 for line in shown)
    found = "".join(piece for cell in lines for piece, role in cell.more if role == "hit")
    wanted = "".join(printable(c) for c in text[slice(*hit)] if c not in "\r\n")
    assert found.replace("\u0301", "") == wanted.replace("\u0301", "")


async def test_on_a_narrow_screen_all_of_a_long_line_can_be_read(
    haystack: Path, start: Start
) -> None:
    async with start(haystack, size=(60, 24)) as (app, pilot):
        await pilot.press("7")
        await find(pilot, "behind it")
        await pilot.press("v")
        await settle(pilot)
        assert marked(app) == ["behind it"]
        assert "…" not in "".join(line.text for line in lines_of(app)), "nothing is cut"


def test_a_hit_is_found_again_where_json_is_laid_out() -> None:
    value = '{"a":"x","b":["x","y"]}'
    text = laid_out(value)

    def at(begin: int, end: int) -> tuple[str, int] | None:
        found = hit_in(text, value, (begin, end))
        return None if found is None else (text[slice(*found)], text.count("x", 0, found[0]))

    assert at(6, 7) == ("x", 0)
    assert at(15, 16) == ("x", 1)
    assert at(13, 18) is None, "what is not in one piece there is not marked"
    assert hit_in(value, value, (6, 7)) == (6, 7)


# -- order ---------------------------------------------------------------------------------------


async def test_s_puts_the_largest_first_and_back(tmp_path: Path, start: Start) -> None:
    pages = [f"https://a.example/{'x' * n}" for n in (1, 300, 50)]
    path = write_profile(tmp_path / "p", recovery=session(window(*pages)), checkpoints="crashed")
    async with start(path) as (app, pilot):
        pane = await go(pilot, "windows", 0, "tabs")
        rows = pane.query_one(LineList)

        def indexes() -> list[str]:
            outline = pane.outline
            assert outline is not None
            places, at = [], outline.reveal(("windows", 0, "tabs"))
            at = None if at is None else at + 1
            while at is not None:
                places.append(str(outline.key(at)))
                at = outline.next_sibling(at)
            return places

        assert indexes() == ["0", "1", "2"]
        assert "as written" in shown(app)
        await pilot.press("s")
        await settle(pilot)
        assert rows.rows.key(rows.cursor) == "/windows/0/tabs", "the cursor stays on its node"
        assert indexes() == ["1", "2", "0"]
        assert "▸ 1 " in shown(app), "an index says where it stands in the file"
        assert "largest first" in shown(app)
        await pilot.press("l", "l", "J")
        place = rows.rows.key(rows.cursor)
        save_like_firefox(path, session(window(*pages, "https://a.example/new")))
        await pilot.press("f5")
        await until(pilot, lambda: "new" in pane.outline.text.decode() if pane.outline else False)
        await settle(pilot)
        assert pane.outline is not None and pane.outline.by_size, "a save leaves the order"
        assert rows.rows.key(rows.cursor) == place
        await pilot.press("s")
        await settle(pilot)
        assert rows.rows.key(rows.cursor) == place
        assert indexes() == ["0", "1", "2", "3"]


async def test_what_is_entered_has_the_same_order(nested: Path, start: Start) -> None:
    async with start(nested) as (_, pilot):
        pane = await go(pilot, *HELD)
        await pilot.press("l")
        await settle(pilot)
        await pilot.press("s")
        await settle(pilot)
        assert pane.outline is not None and pane.outline.by_size
        await pilot.press("home", "h")
        await settle(pilot)
        assert cursor_line(pane).strip().startswith("» sessionData")
        assert pane.outline.by_size, "and what holds it, once it is shown"


# -- a path that is typed ------------------------------------------------------------------------


async def typed(pilot: Pilot[Any], path: str) -> str:
    """Paste a path over what stands in the field; where the cursor is then."""
    await pilot.press("at")
    app = pilot.app
    assert isinstance(app, SessiontuiApp)
    field = app.query_one(PathField)
    assert field.has_focus
    field.post_message(Paste(path))
    await pilot.press("enter")
    await settle(pilot)
    return shown(app)


@pytest.mark.parametrize(
    "path", ["/windows/0/tabs/3/entries/0", "windows[0].tabs[3].entries[0]",
             " .windows[0].tabs[3].entries[0]", 'windows.0["tabs"][3].entries.0']
)  # fmt: skip
async def test_a_pasted_path_is_gone_to_and_back_leads_back(path: str, start: Start) -> None:
    async with start() as (app, pilot):
        pane = await go(pilot, "session")
        assert "/windows/0/tabs/3/entries/0 " in await typed(pilot, path)
        assert pane.query_one(LineList).has_focus
        assert "▾ 0" in cursor_line(pane)
        await pilot.press("backspace")
        assert "/session " in shown(app)


async def test_a_path_that_leads_nowhere_says_at_which_step_and_goes_as_far(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("7")
        for path, reached, words in (
            (
                "/windows/0/tabs/41/entries",
                "/windows/0/tabs ",
                "there is no “41” in /windows/0/tabs: 20 members, counted from 0",
            ),
            (".windows[0].tab[1]", "/windows/0 ", "there is no “tab” in /windows/0"),
            (
                "session.lastUpdate.x",
                "/session/lastUpdate ",
                "/session/lastUpdate is number: nothing is in it",
            ),
            ("nothing", "/ ", "there is no “nothing” in /"),
            ("/version/0/x", "/version/0 ", "/version/0 is no text that holds JSON"),
        ):
            said = await typed(pilot, path)
            assert reached in said, path
            assert words in said, path
            await pilot.press("j", "k")
            assert words not in shown(app), "until the cursor moves"


async def test_what_is_no_path_is_said_and_stays_to_be_mended(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("7")
        said = await typed(pilot, "windows[0")
        assert "this is not a path: “[0” at character 8" in said
        assert app.query_one(PathField).has_focus
        await pilot.press("]", "enter")
        await settle(pilot)
        assert "/windows/0 " in shown(app)
        await pilot.press("at", "escape")
        assert "/windows/0 " in shown(app)
        assert app.query_one(JsonPane).query_one(LineList).has_focus


async def test_a_path_leads_through_texts_that_hold_json(nested: Path, start: Start) -> None:
    through = "/windows/0/tabs/1/formdata/id/sessionData"
    deep = "/windows/0/tabs/1/extData/deep"
    async with start(nested, size=(200, 40)) as (app, pilot):
        await pilot.press("7")
        for path in (
            f"{through} » {deep} » /n/1",
            f"{through}{deep}/n/1",
            "windows[0].tabs[1].formdata.id.sessionData.windows[0].tabs[1].extData.deep.n[1]",
            ".windows[0].tabs[1].formdata.id.sessionData | fromjson"
            " | .windows[0].tabs[1].extData.deep | fromjson | .n[1]",
        ):
            assert "n  " in await typed(pilot, path)
            assert f"{through} » {deep} » /n/1 " in shown(app), path
        assert f"{through} » {deep} » /note " in await typed(pilot, "/note"), "of this text"
        assert "/windows/0/tabs/0 " in await typed(pilot, "/windows/0/tabs/0"), "from the top"
        assert f"{through} » / " in await typed(pilot, f"{through} »")
