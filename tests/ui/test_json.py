"""The JSON pane: unfold, find, see what it means, copy, and the way from a tab to its node."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from textual.app import App

from sessiontui.ui.panes.json_outline import JsonPane
from sessiontui.ui.screens.value import ValueScreen, laid_out
from sessiontui.ui.widgets.filter_line import FilterLine
from sessiontui.ui.widgets.line_list import LineList
from tests.builders import entry, mozlz4, session, tab, to_json, window, write_profile
from tests.ui.conftest import Start, StillDemo, settle
from tests.ui.test_app import save_like_firefox, shown, until


def cursor_line(pane: JsonPane) -> str:
    rows = pane.query_one(LineList).rows
    return " ".join(
        f"{cell.text}{cell.tail}" for cell in rows.cells(pane.query_one(LineList).cursor)
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
        outline = app.query_one(JsonPane)._outline
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


@pytest.mark.parametrize(
    ("key", "wanted"),
    [
        ("p", "/windows/0/tabs/0/entries/0/title"),
        ("P", ".windows[0].tabs[0].entries[0].title"),
        ("y", 'half \ufffd and "quotes"'.replace("\ufffd", "?")),
    ],
)
async def test_copying_value_and_paths(
    tmp_path: Path, start: Start, monkeypatch: pytest.MonkeyPatch, key: str, wanted: str
) -> None:
    copied: list[str] = []
    monkeypatch.setattr(App, "copy_to_clipboard", lambda self, text: copied.append(text))
    state = session(window(tab(entry("https://a.example/", 'half \ud83d and "quotes"'))))
    async with start(write_profile(tmp_path / "p", clean=state)) as (app, pilot):
        await pilot.press("7")
        app.query_one(JsonPane).go_to(("windows", 0, "tabs", 0, "entries", 0, "title"))
        await settle(pilot)
        await pilot.press(key)
        await settle(pilot)
        assert [text.replace("\ufffd", "?") for text in copied] == [wanted]


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


async def test_a_damaged_version_has_no_outline_and_says_why(tmp_path: Path, start: Start) -> None:
    good = mozlz4(to_json(session(window("https://a.example/"))))
    path = write_profile(tmp_path / "p", clean=good[:-20], previous=good)
    async with start(path) as (app, pilot):
        await pilot.press("7", "left_square_bracket")
        await settle(pilot)
        assert "damaged or cut short" in shown(app)
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
