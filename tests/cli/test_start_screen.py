"""What is read before the screen is there, and who holds it then."""

from __future__ import annotations

import gc
import os
import threading
import weakref
from collections.abc import Iterator
from concurrent.futures import Future
from pathlib import Path
from typing import Any

import pytest

from sessiontui.cli import start_screen
from sessiontui.cli.parser import parse
from sessiontui.stores.view import View
from sessiontui.ui.app import app as app_module
from tests.builders import mozlz4, session, to_json, window, write_profile


@pytest.fixture
def collector() -> Iterator[None]:
    """The garbage collector as it was: the screen has its own way with it."""
    threshold = gc.get_threshold()
    yield
    gc.unfreeze()
    gc.set_threshold(*threshold)
    gc.enable()


class NoPlaces:
    """Of an app that has opened nothing."""

    busy = False

    def finish_writing(self) -> None:
        pass

    def opened(self) -> tuple[()]:
        return ()

    def has_closed(self, workspace: object) -> bool:
        return False


class Screen:
    """Instead of the app: takes the first view, lets go of it, and looks whether it is gone."""

    return_code = 0
    fault = None
    places = NoPlaces()
    still_there = True

    def __init__(self, workspace: Any, executor: Any, first: Future[View], **more: Any) -> None:
        self._workspace = workspace
        self._first: Future[View] | None = first

    def run(self) -> None:
        assert self._first is not None
        snapshot = weakref.ref(self._first.result(30).snapshot)
        self._first = None
        self._workspace.refresh()
        Screen.still_there = snapshot() is not None


class Shown(Screen):
    """One that tells what it would show."""

    titles: tuple[str, ...] = ()

    def run(self) -> None:
        assert self._first is not None
        snapshot = self._first.result(30).snapshot
        assert snapshot is not None
        Shown.titles = tuple(tab.url for tab in snapshot.open_tabs())


@pytest.fixture
def shown(monkeypatch: pytest.MonkeyPatch, collector: None) -> type[Shown]:
    monkeypatch.setattr(start_screen, "_is_terminal", lambda stream: True)
    monkeypatch.setattr(start_screen, "no_cursor", lambda term, descriptor: None)
    monkeypatch.setattr(app_module, "SessiontuiApp", Shown)
    return Shown


def test_a_pipe_is_read_once_before_the_screen(tmp_path: Path, shown: type[Shown]) -> None:
    path = tmp_path / "pipe"
    os.mkfifo(path)
    data = mozlz4(to_json(session(window("https://piped.example/"))))
    writer = threading.Thread(target=path.write_bytes, args=(data,))
    writer.start()
    assert start_screen.show(parse([str(path)])) == 0
    writer.join()
    assert shown.titles == ("https://piped.example/",)


def test_a_session_inside_another_is_shown_at_once(tmp_path: Path, shown: type[Shown]) -> None:
    inner = session(window("https://inner.example/"))
    path = write_profile(
        tmp_path / "p", clean=session(window("https://outer.example/"), lastSessionState=inner)
    )
    options = parse([str(path), "--version-of", "sessionstore#/lastSessionState"])
    assert start_screen.show(options) == 0
    assert shown.titles == ("https://inner.example/",)


def test_the_first_session_read_is_let_go_of_once_another_is_shown(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, collector: None
) -> None:
    path = write_profile(tmp_path / "p", clean=session(window("https://a.example/")))
    monkeypatch.setattr(start_screen, "_is_terminal", lambda stream: True)
    monkeypatch.setattr(start_screen, "no_cursor", lambda term, descriptor: None)
    monkeypatch.setattr(app_module, "SessiontuiApp", Screen)
    assert start_screen.show(parse([str(path)])) == 0
    assert not Screen.still_there
