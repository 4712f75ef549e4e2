"""A program as strangers write it: it runs, and mypy knows its types from the package alone."""

from __future__ import annotations

import importlib.util
import io
import os
import subprocess
import sys
from pathlib import Path

import pytest

import sessiontui

from . import client

PACKAGE = Path(sessiontui.__file__).parent
WRONG = """
from sessiontui import open_profile, open_session
from sessiontui.sessions import open_sessions

number: int = open_session("demo:").tabs[0].url
open_session("demo:").windows = ()
open_session("demo:", verison="previous")
open_profile("demo:").next_start.loads.upper()
"""


def test_the_program_runs(files: Path) -> None:
    whole = (files / "recovery.jsonlz4").read_bytes()
    assert client.read_session("demo:")[12] == "https://shop.example/basket Shopping"
    assert client.read_profile("demo:") == "<Profile demo>"
    assert [one.name for one in client.known(b"xyz.default")] == ["xyz.default"]
    assert client.look_everywhere("xyz.default") == 4 + 1
    assert client.write("xyz.default", files) == (files / "tabs.md").stat().st_size
    assert client.rescue(files / "cut.jsonlz4", files / "repaired.jsonlz4")
    assert client.change("xyz.default") == {"a": 1}
    assert client.version()
    with pytest.raises(IndexError):  # nothing was closed in it
        client.read_session(io.BytesIO(whole))


@pytest.mark.long
@pytest.mark.skipif(importlib.util.find_spec("mypy") is None, reason="mypy is not installed")
def test_a_type_checker_needs_nothing_but_the_package(tmp_path: Path) -> None:
    """Strictly, outside of this repository; and it complains of what is wrong."""
    right, wrong = tmp_path / "right.py", tmp_path / "wrong.py"
    right.write_text(Path(client.__file__).read_text("utf-8"), "utf-8")
    wrong.write_text(WRONG, "utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--cache-dir", os.devnull, right, wrong],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(PACKAGE.parent)},
        capture_output=True,
        text=True,
        timeout=600,
    )
    said = [line for line in done.stdout.splitlines() if line.startswith(("right.py", "wrong.py"))]
    assert [line.split("[")[-1] for line in said if ": error:" in line] == [
        "assignment]", "misc]", "call-arg]", "union-attr]",
    ], done.stdout  # fmt: skip
    assert all(line.startswith("wrong.py") for line in said)
