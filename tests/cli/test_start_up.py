"""Commands start fast: no Textual, no Rich, no scan of entry points, help without a session."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sessiontui.cli.parser import COMMANDS
from tests.builders import session, window, write_profile

from .conftest import environment

SCAN = "importlib.metadata"  # what a scan of entry points needs
WATCHED = """
import json, sys
from sessiontui.cli.main import run
code = run(sys.argv[2:])
watched = {
    "textual", "rich", "humanize", "asyncio", "tempfile", "platformdirs",
    "importlib.metadata", "shtab",
} | set(json.loads(sys.argv[1]))
print(json.dumps([code, sorted(watched & set(sys.modules))]), file=sys.stderr)
"""


def look(home: Path, *args: str | Path, more: tuple[str, ...] = ()) -> tuple[int, list[str]]:
    """The exit code, and which of the slow modules, and of ``more``, were imported."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, json.dumps(more), *map(str, args)],
        env=environment(home),
        capture_output=True,
        timeout=30,
    )
    code, heavy = json.loads(done.stderr.splitlines()[-1])
    return code, heavy


@pytest.mark.parametrize(
    "args",
    [
        ("--help",),
        ("tabs", "PLACE", "--all"),
        ("tabs", "PLACE", "--json"),
        ("cat", "PLACE"),
        ("cat", "PLACE", "/windows/0", "--pretty"),
        ("tabs", "demo:"),
        ("watch", "PLACE", "--print-unit"),
    ],
)
def test_light(home: Path, tmp_path: Path, args: tuple[str, ...]) -> None:
    place = write_profile(tmp_path / "p", clean=session(window("https://a.example/")))
    assert look(home, *(place if word == "PLACE" else word for word in args)) == (0, [])


@pytest.mark.parametrize("command", ["info", "settings", "profiles"])
def test_without_textual(home: Path, tmp_path: Path, command: str) -> None:
    place = write_profile(home / ".mozilla/firefox/x.y", clean=session(window("https://a.b/")))
    code, heavy = look(home, command, *([] if command == "profiles" else [place]))
    assert code == 0
    assert not {"textual", "rich", SCAN} & set(heavy)


def test_only_a_stranger_s_scheme_is_looked_up(home: Path) -> None:
    code, heavy = look(home, "tabs", "zotero:x")
    assert code == 2
    assert SCAN in heavy
    assert not {"textual", "rich"} & set(heavy)


def test_a_wrong_option_costs_nothing_either(home: Path) -> None:
    assert look(home, "tabs", "--frobnicate") == (2, [])


SESSIONS = ("msgspec", "sessiontui.workspace", "sessiontui.stores", "sessiontui.session.model")
MODULES = tuple(f"sessiontui.cli.commands.{name}" for name in COMMANDS)


def test_help_reads_the_options_of_no_command(home: Path) -> None:
    assert look(home, "--help", more=(*SESSIONS, *MODULES)) == (0, [])


@pytest.mark.parametrize("command", COMMANDS)
def test_a_command_s_help_is_that_module_s_alone(home: Path, command: str) -> None:
    own = f"sessiontui.cli.commands.{command}"
    assert look(home, command, "--help", more=(*SESSIONS, *MODULES)) == (0, [own])


@pytest.mark.parametrize("command", COMMANDS)
def test_what_is_wrong_with_an_option_is_said_without_a_session(home: Path, command: str) -> None:
    assert look(home, command, "--nope", more=SESSIONS) == (2, [])
