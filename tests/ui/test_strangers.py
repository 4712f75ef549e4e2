"""A stranger's store that misbehaves: the screen says so in a sentence, and lives on."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import Any, cast

import pytest
from textual.pilot import Pilot

from sessiontui.crash_reports import know_plugin
from sessiontui.errors import Unreadable
from sessiontui.stores.plugins import own_thread
from sessiontui.stores.plugins.guard import guarded
from sessiontui.ui.app.app import SessiontuiApp
from tests.stores.stranger import NAMED, PLUGIN, SECRET, Stranger, behind_the_wall, version
from tests.stores.test_strangers import ERRORS, raising
from tests.ui.conftest import WIDE, MakeApp, Start, settle
from tests.ui.test_app import shown
from tests.ui.test_plain_stores import toasts

pytestmark = pytest.mark.long  # the ordinary run is to be quick

FAILED = f"{NAMED} failed when it was asked for"


@pytest.fixture(autouse=True)
def its_code_is_known(own_plugins: None) -> None:
    """What is raised by these tests' own code is the stranger's fault."""
    know_plugin("odd", "odd-store 1.0", __name__)


def said(app: SessiontuiApp) -> str:
    """All that stands on the screen and in its toasts, without line breaks."""
    return " ".join(f"{shown(app)} {toasts(app)}".replace("│", " ").split())


async def until(pilot: Pilot[Any], seen: Callable[[], bool]) -> None:
    """Wait for what is to be seen, for half a minute at most."""
    for _ in range(600):
        if seen():
            return
        await pilot.pause(0.05)
    raise AssertionError(shown(cast(SessiontuiApp, pilot.app)))


def lives(app: SessiontuiApp) -> None:
    assert app.is_running
    assert app.fault is None
    assert SECRET not in said(app)


@pytest.mark.parametrize("kind", ["KeyError", "SystemExit", "KeyboardInterrupt", "RecursionError"])
@pytest.mark.parametrize("method", ["versions", "load", "info"])
async def test_what_it_raises_is_said_and_looked_at_anew(
    method: str, kind: str, start: Start
) -> None:
    stranger = Stranger()
    store = guarded(PLUGIN, lambda: stranger)
    stranger.odd[method] = ERRORS[kind]
    async with start(store) as (app, pilot):
        assert app.view is not None
        assert (app.view.error or "").startswith(FAILED)
        assert FAILED in said(app)
        lives(app)
        for key in ("3", "4", "5", "/", "escape", "1"):
            await pilot.press(key)
            await settle(pilot)
        lives(app)
        del stranger.odd[method]
        app.action_reload()
        await settle(pilot)
        assert app.view.error is None
        assert app.view.snapshot is not None


ODD: dict[str, dict[str, Callable[..., Any]]] = {
    "no versions": {"versions": lambda: None},
    "odd versions": {"versions": lambda: [version(size="9"), None]},
    "a generator": {"versions": lambda: iter([version()])},
    "no session": {"load": lambda _: None},
    "hostile words": {"load": raising(Unreadable("[bold]\x1b[2J\u202e" * 200))},
    "no watch": {"watch": raising(ValueError(SECRET))},
    "odd watch": {"watch": lambda _: "watching"},
    "peek": {"peek": raising(SystemExit(SECRET))},
    "refresh": {"refresh": raising(SystemExit(SECRET))},
    "close": {"close": raising(SystemExit(SECRET))},
    "undoable": {"undoable": raising(KeyError(SECRET))},
}


@pytest.mark.parametrize("how", ODD)
async def test_odd_answers_leave_the_screen_alive(how: str, start: Start) -> None:
    async with start(behind_the_wall(**ODD[how])) as (app, pilot):
        for key in ("2", "3", "j", "u", "4", "5", "]", "f5", "/", "x", "escape", "1"):
            await pilot.press(key)
            await settle(pilot)
            lives(app)
        app.action_reload()
        await settle(pilot)
        lives(app)


@pytest.mark.parametrize("given", [None, 7])
async def test_an_edit_that_does_not_say_what_it_did_is_said(given: object, start: Start) -> None:
    async with start(behind_the_wall(apply=lambda _: given)) as (app, pilot):
        for key in ("3", "r", "enter"):
            await pilot.press(key)
            await settle(pilot)
        lives(app)
        assert "whether anything was changed is not known" in said(app)


async def test_esc_ends_the_waiting_for_one_that_hangs(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(own_thread, "_PARTING", 0.1)
    go_on, asked = threading.Event(), threading.Event()
    stranger = Stranger()

    def hangs(name: str) -> Any:
        asked.set()
        go_on.wait(60)
        return stranger.snapshot

    store = behind_the_wall(
        versions=lambda: (version(), version("two")),
        load=lambda name: hangs(name) if name == "two" else stranger.snapshot,
        peek=lambda name: stranger.snapshot,
    )
    try:
        async with start(store) as (app, pilot):
            await pilot.press("]")
            await until(pilot, lambda: "waiting for" in said(app))
            assert asked.is_set()
            assert "Esc stops" in said(app)
            await pilot.press("escape")
            await until(pilot, lambda: "Not read to the end" in said(app))
            lives(app)
            go_on.set()
            app.action_reload()
            await settle(pilot)
            assert app.view is not None
            assert app.view.error is None
    finally:
        go_on.set()


async def test_esc_ends_a_look_behind_the_scene_that_hangs_at_once(
    make_app: MakeApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The rail's counts, and what is nowhere else: nobody asked for them, and nobody is to wait."""
    monkeypatch.setattr(own_thread, "_PARTING", 0.1)
    go_on, asked = threading.Event(), threading.Event()
    stranger = Stranger()

    def read(name: str) -> Any:
        if name == "two" and not go_on.is_set():
            asked.set()
            go_on.wait(60)
        return stranger.snapshot

    versions = (version(), version("two"), version("three"))
    app = make_app(behind_the_wall(versions=lambda: versions, peek=read))
    try:
        async with app.run_test(size=WIDE) as pilot:
            await until(pilot, lambda: "waiting for" in said(app))
            assert asked.is_set()
            assert "Esc stops" in said(app)
            await pilot.press("escape")
            await until(pilot, lambda: "Not every version was looked into" in said(app))
            await settle(pilot)
            assert "waiting for" not in shown(app)
            assert "nowhere else is not known" in said(app)
            app.versions.changed()
            await until(pilot, lambda: "waiting for" in said(app))  # for versions, behind the look
            await pilot.press("escape")
            await settle(pilot)
            lives(app)
            go_on.set()
            app.action_reload()
            await settle(pilot)
            assert app.view is not None
            assert set(app.view.summaries) == {"one", "two", "three"}
    finally:
        go_on.set()


async def test_a_storm_of_changes_does_not_hold_the_keys_up(start: Start) -> None:
    ended, threads = threading.Event(), []

    def watch(changed: Callable[[], object]) -> Callable[[], None]:
        def storm() -> None:
            while not ended.is_set():
                changed()

        for _ in range(3):
            threads.append(threading.Thread(target=storm))
            threads[-1].start()
        return ended.set

    try:
        async with start(behind_the_wall(watch=watch)) as (app, pilot):
            for key in ("3", "2", "1"):
                await pilot.press(key)
                await pilot.pause()
            lives(app)
            assert app.view is not None
            assert app.view.snapshot is not None
            ended.set()
    finally:
        ended.set()
        for thread in threads:
            thread.join()


async def test_long_ids_keep_their_ends_in_the_rail(start: Start) -> None:
    names = [f"2026-11-27/a-very-long-name-of-session-{i}" for i in range(3)]
    names += ["\x1b[31mred\u202e", "#/windows/0"]
    store = behind_the_wall(versions=lambda: [version(name) for name in names])
    async with start(store, size=(160, 36)) as (app, _):
        text = shown(app)
        assert [i for i in range(3) if f"ion-{i} " in text] == [0, 1, 2]
        assert "2026-" in text
        assert "␛[31mred" in text
        lives(app)


async def test_a_hundred_thousand_versions_are_listed_as_far_as_it_goes(start: Start) -> None:
    many = [version(f"v{i}") for i in range(100_000)]
    async with start(behind_the_wall(versions=lambda: many)) as (app, pilot):
        await pilot.press("]", "3")
        await settle(pilot)
        lives(app)
