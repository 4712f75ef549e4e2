"""A terminal on which no screen can be shown: what `info` prints, and why."""

from __future__ import annotations

from pathlib import Path

import pytest

from sessiontui.cli.cursor_address import no_cursor
from tests.builders import session, window, write_profile
from tests.ui.terminal import Terminal

from .conftest import Run

A = "https://a.example/"


def shown(home: Path, place: str | Path, term: str, *more: str) -> tuple[str, bytes, int]:
    """What is on the screen at the end, every byte of it, and the exit code."""
    with Terminal(*more, str(place), home=home, env={"TERM": term}) as terminal:
        code = terminal.end()
        return terminal.text, terminal.raw, code


@pytest.mark.parametrize("term", ["dumb", "", "unknown"])
def test_what_info_prints_comes_instead_of_the_screen(
    home: Path, tmp_path: Path, cli: Run, term: str
) -> None:
    place = write_profile(tmp_path / "p", clean=session(window(A, A)))
    text, raw, code = shown(home, place, term)
    first, *rest = [line.rstrip() for line in text.splitlines() if line.strip()]
    assert code == 0
    assert first.startswith("sessiontui: ")
    assert ("TERM is not set" if not term else f"TERM={term}") in first
    printed = cli("info", place).text.split("\n")
    assert [line for line in rest if "2 tabs" in line]
    assert printed[0] in rest
    assert b"\x1b[?1049h" not in raw  # the other screen was never asked for


def test_its_exit_code_is_that_of_info(home: Path, tmp_path: Path, cli: Run) -> None:
    cut = tmp_path / "cut.jsonlz4"
    cut.write_bytes(b"mozLz40\0")
    text, _, code = shown(home, cut, "dumb")
    assert code == cli("info", cut).code == 3
    assert "cut.jsonlz4" in text
    assert shown(home, tmp_path / "nowhere", "dumb")[2] == 3


def test_another_version_is_asked_for_as_with_info(home: Path, tmp_path: Path) -> None:
    place = write_profile(tmp_path / "p", clean=session(window(A)))
    text, _, code = shown(home, place, "dumb", "--version-of", "previous")
    assert code == 1
    assert "there is no such version" in text


def test_a_name_that_terminfo_does_not_know_is_a_new_terminal_s() -> None:
    for term in ("xterm-256color", "xterm-ghostty", "tmux-256color", "a-terminal-of-2040"):
        assert no_cursor(term, 2) is None
    for term in ("", "dumb", "unknown"):
        assert no_cursor(term, 2) is not None
