"""`sessiontui completions`: what the shells themselves make of the scripts."""

from __future__ import annotations

import os
import pty
import select
import shutil
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from sessiontui.cli.commands.completions import SHELLS
from sessiontui.cli.parser import COMMANDS

from .conftest import Run

# What is typed, and what the shell makes of its last word (in a directory with `my profile/`).
TYPED = [
    ("sessiontui tab", "tabs"),
    ("sessiontui my", "my profile/"),
    ("sessiontui tabs my", "my profile/"),
    ("sessiontui tabs --filt", "--filter"),
    ("sessiontui --read-only tab", "tabs"),
    ("sessiontui restore x --into my", "my profile/"),
    ("sessiontui export x --format mark", "markdown"),
    ("sessiontui set x browser.sessionstore.interval.", "browser.sessionstore.interval.idle"),
    ("sessiontui completions fi", "fish"),
    ("sessiontui schema profi", "profiles"),
    ("sessiontui timings x of", "off"),
]
EACH = pytest.mark.parametrize(("typed", "completed"), TYPED)


@pytest.fixture
def scripts(cli: Run, tmp_path: Path) -> Path:
    """The directory with the scripts as the program prints them, and a profile beside."""
    (tmp_path / "my profile").mkdir()
    for shell, name in (("bash", "bash.sh"), ("zsh", "_sessiontui"), ("fish", "x.fish")):
        printed = cli("completions", shell)
        assert (printed.code, printed.err) == (0, "")
        (tmp_path / name).write_bytes(printed.out)
    return tmp_path


def of_shell(shell: str) -> str:
    found = shutil.which(shell)
    if found is None:
        pytest.skip(f"{shell} is not installed")
    return found


def ran(scripts: Path, *words: str) -> str:
    environment = {"HOME": str(scripts), "PATH": os.environ["PATH"], "LANG": "C.UTF-8"}
    done = subprocess.run(
        words, cwd=scripts, env=environment, capture_output=True, text=True, timeout=60
    )
    assert done.stderr == ""
    return done.stdout


@EACH
def test_bash(scripts: Path, typed: str, completed: str) -> None:
    script = (
        'source ./bash.sh; COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _shtab_sessiontui; '
        "printf '%s\\n' \"${COMPREPLY[@]}\"; complete -p sessiontui"
    )
    lines = ran(scripts, of_shell("bash"), "-c", script, "bash", *typed.split(" ")).splitlines()
    assert lines[:-1] == [completed.rstrip("/")]
    assert lines[-1] == "complete -o bashdefault -F _shtab_sessiontui sessiontui"


@EACH
def test_fish(scripts: Path, typed: str, completed: str) -> None:
    script = f"source ./x.fish; complete -C '{typed}'"
    lines = ran(scripts, of_shell("fish"), "--no-config", "-c", script).splitlines()
    assert [line.partition("\t")[0] for line in lines] == [completed]


@pytest.fixture
def zsh(scripts: Path) -> Callable[[str, str], None]:
    """Type something and the Tab key, and wait for a text."""
    return lambda typed, wanted: _typed_in_zsh(of_shell("zsh"), scripts, typed, wanted)


def _typed_in_zsh(shell: str, scripts: Path, typed: str, wanted: str) -> None:
    begin = "fpath=($PWD $fpath); autoload -Uz compinit && compinit -u -D && PS1='rea''dy> '\n"
    process, terminal = pty.fork()
    if process == 0:
        os.chdir(scripts)
        environment = {"HOME": str(scripts), "PATH": os.environ["PATH"], "TERM": "dumb"}
        os.execve(shell, [shell, "-f", "-i"], environment)
    try:
        os.write(terminal, begin.encode())
        _wait_for(terminal, "ready> ")
        os.write(terminal, f"{typed}\t".encode())
        _wait_for(terminal, wanted)
    finally:
        os.kill(process, 9)
        os.waitpid(process, 0)
        os.close(terminal)


def _wait_for(terminal: int, wanted: str) -> None:
    seen, until = "", time.monotonic() + 60
    while wanted not in seen:
        assert time.monotonic() < until, seen
        if select.select([terminal], [], [], 0.2)[0]:
            seen += os.read(terminal, 65536).decode(errors="replace")


@EACH
def test_zsh(zsh: Callable[[str, str], None], typed: str, completed: str) -> None:
    zsh(typed, completed.replace(" ", "\\ "))


@pytest.mark.parametrize("shell", SHELLS)
def test_a_script_has_every_command(cli: Run, shell: str) -> None:
    text = cli("completions", shell).text
    assert [name for name in COMMANDS if name not in text] == []


def test_without_a_shell_and_with_a_strange_one(cli: Run) -> None:
    cli("completions").refused(2, "SHELL")
    cli("completions", "tcsh").refused(2, "bash", "zsh", "fish")
