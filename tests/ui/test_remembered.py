"""The theme stays from one start to the next, and its file never hinders one."""

from __future__ import annotations

import json
import os
import stat
from pathlib import Path

import pytest

from sessiontui.ui.app.themes import THEMES
from sessiontui.ui.user_choices import FILE, few_colours, remember_theme, remembered_theme
from tests.system import ordinary_user
from tests.ui.conftest import MakeApp, settle
from tests.ui.terminal import Terminal


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    path = tmp_path / "config"
    monkeypatch.setenv("SESSIONTUI_CONFIG_DIR", str(path))
    return path


def test_a_theme_is_remembered(config: Path) -> None:
    assert remembered_theme() is None
    assert not config.exists()  # looking makes nothing
    for theme in ("nord", "textual-light"):
        remember_theme(theme)
        assert remembered_theme() == theme
    assert stat.S_IMODE((config / FILE).stat().st_mode) == 0o600
    assert [path.name for path in config.iterdir()] == [FILE]


def test_what_a_later_version_remembers_stays(config: Path) -> None:
    config.mkdir()
    (config / FILE).write_text('{"sort": ["a"], "theme": "nord"}')
    remember_theme("dracula")
    assert json.loads((config / FILE).read_text()) == {"sort": ["a"], "theme": "dracula"}


BROKEN = {
    "empty": b"",
    "cut": b"{",
    "a list": b"[]",
    "a number": b'{"theme": 7}',
    "no text": b'{"theme": "\xff"}',
    "deep": b"[" * 60_000,
    "long": b" " * 99_999 + b"{}",
}


@pytest.mark.parametrize("content", BROKEN.values(), ids=BROKEN)
def test_a_broken_file_is_ignored_and_rewritten(config: Path, content: bytes) -> None:
    config.mkdir()
    (config / FILE).write_bytes(content)
    assert remembered_theme() is None
    remember_theme("nord")
    assert remembered_theme() == "nord"


def test_a_pipe_or_a_directory_in_its_place_does_not_hold_the_start(config: Path) -> None:
    config.mkdir()
    os.mkfifo(config / FILE)
    assert remembered_theme() is None
    (config / FILE).unlink()
    (config / FILE).mkdir()
    assert remembered_theme() is None
    with pytest.raises(OSError):
        remember_theme("nord")
    assert [path.name for path in config.iterdir()] == [FILE]


def test_a_link_stays_a_link(config: Path, tmp_path: Path) -> None:
    config.mkdir()
    elsewhere = tmp_path / "dotfiles.json"
    elsewhere.write_text("{}")
    (config / FILE).symlink_to(elsewhere)
    remember_theme("nord")
    assert (config / FILE).is_symlink()
    assert json.loads(elsewhere.read_text()) == {"theme": "nord"}


async def test_the_next_theme_is_said_and_kept(make_app: MakeApp) -> None:
    kept: list[str] = []
    app = make_app(theme=THEMES[-1], remember_theme=kept.append)
    assert set(THEMES) <= set(app.available_themes)
    assert {app.available_themes[name].dark for name in THEMES} == {True, False}
    async with app.run_test(notifications=True) as pilot:
        await settle(pilot)
        assert (app.theme, kept) == (THEMES[-1], [])  # a start alone keeps nothing
        await pilot.press("T", "T")
        await pilot.pause()
        assert app.theme == THEMES[1]
        assert kept == list(THEMES[:2])
        (said,) = app.screen.query("Toast")
        assert THEMES[1] in str(said.render())


async def test_a_theme_that_cannot_be_kept_is_still_shown(make_app: MakeApp, config: Path) -> None:
    config.mkdir(0o555)
    config.chmod(0o555)
    app = make_app(remember_theme=remember_theme)
    async with app.run_test(notifications=True) as pilot:
        await settle(pilot)
        with ordinary_user():
            app.action_theme()
        await pilot.pause()
        assert app.theme == "textual-light"
        (said,) = app.screen.query("Toast")
        assert "cannot be kept (Permission denied)" in str(said.render())


@pytest.mark.parametrize("theme", ["gone", "nord,dracula", "", None])
async def test_an_unknown_theme_is_no_theme(make_app: MakeApp, theme: str | None) -> None:
    assert make_app(theme=theme).theme == "textual-dark"
    assert make_app(theme="nord").theme == "nord"


def test_the_program_starts_with_what_was_chosen(tmp_path: Path) -> None:
    config = tmp_path / ".config/sessiontui"
    config.mkdir(parents=True)
    (config / FILE).write_text('{"theme": "textual-light"}')
    with Terminal("--demo", home=tmp_path) as terminal:
        terminal.wait_for("NEXT START")
        assert b"\x1b[48;2;224;224;224m" in terminal.raw or b"48;2;224;224;224" in terminal.raw
        assert terminal.leave() == 0
    assert not (tmp_path / ".local").exists()  # and a start without a fault writes nothing


@pytest.mark.parametrize(
    ("term", "colorterm", "few"),
    [
        ("xterm-256color", "", False),
        ("xterm", "truecolor", False),
        ("tmux-256color", "", False),
        ("xterm-kitty", "", False),
        ("screen", "", True),
        ("linux", "", True),
        ("xterm-16color", "", True),
        ("", "", True),
    ],
)
def test_terminals_of_sixteen_colours_are_known(term: str, colorterm: str, few: bool) -> None:
    assert few_colours({"TERM": term, "COLORTERM": colorterm}) is few
