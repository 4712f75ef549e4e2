"""A fault on the screen: one sentence, a report, the terminal as it was, and nothing private."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.paths import ROOT
from tests.ui.broken_store import SECRET
from tests.ui.terminal import SOURCE, Terminal

pytestmark = pytest.mark.long  # the ordinary run is to be quick

STATE = Path(".local/state/sessiontui")


def installed(home: Path) -> str:
    """Where Python finds the program and the plug-in that fails."""
    site = home / "site"
    (site / "broken-1.dist-info").mkdir(parents=True)
    (site / "broken-1.dist-info/METADATA").write_text("Name: broken\nVersion: 1\n")
    (site / "broken-1.dist-info/entry_points.txt").write_text(
        "[sessiontui.stores]\nbroken = tests.ui.broken_store:BrokenStore\n"
    )
    return f"{SOURCE}:{ROOT}:{site}"


def broken(how: str, home: Path, **env: str) -> Terminal:
    """The program over the store that fails."""
    path = installed(home)
    place = f"broken:{how}?{SECRET}"
    return Terminal(place, home=home, env={"PYTHONPATH": path, "SECRET": SECRET, **env})


def reports(home: Path) -> list[Path]:
    return sorted((home / STATE).glob("*")) if (home / STATE).is_dir() else []


def after_the_screen(terminal: Terminal) -> str:
    """What was said once the terminal was given back, without its line breaks."""
    rest = terminal.raw.decode().rpartition("\x1b[?1049l")[2]
    return (
        re.sub(r"\x1b\[[0-9;?<>]*[a-zA-Z]|\x1b\]22;default\x07", "", rest)
        .replace("\r\n", "\n")
        .strip()
    )


@pytest.mark.parametrize(
    "how",
    [
        "paint",
        "compose",
        *(
            pytest.param(how, marks=pytest.mark.long)
            for how in ("message", "app", "worker", "task", "rich")
        ),
    ],
)
def test_a_fault_is_a_sentence_and_a_report(how: str, tmp_path: Path) -> None:
    modes: dict[bytes, bytes] = {}
    with broken(how, tmp_path) as terminal:
        if how in ("message", "task", "rich"):
            terminal.wait_for("NEXT START")
            terminal.send("?")
        assert terminal.end() == 3
        assert terminal.takes_lines
        for mode, last in re.findall(rb"\x1b\[\?(\d+)([hl])", terminal.raw):
            modes[mode] = last
        ends = {mode for mode, last in modes.items() if last == b"h"}
        assert ends == set(modes) & {b"7", b"25"}  # wrapping and the cursor; no mouse, no pasting
        assert SECRET.encode() not in terminal.raw
        assert "Traceback" not in terminal.text
        said = " ".join(after_the_screen(terminal).split())
    found = reports(tmp_path)
    assert len(found) == 1
    kind = "an exception of other code" if how == "rich" else "ValueError"
    assert re.fullmatch(
        rf"sessiontui: this is a fault of the plug-in broken: \(broken 1\), not of sessiontui "
        rf"\({kind} in tests/ui/broken_store\.py, line \d+\); "
        rf"please pass on the report, which holds nothing private: ~/{STATE}/{found[0].name}",
        said,
    )
    text = found[0].read_text()
    assert SECRET not in text
    assert str(tmp_path) not in text
    assert re.search(r"^command +the screen$", text, re.MULTILINE)
    assert "TERM='xterm-256color' COLORTERM='truecolor' 120 x 36" in text


@pytest.mark.parametrize(
    ("how", "command"),
    [
        ("open", ("tabs",)),
        ("versions", ("tabs", "--json")),
        ("store", ("tabs",)),
        ("profile", ("info",)),
        ("settings", ("settings",)),
        ("plan", ("restore", "/_closedWindows/0", "--even-if-open", "--dry-run")),
        ("apply", ("restore", "/_closedWindows/0", "--even-if-open")),
        ("undo", ("undo",)),
    ],
)
def test_a_command_names_the_plug_in_that_fails(
    how: str, command: tuple[str, ...], tmp_path: Path
) -> None:
    env = {"PATH": os.environ["PATH"], "HOME": str(tmp_path), "PYTHONPATH": installed(tmp_path)}
    place = f"broken:{how}?{SECRET}"
    words = [command[0], place, *command[1:]]
    done = subprocess.run(
        [sys.executable, "-m", "sessiontui", *words], env=env, capture_output=True, text=True
    )
    assert (done.returncode, done.stdout) == (3, "")
    assert re.fullmatch(
        r"sessiontui: the plug-in broken: \(broken 1\) failed when it was asked for .+ "
        r"\(ValueError in tests/ui/broken_store\.py, line \d+\).*; tell who makes it\n",
        done.stderr,
    )
    assert SECRET not in done.stderr
    assert reports(tmp_path) == []  # it is no fault of sessiontui


@pytest.mark.parametrize(
    ("how", "said"),
    [
        ("store", "failed when it was"),
        ("versions", "failed when it was"),
        ("thread", "This is a fault of the plug-in"),
    ],
)
def test_the_screen_lives_on(how: str, said: str, tmp_path: Path) -> None:
    with broken(how, tmp_path) as terminal:
        terminal.wait_for(said)
        assert "broken:" in terminal.text
        terminal.send("?")
        terminal.wait_for("All keys|Keys")
        terminal.send("\x1b")
        terminal.settle()
        assert terminal.leave() == 0
        assert SECRET.encode() not in terminal.raw
        assert after_the_screen(terminal) == ""
    assert reports(tmp_path) == []


def test_one_that_cannot_be_opened_is_a_sentence(tmp_path: Path) -> None:
    with broken("open", tmp_path) as terminal:
        assert terminal.end() == 3
        assert "Traceback" not in terminal.text
        said = " ".join(terminal.text.split())
    assert "failed when it was asked for a store (ValueError in tests/ui/broken_store" in said
    assert reports(tmp_path) == []


def test_the_traceback_of_a_fault_is_shown_when_asked_for(tmp_path: Path) -> None:
    with broken("app", tmp_path, SESSIONTUI_TRACEBACK="1") as terminal:
        assert terminal.end() == 3
        said = after_the_screen(terminal)
    assert said.startswith("Traceback (most recent call last):")
    assert "broken_store.py" in said
    assert f"https://secret.example/?token={SECRET} is broken" in said
    assert "this is a fault of the plug-in broken:" in said


def test_an_error_with_a_sentence_is_no_fault(tmp_path: Path) -> None:
    with broken("error", tmp_path) as terminal:
        assert terminal.end() == 3
        said = after_the_screen(terminal)
    assert said == "sessiontui: the disk: it is gone, plug it in"
    assert reports(tmp_path) == []


@pytest.mark.long
@pytest.mark.parametrize("key", "?q")
def test_the_end_does_not_wait_for_the_disk(key: str, tmp_path: Path) -> None:
    with broken("stuck", tmp_path) as terminal:
        terminal.wait_for("reading")
        terminal.settle()
        terminal.send(key)
        assert terminal.end() == (3 if key == "?" else 0)
        said = after_the_screen(terminal)
    fault = "sessiontui: this is a fault of the plug-in broken: (broken 1), not of sessiontui (Val"
    assert said.startswith(fault) is (key == "?")
    assert len(reports(tmp_path)) == (key == "?")
