"""Keys typed while the first version is being read go where they would have gone later."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any, cast

import pytest
from textual._xterm_parser import XTermParser
from textual.app import App
from textual.events import Key, Paste
from textual.pilot import Pilot
from textual.widgets import ContentSwitcher, Input

from sessiontui.session.model.snapshot import Snapshot
from sessiontui.ui.app.esc_first import keep_esc
from sessiontui.ui.panes.lists.windows import WindowsPane
from sessiontui.ui.widgets.filter_line import FilterLine
from tests.builders import entry, session, tab, window, write_profile
from tests.paths import ROOT
from tests.ui.conftest import WIDE, MakeApp, Start, StillDemo, settle
from tests.ui.terminal import Terminal
from tests.ui.test_app import here, shown

pytestmark = pytest.mark.long  # the ordinary run is to be quick


@pytest.fixture
def go_on(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set, it lets the demonstration be read."""
    event = threading.Event()
    real = StillDemo.load

    def load(self: StillDemo, version: str) -> Snapshot:
        event.wait(30)
        return real(self, version)

    monkeypatch.setattr(StillDemo, "load", load)
    return event


def text_of(pilot: Pilot[Any]) -> str:
    shown = pilot.app.query_one(ContentSwitcher).visible_content
    assert shown is not None
    return shown.query_one(FilterLine).text


@pytest.mark.parametrize("pane", ["2", "3", "7"])
@pytest.mark.parametrize("before", (0, 4))
async def test_a_word_typed_while_it_is_read_is_the_word_that_is_sought(
    make_app: MakeApp, go_on: threading.Event, pane: str, before: int
) -> None:
    word = "marmalade"
    async with make_app(looks=True).run_test(size=WIDE) as pilot:
        await pilot.press(pane, "slash", *word[:before])
        go_on.set()
        await settle(pilot)
        await pilot.press(*word[before:])
        await settle(pilot)
        assert text_of(pilot) == word
        assert pilot.app.is_running


@pytest.mark.parametrize("key", ["r", "space", "enter", "o", "a"])
async def test_a_key_right_after_the_words_does_nothing_to_what_was_listed_before(
    tmp_path: Path, start: Start, key: str
) -> None:
    def page(name: str) -> dict[str, Any]:
        return tab(entry(f"https://{name}.example/", name))

    place = write_profile(
        tmp_path / "p",
        clean=session(window(page("here"))),
        previous=session(window(page("here"), page("lost")), window(page("gone"))),
    )
    async with start(place) as (app, pilot):
        await pilot.press("4")
        await settle(pilot)
        for typed in ("slash", *"gone", "enter", key):
            char = {"slash": "/", "space": " "}.get(typed, typed)
            app.post_message(Key(typed, char if len(char) == 1 else None))
        await settle(pilot)
        assert all(one.title == "gone" for one in app.basket)
        # The search may be done before it is the key's turn: then it is for what was found.
        assert len(app.screen_stack) == 1 or "gone  gone.example" in shown(app)
        if app.panes.current == "windows":
            assert "gone" in here(app.query_one(WindowsPane))
        else:
            assert app.panes.current == "find"


@pytest.mark.parametrize(
    ("pane", "at_once"),
    [*((pane, 9) for pane in "237"), *((pane, 5) for pane in "2347")],
)
async def test_keys_that_come_all_at_once_and_the_rest_after_the_load_are_one_word(
    make_app: MakeApp, go_on: threading.Event, pane: str, at_once: int
) -> None:
    word = "marmalade"
    async with make_app(looks=True).run_test(size=WIDE) as pilot:
        for char in f"{pane}/{word[:at_once]}":
            pilot.app.post_message(Key("slash" if char == "/" else char, char))
        await pilot.pause()
        go_on.set()
        await settle(pilot)
        await pilot.press(*word[at_once:])
        await settle(pilot)
        assert text_of(pilot) == word


def type_at_once(app: App[Any], keys: list[str]) -> None:
    """Send keys without a pause, as a terminal does that was slow."""
    for key in keys:
        name = {"/": "slash", ":": "colon", "?": "question_mark", " ": "space", ".": "full_stop"}
        app.post_message(Key(name.get(key, key), key if len(key) == 1 else None))


@pytest.mark.parametrize(
    ("before", "keys", "marked"),
    [
        ([], ["3", " "], "Grammar of graphics in the terminal"),
        (["2"], ["3", "down", " "], "Flight or train? A comparison"),
        ([], ["c", " "], "Grammar of graphics in the terminal"),
        (["2", "?"], ["escape", "3", " "], "Grammar of graphics in the terminal"),
    ],
    ids=lambda keys: " ".join(keys) if isinstance(keys, list) else "",
)
async def test_a_key_right_after_one_that_shows_another_pane_is_for_that_pane(
    start: Start, before: list[str], keys: list[str], marked: str
) -> None:
    async with start() as (app, pilot):
        await pilot.press(*({"?": "question_mark"}.get(key, key) for key in before))
        await settle(pilot)
        type_at_once(app, keys)
        await settle(pilot)
        assert [one.title for one in app.basket] == [marked]


async def test_a_key_right_after_that_of_a_pane_restores_what_that_pane_lists(start: Start) -> None:
    async with start() as (app, pilot):
        type_at_once(app, ["3", "r"])
        await settle(pilot)
        assert "Restore 1 closed tab" in shown(app)


@pytest.mark.parametrize(
    ("keys", "typed"),
    [
        ([*":sort"], "sort"),
        ([*"4/hut"], "hut"),
        ([*"7/hut"], "hut"),
        (["2", "down", "down", "e", *"-qrf.txt"], "./tabs.txt-qrf.txt"),
        (["7", "down", "down", "w", *"q"], "q"),
    ],
    ids=lambda keys: "".join(keys) if isinstance(keys, list) else "",
)
async def test_letters_right_after_a_key_that_opens_a_field_are_in_the_field(
    start: Start, keys: list[str], typed: str
) -> None:
    async with start() as (app, pilot):
        if keys[0] == "7":
            await pilot.press("7")
            await settle(pilot)
        type_at_once(app, keys)
        await settle(pilot)
        assert isinstance(app.focused, Input)
        assert app.focused.value.endswith(typed)
        assert app.is_running


async def test_a_pasted_text_right_after_the_key_of_a_field_is_in_the_field(start: Start) -> None:
    async with start() as (app, pilot):
        type_at_once(app, [*"2/"])
        app.post_message(Paste("shop"))
        await settle(pilot)
        assert text_of(pilot) == "shop"


def test_in_a_real_terminal_what_is_typed_at_once_arrives(tmp_path: Path) -> None:
    with Terminal("--demo", home=tmp_path) as terminal:
        terminal.wait_for("NEXT START")
        terminal.wait_for("3 Closed 11")
        terminal.send("2jj3r")
        terminal.wait_for("Restore 1 closed tab")
        terminal.send("\x1b")
        terminal.settle()
        terminal.send("e-q.txt")
        terminal.wait_for(r"tabs\.txt-q\.txt")
        terminal.send("\x1b")
        terminal.settle()
        terminal.send("/shop")
        terminal.wait_for("/ shop")
        terminal.send("\x1bq")  # at once
        assert terminal.end() == 0


async def test_a_key_right_after_esc_is_both_though_a_terminal_takes_it_for_alt(
    start: Start,
) -> None:
    async with start() as (app, pilot):
        await pilot.press("2", "slash", *"shop")
        app.post_message(Key("alt+j", "j"))
        app.post_message(Key("space", " "))
        await settle(pilot)
        pane = app.query_one(WindowsPane)
        assert not pane.filter_line.editing
        assert pane.filter_line.text == ""
        assert len(app.basket) == 1


@pytest.mark.parametrize(
    ("at_once", "keys"),
    [
        ("\x1b\r", ["escape", "enter"]),
        ("\x1b3", ["escape", "3"]),
        ("\x1b:", ["escape", "colon"]),
        ("\x1b/", ["escape", "slash"]),
        ("\x1bR", ["escape", "R"]),
        ("\x1bf", ["escape", "f"]),
        ("\x1b ", ["escape", "space"]),
        ("\x1b]", ["escape", "right_square_bracket"]),
        ("\x1b[", ["escape", "left_square_bracket"]),
        ("\x1bO", ["escape", "O"]),
        ("\x1b\x7f", ["escape", "backspace"]),
        ("\x1b\x1b3", ["escape", "escape", "3"]),
        ("\x1b\t", ["shift+tab"]),
        ("\x1b[A", ["up"]),
        ("\x1b\x1b[A", ["escape", "up"]),
    ],
    ids=ascii,
)
async def test_esc_is_not_lost_whatever_comes_right_behind_it(
    start: Start, monkeypatch: pytest.MonkeyPatch, at_once: str, keys: list[str]
) -> None:
    monkeypatch.setattr(XTermParser, "_sequence_to_key_events", XTermParser._sequence_to_key_events)
    keep_esc()
    parser = XTermParser(False)
    sent = list(parser.feed(at_once))
    sent += list(parser.feed(""))  # nothing more comes
    async with start() as (app, _):
        typed = [key for one in sent for key in app.turns._typed(cast(Key, one))]
    assert [cast(Key, key).key for key in typed] == keys


def test_in_a_real_terminal_a_no_with_enter_right_behind_it_stays_a_no(tmp_path: Path) -> None:
    place = write_profile(tmp_path / "p", clean=session(window(tab(entry("https://a.example/")))))
    before = {path: path.read_bytes() for path in place.rglob("*") if path.is_file()}
    with Terminal(str(place), home=tmp_path) as terminal:
        terminal.wait_for("NEXT START")
        terminal.settle()
        terminal.send("2c")
        terminal.wait_for("Enter do it")
        terminal.settle()
        terminal.send("\x1b\r")
        terminal.settle()
        terminal.send("q")
        assert terminal.end() == 0
    assert {path: path.read_bytes() for path in before} == before


async def test_a_yes_typed_before_the_question_is_none(start: Start) -> None:
    async with start() as (app, pilot):
        type_at_once(app, ["3", "r", "enter"])
        await settle(pilot)
        assert "Restore 1 closed tab" in shown(app)


def test_no_widget_asks_for_the_focus_later() -> None:
    """``Widget.focus`` comes after the keys that wait already, and takes them their field."""
    later = [
        f"{path.name}: {line.strip()}"
        for path in (ROOT / "tui" / "sessiontui" / "ui").rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if ".focus()" in line
    ]
    assert later == []


@pytest.mark.parametrize("pane", ["2", "3", "4", "7"])
async def test_what_is_pasted_right_after_the_slash_arrives_in_its_place(
    start: Start, pane: str
) -> None:
    async with start() as (app, pilot):
        await pilot.press(pane)
        await settle(pilot)
        for event in (Key("slash", "/"), Key("a", "a"), Paste("rust book\nmore"), Key("z", "z")):
            app.post_message(event)
        await settle(pilot)
        assert isinstance(app.focused, Input)
        assert app.focused.value == "arust bookz"


async def test_of_a_whole_clipboard_a_field_takes_the_beginning_and_says_so(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("2", "slash")
        await settle(pilot)
        app.post_message(Paste("x" * 1_000_000))
        await settle(pilot)
        assert text_of(pilot) == "x" * 20_000
        assert "first 20,000 of 1,000,000 characters" in " ".join(
            str(note.message) for note in app._notifications
        )
