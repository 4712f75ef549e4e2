"""From one profile to another and back: what belongs to a place stays with it."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from textual.events import Key
from textual.pilot import Pilot
from textual.widgets import Static

from sessiontui.firefox.profiles import search
from sessiontui.glance import Glance, at_first, inside
from sessiontui.stores.profile.store import ProfileStore
from sessiontui.ui.app.app import SessiontuiApp
from sessiontui.ui.panes.lists.windows import WindowsPane
from sessiontui.ui.screens import chooser
from sessiontui.ui.screens.chooser import ChooserScreen
from sessiontui.ui.screens.preview import PreviewScreen
from sessiontui.ui.store_thread import StoreThread
from sessiontui.ui.widgets.line_list import LineList
from sessiontui.workspace import Workspace
from tests.builders import session, window, write_profile

from .conftest import NOW, WIDE, MakeApp, settle
from .terminal import Terminal
from .test_app import shown, until

pytestmark = pytest.mark.long  # the ordinary run is to be quick

FIREFOX = ".mozilla/firefox"
NAMES = ("home", "work", "old", "fresh")


def tabs(number: int) -> dict[str, Any]:
    return session(window(*[f"https://site{i}.example/" for i in range(number)]))


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A HOME with four profiles: 12 tabs, 3 tabs, a damaged session, none; the first is default."""
    monkeypatch.setenv("HOME", str(tmp_path))
    root = tmp_path / FIREFOX
    when = {"sessionstore.jsonlz4": int(NOW)}
    write_profile(root / "aaaaaaaa.home", clean=tabs(12), times=when)
    write_profile(root / "bbbbbbbb.work", clean=tabs(3))
    write_profile(root / "cccccccc.old", clean=b"mozLz40\0")
    write_profile(root / "dddddddd.fresh")
    (root / "profiles.ini").write_text(
        "[Install4F96]\nDefault=aaaaaaaa.home\n\n"
        + "".join(
            f"[Profile{i}]\nName={name}\nIsRelative=1\nPath={'abcd'[i] * 8}.{name}\n\n"
            for i, name in enumerate(NAMES)
        )
    )
    return root


def of(root: Path, name: str) -> Path:
    (found,) = (path for path in root.iterdir() if path.name.endswith(f".{name}"))
    return found


@asynccontextmanager
async def running(app: SessiontuiApp) -> AsyncIterator[Pilot[Any]]:
    async with app.run_test(size=WIDE) as pilot:
        await settle(pilot)
        yield pilot


def opened(path: Path, make_app: MakeApp) -> SessiontuiApp:
    return make_app(ProfileStore(path, name=path.name.partition(".")[2], now=lambda: NOW))


def said(app: SessiontuiApp) -> str:
    return "\n".join(str(toast.message) for toast in app._notifications)


def row(app: SessiontuiApp, name: str) -> str:
    (line,) = (line for line in shown(app).splitlines() if line.startswith(f" {name} "))
    return " ".join(line.split())


async def choose(pilot: Pilot[Any], name: str) -> None:
    """Press O, go to a profile and press Enter."""
    await pilot.press("O")
    await settle(pilot)
    listed = pilot.app.screen.query_one(LineList)
    keys = [listed.rows.key(i) for i in range(len(listed.rows))]
    listed.cursor = next(i for i, key in enumerate(keys) if key.endswith(name))
    await pilot.press("enter")
    await settle(pilot)


async def test_each_profile_says_what_it_holds_and_the_open_one_is_marked(
    machine: Path, make_app: MakeApp
) -> None:
    app = opened(of(machine, "work"), make_app)
    async with running(app) as pilot:
        await pilot.press("O")
        await settle(pilot)
        assert row(app, "home").startswith("home default Firefox 12 tabs")
        assert row(app, "work").startswith("work open Firefox 3 tabs")
        assert row(app, "old").startswith("old Firefox damaged")
        assert row(app, "fresh").startswith("fresh Firefox no session saved")
        lines = shown(app).splitlines()
        assert lines[-1].count("Esc Back") == 1 and "Open" in lines[-1]
        assert [name for line in lines for name in NAMES if line.startswith(f" {name} ")] == [
            "home", "work", "old", "fresh"
        ]  # fmt: skip
        await pilot.press("down", "down")
        await settle(pilot)
        assert "damaged: sessionstore.jsonlz4: the mozLz4 header is cut short" in shown(app)


async def test_one_that_cannot_be_opened_is_counted_and_is_not_called_never_saved(
    machine: Path, make_app: MakeApp
) -> None:
    (machine / "eeeeeeee.gone").symlink_to("/run/nowhere/x.default")
    with (machine / "profiles.ini").open("a", encoding="utf-8") as file:
        file.write("[Profile4]\nName=gone\nIsRelative=1\nPath=eeeeeeee.gone\n")
    app = opened(of(machine, "work"), make_app)
    async with running(app) as pilot:
        await pilot.press("O")
        await settle(pilot)
        assert "5 profiles on this machine, 1 cannot be opened" in shown(app).splitlines()[0]
        assert row(app, "gone").endswith("cannot be opened")


async def test_escape_comes_back_to_what_was_open(machine: Path, make_app: MakeApp) -> None:
    app = opened(of(machine, "work"), make_app)
    async with running(app) as pilot:
        await pilot.press("2", "down", "O")
        await settle(pilot)
        assert isinstance(app.screen, ChooserScreen)
        await pilot.press("escape")
        await settle(pilot)
        assert app.query_one(WindowsPane).display
        assert app.view is not None and app.view.info.title == "work"
        await choose(pilot, "work")  # the open one itself
        assert app.view.info.title == "work"
        assert app.query_one(WindowsPane).display


async def test_another_one_is_opened_and_nothing_of_the_first_stays(
    machine: Path, make_app: MakeApp
) -> None:
    app = opened(of(machine, "work"), make_app)
    async with running(app) as pilot:
        await pilot.press("2", "slash", *"site1", "enter")
        await settle(pilot)
        assert "1 of 3" in shown(app)
        first = app.versions.store_thread
        await choose(pilot, "home")
        assert app.view is not None and app.view.info.title == "home"
        assert "12 tabs" in shown(app)
        assert "site1" not in shown(app)
        await pilot.press("2")
        await settle(pilot)
        assert "12 tabs" in shown(app) and "1 of 3" not in shown(app)
        assert first is not None and app.places.has_closed(first.workspace)


async def test_the_one_that_was_left_is_no_longer_watched(machine: Path, make_app: MakeApp) -> None:
    store = ProfileStore(of(machine, "work"), now=lambda: NOW)

    def counted() -> bool:
        return store._counting._monitor is not None and store._counting._monitor.counting

    app = make_app(store)
    async with running(app) as pilot:
        assert counted()
        await choose(pilot, "home")
        assert not counted()
        write_profile(of(machine, "home"), clean=tabs(13))
        await until(pilot, lambda: "13 tabs" in shown(app))


async def test_the_basket_stays_with_its_place(machine: Path, make_app: MakeApp) -> None:
    app = opened(of(machine, "work"), make_app)
    async with running(app) as pilot:
        await pilot.press("2", "down", "space", "space")
        await settle(pilot)
        assert len(app.basket) == 2
        await choose(pilot, "home")
        assert len(app.basket) == 0
        await pilot.press("2", "down", "space")
        await settle(pilot)
        assert len(app.basket) == 1
        await choose(pilot, "work")
        assert len(app.basket) == 2
        await pilot.press("2")
        await settle(pilot)
        assert sum("*" in line for line in shown(app).splitlines()) >= 2


async def test_what_is_undone_is_of_the_place_that_is_shown(
    machine: Path, make_app: MakeApp
) -> None:
    app = opened(of(machine, "work"), make_app)
    file = of(machine, "work") / "sessionstore.jsonlz4"
    as_it_was = file.read_bytes()
    async with running(app) as pilot:
        await pilot.press("2", "down", "c")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        edited = file.read_bytes()
        assert edited != as_it_was
        await choose(pilot, "home")
        await pilot.press("u")
        await settle(pilot)
        assert file.read_bytes() == edited
        await pilot.press("escape")
        await choose(pilot, "work")
        await pilot.press("u")
        await settle(pilot)
        await pilot.press("enter")
        await settle(pilot)
        assert file.read_bytes() == as_it_was


async def test_while_an_edit_is_carried_out_no_other_is_opened(
    machine: Path, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    go = threading.Event()
    real = Workspace.apply

    def slowly(self: Workspace, *args: Any, **more: Any) -> Any:
        go.wait(60)
        return real(self, *args, **more)

    monkeypatch.setattr(Workspace, "apply", slowly)
    app = opened(of(machine, "work"), make_app)
    async with running(app) as pilot:
        await pilot.press("2", "down", "c")
        await settle(pilot)
        await pilot.press("enter")
        await until(pilot, lambda: app.places.writing)
        await pilot.press("O")
        await until(pilot, lambda: "once it is done" in said(app))
        assert not isinstance(app.screen, ChooserScreen)
        go.set()
        await until(pilot, lambda: not app.places.writing)
        await settle(pilot)
        await choose(pilot, "home")
        assert app.view is not None and app.view.info.title == "home"


async def test_one_that_cannot_be_opened_leaves_the_first_open(
    machine: Path, make_app: MakeApp
) -> None:
    app = opened(of(machine, "work"), make_app)
    async with running(app) as pilot:
        await pilot.press("O")
        await settle(pilot)
        of(machine, "home").rename(machine / "elsewhere")
        await pilot.press("home", "enter")
        await settle(pilot)
        assert "there is no such" in said(app)
        await pilot.press("escape")
        await settle(pilot)
        assert app.view is not None and app.view.info.title == "work"
        assert isinstance(app.versions.store_thread, StoreThread)
        write_profile(of(machine, "work"), clean=tabs(4))
        await until(pilot, lambda: "4 tabs" in shown(app))  # it is watched still


async def test_the_only_profile_and_none_are_said_with_a_way_on(
    tmp_path: Path, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    app = make_app()
    async with running(app) as pilot:
        await pilot.press("O")
        await settle(pilot)
        assert "There is no profile of Firefox on this machine." in said(app)
        assert "sessiontui PLACE" in said(app)
    only = write_profile(tmp_path / FIREFOX / "aaaaaaaa.only", clean=tabs(1))
    app = opened(only, make_app)
    async with running(app) as pilot:
        await pilot.press("O")
        await settle(pilot)
        assert "This is the only profile on this machine." in said(app)
        assert not isinstance(app.screen, ChooserScreen)


async def test_from_the_demonstration_the_only_profile_is_another(
    tmp_path: Path, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    write_profile(tmp_path / FIREFOX / "aaaaaaaa.only", clean=tabs(5))
    app = make_app()
    async with running(app) as pilot:
        await choose(pilot, "only")
        assert app.view is not None and app.view.info.title == "aaaaaaaa.only"


async def test_rows_are_there_before_anything_is_read_and_fill_in_one_by_one(
    machine: Path, make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, asked = threading.Event(), threading.Event()

    def slowly(glance: Glance) -> Glance:
        if glance.profile.name == "work":  # a profile of 100 MB, a slow disk
            asked.set()
            go.wait(60)
        return inside(glance)

    monkeypatch.setattr(chooser, "inside", slowly)
    with ThreadPoolExecutor(1) as executor:
        app = SessiontuiApp(None, executor, choices=at_first(search()), clock=lambda: NOW)
        async with app.run_test(size=WIDE) as pilot:
            await until(pilot, asked.is_set)
            await pilot.pause()
            assert row(app, "home").startswith("home default Firefox 12 tabs")
            assert row(app, "work").startswith("work Firefox …")
            assert row(app, "old").startswith("old Firefox …")
            await pilot.press("enter")  # home is opened all the same
            await until(pilot, lambda: app.view is not None and app.view.snapshot is not None)
            go.set()
            await settle(pilot)
            assert app.view is not None and app.view.info.title == "home"


async def test_what_is_wrong_with_one_that_cannot_be_opened_is_said(
    machine: Path, make_app: MakeApp
) -> None:
    with (machine / "profiles.ini").open("a") as file:
        file.write("[Profile9]\nName=usb\nIsRelative=1\nPath=gone.usb\n")
    app = opened(of(machine, "work"), make_app)
    async with running(app) as pilot:
        await pilot.press("O")
        await settle(pilot)
        assert row(app, "usb").startswith("usb Firefox cannot be opened")
        await pilot.press("end", "enter")
        await settle(pilot)
        assert "there is no such directory" in said(app)
        assert "there is no such directory" in str(app.screen.query_one(".told", Static).content)
        assert isinstance(app.screen, ChooserScreen)


def test_each_profile_that_was_edited_has_its_line_at_the_end(machine: Path) -> None:
    """From the choice at the start, which is of no single place, to one and to another."""
    home = machine.parents[1]
    env = {"SESSIONTUI_STATE_DIR": str(home / "state")}
    with Terminal(home=home, env=env) as terminal:
        for name in ("home", "work"):
            terminal.wait_for(r"Which profile.*[\s\S]* fresh .*no session saved")
            terminal.send("g" if name == "home" else "gj")
            terminal.send("\r")
            terminal.wait_for(rf"sessiontui  {name} · Firefox")
            terminal.settle()
            terminal.send("2")
            terminal.wait_for(r"site2\.example")
            terminal.settle()
            terminal.send("j")
            terminal.settle()
            terminal.send("c")
            terminal.wait_for("leave it")
            terminal.settle()
            terminal.send("\r")
            terminal.wait_for("kept-1")
            terminal.settle()
            terminal.send("O")
        terminal.wait_for("Which profile")
        terminal.send("\x1b")
        terminal.settle()
        assert terminal.leave() == 0
        left = terminal.raw.rpartition(b"\x1b[?1049l")[2].decode()
    lines = [line for line in left.splitlines() if "to undo" in line]
    assert [line.rpartition("; to undo: ")[2].strip() for line in lines] == [
        f"sessiontui undo {of(machine, name)}" for name in ("home", "work")
    ]


@pytest.fixture
def opened_slowly(monkeypatch: pytest.MonkeyPatch) -> threading.Event:
    """Set, it lets another profile be opened."""
    go = threading.Event()
    real = Workspace.open

    def slowly(*args: Any, **more: Any) -> Workspace:
        go.wait(60)
        return real(*args, **more)

    monkeypatch.setattr(Workspace, "open", slowly)
    return go


async def _opening(pilot: Pilot[Any], name: str) -> SessiontuiApp:
    """Choose another profile, which takes its time."""
    app = pilot.app
    assert isinstance(app, SessiontuiApp)
    await pilot.press("O")
    await settle(pilot)
    listed = app.screen.query_one(LineList)
    keys = [listed.rows.key(i) for i in range(len(listed.rows))]
    listed.cursor = next(i for i, key in enumerate(keys) if key.endswith(name))
    listed.action_choose()
    await until(pilot, lambda: "opening" in shown(app))
    return app


async def test_escape_while_another_is_opened_stays_with_the_edit_begun_in_the_first(
    machine: Path, make_app: MakeApp, opened_slowly: threading.Event
) -> None:
    async with running(opened(of(machine, "work"), make_app)) as pilot:
        app = await _opening(pilot, "home")
        await pilot.press("escape")
        await until(pilot, lambda: len(app.screen_stack) == 1)
        await pilot.press("2", "down", "c")
        await until(pilot, lambda: isinstance(app.screen, PreviewScreen))
        opened_slowly.set()
        await settle(pilot)
        assert app.view is not None and app.view.info.title == "work"
        assert isinstance(app.screen, PreviewScreen)
        await pilot.press("enter")
        await settle(pilot)
        await until(pilot, lambda: len(app.versions.store_thread.receipts) == 1)  # type: ignore[union-attr]


async def test_a_window_over_the_choice_goes_with_it(
    machine: Path, make_app: MakeApp, opened_slowly: threading.Event
) -> None:
    async with running(opened(of(machine, "work"), make_app)) as pilot:
        app = await _opening(pilot, "home")
        app.action_help()
        await until(pilot, lambda: len(app.screen_stack) == 3)
        opened_slowly.set()
        await settle(pilot)
        await until(pilot, lambda: app.view is not None and app.view.info.title == "home")
        assert len(app.screen_stack) == 1


async def test_what_is_typed_while_another_is_opened_is_for_that_one(
    machine: Path, make_app: MakeApp, opened_slowly: threading.Event
) -> None:
    async with running(opened(of(machine, "work"), make_app)) as pilot:
        app = await _opening(pilot, "home")
        app.post_message(Key("2", "2"))
        await pilot.pause(0.02)
        opened_slowly.set()
        await settle(pilot)
        assert app.view is not None and app.view.info.title == "home"
        assert app.panes.current == "windows"
