"""Commands start fast: no Textual, no Rich, no scan of entry points."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.builders import session, window, write_profile

from .conftest import environment

SCAN = "importlib.metadata"  # what a scan of entry points needs
WATCHED = """
import json, sys
from sessiontui.cli.main import run
code = run(sys.argv[1:])
watched = {
    "textual", "rich", "humanize", "asyncio", "tempfile", "platformdirs",
    "importlib.metadata",
}
print(json.dumps([code, sorted(watched & set(sys.modules))]), file=sys.stderr)
"""


def look(home: Path, *args: str | Path) -> tuple[int, list[str]]:
    """The exit code, and which of the slow modules were imported."""
    done = subprocess.run(
        [sys.executable, "-c", WATCHED, *map(str, args)],
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
