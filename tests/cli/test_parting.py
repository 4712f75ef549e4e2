"""What the screen leaves on the terminal when something was edited on it."""

from __future__ import annotations

import asyncio
import os
import re
import shlex
import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from sessiontui.cli.parting import parting_line
from sessiontui.cli.undo_command import undo_command
from sessiontui.firefox.next_start import NextStart, StartType
from sessiontui.stores.protocols import Receipt
from sessiontui.ui.store_thread import StoreThread
from sessiontui.workspace import Workspace
from tests.builders import (
    closed_tab,
    entry,
    mozlz4,
    session,
    tab,
    to_json,
    unmozlz4,
    window,
    write_profile,
)
from tests.ui.terminal import Terminal

pytestmark = pytest.mark.long  # the ordinary run is to be quick

UNDO = "sessiontui undo p"


def receipt(
    name: str | None, kind: StartType | None = "resume", *, undoes: str | None = None,
    kept: bool = True, tabs: int = 42, windows: int = 3,
) -> Receipt:  # fmt: skip
    start = None if kind is None else NextStart("sessionstore", kind, "why", crashed=False)
    backup = "/state/copies" if kept else None
    return Receipt(name, ("words",), (), backup, start, windows, tabs, "r", undoes=undoes)


@pytest.mark.parametrize(
    ("receipts", "line"),
    [
        ([], None),
        ([receipt(None)], None),  # an edit that changed nothing
        ([receipt("1"), receipt("2", undoes="1")], None),
        ([receipt("1")],
         f"Firefox will open 42 tabs in 3 windows at its next start; to undo: {UNDO}"),
        ([receipt("1"), receipt("2"), receipt("3", undoes="2", tabs=1, windows=1)],
         f"Firefox will open 1 tab in 1 window at its next start; to undo: {UNDO}"),
        ([receipt("2", undoes="of an earlier run")],
         "Firefox will open 42 tabs in 3 windows at its next start"),
        ([receipt("1", kept=False)], "Firefox will open 42 tabs in 3 windows at its next start"),
        ([receipt("1", "ask")],
         f"Firefox will ask at its next start which tabs to open; to undo: {UNDO}"),
        ([receipt("1", "defer", tabs=2)],
         "Firefox will open 2 pinned tabs at its next start, and all others with History › Restore "
         f"Previous Session; to undo: {UNDO}"),
        ([receipt("1", "defer", tabs=0)],
         "Firefox will open no tab of this at its next start, but all with History › Restore "
         f"Previous Session; to undo: {UNDO}"),
        ([receipt("1", None)], f"/p holds 42 tabs in 3 windows now; to undo: {UNDO}"),
        ([receipt("1", "none")], f"/p was edited; to undo: {UNDO}"),
    ],
)  # fmt: skip
def test_the_last_edit_says_what_will_open(receipts: list[Receipt], line: str | None) -> None:
    assert parting_line(receipts, "/p", UNDO) == line


async def test_an_edit_that_ends_after_the_screen_is_known(tmp_path: Path) -> None:
    workspace = Workspace.open("demo:")
    began, go_on = threading.Event(), threading.Event()

    def work() -> Receipt:
        began.set()
        assert go_on.wait(60)
        return receipt("1")

    with ThreadPoolExecutor(1) as executor:
        thread = StoreThread(workspace, executor)
        edit = asyncio.ensure_future(thread.write(work))
        await asyncio.to_thread(began.wait, 60)
        edit.cancel()
        assert thread.writing
        assert thread.receipts == []
        go_on.set()
    assert thread.receipts == [receipt("1")]
    workspace.close()


def test_the_command_is_one_for_a_shell() -> None:
    assert undo_command(None, as_firefox=False) == "sessiontui undo"
    said = undo_command("my profile; rm -rf /", as_firefox=True)
    assert shlex.split(said) == ["sessiontui", "--firefox", "undo", "my profile; rm -rf /"]


# -- through a real terminal -------------------------------------------------------------------


def page(name: str, title: str | None = None) -> dict[str, object]:
    return tab(entry(f"https://{name}.example/", title or f"Page {name}"))


STATE = session(window(page("a"), page("b"), closed=[closed_tab(page("gone"), 1)]))


def printed(terminal: Terminal) -> str:
    """What stands on the terminal once the screen is gone."""
    return terminal.raw.rpartition(b"\x1b[?1049l")[2].decode()


def words(terminal: Terminal) -> list[str]:
    """The same as lines, without Textual's own last sequences."""
    text = re.sub(
        r"\x1b(\[[0-9;?<=>!$]*[ -/]*[@-~]|\]22;default\x07|[=>78])", "", printed(terminal)
    )
    return [line for line in text.replace("\r", "").split("\n") if line.strip()]


def restore(terminal: Terminal) -> None:
    terminal.wait_for("1 Overview")
    terminal.send("3")
    terminal.wait_for("newest first")
    terminal.send("r")
    terminal.wait_for("do it")
    terminal.settle()
    terminal.send("\r")
    terminal.wait_for("Done: ")


def test_after_an_edit_one_line_says_what_firefox_opens_and_its_command_takes_it_back(
    tmp_path: Path,
) -> None:
    place = write_profile(tmp_path / "a profile", clean=STATE)
    before = (place / "sessionstore.jsonlz4").read_bytes()
    with Terminal(str(place), home=tmp_path) as terminal:
        restore(terminal)
        assert terminal.leave() == 0
        (line,) = words(terminal)
    says, _, command = line.partition("; to undo: ")
    assert says == "Firefox will open 3 tabs in 1 window at its next start"
    arguments = shlex.split(command)
    assert arguments == ["sessiontui", "undo", str(place)]
    with Terminal(*arguments[1:], home=tmp_path) as terminal:
        assert terminal.end() == 0
    assert (place / "sessionstore.jsonlz4").read_bytes() == before


def test_who_only_looked_or_took_it_back_is_told_nothing(tmp_path: Path) -> None:
    place = write_profile(tmp_path / "p", clean=STATE)
    with Terminal(str(place), home=tmp_path) as terminal:
        terminal.wait_for("1 Overview")
        assert terminal.leave() == 0
        assert words(terminal) == []
    with Terminal(str(place), home=tmp_path) as terminal:
        restore(terminal)
        terminal.send("u")
        terminal.wait_for("Undo the last edit")
        terminal.settle()
        terminal.send("\r")
        terminal.wait_for("Undone")
        assert terminal.leave() == 0
        assert words(terminal) == []


def test_the_demonstration_leaves_no_line(tmp_path: Path) -> None:
    with Terminal("--demo", home=tmp_path) as terminal:
        restore(terminal)
        assert terminal.leave() == 0
        assert words(terminal) == []


def test_a_file_says_what_it_holds_and_its_name_cannot_act(tmp_path: Path) -> None:
    place = tmp_path / "se\x1b[31mssion.jsonlz4"
    place.write_bytes(mozlz4(to_json(STATE)))
    with Terminal(str(place), home=tmp_path) as terminal:
        restore(terminal)
        assert terminal.leave() == 0
        assert "\x1b[31m" not in printed(terminal)
        (line,) = words(terminal)
    assert "holds 3 tabs in 1 window now; to undo: sessiontui undo " in line
    assert b"gone.example" in unmozlz4(place.read_bytes())
    assert os.sep in line
