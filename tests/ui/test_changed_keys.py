"""Keys of the user's own: they work, everything that names keys names them, nothing is lost."""

from __future__ import annotations

import os
import re
from pathlib import Path
from typing import Any

import pytest
from textual.app import App
from textual.binding import Binding

from sessiontui.ui.actions import ACTIONS
from sessiontui.ui.key_names import NAMES
from sessiontui.ui.keymap import PLACES, Keymap
from sessiontui.ui.keys_file import FILE, read_keymap, user_keymap
from sessiontui.ui.panes.lists.closed import ClosedPane
from sessiontui.ui.panes.lists.windows import WindowsPane
from sessiontui.ui.screens.chooser import ChooserScreen
from sessiontui.ui.screens.help import HelpScreen
from sessiontui.ui.screens.move_target import MoveTargetScreen
from sessiontui.ui.screens.palette import PaletteScreen
from sessiontui.ui.screens.save_changes import SaveChangesScreen
from sessiontui.ui.screens.versions import VersionsScreen
from sessiontui.ui.screens.what_if import WhatIfScreen
from sessiontui.ui.widgets.choice_list import ChoiceRows
from sessiontui.ui.widgets.line_list import LineList
from sessiontui.ui.widgets.sheet import Sheet
from tests.ui.conftest import CountedDemo, MakeApp, settle
from tests.ui.terminal import Terminal
from tests.ui.test_app import shown

pytestmark = pytest.mark.long  # the ordinary run is to be quick

MINE = b"""
[keys]
app.closed = "f3"
app.help = "f1"
app.find = "ctrl+s"
filtered.filter = "ctrl+s"
json.search = "ctrl+s"
items.pin = "ctrl+t,P"
app.version-above = "{"
"""


def said(app: App[Any]) -> str:
    return "\n".join(str(toast.message) for toast in app._notifications)


async def test_a_changed_key_works_and_the_usual_one_is_free(make_app: MakeApp) -> None:
    app = make_app(keymap=read_keymap(MINE))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        assert said(app) == ""
        await pilot.press("3")
        await settle(pilot)
        assert app.panes.current == "overview"
        await pilot.press("f3")
        await settle(pilot)
        assert app.query_one(ClosedPane).display
        await pilot.press("2", "question_mark")
        await settle(pilot)
        assert not isinstance(app.screen, HelpScreen)
        await pilot.press("slash")
        await settle(pilot)
        assert not app.query_one(WindowsPane).filter_line.editing
        await pilot.press("ctrl+s", *"shop")
        await settle(pilot)
        assert "2 of 24" in shown(app)


async def test_everything_that_names_keys_names_the_changed_ones(make_app: MakeApp) -> None:
    app = make_app(keymap=read_keymap(MINE))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("2")
        await settle(pilot)
        lines = shown(app).splitlines()
        assert "F1 Help" in lines[-1]
        assert "Ctrl-S Find" in lines[-1]
        assert any("F3 Closed" in line and "1 Overview" in line for line in lines)
        await pilot.press("colon", *"pin or unpin")
        await settle(pilot)
        assert isinstance(app.screen, PaletteScreen)
        assert "Ctrl-T P" in shown(app)
        await pilot.press("escape", "f1")
        await settle(pilot)
        assert isinstance(app.screen, HelpScreen)
        assert "Ctrl-T P" in shown(app)


async def test_sentences_that_name_a_key_name_the_changed_one(make_app: MakeApp) -> None:
    mine = b'app.undo = "f8"\nitems.close = "f9"\njson.search = "f6"\nwrites.what-if = "f7"\n'
    app = make_app(CountedDemo(), keymap=read_keymap(mine))
    async with app.run_test(size=(120, 36)) as pilot:
        await settle(pilot)
        await pilot.press("2", "down", "f")
        await settle(pilot)
        assert "F9 closes what is open" in said(app)
        await pilot.press("f9")
        await settle(pilot)
        assert "F8 undoes it" in shown(app)
        await pilot.press("enter")
        await settle(pilot)
        assert "F8 undoes it" in said(app)
        await pilot.press("5")
        await settle(pilot)
        assert "F7: the very same saves" in shown(app)
        await pilot.press("7", "n")
        await settle(pilot)
        assert "F6 searches first" in said(app)


async def test_the_first_screen_names_the_changed_key_that_opens_a_line(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in ("pane", "get_back"):
        name = f"sessiontui.ui.panes.overview.{module}.too_large"
        monkeypatch.setattr(name, lambda view: 300_000_000)
    app = make_app(keymap=read_keymap(b'list.open = "f9"\n'))
    async with app.run_test(size=(160, 45)) as pilot:
        await settle(pilot)
        assert "F9 looks which pages are nowhere else" in shown(app)
        assert "F9 Open" in shown(app).splitlines()[-1]


async def test_changed_keys_stay_where_they_were_in_the_key_bar(make_app: MakeApp) -> None:
    labels = []
    for keymap in (Keymap(), read_keymap(b'items.restore = "ctrl+r"\nlist.open = "f9"\n')):
        app = make_app(keymap=keymap)
        async with app.run_test(size=(120, 36)) as pilot:
            await settle(pilot)
            await pilot.press("2", "down")
            await settle(pilot)
            words = re.findall(r"[A-Z][a-z]+", shown(app).splitlines()[-1])
            labels.append([word for word in words if word not in (*NAMES.values(), "Ctrl")])
            await pilot.press("colon")
            await settle(pilot)
            labels.append([row.action.label for row in _offered(app)])
    assert labels[:2] == labels[2:]
    assert labels[0][0] == "Open"


def _offered(app: App[Any]) -> Any:
    rows = app.screen.query_one(LineList).rows
    assert isinstance(rows, ChoiceRows)
    return rows.choices


async def test_the_head_of_the_panes_names_them_too(make_app: MakeApp) -> None:
    app = make_app(keymap=read_keymap(b'app.versions = "V"\n'))
    async with app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        assert " V [▶ recovery 24]" in shown(app)


async def test_what_is_wrong_is_on_the_screen_and_the_rest_holds(make_app: MakeApp) -> None:
    text = b'items.pin = "F9"\nitems.export = "r"\nitems.close = ""\nitems.mark = "f9"\n'
    app = make_app(keymap=read_keymap(text))
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settle(pilot)
        assert "line 1: no key is called “F9”." in said(app)
        assert "line 2: items.export cannot have r: items.restore has it" in said(app)
        assert "line 3: items.close would be without any key" in said(app)
        await pilot.press("2", "down", "f9")
        await settle(pilot)
        assert len(app.query_one(WindowsPane).marks) == 1


async def test_many_mistakes_leave_room_for_the_screen(make_app: MakeApp) -> None:
    text = "".join(f'nothing{i} = "x"\n' for i in range(300))
    app = make_app(keymap=read_keymap(text.encode()))
    async with app.run_test() as pilot:
        await settle(pilot)
        assert said(app).count("\n") < 8
        assert "295 more" in said(app)


def test_without_a_file_the_keys_are_the_usual_ones(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = tmp_path / "config"
    monkeypatch.setenv("SESSIONTUI_CONFIG_DIR", str(config))
    assert user_keymap() == Keymap()
    assert not config.exists()  # looking makes nothing


def test_a_pipe_a_directory_or_a_book_in_its_place_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SESSIONTUI_CONFIG_DIR", str(tmp_path))
    path = tmp_path / FILE
    os.mkfifo(path)
    assert user_keymap() == Keymap()  # nobody writes into it: it is empty
    path.unlink()
    path.mkdir()
    assert "keys.toml cannot be read: Is a directory." in user_keymap().problems
    path.rmdir()
    path.write_bytes(b"# long\n" * 10_000)
    assert "longer than" in user_keymap().problems[0]


def test_in_a_real_terminal_the_changed_key_works_and_the_key_bar_shows_it(tmp_path: Path) -> None:
    config = tmp_path / ".config/sessiontui"
    config.mkdir(parents=True)
    (config / FILE).write_text(
        'app.windows = "w,f2"\napp.help = "f1"\napp.quit = "f10,q"\nitems.export = "ctrl+e"\n'
    )
    with Terminal("--demo", home=tmp_path) as terminal:
        terminal.wait_for("NEXT START")
        terminal.wait_for(r"line 1: app\.windows cannot have w:")
        assert "F1 Help" in terminal.screen.display[-1]
        terminal.send("2")
        terminal.wait_for("Ctrl-E Export")
        terminal.send("\x05")  # Ctrl-E
        terminal.wait_for("tabs.txt")
        terminal.send("\x1b")
        terminal.settle()
        terminal.send("\x1bOP")  # F1
        terminal.wait_for("Only these")
        assert "Ctrl-E " in terminal.text
        terminal.send("\x1b")
        terminal.settle()
        terminal.send("\x1b[21~")  # F10
        assert terminal.end() == 0


@pytest.mark.parametrize(
    ("place", "screen"),
    [
        ("the choice of a profile", ChooserScreen),
        ("the window of versions", VersionsScreen),
        ("the window of a save", SaveChangesScreen),
        ("the window of designs", WhatIfScreen),
        ("the window of places", MoveTargetScreen),
    ],
)
def test_the_keys_of_windows_with_a_list_are_known_to_be_taken(place: str, screen: Any) -> None:
    [fixed] = [one.fixed for one in PLACES if one.name == place]
    keys = {key for binding in screen.BINDINGS for key in binding.key.split(",")}
    assert keys <= fixed


def test_the_keys_that_scroll_are_known_to_be_taken() -> None:
    keys = {
        key
        for cls in Sheet.__mro__
        for binding in vars(cls).get("BINDINGS", ())
        if isinstance(binding, Binding) and binding.id is None  # those of the table can be changed
        for key in binding.key.split(",")
    }
    assert "pagedown" in keys
    for place in PLACES:
        if "details" in place.name or "overview" in place.name:
            assert keys <= place.fixed


def test_every_scope_has_a_place() -> None:
    assert {action.scope for action in ACTIONS} == {s for place in PLACES for s in place.scopes}
