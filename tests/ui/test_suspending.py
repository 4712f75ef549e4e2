"""Ctrl-Z in a real shell: back to its prompt, and with fg the screen is there again."""

from __future__ import annotations

import asyncio
import os
import signal
import threading
from pathlib import Path

import pytest

from sessiontui.firefox.profile_lock import hold
from sessiontui.job_control import unstoppable
from sessiontui.ui.app.suspending import Suspending
from sessiontui.ui.store_thread import StoreThread
from tests.builders import entry, session, tab, window, write_profile
from tests.ui.conftest import MakeApp, Start, settle
from tests.ui.terminal import Terminal

in_a_terminal = pytest.mark.long
PROMPT = r"prompt>\s*\Z"  # nothing stands behind it


def _shown(terminal: Terminal) -> None:
    terminal.send(f"PS1='prompt> '; {terminal.command}\r")
    terminal.wait_for("NEXT START")
    terminal.settle()


def _leave(terminal: Terminal) -> None:
    terminal.settle()
    terminal.forget()
    terminal.send("q")
    terminal.wait_for("prompt>")


@in_a_terminal
def test_ctrl_z_gives_the_shell_back_and_fg_paints_the_screen_again(tmp_path: Path) -> None:
    with Terminal("--demo", home=tmp_path, shell=True) as terminal:
        _shown(terminal)
        terminal.forget()
        terminal.send("\x1a")
        terminal.wait_for("Stopped")
        terminal.wait_for(PROMPT)
        assert b"\x1b[?1049l" in terminal.raw
        terminal.send("stty -a\r")
        terminal.wait_for(r"(?<!-)icanon")
        terminal.forget()
        terminal.send("fg\r")
        terminal.wait_for("NEXT START")
        terminal.wait_for("YOU CAN GET BACK")
        terminal.send("2")
        terminal.wait_for("24 tabs · in the")
        _leave(terminal)


@in_a_terminal
def test_ctrl_z_works_over_a_window_and_in_a_field_too(tmp_path: Path) -> None:
    with Terminal("--demo", home=tmp_path, shell=True) as terminal:
        _shown(terminal)
        for opened, there in (("?", "Everywhere"), (":", "words of it")):
            terminal.send(opened)
            terminal.wait_for(there)
            terminal.settle()
            terminal.forget()
            terminal.send("\x1a")
            terminal.wait_for("Stopped")
            terminal.forget()
            terminal.send("fg\r")
            terminal.wait_for(there)
            terminal.send("\x1b")
            terminal.settle()
        _leave(terminal)


@in_a_terminal
def test_where_no_shell_could_bring_it_back_it_is_painted_again_at_once(tmp_path: Path) -> None:
    with Terminal("--demo", home=tmp_path) as terminal:
        terminal.wait_for("NEXT START")
        terminal.settle()
        terminal.forget()
        terminal.send("\x1a")
        terminal.wait_for("YOU CAN GET BACK")
        assert terminal.leave() == 0


@in_a_terminal
def test_bg_leaves_it_stopped_and_fg_then_brings_it_back(tmp_path: Path) -> None:
    with Terminal("--demo", home=tmp_path, shell=True) as terminal:
        _shown(terminal)
        terminal.send("\x1a")
        terminal.wait_for("Stopped")
        terminal.forget()
        terminal.send("bg\r")
        terminal.settle()
        terminal.send("jobs\r")
        terminal.wait_for("Stopped.*demo")
        assert b"\x1b[?1049h" not in terminal.raw
        terminal.forget()
        terminal.send("fg\r")
        terminal.wait_for("YOU CAN GET BACK")
        _leave(terminal)


@in_a_terminal
def test_whoever_runs_it_stops_as_well(tmp_path: Path) -> None:
    with Terminal("--demo", home=tmp_path, shell=True) as terminal:
        terminal.send(f"PS1='prompt> '; sh -c '{terminal.command}; true'\r")
        terminal.wait_for("NEXT START")
        terminal.settle()
        terminal.forget()
        terminal.send("\x1a")
        terminal.wait_for(PROMPT)  # else the shell would wait for the one that did not stop
        terminal.forget()
        terminal.send("fg\r")
        terminal.wait_for("YOU CAN GET BACK")
        _leave(terminal)


@in_a_terminal
def test_the_watch_command_says_how_long_it_was_stopped_and_counts_nothing_of_it(
    tmp_path: Path,
) -> None:
    profile = write_profile(tmp_path / "p", clean=session(window(tab(entry("https://a.example/")))))
    with Terminal("watch", str(profile), home=tmp_path, shell=True) as terminal:
        terminal.send(f"PS1='prompt> '; {terminal.command}\r")
        terminal.wait_for("Ctrl-C ends it")
        terminal.send("\x1a")
        terminal.wait_for("Stopped")
        terminal.wait_for(PROMPT)
        terminal.send("fg\r")
        terminal.wait_for("nothing was watched while sessiontui was stopped")
        terminal.send("\x03")
        terminal.wait_for("Watched 0 s")


def test_a_lock_that_is_held_is_let_go_before_the_process_stops(tmp_path: Path) -> None:
    profile = write_profile(tmp_path / "p", clean=session(window(tab(entry("https://a.example/")))))
    assert signal.SIGTSTP not in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    with hold(profile):
        assert signal.SIGTSTP in signal.pthread_sigmask(signal.SIG_BLOCK, ())
        with unstoppable():
            pass
        assert signal.SIGTSTP in signal.pthread_sigmask(signal.SIG_BLOCK, ())
    assert signal.SIGTSTP not in signal.pthread_sigmask(signal.SIG_BLOCK, ())


async def test_an_edit_that_is_being_written_is_ended_first(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    stopped: list[bool] = []

    def not_really(thread: StoreThread) -> None:
        stopped.append(thread.writing)
        thread.go_on_writing()

    async with start() as (app, pilot):
        thread = app.versions.store_thread
        assert thread is not None
        monkeypatch.setattr(type(app.suspending), "possible", property(lambda self: True))
        monkeypatch.setattr(
            type(app.suspending),
            "_stop",
            lambda self, thread: not_really(thread),
        )
        begun, go_on = threading.Event(), threading.Event()

        def slow() -> None:
            begun.set()
            assert go_on.wait(30)

        writing = app.run_worker(thread.write(slow))
        while not begun.is_set():
            await pilot.pause(0.01)
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert stopped == []
        assert any("as soon as it is done" in note.message for note in app._notifications)
        go_on.set()
        await writing.wait()
        await settle(pilot)
        assert stopped == [False]
        await pilot.press("ctrl+z")  # nothing is written: at once
        await pilot.pause()
        assert stopped == [False, False]


async def test_where_there_is_no_shell_ctrl_z_says_so(start: Start) -> None:
    async with start() as (app, pilot):
        await pilot.press("ctrl+z")
        await pilot.pause()
        assert any("no shell" in note.message for note in app._notifications)


def test_a_stop_asked_for_when_the_screen_has_ended_breaks_nothing_off(
    monkeypatch: pytest.MonkeyPatch, make_app: MakeApp
) -> None:
    """An edit that was begun is written to its end then, and its lock is held."""
    monkeypatch.setattr(Suspending, "possible", True)
    before = signal.getsignal(signal.SIGTSTP)
    app = make_app()

    async def begin() -> None:
        app.suspending.begin()

    try:
        asyncio.run(begin())
        os.kill(os.getpid(), signal.SIGTSTP)
        assert signal.getsignal(signal.SIGTSTP) not in (signal.SIG_DFL, signal.SIG_IGN)
    finally:
        signal.signal(signal.SIGTSTP, before)
